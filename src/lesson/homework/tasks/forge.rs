//! Changing what a record decrypts to without its key: CBC lets an attacker flip bits of their choice, and the MAC
//! notices (RFC 5246 §6.2.3.2).

use super::records::FIRST_TEXT;
use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Forged, Near, Wanted};
use crate::lesson::homework::runs::Runs;
use crate::protocol::{Operation, Side};
use crate::said;
use crate::trace::ValueName;

/// Reasons why a receiver could refuse the record, by their words on the sheet; the first is the right one.
const REASONS: [&str; 5] = ["mac", "padding", "finished", "sequence", "signature"];

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let forged = forged(runs);
    let (from, to) = forged
        .as_ref()
        .map_or_else(Default::default, |(from, forged)| {
            let amount = forged.text.get(forged.changed.clone()).unwrap_or_default();
            (from.clone(), String::from_utf8_lossy(amount).into_owned())
        });
    let record = forged.map(|(_, forged)| Asked {
        name: "record".to_owned(),
        weight: 0.7,
        wanted: Wanted::Forged(Box::new(forged)),
    });
    let reason = Asked {
        name: "reason".to_owned(),
        weight: 0.3,
        wanted: Wanted::Word {
            right: vec![REASONS[0].to_owned()],
            offered: runs
                .draw
                .shuffled("reasons", REASONS.map(str::to_owned).into()),
            near: vec![Near {
                value: "finished".to_owned(),
                share: 0.0,
                mistake: "finished_covers_data",
                belief: None,
                said: said!("homework.near.finished_covers_data"),
            }],
        },
    };
    Made {
        text: said!("homework.task.forge.text", from, to),
        files: Vec::new(),
        asked: record.into_iter().chain([reason]).collect(),
    }
}

/// The amount in the first text of the client, and the record to be changed so that another stands in its place.
fn forged(runs: &Runs) -> Option<(String, Forged)> {
    let content = runs.value(ValueName::RecordContent(Side::Client, FIRST_TEXT))?;
    let made = runs.trace.derivations().iter();
    let record = made.clone().find_map(|one| match &one.operation {
        Operation::Unprotection(record) if one.value == content.id => Some(record),
        _ => None,
    })?;
    let first = content.bytes.iter().position(u8::is_ascii_digit)?;
    let digits = content.bytes.get(first..)?.iter();
    let len = digits.take_while(|byte| byte.is_ascii_digit()).count();
    let changed = first..first + len;
    let from = content.bytes.get(changed.clone())?;
    let mut text = content.bytes.clone();
    for (at, digit) in text.get_mut(changed.clone())?.iter_mut().enumerate() {
        // another digit in each place, and none that makes the number begin with 0
        let step = 1 + runs.draw.below(&format!("forge {at}"), 8);
        let (value, lowest) = (usize::from(*digit - b'0'), usize::from(at == 0));
        let other = lowest + (value - lowest + step) % (10 - lowest);
        let other = if other == value {
            lowest + (value + 1 - lowest) % (10 - lowest)
        } else {
            other
        };
        *digit = b'0' + u8::try_from(other).ok()?;
    }
    let forged = Forged {
        fragment: record.fragment.clone(),
        key: runs.value(ValueName::WriteKey(Side::Client))?.bytes.clone(),
        suite: runs.trace.last_connection().suite?,
        text,
        changed,
    };
    Some((String::from_utf8_lossy(from).into_owned(), forged))
}
