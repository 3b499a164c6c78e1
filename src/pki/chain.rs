//! Checking a chain (RFC 5280 section 6.1, RFC 5246 section 7.4.2): from the certificate of the
//! other side up to an anchor, one question after the other, each answered with its evidence.
//!
//! All checks run, also after one has failed, because here the answers are to be read. They are in the
//! order in which they are asked: certificate by certificate from the leaf up, and of each
//! its dates, its issuer, the signature, and then what it may be used for. The first that fails
//! decides the alert. Where there are several ways up (see `path`), the first that passes is the one that
//! is shown; where none does, the one with the fewest failures.

use super::certificate::Certificate;
use super::checks;
use super::host_name::Reference;
use super::name::Name;
use super::path::{self, SearchWork};
use super::revocation::RevocationList;
use super::time::UnixTime;
use crate::crypto::signature::Verification;
use crate::text::{Said, ShortAnswer};
use crate::wire::AlertDescription;
use crate::{label, said};
use std::sync::Arc;

/// For what the chain is to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A client checks a server with which it will exchange keys by RSA.
    Server {
        /// The host that the user asked for: a DNS name, or an IP address. With `None` the name is not
        /// checked, and the certificate may be for any host.
        name: Option<&'a str>,
    },
    /// A server checks a client, which will sign with its key.
    Client,
}

/// What a chain is checked against: all of it is at hand, and no third party is contacted.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The certificates that are trusted because they were configured.
    pub anchors: &'a [Certificate],
    /// For what the chain is to be good.
    pub purpose: Purpose<'a>,
    /// What time it is.
    pub clock: UnixTime,
    /// The revocation lists at hand. With none, revocation is not asked about. With some, there must
    /// be one of the leaf's issuer, also where the leaf itself is an anchor; of CAs further up it is
    /// asked where there is one.
    pub revocation_lists: &'a [RevocationList],
}

/// What is asked about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckKind {
    /// Was a certificate sent at all? Asked only where the answer is no.
    Presented,
    /// Is the clock between notBefore and notAfter?
    Dates,
    /// Is the issuer at hand, and does the path end at an anchor?
    IssuerKnown,
    /// Does the issuer's key open the signature, and is the hash in it that of the certificate?
    Signature,
    /// Is the key of the leaf one that this program can use?
    KeyType,
    /// Does the issuer say that it is a CA?
    CaFlag,
    /// Are there no more certificates below than the CA's own certificate allows?
    PathLength,
    /// Does keyUsage allow what the key is used for?
    KeyUsage,
    /// Does extKeyUsage allow the purpose?
    ExtendedKeyUsage,
    /// Is the leaf for the host that the user asked for?
    HostName,
    /// Is every extension that must be understood understood?
    CriticalExtensions,
    /// Is a revocation list of the issuer at hand, signed by it and current?
    RevocationList,
    /// Is the certificate not on that list?
    NotRevoked,
}

impl CheckKind {
    /// All kinds, in the order in which they are asked.
    pub const ALL: [CheckKind; 13] = [
        CheckKind::Presented,
        CheckKind::Dates,
        CheckKind::IssuerKnown,
        CheckKind::Signature,
        CheckKind::KeyType,
        CheckKind::CaFlag,
        CheckKind::PathLength,
        CheckKind::KeyUsage,
        CheckKind::ExtendedKeyUsage,
        CheckKind::HostName,
        CheckKind::CriticalExtensions,
        CheckKind::RevocationList,
        CheckKind::NotRevoked,
    ];

    /// The questions that are asked first about the certificate itself: is it in date, is its issuer known,
    /// does the issuer's key verify the signature, and does it name the host?
    pub const CLASSICAL: [CheckKind; 4] = [
        CheckKind::Dates,
        CheckKind::IssuerKnown,
        CheckKind::Signature,
        CheckKind::HostName,
    ];

