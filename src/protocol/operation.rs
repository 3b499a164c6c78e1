//! How a value is computed from others.

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::pkcs1;
use crate::crypto::prf::Expansion;
use crate::crypto::record::{Protection, Unprotection};
use crate::crypto::signature::Signing;
use std::sync::Arc;

/// How a value was computed, with every intermediate value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The inputs one after the other.
    Join,
    /// A part of the only input.
    Cut,
    /// The input behind the header of a handshake message.
    Encode,
    /// PKCS#1 v1.5 encryption under a public key (RFC 8017 §7.2.1).
    RsaEncryption(Arc<pkcs1::Encryption>),
    /// Its reverse, with the countermeasure of RFC 5246 §7.4.7.1: ciphertext, exponent, modulus, and
    /// if the countermeasure was used, the version and the random bytes of the substitute.
    RsaDecryption(Arc<pkcs1::PreMasterRecovery>),
    /// The pseudorandom function (RFC 5246 §5).
    Prf(Arc<Expansion>),
    /// The hash of the transcript so far.
    TranscriptHash {
        /// Which hash.
        hash: HashAlgorithm,
        /// How many handshake messages it covers, from the first on.
        messages: usize,
    },
    /// A signature with a private key (RFC 5246 §7.4.8).
    Signing(Arc<Signing>),
    /// MAC, padding and encryption of a record (RFC 5246 §6.2.3.2).
    Protection(Arc<Protection>),
    /// Decryption and check of a record (RFC 5246 §6.2.3.2).
    Unprotection(Arc<Unprotection>),
}

impl Operation {
    /// Whether it decrypts a record.
    pub fn is_unprotection(&self) -> bool {
        matches!(self, Self::Unprotection(_))
    }

    /// Those of the inputs that the output is made of. If a server goes on with a pre-master
    /// secret of its own, the ciphertext has only led to that.
    pub fn made_of<'a, T>(&self, inputs: &'a [T]) -> &'a [T] {
        match self {
            Self::RsaDecryption(recovery) if recovery.used_fallback => {
                inputs.get(3..).unwrap_or_default()
            }
            _ => inputs,
        }
    }
}
