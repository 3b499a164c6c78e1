//! From the pre-master secret to keys and verify_data (RFC 5246 §8.1, §6.3, §7.4.9): the same for both sides,
//! and for a reader who has the secrets.

use super::transcript::Transcript;
use crate::crypto::key_block::{self, FinishedLabel, KeyBlock};
use crate::crypto::prf::{Expansion, Prf};
use crate::crypto::record::{Algorithms, DirectionKeys};
use crate::crypto::ssl3;
use crate::protocol::{
    Event, Operation, ProofRule, Report, Rules, Side, Suite, Switches, ValueName,
};
use std::ops::Range;
use std::sync::Arc;

/// What both sides know once the hellos are exchanged.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// What the version demands.
    pub rules: &'static Rules,
    /// The suite.
    pub suite: &'static Suite,
    /// The random bytes of ClientHello.
    pub client_random: [u8; 32],
    /// The random bytes of ServerHello.
    pub server_random: [u8; 32],
    /// What was switched on.
    pub switches: Switches,
}

/// A side that has the pre-master secret.
#[derive(Clone, Debug)]
pub struct PreMasterSecret {
    /// What was agreed on.
    pub agreed: Agreed,
    /// Its bytes.
    pub bytes: [u8; 48],
}

/// A side that has derived the master secret.
#[derive(Clone, Debug)]
pub struct MasterSecret {
    /// What was agreed on.
    pub agreed: Agreed,
    /// Its 48 bytes.
    pub bytes: Vec<u8>,
    /// Whether it is that of a session which this connection resumes.
    pub kept: bool,
}

/// A side on its way to the master secret.
#[derive(Clone, Debug)]
pub enum Secret {
    /// It has the pre-master secret.
    PreMaster(PreMasterSecret),
    /// It has the master secret. SSL 3.0 needs it for CertificateVerify.
    Master(MasterSecret),
}

impl From<PreMasterSecret> for Secret {
    fn from(pre_master: PreMasterSecret) -> Self {
        Secret::PreMaster(pre_master)
    }
}

impl Secret {
    /// The master secret, if it has been derived.
    pub fn master(&self) -> Option<&MasterSecret> {
        match self {
            Secret::PreMaster(_) => None,
            Secret::Master(master) => Some(master),
        }
    }

    /// The master secret, which is derived if it has not been.
    pub fn into_master(self, transcript: &Transcript, events: &mut impl Report) -> MasterSecret {
        match self {
            Secret::PreMaster(pre_master) => pre_master.master_secret(transcript, events),
            Secret::Master(master) => master,
        }
    }
}

/// A part of a value, which becomes a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cutting {
    /// The value.
    pub source: ValueName,
    /// The part.
    pub bytes: Vec<u8>,
    /// Where it is in the value.
    pub range: Range<usize>,
}

impl Cutting {
    /// A part of the key block.
    pub fn of(block: &KeyBlock, range: &Range<usize>) -> Self {
        Cutting {
            source: ValueName::KeyBlock,
            bytes: block.bytes[range.clone()].to_vec(),
            range: range.clone(),
        }
    }
}

/// A side that has its keys.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The master secret.
    pub master_secret: MasterSecret,
    /// The keys of both directions.
    pub key_block: KeyBlock,
}

impl PreMasterSecret {
    /// The master secret, by the one formula or by the other.
    pub fn master_secret(self, transcript: &Transcript, events: &mut impl Report) -> MasterSecret {
        let (expansion, inputs) = match self.agreed.switches.extended_master_secret {
            true => self.extended(transcript, events),
            false => self.usual(),
        };
        let bytes = expansion.output.clone();
        let operation = Operation::Prf(Arc::new(expansion));
        let name = ValueName::MasterSecret;
        events.report(|| Event::derived(name, &bytes, operation, inputs));
        MasterSecret {
            agreed: self.agreed,
            bytes,
            kept: false,
        }
    }

