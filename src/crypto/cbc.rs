//! Cipher block chaining (NIST SP 800-38A §6.2) with AES.
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

use super::cipher::Cipher;

/// Length of a block of AES, in bytes.
pub const BLOCK_LEN: usize = 16;

/// Why something cannot be decrypted. Both reasons follow from the lengths, which are public.
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
            CbcError::NotWholeBlocks { block_len, got } => {
                said!("crypto.record.not_whole_blocks", block = block_len, got)
            }
        }
    }
}

/// Encrypts whole blocks. The result is as long as `plaintext`.
///
/// # Panics
/// If `key` does not have [`Cipher::key_len`] bytes, or `plaintext` is not a whole number of
/// blocks: the caller made both, so either is a mistake in the program.
pub fn encrypt(cipher: Cipher, key: &[u8], iv: &[u8; BLOCK_LEN], plaintext: &[u8]) -> Vec<u8> {
    assert_key(cipher, key);
    assert_whole_blocks(plaintext);
    let mut bytes = plaintext.to_vec();
    match cipher {
        Cipher::Aes128Cbc => encrypt_in_place::<cbc::Encryptor<Aes128>>(key, iv, &mut bytes),
        Cipher::Aes256Cbc => encrypt_in_place::<cbc::Encryptor<Aes256>>(key, iv, &mut bytes),
    }
    bytes
}

/// Decrypts whole blocks. The result is as long as `ciphertext`.
///
/// # Errors
/// [`CbcError`] if `key` or `ciphertext` has a length that the cipher does not accept.
pub fn decrypt(
    cipher: Cipher,
    key: &[u8],
    iv: &[u8; BLOCK_LEN],
    ciphertext: &[u8],
) -> Result<Vec<u8>, CbcError> {
    if key.len() != cipher.key_len() {
        return Err(CbcError::KeyLength {
            expected: cipher.key_len(),
            got: key.len(),
        });
    }
    if !ciphertext.len().is_multiple_of(BLOCK_LEN) {
        return Err(CbcError::NotWholeBlocks {
            block_len: BLOCK_LEN,
            got: ciphertext.len(),
        });
    }
    let mut bytes = ciphertext.to_vec();
    match cipher {
        Cipher::Aes128Cbc => decrypt_in_place::<cbc::Decryptor<Aes128>>(key, iv, &mut bytes),
        Cipher::Aes256Cbc => decrypt_in_place::<cbc::Decryptor<Aes256>>(key, iv, &mut bytes),
    }
    Ok(bytes)
}

#[allow(clippy::expect_used)]
fn encrypt_in_place<M: BlockModeEncrypt + KeyIvInit>(key: &[u8], iv: &[u8], bytes: &mut [u8]) {
    // The only error is a wrong length of key or IV. The caller asserted the one; the other is an
    // array of the block's length.
    let mut mode = M::new_from_slices(key, iv).expect("the lengths of key and IV were asserted");
    mode.encrypt_blocks(Array::slice_as_chunks_mut(bytes).0);
}

#[allow(clippy::expect_used)]
fn decrypt_in_place<M: BlockModeDecrypt + KeyIvInit>(key: &[u8], iv: &[u8], bytes: &mut [u8]) {
    // As above: the caller returned an error for any other length.
    let mut mode = M::new_from_slices(key, iv).expect("the lengths of key and IV were checked");
    mode.decrypt_blocks(Array::slice_as_chunks_mut(bytes).0);
}

fn assert_key(cipher: Cipher, key: &[u8]) {
    let name = cipher.name();
    assert_eq!(key.len(), cipher.key_len(), "length of a key for {name}");
}

fn assert_whole_blocks(plaintext: &[u8]) {
    assert!(
        plaintext.len().is_multiple_of(BLOCK_LEN),
        "{} bytes of plaintext are not whole blocks",
        plaintext.len()
    );
}
