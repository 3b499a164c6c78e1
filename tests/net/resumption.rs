//! Sessions resumed with other programs: by their session_id and with tickets, in both roles.
//!
//! Our ends are in this process, the peers listen on loopback alone.

use crate::family::protocol_of_openssl;
use crate::interop::s_server;
use crate::loopback::{served, service, target};
use crate::peers::{remark, there, there_is_python_with};
use crate::processes::{Process, cert, port_after};
use premaster::net::{self, Reply, Report, Service, SessionCache, Target};
use premaster::protocol::{MessageName, Rules, SUITES, Side, Suite, ValueName, Versions};
use premaster::trace::{Operation, Origin, Trace};
use premaster::wire::{HandshakeType, ProtocolVersion};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// A server that remembers, in one of the two ways.
fn our_server(count: u64, tickets: bool) -> Service {
    Service {
        versions: Versions {
            oldest: ProtocolVersion::Ssl30,
            newest: ProtocolVersion::Tls12,
        },
        suites: SUITES.iter().collect(),
        sessions: (!tickets).then(|| Arc::new(SessionCache::new(16))),
        ticket_keys: tickets.then(|| Arc::new(net::ticket_keys().unwrap())),
        ..service(Reply::Echo, count)
    }
}

/// A client that connects twice.
fn our_client(port: u16, rules: &Rules) -> Target {
    Target {
        versions: Versions::only(rules.version),
        suites: Suite::defaults().collect(),
        resumes: true,
        send: Some(b"hello\n".to_vec()),
        ..target(port)
    }
}

/// Whether a connection of a trace is an abbreviated handshake.
fn is_abbreviated(trace: &Trace, index: usize) -> bool {
    let id = trace.connections()[index].id;
    let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    let mut steps = trace.steps().iter().filter(|step| step.connection == id);
    !steps.any(|step| step.message.as_ref().is_some_and(|it| it.name == exchange))
}

/// That the second connection of a trace resumes the session of the first.
fn resumes(report: &Report, at: &str) {
    let trace = &report.trace;
    assert!(report.exchanged(), "{at}: {:?}", report.failure());
    assert_eq!(trace.connections().len(), 2, "{at}");
    assert!(!is_abbreviated(trace, 0), "{at}");
    assert!(is_abbreviated(trace, 1), "{at}");
    let second = trace.connections()[1].id;
    let kept = trace
        .named(second, ValueName::MasterSecret, Side::Client)
        .unwrap();
    let Origin::Derived {
        operation: Operation::Keep,
        inputs,
        ..
    } = &kept.origin
    else {
        panic!("{at}: {:?}", kept.origin);
    };
    assert_eq!(trace.value(inputs[0]).name, ValueName::MasterSecret, "{at}");
    assert_eq!(trace.value(inputs[0]).bytes, kept.bytes, "{at}");
}

const PAIRS: [(ProtocolVersion, bool); 6] = [
    (ProtocolVersion::Tls12, false),
    (ProtocolVersion::Tls12, true),
    (ProtocolVersion::Tls11, false),
    (ProtocolVersion::Tls11, true),
    (ProtocolVersion::Tls10, false),
    (ProtocolVersion::Tls10, true),
];

#[test]
fn openssl_resumes_our_client_s_sessions() {
    if !there("openssl") {
        return;
    }
    for (version, tickets) in PAIRS {
        let rules = Rules::of(version).unwrap();
        let protocol = protocol_of_openssl(rules);
        let mut arguments = vec![protocol, "-rev", "-cipher", "ALL:@SECLEVEL=0"];
        if !tickets {
            arguments.push("-no_ticket");
        }
        let (_server, port) = s_server(&arguments);
        let report = net::connect(&our_client(port, rules)).unwrap();
        let at = format!("{version}, tickets: {tickets}");
        resumes(&report, &at);
        let ticket = report
            .trace
            .first(report.trace.connections()[0].id, ValueName::Ticket);
        assert_eq!(ticket.is_some(), tickets, "{at}");
        remark(&format!("OpenSSL resumes: {at}"));
    }
}