    /// master_secret = PRF(pre_master_secret, "master secret", client_random + server_random)
    fn usual(&self) -> (Expansion, Vec<ValueName>) {
        let agreed = &self.agreed;
        let (client, server) = (&agreed.client_random, &agreed.server_random);
        let expansion = key_block::master_secret(agreed.prf(), &self.bytes, client, server);
        let inputs = [
            ValueName::PreMasterSecret,
            ValueName::ClientRandom,
            ValueName::ServerRandom,
        ];
        (expansion, inputs.to_vec())
    }

    /// master_secret = PRF(pre_master_secret, "extended master secret", session_hash)
    fn extended(
        &self,
        transcript: &Transcript,
        events: &mut impl Report,
    ) -> (Expansion, Vec<ValueName>) {
        let agreed = &self.agreed;
        let hash = (agreed.rules.transcript_hash)(agreed.suite);
        let (covered, messages) = transcript.until_key_exchange();
        let session_hash = hash.digest(covered);
        let operation = Operation::TranscriptHash { hash, messages };
        let name = ValueName::SessionHash;
        events.report(|| Event::derived(name, &session_hash, operation, Vec::new()));
        let expansion = key_block::extended_master_secret(agreed.prf(), &self.bytes, &session_hash);
        (expansion, EXTENDED_INPUTS.to_vec())
    }
}

/// What the extended master secret is made of.
const EXTENDED_INPUTS: [ValueName; 2] = [ValueName::PreMasterSecret, ValueName::SessionHash];

/// Reports the extended master secret that follows from a pre-master secret and a hash, where the messages
/// themselves are not known, and returns it.
pub fn extended_master_secret(
    prf: Prf,
    pre_master: &[u8; 48],
    session_hash: &[u8],
    events: &mut impl Report,
) -> Vec<u8> {
    let expansion = key_block::extended_master_secret(prf, pre_master, session_hash);
    let bytes = expansion.output.clone();
    let operation = Operation::Prf(Arc::new(expansion));
    let (name, inputs) = (ValueName::MasterSecret, EXTENDED_INPUTS.to_vec());
    events.report(|| Event::derived(name, &bytes, operation, inputs));
    bytes
}

impl MasterSecret {
    /// key_block = PRF(master_secret, "key expansion", server_random + client_random), cut into
    /// the keys of both directions.
    pub fn expand(self, events: &mut impl Report) -> Keys {
        self.report_kept(events);
        let (expansion, key_block) = key_block::expand(
            self.agreed.prf(),
            self.agreed.rules.key_block_layout(self.agreed.suite),
            &self.bytes,
            &self.agreed.server_random,
            &self.agreed.client_random,
        );
        let inputs = vec![
            ValueName::MasterSecret,
            ValueName::ServerRandom,
            ValueName::ClientRandom,
        ];
        let client_key = Cutting::of(&key_block, &key_block.client_write_key);
        self.cut(expansion, key_block, inputs, &client_key, events)
    }

    /// Reports the master secret if it is that of an earlier connection.
    pub fn report_kept(&self, events: &mut impl Report) {
        if self.kept {
            events.report(|| Event::Kept {
                name: ValueName::MasterSecret,
                bytes: self.bytes.clone(),
            });
        }
    }

    /// Reports the key block, with what it was made from, and the keys that it is cut into. The key of the
    /// client's records may be cut from something else.
    pub fn cut(
        self,
        expansion: Expansion,
        key_block: KeyBlock,
        inputs: Vec<ValueName>,
        client_key: &Cutting,
        events: &mut impl Report,
    ) -> Keys {
        events.report(|| {
            let operation = Operation::Prf(Arc::new(expansion));
            Event::derived(ValueName::KeyBlock, &key_block.bytes, operation, inputs)
        });
        let mut cut = |name, cutting: &Cutting| {
            events.report(|| Event::Derived {
                name,
                bytes: cutting.bytes.clone(),
                operation: Operation::Cut,
                inputs: vec![cutting.source],
                output: cutting.range.clone(),
            });
        };
        let of_block = |range| Cutting::of(&key_block, range);
        let (client, server) = (Side::Client, Side::Server);
        cut(
            ValueName::WriteMacKey(client),
            &of_block(&key_block.client_write_mac_key),
        );
        cut(
            ValueName::WriteMacKey(server),
            &of_block(&key_block.server_write_mac_key),
        );
        cut(ValueName::WriteKey(client), client_key);
        cut(
            ValueName::WriteKey(server),
            &of_block(&key_block.server_write_key),
        );
        let ivs = [&key_block.client_write_iv, &key_block.server_write_iv];
        for (side, iv) in Side::BOTH.into_iter().zip(ivs) {
            if let Some(iv) = iv {
                cut(ValueName::WriteIv(side), &of_block(iv));
            }
        }
        Keys {
            master_secret: self,
            key_block,
        }
    }
}

