//! A question is asked only where it tells those who understand from those who do not: the right answer differs from
//! every wrong one in this run, and enough wrong ones remain.

use super::{Choice, Objection, Sequence};
use crate::crypto::random::seeded;
use crate::explain::plain;
use rand::Rng;

/// The fewest wrong answers beside a right one.
const FEWEST_WRONG: usize = 3;
/// The most wrong answers that are offered.
const MOST_WRONG: usize = 5;
/// The fewest answers of which several may be right.
const FEWEST: usize = 4;
/// The fewest parts that can be put in order.
const FEWEST_PARTS: usize = 3;

/// The right answer and the wrong ones that differ from it and from each other; `None` if too few remain.
pub(super) fn one(choices: Vec<Choice>) -> Option<Vec<Choice>> {
    let (right, wrong): (Vec<Choice>, Vec<Choice>) =
        choices.into_iter().partition(|choice| choice.right);
    let mut kept = right;
    (kept.len() == 1).then_some(())?;
    for choice in wrong {
        if kept.len() <= MOST_WRONG && !offered(&kept, &choice) {
            kept.push(choice);
        }
    }
    (kept.len() > FEWEST_WRONG).then_some(kept)
}

/// Answers that differ, at least one right and one wrong; `None` if too few remain.
pub(super) fn many(choices: Vec<Choice>) -> Option<Vec<Choice>> {
    let mut kept: Vec<Choice> = Vec::new();
    for choice in choices {
        if !offered(&kept, &choice) {
            kept.push(choice);
        }
    }
    let right = kept.iter().filter(|choice| choice.right).count();
    (kept.len() >= FEWEST && right > 0 && right < kept.len()).then_some(kept)
}

fn offered(kept: &[Choice], choice: &Choice) -> bool {
    let text = plain(&choice.text);
    kept.iter().any(|other| plain(&other.text) == text)
}

/// Parts that differ; `None` if they do not, or are too few.
pub(super) fn order(sequence: Sequence) -> Option<Sequence> {
    let mut texts: Vec<String> = sequence.parts.iter().map(|part| plain(part)).collect();
    texts.sort();
    texts.dedup();
    let all = texts.len() == sequence.parts.len() && texts.len() >= FEWEST_PARTS;
    all.then_some(sequence)
}

/// Wrong answers that are recognised: each once, and none that is right.
pub(super) fn typed<T: PartialEq>(
    right: &T,
    wrong: Vec<(T, Objection)>,
) -> Option<Vec<(T, Objection)>> {
    let mut kept: Vec<(T, Objection)> = Vec::new();
    for (answer, said) in wrong {
        if answer != *right && !kept.iter().any(|(other, _)| *other == answer) {
            kept.push((answer, said));
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// The streams of random numbers that decide the order of answers, one for each template and step.
const STREAM: u64 = 0x7175_6573_0000_0000;

/// Numbers that are the same for the same seed, template and step.
pub(super) fn numbers(seed: u64, template: u8, step: usize) -> impl FnMut(usize) -> usize {
    let stream = STREAM ^ (u64::from(template) << 24) ^ (step as u64 & 0x00ff_ffff);
    let mut rng = seeded(seed, stream);
    move |below| match below {
        0 => 0,
        // a bias of 2^-50 is of no account here
        _ => (rng.next_u64() % below as u64) as usize,
    }
}

/// A new order for so many things (Fisher and Yates).
pub(super) fn shuffled(count: usize, number: &mut impl FnMut(usize) -> usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for i in (1..count).rev() {
        order.swap(i, number(i + 1));
    }
    order
}