    /// The check in a word or two.
    pub fn name(self) -> &'static str {
        match self {
            CheckKind::Presented => label!("pki.check.presented.label"),
            CheckKind::Dates => label!("pki.check.dates.label"),
            CheckKind::IssuerKnown => label!("pki.check.issuer_known.label"),
            CheckKind::Signature => label!("pki.check.signature.label"),
            CheckKind::KeyType => label!("pki.check.key_type.label"),
            CheckKind::CaFlag => label!("pki.check.ca_flag.label"),
            CheckKind::PathLength => label!("pki.check.path_length.label"),
            CheckKind::KeyUsage => label!("pki.check.key_usage.label"),
            CheckKind::ExtendedKeyUsage => label!("pki.check.extended_key_usage.label"),
            CheckKind::HostName => label!("pki.check.host_name.label"),
            CheckKind::CriticalExtensions => label!("pki.check.critical_extensions.label"),
            CheckKind::RevocationList => label!("pki.check.revocation_list.label"),
            CheckKind::NotRevoked => label!("pki.check.not_revoked.label"),
        }
    }

    /// The check as a question whose good answer is yes.
    pub fn question(self) -> &'static str {
        match self {
            CheckKind::Presented => label!("pki.check.presented.question"),
            CheckKind::Dates => label!("pki.check.dates.question"),
            CheckKind::IssuerKnown => label!("pki.check.issuer_known.question"),
            CheckKind::Signature => label!("pki.check.signature.question"),
            CheckKind::KeyType => label!("pki.check.key_type.question"),
            CheckKind::CaFlag => label!("pki.check.ca_flag.question"),
            CheckKind::PathLength => label!("pki.check.path_length.question"),
            CheckKind::KeyUsage => label!("pki.check.key_usage.question"),
            CheckKind::ExtendedKeyUsage => label!("pki.check.extended_key_usage.question"),
            CheckKind::HostName => label!("pki.check.host_name.question"),
            CheckKind::CriticalExtensions => label!("pki.check.critical_extensions.question"),
            CheckKind::RevocationList => label!("pki.check.revocation_list.question"),
            CheckKind::NotRevoked => label!("pki.check.not_revoked.question"),
        }
    }

    /// What is so if the answer is not yes: `shop.example is not in date`.
    pub fn failed(self, subject: &str) -> Said {
        match self {
            CheckKind::Presented => said!("pki.check.presented.failed"),
            CheckKind::Dates => said!("pki.check.dates.failed", subject),
            CheckKind::IssuerKnown => said!("pki.check.issuer_known.failed", subject),
            CheckKind::Signature => said!("pki.check.signature.failed", subject),
            CheckKind::KeyType => said!("pki.check.key_type.failed", subject),
            CheckKind::CaFlag => said!("pki.check.ca_flag.failed", subject),
            CheckKind::PathLength => said!("pki.check.path_length.failed", subject),
            CheckKind::KeyUsage => said!("pki.check.key_usage.failed", subject),
            CheckKind::ExtendedKeyUsage => said!("pki.check.extended_key_usage.failed", subject),
            CheckKind::HostName => said!("pki.check.host_name.failed", subject),
            CheckKind::CriticalExtensions => said!("pki.check.critical_extensions.failed", subject),
            CheckKind::RevocationList => said!("pki.check.revocation_list.failed", subject),
            CheckKind::NotRevoked => said!("pki.check.not_revoked.failed", subject),
        }
    }

    /// The same with its evidence: `shop.example is not in date: it was valid until …`. It has no full stop.
    pub fn failed_because(self, subject: &str, detail: &Said) -> Said {
        let detail = detail.to_string();
        let (_, evidence) = ShortAnswer::split(&detail);
        let evidence = evidence.strip_suffix('.').unwrap_or(evidence);
        let evidence = Some(evidence).filter(|evidence| !evidence.is_empty());
        said!(
            "pki.failed_check.because",
            failed = self.failed(subject),
            evidence
        )
    }

    /// Where the check is demanded, of the certificate at that place of a path: 0 is the one in question.
    pub const fn section(self, purpose: Purpose<'_>, depth: usize) -> &'static str {
        match (self, purpose) {
            (CheckKind::Presented | CheckKind::KeyType, Purpose::Server { .. }) => {
                "RFC 5246 section 7.4.2"
            }
            (CheckKind::Presented | CheckKind::KeyType, Purpose::Client) => {
                "RFC 5246 section 7.4.6"
            }
            (CheckKind::KeyUsage, _) if depth > 0 => "RFC 5280 section 6.1.4 (n)",
            (CheckKind::KeyUsage, Purpose::Server { .. }) => {
                "RFC 5280 section 4.2.1.3, RFC 5246 section 7.4.2"
            }
            (CheckKind::KeyUsage, Purpose::Client) => {
                "RFC 5280 section 4.2.1.3, RFC 5246 section 7.4.6"
            }
            (CheckKind::Dates, _) => "RFC 5280 section 6.1.3 (a)(2)",
            (CheckKind::IssuerKnown, _) => "RFC 5280 section 6.1.3 (a)(4)",
            (CheckKind::Signature, _) => "RFC 5280 section 6.1.3 (a)(1)",
            (CheckKind::CaFlag, _) => "RFC 5280 section 6.1.4 (k)",
            (CheckKind::PathLength, _) => "RFC 5280 section 6.1.4 (l), (m)",
            (CheckKind::ExtendedKeyUsage, _) => "RFC 5280 section 4.2.1.12",
            (CheckKind::HostName, _) => "RFC 9525 section 6",
            (CheckKind::CriticalExtensions, _) if depth > 0 => "RFC 5280 section 6.1.4 (o)",
            (CheckKind::CriticalExtensions, _) => "RFC 5280 section 6.1.5 (f)",
            (CheckKind::RevocationList, _) => "RFC 5280 section 6.3.3 (a) to (h)",
            (CheckKind::NotRevoked, _) => "RFC 5280 section 6.1.3 (a)(3)",
        }
    }
}

