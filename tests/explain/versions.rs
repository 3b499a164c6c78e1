//! What is said of a run is true of its version and its suite.

use crate::crafted::sections;
use crate::runs::{of_every_version, switched, with};
use premaster::explain::math::{Row, of_step};
use premaster::explain::{self, FieldExplanation};
use premaster::protocol::{Rules, SUITES, TLS12};
use premaster::scenario::simulate;
use premaster::trace::{Step, Trace};
use premaster::wire::ProtocolVersion::{self, Ssl30, Tls10, Tls11, Tls12};
use premaster::wire::node::walk;

/// A second connection that resumes the session of the first, in each version with each suite.
fn resumed() -> impl Iterator<Item = (String, Trace)> {
    Rules::all().flat_map(|rules| {
        let suites = SUITES.iter().filter(|suite| suite.is_in(rules.version));
        suites.map(|suite| {
            let name = format!("{}, {}, resumed", rules.version, suite.name);
            (name, simulate(&with("resumed", rules, suite)))
        })
    })
}

/// Every text of the record layer and of the keys of a run, with its place: steps, fields, computations.
fn texts(trace: &Trace) -> Vec<(String, String)> {
    // signatures, the padding of RSA and the standing of the version do not depend on the suite
    const OTHERS: [&str; 4] = [
        "certificate",
        "pre_master",
        "sign_handshake",
        "draw_client_random",
    ];
    let left_out = |step: &&Step| !OTHERS.iter().any(|part| step.key().contains(part));
    let mut out = Vec::new();
    for step in trace.steps().iter().filter(left_out) {
        let at = step.key();
        let explained = explain::step(trace, step);
        let parts = explained.parts.iter().map(explain::Part::plain);
        let all = [explained.title, explained.caption]
            .into_iter()
            .chain(parts);
        out.extend(all.map(|text| (at.to_owned(), text)));
        for buffer in step.message.iter().flat_map(|message| &message.buffers) {
            for placed in walk(&buffer.tree) {
                let FieldExplanation {
                    purpose, attack, ..
                } = explain::field(trace, step, buffer, placed.node);
                let at = format!("{at}, {}", placed.path);
                out.extend([purpose, attack].map(|text| (at.clone(), explain::plain(&text))));
            }
        }
        for computation in of_step(trace, step) {
            out.push((at.to_owned(), computation.title.clone()));
            for section in sections(&computation) {
                let at = format!("{at}, {}", section.key);
                out.push((at.clone(), section.title.clone()));
                out.extend(section.rows.iter().filter_map(|row| match row {
                    Row::Prose(spans) => Some((at.clone(), explain::plain(spans))),
                    _ => None,
                }));
            }
        }
    }
    out
}

/// Words that are false for some versions: the versions for which they are true, and whether for the suites
/// with a stream cipher, for those with a block cipher, or for both.
const ONLY: [(&[&str], &[ProtocolVersion], [bool; 2]); 9] = [
    (
        &["carries its own", "an IV of", "new IV"],
        &[Tls11, Tls12],
        [false, true],
    ),
    (
        &[
            "IV from the key block",
            "client_write_IV",
            "This IV is the last",
        ],
        &[Ssl30, Tls10],
        [false, true],
    ),
    (
        &["padding", "whole block", "CBC needs"],
        &[Ssl30, Tls10, Tls11, Tls12],
        [false, true],
    ),
    (
        &["keystream", "RC4", "stream cipher"],
        &[Ssl30, Tls10, Tls11, Tls12],
        [true, false],
    ),
    (
        &["have any bytes", "have any value"],
        &[Ssl30],
        [false, true],
    ),
    (
        &["decryption_failed", "alert of its own"],
        &[Tls10],
        [false, true],
    ),
    (
        &["HMAC-", "an HMAC over", "PRF(", "The PRF"],
        &[Tls10, Tls11, Tls12],
        [true, true],
    ),
    (
        &["CLNT", "SRVR", "nested hashes", "pad_1"],
        &[Ssl30],
        [true, true],
    ),
    (
        &["SHA-256, that of the PRF", "a MAC made from SHA-256"],
        &[Tls12],
        [true, true],
    ),
];

#[test]
fn no_text_says_of_a_version_or_a_suite_what_is_true_of_others_alone() {
    let mut said = [0; ONLY.len()];
    for (run, trace) in of_every_version().into_iter().chain(resumed()) {
        let stream = trace
            .last_connection()
            .suite
            .unwrap()
            .cipher
            .block_len()
            .is_none();
        for (at, text) in texts(&trace) {
            for (i, (words, versions, kinds)) in ONLY.iter().enumerate() {
                let right = versions.contains(&trace.last_connection().version.unwrap())
                    && kinds[usize::from(!stream)];
                let word = words.iter().find(|word| text.contains(*word));
                said[i] += usize::from(word.is_some());
                assert!(right || word.is_none(), "{run}, {at}: {word:?} in {text}");
            }
        }
    }
    assert!(said.iter().all(|count| *count > 3), "{said:?}");
}

