//! What each party has of a value, as far as the eyes that look can tell. A side knows what it has
//! itself, what has crossed the wire in the clear, and after the peer's Finished that the peer has
//! the same keys. All else of another party is not seen.

use super::Model;
use super::eyes::Lens;
use super::value_row::{Held, State};
use crate::trace::{
    Knowledge, MessageName, Operation, Origin, Party, Side, Step, Topic, Value, ValueName,
};
use crate::wire::HandshakeType;

impl Model {
    /// What a party has of one value after a step.
    pub fn state_of(&self, value: &Value, party: Party, step: usize) -> State {
        let held = Held {
            state: match value.known_to(party, step) {
                Knowledge::Known => State::Has(value.id),
                Knowledge::Sealed => State::Encrypted,
                Knowledge::Unknown => State::Lacks,
            },
            new: false,
        };
        let seen = self.sees_at(value.id, step);
        match self.view.lens {
            Lens::Everyone => held.state,
            Lens::Of(side) if party == side.into() => held.state,
            Lens::Of(side) if seen => self.told_to(side, value, party, step, held).state,
            Lens::Of(_) => State::Unseen,
            Lens::Eve(_) if party == Party::Eavesdropper && seen => State::Has(value.id),
            Lens::Eve(_) if party == Party::Eavesdropper || seen => held.state,
            Lens::Eve(_) => unseen_by_eve(held).state,
        }
    }

    /// What a party has of the values of a name at a step.
    pub(super) fn seen_held(&self, name: ValueName, party: Party, step: usize) -> Held {
        let held = self.held(name, party, step);
        if held.state == State::NotMade {
            return held;
        }
        let eve = Party::Eavesdropper;
        let mut all = self.trace.of_name(self.connection_at(step), name);
        match self.view.lens {
            Lens::Everyone => held,
            Lens::Of(side) if party == side.into() => held,
            Lens::Of(side) => match self.held(name, side.into(), step).state {
                State::Has(id) => self.told_to(side, self.trace.value(id), party, step, held),
                _ => still(State::Unseen),
            },
            // what can be computed, Eve has computed
            Lens::Eve(_) if party == eve => {
                let Some(had) = all.find(|value| self.sees_at(value.id, step)) else {
                    return held;
                };
                let new = match step.checked_sub(1) {
                    Some(before) if step == self.cursor => !self.sees_at(had.id, before),
                    _ => held.new,
                };
                let state = State::Has(had.id);
                Held { state, new }
            }
            Lens::Eve(_) => match held.state {
                State::Has(id) if self.sees_at(id, step) => held,
                State::Lacks if all.any(|value| self.sees_at(value.id, step)) => held,
                _ => unseen_by_eve(held),
            },
        }
    }

    /// What a side can tell another party has of a value that it has itself.
    fn told_to(&self, side: Side, value: &Value, party: Party, step: usize, held: Held) -> Held {
        let peer = party == side.peer().into();
        let open = (Party::Eavesdropper, Knowledge::Known);
        let mut since = value.history.iter();
        let crossed = since.find(|(at, who, what)| *at <= step && (*who, *what) == open);
        if let Some((at, ..)) = crossed {
            let state = State::Has(value.id);
            let new = *at == step;
            return Held { state, new };
        }
        let places = value.places.iter().filter(|place| place.step <= step);
        let sender = |at: usize| Some(self.run.steps().get(at)?.message.as_ref()?.sender);
        if !peer {
            // who listens has none of the rest
            return match held.state {
                State::Has(_) => still(State::Unseen),
                _ => held,
            };
        }
        let received = places
            .clone()
            .any(|it| sender(it.step) == Some(side.peer()));
        let same = held.state == State::Has(value.id);
        let told = match is_of_a_record(value.name) {
            true => received,
            // only the Finished proves who has sent a secret
            false => same && self.has_proof(side, step),
        };
        if told {
            return still(State::Has(value.id));
        }
        // what a side has made alone, and has not sent, no one else has
        let alone = match &value.origin {
            Origin::Generated { by } => *by == side,
            Origin::Stored { .. } => true,
            Origin::Derived { operation, .. } => matches!(operation, Operation::Join),
            Origin::Wire(_) => false,
        };
        let sent = self.has_sent_secret(side, step);
        still(
            match alone && !sent && places.count() == 0 || is_private(value.name) {
                true => State::Lacks,
                false => State::Unseen,
            },
        )
    }

    /// The steps of a step's connection up to it.
    fn so_far(&self, step: usize) -> &[Step] {
        let step = self.run.steps().get(step);
        step.map_or(&[], |step| self.run.so_far(step))
    }

    /// Whether a side has sent the pre-master secret, encrypted.
    fn has_sent_secret(&self, side: Side, step: usize) -> bool {
        let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
        let mut steps = self.so_far(step).iter();
        side == Side::Client && steps.any(|step| step.topic == Topic::Send(exchange))
    }

    /// Whether a side has checked the peer's Finished by a step: it proves that both have the same
    /// keys.
    pub fn has_proof(&self, side: Side, step: usize) -> bool {
        let mut checked = self.so_far(step).iter();
        checked.any(|step| {
            let passed = step
                .checks
                .iter()
                .all(|check| check.passed && !check.skipped);
            step.topic == Topic::CheckFinished && step.actor.includes(side) && passed
        })
    }
}

fn still(state: State) -> Held {
    Held { state, new: false }
}

/// What Eve sees of another party's part in a value that she does not have: what has crossed the
/// wire encrypted.
fn unseen_by_eve(held: Held) -> Held {
    match held.state {
        State::Encrypted | State::NotMade => held,
        _ => still(State::Unseen),
    }
}

fn is_private(name: ValueName) -> bool {
    use ValueName as V;
    matches!(name, V::ServerPrivateExponent | V::ClientPrivateExponent)
}

fn is_of_a_record(name: ValueName) -> bool {
    use ValueName as V;
    matches!(
        name,
        V::RecordContent(..) | V::RecordMac(..) | V::RecordIv(..) | V::RecordCiphertext(..)
    )
}
