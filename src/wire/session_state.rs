//! What is inside a session ticket: the server's state of a session (RFC 5077 §4). Only the server reads
//! it, so its form is the server's own affair; this is the one that the RFC recommends, with one byte
//! more, which says whether the master secret is an extended one (RFC 7627 §5.3).

use super::CipherSuite;
use super::handshake::{read_certificates, write_certificates};
use super::names::{CompressionMethod, ProtocolVersion};
use super::{Field, Node, ParseError, Reader, Writer};

/// The state of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionState {
    /// The version that was agreed on.
    pub version: ProtocolVersion,
    /// The suite.
    pub cipher_suite: CipherSuite,
    /// The master secret, 48 bytes.
    pub master_secret: [u8; 48],
    /// The client's certificate chain as DER, its own first; empty for one that has shown none.
    pub client_chain: Vec<Vec<u8>>,
    /// When the session began, in seconds since 1970.
    pub timestamp: u32,
    /// Whether the master secret is an extended one.
    pub extended_master_secret: bool,
}

/// The type of client_identity where the client has shown no certificate.
const ANONYMOUS: u8 = 0;
/// The type of client_identity that a certificate chain follows.
const CERTIFICATE_BASED: u8 = 1;

impl SessionState {
    /// Reads the state out of an opened ticket.
    ///
    /// # Errors
    /// The field that could not be read.
    pub fn parse(bytes: &[u8]) -> (Result<Self, ParseError>, Vec<Node>) {
        let mut r = Reader::new(bytes);
        let state = Self::read(&mut r).and_then(|state| {
            r.expect_end(Field::SessionState)?;
            Ok(state)
        });
        (state, r.into_nodes())
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, ParseError> {
        r.node(Field::SessionState, |r| {
            let version = ProtocolVersion::of(r.u16(Field::StateVersion)?);
            let cipher_suite = CipherSuite::of(r.u16(Field::CipherSuite)?);
            r.u8(Field::CompressionMethod)?;
            let mut master_secret = [0; 48];
            master_secret.copy_from_slice(r.opaque(Field::StateMasterSecret, 48)?);
            let mut client_chain = Vec::new();
            if r.u8(Field::ClientIdentityType)? == CERTIFICATE_BASED {
                client_chain = read_certificates(r, 1..)?;
            }
            let mut timestamp = [0; 4];
            timestamp.copy_from_slice(r.opaque(Field::StateTimestamp, 4)?);
            let extended = r.u8(Field::StateExtended)?;
            Ok(SessionState {
                version,
                cipher_suite,
                master_secret,
                client_chain,
                timestamp: u32::from_be_bytes(timestamp),
                extended_master_secret: extended != 0,
            })
        })
    }

    /// The state's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.node(Field::SessionState, |w| {
            w.u16(Field::StateVersion, self.version.code());
            w.u16(Field::CipherSuite, self.cipher_suite.code());
            w.u8(Field::CompressionMethod, CompressionMethod::Null.code());
            w.opaque(Field::StateMasterSecret, &self.master_secret);
            match self.client_chain.is_empty() {
                true => w.u8(Field::ClientIdentityType, ANONYMOUS),
                false => {
                    w.u8(Field::ClientIdentityType, CERTIFICATE_BASED);
                    write_certificates(w, &self.client_chain);
                }
            }
            w.opaque(Field::StateTimestamp, &self.timestamp.to_be_bytes());
            w.u8(Field::StateExtended, u8::from(self.extended_master_secret));
        });
        w.finish().0
    }
}
