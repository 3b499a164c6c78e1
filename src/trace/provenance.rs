//! Where a value comes from, what is computed from it, and who could compute it: questions to the graph
//! that the values of a trace form.

use super::id::ValueId;
use super::value::{Derivation, Knowledge, Origin, Sighting, Value};
use super::{ConnectionId, Operation, Trace, TranscriptEntry, ValueName};
use crate::protocol::{Input, Party, Side};
use crate::wire::handshake::HEADER_LEN;
use std::collections::HashSet;
use std::ops::Range;

/// One line of a provenance tree: some bytes of a value, and how they came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// How far below the value that was asked about; 0 for that value itself.
    pub depth: usize,
    /// The value or message.
    pub source: Source,
    /// Which of its bytes matter.
    pub range: Range<usize>,
    /// How these bytes came to be.
    pub how: How,
    /// Whether the same value is further up already, with its own ancestors.
    pub seen: bool,
}

/// What bytes can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A value of the run.
    Value(ValueId),
    /// A handshake message in the clear: the entry of that index in a side's transcript of a connection.
    Message(ConnectionId, Side, usize),
    /// The random padding with which a value was encrypted: it is made for that encryption alone
    /// (RFC 8017 §7.2.1).
    Padding(ValueId),
}

/// How some bytes of a value came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Generated at random.
    Drawn {
        /// By whom.
        by: Side,
    },
    /// Read from a message of a peer.
    Read(Sighting),
    /// A handshake message, with its header, as it crossed the wire.
    Sent {
        /// The step whose message it was.
        step: usize,
    },
    /// Present before the run.
    Kept {
        /// Where.
        path: String,
    },
    /// The same bytes as in the ancestor below.
    Copied,
    /// The same bytes as in the ancestor below, which is a value of an earlier connection.
    KeptFrom(ConnectionId),
    /// The bytes of the ancestors below, one after the other.
    Joined,
    /// The four bytes that a handshake message begins with.
    Header,
    /// From one HMAC of P_hash, or from several.
    Hmac {
        /// The first HMAC that these bytes come from, counted from 1 as in A(1).
        first: usize,
        /// The last one.
        last: usize,
        /// The place of the first byte within the first HMAC's output.
        offset: usize,
    },
    /// From blocks of a CBC encryption or decryption.
    Blocks {
        /// The first block, counted from 1.
        first: usize,
        /// The last one.
        last: usize,
    },
    /// Every byte depends on every byte of the ancestors below.
    Whole,
}

/// Why a party could compute a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Could {
    /// It is known: it crossed the wire in the clear, or was given.
    Knows,
    /// By the value's own formula, from inputs that could be obtained.
    Computes(Vec<ValueId>),
    /// By undoing an encryption: from the ciphertext and the key.
    Decrypts(Vec<ValueId>),
    /// It is a part of a value that could be obtained.
    CutsOut(ValueId),
}

/// Sources, each with those of its bytes that are taken.
type Parts = Vec<(Source, Range<usize>)>;

/// Bytes that are copied from one part, or joined from several.
fn one_or_more(parts: Parts) -> (How, Parts) {
    match parts.len() {
        0 | 1 => (How::Copied, parts),
        _ => (How::Joined, parts),
    }
}

impl Trace {
    /// The ancestors of some bytes of a value, depth first, the value itself first. Each value is
    /// followed down once; if it comes up again, the line says so.
    pub fn ancestors(&self, id: ValueId, range: Range<usize>) -> Vec<Ancestor> {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        self.descend(Source::Value(id), range, 0, &mut seen, &mut out);
        out
    }

    fn descend(
        &self,
        source: Source,
        range: Range<usize>,
        depth: usize,
        seen: &mut HashSet<Source>,
        out: &mut Vec<Ancestor>,
    ) {
        let (how, parents) = self.came_from(source, &range);
        let first = seen.insert(source);
        let known = !first && !parents.is_empty();
        out.push(Ancestor {
            depth,
            source,
            range,
            how,
            seen: known,
        });
        if first {
            for (parent, range) in parents {
                self.descend(parent, range, depth + 1, seen, out);
            }
        }
    }

    /// How some bytes of a source came to be.
    pub fn how(&self, source: Source, range: &Range<usize>) -> How {
        self.came_from(source, range).0
    }

    fn came_from(
        &self,
        source: Source,
        range: &Range<usize>,
    ) -> (How, Vec<(Source, Range<usize>)>) {
        match source {
            Source::Value(id) => self.parents(id, range),
            Source::Message(connection, side, index) => {
                let step = self.connection(connection).transcript(side)[index].step;
                (How::Sent { step }, Vec::new())
            }
            Source::Padding(id) => {
                let mut made = self.derivations.iter();
                let by = made.find(|made| made.value == id);
                let by = by.map_or(Side::Client, |made| made.by);
                (How::Drawn { by }, Vec::new())
            }
        }
    }

