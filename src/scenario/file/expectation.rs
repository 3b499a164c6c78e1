//! `[expect]`: alerts and steps by their names.

use super::fault::Fault;
use crate::endpoint::event::Side;
use crate::scenario::MESSAGES;
use crate::scenario::expectation::Expectation;
use crate::scenario::nearest::nearest;
use crate::scenario::tables::{ExpectTable, Name, OutcomeName};
use crate::trace::STEPS;
use crate::wire::AlertDescription;

impl ExpectTable {
    pub(super) fn expectation(self) -> Result<Expectation, Fault> {
        let alerts = (0..=u8::MAX).filter_map(|code| AlertDescription::of(code).name());
        let steps = STEPS.iter().copied().chain(MESSAGES);
        Ok(Expectation {
            established: self.outcome == OutcomeName::Established,
            alert: self.alert.map(|name| known(name, alerts)).transpose()?,
            by: self.by.map(Side::from),
            step: self.step.map(|name| known(name, steps)).transpose()?,
        })
    }
}

/// A name, if it is one of those that are known.
fn known(name: Name, known: impl Iterator<Item = &'static str>) -> Result<String, Fault> {
    let known: Vec<&'static str> = known.collect();
    if known.contains(&name.get_ref().as_str()) {
        return Ok(name.into_inner());
    }
    let known = known.into_iter().map(|known| (known, Vec::new()));
    Err(Fault::one_of(&name, &nearest(name.get_ref(), known)))
}
