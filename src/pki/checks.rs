//! The checks of a chain, one function each: what is asked, what is found, and the sentence
//! that says so. [`super::chain`] says what they are.

mod revocation;

pub(super) use revocation::Memory;

use super::certificate::Certificate;
use super::chain::{ChainCheck, CheckKind, Policy, Purpose};
use super::extensions::{KeyPurpose, KeyUsageBit};
use super::host_name::Reference;
use super::name::{cut, shown, some_of};
use super::path::{self, End, Link, MAX_PATH, Path};
use super::subject_key::SubjectKey;
use crate::crypto::signature::Verification;
use crate::wire::AlertDescription;
use std::sync::Arc;

/// The evidence of a check has no more characters than this, whatever stands in the certificate.
const MAX_DETAIL: usize = 2000;

/// What a check found.
struct Finding {
    passed: bool,
    detail: String,
    alert: AlertDescription,
    verification: Option<Verification>,
    signed: Option<Arc<[u8]>>,
}

impl Finding {
    fn new(passed: bool, alert: AlertDescription, detail: String) -> Finding {
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
    let (subject, alert) = match purpose {
        // a server must send one: RFC 5246 has no alert for it, RFC 8446 section 4.4.2.4 names this
        Purpose::Server { .. } => ("server", AlertDescription::DecodeError),
        // a client may have none, and a server may insist (RFC 5246 section 7.4.6)
        Purpose::Client => ("client", AlertDescription::HandshakeFailure),
    };
    ChainCheck {
        kind: CheckKind::Presented,
        subject: subject.to_owned(),
        depth: 0,
        passed: false,
        detail: format!("the {subject} sent no certificate"),
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
    /// How the path ends, for its last certificate; `None` for the others.
    end: Option<End>,
    policy: &'a Policy<'a>,
}

/// All checks of a path, in their order. What the lists' signatures show is remembered for the next path.
pub(super) fn all(
    path: &Path<'_>,
    presented: &[Certificate],
    policy: &Policy<'_>,
    memory: &mut Memory,
) -> Vec<ChainCheck> {
    let links = &path.links;
    let place = |depth: usize| Place {
        links,
        presented,
        depth,
        certificate: links[depth].certificate,
        end: (depth + 1 == links.len()).then_some(path.end),
        policy,
    };
    let mut checks = Vec::new();
    for depth in 0..links.len() {
        let place = place(depth);
        let answer = |kind| Some(place.told(kind, place.check(kind)?));
        checks.extend(CheckKind::ALL.into_iter().filter_map(answer));
    }
    // a list is only worth looking at once it is clear who has issued what
    for depth in 0..links.len() {
        let place = place(depth);
        let findings = revocation::findings(&place, memory).into_iter();
        checks.extend(findings.map(|(kind, finding)| place.told(kind, finding)));
    }
    checks
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
        ChainCheck {
            kind,
            subject: self.certificate.short_name(),
            depth: self.depth,
            passed,
            detail: cut(detail, MAX_DETAIL),
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
        let passed = validity.contains(self.policy.clock);
        let detail = if passed {
            format!(
                "valid from {} to {}, and the clock says {}",
                from.date(),
                to.date(),
                self.policy.clock.date()
            )
        } else if self.policy.clock < from {
            format!(
                "valid only from {from}, and the clock says {}",
                self.policy.clock
            )
        } else {
            format!(
                "was valid until {to}, and the clock says {}",
                self.policy.clock
            )
        };
        Finding::new(passed, AlertDescription::CertificateExpired, detail)
    }

    fn issuer_known(&self) -> Finding {
        let issuer = &self.certificate.issuer;
        let detail = match self.end {
            None => match self.links.get(self.depth + 1).map(|next| next.presented) {
                Some(Some(place)) => {
                    format!(
                        "issued by {issuer}, which was sent as certificate {}",
                        place + 1
                    )
                }
                _ => format!("issued by {issuer}, which is one of the trusted anchors"),
            },
            Some(End::Anchor) => {
                "one of the trusted anchors: believed because it was configured, not because somebody \
                 signed it"
                    .to_owned()
            }
            Some(End::IssuerUnknown) => {
                format!("issued by {issuer}, which was not sent and is no trusted anchor")
            }
            Some(End::OtherKey) => {
                let wanted = self.certificate.extensions.authority_key_id.as_ref();
                let wanted = wanted.map(ToString::to_string).unwrap_or_default();
                format!(
                    "issued by {issuer}; a certificate of that name is at hand, but \
                     authorityKeyIdentifier means another: {wanted}"
                )
            }
            Some(End::SelfSigned) => {
                // what cannot be opened, or is broken, may be signed with any key
                let how = match path::is_self_signed(self.certificate) {
                    true => "signed with its own key, and",
                    false => "subject and issuer are the same, as of one that is self-signed, and it is",
                };
                format!("{how} not one of the trusted anchors")
            }
            Some(End::Loop) => {
                format!("issued by {issuer}, which is in the path already: the path is a circle")
            }
            Some(End::TooLong) => format!("no trusted anchor among {MAX_PATH} certificates"),
        };
        let passed = matches!(self.end, None | Some(End::Anchor));
        Finding::new(passed, AlertDescription::UnknownCa, detail)
    }

    fn signature(&self) -> Finding {
        let certificate = self.certificate;
        let algorithm = certificate.signature_algorithm.name();
        let issuer = match self.end {
            Some(End::SelfSigned) => Some(certificate),
            _ => self.links.get(self.depth + 1).map(|next| next.certificate),
        };
        let Some(issuer) = issuer else {
            let detail = "not checked: without the issuer there is no key to check it with";
            return Finding::new(false, AlertDescription::UnknownCa, detail.to_owned());
        };
        let Some(verification) = path::verification(certificate, issuer) else {
            let why = path::why_not_opened(&certificate.signature_algorithm, issuer);
            let detail = format!("not checked: {why}");
            return Finding::new(false, AlertDescription::UnsupportedCertificate, detail);
        };
        let opened = opened(&verification, issuer, "certificate");
        let detail = if certificate.algorithms_agree {
            opened
        } else {
            format!("the signed part names another algorithm than {algorithm} beside it; {opened}")
        };
        let passed = verification.is_valid() && certificate.algorithms_agree;
        let mut finding = Finding::new(passed, AlertDescription::BadCertificate, detail);
        finding.verification = Some(verification);
        finding.signed = Some(certificate.tbs_bytes().into());
        finding
    }

    fn key_type(&self) -> Finding {
        let key = &self.certificate.public_key;
        let passed = matches!(key, SubjectKey::Rsa(_));
        let needed = match self.policy.purpose {
            Purpose::Server { .. } => "RSA key exchange encrypts with it",
            Purpose::Client => "the client signs with it",
        };
        let detail = if passed {
            format!("{}: {needed}", key.describe())
        } else if matches!(key, SubjectKey::RsaPss { .. }) {
            format!(
                "{}, where a key of the kind rsaEncryption is needed: {needed}",
                key.describe()
            )
        } else {
            format!("{}, where an RSA key is needed: {needed}", key.describe())
        };
        Finding::new(passed, AlertDescription::UnsupportedCertificate, detail)
    }

    fn ca_flag(&self) -> Finding {
        let is_anchor = self.end == Some(End::Anchor);
        let (passed, detail) = match self.certificate.extensions.basic_constraints {
            Some(constraints) if constraints.ca => (true, "basicConstraints says cA TRUE"),
            Some(_) => (
                false,
                "basicConstraints says cA FALSE: it must not issue certificates",
            ),
            None if is_anchor && self.certificate.version < 3 => (
                true,
                "a trusted anchor of a version that has no basicConstraints",
            ),
            None => (
                false,
                "no basicConstraints: nothing says that it may issue certificates",
            ),
        };
        Finding::new(passed, AlertDescription::UnknownCa, detail.to_owned())
    }

    fn path_length(&self) -> Finding {
        // the leaf is not counted, nor are self-issued certificates (RFC 5280 section 6.1.4 (l))
        let between = &self.links[1..self.depth];
        let below = between
            .iter()
            .filter(|link| !link.certificate.self_issued())
            .count();
        let constraints = self.certificate.extensions.basic_constraints;
        let (passed, detail) = match constraints.and_then(|constraints| constraints.path_len) {
            None => (
                true,
                format!("no pathLenConstraint; other CAs below it: {below}"),
            ),
            Some(limit) => (
                u32::try_from(below).is_ok_and(|below| below <= limit),
                format!("pathLenConstraint is {limit}; other CAs below it: {below}"),
            ),
        };
        Finding::new(passed, AlertDescription::UnknownCa, detail)
    }

    fn key_usage(&self) -> Finding {
        let (bit, what, alert) = match (self.depth, self.policy.purpose) {
            (0, Purpose::Server { .. }) => (
                KeyUsageBit::KeyEncipherment,
                "encrypting the pre-master secret",
                AlertDescription::UnsupportedCertificate,
            ),
            (0, Purpose::Client) => (
                KeyUsageBit::DigitalSignature,
                "signing CertificateVerify",
                AlertDescription::UnsupportedCertificate,
            ),
            _ => (
                KeyUsageBit::KeyCertSign,
                "signing certificates",
                AlertDescription::UnknownCa,
            ),
        };
        let (passed, detail) = match self.certificate.extensions.key_usage {
            None => (true, format!("no keyUsage, so {what} is not ruled out")),
            Some(usage) => {
                let passed = usage.contains(bit);
                let verdict = if passed { "includes" } else { "lacks" };
                let needed = format!("{}, needed for {what}", bit.name());
                (
                    passed,
                    format!("keyUsage {verdict} {needed}: {}", usage.names()),
                )
            }
        };
        Finding::new(passed, alert, detail)
    }

    fn extended_key_usage(&self) -> Finding {
        let needed = match self.policy.purpose {
            Purpose::Server { .. } => KeyPurpose::ServerAuth,
            Purpose::Client => KeyPurpose::ClientAuth,
        };
        let (passed, detail) = match &self.certificate.extensions.extended_key_usage {
            None => (
                true,
                "no extKeyUsage, so no purpose is ruled out".to_owned(),
            ),
            Some(purposes) => {
                // anyExtendedKeyUsage does not count: RFC 5280 section 4.2.1.12 allows that, and
                // OpenSSL does the same
                let passed = purposes.contains(&needed);
                let verdict = if passed { "includes" } else { "lacks" };
                let names: Vec<String> = (purposes.iter())
                    .map(|purpose| purpose.name().to_owned())
                    .collect();
                let names = match names.as_slice() {
                    [] => "(nothing)".to_owned(),
                    names => some_of(names),
                };
                (
                    passed,
                    format!("extKeyUsage {verdict} {}: {names}", needed.name()),
                )
            }
        };
        Finding::new(passed, AlertDescription::UnsupportedCertificate, detail)
    }

    fn host_name(&self, name: &str) -> Finding {
        let asked = shown(name);
        let certificate = self.certificate;
        let none = Default::default();
        let names = certificate
            .extensions
            .subject_alt_names
            .as_ref()
            .unwrap_or(&none);
        let matched = Reference::parse(name).map(|reference| reference.matched_by(names));
        let (passed, detail) = match matched {
            Some(Some(found)) => (true, format!("asked for {asked}, and it is for {found}")),
            Some(None) => {
                let listed = names.listed();
                let is_for = match (listed.as_slice(), certificate.subject.common_name()) {
                    ([], Some(common_name)) => format!(
                        "it has no subjectAltName (the common name {common_name} does not count)"
                    ),
                    ([], None) => "it has no subjectAltName".to_owned(),
                    (listed, _) => format!("it is for {}", some_of(listed)),
                };
                (false, format!("asked for {asked}, but {is_for}"))
            }
            None => (
                false,
                format!("asked for \"{asked}\", which is no host name"),
            ),
        };
        Finding::new(passed, AlertDescription::CertificateUnknown, detail)
    }

    fn critical_extensions(&self) -> Finding {
        let unknown = &self.certificate.extensions.unknown_critical;
        let marked = self
            .certificate
            .extensions
            .present
            .iter()
            .filter(|(_, critical)| *critical)
            .count();
        let detail = if unknown.is_empty() {
            format!("extensions that must be understood: {marked}, and all are")
        } else {
            format!("must be understood and is not: {}", some_of(unknown))
        };
        Finding::new(
            unknown.is_empty(),
            AlertDescription::UnsupportedCertificate,
            detail,
        )
    }
}

/// What opening a signature has shown, in words; `of` is what is signed.
fn opened(verification: &Verification, issuer: &Certificate, of: &str) -> String {
    let (who, hash) = (issuer.short_name(), verification.hash());
    let digest = beginning(verification.computed_digest());
    let broken = hash.broken_by().map_or_else(String::new, |rfc| {
        let name = hash.name();
        format!(" (but {name} is broken: others can be made to have the same, {rfc})")
    });
    let hash = hash.name();
    match (verification.outcome(), verification) {
        (Ok(()), Verification::Pkcs1(_)) => {
            format!(
                "the key of {who} opens it, and in it is the {hash} of the {of}, {digest}{broken}"
            )
        }
        (Ok(()), Verification::Pss(_)) => format!(
            "the key of {who} opens it, and the hash in it is made of the {hash} of the {of}, \
             {digest}, and the salt{broken}"
        ),
        (Err(fault), _) => format!(
            "the key of {who} does not confirm it: {fault}; the {hash} of the {of} is {digest}"
        ),
    }
}

/// The first eight bytes of a hash, to recognise it by.
fn beginning(digest: &[u8]) -> String {
    let digits: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{digits}…")
}
