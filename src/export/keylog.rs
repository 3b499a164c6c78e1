//! The secrets of a run as a key log, in the format of NSS, which Wireshark and other tools read
//! (draft-ietf-tls-keylogfile; `RSA` is older and is not in it):
//!
//! ```text
//! CLIENT_RANDOM client_random master_secret
//! RSA first_8_bytes_of_the_encrypted_pre_master_secret pre_master_secret
//! ```
//!
//! Each is on a line of its own, in hexadecimal. If the two sides of a connection have different values, each
//! has its lines. The client's come last: a reader that keeps one secret per random keeps the client's, whose
//! Finished is the first record that is encrypted.

use crate::text::hex;
use crate::trace::{Connection, Side, Trace, Value, ValueName};
use std::io::{self, Write};

/// How many bytes of the encrypted pre-master secret identify it.
const ENCRYPTED_LEN: usize = 8;

/// Writes the secrets of every connection of a run: nothing for one that ended before there were any.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, trace: &Trace) -> io::Result<()> {
    for connection in trace.connections() {
        write_connection(out, trace, connection)?;
    }
    Ok(())
}

/// The secrets of one connection, as [`write`] writes them.
pub(super) fn write_connection(
    out: &mut impl Write,
    trace: &Trace,
    connection: &Connection,
) -> io::Result<()> {
    let mut written: Vec<String> = Vec::new();
    for side in [Side::Server, Side::Client] {
        for line in lines(trace, connection, side) {
            if !written.contains(&line) {
                writeln!(out, "{line}")?;
                written.push(line);
            }
        }
    }
    Ok(())
}

/// The secrets that a side has.
fn lines(trace: &Trace, connection: &Connection, side: Side) -> impl Iterator<Item = String> {
    let of = |name| trace.named(connection.id, name, side);
    let pre_master = of(ValueName::EncryptedPreMasterSecret)
        .zip(of(ValueName::PreMasterSecret))
        .map(|(encrypted, secret)| {
            let begin = encrypted.bytes.len().min(ENCRYPTED_LEN);
            line("RSA", &encrypted.bytes[..begin], secret)
        });
    let master = of(ValueName::ClientRandom)
        .zip(of(ValueName::MasterSecret))
        .map(|(random, secret)| line("CLIENT_RANDOM", &random.bytes, secret));
    pre_master.into_iter().chain(master)
}

fn line(label: &str, name: &[u8], secret: &Value) -> String {
    format!("{label} {} {}", hex(name), hex(&secret.bytes))
}
