//! What an endpoint compared, and the evidence.

use crate::crypto::signature::Verification;
use crate::pki::{ChainCheck, CheckKind};
use std::sync::Arc;

/// Something that was compared, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whom it is about, where it is one of several: a certificate's short name, or `client`.
    pub subject: Option<String>,
    /// What was checked, in a word or three: `verify_data`, `host name`.
    pub what: &'static str,
    /// Whether it passed. A check that was skipped did not.
    pub passed: bool,
    /// Whether the side was told to skip it: nothing was compared, and the side went on.
    pub skipped: bool,
    /// What was expected and what was found, as a sentence with the run's own values.
    pub detail: String,
    /// Where a signature was checked: the public-key operation undone.
    pub signature: Option<Arc<CheckedSignature>>,
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
    /// What the bytes are called.
    pub const fn name(self) -> &'static str {
        match self {
            Signed::Certificate => "tbsCertificate",
            Signed::RevocationList => "tbsCertList",
            Signed::Handshake => "handshake_messages",
        }
    }
}

impl Check {
    /// What is checked where a server looks into a directory.
    pub const DIRECTORY: &str = "directory";

    /// A check of a certificate chain.
    pub fn of_chain(check: &ChainCheck) -> Self {
        let what = match check.kind {
            CheckKind::RevocationList => Signed::RevocationList,
            _ => Signed::Certificate,
        };
        let opened = check.verification.as_ref().zip(check.signed.as_ref());
        let signature = opened.map(|(verification, signed)| {
            Arc::new(CheckedSignature {
                verification: verification.clone(),
                what,
                signed: signed.clone(),
            })
        });
        Check {
            subject: Some(check.subject.clone()),
            what: check.kind.name(),
            passed: check.passed,
            skipped: false,
            detail: check.detail.clone(),
            signature,
        }
    }

    /// A check of what there is one of, without a signature.
    pub fn new(what: &'static str, passed: bool, detail: impl Into<String>) -> Self {
        Check {
            subject: None,
            what,
            passed,
            skipped: false,
            detail: detail.into(),
            signature: None,
        }
    }

    /// A check that a side was told to skip.
    pub fn skipped(what: &'static str, detail: impl Into<String>) -> Self {
        Check {
            skipped: true,
            ..Check::new(what, false, detail)
        }
    }

    /// Whether it was made and did not pass.
    pub fn failed(&self) -> bool {
        !self.passed && !self.skipped
    }

    /// What was checked, and of whom: `shop.example: host name`.
    pub fn name(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}: {}", self.what),
            None => self.what.to_owned(),
        }
    }
}
