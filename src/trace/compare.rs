//! Two runs side by side: what they have in common, and where they differ.

use super::{Actor, Buffer, CheckName, Message, Step, StepName, Topic, Trace, ValueName};
use crate::said;
use crate::text::{Said, hex};
use crate::wire::node::{Placed, walk};
use crate::wire::{Node, display};
use std::collections::HashMap;

/// Two runs, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The steps, paired where both runs have the same one, in order.
    pub rows: Vec<Pair>,
    /// The first row in which they differ; `None` for runs that are the same.
    pub first: Option<usize>,
}

/// A step of the one run, of the other, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The step of the first run.
    pub left: Option<usize>,
    /// The step of the second.
    pub right: Option<usize>,
    /// What differs, in words; `None` where nothing does.
    pub differs: Option<Said>,
}

impl Comparison {
    /// Compares two runs.
    pub fn of(left: &Trace, right: &Trace) -> Comparison {
        let rows: Vec<Pair> = aligned(&left.steps, &right.steps)
            .into_iter()
            .map(|(l, r)| Pair {
                left: l,
                right: r,
                differs: match (l, r) {
                    (Some(l), Some(r)) => difference(left, &left.steps[l], right, &right.steps[r]),
                    (Some(_), None) => Some(said!("trace.compare.only_first")),
                    _ => Some(said!("trace.compare.only_second")),
                },
            })
            .collect();
        let first = rows.iter().position(|row| row.differs.is_some());
        Comparison { rows, first }
    }
}

impl Trace {
    /// Whether a side gives up in this run as one does in a step of another run: the same side, in the same
    /// step, over the same message, by the same check. The bytes that were compared do not matter.
    pub fn fails_like(&self, other: &Trace, step: &Step) -> bool {
        let way = way_of_failing(other, step);
        let mut failed = self.steps.iter().filter(|step| step.failure.is_some());
        failed.any(|step| way_of_failing(self, step) == way)
    }
}

/// How a side gives up: the step and who does it; the message that it has read last and how many like it
/// there were before; the first check that fails, with what is waited for where nothing came; the number
/// of the record.
fn way_of_failing<'t>(trace: &'t Trace, step: &'t Step) -> impl PartialEq + use<'t> {
    let before = &trace.steps[..step.index];
    let to_it = |other: &&Step| {
        let message = other.message.as_ref();
        message.is_some_and(|message| !step.actor.includes(message.sender))
    };
    let last = before.iter().rev().find(to_it).map(|read| {
        let name = read.name();
        let like = before.iter().filter(|other| other.name() == name).count();
        (name, like)
    });
    let check = step.checks.iter().find(|check| check.failed());
    let check = check.map(|check| (&check.subject, check.name));
    // what is waited for where nothing came
    let waited = match (step.topic, step.actor) {
        (Topic::TransportClosed, Actor::One(side)) => {
            before.last().and_then(|last| last.states[side as usize])
        }
        _ => None,
    };
    // of a record, the number that its receiver takes it for
    let number = step
        .values
        .iter()
        .find_map(|id| match trace.value(*id).name {
            ValueName::RecordMac(_, number) => Some(number),
            _ => None,
        });
    (step.name(), step.actor, last, check, waited, number)
}

/// Maximum number of steps after the first difference that are aligned.
const MAX_ALIGNED: usize = 1000;

/// The steps in pairs: the longest common subsequence of their names.
fn aligned(left: &[Step], right: &[Step]) -> Vec<(Option<usize>, Option<usize>)> {
    let names = |steps: &[Step]| -> Vec<(StepName, Option<Actor>)> {
        // what both sides compute together, one may compute alone if the other is not there
        let actor = |step: &Step| (!step.topic.is_joint()).then_some(step.actor);
        let name = |step: &Step| (step.original_name(), actor(step));
        steps.iter().map(name).collect()
    };
    let (a, b) = (names(left), names(right));
    let common = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let mut out: Vec<_> = (0..common).map(|i| (Some(i), Some(i))).collect();
    let (a, b) = (&a[common..], &b[common..]);
    if a.len().max(b.len()) > MAX_ALIGNED {
        out.extend((0..b.len()).map(|j| (None, Some(common + j))));
        out.extend((0..a.len()).map(|i| (Some(common + i), None)));
        return out;
    }
    // the lengths of the longest common subsequences of what is left of both
    let mut lengths = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i][j] = match a[i] == b[j] {
                true => lengths[i + 1][j + 1] + 1,
                false => lengths[i + 1][j].max(lengths[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.push((Some(common + i), Some(common + j)));
            (i, j) = (i + 1, j + 1);
        } else if i == a.len() || (j < b.len() && lengths[i][j + 1] >= lengths[i + 1][j]) {
            // what the second run does instead comes where it departs from the first
            out.push((None, Some(common + j)));
            j += 1;
        } else {
            out.push((Some(common + i), None));
            i += 1;
        }
    }
    out
}

