//! Hash functions and HMAC (RFC 2104), and the DER prefixes that name them in RSA signatures
//! (RFC 8017 §9.2).
//!
//! Left out: the inner pads of HMAC and the rounds of the hash functions. Those are the primitives
//! that this program takes as given.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// A hash function that TLS up to 1.2 uses, in a MAC, in the PRF or in a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashAlgorithm {
    /// MD5 (RFC 1321): half of the PRF of TLS 1.0 and 1.1. Broken for signatures.
    Md5,
    /// SHA-1 (FIPS 180-4): the MAC of the `_SHA` suites. Broken for signatures.
    Sha1,
    /// SHA-224 (FIPS 180-4): met in the signatures of old certificates only.
    Sha224,
    /// SHA-256 (FIPS 180-4): the PRF of every suite here in TLS 1.2.
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
    /// MD5 and SHA-1 of the same data, one after the other: what Finished and the signatures of TLS 1.0
    /// and 1.1 are made over, so that breaking one of the two was not enough (RFC 2246 §7.4.8, §7.4.9).
    Md5Sha1,
}

/// The hash of a transcript as it grows: it can be asked for its value after each piece.
#[derive(Debug, Clone)]
pub enum RunningHash {
    /// That of TLS 1.2.
    Sha256(Sha256),
    /// That of TLS 1.0 and 1.1.
    Md5Sha1(Md5, Sha1),
}

impl RunningHash {
    /// The hash of nothing yet. Every transcript is hashed with SHA-256, or with MD5 and SHA-1.
    pub fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Md5Sha1 => Self::Md5Sha1(Md5::new(), Sha1::new()),
            _ => Self::Sha256(Sha256::new()),
        }
    }

    /// Adds `data` and returns the hash of all data so far: 32 bytes, or 36.
    pub fn update(&mut self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256(hash) => {
                hash.update(data);
                hash.clone().finalize().to_vec()
            }
            Self::Md5Sha1(md5, sha1) => {
                md5.update(data);
                sha1.update(data);
                [
                    md5.clone().finalize().to_vec(),
                    sha1.clone().finalize().to_vec(),
                ]
                .concat()
            }
        }
    }
}

/// Does `$body` with the type alias `$H` standing for the hash function `$algorithm`.
macro_rules! with_hash {
    ($algorithm:expr, $H:ident => $body:expr) => {
        with_hash!(@ $algorithm, $H, $body, Md5 Sha1 Sha224 Sha256 Sha384 Sha512)
    };
    (@ $algorithm:expr, $H:ident, $body:expr, $($hash:ident)+) => {
        match $algorithm {
            $(HashAlgorithm::$hash => {
                type $H = $hash;
                $body
            })+
            HashAlgorithm::Md5Sha1 => {
                // no MAC uses it: data is hashed and signed with it, no more
                unreachable!()
            }
        }
    };
}

