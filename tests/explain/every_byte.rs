//! Every byte of every message in every scenario of every version is explained.

use premaster::explain;
use premaster::protocol::{Rules, SUITES, Suite, Switches};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Step, Trace};
use premaster::wire::{Field, node};
use std::collections::BTreeSet;

/// Every scenario with each suite of TLS 1.2, and in each version without and with what can be switched on.
fn table() -> Vec<(String, Scenario)> {
    let mut table = Vec::new();
    let mut add = |name: &str, overrides: Overrides, what: String| {
        let scenario = Scenario::builtin(name, overrides).unwrap();
        table.push((format!("{name}, {what}"), scenario));
    };
    for listed in Scenario::list() {
        for suite in Suite::defaults() {
            let overrides = Overrides {
                suite: Some(suite),
                ..Overrides::seed(1138)
            };
            add(listed.name, overrides, suite.name.to_owned());
        }
        for (rules, switched) in Rules::all().flat_map(|rules| [(rules, false), (rules, true)]) {
            let overrides = Overrides {
                min: Some(rules.version),
                max: Some(rules.version),
                suite: Some(&SUITES[4]),
                switches: Switches::of(|_| switched),
                ..Overrides::seed(1138)
            };
            let what = format!("{}, switched on: {switched}", rules.version);
            add(listed.name, overrides, what);
        }
    }
    table
}

/// What was found in the messages of runs.
#[derive(Default)]
struct Counted {
    bytes: usize,
    leaves: usize,
    fields: BTreeSet<Field>,
}

/// Every byte of a message has a leaf, and every leaf a text.
fn each_byte_is_explained(trace: &Trace, step: &Step, at: &str, counted: &mut Counted) {
    let message = step.message.as_ref();
    // what a man in the middle made of it need not be a message any more
    let arrived = message.iter().flat_map(|message| &message.arrived);
    for buffer in arrived.flatten() {
        let tiled = node::tiles(&buffer.tree, buffer.bytes.len());
        assert_eq!(tiled, Ok(()), "{at}, arrived");
        for leaf in node::leaves(&buffer.tree) {
            let text = explain::field(trace, step, buffer, leaf);
            let purpose = explain::plain(&text.purpose);
            assert!(!purpose.is_empty(), "{at}: {:?}", leaf.field);
        }
    }
    for buffer in message.iter().flat_map(|message| &message.buffers) {
        let tiled = node::tiles(&buffer.tree, buffer.bytes.len());
        assert_eq!(tiled, Ok(()), "{at}");
        counted.bytes += buffer.bytes.len();
        for leaf in node::leaves(&buffer.tree) {
            assert_ne!(leaf.field, Field::Unparsed, "{at}");
            let text = explain::field(trace, step, buffer, leaf);
            let name = leaf.field.name();
            assert!(!explain::plain(&text.purpose).is_empty(), "{at}: {name}");
            assert!(!explain::plain(&text.attack).is_empty(), "{at}: {name}");
            let unfilled = text.unfilled;
            assert!(unfilled.is_empty(), "{at}: {name}: {unfilled:?}");
            counted.leaves += 1;
            counted.fields.insert(leaf.field);
        }
    }
}

#[test]
fn every_byte_has_a_leaf_and_every_leaf_a_text() {
    let mut counted = Counted::default();
    // all of the table in CI, and every third row of it elsewhere
    let by = if std::env::var_os("CI").is_some() {
        1
    } else {
        3
    };
    for (name, scenario) in table().into_iter().step_by(by) {
        let trace = simulate(&scenario);
        for step in trace.steps() {
            let at = format!("{name}, {}", step.key());
            assert!(explain::has_step(step.key()), "{at}");
            let unfilled = explain::step(&trace, step).unfilled;
            assert!(unfilled.is_empty(), "{at}: {unfilled:?}");
            each_byte_is_explained(&trace, step, &at, &mut counted);
        }
    }
    let Counted {
        bytes,
        leaves,
        fields,
    } = counted;
    let fields = fields.len();
    println!("{bytes} bytes in {leaves} places of {fields} fields, all explained");
    assert!(bytes > 10_000 && fields > 50);
}
