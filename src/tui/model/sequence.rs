//! The sequence of steps as rows: what is past, the present step, what is ahead.

use super::Model;
use crate::trace::{Actor, ConnectionId, Side, Step};

/// A row of the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceRow {
    /// So many steps are above.
    Above(usize),
    /// A step that is past.
    Past(usize),
    /// A row of the present step, from the top.
    Present(usize),
    /// A step that is ahead.
    Ahead(usize),
    /// Another connection begins below.
    Begins(ConnectionId),
    /// So many steps are below; `None` where their number would tell how a change ends.
    Below(Option<usize>),
}

/// The steps ahead that have room of their own, however much is past.
const AHEAD: usize = 4;

impl Model {
    /// The rows of the sequence in so many rows of the screen, of which the present step takes
    /// `present`. While the reader looks back among the steps, `chosen` stays in sight.
    pub fn sequence_rows(
        &self,
        height: usize,
        present: usize,
        chosen: Option<usize>,
    ) -> Vec<SequenceRow> {
        // each row that says that a connection begins takes the place of a step
        for taken in 0..height {
            let rows = self.rows_of_steps(height - taken, present, chosen);
            let rows = self.with_connections(rows);
            if rows.len() <= height {
                return rows;
            }
        }
        Vec::new()
    }

    /// Puts a row before the first step of each connection but the first.
    fn with_connections(&self, rows: Vec<SequenceRow>) -> Vec<SequenceRow> {
        use SequenceRow as R;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let step = match row {
                R::Past(step) | R::Ahead(step) => Some(step),
                R::Present(0) => Some(self.cursor),
                _ => None,
            };
            let begins = step.and_then(|step| self.reconnects_at(step));
            out.extend(begins.map(R::Begins));
            out.push(row);
        }
        out
    }

    fn rows_of_steps(
        &self,
        height: usize,
        present: usize,
        chosen: Option<usize>,
    ) -> Vec<SequenceRow> {
        use SequenceRow as R;
        let steps = self.trace.steps().len();
        if steps == 0 || height == 0 {
            return Vec::new();
        }
        let present = present.min(height);
        let ahead = self.steps_ahead();
        let left = height - present;
        // what is past needs the room first, but the next steps always have a part of it
        let least = AHEAD.min(ahead).min(left / 3) + 1;
        let past = self.cursor.min(left.saturating_sub(least.min(left)));
        let room = left - past;
        let hidden_behind = steps - 1 - self.cursor > ahead;
        let shown = match ahead <= room && !hidden_behind {
            true => ahead.min(room),
            false => ahead.min(room.saturating_sub(1)),
        };
        let first = match chosen {
            Some(chosen) => chosen.min(self.cursor - past),
            None => self.cursor - past,
        };
        let mut rows = Vec::with_capacity(height);
        let above = first > 0 && past > 0;
        let parted = self.parted_at().filter(|at| above && *at <= first);
        for i in 0..past {
            rows.push(match (i, above, parted) {
                // this row takes the place of one step, that which parted the two of another
                (0, true, _) => R::Above(first + 1),
                // the step that parted the two stays in sight
                (1, true, Some(at)) => R::Past(at),
                _ => R::Past(first + i),
            });
        }
        if first + past < self.cursor {
            // the reader looks back: the present step is below
            rows.push(R::Below(Some(steps - first - past)));
            return rows;
        }
        rows.extend((0..present).map(R::Present));
        rows.extend((0..shown).map(|i| R::Ahead(self.cursor + 1 + i)));
        let rest = steps - 1 - self.cursor - shown;
        if rest > 0 && rows.len() < height {
            rows.push(R::Below((!self.ending_is_open()).then_some(rest)));
        }
        rows
    }

    /// How many of the next steps may be shown: what follows a failure is not told before it, and
    /// after a change by the reader nothing is.
    fn steps_ahead(&self) -> usize {
        let rest = self.trace.steps().len() - 1 - self.cursor;
        match self.noticed_at() {
            _ if self.ending_is_open() => 0,
            Some(at) if at > self.cursor => at - self.cursor,
            _ => rest,
        }
    }
}

/// Whether a message of a step reaches the other side.
pub fn arrives(step: &Step) -> bool {
    step.fate().arrives()
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// At the lifeline of a side.
    At(Side),
    /// Between the lifelines: the reader of a capture does it.
    Between,
}

/// Where a step stands; at both lifelines where each side does the same.
pub fn stands(step: &Step) -> Vec<Stand> {
    match step.actor {
        Actor::One(side) => vec![Stand::At(side)],
        Actor::Both => Side::BOTH.map(Stand::At).to_vec(),
        Actor::Reader => vec![Stand::Between],
    }
}
