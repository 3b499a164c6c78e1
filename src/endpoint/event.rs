//! What an endpoint reports about its work: the only thing that leaves it besides records.
//!
//! An endpoint works in units, and each unit gives one [`Act`]. An act says what it was about,
//! which values came into being and from what, what was checked, what was sent or received. A
//! recorder turns acts into the steps of a trace; nothing else looks into an endpoint.

use super::check::Check;
pub use super::operation::Operation;
pub use super::side::Side;
pub use super::state::StateId;
pub use super::value_name::ValueName;
use crate::crypto::suite::Suite;
use crate::said;
use crate::text::Said;
use crate::wire::annotate::Part;
use crate::wire::{Alert, ContentType, Field, HandshakeType, ProtocolVersion};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The name of a message in the RFC's flow charts, whatever record protocol it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageName {
    /// A handshake message.
    Handshake(HandshakeType),
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// Application data.
    ApplicationData,
    /// An alert.
    Alert,
    /// A record of an unknown content type.
    Unknown,
}

impl MessageName {
    /// `ClientHello`, `ChangeCipherSpec`, `ApplicationData`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Handshake(kind) => kind.message_name(),
            Self::ChangeCipherSpec => "ChangeCipherSpec",
            Self::ApplicationData => "ApplicationData",
            Self::Alert => "Alert",
            Self::Unknown => "Unknown",
        }
    }
}

/// What a unit of work is about. It decides the step's phase, kind and explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The client generates `client_random`.
    DrawClientRandom,
    /// The server chooses version, suite and compression, and generates `server_random`.
    Negotiate,
    /// The client checks the server's certificate chain.
    CheckCertificate,
    /// The server checks the client's certificate chain, or what to do without one.
    CheckClientCertificate,
    /// The client generates the pre-master secret.
    DrawPreMasterSecret,
    /// The client pads it and encrypts it under the server's public key.
    EncryptPreMasterSecret,
    /// The client signs the handshake messages so far with its private key.
    SignHandshake,
    /// The server checks that signature with the key in the client's certificate.
    CheckCertificateVerify,
    /// The server decrypts the pre-master secret with its private key.
    DecryptPreMasterSecret,
    /// The pre-master secret becomes the master secret.
    DeriveMasterSecret,
    /// The master secret becomes the key block, cut into keys.
    ExpandKeyBlock,
    /// A side computes the `verify_data` of its own Finished.
    ComputeVerifyData,
    /// A side MACs, pads and encrypts its Finished.
    ProtectFinished,
    /// A side decrypts and checks the other's Finished.
    CheckFinished,
    /// A side MACs, pads and encrypts application data.
    ProtectApplicationData,
    /// A side decrypts and checks application data.
    OpenApplicationData,
    /// A side cannot accept what came.
    Reject,
    /// A side cannot decrypt the other's Finished, and goes on as if it had been right.
    Bluff,
    /// A message goes out.
    Send(MessageName),
    /// A message comes in.
    Receive(MessageName),
    /// The transport ended.
    TransportClosed,
}

/// A record that carried a message or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The whole record as it was on the wire, header included.
    pub record: Arc<[u8]>,
    /// For a handshake record: what its content holds, in order. Empty for one whole message.
    pub parts: Arc<[Part]>,
    /// Which bytes of the record's content belong to this message.
    pub own: Range<usize>,
    /// For a protected record: the length in bytes of the explicit IV before the ciphertext.
    pub iv_len: Option<usize>,
    /// What was inside, for a protected record that could be decrypted.
    pub inside: Option<Arc<Inside>>,
}

/// A protected record, decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// 64-bit sequence number of the record in its direction.
    pub sequence: u64,
    /// Content, MAC and padding.
    pub plaintext: Vec<u8>,
    /// The place of the content in `plaintext`.
    pub content: Range<usize>,
    /// The place of the MAC in `plaintext`.
    pub mac: Range<usize>,
}

/// A value that a message makes visible, or that it carries encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Which value.
    pub name: ValueName,
    /// The field that holds it.
    pub field: Field,
    /// The bytes of the field that are the value; `None` for all of them.
    pub part: Option<Range<usize>>,
    /// Its bytes; `None` when the field holds it only encrypted.
    pub bytes: Option<Vec<u8>>,
}

