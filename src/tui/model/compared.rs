//! This run beside another: one without the failure, or any that the reader chooses.

use super::Model;
use super::comparison::Compared;
use super::source::{Driver, Simulation};
use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::Trace;
use crate::tui::command::Command;

impl Model {
    /// The simulation, if this run can be compared with another. If not, the reader is told why.
    fn comparable(&mut self) -> Option<&Simulation> {
        if !self.sees_all() {
            let key = self.key_of(Command::ChooseLens);
            self.complain(said!("tui.lens.not_compared", key));
            return None;
        }
        if !self.is_simulation() {
            self.complain(said!("tui.notice.no_other_run"));
        }
        match &self.driver {
            Driver::Simulation(simulation) => Some(simulation),
            Driver::Connection(_) => None,
        }
    }

    /// Whether this run can be compared with another. If not, the reader is told why.
    pub fn can_compare(&mut self) -> bool {
        self.comparable().is_some()
    }

    /// Compares this run with the one without the failure. Whether that is done, and they differ.
    pub fn compare_with_good(&mut self) -> bool {
        let Some(simulation) = self.comparable() else {
            return false;
        };
        let good = (simulation.good)(&simulation.scenario);
        self.compare(good) && self.compared.as_ref().is_some_and(|it| !it.story.is_same())
    }

    /// Compares this run with a scenario of that name, run with the same seed. Whether that is done.
    pub fn compare_with(&mut self, name: &str) -> bool {
        let Some(simulation) = self.comparable() else {
            return false;
        };
        let (seed, clock) = (simulation.scenario.seed, simulation.scenario.clock);
        let other = (simulation.load)(name);
        self.compare(other.map(|other| Scenario {
            seed,
            clock,
            ..other
        }))
    }

    /// Runs the other scenario with the next seed, and compares again.
    pub fn compare_next_seed(&mut self) {
        let compared = self.compared.as_ref();
        if let Some(mut other) = compared.map(|compared| compared.scenario.clone()) {
            other.seed = other.seed.wrapping_add(1);
            self.compare(Ok(other));
        }
    }

    fn compare(&mut self, other: Result<Scenario, String>) -> bool {
        let Driver::Simulation(simulation) = &self.driver else {
            return false;
        };
        match other {
            Ok(scenario) => {
                let other: Trace = (simulation.simulate)(&scenario);
                let compared = Compared::of(scenario, other, &self.trace);
                self.compared = Some(Box::new(compared));
                true
            }
            Err(words) => {
                self.complain(said!("tui.notice.plain", words));
                false
            }
        }
    }

    /// Whether something is wrong in this run, so that it can be compared with one without the failure.
    pub fn differs_from_good(&self) -> bool {
        self.noticed_at().is_some() || self.tampered() > 0 || self.clicked_through()
    }

    /// How the present step stands beside the other run, once the two have been compared: whether it is
    /// the same there, and in a few words what is not.
    pub fn beside_other(&self) -> Option<(bool, Said)> {
        let rows = &self.compared.as_ref()?.comparison.rows;
        let row = rows.iter().find(|row| row.right == Some(self.cursor))?;
        Some(match (&row.left, &row.elsewhere, &row.differs) {
            (Some(_), _, None) => (true, said!("tui.compare.as_other")),
            (None, None, _) => (false, said!("tui.compare.not_in_other")),
            (_, _, differs) => (
                false,
                said!("tui.compare.unlike_other", differs = differs.clone()),
            ),
        })
    }

    /// How many rows the comparison has.
    pub fn compared_rows(&self) -> usize {
        let compared = self.compared.as_ref();
        compared.map_or(0, |compared| compared.comparison.rows.len())
    }

    /// The row in which the two runs begin to differ, or the first.
    pub fn first_difference(&self) -> usize {
        let compared = self.compared.as_ref();
        compared.and_then(|it| it.comparison.first).unwrap_or(0)
    }

    /// The step of this run at a row of the comparison, or the next one that this run has.
    pub fn compared_step(&self, row: usize) -> Option<usize> {
        let rows = &self.compared.as_ref()?.comparison.rows;
        rows.iter().skip(row).find_map(|row| row.right)
    }
}
