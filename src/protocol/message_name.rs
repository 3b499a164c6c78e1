//! Messages by name.

use super::phase::{Phase, StepKind};
use crate::wire::{ContentType, HandshakeType};

/// The name of a message in the RFC's flow charts, whatever record protocol it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageName {
    /// A handshake message.
    Handshake(HandshakeType),
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// A ClientHello in the form of SSL 2.0 (RFC 5246 appendix E.2).
    Ssl2ClientHello,
    /// Application data.
    ApplicationData,
    /// An alert.
    Alert,
    /// A record of an unknown content type.
    Unknown,
}

impl MessageName {
    /// What a message in a record of this type, with this content, is called.
    pub fn of(content_type: ContentType, content: &[u8]) -> Self {
        match content_type {
            ContentType::ChangeCipherSpec => Self::ChangeCipherSpec,
            ContentType::Alert => Self::Alert,
            ContentType::ApplicationData => Self::ApplicationData,
            ContentType::Handshake => match content.first() {
                Some(code) => Self::Handshake(HandshakeType::of(*code)),
                None => Self::Unknown,
            },
            ContentType::Unknown(_) => Self::Unknown,
        }
    }

    /// What a protected message is called that cannot be decrypted: the type of its record is all that it
    /// shows. The handshake message that follows ChangeCipherSpec is Finished.
    pub const fn sealed(content_type: ContentType) -> Self {
        match content_type {
            ContentType::ChangeCipherSpec => Self::ChangeCipherSpec,
            ContentType::Alert => Self::Alert,
            ContentType::ApplicationData => Self::ApplicationData,
            ContentType::Handshake => Self::Handshake(HandshakeType::Finished),
            ContentType::Unknown(_) => Self::Unknown,
        }
    }

    /// `ClientHello`, `ChangeCipherSpec`, `ApplicationData`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Handshake(kind) => kind.message_name(),
            Self::ChangeCipherSpec => "ChangeCipherSpec",
            Self::Ssl2ClientHello => "V2ClientHello",
            Self::ApplicationData => "ApplicationData",
            Self::Alert => "Alert",
            Self::Unknown => "Unknown",
        }
    }

    /// The kind of a step in which it crosses the wire.
    pub const fn kind(self) -> StepKind {
        match self {
            Self::Alert => StepKind::Alert,
            _ => StepKind::Message,
        }
    }

    /// The part of the handshake that it belongs to, if it belongs to one, from whether the handshake is
    /// over.
    pub const fn phase(self, established: bool) -> Option<Phase> {
        use HandshakeType as H;
        Some(match self {
            Self::Handshake(H::HelloRequest | H::ClientHello | H::ServerHello)
            | Self::Ssl2ClientHello => Phase::Hello,
            Self::Handshake(
                H::Certificate
                | H::CertificateStatus
                | H::ServerKeyExchange
                | H::CertificateRequest
                | H::ServerHelloDone,
            ) => Phase::Certificate,
            Self::Handshake(H::ClientKeyExchange | H::CertificateVerify) => Phase::KeyExchange,
            Self::Handshake(H::Finished) => Phase::Finished,
            Self::ChangeCipherSpec => Phase::ChangeCipher,
            Self::ApplicationData => Phase::Data,
            Self::Alert if established => Phase::Data,
            // a ticket comes before ChangeCipherSpec, at the point that the handshake has reached
            Self::Alert | Self::Handshake(_) | Self::Unknown => return None,
        })
    }
}
