//! Clients that send nonsense, or say nothing: the server answers with the right alert, and others are served
//! all the same.

use crate::loopback::{brief, dial, served, service, target};
use crate::processes::PATIENCE;
use crate::tiles::tiles;
use premaster::net::{self, MAX_CONNECTIONS, Reply, Report};
use premaster::trace::Side;
use premaster::wire::AlertDescription;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

/// A client that misbehaves: what it does, the bytes that it sends, the alert that answers them.
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
