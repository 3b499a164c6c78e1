//! The runs that the tasks of a student are about.

use super::File;
use super::draw::Draw;
use super::sentence;
use crate::export::pcapng;
use crate::pki::time::UnixTime;
use crate::protocol::{Side, Suite};
use crate::scenario::{AppMessage, Overrides, Scenario, simulate};
use crate::trace::{ConnectionId, Trace, Value, ValueName};
use crate::wire::ProtocolVersion;

/// The earliest time at which a run begins: 2026-11-27T12:00:00Z. Every certificate of the demonstration is then in
/// the state that its name says.
const EARLIEST: i64 = 1_795_780_800;
/// How many seconds later it begins at most: three weeks.
const LATER: usize = 21 * 86_400;

/// The run of a student, and what others are made of.
#[derive(Debug)]
pub(super) struct Runs {
    pub student: String,
    pub draw: Draw,
    /// The run that most tasks are about.
    pub trace: Trace,
}

impl Runs {
    /// The runs of a student.
    pub fn of(draw: Draw, student: &str) -> Runs {
        let name = draw.one("scenario", &["classic", "mutual"]);
        let scenario = scenario(draw, name.unwrap_or(&"classic"), "main");
        Runs {
            student: student.to_owned(),
            draw,
            trace: simulate(&scenario),
        }
    }

    /// The connection of the main run.
    pub fn connection(&self) -> ConnectionId {
        self.trace.last_connection().id
    }

    /// A value of the main run.
    pub fn value(&self, name: ValueName) -> Option<&Value> {
        self.trace.first(self.connection(), name)
    }
}

/// A scenario of the program with the student's seed, time, suite and texts, two of each side. `what` names the run
/// among those of the student.
pub(super) fn scenario(draw: Draw, name: &str, what: &str) -> Scenario {
    let suites: Vec<&'static Suite> = Suite::defaults().collect();
    let clock = EARLIEST + i64::try_from(draw.below("clock", LATER)).unwrap_or_default();
    let overrides = Overrides {
        clock: Some(UnixTime(clock)),
        suite: draw.one(&format!("suite {what}"), &suites).copied(),
        min: Some(ProtocolVersion::Tls12),
        max: Some(ProtocolVersion::Tls12),
        ..Overrides::seed(match what {
            "main" => draw.seed(),
            other => draw.seed_of(other),
        })
    };
    // the names are those of the program's own scenarios
    #[allow(clippy::expect_used)]
    let mut scenario = Scenario::builtin(name, overrides).expect("known scenario");
    let texts = |number: usize| {
        let client = sentence::of_client(draw, &format!("{what} client {number}"));
        let server = sentence::of_server(draw, &format!("{what} server {number}"));
        [(Side::Client, client), (Side::Server, server)]
    };
    let message = |(from, text)| AppMessage { from, text };
    scenario.messages = (1..=2).flat_map(texts).map(message).collect();
    scenario.expect = None;
    scenario
}

/// A run as a capture without secrets and without comments: what an observer has.
pub(super) fn capture(name: &str, trace: &Trace) -> File {
    let mut out = Vec::new();
    // writing to memory does not fail
    let _ = pcapng::write_observed(&mut out, trace, None);
    File::new(name, out)
}

/// The same as it was seen at one end: what that side has sent, and what has arrived there.
pub(super) fn capture_at(name: &str, trace: &Trace, end: Side) -> File {
    let mut out = Vec::new();
    let _ = pcapng::write_observed(&mut out, trace, Some(end));
    File::new(name, out)
}
