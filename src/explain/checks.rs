//! Checks as questions and answers, and the order in which those of a step are read: what failed, then the
//! questions that every account of a handshake asks, then the rest.

use super::evidence::sentence;
use crate::pki::CheckKind;
use crate::said;
use crate::text::{Said, ShortAnswer};
use crate::trace::{Check, CheckName, Step, Topic};

/// A check as a question and its answer: `shop.example: Is it in date?` and `Yes: valid from 2020-01-01 to …`.
///
/// Text, Markdown and JSON are made of it, and so can the screen be: a narrow list shows `question` and
/// `answer`, a panel the question and, below it, [`sentence`](Asked::sentence).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The question, with the certificate or side that it is about before it. Its good answer is yes.
    pub question: String,
    /// The answer in a word or two. It is not always that of [`Check::passed`]: a server that only requests a
    /// certificate goes on without one.
    pub answer: ShortAnswer,
    /// The evidence, with the run's own values: a sentence that begins with a small letter, or nothing.
    pub detail: String,
}

impl Asked {
    /// Answer and evidence: `Yes: valid from 2020-01-01 to 2099-12-31 (clock: 2026-11-27).`
    pub fn sentence(&self) -> String {
        match self.detail.as_str() {
            "" => said!("explain.answered", answer = self.answer.words()),
            detail => {
                let answer = self.answer.words();
                said!(
                    "explain.answered_because",
                    answer,
                    detail = sentence(detail)
                )
            }
        }
        .to_string()
    }
}

/// A check as a question and its answer.
pub fn asked(check: &Check) -> Asked {
    let words = check.detail.to_string();
    let (answer, detail) = ShortAnswer::split(&words);
    // what was expected and what came, or what was not compared, begins without an answer
    let answer = answer.unwrap_or(match (check.passed, check.skipped) {
        (true, _) => ShortAnswer::Yes,
        (false, true) => ShortAnswer::NotChecked,
        (false, false) => ShortAnswer::No,
    });
    Asked {
        question: check.question(),
        answer,
        detail: detail.to_owned(),
    }
}

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
