//! Every value of every run has its line in the script, and what has been derived is computed there. For this
//! nothing is run: the script's own text says what it does with a value.

use crate::running::{Switched, agreeing, family, sampled, script_with};
use premaster::protocol::{Rules, SUITES};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Origin, Side, Trace, Value, ValueName};
use std::collections::{BTreeMap, BTreeSet};

/// Why a value of this name need not be computed from others. Empty for one that always is.
fn why_not_computed(name: ValueName) -> &'static str {
    use ValueName as N;
    match name {
        N::ClientRandom | N::ServerRandom | N::PreMasterRandom | N::SignatureSalt => "random",
        N::RecordIv(..) => "random, or the end of the record before",
        N::SessionId | N::OfferedSessionId => "random",
        N::OfferedTicket => "the server's, from the connection before",
        N::TicketKeyName | N::TicketKey | N::TicketMacKey => "random, from before the run",
        N::ClientVersion => "the client's configuration",
        N::ServerModulus | N::ServerExponent | N::ServerPrivateExponent => "a key pair",
        N::ClientModulus | N::ClientExponent | N::ClientPrivateExponent => "a key pair",
        N::RecordContent(..) => "data of the application, or an alert",
        N::SessionState => "what was agreed on, around the master secret",
        N::PreMasterSecret | N::EncryptedPreMasterSecret => "",
        N::SessionHash | N::MasterSecret | N::KeyBlock => "",
        N::Ticket => "",
        N::WriteMacKey(_) | N::WriteKey(_) | N::WriteIv(_) => "",
        N::SignedHash | N::HandshakeSignature | N::HandshakeHash(_) | N::VerifyData(_) => "",
        N::RecordMac(..) | N::RecordCiphertext(..) => "",
    }
}

/// The name without side and number: `RecordMac`.
fn kind(name: ValueName) -> String {
    let whole = format!("{name:?}");
    whole.split('(').next().unwrap().to_owned()
}

/// What the script does with each value, by the value's name in exports.
fn lines(script: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in script.lines() {
        let mut words = line.split(' ');
        if let (Some(word @ ("reproduced" | "found" | "given" | "impossible")), Some(name)) =
            (words.next(), words.next())
        {
            found.entry(name).or_default().insert(word);
        }
    }
    found
}

/// Whether the script does with a value what its origin demands.
fn is_right(value: &Value, lines: &BTreeSet<&str>) -> bool {
    let computed = lines.contains("reproduced");
    let named = computed || lines.contains("found") || lines.contains("given");
    let is_key = Side::BOTH
        .into_iter()
        .any(|side| value.name.is_of_own_key(side));
    match value.origin {
        Origin::Derived { .. } => computed && !lines.contains("impossible"),
        Origin::Wire(_) => named,
        // a key pair is there from the start; it has lines if it is used, and a file for its private half
        _ => (named || is_key) && !why_not_computed(value.name).is_empty(),
    }
}

/// Every scenario in every version, without and with what can be switched on, and each version with each
/// suite.
fn runs() -> Vec<(String, Scenario)> {
    let mut runs = Vec::new();
    let mut add = |name: &str, overrides, what: &str| {
        let scenario = Scenario::builtin(name, overrides).unwrap();
        runs.push((format!("{name}, {what}"), scenario));
    };
    for listed in Scenario::list() {
        let as_it_is = Overrides::seed(1);
        add(listed.name, as_it_is, "as it is");
    }
    let versions: Vec<&Rules> = Rules::all().collect();
    for (i, listed) in Scenario::list().into_iter().enumerate() {
        // one version after the other, or all of them
        for rules in sampled(versions.iter().cycle().skip(i).take(versions.len())) {
            for switched in [Switched::default(), Switched::BOTH] {
                let overrides = switched.on(agreeing(rules, &SUITES[4]));
                let what = format!("{}, {switched:?}", rules.version);
                add(listed.name, overrides, &what);
            }
        }
    }
    for (rules, suite) in family() {
        let overrides = Switched::BOTH.on(agreeing(rules, suite));
        let what = format!("{}, {}", rules.version, suite.name);
        add("mutual", overrides, &what);
    }
    runs
}

#[test]
fn every_value_has_its_line_and_what_is_derived_is_computed() {
    let (mut computed, mut all) = (BTreeSet::new(), BTreeSet::new());
    let mut told = Vec::new();
    for (name, scenario) in runs() {
        let trace: Trace = simulate(&scenario);
        let script = script_with(&trace, Some(&scenario.server.identity.key));
        let lines = lines(&script);
        let none = BTreeSet::new();
        for value in trace.values() {
            let key = value.key();
            let own = lines.get(key.as_str()).unwrap_or(&none);
            if !is_right(value, own) {
                told.push(format!("{name}: {key}: {:?}: {own:?}", value.origin));
            }
            all.insert(kind(value.name));
            if own.contains("reproduced") {
                computed.insert(kind(value.name));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    // a signature by PSS is in no built-in scenario
    assert_eq!(all.len(), 34, "{all:?}");
    let never: Vec<&String> = all.difference(&computed).collect();
    let never_computed = [
        "ClientExponent",
        "ClientModulus",
        "ClientPrivateExponent",
        "ClientRandom",
        "ClientVersion",
        "ServerExponent",
        "ServerModulus",
        "ServerPrivateExponent",
        "ServerRandom",
        "SessionId",
        "TicketKey",
        "TicketKeyName",
        "TicketMacKey",
    ];
    assert_eq!(never, never_computed);
}

/// The test of the test.
#[test]
fn a_line_that_is_missing_is_noticed() {
    let trace = simulate(&Scenario::builtin("classic", Overrides::seed(1)).unwrap());
    let script = script_with(&trace, None);
    let (whole, none) = (lines(&script), BTreeSet::new());
    for value in trace.values() {
        let key = value.key();
        let own = whole.get(key.as_str()).unwrap_or(&none);
        assert!(is_right(value, own), "{key}");
        let is_key = value.name.is_of_own_key(Side::Server);
        assert_eq!(is_right(value, &none), is_key, "{key}");
        let derived = matches!(value.origin, Origin::Derived { .. });
        let given = BTreeSet::from(["given"]);
        assert_eq!(is_right(value, &given), !derived, "{key}");
    }
}
