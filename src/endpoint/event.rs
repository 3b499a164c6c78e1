//! What an endpoint reports about its work: the only thing that leaves it besides records.
//!
//! An endpoint works in units, and each unit gives one [`Act`]. An act says what it was about,
//! which values came into being and from what, what was checked, what was sent or received. A
//! recorder turns acts into the steps of a trace; nothing else looks into an endpoint.

use super::check::Check;
pub use super::state::StateId;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::pkcs1;
use crate::crypto::prf::Expansion;
use crate::crypto::record::{Protection, Unprotection};
use crate::crypto::signature::Signing;
use crate::crypto::suite::Suite;
use crate::label;
use crate::said;
use crate::text::Said;
use crate::wire::annotate::Part;
use crate::wire::{Alert, ContentType, Field, HandshakeType, ProtocolVersion};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Who opens the connection.
    Client,
    /// Who answers.
    Server,
}

impl Side {
    /// Both, client first.
    pub const BOTH: [Side; 2] = [Side::Client, Side::Server];

    /// The other end.
    pub const fn peer(self) -> Side {
        match self {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        }
    }

    /// `client` or `server`.
    pub const fn name(self) -> &'static str {
        match self {
            Side::Client => "client",
            Side::Server => "server",
        }
    }
}

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

/// The name of a value. Two sides that hold the same name should hold the same bytes; where an
/// attack or an error makes them differ, each keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueName {
    /// 32 bytes, ClientHello.random.
    ClientRandom,
    /// 32 bytes, ServerHello.random.
    ServerRandom,
    /// 2 bytes, ClientHello.client_version.
    ClientVersion,
    /// The modulus of the key in the server's certificate, big-endian.
    ServerModulus,
    /// Its public exponent, big-endian.
    ServerExponent,
    /// The private exponent that the server keeps, big-endian.
    ServerPrivateExponent,
    /// The modulus of the key in the client's certificate, big-endian.
    ClientModulus,
    /// Its public exponent, big-endian.
    ClientExponent,
    /// The private exponent that the client keeps, big-endian.
    ClientPrivateExponent,
    /// Hash of the handshake messages that the client signs, up to ClientKeyExchange.
    SignedHash,
    /// The random bytes in a PSS signature, as long as the hash.
    SignatureSalt,
    /// The signature in CertificateVerify, as long as the client's modulus.
    HandshakeSignature,
    /// The 46 random bytes of the pre-master secret.
    PreMasterRandom,
    /// 48 bytes: client_version and the 46 random bytes.
    PreMasterSecret,
    /// As long as the modulus: the pre-master secret under the server's public key.
    EncryptedPreMasterSecret,
    /// 48 bytes.
    MasterSecret,
    /// All key material, one after the other.
    KeyBlock,
    /// The MAC key of what this side writes.
    WriteMacKey(Side),
    /// The cipher key of what this side writes.
    WriteKey(Side),
    /// Hash of the transcript that this side's Finished covers.
    HandshakeHash(Side),
    /// 12 bytes, in this side's Finished.
    VerifyData(Side),
    /// What this side's protected record with this sequence number carries: a handshake message,
    /// an alert or application data.
    RecordContent(Side, u64),
    /// The MAC of this side's protected record with this sequence number.
    RecordMac(Side, u64),
    /// The IV of this side's protected record with this sequence number.
    RecordIv(Side, u64),
    /// The encrypted part of this side's protected record with this sequence number.
    RecordCiphertext(Side, u64),
}

impl ValueName {
    /// The key in exports and in explanation texts: `client_write_MAC_key`.
    pub fn key(self) -> String {
        match self {
            Self::ClientRandom => "client_random".into(),
            Self::ServerRandom => "server_random".into(),
            Self::ClientVersion => "client_version".into(),
            Self::ServerModulus => "server_modulus".into(),
            Self::ServerExponent => "server_exponent".into(),
            Self::ServerPrivateExponent => "server_private_exponent".into(),
            Self::ClientModulus => "client_modulus".into(),
            Self::ClientExponent => "client_exponent".into(),
            Self::ClientPrivateExponent => "client_private_exponent".into(),
            Self::SignedHash => "signed_hash".into(),
            Self::SignatureSalt => "signature_salt".into(),
            Self::HandshakeSignature => "handshake_signature".into(),
            Self::PreMasterRandom => "pre_master_random".into(),
            Self::PreMasterSecret => "pre_master_secret".into(),
            Self::EncryptedPreMasterSecret => "encrypted_pre_master_secret".into(),
            Self::MasterSecret => "master_secret".into(),
            Self::KeyBlock => "key_block".into(),
            Self::WriteMacKey(side) => format!("{}_write_MAC_key", side.name()),
            Self::WriteKey(side) => format!("{}_write_key", side.name()),
            Self::HandshakeHash(side) => format!("{}_handshake_hash", side.name()),
            Self::VerifyData(side) => format!("{}_verify_data", side.name()),
            Self::RecordContent(side, n) => format!("{}_record_{n}_content", side.name()),
            Self::RecordMac(side, n) => format!("{}_record_{n}_mac", side.name()),
            Self::RecordIv(side, n) => format!("{}_record_{n}_iv", side.name()),
            Self::RecordCiphertext(side, n) => format!("{}_record_{n}_ciphertext", side.name()),
        }
    }

