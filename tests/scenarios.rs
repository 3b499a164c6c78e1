//! Every scenario of the program ends as its file declares.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::export::failures::{Ran, markdown};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Actor, Comparison, Outcome, Step, Trace};
use premaster::wire::node;

fn all() -> impl Iterator<Item = (Scenario, Trace)> {
    Scenario::list().into_iter().map(|listed| {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(42)).unwrap();
        let trace = simulate(&scenario);
        (scenario, trace)
    })
}

/// The step in which somebody gave up first.
fn failed(trace: &Trace) -> Option<&Step> {
    trace.steps.iter().find(|step| step.failure.is_some())
}

#[test]
fn each_ends_with_the_alert_and_at_the_step_that_it_declares() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (scenario, trace) in all() {
        count += 1;
        let name = &scenario.name;
        let expect = scenario.expect.as_ref().expect(name);
        let (established, alert) = match &trace.outcome {
            Outcome::Established => (true, None),
            Outcome::Failed { alert, .. } => {
                (false, alert.map(|sent| sent.alert.description.to_string()))
            }
            Outcome::Running => panic!("{name} has not ended"),
        };
        let step = failed(&trace);
        let by = step.and_then(|step| match step.actor {
            Actor::One(side) => Some(side),
            Actor::Both => None,
        });
        let got = (established, alert, by, step.map(Step::key));
        let wanted = (
            expect.established,
            expect.alert.clone(),
            expect.by,
            expect.step.clone(),
        );
        if got != wanted {
            wrong.push(format!("{name}: expected {wanted:?}, got {got:?}"));
        }
        for tampering in &trace.tampering {
            assert!(tampering.done.is_ok(), "{name}: {tampering:?}");
        }
        assert!(
            !scenario.lesson.is_empty() && !scenario.description.is_empty(),
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 28);
}

#[test]
fn each_gives_the_same_bytes_twice_and_is_the_same_when_written_and_read() {
    for (scenario, trace) in all() {
        let again = simulate(&scenario);
        assert_eq!(
            format!("{trace:?}"),
            format!("{again:?}"),
            "{}",
            scenario.name
        );
        let name = scenario.name.as_str();
        let text = scenario.to_toml();
        let read = Scenario::from_toml(&text, name, name, Overrides::default()).expect(&text);
        assert_eq!(read, scenario, "{text}");
    }
}

#[test]
fn the_leaves_tile_every_buffer_of_every_scenario() {
    for (scenario, trace) in all() {
        let messages = trace.steps.iter().filter_map(|step| step.message.as_ref());
        let buffers = messages.flat_map(|m| m.buffers.iter().chain(m.arrived.iter().flatten()));
        for buffer in buffers {
            let tiled = node::tiles(&buffer.tree, buffer.bytes.len());
            assert_eq!(tiled, Ok(()), "{} {:?}", scenario.name, buffer.kind);
        }
    }
}

/// `UPDATE_SNAPSHOTS=1` writes the file anew.
#[test]
fn docs_failures_md_is_made_by_running_the_scenarios() {
    let ran: Vec<_> = all()
        .filter(|(scenario, _)| !scenario.expect.as_ref().unwrap().established)
        .collect();
    let rows: Vec<Ran<'_>> = ran
        .iter()
        .map(|(scenario, trace)| Ran {
            name: &scenario.name,
            description: &scenario.description,
            lesson: &scenario.lesson,
            trace,
        })
        .collect();
    let made = markdown(&rows);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/failures.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        kept, made,
        "UPDATE_SNAPSHOTS=1 writes docs/failures.md anew"
    );
}

#[test]
fn a_bad_run_and_its_good_one_are_the_same_until_they_part() {
    for (scenario, bad) in all() {
        let good = simulate(&scenario.counterpart().unwrap());
        let comparison = Comparison::of(&good, &bad);
        let name = &scenario.name;
        match comparison.first {
            None => assert!(name == "classic" || name == "mutual", "{name}"),
            Some(first) => {
                assert!(comparison.rows[first].differs.is_some());
                let before = &comparison.rows[..first];
                assert!(before.iter().all(|row| row.left == row.right), "{name}");
            }
        }
        // every step of both is there once, in its order
        let lefts: Vec<usize> = comparison.rows.iter().filter_map(|row| row.left).collect();
        let rights: Vec<usize> = comparison.rows.iter().filter_map(|row| row.right).collect();
        assert!(lefts.into_iter().eq(0..good.steps.len()), "{name}");
        assert!(rights.into_iter().eq(0..bad.steps.len()), "{name}");
    }
}
