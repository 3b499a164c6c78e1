//! The order in which the checks of a step are read: what failed, then the questions that every account of
//! a handshake asks, then the rest.

use crate::pki::CheckKind;
use crate::said;
use crate::text::Said;
use crate::trace::{Check, CheckName, Step, Topic};

/// The checks of a step in the order in which they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOrder<'t> {
    /// Those to show: the failed ones first, and then the passed ones that answer a classical question.
    pub first: Vec<&'t Check>,
    /// All others, in the order in which they were made; all of them passed.
    pub rest: Vec<&'t Check>,
}

impl CheckOrder<'_> {
    /// What is said before the rest: `and 23 more checks, all passed`. `None` if there are none.
    pub fn more(&self) -> Option<Said> {
        let n = self.rest.len();
        (n > 0).then(|| match self.first.is_empty() {
            true => said!("explain.all_passed", n),
            false => said!("explain.more_passed", n),
        })
    }
}

/// The classical questions about a certificate: is it in date, is its issuer trusted, does the issuer's
/// key verify the signature, and does the name match?
const CLASSICAL: [CheckKind; 4] = [
    CheckKind::Dates,
    CheckKind::IssuerKnown,
    CheckKind::Signature,
    CheckKind::HostName,
];

/// What is asked besides about a client: has the issuer revoked the certificate?
const OF_A_CLIENT: [CheckKind; 2] = [CheckKind::RevocationList, CheckKind::NotRevoked];

/// The checks of a step in the order in which they are read. Where no certificate is checked, all are
/// among the first.
pub fn in_order(step: &Step) -> CheckOrder<'_> {
    let (passed, failed): (Vec<&Check>, Vec<&Check>) =
        step.checks.iter().partition(|check| check.passed);
    let of_a_client = match step.topic {
        Topic::CheckCertificate => false,
        Topic::CheckClientCertificate => true,
        _ => {
            let first = [failed, passed].concat();
            return CheckOrder {
                first,
                rest: Vec::new(),
            };
        }
    };
    // the questions are about the certificate of the other side, which is checked first
    let leaf = step
        .checks
        .first()
        .and_then(|check| check.subject.as_deref());
    let classical = |check: &&Check| {
        let named = |kind: &CheckKind| check.name.is_of_chain(*kind);
        let asked = CLASSICAL.iter().any(named) || of_a_client && OF_A_CLIENT.iter().any(named);
        let directory = of_a_client && check.name == CheckName::Directory;
        directory || asked && check.subject.as_deref() == leaf
    };
    let (classical, rest) = passed.into_iter().partition(classical);
    CheckOrder {
        first: [failed, classical].concat(),
        rest,
    }
}
