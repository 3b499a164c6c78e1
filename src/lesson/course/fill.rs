//! Filling the prose of a lesson from what the reader has in front of them.

use super::page::{Bit, Page, Role, Shown};
use super::prose::{Look, Passage, PassageKind, Word};
use super::session::Keys;
use super::view::View;
use crate::explain::{self, Span};
use crate::label;
use crate::trace::{Side, Step, Trace};

/// What fills a lesson's prose.
pub(super) struct Filler<'a> {
    pub view: View<'a>,
    /// The furthest step that the reader has come to in this run: what the present step has nothing for is taken from
    /// there.
    pub reach: usize,
    pub keys: Keys<'a>,
}

impl<'a> Filler<'a> {
    /// Adds passages to a page. `role` takes the place of that of paragraphs.
    pub fn passages(&self, passages: &[Passage], role: Role, page: &mut Page) {
        for passage in passages {
            let role = match passage.kind {
                PassageKind::Heading(level) => Role::Heading(level),
                PassageKind::Paragraph => role,
                PassageKind::Item(number) => Role::Item(number),
                PassageKind::Code => Role::Code,
            };
            let bits = passage.words.iter().map(|word| self.word(word, page));
            let bits = bits.collect();
            page.shown.push(Shown { role, bits });
        }
    }

    fn word(&self, word: &Word, page: &mut Page) -> Bit {
        match word {
            Word::Text(look, text) => Bit {
                look: *look,
                ..Bit::plain(text)
            },
            Word::Link(target, text, _) => Bit {
                to: Some(target.clone()),
                ..Bit::plain(text)
            },
            Word::Live(look, name, spot) => {
                let bit = self.live(name);
                if bit.is_none() {
                    page.unfilled.push((spot.line, name.clone()));
                }
                let mut bit = bit.unwrap_or_else(|| Bit::plain(label!("explain.not_known")));
                if *look != Look::Plain {
                    bit.look = *look;
                }
                bit
            }
        }
    }

    /// What stands in the place of a name in braces.
    fn live(&self, name: &str) -> Option<Bit> {
        if let Some(command) = name.strip_prefix("do:") {
            return Some(Bit {
                look: Look::Code,
                ..Bit::plain((self.keys.key)(command)?)
            });
        }
        let steps = self.view.trace.steps();
        let last = steps.len().saturating_sub(1);
        let here = steps.get(self.view.cursor.min(last))?;
        let reach = steps.get(self.reach.min(last))?;
        let mut found = [here, reach].into_iter();
        let span = found.find_map(|step| placeholder(self.view.trace, step, name))?;
        Some(match span {
            Span::Value { id, text } => Bit {
                value: Some(id),
                ..Bit::plain(text)
            },
            Span::Text(text) | Span::Strong(text) => Bit::plain(text),
        })
    }
}

/// A placeholder of a lesson: those of the explanations, `step:KEY`, the number of a step, and who noticed.
fn placeholder(trace: &Trace, step: &Step, name: &str) -> Option<Span> {
    let noticed = || {
        let mut done = trace.tampering().iter();
        done.find_map(|done| trace.noticed(done))
    };
    let given = |name: &str| match name {
        "noticed_side" => {
            let who = noticed()?;
            let side = Side::BOTH
                .into_iter()
                .find(|side| who.actor.includes(*side))?;
            Some(side.name().to_owned())
        }
        "noticed_step" => Some((noticed()?.index + 1).to_string()),
        _ => {
            let key = name.strip_prefix("step:")?;
            let found = trace.steps().iter().find(|step| step.key() == key)?;
            Some((found.index + 1).to_string())
        }
    };
    explain::placeholder(trace, step, name, Some(&given))
}