impl ChainCheck {
    /// Whether it is one of the questions that are asked first.
    pub fn is_classical(&self) -> bool {
        self.depth == 0 && CheckKind::CLASSICAL.contains(&self.kind)
    }

    /// Of a check that failed: what is so, and the evidence. It has no full stop.
    pub fn failed_because(&self) -> Said {
        self.kind.failed_because(&self.subject, &self.detail)
    }
}

/// One check, done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainCheck {
    /// What was asked.
    pub kind: CheckKind,
    /// About which certificate: its short name, safe to show.
    pub subject: String,
    /// Its place in the path: 0 is the leaf.
    pub depth: usize,
    /// Whether the answer was yes.
    pub passed: bool,
    /// The answer and its evidence, with the values of this run.
    pub detail: Said,
    /// Where the check is demanded.
    pub section: String,
    /// The alert that a failure is answered with (RFC 5246 section 7.2.2).
    pub alert: AlertDescription,
    /// For a signature that could be opened, of a certificate or of a revocation list: how.
    pub verification: Option<Verification>,
    /// What that signature is over: tbsCertificate or tbsCertList, as DER. Of a list that several checks are
    /// about, the same bytes.
    pub signed: Option<Arc<[u8]>>,
}

/// All checks of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The path, from the leaf up; its last certificate is the anchor if `anchored`. Empty when
    /// no certificate was sent.
    pub path: Vec<Certificate>,
    /// Whether the path ends at one of the anchors.
    pub anchored: bool,
    /// The checks in their order: at least one.
    pub checks: Vec<ChainCheck>,
    /// What became of each revocation list at hand, in their order.
    pub lists: Vec<ListAccount>,
    /// What it took to search for the path.
    pub work: SearchWork,
}

/// A revocation list that was at hand, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAccount {
    /// Whose list it is.
    pub issuer: Name,
    /// When it was issued.
    pub this_update: UnixTime,
    /// When the next one is due.
    pub next_update: Option<UnixTime>,
    /// Whether it says only what has changed.
    pub is_delta: bool,
    /// What became of it.
    pub used: ListUse,
}

/// Whether a list was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListUse {
    /// For the certificates at these places of the path.
    Used(Vec<usize>),
    /// Why not.
    NotUsed(Said),
}

impl Verdict {
    /// The first check that failed, which names the alert; `None` when the chain is good.
    pub fn failure(&self) -> Option<&ChainCheck> {
        self.checks.iter().find(|check| !check.passed)
    }

    /// Whether the chain is good.
    pub fn passed(&self) -> bool {
        self.failure().is_none()
    }

    /// The signatures that were believed although their hash [is broken](crate::crypto::hash::HashAlgorithm::is_broken).
    pub fn weak(&self) -> impl Iterator<Item = &ChainCheck> {
        self.checks.iter().filter(|check| {
            let verification = check.verification.as_ref();
            check.passed && verification.is_some_and(|it| it.hash().is_broken())
        })
    }

    /// The certificates of the path whose RSA key is too short to be safe, and its length in bits.
    pub fn weak_keys(&self) -> impl Iterator<Item = (&Certificate, usize)> {
        self.path.iter().filter_map(|certificate| {
            let bits = certificate.public_key.rsa()?.bits();
            (bits < SAFE_BITS).then_some((certificate, bits))
        })
    }

    /// The certificate of the path that expires first.
    pub fn expires_first(&self) -> Option<&Certificate> {
        self.path
            .iter()
            .min_by_key(|certificate| certificate.validity.not_after)
    }

