//! The cipher suites that this program can run, as a table in the manner of RFC 5246 appendix C.
//!
//! All use RSA key exchange. Those with AES in CBC mode (RFC 5246 §A.5, first defined by RFC 3268) are
//! offered unless others are asked for; those with 3DES and RC4 are what the older versions were known
//! for, and are here only for lessons about them. Left out: every other suite. Captures may contain them; they are
//! then named, but not decrypted.

use crate::crypto::cipher::Cipher;
use crate::crypto::hash::HashAlgorithm;
use crate::wire::ProtocolVersion;

/// The algorithms of a cipher suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Suite {
    /// The two bytes on the wire, as a number.
    pub id: u16,
    /// The name in the RFC.
    pub name: &'static str,
    /// The name that OpenSSL uses.
    pub openssl: &'static str,
    /// What encrypts the records.
    pub cipher: Cipher,
    /// The hash function of the MAC that authenticates the records.
    pub mac: HashAlgorithm,
    /// The hash function of the PRF and of the transcript in TLS 1.2. It is SHA-256 for the `_SHA`
    /// suites too: the suffix names the MAC (RFC 5246 §5).
    pub prf_hash: HashAlgorithm,
    /// The first version that has it. The suites whose MAC is HMAC-SHA256 came with TLS 1.2 (RFC 5246
    /// §A.5).
    pub since: ProtocolVersion,
    /// Whether it is offered and accepted unless others are asked for.
    pub by_default: bool,
}

/// The suites that can be run, in order of preference.
#[rustfmt::skip]
pub static SUITES: [Suite; 7] = [
    suite(0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256", "AES128-SHA256", Cipher::Aes128Cbc,    HashAlgorithm::Sha256, ProtocolVersion::Tls12, true),
    suite(0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256", "AES256-SHA256", Cipher::Aes256Cbc,    HashAlgorithm::Sha256, ProtocolVersion::Tls12, true),
    suite(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA",    "AES128-SHA",    Cipher::Aes128Cbc,    HashAlgorithm::Sha1,   ProtocolVersion::Ssl30, true),
    suite(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA",    "AES256-SHA",    Cipher::Aes256Cbc,    HashAlgorithm::Sha1,   ProtocolVersion::Ssl30, true),
    suite(0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA",   "DES-CBC3-SHA",  Cipher::TripleDesCbc, HashAlgorithm::Sha1,   ProtocolVersion::Ssl30, false),
    suite(0x0005, "TLS_RSA_WITH_RC4_128_SHA",        "RC4-SHA",       Cipher::Rc4,          HashAlgorithm::Sha1,   ProtocolVersion::Ssl30, false),
    suite(0x0004, "TLS_RSA_WITH_RC4_128_MD5",        "RC4-MD5",       Cipher::Rc4,          HashAlgorithm::Md5,    ProtocolVersion::Ssl30, false),
];

/// What the names of the suites have in common: the key exchange.
const KEY_EXCHANGE: &str = "TLS_RSA_WITH_";

impl Suite {
    /// The suite with this number, if this program can run it.
    pub fn by_id(id: u16) -> Option<&'static Self> {
        SUITES.iter().find(|suite| suite.id == id)
    }

    /// The suite that a person means by `name`: the RFC's name, with or without `TLS_RSA_WITH_`,
    /// OpenSSL's name, or the number as `0x003c`. Capitals do not matter.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let upper = name.trim().to_ascii_uppercase();
        if let Some(digits) = upper.strip_prefix("0X") {
            return u16::from_str_radix(digits, 16).ok().and_then(Self::by_id);
        }
        SUITES.iter().find(|suite| {
            upper == suite.name
                || upper == suite.openssl
                || suite.name.strip_prefix(KEY_EXCHANGE) == Some(&upper)
        })
    }

    /// Whether a version has it.
    pub fn is_in(&self, version: ProtocolVersion) -> bool {
        self.since.code() <= version.code()
    }

    /// Whether the MAC of its records may come last: with a stream cipher there is nothing to gain (RFC 7366
    /// §3).
    pub fn can_encrypt_then_mac(&self) -> bool {
        self.cipher.block_len().is_some()
    }

    /// The suite that is preferred in a version.
    pub fn preferred(version: ProtocolVersion) -> &'static Self {
        let mut defaults = Self::defaults();
        let found = defaults.find(|suite| suite.is_in(version));
        found.unwrap_or(&SUITES[0])
    }

    /// The suites that are offered and accepted unless others are asked for.
    pub fn defaults() -> impl Iterator<Item = &'static Self> {
        SUITES.iter().filter(|suite| suite.by_default)
    }
}

const fn suite(
    id: u16,
    name: &'static str,
    openssl: &'static str,
    cipher: Cipher,
    mac: HashAlgorithm,
    since: ProtocolVersion,
    by_default: bool,
) -> Suite {
    Suite {
        id,
        name,
        openssl,
        cipher,
        mac,
        prf_hash: HashAlgorithm::Sha256,
        since,
        by_default,
    }
}
