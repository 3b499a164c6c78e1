//! Why it breaks: what was expected and what came, and, where a formula is wrong, the first value in which the
//! two sides differ and what the table of mistakes knows about it.

use super::bench::{Bench, Spot};
use super::half::{Broken, CANNOT, Half, cannot_go_on};
use super::words::{choice_title, formula_title, named};
use crate::lesson::belief::Belief;
use crate::protocol::{Blank, Choice, Formula, Hashed, Operation, Piece, Side, StateId, ValueName};
use crate::said;
use crate::text::{Said, differing};
use crate::trace::diagnosis::Diagnosis;
use crate::trace::{Step, Topic, Trace};

/// What is said of a handshake that does not break.
pub(super) fn completed(bench: &Bench, half: &Half) -> Vec<Said> {
    let steps = half.trace.steps().len();
    let mut said = vec![said!("lesson.build.complete", steps)];
    let data = [Piece::ClientData, Piece::ServerData];
    if !data.iter().any(|piece| bench.placed().contains(piece)) {
        said.push(said!("lesson.build.no_data"));
    }
    said
}

/// What breaks a half at a message, and what is said of it.
pub(super) fn of(bench: &Bench, half: &Half, at: usize) -> (Broken, Vec<Said>) {
    let placed = bench.placed();
    let last = half.trace.steps().len().saturating_sub(1);
    let step = half.failing();
    let index = step.map_or(last, |step| step.index);
    let (side, peer) = (half.side.name(), half.side.peer().name());
    let mut said = vec![said!("lesson.build.judge", side, peer)];
    said.push(match at {
        0 => said!("lesson.build.went_none"),
        _ => said!("lesson.build.went", messages = at),
    });
    let Some(step) = step else {
        let message = placed.get(at).map(|piece| named(*piece));
        said.push(said!("lesson.build.never_sent", message));
        let spot = Spot::Place(at);
        return (broken(index, at, spot, None), said);
    };
    let message = placed.get(at).copied();
    let wrong = match () {
        () if cannot_go_on(step) => {
            said.extend(
                step.failure
                    .iter()
                    .map(|failure| said!("lesson.build.stops", reason = failure.clone())),
            );
            let empty = |blank: &Blank| bench.picked(*blank).is_none();
            let blank = bench.blanks().iter().copied().find(empty);
            let needs = blank.filter(|_| is(step, CANNOT[1])).map(Wrong::formula);
            needs.or_else(|| unavailable(bench, step))
        }
        () if step.topic == Topic::TransportClosed => {
            said.push(waits(half, step, message));
            None
        }
        () => {
            refused(half, step, &mut said);
            formula(bench, half, step, &mut said)
        }
    };
    let wrong = wrong.unwrap_or_else(|| Wrong {
        spot: Spot::Place(at),
        belief: message.and_then(|piece| belief_of(piece, placed, at)),
    });
    let belief = wrong.belief.and_then(Belief::named);
    if let Some(belief) = belief {
        let (believed, truth) = (&belief.believed, &belief.truth);
        said.push(said!("lesson.build.belief", believed, truth));
    }
    said.push(match wrong.spot {
        Spot::Place(place) => match placed.get(place) {
            Some(piece) => {
                let message = named(*piece);
                said!("lesson.build.look_place", number = place + 1, message)
            }
            None => said!("lesson.build.look_end"),
        },
        Spot::Blank(blank) => {
            said!(
                "lesson.build.look_formula",
                formula = formula_title(blank.formula())
            )
        }
    });
    (broken(index, at, wrong.spot, wrong.belief), said)
}

fn broken(step: usize, at: usize, spot: Spot, belief: Option<&'static str>) -> Broken {
    Broken {
        step,
        at,
        spot,
        belief,
    }
}

fn is(step: &Step, key: &str) -> bool {
    step.failure
        .as_ref()
        .is_some_and(|failure| failure.key() == key)
}

/// What is to be changed, and the belief that may be behind it.
struct Wrong {
    spot: Spot,
    belief: Option<&'static str>,
}