    /// The bytes of a source, all of them.
    pub fn bytes_of(&self, source: Source) -> &[u8] {
        match source {
            Source::Value(id) => &self.value(id).bytes,
            Source::Message(connection, side, index) => {
                &self.connection(connection).transcript(side)[index].bytes
            }
            Source::Padding(id) => match &self.value(id).origin {
                Origin::Derived {
                    operation: Operation::RsaEncryption(one),
                    ..
                } => &one.block[one.padding.clone()],
                _ => &[],
            },
        }
    }

    /// How some bytes of a value came to be, and from which bytes of which values and messages.
    pub fn parents(&self, id: ValueId, range: &Range<usize>) -> (How, Vec<(Source, Range<usize>)>) {
        let value = self.value(id);
        let (operation, inputs, output) = match &value.origin {
            Origin::Generated { by } => return (How::Drawn { by: *by }, Vec::new()),
            Origin::Wire(place) => return (How::Read(place.clone()), Vec::new()),
            Origin::Stored { path } => return (How::Kept { path: path.clone() }, Vec::new()),
            Origin::Derived {
                operation,
                inputs,
                output,
            } => (operation, operation.made_of(inputs), output),
        };
        let whole = |ids: &[ValueId]| -> Vec<(Source, Range<usize>)> {
            ids.iter()
                .map(|id| (Source::Value(*id), 0..self.value(*id).bytes.len()))
                .collect()
        };
        match operation {
            Operation::Keep => {
                let parts = inputs.iter().map(|id| (Source::Value(*id), range.clone()));
                let from = inputs.first().map(|id| self.value(*id).connection);
                let how = from.map_or(How::Copied, How::KeptFrom);
                (how, parts.collect())
            }
            Operation::Cut => {
                let at = output.start + range.start..output.start + range.end;
                (
                    How::Copied,
                    inputs
                        .iter()
                        .map(|input| (Source::Value(*input), at.clone()))
                        .collect(),
                )
            }
            Operation::Join => one_or_more(self.joined(inputs, 0, range)),
            // the substitute is made like a pre-master secret
            Operation::RsaDecryption(recovery) if recovery.used_fallback => {
                one_or_more(self.joined(inputs, 0, range))
            }
            Operation::Encode => {
                let parts = self.joined(inputs, HEADER_LEN, range);
                (
                    if parts.is_empty() {
                        How::Header
                    } else {
                        How::Copied
                    },
                    parts,
                )
            }
            Operation::Prf(expansion) => {
                let at = |i: usize| expansion.block_of(output.start + i);
                let (first, offset) = at(range.start);
                let (last, _) = at(range.end.saturating_sub(1).max(range.start));
                (
                    How::Hmac {
                        first: first + 1,
                        last: last + 1,
                        offset,
                    },
                    whole(inputs),
                )
            }
            Operation::RsaEncryption(encryption) => {
                let mut parents = whole(inputs);
                // in the block it stands before the message
                parents.insert(0, (Source::Padding(id), 0..encryption.padding.len()));
                (How::Whole, parents)
            }
            Operation::RsaDecryption(_)
            | Operation::Signing(_)
            | Operation::Ticket(_)
            | Operation::TicketOpening(_) => (How::Whole, whole(inputs)),
            Operation::TranscriptHash { messages, .. } => {
                (How::Whole, self.hashed(id, *messages, inputs))
            }
            Operation::Ssl3Proof { messages, .. } => {
                let name = value.name;
                let mut sources = whole(operation.named(name, inputs, Input::Secret));
                let protected = operation.named(name, inputs, Input::Content);
                sources.extend(self.hashed(id, *messages, protected));
                (How::Whole, sources)
            }
            Operation::Protection(_) | Operation::Unprotection(_) => {
                if let ValueName::RecordMac(..) = value.name {
                    return (How::Whole, whole(inputs));
                }
                let suite = self.connection(value.connection).suite;
                let Some(block_len) = suite.and_then(|suite| suite.cipher.block_len()) else {
                    return (How::Whole, whole(inputs));
                };
                let first = (output.start + range.start) / block_len + 1;
                let last = (output.start + range.end.saturating_sub(1)) / block_len + 1;
                (
                    How::Blocks {
                        first,
                        last: last.max(first),
                    },
                    whole(inputs),
                )
            }
        }
    }

    /// What a hash of the transcript is over: the messages in the clear, and for those that were
    /// protected the contents of their records.
    fn hashed(
        &self,
        id: ValueId,
        messages: usize,
        inputs: &[ValueId],
    ) -> Vec<(Source, Range<usize>)> {
        let made = self.derivations.iter().find(|made| made.value == id);
        let Some(side) = made.map(|made| made.by) else {
            return Vec::new();
        };
        // if both sides saw the same, there is one message
        let connection = self.connection(self.value(id).connection);
        let [client, server] = &connection.transcripts;
        let both = |index: usize| match (client.get(index), server.get(index)) {
            (Some(one), Some(other)) => one.step == other.step && one.bytes == other.bytes,
            _ => false,
        };
        let mut protected = inputs.iter();
        let entries = connection.transcript(side).iter().take(messages);
        let source = |(index, entry): (usize, &TranscriptEntry)| {
            let message = self.steps[entry.step].message.as_ref();
            let sealed = message.is_some_and(|message| message.protected);
            match sealed.then(|| protected.next()).flatten() {
                Some(id) => Source::Value(*id),
                None if both(index) => Source::Message(connection.id, Side::Client, index),
                None => Source::Message(connection.id, side, index),
            }
        };
        entries
            .enumerate()
            .map(source)
            .map(|source| (source, 0..self.bytes_of(source).len()))
            .collect()
    }

