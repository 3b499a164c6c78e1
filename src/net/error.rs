//! Why there is no connection, or nothing to serve with.

use super::address::Address;
use crate::crypto::random::RandomError;
use crate::pki::MAX_LIST_LEN;
use crate::said;
use crate::text::Said;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a connection could not be opened. What goes wrong in a connection is in its trace.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum NetError {
    /// The name is not known, or no name server could be asked.
    Unresolved {
        /// The name.
        host: String,
        /// What the system said.
        source: io::Error,
    },
    /// The name server did not answer in time.
    ResolvingTimedOut {
        /// The name.
        host: String,
        /// How long our side has waited.
        after: Duration,
    },
    /// No program listens there.
    Refused {
        /// Host and port.
        address: Address,
    },
    /// There was no answer.
    TimedOut {
        /// Host and port.
        address: Address,
        /// How long our side has waited.
        after: Duration,
    },
    /// The host cannot be reached, for another reason.
    Unreachable {
        /// Host and port.
        address: Address,
        /// What the system said.
        source: io::Error,
    },
    /// The address cannot be listened on.
    Listen {
        /// Host and port.
        address: Address,
        /// What the system said.
        source: io::Error,
    },
    /// A socket option or a thread was refused.
    System(#[source] io::Error),
    /// Our own certificate has no RSA key.
    NotRsa {
        /// The file.
        path: PathBuf,
        /// Whose certificate it is.
        subject: String,
    },
    /// The private key belongs to another certificate of the chain.
    LeafNotFirst {
        /// The file of the certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Where the certificate is, counted from 1.
        position: usize,
    },
    /// Certificate and private key do not belong together.
    KeyMismatch {
        /// The file of the certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// A part of the modulus in the certificate, in hex, in which the two differ.
        expected: String,
        /// The same part of the modulus of the key.
        got: String,
    },
    /// A certificate is not followed by that of its issuer.
    ChainOrder {
        /// The file.
        path: PathBuf,
        /// Where, counted from 1.
        position: usize,
        /// The issuer of the certificate before.
        expected: String,
        /// The subject that is there instead.
        got: String,
    },
    /// The certificates are too long for a message.
    ChainLength {
        /// The file.
        path: PathBuf,
        /// How many bytes they take.
        got: usize,
    },
    /// The system gave no random numbers.
    Random(#[from] RandomError),
}

impl NetError {
    /// What is wrong, in a sentence that names the thing.
    fn said(&self) -> Said {
        let file = |path: &Path| path.display().to_string();
        let waited = |after: &Duration| format!("{after:?}");
        match self {
            NetError::Unresolved { host, source } => {
                said!("net.error.unresolved", host, system = system(source))
            }
            NetError::ResolvingTimedOut { host, after } => {
                said!("net.error.resolving_timed_out", host, after = waited(after))
            }
            NetError::Refused { address } => {
                said!("net.error.refused", address = address.to_string())
            }
            NetError::TimedOut { address, after } => {
                let address = address.to_string();
                said!("net.error.timed_out", address, after = waited(after))
            }
            NetError::Unreachable { address, source } => {
                let address = address.to_string();
                said!("net.error.unreachable", address, system = system(source))
            }
            NetError::Listen { address, source } => {
                let address = address.to_string();
                said!("net.error.listen", address, system = system(source))
            }
            NetError::System(source) => said!("net.error.system", system = system(source)),
            NetError::NotRsa { path, subject } => {
                said!("net.error.not_rsa", file = file(path), subject)
            }
            NetError::LeafNotFirst {
                certificate,
                key,
                position,
            } => said!(
                "net.error.leaf_not_first",
                certificate = file(certificate),
                key = file(key),
                position
            ),
            NetError::KeyMismatch {
                certificate,
                key,
                expected,
                got,
            } => said!(
                "net.error.key_mismatch",
                certificate = file(certificate),
                key = file(key),
                expected,
                got
            ),
            NetError::ChainOrder {
                path,
                position,
                expected,
                got,
            } => said!(
                "net.error.chain_order",
                file = file(path),
                position,
                expected,
                got
            ),
            NetError::ChainLength { path, got } => {
                said!(
                    "net.error.chain_length",
                    file = file(path),
                    most = MAX_LIST_LEN,
                    got
                )
            }
            NetError::Random(error) => said!("net.error.random", error = error.to_string()),
        }
    }
}

/// What the system says, without what the library puts before it.
fn system(error: &io::Error) -> String {
    let said = error.to_string();
    let said = said
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(&said);
    said.to_owned()
}
