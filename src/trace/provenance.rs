//! Where a value comes from, what is made of it, and who could compute it: questions to the graph
//! that the values of a trace form.

use super::value::{Knowledge, Origin, Party, Place, ValueId};
use super::{Operation, Trace, ValueName};
use crate::endpoint::event::Side;
use crate::wire::handshake::HEADER_LEN;
use std::collections::HashSet;
use std::ops::Range;

/// Length in bytes of a block of AES.
const BLOCK_LEN: usize = 16;

/// One line of a provenance tree: some bytes of a value, and how they came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// How far below the value that was asked about; 0 for that value itself.
    pub depth: usize,
    /// The value.
    pub value: ValueId,
    /// Which of its bytes matter.
    pub range: Range<usize>,
    /// How these bytes came to be.
    pub how: How,
    /// Whether the same value stands further up already, with its own ancestors.
    pub seen: bool,
}

/// How some bytes of a value came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Drawn at random.
    Drawn {
        /// By whom.
        by: Side,
    },
    /// Read off a message of a peer.
    Read(Place),
    /// Kept from before.
    Kept {
        /// Where.
        path: String,
    },
    /// The same bytes as in the ancestor below.
    Copied,
    /// The four bytes that a handshake message begins with.
    Header,
    /// Out of one HMAC of P_hash, or the last of several.
    Hmac {
        /// The first HMAC that these bytes come from, counted from 1 as in A(1).
        first: usize,
        /// The last one.
        last: usize,
        /// The place of the first byte within the first HMAC's output.
        offset: usize,
    },
    /// Out of the blocks of a CBC encryption or decryption.
    Blocks {
        /// The first block, counted from 1.
        first: usize,
        /// The last one.
        last: usize,
    },
    /// Every byte depends on every byte of the ancestors below.
    Whole,
}

/// Why somebody could compute a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Could {
    /// It is known: it crossed the wire in the open, or was given.
    Knows,
    /// By the value's own formula, from inputs that could be had.
    Computes(Vec<ValueId>),
    /// By undoing an encryption: from the ciphertext and the key.
    Decrypts(Vec<ValueId>),
}

impl Trace {
    /// The ancestors of some bytes of a value, depth first, the value itself first. Each value is
    /// followed down once; where it comes up again the line says so.
    pub fn ancestors(&self, id: ValueId, range: Range<usize>) -> Vec<Ancestor> {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        self.descend(id, range, 0, &mut seen, &mut out);
        out
    }

