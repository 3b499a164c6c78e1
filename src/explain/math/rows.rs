//! What a computation consists of: data without layout and without colours, borrowed from the
//! trace.

use super::cbc::Cbc;
use crate::crypto::hash::HashAlgorithm;
use crate::explain::Span;
use crate::trace::{Actor, Check, MessageName, Side, ValueId};
use std::collections::HashSet;
use std::ops::Range;

/// A computation, laid open.
#[derive(Clone, Debug)]
pub struct Computation<'t> {
    /// What is computed, on a line.
    pub title: String,
    /// What it is about.
    pub about: About,
    /// Who computes it.
    pub by: Actor,
    /// In which step.
    pub step: usize,
    /// The formula on a line, `value = f(inputs)`, each value by its key.
    pub formula: Vec<Span>,
    /// The parts, in the order to read them.
    pub sections: Vec<Section<'t>>,
    /// Placeholders of its texts that this trace has nothing for. Always empty for a simulation.
    pub unfilled: Vec<String>,
}

/// What a computation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The value that comes out.
    Value(ValueId),
    /// The signature in a check: an index into the step's checks.
    Check(usize),
}

/// A part of a computation under a heading.
#[derive(Clone, Debug)]
pub struct Section<'t> {
    /// Its name in `assets/en/math.toml`.
    pub key: &'static str,
    /// The heading.
    pub title: String,
    /// What stands below it.
    pub rows: Vec<Row<'t>>,
}

/// A line, or a few that belong together.
#[derive(Clone, Debug)]
pub enum Row<'t> {
    /// A paragraph.
    Prose(Vec<Span>),
    /// A formula; letters that stand for a value of the run are [`Span::Value`].
    Formula(Vec<Span>),
    /// Bytes in their parts.
    Bytes(Bytes<'t>),
    /// Bytes read as a number.
    Integer(Integer<'t>),
    /// One HMAC, or one hash.
    Hashed(Hashed<'t>),
    /// A key block that is cut into keys.
    Ruler(Ruler<'t>),
    /// A record on its way through cipher block chaining.
    Cbc(Cbc<'t>),
    /// A message, and whether it is in the transcript.
    Transcript(TranscriptLine<'t>),
    /// Two things that must be equal.
    Compare(Compare<'t>),
    /// A check as the step records it.
    Check(&'t Check),
}

/// Bytes in their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes<'t> {
    /// What they are.
    pub label: String,
    /// The parts, in the order of their bytes.
    pub parts: Vec<Part<'t>>,
    /// `false` for what could have been used and was not.
    pub used: bool,
}

/// A part of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// What kind of thing it is.
    pub role: Role,
    /// What it is called: `PS`, `seq_num`, a value's key.
    pub name: String,
    /// The value of the run that it is, if it is one.
    pub value: Option<ValueId>,
    /// The bytes.
    pub bytes: &'t [u8],
}

/// What kind of thing a part of some bytes is: for its colour, where it is no value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Bytes that are always the same: block types, separators, headers.
    Frame,
    /// Bytes that fill up.
    Padding,
    /// The secret itself, or a key.
    Secret,
    /// The name that a PRF call has.
    Label,
    /// Public bytes that make a result unlike any other: randoms, an IV.
    Fresh,
    /// A number, a length or a version.
    Number,
    /// What is to be protected.
    Content,
    /// A MAC, a hash or the output of an HMAC.
    Digest,
    /// Encrypted bytes.
    Ciphertext,
    /// Bytes that cannot be told apart.
    Unknown,
}

/// Bytes read as a number, the most significant first (OS2IP, RFC 8017 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer<'t> {
    /// The letter that it has in the formula.
    pub name: &'static str,
    /// The value of the run that it is, if it is one.
    pub value: Option<ValueId>,
    /// The bytes, leading zeros included.
    pub bytes: &'t [u8],
}

/// One HMAC (RFC 2104), or one hash without a key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed<'t> {
    /// What its output is called: `A(1)`, `HMAC 1`.
    pub name: String,
    /// The hash function.
    pub hash: HashAlgorithm,
    /// The key of the HMAC; `None` for a hash.
    pub key: Option<Part<'t>>,
    /// What is hashed, in its parts.
    pub data: Vec<Part<'t>>,
    /// The output, uncut.
    pub output: &'t [u8],
    /// The value that the output is, or is a part of.
    pub result: Option<ValueId>,
    /// Which bytes of the result it gives: the first of `output` are these. `None` where the
    /// output only goes on into another one.
    pub gives: Option<Range<usize>>,
}

/// A key block that is cut into keys (RFC 5246 §6.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruler<'t> {
    /// The key block.
    pub value: ValueId,
    /// Its bytes.
    pub bytes: &'t [u8],
    /// The cuts; they tile it.
    pub cuts: Vec<Cut>,
}

/// A key in a key block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Where it lies in the block.
    pub range: Range<usize>,
    /// The key.
    pub value: ValueId,
    /// Its name.
    pub name: String,
    /// What it is used for.
    pub purpose: Vec<Span>,
}

