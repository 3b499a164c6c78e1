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
    /// Whether it held.
    pub passed: bool,
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
            detail: detail.into(),
            signature: None,
        }
    }

    /// What was checked, and of whom: `shop.example: host name`.
    pub fn name(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}: {}", self.what),
            None => self.what.to_owned(),
        }
    }
}