impl Wrong {
    fn formula(blank: Blank) -> Self {
        Wrong {
            spot: Spot::Blank(blank),
            belief: None,
        }
    }
}

/// A formula that needs what there is not yet.
fn unavailable(bench: &Bench, step: &Step) -> Option<Wrong> {
    // what a message needs is no matter of a formula
    let computes = !matches!(step.topic, Topic::Reject);
    let needed = step.failure.as_ref()?.arg("needed")?.to_string();
    let mut wrong = bench
        .formulas()
        .wrong()
        .filter(|blank| bench.blanks().contains(blank));
    let named = |blank: &Blank| match bench.picked(*blank) {
        Some(Choice::Value(name) | Choice::Start(name)) => name.title() == needed,
        _ => false,
    };
    wrong
        .find(|blank| computes && named(blank))
        .map(Wrong::formula)
}

/// A side that waits in vain.
fn waits(half: &Half, step: &Step, message: Option<Piece>) -> Said {
    let by = half.by(step);
    let before = half.trace.steps()[..step.index].iter().rev();
    let mut states = before.filter_map(|before| before.states[by as usize]);
    let first = match by {
        Side::Client => StateId::DrawRandom,
        Side::Server => StateId::ExpectClientHello,
    };
    let words = states.next().unwrap_or(first).words();
    let (side, own) = (by.name(), half.side.name());
    let message = message.map(named);
    said!("lesson.build.waits", side, words, own, message)
}

/// What a side refuses, in which state, and by which check.
fn refused(half: &Half, step: &Step, said: &mut Vec<Said>) {
    let by = half.by(step);
    let before = half.gone(step.index);
    let refused = before.iter().rev().find(|(_, piece)| piece.side() != by);
    let sent = refused.and_then(|(index, _)| half.trace.steps().get(*index));
    let state = sent.and_then(|sent| sent.states[by as usize]);
    if let (Some((_, piece)), Some(state)) = (refused, state) {
        let (message, side) = (named(*piece), by.name());
        let words = state.words();
        said.push(said!("lesson.build.arrives", message, side, words));
    }
    if let Some(failure) = &step.failure {
        let (side, failure) = (by.name(), failure.clone());
        said.push(said!("lesson.build.refuses", side, failure));
    }
    let sent = half.trace.steps()[step.index..].iter();
    let alert = sent
        .filter_map(|step| step.message.as_ref()?.fatal_alert())
        .next();
    if let Some(alert) = alert {
        let alert = alert.description.to_string();
        said.push(said!("lesson.build.alert", alert));
    }
}

/// The values that formulas give, in the order in which they are computed.
fn values() -> Vec<(Formula, ValueName)> {
    use ValueName as V;
    let mut all = vec![
        // what the client signs, where it signs something
        (Formula::Messages, V::SignedHash),
        (Formula::Encryption, V::PreMasterSecret),
        (Formula::MasterSecret, V::MasterSecret),
        (Formula::KeyBlock, V::KeyBlock),
        (Formula::ClientKey, V::WriteKey(Side::Client)),
    ];
    for side in Side::BOTH {
        all.push((Formula::Messages, V::HandshakeHash(side)));
        all.push((Formula::VerifyData(side), V::VerifyData(side)));
    }
    all
}

