//! The checks of a chain, one function each: what is asked, and what is found, as data that has its
//! sentence in `assets/en/messages/pki.toml`. [`super::chain`] says what they are.

mod accounts;
mod list_signer;
mod memory;
mod revocation;
mod usage;

pub(super) use memory::Memory;

use super::certificate::Certificate;
use super::chain::{ChainCheck, CheckKind, ListAccount, ListUse, Policy, Purpose};
use super::name::cut;
use super::path::{self, End, Link, MAX_PATH, Path};
use crate::crypto::signature::Verification;
use crate::text::{Said, hex};
use crate::wire::AlertDescription;
use crate::{label, said};
use accounts::Accounts;
use std::sync::Arc;

/// No name or list of names in the evidence of a check has more characters than this, whatever stands in the
/// certificate.
const MAX_NAMES: usize = 700;

/// A name or a list of names from a certificate, cut for the evidence of a check.
fn brief(names: impl ToString) -> String {
    cut(names.to_string(), MAX_NAMES)
}

/// What a check found.
struct Finding {
    passed: bool,
    detail: Said,
    alert: AlertDescription,
    verification: Option<Verification>,
    signed: Option<Arc<[u8]>>,
}

impl Finding {
    fn new(passed: bool, alert: AlertDescription, detail: Said) -> Finding {
        Finding {
            passed,
            detail,
            alert,
            verification: None,
            signed: None,
        }
    }
}

/// The only check there is when nothing was sent.
pub(super) fn nothing_presented(purpose: Purpose<'_>) -> ChainCheck {
    let (subject, detail, alert) = match purpose {
        // a server must send one: RFC 5246 has no alert for it, RFC 8446 section 4.4.2.4 names this
        Purpose::Server { .. } => (
            "server",
            said!("pki.check.presented.no_server"),
            AlertDescription::DecodeError,
        ),
        // a client may have none, and a server may insist (RFC 5246 section 7.4.6)
        Purpose::Client => (
            "client",
            said!("pki.check.presented.no_client"),
            AlertDescription::HandshakeFailure,
        ),
    };
    ChainCheck {
        kind: CheckKind::Presented,
        subject: subject.to_owned(),
        depth: 0,
        passed: false,
        detail,
        section: CheckKind::Presented.section(purpose, 0).to_owned(),
        alert,
        verification: None,
        signed: None,
    }
}

/// A certificate of the path, with all that a check may look at.
struct Place<'a> {
    links: &'a [Link<'a>],
    /// All that was sent.
    presented: &'a [Certificate],
    depth: usize,
    certificate: &'a Certificate,
    /// Whether the path ends at an anchor.
    anchored: bool,
    /// How the path ends, for its last certificate; `None` for the others.
    end: Option<End>,
    policy: &'a Policy<'a>,
}

/// All checks of a path, in their order, and what became of each revocation list. What the lists' signatures
/// show is remembered for the next path.
pub(super) fn all(
    path: &Path<'_>,
    presented: &[Certificate],
    policy: &Policy<'_>,
    memory: &mut Memory,
) -> (Vec<ChainCheck>, Vec<ListAccount>) {
    let place = |depth: usize| Place::at(path, depth, presented, policy);
    let mut checks = Vec::new();
    for depth in 0..path.links.len() {
        let place = place(depth);
        let answer = |kind| Some(place.told(kind, place.check(kind)?));
        checks.extend(CheckKind::ALL.into_iter().filter_map(answer));
    }
    // a list is only worth looking at once it is clear who has issued what
    let mut accounts = Accounts::new(policy);
    for depth in 0..path.links.len() {
        let place = place(depth);
        let findings = revocation::findings(&place, memory, &mut accounts).into_iter();
        checks.extend(findings.map(|(kind, finding)| place.told(kind, finding)));
    }
    let lists = accounts.all(policy);
    let own = |check: &&mut ChainCheck| check.kind == CheckKind::RevocationList && check.depth == 0;
    if let Some(check) = checks.iter_mut().find(own) {
        check.detail = with_unused(&check.detail, &lists);
    }
    (checks, lists)
}

