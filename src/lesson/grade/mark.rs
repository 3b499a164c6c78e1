//! Marking one answer.

use super::attempt::Handed;
use super::sheet::{Entry, Sheet};
use super::worth::{Mark, plain};
use super::{GradedAnswer, Verdict, forms, list, value};
use crate::crypto::cbc;
use crate::lesson::homework::{Asked, Assignment, Forged, Near, Wanted, names};
use crate::said;
use crate::text::{Said, differing, hex};
use crate::trace::diagnosis::{self, from_own};
use crate::trace::{Diagnosis, Value, ValueName};
use crate::wire::record::HEADER_LEN;

/// The secrets that a student goes on with, where they are not the right ones.
pub(super) struct Own<'a> {
    assignment: &'a Assignment,
    pre_master: Option<Vec<u8>>,
    master: Option<Vec<u8>>,
    handed: &'a Handed,
}

impl<'a> Own<'a> {
    /// What a student has for the secrets that later tasks start from.
    pub fn of(assignment: &'a Assignment, sheet: &'a Sheet) -> Self {
        let wrong = |name: ValueName| {
            let value = |wanted: &Wanted| match wanted {
                Wanted::Value { id, .. } => Some(assignment.trace.value(*id)),
                _ => None,
            };
            let mut asked = assignment.asked();
            let (asked, right) = asked.find_map(|asked| {
                let value = value(&asked.wanted).filter(|value| value.name == name)?;
                Some((asked, &value.bytes))
            })?;
            let got = value::bytes(&sheet.entry(&asked.name)?.text, &[right.len()]).ok()?;
            (got != *right).then_some(got)
        };
        Own {
            assignment,
            pre_master: wrong(ValueName::PreMasterSecret),
            master: wrong(ValueName::MasterSecret),
            handed: &sheet.connections,
        }
    }

    /// Marks an answer.
    pub fn marked(&self, asked: &Asked, entry: Option<&Entry>) -> GradedAnswer {
        let mark = match entry {
            _ if !asked.wanted.is_on_sheet() => self.handed.mark(&self.assignment.student),
            None => Mark::of(0.0, Verdict::Missing),
            Some(entry) => {
                let mark = self.mark(&asked.wanted, &entry.text);
                mark.unwrap_or_else(|why| Mark::unreadable(entry.line, why))
            }
        };
        GradedAnswer {
            name: asked.name.clone(),
            weight: asked.weight,
            share: mark.share,
            verdict: mark.verdict,
            faults: mark.faults,
            difference: mark.difference,
            right_for: None,
        }
    }

    fn mark(&self, wanted: &Wanted, text: &str) -> Result<Mark, Said> {
        Ok(match wanted {
            Wanted::Value { id, text: true, .. } => {
                let right = self.assignment.trace.value(*id);
                let got = value::text(text);
                let shown = (quoted(&right.bytes), quoted(&got));
                self.value(wanted, right, &got, shown)
            }
            Wanted::Value { id, .. } => {
                let right = self.assignment.trace.value(*id);
                let got = value::bytes(text, &[right.bytes.len()])?;
                self.value(wanted, right, &got, differing(&right.bytes, &got))
            }
            Wanted::Bytes { right, near } => {
                let read = |text: &str| value::bytes(text, &[right.len()]);
                let readable = |text: &&str| read(text).is_ok() || decimal(text).is_some();
                let text = forms::values(text)
                    .into_iter()
                    .find(readable)
                    .unwrap_or(text);
                bytes(right, near, &read(text), text)?
            }
            Wanted::Number { right, near } => {
                let readable = |text: &&str| value::number(text).is_ok();
                let read = forms::values(text).into_iter().find(readable);
                let got = value::number(read.unwrap_or(text))?;
                let shown = (right.to_string(), got.to_string());
                near_or_wrong(*right == got, near, |near| *near == got, shown)
            }
            Wanted::Word {
                right,
                offered,
                near,
            } => word(right, offered, near, text)?,
            Wanted::Order(right) => list::order(right, text),
            Wanted::Parties { right } => list::parties(right, text)?,
            // it is not on the sheet
            Wanted::Connection(_) => Mark::of(0.0, Verdict::Missing),
            Wanted::Forged(wanted) => {
                let len = wanted.fragment.len();
                forged(wanted, &value::bytes(text, &[len, len + HEADER_LEN])?)
            }
        })
    }

    /// A value of the run: right, right for what the student has, or wrong in a way that is known.
    fn value(&self, wanted: &Wanted, right: &Value, got: &[u8], shown: (String, String)) -> Mark {
        if right.bytes == got {
            return Mark::right();
        }
        let (expected, shown) = shown;
        if self.follows(right).is_some_and(|own| own == got) {
            return Mark::of(1.0, Verdict::Followed).differing(expected, shown);
        }
        let diagnosis = Diagnosis::of_answer(&self.assignment.trace, right, got);
        let found = diagnosis.and_then(|diagnosis| diagnosis.mistakes.into_iter().next());
        let mark = match found {
            None => Mark::wrong(),
            Some(found) => {
                let mark = Mark::of(wanted.share(found.key), Verdict::Known);
                mark.with(found.key, found.belief, found.said)
            }
        };
        mark.differing(expected, shown)
    }

    /// What follows rightly from the student's own secrets.
    fn follows(&self, value: &Value) -> Option<Vec<u8>> {
        let trace = &self.assignment.trace;
        let pre_master = self.pre_master.as_deref().map(diagnosis::Own::PreMaster);
        let master = self.master.as_deref().map(diagnosis::Own::Master);
        let own = match value.name {
            ValueName::PreMasterSecret => None,
            ValueName::MasterSecret => pre_master,
            _ => master.or(pre_master),
        };
        from_own(trace, value, own?)
    }
}

