//! Our end as the client.

use super::Timeouts;
use super::address::Address;
use super::error::NetError;
use super::link::{self, Heard, Link, Recording};
use super::live::{self, Driver, Reader};
use super::reply::Part;
use super::report::Report;
use crate::crypto::random;
use crate::endpoint::config::CERTIFICATE_ALGORITHMS;
use crate::endpoint::{Client, ClientConfig, Identity, Progress, Session};
use crate::label;
use crate::pki::certificate::Certificate;
use crate::pki::revocation::RevocationList;
use crate::pki::time::UnixTime;
use crate::protocol::{Suite, Switches, Versions};
use crate::said;
use crate::trace::feed::{Feed, Status};
use crate::trace::{Run, RunKind, Side, Trace};
use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Once an answer has begun to arrive, a silence of this length is its end.
const SILENCE: Duration = Duration::from_millis(500);

/// What to connect to, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where.
    pub address: Address,
    /// The name to ask for (server_name), and to expect in the certificate.
    pub server_name: String,
    /// The certificates that are trusted.
    pub anchors: Arc<[Certificate]>,
    /// The revocation lists at hand; with none, revocation is not checked.
    pub revocation_lists: Arc<[RevocationList]>,
    /// What is sent if the server asks for a certificate.
    pub identity: Option<Identity>,
    /// Whether to go on if the server's certificate fails a check.
    pub accept_any_certificate: bool,
    /// The versions that are accepted. The newest is offered.
    pub versions: Versions,
    /// Whether to say that a newer version was refused before (TLS_FALLBACK_SCSV, RFC 7507).
    pub falls_back: bool,
    /// The suites that are offered, the preferred first.
    pub suites: Vec<&'static Suite>,
    /// What it asks for beyond RFC 5246.
    pub switches: Switches,
    /// Whether a second connection follows, which resumes the session of the first.
    pub resumes: bool,
    /// What is sent once the handshake is complete.
    pub send: Option<Vec<u8>>,
    /// The time on the client's clock.
    pub clock: UnixTime,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

/// Connects, makes the handshake, sends, receives until the server is silent, and closes.
///
/// # Errors
/// [`NetError`] when there is no TCP connection. Everything after that is in the report.
pub fn connect(target: &Target) -> Result<Report, NetError> {
    let mut link = dial(target)?;
    converse(&mut link, target);
    let Some(session) = link.session().filter(|_| target.resumes) else {
        return Ok(link.finish());
    };
    match dial_again(target, session, link) {
        Ok(mut link) => {
            converse(&mut link, target);
            Ok(link.finish())
        }
        Err((error, first)) => Ok(Report {
            not_again: Some(Arc::new(error)),
            ..first.finish()
        }),
    }
}

/// The whole of a connection, up to its end.
fn converse(link: &mut Link, target: &Target) {
    let timeouts = target.timeouts;
    let start = Instant::now();
    if !link.handshake(start + timeouts.handshake) {
        return;
    }
    if let Some(data) = &target.send {
        link.send(data);
    }
    let mut deadline = Instant::now() + timeouts.reply;
    while link.settle() != Progress::Ended {
        if !link.take_received().is_empty() {
            deadline = (Instant::now() + SILENCE).min(start + timeouts.total);
        }
        if link.is_full() || link.read(deadline) == Heard::Nothing {
            link.say_farewell();
            break;
        }
    }
    link.take_received();
}

/// Connects, and leaves the rest to a reader at the terminal. `ended` gets the trace when all is over. Once the feed is dropped,
/// [`Driver::part`] lets the connection be closed in order.
///
/// # Errors
/// [`NetError`] when there is no TCP connection.
pub fn connect_live(
    target: &Target,
    ended: impl FnOnce(&Trace) + Send + 'static,
) -> Result<(Feed, Driver), NetError> {
    let link = dial(target)?;
    let target = target.clone();
    let (reader, feed) = Reader::new();
    let driver = Driver::start(move || {
        let part = || Part::Says(target.send.clone());
        let link = live::session(link, part(), &reader);
        let session = link
            .session()
            .filter(|_| target.resumes && !reader.has_gone());
        let Some(session) = session else {
            return live::end(link, &reader, ended);
        };
        match dial_again(&target, session, link) {
            Ok(link) => live::end(live::session(link, part(), &reader), &reader, ended),
            Err((error, first)) => {
                live::end(*first, &reader, ended);
                reader.tell(Status::Ended(error.to_string()));
            }
        }
    })?;
    Ok((feed, driver))
}

