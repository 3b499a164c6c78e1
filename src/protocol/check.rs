//! What an endpoint compared, and the evidence.

use crate::crypto::pkcs1::RecoveryCheckKind;
use crate::crypto::signature::Verification;
use crate::label;
use crate::pki::{ChainCheck, CheckKind};
use crate::text::Said;
use std::sync::Arc;

/// Something that was compared, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is about, if there are several checks of this name: a certificate's short name, or `client`.
    pub subject: Option<String>,
    /// What was checked.
    pub name: CheckName,
    /// Whether it passed. A check that was skipped did not.
    pub passed: bool,
    /// Whether the side was told to skip it: nothing was compared, and the side went on.
    pub skipped: bool,
    /// What was expected and what was found, as a sentence with the run's own values.
    pub detail: Said,
    /// Where a signature was checked: the public-key operation and its result.
    pub signature: Option<Arc<CheckedSignature>>,
}

/// What can be checked. Code compares these; words for them come from [`CheckName::label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckName {
    /// A check of a certificate chain.
    Chain(CheckKind),
    /// A check on the way to the pre-master secret (RFC 5246 §7.4.7.1).
    PreMaster(RecoveryCheckKind),
    /// Is the client's certificate in its entry in the directory?
    Directory,
    /// Can both sides use the same version?
    Version,
    /// Does the server support nothing newer than what the client falls back to?
    Fallback,
    /// Is the session that the client asks for resumed?
    Resumption,
    /// Do both sides accept the suite?
    CipherSuite,
    /// Is nothing compressed?
    Compression,
    /// Are the extensions as they must be?
    Extensions,
    /// Do the names of the acceptable issuers fit into CertificateRequest (§7.4.4)?
    AuthoritiesLength,
    /// Does the client have a certificate that matches the request?
    ClientCertificate,
    /// Did the server offer the algorithm of CertificateVerify?
    SignatureAlgorithm,
    /// Does the client's key verify its signature over the handshake?
    HandshakeSignature,
    /// Does the key in the server's certificate verify the signature over its share of a key?
    KeyShareSignature,
    /// The client continues although the certificate failed its checks.
    AcceptAnyCertificate,
    /// Is the padding of a record as §6.2.3.2 requires?
    Padding,
    /// Does the MAC of a record match?
    Mac,
    /// Does verify_data match?
    VerifyData,
    /// Is a result of someone's own implementation the right one?
    Result,
    /// Is the level of an alert one of the two?
    AlertLevel,
    /// Does the client accept the signatures in the server's certificates (§7.4.2)?
    CertificateAlgorithms,
    /// Is the message the one that may come now?
    Order,
    /// Can the encrypted part of a record be decrypted at all?
    CiphertextForm,
    /// Is the version in a record's header the one that was agreed on?
    RecordVersion,
    /// Is the content type of a record known?
    RecordType,
    /// Is the record within the limits of §6.2?
    RecordLength,
    /// Can the message be parsed?
    Form,
    /// Can the certificate be parsed?
    CertificateForm,
    /// Is the content of a message or record acceptable?
    Content,
    /// Does the peer send anything that advances the connection?
    Progress,
    /// Did the peer answer in time?
    Patience,
    /// Did the connection end where it may end?
    EndOfConnection,
    /// Did the peer end the connection in order, and not reset it?
    Reset,
    /// Was the end announced by close_notify?
    CloseNotify,
}

