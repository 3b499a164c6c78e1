//! The scenarios with two connections: the messages of the second, and what it has of the first.

use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{ConnectionId, MessageName, Phase, Side, Trace, ValueName};
use premaster::wire::HandshakeType as H;

const SECOND: ConnectionId = ConnectionId(1);

fn run(name: &str) -> Trace {
    simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap())
}

/// The messages of the handshake on the second connection, with their senders.
fn messages(trace: &Trace) -> Vec<(Side, MessageName)> {
    let steps = trace.steps().iter();
    let own = steps.filter(|step| step.connection == SECOND && step.phase != Phase::Data);
    let sent = own.filter_map(|step| step.message.as_ref());
    sent.map(|message| (message.sender, message.name)).collect()
}

fn handshake(sender: Side, name: H) -> (Side, MessageName) {
    (sender, MessageName::Handshake(name))
}

fn bytes(trace: &Trace, connection: ConnectionId, name: ValueName) -> &[u8] {
    let value = trace.named(connection, name, Side::Client);
    &value.unwrap().bytes
}

fn full() -> Vec<(Side, MessageName)> {
    use Side::{Client, Server};
    vec![
        handshake(Client, H::ClientHello),
        handshake(Server, H::ServerHello),
        handshake(Server, H::Certificate),
        handshake(Server, H::ServerHelloDone),
        handshake(Client, H::ClientKeyExchange),
        (Client, MessageName::ChangeCipherSpec),
        handshake(Client, H::Finished),
        (Server, MessageName::ChangeCipherSpec),
        handshake(Server, H::Finished),
    ]
}

fn abbreviated() -> Vec<(Side, MessageName)> {
    use Side::{Client, Server};
    vec![
        handshake(Client, H::ClientHello),
        handshake(Server, H::ServerHello),
        (Server, MessageName::ChangeCipherSpec),
        handshake(Server, H::Finished),
        (Client, MessageName::ChangeCipherSpec),
        handshake(Client, H::Finished),
    ]
}

#[test]
fn the_second_connection_has_the_messages_of_its_handshake_in_their_order() {
    let with_ticket = {
        let mut all = abbreviated();
        all.insert(2, handshake(Side::Server, H::NewSessionTicket));
        all
    };
    let cases = [
        ("two-connections", full()),
        ("resumed", abbreviated()),
        ("forgotten", full()),
        ("ticket", with_ticket),
    ];
    for (name, expected) in cases {
        assert_eq!(messages(&run(name)), expected, "{name}");
    }
}

#[test]
fn only_a_resumed_connection_keeps_the_master_secret_and_every_one_has_new_keys() {
    let cases = [
        ("two-connections", false),
        ("resumed", true),
        ("forgotten", false),
        ("ticket", true),
    ];
    for (name, resumed) in cases {
        let trace = run(name);
        assert_eq!(trace.is_resumed(SECOND), resumed, "{name}");
        assert!(!trace.is_resumed(ConnectionId::FIRST), "{name}");
        let same = |value| {
            let [first, second] = [ConnectionId::FIRST, SECOND];
            bytes(&trace, first, value) == bytes(&trace, second, value)
        };
        assert_eq!(same(ValueName::MasterSecret), resumed, "{name}");
        assert!(!same(ValueName::KeyBlock), "{name}");
        let began = resumed.then_some(ConnectionId::FIRST);
        assert_eq!(trace.session_began(SECOND), began, "{name}");
    }
}
