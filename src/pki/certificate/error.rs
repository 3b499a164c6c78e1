//! Why bytes, or a text, are not a certificate.

use crate::pki::der::{DerError, DerFault};
use crate::pki::pem::Broken;
use crate::said;
use crate::text::Said;
use std::fmt;

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// The DER is not that of a Certificate (section 4.1).
    Malformed {
        /// The number of bytes that were given.
        got: usize,
        /// What was wrong with them.
        error: DerError,
    },
    /// Extensions or unique identifiers in a version that does not have them (sections 4.1.2.8 and 4.1.2.9).
    Version {
        /// The version.
        version: u32,
    },
    /// There is more than the certificate.
    TrailingBytes {
        /// The length in bytes that the certificate itself says.
        expected: usize,
        /// The number of bytes that were given.
        got: usize,
    },
    /// An extension is there more than once.
    DuplicateExtension {
        /// The extension's name, or its object identifier.
        name: String,
    },
    /// An extension is not what its section of the RFC says.
    MalformedExtension {
        /// The extension's name.
        name: String,
        /// What is wrong with it.
        error: DerError,
    },
    /// A PEM text with no certificate in it.
    NoCertificate {
        /// What is in the text instead.
        got: String,
    },
    /// A PEM block that cannot be decoded.
    MalformedPem(Broken),
}

impl CertificateError {
    /// The error as a fact.
    pub fn said(&self) -> Said {
        match self {
            CertificateError::Malformed { error, .. } => {
                said!("pki.certificate.malformed", error = error.said())
            }
            CertificateError::Version { version } => {
                said!("pki.certificate.version", version)
            }
            CertificateError::TrailingBytes { expected, got } => {
                said!("pki.certificate.trailing_bytes", expected, got)
            }
            CertificateError::DuplicateExtension { name } => {
                said!("pki.certificate.duplicate_extension", name)
            }
            CertificateError::MalformedExtension { name, error } => {
                said!(
                    "pki.certificate.malformed_extension",
                    name,
                    error = error.said()
                )
            }
            CertificateError::NoCertificate { got } => {
                said!("pki.certificate.none", got)
            }
            CertificateError::MalformedPem(broken) => broken.said(),
        }
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for CertificateError {}

impl CertificateError {
    pub(super) fn malformed(der: &[u8], error: DerError) -> CertificateError {
        match error {
            // all of it was read, and there is more
            DerError {
                at,
                fault: DerFault::Trailing,
                part: "Certificate",
            } if at > 0 => CertificateError::TrailingBytes {
                expected: at,
                got: der.len(),
            },
            error => CertificateError::Malformed {
                got: der.len(),
                error,
            },
        }
    }
}
