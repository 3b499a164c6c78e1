//! Which values a run brings up, where they are on the wire, and who comes to know them.

use super::super::id::ValueId;
use super::super::journal::TransferId;
use super::super::message::{BufferKind, Fate, Message};
use super::super::value::{Derivation, Holder, Knowledge, Origin, Sighting, Value};
use super::super::{Outcome, SentAlert};
use super::Recorder;
use crate::label;
use crate::protocol::{KeyPart, Operation, Party, Side, Transfer, ValueName};
use crate::wire::Field;
use std::ops::Range;

/// A value that went by encrypted, and whose bytes have not come up.
#[derive(Debug)]
pub(super) struct Sealed {
    name: ValueName,
    step: usize,
    seen_by: Vec<Party>,
    place: Option<Sighting>,
}

/// A message that was sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) step: usize,
    /// What the other side sees encrypted once the message reaches it.
    inside: Vec<Inside>,
}

/// A value inside a message.
#[derive(Debug)]
enum Inside {
    /// One that has come up.
    Value(ValueId),
    /// One whose bytes need not have come up.
    Named(ValueName),
}

impl Recorder {
    pub(super) fn transfer(
        &mut self,
        step: usize,
        reporter: Side,
        sender: Side,
        transfer: Transfer,
    ) {
        if self.trace.steps[step].message.is_none() {
            let mut message = Message::of(sender, &transfer);
            if (self.trace.replayed).is_some_and(|replayed| replayed.side == sender) {
                message.fate = Fate::Replayed;
            }
            let alert = message.fatal_alert();
            self.trace.steps[step].message = Some(message);
            if let (
                Some(alert),
                Outcome::Failed {
                    alert: slot @ None, ..
                },
            ) = (alert, &mut self.connection_mut().outcome)
            {
                *slot = Some(SentAlert {
                    alert,
                    side: sender,
                    step,
                });
            }
        } else if let Some(message) = &mut self.trace.steps[step].message {
            message.arrive(&transfer);
        }
        let message = self.trace.steps[step].message.as_ref();
        let changed = reporter != sender && message.is_some_and(|m| m.arrived.is_some());
        let sends = reporter == sender;
        // what is on a link of ours reaches the other side when the link says so
        let simulated = self.connection().is_simulated();
        let linked = sends && simulated;
        let mut inside = Vec::new();
        for carried in transfer.carries {
            let place = self.place(step, carried.field, carried.part);
            let Some(bytes) = carried.bytes else {
                let mut seen_by = vec![Party::Eavesdropper];
                match linked {
                    true => inside.push(Inside::Named(carried.name)),
                    false => seen_by.push(sender.peer().into()),
                }
                // an attacker with a recording knows no more than the eavesdropper
                if sends && self.trace.replayed.is_some_and(|it| it.side == sender) {
                    seen_by.push(sender.into());
                }
                self.seal(Sealed {
                    name: carried.name,
                    step,
                    seen_by,
                    place,
                });
                continue;
            };
            let origin = place
                .clone()
                .map_or(Origin::Generated { by: sender }, Origin::Wire);
            let id = self.learn(step, reporter, carried.name, bytes, origin);
            let Some(place) = place else {
                continue;
            };
            let seen = match (&self.trace.steps[step].message, place.buffer) {
                (Some(message), BufferKind::Plaintext) if message.protected => Knowledge::Sealed,
                (Some(message), BufferKind::Message) if message.protected => Knowledge::Sealed,
                _ => Knowledge::Known,
            };
            self.note(step, id, Party::Eavesdropper, seen);
            if changed {
                continue;
            }
            // Only in a simulation is it known what the other side reads in it.
            if !simulated {
                self.note(step, id, sender.into(), Knowledge::Known);
                self.note(step, id, sender.peer().into(), seen);
            } else if linked && seen == Knowledge::Sealed {
                inside.push(Inside::Value(id));
            }
            self.put(id, Some(place));
        }
        if sends {
            self.sent[sender as usize].push(Sent { step, inside });
        }
    }

    /// A message reaches the other side, which sees what is encrypted in it.
    pub(super) fn arrives(&mut self, message: TransferId) {
        let sent = self.sent[message.sender as usize].get_mut(message.number);
        let Some(sent) = sent else { return };
        let (step, inside) = (sent.step, std::mem::take(&mut sent.inside));
        let receiver = Party::from(message.sender.peer());
        for inside in inside {
            match inside {
                Inside::Value(id) => self.note(step, id, receiver, Knowledge::Sealed),
                Inside::Named(name) => self.seal(Sealed {
                    name,
                    step,
                    seen_by: vec![receiver],
                    place: None,
                }),
            }
        }
    }

