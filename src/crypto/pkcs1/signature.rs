//! RSASSA-PKCS1-v1_5 (RFC 8017 §8.2): signatures as certificates and CertificateVerify carry them in
//! TLS 1.2.
//!
//! Verification makes the block that a correct signature must contain and compares all of it. It
//! does not pick the hash out of whatever block there is: that was Bleichenbacher's forgery of 2006,
//! good against verifiers that ignored what stood behind the hash.
//!
//! TLS 1.0 and 1.1 sign MD5 ‖ SHA-1 without a DigestInfo: then the 36 bytes stand bare behind the padding
//! (RFC 2246 §7.4.8).
//!
//! Left out: DigestInfo without the NULL parameters, which RFC 8017 lets a verifier accept and which
//! no one sends.

use crate::said;
use crate::text::Said;
use std::ops::Range;

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::rsa::{PrivateKey, PublicKey, RsaError};

/// 00 01 before the padding and 00 after it.
const FRAME_LEN: usize = 3;
/// The padding has at least this many bytes FF (RFC 8017 §9.2, step 3).
const MIN_PADDING_LEN: usize = 8;

/// A signature and the steps to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The hash function.
    pub hash: HashAlgorithm,
    /// The hash of the message.
    pub digest: Vec<u8>,
    /// EM: `00 01 FF … FF 00 DigestInfo`, k bytes.
    pub block: Vec<u8>,
    /// Where the bytes FF are in `block`.
    pub padding: Range<usize>,
    /// Where DigestInfo is in `block`. The digest is at its end.
    pub digest_info: Range<usize>,
    /// The modulus, k bytes.
    pub n: Vec<u8>,
    /// block^d mod n, k bytes.
    pub signature: Vec<u8>,
}

/// A signature check and the steps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The modulus of the key that it was checked with, k bytes.
    pub n: Vec<u8>,
    /// Its public exponent.
    pub e: Vec<u8>,
    /// The signature as it was given.
    pub signature: Vec<u8>,
    /// signature^e mod n, k bytes. Empty if RSA could not be applied to the signature.
    pub block: Vec<u8>,
    /// Where in `block` the part after `00 01 FF … FF 00` is, if the block begins like that.
    pub digest_info: Option<Range<usize>>,
    /// Where the signed hash is in `block`, if `digest_info` is of the expected hash function.
    pub recovered_digest: Option<Range<usize>>,
    /// The hash function that the caller expects.
    pub hash: HashAlgorithm,
    /// The hash of the message, computed here.
    pub computed_digest: Vec<u8>,
    /// EM as it must be, k bytes. Empty if the key is too short for a block with this hash.
    pub expected_block: Vec<u8>,
    /// Whether `block` is `expected_block`.
    pub outcome: Result<(), SignatureFault>,
}

/// Why a signature is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum SignatureFault {
    /// The signature is not as long as the modulus, or not less than it, or the key is too short
    /// for a block with this hash.
    Rsa(#[from] RsaError),
    /// The block does not begin with `00 01 FF … FF 00`: most likely another key made it.
    Padding,
    /// What follows the padding is not DigestInfo for the expected hash, complete and nothing else.
    DigestInfo {
        /// The hash function that was expected.
        expected: HashAlgorithm,
    },
    /// The signed hash is not the hash of the message: the message was changed.
    Digest,
}

impl SignatureFault {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            SignatureFault::Rsa(error) => error.said(),
            SignatureFault::Padding => said!("crypto.signature.padding"),
            SignatureFault::DigestInfo { expected } => {
                said!("crypto.signature.digest_info", hash = expected.name())
            }
            SignatureFault::Digest => said!("crypto.signature.digest"),
        }
    }
}

/// Signs `message` (RFC 8017 §8.2.1).
///
/// # Errors
/// [`RsaError::MessageTooLong`] if DigestInfo does not fit the key, else as [`PrivateKey::raw`].
pub fn sign(key: &PrivateKey, hash: HashAlgorithm, message: &[u8]) -> Result<Signature, RsaError> {
    sign_digest(key, hash, hash.digest(message))
}

