//! Every scenario written as a capture and read again: what the two ends have computed is what a reader
//! with the secrets computes.

use crate::observed::observe;
use premaster::capture::Setup;
use premaster::export::pcapng;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Fate, MessageName, Outcome, Trace, Value, ValueName};
use std::ffi::OsStr;

#[test]
fn every_scenario_is_read_from_its_own_capture() {
    for listed in Scenario::list() {
        let name = listed.name;
        let scenario = Scenario::load(OsStr::new(name), Overrides::default()).unwrap();
        let run = simulate(&scenario);
        let mut capture = Vec::new();
        pcapng::write(&mut capture, &run).unwrap();
        let observed = observe(&capture, Setup::default());
        assert_eq!(observed.len(), run.connections().len(), "{name}");
        for (one, connection) in observed.iter().zip(run.connections()) {
            let there = one.trace.last_connection();
            assert_eq!(there.version, connection.version, "{name}");
            assert_eq!(there.suite, connection.suite, "{name}");
            for value in [ValueName::MasterSecret, ValueName::KeyBlock] {
                let here: Vec<&Value> = run.of_name(connection.id, value).collect();
                let found = one.trace.first(there.id, value);
                // where the two ends differ, the key log is the client's, as the one that it names
                if let ([agreed], Some(found)) = (&here[..], found) {
                    assert_eq!(found.bytes, agreed.bytes, "{name}: {value:?}");
                }
            }
            if passes_untouched(&run) {
                assert!(one.summary.is_verified(), "{name}: {:?}", one.summary);
                assert_eq!(one.summary.records.refused, 0, "{name}");
                assert_eq!(*one.trace.outcome(), Outcome::Established, "{name}");
                let sent = run.steps().iter().filter(|step| {
                    let message = step.message.as_ref();
                    step.connection == connection.id
                        && message.is_some_and(|it| it.name == MessageName::ApplicationData)
                });
                let sent: Vec<_> = sent
                    .map(|step| step.message.as_ref().map(|it| it.content.clone()))
                    .collect();
                assert_eq!(one.data(), sent, "{name}");
            }
            let alert = |trace: &Trace| match trace.outcome() {
                Outcome::Failed { alert, .. } => alert.map(|sent| (sent.side, sent.alert)),
                _ => None,
            };
            if connection.id == run.last_connection().id
                && let Some(sent) = alert(&run)
            {
                assert_eq!(one.summary.alert, Some(sent), "{name}");
                assert_eq!(alert(&one.trace), Some(sent), "{name}");
            }
        }
    }
}

/// Whether all goes well in a run, and no one tampers with it.
fn passes_untouched(run: &Trace) -> bool {
    let untouched = run
        .steps()
        .iter()
        .all(|step| step.fate() == Fate::Delivered);
    untouched && run.passes()
}
