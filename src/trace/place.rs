//! Places: a step of a run, and what is pointed at in it, in a form that can be typed, copied and kept.
//!
//! ```text
//! [SCENARIO[@SEED]/]STEP[/NAME]
//! ```
//!
//! SCENARIO is the name of a scenario, or its file, which ends in `.toml`. STEP is a number from 1, or the key of a
//! step: `client_application_data` for the first of that kind, `client_application_data#2` for the second,
//! `client_application_data#last` for the last. NAME is a field of the step's message, by its path or the end of it,
//! or else a value. A key means the same in every run that has such a step, while a number does not.

use super::id::ValueId;
use super::message::{Buffer, BufferKind, Message};
use super::place_error::PlaceError;
use super::{Step, StepName, Trace};
use crate::text::{escaped, near};
use crate::wire::node;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;

/// A step of a run, and what is pointed at in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The run; `None` for the one that is open.
    pub run: Option<RunName>,
    /// The step.
    pub step: StepRef,
    /// What is pointed at: a field by its path or the end of it, or a value by its key.
    pub name: Option<String>,
}

/// A run by its scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunName {
    /// The name of the scenario, or its file.
    pub scenario: String,
    /// The seed; `None` for any.
    pub seed: Option<u64>,
}

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepRef {
    /// By its number, from 1.
    Number(usize),
    /// By what happens in it: the nth step of this name, from 1.
    Nth(StepName, usize),
    /// The last step of this name.
    Last(StepName),
}

/// What a place leads to in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The index of the step.
    pub step: usize,
    /// What is pointed at.
    pub target: Option<Target>,
}

/// What a place points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A field of the step's message.
    Field {
        /// In which of the message's buffers.
        buffer: BufferKind,
        /// Whether it is only in the message as it arrived, and not as it was sent.
        arrived: bool,
        /// Its whole path.
        path: String,
    },
    /// A value.
    Value(ValueId),
}

impl FromStr for Place {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Place, PlaceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PlaceError::Empty);
        }
        let (run, rest) = split_run(text);
        let mut parts = rest.split('/');
        let step = parts.next().unwrap_or_default();
        let name = parts.next().filter(|name| !name.is_empty());
        if parts.next().is_some() {
            let got = shown(text);
            return Err(PlaceError::TooManyParts { got });
        }
        Ok(Place {
            run: run.map(str::parse).transpose()?,
            step: step.parse()?,
            name: name.map(str::to_owned),
        })
    }
}

/// The run that a place names, if it names one, and the rest of the place.
fn split_run(text: &str) -> (Option<&str>, &str) {
    let ends = text.match_indices('/').map(|(at, _)| at);
    // a file may be in a folder
    let file = |at: &usize| name_of_run(&text[..*at]).ends_with(".toml");
    if let Some(at) = ends.clone().find(file) {
        return (Some(&text[..at]), &text[at + 1..]);
    }
    let Some((first, rest)) = text.split_once('/') else {
        return (None, text);
    };
    let is_step =
        |part: &str| !matches!(part.parse::<StepRef>(), Err(PlaceError::UnknownStep { .. }));
    let second = rest.split('/').next().unwrap_or_default();
    let is_run = match rest.contains('/') {
        true => !is_step(first) || is_step(second),
        // a mistyped step, unless it is like none
        false if !is_step(second) => !is_step(first) && keys_near(first).is_empty(),
        false => !is_step(first),
    };
    match is_run || first.contains('@') {
        true => (Some(first), rest),
        false => (None, text),
    }
}

/// What is in front of the seed.
fn name_of_run(run: &str) -> &str {
    run.rsplit_once('@').map_or(run, |(name, _)| name)
}

impl FromStr for RunName {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<RunName, PlaceError> {
        let (scenario, seed) = match text.rsplit_once('@') {
            Some((scenario, seed)) => (scenario, Some(seed)),
            None => (text, None),
        };
        let number = |got: &str| {
            got.parse()
                .map_err(|_| PlaceError::Seed { got: shown(got) })
        };
        Ok(RunName {
            scenario: scenario.to_owned(),
            seed: seed.map(number).transpose()?,
        })
    }
}

