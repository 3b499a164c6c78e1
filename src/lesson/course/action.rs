//! What a lesson waits for: one table of actions, each a condition on what the reader has in front of them.

use super::fault::{Wrong, meant, shown};
use super::view::{TABS, View};
use crate::said;
use crate::scenario::{Change, Intercepted, Interception, Scenario};
use crate::trace::{Place, Side, ValueId};

/// Something that the reader does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Goes to a step, or beyond it; in a run that has no such step, to the end.
    Step(Place),
    /// Opens a tab.
    Tab(&'static str),
    /// Selects a field, by the end of its path, or a value, by its key.
    Select(String),
    /// Asks where a value comes from.
    Origin(String),
    /// Asks who could compute a value.
    WhoCould(String),
    /// Changes a message on its way.
    Tamper(Tamper),
    /// Takes back every change.
    Undo,
    /// Lets a side send a message of the reader's own.
    Send(Side),
    /// Lets the client go on with a certificate that failed.
    Accept,
    /// Runs it with another seed.
    Seed,
    /// Goes to where a side notices.
    Noticed,
    /// Compares the run with another one.
    Compare,
    /// Goes to the last step.
    End,
}

/// A change that a lesson waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tamper {
    /// Of which message.
    pub message: Intercepted,
    /// Of which field, by the end of its path; of any if there is none.
    pub field: Option<String>,
    /// Of which kinds, by their names in [`KINDS`]; of any if there are none.
    pub kinds: Vec<&'static str>,
}

/// The kinds of changes.
pub const KINDS: [&str; 7] = ["flip", "set", "replace", "drop", "repeat", "swap", "cut"];

/// The actions, as they are written in a lesson.
const ACTIONS: [&str; 13] = [
    "step",
    "tab",
    "select",
    "origin",
    "who-could",
    "tamper",
    "undo",
    "send",
    "accept",
    "seed",
    "noticed",
    "compare",
    "end",
];

impl Action {
    /// Reads an action, such as `step=client_hello`, and the arguments after it. `at` is where it begins.
    pub(super) fn read(words: &[(usize, &str)], at: usize) -> Result<Action, Wrong> {
        let Some(((start, first), more)) = words.split_first() else {
            return Err(Wrong::at(
                at,
                said!("lesson.course.no_action", known = all(&ACTIONS)),
            ));
        };
        let (name, value) = match first.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (*first, None),
        };
        let value_at = start + name.len() + 1;
        let value = value.filter(|value| !value.is_empty());
        let needed = || {
            value.ok_or_else(|| Wrong::at(*start, said!("lesson.course.no_value", action = name)))
        };
        let action = match name {
            "step" => Action::Step(place(needed()?, value_at)?),
            "tab" => Action::Tab(tab(needed()?, value_at)?),
            "select" => Action::Select(needed()?.to_owned()),
            "origin" => Action::Origin(needed()?.to_owned()),
            "who-could" => Action::WhoCould(needed()?.to_owned()),
            "tamper" => return Ok(Action::Tamper(tamper(needed()?, value_at, more)?)),
            "send" => Action::Send(side(needed()?, value_at)?),
            "undo" => Action::Undo,
            "accept" => Action::Accept,
            "seed" => Action::Seed,
            "noticed" => Action::Noticed,
            "compare" => Action::Compare,
            "end" => Action::End,
            _ => {
                let (got, near) = (shown(name), meant(name, &ACTIONS));
                return Err(Wrong::at(*start, said!("lesson.course.action", got, near)));
            }
        };
        match more.first() {
            Some((at, got)) => Err(Wrong::at(
                *at,
                said!("lesson.course.surplus", got = shown(got)),
            )),
            None => Ok(action),
        }
    }

    /// Whether it changes the run, so that it has to be done again when the lesson is resumed.
    pub fn changes(&self) -> bool {
        matches!(
            self,
            Action::Tamper(_) | Action::Send(_) | Action::Accept | Action::Seed
        )
    }

    /// Whether it has been done. `own` is the run as the lesson has opened it.
    pub(super) fn holds(&self, view: &View<'_>, own: Option<&Scenario>) -> bool {
        let now = view.scenario;
        let both = own.zip(now);
        match self {
            Action::Step(place) => match place.resolve(view.trace) {
                Ok(found) => view.cursor >= found.step,
                Err(_) => view.at_end(),
            },
            Action::Tab(tab) => view.tab == *tab,
            Action::Select(name) => selected(view, name),
            Action::Origin(name) => is_named(view, view.origin, name),
            Action::WhoCould(name) => is_named(view, view.who_could, name),
            Action::Tamper(wanted) => {
                both.is_some_and(|(own, now)| added(own, now).any(|one| wanted.is(one)))
            }
            Action::Undo => both.is_some_and(|(own, now)| {
                own.interceptions == now.interceptions
                    && own.client.accept_any_certificate == now.client.accept_any_certificate
            }),
            Action::Send(side) => both.is_some_and(|(own, now)| {
                let count = |scenario: &Scenario| {
                    let messages = scenario.messages.iter();
                    messages.filter(|message| message.from == *side).count()
                };
                count(now) > count(own)
            }),
            Action::Accept => both.is_some_and(|(own, now)| {
                now.client.accept_any_certificate && !own.client.accept_any_certificate
            }),
            Action::Seed => both.is_some_and(|(own, now)| own.seed != now.seed),
            Action::Noticed => match view.noticed() {
                Some(step) => view.cursor >= step.index,
                None => view.at_end(),
            },
            Action::Compare => view.compared,
            Action::End => view.at_end(),
        }
    }
}

