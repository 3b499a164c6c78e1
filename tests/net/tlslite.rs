//! tlslite-ng in both roles, with the demonstration PKI: the only one that has every version and suite.

use crate::matrix::{By, Cell, for_each_version, our_server, we_connect, we_have_served};
use crate::processes::{Process, cert, chain, port_after};
use premaster::protocol::{Rules, Suite};
use std::path::Path;
use std::process::Command;

/// A cell in the words of the script.
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
    let mut run = format!("{}/{cipher}/{mac}", cell.rules.key());
    for (is_so, word) in [
        (cell.certificate, "certificate"),
        (cell.switched, "switches"),
        (cell.resumed == Some(By::SessionId), "id"),
        (cell.resumed == Some(By::Ticket), "ticket"),
    ] {
        if is_so {
            run = format!("{run}/{word}");
        }
    }
    run
}

/// The part of the matrix that tlslite-ng has.
pub fn has(_: &Rules, _: &Suite) -> bool {
    true
}

fn script(role: &str, owner: &str, runs: impl Iterator<Item = String>) -> Process {
    let folder = tempfile::tempdir().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/net/tlslite_peer.py");
    let mut command = Command::new("python3");
    command.arg(path).arg(role);
    command.arg(chain(folder.path(), &format!("{owner}.pem")));
    command.arg(cert(&format!("{owner}.key")));
    let process = Process::start(command.args(runs));
    process.expect("\n");
    process
}

/// Waits until a script ends, which must have done all these cells.
fn ends(script: Process, cells: &[Cell]) {
    let (code, said) = script.end();
    assert_eq!(code, Some(0), "{said}");
    let connections: usize = cells.iter().map(Cell::connections).sum();
    assert_eq!(said.matches("done ").count(), connections, "{said}");
}

/// Our client connects to tlslite-ng.
pub fn serves_us(cells: &[Cell]) {
    for_each_version(cells, |_, cells| {
        let server = script("serve", "server", cells.iter().map(run));
        let port = port_after(&server.said(), "listening on ");
        cells.iter().for_each(|cell| we_connect(port, *cell));
        ends(server, cells);
    });
}

/// tlslite-ng connects to our server.
pub fn asks_us(cells: &[Cell]) {
    let (ports, reports): (Vec<_>, Vec<_>) = cells.iter().map(|cell| our_server(*cell)).unzip();
    let runs = cells.iter().zip(ports);
    let runs = runs.map(|(cell, port)| format!("{port}/{}", run(cell)));
    let client = script("connect", "client", runs);
    for (reports, cell) in reports.iter().zip(cells) {
        we_have_served(reports, *cell);
    }
    ends(client, cells);
}
