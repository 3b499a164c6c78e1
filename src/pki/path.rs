//! Building the path: from the leaf that was sent to an anchor that is trusted
//! (RFC 5280 section 6.1, RFC 4158).
//!
//! The issuer of a certificate is one whose subject is its issuer name. Where several bear that
//! name, the key identifiers decide, then which of their keys opens the signature. Anchors
//! come before what was sent. Left out: going back to try another way when the first choice
//! leads nowhere, so the work stays linear in the certificates sent, whoever sent them.

use super::algorithm::SignatureAlgorithm;
use super::certificate::Certificate;
use crate::crypto::signature::Verification;
use crate::crypto::{pkcs1, pss};

/// How many certificates a path may have, leaf and anchor included. Real ones have three or four.
pub(super) const MAX_PATH: usize = 64;

/// Among how many issuers of one name and key identifier the signature decides.
const MAX_TRIED: usize = 8;

/// A certificate of the path, and where it is from.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    pub certificate: &'a Certificate,
    /// Its place among the certificates sent, counted from 0; `None` for one of the anchors.
    pub presented: Option<usize>,
}

/// How the path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At an anchor.
    Anchor,
    /// Nobody known bears the name of the last certificate's issuer.
    IssuerUnknown,
    /// Somebody does, but the key identifiers say it is another key.
    OtherKey,
    /// The last certificate is signed with its own key, and is no anchor.
    SelfSigned,
    /// The only possible issuer is in the path already.
    Loop,
    /// After [`MAX_PATH`] certificates there was still no anchor.
    TooLong,
}

/// The path from the first certificate sent, which must be there.
pub(super) fn build<'a>(
    leaf: &'a Certificate,
    presented: &'a [Certificate],
    anchors: &'a [Certificate],
) -> (Vec<Link<'a>>, End) {
    let mut used = vec![false; presented.len()];
    let mut link = Link {
        certificate: leaf,
        presented: Some(0),
    };
    let mut path = Vec::new();
    loop {
        path.push(link);
        let current = link.certificate;
        if let Some(used) = link.presented.and_then(|place| used.get_mut(place)) {
            *used = true;
        }
        if link.presented.is_none() || anchors.iter().any(|a| same_entity(a, current)) {
            return (path, End::Anchor);
        }
        if is_self_signed(current) {
            return (path, End::SelfSigned);
        }
        if path.len() >= MAX_PATH {
            return (path, End::TooLong);
        }
        let trusted = anchors.iter().map(|certificate| Link {
            certificate,
            presented: None,
        });
        let sent = presented
            .iter()
            .enumerate()
            .map(|(place, certificate)| Link {
                certificate,
                presented: Some(place),
            })
            .filter(|link| link.presented.is_some_and(|place| !used[place]));
        match best_issuer(current, trusted).or_else(|| best_issuer(current, sent)) {
            Some(issuer) => link = issuer,
            None => return (path, why_none(current, presented, anchors)),
        }
    }
}

/// Whether two certificates speak of the same subject with the same key: that is what makes
/// an anchor (RFC 5280 section 6.1.1 (d)), whatever certificate it comes in.
fn same_entity(a: &Certificate, b: &Certificate) -> bool {
    a.public_key_info_bytes() == b.public_key_info_bytes() && a.subject.matches(&b.subject)
}

/// Whether the certificate's own key opens its signature.
pub(super) fn is_self_signed(certificate: &Certificate) -> bool {
    certificate.self_issued()
        && verification(certificate, certificate).is_some_and(|v| v.is_valid())
}

/// The signature of a certificate, opened with the key of its issuer; `None` when this program
/// cannot open signatures of that kind.
pub(super) fn verification(
    certificate: &Certificate,
    issuer: &Certificate,
) -> Option<Verification> {
    opened(
        &certificate.signature_algorithm,
        issuer,
        certificate.tbs_bytes(),
        certificate.signature_bytes(),
    )
}

/// A signature over `message`, opened with the key of a certificate; `None` when this program cannot
/// open signatures of that kind.
pub(super) fn opened(
    algorithm: &SignatureAlgorithm,
    signer: &Certificate,
    message: &[u8],
    signature: &[u8],
) -> Option<Verification> {
    let key = signer.rsa_key()?;
    match *algorithm {
        SignatureAlgorithm::RsaPkcs1(hash) => Some(Verification::Pkcs1(pkcs1::verify(
            key, hash, message, signature,
        ))),
        SignatureAlgorithm::RsaPss { hash, salt_len } => Some(Verification::Pss(pss::verify(
            key, hash, salt_len, message, signature,
        ))),
        SignatureAlgorithm::Other { .. } => None,
    }
}

/// Whether the key identifiers agree; `None` where one of them is missing.
fn key_ids_agree(certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
    let wanted = certificate.extensions.authority_key_id.as_ref()?;
    let is = issuer.extensions.subject_key_id.as_ref()?;
    Some(wanted == is)
}

fn best_issuer<'a>(
    certificate: &Certificate,
    candidates: impl Iterator<Item = Link<'a>>,
) -> Option<Link<'a>> {
    let (mut agreeing, mut silent) = (Vec::new(), Vec::new());
    for candidate in candidates.filter(|c| c.certificate.subject.matches(&certificate.issuer)) {
        match key_ids_agree(certificate, candidate.certificate) {
            Some(true) => agreeing.push(candidate),
            Some(false) => {}
            None => silent.push(candidate),
        }
    }
    let best = if agreeing.is_empty() {
        silent
    } else {
        agreeing
    };
    if best.len() < 2 {
        return best.first().copied();
    }
    let opens = |issuer: &&Link<'_>| {
        verification(certificate, issuer.certificate).is_some_and(|v| v.is_valid())
    };
    best.iter()
        .take(MAX_TRIED)
        .find(opens)
        .or(best.first())
        .copied()
}

fn why_none(current: &Certificate, presented: &[Certificate], anchors: &[Certificate]) -> End {
    let named = |c: &&Certificate| c.subject.matches(&current.issuer);
    if presented
        .iter()
        .filter(named)
        .any(|c| key_ids_agree(current, c) != Some(false))
    {
        End::Loop
    } else if presented.iter().chain(anchors).any(|c| named(&c)) {
        End::OtherKey
    } else {
        End::IssuerUnknown
    }
}
