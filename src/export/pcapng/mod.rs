//! A run as a capture (pcapng), with the secrets that decrypt it: Wireshark, tshark and others open it like
//! one that was taken on a network.
//!
//! The records are those of the run, as they arrived: what an attacker changed is changed, and what an
//! attacker dropped is missing. A comment on the packet says so. Everything around the records is made up, and
//! the same in every run: addresses for documentation, TCP with its handshake, acknowledgments and end, and
//! times, which begin with the run's clock. Each connection of the run is a TCP connection.
//!
//! A file is begun by [`begin`], and each run that is added by [`append`] has its own secrets, so that a server
//! can add one connection after the other.

mod block;
mod conversation;
mod packet;

use super::keylog;
use crate::crypto::hash::HashAlgorithm;
use crate::said;
use crate::trace::{
    CheckName, Connection, Crossing, Fate, Outcome, RunKind, Side, Step, Trace, ValueName,
};
use conversation::{Conversation, End};
pub use packet::Address;
use packet::{CLIENT_IP, SERVER_IP};
use std::io::{self, Write};

/// The server's port, where the run has none.
pub const HTTPS: u16 = 443;
/// The client's port on the first connection of a simulation: the first of the dynamic ones (RFC 6335 §6).
const FIRST_CLIENT_PORT: u16 = 49_152;
const MICROSECONDS: u64 = 1_000_000;

/// Writes a whole run.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace) -> io::Result<()> {
    begin(out)?;
    append(out, trace, HTTPS)
}

/// Writes a whole run without secrets and comments, as an observer sees it: on the way to the receiver, or at the end
/// of one side, where what that side has sent is as it was sent.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_observed(out: &mut impl Write, trace: &Trace, end: Option<Side>) -> io::Result<()> {
    begin(out)?;
    let mut time = begins(trace);
    for connection in trace.connections() {
        let ends = ends(trace, connection, HTTPS);
        let seen = Seen {
            comments: false,
            end,
        };
        time = converse(out, trace, connection, ends, time, seen)?;
        time = time.saturating_add(MICROSECONDS);
    }
    Ok(())
}

/// What of a connection is written.
#[derive(Clone, Copy)]
struct Seen {
    /// Whether comments say which step a packet belongs to.
    comments: bool,
    /// The side at whose end it was seen; `None` for what arrived.
    end: Option<Side>,
}

/// Begins a file: its header, and the interface on which the packets are seen.
///
/// # Errors
/// Whatever `out` fails with.
pub fn begin(out: &mut impl Write) -> io::Result<()> {
    let program = concat!("premaster ", env!("CARGO_PKG_VERSION"));
    let comment = said!("export.pcapng.section").to_string();
    block::section_header(out, program, &comment)?;
    block::interface(out, "premaster")
}

/// Adds the secrets and the packets of a run. `port` is the server's; where our client was connected to a real
/// server, it is that server's own.
///
/// # Errors
/// Whatever `out` fails with.
pub fn append(out: &mut impl Write, trace: &Trace, port: u16) -> io::Result<()> {
    let mut secrets = Vec::new();
    keylog::write(&mut secrets, trace)?;
    if !secrets.is_empty() {
        block::secrets(out, &secrets)?;
    }
    let mut time = begins(trace);
    let seen = Seen {
        comments: true,
        end: None,
    };
    for connection in trace.connections() {
        let ends = ends(trace, connection, port);
        time = converse(out, trace, connection, ends, time, seen)?;
        // a further connection begins a second later
        time = time.saturating_add(MICROSECONDS);
    }
    Ok(())
}

/// Adds the packets of one connection, without its secrets and without comments, between these ends, client
/// first. `begins` is the time of the first packet, in microseconds since 1970.
///
/// # Errors
/// Whatever `out` fails with.
pub fn append_bare(
    out: &mut impl Write,
    trace: &Trace,
    connection: &Connection,
    ends: [Address; 2],
    begins: u64,
) -> io::Result<()> {
    let seen = Seen {
        comments: false,
        end: None,
    };
    converse(out, trace, connection, ends, begins, seen).map(|_| ())
}

/// The time of the first packet, in microseconds since 1970.
fn begins(trace: &Trace) -> u64 {
    let clock = u64::try_from(trace.run().clock.0).unwrap_or_default();
    clock.saturating_mul(MICROSECONDS)
}

/// The ends of a connection, client first.
fn ends(trace: &Trace, connection: &Connection, port: u16) -> [Address; 2] {
    let [client, server] = ports(trace, connection, port);
    let ends = [(CLIENT_IP, client), (SERVER_IP, server)];
    ends.map(|(ip, port)| Address { ip, port })
}

