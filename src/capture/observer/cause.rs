//! What the capture shows of the reason for a fatal alert. An alert names its subject and no more: what the
//! client offered, what the server showed and what the reader's own checks say is beside it on the wire.

use super::Observer;
use crate::pki::{Certificate, ChainCheck, CheckKind};
use crate::protocol::{MessageName, ProofRule, Rules, Side};
use crate::said;
use crate::text::{Said, ShortAnswer};
use crate::wire::extension::Extension;
use crate::wire::handshake::ClientHello;
use crate::wire::names::grease;
use crate::wire::{AlertDescription, CipherSuite, HandshakeType, KeyExchangeForm, ProtocolVersion};

/// How many suites are named; of more than these it is said how they exchange keys.
const NAMED_SUITES: usize = 4;

/// What the reader's check of the server's chain has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There was no chain in the clear, or none that could be read.
    #[default]
    Unseen,
    /// The reader trusts no certificate at all.
    Unchecked,
    /// Every check passes.
    Passes,
    /// A check fails.
    Fails {
        /// The short name of the certificate.
        subject: String,
        /// Why.
        detail: String,
        /// Whether the chain ends with a certificate whose issuer was neither sent nor is trusted.
        is_open: bool,
    },
}

impl Verdict {
    /// What the first failed check of a chain says.
    pub(super) fn of(checks: &[ChainCheck], chain: &[Certificate]) -> Self {
        let Some(check) = checks.iter().find(|check| !check.passed) else {
            return Verdict::Passes;
        };
        let words = check.detail.to_string();
        let (_, evidence) = ShortAnswer::split(&words);
        let issued_itself = |last: &Certificate| last.issuer_bytes() == last.subject_bytes();
        Verdict::Fails {
            subject: check.subject.clone(),
            detail: evidence.trim_end_matches('.').to_owned(),
            is_open: check.kind == CheckKind::IssuerKnown
                && !chain.last().is_some_and(issued_itself),
        }
    }
}

impl Observer {
    /// What can be said of the reason for a fatal alert of `sender`, which came in a record of version
    /// `record`.
    pub(super) fn cause(
        &self,
        sender: Side,
        alert: AlertDescription,
        record: Option<ProtocolVersion>,
    ) -> Option<Said> {
        use AlertDescription as A;
        let unanswered = sender == Side::Server && self.chosen.is_none();
        match alert {
            _ if self.ends[sender.peer() as usize].gone => {
                Some(said!("capture.cause.gone", peer = sender.peer().name()))
            }
            _ if sender == Side::Client && !self.has_exchanged() && self.share_is_wrong() => {
                Some(said!("capture.cause.other_signature"))
            }
            A::BadCertificate
            | A::UnsupportedCertificate
            | A::CertificateRevoked
            | A::CertificateExpired
            | A::CertificateUnknown
            | A::UnknownCa
            | A::AccessDenied => Some(match sender {
                Side::Client => self.server_refused(),
                Side::Server => self.client_refused(),
            }),
            A::HandshakeFailure if self.shows_no_certificate() => {
                Some(said!("capture.cause.no_client_certificate"))
            }
            A::HandshakeFailure | A::InsufficientSecurity if unanswered => self.no_terms(record),
            A::ProtocolVersion if unanswered => self.no_version(),
            A::UnrecognizedName if unanswered => {
                let name = self.summary.server_name.clone()?;
                Some(said!("capture.cause.name", name))
            }
            A::InappropriateFallback => {
                let version = self.summary.offered?.to_string();
                Some(said!("capture.cause.fallback", version))
            }
            A::BadRecordMac | A::DecryptError => self.other_keys(sender),
            _ => None,
        }
    }

    /// The client does not accept the server's certificate.
    fn server_refused(&self) -> Said {
        match &self.server_verdict {
            Verdict::Fails {
                subject,
                detail,
                is_open,
            } => {
                let (subject, detail) = (subject.clone(), detail.clone());
                let anchors =
                    (!self.setup.anchors.are_given()).then(|| said!("capture.cause.name_anchors"));
                let issuer = is_open.then(|| said!("capture.cause.open_chain", anchors));
                said!("capture.cause.server_fails", subject, detail, issuer)
            }
            Verdict::Passes => said!("capture.cause.server_passes"),
            Verdict::Unchecked => said!("capture.cause.server_unchecked"),
            Verdict::Unseen if self.hides_certificates() => said!("capture.cause.server_hidden"),
            Verdict::Unseen => said!("capture.cause.server_unseen"),
        }
    }

    /// The server does not accept the client's certificate.
    fn client_refused(&self) -> Said {
        let Some(leaf) = self.client_chain.first() else {
            return match self.hides_certificates() {
                true => said!("capture.cause.client_hidden"),
                false => said!("capture.cause.client_unseen"),
            };
        };
        let (subject, issuer) = (leaf.short_name(), leaf.issuer.short());
        let dates = leaf.validity;
        let until = (!dates.contains(self.clock)).then(|| dates.not_after.date());
        let others = self
            .asks_for_others()
            .then(|| said!("capture.cause.others"));
        said!(
            "capture.cause.client_refused",
            subject,
            issuer,
            until,
            others
        )
    }

    /// Whether the server's request names issuers, and none of them has issued what the client shows.
    fn asks_for_others(&self) -> bool {
        let asked = self
            .asked
            .as_ref()
            .map(|it| &it.certificate_authorities[..]);
        let asked = asked.unwrap_or_default();
        let named = |one: &Certificate| asked.iter().any(|name| name == one.issuer_bytes());
        !asked.is_empty() && !self.client_chain.iter().any(named)
    }