impl CheckName {
    /// The check in a few words, for lists and for JSON: `verify_data`, `host name`.
    pub fn label(self) -> &'static str {
        use RecoveryCheckKind as Kind;
        match self {
            CheckName::Chain(kind) => kind.name(),
            CheckName::PreMaster(kind) => match kind {
                Kind::CiphertextLength => label!("protocol.check.ciphertext_length.label"),
                Kind::CiphertextRange => label!("protocol.check.ciphertext_range.label"),
                Kind::PrivateOperation => label!("protocol.check.private_operation.label"),
                Kind::BlockType => label!("protocol.check.block_type.label"),
                Kind::PaddingLength => label!("protocol.check.padding_length.label"),
                Kind::Separator => label!("protocol.check.separator.label"),
                Kind::MessageLength => label!("protocol.check.message_length.label"),
                Kind::Version => label!("protocol.check.pre_master_version.label"),
            },
            CheckName::Directory => label!("protocol.check.directory.label"),
            CheckName::Version => label!("protocol.check.version.label"),
            CheckName::Fallback => label!("protocol.check.fallback.label"),
            CheckName::Resumption => label!("protocol.check.resumption.label"),
            CheckName::CipherSuite => label!("protocol.check.cipher_suite.label"),
            CheckName::Compression => label!("protocol.check.compression.label"),
            CheckName::Extensions => label!("protocol.check.extensions.label"),
            CheckName::AuthoritiesLength => label!("protocol.check.authorities_length.label"),
            CheckName::ClientCertificate => label!("protocol.check.client_certificate.label"),
            CheckName::SignatureAlgorithm => label!("protocol.check.signature_algorithm.label"),
            CheckName::HandshakeSignature => label!("protocol.check.handshake_signature.label"),
            CheckName::KeyShareSignature => label!("protocol.check.key_share.label"),
            CheckName::AcceptAnyCertificate => {
                label!("protocol.check.accept_any_certificate.label")
            }
            CheckName::Padding => label!("protocol.check.padding.label"),
            CheckName::Mac => label!("protocol.check.mac.label"),
            CheckName::VerifyData => label!("protocol.check.verify_data.label"),
            CheckName::Result => label!("protocol.check.result.label"),
            CheckName::AlertLevel => label!("protocol.check.alert_level.label"),
            CheckName::CertificateAlgorithms => {
                label!("protocol.check.certificate_algorithms.label")
            }
            CheckName::Order => label!("protocol.check.order.label"),
            CheckName::CiphertextForm => label!("protocol.check.ciphertext_form.label"),
            CheckName::RecordVersion => label!("protocol.check.record_version.label"),
            CheckName::RecordType => label!("protocol.check.record_type.label"),
            CheckName::RecordLength => label!("protocol.check.record_length.label"),
            CheckName::Form => label!("protocol.check.form.label"),
            CheckName::CertificateForm => label!("protocol.check.certificate_form.label"),
            CheckName::Content => label!("protocol.check.content.label"),
            CheckName::Progress => label!("protocol.check.progress.label"),
            CheckName::Patience => label!("protocol.check.patience.label"),
            CheckName::EndOfConnection => label!("protocol.check.end_of_connection.label"),
            CheckName::Reset => label!("protocol.check.reset.label"),
            CheckName::CloseNotify => label!("protocol.check.close_notify.label"),
        }
    }

    /// The question that the check answers; its good answer is yes.
    pub fn question(self) -> &'static str {
        use RecoveryCheckKind as Kind;
        match self {
            CheckName::Chain(kind) => kind.question(),
            CheckName::PreMaster(kind) => match kind {
                Kind::CiphertextLength => label!("protocol.check.ciphertext_length.question"),
                Kind::CiphertextRange => label!("protocol.check.ciphertext_range.question"),
                Kind::PrivateOperation => label!("protocol.check.private_operation.question"),
                Kind::BlockType => label!("protocol.check.block_type.question"),
                Kind::PaddingLength => label!("protocol.check.padding_length.question"),
                Kind::Separator => label!("protocol.check.separator.question"),
                Kind::MessageLength => label!("protocol.check.message_length.question"),
                Kind::Version => label!("protocol.check.pre_master_version.question"),
            },
            CheckName::Directory => label!("protocol.check.directory.question"),
            CheckName::Version => label!("protocol.check.version.question"),
            CheckName::Fallback => label!("protocol.check.fallback.question"),
            CheckName::Resumption => label!("protocol.check.resumption.question"),
            CheckName::CipherSuite => label!("protocol.check.cipher_suite.question"),
            CheckName::Compression => label!("protocol.check.compression.question"),
            CheckName::Extensions => label!("protocol.check.extensions.question"),
            CheckName::AuthoritiesLength => label!("protocol.check.authorities_length.question"),
            CheckName::ClientCertificate => label!("protocol.check.client_certificate.question"),
            CheckName::SignatureAlgorithm => label!("protocol.check.signature_algorithm.question"),
            CheckName::HandshakeSignature => label!("protocol.check.handshake_signature.question"),
            CheckName::KeyShareSignature => label!("protocol.check.key_share.question"),
            CheckName::AcceptAnyCertificate => {
                label!("protocol.check.accept_any_certificate.question")
            }
            CheckName::Padding => label!("protocol.check.padding.question"),
            CheckName::Mac => label!("protocol.check.mac.question"),
            CheckName::VerifyData => label!("protocol.check.verify_data.question"),
            CheckName::Result => label!("protocol.check.result.question"),
            CheckName::AlertLevel => label!("protocol.check.alert_level.question"),
            CheckName::CertificateAlgorithms => {
                label!("protocol.check.certificate_algorithms.question")
            }
            CheckName::Order => label!("protocol.check.order.question"),
            CheckName::CiphertextForm => label!("protocol.check.ciphertext_form.question"),
            CheckName::RecordVersion => label!("protocol.check.record_version.question"),
            CheckName::RecordType => label!("protocol.check.record_type.question"),
            CheckName::RecordLength => label!("protocol.check.record_length.question"),
            CheckName::Form => label!("protocol.check.form.question"),
            CheckName::CertificateForm => label!("protocol.check.certificate_form.question"),
            CheckName::Content => label!("protocol.check.content.question"),
            CheckName::Progress => label!("protocol.check.progress.question"),
            CheckName::Patience => label!("protocol.check.patience.question"),
            CheckName::EndOfConnection => label!("protocol.check.end_of_connection.question"),
            CheckName::Reset => label!("protocol.check.reset.question"),
            CheckName::CloseNotify => label!("protocol.check.close_notify.question"),
        }
    }

    /// Whether it is this check of a certificate.
    pub fn is_of_chain(self, kind: CheckKind) -> bool {
        self == CheckName::Chain(kind)
    }
}

