//! What is wrong with a result of someone's own implementation, which was to be a value of a trace.
//!
//! Asked first is whether the bytes are right and only their form is not; then whether they are another value of
//! the trace; then the table of mistakes is tried.

use super::asked::Asked;
use super::facts::{Facts, Record};
use super::recipe::Recipe;
use super::{Diagnosis, Found, find, shape};
use crate::crypto::record::Unprotection;
use crate::label;
use crate::protocol::Side;
use crate::said;
use crate::trace::{Connection, Trace, Value};

impl Diagnosis {
    /// What is wrong with `got`, the result of an implementation, which should be a value of the trace; `None` if it
    /// is that.
    pub fn of_result(trace: &Trace, value: &Value, got: &[u8]) -> Option<Self> {
        Diagnosis::of_one(trace, value, got, label!("trace.diagnosis.implementation"))
    }

    /// The same of the result of someone's own calculation.
    pub fn of_answer(trace: &Trace, value: &Value, got: &[u8]) -> Option<Self> {
        Diagnosis::of_one(trace, value, got, label!("trace.diagnosis.calculation"))
    }

    fn of_one(trace: &Trace, value: &Value, got: &[u8], called: &'static str) -> Option<Self> {
        if value.bytes == got {
            return None;
        }
        let found = shape::misshapen(trace, value, got)
            .or_else(|| shape::another(trace, value, got))
            .or_else(|| miscomputed(trace, value, got, called))
            .or_else(|| shape::resembling(trace, value, got));
        let otherwise = match found {
            Some(_) => None,
            None => Some(said!("trace.diagnosis.unexplained")),
        };
        Some(Diagnosis {
            seen: Vec::new(),
            mistakes: found.into_iter().collect(),
            otherwise,
        })
    }

    /// What is wrong with a record of a side that was decrypted and does not verify; `None` if it does.
    pub fn of_decrypted(
        trace: &Trace,
        connection: &Connection,
        sender: Side,
        unprotection: &Unprotection,
    ) -> Option<Self> {
        if unprotection.ok() {
            return None;
        }
        let mut facts = Facts::known(trace, connection, sender)?;
        facts.established = unprotection.sequence > 0;
        let record = Record::of(unprotection);
        Some(Diagnosis::of_record(
            &facts,
            &record,
            &unprotection.plaintext,
        ))
    }
}

/// The first mistake of the table that gives these bytes.
fn miscomputed(trace: &Trace, value: &Value, got: &[u8], called: &'static str) -> Option<Found> {
    let asked = Asked::of(trace, value, called)?;
    let base = Recipe::right(&asked.facts);
    let record = asked.record();
    asked.stages().iter().find_map(|stage| {
        let found = find(*stage, &base, &asked.facts, record.as_ref(), |case| {
            let given = asked.gives(&case.recipe, got.len())?;
            (given == got).then_some(())
        });
        found.map(|(found, ..)| found)
    })
}