/// The changes that the lesson's own run has not.
fn added<'a>(own: &'a Scenario, now: &'a Scenario) -> impl Iterator<Item = &'a Interception> {
    let all = now.interceptions.iter();
    all.filter(|one| !own.interceptions.contains(one))
}

impl Tamper {
    pub(super) fn is(&self, one: &Interception) -> bool {
        let (kind, field) = kind(&one.change);
        let ends = |wanted: &str| field.is_some_and(|path| overlaps(path, wanted));
        one.message == self.message
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
            && self.field.as_deref().is_none_or(ends)
    }
}

/// Whether one path is the end of another, or inside the field that it names.
fn overlaps(path: &str, wanted: &str) -> bool {
    let dotted = format!(".{path}.");
    dotted.contains(&format!(".{wanted}."))
        || wanted.ends_with(&format!(".{path}"))
        || wanted == path
}

/// The kind of a change, and its field.
fn kind(change: &Change) -> (&'static str, Option<&str>) {
    match change {
        Change::Flip { field, .. } => ("flip", Some(field)),
        Change::Set { field, .. } => ("set", Some(field)),
        Change::Replace { field, .. } => ("replace", Some(field)),
        Change::Drop => ("drop", None),
        Change::Repeat => ("repeat", None),
        Change::Swap => ("swap", None),
        Change::Cut => ("cut", None),
    }
}

fn selected(view: &View<'_>, name: &str) -> bool {
    let ends = |path: &str| {
        let before = path.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    view.field.is_some_and(ends) || is_named(view, view.value, name)
}

fn is_named(view: &View<'_>, id: Option<ValueId>, name: &str) -> bool {
    let value = id.and_then(|id| view.trace.values().get(id.0));
    value.is_some_and(|value| value.key_from(value.connection) == name || value.key() == name)
}

/// The place of an argument.
pub(super) fn place(text: &str, at: usize) -> Result<Place, Wrong> {
    text.parse()
        .map_err(|error: crate::trace::PlaceError| Wrong::at(at, error.said()))
}

/// A tab by its name.
pub(super) fn tab(got: &str, at: usize) -> Result<&'static str, Wrong> {
    one_of(got, &TABS).ok_or_else(|| {
        let (got, near) = (shown(got), meant(got, &TABS));
        Wrong::at(at, said!("lesson.course.tab", got, near))
    })
}

fn side(got: &str, at: usize) -> Result<Side, Wrong> {
    let mut sides = Side::BOTH.into_iter();
    sides.find(|side| side.name() == got).ok_or_else(|| {
        let known = all(&Side::BOTH.map(Side::name));
        Wrong::at(at, said!("lesson.course.side", got = shown(got), known))
    })
}

/// `MESSAGE[/FIELD] [kind=…]`.
fn tamper(value: &str, at: usize, more: &[(usize, &str)]) -> Result<Tamper, Wrong> {
    let (message, field) = match value.split_once('/') {
        Some((message, field)) => (message, Some(field.to_owned())),
        None => (value, None),
    };
    let names: Vec<&str> = Intercepted::ALL.iter().map(|one| one.key()).collect();
    let message = Intercepted::named(message).ok_or_else(|| {
        let (got, near) = (shown(message), meant(message, &names));
        Wrong::at(at, said!("lesson.course.message", got, near))
    })?;
    let mut kinds = Vec::new();
    for (at, word) in more {
        let Some(list) = word.strip_prefix("kind=") else {
            return Err(Wrong::at(
                *at,
                said!("lesson.course.surplus", got = shown(word)),
            ));
        };
        let mut at = at + "kind=".len();
        for name in list.split(',') {
            let here = at;
            at += name.len() + 1;
            let kind = one_of(name, &KINDS).ok_or_else(|| {
                let (got, near) = (shown(name), meant(name, &KINDS));
                Wrong::at(here, said!("lesson.course.kind", got, near))
            })?;
            kinds.push(kind);
        }
    }
    Ok(Tamper {
        message,
        field,
        kinds,
    })
}

/// The name in a table.
pub(super) fn one_of(got: &str, known: &'static [&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|name| *name == got)
}

fn all(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
