//! A line of a key log (RFC 9850 §2).

use super::{RANDOM_LEN, Secret};
use crate::said;
use crate::text::Said;

/// How many bytes of an encrypted pre-master secret its line in a key log begins with.
pub(super) const START_LEN: usize = 8;

/// The first bytes of what a line is about: a client random, or an encrypted pre-master secret.
pub(super) type Start = [u8; START_LEN];

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The master secret of the connection with this client random.
    Master([u8; RANDOM_LEN], Secret),
    /// The pre-master secret of the connection with this client random.
    PreMaster([u8; RANDOM_LEN], Secret),
    /// The pre-master secret that was encrypted to what begins with these bytes.
    Encrypted(Start, Secret),
    /// A secret of TLS 1.3 for the connection with this client random.
    Tls13([u8; RANDOM_LEN]),
}

impl Line {
    /// Reads a line; `None` if it is empty or a comment.
    ///
    /// # Errors
    /// What was expected and what came.
    pub fn read(line: &str) -> Result<Option<Self>, Said> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let mut words = line.split_ascii_whitespace();
        let label = words.next().unwrap_or_default();
        let (about, secret) = (words.next(), words.next());
        let about = about.ok_or_else(|| said!("capture.key_log.words", label))?;
        let secret = secret.ok_or_else(|| said!("capture.key_log.words", label))?;
        Ok(Some(match label {
            "CLIENT_RANDOM" => Line::Master(bytes(label, about)?, bytes(label, secret)?),
            "PMS_CLIENT_RANDOM" => Line::PreMaster(bytes(label, about)?, bytes(label, secret)?),
            "RSA" => Line::Encrypted(bytes(label, about)?, bytes(label, secret)?),
            _ if is_of_tls13(label) => Line::Tls13(bytes(label, about)?),
            _ => return Err(said!("capture.key_log.label", label)),
        }))
    }

    /// How what it is about begins.
    pub fn start(&self) -> Start {
        match self {
            Line::Master(random, _) | Line::PreMaster(random, _) | Line::Tls13(random) => {
                start(random)
            }
            Line::Encrypted(start, _) => *start,
        }
    }
}

/// How a client random begins.
pub(super) fn start(random: &[u8; RANDOM_LEN]) -> Start {
    random.first_chunk().copied().unwrap_or_default()
}

/// Whether a label of a key log belongs to TLS 1.3 (RFC 9850 §2.1).
fn is_of_tls13(label: &str) -> bool {
    let traffic = label.ends_with("_TRAFFIC_SECRET") || label.contains("_TRAFFIC_SECRET_");
    traffic || matches!(label, "EXPORTER_SECRET" | "EARLY_EXPORTER_SECRET")
}

/// A value of a line, in hexadecimal.
fn bytes<const N: usize>(label: &str, digits: &str) -> Result<[u8; N], Said> {
    hexadecimal(digits).ok_or_else(|| {
        let (expected, got) = (N * 2, digits.chars().count());
        said!("capture.key_log.digits", label, expected, got)
    })
}

/// A number of bytes in hexadecimal, and nothing else.
pub(super) fn hexadecimal<const N: usize>(digits: &str) -> Option<[u8; N]> {
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
