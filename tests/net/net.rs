//! Connections over loopback between our own ends, and with peers that misbehave.

use crate::loopback::{NOON, brief, dial, peer, served, service, target};
use crate::peers::there;
use crate::processes::PATIENCE;
use crate::tiles::tiles;
use premaster::net::{
    self, MAX_CONNECTIONS, MAX_INPUT, MAX_RECORDED_DATA, MAX_SILENCE_WHEN_FULL, MAX_STEPS,
    NetError, Reply, Report, Timeouts,
};
use premaster::text::count;
use premaster::trace::{ConnectionId, Outcome, Side, ValueName};
use premaster::wire::AlertDescription;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

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

/// A client that misbehaves, what the server says to it (the alert), and what its trace says.
type Nuisance = (&'static str, Vec<u8>, Option<AlertDescription>);

fn nuisances() -> Vec<Nuisance> {
    use AlertDescription as A;
    let record = |kind: u8, length: u16, content: &[u8]| {
        let mut bytes = vec![kind, 3, 1];
        bytes.extend(length.to_be_bytes());
        bytes.extend(content);
        bytes
    };
    vec![
        ("nothing at all", vec![], None),
        ("garbage", vec![0xa5; 300], Some(A::UnexpectedMessage)),
        (
            "HTTP",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
            Some(A::UnexpectedMessage),
        ),
        ("half a record", record(22, 300, &[1, 0]), None),
        (
            "a giant record",
            record(22, u16::MAX, &[1; 20]),
            Some(A::RecordOverflow),
        ),
        (
            "an old version",
            vec![22, 2, 0, 0, 5, 1, 0, 0, 1, 0],
            Some(A::ProtocolVersion),
        ),
        (
            "application data",
            record(23, 2, b"hi"),
            Some(A::UnexpectedMessage),
        ),
        (
            "half a hello",
            record(22, 8, &[1, 0, 0, 4, 3, 3, 0, 0]),
            Some(A::DecodeError),
        ),
        ("an alert", record(21, 2, &[2, 40]), None),
    ]
}

#[test]
fn a_misbehaving_client_does_not_disturb_the_next() {
    let nuisances = nuisances();
    let mut service = service(Reply::Echo, 2 * nuisances.len() as u64);
    service.timeouts = brief(Duration::from_millis(400));
    let (port, told) = served(service);
    for (what, bytes, alert) in nuisances {
        let mut nuisance = dial(port);
        nuisance.write_all(&bytes).unwrap();
        // it stays and hangs: the next one is served all the same
        let next = net::connect(&target(port)).unwrap();
        assert!(next.exchanged(), "after {what}: {:?}", next.failure());
        let mut answer = Vec::new();
        nuisance.read_to_end(&mut answer).unwrap();
        match alert {
            Some(alert) => {
                assert_eq!(
                    answer.len(),
                    7,
                    "{what}: an alert in a record, got {answer:02x?}"
                );
                assert_eq!(
                    (answer[0], &answer[5..]),
                    (21, &[2, alert.code()][..]),
                    "{what}"
                );
            }
            None => assert_eq!(answer, [0; 0], "{what}"),
        }
        let reports = [0; 2].map(|_| told.recv_timeout(PATIENCE).unwrap());
        let failed: Vec<_> = reports
            .iter()
            .filter(|report| report.failure().is_some())
            .collect();
        assert_eq!(failed.len(), 1, "{what}");
        assert_eq!(failed[0].alert_of(Side::Server), alert, "{what}");
        assert!(!failed[0].exchanged());
        tiles(&failed[0].trace);
    }
}

#[test]
fn a_crowd_is_served_while_others_stall() {
    let mut service = service(Reply::Echo, 50);
    // the stalled ones are not given up while the crowd is there
    service.timeouts = brief(Duration::from_secs(3600));
    let (port, told) = served(service);
    let stalled: Vec<TcpStream> = (0..30).map(|_| dial(port)).collect();
    let crowd: Vec<_> = (0..20)
        .map(|_| thread::spawn(move || net::connect(&target(port)).unwrap()))
        .collect();
    for client in crowd {
        let report = client.join().unwrap();
        assert!(report.exchanged(), "{:?}", report.failure());
    }
    let ends = |count| (0..count).map(|_| told.recv_timeout(PATIENCE).unwrap());
    for report in ends(20) {
        assert!(report.exchanged(), "a stalled one ended before the crowd");
    }
    drop(stalled);
    for report in ends(30) {
        assert!(!report.exchanged(), "more than the crowd was served");
    }
}

/// Every place is taken by a client that says nothing; one more is served all the same.
#[test]
fn silent_clients_make_room() {
    let more = 2;
    let mut service = service(Reply::Echo, (MAX_CONNECTIONS + more) as u64);
    service.timeouts = brief(Duration::from_secs(3600));
    let (port, told) = served(service);
    let silent: Vec<TcpStream> = (0..MAX_CONNECTIONS).map(|_| dial(port)).collect();
    for _ in 0..more {
        let report = net::connect(&target(port)).unwrap();
        assert!(report.exchanged(), "{:?}", report.failure());
    }
    let reports: Vec<Report> = (0..2 * more - 1)
        .map(|_| told.recv_timeout(PATIENCE).unwrap())
        .collect();
    let room: Vec<&Report> = reports.iter().filter(|report| report.made_room).collect();
    assert!(!room.is_empty());
    for report in room {
        let why = report.failure().unwrap();
        assert!(why.contains("silent"), "{why}");
        tiles(&report.trace);
    }
    drop(silent);
}

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
fn a_server_that_says_nothing_is_given_up() {
    let (port, peer) = peer();
    let mut target = target(port);
    target.timeouts = brief(Duration::from_millis(200));
    let report = net::connect(&target).unwrap();
    assert_eq!(
        report.failure().as_deref(),
        Some("the client waits for ServerHello, and it did not come within 200ms")
    );
    let last = report.trace.steps().last().unwrap();
    assert_eq!(last.key(), "transport_closed");
    assert!(!report.exchanged());
    drop(peer.join().unwrap());
}

#[test]
fn a_server_that_drips_does_not_prolong_the_handshake() {
    let (port, peer) = peer();
    let drip = thread::spawn(move || {
        let mut stream = peer.join().unwrap();
        // a ServerHello that is long in coming; to whom each byte gives more time, it ends by a close
        let beginning = [22_u8, 3, 3, 0x3f, 0xff, 2];
        for byte in beginning.into_iter().chain([0; 500]) {
            if stream.write_all(&[byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    let mut target = target(port);
    target.timeouts = brief(Duration::from_millis(300));
    let report = net::connect(&target).unwrap();
    assert!(
        report.failure().unwrap().contains("within 300ms"),
        "{:?}",
        report.failure()
    );
    drip.join().unwrap();
}

#[test]
fn a_server_that_speaks_something_else_is_named() {
    let (port, peer) = peer();
    let answer = thread::spawn(move || {
        let mut stream = peer.join().unwrap();
        stream.write_all(b"220 mail.example ESMTP\r\n").unwrap();
        // the hello, then our alert, then our end: nothing is lost to a reset
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        all
    });
    let report = net::connect(&target(port)).unwrap();
    let reason = report.failure().unwrap();
    assert!(reason.contains("expected a TLS record"), "{reason}");
    assert!(reason.contains("220 mail.example"), "{reason}");
    let all = answer.join().unwrap();
    let alert = [2, AlertDescription::UnexpectedMessage.code()];
    assert_eq!(
        all[all.len() - 7..],
        [&[21, 3, 1, 0, 2][..], &alert].concat()
    );
}

#[test]
fn a_flood_of_hello_requests_is_not_waited_out() {
    let (port, peer) = peer();
    let flood = thread::spawn(move || {
        let mut stream = peer.join().unwrap();
        // as many as a record holds, and each costs the sender four bytes
        let mut record = vec![22, 3, 3, 0x40, 0];
        record.extend([0; 0x4000]);
        stream.write_all(&record).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        all
    });
    let report = net::connect(&target(port)).unwrap();
    let alert = Some(AlertDescription::UnexpectedMessage);
    assert_eq!(
        report.alert_of(Side::Client),
        alert,
        "{:?}",
        report.failure()
    );
    let steps = report.trace.steps().len();
    assert!(steps < 64, "{steps} steps");
    assert!(flood.join().unwrap().ends_with(&[2, 10]));
}

#[test]
fn a_server_that_goes_away_is_told() {
    let (port, peer) = peer();
    let away = thread::spawn(move || {
        let mut stream = peer.join().unwrap();
        let mut hello = [0; 5];
        stream.read_exact(&mut hello).unwrap();
    });
    let report = net::connect(&target(port)).unwrap();
    assert_eq!(
        report.failure().as_deref(),
        Some("the client waits for ServerHello, and the server reset the connection")
    );
    away.join().unwrap();
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

#[test]
fn an_http_request_that_does_not_end_in_time_is_dropped() {
    let mut service = service(Reply::Http, 2);
    service.timeouts = brief(Duration::from_millis(300));
    let (port, told) = served(service);
    let mut half = target(port);
    half.send = Some(b"GET / HTTP/1.1\r\n".to_vec());
    let client = net::connect(&half).unwrap();
    assert_eq!((client.sent, client.received), (16, 0));
    assert!(
        client
            .trace
            .steps()
            .iter()
            .any(|step| step.key() == "server_close_notify")
    );
    assert_eq!(told.recv_timeout(PATIENCE).unwrap().sent, 0);
    let mut whole = target(port);
    whole.send = Some(b"GET / HTTP/1.1\r\n\r\n".to_vec());
    assert!(net::connect(&whole).unwrap().received > 1000);
}

#[test]
fn who_closes_without_a_word_is_no_reason_to_fail_after_our_close_notify() {
    // curl and others close the connection without answering close_notify; so does this relay
    let (port, told) = served(service(Reply::Echo, 1));
    let (relay_port, relay) = peer();
    let relay = thread::spawn(move || {
        let mut client = relay.join().unwrap();
        let mut server = dial(port);
        let mut back = server.try_clone().unwrap();
        let mut to_client = client.try_clone().unwrap();
        let backwards = thread::spawn(move || {
            let mut buffer = [0; 16384];
            let mut finished = false;
            while let Ok(n @ 1..) = back.read(&mut buffer) {
                // an alert, which after the handshake is close_notify, is kept from the client
                if finished && buffer[0] == 21 {
                    break;
                }
                finished |= buffer[0] == 20;
                to_client.write_all(&buffer[..n]).unwrap();
            }
            to_client.shutdown(Shutdown::Both).unwrap();
        });
        let mut buffer = [0; 16384];
        while let Ok(n @ 1..) = client.read(&mut buffer) {
            server.write_all(&buffer[..n]).unwrap();
        }
        backwards.join().unwrap();
    });
    let report = net::connect(&target(relay_port)).unwrap();
    assert_eq!(*report.trace.outcome(), Outcome::Established);
    assert_eq!(
        report.trace.steps().last().unwrap().key(),
        "client_close_notify"
    );
    assert!(told.recv_timeout(PATIENCE).unwrap().exchanged());
    relay.join().unwrap();
}

#[test]
fn nobody_there_is_said() {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let error = net::connect(&target(port)).unwrap_err();
    assert!(matches!(error, NetError::Refused { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        format!("127.0.0.1:{port} refused the connection: probably no program listens there")
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
