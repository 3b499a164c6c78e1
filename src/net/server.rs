//! Our end as the server: connection after connection.

use super::Timeouts;
use super::address::Address;
use super::error::NetError;
use super::link::{self, Heard, Link, Recording};
use super::live::{self, Driver, Reader};
use super::place::{Place, Places, Presence};
use super::reply::{Part, Reply};
use super::report::Report;
use crate::crypto::random::{self, SeededRng};
use crate::crypto::ticket::TicketKeys;
use crate::endpoint::{ClientAuth, Identity, Progress, Server, ServerConfig, SessionCache};
use crate::pki::time::UnixTime;
use crate::protocol::{Suite, Switches, Versions};
use crate::said;
use crate::trace::feed::{Feed, Status};
use crate::trace::{Run, RunKind, Side, Trace};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait after an error of accepting, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Service {
    /// The server's certificates and private key.
    pub identity: Identity,
    /// Whether it asks the client for a certificate.
    pub client_auth: ClientAuth,
    /// The versions that it accepts.
    pub versions: Versions,
    /// The suites that it accepts.
    pub suites: Vec<&'static Suite>,
    /// What it agrees to beyond RFC 5246 if a client asks for it.
    pub switches: Switches,
    /// Where it remembers sessions, if it does.
    pub sessions: Option<Arc<SessionCache>>,
    /// The keys of the tickets that it gives to clients that ask for one, if it does.
    pub ticket_keys: Option<Arc<TicketKeys>>,
    /// What it answers.
    pub reply: Reply,
    /// The number of connections after which it ends; `None` for no limit.
    pub count: Option<u64>,
    /// Whether all application data is recorded if no one steps through a connection, and not only its
    /// beginning. A connection then ends after [`MAX_STEPS`](super::MAX_STEPS) at the latest.
    pub records_all: bool,
    /// Reads the clock, once for each connection.
    pub clock: fn() -> UnixTime,
    /// Where its random numbers come from.
    pub randomness: Randomness,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

/// Where the random numbers of a server come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Randomness {
    /// From the operating system.
    System,
    /// From a seed, so that a connection can be [served again](super::serve_again). They protect nothing.
    Seeded {
        /// The seed.
        seed: u64,
        /// How many streams of numbers there are. The connections use them in turn.
        streams: u64,
    },
}

impl Randomness {
    /// The numbers of a connection, the first of which has number 0.
    fn of(self, number: u64) -> Result<SeededRng, NetError> {
        match self {
            Randomness::System => Ok(random::from_os()?),
            Randomness::Seeded { seed, streams } => {
                Ok(random::seeded(seed, number % streams.max(1)))
            }
        }
    }
}

/// New keys for the tickets of a server.
///
/// # Errors
/// [`NetError`] when the operating system has no random bytes.
pub fn ticket_keys() -> Result<TicketKeys, NetError> {
    Ok(TicketKeys::generate(&mut random::from_os()?))
}

