//! Client authentication (RFC 5246 §7.4.4, §7.4.6, §7.4.8).
//!
//! A certificate is public and proves nothing. The proof is a signature over the handshake so far. Only
//! the holder of the private key can make it, and it is valid for this handshake only, since both
//! randoms are in it.

use super::config::{ClientConfig, ClientTrust, Identity, SIGNATURE_ALGORITHMS};
use super::core::{ActDraft, Core};
use super::fault::Fault;
use crate::crypto::rsa::PublicKey;
use crate::crypto::signature::Signing;
use crate::crypto::{pkcs1, pss};
use crate::pki::certificate::Certificate;
use crate::pki::chain::{Policy, Purpose, verify_chain};
use crate::pki::directory::Answer;
use crate::pki::name::Name;
use crate::pki::time::UnixTime;
use crate::protocol::{
    CheckName, Event, NoCertificate, Operation, Rules, Side, ValueName, Withheld,
};
use crate::record::{MasterSecret, Scheme, public_names, signed_hash, verify_handshake};
use crate::said;
use crate::text::{Said, hex};
use crate::wire::Form;
use crate::wire::alert::AlertDescription;
use crate::wire::handshake::{CertificateRequest, CertificateVerify};
use crate::wire::names::{ClientCertificateType, SignatureAlgorithm};
use std::sync::Arc;

/// The most bytes that certificate_authorities can have (RFC 5246 §7.4.4).
const MAX_AUTHORITIES_LEN: usize = 0xffff;

/// What a server asks for: a certificate from one of its anchors, each named once. If their names are
/// too long for the message, it names none, which lets the client choose (RFC 5246 §7.4.4), and says so.
pub(super) fn request(trust: &ClientTrust, form: &Form, act: &mut ActDraft) -> CertificateRequest {
    let mut names: Vec<&[u8]> = Vec::new();
    for anchor in trust.anchors.iter() {
        if !names.contains(&anchor.subject_bytes()) {
            names.push(anchor.subject_bytes());
        }
    }
    // each has a length of two bytes before it
    let len: usize = names.iter().map(|name| 2 + name.len()).sum();
    if len > MAX_AUTHORITIES_LEN {
        let max = MAX_AUTHORITIES_LEN;
        let detail = said!("endpoint.check.authorities_length.yes_none", len, max);
        act.check(CheckName::AuthoritiesLength, true, detail);
        names.clear();
    }
    CertificateRequest {
        certificate_types: vec![ClientCertificateType::RsaSign],
        signature_algorithms: (form.signature_algorithms)
            .then(|| trust.signature_algorithms.clone()),
        certificate_authorities: names.into_iter().map(<[u8]>::to_vec).collect(),
    }
}

/// How a client will sign, if its certificate matches the request. Says why.
pub(super) fn answer(
    request: &CertificateRequest,
    rules: &Rules,
    config: &ClientConfig,
    act: &mut ActDraft,
) -> Option<Scheme> {
    let fitting = fitting(request, rules, config);
    let detail = match &fitting {
        Ok((subject, algorithm)) => {
            let algorithm = algorithm.name();
            said!("endpoint.check.client_certificate.yes", subject, algorithm)
        }
        Err(why) => match rules.no_certificate {
            NoCertificate::EmptyList => {
                said!("endpoint.check.client_certificate.no", why = why.said())
            }
            NoCertificate::Alert => {
                said!(
                    "endpoint.check.client_certificate.no_alert",
                    why = why.said()
                )
            }
        },
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

/// The client's subject and how it will sign, or why it does not.
fn fitting(
    request: &CertificateRequest,
    rules: &Rules,
    config: &ClientConfig,
) -> Result<(String, Scheme), Withheld> {
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
        let name = |certificate: &Certificate| certificate.subject.to_string();
        let (own, last) = (identity.chain.first(), identity.chain.last());
        return Err(Withheld::Issuer {
            wanted: wanted(authorities),
            subject: own.map(name).unwrap_or_default(),
            issuer: last.map(|last| last.issuer.to_string()).unwrap_or_default(),
        });
    }
    let who = identity.chain.first().map(Certificate::short_name);
    let who = who.unwrap_or_default();
    let Some(listed) = &request.signature_algorithms else {
        return Ok((who, Scheme::unnamed(rules)));
    };
    // SHA-1 only for a client that is configured to offer it (RFC 9155 §5)
    let sha1 = SignatureAlgorithm::RsaPkcs1Sha1;
    let sha1 = Some(sha1).filter(|sha1| config.signature_algorithms.contains(sha1));
    let ours = SIGNATURE_ALGORITHMS
        .into_iter()
        .chain(sha1)
        .find(|ours| listed.contains(ours));
    Ok((who, Scheme::Named(ours.ok_or(Withheld::Signature)?)))
}

/// The issuers that a server accepts, the first few of many.
fn wanted(authorities: &[Vec<u8>]) -> Vec<String> {
    const MOST: usize = 3;
    let name = |der: &Vec<u8>| match Name::from_der(der) {
        Some(name) => name.to_string(),
        None => hex(&der[..der.len().min(MOST)]),
    };
    let mut names: Vec<String> = authorities.iter().take(MOST).map(name).collect();
    if let Some(more) = authorities.len().checked_sub(MOST).filter(|more| *more > 0)
        && let Some(last) = names.pop()
    {
        let last = said!("endpoint.withheld.issuer_many", names = last, more);
        names.push(last.to_string());
    }
    names
}

/// The client signs the handshake messages so far.
pub(super) fn sign(
    core: &mut Core,
    identity: &Identity,
    scheme: Scheme,
    master_secret: Option<&MasterSecret>,
    act: &mut ActDraft,
) -> Result<CertificateVerify, Fault> {
    let internal = |reason: Said| Fault::new(AlertDescription::InternalError, reason);
    let (is_pss, hash) = scheme.parts().ok_or_else(|| {
        let algorithm = scheme.name();
        internal(said!("endpoint.fault.cannot_sign", algorithm))
    })?;
    act.events.push(Event::Stored {
        name: ValueName::ClientPrivateExponent,
        bytes: identity.key.d(),
        path: identity.key_path.clone(),
    });
    own_modulus(identity, Side::Client, act);
    let digest = signed_hash(&core.transcript, hash, master_secret, &mut act.events);
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
        pss::sign(&identity.key, hash, &salt, core.transcript.bytes()).map(Signing::Pss)
    } else {
        pkcs1::sign_digest(&identity.key, hash, digest).map(Signing::Pkcs1)
    };
    let signing = signing.map_err(|error| internal(error.said()))?;
    let signature = signing.signature().to_vec();
    let operation = Operation::Signing(Arc::new(signing));
    let name = ValueName::HandshakeSignature;
    act.events
        .push(Event::derived(name, &signature, operation, inputs));
    Ok(CertificateVerify {
        algorithm: scheme.named(),
        signature,
    })
}

