//! Which certificate of an issuer has signed a revocation list (RFC 5280 section 6.3.3 (f) and (g)).
//!
//! Mostly it is the one that has signed the certificate. But a CA may change its key and sign lists with the
//! new one, or have a key for lists alone. Then its certificate is looked for among all that are at hand, and
//! must itself lead to the trust anchor to which the certificate in question leads.

use super::memory::Memory;
use super::revocation::Numbered;
use super::{Place, brief};
use crate::crypto::signature::Verification;
use crate::pki::certificate::Certificate;
use crate::pki::chain::CheckKind;
use crate::pki::extensions::KeyUsageBit;
use crate::pki::name::serial_number;
use crate::pki::path::{self, End, Link};
use crate::text::Said;
use crate::{label, said};

/// How many certificates that may have signed a list are followed up to an anchor, for one chain.
pub(super) const MAX_SIGNERS: usize = 16;

/// There were too many signatures to verify.
#[derive(Debug)]
pub(super) struct TooMany;

/// What was found.
pub(super) enum Signer<'a> {
    /// The certificate whose key verifies the list, and which may sign it.
    Found(&'a Certificate, Verification),
    /// No certificate that may sign the list verifies it; what the issuer's own shows, and why it does not count.
    Refused(Verification, Said),
    /// The signature is of a kind that cannot be verified here.
    Cannot(Said),
}

/// Looks for the certificate that has signed a list, the one that has signed the certificate first.
pub(super) fn find<'a>(
    list: Numbered<'_>,
    place: &Place<'a>,
    issuer: &'a Certificate,
    memory: &mut Memory,
) -> Result<Signer<'a>, TooMany> {
    let own = match memory.verification(list, issuer)? {
        None => Signer::Cannot(path::why_not_opened(&list.1.signature_algorithm, issuer)),
        Some(verification) => {
            let words = super::opened(&verification, issuer, label!("pki.signature.list"));
            match why_not(list, issuer) {
                None if !verification.is_valid() => Signer::Refused(verification, words),
                Some(why) => {
                    let why = said!("pki.list.but", verified = words, why);
                    Signer::Refused(verification, why)
                }
                None => return Ok(Signer::Found(issuer, verification)),
            }
        }
    };
    let mut others = None;
    for candidate in path::known(place.presented, place.policy.anchors) {
        let certificate = candidate.certificate;
        let may = certificate != issuer
            && certificate.subject.matches(&list.1.issuer)
            && why_not(list, certificate).is_none();
        if !may {
            continue;
        }
        let Some(verification) = memory.verification(list, certificate)? else {
            continue;
        };
        if !verification.is_valid() {
            continue;
        }
        match leads_to_anchor(candidate, list, place, memory) {
            Ok(()) => return Ok(Signer::Found(certificate, verification)),
            Err(why) => {
                let serial = serial_number(&certificate.serial);
                let why = said!("pki.signer.refused", serial, why);
                others.get_or_insert(Signer::Refused(verification, why));
            }
        }
    }
    Ok(others.unwrap_or(own))
}

/// Why a certificate of the issuer's name has not signed the list, or must not.
fn why_not((_, list): Numbered<'_>, signer: &Certificate) -> Option<Said> {
    let usage = signer.extensions.key_usage;
    if usage.is_some_and(|usage| !usage.contains(KeyUsageBit::CrlSign)) {
        return Some(said!(
            "pki.list.no_crl_sign",
            bit = KeyUsageBit::CrlSign.name()
        ));
    }
    let said = list.authority_key_id.as_ref()?;
    let other = said.means(signer) == Some(false);
    other.then(|| said!("pki.list.other_key", said = brief(said)))
}

/// Whether the certificate leads to the anchor of the path in question, and every check on its way passes.
fn leads_to_anchor(
    signer: Link<'_>,
    list: Numbered<'_>,
    place: &Place<'_>,
    memory: &mut Memory,
) -> Result<(), Said> {
    let certificate = signer.certificate;
    if certificate.self_issued() && certificate.issuer.matches(&list.1.issuer) {
        let entry = list.1.entry(&certificate.serial);
        if entry.is_some_and(|entry| !entry.removed()) {
            return Err(said!("pki.signer.revoked_by_itself"));
        }
    }
    let Some(anchor) = place.links.last().filter(|_| place.anchored) else {
        return Err(said!("pki.signer.no_anchor"));
    };
    let key = (certificate.der.clone(), anchor.certificate.der.clone());
    if let Some(known) = memory.signers.get(&key) {
        return known.clone();
    }
    if memory.signers.len() == MAX_SIGNERS {
        return Err(said!("pki.signer.too_many", max = MAX_SIGNERS));
    }
    let judged = judge_path(signer, anchor.certificate, place, memory);
    memory.signers.insert(key, judged.clone());
    judged
}

fn judge_path(
    signer: Link<'_>,
    anchor: &Certificate,
    place: &Place<'_>,
    memory: &mut Memory,
) -> Result<(), Said> {
    let (presented, policy) = (place.presented, place.policy);
    let found = path::build_from(signer, presented, policy.anchors, policy.clock);
    let mut why = said!("pki.signer.elsewhere");
    for path in &found.paths {
        let ends_there = path.end == End::Anchor
            && path
                .links
                .last()
                .is_some_and(|last| last.certificate == anchor);
        if !ends_there {
            continue;
        }
        let places = (0..path.links.len()).map(|depth| Place::at(path, depth, presented, policy));
        match places.into_iter().find_map(|place| amiss(&place, memory)) {
            None => return Ok(()),
            Some(amiss) => why = amiss,
        }
    }
    Err(why)
}

/// What is wrong with a certificate on the way from the signer of a list to an anchor.
fn amiss(place: &Place<'_>, memory: &mut Memory) -> Option<Said> {
    let kinds = [
        CheckKind::Dates,
        CheckKind::IssuerKnown,
        CheckKind::Signature,
        CheckKind::CaFlag,
        CheckKind::PathLength,
        CheckKind::KeyUsage,
        CheckKind::CriticalExtensions,
    ];
    // the key usage of the signer itself is another: cRLSign
    let kinds = kinds
        .into_iter()
        .filter(|kind| place.depth > 0 || *kind != CheckKind::KeyUsage);
    for kind in kinds {
        let finding = place.check(kind).filter(|finding| !finding.passed);
        if let Some(finding) = finding {
            let name = place.certificate.short_name();
            return Some(kind.failed_because(&name, &finding.detail));
        }
    }
    let issuer = place.links.get(place.depth + 1)?.certificate;
    let mut lists: Vec<Numbered<'_>> = (place.policy.revocation_lists.iter().enumerate())
        .filter(|(_, list)| list.issuer.matches(&place.certificate.issuer))
        .filter(|(_, list)| list.not_understood.is_empty())
        .collect();
    lists.sort_by_key(|(_, list)| std::cmp::Reverse(list.this_update));
    for list in lists {
        let verified = memory.verification(list, issuer).ok().flatten();
        if !verified.is_some_and(|verified| verified.is_valid()) {
            continue;
        }
        // the newest that the issuer has signed says it
        let entry = list.1.entry(&place.certificate.serial);
        return entry.filter(|entry| !entry.removed()).map(|entry| {
            let (name, date) = (place.certificate.short_name(), entry.date.date());
            said!("pki.signer.revoked", name, date)
        });
    }
    None
}
