//! Runs that a reader of a capture makes of the captures in tests/data, and of scenarios that were exported as
//! captures.
#![allow(dead_code, reason = "each room uses a part of it")]

use crate::ends::NOW;
use premaster::capture::secrets::{KeyLog, Secrets, ServerKey};
use premaster::capture::{Connection, Keep, Observer, Other, Setup, Visitor, read};
use premaster::export::pcapng;
use premaster::pki::file;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Findings, Recorder, Run, RunKind, Side, Trace};
use std::net::SocketAddr;
use std::sync::Arc;

fn data(path: &str) -> Vec<u8> {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A reader who trusts this certificate, with a key log and a server's private key.
fn reader(anchor: &str, log: Option<&str>, key: Option<&str>) -> Setup {
    let mut secrets = Secrets::default();
    if let Some(path) = log {
        let text = KeyLog::default();
        text.add(&String::from_utf8(data(path)).unwrap());
        secrets.log = text;
    }
    if let Some(path) = key {
        secrets.keys.push(ServerKey {
            key: Arc::new(file::private_key(&data(path)).unwrap()),
            path: path.to_owned(),
        });
    }
    Setup {
        secrets,
        anchors: file::certificates(&data(anchor)).unwrap().into(),
        ..Setup::default()
    }
}

/// Captured connections, by name: with a key log, with a private key and without secrets, failed ones, and
/// scenarios that were exported.
pub fn captured() -> Vec<(String, Trace)> {
    let mut all = Vec::new();
    for name in names("tests/data/captures") {
        let (log, key) = (
            format!("tests/data/captures/{name}.keys"),
            "tests/data/captures/server.key",
        );
        let setups = [(Some(log.as_str()), None), (None, Some(key)), (None, None)];
        for (log, key) in setups {
            let setup = reader("tests/data/captures/ca.pem", log, key);
            let bytes = data(&format!("tests/data/captures/{name}.pcapng"));
            let shown = format!("{name}, log: {}, key: {}", log.is_some(), key.is_some());
            all.extend(traces(&shown, &bytes, setup));
        }
    }
    for name in names("tests/data/failures") {
        let bytes = data(&format!("tests/data/failures/{name}.pcapng"));
        all.extend(traces(&name, &bytes, reader("certs/root.pem", None, None)));
    }
    for listed in Scenario::list() {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(42)).unwrap();
        let mut bytes = Vec::new();
        pcapng::write(&mut bytes, &simulate(&scenario)).unwrap();
        let name = format!("{}, exported", listed.name);
        all.extend(traces(&name, &bytes, reader("certs/root.pem", None, None)));
    }
    all.push(with_a_gap());
    all
}

/// The captures of a folder that have no secrets in them.
fn names(folder: &str) -> Vec<String> {
    let path = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(path).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.strip_suffix(".pcapng")?;
        (!name.ends_with(".dsb")).then(|| name.to_owned())
    });
    let mut names: Vec<String> = files.collect();
    names.sort();
    names
}

/// A connection of which bytes are missing, and a record that is neither data nor anything else.
fn with_a_gap() -> (String, Trace) {
    let mut observer = Observer::new(Arc::new(Setup::default()), NOW, Keep::Entries);
    observer.midway();
    observer.data(Side::Client, &[0x14, 3, 3, 0, 1, 1]);
    observer.data(Side::Client, &[0x15, 3, 3, 0, 2, 1, 0]);
    observer.missing(Side::Server, 100);
    let mut recorder = Recorder::new(run("a gap", "192.0.2.1:40000", "192.0.2.2:443"));
    for entry in observer.take_entries() {
        recorder.record(entry);
    }
    ("a gap".to_owned(), recorder.finish(Findings::default()))
}

fn run(name: &str, client: &str, server: &str) -> Run {
    Run {
        scenario: name.to_owned(),
        description: String::new(),
        kind: RunKind::Capture {
            file: name.to_owned(),
            client: client.to_owned(),
            server: server.to_owned(),
        },
        seed: None,
        clock: NOW,
        server_name: None,
    }
}

fn traces(name: &str, capture: &[u8], setup: Setup) -> Vec<(String, Trace)> {
    let mut reading = Reading {
        name,
        traces: Vec::new(),
    };
    read(capture, setup, None, &mut reading).unwrap();
    reading.traces
}

struct Reading<'n> {
    name: &'n str,
    traces: Vec<(String, Trace)>,
}

impl Visitor for Reading<'_> {
    fn begins(&mut self, _: usize, _: SocketAddr, _: SocketAddr) -> Keep {
        Keep::Entries
    }

    fn goes_on(&mut self, _: &mut Connection) {}

    fn other(&mut self, _: SocketAddr, _: SocketAddr, _: Other) {}

    fn ends(&mut self, mut connection: Connection) {
        let name = format!("{}, connection {}", self.name, connection.number);
        let (client, server) = (connection.client.to_string(), connection.server.to_string());
        let mut recorder = Recorder::new(run(&name, &client, &server));
        for entry in connection.observer.take_entries() {
            recorder.record(entry);
        }
        self.traces
            .push((name, recorder.finish(Findings::default())));
    }
}