/// What is said of the list of a certificate, and of the lists at hand that were not used, so that each is
/// accounted for wherever the check is shown.
fn with_unused(detail: &Said, lists: &[ListAccount]) -> Said {
    /// Maximum number of lists that are named here. Every list is in the accounts.
    const MOST: usize = 4;
    let told = detail.to_string();
    let mut unused: Vec<Said> = Vec::new();
    for (i, list) in lists.iter().enumerate() {
        if let ListUse::NotUsed(why) = &list.used
            && !told.contains(&why.to_string())
        {
            let (number, date) = (i + 1, list.this_update.date());
            unused.push(said!("pki.list.unused", number, date, why));
        }
    }
    if unused.is_empty() {
        return detail.clone();
    }
    let more = unused.len().saturating_sub(MOST);
    unused.truncate(MOST);
    let more = (more > 0).then_some(more);
    said!("pki.list.with_unused", answer = detail, unused, more)
}

impl<'a> Place<'a> {
    /// A certificate of a path.
    fn at(
        path: &'a Path<'a>,
        depth: usize,
        presented: &'a [Certificate],
        policy: &'a Policy<'a>,
    ) -> Place<'a> {
        let links = &path.links;
        Place {
            links,
            presented,
            depth,
            certificate: links[depth].certificate,
            anchored: path.end == End::Anchor,
            end: (depth + 1 == links.len()).then_some(path.end),
            policy,
        }
    }
}

