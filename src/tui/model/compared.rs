//! This run beside another: one without the failure, or any that the reader chooses. Or one connection of it
//! beside the one before.

use super::Model;
use super::comparison::{Against, Compared};
use super::source::Driver;
use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::{ConnectionId, Trace};
use crate::tui::command::Command;

impl Model {
    /// Whether this run can be compared with another. If not, the reader is told why.
    pub fn can_compare(&mut self) -> bool {
        let all = self.sees_all();
        if !all {
            let key = self.key_of(Command::ChooseLens);
            self.complain(said!("tui.lens.not_compared", key));
        }
        all
    }

    /// Compares this run with the one before the reader turned switches. Returns whether it did.
    pub fn compare_with_unswitched(&mut self) -> bool {
        let before = self.before_switching().cloned();
        match before {
            Some(before) if self.can_compare() => self.compare(Ok(before)),
            _ => false,
        }
    }

    /// Compares this run with what is nearest: with the one without the failure, with the one before the
    /// reader turned switches or, in a run of several connections, the present one with the one before.
    /// Whether that is done, and they differ.
    pub fn compare_with_nearest(&mut self) -> bool {
        if !self.differs_from_good() {
            if self.compare_with_unswitched() {
                return true;
            }
            if self.has_connections() {
                return self.compare_connections();
            }
        }
        let Driver::Simulation(simulation) = &self.driver else {
            return false;
        };
        let good = (simulation.good)(&simulation.scenario);
        self.compare(good) && self.compared.as_ref().is_some_and(|it| !it.story.is_same())
    }

    /// Compares this run with a scenario of that name, run with the same seed. Returns whether it did.
    pub fn compare_with(&mut self, name: &str) -> bool {
        let own = self.scenario().map(|own| (own.seed, own.clock));
        let other = (self.library.load)(name);
        self.compare(other.map(|other| match own {
            Some((seed, clock)) => Scenario {
                seed,
                clock,
                ..other
            },
            None => other,
        }))
    }

    /// Runs the other scenario with the next seed, and compares again.
    pub fn compare_next_seed(&mut self) {
        match self.compared.as_ref().map(|compared| &compared.against) {
            Some(Against::Scenario(scenario)) => {
                let mut other = Scenario::clone(scenario);
                other.seed = other.seed.wrapping_add(1);
                self.compare(Ok(other));
            }
            Some(Against::Connections(..)) => self.complain(said!("tui.notice.one_run")),
            None => {}
        }
    }

    /// Compares the connection of the present step with the one before; the first one with the second. Done
    /// again, it goes on to the next two. Whether there are several connections.
    pub fn compare_connections(&mut self) -> bool {
        let connections = self.trace.connections().len();
        if connections < 2 {
            self.complain(said!("tui.notice.one_connection"));
            return false;
        }
        let right = match self.compared.as_ref().map(|compared| &compared.against) {
            Some(Against::Connections(_, right)) => (right.0 + 1) % connections,
            _ => self.connection().id.0,
        };
        let right = right.max(1);
        let pair = (ConnectionId(right - 1), ConnectionId(right));
        let compared = Compared::connections(&self.trace, pair.0, pair.1);
        self.compared = Some(Box::new(compared));
        true
    }

    /// Whether this run has several connections.
    pub fn has_connections(&self) -> bool {
        self.trace.connections().len() > 1
    }

    fn compare(&mut self, other: Result<Scenario, String>) -> bool {
        match other {
            Ok(scenario) => {
                let other: Trace = (self.library.simulate)(&scenario);
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
        let compared = self.compared.as_ref()?;
        let rows = &compared.comparison.rows;
        let row = rows.iter().find(|row| row.right == Some(self.cursor))?;
        let connections = matches!(compared.against, Against::Connections(..));
        Some(match (&row.left, &row.elsewhere, &row.differs) {
            (Some(_), _, None) if connections => (true, said!("tui.compare.as_before")),
            (Some(_), _, None) => (true, said!("tui.compare.as_other")),
            (None, None, _) if connections => (false, said!("tui.compare.not_before")),
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
