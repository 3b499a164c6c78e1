//! Cipher suites by number: the name, and what follows from it before any key is known. The name says
//! which messages exchange keys, and how the fragment of a protected record is built.
//!
//! The parameters of the suites that premaster runs are in `protocol::SUITES`. Left out: which algorithms
//! the others work with.

mod names;

use super::names::grease;
use names::NAMES;
use std::fmt;

/// `CipherSuite`: two bytes as a number (RFC 5246 §7.4.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CipherSuite(u16);

/// Which messages carry the key exchange of a suite, and how they are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyExchangeForm {
    /// The pre-master secret under the RSA key of the certificate. No ServerKeyExchange (RFC 5246
    /// §7.4.7.1).
    #[default]
    Rsa,
    /// The same, but under a short key of its own, which ServerKeyExchange signs (RFC 2246 §7.4.3).
    RsaExport,
    /// Diffie-Hellman with the key of the certificate. No ServerKeyExchange (RFC 5246 §7.4.7.2).
    Dh,
    /// Diffie-Hellman with a fresh key, signed (RFC 5246 §7.4.3).
    Dhe,
    /// The same without a signature.
    DhAnon,
    /// Diffie-Hellman on an elliptic curve with the key of the certificate (RFC 8422 §2).
    Ecdh,
    /// The same with a fresh key, signed (RFC 8422 §5.4).
    Ecdhe,
    /// The same without a signature.
    EcdhAnon,
    /// A key that both sides share beforehand (RFC 4279 §2).
    Psk,
    /// Such a key, and a pre-master secret under an RSA key (RFC 4279 §4).
    RsaPsk,
    /// Such a key, and Diffie-Hellman (RFC 4279 §3).
    DhePsk,
    /// Such a key, and Diffie-Hellman on an elliptic curve (RFC 5489 §2).
    EcdhePsk,
    /// TLS 1.3: the hellos exchange the keys, and there is no message for it (RFC 8446 §4.2.8).
    InHellos,
    /// Any other, whose messages are not taken apart: Kerberos, passwords, GOST.
    Unknown,
}

/// How the fragment of a protected record is built (RFC 5246 §6.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FragmentForm {
    /// A GenericStreamCipher, which has nothing but ciphertext. So is a record of a suite without
    /// encryption.
    Stream,
    /// A GenericBlockCipher.
    Block {
        /// Length in bytes of the IV at the start; 0 where it is implicit.
        iv_len: usize,
    },
    /// A GenericAEADCipher.
    Aead {
        /// Length in bytes of the explicit part of the nonce, at the start; 0 if there is none.
        nonce_len: usize,
    },
}

impl CipherSuite {
    /// What a client sends in place of an empty renegotiation_info (RFC 5746 §3.3).
    pub const EMPTY_RENEGOTIATION_INFO_SCSV: Self = Self(0x00ff);
    /// A client's note that it offers less than it could, since an attempt with more has failed (RFC 7507).
    pub const FALLBACK_SCSV: Self = Self(0x5600);

    /// The suite of a number; total, because unknown values are kept.
    pub const fn of(code: u16) -> Self {
        Self(code)
    }

    /// The number on the wire.
    pub const fn code(self) -> u16 {
        self.0
    }

