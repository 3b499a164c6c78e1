//! What each end brings to a connection.

use crate::crypto::random::SeededRng;
use crate::crypto::rsa::PrivateKey;
use crate::crypto::suite::Suite;
use crate::pki::certificate::Certificate;
use crate::pki::time::UnixTime;
use std::sync::Arc;

/// What a client brings.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where its random numbers come from.
    pub rng: SeededRng,
    /// What it believes the time is.
    pub clock: UnixTime,
    /// The suites it offers, favourite first.
    pub suites: Vec<&'static Suite>,
    /// The name it asks for (server_name) and looks for in the certificate: a DNS name or an IP
    /// address. The latter is not sent (RFC 6066 §3).
    pub server_name: String,
    /// The certificates it trusts from the start.
    pub anchors: Arc<[Certificate]>,
    /// Whether it goes on when the server's certificate does not pass. Checked and shown in
    /// either case.
    pub accept_any_certificate: bool,
}

/// What a server brings.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where its random numbers come from.
    pub rng: SeededRng,
    /// What it believes the time is.
    pub clock: UnixTime,
    /// The suites it accepts.
    pub suites: Vec<&'static Suite>,
    /// Its certificate and the intermediates, leaf first.
    pub chain: Arc<[Certificate]>,
    /// Where the certificate is kept, to be shown.
    pub certificate_path: String,
    /// The private key of the leaf.
    pub key: Arc<PrivateKey>,
    /// Where the key is kept, to be shown.
    pub key_path: String,
}
