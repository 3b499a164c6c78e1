//! The writing half of the record layer (RFC 5246 §6): fragments messages, protects them once the
//! keys are in use, and keeps the output for the peer.

use crate::crypto::cbc::BLOCK_LEN;
use crate::crypto::record::{DirectionKeys, Protection};
use crate::protocol::{Carrier, Inside, MessageName, Rules, Suite, Transfer};
use crate::wire::annotate::Part;
use crate::wire::record::{MAX_PLAINTEXT, to_bytes};
use crate::wire::{ContentType, HandshakeType, ProtocolVersion};
use std::sync::Arc;

/// Length in bytes of the explicit IV of AES-CBC records since TLS 1.1.
pub(super) const IV_LEN: usize = BLOCK_LEN;

/// A protected record that is ready to be sent.
#[derive(Debug)]
pub(super) struct Prepared {
    pub content_type: ContentType,
    pub protection: Arc<Protection>,
    record: Vec<u8>,
}

/// The keys of one direction, and the number of records that they have protected.
#[derive(Debug)]
pub(super) struct Protecting {
    pub rules: &'static Rules,
    pub suite: &'static Suite,
    pub keys: DirectionKeys,
    pub sequence: u64,
}

/// The output of one end.
#[derive(Debug, Default)]
pub(super) struct RecordWriter {
    write: Option<Protecting>,
    negotiated: Option<ProtocolVersion>,
    output: Vec<u8>,
}

impl RecordWriter {
    pub(super) fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// From here on every record carries this version.
    pub(super) fn negotiated(&mut self, version: ProtocolVersion) {
        self.negotiated = Some(version);
    }

    /// From here on every record is protected.
    pub(super) fn protect(
        &mut self,
        rules: &'static Rules,
        suite: &'static Suite,
        keys: DirectionKeys,
    ) {
        self.write = Some(Protecting {
            rules,
            suite,
            keys,
            sequence: 0,
        });
    }

    pub(super) fn is_protected(&self) -> bool {
        self.write.is_some()
    }

    /// The sequence number of the next protected record; 0 before the keys are in use.
    pub(super) fn next_sequence(&self) -> u64 {
        self.write.as_ref().map_or(0, |write| write.sequence)
    }

    /// Sends a message in the clear, in as many records as it needs. The version of the record is
    /// TLS 1.0 until one is negotiated, as RFC 5246 appendix E.1 advises for a ClientHello.
    pub(super) fn send_clear(&mut self, content_type: ContentType, content: Vec<u8>) -> Transfer {
        let version = self.negotiated.unwrap_or(ProtocolVersion::Tls10);
        let whole = content.len() <= MAX_PLAINTEXT;
        let mut carriers = Vec::new();
        for fragment in content.chunks(MAX_PLAINTEXT) {
            let record = to_bytes(content_type, version, fragment);
            self.output.extend_from_slice(&record);
            let split: Arc<[Part]> = Arc::new([Part::Fragment(fragment.len())]);
            carriers.push(Carrier {
                record: record.into(),
                parts: if whole { Arc::new([]) } else { split },
                own: 0..fragment.len(),
                iv_len: None,
                inside: None,
            });
        }
        let message = message_name(content_type, &content);
        Transfer {
            message,
            content_type,
            content,
            carriers,
            carries: vec![],
        }
    }

    /// Protects a content of at most 2^14 bytes as the next record. `None` before the keys are
    /// in use.
    pub(super) fn prepare(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        iv: [u8; IV_LEN],
    ) -> Option<Prepared> {
        let version = self.negotiated?;
        let write = self.write.as_mut()?;
        let protection = (write.rules.protect)(
            write.suite.algorithms(),
            &write.keys,
            write.sequence,
            content_type.code(),
            version.bytes(),
            content,
            iv,
        );
        write.sequence += 1;
        let record = to_bytes(content_type, version, &protection.fragment);
        Some(Prepared {
            content_type,
            protection: Arc::new(protection),
            record,
        })
    }

    /// Sends a protected record.
    pub(super) fn send_prepared(&mut self, prepared: Prepared) -> Transfer {
        let Prepared {
            content_type,
            protection,
            record,
        } = prepared;
        self.output.extend_from_slice(&record);
        let (content, mac) = (protection.content.len(), protection.mac.len());
        let inside = Inside {
            sequence: protection.sequence,
            plaintext: protection.plaintext.clone(),
            content: 0..content,
            mac: content..content + mac,
        };
        let carrier = Carrier {
            record: record.into(),
            parts: Arc::new([]),
            own: 0..content,
            iv_len: Some(protection.iv.len()),
            inside: Some(Arc::new(inside)),
        };
        let content = protection.content.clone();
        let message = message_name(content_type, &content);
        Transfer {
            message,
            content_type,
            content,
            carriers: vec![carrier],
            carries: vec![],
        }
    }
}

/// What a message of this kind, with this content, is called.
pub(super) fn message_name(content_type: ContentType, content: &[u8]) -> MessageName {
    match content_type {
        ContentType::ChangeCipherSpec => MessageName::ChangeCipherSpec,
        ContentType::Alert => MessageName::Alert,
        ContentType::ApplicationData => MessageName::ApplicationData,
        ContentType::Handshake => match content.first() {
            Some(code) => MessageName::Handshake(HandshakeType::of(*code)),
            None => MessageName::Unknown,
        },
        ContentType::Unknown(_) => MessageName::Unknown,
    }
}
