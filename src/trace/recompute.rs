//! What if: the values of a run with some of them changed. Every value that was made from them is
//! computed again by the computation that the run recorded, for each side by its own, and the two
//! may come to different bytes. It changes no run.
//!
//! Left out: signatures with a random salt, and what an attacker would do with the change.

use super::id::ValueId;
use super::message::BufferKind;
use super::value::{Derivation, Holder, Origin};
use super::{Connection, Operation, Trace, ValueName};
use crate::crypto::cbc;
use crate::crypto::mac::Mac;
use crate::crypto::pkcs1::PreMasterRecovery;
use crate::crypto::rc4::Keystream;
use crate::crypto::record::{self, Algorithms, DirectionKeys, IvSource, Start};
use crate::crypto::rsa::{PrivateKey, PublicKey};
use crate::crypto::signature::Signing;
use crate::crypto::ssl3;
use crate::crypto::ticket::{self, TicketKeys};
use crate::protocol::{Input, Side};
use crate::said;
use crate::text::Said;
use std::collections::HashMap;

/// Values of a run that are other ones than they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Which, and their bytes.
    pub values: Vec<(ValueId, Vec<u8>)>,
    /// At which sides, client first. What a side sends goes on to the other.
    pub at: [bool; 2],
}

/// What a side comes to, of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recomputed {
    /// The bytes that it had in the run.
    Same,
    /// Other bytes.
    Changed(Vec<u8>),
    /// Something else that cannot be computed here.
    Unknown(Gap),
}

/// Why a value cannot be computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// It is a signature with a random salt.
    Salted,
    /// The numbers are no RSA key, or RSA refuses the block.
    Rsa,
    /// The record has no whole blocks, or the key has another length.
    Record,
    /// The ticket cannot be closed or opened with these keys.
    Ticket,
    /// The run lacks what was recorded of it.
    NotRecorded,
    /// It is made from a value that cannot be computed.
    Input,
}

impl Gap {
    /// Why, in words.
    pub fn said(self) -> Said {
        match self {
            Gap::Salted => said!("trace.recompute.salted"),
            Gap::Rsa => said!("trace.recompute.rsa"),
            Gap::Record => said!("trace.recompute.record"),
            Gap::Ticket => said!("trace.recompute.ticket"),
            Gap::NotRecorded => said!("trace.recompute.not_recorded"),
            Gap::Input => said!("trace.recompute.input"),
        }
    }
}

type Bytes = Result<Vec<u8>, Gap>;

impl Trace {
    /// What each side comes to with a change, for each value of the run: client first.
    pub fn recomputed(&self, change: &Change) -> [Vec<Recomputed>; 2] {
        let mut all = Computing::of(self, change, false);
        Side::BOTH.map(|side| {
            let ids = (0..self.values.len()).map(ValueId);
            ids.map(|id| match all.bytes(side, id) {
                Ok(bytes) if bytes == self.value(id).bytes => Recomputed::Same,
                Ok(bytes) => Recomputed::Changed(bytes),
                Err(gap) => Recomputed::Unknown(gap),
            })
            .collect()
        })
    }

    /// Every value that a side has computed, computed again from what the run recorded of its
    /// inputs: the run's own bytes, or else something here is wrong.
    pub fn computed_again(&self) -> Vec<(Side, ValueId, Result<Vec<u8>, Gap>)> {
        let unchanged = Change::default();
        let mut all = Computing::of(self, &unchanged, true);
        let made = self.derivations.iter();
        made.map(|one| (one.by, one.value, all.bytes(one.by, one.value)))
            .collect()
    }
}

/// All values of both sides, as far as they are computed.
struct Computing<'t> {
    trace: &'t Trace,
    change: &'t Change,
    /// Compute also what has the inputs that it had.
    all: bool,
    made: HashMap<(Side, ValueId), &'t Derivation>,
    /// The values that stand in the message of a step.
    inside: HashMap<usize, Vec<ValueId>>,
    done: HashMap<(Side, ValueId), Option<Bytes>>,
}

impl<'t> Computing<'t> {
    fn of(trace: &'t Trace, change: &'t Change, all: bool) -> Self {
        let mut made = HashMap::new();
        for one in &trace.derivations {
            made.entry((one.by, one.value)).or_insert(one);
        }
        let mut inside: HashMap<usize, Vec<ValueId>> = HashMap::new();
        for value in &trace.values {
            for place in &value.places {
                let here = inside.entry(place.step).or_default();
                let apart = place.buffer != BufferKind::Certificate;
                if apart && !here.contains(&value.id) {
                    here.push(value.id);
                }
            }
        }
        Computing {
            trace,
            change,
            all,
            made,
            inside,
            done: HashMap::new(),
        }
    }

