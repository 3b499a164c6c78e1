//! The client says who it is, and proves it (RFC 5246 §7.4.4, §7.4.6, §7.4.8).
//!
//! The certificate is public and proves nothing; the proof is a signature over the handshake so far,
//! which only the holder of the private key can make, and which is good for this handshake only,
//! since both randoms are in it.

use super::check::{Check, CheckName, CheckedSignature, Signed};
use super::config::{ClientConfig, ClientTrust, Identity, SIGNATURE_ALGORITHMS};
use super::core::{ActDraft, Core};
use super::event::{Event, Operation, Side, ValueName, Withheld};
use super::fault::Fault;
use super::messages::public_names;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::rsa::PublicKey;
use crate::crypto::signature::{Signing, Verification};
use crate::crypto::{pkcs1, pss};
use crate::pki::certificate::Certificate;
use crate::pki::chain::{Policy, Purpose, verify_chain};
use crate::pki::directory::Answer;
use crate::pki::name::printable;
use crate::pki::time::UnixTime;
use crate::wire::alert::AlertDescription;
use crate::wire::display;
use crate::wire::handshake::{CertificateRequest, CertificateVerify};
use crate::wire::names::{ClientCertificateType, SignatureAlgorithm};
use std::sync::Arc;

/// The most bytes that certificate_authorities can have (RFC 5246 §7.4.4).
const MAX_AUTHORITIES_LEN: usize = 0xffff;

/// What a server asks for: a certificate of one of its anchors, each named once. Where their names are
/// too long for the message it names none, which lets the client choose (RFC 5246 §7.4.4), and says so.
pub(super) fn request(trust: &ClientTrust, act: &mut ActDraft) -> CertificateRequest {
    let mut names: Vec<&[u8]> = Vec::new();
    for anchor in trust.anchors.iter() {
        if !names.contains(&anchor.subject_bytes()) {
            names.push(anchor.subject_bytes());
        }
    }
    // each has a length of two bytes before it
    let len: usize = names.iter().map(|name| 2 + name.len()).sum();
    if len > MAX_AUTHORITIES_LEN {
        let detail = format!(
            "the names of the anchors have {}, of which the message holds {}: none is named",
            display::count(len as u64, "byte"),
            display::count(MAX_AUTHORITIES_LEN as u64, "byte"),
        );
        act.check(CheckName::AuthoritiesLength, true, detail);
        names.clear();
    }
    CertificateRequest {
        certificate_types: vec![ClientCertificateType::RsaSign],
        signature_algorithms: trust.signature_algorithms.clone(),
        certificate_authorities: names.into_iter().map(<[u8]>::to_vec).collect(),
    }
}

/// How a client will sign, if what it has is what the server asks for. Says why.
pub(super) fn answer(
    request: &CertificateRequest,
    config: &ClientConfig,
    act: &mut ActDraft,
) -> Option<SignatureAlgorithm> {
    let fitting = fitting(request, config);
    let detail = match &fitting {
        Ok((who, algorithm)) => {
            format!("{who}: the server takes it; the client will sign by {algorithm}")
        }
        Err(why) => format!("{why}: an empty list is sent"),
    };
    act.check(CheckName::ClientCertificate, true, detail);
    match fitting {
        Ok((_, algorithm)) => Some(algorithm),
        Err(why) => {
            act.events.push(Event::Withheld(why));
            None
        }
    }
}

/// Who the client is and how it will sign, or why it does neither.
fn fitting(
    request: &CertificateRequest,
    config: &ClientConfig,
) -> Result<(String, SignatureAlgorithm), Withheld> {
    let identity = config.identity.as_ref().ok_or(Withheld::NoneThere)?;
    let types = &request.certificate_types;
    if !types.contains(&ClientCertificateType::RsaSign) {
        return Err(Withheld::Type);
    }
    let authorities = &request.certificate_authorities;
    let issued = |certificate: &Certificate| {
        let issuer = certificate.issuer_bytes();
        authorities.iter().any(|name| name == issuer)
    };
    if !authorities.is_empty() && !identity.chain.iter().any(issued) {
        return Err(Withheld::Issuer {
            named: authorities.len(),
        });
    }
    // SHA-1 only for a client that is configured to offer it (RFC 9155 §5)
    let sha1 = SignatureAlgorithm::RsaPkcs1Sha1;
    let sha1 = Some(sha1).filter(|sha1| config.signature_algorithms.contains(sha1));
    let ours = SIGNATURE_ALGORITHMS
        .into_iter()
        .chain(sha1)
        .find(|ours| request.signature_algorithms.contains(ours));
    let who = identity.chain.first().map(Certificate::short_name);
    Ok((who.unwrap_or_default(), ours.ok_or(Withheld::Signature)?))
}

