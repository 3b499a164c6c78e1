//! Connections that a reader at the terminal steps through.

use crate::loopback::{listener, peer, served, service, target};
use crate::processes::PATIENCE;
use crate::tiles::tiles;
use premaster::net::{self, Reply, Timeouts};
use premaster::trace::feed::{Feed, Request, Status, Update};
use premaster::trace::{Outcome, Trace};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// The next status, and the trace as it was then.
fn next(feed: &Feed, trace: &mut Option<Arc<Trace>>) -> Status {
    loop {
        match feed.updates.recv_timeout(PATIENCE).unwrap() {
            Update::Status(status) => return status,
            Update::Trace(next) => *trace = Some(next),
        }
    }
}

fn last_key(trace: &Option<Arc<Trace>>) -> &str {
    trace
        .as_ref()
        .unwrap()
        .steps()
        .last()
        .map(|step| step.key())
        .unwrap_or_default()
}

#[test]
fn a_reader_at_the_client_lets_every_flight_go() {
    let (port, told) = served(service(Reply::Echo, 1));
    let mut target = target(port);
    target.send = None;
    let (feed, _driver) = net::connect_live(&target, |_| {}).unwrap();
    let mut trace = None;
    let go = || feed.requests.send(Request::Continue).unwrap();
    assert_eq!(next(&feed, &mut trace), Status::Ready);
    assert_eq!(
        trace.as_ref().unwrap().steps().len(),
        0,
        "nothing has gone out yet"
    );
    go();
    assert_eq!(next(&feed, &mut trace), Status::WaitingForPeer);
    assert_eq!(last_key(&trace), "client_hello");
    assert_eq!(next(&feed, &mut trace), Status::Ready);
    assert_eq!(last_key(&trace), "server_hello_done");
    go();
    assert_eq!(next(&feed, &mut trace), Status::WaitingForPeer);
    assert_eq!(last_key(&trace), "client_finished");
    assert_eq!(next(&feed, &mut trace), Status::Ready);
    assert_eq!(last_key(&trace), "server_finished");
    go();
    assert_eq!(next(&feed, &mut trace), Status::Open);
    assert_eq!(last_key(&trace), "client_check_finished");
    feed.requests
        .send(Request::Send(b"hello".to_vec()))
        .unwrap();
    while last_key(&trace) != "client_open_application_data" {
        match feed.updates.recv_timeout(PATIENCE).unwrap() {
            Update::Trace(next) => trace = Some(next),
            Update::Status(status) => panic!("{status:?}"),
        }
    }
    feed.requests.send(Request::Close).unwrap();
    assert_eq!(next(&feed, &mut trace), Status::Ended("closed".into()));
    assert_eq!(last_key(&trace), "server_close_notify");
    assert!(
        feed.updates.recv_timeout(PATIENCE).is_err(),
        "the session has ended"
    );
    let server = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!((server.sent, server.received), (5, 5));
    tiles(&trace.unwrap());
}

#[test]
fn a_reader_at_the_server_serves_one_after_the_other() {
    let (listener, port) = listener();
    let (feed, _driver) = net::serve_live(service(Reply::Echo, 2), listener, |_| {}).unwrap();
    let mut trace = None;
    for _ in 0..2 {
        let address = format!("127.0.0.1:{port}");
        assert_eq!(next(&feed, &mut trace), Status::Listening(address));
        let client = thread::spawn(move || net::connect(&target(port)).unwrap());
        assert_eq!(next(&feed, &mut trace), Status::WaitingForPeer);
        assert_eq!(trace.as_ref().unwrap().steps().len(), 0, "a new trace");
        let mut flights = 0;
        loop {
            match next(&feed, &mut trace) {
                Status::Ready => {
                    flights += 1;
                    feed.requests.send(Request::Continue).unwrap();
                }
                Status::Ended(how) => {
                    assert_eq!(how, "closed");
                    break;
                }
                Status::WaitingForPeer | Status::Open => {}
                Status::Listening(_) | Status::Recorded(_) => panic!("it has not ended"),
            }
        }
        assert!(flights >= 2, "both flights were held back");
        assert!(client.join().unwrap().exchanged());
        assert_eq!(last_key(&trace), "server_close_notify");
    }
    assert!(
        feed.updates.recv_timeout(PATIENCE).is_err(),
        "it has ended after two"
    );
}

#[test]
fn both_readers_may_take_their_time() {
    let (listener, port) = listener();
    let mut patient = service(Reply::Echo, 1);
    patient.timeouts = Timeouts::stepping(Duration::from_secs(1));
    let (server, _driver) = net::serve_live(patient, listener, |_| {}).unwrap();
    let mut target = target(port);
    target.timeouts = Timeouts::stepping(Duration::from_secs(1));
    let (client, _driver) = net::connect_live(&target, |_| {}).unwrap();
    let step = |feed: Feed| {
        thread::spawn(move || {
            let mut trace = None;
            loop {
                match next(&feed, &mut trace) {
                    Status::Ready => {
                        thread::sleep(Duration::from_millis(500));
                        feed.requests.send(Request::Continue).unwrap();
                    }
                    // the other one may have closed first
                    Status::Open => drop(feed.requests.send(Request::Close)),
                    Status::Ended(how) => return (how, trace.unwrap()),
                    _ => {}
                }
            }
        })
    };
    for side in [step(client), step(server)] {
        let (how, trace) = side.join().unwrap();
        assert_eq!(how, "closed");
        assert_eq!(*trace.outcome(), Outcome::Established);
    }
}

#[test]
fn a_reader_who_leaves_ends_the_connection() {
    let (port, told) = served(service(Reply::Echo, 2));
    // before the first flight
    let (feed, driver) = net::connect_live(&target(port), |_| {}).unwrap();
    drop(feed);
    driver.part();
    let left = told.recv_timeout(PATIENCE).unwrap();
    assert!(
        left.failure()
            .unwrap()
            .contains("ended without close_notify")
    );
    // when it is open
    let (keep, kept) = mpsc::channel();
    let ended = move |trace: &Trace| keep.send(trace.steps().len()).unwrap();
    let (feed, driver) = net::connect_live(&target(port), ended).unwrap();
    let mut trace = None;
    loop {
        match next(&feed, &mut trace) {
            Status::Ready => feed.requests.send(Request::Continue).unwrap(),
            Status::Open => break,
            _ => {}
        }
    }
    drop(feed);
    driver.part();
    let left = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(
        *left.trace.outcome(),
        Outcome::Established,
        "it was closed in order"
    );
    let steps = trace.unwrap().steps().len();
    assert!(
        kept.try_recv().unwrap() > steps,
        "the whole trace is handed on"
    );

    let (listener, port) = listener();
    let (feed, driver) = net::serve_live(service(Reply::Echo, 9), listener, |_| {}).unwrap();
    drop(feed);
    driver.part();
    assert!(
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err(),
        "it goes on listening"
    );
}

#[test]
fn a_reader_may_give_the_handshake_up() {
    let (port, peer) = peer();
    let (feed, _driver) = net::connect_live(&target(port), |_| {}).unwrap();
    let mut trace = None;
    assert_eq!(next(&feed, &mut trace), Status::Ready);
    feed.requests.send(Request::Continue).unwrap();
    assert_eq!(next(&feed, &mut trace), Status::WaitingForPeer);
    feed.requests.send(Request::Close).unwrap();
    // the peer does not close either; that is waited for a moment only
    let how = Status::Ended("the user ended the handshake".into());
    assert_eq!(next(&feed, &mut trace), how);
    assert_eq!(last_key(&trace), "transport_closed");
    drop(peer);
}