/// A TCP connection with a client on it that has not begun.
fn dial(target: &Target) -> Result<Link, NetError> {
    let (stream, peer, client) = reach(target, None)?;
    let run = Run {
        scenario: format!("connect {}", target.address),
        description: said!("net.run.with_server", peer = peer.to_string()).to_string(),
        kind: RunKind::Connection {
            ours: Side::Client,
            peer: peer.to_string(),
        },
        seed: None,
        clock: target.clock,
        server_name: Some(target.server_name.clone()),
    };
    let recording = Recording::new(run);
    Ok(Link::new(
        Box::new(client),
        stream,
        recording,
        target.timeouts,
    ))
}

/// A further connection, which resumes a session of the first and goes on with its recording. Where there is none,
/// the first comes back with the error.
fn dial_again(
    target: &Target,
    session: Session,
    first: Link,
) -> Result<Link, (NetError, Box<Link>)> {
    match reach(target, Some(session)) {
        Ok((stream, _, client)) => {
            let recording = first.hand_over();
            Ok(Link::new(
                Box::new(client),
                stream,
                recording,
                target.timeouts,
            ))
        }
        Err(error) => Err((error, Box::new(first))),
    }
}

/// A TCP connection, the server's address, and a client that may resume a session.
fn reach(
    target: &Target,
    session: Option<Session>,
) -> Result<(TcpStream, SocketAddr, Client), NetError> {
    let rng = random::from_os()?;
    let (stream, peer) = tcp(&target.address, target.timeouts.connect)?;
    link::prepare(&stream).map_err(NetError::System)?;
    let client = Client::new(ClientConfig {
        session,
        wants_ticket: target.resumes,
        switches: target.switches,
        versions: target.versions,
        falls_back: target.falls_back,
        rng,
        clock: target.clock,
        signature_algorithms: CERTIFICATE_ALGORITHMS.to_vec(),
        suites: target.suites.clone(),
        server_name: target.server_name.clone(),
        anchors: target.anchors.clone(),
        revocation_lists: target.revocation_lists.clone(),
        identity: target.identity.clone(),
        accept_any_certificate: target.accept_any_certificate,
    });
    Ok((stream, peer, client))
}

/// Tries each address of the host in turn; the time is for all of them together.
fn tcp(address: &Address, time: Duration) -> Result<(TcpStream, SocketAddr), NetError> {
    let deadline = Instant::now() + time;
    let mut failure = NetError::Unresolved {
        host: address.host.clone(),
        source: io::Error::new(io::ErrorKind::NotFound, label!("net.no_address")),
    };
    let candidates = resolve(address, time)?;
    for (index, candidate) in candidates.iter().enumerate() {
        let rest = u32::try_from(candidates.len() - index).unwrap_or(u32::MAX);
        let left = deadline.saturating_duration_since(Instant::now()) / rest;
        let tried = match left.is_zero() {
            true => Err(io::ErrorKind::TimedOut.into()),
            false => TcpStream::connect_timeout(candidate, left),
        };
        failure = match tried {
            Ok(stream) => return Ok((stream, *candidate)),
            Err(error) => not_connected(address, time, error),
        };
    }
    Err(failure)
}

fn not_connected(address: &Address, after: Duration, source: io::Error) -> NetError {
    let address = address.clone();
    match source.kind() {
        io::ErrorKind::ConnectionRefused => NetError::Refused { address },
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            NetError::TimedOut { address, after }
        }
        _ => NetError::Unreachable { address, source },
    }
}

/// Asks the system, in a thread of its own, because the call has no time limit.
fn resolve(address: &Address, time: Duration) -> Result<Vec<SocketAddr>, NetError> {
    let (answer, answers) = mpsc::channel();
    let asked = (address.host.clone(), address.port);
    thread::Builder::new()
        .name("resolver".into())
        .spawn(move || {
            let found = asked.to_socket_addrs().map(Iterator::collect);
            // If it took too long, no one is waiting any more.
            let _ = answer.send(found);
        })
        .map_err(NetError::System)?;
    let host = address.host.clone();
    match answers.recv_timeout(time) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(source)) => Err(NetError::Unresolved { host, source }),
        Err(_) => Err(NetError::ResolvingTimedOut { host, after: time }),
    }
}
