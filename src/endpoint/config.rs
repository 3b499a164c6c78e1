//! How each end of a connection is configured.

use super::session::{Session, SessionCache};
use crate::crypto::random::SeededRng;
use crate::crypto::rsa::PrivateKey;
use crate::crypto::ticket::TicketKeys;
use crate::pki::certificate::Certificate;
use crate::pki::directory::Directory;
use crate::pki::revocation::RevocationList;
use crate::pki::time::UnixTime;
use crate::protocol::{KeyPart, Side, Suite, Switches, ValueName, Versions};
use crate::record::public_names;
use crate::wire::names::SignatureAlgorithm;
use std::sync::Arc;

/// A certificate with its chain, and the private key that belongs to it (or should).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The certificate and the intermediates, leaf first.
    pub chain: Arc<[Certificate]>,
    /// Where the certificate comes from, for display.
    pub certificate_path: String,
    /// The private key.
    pub key: Arc<PrivateKey>,
    /// Where the key comes from, for display.
    pub key_path: String,
}

impl Identity {
    /// The modulus and the exponent of the certificate, which may not be those of the private key; none
    /// if its key is not for RSA.
    pub(super) fn public_key(&self, owner: Side) -> Vec<KeyPart> {
        let certified = self.chain.first().and_then(Certificate::rsa_key);
        let numbers = certified.map(|key| [key.n(), key.e()]);
        let named = public_names(owner)
            .into_iter()
            .zip(numbers.into_iter().flatten());
        let parts = named.map(|(name, bytes)| KeyPart {
            name,
            bytes,
            path: self.certificate_path.clone(),
        });
        parts.collect()
    }

    /// What its owner has before a connection begins: the public key of the certificate, and the
    /// private exponent.
    pub fn key_pair(&self, owner: Side) -> Vec<KeyPart> {
        let mut parts = self.public_key(owner);
        parts.push(KeyPart {
            name: match owner {
                Side::Client => ValueName::ClientPrivateExponent,
                Side::Server => ValueName::ServerPrivateExponent,
            },
            bytes: self.key.d(),
            path: self.key_path.clone(),
        });
        parts
    }
}

/// How a client is configured.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where its random numbers come from.
    pub rng: SeededRng,
    /// The time by its clock.
    pub clock: UnixTime,
    /// The versions that it accepts. It offers the newest of them.
    pub versions: Versions,
    /// Whether it says that it has tried a newer version before, and was refused (TLS_FALLBACK_SCSV,
    /// RFC 7507).
    pub falls_back: bool,
    /// The signature algorithms that it lists in its ClientHello, the preferred first: those that it
    /// can verify in certificates. Left out of the offer of a version before TLS 1.2.
    pub signature_algorithms: Vec<SignatureAlgorithm>,
    /// The suites that it offers, the preferred first. Those that came with TLS 1.2 are left out of
    /// the offer of an older version.
    pub suites: Vec<&'static Suite>,
    /// The name it asks for (server_name) and looks for in the certificate: a DNS name or an IP
    /// address. The latter is not sent (RFC 6066 §3).
    pub server_name: String,
    /// Its trust anchors.
    pub anchors: Arc<[Certificate]>,
    /// The revocation lists that it has at hand; with none it does not check revocation.
    pub revocation_lists: Arc<[RevocationList]>,
    /// Whether it continues when the server's certificate fails a check. The checks are made and
    /// shown in either case.
    pub accept_any_certificate: bool,
    /// The certificate that it sends when the server asks for one.
    pub identity: Option<Identity>,
    /// What it asks for beyond RFC 5246.
    pub switches: Switches,
    /// The session that it asks the server to resume.
    pub session: Option<Session>,
    /// Whether it asks for a ticket (RFC 5077).
    pub wants_ticket: bool,
}

/// How a server is configured.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where its random numbers come from.
    pub rng: SeededRng,
    /// The time by its clock.
    pub clock: UnixTime,
    /// The versions that it accepts.
    pub versions: Versions,
    /// The suites it accepts.
    pub suites: Vec<&'static Suite>,
    /// Its certificate and private key.
    pub identity: Identity,
    /// Whether it asks for a certificate of the client.
    pub client_auth: ClientAuth,
    /// What it agrees to beyond RFC 5246 if the client asks for it. It ignores the rest.
    pub switches: Switches,
    /// Where it remembers sessions, if it does.
    pub sessions: Option<Arc<SessionCache>>,
    /// The keys of the tickets that it gives to clients that ask for one, if it does.
    pub ticket_keys: Option<Arc<TicketKeys>>,
}

/// Whether a server asks for a certificate of the client.
#[derive(Clone, Debug)]
pub enum ClientAuth {
    /// It does not.
    None,
    /// It does, and continues with a client that has none.
    Request(ClientTrust),
    /// It does, and refuses a client that has none.
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
    /// Its trust anchors; their names are sent to the client.
    pub anchors: Arc<[Certificate]>,
    /// The revocation lists that it has at hand; with none it does not check revocation.
    pub revocation_lists: Arc<[RevocationList]>,
    /// The directory in which this very certificate must be found, where one is consulted.
    pub directory: Option<Arc<Directory>>,
    /// The algorithms of CertificateVerify that it accepts, the preferred first.
    pub signature_algorithms: Vec<SignatureAlgorithm>,
}

/// The signature algorithms that can be verified here in certificates, the usual first. That with
/// SHA-1 can be, too, but must not be offered (RFC 9155 §2).
pub const CERTIFICATE_ALGORITHMS: [SignatureAlgorithm; 3] = [
    SignatureAlgorithm::RsaPkcs1Sha256,
    SignatureAlgorithm::RsaPkcs1Sha384,
    SignatureAlgorithm::RsaPkcs1Sha512,
];

/// The signature algorithms that can be made and verified here in CertificateVerify, the usual first.
/// That with SHA-1 can be, too, but should not be offered (RFC 9155 §3).
pub const SIGNATURE_ALGORITHMS: [SignatureAlgorithm; 6] = [
    SignatureAlgorithm::RsaPkcs1Sha256,
    SignatureAlgorithm::RsaPkcs1Sha384,
    SignatureAlgorithm::RsaPkcs1Sha512,
    SignatureAlgorithm::RsaPssRsaeSha256,
    SignatureAlgorithm::RsaPssRsaeSha384,
    SignatureAlgorithm::RsaPssRsaeSha512,
];

/// Those that a scenario may name: SHA-1 as well, to show what it was.
pub const KNOWN_SIGNATURE_ALGORITHMS: [SignatureAlgorithm; 7] = {
    let [a, b, c, d, e, f] = SIGNATURE_ALGORITHMS;
    [a, b, c, d, e, f, SignatureAlgorithm::RsaPkcs1Sha1]
};
