//! Places of a run on the screen: to go to one, and to name the one where the reader is.

use super::Model;
use super::place::{Focus, Tab};
use super::tree::{Row, Seen};
use crate::said;
use crate::scenario::Scenario;
use crate::trace::{Located, Place, RunName, Target, ValueId};

impl Model {
    /// The place where the reader is: the present step and what is selected, a field of the tab Bytes or a value.
    /// It names the run where that can be made again by its name.
    pub fn here(&self, value: Option<ValueId>) -> Option<Place> {
        let run = self.scenario().and_then(Scenario::run_name);
        let place = Place::of(&self.trace, self.cursor)?.in_run(run);
        let field = self.pointed_field();
        Some(match field.or(value.map(Target::Value)) {
            Some(target) => place.pointing(&self.trace, &target),
            None => place,
        })
    }

    /// The field that is selected in the tab Bytes.
    pub fn pointed_field(&self) -> Option<Target> {
        if (self.tab, self.focus) != (Tab::Bytes, Focus::Panel) {
            return None;
        }
        let Some(Row::Field {
            buffer, node, seen, ..
        }) = self.row(self.picked_row()?)
        else {
            return None;
        };
        let fields = buffer.fields();
        let own = fields
            .iter()
            .find(|placed| std::ptr::eq(placed.node, node))?;
        (seen != Seen::Apart).then(|| Target::Field {
            buffer: buffer.kind,
            arrived: seen == Seen::Arrived,
            path: own.path.clone(),
        })
    }

    /// Goes to a place; where it names another run, that is opened first. Says why where there is none.
    pub fn go_to_place(&mut self, place: &Place) {
        let here = self.scenario().map(|scenario| RunName {
            scenario: scenario.name.clone(),
            seed: Some(scenario.seed),
        });
        let elsewhere = place.run.as_ref().filter(|run| {
            let same = |here: RunName| {
                run.scenario == here.scenario && (run.seed.is_none() || run.seed == here.seed)
            };
            !here.is_some_and(same)
        });
        if let Some(run) = elsewhere {
            if !self.is_simulation() {
                return self.complain(said!("tui.notice.other_run", run = run.to_string()));
            }
            if !self.load(&run.scenario, run.seed) {
                return;
            }
        }
        match place.resolve(&self.run) {
            Ok(located) => self.go_to_located(&located),
            // how many steps there are would tell how it ends
            Err(_) if self.ending_is_open() => {
                self.complain(said!("tui.notice.no_step", text = place.to_string()));
            }
            Err(error) => self.complain(said!("tui.notice.plain", words = error.said())),
        }
    }

    /// Goes to a step, and selects the field or the value that is pointed at.
    pub fn go_to_located(&mut self, located: &Located) {
        self.go_to(located.step);
        let (tab, row) = match &located.target {
            None => return,
            Some(Target::Value(id)) => (Tab::Keys, Some(self.row_of_value(*id))),
            Some(target @ Target::Field { .. }) => (Tab::Bytes, self.row_at(target)),
        };
        self.back_to_message();
        (self.tab, self.focus) = (tab, Focus::Panel);
        match (tab, row) {
            (Tab::Bytes, Some(row)) => self.pick_field(row),
            (tab, Some(row)) => self.picks.tab[tab as usize] = row,
            (_, None) => {}
        }
    }

    /// The row of a field in the tab Bytes.
    fn row_at(&self, target: &Target) -> Option<usize> {
        let Target::Field {
            buffer: wanted,
            arrived,
            path,
        } = target
        else {
            return None;
        };
        let end = match arrived {
            true => Seen::Arrived,
            false => Seen::Sent,
        };
        let mut rows = (0..self.rows()).filter_map(|row| Some((row, self.row(row)?)));
        // the fields of a buffer have rows in the order of a walk
        let (heading, buffer) = rows.find_map(|(row, found)| match found {
            Row::Heading(buffer, seen) if seen == end && buffer.kind == *wanted => {
                Some((row, buffer))
            }
            _ => None,
        })?;
        let nth = buffer
            .fields()
            .iter()
            .position(|placed| placed.path == *path)?;
        Some(heading + 1 + nth)
    }
}
