//! The prose of `assets/en/`: nothing lacks its text, and no text says what the run does not.

use crate::runs::{
    bad, good, hello_of_ssl2, of_every_version, of_little_data, one_sided, received, switched,
    with_sessions,
};
use premaster::explain::{self, PartKind, Placeholder, Span, placeholders};
use premaster::trace::{ConnectionId, MessageName, Side, StepName, Trace, ValueId, ValueName};
use premaster::wire::display::hex;
use premaster::wire::handshake::{
    CertificateList, CertificateRequest, CertificateVerify, NewSessionTicket,
};
use premaster::wire::names::{ClientCertificateType, SignatureAlgorithm};
use premaster::wire::{AlertDescription, ContentType, Field, Handshake, HandshakeType, node};
use std::collections::BTreeSet;

/// More words than this are not read on a screen; fewer than these teach nothing.
const WORDS: std::ops::RangeInclusive<usize> = 50..=120;
/// A failure shows its evidence on top of that.
const WORDS_WITH_EVIDENCE: usize = 230;
const FIELD_WORDS: usize = 50;
const TITLE_COLUMNS: usize = 60;
const CAPTION_COLUMNS: usize = 78;

fn runs() -> Vec<(String, Trace)> {
    [
        good(),
        of_every_version(),
        switched(),
        of_little_data(),
        bad(),
        one_sided(),
        with_sessions(),
    ]
    .concat()
}

