//! Building the path: from the leaf that was sent to an anchor that is trusted
//! (RFC 5280 section 6.1, RFC 4158).
//!
//! The issuer of a certificate is one whose subject is its issuer name, where authorityKeyIdentifier does
//! not say otherwise, be it by the key's identifier or by issuer and serial number of the issuer's
//! certificate. Where several bear that name, each is a way up, and they are tried in this order: anchors
//! before what was sent, those whose key opens the signature alone if there are any, those within their
//! dates before the others, those that authorityKeyIdentifier means before those of which it says nothing.
//! So an intermediate that was renewed is found beside the old one. A certificate that is there twice is
//! one way, as an anchor if it is one. The work is bounded, whatever the sender does: see the constants.

use std::collections::HashSet;

use super::algorithm::{PssParameters, SignatureAlgorithm};
use super::certificate::Certificate;
use super::subject_key::SubjectKey;
use super::time::UnixTime;
use crate::crypto::signature::Verification;
use crate::crypto::{pkcs1, pss};
use crate::said;
use crate::text::Said;

/// How many certificates a path may have, leaf and anchor included. Real ones have three or four.
pub(super) const MAX_PATH: usize = 64;

/// How many paths to an anchor are looked for.
pub const MAX_PATHS: usize = 8;

/// How many certificates are looked at on the way, one that is met on two ways counted twice.
pub const MAX_VISITED: usize = 512;

/// How many signatures are opened to choose among issuers.
pub const MAX_OPENED: usize = 128;

/// The work of a search. It is bounded, whatever the sender does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchWork {
    /// Whether further ways may be left that were not looked for, because of `MAX_PATHS` or `MAX_VISITED`.
    pub more: bool,
    /// How many certificates were looked at: at most [`MAX_VISITED`].
    pub visited: usize,
    /// How many signatures were opened to choose among issuers: at most [`MAX_OPENED`].
    pub opened: usize,
}

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
    /// No certificate at hand has the name of the last certificate's issuer.
    IssuerUnknown,
    /// One has, but authorityKeyIdentifier means another.
    OtherKey,
    /// The last certificate is its own issuer, and is no anchor. Its own key opens the signature, unless this
    /// program cannot open it or it is broken.
    SelfSigned,
    /// The only possible issuer is in the path already.
    Loop,
    /// After [`MAX_PATH`] certificates there was still no anchor.
    TooLong,
}

/// A path from the leaf, and how it ends.
#[derive(Clone)]
pub(super) struct Path<'a> {
    pub links: Vec<Link<'a>>,
    pub end: End,
}

/// What a search has found.
pub(super) struct Found<'a> {
    /// The paths to an anchor, the most promising first; where none leads to an anchor, the first that was
    /// tried. None only where no certificate was sent.
    pub paths: Vec<Path<'a>>,
    pub work: SearchWork,
}

/// Searches for paths from the first certificate sent to an anchor.
pub(super) fn build<'a>(
    presented: &'a [Certificate],
    anchors: &'a [Certificate],
    clock: UnixTime,
) -> Found<'a> {
    let leaf = presented.first().map(|leaf| Link {
        certificate: leaf,
        presented: Some(0),
    });
    search(leaf, presented, anchors, clock)
}

/// Searches for paths from a certificate at hand to an anchor.
pub(super) fn build_from<'a>(
    first: Link<'a>,
    presented: &'a [Certificate],
    anchors: &'a [Certificate],
    clock: UnixTime,
) -> Found<'a> {
    search(Some(first), presented, anchors, clock)
}

fn search<'a>(
    first: Option<Link<'a>>,
    presented: &'a [Certificate],
    anchors: &'a [Certificate],
    clock: UnixTime,
) -> Found<'a> {
    let mut search = Search {
        known: known(presented, anchors),
        anchors,
        clock,
        path: Vec::new(),
        to_anchors: Vec::new(),
        first_in_vain: None,
        work: SearchWork::default(),
    };
    if let Some(first) = first {
        search.visit(first);
    }
    Found {
        paths: match search.to_anchors.is_empty() {
            true => search.first_in_vain.into_iter().collect(),
            false => search.to_anchors,
        },
        work: search.work,
    }
}

/// A search with going back: depth first.
struct Search<'a> {
    /// All certificates there are, each once.
    known: Vec<Link<'a>>,
    anchors: &'a [Certificate],
    clock: UnixTime,
    /// From the leaf to where the search is.
    path: Vec<Link<'a>>,
    to_anchors: Vec<Path<'a>>,
    first_in_vain: Option<Path<'a>>,
    work: SearchWork,
}

impl<'a> Search<'a> {
    /// Goes on from a certificate, until there are enough paths or it has been enough work.
    fn visit(&mut self, link: Link<'a>) {
        if self.work.visited == MAX_VISITED || self.to_anchors.len() == MAX_PATHS {
            self.work.more = true;
            return;
        }
        self.work.visited += 1;
        self.path.push(link);
        let current = link.certificate;
        // one that was sent is an anchor only if it is the very certificate: of another one with the same
        // name and key, no signature confirms what else it says
        let is_anchor = link.presented.is_none() || self.anchors.contains(current);
        if is_anchor {
            self.ends(End::Anchor);
        } else if is_self_signed(current) {
            self.ends(End::SelfSigned);
        } else if self.path.len() == MAX_PATH {
            self.ends(End::TooLong);
        } else {
            let issuers = self.issuers(current);
            if issuers.is_empty() {
                self.ends(why_none(current, &self.known));
            }
            for issuer in issuers {
                self.visit(issuer);
            }
        }
        self.path.pop();
    }

    fn ends(&mut self, end: End) {
        let path = || Path {
            links: self.path.clone(),
            end,
        };
        match end {
            End::Anchor => self.to_anchors.push(path()),
            _ if self.first_in_vain.is_none() => self.first_in_vain = Some(path()),
            _ => {}
        }
    }

