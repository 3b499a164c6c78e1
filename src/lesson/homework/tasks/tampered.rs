//! A bit of a record was flipped on the way: where? In CBC one block becomes noise, and the same bit of the next block
//! flips (RFC 5246 §6.2.3.2).

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Near, Wanted};
use crate::lesson::homework::runs::{Runs, capture, scenario};
use crate::protocol::Side;
use crate::said;
use crate::scenario::{Change, Intercepted, Interception, simulate};

/// Length in bytes of a block of AES.
const BLOCK_LEN: usize = 16;
/// Bits that make of a letter something that is no letter of the word: 5, 6 and 7.
const FIRST_BIT: usize = 5;

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let draw = runs.draw;
    let mut scenario = scenario(draw, "classic", "tampered");
    let of_client = scenario
        .messages
        .iter()
        .filter(|message| message.from == Side::Client);
    let texts: Vec<Vec<u8>> = of_client
        .map(|message| message.text.clone().into_bytes())
        .collect();
    let which = draw.below("tampered record", texts.len());
    let text = texts.get(which).map_or(&[][..], Vec::as_slice);
    let places = places(text);
    let place = draw
        .one("tampered place", &places)
        .copied()
        .unwrap_or_default();
    let bit = FIRST_BIT + draw.below("tampered bit", 8 - FIRST_BIT);
    let (block, byte) = (place / BLOCK_LEN - 1, place % BLOCK_LEN);
    scenario.interceptions = vec![Interception {
        message: Intercepted::ClientApplicationData,
        occurrence: which + 1,
        change: Change::Flip {
            field: "ciphertext".to_owned(),
            byte: block * BLOCK_LEN + byte,
            bit: u8::try_from(bit).unwrap_or_default(),
        },
    }];
    let letter = text.get(place).map(|byte| char::from(*byte).to_string());
    Made {
        text: said!("homework.task.tampered.text"),
        files: vec![capture("tampered.pcapng", &simulate(&scenario))],
        asked: vec![
            // Finished is number 0
            number(
                "record",
                0.3,
                which as u64 + 1,
                vec![one_more(which as u64 + 1)],
            ),
            number("block", 0.3, block as u64, vec![next_block(block as u64)]),
            number("byte", 0.2, byte as u64, vec![one_more(byte as u64)]),
            number(
                "bit",
                0.1,
                bit as u64,
                vec![from_the_left(bit as u64), one_more(bit as u64)],
            ),
            Asked {
                name: "letter".to_owned(),
                weight: 0.1,
                wanted: Wanted::Word {
                    right: letter.into_iter().collect(),
                    offered: Vec::new(),
                    near: Vec::new(),
                },
            },
        ],
    }
}

/// The letters inside of a word and behind the first block.
fn places(text: &[u8]) -> Vec<usize> {
    let inside = |place: &usize| {
        let around = text.get(place - 1..place + 2);
        around.is_some_and(|letters| letters.iter().all(u8::is_ascii_lowercase))
    };
    (BLOCK_LEN..text.len()).filter(inside).collect()
}

fn number(name: &str, weight: f64, right: u64, near: Vec<Near<u64>>) -> Asked {
    Asked {
        name: name.to_owned(),
        weight,
        wanted: Wanted::Number { right, near },
    }
}

fn one_more(right: u64) -> Near<u64> {
    Near {
        value: right + 1,
        share: 0.9,
        mistake: "counted_from_1",
        belief: None,
        said: said!("homework.near.counted_from_1"),
    }
}

fn from_the_left(right: u64) -> Near<u64> {
    Near {
        value: 7 - right,
        share: 0.7,
        mistake: "bit_from_the_left",
        belief: None,
        said: said!("homework.near.bit_from_the_left"),
    }
}

fn next_block(right: u64) -> Near<u64> {
    Near {
        value: right + 1,
        share: 0.7,
        mistake: "next_block",
        belief: Some("cbc-like-a-stream"),
        said: said!("homework.near.next_block"),
    }
}
