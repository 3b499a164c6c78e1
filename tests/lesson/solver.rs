//! Every question of many runs is answered by a program that shares no code with this one: `solver.py`, in Python with
//! the package `cryptography`. It works from the records on the wire and the server's private key.
//!
//! `PREMASTER_RUNS=10000` sets the number of runs, and `PREMASTER_RUNS=2500..5000` which of them.

use crate::peers::{remark, there_is_python_with};
use premaster::export::json;
use premaster::lesson::question;
use premaster::lesson::question::json::QuestionJson;
use premaster::protocol::{Rules, SUITES, Side, Suite, Switches};
use premaster::scenario::{
    AppMessage, Change, Intercepted, Interception, Overrides, Scenario, simulate,
};
use premaster::trace::{Buffer, BufferKind};
use premaster::wire::node::walk;
use std::io::{BufWriter, Write};
use std::process::{ChildStdin, Command, Stdio};

/// How many runs there are if nothing else is said.
const RUNS: usize = 196;

/// Texts of which the records have different lengths.
const TEXTS: [&str; 4] = [
    "Please charge card 4000 0000 0000 0002.",
    "Transfer 250 crowns to account 8812-44, then close the order and send a receipt.",
    "A short note of 32 bytes, no more",
    "Two apples, one pear, and a bag of flour; delivery on Thursday before noon, if that is possible.",
];

/// Numbers that follow from the number of a run.
struct Draw(u64);

impl Draw {
    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        // SplitMix64 (Steele, Lea, Flood 2014)
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % count as u64) as usize
    }
}

/// A run by its number: the scenarios in turn. In the first of four rounds each is as it is; in the second in another
/// version and suite, with other texts; in the third with switches as well; and in the fourth an attacker also does
/// something to one message, or to two.
fn scenario(number: usize) -> Scenario {
    let names: Vec<&str> = Scenario::list().iter().map(|listed| listed.name).collect();
    let (name, round) = (names[number % names.len()], number / names.len());
    let seed = 1000 + number as u64;
    let mut draw = Draw(seed);
    // the self-signed certificate is accepted in all but the first
    let accepts = name == "self-signed" && round > 0;
    if round.is_multiple_of(4) {
        let mut scenario = Scenario::builtin(name, Overrides::seed(seed)).unwrap();
        scenario.client.accept_any_certificate |= accepts;
        return scenario;
    }
    let versions: Vec<&Rules> = Rules::all().collect();
    let rules = versions[draw.below(versions.len())];
    let suites = SUITES.iter().filter(|suite| suite.is_in(rules.version));
    let suites: Vec<&'static Suite> = suites.collect();
    let overrides = Overrides {
        min: Some(rules.version),
        max: Some(rules.version),
        suite: Some(suites[draw.below(suites.len())]),
        ..Overrides::seed(seed)
    };
    let mut scenario = Scenario::builtin(name, overrides).unwrap();
    scenario.client.accept_any_certificate |= accepts;
    scenario.messages = [Side::Client, Side::Server]
        .into_iter()
        .map(|from| AppMessage {
            from,
            text: TEXTS[draw.below(TEXTS.len())].into(),
        })
        .collect();
    if round % 4 > 1 {
        let mut switches = |of: usize| Switches {
            extended_master_secret: draw.below(of) == 0,
            encrypt_then_mac: draw.below(of) == 0,
            renegotiation_info: draw.below(of) == 0,
        };
        scenario.client.switches = switches(2);
        // the server most often agrees
        scenario.server.switches = match switches(4) {
            none if none == Switches::default() => scenario.client.switches,
            some => some,
        };
    }
    if round % 4 == 3 {
        edit(&mut scenario, &mut draw);
    }
    scenario
}

/// What an attacker may do to messages of the run, chosen from all of them and all of their fields.
fn edit(scenario: &mut Scenario, draw: &mut Draw) {
    let trace = simulate(scenario);
    let steps = trace.steps().iter();
    let sent: Vec<(Intercepted, &Buffer)> = steps
        .filter_map(|step| {
            let buffer = step.message.as_ref()?.buffer(BufferKind::Record)?;
            Some((Intercepted::of(step.name())?, buffer))
        })
        .collect();
    if sent.is_empty() {
        return;
    }
    for _ in 0..=draw.below(4) / 3 {
        let (message, buffer) = sent[draw.below(sent.len())];
        let change = match draw.below(8) {
            0 => Change::Drop,
            1 => Change::Repeat,
            2 => Change::Swap,
            _ => {
                let nodes = walk(&buffer.tree);
                let leaves = nodes.iter().filter(|placed| placed.node.is_leaf());
                let leaves: Vec<_> = leaves
                    .filter(|placed| !placed.node.range().is_empty())
                    .collect();
                let leaf = leaves[draw.below(leaves.len())];
                Change::Flip {
                    field: leaf.path.clone(),
                    byte: draw.below(leaf.node.range().len()),
                    bit: draw.below(8) as u8,
                }
            }
        };
        scenario.interceptions.push(Interception {
            message,
            occurrence: 1,
            change,
        });
    }
    scenario.expect = None;
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
    let runs = runs.map_or(0..RUNS, |runs| {
        let (from, to) = runs.split_once("..").unwrap_or(("0", &runs));
        let number = |text: &str| text.parse().expect("PREMASTER_RUNS: a number, or FROM..TO");
        number(from)..number(to)
    });
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
    let asked: usize = runs.map(|number| write(&mut out, number)).sum();
    out.flush().unwrap();
    drop(out);
    let output = solver.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("never answered: none"), "{said}");
    let summary = said.lines().next().unwrap_or_default();
    remark(&format!("{asked} questions: {summary}"));
}