/// Where the MAC comes last, it is verified before anything is decrypted, and nothing is told of what the other
/// order gave to attackers as if it were so here.
#[test]
fn where_the_mac_comes_last_no_text_says_that_the_padding_is_verified() {
    let not_so = [
        "and verifies padding",
        "checks the padding",
        "padding and MAC",
        "Padding and MAC",
        "Wrong padding and a wrong MAC",
        "so bad padding and a bad MAC",
        "two alerts",
        "alert of its own",
        "Lucky Thirteen",
        "MAC does not cover",
        "Data, MAC and padding",
    ];
    let mut said = 0;
    for (run, trace) in switched() {
        for (at, text) in texts(&trace) {
            // one text tells what the extension is for
            let remedy = text.contains("That is the remedy for");
            let word = not_so.iter().find(|word| text.contains(*word));
            assert!(remedy || word.is_none(), "{run}, {at}: {word:?} in {text}");
            said += usize::from(text.contains("bytes that arrived"));
        }
    }
    assert!(said >= 12, "{said}");
}

#[test]
fn every_version_opens_with_where_it_stands() {
    for (run, trace) in of_every_version() {
        let standing = (Rules::of(trace.last_connection().version.unwrap())
            .unwrap()
            .standing)();
        let first = explain::step(&trace, &trace.steps()[0]);
        let said = first.parts.iter().any(|part| part.plain() == standing);
        assert!(said, "{run}");
    }
    let all: Vec<&str> = Rules::all().map(|rules| (rules.standing)()).collect();
    for (i, rfc) in ["RFC 10015", "RFC 8996", "RFC 8996", "RFC 7568"]
        .iter()
        .enumerate()
    {
        assert!(all[i].contains(rfc), "{}", all[i]);
    }
}

#[test]
fn what_a_version_gave_to_attackers_is_said_where_it_shows() {
    for (version, suite, step, attack) in [
        (
            "TLS 1.0",
            "AES_128_CBC_SHA",
            "client_protect_application_data",
            "BEAST",
        ),
        (
            "TLS 1.0",
            "AES_128_CBC_SHA",
            "server_check_finished",
            "decryption_failed",
        ),
        (
            "SSL 3.0",
            "AES_128_CBC_SHA",
            "server_open_application_data",
            "POODLE",
        ),
        (
            "SSL 3.0",
            "RC4_128_SHA",
            "server_protect_application_data",
            "not the version",
        ),
        (
            "TLS 1.2",
            "RC4_128_MD5",
            "client_protect_application_data",
            "RFC 7465",
        ),
        (
            "TLS 1.1",
            "3DES_EDE_CBC_SHA",
            "server_protect_application_data",
            "Sweet32",
        ),
        (
            "TLS 1.1",
            "AES_256_CBC_SHA",
            "certificate_verify",
            "names no algorithm",
        ),
    ] {
        let name = format!("{version}, TLS_RSA_WITH_{suite}, mutual");
        let runs = of_every_version();
        let (_, trace) = runs.iter().find(|(run, _)| *run == name).unwrap();
        let step = trace.steps().iter().find(|one| one.key() == step).unwrap();
        let explained = explain::step(trace, step);
        let told: Vec<String> = explained.parts.iter().map(explain::Part::plain).collect();
        assert!(told.concat().contains(attack), "{name}: {told:?}");
    }
}

/// What is said on a further connection is about that one: what has happened on the one before is not told again.
#[test]
fn a_further_connection_is_not_told_as_the_one_before() {
    let of = |base: &str, key: &str| {
        let trace = simulate(&with(base, &TLS12, &SUITES[0]));
        let step = trace.steps().iter().rev().find(|step| step.key() == key);
        let explained = explain::step(&trace, step.unwrap());
        let parts = explained.parts.iter().map(explain::Part::plain);
        let all: Vec<String> = parts.chain([explained.caption]).collect();
        all.join(" ")
    };
    for base in ["two-connections", "resumed", "ticket"] {
        let closes = of(base, "client_close_notify");
        assert!(closes.contains("announces the end"), "{base}: {closes}");
        let answers = of(base, "server_close_notify");
        assert!(
            answers.contains("answers with its close_notify"),
            "{base}: {answers}"
        );
        let full = base == "two-connections";
        let shown = answers.contains("both randoms, the certificate, the encrypted pre-master");
        assert_eq!(shown, full, "{base}: {answers}");
    }
}

/// A client that has signed once is known on the connection that resumes the session.
#[test]
fn who_has_signed_is_known_when_the_session_is_resumed() {
    for base in ["classic", "mutual"] {
        let mut scenario = with("resumed", &TLS12, &SUITES[0]);
        let first = with(base, &TLS12, &SUITES[0]);
        (scenario.client.identity, scenario.server.ask) = (first.client.identity, first.server.ask);
        let trace = simulate(&scenario);
        let mut all = trace.steps().iter().rev();
        let step = all.find(|step| step.key() == "server_check_finished");
        let parts = explain::step(&trace, step.unwrap()).parts;
        let why: Vec<String> = parts.iter().map(explain::Part::plain).collect();
        let unknown = why
            .join(" ")
            .contains("still does not know who that client is");
        assert_eq!(unknown, base == "classic", "{why:?}");
    }
}
