//! Every term of art that the texts use is in the glossary, and every entry is complete.

use premaster::explain::{self, glossary};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[test]
fn every_entry_is_one_clear_paragraph_with_its_sources() {
    let mut forms: BTreeMap<String, &str> = BTreeMap::new();
    for term in glossary::terms() {
        let key = term.key.as_str();
        let words = term.text.split_whitespace().count();
        // revocation is explained here in one place, with all its ways
        let most = if key == "revocation" { 120 } else { 75 };
        assert!((25..=most).contains(&words), "{key}: {words} words");
        assert!(term.text.ends_with(['.', ')']), "{key}");
        assert!(!term.rfc.is_empty() && !term.words.is_empty(), "{key}");
        let keys = term.step.iter();
        keys.for_each(|step| assert!(explain::has_step(step), "{key}: no step {step}"));
        assert_eq!(
            term.related().count(),
            term.see.len(),
            "{key}: {:?}",
            term.see
        );
        assert!(!term.see.contains(&term.key), "{key} refers to itself");
        for form in term.words.iter().chain(&term.also) {
            let taken = forms.insert(form.to_lowercase(), key);
            assert_eq!(taken, None, "{form:?} of {key}");
            assert_eq!(
                glossary::find(form).map(|term| term.key.as_str()),
                Some(key)
            );
        }
    }
    assert!(forms.len() > 150, "{}", forms.len());
}

#[test]
fn entries_avoid_the_words_that_the_style_guide_rules_out() {
    for term in glossary::terms() {
        let text = term.text.to_lowercase();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        for word in [
            "whoever",
            "somebody",
            "nobody",
            "anybody",
            "everybody",
            "he",
            "himself",
        ] {
            assert!(!words.contains(word), "{}: {word}", term.key);
        }
    }
}

/// Marked words that are stressed, or named as ours where they stand, and are no terms.
const STRESSED: [(&str, &str); 5] = [
    ("next", "stressed in a sentence"),
    ("prepares", "stressed in a sentence"),
    ("send", "stressed in a sentence"),
    ("staples", "the verb of stapling, which is a term"),
    ("to be signed", "what tbs stands for in tbsCertificate"),
];

#[test]
fn every_term_that_a_text_introduces_has_its_entry() {
    let mut introduced = BTreeSet::new();
    for (place, text) in explain::texts() {
        // every second piece is between two marks
        for marked in text.split('*').skip(1).step_by(2) {
            let words: Vec<&str> = marked.split_whitespace().collect();
            let term = words.join(" ");
            let stressed = STRESSED.iter().any(|(word, _)| *word == term);
            let known = glossary::find(&term).is_some();
            assert!(
                known || stressed,
                "{place}: *{term}* is not in the glossary"
            );
            introduced.insert(term);
        }
    }
    assert!(introduced.len() > 12, "{introduced:?}");
}

/// Capitals that need no entry, with the reason.
const KNOWN: [(&str, &[&str]); 8] = [
    (
        "words of ASN.1, in the names of its types and values",
        &[
            "BIT", "BOOLEAN", "FALSE", "INTEGER", "NULL", "OCTET", "SEQUENCE", "SET", "STRING",
            "TRUE",
        ],
    ),
    (
        "the Internet around TLS, known to every reader",
        &["DNS", "HTTP", "HTTPS", "IP", "TCP", "URI", "URL"],
    ),
    ("expanded where it stands, and used once", &["EDI"]),
    (
        "protocols and methods around TLS, in what a capture is said to have",
        &["CONNECT", "SSH", "STARTTLS"],
    ),
    (
        "letters that SSL 3.0 hashes",
        &["BB", "CCC", "CLNT", "SRVR"],
    ),
    (
        "standards and formats outside TLS",
        &[
            "ASCII", "CVE", "FIPS", "HTML", "JSON", "SVG", "TOML", "UTC", "UTF",
        ],
    ),
    (
        "in commands, options and patterns that a message quotes",
        &[
            "BYTE",
            "CHANGE",
            "FF",
            "FIELD",
            "FILE",
            "FORMAT",
            "HEX",
            "NAME",
            "NEW",
            "NUMBER",
            "OSC",
            "README",
            "SECLEVEL",
            "TERM",
            "TEXT",
            "VALUE",
            "YYMMDDHHMMSSZ",
            "YYYYMMDDHHMMSSZ",
        ],
    ),
    (
        "parts of names that are terms as a whole: ASN.1, AES-GCM, RSASSA-PSS with its EM, the lines of PEM",
        &[
            "ASN",
            "BEGIN",
            "CERTIFICATE",
            "EM",
            "END",
            "GCM",
            "KEY",
            "PRIVATE",
            "RSASSA",
            "TRUSTED",
        ],
    ),
];

#[test]
fn every_acronym_of_the_texts_has_its_entry_or_a_reason() {
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (place, text) in asset_texts() {
        for word in acronyms(&text) {
            let known = KNOWN.iter().any(|(_, words)| words.contains(&word));
            if glossary::find(word).is_none() && !known {
                missing.insert(word.to_owned(), place.clone());
            }
            seen.insert(word.to_owned());
        }
    }
    assert_eq!(missing, BTreeMap::new());
    assert!(seen.contains("PRF") && seen.contains("OCSP"), "{seen:?}");
}

/// The words of two or more capitals, without those that are part of a longer name such as
/// `client_write_MAC_key` or `TLS_RSA_WITH_AES_128_CBC_SHA`, and without placeholders.
fn acronyms(text: &str) -> Vec<&str> {
    // every second piece is a command in backticks
    let prose = text.split('`').step_by(2);
    prose.flat_map(acronyms_of_prose).collect()
}

fn acronyms_of_prose(text: &str) -> Vec<&str> {
    let outside = |c: char| !(c.is_alphanumeric() || c == '_' || c == '{' || c == '}' || c == ':');
    let pieces = text.split(outside);
    let capitals = |word: &&str| word.len() >= 2 && word.chars().all(|c| c.is_ascii_uppercase());
    let words = pieces.map(|piece| piece.trim_matches(':'));
    words.map(singular).filter(capitals).collect()
}

/// `HMACs` is a plural of capitals.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(one) if one.chars().all(|c| c.is_ascii_uppercase()) => one,
        _ => word,
    }
}

/// Every text in `assets/` with its file: the strings of the TOML files in `assets/en`, and the
/// description and the lesson of each scenario.
fn asset_texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let mut texts = Vec::new();
    for file in files(&root.join("en")) {
        let value: toml::Value = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        strings(&file.display().to_string(), &value, &mut texts);
    }
    for listed in premaster::scenario::Scenario::list() {
        texts.push((listed.name.to_owned(), listed.description.to_owned()));
        texts.push((listed.name.to_owned(), listed.lesson.to_owned()));
    }
    assert!(texts.len() > 500, "{}", texts.len());
    texts
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| self::files(folder));
    below.chain(files).collect()
}

fn strings(place: &str, value: &toml::Value, out: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => out.push((place.to_owned(), text.clone())),
        toml::Value::Array(parts) => parts.iter().for_each(|part| strings(place, part, out)),
        toml::Value::Table(table) => {
            for (key, part) in table {
                strings(&format!("{place}: {key}"), part, out);
            }
        }
        _ => {}
    }
}

#[test]
fn acronyms_are_told_from_names_and_placeholders() {
    assert_eq!(
        acronyms("The MAC, HMACs of client_write_MAC_key, {PRF}: a CA's SSL, `rm FILE` TLS_RSA"),
        ["MAC", "HMAC", "CA", "SSL"]
    );
}