    /// The name as the IANA registry spells it, `GREASE` for the values that RFC 8701 reserves; `None` for
    /// an unknown value.
    pub fn name(self) -> Option<&'static str> {
        let found = NAMES.binary_search_by_key(&self.0, |(code, _)| *code);
        found.ok().map(|at| NAMES[at].1).or(grease(self.0))
    }

    /// The name and the number: `TLS_RSA_WITH_NULL_MD5 (0x0001)`, or `unknown (0x0099)`.
    pub fn with_code(self) -> String {
        match self.name() {
            Some(name) => format!("{name} (0x{:04x})", self.0),
            None => self.to_string(),
        }
    }

    /// The two halves of the name: what exchanges keys and what protects records. A suite of TLS 1.3 has
    /// the second alone.
    fn halves(self) -> Option<(Option<&'static str>, &'static str)> {
        let name = self.name()?.strip_prefix("TLS_")?;
        match name.split_once("_WITH_") {
            Some((exchange, protection)) => Some((Some(exchange), protection)),
            None if name.ends_with("_SCSV") => None,
            None => Some((None, name)),
        }
    }

    /// Which messages exchange the keys.
    pub fn key_exchange(self) -> KeyExchangeForm {
        match self.halves() {
            Some((Some(exchange), _)) => KeyExchangeForm::named(exchange),
            Some((None, _)) => KeyExchangeForm::InHellos,
            None => KeyExchangeForm::Unknown,
        }
    }

    /// How the fragments of its records are built, with an IV in each record where there is one; `None` for
    /// an unknown suite. Before TLS 1.1 the IV is implicit: see `protocol::Rules::fragment_form`.
    pub fn fragment_form(self) -> Option<FragmentForm> {
        let (exchange, protection) = self.halves()?;
        let is = |part: &str| protection.contains(part);
        if exchange.is_none() || is("CHACHA20") || is("MGM") {
            // the nonce is made of the sequence number (RFC 7905 §2, RFC 8446 §5.3, RFC 9189 §4)
            return Some(FragmentForm::Aead { nonce_len: 0 });
        }
        if is("_GCM") || is("_CCM") {
            // RFC 5288 §3, RFC 6655 §3
            return Some(FragmentForm::Aead { nonce_len: 8 });
        }
        if !is("_CBC") {
            return Some(FragmentForm::Stream);
        }
        let wide = ["AES", "CAMELLIA", "ARIA", "SEED"];
        let iv_len = match wide.iter().any(|cipher| protection.starts_with(cipher)) {
            true => 16,
            false => 8,
        };
        Some(FragmentForm::Block { iv_len })
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "unknown (0x{:04x})", self.0),
        }
    }
}

impl KeyExchangeForm {
    /// The form of what the name of a suite has before `_WITH_`.
    fn named(exchange: &str) -> Self {
        use KeyExchangeForm as K;
        match exchange {
            "RSA" => K::Rsa,
            "RSA_EXPORT" | "RSA_EXPORT1024" => K::RsaExport,
            "PSK" => K::Psk,
            "RSA_PSK" => K::RsaPsk,
            "DHE_PSK" | "PSK_DHE" => K::DhePsk,
            "ECDHE_PSK" => K::EcdhePsk,
            _ if exchange.starts_with("DH_anon") => K::DhAnon,
            _ if exchange.starts_with("ECDH_anon") => K::EcdhAnon,
            _ if exchange.starts_with("DHE_") => K::Dhe,
            _ if exchange.starts_with("DH_") => K::Dh,
            _ if exchange.starts_with("ECDHE_") => K::Ecdhe,
            _ if exchange.starts_with("ECDH_") => K::Ecdh,
            _ => K::Unknown,
        }
    }

    /// Whether there is a ServerKeyExchange whose parts are known.
    pub const fn has_server_message(self) -> bool {
        self.has_hint() || self.has_dh() || self.has_curve() || matches!(self, Self::RsaExport)
    }

    /// Whether ClientKeyExchange is nothing but a pre-master secret under an RSA key.
    pub const fn encrypts_alone(self) -> bool {
        matches!(self, Self::Rsa | Self::RsaExport)
    }

    /// Whether it names a shared key: ServerKeyExchange with a hint, ClientKeyExchange with the identity.
    pub const fn has_hint(self) -> bool {
        matches!(
            self,
            Self::Psk | Self::RsaPsk | Self::DhePsk | Self::EcdhePsk
        )
    }

    /// Whether ServerKeyExchange has a group and a public value of Diffie-Hellman.
    pub const fn has_dh(self) -> bool {
        matches!(self, Self::Dhe | Self::DhAnon | Self::DhePsk)
    }

