//! What is said of captured connections.

use crate::explain::well_written;
use crate::watched::captured;
use premaster::explain::{self, PartKind, Span};
use std::collections::BTreeSet;

/// A step of a capture may say less than one of a run, of which everything is known.
const WORDS: std::ops::RangeInclusive<usize> = 25..=120;
/// A failure shows its evidence on top of that.
const WORDS_WITH_EVIDENCE: usize = 230;

#[test]
fn every_step_of_every_capture_is_explained_in_full() {
    let (mut seen, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    for (run, trace) in captured() {
        for step in trace.steps() {
            let at = format!("{run}, step {} {}", step.index, step.key());
            seen.insert(step.key());
            let explained = explain::step(&trace, step);
            assert_eq!(explained.unfilled, Vec::<String>::new(), "{at}");
            well_written(&[Span::Text(explained.caption.clone())], &at);
            assert!(explained.caption.chars().count() <= 78, "{at}");
            let has = |kind| explained.parts.iter().any(|part| part.kind == kind);
            assert!(has(PartKind::What) && has(PartKind::Why), "{at}");
            for part in &explained.parts {
                well_written(&part.spans, &at);
            }
            let own = explained
                .parts
                .iter()
                .filter(|part| part.kind != PartKind::Lesson);
            let words: usize = own
                .map(|part| part.plain().split_whitespace().count())
                .sum();
            let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
            let most = if failed {
                WORDS_WITH_EVIDENCE
            } else {
                *WORDS.end()
            };
            if !(*WORDS.start()..=most).contains(&words) {
                wrong.insert(format!("{at}: {words} words"));
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new());
    let texts = explain::texts();
    let keys = texts.iter().filter_map(|(place, _)| {
        let place = place.strip_prefix("captures.toml: ")?;
        Some(place.split_once('.')?.0)
    });
    let of_captures: BTreeSet<&str> = keys.collect();
    let missing: Vec<&str> = of_captures.difference(&seen).copied().collect();
    assert!(missing.is_empty(), "{missing:?}");
}