/// A signature that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSignature {
    /// How, step by step.
    pub verification: Verification,
    /// What kind of thing is signed.
    pub what: Signed,
    /// Its bytes.
    pub signed: Arc<[u8]>,
}

/// What a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signed {
    /// The tbsCertificate of a certificate (RFC 5280 section 4.1.1.3).
    Certificate,
    /// The tbsCertList of a revocation list (RFC 5280 section 5.1.1.3).
    RevocationList,
    /// The handshake messages so far (RFC 5246 section 7.4.8).
    Handshake,
    /// Both randoms and the server's share of a key (RFC 5246 section 7.4.3).
    KeyShare,
}

/// A check that an endpoint can be told to skip, so that a run can show what it prevents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skippable {
    /// The comparison of the verify_data in the peer's Finished (RFC 5246 section 7.4.9).
    Finished,
    /// The server's check of the client's signature (RFC 5246 section 7.4.8).
    CertificateVerify,
    /// That an open connection ends with close_notify (RFC 5246 section 7.2.1).
    CloseNotify,
}

impl Skippable {
    /// All of them.
    pub const ALL: [Skippable; 3] = [
        Skippable::Finished,
        Skippable::CertificateVerify,
        Skippable::CloseNotify,
    ];

    /// `finished`, `certificate_verify` or `close_notify`, as a scenario's file has it.
    pub const fn key(self) -> &'static str {
        match self {
            Skippable::Finished => "finished",
            Skippable::CertificateVerify => "certificate_verify",
            Skippable::CloseNotify => "close_notify",
        }
    }
}

impl Signed {
    /// The name of the signed bytes in the RFC.
    pub const fn name(self) -> &'static str {
        match self {
            Signed::Certificate => "tbsCertificate",
            Signed::RevocationList => "tbsCertList",
            Signed::Handshake => "handshake_messages",
            Signed::KeyShare => "signed_params",
        }
    }
}

impl Check {
    /// A check of a certificate chain.
    pub fn of_chain(check: &ChainCheck) -> Self {
        let what = match check.kind {
            CheckKind::RevocationList => Signed::RevocationList,
            _ => Signed::Certificate,
        };
        let verified = check.verification.as_ref().zip(check.signed.as_ref());
        let signature = verified.map(|(verification, signed)| {
            Arc::new(CheckedSignature {
                verification: verification.clone(),
                what,
                signed: signed.clone(),
            })
        });
        Check {
            subject: Some(check.subject.clone()),
            name: CheckName::Chain(check.kind),
            passed: check.passed,
            skipped: false,
            detail: check.detail.clone(),
            signature,
        }
    }

    /// A check of which there is only one in a step, without a signature.
    pub fn new(name: CheckName, passed: bool, detail: Said) -> Self {
        Check {
            subject: None,
            name,
            passed,
            skipped: false,
            detail,
            signature: None,
        }
    }

    /// A check that a side was told to skip.
    pub fn skipped(name: CheckName, detail: Said) -> Self {
        Check {
            skipped: true,
            ..Check::new(name, false, detail)
        }
    }

    /// Whether it was made and did not pass.
    pub fn failed(&self) -> bool {
        !self.passed && !self.skipped
    }

    /// The question, and of whom it is asked: `shop.example: Is it in date?`.
    pub fn question(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}: {}", self.name.question()),
            None => self.name.question().to_owned(),
        }
    }

    /// What was checked, and of whom, in a few words: `shop.example: host name`.
    pub fn title(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}: {}", self.name.label()),
            None => self.name.label().to_owned(),
        }
    }
}
