//! Results whose bytes are right and whose form is not: too many, too few, in another order, as text; and those
//! that are another value.

use super::Found;
use super::asked::unprotection;
use crate::protocol::{Operation, ValueName};
use crate::said;
use crate::text::{Said, hex};
use crate::trace::{Trace, Value};
use std::ops::Range;

/// The fewest bytes that make a result recognizable.
const RECOGNIZABLE: usize = 4;
/// Length in bytes of a block of AES, and so of an IV in a record.
const BLOCK_LEN: usize = 16;

fn found(key: &'static str, said: Said) -> Option<Found> {
    let belief = None;
    Some(Found { key, belief, said })
}

/// Whether the bytes are right, and only their number, their order or their form is not.
pub(super) fn misshapen(trace: &Trace, value: &Value, got: &[u8]) -> Option<Found> {
    let right = value.bytes.as_slice();
    let (expected, length) = (right.len(), got.len());
    if got.is_empty() {
        return found("no_result", said!("trace.result.empty"));
    }
    if got.eq_ignore_ascii_case(hex(right).as_bytes()) {
        return found("result_as_text", said!("trace.result.as_text"));
    }
    let forms = whole_forms(trace, value);
    if let Some((same, _)) = forms.into_iter().find(|(_, bytes)| bytes == got) {
        return Some(same);
    }
    if length >= RECOGNIZABLE && length < expected {
        if right.starts_with(got) {
            return found("result_cut", said!("trace.result.cut", length, expected));
        }
        if right.ends_with(got) {
            return found("result_tail", said!("trace.result.tail", length, expected));
        }
    }
    if got.starts_with(right) {
        return found("result_long", said!("trace.result.long", length, expected));
    }
    let reversed = right.iter().rev().eq(got);
    reversed
        .then(|| found("result_reversed", said!("trace.result.reversed")))
        .flatten()
}

/// The forms with more bytes than there should be, the longest first: the decrypted block of RSA, and the plaintext
/// of a record.
pub(super) fn whole_forms(trace: &Trace, value: &Value) -> Vec<(Found, Vec<u8>)> {
    match value.name {
        ValueName::PreMasterSecret => blocks(trace, value),
        ValueName::RecordContent(..) => plaintexts(trace, value),
        _ => Vec::new(),
    }
}

/// The decrypted block with the pre-master secret at its end, whole, and without its first bytes.
fn blocks(trace: &Trace, value: &Value) -> Vec<(Found, Vec<u8>)> {
    let Some(block) = block(trace, value) else {
        return Vec::new();
    };
    let (length, expected) = (block.len(), value.bytes.len());
    let whole = found("block_kept", said!("trace.result.block", length, expected));
    let tail = found(
        "block_tail_kept",
        said!("trace.result.block_tail", expected),
    );
    let tails = [1, 2, length.saturating_sub(expected + 1)];
    let tails = tails.map(|start| (tail.clone(), block.get(start..)));
    let all = [(whole, Some(block))].into_iter().chain(tails);
    all.filter_map(|(found, bytes)| Some((found?, bytes?.to_vec())))
        .collect()
}

/// The block that RSA decrypts to, where the value is at its end.
fn block<'t>(trace: &'t Trace, value: &Value) -> Option<&'t [u8]> {
    let mut made = trace.derivations().iter();
    made.find_map(|one| match &one.operation {
        Operation::RsaEncryption(made) if trace.value(one.value).connection == value.connection => {
            Some(made.block.as_slice())
        }
        Operation::RsaDecryption(made) if one.value == value.id => {
            Some(made.decryption.as_ref()?.block.as_slice())
        }
        _ => None,
    })
    .filter(|block| block.ends_with(&value.bytes))
}

/// The content with what is behind it in the record, and with the decrypted IV in front.
fn plaintexts(trace: &Trace, value: &Value) -> Vec<(Found, Vec<u8>)> {
    let Some(one) = unprotection(trace, value).filter(|one| !one.mac.is_empty()) else {
        return Vec::new();
    };
    let surplus = || {
        let said = said!("trace.result.padding_byte");
        let (key, belief) = ("pkcs7_padding", Some("pkcs7-padding"));
        Some(Found { key, belief, said })
    };
    let padded = |range: Range<usize>| range.start < range.end && one.padding.len() > 1;
    let parts = [
        (
            found("mac_and_padding_kept", said!("trace.result.with_padding")),
            0..one.plaintext.len(),
        ),
        (surplus(), 0..one.mac.end + 1),
        (
            found("mac_kept", said!("trace.result.with_mac")),
            0..one.mac.end,
        ),
    ];
    let there = |(found, range): (Option<Found>, Range<usize>)| {
        Some((found?, one.plaintext.get(range)?.to_vec()))
    };
    let mut forms: Vec<(Found, Vec<u8>)> = parts.into_iter().filter_map(there).collect();
    // the MAC was cut off a plaintext that still had the byte
    let cut = one.plaintext.get(..one.content.end + 1);
    let cut = cut.filter(|_| padded(one.padding.clone()));
    forms.extend(surplus().zip(cut.map(<[u8]>::to_vec)));
    // the content with a byte of the padding behind it
    let last = one.plaintext.last();
    let with_last = last.map(|last| [value.bytes.as_slice(), &[*last]].concat());
    forms.extend(surplus().zip(with_last));
    forms
}

/// Whether the bytes are another value of the connection.
pub(super) fn another(trace: &Trace, value: &Value, got: &[u8]) -> Option<Found> {
    let mut values = trace.values().iter();
    let other = values.find(|other| {
        other.connection == value.connection && other.name != value.name && other.bytes == got
    })?;
    let (name, right) = (other.name.title(), value.name.title());
    found(
        "other_value",
        said!("trace.result.other_value", name, right),
    )
}

/// Whether a part of the bytes is right and shows what is wrong with the rest, which is noise.
pub(super) fn resembling(trace: &Trace, value: &Value, got: &[u8]) -> Option<Found> {
    let right = value.bytes.as_slice();
    match value.name {
        ValueName::PreMasterSecret => {
            let version = right.get(..2).filter(|version| !got.starts_with(version))?;
            found(
                "not_a_pre_master",
                said!("trace.result.no_version", right = hex(version)),
            )
        }
        ValueName::RecordContent(..) => {
            let (first, rest) = got.split_at_checked(BLOCK_LEN)?;
            let forms = whole_forms(trace, value);
            let is_content =
                |rest: &[u8]| rest == right || forms.iter().any(|(_, one)| one == rest);
            if is_content(rest) {
                return found("iv_kept", said!("trace.result.iv_kept"));
            }
            let behind = right.get(BLOCK_LEN..).filter(|behind| !behind.is_empty())?;
            let other_iv = !right.starts_with(first) && rest.starts_with(behind);
            other_iv
                .then(|| found("first_block", said!("trace.result.first_block")))
                .flatten()
        }
        _ => None,
    }
}
