//! Why there is no connection, or nothing to serve with.

use super::address::Address;
use crate::crypto::random::RandomError;
use crate::pki::MAX_LIST_LEN;
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
    /// Our own certificate is not for RSA.
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
    /// The certificates do not fit into a message.
    #[error(
        "{}: expected certificates of at most {MAX_LIST_LEN} bytes in all, three of each for its length, which is \
         what a Certificate message can hold, got {got}",
        path.display()
    )]
    ChainLength {
        /// The file.
        path: PathBuf,
        /// How many bytes they take.
        got: usize,
    },
    /// Random numbers were to be drawn.
    #[error(transparent)]
    Random(#[from] RandomError),
}
