//! This run beside one without the failure.

use super::command::Command;
use super::source::Driver;
use super::stage::Stage;
use super::ui_state::Overlay;
use crate::said;
use crate::trace::{Comparison, Trace};

/// The run without the failure, and how this one differs.
#[derive(Debug)]
pub struct Compared {
    /// The run without the failure, or without the attacker: then it may fail for another reason.
    pub good: Trace,
    /// Both, step by step: the good run is the left one.
    pub comparison: Comparison,
}

impl Stage {
    /// Compares this run with the one without the failure, at the point where they differ.
    pub(super) fn compare(&mut self) {
        let Driver::Simulation(simulation) = &self.driver else {
            return self.complain(said!("tui.notice.no_other_run"));
        };
        let good = match (simulation.good)(&simulation.scenario) {
            Ok(good) => (simulation.simulate)(&good),
            Err(words) => return self.complain(said!("tui.notice.plain", words)),
        };
        let comparison = Comparison::of(&good, &self.trace);
        if comparison.first.is_none() {
            let change = self.key_of(Command::Tamper);
            let open = self.key_of(Command::Scenarios);
            return self.say(match good.passes() {
                true => said!("tui.notice.no_failure", change, open),
                false => said!("tui.notice.same_failure", change, open),
            });
        }
        let here = comparison
            .rows
            .iter()
            .position(|row| row.right == Some(self.cursor));
        let selected = comparison.first.or(here).unwrap_or(0);
        self.compared = Some(Box::new(Compared { good, comparison }));
        self.overlay = Some(Overlay::Compare { selected });
    }

    /// How many rows the comparison has.
    pub(super) fn compared_rows(&self) -> usize {
        let compared = self.compared.as_ref();
        compared.map_or(0, |compared| compared.comparison.rows.len())
    }

    /// Goes to the step of this run at a row, or to the next one that this run has.
    pub(super) fn go_to_compared(&mut self, row: usize) {
        let rows = self
            .compared
            .as_ref()
            .map(|it| it.comparison.rows.as_slice());
        let step = rows
            .unwrap_or_default()
            .iter()
            .skip(row)
            .find_map(|row| row.right);
        match step {
            Some(step) => {
                self.jump(Some(Overlay::Compare { selected: row }));
                self.go_to(step);
            }
            None => self.say(said!("tui.notice.ends_before")),
        }
    }
}
