//! Numbers that a run has, and that therefore do not stand in the prose of a lesson: with another run they are wrong.

use crate::trace::Trace;
use std::collections::BTreeSet;

/// Numbers below this are words, such as the 2 of "2 sides".
const LEAST: u64 = 10;
/// So many hexadecimal digits are bytes of a run, and no number of a standard.
const DIGITS: usize = 6;

/// The lengths of values and messages of a run in bytes and bits, and how many steps it has.
pub(super) fn of(trace: &Trace) -> BTreeSet<u64> {
    let values = trace.values().iter().map(|value| value.bytes.len());
    let steps = trace.steps().iter();
    let messages = steps.filter_map(|step| step.message.as_ref());
    let messages = messages.flat_map(|message| {
        let buffers = message.buffers.iter().map(|buffer| buffer.bytes.len());
        buffers.chain([message.content.len()])
    });
    let lengths = values.chain(messages).chain([trace.steps().len()]);
    let lengths = lengths.map(|len| len as u64);
    let all = lengths.flat_map(|len| [len, 8 * len]);
    all.filter(|number| *number >= LEAST).collect()
}

/// A number of the run in a text, if one stands there.
pub(super) fn literal(text: &str, run: &BTreeSet<u64>) -> Option<String> {
    let mut words = text.split_whitespace();
    words
        .find(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let number = word.parse().is_ok_and(|number| run.contains(&number));
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let bytes = word.len() >= DIGITS && word.chars().all(|c| c.is_ascii_hexdigit());
            number || (bytes && digits > 0)
        })
        .map(str::to_owned)
}
