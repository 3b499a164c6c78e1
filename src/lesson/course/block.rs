//! The blocks of a lesson, in order.

use super::action::Action;
use super::condition::Condition;
use super::fault::Spot;
use super::prose::{Passage, PassageKind};
use crate::trace::{Place, RunName};
use std::fmt;

/// A block of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Where it begins.
    pub spot: Spot,
    /// What tells it from every other block of the lesson, and stays the same while its text does.
    pub hash: String,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A passage of the lesson's text.
    Prose(Passage),
    /// Makes this the run.
    Run(Opened),
    /// Puts the cursor somewhere.
    Go(Place, Option<&'static str>),
    /// Waits until the reader has done something.
    Wait(Action, Telling),
    /// Asks a question.
    Ask(Asked, Telling),
    /// Shown only if something holds.
    When(Condition, Vec<Passage>),
    /// Questions at the end, and how many right answers unlock what follows.
    Quiz(Vec<Asked>, usize),
    /// Further reading, open once the quiz is passed.
    More(Vec<Passage>),
    /// For the speaker only.
    Note(Vec<Passage>),
}

/// What is told around something to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// The task, or what stands before the question.
    pub task: Vec<Passage>,
    /// Help on request, one after the other.
    pub hints: Vec<Vec<Passage>>,
    /// Told when it is done.
    pub reveal: Vec<Passage>,
}

/// A run that a lesson opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The scenario, and the seed if it is always the same. Of several the reader's seed draws one.
    pub runs: Vec<RunName>,
    /// What the lesson lays over it, as in a scenario's file.
    pub overlay: String,
}

/// A question that a lesson asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the lesson calls it: its template, unless it has a name of its own.
    pub name: String,
    /// The template.
    pub template: String,
    /// The run, if it is not the one that is open.
    pub run: Option<RunName>,
    /// The step that is asked about; `None` for the first where the template has a question.
    pub step: Option<Place>,
    /// The other arguments, by name.
    pub arguments: Vec<(String, String)>,
    /// Whether it is a guess about what the run will show, and no verdict follows.
    pub predicts: bool,
    /// The step at which the run has shown the answer to a guess, where the question itself does not know it.
    pub shown: Option<Box<Place>>,
    /// Whether it is answered for points, of which every step that is opened costs one.
    pub detective: bool,
    /// Where it is written.
    pub spot: Spot,
}

impl Opened {
    /// A run as it is.
    pub(super) fn of(run: RunName) -> Opened {
        Opened {
            runs: vec![run],
            overlay: String::new(),
        }
    }
}

impl Asked {
    /// A question about a step, by its template and arguments.
    pub fn about(template: &str, step: Place, arguments: &[(String, String)]) -> Asked {
        Asked {
            name: template.to_owned(),
            template: template.to_owned(),
            run: None,
            step: Some(step),
            arguments: arguments.to_vec(),
            predicts: false,
            shown: None,
            detective: false,
            spot: Spot { line: 1, column: 1 },
        }
    }
}

/// As [`Asked::read`] reads it.
impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} template={}", self.name, self.template)?;
        if let Some(step) = &self.step {
            write!(f, " step={step}")?;
        }
        for (name, value) in &self.arguments {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl Block {
    /// The keys under which what is to be done in it is kept.
    pub fn keys(&self) -> impl Iterator<Item = String> + use<> {
        let questions = match &self.kind {
            Kind::Quiz(questions, _) => questions.len(),
            _ => 0,
        };
        let single = matches!(self.kind, Kind::Wait(..) | Kind::Ask(..));
        let one = single.then(|| self.hash.clone());
        let hash = self.hash.clone();
        let of_quiz = (1..=questions).map(move |nth| format!("{hash}/{nth}"));
        one.into_iter().chain(of_quiz)
    }

    /// The key of a question of its quiz, from 0.
    pub(super) fn key_of(&self, nth: usize) -> String {
        format!("{}/{}", self.hash, nth + 1)
    }
}

impl Kind {
    /// Whether there is something to read once the block is done, other than a heading.
    pub(super) fn tells(&self) -> bool {
        match self {
            Kind::Prose(passage) => !matches!(passage.kind, PassageKind::Heading(_)),
            Kind::Wait(_, told) => !told.reveal.is_empty(),
            // of a guess there is nothing to say yet
            Kind::Ask(asked, told) => !asked.predicts || !told.reveal.is_empty(),
            Kind::Quiz(..) | Kind::When(..) | Kind::More(_) => true,
            Kind::Run(_) | Kind::Go(..) | Kind::Note(_) => false,
        }
    }

    /// How many things to do are in the block.
    pub fn tasks(&self) -> usize {
        match self {
            Kind::Wait(..) | Kind::Ask(..) => 1,
            Kind::Quiz(questions, _) => questions.len(),
            _ => 0,
        }
    }
}