/// The parts of a code point: which scheme, and which hash.
fn scheme(algorithm: SignatureAlgorithm) -> Option<(bool, HashAlgorithm)> {
    use SignatureAlgorithm as A;
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

/// The client signs the handshake messages so far.
pub(super) fn sign(
    core: &mut Core,
    identity: &Identity,
    algorithm: SignatureAlgorithm,
    act: &mut ActDraft,
) -> Result<CertificateVerify, Fault> {
    let internal = |reason: String| Fault::new(AlertDescription::InternalError, reason);
    let (is_pss, hash) =
        scheme(algorithm).ok_or_else(|| internal(format!("cannot sign by {algorithm}")))?;
    act.events.push(Event::Stored {
        name: ValueName::ClientPrivateExponent,
        bytes: identity.key.d(),
        path: identity.key_path.clone(),
    });
    own_modulus(identity, Side::Client, act);
    signed_hash(core, hash, act);
    let mut inputs = vec![
        ValueName::SignedHash,
        ValueName::ClientPrivateExponent,
        ValueName::ClientModulus,
    ];
    let signing = if is_pss {
        // as long as the hash (RFC 8446 §4.2.3)
        let mut salt = vec![0; hash.output_len()];
        core.fill(&mut salt);
        act.events.push(Event::Generated {
            name: ValueName::SignatureSalt,
            bytes: salt.clone(),
        });
        inputs.push(ValueName::SignatureSalt);
        pss::sign(&identity.key, hash, &salt, &core.transcript).map(Signing::Pss)
    } else {
        pkcs1::sign(&identity.key, hash, &core.transcript).map(Signing::Pkcs1)
    };
    let signing = signing.map_err(|error| internal(error.to_string()))?;
    let signature = signing.signature().to_vec();
    act.events.push(Event::Derived {
        name: ValueName::HandshakeSignature,
        bytes: signature.clone(),
        output: 0..signature.len(),
        operation: Operation::Signing(Arc::new(signing)),
        inputs,
    });
    Ok(CertificateVerify {
        algorithm,
        signature,
    })
}

/// Tells of the hash of the handshake messages so far.
fn signed_hash(core: &Core, hash: HashAlgorithm, act: &mut ActDraft) {
    let bytes = hash.digest(&core.transcript);
    act.events.push(Event::Derived {
        name: ValueName::SignedHash,
        output: 0..bytes.len(),
        bytes,
        operation: Operation::TranscriptHash {
            hash,
            messages: core.transcript_messages,
        },
        inputs: core.transcript_protected.clone(),
    });
}

/// The server checks the client's chain and, where it has one, its directory. Gives the key that they
/// vouch for.
pub(super) fn check_chain(
    chain: &[Certificate],
    trust: &ClientTrust,
    clock: UnixTime,
    act: &mut ActDraft,
) -> Result<PublicKey, Fault> {
    let policy = Policy {
        anchors: &trust.anchors,
        purpose: Purpose::Client,
        clock,
        revocation_lists: &trust.revocation_lists,
    };
    let verdict = verify_chain(chain, &policy);
    let mut failure = verdict.failure().map(|failed| {
        let reason = format!("{}: {}", failed.subject, failed.detail);
        Fault::new(failed.alert, reason)
    });
    let checks = verdict.checks.iter().map(Check::of_chain);
    act.events.extend(checks.map(Event::Checked));
    act.events
        .extend(verdict.anchor().map(|anchor| Event::Anchored {
            owner: Side::Client,
            certificate: anchor.der.clone(),
        }));
    let Some(leaf) = chain.first() else {
        let reason = "expected a certificate of the client, got none";
        return Err(failure.unwrap_or(Fault::new(AlertDescription::HandshakeFailure, reason)));
    };
    if let Some(directory) = &trust.directory {
        let (stands, detail) = in_words(&directory.holds(leaf), leaf);
        act.check(CheckName::Directory, stands, detail.clone());
        if !stands {
            // the certificate is valid; it is access control that says no (§7.2.2)
            failure = failure.or(Some(Fault::new(AlertDescription::AccessDenied, detail)));
        }
    }
    if let Some(fault) = failure {
        return Err(fault);
    }
    leaf.rsa_key().cloned().ok_or_else(|| {
        let reason = "expected an RSA key in the client's certificate, got none";
        Fault::new(AlertDescription::UnsupportedCertificate, reason)
    })
}

fn in_words(answer: &Answer, leaf: &Certificate) -> (bool, String) {
    let count = |n: &usize| display::count(*n as u64, "certificate");
    match answer {
        Answer::NoEntry => (
            false,
            format!("the directory has no entry for {}", leaf.subject),
        ),
        Answer::Present { dn, certificates } => (
            true,
            format!(
                "the entry {dn} holds {}, and this one is among them",
                count(certificates)
            ),
        ),
        Answer::Absent {
            dn,
            certificates: 0,
        } => (
            false,
            format!("the entry {dn} is in the directory, but holds no certificate"),
        ),
        Answer::Absent { dn, certificates } => (
            false,
            format!(
                "the entry {dn} holds {}, and this one is not among them",
                count(certificates)
            ),
        ),
    }
}

/// The server checks the signature over the handshake messages before CertificateVerify.
pub(super) fn check_signature(
    key: &PublicKey,
    trust: &ClientTrust,
    verify: &CertificateVerify,
    core: &Core,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let algorithm = verify.algorithm;
    let offered = trust.signature_algorithms.contains(&algorithm);
    let detail = match offered {
        true => format!("{algorithm}, which CertificateRequest allows"),
        false => format!("{algorithm}, which CertificateRequest does not allow"),
    };
    act.check(CheckName::SignatureAlgorithm, offered, detail.clone());
    let Some((is_pss, hash)) = scheme(algorithm).filter(|_| offered) else {
        return Err(Fault::new(AlertDescription::IllegalParameter, detail));
    };
    signed_hash(core, hash, act);
    let message = &core.transcript;
    let verification = match is_pss {
        true => {
            let salt_len = hash.output_len();
            Verification::Pss(pss::verify(key, hash, salt_len, message, &verify.signature))
        }
        false => Verification::Pkcs1(pkcs1::verify(key, hash, message, &verify.signature)),
    };
    let outcome = verification.outcome();
    let detail = match &outcome {
        Ok(()) => format!(
            "the key in the client's certificate opens it, and it is over the {} of the {} so far",
            hash.name(),
            display::count(core.transcript_messages as u64, "handshake message"),
        ),
        Err(fault) => format!(
            "the key in the client's certificate does not confirm it: {}",
            printable(fault)
        ),
    };
    act.events.push(Event::Checked(Check {
        subject: Some(Side::Client.name().to_owned()),
        name: CheckName::HandshakeSignature,
        passed: outcome.is_ok(),
        skipped: false,
        detail: detail.clone(),
        signature: Some(Arc::new(CheckedSignature {
            verification,
            what: Signed::Handshake,
            signed: message.as_slice().into(),
        })),
    }));
    outcome.map_err(|_| Fault::new(AlertDescription::DecryptError, detail))
}

/// Tells of the modulus of a private key that is not the certificate's: it has one of its own.
pub(super) fn own_modulus(identity: &Identity, owner: Side, act: &mut ActDraft) {
    let certified = identity.chain.first().and_then(Certificate::rsa_key);
    let n = identity.key.public().n();
    if certified.is_none_or(|certified| certified.n() != n) {
        let [name, _] = public_names(owner);
        act.events.push(Event::Stored {
            name,
            bytes: n,
            path: identity.key_path.clone(),
        });
    }
}

/// Tells of the certificate that a side is about to show.
pub(super) fn present(identity: &Identity, owner: Side, act: &mut ActDraft) -> Vec<Vec<u8>> {
    if let Some(leaf) = identity.chain.first() {
        // what stands in the certificate, which may not be what belongs to the private key
        let own = leaf.rsa_key().map(|key| [key.n(), key.e()]);
        let values = public_names(owner)
            .into_iter()
            .zip(own.into_iter().flatten());
        act.events.extend(values.map(|(name, bytes)| Event::Stored {
            name,
            bytes,
            path: identity.certificate_path.clone(),
        }));
    }
    let all = identity.chain.iter();
    let certificates: Vec<Vec<u8>> = all.map(|certificate| certificate.der.clone()).collect();
    act.events.push(Event::Chain {
        owner,
        certificates: certificates.clone(),
    });
    certificates
}