impl Keys {
    /// What was agreed on.
    pub fn agreed(&self) -> &Agreed {
        &self.master_secret.agreed
    }

    /// The keys that a side protects its records with.
    pub fn of(&self, side: Side) -> DirectionKeys {
        match side {
            Side::Client => self.key_block.client_write(),
            Side::Server => self.key_block.server_write(),
        }
    }

    /// Reports what the Finished of a side has to contain after these messages, and returns it.
    pub fn verify_data(
        &self,
        transcript: &Transcript,
        owner: Side,
        events: &mut impl Report,
    ) -> Vec<u8> {
        let agreed = self.agreed();
        let finishing = Finishing {
            rules: agreed.rules,
            suite: agreed.suite,
            master_secret: &self.master_secret.bytes,
        };
        finishing.verify_data(transcript, owner, events)
    }
}

/// What verify_data is made with, besides the handshake messages.
#[derive(Clone, Copy, Debug)]
pub struct Finishing<'a> {
    /// What the version demands.
    pub rules: &'static Rules,
    /// The suite.
    pub suite: &'static Suite,
    /// The master secret.
    pub master_secret: &'a [u8],
}

impl Finishing<'_> {
    /// Reports what the Finished of a side has to contain after these messages, and returns it.
    pub fn verify_data(
        self,
        transcript: &Transcript,
        owner: Side,
        events: &mut impl Report,
    ) -> Vec<u8> {
        match self.rules.proof {
            ProofRule::Prf => {
                let algorithm = (self.rules.transcript_hash)(self.suite);
                let hash = transcript.hashed(ValueName::HandshakeHash(owner), algorithm, events);
                self.of_hash(&hash, owner, events)
            }
            ProofRule::MasterSecret => self.of_ssl3(transcript, owner, events),
        }
    }

    /// verify_data = PRF(master_secret, finished_label, Hash(handshake_messages))[0..11], from the hash.
    pub fn of_hash(self, hash: &[u8], owner: Side, events: &mut impl Report) -> Vec<u8> {
        let (prf, len) = (
            (self.rules.prf)(self.suite),
            self.rules.form.verify_data_len,
        );
        let expansion = key_block::verify_data(prf, self.master_secret, label(owner), hash, len);
        let verify_data = expansion.output.clone();
        events.report(|| {
            Event::derived(
                ValueName::VerifyData(owner),
                &verify_data,
                Operation::Prf(Arc::new(expansion)),
                vec![ValueName::MasterSecret, ValueName::HandshakeHash(owner)],
            )
        });
        verify_data
    }

    /// hash(master_secret + pad_2 + hash(handshake_messages + sender + master_secret + pad_1)), twice
    fn of_ssl3(self, transcript: &Transcript, owner: Side, events: &mut impl Report) -> Vec<u8> {
        let proof = ssl3::proof(transcript.bytes(), Some(label(owner)), self.master_secret);
        transcript.proved(ValueName::VerifyData(owner), proof, events)
    }
}

fn label(owner: Side) -> FinishedLabel {
    match owner {
        Side::Client => FinishedLabel::Client,
        Side::Server => FinishedLabel::Server,
    }
}

impl Agreed {
    /// What protects the records.
    pub fn algorithms(&self) -> Algorithms {
        Algorithms {
            encrypt_then_mac: self.switches.encrypt_then_mac,
            ..self.rules.algorithms(self.suite)
        }
    }

    /// The pseudorandom function of version and suite.
    pub fn prf(&self) -> Prf {
        (self.rules.prf)(self.suite)
    }
}
