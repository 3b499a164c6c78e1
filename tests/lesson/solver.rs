//! Every question of many runs is answered by a program that shares no code with this one: `solver.py`, in Python with
//! the package `cryptography`. It works from the records on the wire and the server's private key.
//!
//! `PREMASTER_RUNS=10000` sets the number of runs.

use crate::peers::{remark, there_is_python_with};
use premaster::export::json;
use premaster::lesson::question;
use premaster::lesson::question::json::QuestionJson;
use premaster::protocol::{Rules, SUITES, Side, Suite};
use premaster::scenario::{AppMessage, Overrides, Scenario, simulate};
use std::io::{BufWriter, Write};
use std::process::{ChildStdin, Command, Stdio};

/// How many runs there are if nothing else is said.
const RUNS: usize = 98;

/// Texts of which the records have different lengths.
const TEXTS: [&str; 4] = [
    "Please charge card 4000 0000 0000 0002.",
    "Transfer 250 crowns to account 8812-44, then close the order and send a receipt.",
    "A short note of 32 bytes, no more",
    "Two apples, one pear, and a bag of flour; delivery on Thursday before noon, if that is possible.",
];

/// A run by its number: the scenarios in turn, each in another version and suite, with other texts.
fn scenario(number: usize) -> Scenario {
    let names: Vec<&str> = Scenario::list().iter().map(|listed| listed.name).collect();
    let (name, round) = (names[number % names.len()], number / names.len());
    let seed = 1000 + number as u64;
    // every other round as the scenario has it; the self-signed certificate is accepted in all but the first
    if round.is_multiple_of(2) {
        let mut scenario = Scenario::builtin(name, Overrides::seed(seed)).unwrap();
        scenario.client.accept_any_certificate |= name == "self-signed" && round > 0;
        return scenario;
    }
    let versions: Vec<&Rules> = Rules::all().collect();
    let rules = versions[(number + round / 2) % versions.len()];
    let suites = SUITES.iter().filter(|suite| suite.is_in(rules.version));
    let suites: Vec<&'static Suite> = suites.collect();
    let overrides = Overrides {
        min: Some(rules.version),
        max: Some(rules.version),
        suite: Some(suites[(number / 3) % suites.len()]),
        ..Overrides::seed(seed)
    };
    let mut scenario = Scenario::builtin(name, overrides).unwrap();
    scenario.client.accept_any_certificate |= name == "self-signed";
    scenario.messages = [Side::Client, Side::Server]
        .into_iter()
        .enumerate()
        .map(|(place, from)| AppMessage {
            from,
            text: TEXTS[(number + place) % TEXTS.len()].into(),
        })
        .collect();
    scenario
}

fn write(out: &mut BufWriter<ChildStdin>, number: usize) -> usize {
    let scenario = scenario(number);
    let trace = simulate(&scenario);
    let questions = question::all(&trace, Some(&scenario), number as u64);
    let written: Vec<QuestionJson<'_>> = questions.iter().map(QuestionJson::of).collect();
    let mut run = Vec::new();
    json::write_line(&mut run, &trace).unwrap();
    let run = String::from_utf8(run).unwrap();
    let written = serde_json::to_string(&written).unwrap();
    writeln!(
        out,
        "{{\"run\": {}, \"questions\": {written}}}",
        run.trim_end()
    )
    .unwrap();
    questions.len()
}

#[test]
fn another_program_comes_to_the_same_answers() {
    if !there_is_python_with("cryptography") {
        return;
    }
    let runs = std::env::var("PREMASTER_RUNS").ok();
    let runs = runs.map_or(RUNS, |runs| runs.parse().expect("PREMASTER_RUNS: a number"));
    let mut solver = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/lesson/solver.py"
        ))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufWriter::new(solver.stdin.take().unwrap());
    let asked: usize = (0..runs).map(|number| write(&mut out, number)).sum();
    out.flush().unwrap();
    drop(out);
    let output = solver.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("never answered: none"), "{said}");
    let summary = said.lines().next().unwrap_or_default();
    remark(&format!("{asked} questions: {summary}"));
}
