//! Every byte of every message in every scenario is explained.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use premaster::crypto::suite::SUITES;
use premaster::explain;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::Outcome;
use premaster::wire::names::SignatureAlgorithm;
use premaster::wire::{Field, node};
use std::collections::BTreeSet;

#[test]
fn a_signature_by_pss_is_explained_and_laid_open_too() {
    let mut scenario = Scenario::builtin("mutual", Overrides::seed(7)).unwrap();
    scenario.server.signature_algorithms = vec![SignatureAlgorithm::RsaPssRsaeSha256];
    let trace = simulate(&scenario);
    assert_eq!(trace.outcome, Outcome::Established);
    for step in &trace.steps {
        assert!(
            explain::step(&trace, step).unfilled.is_empty(),
            "{}",
            step.key()
        );
        for computation in explain::math::of_step(&trace, step) {
            assert!(computation.unfilled.is_empty(), "{}", computation.title);
            assert!(!computation.title.is_empty(), "{}", step.key());
            for section in &computation.sections {
                assert!(
                    !section.title.is_empty(),
                    "{}: {}",
                    computation.title,
                    section.key
                );
            }
        }
    }
}

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
                let said = explain::step(&trace, step);
                assert!(
                    explain::has_step(&step.key()),
                    "{}: {}",
                    listed.name,
                    step.key()
                );
                assert!(
                    said.unfilled.is_empty(),
                    "{}: {:?}",
                    listed.name,
                    said.unfilled
                );
                let message = step.message.as_ref();
                // what a man in the middle made of it need not be a message any more
                let arrived = message
                    .iter()
                    .flat_map(|message| &message.arrived)
                    .flatten();
                for buffer in arrived {
                    let tiled = node::tiles(&buffer.tree, buffer.bytes.len());
                    assert_eq!(tiled, Ok(()), "{}, arrived", listed.name);
                    for leaf in node::leaves(&buffer.tree) {
                        let text = explain::field(&trace, step, buffer, leaf);
                        assert!(
                            !explain::plain(&text.purpose).is_empty(),
                            "{:?}",
                            leaf.field
                        );
                    }
                }
                for buffer in message.iter().flat_map(|message| &message.buffers) {
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
