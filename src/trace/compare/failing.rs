//! Whether a side gives up in one run as one does in another.

use crate::protocol::ValueName;
use crate::trace::{Actor, Step, Topic, Trace};

impl Trace {
    /// Whether a side gives up in this run as one does in a step of another run: the same side, in the same
    /// step, over the same message, by the same check. The bytes that were compared do not matter.
    pub fn fails_like(&self, other: &Trace, step: &Step) -> bool {
        let way = way_of_failing(other, step);
        let mut failed = self.steps.iter().filter(|step| step.failure.is_some());
        failed.any(|step| way_of_failing(self, step) == way)
    }
}

/// How a side gives up: the step and who does it; the message that it has read last and how many like it
/// there were before; the first check that fails, with what is waited for where nothing came; the number
/// of the record.
fn way_of_failing<'t>(trace: &'t Trace, step: &'t Step) -> impl PartialEq + use<'t> {
    let before = trace.before(step);
    let to_it = |other: &&Step| {
        let message = other.message.as_ref();
        message.is_some_and(|message| !step.actor.includes(message.sender))
    };
    let last = before.iter().rev().find(to_it).map(|read| {
        let name = read.name();
        let like = before.iter().filter(|other| other.name() == name).count();
        (name, like)
    });
    let check = step.checks.iter().find(|check| check.failed());
    let check = check.map(|check| (&check.subject, check.name));
    // what is waited for where nothing came
    let waited = match (step.topic, step.actor) {
        (Topic::TransportClosed, Actor::One(side)) => {
            before.last().and_then(|last| last.states[side as usize])
        }
        _ => None,
    };
    // of a record, the number that its receiver takes it for
    let number = step
        .values
        .iter()
        .find_map(|id| match trace.value(*id).name {
            ValueName::RecordMac(_, number) => Some(number),
            _ => None,
        });
    (step.name(), step.actor, last, check, waited, number)
}