    /// A value that a side has kept from an earlier connection. If that is in the trace, it is derived from
    /// the value there.
    pub(super) fn kept(&mut self, step: usize, side: Side, name: ValueName, bytes: Vec<u8>) {
        let here = self.present.id;
        let earlier = |value: &&Value| value.connection < here && value.bytes == bytes;
        let named = |value: &&Value| match name {
            // the server's name for the session is what the client offers
            ValueName::OfferedSessionId => value.name == ValueName::SessionId,
            ValueName::OfferedTicket => value.name == ValueName::Ticket,
            name => value.name == name,
        };
        let mut known = self.trace.values.iter().rev();
        let Some(source) = known.find(|value| earlier(value) && named(value)) else {
            let path = label!("endpoint.origin.session").to_owned();
            self.learn(step, side, name, bytes, Origin::Stored { path });
            return;
        };
        let (inputs, output) = (vec![source.id], 0..bytes.len());
        let origin = Origin::Derived {
            operation: Operation::Keep,
            inputs: inputs.clone(),
            output: output.clone(),
        };
        let value = self.learn(step, side, name, bytes, origin);
        self.computed_in_the_open(step, value, &inputs);
        self.derived(Derivation {
            step,
            by: side,
            value,
            operation: Operation::Keep,
            inputs,
            output,
        });
    }

    /// The place of a field, or of a part of it, in the message of a step.
    fn place(&self, step: usize, field: Field, part: Option<Range<usize>>) -> Option<Sighting> {
        let message = self.trace.steps[step].message.as_ref()?;
        let (buffer, node) = message.find(field)?;
        let range = match &part {
            Some(part) => node.start + part.start..node.start + part.end,
            None => node.range(),
        };
        Some(Sighting {
            step,
            buffer: buffer.kind,
            range,
        })
    }

    fn seal(&mut self, sealed: Sealed) {
        match self
            .trace
            .first(self.present.id, sealed.name)
            .map(|value| value.id)
        {
            Some(id) => self.apply_seal(id, sealed),
            None if self.connection().is_captured() => self.stays_sealed(sealed),
            None => self.present.sealed.push(sealed),
        }
    }

    fn apply_seal(&mut self, id: ValueId, sealed: Sealed) {
        for party in sealed.seen_by {
            self.note_whole(sealed.step, id, party, Knowledge::Sealed);
        }
        self.put(id, sealed.place);
    }

    /// A value that crosses the wire encrypted in a capture. Its bytes may never come up.
    fn stays_sealed(&mut self, sealed: Sealed) {
        let Some(place) = &sealed.place else { return };
        let origin = Origin::Wire(place.clone());
        let len = place.range.len();
        let sender = self.sender_of(sealed.step);
        let id = self.create(sealed.step, sender, sealed.name, Vec::new(), origin);
        self.trace.values[id.0].sealed = Some(len);
        self.trace.steps[sealed.step].values.push(id);
        self.apply_seal(id, sealed);
        // neither side has it only encrypted
        for side in Side::BOTH {
            self.note(
                self.trace.values[id.0].step,
                id,
                side.into(),
                Knowledge::Known,
            );
        }
    }

    fn sender_of(&self, step: usize) -> Side {
        let message = self.trace.steps[step].message.as_ref();
        message.map_or(Side::Client, |message| message.sender)
    }

    /// The bytes of a value that was sealed have come up.
    fn unseal(&mut self, name: ValueName, bytes: &[u8], origin: &Origin) {
        let id = {
            let mut all = self.trace.of_name(self.present.id, name);
            all.find(|value| value.sealed.is_some()).map(|it| it.id)
        };
        let Some(id) = id else { return };
        let value = &mut self.trace.values[id.0];
        value.sealed = None;
        value.bytes = bytes.to_vec();
        value.origin = origin.clone();
    }

    fn put(&mut self, id: ValueId, place: Option<Sighting>) {
        let places = &mut self.trace.values[id.0].places;
        if let Some(place) = place
            && !places.contains(&place)
        {
            places.push(place);
        }
    }

    /// Makes a side know a value, creating it on first sight. If the other side holds other
    /// bytes under the same name, each side gets a value of its own.
    pub(super) fn learn(
        &mut self,
        step: usize,
        side: Side,
        name: ValueName,
        bytes: Vec<u8>,
        origin: Origin,
    ) -> ValueId {
        // its own key pair a side has had all along, though it comes up only when it is used
        let own = matches!(origin, Origin::Stored { .. }) && name.is_of_own_key(side);
        let since = if own { self.present.first_step } else { step };
        let captured = self.connection().is_captured();
        if captured {
            self.unseal(name, &bytes, &origin);
        }
        let peers = Holder::Of(side.peer());
        let same = |value: &&Value| value.holder != peers && value.bytes == bytes;
        let mut all = self.trace.of_name(self.present.id, name);
        let known = all.find(same).map(|value| value.id);
        drop(all);
        let id = match known {
            Some(id) => id,
            None => self.create(step, side, name, bytes, origin),
        };
        let values = &mut self.trace.steps[step].values;
        if !values.contains(&id) {
            values.push(id);
        }
        self.note_whole(since, id, side.into(), Knowledge::Known);
        // what a reader computes in the place of one side the other has, too, but for its private key
        if captured && !own {
            self.note_whole(since, id, side.peer().into(), Knowledge::Known);
        }
        id
    }

