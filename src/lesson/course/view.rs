//! What the reader has in front of them: conditions look at this, and never at keys.

use crate::scenario::Scenario;
use crate::trace::{Step, Trace, ValueId};

/// The state of the screen, or of the line mode.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The scenario with the reader's changes; `None` for a connection.
    pub scenario: Option<&'a Scenario>,
    /// Its run.
    pub trace: &'a Trace,
    /// The index of the present step.
    pub cursor: usize,
    /// The tab that is open, by its name in [`TABS`].
    pub tab: &'a str,
    /// The path of the field that is selected.
    pub field: Option<&'a str>,
    /// The value that is selected.
    pub value: Option<ValueId>,
    /// The value whose origin is shown.
    pub origin: Option<ValueId>,
    /// The value of which it is shown who could compute it.
    pub who_could: Option<ValueId>,
    /// Whether the run is shown beside another one.
    pub compared: bool,
}

/// The names of the tabs, in lessons and on the command line.
pub const TABS: [&str; 7] = [
    "explain",
    "bytes",
    "map",
    "keys",
    "certificates",
    "transcript",
    "math",
];

impl<'a> View<'a> {
    /// A run at a step, with nothing selected.
    pub fn of(scenario: &'a Scenario, trace: &'a Trace, cursor: usize) -> Self {
        View {
            scenario: Some(scenario),
            trace,
            cursor,
            tab: TABS[0],
            field: None,
            value: None,
            origin: None,
            who_could: None,
            compared: false,
        }
    }

    /// The present step; `None` while there are none.
    pub(super) fn step(&self) -> Option<&'a Step> {
        self.trace.steps().get(self.cursor)
    }

    /// Whether the last step is reached.
    pub(super) fn at_end(&self) -> bool {
        self.cursor + 1 >= self.trace.steps().len()
    }

    /// The step in which a side notices what was changed, or else gives up.
    pub(super) fn noticed(&self) -> Option<&'a Step> {
        let tampered = self.trace.tampering().iter();
        let mut noticed = tampered.filter_map(|done| self.trace.noticed(done));
        let gives_up = || {
            self.trace
                .steps()
                .iter()
                .find(|step| step.failure.is_some())
        };
        noticed.next().or_else(gives_up)
    }
}