    /// The certificates that may be the issuer's, in the order in which they are tried.
    fn issuers(&mut self, certificate: &Certificate) -> Vec<Link<'a>> {
        let mut issuers: Vec<Link<'a>> = (self.known.iter().copied())
            .filter(|link| may_have_issued(link.certificate, certificate))
            // no certificate is in a path twice
            .filter(|link| {
                let mut below = self.path.iter();
                !below.any(|below| same_entity(below.certificate, link.certificate))
            })
            .collect();
        issuers.sort_by_key(|issuer| {
            let in_time = issuer.certificate.validity.contains(self.clock);
            let agrees = means(certificate, issuer.certificate) == Some(true);
            (issuer.presented.is_some(), !in_time, !agrees)
        });
        if issuers.len() > 1 {
            let opening: Vec<Link<'a>> = (issuers.iter().copied())
                .filter(|issuer| self.opens(issuer.certificate, certificate))
                .collect();
            match opening.is_empty() {
                // none leads to a good end: one is enough to say why
                true => issuers.truncate(1),
                false => issuers = opening,
            }
        }
        issuers
    }

    /// Whether the key verifies the signature; unknown after [`MAX_OPENED`] of them.
    fn opens(&mut self, issuer: &Certificate, certificate: &Certificate) -> bool {
        if self.work.opened == MAX_OPENED {
            return true;
        }
        self.work.opened += 1;
        verification(certificate, issuer).is_some_and(|opened| opened.is_valid())
    }
}

/// The anchors, then what was sent; each certificate once.
pub(super) fn known<'a>(presented: &'a [Certificate], anchors: &'a [Certificate]) -> Vec<Link<'a>> {
    let trusted = anchors.iter().map(|certificate| Link {
        certificate,
        presented: None,
    });
    let sent = presented.iter().enumerate();
    let sent = sent.map(|(place, certificate)| Link {
        certificate,
        presented: Some(place),
    });
    let mut seen = HashSet::new();
    trusted
        .chain(sent)
        .filter(|link| seen.insert(link.certificate.der.as_slice()))
        .collect()
}

/// The certificate at hand whose key has signed this one, trusted or not; a certificate may be its own issuer.
pub(super) fn signer<'a>(
    certificate: &Certificate,
    presented: &'a [Certificate],
    anchors: &'a [Certificate],
) -> Option<&'a Certificate> {
    known(presented, anchors)
        .into_iter()
        .map(|link| link.certificate)
        .filter(|issuer| may_have_issued(issuer, certificate))
        .take(MAX_OPENED)
        .find(|issuer| verification(certificate, issuer).is_some_and(|it| it.is_valid()))
}

/// Whether the name is the issuer's, and authorityKeyIdentifier does not say otherwise.
fn may_have_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.subject.matches(&certificate.issuer) && means(certificate, issuer) != Some(false)
}

/// Whether two certificates speak of the same subject with the same key.
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
    match (algorithm, &signer.public_key) {
        (SignatureAlgorithm::RsaPkcs1(hash), SubjectKey::Rsa(key)) => {
            let opened = pkcs1::verify(key, *hash, message, signature);
            Some(Verification::Pkcs1(opened))
        }
        (
            SignatureAlgorithm::RsaPss(with),
            SubjectKey::Rsa(key) | SubjectKey::RsaPss { key, .. },
        ) if may_sign(signer, *with) => {
            let hashes = [with.hash, with.mask];
            let opened = pss::verify_with_mask(key, hashes, with.salt_len, message, signature);
            Some(Verification::Pss(opened))
        }
        _ => None,
    }
}

/// Whether the parameters of a key for PSS allow such a signature (RFC 4055 section 3.3).
fn may_sign(signer: &Certificate, with: PssParameters) -> bool {
    match &signer.public_key {
        SubjectKey::RsaPss {
            only: Some(only), ..
        } => (only.hash, only.mask) == (with.hash, with.mask) && only.salt_len <= with.salt_len,
        _ => true,
    }
}

/// Why a signature cannot be verified here.
pub(super) fn why_not_opened(algorithm: &SignatureAlgorithm, signer: &Certificate) -> Said {
    let (name, who) = (algorithm.name(), signer.short_name());
    let key = signer.public_key.describe();
    match (algorithm, &signer.public_key) {
        (_, SubjectKey::Unusable(error)) => said!(
            "pki.signature.key_unusable",
            algorithm = name,
            signer = who,
            error = error.to_string()
        ),
        (
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_),
            SubjectKey::RsaPss { .. },
        ) => {
            said!(
                "pki.signature.key_forbidden",
                algorithm = name,
                signer = who,
                key
            )
        }
        (SignatureAlgorithm::Other { .. }, SubjectKey::Rsa(_) | SubjectKey::RsaPss { .. }) => {
            said!("pki.signature.algorithm_unsupported", algorithm = name)
        }
        _ => said!("pki.signature.key_unsupported", algorithm = name, key),
    }
}

/// Whether authorityKeyIdentifier means that certificate; `None` where it does not say.
fn means(certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
    let said = certificate.extensions.authority_key_id.as_ref()?;
    said.means(issuer)
}

fn why_none(current: &Certificate, known: &[Link<'_>]) -> End {
    let any = |is: &dyn Fn(&Certificate) -> bool| known.iter().any(|link| is(link.certificate));
    if any(&|other| may_have_issued(other, current) && !same_entity(other, current)) {
        End::Loop
    } else if may_have_issued(current, current) {
        End::SelfSigned
    } else if any(&|other| other.subject.matches(&current.issuer)) {
        End::OtherKey
    } else {
        End::IssuerUnknown
    }
}
