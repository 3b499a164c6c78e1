//! RSASSA-PSS (RFC 8017 §8.1, §9.1): the signature scheme with a proof, which TLS 1.3 made the only one
//! for RSA. In TLS 1.2 a peer can ask for it in CertificateVerify, and certificates carry it.
//!
//! The mask is MGF1. Signatures are made with the same hash for it as for the message, as every TLS
//! code point has it (RFC 8446 §4.2.3); a certificate may name another hash for the mask, and is
//! verified with that. Left out: other mask generation functions, and trailers other than `bc`.

use crate::said;
use crate::text::Said;
use std::ops::Range;

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::rsa::{PrivateKey, PublicKey, RsaError};

/// The last byte of EM.
const TRAILER: u8 = 0xbc;
/// The zero bytes at the start of M'.
const ZEROS: [u8; 8] = [0; 8];

/// EM and everything that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The hash of the message.
    pub digest: Vec<u8>,
    /// The random bytes that make each signature different.
    pub salt: Vec<u8>,
    /// M': eight zero bytes, the hash of the message, the salt.
    pub m_prime: Vec<u8>,
    /// H: the hash of M'.
    pub h: Vec<u8>,
    /// DB: zeros, `01`, the salt.
    pub db: Vec<u8>,
    /// MGF1(H), as long as DB.
    pub db_mask: Vec<u8>,
    /// EM: DB ⊕ dbMask with its leftmost bits cleared, H, `bc`.
    pub bytes: Vec<u8>,
}

impl Block {
    /// Where H is in EM.
    pub fn h_range(&self) -> Range<usize> {
        self.db.len()..self.db.len() + self.h.len()
    }
}

/// A signature and the steps to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The hash function.
    pub hash: HashAlgorithm,
    /// What is raised to the power d.
    pub block: Block,
    /// The modulus, k bytes.
    pub n: Vec<u8>,
    /// EM^d mod n, k bytes.
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
    /// The hash function.
    pub hash: HashAlgorithm,
    /// The hash function of MGF1, mostly the same.
    pub mask: HashAlgorithm,
    /// signature^e mod n, as long as EM. Empty if RSA could not be applied to the signature.
    pub block: Vec<u8>,
    /// Where maskedDB and H are in `block`, if it can be taken apart.
    pub parts: Option<(Range<usize>, Range<usize>)>,
    /// MGF1(H). Empty if `block` cannot be taken apart.
    pub db_mask: Vec<u8>,
    /// maskedDB ⊕ dbMask: zeros, `01`, the salt, if all is well.
    pub db: Vec<u8>,
    /// Where the salt is in `db`, if it begins as it must.
    pub salt: Option<Range<usize>>,
    /// The hash of the message, computed here.
    pub computed_digest: Vec<u8>,
    /// M' with the hash computed here and the salt found. Empty without a salt.
    pub m_prime: Vec<u8>,
    /// The hash of M'; it must be H. Empty without a salt.
    pub computed_h: Vec<u8>,
    /// Whether the signature is valid.
    pub outcome: Result<(), PssFault>,
}

/// Why a signature is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum PssFault {
    /// The signature is not as long as the modulus, or not less than it, or the key is too short for this
    /// hash and salt.
    Rsa(#[from] RsaError),
    /// The block does not end in `bc`, or its first bits are not clear: made with another key, most
    /// likely.
    Form,
    /// The unmasked DB is not zeros, `01` and a salt of the expected length.
    Salt {
        /// The length of the salt in bytes.
        expected: usize,
    },
    /// The hash of M' is not H: the message was changed.
    Digest,
}

impl PssFault {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            PssFault::Rsa(error) => error.said(),
            PssFault::Form => said!("crypto.signature.pss_form"),
            PssFault::Salt { expected } => said!("crypto.signature.pss_salt", expected),
            PssFault::Digest => said!("crypto.signature.pss_digest"),
        }
    }
}

/// MGF1 (RFC 8017 §B.2.1): the hashes of seed ‖ 0, seed ‖ 1, …, cut to `len` bytes.
pub fn mgf1(hash: HashAlgorithm, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(len + hash.output_len());
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        mask.extend(hash.digest(&[seed, &counter.to_be_bytes()].concat()));
    }
    mask.truncate(len);
    mask
}

