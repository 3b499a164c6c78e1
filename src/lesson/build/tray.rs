//! The pieces of a scenario: those that its run sends, and some that do not belong to it.

use super::refusal::Refusal;
use crate::crypto::random;
use crate::protocol::{Blank, Choice, Piece, Rules, Switches};
use crate::scenario::{Random, Scenario};
use crate::trace::{Outcome, Trace, ValueName};
use rand::Rng;

/// The streams of random numbers by which pieces and choices are shuffled: far from those of connections.
const TRAY_STREAM: u64 = 1 << 33;
const CHOICES_STREAM: u64 = TRAY_STREAM + 1;

/// The pieces that a run has sent on its last connection, in their order.
pub(super) fn sent(trace: &Trace) -> Vec<Piece> {
    let last = trace.last_connection().id;
    let steps = trace.steps().iter().filter(|step| step.connection == last);
    let messages = steps.filter_map(|step| step.message.as_ref());
    let pieces = messages.filter_map(|message| Piece::of(message.sender, message.name));
    pieces.fold(Vec::new(), |mut all, piece| {
        if !all.contains(&piece) {
            all.push(piece);
        }
        all
    })
}

/// Pieces that do not belong to a handshake which sends these.
pub(super) fn strays(sent: &[Piece]) -> Vec<Piece> {
    let full = sent.contains(&Piece::ClientKeyExchange);
    let candidates: &[Piece] = match full {
        true => &[Piece::ServerKeyExchange, Piece::ClientCertificate],
        false => &[
            Piece::ServerCertificate,
            Piece::ServerHelloDone,
            Piece::ClientKeyExchange,
        ],
    };
    let others = candidates.iter().filter(|piece| !sent.contains(piece));
    others.copied().collect()
}

/// The blanks whose formulas are computed in a handshake which sends these.
pub(super) fn blanks(sent: &[Piece]) -> Vec<Blank> {
    let full = sent.contains(&Piece::ClientKeyExchange);
    let all = Blank::ALL.iter().copied();
    all.filter(|blank| full || !of_key_exchange(*blank))
        .collect()
}

/// Whether a formula is computed only where keys are exchanged.
fn of_key_exchange(blank: Blank) -> bool {
    matches!(
        blank,
        Blank::Encrypted
            | Blank::MasterKey
            | Blank::MasterLabel
            | Blank::MasterFirst
            | Blank::MasterSecond
    )
}

/// What can be picked for a blank in a run that has these values, shuffled.
pub(super) fn choices(blank: Blank, seed: u64, trace: &Trace) -> Vec<Choice> {
    let there = |choice: &&Choice| match choice {
        Choice::Value(name) | Choice::Start(name) => value(trace, *name).is_some(),
        _ => true,
    };
    let all = blank.choices().iter().filter(there).copied().collect();
    shuffled(seed, CHOICES_STREAM + blank as u64, all)
}

/// The bytes of a value on the last connection of a run.
pub(super) fn value(trace: &Trace, name: ValueName) -> Option<&[u8]> {
    let value = trace.first(trace.last_connection().id, name)?;
    Some(value.bytes.as_slice()).filter(|bytes| !bytes.is_empty())
}

/// The pieces, shuffled.
pub(super) fn mixed(seed: u64, pieces: Vec<Piece>) -> Vec<Piece> {
    shuffled(seed, TRAY_STREAM, pieces)
}

fn shuffled<T>(seed: u64, stream: u64, mut all: Vec<T>) -> Vec<T> {
    let mut rng = random::seeded(seed, stream);
    for end in (1..all.len()).rev() {
        // there are a few dozen at most
        let at = rng.next_u64() % (end as u64 + 1);
        all.swap(end, at as usize);
    }
    all
}

/// Why a scenario cannot be built, from its run; `Ok` if it can.
pub(super) fn fits(scenario: &Scenario, trace: &Trace) -> Result<(), Refusal> {
    let sides = [
        (scenario.client.random, scenario.client.skip.is_empty()),
        (scenario.server.random, scenario.server.skip.is_empty()),
    ];
    let honest = sides.iter().all(|side| *side == (Random::Seeded, true));
    let plain = scenario.interceptions.is_empty()
        && scenario.replayed().is_none()
        && scenario.built.is_none()
        && !scenario.server.bluff
        && trace.clicked_through().is_none();
    if !matches!(trace.outcome(), Outcome::Established) {
        return Err(Refusal::Fails);
    }
    let connection = trace.last_connection();
    let Some((rules, suite)) = connection.agreed() else {
        return Err(Refusal::Fails);
    };
    if rules.version != Rules::newest().version {
        return Err(Refusal::Older);
    }
    let ticket = [ValueName::Ticket, ValueName::OfferedTicket];
    let ticket = ticket.into_iter().any(|name| value(trace, name).is_some());
    if !honest || !plain || ticket || connection.switches != Switches::default() {
        return Err(Refusal::Special);
    }
    match suite.cipher.block_len() {
        Some(_) => Ok(()),
        None => Err(Refusal::Stream),
    }
}