/// The ports of a connection, client first. That of a real peer is its own.
fn ports(trace: &Trace, connection: &Connection, server: u16) -> [u16; 2] {
    let number = u16::try_from(connection.id.0).unwrap_or_default();
    let client = FIRST_CLIENT_PORT.saturating_add(number);
    match &trace.run().kind {
        RunKind::Simulation | RunKind::Derivation => [client, server],
        RunKind::Connection { ours, peer } => match ours {
            Side::Client => [client, port_of(peer).unwrap_or(server)],
            Side::Server => [port_of(peer).unwrap_or(client), server],
        },
        RunKind::Capture {
            client: captured_client,
            server: captured_server,
            ..
        } => [
            port_of(captured_client).unwrap_or(client),
            port_of(captured_server).unwrap_or(server),
        ],
    }
}

/// The port at the end of an address.
fn port_of(address: &str) -> Option<u16> {
    let (_, port) = address.rsplit_once(':')?;
    port.parse().ok()
}

/// One connection. Returns the time of its last packet.
fn converse(
    out: &mut impl Write,
    trace: &Trace,
    connection: &Connection,
    ends: [Address; 2],
    time: u64,
    seen: Seen,
) -> io::Result<u64> {
    let crossings = trace.crossings(connection.id);
    let sequence = sequence_numbers(trace, connection);
    let mut conversation = Conversation::begin(out, ends, sequence, time)?;
    for crossing in &crossings {
        if seen.comments {
            conversation.remark(comment(crossing));
        }
        let sent = match seen.end == Some(crossing.sender) {
            true => crossing.sent(),
            false => crossing.bytes,
        };
        if let Some(bytes) = sent {
            conversation.say(crossing.sender, bytes)?;
        }
    }
    conversation.end(end(trace, connection, &crossings))
}

/// What the comment of a packet says: the step, and what an attacker did.
fn comment(crossing: &Crossing<'_>) -> String {
    let step = crossing.step;
    let (number, title) = (step.index + 1, step.title());
    let fate = match step.fate() {
        Fate::Repeated if crossing.copy => Some(said!("export.pcapng.copy")),
        Fate::Delivered | Fate::Repeated | Fate::CopyOf(_) | Fate::PartOf(_) => None,
        Fate::Changed => Some(said!("export.pcapng.changed")),
        Fate::Dropped => Some(said!("export.pcapng.dropped")),
        Fate::HeldBack => Some(said!("export.pcapng.held_back")),
        Fate::Cut => Some(said!("export.pcapng.cut")),
        Fate::Replayed => Some(said!("export.pcapng.replayed")),
    };
    said!("export.pcapng.step", number, title, fate).to_string()
}

/// The initial sequence numbers of TCP, client first. They look random, and are the same in every run.
fn sequence_numbers(trace: &Trace, connection: &Connection) -> [u32; 2] {
    let random = trace.first(connection.id, ValueName::ClientRandom);
    let random = random.map_or(&[][..], |random| &random.bytes);
    // with a broken generator the random is the same on another connection
    let seed = trace.run().seed.unwrap_or_default();
    let (seed, number) = (seed.to_be_bytes(), connection.id.0.to_be_bytes());
    let hash = HashAlgorithm::Sha256.digest(&[random, &seed, &number].concat());
    let at = |at: usize| {
        let bytes = hash.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        u32::from_be_bytes(bytes.unwrap_or_default())
    };
    [at(0), at(4)]
}

/// How the TCP connection ends.
fn end(trace: &Trace, connection: &Connection, crossings: &[Crossing<'_>]) -> End {
    let cut = crossings.iter().find(|one| one.step.fate() == Fate::Cut);
    if let Some(cut) = cut {
        return End::Finished(cut.sender);
    }
    match &connection.outcome {
        Outcome::Running => End::None,
        Outcome::Established => End::Finished(first_to_close(crossings)),
        Outcome::Failed {
            alert: Some(sent), ..
        } => End::Finished(sent.side),
        Outcome::Failed { alert: None, .. } => {
            let steps = trace.steps().iter();
            let mut own = steps.filter(|step| step.connection == connection.id);
            own.find(|step| step.failure.is_some())
                .map_or(End::None, given_up)
        }
    }
}

/// The side that sends the first close_notify; the client if none does.
fn first_to_close(crossings: &[Crossing<'_>]) -> Side {
    let mut closing = crossings.iter().filter(|one| one.step.closes());
    closing.next().map_or(Side::Client, |one| one.sender)
}

/// How a connection ends if a side gives up without an alert: because its peer has ended it, or because it
/// has waited too long.
fn given_up(step: &Step) -> End {
    let Some(side) = Side::BOTH
        .into_iter()
        .find(|side| step.actor.includes(*side))
    else {
        return End::None;
    };
    let fails = |name| {
        let mut checks = step.checks.iter();
        checks.any(|check| check.name == name && !check.passed)
    };
    if fails(CheckName::Reset) {
        End::Reset(side.peer())
    } else if fails(CheckName::Patience) {
        End::Finished(side)
    } else {
        End::Finished(side.peer())
    }
}