    /// The name to show: the RFC's where it has one.
    pub fn title(self) -> String {
        match self {
            Self::ClientRandom => "client random".into(),
            Self::ServerRandom => "server random".into(),
            Self::ClientVersion => "client_version".into(),
            Self::ServerModulus => "server's modulus n".into(),
            Self::ServerExponent => "server's exponent e".into(),
            Self::ServerPrivateExponent => label!("endpoint.value.server_private_exponent").into(),
            Self::ClientModulus => "client's modulus n".into(),
            Self::ClientExponent => "client's exponent e".into(),
            Self::ClientPrivateExponent => label!("endpoint.value.client_private_exponent").into(),
            Self::SignedHash => label!("endpoint.value.signed_hash").into(),
            Self::SignatureSalt => "salt".into(),
            Self::HandshakeSignature => "client's signature".into(),
            Self::PreMasterRandom => "46 random bytes".into(),
            Self::PreMasterSecret => "pre-master secret".into(),
            Self::EncryptedPreMasterSecret => "encrypted pre-master".into(),
            Self::MasterSecret => "master secret".into(),
            Self::KeyBlock => "key block".into(),
            Self::WriteMacKey(side) => format!("{}_write_MAC_key", side.name()),
            Self::WriteKey(side) => format!("{}_write_key", side.name()),
            Self::HandshakeHash(side) => format!("{} handshake hash", side.name()),
            Self::VerifyData(side) => format!("{} verify_data", side.name()),
            Self::RecordContent(side, n) => format!("{} record {n} content", side.name()),
            Self::RecordMac(side, n) => format!("{} record {n} MAC", side.name()),
            Self::RecordIv(side, n) => format!("{} record {n} IV", side.name()),
            Self::RecordCiphertext(side, n) => format!("{} record {n} ciphertext", side.name()),
        }
    }
}

/// How a value was computed, with every intermediate value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The inputs one after the other.
    Join,
    /// A part of the only input.
    Cut,
    /// The input behind the header of a handshake message.
    Encode,
    /// PKCS#1 v1.5 encryption under a public key (RFC 8017 §7.2.1).
    RsaEncryption(Arc<pkcs1::Encryption>),
    /// Its reverse, with the countermeasure of RFC 5246 §7.4.7.1: ciphertext, exponent, modulus, and
    /// if the countermeasure was used, the version and the random bytes of the substitute.
    RsaDecryption(Arc<pkcs1::PreMasterRecovery>),
    /// The pseudorandom function (RFC 5246 §5).
    Prf(Arc<Expansion>),
    /// The hash of the transcript so far.
    TranscriptHash {
        /// Which hash.
        hash: HashAlgorithm,
        /// How many handshake messages it covers, from the first on.
        messages: usize,
    },
    /// A signature with a private key (RFC 5246 §7.4.8).
    Signing(Arc<Signing>),
    /// MAC, padding and encryption of a record (RFC 5246 §6.2.3.2).
    Protection(Arc<Protection>),
    /// Decryption and check of a record (RFC 5246 §6.2.3.2).
    Unprotection(Arc<Unprotection>),
}

impl ValueName {
    /// Whether it is the secret part of a key, which its owner had before the run.
    pub fn is_private_exponent(self) -> bool {
        matches!(
            self,
            Self::ServerPrivateExponent | Self::ClientPrivateExponent
        )
    }
}

impl Operation {
    /// Whether it decrypts a record.
    pub fn is_unprotection(&self) -> bool {
        matches!(self, Self::Unprotection(_))
    }

    /// Those of the inputs that the output is made of. If a server goes on with a pre-master
    /// secret of its own, the ciphertext has only led to that.
    pub fn made_of<'a, T>(&self, inputs: &'a [T]) -> &'a [T] {
        match self {
            Self::RsaDecryption(recovery) if recovery.used_fallback => {
                inputs.get(3..).unwrap_or_default()
            }
            _ => inputs,
        }
    }
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
