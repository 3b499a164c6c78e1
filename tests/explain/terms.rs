//! A run introduces each term once, and before it uses it.

use crate::runs::one_sided;
use premaster::explain::{self, PartKind, Span, glossary};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Step, Trace};
use std::collections::BTreeSet;

/// Terms that a text may use before the step that introduces them, with the reason.
const EARLIER: [(&str, &str); 6] = [
    (
        "alert",
        "named where a side gives up, and explained in the next step",
    ),
    ("cbc", "part of the name of a cipher"),
    (
        "key_block",
        "named as what will come of the pre-master secret",
    ),
    (
        "master_secret",
        "named as what will come of the pre-master secret",
    ),
    ("pre_master_secret", "named as what will come"),
    ("session_keys", "named as what the pre-master secret is not"),
];

fn runs() -> Vec<(String, Trace)> {
    let listed = Scenario::list().into_iter().map(|listed| {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(42)).unwrap();
        (listed.name.to_owned(), simulate(&scenario))
    });
    listed.chain(one_sided()).collect()
}

/// The paragraphs of a step that are written for it alone.
fn spans(trace: &Trace, step: &Step) -> Vec<Span> {
    let own = [
        PartKind::What,
        PartKind::Why,
        PartKind::Eavesdropper,
        PartKind::Note,
    ];
    let parts = explain::step(trace, step).parts.into_iter();
    let parts = parts.filter(|part| own.contains(&part.kind));
    parts.flat_map(|part| part.spans).collect()
}

/// The words that a step marks.
fn marked(trace: &Trace, step: &Step) -> Vec<String> {
    let strong = spans(trace, step)
        .into_iter()
        .filter_map(|span| match span {
            Span::Strong(words) => Some(words),
            _ => None,
        });
    strong.collect()
}

/// The terms that a step introduces.
fn introduced(trace: &Trace, step: &Step) -> Vec<&'static str> {
    let words = marked(trace, step).into_iter();
    let terms = words.filter_map(|words| glossary::find(&words));
    terms.map(|term| term.key.as_str()).collect()
}

#[test]
fn a_connection_introduces_each_term_once() {
    for (run, trace) in runs() {
        let mut seen = BTreeSet::new();
        // a further connection has the same steps, and the same texts
        let first = trace.connections()[0].id;
        for step in trace.steps().iter().filter(|step| step.connection == first) {
            for words in marked(&trace, step) {
                let again = format!("{run}, {}: {words} again", step.key());
                assert!(seen.insert((step.connection, words)), "{again}");
            }
        }
    }
}

#[test]
fn a_term_is_introduced_before_it_is_used() {
    let runs = runs();
    let all: BTreeSet<&str> = runs
        .iter()
        .flat_map(|(_, trace)| trace.steps().iter().map(move |step| (trace, step)))
        .flat_map(|(trace, step)| introduced(trace, step))
        .collect();
    assert!(all.len() > 12, "{all:?}");
    let mut early = BTreeSet::new();
    // a recording is played without explanations of its messages
    let runs = runs.iter().filter(|(_, trace)| trace.replayed().is_none());
    for (run, trace) in runs {
        let mut known: BTreeSet<&str> = EARLIER.iter().map(|(term, _)| *term).collect();
        for step in trace.steps() {
            known.extend(introduced(trace, step));
            // what an alert means is said in the same words in every run
            if step.key() == "alert" {
                continue;
            }
            let text = explain::plain(&spans(trace, step));
            for term in glossary::occurring(&text) {
                let key = term.key.as_str();
                if all.contains(key) && !known.contains(key) {
                    early.insert(format!("{key} in {} ({run})", step.key()));
                    known.insert(key);
                }
            }
        }
    }
    assert_eq!(early, BTreeSet::new());
}
