//! A case: the reader finds out what happened in a run, and every step that is opened costs a point.

use super::block::Kind;
use super::progress::MOST_POINTS;
use super::session::Session;
use super::view::View;

impl Session {
    /// Notes the step that is open. The last two of a run are free: with them it begins.
    pub(super) fn look(&mut self, view: &View<'_>) {
        if view.cursor + 2 < view.trace.steps().len() {
            self.looked.insert(view.cursor);
        }
    }

    /// Whether the reader is to find out what happened: then nothing may name the run.
    pub fn is_case(&self) -> bool {
        self.points().is_some()
    }

    /// Whether a question about the run that is open is still to come: the name of the run might give the answer away.
    pub fn asks_yet(&self) -> bool {
        let ahead = self.course.blocks.iter().skip(self.at);
        ahead
            .take_while(|block| !matches!(block.kind, Kind::Run(_)))
            .any(|block| matches!(block.kind, Kind::Ask(..)))
    }

    /// The points that a right answer is worth now; `None` where none are given.
    pub(super) fn points(&self) -> Option<u32> {
        let block = self.course.blocks.get(self.at)?;
        let detective = matches!(&block.kind, Kind::Ask(asked, _) if asked.detective);
        let looked = u32::try_from(self.looked.len()).unwrap_or(MOST_POINTS);
        // to find it out at all is worth one
        detective.then(|| MOST_POINTS.saturating_sub(looked).max(1))
    }
}