/// A message that crossed the wire, and whether the transcript has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptLine<'t> {
    /// The step whose message it was.
    pub step: usize,
    /// The message's name.
    pub message: MessageName,
    /// Who sent it.
    pub sender: Side,
    /// How many bytes of records carried it.
    pub wire_len: usize,
    /// What is hashed: the message with its header; empty where it is left out.
    pub bytes: &'t [u8],
    /// The hash of all messages up to and including this one; `None` where it is left out.
    pub running_hash: Option<&'t [u8]>,
}

/// Two things that must be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compare<'t> {
    /// What one is, and its bytes.
    pub left: (String, &'t [u8]),
    /// What the other is, and its bytes.
    pub right: (String, &'t [u8]),
}

/// The parts of a computation that have been shown, by name and bytes: an HMAC shows of its inputs
/// what has not been there before.
#[derive(Debug, Default)]
pub struct Shown<'t>(HashSet<(String, &'t [u8])>);

impl<'t> Shown<'t> {
    /// Whether it comes up now for the first time.
    pub fn first(&mut self, name: &str, bytes: &'t [u8]) -> bool {
        self.0.insert((name.to_owned(), bytes))
    }

    /// The inputs of an HMAC or a hash, each with whether it has not been shown yet; none where all have. From now
    /// on they and the output have.
    pub fn inputs<'r>(&mut self, one: &'r Hashed<'t>) -> Vec<(&'r Part<'t>, bool)> {
        let inputs = one.key.iter().chain(&one.data);
        let mut all: Vec<_> = inputs
            .map(|part| (part, self.first(&part.name, part.bytes)))
            .collect();
        if all.iter().all(|(_, new)| !new) {
            all.clear();
        }
        self.first(&one.name, one.output);
        all
    }
}

impl<'t> Part<'t> {
    pub(super) fn new(role: Role, name: impl Into<String>, bytes: &'t [u8]) -> Self {
        Part {
            role,
            name: name.into(),
            value: None,
            bytes,
        }
    }

    pub(super) fn is(self, value: Option<ValueId>) -> Self {
        Part { value, ..self }
    }
}

impl<'t> Bytes<'t> {
    pub(super) fn new(label: impl Into<String>, parts: Vec<Part<'t>>) -> Self {
        Bytes {
            label: label.into(),
            parts,
            used: true,
        }
    }

    pub(super) fn unused(self) -> Self {
        Bytes {
            used: false,
            ..self
        }
    }

    /// How many bytes there are.
    pub fn byte_count(&self) -> usize {
        self.parts.iter().map(|part| part.bytes.len()).sum()
    }

    /// All of them, one after the other.
    pub fn concat(&self) -> Vec<u8> {
        concat(&self.parts)
    }
}

impl Hashed<'_> {
    /// The function with its hash: `HMAC_SHA-256`, or `MD5`.
    pub fn function(&self) -> String {
        match self.key {
            Some(_) => format!("HMAC_{}", self.hash.name()),
            None => self.hash.name().to_owned(),
        }
    }

    /// What is hashed, as one.
    pub fn message(&self) -> Vec<u8> {
        concat(&self.data)
    }
}

impl TranscriptLine<'_> {
    /// Whether the transcript has it.
    pub fn included(&self) -> bool {
        self.running_hash.is_some()
    }
}

impl Compare<'_> {
    /// Whether they are equal.
    pub fn equal(&self) -> bool {
        self.left.1 == self.right.1
    }
}

impl Integer<'_> {
    /// How many bits it has, without leading zeros.
    pub fn bits(&self) -> usize {
        let zeros = self.bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = &self.bytes[zeros..];
        let top = digits.first().map_or(0, |byte| byte.leading_zeros());
        8 * digits.len() - top as usize
    }

    /// Its decimal digits. Takes time in the square of its length: not for every frame.
    pub fn decimal(&self) -> String {
        // base 10^9, the least significant first
        const BASE: u64 = 1_000_000_000;
        let mut limbs: Vec<u64> = vec![0];
        for byte in self.bytes {
            let mut carry = u64::from(*byte);
            for limb in &mut limbs {
                let sum = *limb * 256 + carry;
                (*limb, carry) = (sum % BASE, sum / BASE);
            }
            if carry > 0 {
                limbs.push(carry);
            }
        }
        let mut limbs = limbs.iter().rev();
        let first = limbs.next().map(u64::to_string);
        first
            .into_iter()
            .chain(limbs.map(|limb| format!("{limb:09}")))
            .collect()
    }
}

fn concat(parts: &[Part<'_>]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.bytes).copied().collect()
}
