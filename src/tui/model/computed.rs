//! What is computed in a step, as far as the reader moves in it.

use super::Model;
use crate::explain::math::{self, Row};

impl Model {
    /// Whether anything is computed in a step.
    pub fn computes(&self, step: usize) -> bool {
        let signed = self.trace.steps().get(step).is_some_and(|step| {
            let mut checks = step.checks.iter();
            checks.any(|check| check.signature.is_some())
        });
        signed || !self.trace.derived_in(step).is_empty()
    }

    /// The most blocks that a record of this step has.
    pub fn blocks(&self) -> usize {
        let Some(step) = self.step() else { return 0 };
        let all = math::of_step(&self.trace, step);
        let rows = all.iter().flat_map(|one| &one.sections);
        rows.flat_map(|section| &section.rows)
            .filter_map(|row| match row {
                Row::Cbc(cbc) => Some(cbc.block_count()),
                _ => None,
            })
            .max()
            .unwrap_or(0)
    }
}