impl FromStr for StepRef {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<StepRef, PlaceError> {
        if let Ok(number) = text.parse() {
            return Ok(StepRef::Number(number));
        }
        let (key, which) = match text.split_once('#') {
            Some((key, which)) => (key, Some(which)),
            None => (text, None),
        };
        let all = StepName::ALL.iter().copied();
        let name = all.clone().find(|name| name.key() == key);
        let name = name.ok_or_else(|| PlaceError::UnknownStep {
            got: shown(key),
            near: keys_near(key),
        })?;
        match which {
            None => Ok(StepRef::Nth(name, 1)),
            Some("last") => Ok(StepRef::Last(name)),
            Some(which) => match which.parse() {
                Ok(n) if n > 0 => Ok(StepRef::Nth(name, n)),
                _ => Err(PlaceError::Occurrence { got: shown(which) }),
            },
        }
    }
}

/// The keys of steps that may have been meant.
fn keys_near(got: &str) -> Vec<&'static str> {
    let all = StepName::ALL.iter();
    near(got, all.map(|name| (name.key(), Vec::new())))
}

/// What was given, safe to show and not too long.
fn shown(got: &str) -> String {
    const MOST: usize = 60;
    crate::text::cut(&escaped(got.as_bytes()), MOST)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(run) = &self.run {
            write!(f, "{run}/")?;
        }
        write!(f, "{}", self.step)?;
        match &self.name {
            Some(name) => write!(f, "/{name}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scenario)?;
        match self.seed {
            Some(seed) => write!(f, "@{seed}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepRef::Number(number) => number.fmt(f),
            StepRef::Nth(name, 1) => f.write_str(name.key()),
            StepRef::Nth(name, n) => write!(f, "{}#{n}", name.key()),
            StepRef::Last(name) => write!(f, "{}#last", name.key()),
        }
    }
}

impl StepRef {
    /// The name of the step's anchor in a document: `client_application_data-2`.
    pub fn anchor(self) -> String {
        self.to_string().replace('#', "-")
    }

    /// Each step of a run by its key, in order.
    pub fn all(trace: &Trace) -> Vec<StepRef> {
        let mut met: HashMap<StepName, usize> = HashMap::new();
        let by_key = |step: &Step| {
            let n = met.entry(step.name()).or_default();
            *n += 1;
            StepRef::Nth(step.name(), *n)
        };
        trace.steps().iter().map(by_key).collect()
    }

    /// A step by its key; `None` past the end of the run.
    pub fn of(trace: &Trace, step: usize) -> Option<StepRef> {
        let name = trace.steps().get(step)?.name();
        let so_far = trace.steps().iter().take(step + 1);
        let n = so_far.filter(|step| step.name() == name).count();
        Some(StepRef::Nth(name, n))
    }

    /// The index of the step in a run.
    ///
    /// # Errors
    /// [`PlaceError::NoNumber`] and [`PlaceError::NoSuchStep`].
    pub fn resolve(self, trace: &Trace) -> Result<usize, PlaceError> {
        let (name, n) = match self {
            StepRef::Number(got) => {
                let steps = trace.steps().len();
                let index = got.checked_sub(1).filter(|index| *index < steps);
                return index.ok_or(PlaceError::NoNumber { got, steps });
            }
            StepRef::Nth(name, n) => (name, Some(n)),
            StepRef::Last(name) => (name, None),
        };
        let steps = trace.steps().iter();
        let all: Vec<usize> = steps
            .filter(|step| step.name() == name)
            .map(|step| step.index)
            .collect();
        let found = all.get(n.unwrap_or(all.len()).wrapping_sub(1));
        found.copied().ok_or_else(|| PlaceError::NoSuchStep {
            key: name.key(),
            count: all.len(),
            near: near_in(name.key(), trace),
        })
    }
}

/// The keys of steps of a run that are like a key.
fn near_in(key: &str, trace: &Trace) -> Vec<&'static str> {
    let steps = trace.steps().iter();
    let there: BTreeSet<&'static str> = steps.map(Step::key).collect();
    near(key, there.into_iter().map(|key| (key, Vec::new())))
}

impl Place {
    /// A step of a run, by its key; `None` past the end of the run.
    pub fn of(trace: &Trace, step: usize) -> Option<Place> {
        Some(Place {
            run: None,
            step: StepRef::of(trace, step)?,
            name: None,
        })
    }

    /// The same place, with the run that it is in.
    #[must_use]
    pub fn in_run(self, run: Option<RunName>) -> Place {
        Place { run, ..self }
    }

    /// The same place with the shortest name that leads to a target. To a field that was changed on the way it leads
    /// as it was sent.
    #[must_use]
    pub fn pointing(self, trace: &Trace, target: &Target) -> Place {
        let Ok(step) = self.step.resolve(trace) else {
            return self;
        };
        let leads = |name: &String| find(trace, step, name).as_ref() == Ok(target);
        let name = match target {
            Target::Field { path, .. } => {
                let starts = path.rmatch_indices('.').map(|(at, _)| at + 1);
                let ends = starts.chain([0]).map(|at| path[at..].to_owned());
                ends.into_iter().find(leads).or_else(|| Some(path.clone()))
            }
            Target::Value(id) => trace.values().get(id.0).map(|value| {
                let here = trace.steps()[step].connection;
                value.key_from(here)
            }),
        };
        Place { name, ..self }
    }

    /// Where the place leads in a run. Whether it is the run that the place names is up to the caller.
    ///
    /// # Errors
    /// The run has no such step, or the step no such field or value.
    pub fn resolve(&self, trace: &Trace) -> Result<Located, PlaceError> {
        let step = self.step.resolve(trace)?;
        let name = self.name.as_deref();
        let target = name.map(|name| find(trace, step, name)).transpose()?;
        Ok(Located { step, target })
    }
}

/// What a name means in a step: a field first, then a value.
fn find(trace: &Trace, step: usize, name: &str) -> Result<Target, PlaceError> {
    let step = &trace.steps()[step];
    let field = step
        .message
        .as_ref()
        .and_then(|message| field(message, name));
    match field {
        Some(field) => Ok(field),
        None => value(trace, step, name),
    }
}

/// The field of a message that a name means: one with that path, or else the first whose path ends so. In the
/// message as it was sent, or else as it arrived.
fn field(message: &Message, name: &str) -> Option<Target> {
    let sent = message.buffers.iter().map(|buffer| (buffer, false));
    let arrived = message.arrived.iter().flatten();
    let mut all: Vec<_> = sent.chain(arrived.map(|buffer| (buffer, true))).collect();
    // stable: of two alike the one that was sent
    all.sort_by_key(|(buffer, _)| !has_path(buffer, name));
    all.into_iter().find_map(|(buffer, arrived)| {
        let path = path(buffer, name)?;
        let buffer = buffer.kind;
        Some(Target::Field {
            buffer,
            arrived,
            path,
        })
    })
}

fn has_path(buffer: &Buffer, path: &str) -> bool {
    buffer.fields().iter().any(|placed| placed.path == path)
}

/// The path of the field of a buffer that is meant: one of the message itself, or else one around it, or of another
/// message in the same record.
fn path(buffer: &Buffer, name: &str) -> Option<String> {
    let all = buffer.fields();
    let own = |placed: &&node::Placed<'_>| {
        placed.node.start >= buffer.own.start && placed.node.end <= buffer.own.end
    };
    let found = node::named(all.iter().filter(own), name).or_else(|| node::named(all.iter(), name));
    found.map(|placed| placed.path.clone())
}

