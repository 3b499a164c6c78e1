//! Where the cipher begins with a record, and one run of it from there.

use crate::crypto::cbc::{self, CbcError};
use crate::crypto::cipher::Cipher;
use crate::crypto::rc4::Keystream;
use std::convert::Infallible;

/// How the cipher starts on a record.
#[derive(Debug)]
pub enum Start<'a> {
    /// With the IV that is in the record. Only for taking the protection off.
    InRecord,
    /// With this IV, one block, which goes into the record.
    Iv(&'a [u8]),
    /// With this IV, one block, which does not.
    Chained {
        /// The IV.
        iv: &'a [u8],
        /// Length in bytes of the ciphertext of which it is the last block; 0 if it is from the key block.
        of: usize,
    },
    /// With the next byte of a stream cipher.
    Keystream(&'a mut Keystream),
}

/// Where the IV of one record came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IvOrigin {
    /// There is none: it is a stream cipher.
    None,
    /// It is in the record.
    InRecord,
    /// It is in the key block.
    KeyBlock,
    /// It is the last block of the record before, whose ciphertext has this length in bytes.
    Previous(usize),
}

/// What the cipher has made of the text of one record, and what it began with.
#[derive(Debug)]
pub(super) struct Ciphered {
    pub text: Vec<u8>,
    /// The initialization vector. Empty with a stream cipher.
    pub iv: Vec<u8>,
    pub iv_origin: IvOrigin,
    /// How many bytes of the keystream came before. 0 with a block cipher.
    pub keystream_position: u64,
    /// The bytes of the keystream. Empty with a block cipher.
    pub keystream: Vec<u8>,
}

impl<'a> Start<'a> {
    /// The same, but with `iv` if the IV is in the record.
    #[must_use]
    pub fn or_iv(self, iv: &'a [u8]) -> Self {
        match self {
            Start::InRecord => Start::Iv(iv),
            known => known,
        }
    }

    /// Encrypts a plaintext.
    ///
    /// # Panics
    /// As [`cbc::encrypt`], or if the IV is not known.
    pub(super) fn encrypt(self, cipher: Cipher, key: &[u8], plaintext: &[u8]) -> Ciphered {
        let encrypt = |iv: &[u8]| Ok::<_, Infallible>(cbc::encrypt(cipher, key, iv, plaintext));
        let Ok(encrypted) = self.run(plaintext, encrypt);
        encrypted
    }

    /// Decrypts a ciphertext.
    ///
    /// # Errors
    /// As [`cbc::decrypt`].
    ///
    /// # Panics
    /// If the IV is not known.
    pub(super) fn decrypt(
        self,
        cipher: Cipher,
        key: &[u8],
        ciphertext: &[u8],
    ) -> Result<Ciphered, CbcError> {
        self.run(ciphertext, |iv| cbc::decrypt(cipher, key, iv, ciphertext))
    }

    /// Decrypts nothing.
    pub(super) fn pass_over(self) -> Ciphered {
        let Ok(nothing) = self.run(&[], |_| Ok::<_, Infallible>(Vec::new()));
        nothing
    }

    /// Runs a block cipher, which begins with an IV, or XORs the text with the keystream.
    fn run<E>(
        self,
        text: &[u8],
        with_iv: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Ciphered, E> {
        let iv_origin = self.iv_origin();
        match self {
            Start::Iv(iv) | Start::Chained { iv, .. } => Ok(Ciphered {
                text: with_iv(iv)?,
                iv: iv.to_vec(),
                iv_origin,
                keystream_position: 0,
                keystream: Vec::new(),
            }),
            Start::Keystream(keystream) => {
                let keystream_position = keystream.position();
                let mut done = text.to_vec();
                keystream.apply(&mut done);
                let used = text.iter().zip(&done).map(|(before, after)| before ^ after);
                Ok(Ciphered {
                    keystream: used.collect(),
                    text: done,
                    iv: Vec::new(),
                    iv_origin,
                    keystream_position,
                })
            }
            Start::InRecord => panic!("no record to take the IV from"),
        }
    }

    fn iv_origin(&self) -> IvOrigin {
        match self {
            Start::Keystream(_) => IvOrigin::None,
            Start::InRecord | Start::Iv(_) => IvOrigin::InRecord,
            Start::Chained { of: 0, .. } => IvOrigin::KeyBlock,
            Start::Chained { of, .. } => IvOrigin::Previous(*of),
        }
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Start<'a> {
    fn from(iv: &'a [u8; N]) -> Self {
        Start::Iv(iv)
    }
}