    /// Which bytes of which inputs a range covers if they are placed one after the other, the first
    /// at `start`.
    fn joined(&self, inputs: &[ValueId], start: usize, range: &Range<usize>) -> Parts {
        let mut at = start;
        let mut out = Vec::new();
        for input in inputs {
            let end = at + self.value(*input).bytes.len();
            let (from, to) = (range.start.max(at), range.end.min(end));
            if from < to {
                out.push((Source::Value(*input), from - at..to - at));
            }
            at = end;
        }
        out
    }

    /// The values that are computed from a value, in the order of their first appearance.
    pub fn uses(&self, id: ValueId) -> Vec<ValueId> {
        let uses = |value: &&Value| match &value.origin {
            Origin::Derived {
                operation, inputs, ..
            } => operation.made_of(inputs).contains(&id),
            _ => false,
        };
        self.values
            .iter()
            .filter(uses)
            .map(|value| value.id)
            .collect()
    }

    /// What an eavesdropper has seen in the clear by the end of a step: read from the wire, not computed.
    pub fn seen_in_the_open(&self, step: usize) -> Vec<ValueId> {
        let known = |value: &&Value| value.known_to(Party::Eavesdropper, step) == Knowledge::Known;
        self.values
            .iter()
            .filter(known)
            .filter(|value| {
                !value.places.is_empty() || !matches!(value.origin, Origin::Derived { .. })
            })
            .map(|value| value.id)
            .collect()
    }

    /// Which values a party that has the `given` ones could compute, and why; indexed as
    /// `Trace::values`. Besides every value's own formula it uses that a ciphertext can be undone
    /// with the key: the server's private exponent decrypts the encrypted pre-master secret, a write
    /// key and the IV decrypt a record.
    pub fn computable(&self, given: &[ValueId]) -> Vec<Option<Could>> {
        let mut could: Vec<Option<Could>> = vec![None; self.values.len()];
        for id in given {
            could[id.0] = Some(Could::Knows);
        }
        loop {
            let before = could.iter().flatten().count();
            for value in &self.values {
                let Origin::Derived {
                    operation, inputs, ..
                } = &value.origin
                else {
                    continue;
                };
                let inputs = operation.made_of(inputs);
                if could[value.id.0].is_none() && inputs.iter().all(|i| could[i.0].is_some()) {
                    could[value.id.0] = Some(Could::Computes(inputs.to_vec()));
                }
                if could[value.id.0].is_none() {
                    continue;
                }
                if matches!(operation, Operation::Join | Operation::Encode) {
                    for input in inputs {
                        could[input.0].get_or_insert(Could::CutsOut(value.id));
                    }
                }
                for (opened, with) in self.undone(value.id, value.name, operation, inputs) {
                    let able = with.iter().all(|id| could[id.0].is_some());
                    if able && could[opened.0].is_none() {
                        could[opened.0] = Some(Could::Decrypts(with));
                    }
                }
            }
            if could.iter().flatten().count() == before {
                return could;
            }
        }
    }

    /// The private exponent that belongs to a server's modulus: the one that the server decrypts
    /// with, if its key is that of the certificate.
    fn exponent_of(&self, modulus: ValueId) -> Option<ValueId> {
        let fits = |derivation: &Derivation| match derivation.operation {
            Operation::RsaDecryption(_) => {
                let name = self.value(derivation.value).name;
                let input = |input| {
                    let found = derivation.operation.named(name, &derivation.inputs, input);
                    found.first().copied()
                };
                let (d, n) = (input(Input::PrivateExponent)?, input(Input::Modulus)?);
                (self.value(n).bytes == self.value(modulus).bytes).then_some(d)
            }
            _ => None,
        };
        self.derivations.iter().find_map(fits)
    }

    /// What can be recovered from a ciphertext, and with which values.
    fn undone(
        &self,
        id: ValueId,
        name: ValueName,
        operation: &Operation,
        inputs: &[ValueId],
    ) -> Vec<(ValueId, Vec<ValueId>)> {
        match (operation, name, inputs) {
            (Operation::RsaEncryption(_), _, [message, modulus, _]) => {
                let open = |d| (*message, vec![id, d, *modulus]);
                self.exponent_of(*modulus).map(open).into_iter().collect()
            }
            (Operation::Protection(one), ValueName::RecordCiphertext(..), [with @ .., content])
                if one.mac_is_last() =>
            {
                vec![(*content, [with, &[id]].concat())]
            }
            (
                Operation::Protection(_),
                ValueName::RecordCiphertext(..),
                [with @ .., content, mac],
            ) => {
                let with = [with, &[id]].concat();
                vec![(*content, with.clone()), (*mac, with)]
            }
            _ => Vec::new(),
        }
    }
}
