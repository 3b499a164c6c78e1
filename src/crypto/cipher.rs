//! The ciphers of records (RFC 5246 appendix C, RFC 4346 appendix C, the table "Cipher").
//!
//! Left out: single DES and the export ciphers, whose keys are too short to protect anything, RC2 and
//! IDEA, and AES in GCM mode.

/// A cipher: a block cipher in CBC mode, or a stream cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// AES with a 128-bit key, CBC mode.
    Aes128Cbc,
    /// AES with a 256-bit key, CBC mode.
    Aes256Cbc,
    /// DES three times over (encrypt, decrypt, encrypt) with three keys, CBC mode. Broken by the size of
    /// its block: after 2^32 blocks two of them are likely to be equal (Sweet32, 2016).
    TripleDesCbc,
    /// RC4 with a 128-bit key, a stream cipher. Broken: its first bytes are biased (RFC 7465).
    Rc4,
}

impl Cipher {
    /// Length of the key, in bytes (`enc_key_length`).
    pub fn key_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Rc4 => 16,
            Self::TripleDesCbc => 24,
            Self::Aes256Cbc => 32,
        }
    }

    /// Length of a block and of an initialization vector, in bytes (`block_length`). `None` for a stream
    /// cipher, which has neither.
    pub fn block_len(self) -> Option<usize> {
        match self {
            Self::Aes128Cbc | Self::Aes256Cbc => Some(16),
            Self::TripleDesCbc => Some(8),
            Self::Rc4 => None,
        }
    }

    /// Whether its blocks are so short that two of them are soon equal under one key (Sweet32, 2016).
    pub fn repeats_blocks_soon(self) -> bool {
        match self {
            Self::Aes128Cbc | Self::Aes256Cbc | Self::Rc4 => false,
            Self::TripleDesCbc => true,
        }
    }

    /// The name for readers: `AES-128-CBC`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128Cbc => "AES-128-CBC",
            Self::Aes256Cbc => "AES-256-CBC",
            Self::TripleDesCbc => "3DES-EDE-CBC",
            Self::Rc4 => "RC4-128",
        }
    }
}
