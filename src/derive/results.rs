//! Results of someone's own implementation beside the right ones.

use super::calculation::Calculation;
use super::error::DeriveError;
use crate::protocol::{Check, CheckName, Event, Side, Topic};
use crate::said;
use crate::text::{differing, short};
use crate::trace::{Diagnosis, Origin, Trace, ValueId};

impl Calculation {
    /// Compares the results that are given, each in a step of its own.
    ///
    /// # Errors
    /// No value has the name of one, or several have.
    pub(super) fn compare_results(&mut self) -> Result<(), DeriveError> {
        for (name, got) in std::mem::take(&mut self.given.results) {
            let trace = self.recorder.trace();
            let value = trace.value(named(trace, &name)?);
            let diagnosis = Diagnosis::of_result(trace, value, &got);
            let title = value.name.key();
            let side = value.name.side().unwrap_or(Side::Client);
            let detail = match diagnosis {
                None => said!("derive.result.right", name = &title, got = short(&got)),
                Some(_) => {
                    let (expected, got) = differing(&value.bytes, &got);
                    said!("derive.result.wrong", name = &title, expected, got)
                }
            };
            let check = Check::new(CheckName::Result, diagnosis.is_none(), detail);
            let check = Check {
                subject: Some(title),
                ..check
            };
            self.diagnose(diagnosis);
            self.report(side, Topic::CompareResult, vec![Event::Checked(check)]);
        }
        Ok(())
    }
}

/// The value that was computed and goes by this name, or whose name ends with it where that is one alone.
fn named(trace: &Trace, name: &str) -> Result<ValueId, DeriveError> {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['-', ' '], "_");
    let wanted = plain(name);
    let computed = trace.values().iter();
    let computed: Vec<(String, ValueId)> = computed
        .filter(|value| matches!(value.origin, Origin::Derived { .. }))
        .map(|value| (value.name.key(), value.id))
        .collect();
    if let Some((_, id)) = computed.iter().find(|(key, _)| plain(key) == wanted) {
        return Ok(*id);
    }
    let end = format!("_{wanted}");
    let ends: Vec<&(String, ValueId)> = computed
        .iter()
        .filter(|(key, _)| plain(key).ends_with(&end))
        .collect();
    let name = name.to_owned();
    match ends.as_slice() {
        [(_, id)] => Ok(*id),
        [] => Err(DeriveError::NoSuchValue {
            name,
            known: computed.into_iter().map(|(key, _)| key).collect(),
        }),
        several => Err(DeriveError::SeveralValues {
            name,
            known: several.iter().map(|(key, _)| key.clone()).collect(),
        }),
    }
}
