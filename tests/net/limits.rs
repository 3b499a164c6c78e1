//! How much of a connection is accepted and recorded.

use crate::loopback::{served, service, target};
use crate::peers::there;
use crate::processes::PATIENCE;
use crate::tiles::tiles;
use premaster::net::{
    self, MAX_CONNECTIONS, MAX_INPUT, MAX_RECORDED_DATA, MAX_SILENCE_WHEN_FULL, MAX_STEPS, Reply,
    Timeouts,
};
use premaster::text::count;
use premaster::trace::Outcome;
use std::process::Command;
use std::time::Duration;

/// Of the data of a connection that no one looks at only the beginning is recorded.
#[test]
fn long_data_is_not_recorded_whole() {
    let (port, told) = served(service(Reply::Echo, 1));
    let mut long = target(port);
    let len = MAX_INPUT / 2;
    long.send = Some(vec![b'x'; len]);
    let client = net::connect(&long).unwrap();
    assert_eq!((client.received, client.left_out), (len, 0));
    let server = told.recv_timeout(PATIENCE).unwrap();
    assert!(server.failure().is_none() && !server.cut_short);
    assert_eq!((server.received, server.sent), (len, len));
    assert!(server.left_out > 10, "{}", server.left_out);
    let content: usize = (server.trace.steps().iter())
        .filter_map(|step| step.message.as_ref())
        .map(|message| message.content.len())
        .sum();
    assert!(content < 4 * MAX_RECORDED_DATA, "{content}");
    let last = server.trace.steps().last().unwrap().key();
    assert!(last.contains("close_notify"), "{last}");
    tiles(&server.trace);
}

#[test]
fn a_stream_without_end_is_cut_short() {
    let (port, told) = served(service(Reply::Text("ok".into()), 2));
    let mut long = target(port);
    long.send = Some(vec![b'x'; 2 * MAX_INPUT]);
    let client = net::connect(&long).unwrap();
    assert!(client.established);
    let server = told.recv_timeout(PATIENCE).unwrap();
    assert!(server.cut_short && server.exchanged());
    assert!(server.received < MAX_INPUT && server.received > MAX_INPUT / 2);
    assert_eq!(*server.trace.outcome(), Outcome::Established);
    assert!(
        server
            .trace
            .steps()
            .iter()
            .any(|step| step.key() == "server_close_notify")
    );
    assert!(server.trace.steps().len() < 2 * MAX_STEPS);
    assert!(
        net::connect(&target(port)).unwrap().exchanged(),
        "the next one is served"
    );
}

/// A peer cannot make the record of a connection as long as it likes: small records count as well.
#[test]
fn a_connection_records_no_more_steps_than_documented() {
    const DOCUMENTED: usize = 2048;
    const RECORDS: usize = 3 * DOCUMENTED;
    if !there("python3") {
        return;
    }
    let (port, told) = served(service(Reply::Text("ok".into()), 1));
    let client = format!(
        "import socket, ssl\n\
         c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n\
         c.check_hostname = False\n\
         c.verify_mode = ssl.CERT_NONE\n\
         c.maximum_version = ssl.TLSVersion.TLSv1_2\n\
         c.set_ciphers('AES128-SHA256:@SECLEVEL=0')\n\
         s = c.wrap_socket(socket.create_connection(('127.0.0.1', {port}), 20))\n\
         try:\n    [s.send(b'x') for _ in range({RECORDS})]\n\
         except OSError: pass\n"
    );
    let ended = Command::new("python3").args(["-c", &client]).status();
    assert!(ended.unwrap().success());
    let server = told.recv_timeout(PATIENCE).unwrap();
    let steps = server.trace.steps().len();
    // a few more end the connection
    assert!(
        (DOCUMENTED / 2..DOCUMENTED + 16).contains(&steps),
        "{steps} steps"
    );
}

/// What a client can make grow has a limit that the documentation tells.
#[test]
fn the_documentation_has_the_limits_of_a_server() {
    let documented = include_str!("../../docs/performance.md");
    let usual = Timeouts::default();
    let seconds = |time: Duration| count(time.as_secs(), "second");
    for (limit, value) in [
        ("connections at once", MAX_CONNECTIONS.to_string()),
        ("handshake, and an HTTP request", seconds(usual.handshake)),
        (
            "silence of a client after the handshake",
            seconds(usual.idle),
        ),
        ("a connection as a whole", seconds(usual.total)),
        (
            "steps recorded of a connection",
            count(MAX_STEPS as u64, "step"),
        ),
        ("bytes from a client", format!("{} MiB", MAX_INPUT >> 20)),
        (
            "application data in the trace of `--headless`",
            format!(
                "the first {} KiB of both directions",
                MAX_RECORDED_DATA >> 10
            ),
        ),
    ] {
        let row = format!("\n| {limit} | {value} | ");
        assert!(documented.contains(&row), "docs/performance.md lacks {row}");
    }
    assert_eq!(MAX_INPUT % (1 << 20), 0);
    assert_eq!(MAX_RECORDED_DATA % (1 << 10), 0);
    assert_eq!(MAX_SILENCE_WHEN_FULL, Duration::from_secs(1));
    assert!(documented.contains("once it has been for a second"));
}
