//! How the scenarios end that can be chosen: each is run for that, once.

use super::index::Index;
use crate::trace::{CheckName, Outcome, SentAlert, StepName, Trace, ValueName};
use std::collections::HashMap;

/// What is known of the scenarios that can be chosen.
#[derive(Debug, Default)]
pub struct Endings {
    known: HashMap<String, Ending>,
    /// Nothing is shown that tells how a scenario ends.
    pub hidden: bool,
}

impl Endings {
    /// How a scenario ends, once that is known.
    pub fn of(&self, name: &str) -> Option<&Ending> {
        self.known.get(name)
    }

    /// Notes how a scenario ends.
    pub fn note(&mut self, name: &str, trace: &Trace) {
        self.known.insert(name.to_owned(), Ending::of(trace));
    }
}

/// How a scenario ends, as a run of it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Its steps, phase by phase: whether each is a message.
    pub phases: Vec<Vec<bool>>,
    /// The step in which the two sides part.
    pub parted: Option<usize>,
    /// The step in which a side gives up.
    pub failed: Option<usize>,
    /// What that step is.
    pub failing: Option<StepName>,
    /// The check that fails in it.
    pub check: Option<CheckName>,
    /// The fatal alert.
    pub alert: Option<SentAlert>,
    /// Whether both sides completed the handshake and closed the connection.
    pub established: bool,
    /// The values that the two sides hold differently, and from which step on.
    pub differing: Vec<(ValueName, usize)>,
}

impl Ending {
    fn of(trace: &Trace) -> Ending {
        let index = Index::of(trace);
        let mut phases: Vec<(_, Vec<bool>)> = Vec::new();
        for step in trace.steps() {
            let message = step.message.is_some();
            match phases.last_mut() {
                Some((phase, ticks)) if *phase == step.phase => ticks.push(message),
                _ => phases.push((step.phase, vec![message])),
            }
        }
        let failed = index.failures.first().copied();
        let failing = failed.map(|at| &trace.steps()[at]);
        let checks = failing.map_or(&[][..], |step| &step.checks);
        let alert = match trace.outcome() {
            Outcome::Failed { alert, .. } => *alert,
            _ => None,
        };
        let mut differing: Vec<(ValueName, usize)> = Vec::new();
        for value in trace.values() {
            let other = trace.rival(value);
            let known = differing.iter().any(|(name, _)| *name == value.name);
            // what is only a part of another value says nothing of its own
            let part = matches!(value.name, ValueName::PreMasterRandom);
            if let Some(other) = other.filter(|_| !known && !part) {
                differing.push((value.name, value.step.max(other.step)));
            }
        }
        differing.sort_by_key(|(_, step)| *step);
        Ending {
            phases: phases.into_iter().map(|(_, ticks)| ticks).collect(),
            parted: index.parted,
            failed,
            failing: failing.map(|step| step.name()),
            check: checks
                .iter()
                .find(|check| check.failed())
                .map(|check| check.name),
            alert,
            established: *trace.outcome() == Outcome::Established,
            differing,
        }
    }

    /// How many steps the run has.
    pub fn steps(&self) -> usize {
        self.phases.iter().map(Vec::len).sum()
    }

    /// The alert in a word; nothing where none is sent.
    pub fn alert_name(&self) -> Option<String> {
        self.alert.map(|sent| sent.alert.description.to_string())
    }
}