    fn descend(
        &self,
        id: ValueId,
        range: Range<usize>,
        depth: usize,
        seen: &mut HashSet<ValueId>,
        out: &mut Vec<Ancestor>,
    ) {
        let (how, parents) = self.parents(id, &range);
        let first = seen.insert(id);
        let known = !first && !parents.is_empty();
        out.push(Ancestor {
            depth,
            value: id,
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

    /// How some bytes of a value came to be, and out of which bytes of which values.
    pub fn parents(
        &self,
        id: ValueId,
        range: &Range<usize>,
    ) -> (How, Vec<(ValueId, Range<usize>)>) {
        let value = self.value(id);
        let (operation, inputs, output) = match &value.origin {
            Origin::Generated { by } => return (How::Drawn { by: *by }, Vec::new()),
            Origin::Wire(place) => return (How::Read(place.clone()), Vec::new()),
            Origin::Stored { path } => return (How::Kept { path: path.clone() }, Vec::new()),
            Origin::Derived {
                operation,
                inputs,
                output,
            } => (operation, inputs, output),
        };
        let whole = |ids: &[ValueId]| -> Vec<(ValueId, Range<usize>)> {
            ids.iter()
                .map(|id| (*id, 0..self.value(*id).bytes.len()))
                .collect()
        };
        match operation {
            Operation::Cut => {
                let at = output.start + range.start..output.start + range.end;
                (
                    How::Copied,
                    inputs.iter().map(|input| (*input, at.clone())).collect(),
                )
            }
            Operation::Join => (How::Copied, self.joined(inputs, 0, range)),
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
            Operation::RsaEncryption(_)
            | Operation::RsaDecryption(_)
            | Operation::Signing(_)
            | Operation::TranscriptHash { .. } => (How::Whole, whole(inputs)),
            Operation::Protection(_) | Operation::Unprotection(_) => {
                if let ValueName::RecordMac(..) = value.name {
                    return (How::Whole, whole(inputs));
                }
                let first = (output.start + range.start) / BLOCK_LEN + 1;
                let last = (output.start + range.end.saturating_sub(1)) / BLOCK_LEN + 1;
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

    /// Which bytes of which inputs a range covers when they stand one after the other, the first
    /// at `start`.
    fn joined(
        &self,
        inputs: &[ValueId],
        start: usize,
        range: &Range<usize>,
    ) -> Vec<(ValueId, Range<usize>)> {
        let mut at = start;
        let mut out = Vec::new();
        for input in inputs {
            let end = at + self.value(*input).bytes.len();
            let (from, to) = (range.start.max(at), range.end.min(end));
            if from < to {
                out.push((*input, from - at..to - at));
            }
            at = end;
        }
        out
    }

    /// The values that are computed from a value, in the order of their first appearance.
    pub fn uses(&self, id: ValueId) -> Vec<ValueId> {
        let uses = |value: &&super::Value| match &value.origin {
            Origin::Derived { inputs, .. } => inputs.contains(&id),
            _ => false,
        };
        self.values
            .iter()
            .filter(uses)
            .map(|value| value.id)
            .collect()
    }

    /// All that is computed from a value, directly or through others, in the order of first
    /// appearance.
    pub fn descendants(&self, id: ValueId) -> Vec<ValueId> {
        let mut reached = HashSet::from([id]);
        let mut out = Vec::new();
        for value in &self.values {
            if let Origin::Derived { inputs, .. } = &value.origin
                && inputs.iter().any(|input| reached.contains(input))
                && reached.insert(value.id)
            {
                out.push(value.id);
            }
        }
        out
    }

    /// What an eavesdropper has seen in the open by the end of a step.
    pub fn seen_in_the_open(&self, step: usize) -> Vec<ValueId> {
        self.values
            .iter()
            .filter(|value| value.known_to(Party::Eavesdropper, step) == Knowledge::Known)
            .map(|value| value.id)
            .collect()
    }

    /// Which values somebody could compute who has the `given` ones, and why; indexed as
    /// `Trace::values`. Besides every value's own formula it uses that a ciphertext can be undone
    /// with the key: the server's private exponent opens the encrypted pre-master secret, a write
    /// key and the IV open a record.
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
                if could[value.id.0].is_none() && inputs.iter().all(|i| could[i.0].is_some()) {
                    could[value.id.0] = Some(Could::Computes(inputs.clone()));
                }
                if could[value.id.0].is_some() {
                    for (opened, with) in self.undone(value.id, value.name, operation, inputs) {
                        let able = with.iter().all(|id| could[id.0].is_some());
                        if able && could[opened.0].is_none() {
                            could[opened.0] = Some(Could::Decrypts(with));
                        }
                    }
                }
            }
            if could.iter().flatten().count() == before {
                return could;
            }
        }
    }

    /// What can be got back out of a ciphertext, and with which values.
    fn undone(
        &self,
        id: ValueId,
        name: ValueName,
        operation: &Operation,
        inputs: &[ValueId],
    ) -> Vec<(ValueId, Vec<ValueId>)> {
        match (operation, name, inputs) {
            (Operation::RsaEncryption(_), _, [message, modulus, _]) => {
                let exponent = self.first(ValueName::ServerPrivateExponent).map(|d| d.id);
                let open = |d| (*message, vec![id, d, *modulus]);
                exponent.map(open).into_iter().collect()
            }
            (
                Operation::Protection(_),
                ValueName::RecordCiphertext(..),
                [key, iv, content, mac],
            ) => {
                let with = vec![*key, *iv, id];
                vec![(*content, with.clone()), (*mac, with)]
            }
            _ => Vec::new(),
        }
    }
}
