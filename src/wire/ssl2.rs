//! The ClientHello in the form of SSL 2.0, which clients sent for years to reach old and new servers alike
//! (RFC 5246 appendix E.2). It is read here only to be recognized: RFC 6176 forbids SSL 2.0, and a server
//! need not accept its form.
//!
//! ```text
//! length (2, the first bit is 1), msg_type = 1, version (2), three lengths (2 each),
//! cipher_specs (3 bytes each), session_id, challenge
//! ```

use super::names::ProtocolVersion;
use super::{Field, Node, ParseError, Reader};

/// Length in bytes of what comes before the cipher_specs.
const HEADER_LEN: usize = 11;
/// `msg_type` of a ClientHello.
const CLIENT_HELLO: u8 = 1;
/// Length in bytes of a cipher_spec. Those of TLS begin with a zero byte.
const CIPHER_SPEC_LEN: usize = 3;

/// What matters in such a ClientHello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ssl2Hello {
    /// The highest version that the client offers.
    pub version: ProtocolVersion,
    /// How many suites it offers.
    pub cipher_specs: usize,
}

/// The length in bytes of the whole message, if bytes begin like one.
pub fn hello_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [high, low, CLIENT_HELLO, major, ..] if high & 0x80 != 0 && matches!(major, 0 | 2 | 3) => {
            let len = usize::from(high & 0x7f) << 8 | usize::from(*low);
            (len + 2 >= HEADER_LEN).then_some(len + 2)
        }
        _ => None,
    }
}

/// Reads one, with its annotation.
///
/// # Errors
/// The field that could not be read.
pub fn parse(bytes: &[u8]) -> (Result<Ssl2Hello, ParseError>, Vec<Node>) {
    let mut r = Reader::new(bytes);
    let hello = read(&mut r);
    (hello, r.into_nodes())
}

fn read(r: &mut Reader<'_>) -> Result<Ssl2Hello, ParseError> {
    r.node(Field::Ssl2ClientHello, |r| {
        r.opaque(Field::Ssl2Length, 2)?;
        r.u8(Field::Ssl2MessageType)?;
        let version = ProtocolVersion::of(r.u16(Field::Ssl2Version)?);
        let specs = usize::from(r.u16(Field::Ssl2CipherSpecsLength)?);
        let session_id = usize::from(r.u16(Field::Ssl2SessionIdLength)?);
        let challenge = usize::from(r.u16(Field::Ssl2ChallengeLength)?);
        r.bounded(Field::Ssl2CipherSpecs, specs, |r| {
            while r.remaining() >= CIPHER_SPEC_LEN {
                r.opaque(Field::Ssl2CipherSpec, CIPHER_SPEC_LEN)?;
            }
            Ok(())
        })?;
        r.opaque(Field::Ssl2SessionId, session_id)?;
        r.opaque(Field::Ssl2Challenge, challenge)?;
        r.expect_end(Field::Ssl2ClientHello)?;
        Ok(Ssl2Hello {
            version,
            cipher_specs: specs / CIPHER_SPEC_LEN,
        })
    })
}