    /// What is to be said beside the verdict: what it rests on and should not.
    pub fn warnings(&self) -> Vec<Said> {
        let hashes = self.weak().map(|check| {
            let verification = check.verification.as_ref();
            let hash = verification.map(|it| it.hash().name()).unwrap_or_default();
            let name = &check.subject;
            match check.kind {
                CheckKind::RevocationList => said!("pki.warning.weak_hash_list", name, hash),
                _ => said!("pki.warning.weak_hash", name, hash),
            }
        });
        let keys = self.weak_keys().map(|(certificate, bits)| {
            let name = certificate.short_name();
            said!("pki.warning.weak_key", name, bits, least = SAFE_BITS)
        });
        let used = |list: &&ListAccount| matches!(list.used, ListUse::Used(_));
        let lists = (self.lists.iter())
            .filter(|list| list.next_update.is_none())
            .filter(used)
            .map(|list| {
                said!(
                    "pki.warning.no_next_update",
                    issuer = super::name::cut(list.issuer.to_string(), 256)
                )
            });
        hashes.chain(keys).chain(lists).collect()
    }

    /// Why a chain that is not valid may be so for another reason than its checks: the certificates are in the
    /// wrong order, or not every way up was tried.
    pub fn advice(&self, presented: &[Certificate], purpose: Purpose<'_>) -> Vec<Said> {
        if self.passed() {
            return Vec::new();
        }
        let order = wrong_order(presented, purpose);
        let more = self.work.more.then(|| {
            let (paths, visited) = (path::MAX_PATHS, path::MAX_VISITED);
            said!("pki.warning.more_ways", paths, visited)
        });
        order.into_iter().chain(more).collect()
    }

    /// The anchor, when the path ends at one.
    pub fn anchor(&self) -> Option<&Certificate> {
        self.path.last().filter(|_| self.anchored)
    }
}

/// Checks the chain that the other side has sent, its own certificate first, the others in any
/// order; those that do not lead to an anchor are passed over.
///
/// An anchor is trusted because it is one: its signature is not looked at. It need not be
/// self-signed. It must still be within its dates, and be a CA (RFC 5280 leaves this open;
/// everyone does it). Work and answer are bounded, whatever is sent.
pub fn verify_chain(presented: &[Certificate], policy: &Policy<'_>) -> Verdict {
    let none = || Verdict {
        path: Vec::new(),
        anchored: false,
        checks: vec![checks::nothing_presented(policy.purpose)],
        lists: Vec::new(),
        work: SearchWork::default(),
    };
    let mut memory = checks::Memory::default();
    let mut best: Option<(usize, Verdict)> = None;
    let found = path::build(presented, policy.anchors, policy.clock);
    for path in found.paths {
        let (checks, lists) = checks::all(&path, presented, policy, &mut memory);
        let verdict = Verdict {
            anchored: path.end == path::End::Anchor,
            checks,
            lists,
            path: (path.links.iter())
                .map(|link| link.certificate.clone())
                .collect(),
            work: found.work,
        };
        let failed = verdict.checks.iter().filter(|check| !check.passed).count();
        if best.as_ref().is_none_or(|(least, _)| failed < *least) {
            best = Some((failed, verdict));
        }
        if failed == 0 {
            break;
        }
    }
    best.map_or_else(none, |(_, verdict)| verdict)
}

/// An RSA key of fewer bits than this is not safe any more (NIST SP 800-131A, CA/Browser Forum).
pub const SAFE_BITS: usize = 2048;

/// What is said where the first certificate is that of a CA, and another is the one in question: the only one
/// that is for the name, or else the only one that is no CA's.
fn wrong_order(presented: &[Certificate], purpose: Purpose<'_>) -> Option<Said> {
    let is_ca = |certificate: &Certificate| {
        let constraints = certificate.extensions.basic_constraints;
        constraints.is_some_and(|constraints| constraints.ca)
    };
    let first = presented.first().filter(|first| is_ca(first))?;
    let reference = match purpose {
        Purpose::Server { name: Some(name) } => Reference::parse(name),
        _ => None,
    };
    let is_for = |certificate: &Certificate| match &reference {
        Some(reference) => (certificate.extensions.subject_alt_names.as_ref())
            .is_some_and(|names| reference.matched_by(names).is_some()),
        None => true,
    };
    let mut others = (presented.iter().enumerate()).filter(|(_, it)| !is_ca(it) && is_for(it));
    let (place, other) = others.next()?;
    let name = match purpose {
        Purpose::Server { name: Some(name) } => super::name::shown(name),
        _ => other.short_name(),
    };
    let first = first.short_name();
    Some(said!("pki.warning.order", first, place = place + 1, name))
}
