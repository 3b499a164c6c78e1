//! The checks of a chain as text and as JSON: what `premaster verify` prints.

use super::text::{Style, paint_check, wrap};
use crate::pki::name::shown;
use crate::pki::{ChainCheck, CheckKind, Policy, Purpose, Verdict};
use crate::wire::display;
use serde::Serialize;
use std::io::{self, Write};

/// Columns before the evidence of a check.
const INDENT: usize = 6;

/// Writes the chain as a tree, every check with its evidence, and the verdict.
///
/// # Errors
/// Whatever `out` fails with.
pub fn text(
    out: &mut impl Write,
    verdict: &Verdict,
    policy: &Policy<'_>,
    style: Style,
) -> io::Result<()> {
    let width = style.width.clamp(40, 100);
    let top = match verdict.anchored {
        true => "trusted",
        false => "not trusted",
    };
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
        let note = if depth == 0 {
            format!("  ({top})")
        } else {
            String::new()
        };
        writeln!(out, "{mark} {branch}{}{note}", certificate.short_name())?;
    }
    writeln!(out)?;
    for check in &verdict.checks {
        let mark = paint_check(style.colour, check.passed);
        writeln!(out, "{mark} {}: {}", check.subject, check.kind.name())?;
        for line in wrap(&check.detail, width - INDENT) {
            writeln!(out, "{:INDENT$}{line}", "")?;
        }
    }
    writeln!(out)?;
    for line in unasked(policy) {
        for line in wrap(&line, width) {
            writeln!(out, "{line}")?;
        }
    }
    let words = match verdict.failure() {
        None => format!("valid at {}", policy.clock),
        Some(failed) => format!(
            "not valid at {}: {}: {}. In a handshake the alert would be {}.",
            policy.clock,
            failed.subject,
            failed.kind.name(),
            failed.alert
        ),
    };
    let mark = paint_check(style.colour, verdict.passed());
    for (i, line) in wrap(&words, width - 2).into_iter().enumerate() {
        let mark = if i == 0 { mark.as_str() } else { " " };
        writeln!(out, "{mark} {line}")?;
    }
    let but = match verdict.passed() {
        true => "valid, but",
        false => "besides,",
    };
    for words in weak(verdict) {
        for (i, line) in wrap(&format!("{but} {words}"), width - 2)
            .iter()
            .enumerate()
        {
            let mark = if i == 0 { "!" } else { " " };
            writeln!(out, "{mark} {line}")?;
        }
    }
    Ok(())
}

/// The signatures that were believed although their hash is broken.
fn weak(verdict: &Verdict) -> impl Iterator<Item = String> {
    verdict.weak().map(|check| {
        let what = match check.kind {
            CheckKind::RevocationList => format!("the revocation list for {}", check.subject),
            _ => check.subject.clone(),
        };
        let hash = check.verification.as_ref().map(|it| it.hash().name());
        let hash = hash.unwrap_or_default();
        format!("{what} is signed over {hash}, which is broken")
    })
}

/// What was not asked, because nothing was given to ask it with.
fn unasked(policy: &Policy<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if let Purpose::Server { name: None } = policy.purpose {
        out.push("Not asked: for which host it is (no name was given).".to_owned());
    }
    if policy.revocation_lists.is_empty() {
        out.push("Not asked: whether anything was revoked (no list was given).".to_owned());
    }
    out
}

#[derive(Serialize)]
struct Report<'a> {
    valid: bool,
    weak: bool,
    clock: String,
    purpose: &'static str,
    name: Option<&'a str>,
    revocation_lists: usize,
    anchored: bool,
    path: Vec<Entry>,
    checks: Vec<Line<'a>>,
    alert: Option<String>,
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
struct Line<'a> {
    certificate: usize,
    subject: &'a str,
    check: &'static str,
    source: &'static str,
    passed: bool,
    detail: &'a str,
    alert: Option<String>,
}

/// Writes the same as JSON; `docs/verify.md` describes it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn json(out: &mut impl Write, verdict: &Verdict, policy: &Policy<'_>) -> io::Result<()> {
    let (purpose, name) = match policy.purpose {
        Purpose::Server { name } => ("server", name),
        Purpose::Client => ("client", None),
    };
    let line = |check: &'_ ChainCheck| -> Option<String> {
        (!check.passed).then(|| check.alert.to_string())
    };
    let report = Report {
        valid: verdict.passed(),
        weak: verdict.weak().next().is_some(),
        clock: policy.clock.rfc3339(),
        purpose,
        name,
        revocation_lists: policy.revocation_lists.len(),
        anchored: verdict.anchored,
        path: verdict
            .path
            .iter()
            .map(|certificate| Entry {
                subject: certificate.subject.to_string(),
                issuer: certificate.issuer.to_string(),
                serial_number: shown(&display::hex(&certificate.serial)),
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
                source: check.kind.section(),
                passed: check.passed,
                detail: &check.detail,
                alert: line(check),
            })
            .collect(),
        alert: verdict.failure().map(|failed| failed.alert.to_string()),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
