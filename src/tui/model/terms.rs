//! The terms of art: which of them the text on the screen uses, and the step in which each is at work.

use super::Model;
use super::place::Tab;
use super::tree::Row;
use crate::explain::glossary::{self, Term};
use crate::explain::{self, math};

/// The terms that are listed: those of the text on the screen, then the others.
pub struct Listed {
    /// In the order in which the text has them; none while a word is typed.
    pub here: Vec<&'static Term>,
    /// In the order of their names, or as they match what is typed.
    pub rest: Vec<&'static Term>,
}

impl Listed {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.here.len() + self.rest.len()
    }

    /// The one that is chosen.
    pub fn get(&self, selected: usize) -> Option<&'static Term> {
        self.here.iter().chain(&self.rest).nth(selected).copied()
    }
}

impl Model {
    /// The terms to choose from.
    pub fn terms(&self, query: &str) -> Listed {
        let rest = glossary::matching(query);
        if !query.trim().is_empty() {
            let here = Vec::new();
            return Listed { here, rest };
        }
        let here = glossary::occurring(&self.text_on_screen());
        let rest = rest
            .into_iter()
            .filter(|term| !here.contains(term))
            .collect();
        Listed { here, rest }
    }

    /// The prose that the reader sees: of the selected field, of the computation, or of the step.
    fn text_on_screen(&self) -> String {
        let Some(step) = self.step() else {
            return String::new();
        };
        let parts: Vec<String> = match self.tab {
            Tab::Bytes => match self.picked_row().and_then(|row| self.row(row)) {
                Some(Row::Field { buffer, node, .. }) => {
                    let said = explain::field(&self.trace, step, buffer, node);
                    let texts = [said.purpose, said.attack].map(|spans| explain::plain(&spans));
                    [vec![node.field.name().to_owned()], texts.to_vec()].concat()
                }
                _ => Vec::new(),
            },
            Tab::Math => {
                let computations = math::of_step(&self.trace, step);
                let sections = computations
                    .iter()
                    .flat_map(|computation| &computation.sections);
                let prose =
                    sections
                        .flat_map(|section| &section.rows)
                        .filter_map(|row| match row {
                            math::Row::Prose(spans) => Some(explain::plain(spans)),
                            _ => None,
                        });
                prose.collect()
            }
            _ => {
                let explained = self.explained.iter();
                let all = explained.flat_map(|it| {
                    let parts = it.parts.iter().map(explain::Part::plain);
                    std::iter::once(it.title.clone()).chain(parts)
                });
                all.collect()
            }
        };
        parts.join("\n")
    }

    /// The step of this run in which a term is at work.
    pub fn at_work(&self, term: &Term) -> Option<usize> {
        let key = term.step.as_deref()?;
        self.trace.steps().iter().position(|step| step.key() == key)
    }
}
