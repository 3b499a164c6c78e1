//! The checks of a chain as text and as JSON: what `premaster verify` prints.

use super::text::{Style, paint_check, wrap};
use crate::pki::chain::{ListAccount, ListUse};
use crate::pki::name::{cut, serial_number_hex};
use crate::pki::{Certificate, ChainCheck, Policy, Purpose, UnixTime, Verdict};
use crate::text::Said;
use crate::{label, said};
use serde::Serialize;
use std::io::{self, Write};

/// A list issuer's name has no more characters than this.
const MAX_ISSUER: usize = 256;

/// What was checked, and how it is to be told.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What was found.
    pub verdict: &'a Verdict,
    /// The certificates that were given.
    pub presented: &'a [Certificate],
    /// What they were checked against.
    pub policy: &'a Policy<'a>,
    /// Whether the text tells every check, not only those that failed and those that are asked first.
    pub all: bool,
}

/// A writer of lines with a mark, wrapped.
struct Lines<'w, W> {
    out: &'w mut W,
    width: usize,
}

impl<W: Write> Lines<'_, W> {
    fn marked(&mut self, mark: &str, words: &str) -> io::Result<()> {
        for (i, line) in wrap(words, self.width - 2).iter().enumerate() {
            let mark = if i == 0 { mark } else { " " };
            writeln!(self.out, "{mark} {line}")?;
        }
        Ok(())
    }

    fn empty(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// Writes the chain as a tree, the checks with their evidence, and the verdict.
///
/// # Errors
/// Whatever `out` fails with.
pub fn text(out: &mut impl Write, asked: Asked<'_>, style: Style) -> io::Result<()> {
    let (verdict, policy) = (asked.verdict, asked.policy);
    tree(out, verdict, style)?;
    let mut lines = Lines {
        out,
        width: style.width.clamp(40, 100),
    };
    lines.empty()?;
    let (told, others) = told(verdict, asked.all);
    for check in told {
        let mark = paint_check(style.colour, check.passed);
        let (subject, question) = (&check.subject, check.kind.question());
        let said = said!(
            "export.verify.check",
            subject,
            question,
            answer = &check.detail
        );
        lines.marked(&mark, &said.to_string())?;
    }
    if others > 0 {
        let mark = paint_check(style.colour, true);
        lines.marked(
            &mark,
            &said!("export.verify.more_checks", count = others).to_string(),
        )?;
    }
    lines.empty()?;
    for (i, list) in verdict.lists.iter().enumerate() {
        lines.marked("-", &account(list, i + 1, verdict).to_string())?;
    }
    if !verdict.lists.is_empty() {
        lines.empty()?;
    }
    for said in unasked(policy) {
        lines.marked("-", &said.to_string())?;
    }
    let clock = policy.clock.to_string();
    let words = match verdict.failure() {
        None => said!("export.verify.valid", clock),
        Some(failed) => {
            let (reason, alert) = (failed.failed_because(), failed.alert.to_string());
            said!("export.verify.not_valid", clock, reason, alert)
        }
    };
    let mark = paint_check(style.colour, verdict.passed());
    lines.marked(&mark, &words.to_string())?;
    if let Some(expiry) = Expiry::of(verdict, policy.clock) {
        lines.marked(" ", &expiry.said().to_string())?;
    }
    for warning in verdict.warnings() {
        let said = match verdict.passed() {
            true => said!("export.verify.valid_but", warning),
            false => said!("export.verify.besides", warning),
        };
        lines.marked("!", &said.to_string())?;
    }
    for advice in verdict.advice(asked.presented, policy.purpose) {
        lines.marked(
            "!",
            &said!("export.verify.besides", warning = advice).to_string(),
        )?;
    }
    Ok(())
}

/// The certificates from the anchor down, each with a mark.
fn tree(out: &mut impl Write, verdict: &Verdict, style: Style) -> io::Result<()> {
    for (depth, certificate) in verdict.path.iter().rev().enumerate() {
        let branch = match depth {
            0 => String::new(),
            depth => format!("{}└─ ", "   ".repeat(depth - 1)),
        };
        let failed = verdict
            .checks
            .iter()
            .any(|check| check.depth + depth + 1 == verdict.path.len() && !check.passed);
        let mark = paint_check(style.colour, !failed);
        let note = match (depth, verdict.anchored, failed) {
            (0, true, false) => label!("export.verify.anchor"),
            (0, true, true) => label!("export.verify.anchor_failed"),
            (0, false, _) => label!("export.verify.no_anchor"),
            _ => "",
        };
        let space = if note.is_empty() { "" } else { "  " };
        writeln!(
            out,
            "{mark} {branch}{}{space}{note}",
            certificate.short_name()
        )?;
    }
    Ok(())
}

/// The checks that are told, those that failed first and then those that are asked first, and the number of the
/// others.
fn told(verdict: &Verdict, all: bool) -> (Vec<&ChainCheck>, usize) {
    let rank = |check: &&ChainCheck| match check {
        check if !check.passed => 0,
        check if check.is_classical() => 1,
        _ => 2,
    };
    let mut checks: Vec<&ChainCheck> = verdict.checks.iter().collect();
    checks.sort_by_key(rank);
    let shown = match all {
        true => checks.len(),
        false => checks.iter().filter(|check| rank(check) < 2).count(),
    };
    let others = checks.split_off(shown).len();
    (checks, others)
}

/// What became of a revocation list.
fn account(list: &ListAccount, number: usize, verdict: &Verdict) -> Said {
    let issuer = cut(list.issuer.to_string(), MAX_ISSUER);
    let date = list.this_update.date();
    let used = match &list.used {
        ListUse::Used(depths) => {
            let names = depths.iter().filter_map(|depth| verdict.path.get(*depth));
            let names: Vec<String> = names.map(Certificate::short_name).collect();
            said!("export.verify.list_used", names)
        }
        ListUse::NotUsed(why) => said!("export.verify.list_unused", why),
    };
    match list.is_delta {
        true => said!("export.verify.list_of_changes", number, issuer, date, used),
        false => said!("export.verify.list", number, issuer, date, used),
    }
}

/// What was not asked, because nothing was given to ask it with.
fn unasked(policy: &Policy<'_>) -> Vec<Said> {
    let name = matches!(policy.purpose, Purpose::Server { name: None });
    let lists = policy.revocation_lists.is_empty();
    let name = name.then(|| said!("export.verify.no_name"));
    let lists = lists.then(|| said!("export.verify.no_list"));
    name.into_iter().chain(lists).collect()
}

/// When the first certificate of the chain expires.
#[derive(Serialize)]
struct Expiry {
    certificate: String,
    not_after: String,
    /// Whole days from the clock; negative where it has expired.
    days: i64,
    #[serde(skip)]
    date: String,
}

impl Expiry {
    fn of(verdict: &Verdict, clock: UnixTime) -> Option<Expiry> {
        const DAY: i64 = 24 * 60 * 60;
        let first = verdict.expires_first()?;
        let end = first.validity.not_after;
        Some(Expiry {
            certificate: first.short_name(),
            not_after: end.rfc3339(),
            days: end.0.saturating_sub(clock.0).div_euclid(DAY),
            date: end.date(),
        })
    }

    fn said(&self) -> Said {
        let (name, date) = (&self.certificate, &self.date);
        match u64::try_from(self.days) {
            Ok(days) => said!("export.verify.expires", name, days, date),
            Err(_) => said!("export.verify.expired", name, date),
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    valid: bool,
    weak: bool,
    clock: String,
    purpose: &'static str,
    name: Option<&'a str>,
    revocation_lists: usize,
    lists: Vec<List>,
    anchored: bool,
    expires: Option<Expiry>,
    path: Vec<Entry>,
    checks: Vec<Line<'a>>,
    alert: Option<String>,
    warnings: Vec<String>,
    advice: Vec<String>,
    more_ways: bool,
}

#[derive(Serialize)]
struct Entry {
    subject: String,
    issuer: String,
    serial_number: String,
    not_before: String,
    not_after: String,
    public_key: String,
    signature_algorithm: String,
}

#[derive(Serialize)]
struct List {
    issuer: String,
    this_update: String,
    next_update: Option<String>,
    delta: bool,
    used: bool,
    certificates: Vec<usize>,
    why: Option<String>,
}

impl List {
    fn of(list: &ListAccount) -> List {
        let (certificates, why) = match &list.used {
            ListUse::Used(depths) => (depths.clone(), None),
            ListUse::NotUsed(why) => (Vec::new(), Some(why.to_string())),
        };
        List {
            issuer: list.issuer.to_string(),
            this_update: list.this_update.rfc3339(),
            next_update: list.next_update.map(UnixTime::rfc3339),
            delta: list.is_delta,
            used: why.is_none(),
            certificates,
            why,
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    certificate: usize,
    subject: &'a str,
    check: &'static str,
    question: &'static str,
    source: &'a str,
    passed: bool,
    detail: String,
    alert: Option<String>,
}

/// Writes the same as JSON; `docs/verify.md` describes it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn json(out: &mut impl Write, asked: Asked<'_>) -> io::Result<()> {
    let (verdict, policy) = (asked.verdict, asked.policy);
    let (purpose, name) = match policy.purpose {
        Purpose::Server { name } => ("server", name),
        Purpose::Client => ("client", None),
    };
    let weak = verdict.weak().next().is_some() || verdict.weak_keys().next().is_some();
    let words = |all: Vec<Said>| all.iter().map(Said::to_string).collect();
    let report = Report {
        valid: verdict.passed(),
        weak,
        clock: policy.clock.rfc3339(),
        purpose,
        name,
        revocation_lists: policy.revocation_lists.len(),
        lists: verdict.lists.iter().map(List::of).collect(),
        anchored: verdict.anchored,
        expires: Expiry::of(verdict, policy.clock),
        path: verdict
            .path
            .iter()
            .map(|certificate| Entry {
                subject: certificate.subject.to_string(),
                issuer: certificate.issuer.to_string(),
                serial_number: serial_number_hex(&certificate.serial),
                not_before: certificate.validity.not_before.rfc3339(),
                not_after: certificate.validity.not_after.rfc3339(),
                public_key: certificate.public_key.describe(),
                signature_algorithm: certificate.signature_algorithm.name().to_owned(),
            })
            .collect(),
        checks: verdict
            .checks
            .iter()
            .map(|check| Line {
                certificate: check.depth,
                subject: &check.subject,
                check: check.kind.name(),
                question: check.kind.question(),
                source: &check.section,
                passed: check.passed,
                detail: check.detail.to_string(),
                alert: (!check.passed).then(|| check.alert.to_string()),
            })
            .collect(),
        alert: verdict.failure().map(|failed| failed.alert.to_string()),
        warnings: words(verdict.warnings()),
        advice: words(verdict.advice(asked.presented, policy.purpose)),
        more_ways: verdict.work.more,
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