#[allow(clippy::expect_used)]
fn under_key<M: KeyInit>(key: &[u8]) -> M {
    // A key longer than a block is hashed and a shorter one padded (RFC 2104 §2), so there
    // is no length for which this can fail.
    M::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn mac_of(mut mac: impl Mac, pieces: &[&[u8]]) -> Vec<u8> {
    pieces.iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().to_vec()
}

/// HMAC under one key: takes a text in pieces.
pub type Keyed = Box<dyn Fn(&[&[u8]]) -> Vec<u8>>;

impl HashAlgorithm {
    /// Every hash function, the oldest first.
    pub const ALL: [Self; 6] = [
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
    ];

    /// The name as its standard writes it: `SHA-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Md5Sha1 => "MD5 ‖ SHA-1",
        }
    }

    /// Whether it is broken for signatures: an attacker who can make two documents with the same hash can
    /// have one signed and present the other.
    pub fn is_broken(self) -> bool {
        self.broken_by().is_some()
    }

    /// The document that says so of a broken one.
    pub fn broken_by(self) -> Option<&'static str> {
        match self {
            Self::Md5 => Some("RFC 6151"),
            Self::Sha1 => Some("RFC 6194"),
            Self::Md5Sha1 => Some("RFC 8996"),
            Self::Sha224 | Self::Sha256 | Self::Sha384 | Self::Sha512 => None,
        }
    }

    /// Length of a hash value, in bytes.
    pub fn output_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
            Self::Md5Sha1 => 36,
        }
    }

    /// Length of the block that the compression function takes, in bytes. HMAC pads its key to it.
    pub fn block_len(self) -> usize {
        match self {
            Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 | Self::Md5Sha1 => 64,
            Self::Sha384 | Self::Sha512 => 128,
        }
    }

    /// The hash of `data`: [`output_len`](Self::output_len) bytes.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5Sha1 => [Self::Md5.digest(data), Self::Sha1.digest(data)].concat(),
            one => with_hash!(one, H => H::digest(data).to_vec()),
        }
    }

    /// HMAC of `data` under `key` (RFC 2104): [`output_len`](Self::output_len) bytes. The key may
    /// have any length.
    ///
    /// # Panics
    /// With [`Md5Sha1`](Self::Md5Sha1), which no MAC uses.
    pub fn hmac(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        self.hmac_of(key, &[data])
    }

    /// The same of data that is given in pieces.
    ///
    /// # Panics
    /// As [`hmac`](Self::hmac).
    pub fn hmac_of(self, key: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
        with_hash!(self, H => mac_of(under_key::<Hmac<H>>(key), pieces))
    }

    /// HMAC under `key`, for more than one text: the key is hashed once. A text is given in pieces.
    ///
    /// # Panics
    /// As [`hmac`](Self::hmac).
    pub fn keyed(self, key: &[u8]) -> Keyed {
        with_hash!(self, H => {
            let keyed = under_key::<Hmac<H>>(key);
            Box::new(move |pieces| mac_of(keyed.clone(), pieces))
        })
    }

    /// The DER encoding of `DigestInfo` up to the hash value itself (RFC 8017 §9.2, note 1): two
    /// headers, the object identifier of the hash function, NULL parameters, and the header of the
    /// octet string with the hash. Empty for [`Md5Sha1`](Self::Md5Sha1), which is signed bare (RFC 2246
    /// §7.4.8).
    pub fn digest_info_prefix(self) -> &'static [u8] {
        match self {
            Self::Md5Sha1 => &[],
            Self::Md5 => &[
                0x30, 0x20, 0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05,
                0x05, 0x00, 0x04, 0x10,
            ],
            Self::Sha1 => &[
                0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04,
                0x14,
            ],
            Self::Sha224 => &[
                0x30, 0x2D, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x04, 0x05, 0x00, 0x04, 0x1C,
            ],
            Self::Sha256 => &[
                0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x01, 0x05, 0x00, 0x04, 0x20,
            ],
            Self::Sha384 => &[
                0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x02, 0x05, 0x00, 0x04, 0x30,
            ],
            Self::Sha512 => &[
                0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                0x03, 0x05, 0x00, 0x04, 0x40,
            ],
        }
    }

    /// How many times the compression function runs over `len` bytes: the data, one byte that ends
    /// it, and its length in bits (8 bytes, or 16 for the hashes with 128-byte blocks).
    pub(crate) fn compressions(self, len: usize) -> usize {
        let length_field = self.block_len() / 8;
        (len + 1 + length_field).div_ceil(self.block_len())
    }

    /// Runs the compression function `n` times over zeros and discards the result: the time of
    /// `n` compressions, for code that must not show how many it needed.
    pub(crate) fn burn_compressions(self, n: usize) {
        const ZEROS: [u8; 128] = [0; 128];
        with_hash!(self, H => {
            let mut hash = H::new();
            for _ in 0..n {
                hash.update(&ZEROS[..self.block_len()]);
            }
            std::hint::black_box(&hash);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_old_ones_are_broken() {
        let broken = HashAlgorithm::ALL.map(HashAlgorithm::is_broken);
        assert_eq!(broken, [true, true, false, false, false, false]);
    }
}
