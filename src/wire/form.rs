//! How handshake messages are laid out in each version of the protocol, as a table: the few fields that
//! a version lacks, and the lengths that it changed. The two messages that exchange keys depend on the suite.

use super::names::ProtocolVersion;
use super::suite::KeyExchangeForm;

/// The layout of the handshake messages of one version, and of the key exchange of one suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The version.
    pub version: ProtocolVersion,
    /// Whether CertificateRequest lists signature algorithms, and CertificateVerify names its own. Before
    /// TLS 1.2 there was a single one.
    pub signature_algorithms: bool,
    /// Whether the encrypted pre-master secret has its length before it. In SSL 3.0 it fills the message
    /// (RFC 5246 §7.4.7.1).
    pub pre_master_length: bool,
    /// Whether a ClientHello of this version has extensions.
    pub extensions: bool,
    /// Length in bytes of verify_data in Finished.
    pub verify_data_len: usize,
    /// The layout of ServerKeyExchange and ClientKeyExchange. The table has that of RSA; for a suite see
    /// [`Form::with`].
    pub key_exchange: KeyExchangeForm,
}

/// TLS 1.2 (RFC 5246 §7.4).
#[rustfmt::skip]
pub static TLS12: Form = Form {
    version:              ProtocolVersion::Tls12,
    signature_algorithms: true,                    // §7.4.4, §7.4.8
    pre_master_length:    true,                    // §7.4.7.1
    extensions:           true,                    // RFC 6066
    verify_data_len:      12,                      // §7.4.9
    key_exchange:         KeyExchangeForm::Rsa,
};

/// TLS 1.1 (RFC 4346 §7.4).
#[rustfmt::skip]
pub static TLS11: Form = Form {
    version:              ProtocolVersion::Tls11,
    signature_algorithms: false,                   // §7.4.4, §7.4.8
    pre_master_length:    true,                    // §7.4.7.1
    extensions:           true,                    // RFC 6066
    verify_data_len:      12,                      // §7.4.9
    key_exchange:         KeyExchangeForm::Rsa,
};

/// TLS 1.0 (RFC 2246 §7.4).
#[rustfmt::skip]
pub static TLS10: Form = Form {
    version:              ProtocolVersion::Tls10,
    signature_algorithms: false,                   // §7.4.4, §7.4.8
    pre_master_length:    true,                    // §7.4.7.1
    extensions:           true,                    // RFC 6066
    verify_data_len:      12,                      // §7.4.9
    key_exchange:         KeyExchangeForm::Rsa,
};

/// SSL 3.0 (RFC 6101 §5.6).
#[rustfmt::skip]
pub static SSL30: Form = Form {
    version:              ProtocolVersion::Ssl30,
    signature_algorithms: false,                   // §5.6.4, §5.6.8
    pre_master_length:    false,                   // §5.6.7
    extensions:           false,                   // §5.6.1.2
    verify_data_len:      36,                      // §5.6.9
    key_exchange:         KeyExchangeForm::Rsa,
};

/// All of them, the newest first.
static ALL: [&Form; 4] = [&TLS12, &TLS11, &TLS10, &SSL30];

impl Form {
    /// The form of a version; that of the newest for one that has no row. The messages that come before a
    /// version is agreed on have one form in all of them.
    pub fn of(version: ProtocolVersion) -> &'static Form {
        let mut all = ALL.into_iter();
        all.find(|form| form.version == version).unwrap_or(ALL[0])
    }

    /// The same version with the key exchange of another suite.
    pub fn with(self, key_exchange: KeyExchangeForm) -> Form {
        Form {
            key_exchange,
            ..self
        }
    }

    /// The form of the messages in a record: its header names the version.
    pub fn of_record(record: &[u8]) -> &'static Form {
        match record.get(1..3) {
            Some([major, minor]) => {
                Form::of(ProtocolVersion::of(u16::from_be_bytes([*major, *minor])))
            }
            _ => ALL[0],
        }
    }
}
