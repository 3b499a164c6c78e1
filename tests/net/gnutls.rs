//! GnuTLS in both roles, with the demonstration PKI. It has no SSL 3.0 any more.

use crate::matrix::{By, Cell, for_each_version, our_server, we_connect, we_have_served};
use crate::peers::{answers, there};
use crate::processes::{Process, cert, chain, port_after};
use premaster::protocol::{Rules, Suite};
use premaster::wire::ProtocolVersion;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The ways in which the server of a script resumes sessions: Python cannot give GnuTLS the sessions of a
/// cache, since its functions must return a structure.
pub const SERVER_RESUMES_BY: [By; 1] = [By::Ticket];

/// GnuTLS's words for what is not on by default.
const BASIS: &str = "NONE:+COMP-NULL:+RSA:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1:+CTYPE-ALL";

/// GnuTLS's words for one version and suite.
pub fn priority(rules: &Rules, suite: &Suite) -> String {
    let (cipher, mac) = match suite.openssl {
        "AES128-SHA256" => ("AES-128-CBC", "SHA256"),
        "AES256-SHA256" => ("AES-256-CBC", "SHA256"),
        "AES128-SHA" => ("AES-128-CBC", "SHA1"),
        "AES256-SHA" => ("AES-256-CBC", "SHA1"),
        "DES-CBC3-SHA" => ("3DES-CBC", "SHA1"),
        "RC4-SHA" => ("ARCFOUR-128", "SHA1"),
        _ => ("ARCFOUR-128", "MD5"),
    };
    format!("{BASIS}:+VERS-TLS{}:+{cipher}:+{mac}", rules.key())
}

/// The part of the matrix that GnuTLS has.
pub fn has(rules: &Rules, _: &Suite) -> bool {
    rules.version != ProtocolVersion::Ssl30
}

/// GnuTLS as a client that checks the demonstration's server.
pub fn client<S: AsRef<OsStr>>(port: u16, priority: &str, arguments: &[S]) -> Process {
    let mut command = Command::new("gnutls-cli");
    command.args(["--port", &port.to_string(), "--priority", priority]);
    command.arg("--x509cafile").arg(cert("root.pem"));
    command.args(["--verify-hostname", "shop.example"]);
    command.args(arguments).arg("127.0.0.1");
    let client = Process::start(&mut command);
    client.expect("Handshake was completed");
    client
}

fn script() -> Command {
    // gnutls-serv listens on every address of the machine, so its library is used instead
    let mut command = Command::new("python3");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/net/gnutls_serve.py");
    command.arg(path);
    command
}

/// Whether there is a server.
pub fn server_is_there() -> bool {
    there("python3") && answers("the library of GnuTLS", script().arg("--version"))
}

/// GnuTLS as the demonstration's server, for so many connections.
pub fn server(priority: &str, count: usize, options: &[&str]) -> (Process, u16) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = script();
    command.arg(chain(folder.path(), "server.pem"));
    command.arg(cert("server.key")).arg(priority);
    command.arg(count.to_string()).args(options);
    let server = Process::start(&mut command);
    let said = server.expect("\n");
    (server, port_after(&said, "listening on "))
}

/// Our client connects to GnuTLS.
pub fn serves_us(cells: &[Cell]) {
    for_each_version(cells, |_, cells| {
        for cell in cells {
            let options = [(cell.certificate, "ask"), (cell.has_tickets(), "tickets")];
            let options = options.into_iter().filter(|(is_so, _)| *is_so);
            let options: Vec<&str> = options.map(|(_, option)| option).collect();
            let priority = priority(cell.rules, cell.suite);
            let (server, port) = server(&priority, cell.connections(), &options);
            we_connect(port, *cell);
            let (code, said) = server.end();
            assert_eq!(code, Some(0), "{cell:?}: {said}");
        }
    });
}

/// GnuTLS connects to our server. With `--resume` it goes away after a first handshake and comes back.
pub fn asks_us(cells: &[Cell]) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let key = cert("client.key");
    for cell in cells {
        let (port, reports) = our_server(*cell);
        let mut arguments: Vec<&OsStr> = Vec::new();
        if cell.certificate {
            arguments.extend(["--x509certfile".as_ref(), certificate.as_os_str()]);
            arguments.extend(["--x509keyfile".as_ref(), key.as_os_str()]);
        }
        if cell.resumed.is_some() {
            arguments.push("--resume".as_ref());
        }
        let client = client(port, &priority(cell.rules, cell.suite), &arguments);
        if cell.resumed.is_some() {
            client.expect("This is a resumed session");
        }
        client.greets();
        we_have_served(&reports, *cell);
    }
}
