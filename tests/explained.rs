//! Every byte of every message in every scenario is explained.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::crypto::suite::SUITES;
use premaster::explain;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::wire::{Field, node};
use std::collections::BTreeSet;

#[test]
fn every_byte_has_a_leaf_and_every_leaf_a_text() {
    let (mut bytes, mut leaves, mut fields) = (0, 0, BTreeSet::new());
    for listed in Scenario::list() {
        for suite in &SUITES {
            let overrides = Overrides {
                suite: Some(suite),
                ..Overrides::seed(1138)
            };
            let trace = simulate(&Scenario::builtin(listed.name, overrides).unwrap());
            for step in &trace.steps {
                for buffer in step.message.iter().flat_map(|message| &message.buffers) {
                    let at = format!("{}, {}, {}", listed.name, suite.name, step.key());
                    assert_eq!(
                        node::tiles(&buffer.tree, buffer.bytes.len()),
                        Ok(()),
                        "{at}"
                    );
                    bytes += buffer.bytes.len();
                    for leaf in node::leaves(&buffer.tree) {
                        assert_ne!(leaf.field, Field::Unparsed, "{at}");
                        let text = explain::field(&trace, step, buffer, leaf);
                        let name = leaf.field.name();
                        assert!(!explain::plain(&text.purpose).is_empty(), "{at}: {name}");
                        assert!(!explain::plain(&text.attack).is_empty(), "{at}: {name}");
                        assert!(
                            text.unfilled.is_empty(),
                            "{at}: {name}: {:?}",
                            text.unfilled
                        );
                        leaves += 1;
                        fields.insert(leaf.field);
                    }
                }
            }
        }
    }
    println!(
        "{bytes} bytes in {leaves} places of {} fields, all explained",
        fields.len()
    );
    assert!(bytes > 10_000 && fields.len() > 50);
}
