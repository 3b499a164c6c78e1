//! `[built]`: a side that follows an order and formulas of its own.

use super::fault::{Fault, quoted};
use crate::protocol::{Blank, Built, Choice, Formulas, Piece};
use crate::said;
use crate::scenario::tables::{BuiltTable, Name};

/// What stands for a blank that is still empty.
pub(in crate::scenario) const EMPTY: &str = "";

impl BuiltTable {
    pub(super) fn built(self) -> Result<Built, Fault> {
        let order = self.order.as_ref().map(|names| order(names.get_ref()));
        let mut formulas = Formulas::default();
        for (key, name) in &self.formulas {
            let blank = blank(key, name)?;
            formulas.pick(blank, choice(blank, name)?);
        }
        Ok(Built {
            side: self.side.into(),
            order: order.transpose()?,
            formulas,
        })
    }
}

/// The messages in their order, each once.
fn order(names: &[Name]) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    for name in names {
        let got = name.get_ref();
        let piece = Piece::named(got).ok_or_else(|| {
            let near = Fault::near(got, Piece::ALL.iter().map(|piece| piece.key()));
            let message = said!("scenario.file.no_such_message", name = quoted(got));
            Fault::at(name, message).hint(said!("scenario.hint.message", near))
        })?;
        if pieces.contains(&piece) {
            let message = said!("scenario.file.placed_twice", name = quoted(got));
            return Err(Fault::at(name, message));
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

fn blank(key: &str, name: &Name) -> Result<Blank, Fault> {
    Blank::named(key).ok_or_else(|| {
        let known: Vec<&str> = Blank::ALL.iter().map(|blank| blank.key()).collect();
        let message = said!("scenario.file.no_such_blank", known, got = quoted(key));
        Fault::at(name, message)
    })
}

/// What is picked for a blank; `None` if it is still empty.
fn choice(blank: Blank, name: &Name) -> Result<Option<Choice>, Fault> {
    let got = name.get_ref();
    if got == EMPTY {
        return Ok(None);
    }
    let mut choices = blank.choices().iter().copied();
    let found = choices.find(|choice| choice.key() == *got);
    let known = || {
        let known: Vec<String> = blank.choices().iter().map(|choice| choice.key()).collect();
        Fault::one_of(name, &known)
    };
    found.map(Some).ok_or_else(known)
}
