//! The task in which students write a client: the server for it, and its connections served again to be marked.

use super::homework::bytes_of;
use premaster::capture::streams::{Spoken, streams};
use premaster::lesson::grade::{Attempt, Grader, Handed};
use premaster::lesson::homework::{CONNECTIONS, Served};
use premaster::net::{self, ClientAuth, Identity, MAX_INPUT, Randomness, Reply, Service, Timeouts};
use premaster::pki::time::UnixTime;
use premaster::protocol::{Side, Switches, Versions};
use premaster::said;
use premaster::wire::ProtocolVersion;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// How a pcapng file begins, which is what the server writes.
const PCAPNG: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
/// How many connections of a file are looked at, from the last one back.
const MOST: usize = 1024;
/// The type of ServerHello, behind the header of its record, and where its random is (RFC 5246 §7.4.1.3).
const SERVER_HELLO: (usize, u8) = (5, 2);
const SERVER_RANDOM: Range<usize> = 11..43;

/// The server of a student: everything that could differ from one run to the next is fixed.
pub(super) fn service(served: &Served) -> Service {
    Service {
        identity: Identity::demonstration(),
        client_auth: ClientAuth::None,
        versions: Versions::only(ProtocolVersion::Tls12),
        suites: served.suite().into_iter().collect(),
        switches: Switches {
            renegotiation_info: true,
            ..Switches::default()
        },
        sessions: None,
        ticket_keys: None,
        reply: Reply::Echo,
        count: None,
        records_all: true,
        clock: UnixTime::now,
        randomness: Randomness::Seeded {
            seed: served.seed(),
            streams: Served::STREAMS,
        },
        timeouts: Timeouts::default(),
    }
}

/// What lies beside a sheet: `own-client.pcapng` beside `answers.txt`, and `mm42.pcapng` beside `mm42.txt`.
pub(super) fn handed_in(sheet: &Path, answers: &str, student: &str, grader: &Grader<'_>) -> Handed {
    let file = beside(sheet, answers);
    if !file.exists() {
        return Handed::Nothing;
    }
    match read(&file) {
        Ok(connections) => {
            let latest = connections.len().saturating_sub(MOST);
            let again = connections[latest..].iter();
            Handed::Connections(
                again
                    .filter_map(|one| attempt(one, student, grader))
                    .collect(),
            )
        }
        Err(why) => Handed::Unreadable(why),
    }
}

fn beside(sheet: &Path, answers: &str) -> PathBuf {
    match sheet.file_name().is_some_and(|name| name == answers) {
        true => sheet.with_file_name(CONNECTIONS),
        false => sheet.with_extension("pcapng"),
    }
}

fn read(file: &Path) -> Result<Vec<Spoken>, premaster::text::Said> {
    let bytes = bytes_of(file)?;
    if !bytes.starts_with(&PCAPNG) {
        return Err(said!("cli.grade.no_connections"));
    }
    streams(bytes.as_slice(), MAX_INPUT)
        .map_err(|error| said!("cli.grade.no_capture", error = error.to_string()))
}

/// A connection, served again; `None` if it was made with the server of no student of the class.
fn attempt(connection: &Spoken, student: &str, grader: &Grader<'_>) -> Option<Attempt> {
    let (served, number) = match server_random(connection.of(Side::Server)) {
        Some(random) => grader.served(student, random)?,
        // the server has refused the ClientHello
        None => (grader.server_of(student), 0),
    };
    let service = service(&served);
    let trace = net::serve_again(&service, number, connection.at, connection.of(Side::Client));
    Some(Attempt::of(&served, &trace.ok()?))
}

fn server_random(sent: &[u8]) -> Option<&[u8]> {
    let (at, server_hello) = SERVER_HELLO;
    sent.get(at).filter(|kind| **kind == server_hello)?;
    sent.get(SERVER_RANDOM)
}
