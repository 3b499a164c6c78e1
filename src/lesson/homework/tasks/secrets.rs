//! From the encrypted pre-master secret to verify_data (RFC 5246 §8.1, §6.3, §7.4.9).

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Wanted};
use crate::lesson::homework::runs::Runs;
use crate::protocol::Side;
use crate::said;
use crate::text::hex;
use crate::trace::ValueName;

const OF_PRE_MASTER: &[(&str, f64)] = &[
    ("block_kept", 0.8),
    ("block_tail_kept", 0.6),
    ("pre_master_length", 0.6),
    ("result_tail", 0.6),
];

const OF_MASTER: &[(&str, f64)] = &[
    ("master_randoms_swapped", 0.7),
    ("randoms_swapped", 0.7),
    ("other_prf", 0.6),
    ("pre_master_length", 0.5),
    ("master_label", 0.5),
    ("prf_chain", 0.4),
    ("randoms_without_time", 0.5),
    ("ciphertext_as_secret", 0.2),
];

const OF_KEYS: &[(&str, f64)] = &[
    ("key_block_randoms_swapped", 0.7),
    ("randoms_swapped", 0.7),
    ("no_master_secret", 0.4),
    ("key_block_order", 0.6),
    ("keys_swapped", 0.8),
    // of the same length is only another key, and most often that of the other side
    ("other_value", 0.8),
];

const OF_VERIFY_DATA: &[(&str, f64)] = &[
    ("transcript_record_headers", 0.5),
    ("transcript_without_headers", 0.5),
    ("transcript_change_cipher_spec", 0.6),
    ("transcript_without_message", 0.5),
    ("finished_label", 0.7),
    ("transcript_not_hashed", 0.5),
    ("transcript_without_client_finished", 0.6),
    ("transcript_encrypted_finished", 0.6),
    ("verify_data_without_prf", 0.4),
    ("other_value", 0.4),
];

/// What is asked for under the name of a value of the run.
pub(super) fn value(
    runs: &Runs,
    name: ValueName,
    weight: f64,
    shares: &'static [(&'static str, f64)],
) -> Option<Asked> {
    let id = runs.value(name)?.id;
    let text = false;
    Some(Asked {
        name: name.key(),
        weight,
        wanted: Wanted::Value { id, text, shares },
    })
}

pub(super) fn premaster(runs: &Runs, _: &[&'static Task]) -> Made {
    let asked = value(runs, ValueName::PreMasterSecret, 1.0, OF_PRE_MASTER);
    Made {
        text: said!("homework.task.premaster.text"),
        files: Vec::new(),
        asked: asked.into_iter().collect(),
    }
}

pub(super) fn master(runs: &Runs, among: &[&'static Task]) -> Made {
    let asked = value(runs, ValueName::MasterSecret, 1.0, OF_MASTER);
    // where it is not asked for, it is given
    let known = among.iter().any(|task| task.key == "premaster");
    let given = runs.value(ValueName::PreMasterSecret).filter(|_| !known);
    let given = given.map(|value| hex(&value.bytes));
    Made {
        text: said!("homework.task.master.text", given),
        files: Vec::new(),
        asked: asked.into_iter().collect(),
    }
}

pub(super) fn keys(runs: &Runs, _: &[&'static Task]) -> Made {
    let names = [
        ValueName::WriteMacKey(Side::Client),
        ValueName::WriteMacKey(Side::Server),
        ValueName::WriteKey(Side::Client),
        ValueName::WriteKey(Side::Server),
    ];
    let asked = names.map(|name| value(runs, name, 0.25, OF_KEYS));
    Made {
        text: said!("homework.task.keys.text"),
        files: Vec::new(),
        asked: asked.into_iter().flatten().collect(),
    }
}

pub(super) fn verify_data(runs: &Runs, _: &[&'static Task]) -> Made {
    let of = |side| value(runs, ValueName::VerifyData(side), 0.5, OF_VERIFY_DATA);
    Made {
        text: said!("homework.task.verify_data.text"),
        files: Vec::new(),
        asked: Side::BOTH.into_iter().filter_map(of).collect(),
    }
}
