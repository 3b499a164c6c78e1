//! Messages by name.

use crate::wire::HandshakeType;

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
