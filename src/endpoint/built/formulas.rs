//! The formulas as this side has them (RFC 5246 §7.4.7.1, §8.1, §6.3, §7.4.9). One that is right is left to
//! `record`, as with every other side.

use super::Building;
use crate::crypto::key_block::{KeyBlock, MASTER_SECRET_LEN};
use crate::crypto::prf::Expansion;
use crate::crypto::record::{Algorithms, DirectionKeys};
use crate::endpoint::fault::Fault;
use crate::protocol::{
    Blank, Choice, Event, Formula, MacOver, Operation, Report, SecondHash, Side, ValueName,
};
use crate::record::{Agreed, Cutting, Keys, MasterSecret, PreMasterSecret, Transcript};
use std::sync::Arc;

impl Building {
    /// What is encrypted under the server's public key, by name and bytes.
    pub(in crate::endpoint) fn encrypted(
        &self,
        events: &mut Vec<Event>,
    ) -> Result<(ValueName, Vec<u8>), Fault> {
        self.input(Blank::Encrypted, events)
    }

    /// The master secret.
    pub(in crate::endpoint) fn master_secret(
        &self,
        pre_master: PreMasterSecret,
        transcript: &Transcript,
        events: &mut Vec<Event>,
    ) -> Result<MasterSecret, Fault> {
        if self.formulas.is_right(Formula::MasterSecret) {
            return Ok(pre_master.master_secret(transcript, events));
        }
        let agreed = pre_master.agreed;
        let bytes = self.own_master_secret(&agreed, events)?;
        Ok(MasterSecret {
            agreed,
            bytes,
            kept: false,
        })
    }

    fn own_master_secret(
        &self,
        agreed: &Agreed,
        events: &mut Vec<Event>,
    ) -> Result<Vec<u8>, Fault> {
        let blanks = [
            Blank::MasterKey,
            Blank::MasterLabel,
            Blank::MasterFirst,
            Blank::MasterSecond,
        ];
        let (expansion, inputs) = self.prf(agreed, blanks, MASTER_SECRET_LEN, events)?;
        let bytes = expansion.output.clone();
        let operation = Operation::Prf(Arc::new(expansion));
        let name = ValueName::MasterSecret;
        events.report(|| Event::derived(name, &bytes, operation, inputs));
        Ok(bytes)
    }

    /// The keys of both directions.
    pub(in crate::endpoint) fn expand(
        &mut self,
        master_secret: MasterSecret,
        events: &mut Vec<Event>,
    ) -> Result<Keys, Fault> {
        let keys = self.expanded(master_secret, events)?;
        self.keys = Some(keys.clone());
        Ok(keys)
    }

    fn expanded(
        &mut self,
        master_secret: MasterSecret,
        events: &mut Vec<Event>,
    ) -> Result<Keys, Fault> {
        let (block, key) = (Formula::KeyBlock, Formula::ClientKey);
        if self.formulas.is_right(block) && self.formulas.is_right(key) {
            return Ok(master_secret.expand(events));
        }
        master_secret.report_kept(events);
        self.values
            .insert(ValueName::MasterSecret, master_secret.bytes.clone());
        let agreed = master_secret.agreed.clone();
        let layout = agreed.rules.key_block_layout(agreed.suite);
        let blanks = [
            Blank::BlockKey,
            Blank::BlockLabel,
            Blank::BlockFirst,
            Blank::BlockSecond,
        ];
        let (expansion, inputs) = self.prf(&agreed, blanks, layout.total_len(), events)?;
        let whole = KeyBlock::cut(layout, &expansion.output);
        let cutting = self.client_key(&whole, events)?;
        self.client_key = Some(cutting.bytes.clone());
        Ok(master_secret.cut(expansion, whole, inputs, &cutting, events))
    }

    /// Where the key of the client's records is cut from.
    fn client_key(&self, block: &KeyBlock, events: &mut Vec<Event>) -> Result<Cutting, Fault> {
        let cut = |range: &std::ops::Range<usize>| Cutting {
            source: ValueName::KeyBlock,
            bytes: block.bytes[range.clone()].to_vec(),
            range: range.clone(),
        };
        match self.picked(Blank::ClientKey)? {
            Choice::Value(ValueName::WriteKey(Side::Server)) => Ok(cut(&block.server_write_key)),
            Choice::Start(source) => {
                let whole = self.value(source, events)?;
                let range = 0..block.client_write_key.len();
                let bytes = whole.get(range.clone());
                let bytes = bytes.ok_or_else(|| self.lacks(source.title()))?.to_vec();
                Ok(Cutting {
                    source,
                    bytes,
                    range,
                })
            }
            _ => Ok(cut(&block.client_write_key)),
        }
    }

    /// The keys of a direction, as this side takes them.
    pub(in crate::endpoint) fn direction(&self, keys: &Keys, side: Side) -> DirectionKeys {
        let mut direction = keys.of(side);
        if let (Side::Client, Some(key)) = (side, &self.client_key) {
            direction.key.clone_from(key);
        }
        direction
    }

