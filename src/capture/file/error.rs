//! Why a capture cannot be read, or not to its end.

use crate::said;
use crate::text::Said;
use std::io;

/// Why a capture cannot be read. Offsets are in bytes from the start of the file, of the unpacked one if it
/// is compressed. What came before an error is as good as in a file without it.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum FileError {
    /// The system could not read, or could not unpack what it read.
    Read(#[source] io::Error),
    /// The compressed file is damaged.
    Unpack(#[source] io::Error),
    /// There are no bytes.
    Empty,
    /// The file is something else.
    NotACapture(Looks),
    /// The file ends in the middle of a packet or a block.
    Truncated {
        /// Where the packet or block begins.
        at: u64,
        /// Its length in bytes, as far as it is known.
        expected: u64,
        /// How many of its bytes are there.
        got: u64,
    },
    /// A packet or block claims a length that it cannot have.
    Length {
        /// Where it begins.
        at: u64,
        /// The length in bytes that it claims.
        got: u64,
        /// The greatest that is accepted.
        most: u64,
    },
    /// A block of a pcapng file contradicts itself.
    Block {
        /// Where it begins.
        at: u64,
        /// Its type.
        block_type: u32,
    },
    /// A packet names an interface that the section has not described.
    Interface {
        /// Where the block begins.
        at: u64,
        /// The interface, counted from 0.
        got: u32,
        /// How many interfaces were described.
        described: usize,
    },
}

impl FileError {
    fn said(&self) -> Said {
        match self {
            FileError::Read(source) => said!("capture.file.read", system = source.to_string()),
            FileError::Unpack(source) => said!("capture.file.unpack", system = source.to_string()),
            FileError::Empty => said!("capture.file.empty"),
            FileError::NotACapture(looks) => {
                said!("capture.file.not_a_capture", looks = looks.said())
            }
            FileError::Truncated { at, expected, got } => {
                said!("capture.file.truncated", at, expected, got)
            }
            FileError::Length { at, got, most } => said!("capture.file.length", at, got, most),
            FileError::Block { at, block_type } => {
                let block_type = format!("0x{block_type:08x}");
                said!("capture.file.block", at, block_type)
            }
            FileError::Interface { at, got, described } => {
                said!("capture.file.interface", at, got, described)
            }
        }
    }
}

/// What a file looks like that is not a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A key log (`SSLKEYLOGFILE`).
    KeyLog,
    /// PEM: a certificate or a key.
    Pem,
    /// A scenario.
    Toml,
    /// Some other text.
    Text,
    /// A file that is compressed in a way that is not unpacked here, by the program that made it.
    Packed(&'static str),
    /// A gzip file of this.
    Gzip(Box<Looks>),
    /// Bytes, which begin like this.
    Bytes(Vec<u8>),
}

/// How many bytes are looked at.
pub(super) const LOOK_LEN: usize = 4096;

/// The labels of a key log's lines.
const KEY_LOG: [&str; 12] = [
    "CLIENT_RANDOM ",
    "RSA ",
    "PMS_CLIENT_RANDOM ",
    "CLIENT_EARLY_TRAFFIC_SECRET ",
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET ",
    "CLIENT_TRAFFIC_SECRET_0 ",
    "SERVER_TRAFFIC_SECRET_0 ",
    "EARLY_EXPORTER_SECRET ",
    "EARLY_EXPORTER_MASTER_SECRET ",
    "EXPORTER_SECRET ",
    "# SSL/TLS secrets log",
];

/// The first bytes of compressed files.
const PACKED: [(&[u8], &str); 4] = [
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
];

impl Looks {
    /// What a file looks like that begins with these bytes.
    pub fn of(start: &[u8]) -> Looks {
        if let Some((_, name)) = PACKED.iter().find(|(magic, _)| start.starts_with(magic)) {
            return Looks::Packed(name);
        }
        let text = match std::str::from_utf8(start) {
            Ok(text) => text,
            // only the last character may be cut off
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Looks::bytes(start),
        };
        let control = |c: char| c.is_control() && !c.is_whitespace();
        if text.trim().is_empty() || text.contains(control) {
            return Looks::bytes(start);
        }
        let line = |prefix: &str| text.lines().any(|line| line.starts_with(prefix));
        if KEY_LOG.iter().any(|label| line(label)) {
            Looks::KeyLog
        } else if line("-----BEGIN ") {
            Looks::Pem
        } else if line("title = ") || line("[server]") || line("[client]") {
            Looks::Toml
        } else {
            Looks::Text
        }
    }

    fn bytes(start: &[u8]) -> Looks {
        Looks::Bytes(start[..start.len().min(8)].to_vec())
    }

    /// What it is in words.
    pub fn said(&self) -> Said {
        match self {
            Looks::KeyLog => said!("capture.looks.key_log"),
            Looks::Pem => said!("capture.looks.pem"),
            Looks::Toml => said!("capture.looks.toml"),
            Looks::Text => said!("capture.looks.text"),
            Looks::Packed(name) => said!("capture.looks.packed", name = *name),
            Looks::Gzip(inner) => said!("capture.looks.gzip", inner = inner.said()),
            Looks::Bytes(start) => {
                said!("capture.looks.bytes", start = crate::text::hex(start))
            }
        }
    }
}
