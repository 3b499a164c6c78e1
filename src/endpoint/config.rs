//! What each end brings to a connection.

use crate::crypto::random::SeededRng;
use crate::crypto::rsa::PrivateKey;
use crate::crypto::suite::Suite;
use crate::pki::certificate::Certificate;
use crate::pki::directory::Directory;
use crate::pki::revocation::RevocationList;
use crate::pki::time::UnixTime;
use crate::wire::names::{ProtocolVersion, SignatureAlgorithm};
use std::sync::Arc;

/// A certificate with its chain, and the private key that belongs to it (or should).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The certificate and the intermediates, leaf first.
    pub chain: Arc<[Certificate]>,
    /// Where the certificate is kept, to be shown.
    pub certificate_path: String,
    /// The private key.
    pub key: Arc<PrivateKey>,
    /// Where the key is kept, to be shown.
    pub key_path: String,
}

/// What a client brings.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where its random numbers come from.
    pub rng: SeededRng,
    /// What it believes the time is.
    pub clock: UnixTime,
    /// The highest version that it says it speaks. Only TLS 1.2 can come to anything.
    pub version: ProtocolVersion,
    /// The suites it offers, favourite first.
    pub suites: Vec<&'static Suite>,
    /// The name it asks for (server_name) and looks for in the certificate: a DNS name or an IP
    /// address. The latter is not sent (RFC 6066 §3).
    pub server_name: String,
    /// The certificates it trusts from the start.
    pub anchors: Arc<[Certificate]>,
    /// The revocation lists that it has at hand; with none it does not ask about revocation.
    pub revocation_lists: Arc<[RevocationList]>,
    /// Whether it goes on when the server's certificate does not pass. Checked and shown in
    /// either case.
    pub accept_any_certificate: bool,
    /// What it shows when the server asks who it is.
    pub identity: Option<Identity>,
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
    /// Who it is.
    pub identity: Identity,
    /// Whether it asks who the client is.
    pub client_auth: ClientAuth,
}

/// Whether a server asks who the client is.
#[derive(Clone, Debug)]
pub enum ClientAuth {
    /// It does not.
    None,
    /// It does, and goes on with a client that has no certificate.
    Request(ClientTrust),
    /// It does, and insists.
    Require(ClientTrust),
}

impl ClientAuth {
    /// What the client's certificate is checked against, where one is asked for.
    pub fn trust(&self) -> Option<&ClientTrust> {
        match self {
            ClientAuth::None => None,
            ClientAuth::Request(trust) | ClientAuth::Require(trust) => Some(trust),
        }
    }
}

/// What a server checks a client's certificate against.
#[derive(Clone, Debug)]
pub struct ClientTrust {
    /// The certificates that it trusts from the start; their names are sent to the client.
    pub anchors: Arc<[Certificate]>,
    /// The revocation lists that it has at hand; with none it does not ask about revocation.
    pub revocation_lists: Arc<[RevocationList]>,
    /// The directory in which the very certificate must stand, where one is asked.
    pub directory: Option<Arc<Directory>>,
    /// The algorithms of CertificateVerify that it accepts, favourite first.
    pub signature_algorithms: Vec<SignatureAlgorithm>,
}

/// The signature algorithms that can be made and checked here, the usual first.
pub const SIGNATURE_ALGORITHMS: [SignatureAlgorithm; 7] = [
    SignatureAlgorithm::RsaPkcs1Sha256,
    SignatureAlgorithm::RsaPkcs1Sha384,
    SignatureAlgorithm::RsaPkcs1Sha512,
    SignatureAlgorithm::RsaPssRsaeSha256,
    SignatureAlgorithm::RsaPssRsaeSha384,
    SignatureAlgorithm::RsaPssRsaeSha512,
    SignatureAlgorithm::RsaPkcs1Sha1,
];