    /// How this side protects what it sends, and by how many records it counts on.
    pub(in crate::endpoint) fn protection(
        &self,
        algorithms: Algorithms,
    ) -> Result<(Algorithms, u64), Fault> {
        let mut algorithms = algorithms;
        let mut counted = 0;
        match self.picked(Blank::MacOver)? {
            Choice::Mac(MacOver::Ciphertext) => algorithms.encrypt_then_mac = true,
            Choice::Mac(MacOver::CountedOn) => counted = self.records,
            _ => {}
        }
        Ok((algorithms, counted))
    }

    /// verify_data of a side.
    pub(in crate::endpoint) fn verify_data(
        &self,
        keys: &Keys,
        transcript: &Transcript,
        owner: Side,
        events: &mut Vec<Event>,
    ) -> Result<Vec<u8>, Fault> {
        self.picked(Blank::Messages)?;
        let second = self.picked(Blank::Second)? == Choice::Second(SecondHash::AsFirst);
        let transcript = match &self.before_finished {
            Some(before) if second => before,
            _ => transcript,
        };
        if self.formulas.is_right(Formula::VerifyData(owner)) {
            return Ok(keys.verify_data(transcript, owner, events));
        }
        let [key, label] = match owner {
            Side::Client => [Blank::ClientFinishedKey, Blank::ClientFinishedLabel],
            Side::Server => [Blank::ServerFinishedKey, Blank::ServerFinishedLabel],
        };
        let agreed = keys.agreed();
        let (name, secret) = self.input(key, events)?;
        let label = self.label(label)?;
        let covered = ValueName::HandshakeHash(owner);
        let algorithm = (agreed.rules.transcript_hash)(agreed.suite);
        let hash = transcript.hashed(covered, algorithm, events);
        let len = agreed.rules.form.verify_data_len;
        let expansion = agreed.prf().expand(&secret, label, &hash, len);
        let bytes = expansion.output.clone();
        let operation = Operation::Prf(Arc::new(expansion));
        let inputs = vec![name, covered];
        events.report(|| Event::derived(ValueName::VerifyData(owner), &bytes, operation, inputs));
        Ok(bytes)
    }

    /// A call of the PRF with a secret, a label and two values, and what these are called.
    fn prf(
        &self,
        agreed: &Agreed,
        [key, label, first, second]: [Blank; 4],
        len: usize,
        events: &mut Vec<Event>,
    ) -> Result<(Expansion, Vec<ValueName>), Fault> {
        let label = self.label(label)?;
        let (key, secret) = self.input(key, events)?;
        let (first, before) = self.input(first, events)?;
        let (second, behind) = self.input(second, events)?;
        let seed = [before, behind].concat();
        let expansion = agreed.prf().expand(&secret, label, &seed, len);
        Ok((expansion, vec![key, first, second]))
    }

    fn label(&self, blank: Blank) -> Result<&'static str, Fault> {
        match self.picked(blank)? {
            Choice::Label(label) => Ok(label),
            other => Err(self.lacks(other.key())),
        }
    }

    fn input(&self, blank: Blank, events: &mut Vec<Event>) -> Result<(ValueName, Vec<u8>), Fault> {
        match self.picked(blank)? {
            Choice::Value(name) => Ok((name, self.value(name, events)?)),
            other => Err(self.lacks(other.key())),
        }
    }

    /// A value that this side has, or can compute by its own formulas.
    pub(super) fn value(&self, name: ValueName, events: &mut Vec<Event>) -> Result<Vec<u8>, Fault> {
        if let Some(bytes) = self.values.get(&name) {
            return Ok(bytes.clone());
        }
        // what was derived in the same unit of work
        let made = events.iter().find_map(|event| match event {
            Event::Derived {
                name: it, bytes, ..
            } if *it == name => Some(bytes.clone()),
            _ => None,
        });
        if let Some(bytes) = made {
            return Ok(bytes);
        }
        let lacks = || self.lacks(name.title());
        let agreed = self.agreed().ok_or_else(lacks)?;
        match name {
            ValueName::MasterSecret if self.values.contains_key(&ValueName::PreMasterSecret) => {
                self.own_master_secret(&agreed, events)
            }
            ValueName::WriteKey(_) | ValueName::WriteMacKey(_) => {
                let bytes = self.value(ValueName::MasterSecret, events)?;
                let kept = false;
                let master = MasterSecret {
                    agreed,
                    bytes,
                    kept,
                };
                let mut ahead = self.ahead();
                ahead.expanded(master, events)?;
                let found = events.iter().rev().find_map(|event| match event {
                    Event::Derived {
                        name: it, bytes, ..
                    } if *it == name => Some(bytes.clone()),
                    _ => None,
                });
                found.ok_or_else(lacks)
            }
            _ => Err(lacks()),
        }
    }

    /// This side, to compute something before its turn.
    fn ahead(&self) -> Building {
        Building {
            side: self.side,
            order: None,
            at: 0,
            formulas: self.formulas.clone(),
            data: Vec::new(),
            values: self.values.clone(),
            agreed: self.agreed,
            record: Vec::new(),
            records: self.records,
            before_finished: None,
            keys: None,
            client_key: None,
        }
    }
}
