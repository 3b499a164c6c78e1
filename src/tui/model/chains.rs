//! The rows of the tab Certificates: the chains that were sent, and how they were checked.

use super::Model;
use super::index::up_to;
use crate::said;
use crate::trace::{Chain, Check, Side, Step};

/// A row of the tab Certificates.
pub enum CertificateRow<'a> {
    /// A certificate of a chain.
    Certificate {
        /// Whose chain it is of.
        owner: Side,
        /// How deep it stands in its tree.
        depth: usize,
        /// What it is for the side that checks it.
        role: Role,
        /// Its DER.
        der: &'a [u8],
    },
    /// How something was checked.
    Check(&'a Check),
    /// The certificate or side that the checks below are about.
    Subject(&'a str),
    /// What the rows below are.
    Words(String),
}

/// What a certificate is for the side that checks it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is the trust anchor.
    Trusted,
    /// Its owner has sent it.
    Sent,
    /// It arrived, and its owner has not sent it like this.
    Arrived,
}

impl Model {
    /// Of each side that has sent certificates: the certificates, then how they were checked. What failed
    /// comes first.
    pub fn certificate_rows(&self) -> Vec<CertificateRow<'_>> {
        let mut rows: Vec<CertificateRow<'_>> = Vec::new();
        for owner in [Side::Server, Side::Client] {
            let before = rows.len();
            let chains = self.connection().chains.iter();
            let chains = chains.filter(|chain| chain.owner == owner && chain.step <= self.cursor);
            let chains: Vec<&Chain> = chains.collect();
            for (i, chain) in chains.iter().enumerate() {
                // a message has a second chain if another one arrived than was sent
                let same = |other: Option<&&Chain>| other.is_some_and(|it| it.step == chain.step);
                let arrived = i > 0 && same(chains.get(i - 1));
                let judged = !same(chains.get(i + 1));
                if arrived {
                    let peer = owner.peer().name();
                    let said = said!("tui.certificates.arrived", side = peer);
                    rows.push(CertificateRow::Words(said.to_string()));
                }
                let mut anchors = self.connection().anchors.iter();
                let anchor = anchors.find(|(of, step, _)| *of == owner && *step <= self.cursor);
                let above = anchor
                    .filter(|_| judged)
                    .map(|(.., der)| der)
                    .filter(|der| !chain.certificates.contains(der));
                let sent = chain.certificates.iter().rev();
                let whole = above
                    .into_iter()
                    .map(|der| (der, true))
                    .chain(sent.map(|der| (der, false)));
                rows.extend(whole.enumerate().map(|(depth, (der, anchor))| {
                    CertificateRow::Certificate {
                        owner,
                        depth,
                        role: match (anchor, arrived) {
                            (true, _) => Role::Trusted,
                            (false, true) => Role::Arrived,
                            (false, false) => Role::Sent,
                        },
                        der,
                    }
                }));
            }
            let mut checked = false;
            for step in self
                .checking()
                .filter(|step| step.actor.includes(owner.peer()))
            {
                checked = true;
                let by = owner.peer().name();
                let said = said!("tui.certificates.checked", side = by, step = step.index + 1);
                rows.push(CertificateRow::Words(said.to_string()));
                let failed = step.checks.iter().filter(|check| !check.passed);
                let passed = step.checks.iter().filter(|check| check.passed);
                let mut about = None;
                for check in failed.chain(passed) {
                    let subject = check.subject.as_deref();
                    if subject != about {
                        rows.extend(subject.map(CertificateRow::Subject));
                    }
                    about = subject;
                    rows.push(CertificateRow::Check(check));
                }
            }
            if !checked && rows.len() > before {
                let judge = owner.peer();
                let said = match self.index.gave_up(&self.trace, judge, self.cursor) {
                    Some(step) => {
                        said!(
                            "tui.certificates.not_checked",
                            side = judge.name(),
                            step = step + 1
                        )
                    }
                    None => said!("tui.certificates.not_yet"),
                };
                rows.push(CertificateRow::Words(said.to_string()));
            }
        }
        rows
    }

    /// The steps so far in which certificates, or the signature that goes with one, were checked.
    fn checking(&self) -> impl Iterator<Item = &Step> {
        let steps = up_to(&self.index.certificate_checks, self.cursor).iter();
        steps.filter_map(|step| self.trace.steps().get(*step))
    }

    /// The DER of the certificate at a row.
    pub fn certificate_at(&self, row: usize) -> Option<Vec<u8>> {
        match self.certificate_rows().get(row)? {
            CertificateRow::Certificate { der, .. } => Some(der.to_vec()),
            _ => None,
        }
    }

    /// The row of the present step's first check that failed, or else of its first check.
    pub fn check_of_interest(&self) -> Option<usize> {
        let checks = &self.step()?.checks;
        let failed = checks.iter().find(|check| !check.passed);
        let shown = failed.or(checks.first())?;
        let here = |row: &CertificateRow<'_>| matches!(row, CertificateRow::Check(check) if std::ptr::eq(*check, shown));
        self.certificate_rows().iter().position(here)
    }

    /// The check at a row: the step in which it was made, and which of its checks it is.
    pub fn check_at(&self, row: usize) -> Option<(usize, usize)> {
        let rows = self.certificate_rows();
        let CertificateRow::Check(chosen) = rows.get(row)? else {
            return None;
        };
        self.checking().find_map(|step| {
            let mut checks = step.checks.iter();
            let nth = checks.position(|check| std::ptr::eq(check, *chosen))?;
            Some((step.index, nth))
        })
    }
}