    /// Whether the client was asked for a certificate and has answered with none.
    fn shows_no_certificate(&self) -> bool {
        self.client_answered && self.client_chain.is_empty()
    }

    /// The server finds nothing in the client's offer.
    fn no_terms(&self, record: Option<ProtocolVersion>) -> Option<Said> {
        let hello = &self.offer.as_ref()?.hello;
        let foreign = record.filter(|version| is_foreign(hello, *version));
        if let Some(version) = foreign {
            let version = version.to_string();
            return Some(said!("capture.cause.foreign", version));
        }
        let extensions = || hello.extensions.iter().flatten();
        let groups = extensions().find_map(|extension| match extension {
            Extension::SupportedGroups(groups) => Some(groups),
            _ => None,
        });
        let groups = groups
            .into_iter()
            .flatten()
            .filter(|it| grease(it.code()).is_none());
        let groups: Vec<String> = groups.map(ToString::to_string).collect();
        let (versions, suites) = (versions(hello), suites(hello));
        Some(said!("capture.cause.terms", versions, suites, groups))
    }

    fn no_version(&self) -> Option<Said> {
        let hello = &self.offer.as_ref()?.hello;
        Some(match listed(hello) {
            Some(_) => said!("capture.cause.version", versions = versions(hello)),
            None => {
                let version = hello.client_version.to_string();
                said!("capture.cause.newer_version", version)
            }
        })
    }

    /// A signature or the first protected record does not verify.
    fn other_keys(&self, sender: Side) -> Option<Said> {
        let chosen = self.chosen.filter(|it| Rules::of(it.version).is_some())?;
        let records = &self.summary.records;
        let sent = records.sealed[sender.peer() as usize] + records.verified + records.refused;
        match sender {
            Side::Client
                if !self.has_exchanged() && chosen.suite.key_exchange().has_server_message() =>
            {
                Some(match self.checked_share() {
                    Some(_) => said!("capture.cause.good_signature"),
                    None => said!("capture.cause.server_signature"),
                })
            }
            Side::Server if self.has_decrypted && records.verified == 1 && records.refused == 0 => {
                Some(said!("capture.cause.other_key"))
            }
            Side::Server if sent <= 1 && chosen.suite.key_exchange() == KeyExchangeForm::Rsa => {
                Some(said!("capture.cause.server_key"))
            }
            _ => None,
        }
    }

    /// Whether the key in the server's certificate does not verify its signature over its share of a key.
    fn share_is_wrong(&self) -> bool {
        self.checked_share().is_some_and(|check| !check.passed)
    }

    /// Whether the last message was one of the server's before the client has sent its part of a key.
    fn has_exchanged(&self) -> bool {
        let hello_done = MessageName::Handshake(HandshakeType::ServerHelloDone);
        let key_exchange = MessageName::Handshake(HandshakeType::ServerKeyExchange);
        let last = self.last.map(|(_, message)| message);
        ![Some(hello_done), Some(key_exchange)].contains(&last)
    }

    /// Whether the version encrypts certificates, as TLS 1.3 does, the only one that is not run here.
    fn hides_certificates(&self) -> bool {
        self.chosen
            .is_some_and(|chosen| Rules::of(chosen.version).is_none())
    }
}

/// The versions that a client offers, in its order; without an extension that lists them, the highest alone.
fn versions(hello: &ClientHello) -> Said {
    match listed(hello) {
        Some(versions) => said!("capture.cause.versions", versions),
        None => {
            let version = hello.client_version.to_string();
            said!("capture.cause.at_most", version)
        }
    }
}

fn listed(hello: &ClientHello) -> Option<Vec<String>> {
    let mut all = hello.extensions.iter().flatten();
    let versions = all.find_map(|extension| match extension {
        Extension::SupportedVersions(versions) => Some(versions),
        _ => None,
    })?;
    let known = versions.iter().filter(|it| grease(it.code()).is_none());
    Some(known.map(ToString::to_string).collect())
}

/// The suites that a client offers, by name if they are few.
fn suites(hello: &ClientHello) -> Said {
    let is_suite = |suite: &&CipherSuite| {
        let scsv = suite.name().is_some_and(|name| name.ends_with("_SCSV"));
        !scsv && grease(suite.code()).is_none()
    };
    let all: Vec<CipherSuite> = hello
        .cipher_suites
        .iter()
        .filter(is_suite)
        .copied()
        .collect();
    if (1..=NAMED_SUITES).contains(&all.len()) {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        return said!("capture.cause.suites", names);
    }
    let mut exchanges: Vec<String> = Vec::new();
    for suite in &all {
        let exchange = suite.name().and_then(|name| name.split_once("_WITH_"));
        let exchange = exchange.map(|(exchange, _)| exchange.trim_start_matches("TLS_"));
        let exchange = exchange.unwrap_or("TLS 1.3").to_owned();
        if !exchanges.contains(&exchange) {
            exchanges.push(exchange);
        }
    }
    said!("capture.cause.many_suites", count = all.len(), exchanges)
}

/// Whether a client has not offered this version: SSL 3.0, of which TLS has kept no more than the records.
fn is_foreign(hello: &ClientHello, version: ProtocolVersion) -> bool {
    let has_no_prf =
        |version| Rules::of(version).is_some_and(|it| it.proof == ProofRule::MasterSecret);
    has_no_prf(version) && !has_no_prf(hello.client_version)
}
