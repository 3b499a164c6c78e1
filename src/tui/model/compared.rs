//! This run beside one without the failure.

use super::Model;
use super::comparison::Compared;
use super::source::Driver;
use crate::said;
use crate::text::Said;
use crate::trace::Comparison;
use crate::tui::command::Command;

impl Model {
    /// Compares this run with the one without the failure. The row at which they begin to differ, if
    /// they do.
    pub fn compare(&mut self) -> Option<usize> {
        if !self.sees_all() {
            let key = self.key_of(Command::ChooseLens);
            self.complain(said!("tui.lens.not_compared", key));
            return None;
        }
        let Driver::Simulation(simulation) = &self.driver else {
            self.complain(said!("tui.notice.no_other_run"));
            return None;
        };
        let good = match (simulation.good)(&simulation.scenario) {
            Ok(good) => (simulation.simulate)(&good),
            Err(words) => {
                self.complain(said!("tui.notice.plain", words));
                return None;
            }
        };
        let comparison = Comparison::of(&good, &self.trace);
        if comparison.first.is_none() {
            let change = self.key_of(Command::Tamper);
            let open = self.key_of(Command::Scenarios);
            self.say(match good.passes() {
                true => said!("tui.notice.no_failure", change, open),
                false => said!("tui.notice.same_failure", change, open),
            });
            return None;
        }
        let first = comparison.first;
        self.compared = Some(Box::new(Compared { good, comparison }));
        first
    }

    /// Whether there can be anything to compare: something is wrong in this run.
    pub fn differs_from_good(&self) -> bool {
        self.noticed_at().is_some() || self.tampered() > 0 || self.clicked_through()
    }

    /// How the present step stands beside the good run, once the two have been compared: whether it is
    /// the same there, and in a few words what is not.
    pub fn beside_good(&self) -> Option<(bool, Said)> {
        let rows = &self.compared.as_ref()?.comparison.rows;
        let row = rows.iter().find(|row| row.right == Some(self.cursor))?;
        Some(match (&row.left, &row.differs) {
            (Some(_), None) => (true, said!("tui.compare.as_good")),
            (Some(_), Some(differs)) => (false, said!("tui.compare.unlike_good", differs)),
            (None, _) => (false, said!("tui.compare.not_in_good")),
        })
    }

    /// How many rows the comparison has.
    pub fn compared_rows(&self) -> usize {
        let compared = self.compared.as_ref();
        compared.map_or(0, |compared| compared.comparison.rows.len())
    }

    /// The step of this run at a row of the comparison, or the next one that this run has.
    pub fn compared_step(&self, row: usize) -> Option<usize> {
        let rows = &self.compared.as_ref()?.comparison.rows;
        rows.iter().skip(row).find_map(|row| row.right)
    }
}
