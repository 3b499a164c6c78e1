//! A speaker's notes: what to say, what to ask and what to wait for, in talks of several lengths, from
//! `assets/en/notes.toml`. A note belongs to a step by its key, so that it fits every run with such a step.

use super::course::Asked;
use crate::explain::{self, Span};
use crate::trace::{Place, Step, Trace};
use serde::Deserialize;
use std::sync::LazyLock;

/// A talk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Talk {
    /// Its name on the command line.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How long it takes.
    pub minutes: u32,
    /// What to end with.
    pub close: String,
    /// Its notes, in the order of a run.
    #[serde(rename = "note")]
    pub notes: Vec<Note>,
}

/// A note on a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// [`Step::key`].
    pub step: String,
    /// What to say.
    pub say: String,
    /// What to ask; empty for nothing.
    #[serde(default)]
    pub ask: String,
    /// A question that can be put to the class, as in a lesson: its template and arguments.
    pub vote: Option<String>,
    /// What to wait for; empty for nothing.
    #[serde(default)]
    pub wait: String,
    /// How long it takes, where the talk is timed by step.
    pub minutes: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Talks {
    talk: Vec<Talk>,
}

static TALKS: LazyLock<Talks> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../assets/en/notes.toml")).expect("assets/en/notes.toml")
});

impl Talk {
    /// All talks, the shortest first.
    pub fn all() -> &'static [Talk] {
        &TALKS.talk
    }

    /// The note on a step, if there is one.
    pub fn note(&self, step: &Step) -> Option<&Note> {
        self.notes.iter().find(|note| note.step == step.key())
    }

    /// The next step after one that has a note, with that note.
    pub fn next<'t>(&self, trace: &'t Trace, after: usize) -> Option<(&'t Step, &Note)> {
        let mut later = trace.steps().iter().skip(after + 1);
        later.find_map(|step| Some((step, self.note(step)?)))
    }

    /// When the talk should have come to a step, in minutes from its beginning: the time of the notes before it, or
    /// its share of the whole where the notes have none.
    pub fn due(&self, step: &Step) -> Option<u32> {
        let at = self.notes.iter().position(|note| note.step == step.key())?;
        let timed: Option<u32> = self.notes[..at].iter().map(|note| note.minutes).sum();
        timed.or_else(|| {
            let (at, all) = (
                u32::try_from(at).ok()?,
                u32::try_from(self.notes.len()).ok()?,
            );
            (self.minutes * at).checked_div(all)
        })
    }
}

/// The questions that the talks plan for a step, each once.
pub fn votes(trace: &Trace, step: &Step) -> Vec<Asked> {
    let notes = Talk::all().iter().filter_map(|talk| talk.note(step));
    let mut planned: Vec<Asked> = Vec::new();
    for vote in notes.filter_map(|note| note.vote.as_deref()) {
        // a test reads every one
        let Ok(asked) = Asked::read(vote) else {
            continue;
        };
        let asked = Asked {
            step: asked.step.or_else(|| Place::of(trace, step.index)),
            ..asked
        };
        if !planned.contains(&asked) {
            planned.push(asked);
        }
    }
    planned
}

/// A text of a note, filled from a step.
pub fn filled(trace: &Trace, step: &Step, text: &str) -> Vec<Span> {
    explain::fill(trace, step, text, None).0
}