/// Lengths in bytes of verify_data, keys, MACs and secrets.
const LENGTHS: [usize; 5] = [12, 16, 20, 32, 48];

/// The forms in which an answer may stand in the key.
pub(super) fn forms(text: &str) -> Vec<String> {
    let bytes = value::bytes(text, &LENGTHS).ok();
    let words = String::from_utf8_lossy(&value::text(text)).into_owned();
    let bytes = bytes.map(|bytes| hex(&bytes));
    bytes.into_iter().chain([words]).collect()
}

fn quoted(bytes: &[u8]) -> String {
    value::quoted(&String::from_utf8_lossy(bytes))
}

/// Right, one of the wrong answers that are known, or wrong.
fn near_or_wrong<T>(
    right: bool,
    near: &[Near<T>],
    is: impl Fn(&T) -> bool,
    (expected, got): (String, String),
) -> Mark {
    if right {
        return Mark::right();
    }
    let mark = match near.iter().find(|near| is(&near.value)) {
        None => Mark::wrong(),
        Some(near) => {
            let mark = Mark::of(near.share, Verdict::Known);
            mark.with(near.mistake, near.belief, near.said.clone())
        }
    };
    mark.differing(expected, got)
}

/// Bytes that are read off; a few of them may be written as a decimal number.
fn bytes(
    right: &[u8],
    near: &[Near<Vec<u8>>],
    got: &Result<Vec<u8>, Said>,
    text: &str,
) -> Result<Mark, Said> {
    let typed = decimal(text);
    let number = |bytes: &[u8]| {
        let digits = bytes.iter();
        digits.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let short = got.as_ref().map_or(true, |got| got.len() < right.len());
    let as_decimal = |bytes: &[u8]| bytes.len() <= 4 && typed == Some(number(bytes));
    // Wireshark's decimal number of a byte is right, though its digits could be hexadecimal
    let is_right = got.as_deref() == Ok(right) || as_decimal(right);
    let as_number = |bytes: &[u8]| short && as_decimal(bytes);
    let same = |bytes: &[u8]| got.as_deref() == Ok(bytes) || as_number(bytes);
    if let (Err(why), None) = (got, typed) {
        return Err(why.clone());
    }
    let shown = differing(right, got.as_deref().unwrap_or_default());
    Ok(near_or_wrong(is_right, near, |near| same(near), shown))
}

fn decimal(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

fn word(
    right: &[String],
    offered: &[String],
    near: &[Near<String>],
    text: &str,
) -> Result<Mark, Said> {
    let text = text.trim();
    // of a single letter the capital counts
    let is = |got: &str, word: &str| match word.chars().count() {
        1 => got.trim_matches(['\'', '"', '`']) == word,
        _ => plain(word) == plain(got),
    };
    // the word that a line means, of those that are known
    let known = || {
        let near = near.iter().map(|near| &near.value);
        right.iter().chain(offered).chain(near)
    };
    let meant = |line: &str| {
        let forms = forms::names(line);
        let said = forms.iter().find_map(|form| names::of_openssl(form));
        let word = forms
            .iter()
            .find_map(|form| known().find(|word| is(form, word)));
        said.and_then(|said| known().find(|word| *word == said))
            .or(word)
    };
    let got = text.lines().find_map(meant);
    if !offered.is_empty() && got.is_none() {
        let offered = offered.to_vec();
        return Err(said!(
            "homework.answer.word",
            offered,
            got = value::quoted(text)
        ));
    }
    let shown = right.first().cloned().unwrap_or_default();
    let shown = (shown, value::quoted(text));
    let same = |word: &String| got.is_some_and(|got| plain(got) == plain(word));
    // letters differ by their capitals alone
    let is_right = got.is_some_and(|got| right.iter().any(|word| is(got, word)));
    Ok(near_or_wrong(is_right, near, same, shown))
}

/// A record that has to decrypt to a text; its header may be there or not.
fn forged(wanted: &Forged, got: &[u8]) -> Mark {
    let len = wanted.fragment.len();
    let known = |mistake, said| Mark::of(0.0, Verdict::Known).with(mistake, None, said);
    let fragment = match got.len() == len + HEADER_LEN {
        true => got.get(HEADER_LEN..).unwrap_or_default(),
        false => got,
    };
    if fragment.len() != len {
        let (whole, got) = (len + HEADER_LEN, got.len());
        let said = said!("homework.grade.forged_length", expected = len, whole, got);
        return known("forged_length", said);
    }
    if fragment == wanted.fragment {
        return known("forged_unchanged", said!("homework.grade.forged_unchanged"));
    }
    let block_len = wanted.suite.cipher.block_len().unwrap_or_default();
    let (iv, ciphertext) = fragment.split_at(block_len.min(len));
    let text = cbc::decrypt(wanted.suite.cipher, &wanted.key, iv, ciphertext).unwrap_or_default();
    let text = text.get(..wanted.text.len()).unwrap_or_default();
    if text == wanted.text {
        return Mark::right();
    }
    let amount = wanted.changed.clone();
    let mark = match text.get(amount.clone()) == wanted.text.get(amount) {
        true => Mark::of(0.5, Verdict::Known).with(
            "forged_block_lost",
            Some("cbc-like-a-stream"),
            said!("homework.grade.forged_block_lost"),
        ),
        false => Mark::wrong(),
    };
    mark.differing(quoted(&wanted.text), quoted(text))
}