/// The value of a key, as it is written beside values of the step's connection, or else as it is in the whole run.
fn value(trace: &Trace, step: &Step, name: &str) -> Result<Target, PlaceError> {
    let values = trace.values().iter();
    let here = values
        .clone()
        .find(|value| value.key_from(step.connection) == name);
    let found = here.or_else(|| values.clone().find(|value| value.key() == name));
    let value = found.ok_or_else(|| no_such_name(trace, step, name))?;
    let since = trace.comes_up(value).min(value.step);
    match since <= step.index {
        true => Ok(Target::Value(value.id)),
        false => Err(PlaceError::Later {
            value: name.to_owned(),
            step: step.index + 1,
            since: since + 1,
        }),
    }
}

fn no_such_name(trace: &Trace, step: &Step, name: &str) -> PlaceError {
    let buffers = step.message.iter().flat_map(|message| &message.buffers);
    let fields = buffers.flat_map(|buffer| buffer.fields());
    let fields = fields.map(|placed| placed.node.field.key().to_owned());
    let so_far = trace
        .values()
        .iter()
        .filter(|value| value.step <= step.index);
    let values = so_far.map(|value| value.key_from(step.connection));
    let known: BTreeSet<String> = fields.chain(values).collect();
    let last = name.rsplit('.').next().unwrap_or(name);
    let near = near(last, known.iter().map(|name| (name.as_str(), Vec::new())));
    PlaceError::NoSuchName {
        got: shown(name),
        step: step.index + 1,
        near: near.into_iter().map(str::to_owned).collect(),
    }
}