/// A message on its way, as one side sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What it is.
    pub message: MessageName,
    /// The record protocol.
    pub content_type: ContentType,
    /// The message: a handshake message with its header, the byte of ChangeCipherSpec, an
    /// alert's two bytes, or data.
    pub content: Vec<u8>,
    /// The records that carried it, in order.
    pub carriers: Vec<Carrier>,
    /// The values in it.
    pub carries: Vec<Carried>,
}

/// Why an endpoint gave up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The alert that RFC 5246 names for it; `None` when nothing may be sent (the peer's own
    /// fatal alert, or a transport that is gone).
    pub alert: Option<Alert>,
    /// What was expected and what came.
    pub reason: Said,
}

/// Why a client that is asked for a certificate sends none: an empty list (RFC 5246 §7.4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// It has none.
    NoneThere,
    /// It has an RSA key, and the server does not accept RSA certificates.
    Type,
    /// The server names issuers, and none of them has issued it.
    Issuer {
        /// The issuers that it names, the first few of many.
        wanted: Vec<String>,
        /// The subject of the client's own certificate.
        subject: String,
        /// Its issuer, or the last one up the chain that the client has.
        issuer: String,
    },
    /// The server accepts none of the signatures that can be made here.
    Signature,
}

impl Withheld {
    /// In words, as the end of a sentence.
    pub fn said(&self) -> Said {
        match self {
            Withheld::NoneThere => said!("endpoint.withheld.none_there"),
            Withheld::Type => said!("endpoint.withheld.type"),
            Withheld::Issuer {
                wanted,
                subject,
                issuer,
            } => said!(
                "endpoint.withheld.issuer",
                wanted = wanted.clone(),
                subject,
                issuer
            ),
            Withheld::Signature => said!("endpoint.withheld.signature"),
        }
    }

    /// What to do about it, if anything can be done.
    pub fn hint(&self) -> Option<Said> {
        match self {
            Withheld::Issuer { wanted, issuer, .. } => Some(said!(
                "endpoint.withheld.issuer_hint",
                wanted = wanted.clone(),
                issuer
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

/// One thing that happened within an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A value generated from this side's random numbers.
    Generated {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A value that this side had from the start: a private key.
    Stored {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Where it is kept, such as `certs/server.key`.
        path: String,
    },
    /// A value computed from others.
    Derived {
        /// Which value.
        name: ValueName,
        /// Its bytes.
        bytes: Vec<u8>,
        /// How.
        operation: Operation,
        /// From what, in the order of the formula.
        inputs: Vec<ValueName>,
        /// Which bytes of the operation's output it is.
        output: Range<usize>,
    },
    /// A message went out.
    Sent(Transfer),
    /// A message came in.
    Received(Transfer),
    /// Something was compared.
    Checked(Check),
    /// Version and suite are agreed, from this side's point of view.
    Agreed {
        /// The connection's version.
        version: ProtocolVersion,
        /// The suite.
        suite: &'static Suite,
    },
    /// A certificate chain came in or was sent, leaf first.
    Chain {
        /// Whose chain it is.
        owner: Side,
        /// DER of each certificate.
        certificates: Vec<Vec<u8>>,
    },
    /// The client was asked for a certificate, and shows none.
    Withheld(Withheld),
    /// A chain has led to a certificate that this side trusted beforehand.
    Anchored {
        /// Whose chain it is.
        owner: Side,
        /// The trusted certificate, as DER.
        certificate: Vec<u8>,
    },
    /// A handshake message entered this side's transcript.
    Transcribed {
        /// The message.
        message: MessageName,
        /// Its bytes, header included.
        bytes: Vec<u8>,
    },
    /// The handshake is complete on this side.
    Established,
    /// This side gives up.
    Failed(Failure),
    /// This side has sent or received close_notify in both directions, or a fatal alert.
    Closed,
}

/// One unit of an endpoint's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Who worked.
    pub side: Side,
    /// At what.
    pub topic: Topic,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The state of its machine afterwards.
    pub state: StateId,
}
