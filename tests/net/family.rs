//! The whole family with other programs: each version, with each of its suites, in both roles, with and
//! without a certificate of the client. OpenSSL, GnuTLS, and tlslite-ng, the only one that has SSL 3.0.
//!
//! Each test prints its matrix. Our ends are in this process, the peers listen on loopback alone.

use crate::interop::s_server;
use crate::loopback::{served, service, target};
use crate::peers::{answers, remark, there, there_is_python_with};
use crate::processes::{Process, cert, port_after};
use premaster::net::{self, ClientAuth, Identity, Reply, Report, Service, Target};
use premaster::pki::demo;
use premaster::protocol::{Rules, SUITES, Side, Suite, ValueName, Versions};
use premaster::trace::{ConnectionId, Presented};
use premaster::wire::ProtocolVersion;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::Receiver;

/// One connection of the matrix.
#[derive(Clone, Copy, Debug)]
struct Cell {
    rules: &'static Rules,
    suite: &'static Suite,
    /// Whether the client shows a certificate.
    certificate: bool,
}

impl Cell {
    fn version(&self) -> ProtocolVersion {
        self.rules.version
    }
}

/// Every connection with versions and suites that a peer has.
fn cells(has: impl Fn(&Rules, &Suite) -> bool) -> Vec<Cell> {
    let mut all = Vec::new();
    for rules in Rules::all() {
        for suite in SUITES.iter().filter(|suite| suite.is_in(rules.version)) {
            for certificate in [false, true] {
                all.push(Cell {
                    rules,
                    suite,
                    certificate,
                });
            }
        }
    }
    all.retain(|cell| has(cell.rules, cell.suite));
    all
}

/// The matrix of a peer in a role: what was spoken, by version and suite.
fn print_matrix(peer: &str, role: &str, cells: &[Cell]) {
    let mut lines = vec![format!("{peer} as {role}:")];
    for suite in &SUITES {
        let spoken = Rules::all().map(|rules| {
            let of = |cell: &&Cell| cell.version() == rules.version && cell.suite == suite;
            match cells.iter().filter(of).count() {
                0 => format!("{:>11}", "-"),
                n => format!("{:>11}", format!("{} x{n}", rules.key())),
            }
        });
        lines.push(format!(
            "  {:<32}{}",
            suite.name,
            spoken.collect::<String>()
        ));
    }
    remark(&lines.join("\n"));
}

/// Our server for all of it, which asks for a certificate and goes on without one.
fn our_server(count: usize) -> (u16, Receiver<Report>) {
    let trust = net::client_trust(demo::certificates(&["root.pem"]), [].into(), None);
    served(Service {
        versions: Versions {
            oldest: ProtocolVersion::Ssl30,
            newest: ProtocolVersion::Tls12,
        },
        suites: SUITES.iter().collect(),
        client_auth: ClientAuth::Request(trust),
        ..service(Reply::Echo, count as u64)
    })
}

/// Our client for one connection, with what it has to show.
fn our_client(port: u16, cell: Cell) -> Target {
    let identity = Identity {
        chain: demo::certificates(&["client.pem", "intermediate.pem"]),
        certificate_path: "certs/client.pem".into(),
        key: demo::private_key("client.key"),
        key_path: "certs/client.key".into(),
    };
    Target {
        versions: Versions::only(cell.version()),
        suites: vec![cell.suite],
        identity: cell.certificate.then_some(identity),
        ..target(port)
    }
}

/// That a connection was what it should be.
fn holds(report: &Report, cell: Cell) {
    let trace = &report.trace;
    assert!(report.exchanged(), "{cell:?}: {:?}", report.failure());
    assert_eq!(
        trace.last_connection().version,
        Some(cell.version()),
        "{cell:?}"
    );
    assert_eq!(trace.last_connection().suite, Some(cell.suite), "{cell:?}");
    let shown = trace.presented(ConnectionId::FIRST, trace.steps().len());
    let chain = matches!(shown, Some(Presented::Chain(chain)) if chain.owner == Side::Client);
    assert_eq!(chain, cell.certificate, "{cell:?}");
}

/// Our client, one connection after the other.
fn we_connect(port: u16, cells: &[Cell]) {
    for cell in cells {
        let report = net::connect(&our_client(port, *cell)).unwrap();
        holds(&report, *cell);
        assert_eq!(report.received, b"hello".len(), "{cell:?}");
    }
}

