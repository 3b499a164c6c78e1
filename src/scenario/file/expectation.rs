//! `[expect]`: alerts and steps by their names.

use super::fault::{Fault, quoted};
use crate::protocol::Side;
use crate::said;
use crate::scenario::expectation::Expectation;
use crate::scenario::intercepted::Intercepted;
use crate::scenario::tables::{ExpectTable, Name, OutcomeName};
use crate::trace::StepName;
use crate::wire::AlertDescription;

impl ExpectTable {
    pub(super) fn expectation(self) -> Result<Expectation, Fault> {
        Ok(Expectation {
            established: self.outcome == OutcomeName::Established,
            alert: self.alert.map(alert).transpose()?,
            by: self.by.map(Side::from),
            step: self.step.map(step).transpose()?,
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

/// A step by its key.
fn step(name: Name) -> Result<StepName, Fault> {
    let messages = Intercepted::ALL.iter().map(|message| message.step());
    let all = StepName::INSIDE.iter().copied().chain(messages);
    let got = name.get_ref();
    all.clone().find(|step| step.key() == got).ok_or_else(|| {
        let near = Fault::near(got, all.map(StepName::key));
        let message = said!("scenario.file.no_such_step", name = quoted(got));
        Fault::at(&name, message).hint(said!("scenario.hint.step", near))
    })
}
