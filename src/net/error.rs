//! Why there is no connection, or nothing to serve with.

use super::address::Address;
use crate::crypto::random::RandomError;
use crate::crypto::rsa::KeyError;
use crate::pki::certificate::CertificateError;
use crate::pki::directory::LdifError;
use crate::pki::revocation::RevocationListError;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why a connection could not be begun. What goes wrong in a connection is in its trace.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The name is not known, or nobody could be asked.
    #[error("the name {host} does not resolve: {source}")]
    Unresolved {
        /// The name.
        host: String,
        /// What the system said.
        source: io::Error,
    },
    /// The name server did not answer in time.
    #[error("the name {host} did not resolve within {after:?}")]
    ResolvingTimedOut {
        /// The name.
        host: String,
        /// How long was waited.
        after: Duration,
    },
    /// Nobody listens there.
    #[error("{address} refused the connection")]
    Refused {
        /// Host and port.
        address: Address,
    },
    /// Nobody answered.
    #[error("{address} did not answer within {after:?}")]
    TimedOut {
        /// Host and port.
        address: Address,
        /// How long was waited.
        after: Duration,
    },
    /// The host cannot be reached, for another reason.
    #[error("cannot connect to {address}: {source}")]
    Unreachable {
        /// Host and port.
        address: Address,
        /// What the system said.
        source: io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Host and port.
        address: Address,
        /// What the system said.
        source: io::Error,
    },
    /// A socket option, or a thread, was not to be had.
    #[error("the system does not carry the connection: {0}")]
    System(#[source] io::Error),
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of certificates that holds none, or a broken one.
    #[error("{}: {source}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What was expected and what is there.
        source: CertificateError,
    },
    /// A file with no revocation list in it.
    #[error(
        "{}: {source}{}", path.display(),
        holds.as_ref().map(|label| format!("; what there is begins with -----BEGIN {label}-----")).unwrap_or_default()
    )]
    RevocationList {
        /// The file.
        path: PathBuf,
        /// What the first PEM block in it is, if there is one of another kind.
        holds: Option<String>,
        /// What is wrong with it.
        source: RevocationListError,
    },
    /// A file that is no directory.
    #[error("{}, {source}", path.display())]
    Directory {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: LdifError,
    },
    /// A file that holds no private key for RSA.
    #[error("{}: {source}", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// What was expected and what is there.
        source: KeyError,
    },
    /// The server's own certificate is not for RSA.
    #[error("{}: expected an RSA key in the certificate of {subject}, got another", path.display())]
    NotRsa {
        /// The file.
        path: PathBuf,
        /// Whose certificate it is.
        subject: String,
    },
    /// The private key is that of a certificate further up.
    #[error(
        "{}: expected the certificate that {} is for at the beginning, got it as number {position}",
        certificate.display(), key.display()
    )]
    LeafNotFirst {
        /// The file of the certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Where the certificate is, counted from 1.
        position: usize,
    },
    /// Certificate and private key are not of a pair.
    #[error(
        "{} and {} do not belong together: expected the modulus {expected}…, got {got}…",
        certificate.display(), key.display()
    )]
    KeyMismatch {
        /// The file of the certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// The first bytes of the modulus in the certificate, in hex.
        expected: String,
        /// The first bytes of the modulus of the key, in hex.
        got: String,
    },
    /// A certificate is not followed by that of its issuer.
    #[error("{}: expected the certificate of {expected} as number {position}, got that of {got}", path.display())]
    ChainOrder {
        /// The file.
        path: PathBuf,
        /// Where, counted from 1.
        position: usize,
        /// The issuer of the certificate before.
        expected: String,
        /// Who is there instead.
        got: String,
    },
    /// Random numbers were to be drawn.
    #[error(transparent)]
    Random(#[from] RandomError),
}
