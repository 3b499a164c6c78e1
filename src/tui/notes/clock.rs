//! The clock of a talk.

use std::time::Duration;

/// The time that the talk has taken. It stands still until the audience is shown something new, while the presentation is
/// closed, and while the speaker has stopped it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// What it showed when it stood last.
    before: Duration,
    /// Since when it goes; nothing while it stands.
    since: Option<Duration>,
    /// Whether it has run.
    pub begun: bool,
    /// Whether it stands only because the presentation is closed.
    pub waits: bool,
}

impl Clock {
    /// Goes on, unless it goes already.
    pub fn start(&mut self, now: Duration) {
        (self.begun, self.waits) = (true, false);
        self.since = self.since.or(Some(now));
    }

    /// Stands still.
    pub fn stop(&mut self, now: Duration) {
        self.before = self.at(now);
        self.since = None;
    }

    /// Begins again at 0, and goes on if it goes.
    pub fn reset(&mut self, now: Duration) {
        self.before = Duration::ZERO;
        self.since = self.since.map(|_| now);
    }

    /// Whether it goes.
    pub fn goes(self) -> bool {
        self.since.is_some()
    }

    /// What it shows.
    pub fn at(self, now: Duration) -> Duration {
        let running = self.since.map(|since| now.saturating_sub(since));
        self.before + running.unwrap_or_default()
    }
}
