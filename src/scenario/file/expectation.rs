//! `[expect]`: alerts and steps by their names.

use super::fault::{Fault, quoted};
use crate::endpoint::event::Side;
use crate::said;
use crate::scenario::MESSAGES;
use crate::scenario::expectation::Expectation;
use crate::scenario::tables::{ExpectTable, Name, OutcomeName};
use crate::trace::STEPS;
use crate::wire::AlertDescription;

impl ExpectTable {
    pub(super) fn expectation(self) -> Result<Expectation, Fault> {
        let steps = STEPS.iter().copied().chain(MESSAGES);
        Ok(Expectation {
            established: self.outcome == OutcomeName::Established,
            alert: self.alert.map(alert).transpose()?,
            by: self.by.map(Side::from),
            step: self.step.map(|name| known(name, steps)).transpose()?,
        })
    }
}

/// An alert by its name.
fn alert(name: Name) -> Result<AlertDescription, Fault> {
    let all = (0..=u8::MAX).map(AlertDescription::of);
    let found = all
        .clone()
        .find(|alert| alert.name() == Some(name.get_ref().as_str()));
    found.ok_or_else(|| {
        let got = name.get_ref();
        let near = Fault::near(got, all.filter_map(AlertDescription::name));
        let message = said!("scenario.file.no_such_alert", name = quoted(got));
        Fault::at(&name, message).hint(said!("scenario.hint.alert", near))
    })
}

/// The key of a step, if it is one of those that are known.
fn known(name: Name, known: impl Iterator<Item = &'static str> + Clone) -> Result<String, Fault> {
    if known.clone().any(|known| known == name.get_ref()) {
        return Ok(name.into_inner());
    }
    let got = name.get_ref();
    let near = Fault::near(got, known);
    let message = said!("scenario.file.no_such_step", name = quoted(got));
    Err(Fault::at(&name, message).hint(said!("scenario.hint.step", near)))
}
