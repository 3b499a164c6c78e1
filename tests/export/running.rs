//! Running shell, and runs to write shell about.

use super::recording::Recording;
use crate::ends::{NOW, client_config, server_config};
use crate::flights::exchange;
use premaster::crypto::rsa::PrivateKey;
use premaster::endpoint::config::SIGNATURE_ALGORITHMS;
use premaster::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Endpoint, Identity, Server, ServerConfig,
};
use premaster::export::shell;
use premaster::pki::demo;
use premaster::protocol::{Rules, SUITES, Suite, Switches, Versions};
use premaster::scenario::{BothEnds, Overrides, Scenario, simulate};
use premaster::trace::{
    Act, ConnectionId, Origin, Outcome, Run, RunKind, Side, Trace, Value, ValueName,
};
use premaster::wire::record::HEADER_LEN;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const HANDSHAKE: u8 = 22;

pub fn classic(overrides: Overrides) -> Trace {
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

/// Everything that can be agreed on: each version with each of its suites.
pub fn family() -> impl Iterator<Item = (&'static Rules, &'static Suite)> {
    Rules::all().flat_map(|rules| {
        let all = SUITES.iter().filter(|suite| suite.is_in(rules.version));
        all.map(move |suite| (rules, suite))
    })
}

/// What makes both sides agree on a version and a suite.
pub fn agreeing(rules: &Rules, suite: &'static Suite) -> Overrides {
    Overrides {
        min: Some(rules.version),
        max: Some(rules.version),
        suite: Some(suite),
        ..Overrides::seed(42)
    }
}

/// What is switched on: the extended master secret (RFC 7627), and encrypt-then-MAC (RFC 7366).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switched {
    pub extended: bool,
    pub mac_last: bool,
}

impl Switched {
    pub const BOTH: Switched = Switched {
        extended: true,
        mac_last: true,
    };

    /// What changes the handshake or the records of a version and a suite: none without extensions, and the
    /// extended master secret alone with a stream cipher.
    pub fn all(rules: &Rules, suite: &Suite) -> Vec<Switched> {
        let extensions = rules.form.extensions;
        let can = Switched {
            extended: extensions,
            mac_last: extensions && suite.can_encrypt_then_mac(),
        };
        let all = [(false, false), (true, false), (false, true), (true, true)];
        let all = all.map(|(extended, mac_last)| Switched { extended, mac_last });
        let possible =
            |one: &Switched| one.extended <= can.extended && one.mac_last <= can.mac_last;
        all.into_iter().filter(possible).collect()
    }

    /// The same overrides with these switches.
    pub fn on(self, overrides: Overrides) -> Overrides {
        Overrides {
            switches: Switches {
                extended_master_secret: self.extended,
                encrypt_then_mac: self.mac_last,
                ..overrides.switches
            },
            ..overrides
        }
    }
}

/// The rows of a long table: all of them in CI, and every third elsewhere.
pub fn sampled<T>(rows: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
    let step = if std::env::var_os("CI").is_some() {
        1
    } else {
        3
    };
    rows.into_iter().step_by(step)
}

/// A run in which the client has a certificate, too.
pub fn with_client(rules: &Rules, suite: &'static Suite) -> Trace {
    agreed("mutual", rules, suite, Switched::default())
}

/// A run of a scenario in which all goes well, in this version and with this suite.
pub fn agreed(scenario: &str, rules: &Rules, suite: &'static Suite, switched: Switched) -> Trace {
    let overrides = switched.on(agreeing(rules, suite));
    let trace = simulate(&Scenario::builtin(scenario, overrides).unwrap());
    let at = format!("{scenario} {} {} {switched:?}", rules.version, suite.name);
    for connection in trace.connections() {
        assert_eq!(connection.outcome, Outcome::Established, "{at}");
        assert_eq!(
            connection.agreed().unwrap().0.version,
            rules.version,
            "{at}"
        );
        assert_eq!(connection.suite, Some(suite), "{at}");
        assert_eq!(
            connection.switches.encrypt_then_mac, switched.mac_last,
            "{at}"
        );
    }
    let first = ConnectionId::FIRST;
    let extended = trace.first(first, ValueName::SessionHash).is_some();
    assert_eq!(extended, switched.extended, "{at}");
    trace
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

/// Runs a script with nothing but the programs in a directory.
#[cfg(unix)]
pub fn with_path(dir: &Path, text: &str) -> Said {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let output = Command::new(which("sh").unwrap())
        .arg(file.path())
        .env_clear()
        .env("PATH", dir)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    read(output)
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
    connection_between(ends(false), ours, repack)
}

/// As [`connection`], with a client that has a certificate, in this version with this suite.
pub fn connection_in(ours: Side, rules: &Rules, suite: &'static Suite) -> Trace {
    let versions = Versions {
        oldest: rules.version,
        newest: rules.version,
    };
    let client = Client::new(ClientConfig {
        versions,
        suites: vec![suite],
        identity: Some(Identity {
            chain: demo::certificates(&["client.pem", "intermediate.pem"]),
            certificate_path: "certs/client.pem".into(),
            key: demo::private_key("client.key"),
            key_path: "certs/client.key".into(),
        }),
        ..client_config()
    });
    let server = Server::new(ServerConfig {
        versions,
        suites: vec![suite],
        client_auth: ClientAuth::Require(ClientTrust {
            anchors: demo::certificates(&["root.pem"]),
            revocation_lists: [].into(),
            directory: None,
            signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
        }),
        ..server_config()
    });
    connection_between((client, server), ours, |_, bytes| bytes)
}

fn connection_between(
    (mut client, mut server): (Client, Server),
    ours: Side,
    repack: impl Fn(Side, Vec<u8>) -> Vec<u8>,
) -> Trace {
    let peer = "192.0.2.1:443".into();
    let mut recorder = Recording::new(describe(RunKind::Connection { ours, peer }));
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
