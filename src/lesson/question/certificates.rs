//! Templates about certificates, and about who knows whom.

use super::asking::Here;
use super::draft::{Draft, right, tick, wrong};
use super::given::{self, number};
use super::template::{At, Kind, Template};
use crate::pki::CheckKind;
use crate::scenario::{Overrides, Scenario, simulate};
use crate::trace::{CheckName, Outcome, Side, Step, Topic, Trace, ValueName};

/// The steps in which a certificate is checked.
const CHECKED: At = At::Keys(&["check_certificate", "check_client_certificate"]);

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "which-check-fails",
        43,
        Kind::One,
        CHECKED,
        which_check_fails,
    ),
    Template::new(
        "whose-key-verifies",
        44,
        Kind::One,
        At::Keys(&["server_certificate", "check_certificate"]),
        whose_key_verifies,
    ),
    Template::new(
        "who-is-asked",
        45,
        Kind::One,
        At::Keys(&["check_certificate"]),
        who_is_asked,
    ),
    Template::new(
        "certificate-alone",
        46,
        Kind::One,
        At::Keys(&["server_certificate", "client_certificate"]),
        certificate_alone,
    ),
    Template::new(
        "client-known-as",
        47,
        Kind::One,
        At::Established,
        client_known_as,
    ),
    Template::new(
        "went-on",
        48,
        Kind::One,
        At::Each(Step::clicks_through),
        went_on,
    ),
];

fn which_check_fails(here: &Here<'_>) -> Option<Draft> {
    let checks = here.step.checks.iter();
    let chain = checks.filter(|check| matches!(check.name, CheckName::Chain(_)));
    let failed = chain.clone().find(|check| check.failed())?;
    let CheckName::Chain(kind) = failed.name else {
        return None;
    };
    (kind != CheckKind::Presented).then_some(())?;
    let offered = [
        ("dates", CheckKind::Dates),
        ("host-name", CheckKind::HostName),
        ("signature", CheckKind::Signature),
        ("issuer", CheckKind::IssuerKnown),
        ("revoked", CheckKind::NotRevoked),
        ("usage", CheckKind::ExtendedKeyUsage),
    ];
    // that the failed check fails for another certificate of the chain too is no matter
    let passed = |kind| {
        let mut of_kind = chain
            .clone()
            .filter(|check| check.name == CheckName::Chain(kind));
        of_kind.clone().next().is_some() && of_kind.all(|check| check.passed)
    };
    let mut answers = vec![right("failed").with("check", kind.name())];
    let others = offered.into_iter().filter(|(_, other)| passed(*other));
    answers.extend(others.map(|(name, other)| wrong(name).with("check", other.name())));
    answers.insert(1, wrong("confirmed"));
    Some(
        Draft::one(answers)
            .with("failed_check", kind.name())
            .with("detail", failed.detail.to_string()),
    )
}

fn whose_key_verifies(here: &Here<'_>) -> Option<Draft> {
    let chain = given::chain(here, here.step)?;
    let leaf = chain.first()?;
    (chain.len() >= 2).then_some(())?;
    let (subject, issuer) = (leaf.short_name(), leaf.issuer.short());
    let root = chain.last()?.issuer.short();
    (subject != issuer).then_some(())?;
    Some(
        Draft::one([
            right("issuer").with("name", &issuer),
            wrong("own").with("name", &subject),
            wrong("client"),
            wrong("private"),
            wrong("root").with("name", root),
        ])
        .with("leaf", &subject)
        .with("signer", &issuer),
    )
}

fn who_is_asked(here: &Here<'_>) -> Option<Draft> {
    let simulated = here.connection().is_simulated();
    (here.step.topic == Topic::CheckCertificate && simulated).then_some(())?;
    Some(Draft::one([
        right("no-one"),
        wrong("authority"),
        wrong("server"),
        wrong("directory"),
        wrong("name-server"),
    ]))
}

/// How far a certificate without its private key goes: the run of an impostor.
fn certificate_alone(here: &Here<'_>) -> Option<Draft> {
    let whose = match here.step.key() {
        "client_certificate" => Side::Client,
        _ => Side::Server,
    };
    here.past("server_certificate")?;
    let untouched = here.has_no_attacker() && here.trace.connections().len() == 1;
    untouched.then_some(())?;
    let own = here.trace.is_impostor(whose);
    let simulated;
    let run = match (own, here.is_established()) {
        (true, _) => here.trace,
        (false, true) => {
            simulated = impostor(here, whose)?;
            &simulated
        }
        (false, false) => return None,
    };
    let Outcome::Failed {
        alert: Some(sent), ..
    } = run.outcome()
    else {
        return None;
    };
    let gave_up = run.given_up_since(0)?;
    let draft = Draft::one([
        right("until-the-key"),
        wrong("to-the-end"),
        wrong("certificate-check"),
        wrong("hello"),
        wrong("unread-data"),
    ])
    .with("whose", whose.name())
    .with("alert", sent.alert.description)
    .with("title", gave_up.title())
    .with(
        match whose {
            Side::Server => "has-to-decrypt",
            Side::Client => "has-to-sign",
        },
        "",
    );
    Some(match own {
        true => draft.revealed(gave_up.index),
        false => draft.simulated(true),
    })
}

/// The run in which an impostor shows the certificate of a side.
fn impostor(here: &Here<'_>, whose: Side) -> Option<Trace> {
    here.scenario?;
    let name = match whose {
        Side::Server => "impostor",
        Side::Client => "client-wrong-key",
    };
    let run = here.trace.run();
    let connection = here.connection();
    let overrides = Overrides {
        clock: Some(run.clock),
        min: connection.version,
        max: connection.version,
        suite: connection.suite,
        ..Overrides::seed(run.seed?)
    };
    let scenario = Scenario::builtin(name, overrides).ok()?;
    let trace = simulate(&scenario);
    trace.is_impostor(whose).then_some(trace)
}

fn client_known_as(here: &Here<'_>) -> Option<Draft> {
    (here.is_untouched() && here.has_keys()).then_some(())?;
    let signed = here.past("check_certificate_verify").is_some();
    let shown = here
        .connection()
        .chains
        .iter()
        .any(|chain| chain.owner == Side::Client && !chain.certificates.is_empty());
    (signed == shown).then_some(())?;
    let answers = [
        Some(tick("secret-sender", !signed)),
        Some(tick(
            if signed {
                "key-holder"
            } else {
                "certificate-holder"
            },
            signed,
        )),
        Some(wrong("name")),
        Some(wrong("trusted")),
        (!signed).then(|| wrong("public-key")),
    ];
    Some(Draft::one(answers.into_iter().flatten()))
}

fn went_on(here: &Here<'_>) -> Option<Draft> {
    let (clicked, established) = (here.step.clicks_through(), here.is_established());
    (clicked && established && here.trace.tampering().is_empty()).then_some(())?;
    let end = here.step_of("client_check_finished")?;
    here.trace
        .named(here.step.connection, ValueName::KeyBlock, Side::Client)?;
    let name = here.trace.run().server_name.clone()?;
    Some(
        Draft::one([
            right("secret-with-a-stranger"),
            wrong("nothing-encrypted"),
            wrong("secure"),
            wrong("warned-again"),
        ])
        .with("clicked", number(here.step.index))
        .with("host", crate::text::escaped(name.as_bytes()))
        .revealed(end.index),
    )
}
