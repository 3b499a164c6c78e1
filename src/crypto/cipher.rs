//! The ciphers of records (RFC 5246 appendix C, the table "Cipher").
//!
//! Left out: RC4, DES and 3DES of the older suites, and AES in GCM mode.

/// A block cipher in CBC mode (RFC 5246 appendix C, the table "Cipher").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// AES with a 128-bit key, CBC mode.
    Aes128Cbc,
    /// AES with a 256-bit key, CBC mode.
    Aes256Cbc,
}

impl Cipher {
    /// Length of the key, in bytes (`enc_key_length`).
    pub fn key_len(self) -> usize {
        match self {
            Self::Aes128Cbc => 16,
            Self::Aes256Cbc => 32,
        }
    }

    /// Length of a block and of an initialization vector, in bytes (`block_length`).
    pub fn block_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Aes256Cbc => 16,
        }
    }

    /// The name for readers: `AES-128-CBC`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128Cbc => "AES-128-CBC",
            Self::Aes256Cbc => "AES-256-CBC",
        }
    }
}
