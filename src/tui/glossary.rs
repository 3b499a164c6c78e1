//! The glossary over the screen: which terms are listed, what is chosen, and the jump to the step in
//! which a term is at work.

use super::stage::Stage;
use super::tree::Row;
use super::ui_state::{Focus, Overlay, Tab};
use super::view::bytes;
use crate::explain::glossary::{self, Term};
use crate::explain::{self, math};
use crate::said;

/// The terms that are listed: those of the text on the screen, then the others.
pub(super) struct Listed {
    /// In the order in which the text has them; none while a word is typed.
    pub here: Vec<&'static Term>,
    /// In the order of their names, or as they match what is typed.
    pub rest: Vec<&'static Term>,
}

impl Listed {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.here.len() + self.rest.len()
    }

    /// The one that is chosen.
    pub(super) fn get(&self, selected: usize) -> Option<&'static Term> {
        self.here.iter().chain(&self.rest).nth(selected).copied()
    }
}

impl Stage {
    /// Opens the glossary on the terms of the text on the screen.
    pub(super) fn open_glossary(&mut self) {
        let query = String::new();
        self.overlay = Some(Overlay::Glossary { query, selected: 0 });
    }

    /// The terms to choose from.
    pub(super) fn terms(&self, query: &str) -> Listed {
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
            Tab::Bytes => match bytes::picked(self).and_then(|row| self.row(row)) {
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
                let explained = explain::step(&self.trace, step);
                let parts = explained.parts.iter().map(explain::Part::plain);
                std::iter::once(explained.title.clone())
                    .chain(parts)
                    .collect()
            }
        };
        parts.join("\n")
    }

    /// Opens the chosen term by itself.
    pub(super) fn open_term(&mut self, query: String, selected: usize) {
        let chosen = self.terms(&query).get(selected);
        let list = Overlay::Glossary { query, selected };
        self.overlay = Some(match chosen {
            Some(term) => Overlay::Term {
                term,
                scroll: 0,
                over: Box::new(list),
            },
            None => list,
        });
    }

    /// The step of this run in which a term is at work.
    pub(super) fn at_work(&self, term: &Term) -> Option<usize> {
        let key = term.step.as_deref()?;
        self.trace.steps.iter().position(|step| step.key() == key)
    }

    /// Goes to the step in which a term is at work. The way back leads to the term.
    pub(super) fn go_to_term(&mut self, term: &'static Term, overlay: Overlay) {
        let Some(step) = self.at_work(term) else {
            self.overlay = Some(overlay);
            let said = match term.step {
                Some(_) => said!("tui.glossary.not_in_this_run", term = term.short_name()),
                None => said!("tui.glossary.in_no_step"),
            };
            return self.complain(said);
        };
        self.jump(Some(overlay));
        self.go_to(step);
        self.back_to_message();
        self.tab = Tab::Explain;
        self.focus = Focus::Panel;
    }
}
