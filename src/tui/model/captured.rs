//! The connections of a capture, of which one at a time is shown.

use super::Model;
use super::place::{Focus, Room};
use super::source::{Captured, Driver};
use crate::said;
use crate::trace::feed::Status;
use crate::tui::draw::text;

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
