//! A chain of certificates: which check fails, for which certificate, and which alert fits.

use super::{Made, Task};
use crate::lesson::homework::File;
use crate::lesson::homework::asked::{Asked, Near, Wanted};
use crate::lesson::homework::runs::{Runs, scenario};
use crate::pki::{CheckKind, demo};
use crate::said;
use crate::scenario::{Scenario, simulate};
use crate::trace::{Check, CheckName, Outcome, Topic, Trace};
use crate::wire::AlertDescription;

/// What can be wrong, by the scenario in which it is; every eleventh chain or so is good.
const SCENARIOS: [&str; 11] = [
    "classic",
    "expired",
    "not-yet-valid",
    "wrong-host",
    "self-signed",
    "unknown-ca",
    "missing-intermediate",
    "bad-signature",
    "revoked",
    "stale-crl",
    "not-a-ca",
];

/// The word for no check, no certificate and no alert.
const NONE: &str = "none";

/// The checks that the sheet offers.
const CHECKS: [CheckKind; 8] = [
    CheckKind::Dates,
    CheckKind::IssuerKnown,
    CheckKind::Signature,
    CheckKind::CaFlag,
    CheckKind::ExtendedKeyUsage,
    CheckKind::HostName,
    CheckKind::RevocationList,
    CheckKind::NotRevoked,
];

/// The word of a check on the sheet.
const fn word(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Presented => "presented",
        CheckKind::Dates => "dates",
        CheckKind::IssuerKnown => "issuer",
        CheckKind::Signature => "signature",
        CheckKind::KeyType => "key_type",
        CheckKind::CaFlag => "ca_flag",
        CheckKind::PathLength => "path_length",
        CheckKind::KeyUsage => "key_usage",
        CheckKind::ExtendedKeyUsage => "extended_key_usage",
        CheckKind::HostName => "host_name",
        CheckKind::CriticalExtensions => "critical_extensions",
        CheckKind::RevocationList => "revocation_list",
        CheckKind::NotRevoked => "revoked",
    }
}

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let name = runs
        .draw
        .one("certificate", &SCENARIOS)
        .unwrap_or(&"classic");
    let scenario = scenario(runs.draw, name, "certificate");
    let trace = simulate(&scenario);
    let failed = failed(&trace);
    let kind = failed.and_then(|check| match check.name {
        CheckName::Chain(kind) => Some(kind),
        _ => None,
    });
    let subject = failed.and_then(|check| check.subject.clone());
    let alert = match trace.outcome() {
        Outcome::Failed { alert, .. } => alert
            .as_ref()
            .map(|sent| sent.alert.description.to_string()),
        _ => None,
    };
    let plain = |word: Option<String>| word.unwrap_or_else(|| NONE.to_owned());
    let mut offered: Vec<String> = CHECKS.iter().map(|kind| word(*kind).to_owned()).collect();
    offered.push(NONE.to_owned());
    let (host, clock) = (scenario.server_name.clone(), scenario.clock.rfc3339());
    let checks = offered.join(", ");
    let check = chosen(
        "check",
        0.5,
        plain(kind.map(|kind| word(kind).to_owned())),
        offered,
    );
    Made {
        text: said!("homework.task.certificate.text", host, clock, checks),
        files: files(&scenario),
        asked: vec![
            with_near(check, kind),
            chosen("certificate", 0.3, plain(subject), Vec::new()),
            with_near_alert(chosen("alert", 0.2, plain(alert), Vec::new()), name),
        ],
    }
}

/// The first check that the client's answer rests on.
fn failed(trace: &Trace) -> Option<&Check> {
    let mut steps = trace.steps().iter();
    let checked = steps.find(|step| step.topic == Topic::CheckCertificate)?;
    checked.checks.iter().find(|check| check.failed())
}

fn chosen(name: &str, weight: f64, right: String, offered: Vec<String>) -> Asked {
    Asked {
        name: name.to_owned(),
        weight,
        wanted: Wanted::Word {
            right: vec![right],
            offered,
            near: Vec::new(),
        },
    }
}

/// With the wrong answers that are recognised.
fn with_near(mut asked: Asked, kind: Option<CheckKind>) -> Asked {
    let known = match kind {
        Some(CheckKind::IssuerKnown) => Some(Near {
            value: word(CheckKind::RevocationList).to_owned(),
            share: 0.6,
            mistake: "consequence_for_cause",
            belief: None,
            said: said!("homework.near.consequence_for_cause"),
        }),
        Some(CheckKind::HostName) => Some(Near {
            value: NONE.to_owned(),
            share: 0.0,
            mistake: "host_name_not_checked",
            belief: Some("padlock-means-honest"),
            said: said!("homework.near.host_name_not_checked"),
        }),
        Some(CheckKind::NotRevoked | CheckKind::RevocationList) => Some(Near {
            value: NONE.to_owned(),
            share: 0.0,
            mistake: "revocation_not_checked",
            belief: Some("ca-is-asked"),
            said: said!("homework.near.revocation_not_checked"),
        }),
        _ => None,
    };
    if let Wanted::Word { near, .. } = &mut asked.wanted {
        near.extend(known);
    }
    asked
}

/// The same for the alert: OpenSSL sends some that RFC 5246 has for something else.
fn with_near_alert(mut asked: Asked, scenario: &str) -> Asked {
    use AlertDescription as A;
    let sent = match scenario {
        "wrong-host" => Some((A::BadCertificate, said!("homework.near.alert_of_host_name"))),
        "not-yet-valid" => Some((A::BadCertificate, said!("homework.near.alert_of_dates"))),
        "bad-signature" => Some((A::DecryptError, said!("homework.near.alert_of_signature"))),
        "stale-crl" => Some((A::CertificateExpired, said!("homework.near.alert_of_list"))),
        _ => None,
    };
    let known = sent.map(|(alert, said)| Near {
        value: alert.to_string(),
        share: 0.5,
        mistake: "alert_of_openssl",
        belief: None,
        said,
    });
    if let Wanted::Word { near, .. } = &mut asked.wanted {
        near.extend(known);
    }
    asked
}

/// The chain, the revocation lists and the anchors, without the lines that say what they are.
fn files(scenario: &Scenario) -> Vec<File> {
    let texts = |files: &[String]| {
        let texts = files.iter().filter_map(|file| demo::file(file));
        texts.map(blocks).collect::<String>()
    };
    let client = &scenario.client;
    let named = [
        ("chain.pem", &scenario.server.identity.chain.files),
        ("crl.pem", &client.revocation_lists.files),
        ("root.pem", &client.anchors.files),
    ];
    named
        .map(|(name, files)| File::new(name, texts(files)))
        .into()
}

/// The PEM blocks of a text.
pub(in crate::lesson::homework) fn blocks(text: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for line in text.lines() {
        inside |= line.starts_with("-----BEGIN");
        if inside {
            out.push_str(line);
            out.push('\n');
        }
        inside &= !line.starts_with("-----END");
    }
    out
}
