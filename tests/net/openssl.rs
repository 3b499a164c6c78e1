//! OpenSSL in both roles, with the demonstration PKI. Its library has neither SSL 3.0 nor 3DES nor RC4 any
//! more.

use crate::matrix::{Cell, for_each_version, our_server, we_connect, we_have_served};
use crate::processes::{Process, cert, chain, port_after};
use premaster::protocol::{Rules, Suite};
use premaster::wire::ProtocolVersion;
use std::ffi::OsStr;
use std::process::Command;

/// OpenSSL as the demonstration's server. It tells which port it has taken.
pub fn s_server(arguments: &[&str]) -> (Process, u16) {
    let mut command = Command::new("openssl");
    command.args(["s_server", "-accept", "127.0.0.1:0", "-cert"]);
    command.arg(cert("server.pem"));
    command.arg("-key").arg(cert("server.key"));
    command.arg("-cert_chain").arg(cert("intermediate.pem"));
    command.args(arguments);
    let server = Process::start(&mut command);
    let said = server.expect("ACCEPT 127.0.0.1:");
    server.expect("\n");
    (server, port_after(&said, "ACCEPT "))
}

/// OpenSSL as a client that checks the demonstration's server.
pub fn s_client<S: AsRef<OsStr>>(port: u16, arguments: &[S]) -> Process {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", &format!("127.0.0.1:{port}")]);
    let shop = "shop.example";
    command.args(["-servername", shop, "-verify_hostname", shop]);
    command.args(["-verify_return_error", "-CAfile"]);
    command.arg(cert("root.pem")).args(arguments);
    Process::start(&mut command)
}

/// OpenSSL's words for one suite, however old.
pub fn cipher(suite: &Suite) -> String {
    format!("{}:@SECLEVEL=0", suite.openssl)
}

fn protocol(rules: &Rules) -> &'static str {
    match rules.version {
        ProtocolVersion::Tls10 => "-tls1",
        ProtocolVersion::Tls11 => "-tls1_1",
        _ => "-tls1_2",
    }
}

/// The part of the matrix that OpenSSL has.
pub fn has(rules: &Rules, suite: &Suite) -> bool {
    rules.version != ProtocolVersion::Ssl30 && suite.by_default
}

/// Our client connects to OpenSSL.
pub fn serves_us(cells: &[Cell]) {
    let root = cert("root.pem");
    let asking = [
        "-Verify",
        "3",
        "-verify_return_error",
        "-CAfile",
        root.to_str().unwrap(),
    ];
    for_each_version(cells, |rules, cells| {
        let plain = [protocol(rules), "-rev", "-cipher", "ALL:@SECLEVEL=0"];
        for asks in [false, true] {
            for tickets in [false, true] {
                let is_mine =
                    |cell: &&Cell| (cell.certificate, cell.has_tickets()) == (asks, tickets);
                let mut mine = cells.iter().filter(is_mine).peekable();
                if mine.peek().is_none() {
                    continue;
                }
                let asking = if asks { &asking[..] } else { &[] };
                let tickets = if tickets { &[][..] } else { &["-no_ticket"] };
                let (_server, port) = s_server(&[&plain[..], asking, tickets].concat());
                mine.for_each(|cell| we_connect(port, *cell));
            }
        }
    });
}

/// OpenSSL connects to our server. It saves its session in a file, from which a second run takes it.
pub fn asks_us(cells: &[Cell]) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = chain(folder.path(), "client.pem");
    let session = folder.path().join("session.pem");
    let (key, intermediate) = (cert("client.key"), cert("intermediate.pem"));
    for cell in cells {
        let (port, reports) = our_server(*cell);
        let cipher = cipher(cell.suite);
        let mut arguments: Vec<&OsStr> = vec![
            protocol(cell.rules).as_ref(),
            "-cipher".as_ref(),
            cipher.as_ref(),
        ];
        if cell.certificate {
            arguments.extend(["-cert".as_ref(), certificate.as_os_str()]);
            arguments.extend(["-cert_chain".as_ref(), intermediate.as_os_str()]);
            arguments.extend(["-key".as_ref(), key.as_os_str()]);
        }
        for (option, words) in [("-sess_out", "New, "), ("-sess_in", "Reused, ")]
            .into_iter()
            .take(cell.connections())
        {
            let file = [option.as_ref(), session.as_os_str()];
            let said = s_client(port, &[&arguments[..], &file].concat()).greets();
            assert!(said.contains(words), "{cell:?}: {said}");
            let extended = match cell.switched {
                true => "Extended master secret: yes",
                false => "Extended master secret: no",
            };
            assert!(said.contains(extended), "{cell:?}: {said}");
        }
        we_have_served(&reports, *cell);
    }
}