    /// What a side comes to.
    fn bytes(&mut self, side: Side, id: ValueId) -> Bytes {
        match self.done.get(&(side, id)) {
            Some(Some(done)) => return done.clone(),
            // it is being computed: nothing that a run recorded comes here
            Some(None) => return Err(Gap::NotRecorded),
            None => {}
        }
        self.done.insert((side, id), None);
        let bytes = self.compute(side, id);
        self.done.insert((side, id), Some(bytes.clone()));
        bytes
    }

    /// The bytes that the change gives a value at a side.
    fn changed(&self, side: Side, id: ValueId) -> Option<&'t [u8]> {
        let mut all = self.change.values.iter();
        let found = all.find(|(other, _)| *other == id);
        found
            .filter(|_| self.change.at[side as usize])
            .map(|(_, bytes)| bytes.as_slice())
    }

    fn compute(&mut self, side: Side, id: ValueId) -> Bytes {
        let value = self.trace.value(id);
        if let Some(bytes) = self.changed(side, id) {
            return Ok(bytes.to_vec());
        }
        if let Some(made) = self.made.get(&(side, id)) {
            return self.derive(side, made);
        }
        let peers = match &value.origin {
            Origin::Generated { by } => *by != side,
            Origin::Derived { .. } => self.made.contains_key(&(side.peer(), id)),
            Origin::Wire(_) | Origin::Stored { .. } => false,
        };
        match peers && value.holder == Holder::Agreed {
            true => self.bytes(side.peer(), id),
            false => Ok(value.bytes.clone()),
        }
    }

    fn derive(&mut self, side: Side, made: &Derivation) -> Bytes {
        let value = self.trace.value(made.value);
        if let Operation::TranscriptHash { hash, messages } = made.operation {
            let connection = self.trace.connection(value.connection);
            return Ok(hash.digest(&self.transcript(connection, side, messages)?));
        }
        if let Operation::Ssl3Proof { proof, messages } = &made.operation {
            let transcript =
                self.transcript(self.trace.connection(value.connection), side, *messages)?;
            let secret = made
                .operation
                .named(value.name, &made.inputs, Input::Secret);
            let secret = *secret.first().ok_or(Gap::NotRecorded)?;
            let secret = self.bytes(side, secret).map_err(|_| Gap::Input)?;
            return Ok(ssl3::proof(&transcript, proof.sender, &secret).output);
        }
        let mut inputs = Vec::with_capacity(made.inputs.len());
        for id in &made.inputs {
            inputs.push(self.bytes(side, *id).map_err(|_| Gap::Input)?);
        }
        let mut pairs = inputs.iter().zip(&made.inputs);
        let as_before = pairs.all(|(bytes, id)| *bytes == self.trace.value(*id).bytes);
        if as_before && !self.all {
            return Ok(value.bytes.clone());
        }
        self.operate(side, made, &inputs)
    }

    fn operate(&mut self, side: Side, made: &Derivation, inputs: &[Vec<u8>]) -> Bytes {
        let value = self.trace.value(made.value);
        let cut = |whole: &[u8]| {
            let part = whole.get(made.output.clone());
            part.map(<[u8]>::to_vec).ok_or(Gap::NotRecorded)
        };
        let named = |name: Input| made.operation.named(value.name, inputs, name);
        let input = |name: Input| named(name).first().ok_or(Gap::NotRecorded);
        let connection = self.trace.connection(value.connection);
        let algorithms = connection.algorithms().ok_or(Gap::NotRecorded);
        let is_mac = matches!(value.name, ValueName::RecordMac(..));
        let mac = |header: &[u8]| {
            // of the one or of the other: see `Operation::input_names`
            let maced = [named(Input::Content), named(Input::Ciphertext)].concat();
            match maced.is_empty() {
                true => Err(Gap::NotRecorded),
                false => {
                    let key = input(Input::MacKey)?;
                    Ok(mac(algorithms?.mac, key, header, &maced.concat()))
                }
            }
        };
        match &made.operation {
            Operation::Join => Ok(inputs.concat()),
            Operation::Keep | Operation::Cut => cut(input(Input::Source)?),
            Operation::Encode => {
                let body = input(Input::Source)?;
                let [kind, ..] = value.bytes[..] else {
                    return Err(Gap::NotRecorded);
                };
                let len = (body.len() as u32).to_be_bytes();
                Ok([&[kind], &len[1..], body].concat())
            }
            Operation::Prf(one) => {
                let seed = named(Input::Seed).concat();
                let len = one.output.len();
                cut(&one
                    .prf
                    .expand(input(Input::Secret)?, one.label, &seed, len)
                    .output)
            }
            Operation::RsaEncryption(one) => {
                let mut block = one.block.clone();
                let place = block.get_mut(one.message_range.clone());
                let message = input(Input::Message)?;
                match place {
                    Some(place) if place.len() == message.len() => place.copy_from_slice(message),
                    _ => return Err(Gap::NotRecorded),
                }
                let key =
                    PublicKey::from_components(input(Input::Modulus)?, input(Input::Exponent)?);
                key.map_err(|_| Gap::Rsa)?.raw(&block).map_err(|_| Gap::Rsa)
            }
            Operation::RsaDecryption(one) => self.decrypted(side, made, one, inputs),
            Operation::Signing(one) => match one.as_ref() {
                Signing::Pss(_) => Err(Gap::Salted),
                Signing::Pkcs1(one) => {
                    let (digest, mut block) = (input(Input::Digest)?, one.block.clone());
                    let start = block.len().checked_sub(digest.len());
                    block.truncate(start.ok_or(Gap::NotRecorded)?);
                    block.extend_from_slice(digest);
                    let name = ValueName::ClientExponent;
                    let e = self.trace.named(value.connection, name, Side::Client);
                    let e = &e.ok_or(Gap::NotRecorded)?.bytes;
                    let (n, d) = (input(Input::Modulus)?, input(Input::PrivateExponent)?);
                    let key = PrivateKey::from_exponents(n, e, d);
                    key.map_err(|_| Gap::Rsa)?.raw(&block).map_err(|_| Gap::Rsa)
                }
            },
            Operation::Ticket(one) => {
                let (keys, state) = ticket_keys(inputs)?;
                Ok(ticket::close(&keys, &one.bytes[one.iv.clone()], state).bytes)
            }
            Operation::TicketOpening(_) => {
                let (keys, closed) = ticket_keys(inputs)?;
                let opened = ticket::open(&keys, closed);
                opened.map(|it| it.state).map_err(|_| Gap::Ticket)
            }
            Operation::TranscriptHash { .. } | Operation::Ssl3Proof { .. } => Err(Gap::NotRecorded),
            Operation::Protection(one) if is_mac => mac(&one.pseudo_header),
            Operation::Unprotection(one) if is_mac => mac(&one.pseudo_header),
            Operation::Protection(one) => {
                let mac = named(Input::Mac).concat();
                let content = input(Input::Content)?.as_slice();
                let plaintext = [content, &mac, &one.padding].concat();
                let (key, cipher) = (input(Input::Key)?, algorithms?.cipher);
                if key.len() != cipher.key_len() {
                    return Err(Gap::Record);
                }
                let Some(block_len) = cipher.block_len() else {
                    let mut bytes = plaintext;
                    Keystream::at(key, one.keystream_position).apply(&mut bytes);
                    return Ok(bytes);
                };
                let iv = input(Input::Iv)?;
                let whole = plaintext.len().is_multiple_of(block_len);
                match whole && iv.len() == block_len {
                    true => Ok(cbc::encrypt(cipher, key, iv, &plaintext)),
                    false => Err(Gap::Record),
                }
            }
            Operation::Unprotection(one) if one.mac_is_last() => {
                let (key, iv) = (input(Input::Key)?, input(Input::Iv)?);
                let ciphertext = input(Input::Ciphertext)?;
                let plaintext = cbc::decrypt(algorithms?.cipher, key, iv, ciphertext);
                let mut plaintext = plaintext.map_err(|_| Gap::Record)?;
                let padding = plaintext.last().map_or(0, |n| usize::from(*n) + 1);
                let len = plaintext.len().checked_sub(padding);
                plaintext.truncate(len.ok_or(Gap::Record)?);
                Ok(plaintext)
            }
            Operation::Unprotection(one) => {
                let algorithms = algorithms?;
                let key = input(Input::Key)?.clone();
                if key.len() != algorithms.cipher.key_len() {
                    return Err(Gap::Record);
                }
                let mut keystream;
                let iv = named(Input::Iv).first();
                let start = match iv {
                    Some(iv) => Start::Chained { iv, of: 0 },
                    None => {
                        keystream = Keystream::at(&key, one.keystream_position);
                        Start::Keystream(&mut keystream)
                    }
                };
                let keys = DirectionKeys {
                    // it decides nothing about the content
                    mac_key: vec![0; algorithms.mac.output_len()],
                    key,
                    iv: Vec::new(),
                };
                let opened = record::unprotect(
                    Algorithms {
                        iv: IvSource::Chained,
                        ..algorithms
                    },
                    &keys,
                    one.sequence,
                    one.content_type,
                    one.version,
                    input(Input::Ciphertext)?,
                    start,
                );
                Ok(opened.map_err(|_| Gap::Record)?.content().to_vec())
            }
        }
    }

    /// The pre-master secret that a server goes on with.
    fn decrypted(
        &mut self,
        side: Side,
        made: &Derivation,
        one: &PreMasterRecovery,
        inputs: &[Vec<u8>],
    ) -> Bytes {
        let value = self.trace.value(made.value);
        let substitute = made.operation.named(value.name, inputs, Input::Substitute);
        let fallback = || match substitute {
            [version, random] => [version.as_slice(), random].concat(),
            _ => one.fallback.to_vec(),
        };
        let [ciphertext, d, n, ..] = inputs else {
            return Err(Gap::NotRecorded);
        };
        let key = made.inputs[1..3].iter();
        let mut key = key.zip([d, n]);
        let same_key = key.all(|(id, bytes)| self.trace.value(*id).bytes == *bytes);
        // what was encrypted under the key that belongs to it comes out again, but not from a
        // ciphertext that no one has encrypted
        let id = made.inputs[0];
        let encrypted = self.made.get(&(side.peer(), id)).copied();
        let encrypted = encrypted.filter(|_| self.changed(side.peer(), id).is_none());
        let forth = self.bytes(side.peer(), id).as_ref() == Ok(ciphertext);
        let secret = match encrypted {
            Some(encrypted) if same_key && forth && !self.all => {
                self.bytes(side.peer(), encrypted.inputs[0])?
            }
            _ => {
                let name = ValueName::ServerExponent;
                let e = self.trace.named(value.connection, name, Side::Server);
                let e = &e.ok_or(Gap::NotRecorded)?.bytes;
                let key = PrivateKey::from_exponents(n, e, d).map_err(|_| Gap::Rsa)?;
                let Ok(block) = key.raw(ciphertext) else {
                    return Ok(fallback());
                };
                let opened = crate::crypto::pkcs1::Decryption {
                    ciphertext: ciphertext.clone(),
                    block,
                    n: n.clone(),
                };
                match opened.message() {
                    Ok(range) => opened.block[range].to_vec(),
                    Err(_) => return Ok(fallback()),
                }
            }
        };
        let good = secret.len() == one.fallback.len() && secret.starts_with(&one.expected_version);
        Ok(if good { secret } else { fallback() })
    }

    /// The first messages of a side's transcript, with the values in them as they are now.
    fn transcript(&mut self, connection: &Connection, side: Side, messages: usize) -> Bytes {
        let entries = connection.transcript(side).get(..messages);
        let mut out = Vec::new();
        for entry in entries.ok_or(Gap::NotRecorded)? {
            let mut bytes = entry.bytes.clone();
            for id in self.inside.get(&entry.step).cloned().unwrap_or_default() {
                let value = self.trace.value(id);
                let len = value.bytes.len();
                let found = bytes
                    .windows(len.max(1))
                    .position(|part| part == value.bytes);
                // shorter ones could be found elsewhere by chance
                let Some(at) = found.filter(|_| len >= 12) else {
                    continue;
                };
                // what was changed at its receiver has arrived so; what a side computes itself to
                // compare it with what arrives has not
                let received = self.changed(side, id).is_some();
                let from = match value.holder {
                    Holder::Of(holder) => holder,
                    Holder::Agreed if received && !self.made.contains_key(&(side, id)) => side,
                    Holder::Agreed | Holder::OnTheWire(_) => entry.sender,
                };
                let now = self.bytes(from, id).map_err(|_| Gap::Input)?;
                bytes.splice(at..at + len, now);
            }
            out.extend(bytes);
        }
        Ok(out)
    }
}

/// The keys of a ticket, and what is closed or opened with them.
fn ticket_keys(inputs: &[Vec<u8>]) -> Result<(TicketKeys, &[u8]), Gap> {
    let [name, key, mac_key, data] = inputs else {
        return Err(Gap::NotRecorded);
    };
    let (name, key, mac_key) = (name.clone(), key.clone(), mac_key.clone());
    let keys = TicketKeys { name, key, mac_key };
    keys.are_usable()
        .then_some((keys, data.as_slice()))
        .ok_or(Gap::Ticket)
}

/// The MAC of another content. The length is the last field before it.
fn mac(mac: Mac, key: &[u8], header: &[u8], content: &[u8]) -> Vec<u8> {
    let len = (content.len() as u16).to_be_bytes();
    let before = &header[..header.len() - len.len()];
    mac.compute(key, &[before, &len, content]).output
}
