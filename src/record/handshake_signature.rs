//! The client's signature over the handshake messages (RFC 5246 §7.4.8): how it is made in each version, and
//! how it is verified. The server verifies it, and so can anyone who has the messages.

use super::secrets::MasterSecret;
use super::transcript::Transcript;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::rsa::PublicKey;
use crate::crypto::signature::Verification;
use crate::crypto::{pkcs1, pss, ssl3};
use crate::protocol::{
    Check, CheckName, CheckedSignature, Event, ProofRule, Report, Rules, Side, Signed, ValueName,
};
use crate::said;
use crate::text::Said;
use crate::wire::handshake::CertificateVerify;
use crate::wire::names::SignatureAlgorithm;
use std::sync::Arc;

/// How the handshake is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// As CertificateVerify says (RFC 5246 §7.4.8).
    Named(SignatureAlgorithm),
    /// As before TLS 1.2, with an RSA key: over MD5 ‖ SHA-1, without a DigestInfo (RFC 4346 §7.4.8).
    Unnamed,
    /// As in SSL 3.0: the same, but the master secret is hashed, too (RFC 6101 §5.6.8).
    WithMasterSecret,
}

impl Scheme {
    /// That of a CertificateVerify. `master_secret` is there in a version that covers it.
    pub fn of(verify: &CertificateVerify, master_secret: Option<&MasterSecret>) -> Self {
        match (verify.algorithm, master_secret) {
            (Some(algorithm), _) => Scheme::Named(algorithm),
            (None, None) => Scheme::Unnamed,
            (None, Some(_)) => Scheme::WithMasterSecret,
        }
    }

    /// That of a version whose CertificateVerify does not name one.
    pub fn unnamed(rules: &Rules) -> Self {
        match rules.proof {
            ProofRule::Prf => Scheme::Unnamed,
            ProofRule::MasterSecret => Scheme::WithMasterSecret,
        }
    }

    /// Whether the master secret has to be there before the signature.
    pub fn needs_master_secret(self) -> bool {
        self == Scheme::WithMasterSecret
    }

    /// Its name.
    pub fn name(self) -> String {
        match self {
            Scheme::Named(algorithm) => algorithm.to_string(),
            Scheme::Unnamed | Scheme::WithMasterSecret => {
                said!("endpoint.origin.md5_sha1").to_string()
            }
        }
    }

    /// What CertificateVerify says of it.
    pub fn named(self) -> Option<SignatureAlgorithm> {
        match self {
            Scheme::Named(algorithm) => Some(algorithm),
            Scheme::Unnamed | Scheme::WithMasterSecret => None,
        }
    }

    /// Whether it is PSS, and which hash; `None` for a scheme that is not computed here.
    pub fn parts(self) -> Option<(bool, HashAlgorithm)> {
        use SignatureAlgorithm as A;
        let Scheme::Named(algorithm) = self else {
            return Some((false, HashAlgorithm::Md5Sha1));
        };
        Some(match algorithm {
            A::RsaPkcs1Sha1 => (false, HashAlgorithm::Sha1),
            A::RsaPkcs1Sha256 => (false, HashAlgorithm::Sha256),
            A::RsaPkcs1Sha384 => (false, HashAlgorithm::Sha384),
            A::RsaPkcs1Sha512 => (false, HashAlgorithm::Sha512),
            A::RsaPssRsaeSha256 => (true, HashAlgorithm::Sha256),
            A::RsaPssRsaeSha384 => (true, HashAlgorithm::Sha384),
            A::RsaPssRsaeSha512 => (true, HashAlgorithm::Sha512),
            _ => return None,
        })
    }
}

/// The hash of the handshake messages so far, and in SSL 3.0 of the master secret, too. Reports it.
pub fn signed_hash(
    transcript: &Transcript,
    hash: HashAlgorithm,
    master_secret: Option<&MasterSecret>,
    events: &mut impl Report,
) -> Vec<u8> {
    let Some(master_secret) = master_secret else {
        return transcript.hashed(ValueName::SignedHash, hash, events);
    };
    let proof = ssl3::proof(transcript.bytes(), None, &master_secret.bytes);
    transcript.proved(ValueName::SignedHash, proof, events)
}

/// Verifies a signature over the handshake messages so far, and reports it. `is_pss` and `hash` are the parts
/// of its scheme.
///
/// # Errors
/// What is wrong with the signature.
pub fn verify_handshake(
    key: &PublicKey,
    (is_pss, hash): (bool, HashAlgorithm),
    signature: &[u8],
    master_secret: Option<&MasterSecret>,
    transcript: &Transcript,
    events: &mut Vec<Event>,
) -> Result<(), Said> {
    let digest = signed_hash(transcript, hash, master_secret, events);
    let message = transcript.bytes();
    let verification = match is_pss {
        true => {
            let salt_len = hash.output_len();
            Verification::Pss(pss::verify(key, hash, salt_len, message, signature))
        }
        false => Verification::Pkcs1(pkcs1::verify_digest(key, hash, digest, signature)),
    };
    let outcome = verification.outcome();
    let messages = transcript.messages();
    let hash = hash.name();
    let detail = match &outcome {
        Ok(()) if master_secret.is_some() => said!(
            "endpoint.check.handshake_signature.yes_secret",
            hash,
            messages
        ),
        Ok(()) => said!("endpoint.check.handshake_signature.yes", hash, messages),
        Err(fault) => said!("endpoint.check.handshake_signature.no", fault),
    };
    events.push(Event::Checked(Check {
        subject: Some(Side::Client.name().to_owned()),
        name: CheckName::HandshakeSignature,
        passed: outcome.is_ok(),
        skipped: false,
        detail,
        signature: Some(Arc::new(CheckedSignature {
            verification,
            what: Signed::Handshake,
            signed: message.into(),
        })),
    }));
    outcome
}
