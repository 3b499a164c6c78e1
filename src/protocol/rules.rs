//! What the versions of the protocol do differently, as a table: one row says of a version how secrets
//! are stretched, how a record is protected, and how Finished is made.
//!
//! A row names the constructions of [`crypto`](crate::crypto); which algorithms they work with is up to
//! the [`Suite`]. Whatever depends on the version asks its row, and compares no version. Left out: what
//! is the same in every version that can be run, such as the labels of the PRF.

use super::suite::Suite;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::key_block::Layout;
use crate::crypto::mac::Mac;
use crate::crypto::prf::Prf;
use crate::crypto::record::{Algorithms, IvSource, PaddingRule};
use crate::label;
use crate::wire::form::{self, Form};
use crate::wire::{AlertDescription, CipherSuite, FragmentForm, ProtocolVersion};
use std::fmt;

/// The rules of one version.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The version, as ServerHello and the records have it.
    pub version: ProtocolVersion,
    /// The version in the record of a ClientHello that offers this one as the newest.
    pub first_record: ProtocolVersion,
    /// The family and the number by which people name it, in lower case.
    pub name: (&'static str, &'static str),
    /// The document that defines it.
    pub rfc: &'static str,
    /// Where it stands today, and what broke it.
    pub standing: fn() -> &'static str,
    /// The same, in a few words.
    pub standing_brief: fn() -> &'static str,
    /// The pseudorandom function.
    pub prf: fn(&Suite) -> Prf,
    /// The hash of the handshake messages in Finished.
    pub transcript_hash: fn(&Suite) -> HashAlgorithm,
    /// How Finished and CertificateVerify bind the handshake messages.
    pub proof: ProofRule,
    /// Where the IV of a record comes from.
    pub iv: IvSource,
    /// The MAC of a record.
    pub mac: fn(HashAlgorithm) -> Mac,
    /// What the padding of a record has to be.
    pub padding: PaddingRule,
    /// The alert for a record whose padding is wrong.
    pub bad_padding: AlertDescription,
    /// The alert of this version that says what an alert of TLS 1.2 says.
    pub alert: fn(AlertDescription) -> AlertDescription,
    /// How a client says that it has no certificate.
    pub no_certificate: NoCertificate,
    /// The layout of the handshake messages.
    pub form: &'static Form,
}

/// How Finished and CertificateVerify bind the handshake messages to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofRule {
    /// Finished is made by the PRF of the master secret and the hash of the messages; CertificateVerify
    /// signs that hash.
    Prf,
    /// Both are made over the messages and the master secret at once: see
    /// [`ssl3`](crate::crypto::ssl3).
    MasterSecret,
}

/// What a client without a certificate sends when it is asked for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCertificate {
    /// A Certificate message with an empty list.
    EmptyList,
    /// The alert no_certificate, as a warning.
    Alert,
}

/// TLS 1.2 (RFC 5246).
#[rustfmt::skip]
pub static TLS12: Rules = Rules {
    version:         ProtocolVersion::Tls12,
    first_record:    ProtocolVersion::Tls10,                   // appendix E.1
    name:            ("tls", "1.2"),
    rfc:             "RFC 5246",
    standing:        || label!("protocol.standing.tls12"),
    standing_brief:  || label!("protocol.standing_brief.tls12"),
    prf:             |suite| Prf::Tls12(suite.prf_hash),       // §5
    transcript_hash: |suite| suite.prf_hash,                   // §7.4.9
    proof:           ProofRule::Prf,                           // §7.4.8, §7.4.9
    iv:              IvSource::InRecord,                       // §6.2.3.2
    mac:             Mac::Hmac,                                // §6.2.3.1
    padding:         PaddingRule::Filled,                      // §6.2.3.2
    bad_padding:     AlertDescription::BadRecordMac,           // §7.2.2
    alert:           |alert| alert,
    no_certificate:  NoCertificate::EmptyList,                 // §7.4.6
    form:            &form::TLS12,
};

/// TLS 1.1 (RFC 4346).
#[rustfmt::skip]
pub static TLS11: Rules = Rules {
    version:         ProtocolVersion::Tls11,
    first_record:    ProtocolVersion::Tls10,
    name:            ("tls", "1.1"),
    rfc:             "RFC 4346",
    standing:        || label!("protocol.standing.tls11"),
    standing_brief:  || label!("protocol.standing_brief.tls11"),
    prf:             |_| Prf::Tls10,                           // §5
    transcript_hash: |_| HashAlgorithm::Md5Sha1,               // §7.4.9
    proof:           ProofRule::Prf,                           // §7.4.8, §7.4.9
    iv:              IvSource::InRecord,                       // §6.2.3.2
    mac:             Mac::Hmac,                                // §6.2.3.1
    padding:         PaddingRule::Filled,                      // §6.2.3.2
    bad_padding:     AlertDescription::BadRecordMac,           // §7.2.2
    alert:           |alert| alert,
    no_certificate:  NoCertificate::EmptyList,                 // §7.4.6
    form:            &form::TLS11,
};

