//! A computation in the making: sections with their prose, and parts with the values that they
//! are.

use super::rows::{About, Bytes, Computation, Part, Role, Row, Section};
use crate::explain::placeholder::Context;
use crate::explain::template::{self, Span};
use crate::explain::{formula, prose};
use crate::protocol::Suite;
use crate::trace::{
    Actor, CheckName, Connection, Derivation, Step, Trace, Value, ValueId, ValueName,
};

/// The kind of a computation: the name of its title in `assets/en/math.toml`.
pub(super) type Kind = &'static str;

/// A computation in the making.
pub(super) struct Sheet<'t> {
    pub(super) trace: &'t Trace,
    pub(super) step: &'t Step,
    sections: Vec<Section<'t>>,
    unfilled: Vec<String>,
}

impl<'t> Sheet<'t> {
    pub(super) fn new(trace: &'t Trace, step: &'t Step) -> Self {
        Sheet {
            trace,
            step,
            sections: Vec::new(),
            unfilled: Vec::new(),
        }
    }

    /// The connection of the step.
    pub(super) fn connection(&self) -> &'t Connection {
        self.trace.connection(self.step.connection)
    }

    /// The suite agreed on.
    pub(super) fn suite(&self) -> Option<&'static Suite> {
        self.connection().suite
    }

    /// Begins a section with its prose.
    pub(super) fn section(&mut self, key: &'static str) {
        let prose = prose::section(key);
        let title = template::plain(&self.fill(&prose.title));
        let text = self.fill(&prose.text);
        self.sections.push(Section {
            key,
            title,
            rows: vec![Row::Prose(text)],
        });
    }

    /// Adds to the section that was begun last.
    pub(super) fn push(&mut self, row: Row<'t>) {
        if let Some(section) = self.sections.last_mut() {
            section.rows.push(row);
        }
    }

    pub(super) fn bytes(&mut self, label: impl Into<String>, parts: Vec<Part<'t>>) {
        self.push(Row::Bytes(Bytes::new(label, parts)));
    }

    /// The checks of the step that have one of these names.
    pub(super) fn checks(&mut self, names: &[CheckName]) {
        let step = self.step;
        for check in &step.checks {
            if names.contains(&check.name) {
                self.push(Row::Check(check));
            }
        }
    }

    /// A text of `math.toml`, filled from the run.
    pub(super) fn fill(&mut self, text: &str) -> Vec<Span> {
        let context = Context {
            trace: self.trace,
            step: self.step,
            place: None,
            given: None,
        };
        let filled = template::fill(text, &context);
        self.unfilled.extend(filled.unfilled);
        filled.spans
    }

    pub(super) fn value(&self, id: ValueId) -> &'t Value {
        self.trace.value(id)
    }

    /// The name of a value, as it stands beside those of the step's connection.
    pub(super) fn key(&self, id: ValueId) -> String {
        self.value(id).key_from(self.step.connection)
    }

    /// A whole value.
    pub(super) fn part(&self, role: Role, id: ValueId) -> Part<'t> {
        let value = self.value(id);
        Part::new(role, self.key(id), &value.bytes).is(Some(id))
    }

    /// Some bytes which are one of these values, if one of them has the same bytes; else they
    /// have the other name.
    pub(super) fn part_of(
        &self,
        role: Role,
        ids: &[ValueId],
        otherwise: &str,
        bytes: &'t [u8],
    ) -> Part<'t> {
        match ids.iter().find(|id| self.value(**id).bytes == bytes) {
            Some(id) => Part {
                bytes,
                ..self.part(role, *id)
            },
            None => Part::new(role, otherwise, bytes),
        }
    }

    /// The first of these values whose name is such a one.
    pub(super) fn find(&self, ids: &[ValueId], is: impl Fn(ValueName) -> bool) -> Option<ValueId> {
        ids.iter().copied().find(|id| is(self.value(*id).name))
    }

    /// A letter that stands for a value.
    pub(super) fn letter(&self, letter: &str, id: Option<ValueId>) -> Span {
        let text = letter.to_owned();
        match id {
            Some(id) => Span::Value { id, text },
            None => Span::Text(text),
        }
    }

    pub(super) fn done(
        mut self,
        kind: Kind,
        derivation: &Derivation,
        about: ValueId,
    ) -> Computation<'t> {
        let title = template::plain(&self.fill(prose::computation(kind)));
        let mut formula = vec![self.letter(&self.key(about), Some(about))];
        let made = |one: &&Derivation| {
            (one.value, one.by, &one.operation) == (about, derivation.by, &derivation.operation)
        };
        let own = self.trace.derived_in(derivation.step).iter().find(made);
        let own = own.unwrap_or(derivation);
        formula.push(Span::Text(" = ".to_owned()));
        formula.extend(formula::of_derivation(self.trace, own));
        Computation {
            title,
            about: About::Value(about),
            by: Actor::One(derivation.by),
            step: derivation.step,
            formula,
            sections: self.sections,
            unfilled: self.unfilled,
        }
    }

    /// As [`done`](Self::done), for a check of the step.
    pub(super) fn done_check(
        mut self,
        kind: Kind,
        subject: &str,
        index: usize,
        formula: Vec<Span>,
    ) -> Computation<'t> {
        let title = template::plain(&self.fill(prose::computation(kind)));
        Computation {
            title: format!("{title}: {subject}"),
            about: About::Check(index),
            by: self.step.actor,
            step: self.step.index,
            formula,
            sections: self.sections,
            unfilled: self.unfilled,
        }
    }
}
