//! Reading a lesson.

use super::block::{Block, Kind, Telling};
use super::directive::{Directive, Fence};
use super::fault::{Fault, Spot, Wrong, meant, shown};
use super::prose::{Part, parts};
use super::{Course, Front};
use crate::crypto::hash::HashAlgorithm;
use crate::lesson::question;
use crate::said;
use crate::text::hex;
use std::collections::HashMap;

impl Course {
    /// Reads a lesson. `name` becomes its name, and errors call the text `origin`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line and column.
    pub fn read(text: &str, name: &str, origin: &str) -> Result<Course, Fault> {
        let mut reader = Reader {
            text,
            front: None,
            blocks: Vec::new(),
            seen: HashMap::new(),
            telling: false,
            asked: false,
        };
        reader.read().map_err(|wrong| wrong.in_text(text, origin))?;
        let none = || Wrong::at(0, said!("lesson.course.no_front")).in_text(text, origin);
        Ok(Course {
            name: name.to_owned(),
            front: reader.front.ok_or_else(none)?,
            blocks: reader.blocks,
        })
    }
}

struct Reader<'t> {
    text: &'t str,
    front: Option<Front>,
    blocks: Vec<Block>,
    /// How often each block has come up.
    seen: HashMap<String, usize>,
    /// Whether the block before is something to do, with what is told around it.
    telling: bool,
    /// Whether a question has been asked.
    asked: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Wrong> {
        for (at, part) in parts(self.text, 0..self.text.len())? {
            match part {
                Part::Passage(passage) => self.block(at, Kind::Prose(passage), "")?,
                Part::Fence { info, body } => {
                    let source = self.text[info.start..body.end.max(info.end)].to_owned();
                    let text = self.text;
                    let fence = Fence {
                        text,
                        info: info.clone(),
                        body,
                    };
                    match fence.read()? {
                        Directive::Front(front) => self.front(front, at)?,
                        Directive::Block(kind) => self.block(at, *kind, &source)?,
                        Directive::Hint(hint) => self.telling(at)?.hints.push(hint),
                        Directive::Reveal(reveal) => self.telling(at)?.reveal.extend(reveal),
                    }
                }
            }
        }
        Ok(())
    }

    fn front(&mut self, front: Front, at: usize) -> Result<(), Wrong> {
        if self.front.is_some() || !self.blocks.is_empty() {
            return Err(Wrong::at(at, said!("lesson.course.front_first")));
        }
        self.front = Some(front);
        Ok(())
    }

    fn block(&mut self, at: usize, kind: Kind, source: &str) -> Result<(), Wrong> {
        if self.front.is_none() {
            return Err(Wrong::at(at, said!("lesson.course.no_front")));
        }
        self.consistent(&kind, at)?;
        self.telling = matches!(kind, Kind::Wait(..) | Kind::Ask(..));
        self.asked |= matches!(kind, Kind::Ask(..));
        let hash = HashAlgorithm::Sha256.digest(source.as_bytes());
        let hash = hex(hash.get(..8).unwrap_or(&hash));
        let times = self.seen.entry(hash.clone()).or_default();
        *times += 1;
        let hash = format!("{hash}.{times}");
        let spot = Spot::of(self.text, at);
        self.blocks.push(Block { kind, spot, hash });
        Ok(())
    }

    /// What a block needs to have before it.
    fn consistent(&self, kind: &Kind, at: usize) -> Result<(), Wrong> {
        let mut before = self.blocks.iter();
        let opened = before.any(|block| matches!(block.kind, Kind::Run(_)));
        match kind {
            Kind::Go(..) | Kind::Wait(..) | Kind::Ask(..) if !opened => {
                return Err(Wrong::at(at, said!("lesson.course.no_run")));
            }
            Kind::When(condition, _) if condition.needs_question() && !self.asked => {
                return Err(Wrong::at(at, said!("lesson.course.no_question")));
            }
            _ => {}
        }
        let questions: &[_] = match kind {
            Kind::Ask(asked, _) => std::slice::from_ref(asked),
            Kind::Quiz(questions, _) => questions,
            _ => &[],
        };
        let names: Vec<&str> = question::templates().map(|one| one.key).collect();
        for asked in questions {
            let template = asked.template.as_str();
            if !names.contains(&template) {
                let (got, near) = (shown(template), meant(template, &names));
                let at = self.offset(asked.spot);
                return Err(Wrong::at(at, said!("lesson.course.template", got, near)));
            }
        }
        Ok(())
    }

    /// The byte of a place in the text.
    fn offset(&self, spot: Spot) -> usize {
        let lines = self.text.split_inclusive('\n').take(spot.line - 1);
        let start: usize = lines.map(str::len).sum();
        let line = self.text[start..].char_indices();
        start + line.map(|(at, _)| at).nth(spot.column - 1).unwrap_or(0)
    }

    fn telling(&mut self, at: usize) -> Result<&mut Telling, Wrong> {
        match self.blocks.last_mut().map(|block| &mut block.kind) {
            Some(Kind::Wait(_, telling) | Kind::Ask(_, telling)) if self.telling => Ok(telling),
            _ => Err(Wrong::at(at, said!("lesson.course.nothing_before"))),
        }
    }
}
