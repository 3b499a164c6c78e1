//! The formulas of two runs beside each other.
//!
//! Two formulas are the same if they are written in the same way, over values of the same names: bytes do
//! not matter here. So everything that a formula shows is compared, whichever version it belongs to.

use crate::explain::{Span, formula, plain};
use crate::protocol::{Operation, Side, ValueName};
use crate::said;
use crate::text::Said;
use crate::trace::{Comparison, Computation, Pair, Trace, ValueId};

/// How a value is computed in two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaPair {
    /// What is computed.
    pub name: ValueName,
    /// Who computes it; `None` where both sides do so in the same way.
    pub by: Option<Side>,
    /// The formula of the first run, if it computes this.
    pub left: Option<Formula>,
    /// The formula of the second run, if it computes this.
    pub right: Option<Formula>,
}

/// A formula of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The formula as the RFC writes it; the text of a value is its name.
    pub spans: Vec<Span>,
    /// What the function in it stands for, where that depends on the version: `PRF = P_SHA-256`.
    pub function: Option<Said>,
}

impl Formula {
    /// The formula, and after a semicolon what its function stands for.
    pub fn plain(&self) -> String {
        let formula = plain(&self.spans);
        match &self.function {
            Some(function) => format!("{formula}; {function}"),
            None => formula,
        }
    }
}

impl FormulaPair {
    /// Whether both runs compute the value, and not in the same way.
    pub fn differs(&self) -> bool {
        let both = self.left.as_ref().zip(self.right.as_ref());
        both.is_some_and(|(left, right)| left.plain() != right.plain())
    }

    /// What is computed, in words, with the side that does so where only one does.
    pub fn title(&self) -> Said {
        let name = self.name.title();
        let side = self.by.map(Side::name);
        said!("explain.comparison.formula_of", name, side)
    }

    /// What is computed, in words; for a value that every record has, what it is in any record.
    pub fn kind_title(&self) -> Said {
        use ValueName as V;
        match self.name {
            V::RecordContent(..) => said!("explain.comparison.record_content"),
            V::RecordMac(..) => said!("explain.comparison.record_mac"),
            V::RecordIv(..) => said!("explain.comparison.record_iv"),
            V::RecordCiphertext(..) => said!("explain.comparison.record_ciphertext"),
            name => said!("explain.comparison.plain", words = name.title()),
        }
    }

    /// Whether both formulas are written as those of another pair.
    fn says_as(&self, other: &FormulaPair) -> bool {
        let plain = |pair: &FormulaPair| {
            [&pair.left, &pair.right].map(|formula| formula.as_ref().map(Formula::plain))
        };
        plain(self) == plain(other)
    }

    /// Whether it says no more than another: it gives the same in the same way, or it is of another record.
    fn repeats(&self, other: &FormulaPair) -> bool {
        use ValueName as V;
        match (self.name, other.name) {
            (V::RecordContent(..), V::RecordContent(..))
            | (V::RecordMac(..), V::RecordMac(..))
            | (V::RecordIv(..), V::RecordIv(..))
            | (V::RecordCiphertext(..), V::RecordCiphertext(..)) => true,
            (mine, theirs) => mine == theirs && self.says_as(other),
        }
    }
}

/// The formulas of a row.
pub fn of_row(left: &Trace, right: &Trace, row: &Pair) -> Vec<FormulaPair> {
    let written = |trace: &Trace, step: Option<usize>, nth: Option<usize>| {
        let derivation = trace.derived_in(step?).get(nth?)?;
        let function = match &derivation.operation {
            Operation::Prf(expansion) => {
                let function = expansion.prf.name();
                Some(said!("explain.comparison.prf", function))
            }
            _ => None,
        };
        Some(Formula {
            spans: named(
                trace,
                derivation.value,
                formula::of_derivation(trace, derivation),
            ),
            function,
        })
    };
    let mut out: Vec<FormulaPair> = Vec::new();
    for Computation {
        name,
        by,
        left: l,
        right: r,
    } in row.computations.iter().copied()
    {
        let pair = FormulaPair {
            name,
            by: Some(by),
            left: written(left, row.left_step(), l),
            right: written(right, row.right_step(), r),
        };
        let same = |other: &&mut FormulaPair| other.name == name && other.says_as(&pair);
        match out.iter_mut().find(same) {
            Some(other) => other.by = None,
            None => out.push(pair),
        }
    }
    out
}

/// A formula over the names of its values, whichever side holds them. What comes from another connection
/// says from which.
fn named(trace: &Trace, result: ValueId, spans: Vec<Span>) -> Vec<Span> {
    let here = trace.value(result).connection;
    let named = |span| match span {
        Span::Value { id, .. } => {
            let value = trace.value(id);
            let mut text = value.name.key();
            if value.connection != here {
                text.push_str(&format!("@connection_{}", value.connection.0 + 1));
            }
            Span::Value { id, text }
        }
        other => other,
    };
    spans.into_iter().map(named).collect()
}

/// The formulas that differ, in the order of the steps, each kind once.
pub fn changed(comparison: &Comparison, rows: &[Vec<FormulaPair>]) -> Vec<FormulaPair> {
    let mut out: Vec<FormulaPair> = Vec::new();
    for (row, formulas) in comparison.rows.iter().zip(rows) {
        // a step at another point has two rows
        let differ = formulas
            .iter()
            .filter(|pair| row.left.is_some() && pair.differs());
        for pair in differ {
            match out.iter_mut().find(|other| pair.repeats(other)) {
                Some(other) if other.by != pair.by => other.by = None,
                Some(_) => {}
                None => out.push(pair.clone()),
            }
        }
    }
    out
}
