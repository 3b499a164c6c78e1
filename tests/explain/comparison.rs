//! Two runs beside each other in words: the summary and the formulas.

use premaster::explain::comparison::{About, FormulaPair, Story, What};
use premaster::protocol::{SUITES, Suite, Switch};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Comparison, ConnectionId, Part, Trace};
use premaster::wire::ProtocolVersion;

fn scenario(name: &str, seed: u64) -> Scenario {
    Scenario::builtin(name, Overrides::seed(seed)).unwrap()
}

fn story(left: &Trace, right: &Trace) -> Story {
    Story::of(left, right, &Comparison::of(left, right))
}

fn line(story: &Story, about: About) -> (bool, String) {
    let line = story.summary.iter().find(|line| line.about == about);
    let line = line.unwrap_or_else(|| panic!("{about:?}"));
    let words = match &line.what {
        What::Both(said) => said.to_string(),
        What::Each(left, right) => format!("{left} | {right}"),
    };
    (line.same, words)
}

#[test]
fn of_a_run_and_itself_there_is_nothing_to_tell() {
    for name in ["classic", "mutual", "flipped-record", "replayed-client"] {
        let trace = simulate(&scenario(name, 3));
        let story = story(&trace, &trace);
        assert!(story.is_same(), "{name}: {:?}", story.summary);
        assert!(story.changed.is_empty(), "{name}: {:?}", story.changed);
    }
}

#[test]
fn another_suite_changes_exactly_the_formulas_that_name_its_algorithms_and_lengths() {
    let one = scenario("classic", 42);
    let mut other = one.clone();
    let of = |name: &str| SUITES.iter().find(|suite| suite.name == name).unwrap();
    other.server.suites = vec![of("TLS_RSA_WITH_AES_256_CBC_SHA")];
    let (left, right) = (simulate(&one), simulate(&other));
    let story = story(&left, &right);
    let names: Vec<String> = story
        .changed
        .iter()
        .map(|pair| pair.kind_title().to_string())
        .collect();
    assert_eq!(
        names,
        [
            "key block",
            "client_write_MAC_key",
            "server_write_MAC_key",
            "client_write_key",
            "server_write_key",
            "the MAC of a record",
            "the ciphertext of a record",
            "the content of a record"
        ]
    );
    let written = |pair: &FormulaPair| {
        [&pair.left, &pair.right].map(|formula| formula.as_ref().unwrap().plain())
    };
    assert_eq!(
        written(&story.changed[0]),
        ["95", "103"].map(|last| format!(
            "PRF(master_secret, \"key expansion\", server_random + client_random)[0..{last}]; \
             PRF = P_SHA-256"
        ))
    );
    let [mac, other_mac] = written(&story.changed[5]);
    assert!(mac.starts_with("HMAC_SHA-256("), "{mac}");
    assert!(other_mac.starts_with("HMAC_SHA-1("), "{other_mac}");
    assert_eq!(
        line(&story, About::Steps),
        (true, "the same 31 steps, in the same order".to_owned())
    );
    assert!(!line(&story, About::Suite).0);
    assert!(line(&story, About::Version).0);
}

#[test]
fn new_randoms_change_no_formula() {
    let (left, right) = (
        simulate(&scenario("classic", 1)),
        simulate(&scenario("classic", 2)),
    );
    let story = story(&left, &right);
    assert!(story.changed.is_empty());
    let (same, words) = line(&story, About::Formulas);
    assert!(same && words.ends_with("are the same"), "{words}");
    assert_eq!(line(&story, About::Seed), (false, "1 | 2".to_owned()));
    let titles = story.titles.map(|title| title.to_string());
    assert_eq!(titles, ["classic, seed 1", "classic, seed 2"]);
}

#[test]
fn the_summary_says_where_a_tampered_run_departs() {
    let bad = scenario("flipped-pre-master", 42);
    let (left, right) = (simulate(&bad.counterpart().unwrap()), simulate(&bad));
    let story = story(&left, &right);
    let (same, words) = line(&story, About::First);
    assert!(
        !same && words.starts_with("step 10, client sends ClientKeyExchange: "),
        "{words}"
    );
    assert_eq!(
        line(&story, About::Steps).1,
        "31 steps, 14 only here | 19 steps, 2 only here"
    );
    assert_eq!(story.titles[0].to_string(), "without an attacker");
}

/// A run in a version, with a suite that every version has.
fn of_version(version: ProtocolVersion) -> Trace {
    let overrides = Overrides {
        max: Some(version),
        suite: Suite::by_name("AES128-SHA"),
        ..Overrides::seed(1)
    };
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

/// Between two versions the steps are the same, and what each version does in its own way is found: the
/// function that stretches secrets, and the hash of the handshake.
#[test]
fn two_versions_have_the_same_steps_and_other_functions() {
    let left = of_version(ProtocolVersion::Tls11);
    let right = of_version(ProtocolVersion::Tls12);
    let story = story(&left, &right);
    assert_eq!(
        line(&story, About::Version),
        (false, "TLS 1.1 | TLS 1.2".to_owned())
    );
    assert!(line(&story, About::Suite).0);
    assert!(line(&story, About::Steps).0);
    let of = |name: &str| {
        let pair = story
            .changed
            .iter()
            .find(|pair| pair.kind_title().to_string() == name);
        let pair = pair.unwrap_or_else(|| panic!("{name}: {:?}", story.changed));
        [&pair.left, &pair.right].map(|formula| formula.as_ref().unwrap().plain())
    };
    for name in ["master secret", "key block", "client verify_data"] {
        let [old, new] = of(name);
        assert!(old.ends_with("; PRF = P_MD5 ⊕ P_SHA-1"), "{old}");
        assert!(new.ends_with("; PRF = P_SHA-256"), "{new}");
    }
    let [old, new] = of("client handshake hash");
    assert_ne!(old, new);
}

#[test]
fn runs_that_differ_in_a_switch_are_called_by_it() {
    let left = scenario("classic", 1);
    let mut right = left.clone();
    for switches in [&mut right.client.switches, &mut right.server.switches] {
        *switches = switches.with(Switch::EncryptThenMac, true);
    }
    let (left, right) = (simulate(&left), simulate(&right));
    let story = story(&left, &right);
    let titles = story.titles.each_ref().map(|title| title.to_string());
    assert_eq!(titles, ["classic", "classic, encrypt-then-MAC"]);
    assert_eq!(
        line(&story, About::Switches),
        (false, "none | encrypt-then-MAC".to_owned())
    );
}

/// What the outcome of a connection does not say is said of that connection.
#[test]
fn a_warning_ignored_on_both_connections_is_told_of_both() {
    let (mut two, expired) = (scenario("two-connections", 1), scenario("expired", 1));
    (two.client, two.server) = (expired.client, expired.server);
    two.client.accept_any_certificate = true;
    two.expect = None;
    let trace = simulate(&two);
    let parts = [0, 1].map(|at| Part::of(&trace, ConnectionId(at)));
    let story = Story::of(parts[0], parts[1], &Comparison::of(parts[0], parts[1]));
    let end = "established and closed; the user ignored the warning".to_owned();
    assert_eq!(line(&story, About::End), (true, end));
}

#[test]
fn connections_of_two_scenarios_are_called_by_their_names() {
    let left = simulate(&scenario("flipped-record", 1));
    let right = simulate(&scenario("resumed", 1));
    let second = Part::of(&right, ConnectionId(1));
    let story = Story::of(&left, second, &Comparison::of(&left, second));
    let titles = story.titles.map(|title| title.to_string());
    assert_eq!(titles, ["flipped-record", "resumed, connection 2"]);
}
