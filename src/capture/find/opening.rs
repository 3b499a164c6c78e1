//! How TLS begins on a connection, and what a connection without it carries.

use crate::said;
use crate::text::{Said, escaped, hex};

/// A protocol that turns to TLS on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// RFC 3207.
    Smtp,
    /// RFC 3501 §6.2.1.
    Imap,
    /// RFC 2595 §4.
    Pop3,
    /// RFC 4511 §4.14.
    Ldap,
    /// RFC 4217.
    Ftp,
    /// The PostgreSQL frontend/backend protocol, SSLRequest.
    PostgreSql,
}

impl Protocol {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Protocol::Smtp => "SMTP",
            Protocol::Imap => "IMAP",
            Protocol::Pop3 => "POP3",
            Protocol::Ldap => "LDAP",
            Protocol::Ftp => "FTP",
            Protocol::PostgreSql => "PostgreSQL",
        }
    }
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opening {
    /// With the first byte.
    Direct,
    /// After a request of this protocol.
    StartTls(Protocol),
    /// In a tunnel that a proxy has opened (HTTP CONNECT).
    Proxy,
    /// After bytes of a protocol that is not known here.
    Later,
    /// The ClientHello was not captured.
    Midway,
}

/// What a connection without TLS carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// HTTP in the clear.
    Http,
    /// SSH.
    Ssh,
    /// A text, which begins with this line.
    Text(String),
    /// Bytes, which begin like this.
    Bytes(Vec<u8>),
    /// Nothing that was captured.
    Nothing,
}

/// The methods of HTTP but CONNECT, after which TLS can follow.
const METHODS: [&[u8]; 8] = [
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"DELETE ",
    b"OPTIONS ",
    b"PATCH ",
    b"TRACE ",
];
/// How many bytes of something unknown are shown.
const SHOWN: usize = 16;
/// The most characters of a line that are shown.
const MAX_LINE: usize = 60;

impl Other {
    /// What begins with these bytes, if it is known that no TLS follows.
    pub(super) fn known(start: &[u8]) -> Option<Other> {
        if start.starts_with(b"SSH-") {
            return Some(Other::Ssh);
        }
        let http = METHODS.iter().any(|method| start.starts_with(method));
        (http || start.starts_with(b"HTTP/1.")).then_some(Other::Http)
    }

    /// What begins with these bytes.
    pub(in crate::capture) fn of(start: &[u8]) -> Other {
        if start.is_empty() {
            return Other::Nothing;
        }
        if let Some(known) = Other::known(start) {
            return known;
        }
        let line = start.split(|byte| matches!(byte, b'\r' | b'\n')).next();
        let printable = |byte: &u8| (0x20..0x7f).contains(byte);
        match line {
            Some(line) if !line.is_empty() && line.iter().all(printable) => {
                let text = line.iter().map(|byte| char::from(*byte));
                Other::Text(text.take(MAX_LINE).collect())
            }
            _ => Other::Bytes(start[..start.len().min(SHOWN)].to_vec()),
        }
    }

    /// What it is in words.
    pub fn said(&self) -> Said {
        match self {
            Other::Http => said!("capture.other.http"),
            Other::Ssh => said!("capture.other.ssh"),
            Other::Text(line) => said!("capture.other.text", line = escaped(line.as_bytes())),
            Other::Bytes(start) => said!("capture.other.bytes", start = hex(start)),
            Other::Nothing => said!("capture.other.nothing"),
        }
    }
}

impl Opening {
    /// How TLS begins, in words.
    pub fn said(self) -> Said {
        match self {
            Opening::Direct => said!("capture.opening.direct"),
            Opening::StartTls(protocol) => {
                said!("capture.opening.start_tls", protocol = protocol.name())
            }
            Opening::Proxy => said!("capture.opening.proxy"),
            Opening::Later => said!("capture.opening.later"),
            Opening::Midway => said!("capture.opening.midway"),
        }
    }
}
