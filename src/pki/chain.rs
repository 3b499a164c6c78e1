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
use super::path::{self, SearchWork};
use super::revocation::RevocationList;
use super::time::UnixTime;
use crate::crypto::signature::Verification;
use crate::wire::AlertDescription;
use std::sync::Arc;

/// For what the chain is to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A client checks a server with which it will exchange keys by RSA.
    Server {
        /// The host that the user asked for: a DNS name, or an IP address. With `None` the name is not
        /// looked at, and the certificate may be anybody's.
        name: Option<&'a str>,
    },
    /// A server checks a client, which will sign with its key.
    Client,
}

/// What a chain is checked against: all of it is at hand, nobody is asked.
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

    /// The check in a word or two.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// Where the check is demanded.
    pub const fn section(self) -> &'static str {
        self.row().1
    }

    const fn row(self) -> (&'static str, &'static str) {
        match self {
            CheckKind::Presented => ("presented", "RFC 5246 section 7.4.2"),
            CheckKind::Dates => ("dates", "RFC 5280 section 6.1.3 (a)(2)"),
            CheckKind::IssuerKnown => ("issuer known", "RFC 5280 section 6.1.3 (a)(4)"),
            CheckKind::Signature => ("signature", "RFC 5280 section 6.1.3 (a)(1)"),
            CheckKind::KeyType => ("key type", "RFC 5246 section 7.4.2"),
            CheckKind::CaFlag => ("CA flag", "RFC 5280 section 6.1.4 (k)"),
            CheckKind::PathLength => ("path length", "RFC 5280 section 6.1.4 (l), (m)"),
            CheckKind::KeyUsage => (
                "key usage",
                "RFC 5280 section 6.1.4 (n), RFC 5246 section 7.4.2",
            ),
            CheckKind::ExtendedKeyUsage => ("extended key usage", "RFC 5280 section 4.2.1.12"),
            CheckKind::HostName => ("host name", "RFC 9525 section 6"),
            CheckKind::CriticalExtensions => (
                "critical extensions",
                "RFC 5280 section 6.1.4 (o), 6.1.5 (f)",
            ),
            CheckKind::RevocationList => ("revocation list", "RFC 5280 section 6.3.3 (a) to (g)"),
            CheckKind::NotRevoked => ("not revoked", "RFC 5280 section 6.1.3 (a)(3)"),
        }
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
    /// The evidence, in a plain sentence with the values of this run.
    pub detail: String,
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
    /// What it took to search for the path.
    pub work: SearchWork,
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
        work: SearchWork::default(),
    };
    let mut memory = checks::Memory::default();
    let mut best: Option<(usize, Verdict)> = None;
    let found = path::build(presented, policy.anchors, policy.clock);
    for path in found.paths {
        let verdict = Verdict {
            anchored: path.end == path::End::Anchor,
            checks: checks::all(&path, presented, policy, &mut memory),
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
