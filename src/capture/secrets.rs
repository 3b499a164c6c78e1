//! Secrets from outside, with which a reader decrypts what was captured: a key log, the server's private key,
//! or a secret that was typed in.
//!
//! | given | leads to | RFC |
//! |---|---|---|
//! | `CLIENT_RANDOM` in a key log | the master secret of the connection with that client random | 9850 §2.2 |
//! | `RSA` in a key log | the pre-master secret that was encrypted to what begins with these bytes | |
//! | `PMS_CLIENT_RANDOM` in a key log | the pre-master secret of the connection with that client random | |
//! | the server's private key | the pre-master secret of every full handshake with RSA key exchange | 5246 §7.4.7.1 |
//!
//! The lines of TLS 1.3 are counted: they lead to records that are not decrypted here.

use crate::crypto::rsa::PrivateKey;
use crate::said;
use crate::text::Said;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Length in bytes of a pre-master secret of RSA key exchange, and of a master secret.
const SECRET_LEN: usize = 48;
/// Length in bytes of a client random.
const RANDOM_LEN: usize = 32;
/// How many bytes of an encrypted pre-master secret its line in a key log begins with.
const START_LEN: usize = 8;

/// A pre-master secret or a master secret.
pub type Secret = [u8; SECRET_LEN];

/// What a reader has been given.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// What the key logs say.
    pub log: KeyLog,
    /// Private keys of servers.
    pub keys: Vec<ServerKey>,
    /// Secrets that were typed in. They are tried on every connection.
    pub typed: Typed,
}

/// A private key of a server, and where it comes from.
#[derive(Clone, Debug)]
pub struct ServerKey {
    /// The key.
    pub key: Arc<PrivateKey>,
    /// The file that it was in, safe to show.
    pub path: String,
}

/// Secrets that were typed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed {
    /// A pre-master secret.
    pub pre_master: Option<Secret>,
    /// A master secret.
    pub master: Option<Secret>,
}

/// What key logs say.
#[derive(Clone, Debug, Default)]
pub struct KeyLog {
    masters: HashMap<[u8; RANDOM_LEN], Secret>,
    pre_masters: HashMap<[u8; RANDOM_LEN], Secret>,
    by_encrypted: HashMap<[u8; START_LEN], Secret>,
    tls13: HashSet<[u8; RANDOM_LEN]>,
    unread: Vec<Unread>,
}

/// What a key log says of a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logged {
    /// Its master secret.
    pub master: Option<Secret>,
    /// Its pre-master secret.
    pub pre_master: Option<Secret>,
}

/// A line of a key log that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number, from 1.
    pub line: usize,
    /// What was expected and what came.
    pub reason: Said,
}

impl KeyLog {
    /// Adds the lines of a key log. Comments and empty lines are passed over, and so is what cannot be read:
    /// see [`unread`](Self::unread).
    pub fn add(&mut self, text: &str) {
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(reason) = self.add_line(line) {
                let line = number;
                self.unread.push(Unread { line, reason });
            }
        }
    }

    fn add_line(&mut self, line: &str) -> Result<(), Said> {
        let mut words = line.split_ascii_whitespace();
        let label = words.next().unwrap_or_default();
        let (about, secret) = (words.next(), words.next());
        let about = about.ok_or_else(|| said!("capture.key_log.words", label))?;
        let secret = secret.ok_or_else(|| said!("capture.key_log.words", label))?;
        match label {
            "CLIENT_RANDOM" => {
                let secret = bytes(label, secret)?;
                self.masters.insert(bytes(label, about)?, secret);
            }
            "PMS_CLIENT_RANDOM" => {
                let secret = bytes(label, secret)?;
                self.pre_masters.insert(bytes(label, about)?, secret);
            }
            "RSA" => {
                let secret = bytes(label, secret)?;
                self.by_encrypted.insert(bytes(label, about)?, secret);
            }
            _ if is_of_tls13(label) => {
                self.tls13.insert(bytes(label, about)?);
            }
            _ => return Err(said!("capture.key_log.label", label)),
        }
        Ok(())
    }

    /// What is known of the connection with this client random, whose encrypted pre-master secret is
    /// `encrypted` if it has one.
    pub fn logged(&self, random: &[u8; RANDOM_LEN], encrypted: Option<&[u8]>) -> Logged {
        let by_encrypted = || {
            self.by_encrypted
                .get(encrypted?.first_chunk::<START_LEN>()?)
        };
        let pre_master = self.pre_masters.get(random).or_else(by_encrypted);
        Logged {
            master: self.masters.get(random).copied(),
            pre_master: pre_master.copied(),
        }
    }

    /// Whether it has secrets of TLS 1.3 for the connection with this client random.
    pub fn has_tls13(&self, random: &[u8; RANDOM_LEN]) -> bool {
        self.tls13.contains(random)
    }

    /// The lines that cannot be read.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        let secrets = [&self.masters, &self.pre_masters];
        secrets.iter().all(|map| map.is_empty())
            && self.by_encrypted.is_empty()
            && self.tls13.is_empty()
    }
}

/// Whether a label of a key log belongs to TLS 1.3 (RFC 9850 §2.1).
fn is_of_tls13(label: &str) -> bool {
    let traffic = label.ends_with("_TRAFFIC_SECRET") || label.contains("_TRAFFIC_SECRET_");
    traffic || matches!(label, "EXPORTER_SECRET" | "EARLY_EXPORTER_SECRET")
}

/// A value of a line, in hexadecimal.
fn bytes<const N: usize>(label: &str, digits: &str) -> Result<[u8; N], Said> {
    read(digits).ok_or_else(|| {
        let (expected, got) = (N * 2, digits.chars().count());
        said!("capture.key_log.digits", label, expected, got)
    })
}

/// A number of bytes in hexadecimal, and nothing else.
fn read<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != N * 2 {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
    }
    Some(out)
}

/// A secret that was typed in, as hexadecimal digits. White space and colons between them do not matter.
///
/// # Errors
/// What was expected and what came.
pub fn typed(text: &str) -> Result<Secret, Said> {
    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    let got = digits.chars().count();
    let expected = SECRET_LEN * 2;
    read(&digits).ok_or_else(|| said!("capture.secret.digits", expected, got))
}