/// Signs `message` with a salt of the caller's (RFC 8017 §8.1.1). In TLS the salt is as long as the
/// hash.
///
/// # Errors
/// [`RsaError::MessageTooLong`] if hash and salt do not fit the key, else as [`PrivateKey::raw`].
pub fn sign(
    key: &PrivateKey,
    hash: HashAlgorithm,
    salt: &[u8],
    message: &[u8],
) -> Result<Signature, RsaError> {
    let public = key.public();
    let block = encode(hash, hash.digest(message), salt, public.bits() - 1)?;
    let mut representative = vec![0; public.len() - block.bytes.len()];
    representative.extend_from_slice(&block.bytes);
    Ok(Signature {
        hash,
        signature: key.raw(&representative)?,
        block,
        n: public.n(),
    })
}

/// EMSA-PSS-ENCODE (RFC 8017 §9.1.1) to `bits` bits.
fn encode(
    hash: HashAlgorithm,
    digest: Vec<u8>,
    salt: &[u8],
    bits: usize,
) -> Result<Block, RsaError> {
    let len = bits.div_ceil(8);
    let needed = hash.output_len() + salt.len() + 2;
    let Some(zeros) = len.checked_sub(needed) else {
        return Err(RsaError::MessageTooLong {
            max: len,
            got: needed,
        });
    };
    let m_prime = [&ZEROS[..], &digest, salt].concat();
    let h = hash.digest(&m_prime);
    let mut db = vec![0; zeros];
    db.push(0x01);
    db.extend_from_slice(salt);
    let db_mask = mgf1(hash, &h, db.len());
    let mut bytes = xor(&db, &db_mask);
    bytes[0] &= clear_mask(bits);
    bytes.extend_from_slice(&h);
    bytes.push(TRAILER);
    Ok(Block {
        digest,
        salt: salt.to_vec(),
        m_prime,
        h,
        db,
        db_mask,
        bytes,
    })
}

/// Which bits of the first byte of EM may be set if EM has this many bits.
const fn clear_mask(bits: usize) -> u8 {
    0xff >> (bits.div_ceil(8) * 8 - bits)
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

/// Checks `signature` over `message`, with a salt of `salt_len` bytes (RFC 8017 §8.1.2, §9.1.2).
pub fn verify(
    key: &PublicKey,
    hash: HashAlgorithm,
    salt_len: usize,
    message: &[u8],
    signature: &[u8],
) -> Verification {
    verify_with_mask(key, [hash, hash], salt_len, message, signature)
}

/// The same with a hash for the message and another for the mask.
pub fn verify_with_mask(
    key: &PublicKey,
    [hash, mask]: [HashAlgorithm; 2],
    salt_len: usize,
    message: &[u8],
    signature: &[u8],
) -> Verification {
    let mut verification = Verification {
        n: key.n(),
        e: key.e(),
        signature: signature.to_vec(),
        hash,
        mask,
        block: Vec::new(),
        parts: None,
        db_mask: Vec::new(),
        db: Vec::new(),
        salt: None,
        computed_digest: hash.digest(message),
        m_prime: Vec::new(),
        computed_h: Vec::new(),
        outcome: Ok(()),
    };
    verification.outcome = verification.open(key, salt_len);
    verification
}

impl Verification {
    fn open(&mut self, key: &PublicKey, salt_len: usize) -> Result<(), PssFault> {
        let raw = key.open(&self.signature)?;
        let bits = key.bits() - 1;
        let (above, block) = raw.split_at(raw.len() - bits.div_ceil(8));
        self.block = block.to_vec();
        let hash_len = self.hash.output_len();
        let Some(db_len) = block.len().checked_sub(hash_len + 1) else {
            let (max, got) = (block.len(), hash_len + salt_len + 2);
            return Err(RsaError::MessageTooLong { max, got }.into());
        };
        let fits = above.iter().all(|byte| *byte == 0)
            && block.last() == Some(&TRAILER)
            && block[0] & !clear_mask(bits) == 0;
        if !fits {
            return Err(PssFault::Form);
        }
        let h = db_len..db_len + hash_len;
        self.parts = Some((0..db_len, h.clone()));
        self.db_mask = mgf1(self.mask, &block[h.clone()], db_len);
        self.db = xor(&block[..db_len], &self.db_mask);
        if let Some(first) = self.db.first_mut() {
            *first &= clear_mask(bits);
        }
        let refused = PssFault::Salt { expected: salt_len };
        let zeros = db_len.checked_sub(salt_len + 1).ok_or(refused)?;
        let begins = self.db[..zeros].iter().all(|byte| *byte == 0) && self.db[zeros] == 0x01;
        if !begins {
            return Err(refused);
        }
        self.salt = Some(zeros + 1..db_len);
        self.m_prime = [&ZEROS[..], &self.computed_digest, &self.db[zeros + 1..]].concat();
        self.computed_h = self.hash.digest(&self.m_prime);
        match self.computed_h == block[h] {
            true => Ok(()),
            false => Err(PssFault::Digest),
        }
    }
}
