//! Cipher block chaining (NIST SP 800-38A §6.2) with AES and with triple DES.
//!
//! ```text
//! C(1) = E(key, P(1) XOR IV)        C(i) = E(key, P(i) XOR C(i-1))
//! ```
//!
//! Left out: padding, which in TLS belongs to the record ([`super::record`]).

use crate::said;
use crate::text::Said;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use aes::{Aes128, Aes256};
use des::TdesEde3;

use super::cipher::Cipher;

/// Why something cannot be decrypted. Each reason follows from the lengths, which are public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum CbcError {
    /// The key has the wrong length for the cipher.
    KeyLength {
        /// The length that the cipher needs, in bytes.
        expected: usize,
        /// What was given, in bytes.
        got: usize,
    },
    /// The IV has the wrong length for the cipher.
    IvLength {
        /// The length that the cipher needs, in bytes: a block.
        expected: usize,
        /// What was given, in bytes.
        got: usize,
    },
    /// The ciphertext does not consist of whole blocks.
    NotWholeBlocks {
        /// Length of a block, in bytes.
        block_len: usize,
        /// What was given, in bytes.
        got: usize,
    },
}

impl CbcError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            CbcError::KeyLength { expected, got } => {
                said!("crypto.record.key_length", expected, got)
            }
            CbcError::IvLength { expected, got } => {
                said!("crypto.record.iv_length", expected, got)
            }
            CbcError::NotWholeBlocks { block_len, got } => {
                said!("crypto.record.not_whole_blocks", block = block_len, got)
            }
        }
    }
}

/// Encrypts whole blocks. The result is as long as `plaintext`.
///
/// # Panics
/// If `key` does not have [`Cipher::key_len`] bytes, `iv` is not a block, or `plaintext` is not a whole
/// number of blocks: the caller made all three, so each is a mistake in the program. So is a stream cipher.
pub fn encrypt(cipher: Cipher, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Vec<u8> {
    if let Err(error) = check(cipher, key, iv, plaintext) {
        panic!("{}: {error}", cipher.name());
    }
    let mut bytes = plaintext.to_vec();
    match cipher {
        Cipher::Aes128Cbc => encrypt_in_place::<cbc::Encryptor<Aes128>>(key, iv, &mut bytes),
        Cipher::Aes256Cbc => encrypt_in_place::<cbc::Encryptor<Aes256>>(key, iv, &mut bytes),
        Cipher::TripleDesCbc => encrypt_in_place::<cbc::Encryptor<TdesEde3>>(key, iv, &mut bytes),
        Cipher::Rc4 => unreachable!(),
    }
    bytes
}

/// Decrypts whole blocks. The result is as long as `ciphertext`.
///
/// # Errors
/// [`CbcError`] if `key`, `iv` or `ciphertext` has a length that the cipher does not accept.
///
/// # Panics
/// With a stream cipher.
pub fn decrypt(
    cipher: Cipher,
    key: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Vec<u8>, CbcError> {
    check(cipher, key, iv, ciphertext)?;
    let mut bytes = ciphertext.to_vec();
    match cipher {
        Cipher::Aes128Cbc => decrypt_in_place::<cbc::Decryptor<Aes128>>(key, iv, &mut bytes),
        Cipher::Aes256Cbc => decrypt_in_place::<cbc::Decryptor<Aes256>>(key, iv, &mut bytes),
        Cipher::TripleDesCbc => decrypt_in_place::<cbc::Decryptor<TdesEde3>>(key, iv, &mut bytes),
        Cipher::Rc4 => unreachable!(),
    }
    Ok(bytes)
}

/// Whether key, IV and text have lengths that the cipher can take.
#[allow(clippy::expect_used)]
fn check(cipher: Cipher, key: &[u8], iv: &[u8], text: &[u8]) -> Result<(), CbcError> {
    let block_len = cipher.block_len().expect("a block cipher");
    if key.len() != cipher.key_len() {
        let (expected, got) = (cipher.key_len(), key.len());
        return Err(CbcError::KeyLength { expected, got });
    }
    if iv.len() != block_len {
        let (expected, got) = (block_len, iv.len());
        return Err(CbcError::IvLength { expected, got });
    }
    if !text.len().is_multiple_of(block_len) {
        let got = text.len();
        return Err(CbcError::NotWholeBlocks { block_len, got });
    }
    Ok(())
}

#[allow(clippy::expect_used)]
fn encrypt_in_place<M: BlockModeEncrypt + KeyIvInit>(key: &[u8], iv: &[u8], bytes: &mut [u8]) {
    // the only error is a wrong length of key or IV
    let mut mode = M::new_from_slices(key, iv).expect("lengths checked");
    mode.encrypt_blocks(Array::slice_as_chunks_mut(bytes).0);
}

#[allow(clippy::expect_used)]
fn decrypt_in_place<M: BlockModeDecrypt + KeyIvInit>(key: &[u8], iv: &[u8], bytes: &mut [u8]) {
    let mut mode = M::new_from_slices(key, iv).expect("lengths checked");
    mode.decrypt_blocks(Array::slice_as_chunks_mut(bytes).0);
}
