//! Which colour a value has, by number: the same on the screen, in a page and in a diagram.

use super::{Side, ValueName};

/// How many colours values have.
pub const HUES: usize = 20;

impl ValueName {
    /// The number of its colour, below [`HUES`]. Families of values are families of colours: the client's
    /// are blues, the server's pinks, what both share yellow and green, parts of records greys.
    pub fn hue(self) -> usize {
        use ValueName as V;
        match self {
            V::ClientRandom => 0,
            V::WriteMacKey(Side::Client) => 1,
            V::WriteKey(Side::Client) | V::WriteIv(Side::Client) => 2,
            V::HandshakeHash(Side::Client) | V::VerifyData(Side::Client) => 3,
            V::ClientModulus | V::ClientExponent => 4,
            V::ClientPrivateExponent | V::SignedHash | V::SignatureSalt | V::HandshakeSignature => {
                5
            }
            V::ServerRandom => 6,
            V::WriteMacKey(Side::Server) => 7,
            V::WriteKey(Side::Server) | V::WriteIv(Side::Server) => 8,
            V::HandshakeHash(Side::Server) | V::VerifyData(Side::Server) => 9,
            V::ServerModulus | V::ServerExponent => 10,
            V::ServerPrivateExponent => 11,
            V::PreMasterSecret | V::PreMasterRandom => 12,
            V::EncryptedPreMasterSecret => 13,
            V::SessionHash => 12,
            V::MasterSecret => 14,
            V::KeyBlock => 15,
            V::Ticket | V::OfferedTicket | V::SessionState => 13,
            V::TicketKeyName | V::TicketKey | V::TicketMacKey => 11,
            V::SessionId | V::OfferedSessionId => 16,
            V::RecordContent(..) | V::ClientVersion => 16,
            V::RecordIv(..) => 17,
            V::RecordMac(..) => 18,
            V::RecordCiphertext(..) => 19,
        }
    }
}