/// A port that is listened on.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Listens on an address; port 0 lets the system choose one.
    ///
    /// # Errors
    /// [`NetError::Listen`] when the address is not ours or is taken.
    pub fn bind(address: &Address) -> Result<Self, NetError> {
        let bind = || {
            let listener = TcpListener::bind((address.host.as_str(), address.port))?;
            let address = listener.local_addr()?;
            Ok(Listener { listener, address })
        };
        bind().map_err(|source| NetError::Listen {
            address: address.clone(),
            source,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }
}

/// Serves connections, each in a thread of its own so that none waits for another, up to
/// [`MAX_CONNECTIONS`](super::MAX_CONNECTIONS) at once: with one more, the client that has been silent
/// for the longest makes room. `tell` is called for each when it has ended, from several threads.
/// Returns when as many have ended as the service says.
pub fn serve(
    service: Service,
    listener: &Listener,
    tell: impl Fn(Result<Report, NetError>) + Send + Sync + 'static,
) {
    let (service, tell) = (Arc::new(service), Arc::new(tell));
    let places = Arc::new(Places::default());
    let mut left = service.count;
    let mut numbers = 0..;
    while left != Some(0) {
        let Ok((stream, peer)) = listener.listener.accept() else {
            thread::sleep(ACCEPT_PAUSE);
            continue;
        };
        left = left.map(|left| left - 1);
        let place = match Place::take(&places, &stream) {
            Ok(place) => place,
            Err(error) => {
                tell(Err(NetError::System(error)));
                continue;
            }
        };
        let (service, tell_too) = (service.clone(), tell.clone());
        let number = numbers.next().unwrap_or_default();
        let begun = thread::Builder::new()
            .name(format!("connection {peer}"))
            .spawn(move || {
                tell_too(attend(&service, number, stream, peer, place.presence()));
            });
        if let Err(error) = begun {
            tell(Err(NetError::System(error)));
        }
    }
    places.wait_until_empty();
}

/// Serves one connection after the other to a reader at the terminal, each in a new trace, which `ended` gets
/// when it is over. Ends
/// when the feed is dropped, or after as many connections as the service says; [`Driver::part`]
/// then lets the last connection be closed in order.
///
/// # Errors
/// [`NetError::System`] if no thread can be started.
pub fn serve_live(
    service: Service,
    listener: Listener,
    ended: impl Fn(&Trace) + Send + 'static,
) -> Result<(Feed, Driver), NetError> {
    listener
        .listener
        .set_nonblocking(true)
        .map_err(NetError::System)?;
    let (reader, feed) = Reader::new();
    let serve = move || {
        let mut left = service.count;
        let mut numbers = 0..;
        while left != Some(0) {
            reader.tell(Status::Listening(listener.address.to_string()));
            let Some((stream, peer)) = accept(&listener, &reader) else {
                return;
            };
            left = left.map(|left| left - 1);
            let number = numbers.next().unwrap_or_default();
            match link(&service, number, stream, peer) {
                Ok(link) => {
                    let part = Part::answers(service.reply.clone());
                    live::end(live::session(link, part, &reader), &reader, &ended);
                }
                Err(error) => reader.tell(Status::Ended(error.to_string())),
            }
        }
    };
    Ok((feed, Driver::start(serve)?))
}

/// The next connection; `None` when the reader has gone.
fn accept(listener: &Listener, reader: &Reader) -> Option<(TcpStream, SocketAddr)> {
    loop {
        match listener.listener.accept() {
            Ok(accepted) => return Some(accepted),
            Err(_) => thread::sleep(ACCEPT_PAUSE),
        }
        if reader.has_gone() {
            return None;
        }
    }
}

/// Our end of a connection with a number.
pub(super) fn server(service: &Service, number: u64, clock: UnixTime) -> Result<Server, NetError> {
    Ok(Server::new(ServerConfig {
        switches: service.switches,
        sessions: service.sessions.clone(),
        ticket_keys: service.ticket_keys.clone(),
        versions: service.versions,
        rng: service.randomness.of(number)?,
        clock,
        suites: service.suites.clone(),
        identity: service.identity.clone(),
        client_auth: service.client_auth.clone(),
    }))
}

/// A connection with a client as a run.
pub(super) fn run(peer: &str, clock: UnixTime) -> Run {
    Run {
        scenario: "serve".into(),
        description: said!("net.run.with_client", peer).to_string(),
        kind: RunKind::Connection {
            ours: Side::Server,
            peer: peer.to_owned(),
        },
        seed: None,
        clock,
        server_name: None,
    }
}

fn link(
    service: &Service,
    number: u64,
    stream: TcpStream,
    peer: SocketAddr,
) -> Result<Link, NetError> {
    let clock = (service.clock)();
    let server = server(service, number, clock)?;
    let run = run(&peer.to_string(), clock);
    link::prepare(&stream).map_err(NetError::System)?;
    let link = Link::new(
        Box::new(server),
        stream,
        Recording::new(run),
        service.timeouts,
    );
    Ok(link.bringing(&service.identity))
}

/// One connection, from its first byte to its last.
fn attend(
    service: &Service,
    number: u64,
    stream: TcpStream,
    peer: SocketAddr,
    presence: Arc<Presence>,
) -> Result<Report, NetError> {
    let mut link = link(service, number, stream, peer)?.unattended(presence, service.records_all);
    let timeouts = service.timeouts;
    let start = Instant::now();
    if !link.handshake(start + timeouts.handshake) {
        return Ok(link.finish());
    }
    let mut part = Part::answers(service.reply.clone());
    // A whole request must arrive in time; other conversations have no such limit.
    let end = match part.hurries() {
        true => Instant::now() + timeouts.handshake,
        false => start + timeouts.total,
    };
    let mut closing = false;
    while link.settle() != Progress::Ended {
        let data = link.take_received();
        if !data.is_empty() && !closing {
            let answer = part.answer(data, link.trace());
            link.send(&answer.data);
            closing = answer.close;
            if !closing {
                continue;
            }
        }
        let deadline = end.min(Instant::now() + timeouts.idle);
        if closing || link.is_full() || link.read(deadline) == Heard::Nothing {
            link.say_farewell();
            break;
        }
    }
    link.take_received();
    Ok(link.finish())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use std::io;

    #[test]
    fn a_port_that_is_taken_is_said() {
        let local: Address = "127.0.0.1:0".parse().unwrap();
        let first = Listener::bind(&local).unwrap();
        assert!(first.is_loopback());
        assert_ne!(first.address().port(), 0);
        let taken: Address = first.address().to_string().parse().unwrap();
        let error = Listener::bind(&taken).unwrap_err();
        let NetError::Listen { address, source } = error else {
            panic!("{error}");
        };
        assert_eq!(address, taken);
        assert_eq!(source.kind(), io::ErrorKind::AddrInUse);
    }
}
