//! What differs between two steps of the same name, in a few words.

use super::fields::{self, FieldPair};
use crate::said;
use crate::text::{Said, hex};
use crate::trace::{Buffer, Check, CheckName, Message, Step, Trace, Value};

/// What differs most between two steps: the message, a check, whether a side gives up, a value.
pub fn of(left: &Trace, a: &Step, right: &Trace, b: &Step) -> Option<Said> {
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
    if let Some(check) = check(a, b) {
        return Some(check);
    }
    if a.failure.is_some() != b.failure.is_some() {
        return Some(said!("trace.compare.gives_up"));
    }
    value(left, a, right, b)
}

/// The first value of the second step that is not the same in the first. One that the first step does not
/// list may be known there from elsewhere.
fn value(left: &Trace, a: &Step, right: &Trace, b: &Step) -> Option<Said> {
    let listed: Vec<&Value> = a.values.iter().map(|id| left.value(*id)).collect();
    let other = b.values.iter().map(|id| right.value(*id)).find(|value| {
        let same = |other: &&Value| other.name == value.name && other.bytes == value.bytes;
        let named = listed.iter().any(|other| other.name == value.name);
        let mut known = left.of_name(a.connection, value.name);
        !listed.iter().any(&same) && (named || !known.any(|other| same(&other)))
    })?;
    let name = other.name.title();
    Some(match left.first(a.connection, other.name) {
        Some(_) => said!("trace.compare.value", name),
        None => said!("trace.compare.added", field = name),
    })
}

/// The first check of the second step that does not end as in the first.
fn check(a: &Step, b: &Step) -> Option<Said> {
    let like = |check: &Check| {
        let same = |other: &&Check| (&other.subject, other.name) == (&check.subject, check.name);
        a.checks.iter().find(same)
    };
    let check = b.checks.iter().find(|check| {
        let outcome = |check: &Check| (check.passed, check.skipped);
        like(check).is_none_or(|other| outcome(other) != outcome(check))
    })?;
    let (name, subject) = (check.name.label(), check.subject.as_ref());
    Some(match (check.passed, check.skipped, check.name, subject) {
        (true, ..) if like(check).is_none() => {
            said!("trace.compare.new_check", check = name, subject)
        }
        (true, ..) => said!("trace.compare.passes", check = name, subject),
        (false, true, ..) => said!("trace.compare.skipped", check = name, subject),
        (_, _, CheckName::Chain(kind), Some(subject)) => kind.failed(subject),
        _ => said!("trace.compare.fails", check = name, subject),
    })
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
    let differ = fields::of_buffers(a, b);
    let content = differ.iter().filter(|pair| !pair.field.is_length());
    let content: Vec<&FieldPair> = content.collect();
    let named = match content.is_empty() {
        true => differ.iter().collect(),
        false => content,
    };
    Some(match &named[..] {
        // what differs is another message in the same record
        [] => said!("trace.compare.ends"),
        [one] => one_field(one),
        more => {
            let mut names: Vec<&str> = Vec::new();
            for pair in more {
                if !names.contains(&pair.field.name()) {
                    names.push(pair.field.name());
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
fn one_field(pair: &FieldPair) -> Said {
    let field = pair.field.name();
    let (then, now) = match (&pair.left, &pair.right) {
        (Some(then), Some(now)) => (then, now),
        (Some(_), None) => return said!("trace.compare.missing", field),
        _ => return said!("trace.compare.added", field),
    };
    if let (Some(before), Some(now)) = (&then.meaning, &now.meaning)
        && before != now
    {
        return said!("trace.compare.is", field, now, before);
    }
    let (now, then) = (&now.bytes, &then.bytes);
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
