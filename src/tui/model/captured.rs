//! The connections of a capture, of which one at a time is shown.

use super::Model;
use super::place::{Focus, Room};
use super::source::Driver;
use crate::said;
use crate::trace::Trace;
use crate::trace::feed::Status;
use crate::tui::draw::text;
use std::fmt;

/// A connection of a capture, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// Its number in the capture, from 1.
    pub number: usize,
    /// Its number, its two ends, and the name that the client asks for.
    pub between: String,
    /// How many columns its number takes, so that the rest can stand below the addresses.
    pub indent: usize,
    /// What was agreed on, how it ended, and what of it is decrypted or why nothing is.
    pub became: String,
}

/// Reads the connection with a number; an error is prose.
pub type OpenCaptured = Box<dyn Fn(usize) -> Result<Trace, String>>;

/// The connections of a capture, and how to open one.
pub struct Capture {
    /// What the capture is called.
    pub title: String,
    /// Its connections, in the order in which they begin.
    pub connections: Vec<Captured>,
    /// The one that is shown, by its place among them.
    pub shown: usize,
    /// How to open one.
    pub open: OpenCaptured,
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Capture");
        shown.field("title", &self.title).finish_non_exhaustive()
    }
}

impl Model {
    /// The connections that fit what was typed, each with its place among all of them.
    pub fn captured(&self, query: &str) -> Vec<(usize, &Captured)> {
        let all = self.capture.iter().flat_map(|it| &it.connections);
        let all = all.enumerate().collect();
        let mut fitting = text::matching(all, query, |(_, one)| (&one.between, &one.became));
        fitting.sort_unstable_by_key(|(place, _)| *place);
        fitting
    }

    /// Shows the connection at this place among all of them, from its first step on.
    pub fn open_captured(&mut self, place: usize) {
        let Some(capture) = &mut self.capture else {
            return;
        };
        let Some(one) = capture.connections.get(place) else {
            return;
        };
        match (capture.open)(one.number) {
            Ok(trace) => {
                capture.shown = place;
                if let Driver::Connection(connection) = &mut self.driver {
                    connection.status = Status::Recorded(trace.run().scenario.clone());
                }
                self.cursor = 0;
                self.room = Room::Shared;
                self.focus = Focus::Panel;
                let chosen = trace.last_connection().id;
                let mut steps = trace.steps().iter();
                let first = steps.position(|step| step.connection == chosen);
                self.show(trace);
                // the connection on which its session began comes before it
                self.go_to(first.unwrap_or(0));
            }
            Err(words) => self.complain(said!("tui.notice.plain", words)),
        }
    }
}