impl Place<'_> {
    /// The check as it is told.
    fn told(&self, kind: CheckKind, finding: Finding) -> ChainCheck {
        let Finding {
            passed,
            detail,
            alert,
            verification,
            signed,
        } = finding;
        let section = kind.section(self.policy.purpose, self.depth);
        let is_anchor = self.end == Some(End::Anchor) && self.depth > 0;
        ChainCheck {
            kind,
            subject: self.certificate.short_name(),
            depth: self.depth,
            passed,
            detail,
            section: match is_anchor {
                true => said!("pki.section.stricter", section).to_string(),
                false => section.to_owned(),
            },
            alert,
            verification,
            signed,
        }
    }

    /// `None` when the question does not arise for this certificate.
    fn check(&self, kind: CheckKind) -> Option<Finding> {
        let leaf = self.depth == 0;
        match kind {
            // there is a certificate: `nothing_presented` is the other case
            CheckKind::Presented => None,
            CheckKind::Dates => Some(self.dates()),
            CheckKind::IssuerKnown => Some(self.issuer_known()),
            CheckKind::Signature => (self.end != Some(End::Anchor)).then(|| self.signature()),
            CheckKind::KeyType => leaf.then(|| self.key_type()),
            CheckKind::CaFlag => (!leaf).then(|| self.ca_flag()),
            CheckKind::PathLength => (!leaf).then(|| self.path_length()),
            CheckKind::KeyUsage => Some(self.key_usage()),
            CheckKind::ExtendedKeyUsage => Some(self.extended_key_usage()),
            CheckKind::HostName => match self.policy.purpose {
                Purpose::Server { name } if leaf => name.map(|name| self.host_name(name)),
                Purpose::Server { .. } | Purpose::Client => None,
            },
            CheckKind::CriticalExtensions => Some(self.critical_extensions()),
            // asked together, after all others: `revocation::findings`
            CheckKind::RevocationList | CheckKind::NotRevoked => None,
        }
    }

    fn dates(&self) -> Finding {
        let validity = self.certificate.validity;
        let (from, to) = (validity.not_before, validity.not_after);
        let clock = self.policy.clock;
        let passed = validity.contains(clock);
        let detail = if passed {
            let (from, to, clock) = (from.date(), to.date(), clock.date());
            said!("pki.check.dates.yes", from, to, clock)
        } else if clock < from {
            said!(
                "pki.check.dates.no_early",
                from = from.to_string(),
                clock = clock.to_string()
            )
        } else {
            said!(
                "pki.check.dates.no_expired",
                to = to.to_string(),
                clock = clock.to_string()
            )
        };
        Finding::new(passed, AlertDescription::CertificateExpired, detail)
    }

    fn issuer_known(&self) -> Finding {
        let issuer = brief(&self.certificate.issuer);
        let detail = match self.end {
            None => match self.links.get(self.depth + 1).map(|next| next.presented) {
                Some(Some(place)) => {
                    // of the certificate in question, where the whole chain leads
                    let anchor = self
                        .links
                        .last()
                        .filter(|_| self.anchored && self.depth == 0);
                    let anchor = anchor.map(|anchor| anchor.certificate.short_name());
                    said!(
                        "pki.check.issuer_known.yes_sent",
                        issuer,
                        place = place + 1,
                        anchor
                    )
                }
                _ => said!("pki.check.issuer_known.yes_anchor_above", issuer),
            },
            Some(End::Anchor) => said!("pki.check.issuer_known.yes_anchor"),
            Some(End::IssuerUnknown) => said!("pki.check.issuer_known.no_unknown", issuer),
            Some(End::OtherKey) => {
                let wanted = self.certificate.extensions.authority_key_id.as_ref();
                let wanted = wanted.map(brief).unwrap_or_default();
                said!("pki.check.issuer_known.no_other_key", issuer, wanted)
            }
            // what cannot be verified, or is broken, may be signed with any key
            Some(End::SelfSigned) => match path::is_self_signed(self.certificate) {
                true => said!("pki.check.issuer_known.no_self_signed"),
                false => said!("pki.check.issuer_known.no_self_issued"),
            },
            Some(End::Loop) => said!("pki.check.issuer_known.no_circle", issuer),
            Some(End::TooLong) => said!("pki.check.issuer_known.no_too_long", max = MAX_PATH),
        };
        let passed = matches!(self.end, None | Some(End::Anchor));
        Finding::new(passed, AlertDescription::UnknownCa, detail)
    }

    fn signature(&self) -> Finding {
        let certificate = self.certificate;
        let issuer = match self.end {
            Some(End::SelfSigned) => Some(certificate),
            _ => self.links.get(self.depth + 1).map(|next| next.certificate),
        };
        let Some(issuer) = issuer else {
            let detail = said!("pki.check.signature.no_issuer");
            return Finding::new(false, AlertDescription::UnknownCa, detail);
        };
        let Some(verification) = path::verification(certificate, issuer) else {
            let why = path::why_not_opened(&certificate.signature_algorithm, issuer);
            let detail = said!("pki.check.signature.no_other_kind", why);
            return Finding::new(false, AlertDescription::UnsupportedCertificate, detail);
        };
        let verified = opened(&verification, issuer, label!("pki.signature.certificate"));
        let detail = match (certificate.algorithms_agree, verification.is_valid()) {
            (false, _) => {
                let algorithm = certificate.signature_algorithm.name();
                said!(
                    "pki.check.signature.no_other_algorithm",
                    algorithm,
                    verified
                )
            }
            (true, true) => said!("pki.check.signature.yes", verified),
            (true, false) => said!("pki.check.signature.no", verified),
        };
        let passed = verification.is_valid() && certificate.algorithms_agree;
        let mut finding = Finding::new(passed, AlertDescription::BadCertificate, detail);
        finding.verification = Some(verification);
        finding.signed = Some(certificate.tbs_bytes().into());
        finding
    }
}

/// What verifying a signature has shown; `of` is what is signed.
fn opened(verification: &Verification, signer: &Certificate, of: &'static str) -> Said {
    let (signer, hash) = (signer.short_name(), verification.hash());
    let digest = beginning(verification.computed_digest());
    let broken =
        (hash.broken_by()).map(|rfc| said!("pki.signature.broken", hash = hash.name(), rfc));
    let hash = hash.name();
    match (verification.outcome(), verification) {
        (Ok(()), Verification::Pkcs1(_)) => {
            said!("pki.signature.yes", signer, hash, of, digest, broken)
        }
        (Ok(()), Verification::Pss(_)) => {
            said!("pki.signature.yes_pss", signer, hash, of, digest, broken)
        }
        (Err(fault), _) => said!("pki.signature.no", signer, fault, hash, of, digest),
    }
}

/// The first eight bytes of a hash, to recognize it by.
fn beginning(digest: &[u8]) -> String {
    let digits = hex(&digest[..digest.len().min(8)]);
    format!("{digits}…")
}