/// `s_client` saves its session, and resumes it in a second run.
#[test]
fn our_server_resumes_openssl_s_sessions() {
    if !there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (version, tickets) in PAIRS {
        let at = format!("{version}, tickets: {tickets}");
        let (port, reports) = served(our_server(2, tickets));
        let file = folder.path().join("session.pem");
        let mut abbreviated = Vec::new();
        for option in ["-sess_out", "-sess_in"] {
            let mut command = Command::new("openssl");
            command.args(["s_client", "-connect", &format!("127.0.0.1:{port}")]);
            command.arg(protocol_of_openssl(Rules::of(version).unwrap()));
            command.args(["-cipher", "AES128-SHA:@SECLEVEL=0", "-CAfile"]);
            command.arg(cert("root.pem")).arg(option).arg(&file);
            let mut client = Process::start(&mut command);
            client.say("good day\n");
            client.expect("\ngood day\n");
            let (code, said) = client.end();
            assert_eq!(code, Some(0), "{at}: {said}");
            let expected = if option == "-sess_in" {
                "Reused, "
            } else {
                "New, "
            };
            assert!(said.contains(expected), "{at}: {said}");
            let report = reports.recv().unwrap();
            assert!(report.exchanged(), "{at}: {:?}", report.failure());
            abbreviated.push(is_abbreviated(&report.trace, 0));
        }
        assert_eq!(abbreviated, [false, true], "{at}");
        remark(&format!("our server resumes OpenSSL: {at}"));
    }
}

/// `s_client -reconnect` connects six times with one session.
#[test]
fn openssl_reconnects_five_times() {
    if !there("openssl") {
        return;
    }
    let (port, reports) = served(our_server(6, false));
    let mut command = Command::new("openssl");
    command.args([
        "s_client",
        "-connect",
        &format!("127.0.0.1:{port}"),
        "-reconnect",
    ]);
    command.args(["-tls1_2", "-cipher", "AES128-SHA256:@SECLEVEL=0", "-CAfile"]);
    command.arg(cert("root.pem"));
    let client = Process::start(&mut command);
    let abbreviated: Vec<bool> = (0..5)
        .map(|_| is_abbreviated(&reports.recv().unwrap().trace, 0))
        .collect();
    let (code, said) = client.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("Reused, ").count(), 5, "{said}");
    assert_eq!(
        abbreviated.iter().filter(|it| **it).count(),
        4,
        "{abbreviated:?}"
    );
}

/// tlslite-ng, with SSL 3.0, too: two connections with one session.
#[test]
fn tlslite_resumes_in_both_roles() {
    if !there_is_python_with("tlslite") {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/net/tlslite_peer.py");
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("chain.pem");
    let text = ["server.pem", "intermediate.pem"].map(|name| std::fs::read(cert(name)).unwrap());
    std::fs::write(&chain, text.concat()).unwrap();
    for rules in Rules::all() {
        let run = format!("{}/aes128/sha/no", rules.key());
        let mut command = Command::new("python3");
        command
            .arg(&script)
            .arg("serve-twice")
            .arg(&chain)
            .arg(cert("server.key"))
            .arg(&run);
        let server = Process::start(&mut command);
        let port = port_after(&server.expect("\n"), "listening on ");
        let report = net::connect(&our_client(port, rules)).unwrap();
        resumes(&report, &run);
        let (code, said) = server.end();
        assert_eq!(
            (code, said.matches("done ").count()),
            (Some(0), 2),
            "{said}"
        );

        let (port, reports) = served(our_server(2, false));
        let mut command = Command::new("python3");
        command
            .arg(&script)
            .arg("connect-twice")
            .arg(port.to_string());
        command.arg(&chain).arg(cert("server.key")).arg(&run);
        let client = Process::start(&mut command);
        let abbreviated = [(); 2].map(|()| is_abbreviated(&reports.recv().unwrap().trace, 0));
        assert_eq!(abbreviated, [false, true], "{run}");
        let (code, said) = client.end();
        assert_eq!(
            (code, said.matches("done ").count()),
            (Some(0), 2),
            "{said}"
        );
        remark(&format!("tlslite-ng resumes in both roles: {run}"));
    }
}
