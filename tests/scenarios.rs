//! Every scenario of the program ends as its file declares.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Actor, Outcome, Step, Trace};
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
