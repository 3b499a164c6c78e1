//! Fenced blocks that mean something: the first word of the info string says what, the rest are its arguments.

use super::Front;
use super::action::{Action, place, tab};
use super::block::{Asked, Kind, Opened, Telling};
use super::condition::Condition;
use super::fault::{Spot, Wrong, meant, shown};
use super::prose::{Passage, passages};
use crate::said;
use crate::scenario::{Overrides, Scenario};
use crate::trace::RunName;
use std::ops::Range;

/// A directive, read.
pub(super) enum Directive {
    Front(Front),
    Block(Box<Kind>),
    /// Belongs to what was before it to do.
    Hint(Vec<Passage>),
    Reveal(Vec<Passage>),
}

/// The directives.
const DIRECTIVES: [&str; 11] = [
    "lesson", "run", "go", "wait", "ask", "hint", "reveal", "when", "quiz", "more", "note",
];

/// A fenced block of a lesson's text.
pub(super) struct Fence<'t> {
    pub text: &'t str,
    pub info: Range<usize>,
    pub body: Range<usize>,
}

/// The words of a range of a text, each with where it begins.
pub(super) fn words(text: &str, range: Range<usize>) -> Vec<(usize, &str)> {
    let slice = &text[range.clone()];
    let words = slice.split_whitespace();
    // each word is a part of the slice
    let at = |word: &str| range.start + (word.as_ptr() as usize - slice.as_ptr() as usize);
    words.map(|word| (at(word), word)).collect()
}

impl<'t> Fence<'t> {
    pub fn read(&self) -> Result<Directive, Wrong> {
        let words = words(self.text, self.info.clone());
        let Some(((at, name), arguments)) = words.split_first() else {
            return Err(Wrong::at(
                self.info.start,
                said!("lesson.course.no_directive"),
            ));
        };
        let after = at + name.len();
        let block = match *name {
            "lesson" => return self.front(arguments).map(Directive::Front),
            "hint" => return self.alone(arguments).map(Directive::Hint),
            "reveal" => return self.alone(arguments).map(Directive::Reveal),
            "run" => Kind::Run(self.run(arguments, after)?),
            "go" => self.go(arguments, after)?,
            "wait" => Kind::Wait(Action::read(arguments, after)?, self.task()?),
            "ask" => Kind::Ask(asked(self.text, arguments, after, false)?, self.task()?),
            "when" => Kind::When(Condition::read(arguments, after)?, self.prose()?),
            "quiz" => self.quiz(arguments)?,
            "more" => Kind::More(self.alone(arguments)?),
            "note" => Kind::Note(self.alone(arguments)?),
            got => {
                let near = meant(got, &DIRECTIVES);
                let got = shown(got);
                return Err(Wrong::at(*at, said!("lesson.course.directive", got, near)));
            }
        };
        Ok(Directive::Block(Box::new(block)))
    }

    fn prose(&self) -> Result<Vec<Passage>, Wrong> {
        passages(self.text, self.body.clone())
    }

    /// The prose of a directive without arguments.
    fn alone(&self, arguments: &[(usize, &str)]) -> Result<Vec<Passage>, Wrong> {
        none_left(arguments)?;
        self.prose()
    }

    fn task(&self) -> Result<Telling, Wrong> {
        Ok(Telling {
            task: self.prose()?,
            ..Telling::default()
        })
    }

    fn front(&self, arguments: &[(usize, &str)]) -> Result<Front, Wrong> {
        none_left(arguments)?;
        let body = &self.text[self.body.clone()];
        toml::from_str(body).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().to_owned();
            Wrong::at(self.body.start + at, said!("lesson.course.front", message))
        })
    }

    fn run(&self, arguments: &[(usize, &str)], at: usize) -> Result<Opened, Wrong> {
        let [(start, names)] = arguments else {
            return Err(Wrong::at(at, said!("lesson.course.run_form")));
        };
        let overlay = &self.text[self.body.clone()];
        let mut runs = Vec::new();
        let mut at = *start;
        for name in names.split('|') {
            let one = Opened {
                runs: vec![run_name(name, at)?],
                overlay: overlay.to_owned(),
            };
            one.scenario(0).map_err(|said| {
                let at = if overlay.is_empty() {
                    at
                } else {
                    self.body.start
                };
                Wrong::at(at, said)
            })?;
            runs.extend(one.runs);
            at += name.len() + 1;
        }
        let overlay = overlay.to_owned();
        Ok(Opened { runs, overlay })
    }

    fn go(&self, arguments: &[(usize, &str)], at: usize) -> Result<Kind, Wrong> {
        let Some(((start, first), more)) = arguments.split_first() else {
            return Err(Wrong::at(at, said!("lesson.course.go_form")));
        };
        let place = place(first, *start)?;
        let (opened, more) = match more.split_first() {
            Some(((at, word), more)) if word.starts_with("tab=") => {
                (Some(tab(&word["tab=".len()..], at + "tab=".len())?), more)
            }
            _ => (None, more),
        };
        none_left(more)?;
        Ok(Kind::Go(place, opened))
    }

    fn quiz(&self, arguments: &[(usize, &str)]) -> Result<Kind, Wrong> {
        let mut questions = Vec::new();
        let mut at = self.body.start;
        for line in self.text[self.body.clone()].split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            let words = words(self.text, range.clone());
            if !words.is_empty() {
                questions.push(asked(self.text, &words, range.start, true)?);
            }
        }
        if questions.is_empty() {
            return Err(Wrong::at(
                self.body.start,
                said!("lesson.course.empty_quiz"),
            ));
        }
        let all = questions.len();
        let pass = match arguments {
            [] => all,
            [(at, word)] => {
                let number = word.strip_prefix("pass=").and_then(|n| n.parse().ok());
                let number = number.filter(|n| (1..=all).contains(n));
                let got = shown(word);
                number.ok_or_else(|| Wrong::at(*at, said!("lesson.course.pass", all, got)))?
            }
            [_, (at, got), ..] => {
                return Err(Wrong::at(
                    *at,
                    said!("lesson.course.surplus", got = shown(got)),
                ));
            }
        };
        Ok(Kind::Quiz(questions, pass))
    }
}

