//! Our own ends in this process: a client, a server, and peers at which the test itself sits.

use crate::processes::PATIENCE;
use premaster::net::{self, Address, Identity, Listener, Reply, Report, Service, Target, Timeouts};
use premaster::pki::{UnixTime, demo};
use premaster::protocol::{Suite, Switches, Versions};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// The time on every clock.
pub const NOON: UnixTime = UnixTime(1_795_262_400);

/// So long for everything.
pub fn brief(time: Duration) -> Timeouts {
    Timeouts {
        idle: time,
        ..Timeouts::through(time)
    }
}

/// The demonstration server at a port, greeted with `hello`.
pub fn target(port: u16) -> Target {
    Target {
        versions: Versions::default(),
        falls_back: false,
        resumes: false,
        switches: Switches {
            renegotiation_info: true,
            ..Switches::default()
        },
        address: Address {
            host: "127.0.0.1".into(),
            port,
        },
        server_name: "shop.example".into(),
        anchors: demo::certificates(&["root.pem"]),
        revocation_lists: [].into(),
        identity: None,
        accept_any_certificate: false,
        suites: Suite::defaults().collect(),
        send: Some(b"hello".to_vec()),
        clock: NOON,
        timeouts: Timeouts::default(),
    }
}

/// The demonstration server for so many connections.
pub fn service(reply: Reply, count: u64) -> Service {
    Service {
        versions: Versions::default(),
        identity: Identity::demonstration(),
        sessions: None,
        ticket_keys: None,
        switches: Switches {
            renegotiation_info: true,
            ..Switches::default()
        },
        suites: Suite::defaults().collect(),
        client_auth: premaster::net::ClientAuth::None,
        reply,
        count: Some(count),
        records_all: false,
        clock: || NOON,
        randomness: net::Randomness::System,
        timeouts: Timeouts::default(),
    }
}

/// A free port.
pub fn listener() -> (Listener, u16) {
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap()).unwrap();
    let port = listener.address().port();
    (listener, port)
}

/// A server in a thread, and what it tells of its connections.
pub fn served(service: Service) -> (u16, Receiver<Report>) {
    let (listener, port) = listener();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        net::serve(service, &listener, move |report| {
            tell.send(report.unwrap()).unwrap()
        });
    });
    (port, told)
}

/// A peer at which the test itself sits: what connects to the port is handed over.
pub fn peer() -> (u16, thread::JoinHandle<TcpStream>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    (port, thread::spawn(move || listener.accept().unwrap().0))
}

/// A connection to a port.
pub fn dial(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}