    /// What a party comes to know of a value, and so of those that it consists of.
    fn note_whole(&mut self, step: usize, id: ValueId, party: Party, knowledge: Knowledge) {
        self.note(step, id, party, knowledge);
        if let Origin::Derived {
            operation: Operation::Join,
            inputs,
            ..
        } = &self.trace.values[id.0].origin
        {
            for part in inputs.clone() {
                self.note(step, part, party, knowledge);
            }
        }
    }

    /// A part of a key pair, before it comes up in a step.
    pub(super) fn brought(&mut self, side: Side, part: KeyPart) {
        let KeyPart { name, bytes, path } = part;
        let step = self.present.first_step;
        let id = self.create(step, side, name, bytes, Origin::Stored { path });
        self.note(step, id, side.into(), Knowledge::Known);
    }

    fn create(
        &mut self,
        step: usize,
        side: Side,
        name: ValueName,
        bytes: Vec<u8>,
        origin: Origin,
    ) -> ValueId {
        let holder = self.holder_of_another(name, side);
        let id = ValueId(self.trace.values.len());
        let connection = self.connection_mut();
        connection.names.entry(name).or_default().push(id);
        let value = Value {
            id,
            connection: connection.id,
            name,
            holder,
            bytes,
            sealed: None,
            origin,
            step,
            places: vec![],
            history: vec![],
        };
        self.trace.values.push(value);
        let before: Vec<_> = self
            .present
            .sealed
            .extract_if(.., |sealed| sealed.name == name)
            .collect();
        for sealed in before {
            self.apply_seal(id, sealed);
        }
        if self.trace.values[id.0].is_of_own_key() {
            self.known_before(id);
        }
        id
    }

    /// A key pair is the same on every connection: a party that learned a part of it on an earlier one knows it
    /// from the beginning of this one.
    fn known_before(&mut self, id: ValueId) {
        for party in Party::ALL {
            if self.trace.known_from(id, party).is_some() {
                self.note(self.present.first_step, id, party, Knowledge::Known);
            }
        }
    }

    /// The holder of another value of a name, which a side works with. If both sides agreed on the one
    /// before, that is now the other side's. If this side had one of its own, that is now one that only
    /// crossed the wire. If there is none, both sides agree on this one.
    fn holder_of_another(&mut self, name: ValueName, side: Side) -> Holder {
        let all = self.connection().names.get(&name).cloned();
        let all = all.unwrap_or_default();
        let values = &mut self.trace.values;
        if let Some(agreed) = all.iter().find(|id| values[id.0].holder == Holder::Agreed) {
            values[agreed.0].holder = Holder::Of(side.peer());
            return Holder::Of(side);
        }
        if let Some(own) = all
            .iter()
            .find(|id| values[id.0].holder == Holder::Of(side))
        {
            let on_the_wire = |id: &&ValueId| matches!(values[id.0].holder, Holder::OnTheWire(_));
            let before = all.iter().filter(on_the_wire).count();
            values[own.0].holder = Holder::OnTheWire(before + 1);
            return Holder::Of(side);
        }
        Holder::Agreed
    }

    /// What is computed from nothing that is secret is no secret itself: the hash of messages that
    /// crossed the wire in the clear.
    pub(super) fn computed_in_the_open(&mut self, step: usize, id: ValueId, inputs: &[ValueId]) {
        let open = |id: &ValueId| {
            let value = &self.trace.values[id.0];
            value.known_to(Party::Eavesdropper, step) == Knowledge::Known
        };
        if inputs.iter().all(open) {
            self.note(step, id, Party::Eavesdropper, Knowledge::Known);
        }
    }

    fn note(&mut self, step: usize, id: ValueId, party: Party, knowledge: Knowledge) {
        let value = &mut self.trace.values[id.0];
        if value.known_to(party, usize::MAX) < knowledge {
            value.history.push((step, party, knowledge));
        }
    }

    pub(super) fn id(&self, name: ValueName, side: Side) -> Option<ValueId> {
        let value = self.trace.named(self.present.id, name, side);
        value.map(|value| value.id)
    }
}
