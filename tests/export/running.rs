//! Running shell, and runs to write shell about.

use super::recording::Recording;
use crate::ends::{NOW, client_config, server_config};
use crate::flights::exchange;
use premaster::crypto::rsa::PrivateKey;
use premaster::endpoint::{Client, ClientConfig, Endpoint, Server};
use premaster::export::shell;
use premaster::scenario::{BothEnds, Overrides, Scenario, simulate};
use premaster::trace::{Act, Origin, Run, RunKind, Side, Trace, Value};
use premaster::wire::record::HEADER_LEN;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const HANDSHAKE: u8 = 22;

pub fn classic(overrides: Overrides) -> Trace {
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

pub fn script(trace: &Trace) -> String {
    script_with(trace, None)
}

pub fn script_with(trace: &Trace, server_key: Option<&PrivateKey>) -> String {
    let mut out = Vec::new();
    shell::write(&mut out, trace, trace.steps(), server_key).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a script said.
pub struct Said {
    pub code: i32,
    pub lines: Vec<String>,
    pub errors: String,
}

impl Said {
    /// The names after a word at the beginning of a line.
    pub fn names(&self, word: &str) -> Vec<String> {
        let after = |line: &String| {
            let rest = line.strip_prefix(word)?.strip_prefix(' ')?;
            let name = rest.split_whitespace().next()?;
            Some(name.trim_end_matches(':').to_owned())
        };
        self.lines.iter().filter_map(after).collect()
    }

    /// The last line: so many reproduced, so many differ.
    pub fn counts(&self) -> (usize, usize) {
        let last = self.lines.last().expect("a line");
        let numbers: Vec<usize> = last
            .split([' ', ','])
            .filter_map(|word| word.parse().ok())
            .collect();
        assert!(last.contains(" values reproduced, "), "{last}");
        (numbers[0], numbers[1])
    }

    /// Everything that was derived came out again, and nothing else happened.
    pub fn reproduces(&self, trace: &Trace) {
        let all = self.lines.join("\n");
        assert_eq!((self.code, self.errors.as_str()), (0, ""), "{all}");
        let ok = self.names("ok");
        assert_eq!(self.counts(), (ok.len(), 0), "{all}");
        for value in derived(trace) {
            let name = value.key();
            assert!(ok.contains(&name), "{name} is missing:\n{all}");
        }
        let mut distinct = ok.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), ok.len(), "each once: {ok:?}");
    }
}

pub fn derived(trace: &Trace) -> impl Iterator<Item = &Value> {
    let is = |value: &&Value| matches!(value.origin, Origin::Derived { .. });
    trace.values().iter().filter(is)
}

pub fn read(output: Output) -> Said {
    let text = String::from_utf8(output.stdout).unwrap();
    Said {
        code: output.status.code().expect("an exit code"),
        lines: text.lines().map(str::to_owned).collect(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs a script with a shell and its arguments.
pub fn run_with(shell: &[&str], script: &str) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.sh");
    std::fs::write(&path, script).unwrap();
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .arg(&path)
        .output()
        .unwrap();
    read(output)
}

pub fn run(script: &str) -> Said {
    run_with(&["sh"], script)
}

/// Where a program is, as the shell finds it.
pub fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|dir| dir.join(program))
        .find(|path| path.is_file())
}

/// A directory with these programs and no others.
#[cfg(unix)]
pub fn only(programs: &[&str], dir: &Path) {
    for program in programs {
        std::os::unix::fs::symlink(which(program).unwrap(), dir.join(program)).unwrap();
    }
}

fn describe(kind: RunKind) -> Run {
    Run {
        scenario: "test".into(),
        description: "a run".into(),
        kind,
        seed: None,
        clock: NOW,
        server_name: Some("shop.example".into()),
    }
}

fn ends(accept_any_certificate: bool) -> (Client, Server) {
    let client = Client::new(ClientConfig {
        accept_any_certificate,
        ..client_config()
    });
    let server = Server::new(server_config());
    (client, server)
}

/// A run of both ends in which somebody changes what is on its way: `alter` gets the sender and the
/// bytes that one unit of its work sent.
pub fn intercepted(alter: impl FnMut(Side, &mut Vec<u8>)) -> Trace {
    intercepted_between(ends(false), alter)
}

/// As [`intercepted`], with a client that takes any certificate.
pub fn intercepted_unchecked(alter: impl FnMut(Side, &mut Vec<u8>)) -> Trace {
    intercepted_between(ends(true), alter)
}

fn intercepted_between(
    (mut client, server): (Client, Server),
    mut alter: impl FnMut(Side, &mut Vec<u8>),
) -> Trace {
    let mut recorder = Recording::new(describe(RunKind::Simulation));
    client.send(b"hello");
    let mut ends = BothEnds::new(Box::new(client), Box::new(server));
    while let Some(mut unit) = ends.work() {
        alter(unit.side, &mut unit.output);
        ends.end(unit.side.peer()).feed(&unit.output);
        unit.acts.into_iter().for_each(|act| recorder.record(act));
    }
    recorder.finish()
}

/// A whole connection of which only one end is ours, as a real peer gives it; `repack` may change
/// how the records of a flight are cut.
pub fn connection(ours: Side, repack: impl Fn(Side, Vec<u8>) -> Vec<u8>) -> Trace {
    let peer = "192.0.2.1:443".into();
    let mut recorder = Recording::new(describe(RunKind::Connection { ours, peer }));
    let (mut client, mut server) = ends(false);
    client.send(b"hello");
    server.send(b"welcome");
    let mut pass = |side, acts: Vec<Act>, sent| {
        if side == ours {
            acts.into_iter().for_each(|act| recorder.record(act));
        }
        repack(side, sent)
    };
    exchange(&mut client, &mut server, &mut pass);
    client.close();
    exchange(&mut client, &mut server, &mut pass);
    recorder.finish()
}

/// Whether a record begins with this handshake message in the clear.
pub fn is_handshake(record: &[u8], kind: u8) -> bool {
    record.first() == Some(&HANDSHAKE) && record.get(5) == Some(&kind)
}

/// The server's first flight in records of at most `size` bytes of content; everything after its
/// handshake messages as it is.
pub fn repacked(bytes: &[u8], size: usize) -> Vec<u8> {
    let (mut content, mut rest) = (Vec::new(), bytes);
    while rest.first() == Some(&HANDSHAKE) {
        let len = usize::from(u16::from_be_bytes([rest[3], rest[4]]));
        content.extend_from_slice(&rest[HEADER_LEN..HEADER_LEN + len]);
        rest = &rest[HEADER_LEN + len..];
    }
    let mut out = Vec::new();
    for part in content.chunks(size) {
        out.extend([HANDSHAKE, 3, 3]);
        out.extend(u16::try_from(part.len()).unwrap().to_be_bytes());
        out.extend(part);
    }
    out.extend_from_slice(rest);
    out
}