/// Signs a message of which the hash is known.
///
/// # Errors
/// As [`sign`].
pub fn sign_digest(
    key: &PrivateKey,
    hash: HashAlgorithm,
    digest: Vec<u8>,
) -> Result<Signature, RsaError> {
    let (block, digest_info) = encode(hash, &digest, key.public().len())?;
    Ok(Signature {
        hash,
        digest,
        signature: key.raw(&block)?,
        padding: 2..digest_info.start - 1,
        digest_info,
        block,
        n: key.public().n(),
    })
}

/// Checks `signature` over `message` (RFC 8017 §8.2.2).
pub fn verify(
    key: &PublicKey,
    hash: HashAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Verification {
    verify_digest(key, hash, hash.digest(message), signature)
}

/// Checks `signature` over a message of which the hash is known.
pub fn verify_digest(
    key: &PublicKey,
    hash: HashAlgorithm,
    computed_digest: Vec<u8>,
    signature: &[u8],
) -> Verification {
    let expected_block = encode(hash, &computed_digest, key.len()).map(|(block, _)| block);
    let block = key.open(signature);

    let parsed = block.as_deref().unwrap_or_default();
    let digest_info = find_digest_info(parsed);
    let recovered_digest = (digest_info.clone()).and_then(|info| {
        find_digest(hash, &parsed[info.clone()]).map(|at| info.start + at..info.end)
    });

    let outcome = match (&block, &expected_block) {
        (Err(error), _) | (_, Err(error)) => Err(SignatureFault::Rsa(*error)),
        (Ok(block), Ok(expected)) if block == expected => Ok(()),
        // From here on the signature is refused; what follows only finds the reason.
        _ if digest_info.is_none() => Err(SignatureFault::Padding),
        _ if recovered_digest.is_none() => Err(SignatureFault::DigestInfo { expected: hash }),
        _ => Err(SignatureFault::Digest),
    };
    Verification {
        n: key.n(),
        e: key.e(),
        signature: signature.to_vec(),
        block: block.unwrap_or_default(),
        digest_info,
        recovered_digest,
        hash,
        computed_digest,
        expected_block: expected_block.unwrap_or_default(),
        outcome,
    }
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2): the block, and where DigestInfo is in it.
fn encode(
    hash: HashAlgorithm,
    digest: &[u8],
    k: usize,
) -> Result<(Vec<u8>, Range<usize>), RsaError> {
    let digest_info = [hash.digest_info_prefix(), digest].concat();
    let max = k - FRAME_LEN - MIN_PADDING_LEN;
    if digest_info.len() > max {
        return Err(RsaError::MessageTooLong {
            max,
            got: digest_info.len(),
        });
    }
    let start = k - digest_info.len();
    let mut block = vec![0x00, 0x01];
    block.resize(start - 1, 0xFF);
    block.push(0x00);
    block.extend_from_slice(&digest_info);
    Ok((block, start..k))
}

/// What follows `00 01 FF … FF 00`.
fn find_digest_info(block: &[u8]) -> Option<Range<usize>> {
    let rest = block.strip_prefix(&[0x00, 0x01])?;
    let padding_len = rest.iter().take_while(|&&byte| byte == 0xFF).count();
    let separated = rest.get(padding_len) == Some(&0x00);
    (separated && padding_len >= MIN_PADDING_LEN).then(|| FRAME_LEN + padding_len..block.len())
}

/// Where the hash begins in a DigestInfo for `hash` that is complete and followed by nothing.
fn find_digest(hash: HashAlgorithm, digest_info: &[u8]) -> Option<usize> {
    let prefix = hash.digest_info_prefix();
    let digest = digest_info.strip_prefix(prefix)?;
    (digest.len() == hash.output_len()).then_some(prefix.len())
}