/// What differs between two steps of the same name.
fn difference(left: &Trace, a: &Step, right: &Trace, b: &Step) -> Option<Said> {
    if let (Some(a), Some(b)) = (&a.message, &b.message) {
        if let Some(words) = otherwise(a.buffers.first(), b.buffers.first()) {
            return Some(words);
        }
        let arrived = |message: &Message| message.arrived.as_ref()?.first().cloned();
        if a.fate != b.fate || arrived(a).map(|it| it.bytes) != arrived(b).map(|it| it.bytes) {
            let fate = if b.fate.tampered() { b.fate } else { a.fate };
            let how = otherwise(b.buffers.first(), arrived(b).as_ref());
            return Some(said!("trace.compare.changed", fate = fate.words(), how));
        }
        // what crossed the wire is the same; how its receiver counts it is compared in the next step
        if a.protected {
            return None;
        }
    }
    let failed = b.checks.iter().find(|check| {
        let same =
            |other: &&super::Check| (&other.subject, other.name) == (&check.subject, check.name);
        let other = a.checks.iter().find(same);
        let outcome = |check: &super::Check| (check.passed, check.skipped);
        other.is_none_or(|other| outcome(other) != outcome(check))
    });
    if let Some(check) = failed {
        let (name, subject) = (check.name.label(), check.subject.as_ref());
        return Some(match (check.passed, check.skipped, check.name, subject) {
            (true, ..) => said!("trace.compare.passes", check = name, subject),
            (false, true, ..) => said!("trace.compare.skipped", check = name, subject),
            (_, _, CheckName::Chain(kind), Some(subject)) => kind.failed(subject),
            _ => said!("trace.compare.fails", check = name, subject),
        });
    }
    if a.failure.is_some() != b.failure.is_some() {
        return Some(said!("trace.compare.gives_up"));
    }
    let bytes = |trace: &'_ Trace, step: &Step| -> Vec<(String, Vec<u8>)> {
        let value = |id| {
            let value = trace.value(id);
            (value.name.title(), value.bytes.clone())
        };
        step.values.iter().map(|id| value(*id)).collect()
    };
    let (a, b) = (bytes(left, a), bytes(right, b));
    let other = b.into_iter().find(|value| !a.contains(value));
    other.map(|(name, _)| said!("trace.compare.value", name))
}

/// Maximum number of differing fields that are named.
const MOST_NAMED: usize = 4;

/// Which fields differ between two buffers, and their values if it is only one. A length
/// differs because of what it counts, so it is named only if nothing else differs.
fn otherwise(a: Option<&Buffer>, b: Option<&Buffer>) -> Option<Said> {
    let (a, b) = (a?, b?);
    if a.bytes == b.bytes {
        return None;
    }
    let (before, after) = (walk(&a.tree), walk(&b.tree));
    let before: HashMap<&str, &Node> = before
        .iter()
        .map(|placed| (placed.path.as_str(), placed.node))
        .collect();
    let was = |placed: &Placed<'_>| before.get(placed.path.as_str()).copied();
    let is_length = |placed: &&&Placed<'_>| placed.node.field.is_length();
    let differ: Vec<&Placed<'_>> = after
        .iter()
        .filter(|placed| {
            let bytes = &b.bytes[placed.node.range()];
            let same = was(placed).is_some_and(|was| &a.bytes[was.range()] == bytes);
            placed.node.is_leaf() && !same
        })
        .collect();
    let content: Vec<&Placed<'_>> = differ.iter().filter(|it| !is_length(it)).copied().collect();
    let named = if content.is_empty() {
        &differ
    } else {
        &content
    };
    Some(match &named[..] {
        [] => said!("trace.compare.ends"),
        [one] => one_field(one.node, &b.bytes, was(one), &a.bytes),
        more => {
            let mut names: Vec<&str> = Vec::new();
            for placed in more {
                if !names.contains(&placed.node.field.name()) {
                    names.push(placed.node.field.name());
                }
            }
            let rest = names.len().saturating_sub(MOST_NAMED);
            names.truncate(MOST_NAMED);
            said!(
                "trace.compare.fields",
                names,
                more = (rest > 0).then_some(rest)
            )
        }
    })
}

/// How one field differs: by its value if that shows it, or else by the one byte that differs.
fn one_field(node: &Node, bytes: &[u8], was: Option<&Node>, before: &[u8]) -> Said {
    let field = node.field.name();
    let Some(was) = was else {
        return said!("trace.compare.field", field);
    };
    let now = display::value(node, bytes);
    let then = display::value(was, before);
    if then != now {
        return said!("trace.compare.is", field, now, before = then);
    }
    let (now, then) = (&bytes[node.range()], &before[was.range()]);
    let mut apart = (0..now.len()).filter(|i| then.get(*i) != now.get(*i));
    match (apart.next(), apart.next()) {
        (Some(at), None) if now.len() == then.len() => said!(
            "trace.compare.byte",
            field,
            at,
            now = hex(&now[at..=at]),
            before = hex(&then[at..=at])
        ),
        _ => said!("trace.compare.field", field),
    }
}
