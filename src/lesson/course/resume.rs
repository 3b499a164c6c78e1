//! Where a reader goes on who comes back to a lesson.

use super::Action;
use super::block::Kind;
use super::session::{Order, Session};
use std::sync::Arc;

impl Session {
    /// Goes to the first thing that is not done. What changes the run has to be done again.
    pub(super) fn resume(&mut self) {
        let course = Arc::clone(&self.course);
        let mut changed = None;
        let mut first = course.blocks.len();
        for (i, block) in course.blocks.iter().enumerate() {
            match &block.kind {
                Kind::Run(_) | Kind::Wait(Action::Undo, _) => changed = None,
                Kind::Wait(action, _) if action.changes() && changed.is_none() => changed = Some(i),
                _ => {}
            }
            let mut open = block
                .keys()
                .filter(|key| !self.progress.done.contains_key(key));
            if open.next().is_some() {
                first = i;
                break;
            }
        }
        let over = first == course.blocks.len();
        self.at = changed.filter(|_| !over).unwrap_or(first);
        let mut before = course.blocks[..self.at].iter();
        let start = before.rposition(|block| block.kind.tasks() > 0);
        let start = start.unwrap_or(0);
        let mut go = None;
        for block in &course.blocks[..self.at] {
            match &block.kind {
                Kind::Run(opened) => {
                    self.open(opened);
                    go = None;
                }
                Kind::Go(place, tab) => go = Some(Order::Go(place.clone(), *tab)),
                Kind::Wait(Action::Step(place), _) => go = Some(Order::Go(place.clone(), None)),
                _ => {}
            }
        }
        self.orders.extend(go);
        self.pages.push(start..self.at);
    }
}
