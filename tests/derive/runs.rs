//! Simulated handshakes, and what a calculation is given of them.

use premaster::derive::{Covered, Derived, Given, Records, Secret, derive};
use premaster::pki::time::UnixTime;
use premaster::protocol::{MessageName, Rules, Side, Suite, Switches, ValueName};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{BufferKind, Trace};

const NOW: UnixTime = UnixTime(1_795_000_000);

/// A handshake of this version and suite, with these switches.
pub fn handshake(rules: &Rules, suite: &'static Suite, switches: Switches) -> Trace {
    let overrides = Overrides {
        clock: Some(NOW),
        min: Some(rules.version),
        max: Some(rules.version),
        suite: Some(suite),
        switches,
        ..Overrides::seed(u64::from(suite.id) + 7)
    };
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

/// The bytes of a value of a run.
pub fn value(trace: &Trace, name: ValueName) -> Vec<u8> {
    let value = trace.first(trace.last_connection().id, name);
    value.unwrap_or_else(|| panic!("no {name:?}")).bytes.clone()
}

/// The handshake messages before the Finished of the client.
pub fn messages(trace: &Trace) -> Vec<Vec<u8>> {
    let transcript = trace.last_connection().transcript(Side::Client).iter();
    let before = transcript.take_while(|entry| entry.message.name() != "Finished");
    before.map(|entry| entry.bytes.clone()).collect()
}

/// The protected records of a side.
pub fn records(trace: &Trace, side: Side) -> Vec<Vec<u8>> {
    let messages = trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    let protected = messages.filter(|message| {
        message.sender == side && message.protected && message.name != MessageName::ChangeCipherSpec
    });
    let bytes = protected.filter_map(|message| message.buffer(BufferKind::Record));
    bytes.map(|buffer| buffer.bytes.to_vec()).collect()
}

/// What is given of a run: its pre-master secret, its messages, and the records of the client.
pub fn given(trace: &Trace) -> Given {
    let pre_master = value(trace, ValueName::PreMasterSecret).try_into().unwrap();
    Given {
        secret: Some(Secret::PreMaster(pre_master)),
        covered: Some(Covered::Messages(messages(trace).concat())),
        records: Some(Records {
            bytes: records(trace, Side::Client).concat(),
            sender: Side::Client,
            sequence: 0,
        }),
        ..Given::default()
    }
}

pub fn derived(given: Given) -> Derived {
    derive(given, NOW).unwrap()
}
