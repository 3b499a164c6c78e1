//! What an observer makes of captured connections, as a trace and in a line.

use premaster::capture::observer::Summary;
use premaster::capture::secrets::{KeyLog, Secrets, ServerKey, Typed};
use premaster::capture::{Connection, Keep, Other, Setup, Visitor, read};
use premaster::crypto::rsa::PrivateKey;
use premaster::pki::file;
use premaster::pki::time::UnixTime;
use premaster::trace::{Findings, MessageName, Recorder, Run, RunKind, StepKind, Trace, ValueName};
use std::net::SocketAddr;
use std::sync::Arc;

/// A connection of a capture.
pub struct Observed {
    /// What can be said of it in a line.
    pub summary: Summary,
    /// It as a trace.
    pub trace: Trace,
}

impl Observed {
    /// The application data that each record shows, in order; `None` for one that stays sealed.
    pub fn data(&self) -> Vec<Option<Vec<u8>>> {
        let messages = self.trace.steps().iter().filter_map(|step| {
            let message = step.message.as_ref()?;
            (message.name == MessageName::ApplicationData).then_some((step, message))
        });
        messages
            .map(|(step, message)| {
                let found = step.values.iter().map(|id| self.trace.value(*id));
                let mut content = found
                    .filter(|value| matches!(value.name, ValueName::RecordContent(..)))
                    .filter(|value| value.sealed.is_none());
                let content = content.next().map(|value| value.bytes.clone());
                assert_eq!(content.is_none(), message.sealed);
                content
            })
            .collect()
    }

    /// The same as text, all of a side's records together.
    pub fn text(&self) -> String {
        let data = self.data().into_iter().flatten().flatten().collect();
        String::from_utf8(data).unwrap()
    }

    /// Every check of every step, with whether it passed.
    pub fn failed_checks(&self) -> Vec<String> {
        let checks = self.trace.steps().iter().flat_map(|step| &step.checks);
        checks
            .filter(|check| !check.passed)
            .map(|check| check.detail.to_string())
            .collect()
    }
}

/// All connections of a capture, whose bytes these are, as a reader with these secrets sees them. What is said
/// of each in a line is the same where nothing else is wanted of it.
pub fn observe(capture: &[u8], setup: Setup) -> Vec<Observed> {
    let mut watching = Watching::default();
    read(capture, setup.clone(), None, &mut watching).unwrap();
    let mut listing = Listing::default();
    read(capture, setup, None, &mut listing).unwrap();
    let opened = watching.over.iter().map(|one| &one.summary);
    assert!(opened.eq(&listing.summaries), "{:?}", listing.summaries);
    watching.over
}

/// Wants the summaries alone.
#[derive(Default)]
struct Listing {
    summaries: Vec<Summary>,
}

impl Visitor for Listing {
    fn begins(&mut self, _: usize, _: SocketAddr, _: SocketAddr) -> Keep {
        Keep::Summary
    }

    fn other(&mut self, _: SocketAddr, _: SocketAddr, other: Other) {
        panic!("no TLS: {other:?}");
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        panic!("entries of {connection:?}");
    }

    fn ends(&mut self, mut connection: Connection) {
        assert!(connection.observer.take_entries().is_empty());
        self.summaries.push(connection.observer.into_summary());
    }
}

#[derive(Default)]
struct Watching {
    recorders: Vec<Option<Recorder>>,
    over: Vec<Observed>,
}

impl Visitor for Watching {
    fn begins(&mut self, number: usize, client: SocketAddr, server: SocketAddr) -> Keep {
        assert_eq!(number, self.recorders.len() + 1);
        let run = run_between(&number.to_string(), client, server);
        self.recorders.push(Some(Recorder::new(run)));
        Keep::Entries
    }

    fn other(&mut self, _: SocketAddr, _: SocketAddr, other: Other) {
        panic!("no TLS: {other:?}");
    }

    fn goes_on(&mut self, connection: &mut Connection) {
        let recorder = self.recorders[connection.number - 1].as_mut().unwrap();
        for entry in connection.observer.take_entries() {
            recorder.record(entry);
        }
    }

    fn ends(&mut self, mut connection: Connection) {
        self.goes_on(&mut connection);
        let recorder = self.recorders[connection.number - 1].take().unwrap();
        self.over.push(Observed {
            summary: connection.observer.into_summary(),
            trace: recorder.finish(Findings::default()),
        });
    }
}

/// A captured connection as a run.
pub fn run_of(name: &str) -> Run {
    run_between(name, "client", "server")
}

fn run_between(name: &str, client: impl ToString, server: impl ToString) -> Run {
    Run {
        scenario: name.to_owned(),
        description: String::new(),
        kind: RunKind::Capture {
            file: "capture".to_owned(),
            client: client.to_string(),
            server: server.to_string(),
        },
        seed: None,
        clock: UnixTime(0),
        server_name: None,
    }
}

/// A reader with a key log.
pub fn with_log(text: &str) -> Setup {
    let log = KeyLog::default();
    assert_eq!(log.add(text), []);
    with(Secrets {
        log,
        ..Secrets::default()
    })
}

/// A reader with a server's private key.
pub fn with_key(key: PrivateKey) -> Setup {
    with(Secrets {
        keys: vec![ServerKey {
            key: Arc::new(key),
            path: "server.key".to_owned(),
        }],
        ..Secrets::default()
    })
}

/// A reader with a master secret that was typed in.
pub fn with_master(master: [u8; 48]) -> Setup {
    with(Secrets {
        typed: Typed {
            master: Some(master),
            pre_master: None,
        },
        ..Secrets::default()
    })
}

fn with(secrets: Secrets) -> Setup {
    Setup {
        secrets,
        ..Setup::default()
    }
}

/// The private key of a PEM file.
pub fn key(pem: &str) -> PrivateKey {
    file::private_key(pem.as_bytes()).unwrap()
}

/// How many steps of a trace are the reader's own.
pub fn steps_of_reader(trace: &Trace) -> usize {
    let own = trace
        .steps()
        .iter()
        .filter(|step| step.key().starts_with("reader_"));
    assert!(own.clone().all(|step| step.kind != StepKind::Message));
    own.count()
}
