//! The prose of a lesson: CommonMark without HTML and pictures, with live values in braces.

use super::fault::{Spot, Wrong, meant, shown};
use crate::said;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use pulldown_cmark::{OffsetIter, TextMergeWithOffset};
use std::ops::Range;

/// A passage of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its words.
    pub words: Vec<Word>,
}

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// A heading: 1 is the title of the lesson.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list, with its number if the list has numbers.
    Item(Option<u64>),
    /// Lines as they are.
    Code,
}

/// A stretch of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Words as they are.
    Text(Look, String),
    /// What stood in braces: a live value, or what is done by a command.
    Live(Look, String, Spot),
    /// A link, with its words.
    Link(Target, String, Spot),
}

/// How a stretch is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// Like the rest.
    #[default]
    Plain,
    /// With emphasis, like a term that is introduced.
    Emphasis,
    /// With strong emphasis.
    Strong,
    /// Like something that is typed.
    Code,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// To a place in the run.
    At(String),
    /// To a term of the glossary.
    Term(String),
    /// To another lesson.
    Lesson(String),
    /// To a chapter of the documentation.
    Help(String),
    /// To the world.
    Web(String),
}

impl Target {
    /// The kinds of links.
    const KINDS: [&str; 4] = ["at", "word", "lesson", "help"];

    fn read(address: &str) -> Option<Target> {
        let (kind, rest) = address.split_once(':')?;
        let rest = rest.to_owned();
        match kind {
            "at" => Some(Target::At(rest)),
            "word" => Some(Target::Term(rest.replace('-', " "))),
            "lesson" => Some(Target::Lesson(rest)),
            "help" => Some(Target::Help(rest)),
            "https" => Some(Target::Web(address.to_owned())),
            _ => None,
        }
    }
}

/// A top-level part of a lesson.
pub(super) enum Part {
    Passage(Passage),
    /// A fenced block with an info string: where the string is, and the body.
    Fence {
        info: Range<usize>,
        body: Range<usize>,
    },
}

/// The prose of a part of a lesson, without directives.
pub(super) fn passages(text: &str, range: Range<usize>) -> Result<Vec<Passage>, Wrong> {
    let mut out = Vec::new();
    for (at, part) in parts(text, range)? {
        match part {
            Part::Passage(passage) => out.push(passage),
            Part::Fence { .. } => return Err(Wrong::at(at, said!("lesson.course.nested"))),
        }
    }
    Ok(out)
}

/// The parts of a range of a lesson's text, each with where it begins.
pub(super) fn parts(text: &str, range: Range<usize>) -> Result<Vec<(usize, Part)>, Wrong> {
    let slice = &text[range.clone()];
    let events = Parser::new_ext(slice, Options::empty()).into_offset_iter();
    let mut reader = Reader {
        text,
        base: range.start,
        events: TextMergeWithOffset::new(events),
        out: Vec::new(),
        words: Vec::new(),
        looks: Vec::new(),
        lists: Vec::new(),
        item: false,
    };
    reader.read()?;
    Ok(reader.out)
}