impl Asked {
    /// Reads a question as it stands in a block `ask`: `TEMPLATE [argument=…]…`.
    ///
    /// # Errors
    /// What was expected, and what came.
    pub fn read(text: &str) -> Result<Asked, crate::text::Said> {
        asked(text, &words(text, 0..text.len()), 0, false).map_err(|wrong| wrong.said)
    }
}

impl Opened {
    /// The scenario, with this seed where the lesson gives none.
    ///
    /// # Errors
    /// There is no such scenario, or what is laid over it does not fit.
    pub fn scenario(&self, seed: u64) -> Result<Scenario, crate::text::Said> {
        let drawn = seed % (self.runs.len().max(1) as u64);
        let run = usize::try_from(drawn).ok().and_then(|at| self.runs.get(at));
        let run = run.ok_or_else(|| said!("lesson.course.run_form"))?;
        let overrides = Overrides::seed(run.seed.unwrap_or(seed));
        let name = &run.scenario;
        Scenario::overlaid(name, &self.overlay, overrides).map_err(|error| {
            let hint = error.hint();
            said!("lesson.course.scenario", error = error.to_string(), hint)
        })
    }
}

fn none_left(arguments: &[(usize, &str)]) -> Result<(), Wrong> {
    match arguments.first() {
        None => Ok(()),
        Some((at, got)) => Err(Wrong::at(
            *at,
            said!("lesson.course.surplus", got = shown(got)),
        )),
    }
}

fn run_name(text: &str, at: usize) -> Result<RunName, Wrong> {
    text.parse()
        .map_err(|error: crate::trace::PlaceError| Wrong::at(at, error.said()))
}

/// `TEMPLATE [argument=…]…`, or `NAME template=TEMPLATE …`; in a quiz with a place after the template.
fn asked(text: &str, words: &[(usize, &str)], at: usize, in_quiz: bool) -> Result<Asked, Wrong> {
    let Some(((start, name), mut rest)) = words.split_first() else {
        return Err(Wrong::at(at, said!("lesson.course.no_template")));
    };
    let mut asked = Asked {
        name: (*name).to_owned(),
        template: (*name).to_owned(),
        run: None,
        step: None,
        arguments: Vec::new(),
        predicts: false,
        shown: None,
        detective: false,
        spot: Spot::of(text, *start),
    };
    if in_quiz {
        let Some(((at, where_), more)) = rest.split_first() else {
            return Err(Wrong::at(*start, said!("lesson.course.quiz_form")));
        };
        rest = more;
        let is_place = where_
            .split('@')
            .next()
            .is_some_and(|name| name.contains('/'))
            || where_
                .split_once('@')
                .is_some_and(|(_, rest)| rest.contains('/'));
        if is_place {
            let place = place(where_, *at)?;
            asked.run.clone_from(&place.run);
            asked.step = Some(place.in_run(None));
        } else {
            asked.run = Some(run_name(where_, *at)?);
        }
        known_scenario(asked.run.as_ref(), *at)?;
    }
    for (at, word) in rest {
        let Some((name, value)) = word.split_once('=').filter(|(_, value)| !value.is_empty())
        else {
            return Err(Wrong::at(
                *at,
                said!("lesson.course.argument", got = shown(word)),
            ));
        };
        match name {
            "template" => value.clone_into(&mut asked.template),
            "step" => asked.step = Some(place(value, at + name.len() + 1)?),
            "shown" if !in_quiz => asked.shown = Some(Box::new(place(value, at + name.len() + 1)?)),
            "mode" if value == "predict" => asked.predicts = true,
            "mode" if value == "detective" && !in_quiz => asked.detective = true,
            "mode" => {
                return Err(Wrong::at(
                    *at,
                    said!("lesson.course.mode", got = shown(value)),
                ));
            }
            _ => asked.arguments.push((name.to_owned(), value.to_owned())),
        }
    }
    Ok(asked)
}

fn known_scenario(run: Option<&RunName>, at: usize) -> Result<(), Wrong> {
    let Some(run) = run else {
        return Err(Wrong::at(at, said!("lesson.course.quiz_form")));
    };
    let found = Opened::of(run.clone()).scenario(0);
    found.map(drop).map_err(|said| Wrong::at(at, said))
}
