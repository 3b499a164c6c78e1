//! Reads a capture: each connection in a line, and one of them as a trace.

use premaster::capture::observer::Summary;
use premaster::capture::{Connection, FileError, Keep, Setup, Visitor, read};
use premaster::pki::time::UnixTime;
use premaster::said;
use premaster::trace::{Findings, Recorder, Run, RunKind, Trace};
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

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
    /// Its connections, in the order in which they begin.
    pub listed: Vec<Listed>,
    /// The one that is wanted.
    pub opened: Option<Trace>,
    /// Why it could not be read to its end.
    pub error: Option<FileError>,
}

/// A connection of the list.
pub struct Listed {
    /// Its number, from 1.
    pub number: usize,
    /// The client's address.
    pub client: SocketAddr,
    /// The server's address.
    pub server: SocketAddr,
    /// What can be said of it.
    pub summary: Summary,
}

/// Reads a capture.
///
/// # Errors
/// It is none, or cannot be read at all.
pub fn load(
    file: impl Read,
    name: &str,
    setup: Setup,
    wanted: Wanted,
    port: Option<u16>,
) -> Result<Loaded, FileError> {
    let mut loading = Loading {
        name,
        wanted,
        port,
        listed: Vec::new(),
        recorder: None,
        opened: None,
    };
    let outcome = read(file, setup, &mut loading);
    if loading.listed.is_empty()
        && let Err(error) = outcome
    {
        return Err(error);
    }
    loading.listed.sort_by_key(|listed| listed.number);
    Ok(Loaded {
        listed: loading.listed,
        opened: loading.opened,
        error: outcome.err(),
    })
}

struct Loading<'n> {
    name: &'n str,
    wanted: Wanted,
    port: Option<u16>,
    listed: Vec<Listed>,
    recorder: Option<Recorder>,
    opened: Option<Trace>,
}

impl Visitor for Loading<'_> {
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Option<Keep> {
        if let Some(port) = self.port
            && ![client.port(), server.port()].contains(&port)
        {
            return None;
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

    fn ends(&mut self, mut connection: Connection) {
        if connection.keeps_entries() {
            self.goes_on(&mut connection);
            let recorder = self.recorder.take();
            self.opened = recorder.map(|recorder| recorder.finish(Findings::default()));
        }
        self.listed.push(Listed {
            number: connection.number,
            client: connection.client,
            server: connection.server,
            summary: connection.observer.into_summary(),
        });
    }
}

/// What a trace is called on the screen: the file without its folders.
pub fn title(file: &Path, trace: &Trace) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy());
    match name {
        Some(name) if name != "-" => name.into_owned(),
        _ => trace.run().scenario.clone(),
    }
}

fn run(file: &str, connection: &Connection) -> Run {
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
