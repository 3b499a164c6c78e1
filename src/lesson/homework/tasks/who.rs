//! Which of five parties can compute which of five values.

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Party, Wanted};
use crate::lesson::homework::runs::Runs;
use crate::protocol::Side;
use crate::said;
use crate::trace::{Knowledge, Party as Known, ValueId, ValueName};

/// How many values of each list are asked for.
const PUBLIC: usize = 2;
const SECRET: usize = 3;

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    use ValueName as V;
    let public = vec![
        V::ClientRandom,
        V::ServerRandom,
        V::EncryptedPreMasterSecret,
        V::ServerModulus,
    ];
    let secret = vec![
        V::PreMasterSecret,
        V::MasterSecret,
        V::WriteKey(Side::Client),
        V::WriteMacKey(Side::Server),
        V::VerifyData(Side::Client),
        V::RecordContent(Side::Server, super::records::FIRST_TEXT),
        V::ServerPrivateExponent,
    ];
    let public = runs
        .draw
        .shuffled("who public", public)
        .into_iter()
        .take(PUBLIC);
    let secret = runs
        .draw
        .shuffled("who secret", secret)
        .into_iter()
        .take(SECRET);
    let names = runs.draw.shuffled("who", public.chain(secret).collect());
    let asked = names.iter().filter_map(|name| {
        let value = runs.value(*name)?.id;
        let can = |party: &Party| can(runs, *party).get(value.0).is_some_and(|can| *can);
        let right = Party::ALL.into_iter().filter(can).collect();
        Some(Asked {
            name: name.key(),
            weight: 1.0 / (PUBLIC + SECRET) as f64,
            wanted: Wanted::Parties { right },
        })
    });
    Made {
        text: said!("homework.task.who.text"),
        files: Vec::new(),
        asked: asked.collect(),
    }
}

/// Of each value, whether a party has it by the end of the run or can compute it.
fn can(runs: &Runs, party: Party) -> Vec<bool> {
    let trace = &runs.trace;
    let last = trace.steps().len().saturating_sub(1);
    let of_side = |known: Known| {
        let values = trace.values().iter();
        let own = values.filter(move |value| value.known_to(known, last) == Knowledge::Known);
        own.map(|value| value.id).collect::<Vec<ValueId>>()
    };
    let exponent = || trace.first(runs.connection(), ValueName::ServerPrivateExponent);
    let given = match party {
        Party::Client => of_side(Known::Client),
        Party::Server => of_side(Known::Server),
        // its own private key signs certificates, and decrypts nothing here
        Party::Eavesdropper | Party::Authority => trace.seen_in_the_open(last),
        Party::Thief => {
            let mut given = trace.seen_in_the_open(last);
            given.extend(exponent().map(|value| value.id));
            given
        }
    };
    let could = trace.computable(&given);
    could.iter().map(Option::is_some).collect()
}
