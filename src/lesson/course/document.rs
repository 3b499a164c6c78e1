//! The documents of the program, as a lesson shows them: what a link with `help:` leads to.

use super::page::{Bit, Role, Shown};
use super::prose::{Look, Target};
use crate::text::near;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

macro_rules! documents {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../docs/", $name, ".md")))),*]
    };
}

/// Name and text of each document, in the order of the README.
static DOCUMENTS: &[(&str, &str)] = &documents![
    "keys",
    "lessons",
    "build",
    "questions",
    "homework",
    "exams",
    "classroom",
    "configuration",
    "plain",
    "places",
    "scenarios",
    "failures",
    "verify",
    "derive",
    "captures",
    "fuzzing",
    "json",
    "formats",
    "recompute",
    "history",
    "scope",
    "screen",
    "architecture",
    "performance",
];

/// The names of the documents.
pub fn documents() -> impl Iterator<Item = &'static str> + Clone {
    DOCUMENTS.iter().map(|(name, _)| *name)
}

/// The names of documents that a mistyped one may have meant.
pub(super) fn nearest(got: &str) -> Vec<&'static str> {
    near(got, documents().map(|name| (name, Vec::new())))
}

/// The document with this name, ready to be shown. A row of a table is an item of a list.
pub fn document(name: &str) -> Option<Vec<Shown>> {
    let (_, text) = DOCUMENTS.iter().find(|(known, _)| *known == name)?;
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        reader.read(event);
    }
    Some(reader.out)
}

#[derive(Default)]
struct Reader {
    out: Vec<Shown>,
    bits: Vec<Bit>,
    looks: Vec<Look>,
    /// Where the link leads that is being read.
    to: Option<Target>,
    /// The lists that are open, each with its next number.
    lists: Vec<Option<u64>>,
    /// The heads of the columns of the table that is open.
    heads: Vec<String>,
    cells: Vec<Vec<Bit>>,
    code: bool,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.words(&words, self.looks.last().copied()),
            Event::Code(words) => self.words(&words, Some(Look::Code)),
            Event::SoftBreak | Event::HardBreak => self.words(" ", None),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, look: Option<Look>) {
        self.bits.push(Bit {
            look: look.unwrap_or_default(),
            to: self.to.clone(),
            ..Bit::plain(words)
        });
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.looks.push(Look::Emphasis),
            Tag::Strong => self.looks.push(Look::Strong),
            Tag::List(first) => {
                self.item();
                self.lists.push(first);
            }
            Tag::Link { dest_url, .. } if dest_url.starts_with("https:") => {
                self.to = Some(Target::Web(dest_url.into_string()));
            }
            Tag::CodeBlock(_) => self.code = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => drop(self.looks.pop()),
            TagEnd::Link => self.to = None,
            TagEnd::Heading(level) => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    _ => 3,
                };
                self.flush(Role::Heading(level));
            }
            TagEnd::Paragraph if self.lists.is_empty() => self.flush(Role::Text),
            TagEnd::Paragraph | TagEnd::Item => self.item(),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::CodeBlock => {
                self.code = false;
                if let Some(last) = self.bits.last_mut() {
                    last.text.truncate(last.text.trim_end().len());
                }
                self.flush(Role::Code);
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.bits);
                self.cells.push(cell);
            }
            TagEnd::TableHead => {
                let text = |cell: &Vec<Bit>| cell.iter().map(|bit| bit.text.as_str()).collect();
                self.heads = self.cells.iter().map(text).collect();
                self.cells.clear();
            }
            TagEnd::TableRow => self.row(),
            _ => {}
        }
    }

    fn flush(&mut self, role: Role) {
        let bits = std::mem::take(&mut self.bits);
        if !bits.is_empty() {
            self.out.push(Shown { role, bits });
        }
    }

    fn item(&mut self) {
        let number = self.lists.last_mut().and_then(|next| {
            let number = *next;
            if !self.bits.is_empty() {
                *next = number.map(|number| number + 1);
            }
            number
        });
        self.flush(Role::Item(number));
    }

    /// A row of a table: its first cell, and then what the others say of it.
    fn row(&mut self) {
        let heads = self.heads.iter().enumerate();
        let cells = std::mem::take(&mut self.cells).into_iter();
        let two = self.heads.len() <= 2;
        let mut bits = Vec::new();
        for ((column, head), cell) in heads.zip(cells) {
            if cell.is_empty() {
                continue;
            }
            if column > 0 {
                let between = if bits.is_empty() || column > 1 {
                    "; "
                } else {
                    ": "
                };
                bits.push(Bit::plain(between));
                if !two && !head.is_empty() {
                    bits.push(Bit::plain(format!("{head} ")));
                }
            }
            bits.extend(cell);
        }
        self.bits = bits;
        self.flush(Role::Item(None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_begins_with_its_title_and_has_no_markup_left() {
        for name in documents() {
            let shown = document(name).unwrap_or_default();
            assert_eq!(
                shown.first().map(|one| one.role),
                Some(Role::Heading(1)),
                "{name}"
            );
            assert!(shown.len() > 5, "{name}");
            for one in shown.iter().filter(|one| one.role != Role::Code) {
                let text = one.text();
                assert!(
                    !text.contains("](") && !text.contains("**"),
                    "{name}: {text}"
                );
            }
        }
        assert_eq!(document("no-such"), None);
    }

    #[test]
    fn a_row_of_a_table_is_an_item() {
        let shown = document("places").unwrap_or_default();
        let items = shown.iter().filter(|one| one.role == Role::Item(None));
        let seed = items.map(Shown::text).find(|text| text.starts_with("SEED"));
        assert_eq!(
            seed.as_deref(),
            Some("SEED: the seed of the run; without it, a new one")
        );
    }
}
