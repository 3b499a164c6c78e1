//! What is in protected records (RFC 5246 §6.2.3.2).

use super::secrets::value;
use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Wanted};
use crate::lesson::homework::runs::Runs;
use crate::protocol::Side;
use crate::said;
use crate::text::hex;
use crate::trace::ValueName;

const OF_MAC: &[(&str, f64)] = &[
    ("mac_other_sequence", 0.6),
    ("mac_without_sequence", 0.6),
    ("mac_wrong_length", 0.6),
    ("mac_content_alone", 0.4),
    ("keys_swapped", 0.6),
    ("mac_over_iv", 0.4),
    ("mac_over_padding", 0.4),
    ("mac_other_hash", 0.4),
];

const OF_TEXT: &[(&str, f64)] = &[
    ("pkcs7_padding", 0.9),
    ("mac_and_padding_kept", 0.8),
    ("mac_kept", 0.8),
    ("iv_kept", 0.8),
    ("iv_left_out", 0.7),
    ("first_block", 0.7),
    ("keys_swapped", 0.5),
];

/// The record whose MAC is asked for: the second with data, so that its number is neither 0 nor 1.
const MACED: u64 = 2;
/// The record that carries the first text: Finished is number 0.
pub(super) const FIRST_TEXT: u64 = 1;

pub(super) fn mac(runs: &Runs, among: &[&'static Task]) -> Made {
    let side = match runs.draw.below("mac side", 2) {
        0 => Side::Client,
        _ => Side::Server,
    };
    // where the keys are asked for, they are not given
    let asked_for = among.iter().any(|task| task.key == "keys");
    let key = |name| {
        let value = runs.value(name).filter(|_| !asked_for);
        value.map(|value| hex(&value.bytes))
    };
    let asked = value(runs, ValueName::RecordMac(side, MACED), 1.0, OF_MAC);
    let named = |asked: Asked| Asked {
        name: "mac".to_owned(),
        ..asked
    };
    Made {
        text: said!(
            "homework.task.mac.text",
            side = side.name(),
            number = MACED,
            mac_key = key(ValueName::WriteMacKey(side)),
            key = key(ValueName::WriteKey(side))
        ),
        files: Vec::new(),
        asked: asked.map(named).into_iter().collect(),
    }
}

pub(super) fn decrypt(runs: &Runs, _: &[&'static Task]) -> Made {
    let of = |side: Side| {
        let content = ValueName::RecordContent(side, FIRST_TEXT);
        Some(Asked {
            name: format!("{}_text", side.name()),
            weight: 0.5,
            wanted: Wanted::Value {
                id: runs.value(content)?.id,
                text: true,
                shares: OF_TEXT,
            },
        })
    };
    Made {
        text: said!("homework.task.decrypt.text"),
        files: Vec::new(),
        asked: Side::BOTH.into_iter().filter_map(of).collect(),
    }
}
