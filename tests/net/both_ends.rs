//! Connections over loopback between our own ends: what both record.

use crate::loopback::{NOON, served, service, target};
use crate::processes::PATIENCE;
use crate::tiles::tiles;
use premaster::net::{self, Reply, Report};
use premaster::trace::{ConnectionId, Outcome, ValueName};

/// A value of the first connection.
fn value(report: &Report, name: ValueName) -> &[u8] {
    let value = report.trace.first(ConnectionId::FIRST, name);
    &value.expect("the value").bytes
}

#[test]
fn both_ends_record_the_same_connection() {
    let (port, told) = served(service(Reply::Echo, 1));
    let client = net::connect(&target(port)).unwrap();
    let server = told.recv_timeout(PATIENCE).unwrap();
    for report in [&client, &server] {
        assert_eq!(*report.trace.outcome(), Outcome::Established);
        assert!(report.exchanged() && report.established && !report.cut_short);
        assert_eq!((report.sent, report.received), (5, 5));
        tiles(&report.trace);
        assert_eq!(report.trace.run().seed, None);
        assert_eq!(report.trace.run().clock, NOON);
    }
    for name in [
        ValueName::MasterSecret,
        ValueName::ClientRandom,
        ValueName::ServerRandom,
    ] {
        assert_eq!(value(&client, name), value(&server, name), "{name:?}");
    }
    let messages = |report: &Report| -> Vec<Vec<u8>> {
        let messages = report
            .trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        messages
            .map(|message| message.buffers[0].bytes.clone())
            .collect()
    };
    assert_eq!(
        messages(&client),
        messages(&server),
        "the same records on both ends"
    );
    assert!(
        server
            .trace
            .steps()
            .iter()
            .any(|step| step.key() == "decrypt_pre_master_secret")
    );
    assert!(
        client
            .trace
            .steps()
            .iter()
            .all(|step| step.key() != "decrypt_pre_master_secret")
    );
}

#[test]
fn no_two_connections_share_a_random() {
    let (port, _told) = served(service(Reply::Echo, 2));
    let random = |name| {
        let report = net::connect(&target(port)).unwrap();
        value(&report, name).to_vec()
    };
    assert_ne!(
        random(ValueName::ClientRandom),
        random(ValueName::ClientRandom)
    );
}