/// TLS 1.0 (RFC 2246).
#[rustfmt::skip]
pub static TLS10: Rules = Rules {
    version:         ProtocolVersion::Tls10,
    first_record:    ProtocolVersion::Tls10,
    name:            ("tls", "1.0"),
    rfc:             "RFC 2246",
    standing:        || label!("protocol.standing.tls10"),
    standing_brief:  || label!("protocol.standing_brief.tls10"),
    prf:             |_| Prf::Tls10,                           // §5
    transcript_hash: |_| HashAlgorithm::Md5Sha1,               // §7.4.9
    proof:           ProofRule::Prf,                           // §7.4.8, §7.4.9
    iv:              IvSource::Chained,                        // §6.2.3.2
    mac:             Mac::Hmac,                                // §6.2.3.1
    padding:         PaddingRule::Filled,                      // §6.2.3.2
    bad_padding:     AlertDescription::DecryptionFailed,       // §7.2.2
    alert:           |alert| alert,
    no_certificate:  NoCertificate::EmptyList,                 // §7.4.6
    form:            &form::TLS10,
};

/// SSL 3.0 (RFC 6101).
#[rustfmt::skip]
pub static SSL30: Rules = Rules {
    version:         ProtocolVersion::Ssl30,
    first_record:    ProtocolVersion::Ssl30,
    name:            ("ssl", "3.0"),
    rfc:             "RFC 6101",
    standing:        || label!("protocol.standing.ssl30"),
    standing_brief:  || label!("protocol.standing_brief.ssl30"),
    prf:             |_| Prf::Ssl3,                            // §6.1, §6.2.2
    transcript_hash: |_| HashAlgorithm::Md5Sha1,               // §5.6.9
    proof:           ProofRule::MasterSecret,                  // §5.6.8, §5.6.9
    iv:              IvSource::Chained,                        // §5.2.3.2
    mac:             Mac::Ssl3,                                // §5.2.3.1
    padding:         PaddingRule::Free,                        // §5.2.3.2
    bad_padding:     AlertDescription::BadRecordMac,           // §5.4.2
    alert:           ssl3_alert,                               // §5.4.2
    no_certificate:  NoCertificate::Alert,                     // §5.6.6
    form:            &form::SSL30,
};

/// SSL 3.0 has fewer alerts. What it has no name for is a handshake that failed, or a bad certificate.
fn ssl3_alert(alert: AlertDescription) -> AlertDescription {
    use AlertDescription as A;
    match alert {
        A::DecryptionFailed | A::RecordOverflow => A::BadRecordMac,
        A::UnknownCa => A::BadCertificate,
        A::AccessDenied
        | A::DecodeError
        | A::DecryptError
        | A::ProtocolVersion
        | A::InsufficientSecurity
        | A::InternalError
        | A::UnsupportedExtension
        | A::UnrecognizedName => A::HandshakeFailure,
        known => known,
    }
}

/// The versions that can be run, the newest first.
static ALL: [&Rules; 4] = [&TLS12, &TLS11, &TLS10, &SSL30];

impl Rules {
    /// The rules of a version, if it can be run.
    pub fn of(version: ProtocolVersion) -> Option<&'static Rules> {
        ALL.into_iter().find(|rules| rules.version == version)
    }

    /// The newest version that can be run.
    pub fn newest() -> &'static Rules {
        ALL[0]
    }

    /// Whether no version that can be run is newer.
    pub fn is_newest(&self) -> bool {
        self.version == Self::newest().version
    }

    /// The versions that can be run, the newest first.
    pub fn all() -> impl Iterator<Item = &'static Rules> {
        ALL.into_iter()
    }

    /// The version that a person means by `name`: `1.2` or `tls1.2`, `3.0` or `ssl3`. Capitals and blanks do
    /// not matter.
    pub fn by_name(name: &str) -> Option<&'static Rules> {
        let lower: String = name.to_ascii_lowercase();
        let lower: String = lower.split([' ', '_', '-']).collect();
        ALL.into_iter().find(|rules| {
            let (family, number) = rules.name;
            let rest = lower.strip_prefix(family).unwrap_or(&lower);
            let rest = rest.strip_prefix('v').unwrap_or(rest);
            rest == number || (rest != lower && number.strip_suffix(".0") == Some(rest))
        })
    }

    /// The name of a version in files and options: `1.2`, or `ssl3.0`.
    pub fn key(&self) -> String {
        match self.name {
            ("tls", number) => number.to_owned(),
            (family, number) => format!("{family}{number}"),
        }
    }

    /// Whether a peer that offers up to `highest` offers this version (RFC 5246 appendix E.1).
    pub fn offered_by(&self, highest: ProtocolVersion) -> bool {
        self.version.code() <= highest.code()
    }

    /// What protects the records of a suite, unless [`encrypt_then_mac`](Algorithms::encrypt_then_mac) is
    /// agreed on.
    pub fn algorithms(&self, suite: &Suite) -> Algorithms {
        Algorithms {
            cipher: suite.cipher,
            mac: (self.mac)(suite.mac),
            iv: self.iv,
            padding: self.padding,
            encrypt_then_mac: false,
        }
    }

    /// How the fragments of a suite's records are built in this version; `None` for an unknown suite.
    pub fn fragment_form(&self, suite: CipherSuite) -> Option<FragmentForm> {
        Some(match (suite.fragment_form()?, self.iv) {
            (FragmentForm::Block { .. }, IvSource::Chained) => FragmentForm::Block { iv_len: 0 },
            (form, _) => form,
        })
    }

    /// Lengths of the parts of the key block (RFC 5246 §6.3).
    pub fn key_block_layout(&self, suite: &Suite) -> Layout {
        let block_len = suite.cipher.block_len().unwrap_or(0);
        Layout {
            mac_key_len: suite.mac.output_len(),
            enc_key_len: suite.cipher.key_len(),
            fixed_iv_len: match self.iv {
                IvSource::InRecord => 0,
                IvSource::Chained => block_len,
            },
        }
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules({})", self.version)
    }
}
