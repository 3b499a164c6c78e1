//! Reads a capture: each connection in a line, and one of them as a trace.

use super::list::List;
use premaster::capture::{Connection, FileError, Keep, Other, Setup, Visitor, read};
use premaster::pki::time::UnixTime;
use premaster::trace::journal::Entry;
use premaster::trace::{Findings, Observed, Recorder, Run, RunKind, Trace};
use premaster::tui::Captured;
use premaster::{label, said};
use std::collections::BTreeMap;
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
    /// The same, after the connection with the other number, on which its session began.
    Resumed(usize, usize),
    /// The first connection, and the list of all of them if it is not the only one.
    Only,
}

/// What was found in a capture.
pub struct Loaded {
    /// How many connections there are.
    pub count: usize,
    /// The connections in words, if the first of several was wanted.
    pub listed: Vec<Captured>,
    /// The number of the connection on which the session of the opened one began, if its master secret was made
    /// there.
    pub resumed: Option<usize>,
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

/// Reads a capture, and writes the list of its connections if that is wanted.
///
/// # Errors
/// The list cannot be written. Inside: the capture is none, or cannot be read at all.
pub fn load(
    file: impl Read + Send,
    name: &str,
    setup: Setup,
    wanted: Wanted,
    port: Option<u16>,
    out: &mut impl Write,
) -> io::Result<Result<Loaded, FileError>> {
    let mut loading = Loading {
        name,
        wanted,
        count: 0,
        list: List::new(out, wanted == Wanted::List),
        others: Vec::new(),
        kept: BTreeMap::new(),
        first: None,
        resumed: None,
    };
    let outcome = read(file, setup, port, &mut loading);
    if loading.count == 0
        && loading.others.is_empty()
        && let Err(error) = outcome
    {
        return Ok(Err(error));
    }
    let opened = loading.opened();
    let listed = match wanted {
        Wanted::Only => loading.list.in_words(),
        _ => Vec::new(),
    };
    if wanted == Wanted::List {
        loading.list.finish()?;
    }
    Ok(Ok(Loaded {
        count: loading.count,
        listed,
        resumed: loading.resumed,
        others: loading.others,
        opened,
        error: outcome.err(),
    }))
}

/// Reads a capture with `read`. A connection whose master secret is that of an earlier one comes with the
/// connection on which the session began, and the capture is read twice for that.
///
/// # Errors
/// Those of `read`.
pub fn with_session<E>(
    mut read: impl FnMut(Wanted) -> Result<Loaded, E>,
    wanted: Wanted,
) -> Result<Loaded, E> {
    let loaded = read(wanted)?;
    match (wanted, loaded.resumed) {
        (Wanted::Number(number), Some(began)) => read(Wanted::Resumed(number, began)),
        _ => Ok(loaded),
    }
}

struct Loading<'n, W> {
    name: &'n str,
    wanted: Wanted,
    /// How many connections have begun.
    count: usize,
    list: List<W>,
    others: Vec<NotTls>,
    /// The connections that are to be opened, by their numbers.
    kept: BTreeMap<usize, Kept>,
    /// The number of the first connection in the list.
    first: Option<usize>,
    resumed: Option<usize>,
}

/// A connection that is to be opened: what is known of it as a run, and what happens on it.
struct Kept {
    run: Run,
    entries: Vec<Entry>,
}

impl<W> Loading<'_, W> {
    /// Whether connections are listed.
    fn lists(&self) -> bool {
        matches!(self.wanted, Wanted::List | Wanted::Only)
    }

    /// What was kept as a trace, called by its last connection.
    fn opened(&mut self) -> Option<Trace> {
        let (_, last) = self.kept.pop_last()?;
        let mut recorder = Recorder::new(last.run);
        let earlier = std::mem::take(&mut self.kept).into_values();
        for entries in earlier.map(|kept| kept.entries) {
            entries.into_iter().for_each(|entry| recorder.record(entry));
            recorder.record(Entry::Connection {
                observed: [Observed::Outside; 2],
            });
        }
        let entries = last.entries.into_iter();
        entries.for_each(|entry| recorder.record(entry));
        Some(recorder.finish(Findings::default()))
    }
}

impl<W: Write> Visitor for Loading<'_, W> {
    fn begins(&mut self, number: usize, _: SocketAddr, _: SocketAddr) -> Keep {
        self.count += 1;
        if self.lists() {
            self.list.begins(number);
        }
        let first = *self.first.get_or_insert(number);
        match self.wanted {
            Wanted::Number(wanted) if wanted == number => Keep::Entries,
            Wanted::Resumed(wanted, began) if [wanted, began].contains(&number) => Keep::Entries,
            Wanted::Only if number == first => Keep::Entries,
            _ => Keep::Summary,
        }
    }

    fn wants_more(&self) -> bool {
        self.list.is_open()
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        let begin = || Kept {
            run: run(self.name, connection),
            entries: Vec::new(),
        };
        let kept = self.kept.entry(connection.number).or_insert_with(begin);
        kept.entries.extend(connection.observer.take_entries());
    }

    fn other(&mut self, client: SocketAddr, server: SocketAddr, other: Other) {
        if self.others.len() < MAX_OTHERS {
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
            self.resumed = self.resumed.or(connection.observer.summary().resumed);
        }
        if self.lists() {
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
        scenario: said!("cli.open.run", number, file = title(Path::new(file))).to_string(),
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
