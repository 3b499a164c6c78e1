//! How a value is computed from others.

use super::value_name::ValueName;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::pkcs1;
use crate::crypto::prf::Expansion;
use crate::crypto::record::{Protection, Unprotection};
use crate::crypto::signature::Signing;
use crate::crypto::ssl3;
use crate::crypto::ticket::Ticket;
use std::sync::Arc;

/// How a value was computed, with every intermediate value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The inputs one after the other.
    Join,
    /// A part of the only input.
    Cut,
    /// The only input, kept from an earlier connection.
    Keep,
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
    /// The proof of SSL 3.0 over the transcript so far and the master secret (RFC 6101 §5.6.8, §5.6.9).
    Ssl3Proof {
        /// The hashes.
        proof: Arc<ssl3::Proof>,
        /// How many handshake messages it covers, from the first on.
        messages: usize,
    },
    /// A signature with a private key (RFC 5246 §7.4.8).
    Signing(Arc<Signing>),
    /// A session put into a ticket (RFC 5077 §4).
    Ticket(Arc<Ticket>),
    /// Its reverse: what the server finds in a ticket.
    TicketOpening(Arc<Ticket>),
    /// MAC, padding and encryption of a record (RFC 5246 §6.2.3).
    Protection(Arc<Protection>),
    /// Decryption and check of a record (RFC 5246 §6.2.3).
    Unprotection(Arc<Unprotection>),
}

/// What an input is to the operation that takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// What is joined, cut, or put behind a header.
    Source,
    /// What is encrypted under a public key.
    Message,
    /// The modulus of an RSA key.
    Modulus,
    /// The public exponent of an RSA key.
    Exponent,
    /// The private exponent of an RSA key.
    PrivateExponent,
    /// What is decrypted.
    Ciphertext,
    /// The version and the random bytes of a substitute for what cannot be decrypted.
    Substitute,
    /// The secret that the PRF stretches, or that a proof is made with.
    Secret,
    /// What the PRF's seed consists of.
    Seed,
    /// The contents of the protected messages among those that are hashed.
    Content,
    /// The hash that is signed.
    Digest,
    /// The salt of a PSS signature.
    Salt,
    /// The name of a key.
    KeyName,
    /// The key of a MAC.
    MacKey,
    /// The key of a cipher.
    Key,
    /// The IV of a record.
    Iv,
    /// The MAC of a record.
    Mac,
}

impl Operation {
    /// The names of its inputs when it gives the value `result`, in the order of the formula. The last
    /// name stands for all inputs that are left.
    pub fn input_names(&self, result: ValueName) -> &'static [Input] {
        let is_mac = matches!(result, ValueName::RecordMac(..));
        match self {
            Self::Join | Self::Cut | Self::Keep | Self::Encode => &[Input::Source],
            Self::RsaEncryption(_) => &[Input::Message, Input::Modulus, Input::Exponent],
            Self::RsaDecryption(_) => &[
                Input::Ciphertext,
                Input::PrivateExponent,
                Input::Modulus,
                Input::Substitute,
            ],
            Self::Prf(_) => &[Input::Secret, Input::Seed],
            Self::TranscriptHash { .. } => &[Input::Content],
            Self::Ssl3Proof { .. } => &[Input::Secret, Input::Content],
            Self::Signing(_) => &[
                Input::Digest,
                Input::PrivateExponent,
                Input::Modulus,
                Input::Salt,
            ],
            Self::Ticket(_) => &[Input::KeyName, Input::Key, Input::MacKey, Input::Content],
            Self::TicketOpening(_) => {
                &[Input::KeyName, Input::Key, Input::MacKey, Input::Ciphertext]
            }
            Self::Protection(one) if is_mac && one.mac_is_last() => {
                &[Input::MacKey, Input::Ciphertext]
            }
            Self::Unprotection(one) if is_mac && one.mac_is_last() => {
                &[Input::MacKey, Input::Ciphertext]
            }
            Self::Protection(_) | Self::Unprotection(_) if is_mac => {
                &[Input::MacKey, Input::Content]
            }
            Self::Protection(one) if one.mac_is_last() => &[Input::Key, Input::Iv, Input::Content],
            Self::Protection(one) if one.iv.is_empty() => &[Input::Key, Input::Content, Input::Mac],
            Self::Protection(_) => &[Input::Key, Input::Iv, Input::Content, Input::Mac],
            Self::Unprotection(one) if one.iv.is_empty() => &[Input::Key, Input::Ciphertext],
            Self::Unprotection(_) => &[Input::Key, Input::Iv, Input::Ciphertext],
        }
    }

    /// Those of the inputs that go by a name: one, or all that are left under the last name.
    pub fn named<'a, T>(&self, result: ValueName, inputs: &'a [T], name: Input) -> &'a [T] {
        let names = self.input_names(result);
        let Some(at) = names.iter().position(|one| *one == name) else {
            return &[];
        };
        let left = inputs.get(at..).unwrap_or_default();
        match at + 1 == names.len() {
            true => left,
            false => &left[..left.len().min(1)],
        }
    }

    /// Whether it decrypts a record.
    pub fn is_unprotection(&self) -> bool {
        matches!(self, Self::Unprotection(_))
    }

    /// Those of the inputs that the output is made of. If a server goes on with a pre-master
    /// secret of its own, the ciphertext has only led to that.
    pub fn made_of<'a, T>(&self, inputs: &'a [T]) -> &'a [T] {
        match self {
            Self::RsaDecryption(recovery) if recovery.used_fallback => {
                self.named(ValueName::PreMasterSecret, inputs, Input::Substitute)
            }
            _ => inputs,
        }
    }
}
