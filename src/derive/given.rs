//! What a calculation starts from.

use crate::protocol::{Side, Suite};
use crate::wire::ProtocolVersion;

/// Length in bytes of a random.
pub const RANDOM_LEN: usize = 32;
/// Length in bytes of a pre-master secret of RSA key exchange (RFC 5246 §7.4.7.1), and of a master secret.
pub const SECRET_LEN: usize = 48;

/// The values that are given, as far as they are.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The version agreed on. If it is neither given nor in the messages, it is TLS 1.2.
    pub version: Option<ProtocolVersion>,
    /// The suite agreed on. If it is neither given nor in the messages, it is the one that is preferred in the version.
    pub suite: Option<&'static Suite>,
    /// Whether the extended master secret was agreed on (RFC 7627).
    pub extended: bool,
    /// Whether encrypt-then-MAC was agreed on (RFC 7366).
    pub encrypt_then_mac: bool,
    /// ClientHello.random.
    pub client_random: Option<[u8; RANDOM_LEN]>,
    /// ServerHello.random.
    pub server_random: Option<[u8; RANDOM_LEN]>,
    /// A secret to begin with.
    pub secret: Option<Secret>,
    /// The hash for the extended master secret.
    pub session_hash: Option<Vec<u8>>,
    /// What Finished covers.
    pub covered: Option<Covered>,
    /// Whose verify_data is computed. If it is not given, the messages say so, and a hash is the client's.
    pub owners: Option<Vec<Side>>,
    /// Protected records to decrypt.
    pub records: Option<Records>,
    /// Results of someone's own implementation, by the names that the values have here.
    pub results: Vec<(String, Vec<u8>)>,
}

/// A secret to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    /// The pre-master secret.
    PreMaster([u8; SECRET_LEN]),
    /// The master secret.
    Master([u8; SECRET_LEN]),
}

/// What Finished covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covered {
    /// The hash of the handshake messages.
    Hash(Vec<u8>),
    /// The handshake messages, one after the other with their headers; or the records that carry them.
    Messages(Vec<u8>),
}

/// Protected records of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// The records, one after the other with their headers.
    pub bytes: Vec<u8>,
    /// Who has sent them.
    pub sender: Side,
    /// The number of the first, counted since ChangeCipherSpec.
    pub sequence: u64,
}
