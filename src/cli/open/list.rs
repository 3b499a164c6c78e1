//! The list of the connections of a capture.

use premaster::capture::observer::{Ending, Summary};
use premaster::capture::{Connection, Opening};
use premaster::protocol::Side;
use premaster::said;
use premaster::text::Said;
use premaster::tui::Captured;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;

/// How many connections are written at once: so many lines are aligned with each other.
const AT_ONCE: usize = 256;

/// A connection of the list.
struct Listed {
    /// Its number, from 1.
    number: usize,
    /// The client's address.
    client: SocketAddr,
    /// The server's address.
    server: SocketAddr,
    /// How TLS begins on it.
    opening: Opening,
    /// What can be said of it.
    summary: Summary,
}

/// The list as it grows: connections in the order of their numbers, which is not the order in which they end.
pub struct List<W> {
    out: W,
    /// Whether it is written as it grows, or at its end alone.
    grows: bool,
    /// The connections that have begun and are not written; `None` for those that go on.
    begun: BTreeMap<usize, Option<Box<Listed>>>,
    /// Those that are over, and so are all before them.
    ready: Vec<Listed>,
    outcome: io::Result<()>,
}

impl<W: Write> List<W> {
    /// A list without connections. Unless it `grows`, it is written at its end.
    pub fn new(out: W, grows: bool) -> Self {
        List {
            out,
            grows,
            begun: BTreeMap::new(),
            ready: Vec::new(),
            outcome: Ok(()),
        }
    }

    /// Whether it can still be written.
    pub fn is_open(&self) -> bool {
        self.outcome.is_ok()
    }

    /// A connection begins.
    pub fn begins(&mut self, number: usize) {
        self.begun.insert(number, None);
    }

    /// A connection is over.
    pub fn ends(&mut self, connection: Connection) {
        let listed = Listed {
            number: connection.number,
            client: connection.client,
            server: connection.server,
            opening: connection.opening,
            summary: connection.observer.into_summary(),
        };
        self.begun.insert(listed.number, Some(Box::new(listed)));
        while let Some(first) = self.begun.first_entry()
            && first.get().is_some()
        {
            self.ready.extend(first.remove().map(|listed| *listed));
        }
        if self.grows && self.ready.len() >= AT_ONCE && self.outcome.is_ok() {
            self.outcome = self.write();
        }
    }

    /// Writes what is not written yet.
    ///
    /// # Errors
    /// The first that has occurred.
    pub fn finish(mut self) -> io::Result<()> {
        std::mem::replace(&mut self.outcome, Ok(()))?;
        self.write()
    }

    /// Writes those that are ready: of each connection between whom it is, and below it what became of it.
    fn write(&mut self) -> io::Result<()> {
        let words = self.in_words();
        self.ready.clear();
        write(&mut self.out, &words)
    }

    /// Those that are ready in words.
    pub fn in_words(&self) -> Vec<Captured> {
        let last = self.ready.last().map_or(0, |listed| listed.number);
        let digits = last.to_string().len();
        let ready = self.ready.iter();
        ready.map(|listed| listed.in_words(digits)).collect()
    }
}

/// Writes connections: between whom each is, and below it what became of it.
pub fn write(out: &mut impl Write, connections: &[Captured]) -> io::Result<()> {
    connections.iter().try_for_each(|one| {
        writeln!(out, "{}", one.between)?;
        writeln!(out, "{:width$}{}", "", one.became, width = one.indent)
    })
}

impl Listed {
    fn in_words(&self, digits: usize) -> Captured {
        let summary = &self.summary;
        let number = format!("{:>digits$}", self.number);
        let (client, server) = (self.client.to_string(), self.server.to_string());
        let name = summary.server_name.clone();
        let between = said!("cli.open.between", number, client, server, name);
        let version = summary.chosen.map(|it| it.version.to_string());
        let suite = summary.chosen.map(|it| it.suite.to_string());
        let (outcome, decrypted) = (outcome(summary), decrypted(summary));
        let opening = (self.opening != Opening::Direct).then(|| self.opening.said());
        let became = said!(
            "cli.open.became",
            version,
            suite,
            outcome,
            decrypted,
            opening
        );
        Captured {
            number: self.number,
            between: between.to_string(),
            became: became.to_string(),
            indent: digits + 2,
        }
    }
}

/// How it went, in a few words.
fn outcome(summary: &Summary) -> Said {
    if let Some(reason) = &summary.reason {
        return reason.clone();
    }
    let complete = summary.has_finished() || summary.seems_complete();
    let wrong = Side::BOTH
        .into_iter()
        .find(|side| summary.finished[*side as usize] == Some(false));
    if let Some(side) = wrong.filter(|_| complete) {
        return said!("cli.open.outcome.other_finished", side = side.name());
    }
    match (complete, summary.ending) {
        (true, Some(Ending::Reset(side))) => {
            said!("cli.open.outcome.complete_reset", side = side.name())
        }
        (true, _) => said!("cli.open.outcome.complete"),
        (false, Some(Ending::Reset(side) | Ending::Fin(side))) => {
            said!("cli.open.outcome.ended", side = side.name())
        }
        (false, None) => said!("cli.open.outcome.open"),
    }
}

/// What was decrypted, or why nothing was; `None` if the connection failed before there was anything to decrypt.
fn decrypted(summary: &Summary) -> Option<Said> {
    let records = summary.records;
    let protected = records.verified + records.refused + records.sealed.iter().sum::<u64>();
    if protected == 0 && summary.reason.is_some() {
        return None;
    }
    if let Some(why) = summary.sealed {
        return Some(why.said());
    }
    Some(match (records.verified, records.refused) {
        (0, 0) => said!("cli.open.decrypted.nothing"),
        (verified, 0) => said!("cli.open.decrypted.all", verified),
        (verified, refused) => said!("cli.open.decrypted.some", verified, refused),
    })
}