struct Reader<'t> {
    text: &'t str,
    base: usize,
    events: TextMergeWithOffset<'t, OffsetIter<'t>>,
    out: Vec<(usize, Part)>,
    words: Vec<Word>,
    looks: Vec<Look>,
    /// The lists that are open, each with its next number.
    lists: Vec<Option<u64>>,
    /// Whether the paragraph to come is the first of an item.
    item: bool,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        let (event, range) = self.events.next()?;
        Some((event, range.start + self.base..range.end + self.base))
    }

    fn read(&mut self) -> Result<(), Wrong> {
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => self.code(kind, range)?,
                Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, range)?,
                Event::Start(tag) => self.start(&tag, range.start)?,
                Event::End(tag) => self.end(tag, range.start),
                Event::Text(words) => self.live(&words, range.start)?,
                Event::Code(words) => self.words.push(Word::Text(Look::Code, words.to_string())),
                Event::SoftBreak | Event::HardBreak => self.plain(" "),
                Event::Rule => {}
                _ => return Err(Wrong::at(range.start, said!("lesson.course.not_prose"))),
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) -> Result<(), Wrong> {
        match tag {
            Tag::Emphasis => self.looks.push(Look::Emphasis),
            Tag::Strong => self.looks.push(Look::Strong),
            Tag::List(first) => {
                // the words of an item end where a list in it begins
                self.flush_item(at);
                self.lists.push(*first);
            }
            Tag::Item => self.item = true,
            Tag::Paragraph | Tag::Heading { .. } => {}
            _ => return Err(Wrong::at(at, said!("lesson.course.not_prose"))),
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => drop(self.looks.pop()),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::Heading(level) => self.flush(PassageKind::Heading(number(level)), at),
            TagEnd::Paragraph if self.lists.is_empty() => self.flush(PassageKind::Paragraph, at),
            TagEnd::Paragraph | TagEnd::Item => self.flush_item(at),
            _ => {}
        }
    }

    fn flush(&mut self, kind: PassageKind, at: usize) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.out.push((at, Part::Passage(Passage { kind, words })));
        }
    }

    fn flush_item(&mut self, at: usize) {
        if self.words.is_empty() {
            return;
        }
        let first = std::mem::take(&mut self.item);
        let kind = match self.lists.last_mut() {
            Some(next) if first => {
                let number = *next;
                *next = number.map(|number| number + 1);
                PassageKind::Item(number)
            }
            _ => PassageKind::Paragraph,
        };
        self.flush(kind, at);
    }

    fn look(&self) -> Look {
        self.looks.last().copied().unwrap_or_default()
    }

    fn plain(&mut self, words: &str) {
        let look = self.look();
        match self.words.last_mut() {
            Some(Word::Text(last, text)) if *last == look => text.push_str(words),
            _ if words.is_empty() => {}
            _ => self.words.push(Word::Text(look, words.to_owned())),
        }
    }

    /// Words with live values in braces; `{{` and `}}` are the braces themselves.
    fn live(&mut self, words: &str, start: usize) -> Result<(), Wrong> {
        let mut rest = words;
        while let Some(at) = rest.find(['{', '}']) {
            self.plain(&rest[..at]);
            let here = start + (words.len() - rest.len()) + at;
            let brace = &rest[at..=at];
            let inside = &rest[at + 1..];
            if inside.starts_with(brace) {
                self.plain(brace);
                rest = &inside[1..];
                continue;
            }
            let end = inside.find('}').filter(|_| brace == "{");
            let end = end.ok_or_else(|| Wrong::at(here, said!("lesson.course.brace", brace)))?;
            let look = self.look();
            let name = inside[..end].split_whitespace().collect::<Vec<_>>();
            let spot = Spot::of(self.text, here);
            self.words.push(Word::Live(look, name.join(" "), spot));
            rest = &inside[end + 1..];
        }
        self.plain(rest);
        Ok(())
    }

    fn link(&mut self, address: &str, range: Range<usize>) -> Result<(), Wrong> {
        let target = Target::read(address).ok_or_else(|| {
            let kind = address.split(':').next().unwrap_or_default();
            let near = meant(kind, &Target::KINDS);
            let got = shown(address);
            Wrong::at(range.start, said!("lesson.course.link", got, near))
        })?;
        let mut words = String::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::End(TagEnd::Link) => break,
                Event::Text(text) | Event::Code(text) if !text.contains(['{', '}']) => {
                    words.push_str(&text);
                }
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                Event::Start(Tag::Emphasis | Tag::Strong)
                | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
                _ => {
                    let at = range.start + self.base;
                    return Err(Wrong::at(at, said!("lesson.course.in_link")));
                }
            }
        }
        let spot = Spot::of(self.text, range.start);
        self.words.push(Word::Link(target, words, spot));
        Ok(())
    }

    fn code(&mut self, kind: CodeBlockKind<'_>, range: Range<usize>) -> Result<(), Wrong> {
        let mut body: Option<Range<usize>> = None;
        let mut lines = String::new();
        while let Some((event, at)) = self.next() {
            match event {
                Event::Text(text) => {
                    lines.push_str(&text);
                    let start = body.map_or(at.start, |body| body.start);
                    body = Some(start..at.end);
                }
                _ => break,
            }
        }
        match kind {
            CodeBlockKind::Fenced(info) if !info.is_empty() => {
                let line = &self.text[range.start..range.end];
                let skipped = line.len() - line.trim_start_matches(['`', '~', ' ']).len();
                let start = range.start + skipped;
                let end = line.find('\n').map_or(range.end, |end| range.start + end);
                let info = start..end;
                let body = body.unwrap_or(range.end..range.end);
                self.out.push((range.start, Part::Fence { info, body }));
            }
            _ => {
                let words = vec![Word::Text(Look::Code, lines.trim_end().to_owned())];
                let kind = PassageKind::Code;
                self.out
                    .push((range.start, Part::Passage(Passage { kind, words })));
            }
        }
        Ok(())
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

/// How many words a reader reads in a passage: a live value counts as one.
pub(super) fn count(passages: &[Passage]) -> usize {
    let words = passages.iter().flat_map(|passage| &passage.words);
    let count = |word: &Word| match word {
        Word::Text(_, text) | Word::Link(_, text, _) => text.split_whitespace().count(),
        Word::Live(..) => 1,
    };
    words.map(count).sum()
}