/// The formula that gives the first value in which the two sides differ, or else how the record is protected.
fn formula(bench: &Bench, half: &Half, step: &Step, said: &mut Vec<Said>) -> Option<Wrong> {
    let trace = &half.trace;
    let id = trace.last_connection().id;
    let own = half.side;
    for (formula, name) in values() {
        let Some((mine, right)) = both(trace, name, own) else {
            continue;
        };
        let formula = match formula {
            // the hash is of the messages, and which messages is said apart
            Formula::Messages => bench
                .formulas()
                .wrong()
                .map(Blank::formula)
                .find(|formula| matches!(formula, Formula::Messages | Formula::Second))?,
            formula => formula,
        };
        let (expected, got) = differing(&right.bytes, &mine.bytes);
        let (value, side, peer) = (name.title(), own.name(), own.peer().name());
        let blank = wrong_blank(bench, formula)?;
        let mut belief = None;
        if formula == Formula::Encryption {
            let picked = bench.picked(Blank::Encrypted).map(choice_title);
            said.push(said!("lesson.build.encrypted", picked));
        } else {
            said.push(said!(
                "lesson.build.differs",
                value,
                side,
                got,
                peer,
                expected
            ));
            // an ordinary run has the right messages to compute with
            let found = bench
                .value(name)
                .and_then(|(run, right)| Diagnosis::of_answer(run, right, &mine.bytes));
            if let Some(found) = found.and_then(|found| found.mistakes.into_iter().next()) {
                belief = found.belief;
                said.push(found.said);
            }
        }
        return Some(Wrong {
            spot: Spot::Blank(blank),
            belief: belief.or_else(|| belief_of_choice(blank, bench.picked(blank)?)),
        });
    }
    // the sides agree on every value, and so it is the record
    let opened = trace
        .derived_in(step.index)
        .iter()
        .find_map(|one| match &one.operation {
            Operation::Unprotection(opened) => Some(opened),
            _ => None,
        })?;
    let sender = half.by(step).peer();
    let found = Diagnosis::of_decrypted(trace, trace.connection(id), sender, opened)?;
    let found = found.mistakes.into_iter().next();
    let belief = found.as_ref().and_then(|found| found.belief);
    said.extend(found.map(|found| found.said));
    Some(Wrong {
        spot: Spot::Blank(wrong_blank(bench, Formula::Mac)?),
        belief,
    })
}

/// A value as the reader's side has it and as the other has it, if they differ.
fn both(
    trace: &Trace,
    name: ValueName,
    own: Side,
) -> Option<(&crate::trace::Value, &crate::trace::Value)> {
    let id = trace.last_connection().id;
    let made = |side| {
        let mut made = trace.derivations().iter().filter(|one| one.by == side);
        let here = |value: &crate::trace::Value| value.connection == id && value.name == name;
        made.find_map(|one| Some(trace.value(one.value)).filter(|value| here(value)))
    };
    let (mine, right) = (made(own)?, made(own.peer())?);
    (mine.bytes != right.bytes).then_some((mine, right))
}

/// The blank of a formula that differs from RFC 5246.
fn wrong_blank(bench: &Bench, formula: Formula) -> Option<Blank> {
    bench
        .formulas()
        .wrong()
        .find(|blank| blank.formula() == formula)
}

/// The belief that may be behind a choice, where the table of mistakes names none.
fn belief_of_choice(blank: Blank, choice: Choice) -> Option<&'static str> {
    use ValueName as V;
    match (blank, choice) {
        (Blank::Encrypted, Choice::Value(V::MasterSecret | V::WriteKey(_))) => {
            Some("session-key-sent")
        }
        (Blank::ClientKey, Choice::Start(_)) => Some("session-key-sent"),
        (Blank::MasterKey | Blank::BlockKey, Choice::Value(V::ClientRandom)) => {
            Some("randoms-make-keys")
        }
        (Blank::Second, _) => Some("finished-equal"),
        (Blank::Messages, Choice::Hashed(Hashed::WithChangeCipherSpec)) => Some("ccs-is-handshake"),
        (Blank::Messages, Choice::Hashed(Hashed::Records | Hashed::Encrypted)) => {
            Some("transcript-is-wire")
        }
        _ => None,
    }
}

/// The belief that may be behind a message in a place where it does not belong.
fn belief_of(piece: Piece, placed: &[Piece], at: usize) -> Option<&'static str> {
    let finished = [Piece::ClientFinished, Piece::ServerFinished];
    let early = !finished.iter().all(|it| placed[..at].contains(it));
    match piece {
        Piece::ServerKeyExchange => Some("server-key-exchange-always"),
        Piece::ClientCertificate => Some("client-known"),
        Piece::ClientData | Piece::ServerData if early => Some("data-after-keys"),
        Piece::ServerChangeCipherSpec => Some("ccs-both-ways"),
        _ => None,
    }
}
