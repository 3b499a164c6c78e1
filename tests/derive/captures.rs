//! Connections between two OpenSSLs, computed again from their key logs down to what was said. See
//! `data/captures/README.md`.

use crate::captured::{APPLICATION_DATA, Capture, Connection, Sent};
use crate::recorded::{RESUMED, SINGLE};
use crate::runs::{derived, value};
use premaster::derive::{Covered, Given, Records, Secret};
use premaster::protocol::{Side, ValueName};
use premaster::trace::Trace;
use premaster::wire::{Handshake, HandshakeType};

/// The protected records of a side.
fn records(connection: &Connection, sender: Side) -> Records {
    let sent: &Sent = match sender {
        Side::Client => &connection.client,
        Side::Server => &connection.server,
    };
    let version = connection.rules().version.bytes();
    let record = |(content_type, fragment): &(u8, Vec<u8>)| {
        let length = u16::try_from(fragment.len()).unwrap().to_be_bytes();
        [&[*content_type][..], &version, &length, fragment].concat()
    };
    Records {
        bytes: sent.protected.iter().flat_map(record).collect(),
        sender,
        sequence: 0,
    }
}

/// What a side has said, out of the records that were decrypted.
fn said(trace: &Trace, connection: &Connection, sender: Side) -> String {
    let sent: &Sent = match sender {
        Side::Client => &connection.client,
        Side::Server => &connection.server,
    };
    let data = (0..)
        .zip(&sent.protected)
        .filter(|(_, (kind, _))| *kind == APPLICATION_DATA);
    let data = data.flat_map(|(n, _)| value(trace, ValueName::RecordContent(sender, n)));
    String::from_utf8(data.collect()).unwrap()
}

/// Both directions of a connection, in the order in which they finish. Each Finished, and each MAC, is right.
fn both_directions(connection: &Connection, secret: Secret, master: &[u8]) {
    let mut order = Side::BOTH;
    if connection.is_abbreviated() {
        order.reverse();
    }
    let mut messages = connection.before_finished().concat();
    for side in order {
        let computed = derived(Given {
            secret: Some(secret),
            covered: Some(Covered::Messages(messages.clone())),
            owners: Some(vec![side]),
            records: Some(records(connection, side)),
            ..Given::default()
        });
        assert!(computed.all_right());
        let checks = computed.trace.steps().iter().flat_map(|step| &step.checks);
        let labels: Vec<&str> = checks.map(|check| check.name.label()).collect();
        assert!(labels.contains(&"verify_data"), "{labels:?}");
        assert_eq!(value(&computed.trace, ValueName::MasterSecret), master);
        let words = said(&computed.trace, connection, side);
        assert!(
            words.contains("premaster says") || words.contains("syas retsamerp"),
            "{words}"
        );
        messages.extend(value(&computed.trace, ValueName::RecordContent(side, 0)));
        messages.extend(connection.between_finished().unwrap_or_default());
    }
}

#[test]
fn a_key_log_leads_to_what_was_said() {
    let mut full = 0;
    for name in SINGLE.into_iter().chain(RESUMED) {
        let capture = Capture::read(name);
        for connection in &capture.connections {
            let master = capture
                .key_log
                .master_secret(&connection.client_hello.random);
            let secret = Secret::Master(master.clone().try_into().unwrap());
            both_directions(connection, secret, &master);
            if connection.is_abbreviated() {
                continue;
            }
            let exchange = connection.of_client(HandshakeType::ClientKeyExchange);
            let Handshake::ClientKeyExchange(exchange) = exchange else {
                unreachable!()
            };
            let encrypted = &exchange.encrypted_pre_master_secret;
            let pre_master = capture.key_log.pre_master_secret(encrypted);
            both_directions(
                connection,
                Secret::PreMaster(pre_master.try_into().unwrap()),
                &master,
            );
            full += 1;
        }
    }
    assert_eq!(full, 12);
}
