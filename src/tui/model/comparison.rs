//! Two runs side by side.

use crate::trace::{BufferKind, Comparison, Holder, Step, Trace, Value, ValueName};

/// The run without the failure, and how this one differs.
#[derive(Debug)]
pub struct Compared {
    /// The run without the failure, or without the attacker: then it may fail for another reason.
    pub good: Trace,
    /// Both, step by step: the good run is the left one.
    pub comparison: Comparison,
}

/// What differs between the two runs in a step that both have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing<'a> {
    /// The value; none for a record.
    pub name: Option<ValueName>,
    /// Its bytes in the run without the failure.
    pub good: &'a [u8],
    /// Its bytes in this run.
    pub this: &'a [u8],
}

impl Compared {
    /// The first value of a row that is not the same in both runs, or else the record as it arrives.
    pub fn differing<'a>(&'a self, this: &'a Trace, row: usize) -> Option<Differing<'a>> {
        let row = self.comparison.rows.get(row)?;
        let left = self.good.steps().get(row.left?)?;
        let right = this.steps().get(row.right?)?;
        let values = values(this, right).find_map(|value| {
            let like = |other: &&Value| {
                let holder = other.holder == Holder::Agreed || other.holder == value.holder;
                other.name == value.name && holder
            };
            let good = values(&self.good, left).find(like)?;
            (good.bytes != value.bytes).then_some(Differing {
                name: Some(value.name),
                good: &good.bytes,
                this: &value.bytes,
            })
        });
        values.or_else(|| {
            let (good, this) = (record(left)?, record(right)?);
            (good != this).then_some(Differing {
                name: None,
                good,
                this,
            })
        })
    }
}

fn values<'t>(trace: &'t Trace, step: &'t Step) -> impl Iterator<Item = &'t Value> {
    step.values.iter().filter_map(|id| trace.values().get(id.0))
}

/// The record of a step's message as it arrives.
fn record(step: &Step) -> Option<&[u8]> {
    let message = step.message.as_ref()?;
    let mut arrived = message.arrived.iter().flatten();
    let arrived = arrived.find(|buffer| buffer.kind == BufferKind::Record);
    let buffer = arrived.or_else(|| message.buffer(BufferKind::Record))?;
    Some(&buffer.bytes)
}
