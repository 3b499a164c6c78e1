//! Servers that are not there, say nothing, speak something else or leave: what our client says of it.

use crate::loopback::{brief, dial, peer, served, service, target};
use crate::processes::PATIENCE;
use premaster::net::{self, NetError, Reply};
use premaster::trace::{Outcome, Side};
use premaster::wire::AlertDescription;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener};
use std::thread;
use std::time::Duration;

#[test]
fn a_port_on_which_no_program_listens_is_named() {
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
        // a ServerHello that is long in coming: a client that allows more time after each byte would wait for
        // all of it
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
fn a_server_may_close_without_a_word_after_our_close_notify() {
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
