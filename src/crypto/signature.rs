//! The two ways to sign with RSA that TLS knows, behind one name.

use super::hash::HashAlgorithm;
use super::{pkcs1, pss};
use crate::text::Said;

/// A signature check of either kind, with its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    Pkcs1(pkcs1::Verification),
    /// RSASSA-PSS (RFC 8017 §8.1).
    Pss(pss::Verification),
}

impl Verification {
    /// Whether the signature is valid, or why not, in words.
    pub fn outcome(&self) -> Result<(), Said> {
        match self {
            Verification::Pkcs1(one) => one.outcome.map_err(|fault| fault.said()),
            Verification::Pss(one) => one.outcome.map_err(|fault| fault.said()),
        }
    }

    /// Whether the signature is valid.
    pub fn is_valid(&self) -> bool {
        self.outcome().is_ok()
    }

    /// The hash function.
    pub fn hash(&self) -> HashAlgorithm {
        match self {
            Verification::Pkcs1(one) => one.hash,
            Verification::Pss(one) => one.hash,
        }
    }

    /// The hash of the message, computed by the verifier.
    pub fn computed_digest(&self) -> &[u8] {
        match self {
            Verification::Pkcs1(one) => &one.computed_digest,
            Verification::Pss(one) => &one.computed_digest,
        }
    }

    /// Modulus and public exponent of the key it was checked with, big-endian.
    pub fn key(&self) -> (&[u8], &[u8]) {
        match self {
            Verification::Pkcs1(one) => (&one.n, &one.e),
            Verification::Pss(one) => (&one.n, &one.e),
        }
    }

    /// The signature as it was given.
    pub fn signature(&self) -> &[u8] {
        match self {
            Verification::Pkcs1(one) => &one.signature,
            Verification::Pss(one) => &one.signature,
        }
    }

    /// signature^e mod n; empty if RSA could not be applied to the signature.
    pub fn block(&self) -> &[u8] {
        match self {
            Verification::Pkcs1(one) => &one.block,
            Verification::Pss(one) => &one.block,
        }
    }
}

/// A signature of either kind, with the steps to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.1).
    Pkcs1(pkcs1::Signature),
    /// RSASSA-PSS (RFC 8017 §8.1.1).
    Pss(pss::Signature),
}

impl Signing {
    /// The hash function.
    pub fn hash(&self) -> HashAlgorithm {
        match self {
            Signing::Pkcs1(one) => one.hash,
            Signing::Pss(one) => one.hash,
        }
    }

    /// The signature, as long as the modulus.
    pub fn signature(&self) -> &[u8] {
        match self {
            Signing::Pkcs1(one) => &one.signature,
            Signing::Pss(one) => &one.signature,
        }
    }

    /// The hash of what is signed.
    pub fn digest(&self) -> &[u8] {
        match self {
            Signing::Pkcs1(one) => &one.digest,
            Signing::Pss(one) => &one.block.digest,
        }
    }
}
