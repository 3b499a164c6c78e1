//! The messages of a handshake in order, with their senders.

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Wanted};
use crate::lesson::homework::runs::{Runs, capture, scenario};
use crate::said;
use crate::scenario::simulate;
use crate::trace::{MessageName, Phase, Trace};

/// The scenarios that a student may get. The last two have a second connection, which resumes a session.
const SCENARIOS: [&str; 4] = ["classic", "mutual", "resumed", "ticket"];

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let name = runs.draw.one("order scenario", &SCENARIOS);
    let trace = simulate(&scenario(runs.draw, name.unwrap_or(&"classic"), "order"));
    let right = messages(&trace);
    let plain = |message: &String| message.split(' ').nth(1).unwrap_or_default().to_owned();
    let offered = runs
        .draw
        .shuffled("order", right.iter().map(plain).collect());
    Made {
        text: said!("homework.task.order.text", messages = offered.join(", ")),
        files: vec![capture("order.pcapng", &trace)],
        asked: vec![Asked {
            name: "order".to_owned(),
            weight: 1.0,
            wanted: Wanted::Order(right),
        }],
    }
}

/// The messages of the last connection's handshake, each as `client ClientHello`.
fn messages(trace: &Trace) -> Vec<String> {
    let connection = trace.last_connection().id;
    let steps = trace.steps().iter();
    let own = steps.filter(|step| step.connection == connection && step.phase != Phase::Data);
    let sent = own.filter_map(|step| step.message.as_ref());
    let handshake = sent.filter(|message| {
        matches!(
            message.name,
            MessageName::Handshake(_) | MessageName::ChangeCipherSpec
        )
    });
    handshake
        .map(|message| format!("{} {}", message.sender.name(), message.name.name()))
        .collect()
}