/// The server checks the client's chain and, if it has one, its directory. Returns the key that they
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
    let mut failure = verdict.failure().map(Fault::of_chain);
    act.judge(&verdict, Side::Client);
    let Some(leaf) = chain.first() else {
        let reason = said!("endpoint.fault.no_certificate");
        return Err(failure.unwrap_or(Fault::new(AlertDescription::HandshakeFailure, reason)));
    };
    if let Some(directory) = &trust.directory {
        let answer = directory.holds(leaf);
        let refused = look_up(&answer, leaf, act);
        // the certificate is valid; it is access control that says no (§7.2.2)
        failure =
            failure.or(refused.map(|reason| Fault::new(AlertDescription::AccessDenied, reason)));
    }
    if let Some(fault) = failure {
        return Err(fault);
    }
    leaf.rsa_key().cloned().ok_or_else(|| {
        let reason = said!("endpoint.fault.client_key");
        Fault::new(AlertDescription::UnsupportedCertificate, reason)
    })
}

/// Reports what the directory says. Returns the reason if the client is refused.
fn look_up(answer: &Answer, leaf: &Certificate, act: &mut ActDraft) -> Option<Said> {
    let (passed, detail, reason) = match answer {
        Answer::Present { dn, certificates } => (
            true,
            said!(
                "endpoint.check.directory.yes",
                dn = dn.to_string(),
                certificates
            ),
            None,
        ),
        Answer::NoEntry => {
            let subject = leaf.subject.to_string();
            (
                false,
                said!("endpoint.check.directory.no_entry", subject = &subject),
                Some(said!("endpoint.fault.directory_no_entry", subject)),
            )
        }
        Answer::Absent { dn, certificates } => {
            let dn = dn.to_string();
            let detail = match certificates {
                0 => said!("endpoint.check.directory.no_empty", dn = &dn),
                _ => said!("endpoint.check.directory.no", dn = &dn, certificates),
            };
            (false, detail, Some(said!("endpoint.fault.directory", dn)))
        }
    };
    act.check(CheckName::Directory, passed, detail);
    reason
}

/// The server checks the signature over the handshake messages before CertificateVerify.
pub(super) fn check_signature(
    key: &PublicKey,
    trust: &ClientTrust,
    verify: &CertificateVerify,
    master_secret: Option<&MasterSecret>,
    core: &Core,
    act: &mut ActDraft,
) -> Result<(), Fault> {
    let scheme = Scheme::of(verify, master_secret);
    let name = scheme.name();
    let offered = match scheme {
        Scheme::Named(algorithm) => {
            let offered = trust.signature_algorithms.contains(&algorithm);
            let detail = match offered {
                true => said!("endpoint.check.signature_algorithm.yes", algorithm = &name),
                false => said!("endpoint.check.signature_algorithm.no", algorithm = &name),
            };
            act.check(CheckName::SignatureAlgorithm, offered, detail);
            offered
        }
        Scheme::Unnamed | Scheme::WithMasterSecret => true,
    };
    let Some((is_pss, hash)) = scheme.parts().filter(|_| offered) else {
        let reason = said!("endpoint.fault.signature_algorithm", algorithm = name);
        return Err(Fault::new(AlertDescription::IllegalParameter, reason));
    };
    let outcome = verify_handshake(
        key,
        (is_pss, hash),
        &verify.signature,
        master_secret,
        &core.transcript,
        &mut act.events,
    );
    outcome.map_err(|fault| {
        let reason = said!("endpoint.fault.signature", fault);
        Fault::new(AlertDescription::DecryptError, reason)
    })
}

/// Reports the modulus of a private key that does not belong to the certificate.
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

/// Reports the certificate that a side is about to send.
pub(super) fn present(identity: &Identity, owner: Side, act: &mut ActDraft) -> Vec<Vec<u8>> {
    let parts = identity.public_key(owner).into_iter();
    act.events.extend(parts.map(|part| Event::Stored {
        name: part.name,
        bytes: part.bytes,
        path: part.path,
    }));
    let all = identity.chain.iter();
    let certificates: Vec<Vec<u8>> = all.map(|certificate| certificate.der.clone()).collect();
    act.events.push(Event::Chain {
        owner,
        certificates: certificates.clone(),
    });
    certificates
}
