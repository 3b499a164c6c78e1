//! What a fuzzer does with its bytes (`fuzz/`), and a test with the corpus that it has left (`capture/corpus.rs`).
//! Besides that nothing panics, what is said of the same bytes must agree.
#![allow(dead_code, reason = "each target uses a part of it")]

use premaster::capture::observer::Summary;
use premaster::capture::secrets::{KeyLog, Secrets, typed};
use premaster::capture::{Connection, Keep, Observer, Other, Setup, Visitor, paste, read};
use premaster::export::report::Report;
use premaster::export::text;
use premaster::pki::time::UnixTime;
use premaster::trace::{Findings, Recorder, Run, RunKind, Trace};
use std::io::sink;
use std::net::SocketAddr;
use std::sync::Arc;

/// What is done with an input.
pub type Target = fn(&[u8]);

/// The names of the targets. Each has a function here, a file in `fuzz/targets` and a folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 3] =
    [("capture", capture), ("paste", paste), ("keylog", keylog)];

/// The key logs of the captures from which the corpus began.
const LOGS: [&str; 8] = [
    include_str!("../data/captures/tls10-aes128-sha.keys"),
    include_str!("../data/captures/tls11-client-auth.keys"),
    include_str!("../data/captures/tls12-aes128-sha.keys"),
    include_str!("../data/captures/tls12-aes256-sha256.keys"),
    include_str!("../data/captures/tls12-default.keys"),
    include_str!("../data/captures/tls12-resumed.keys"),
    include_str!("../data/captures/tls12-ticket-resumed.keys"),
    include_str!("../data/captures/tls13.keys"),
];

/// A reader with these key logs. Each reading has one of its own, since keys in a capture are added to its log.
fn setup() -> Setup {
    let secrets = Secrets::default();
    for log in LOGS {
        assert_eq!(secrets.log.add(log), []);
    }
    Setup {
        secrets,
        ..Setup::default()
    }
}

/// A capture file: listed, and each connection as a trace, which is laid out as text. The list and the traces
/// have the same connections, of which the same is said.
pub fn capture(bytes: &[u8]) {
    let mut listing = Reading::of(Keep::Summary);
    let listed = read(bytes, setup(), None, &mut listing);
    let mut opening = Reading::of(Keep::Entries);
    let opened = read(bytes, setup(), None, &mut opening);
    let errors = [&listed, &opened].map(|it| it.as_ref().err().map(ToString::to_string));
    assert_eq!(errors[0], errors[1]);
    assert_eq!(listing.summaries, opening.summaries);
    opening.traces.iter().for_each(lay_out);
}

/// Bytes that are pasted: a dump, PEM, or records.
pub fn paste(bytes: &[u8]) {
    let pasted = match paste::read(bytes) {
        Ok(pasted) => pasted,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let mut observer = Observer::new(Arc::new(setup()), UnixTime(0), Keep::Entries);
    for (from, record) in &pasted.records {
        observer.data(*from, record);
    }
    let mut recorder = Recorder::new(run("client".to_owned(), "server".to_owned()));
    for entry in observer.take_entries() {
        recorder.record(entry);
    }
    lay_out(&recorder.finish(Findings::default()));
}

/// The text of a key log: each of its lines is read, or it is said why not. And a secret that is typed in.
pub fn keylog(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let unread = KeyLog::default().add(&text);
    let lines = text.lines().count();
    for unread in unread {
        assert!((1..=lines).contains(&unread.line));
        assert!(!unread.reason.to_string().is_empty());
    }
    if let Err(said) = typed(&text) {
        assert!(!said.to_string().is_empty());
    }
}

/// A report of the whole run, and that what it begins with can be said.
fn lay_out(trace: &Trace) {
    let report = Report::whole(trace, &text::CONTENTS);
    text::write(&mut sink(), &report, text::Style::default()).expect("a sink takes everything");
}

fn run(client: String, server: String) -> Run {
    Run {
        scenario: "fuzzed".to_owned(),
        description: String::new(),
        kind: RunKind::Capture {
            file: "fuzzed".to_owned(),
            client,
            server,
        },
        seed: None,
        clock: UnixTime(0),
        server_name: None,
    }
}

/// Reads every connection, as a line or as a trace.
struct Reading {
    keep: Keep,
    recorders: Vec<Option<Recorder>>,
    traces: Vec<Trace>,
    summaries: Vec<Summary>,
}

impl Reading {
    fn of(keep: Keep) -> Self {
        Reading {
            keep,
            recorders: Vec::new(),
            traces: Vec::new(),
            summaries: Vec::new(),
        }
    }
}

impl Visitor for Reading {
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Keep {
        assert_eq!(number, self.recorders.len() + 1);
        let run = run(client.to_string(), server.to_string());
        self.recorders.push(Some(Recorder::new(run)));
        self.keep
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        assert_eq!(self.keep, Keep::Entries);
        let recorder = self.recorders[connection.number - 1].as_mut();
        let recorder = recorder.expect("it has not ended");
        for entry in connection.observer.take_entries() {
            recorder.record(entry);
        }
    }

    fn other(&mut self, _: SocketAddr, _: SocketAddr, other: Other) {
        assert!(!other.said().to_string().is_empty());
    }

    fn ends(&mut self, mut connection: Connection) {
        if self.keep == Keep::Entries {
            self.goes_on(&mut connection);
            let recorder = self.recorders[connection.number - 1].take();
            let recorder = recorder.expect("it ends once");
            self.traces.push(recorder.finish(Findings::default()));
        }
        self.summaries.push(connection.observer.into_summary());
    }
}
