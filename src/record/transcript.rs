//! The handshake messages of a connection, one after the other, and what is computed over them (RFC 5246
//! §7.4.8, §7.4.9).

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::ssl3::Proof;
use crate::protocol::{Event, MessageName, Operation, Report, ValueName};
use crate::wire::HandshakeType;
use std::sync::Arc;

/// The handshake messages so far.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// The messages, headers included.
    bytes: Vec<u8>,
    messages: usize,
    /// How much of it there was when ClientKeyExchange was the last message: bytes, and messages.
    key_exchange_at: (usize, usize),
    /// The messages among them that were sent protected, by the name of their content.
    protected: Vec<ValueName>,
}

impl Transcript {
    /// Adds a message, given with its header, and reports it.
    pub fn add(&mut self, message: MessageName, bytes: &[u8], events: &mut impl Report) {
        self.bytes.extend_from_slice(bytes);
        self.messages += 1;
        if message == MessageName::Handshake(HandshakeType::ClientKeyExchange) {
            self.key_exchange_at = (self.bytes.len(), self.messages);
        }
        events.report(|| Event::Transcribed {
            message,
            sender: None,
            bytes: bytes.to_vec(),
        });
    }

    /// The message that was added last was sent protected, as this content.
    pub fn last_was_protected(&mut self, content: ValueName) {
        self.protected.push(content);
    }

    /// The messages, headers included.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many messages there are.
    pub fn messages(&self) -> usize {
        self.messages
    }

    /// The messages up to and including ClientKeyExchange, and how many these are.
    pub fn until_key_exchange(&self) -> (&[u8], usize) {
        let (len, messages) = self.key_exchange_at;
        (&self.bytes[..len], messages)
    }

    /// Reports the hash of the messages, and returns it.
    pub fn hashed(
        &self,
        name: ValueName,
        hash: HashAlgorithm,
        events: &mut impl Report,
    ) -> Vec<u8> {
        let bytes = hash.digest(&self.bytes);
        let messages = self.messages;
        events.report(|| {
            let operation = Operation::TranscriptHash { hash, messages };
            Event::derived(name, &bytes, operation, self.protected.clone())
        });
        bytes
    }

    /// Reports a proof of SSL 3.0 over the messages, and returns its bytes.
    pub fn proved(&self, name: ValueName, proof: Proof, events: &mut impl Report) -> Vec<u8> {
        let bytes = proof.output.clone();
        events.report(|| {
            let operation = Operation::Ssl3Proof {
                proof: Arc::new(proof),
                messages: self.messages,
            };
            let inputs = [&[ValueName::MasterSecret], &*self.protected].concat();
            Event::derived(name, &bytes, operation, inputs)
        });
        bytes
    }
}