/// A file with a chain, in a folder of the test.
fn chain(folder: &Path, own: &str) -> PathBuf {
    let path = folder.join(own);
    let text = [own, "intermediate.pem"].map(|name| std::fs::read(cert(name)).unwrap());
    std::fs::write(&path, text.concat()).unwrap();
    path
}

// ---- OpenSSL, whose library has neither SSL 3.0 nor 3DES nor RC4 any more

fn of_openssl() -> Vec<Cell> {
    cells(|rules, suite| rules.version != ProtocolVersion::Ssl30 && suite.by_default)
}

pub fn protocol_of_openssl(rules: &Rules) -> &'static str {
    match rules.version {
        ProtocolVersion::Tls10 => "-tls1",
        ProtocolVersion::Tls11 => "-tls1_1",
        _ => "-tls1_2",
    }
}

#[test]
fn openssl_serves_us_the_family() {
    if !there("openssl") {
        return;
    }
    let all = of_openssl();
    for rules in Rules::all() {
        for asks in [false, true] {
            let mine: Vec<Cell> = (all.iter().copied())
                .filter(|cell| cell.version() == rules.version && cell.certificate == asks)
                .collect();
            if mine.is_empty() {
                continue;
            }
            let root = cert("root.pem");
            let root = root.to_str().unwrap();
            let asking = ["-Verify", "3", "-verify_return_error", "-CAfile", root];
            let asking = if asks { &asking[..] } else { &[] };
            let plain = [
                protocol_of_openssl(rules),
                "-rev",
                "-cipher",
                "ALL:@SECLEVEL=0",
            ];
            let (_server, port) = s_server(&[&plain[..], asking].concat());
            for cell in mine {
                let mut target = our_client(port, cell);
                target.send = Some(b"hello\n".to_vec());
                let report = net::connect(&target).unwrap();
                holds(&report, cell);
            }
        }
    }
    print_matrix("OpenSSL", "server", &all);
}

#[test]
fn openssl_asks_us_for_the_family() {
    if !there("openssl") {
        return;
    }
    let all = of_openssl();
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let (port, reports) = our_server(all.len());
    for cell in &all {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &format!("127.0.0.1:{port}")]);
        command.arg(protocol_of_openssl(cell.rules));
        command.args(["-cipher", &format!("{}:@SECLEVEL=0", cell.suite.openssl)]);
        command.args(["-verify_return_error", "-CAfile"]);
        command.arg(cert("root.pem"));
        if cell.certificate {
            command.arg("-cert").arg(&certificate);
            command.arg("-cert_chain").arg(cert("intermediate.pem"));
            command.arg("-key").arg(cert("client.key"));
        }
        let mut client = Process::start(&mut command);
        client.say("good day\n");
        client.expect("\ngood day\n");
        let (code, said) = client.end();
        assert_eq!(code, Some(0), "{cell:?}: {said}");
        holds(&reports.recv().unwrap(), *cell);
    }
    print_matrix("OpenSSL", "client", &all);
}

/// OpenSSL offers an extended master secret by default, and says whether there is one.
#[test]
fn openssl_agrees_on_extended_master_secrets() {
    if !there("openssl") {
        return;
    }
    for rules in Rules::all().filter(|rules| rules.form.extensions) {
        let protocol = protocol_of_openssl(rules);
        let plain = [protocol, "-rev", "-cipher", "ALL:@SECLEVEL=0"];
        let (_server, port) = s_server(&plain);
        let cell = Cell {
            rules,
            suite: Suite::by_name("AES128-SHA").unwrap(),
            certificate: false,
        };
        let report = net::connect(&Target {
            extended_master_secret: true,
            send: Some(b"hello\n".to_vec()),
            ..our_client(port, cell)
        });
        let report = report.unwrap();
        holds(&report, cell);
        let connection = report.trace.connections()[0].id;
        let hash = report.trace.first(connection, ValueName::SessionHash);
        assert!(hash.is_some(), "{}", rules.version);

        let (port, reports) = served(Service {
            extended_master_secret: true,
            versions: Versions::only(rules.version),
            ..service(Reply::Echo, 1)
        });
        let mut command = Command::new("openssl");
        command.args([
            "s_client",
            "-connect",
            &format!("127.0.0.1:{port}"),
            protocol,
        ]);
        command.args(["-cipher", "AES128-SHA:@SECLEVEL=0", "-CAfile"]);
        command.arg(cert("root.pem"));
        let mut client = Process::start(&mut command);
        client.say("good day\n");
        client.expect("Extended master secret: yes");
        client.expect("\ngood day\n");
        let (code, said) = client.end();
        assert_eq!(code, Some(0), "{said}");
        holds(&reports.recv().unwrap(), cell);
        remark(&format!(
            "extended master secret, both roles: {}",
            rules.version
        ));
    }
}

