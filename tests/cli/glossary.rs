//! `premaster glossary`: a term by any of its names, all terms, and what a mistyped word gives.

use std::process::{Command, Output};

fn glossary(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_premaster");
    let mut command = Command::new(program);
    command.arg("glossary").args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = glossary(arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_term_is_found_by_its_abbreviation_and_told_with_its_step() {
    let text = printed(&["CRL"]);
    assert!(text.starts_with("revocation list (CRL)\n"), "{text}");
    for part in ["RFC 5280 §5", "premaster --at classic/", "See also"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert_eq!(
        printed(&["forward", "secrecy"]),
        printed(&["Forward-Secrecy"])
    );
}

#[test]
fn without_a_word_every_term_has_a_line() {
    let text = printed(&[]);
    assert!(text.lines().count() > 90, "{}", text.lines().count());
    assert!(
        text.lines()
            .any(|line| line.starts_with("PRF ") && line.contains("pseudorandom"))
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn an_alert_is_explained_by_its_name() {
    let text = printed(&["bad_record_mac"]);
    assert!(text.starts_with("bad_record_mac (alert 20)\n"), "{text}");
    assert!(text.contains("does not say which"), "{text}");
    // a term that is an alert as well is told as a term
    assert!(printed(&["close_notify"]).starts_with("close_notify\n"));
}

#[test]
fn a_term_leads_to_the_run_that_shows_it_best() {
    let text = printed(&["truncation"]);
    assert!(text.contains("--at truncated-order/"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&printed(&["--format", "json"])).unwrap();
    for term in json["terms"].as_array().unwrap() {
        let named = premaster::explain::glossary::keyed(term["key"].as_str().unwrap()).unwrap();
        if let Some(scenario) = &named.scenario {
            assert_eq!(term["at_work"]["scenario"], scenario.as_str(), "{term}");
        }
    }
}

#[test]
fn a_mistyped_word_is_an_error_that_names_the_nearest() {
    let output = glossary(&["premastr"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        error.contains("\"premastr\"") && error.contains("pre-master secret"),
        "{error}"
    );
    let error = String::from_utf8(glossary(&["\u{1b}[31mxyzzy"]).stderr).unwrap();
    assert!(
        !error.contains('\u{1b}') && !error.contains("did you mean"),
        "{error}"
    );
}

#[test]
fn json_and_markdown_have_every_part() {
    let json: serde_json::Value = serde_json::from_str(&printed(&["--format", "json"])).unwrap();
    let terms = json["terms"].as_array().unwrap();
    let mac = terms.iter().find(|term| term["key"] == "mac").unwrap();
    assert_eq!(mac["name"], "MAC (message authentication code)");
    assert_eq!(mac["rfc"], "RFC 5246 §6.2.3.1");
    assert_eq!(mac["at_work"]["scenario"], "classic");
    assert!(mac["at_work"]["step"].as_u64().unwrap() > 1);
    let markdown = printed(&["subjectAltName", "--format", "markdown"]);
    assert!(markdown.starts_with("### subjectAltName\n"), "{markdown}");
    assert!(markdown.contains("\\*.shop.example"), "{markdown}");
}