    /// Whether ServerKeyExchange has a curve and a point.
    pub const fn has_curve(self) -> bool {
        matches!(self, Self::Ecdhe | Self::EcdhAnon | Self::EcdhePsk)
    }

    /// Whether ServerKeyExchange ends with a signature.
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::Dhe | Self::Ecdhe | Self::RsaExport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order_and_none_occurs_twice() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let mut names: Vec<&str> = NAMES.iter().map(|(_, name)| *name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_name_says_how_keys_are_exchanged_and_how_records_are_built() {
        use FragmentForm::{Aead, Block, Stream};
        use KeyExchangeForm as K;
        for (code, exchange, fragment) in [
            (0x0005, K::Rsa, Some(Stream)),
            (0x0003, K::RsaExport, Some(Stream)),
            (0x000a, K::Rsa, Some(Block { iv_len: 8 })),
            (0x0007, K::Rsa, Some(Block { iv_len: 8 })),
            (0x0006, K::RsaExport, Some(Block { iv_len: 8 })),
            (0x002f, K::Rsa, Some(Block { iv_len: 16 })),
            (0x0096, K::Rsa, Some(Block { iv_len: 16 })),
            (0x0084, K::Rsa, Some(Block { iv_len: 16 })),
            (0x0001, K::Rsa, Some(Stream)),
            (0x0014, K::Dhe, Some(Block { iv_len: 8 })),
            (0x0017, K::DhAnon, Some(Stream)),
            (0x000d, K::Dh, Some(Block { iv_len: 8 })),
            (0x0033, K::Dhe, Some(Block { iv_len: 16 })),
            (0x009e, K::Dhe, Some(Aead { nonce_len: 8 })),
            (0x009c, K::Rsa, Some(Aead { nonce_len: 8 })),
            (0xc09c, K::Rsa, Some(Aead { nonce_len: 8 })),
            (0xc004, K::Ecdh, Some(Block { iv_len: 16 })),
            (0xc018, K::EcdhAnon, Some(Block { iv_len: 16 })),
            (0xc013, K::Ecdhe, Some(Block { iv_len: 16 })),
            (0xc02f, K::Ecdhe, Some(Aead { nonce_len: 8 })),
            (0xcca8, K::Ecdhe, Some(Aead { nonce_len: 0 })),
            (0x008c, K::Psk, Some(Block { iv_len: 16 })),
            (0x0090, K::DhePsk, Some(Block { iv_len: 16 })),
            (0xc0aa, K::DhePsk, Some(Aead { nonce_len: 8 })),
            (0x0094, K::RsaPsk, Some(Block { iv_len: 16 })),
            (0xc035, K::EcdhePsk, Some(Block { iv_len: 16 })),
            (0xc01a, K::Unknown, Some(Block { iv_len: 8 })),
            (0xc103, K::Unknown, Some(Aead { nonce_len: 0 })),
            (0x1301, K::InHellos, Some(Aead { nonce_len: 0 })),
            (0x1304, K::InHellos, Some(Aead { nonce_len: 0 })),
            (0x00ff, K::Unknown, None),
            (0x5600, K::Unknown, None),
            (0x0a0a, K::Unknown, None),
            (0x00fe, K::Unknown, None),
        ] {
            let suite = CipherSuite::of(code);
            let found = (suite.key_exchange(), suite.fragment_form());
            assert_eq!(found, (exchange, fragment), "{suite}");
        }
    }

    #[test]
    fn reserved_and_unknown_values_are_kept() {
        assert_eq!(CipherSuite::of(0xdada).with_code(), "GREASE (0xdada)");
        assert_eq!(CipherSuite::of(0xdadb).with_code(), "unknown (0xdadb)");
        assert_eq!(CipherSuite::FALLBACK_SCSV.to_string(), "TLS_FALLBACK_SCSV");
    }
}