/// OpenSSL and GnuTLS agree on encrypt-then-MAC by default if the other side wants it, too.
#[test]
fn others_agree_on_encrypt_then_mac() {
    if !there("openssl") || !there("gnutls-cli") {
        return;
    }
    for cell in of_openssl().into_iter().filter(|cell| !cell.certificate) {
        let protocol = protocol_of_openssl(cell.rules);
        let (_server, port) = s_server(&[protocol, "-rev", "-cipher", "ALL:@SECLEVEL=0"]);
        let report = net::connect(&Target {
            encrypt_then_mac: true,
            extended_master_secret: true,
            send: Some(b"hello\n".to_vec()),
            ..our_client(port, cell)
        });
        let report = report.unwrap();
        holds(&report, cell);
        assert!(report.trace.connections()[0].encrypt_then_mac, "{cell:?}");

        let (port, reports) = served(Service {
            encrypt_then_mac: true,
            extended_master_secret: true,
            versions: Versions::only(cell.version()),
            ..service(Reply::Echo, 2)
        });
        let mut command = Command::new("openssl");
        command.args([
            "s_client",
            "-connect",
            &format!("127.0.0.1:{port}"),
            protocol,
        ]);
        command.args(["-cipher", &format!("{}:@SECLEVEL=0", cell.suite.openssl)]);
        command.arg("-CAfile").arg(cert("root.pem"));
        let mut openssl = Process::start(&mut command);
        openssl.say("good day\n");
        openssl.expect("\ngood day\n");
        assert_eq!(openssl.end().0, Some(0), "{cell:?}");
        let mut command = Command::new("gnutls-cli");
        command.args(["--port", &port.to_string(), "--priority", &priority(&cell)]);
        command.arg("--x509cafile").arg(cert("root.pem"));
        command.args(["--verify-hostname", "shop.example", "127.0.0.1"]);
        let mut gnutls = Process::start(&mut command);
        gnutls.expect("Handshake was completed");
        gnutls.say("good day\n");
        gnutls.expect("\ngood day");
        assert_eq!(gnutls.end().0, Some(0), "{cell:?}");
        for report in [reports.recv().unwrap(), reports.recv().unwrap()] {
            holds(&report, cell);
            assert!(report.trace.connections()[0].encrypt_then_mac, "{cell:?}");
        }
        remark(&format!(
            "encrypt-then-MAC: {} {}",
            cell.version(),
            cell.suite.name
        ));
    }
}

// ---- GnuTLS, which has no SSL 3.0 any more

fn of_gnutls() -> Vec<Cell> {
    cells(|rules, _| rules.version != ProtocolVersion::Ssl30)
}

/// GnuTLS's words for what is not on by default.
const GNUTLS: &str = "NONE:+COMP-NULL:+RSA:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1:+CTYPE-ALL";

/// GnuTLS's words for one version and suite.
fn priority(cell: &Cell) -> String {
    let (cipher, mac) = match cell.suite.openssl {
        "AES128-SHA256" => ("AES-128-CBC", "SHA256"),
        "AES256-SHA256" => ("AES-256-CBC", "SHA256"),
        "AES128-SHA" => ("AES-128-CBC", "SHA1"),
        "AES256-SHA" => ("AES-256-CBC", "SHA1"),
        "DES-CBC3-SHA" => ("3DES-CBC", "SHA1"),
        "RC4-SHA" => ("ARCFOUR-128", "SHA1"),
        _ => ("ARCFOUR-128", "MD5"),
    };
    format!("{GNUTLS}:+VERS-TLS{}:+{cipher}:+{mac}", cell.rules.key())
}

