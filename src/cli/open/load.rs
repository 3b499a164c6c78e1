//! Reads a capture: each connection in a line, and one of them as a trace.

use super::list::List;
use premaster::capture::{Connection, FileError, Keep, Other, Setup, Visitor, read};
use premaster::pki::time::UnixTime;
use premaster::trace::{Findings, Recorder, Run, RunKind, Trace};
use premaster::{label, said};
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::Path;

/// The most flows without TLS that are remembered.
const MAX_OTHERS: usize = 1000;

/// What is wanted of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The list alone.
    List,
    /// The connection with this number.
    Number(usize),
    /// The only connection, if there is one alone.
    Only,
}

/// What was found in a capture.
pub struct Loaded {
    /// How many connections there are.
    pub count: usize,
    /// Whether they were listed.
    pub listed: bool,
    /// The flows of TCP without TLS.
    pub others: Vec<NotTls>,
    /// The one that is wanted.
    pub opened: Option<Trace>,
    /// Why it could not be read to its end.
    pub error: Option<FileError>,
}

/// A flow of TCP without TLS.
pub struct NotTls {
    /// Who has opened it.
    pub client: SocketAddr,
    /// Who answers.
    pub server: SocketAddr,
    /// What it has.
    pub other: Other,
}

/// Reads a capture, and writes the list of its connections if that is wanted, or if there are several of which
/// only one was.
///
/// # Errors
/// The list cannot be written. Inside: the capture is none, or cannot be read at all.
pub fn load(
    file: impl Read,
    name: &str,
    setup: Setup,
    wanted: Wanted,
    port: Option<u16>,
    out: &mut impl Write,
) -> io::Result<Result<Loaded, FileError>> {
    let mut loading = Loading {
        name,
        wanted,
        port,
        count: 0,
        list: List::new(out, wanted == Wanted::List),
        others: Vec::new(),
        recorder: None,
        opened: None,
    };
    let outcome = read(file, setup, &mut loading);
    if loading.count == 0
        && loading.others.is_empty()
        && let Err(error) = outcome
    {
        return Ok(Err(error));
    }
    let listed = match wanted {
        Wanted::List => true,
        Wanted::Number(_) => false,
        Wanted::Only => loading.count > 1 || loading.opened.is_none(),
    };
    if listed {
        loading.list.finish()?;
    }
    Ok(Ok(Loaded {
        count: loading.count,
        listed,
        others: loading.others,
        opened: loading.opened,
        error: outcome.err(),
    }))
}

struct Loading<'n, W> {
    name: &'n str,
    wanted: Wanted,
    port: Option<u16>,
    /// How many connections have begun.
    count: usize,
    list: List<W>,
    others: Vec<NotTls>,
    recorder: Option<Recorder>,
    opened: Option<Trace>,
}

impl<W> Loading<'_, W> {
    /// Whether a connection has the port that the user asks for.
    fn is_wanted(&self, client: SocketAddr, server: SocketAddr) -> bool {
        let ports = [client.port(), server.port()];
        self.port.is_none_or(|port| ports.contains(&port))
    }
}

impl<W: Write> Visitor for Loading<'_, W> {
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Option<Keep> {
        if !self.is_wanted(client, server) || !self.list.is_open() {
            return None;
        }
        self.count += 1;
        if !matches!(self.wanted, Wanted::Number(_)) {
            self.list.begins(number);
        }
        Some(match self.wanted {
            Wanted::Number(wanted) if wanted == number => Keep::Entries,
            Wanted::Only if number == 1 => Keep::Entries,
            _ => Keep::Summary,
        })
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        let name = self.name;
        let recorder = self
            .recorder
            .get_or_insert_with(|| Recorder::new(run(name, connection)));
        for entry in connection.observer.take_entries() {
            recorder.record(entry);
        }
    }

    fn other(&mut self, client: SocketAddr, server: SocketAddr, other: Other) {
        if self.is_wanted(client, server) && self.others.len() < MAX_OTHERS {
            self.others.push(NotTls {
                client,
                server,
                other,
            });
        }
    }

    fn ends(&mut self, mut connection: Connection) {
        if connection.observer.keeps_entries() {
            self.goes_on(&mut connection);
            let recorder = self.recorder.take();
            self.opened = recorder.map(|recorder| recorder.finish(Findings::default()));
        }
        if !matches!(self.wanted, Wanted::Number(_)) {
            self.list.ends(connection);
        }
    }
}

/// What a trace is called on the screen: the file without its folders.
pub fn title(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy());
    match name {
        Some(name) if name != "-" => name.into_owned(),
        _ => label!("cli.files.standard_input").to_owned(),
    }
}

/// What is known of a captured connection as a run.
pub fn run(file: &str, connection: &Connection) -> Run {
    let (client, server) = (connection.client.to_string(), connection.server.to_string());
    let number = connection.number;
    Run {
        scenario: said!("cli.open.run", number, file).to_string(),
        description: said!("cli.open.description", client = &client, server = &server).to_string(),
        kind: RunKind::Capture {
            file: file.to_owned(),
            client,
            server,
        },
        seed: None,
        clock: UnixTime(i64::try_from(connection.at / 1_000_000_000).unwrap_or(i64::MAX)),
        server_name: None,
    }
}