/// Messages that a run here does not have, as they would come from a real server or client.
fn rare() -> Vec<(String, Trace)> {
    let handshakes = [
        (Side::Server, Handshake::HelloRequest),
        (
            Side::Server,
            Handshake::CertificateRequest(CertificateRequest {
                certificate_types: vec![ClientCertificateType::RsaSign],
                signature_algorithms: Some(vec![SignatureAlgorithm::RsaPkcs1Sha256]),
                certificate_authorities: vec![vec![0x30, 0x00]; 2],
            }),
        ),
        (
            Side::Client,
            Handshake::Certificate(CertificateList {
                certificates: vec![],
            }),
        ),
        (
            Side::Client,
            Handshake::CertificateVerify(CertificateVerify {
                algorithm: Some(SignatureAlgorithm::RsaPkcs1Sha256),
                signature: vec![7; 256],
            }),
        ),
        (
            Side::Server,
            Handshake::NewSessionTicket(NewSessionTicket {
                lifetime_hint: 7200,
                ticket: vec![9; 160],
            }),
        ),
        (
            Side::Server,
            Handshake::Other(HandshakeType::ServerKeyExchange, vec![3; 300]),
        ),
        (
            Side::Server,
            Handshake::Other(HandshakeType::CertificateStatus, vec![1; 400]),
        ),
        (
            Side::Server,
            Handshake::Other(HandshakeType::Unknown(99), vec![0; 5]),
        ),
    ];
    let mut all: Vec<(String, Trace)> = handshakes
        .into_iter()
        .map(|(sender, message)| {
            let name = MessageName::Handshake(message.handshake_type());
            let trace = received(sender, name, ContentType::Handshake, message.to_bytes());
            (format!("{message:?}"), trace)
        })
        .collect();
    for code in [40_u8, 90, 200] {
        let content = vec![1, code];
        let trace = received(
            Side::Server,
            MessageName::Alert,
            ContentType::Alert,
            content,
        );
        all.push((format!("alert {code}"), trace));
    }
    all.push(hello_of_ssl2());
    all
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[test]
fn every_step_of_every_run_is_explained_in_full() {
    let mut wrong_length = Vec::new();
    for (run, trace) in runs().into_iter().chain(rare()) {
        assert!(!trace.steps().is_empty(), "{run}: no steps");
        for step in trace.steps() {
            let at = format!("{run}, step {} {}", step.index, step.key());
            assert!(explain::has_step(step.key()), "{at}: no text");
            let explanation = explain::step(&trace, step);
            assert_eq!(explanation.unfilled, Vec::<String>::new(), "{at}");
            let title = explanation.title.as_str();
            assert!(
                !title.is_empty() && title.chars().count() <= TITLE_COLUMNS,
                "{at}: {title}"
            );
            let kinds: Vec<PartKind> = explanation.parts.iter().map(|part| part.kind).collect();
            let needed = [PartKind::What, PartKind::Why];
            assert!(needed.iter().all(|kind| kinds.contains(kind)), "{at}");
            assert!(kinds.is_sorted(), "{at}: {kinds:?}");
            let caption = explanation.caption.as_str();
            let columns = caption.chars().count();
            assert!((10..=CAPTION_COLUMNS).contains(&columns), "{at}: {caption}");
            well_written(&[Span::Text(caption.to_owned())], &at);
            for part in &explanation.parts {
                well_written(&part.spans, &at);
                let text = part.plain();
                assert!(!text.starts_with("Nothing"), "{at}: {text}");
            }
            let own = explanation.parts.iter();
            let own = own.filter(|part| part.kind != PartKind::Lesson);
            let count = own.map(|part| words(&part.plain())).sum::<usize>();
            let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
            let most = if failed || step.fate().tampered() {
                WORDS_WITH_EVIDENCE
            } else {
                *WORDS.end()
            };
            if !(*WORDS.start()..=most).contains(&count) {
                wrong_length.push(format!("{at}: {count} words"));
            }
        }
    }
    assert!(wrong_length.is_empty(), "{wrong_length:#?}");
}

/// What holds for any text: no markup is left, no gap shows, and it ends as a sentence does.
pub fn well_written(spans: &[Span], at: &str) {
    let text = explain::plain(spans);
    assert!(text.ends_with(['.', '…', '?']), "{at}: {text}");
    assert!(!text.starts_with(' '), "{at}: {text}");
    for span in spans {
        if let Span::Text(text) | Span::Strong(text) = span {
            assert!(
                !text.contains(['{', '}', '[', ']', '*', '\n']),
                "{at}: {text}"
            );
            for gap in ["  ", " .", " ,", " :", " ;", ",,", ".."] {
                assert!(!text.contains(gap), "{at}: {gap:?} in {text}");
            }
        }
        assert!(!span.text().is_empty(), "{at}: an empty span in {text}");
    }
}

#[test]
fn values_in_a_text_are_those_of_the_run_and_not_of_later_steps() {
    let mut seen = 0;
    for (run, trace) in runs() {
        for step in trace.steps() {
            for part in explain::step(&trace, step).parts {
                for span in part.spans {
                    let Span::Value { id, text } = span else {
                        continue;
                    };
                    seen += 1;
                    let value = trace.value(id);
                    let at = format!("{run}, step {}: {text}", step.index);
                    assert!(
                        value.step <= step.index,
                        "{at} comes up in step {}",
                        value.step
                    );
                    if text.starts_with('"') {
                        assert!(matches!(value.name, ValueName::RecordContent(..)), "{at}");
                    } else {
                        let beginning = text.trim_end_matches('…');
                        assert!(hex(&value.bytes).starts_with(beginning), "{at}");
                        assert!(beginning.len() >= 2, "{at}");
                    }
                }
            }
        }
    }
    assert!(seen > 300, "only {seen} values in all texts");
}

#[test]
fn each_side_is_shown_its_own_value_where_the_two_differ() {
    let (_, trace) = bad()
        .into_iter()
        .find(|(run, _)| run == "pre-master changed")
        .unwrap();
    let step = trace
        .steps()
        .iter()
        .find(|step| step.key() == "derive_master_secret")
        .unwrap();
    let what = &explain::step(&trace, step).parts[0];
    let shown: Vec<ValueId> = what
        .spans
        .iter()
        .filter_map(|span| match span {
            Span::Value { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    let of = |side| {
        trace
            .named(ConnectionId::FIRST, ValueName::MasterSecret, side)
            .unwrap()
    };
    assert_eq!(shown, [of(Side::Client).id, of(Side::Server).id]);
    assert_ne!(of(Side::Client).bytes, of(Side::Server).bytes);
}

#[test]
fn a_failed_check_is_told_with_its_evidence() {
    let (_, trace) = bad()
        .into_iter()
        .find(|(run, _)| run == "wrong host")
        .unwrap();
    let step = trace
        .steps()
        .iter()
        .find(|step| step.key() == "check_certificate")
        .unwrap();
    let what = explain::step(&trace, step).parts[0].plain();
    let failed = step.checks.iter().find(|check| !check.passed).unwrap();
    let evidence = explain::checks::asked(failed).detail;
    let evidence = evidence.trim_end_matches('.');
    assert!(
        what.contains(&format!("is for another host ({evidence})")),
        "{what}"
    );
    assert!(!what.contains("All of them pass"), "{what}");
}

#[test]
fn parts_are_counted_without_their_length_prefixes() {
    let (_, trace) = rare()
        .into_iter()
        .find(|(run, _)| run.starts_with("CertificateRequest"))
        .unwrap();
    let what = explain::step(&trace, &trace.steps()[0]).parts[0].plain();
    assert!(
        what.contains("1 key type, 1 signature algorithm and certificates from 2 issuers"),
        "{what}"
    );
}

#[test]
fn a_text_is_the_same_for_the_same_run_and_follows_the_seed() {
    let texts = |trace: &Trace| -> Vec<String> {
        let explained = trace.steps().iter().map(|step| explain::step(trace, step));
        explained
            .map(|explanation| explanation.parts[0].plain())
            .collect()
    };
    let (one, again, other) = (good(), good(), good());
    assert_eq!(texts(&one[0].1), texts(&again[0].1));
    let (one, other) = (texts(&one[0].1), texts(&other[1].1));
    // messages without a value of their own may read the same
    let differ = one
        .iter()
        .zip(&other)
        .filter(|(one, other)| one != other)
        .count();
    assert!(
        differ > one.len() / 2,
        "{differ} of {} texts differ",
        one.len()
    );
}

#[test]
fn every_key_of_a_step_has_its_text_and_every_text_its_key() {
    let told: BTreeSet<String> = explain::texts()
        .into_iter()
        .filter_map(|(place, _)| {
            let files = ["steps", "attacks", "captures", "derivation"];
            let (file, key) = place.split_once(".toml: ")?;
            let key = files.contains(&file).then_some(key)?;
            Some(key.split_once('.')?.0.to_owned())
        })
        .collect();
    let keys = StepName::ALL.iter().map(|step| step.key().to_owned());
    assert_eq!(told, keys.collect());
}

#[test]
fn no_text_is_left_out_of_the_list_that_the_tests_read() {
    let texts = explain::texts();
    let places: BTreeSet<&str> = texts.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places.len(), texts.len(), "a place is listed twice");
    for entry in std::fs::read_dir("assets/en").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // the others have tests of their own
        let elsewhere = [
            "beliefs.toml",
            "commands.toml",
            "glossary.toml",
            "messages",
            "notes.toml",
            "nouns.toml",
            "questions.toml",
            "sentences.toml",
            "situations.toml",
        ];
        let elsewhere = elsewhere.contains(&name.as_str());
        let begins = format!("{name}: ");
        let listed = places.iter().any(|place| place.starts_with(&begins));
        assert!(listed || elsewhere, "{name}");
    }
    for place in [
        "steps.toml: failed",
        "steps.toml: alert.caption",
        "steps.toml: check_certificate.when.failed.note",
        "attacks.toml: bluff.caption",
        "captures.toml: reader_reject.caption",
        "fields.toml: Random.purpose",
        "math.toml: section.mac.text",
        "noticed.toml: clicked",
        "noticed.toml: passed_over",
        "noticed.toml: fate.cut",
        "alerts.toml: unknown",
    ] {
        assert!(places.contains(place), "{place}");
    }
}

#[test]
fn texts_name_who_acts_and_speak_the_language_of_the_house() {
    const NEVER: [&str; 16] = [
        "whoever",
        "somebody",
        "nobody",
        "anybody",
        "everybody",
        "someone",
        "he",
        "him",
        "his",
        "himself",
        "sealed",
        "we",
        "our",
        "us",
        "anew",
        "talked",
    ];
    for (place, text) in explain::texts() {
        // names of placeholders are not read
        let pieces = text
            .split('{')
            .map(|piece| piece.rsplit('}').next().unwrap());
        let read = pieces.collect::<String>().to_lowercase();
        for word in read.split(|c: char| !c.is_alphanumeric()) {
            assert!(!NEVER.contains(&word), "{place}: {word}");
        }
    }
}

#[test]
fn every_field_has_its_purpose_and_its_attack() {
    let mut told: BTreeSet<String> = BTreeSet::new();
    for (place, text) in explain::texts() {
        if let Some(field) = place.strip_prefix("fields.toml: ") {
            assert!(
                (4..=FIELD_WORDS).contains(&words(text)),
                "{place}: {} words",
                words(text)
            );
            told.insert(field.to_owned());
        }
    }
    let needed: BTreeSet<String> = Field::ALL
        .iter()
        .flat_map(|field| [format!("{field:?}.attack"), format!("{field:?}.purpose")])
        .collect();
    assert_eq!(told, needed);
    assert!(Field::ALL.iter().all(|field| explain::has_field(*field)));
}

#[test]
fn every_field_of_every_message_is_explained_in_full() {
    let mut seen = BTreeSet::new();
    for (run, trace) in runs().into_iter().chain(rare()) {
        for step in trace.steps() {
            for buffer in step.message.iter().flat_map(|message| &message.buffers) {
                for placed in node::walk(&buffer.tree) {
                    let at = format!("{run}, step {}, {}", step.index, placed.path);
                    let explanation = explain::field(&trace, step, buffer, placed.node);
                    assert_eq!(explanation.unfilled, Vec::<String>::new(), "{at}");
                    well_written(&explanation.purpose, &at);
                    well_written(&explanation.attack, &at);
                    seen.insert(placed.node.field);
                }
            }
        }
    }
    assert!(
        seen.len() > 60,
        "only {} fields in all messages",
        seen.len()
    );
}

#[test]
fn every_alert_has_its_meaning() {
    let told: BTreeSet<String> = explain::texts()
        .into_iter()
        .filter_map(|(place, _)| Some(place.strip_prefix("alerts.toml: ")?.to_owned()))
        .collect();
    let named = (0..=u8::MAX).filter_map(|code| AlertDescription::of(code).name());
    let needed: BTreeSet<String> = named.chain(["unknown"]).map(str::to_owned).collect();
    assert_eq!(told, needed);
    for code in 0..=u8::MAX {
        let text = explain::alert(AlertDescription::of(code));
        assert!(
            (10..=FIELD_WORDS).contains(&words(text)),
            "alert {code}: {text}"
        );
        well_written(&[Span::Text(text.to_owned())], &format!("alert {code}"));
    }
}

#[test]
fn every_placeholder_is_one_of_the_table() {
    let mut seen = 0;
    for (place, text) in explain::texts() {
        let names = placeholders(text).unwrap_or_else(|error| panic!("{place}: {error}"));
        for name in names {
            seen += 1;
            assert!(
                Placeholder::read(name).is_some(),
                "{place}: {{{name}}} is no placeholder"
            );
            assert!(
                !place.starts_with("alerts.toml"),
                "{place}: no placeholders in alerts"
            );
        }
    }
    assert!(seen > 200, "only {seen} placeholders");
    for unknown in [
        "",
        "nonce",
        "len:nonce",
        "field:no_such",
        "with:no_such",
        "bits",
        "size:key_block",
    ] {
        assert!(Placeholder::read(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn no_text_has_a_number_that_is_not_from_the_run() {
    for (place, text) in explain::texts() {
        assert_eq!(numbers(text), Vec::<String>::new(), "{place}");
    }
}

#[test]
fn the_rule_for_numbers_lets_names_pass_and_nothing_else() {
    for name in [
        "the RFC 5246 §7.4.7.1, and RFC 5077.",
        "TLS 1.2 and SSL 3.0",
        "PKCS#1 v1.5 with SHA-256, an X.509 certificate",
        "at most 2^14 bytes (RFC 8446, appendix D.4)",
        "(Bleichenbacher, 1998) or BEAST (2011).",
        "{len:master_secret} of {block_len}",
    ] {
        assert_eq!(numbers(name), Vec::<String>::new(), "{name}");
    }
    for number in [
        "48 bytes",
        "RFC 1",
        "TLS 2.0",
        "in 1998",
        "SHA-3",
        "version 1.2",
        "0x0303",
        "(2048)",
    ] {
        assert_eq!(numbers(number).len(), 1, "{number}");
    }
}

/// The words with a digit that are neither a placeholder nor a name.
fn numbers(text: &str) -> Vec<String> {
    const NAMES: [&str; 13] = [
        "SHA-1", "SHA-256", "MD5", "PKCS#1", "PKCS#7", "v1.5", "X.509", "ASN.1", "2^14", "RC4",
        "pad_1", "pad_2", "Sweet32",
    ];
    let mut bare = String::new();
    for (i, piece) in text.split('{').enumerate() {
        bare.push_str(if i == 0 {
            piece
        } else {
            piece.split_once('}').unwrap().1
        });
    }
    let mut found = Vec::new();
    let mut before = "";
    for raw in bare.split_whitespace() {
        let word = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '§' && c != '^');
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let named = match before {
            "RFC" => (4..=5).contains(&word.len()) && digits(word),
            "TLS" => ["1.0", "1.1", "1.2", "1.3"].contains(&word),
            "SSL" => ["2.0", "3.0"].contains(&word),
            "appendix" => word == "D.4",
            _ => false,
        };
        let section = word
            .strip_prefix('§')
            .is_some_and(|number| digits(&number.replace('.', "")));
        // a year is in parentheses, alone or at their end: (2013), (CRIME, 2012)
        let year = raw
            .trim_end_matches([';', ',', ':', '.', ']'])
            .ends_with(')')
            && word.len() == 4
            && word
                .parse()
                .is_ok_and(|year: u16| (1990..=2030).contains(&year));
        let is_name = named || section || year || NAMES.contains(&word);
        if word.contains(|c: char| c.is_ascii_digit()) && !is_name {
            found.push(raw.to_owned());
        }
        before = word;
    }
    found
}