#[test]
fn gnutls_serves_us_the_family() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/net/gnutls_serve.py");
    let mut version = Command::new("python3");
    version.arg(&script).arg("--version");
    if !there("python3") || !answers("the library of GnuTLS", &mut version) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "server.pem");
    let everything = "+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+AES-128-CBC:+AES-256-CBC:+3DES-CBC:\
                      +ARCFOUR-128:+SHA1:+SHA256:+MD5";
    let all = of_gnutls();
    for asks in [false, true] {
        let mine: Vec<Cell> = (all.iter().copied())
            .filter(|cell| cell.certificate == asks)
            .collect();
        let mut command = Command::new("python3");
        command
            .arg(&script)
            .arg(&certificate)
            .arg(cert("server.key"));
        command.arg(format!("{GNUTLS}:{everything}"));
        command.arg(mine.len().to_string());
        if asks {
            command.arg("ask");
        }
        let server = Process::start(&mut command);
        let port = port_after(&server.expect("\n"), "listening on ");
        we_connect(port, &mine);
        let (code, said) = server.end();
        assert_eq!(code, Some(0), "{said}");
    }
    print_matrix("GnuTLS", "server", &all);
}

#[test]
fn gnutls_asks_us_for_the_family() {
    if !there("gnutls-cli") {
        return;
    }
    let all = of_gnutls();
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let (port, reports) = our_server(all.len());
    for cell in &all {
        let mut command = Command::new("gnutls-cli");
        command.args(["--port", &port.to_string(), "--priority", &priority(cell)]);
        command.arg("--x509cafile").arg(cert("root.pem"));
        command.args(["--verify-hostname", "shop.example", "127.0.0.1"]);
        if cell.certificate {
            command.arg("--x509certfile").arg(&certificate);
            command.arg("--x509keyfile").arg(cert("client.key"));
        }
        let mut client = Process::start(&mut command);
        client.expect("Handshake was completed");
        client.say("good day\n");
        client.expect("\ngood day");
        let (code, said) = client.end();
        assert_eq!(code, Some(0), "{cell:?}: {said}");
        holds(&reports.recv().unwrap(), *cell);
    }
    print_matrix("GnuTLS", "client", &all);
}

// ---- tlslite-ng, which has everything

/// A connection in the words of the peer's script.
fn run(cell: &Cell) -> String {
    let (cipher, mac) = match cell.suite.openssl {
        "AES128-SHA256" => ("aes128", "sha256"),
        "AES256-SHA256" => ("aes256", "sha256"),
        "AES128-SHA" => ("aes128", "sha"),
        "AES256-SHA" => ("aes256", "sha"),
        "DES-CBC3-SHA" => ("3des", "sha"),
        "RC4-SHA" => ("rc4", "sha"),
        _ => ("rc4", "md5"),
    };
    let certificate = if cell.certificate { "yes" } else { "no" };
    format!("{}/{cipher}/{mac}/{certificate}", cell.rules.key())
}

fn tlslite(arguments: &[&std::ffi::OsStr], cells: &[Cell]) -> Process {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/net/tlslite_peer.py");
    let mut command = Command::new("python3");
    command.arg(script).args(arguments);
    command.args(cells.iter().map(run));
    Process::start(&mut command)
}

#[test]
fn tlslite_serves_us_the_family() {
    if !there_is_python_with("tlslite") {
        return;
    }
    let all = cells(|_, _| true);
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "server.pem");
    let key = cert("server.key");
    let server = tlslite(
        &["serve".as_ref(), certificate.as_ref(), key.as_ref()],
        &all,
    );
    let port = port_after(&server.expect("\n"), "listening on ");
    we_connect(port, &all);
    let (code, said) = server.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("done ").count(), all.len(), "{said}");
    print_matrix("tlslite-ng", "server", &all);
}

#[test]
fn tlslite_asks_us_for_the_family() {
    if !there_is_python_with("tlslite") {
        return;
    }
    let all = cells(|_, _| true);
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let key = cert("client.key");
    let (port, reports) = our_server(all.len());
    let port = port.to_string();
    let arguments = [
        "connect".as_ref(),
        port.as_ref(),
        certificate.as_ref(),
        key.as_ref(),
    ];
    let client = tlslite(&arguments, &all);
    for cell in &all {
        holds(&reports.recv().unwrap(), *cell);
    }
    let (code, said) = client.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("done ").count(), all.len(), "{said}");
    print_matrix("tlslite-ng", "client", &all);
}
