//! What is said in the clear before TLS: the requests that it begins with.

use super::opening::Protocol;

/// The most bytes of a line that are looked at.
const MAX_LINE: usize = 512;
/// The object identifier of LDAP's StartTLS, as it is in the request (RFC 4511 §4.14.1).
const LDAP_START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
/// PostgreSQL's SSLRequest: its length, and a number that is no version.
const SSL_REQUEST: &[u8] = b"\x00\x00\x00\x08\x04\xd2\x16\x2f";

/// What one side has said.
#[derive(Default)]
pub(super) struct Talk {
    /// The beginning of the line that is not complete, or the last bytes of what has no lines.
    line: Vec<u8>,
    /// What TLS was asked for, last.
    pub request: Option<Request>,
    /// Whether it has said nothing since.
    pub waits: bool,
}

/// A request after which TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// The protocol's own.
    StartTls(Protocol),
    /// A tunnel through a proxy.
    Connect,
}

impl Talk {
    /// Takes in what the side says.
    pub fn say(&mut self, bytes: &[u8]) {
        self.waits = false;
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let room = MAX_LINE.saturating_sub(self.line.len());
            self.line.extend(&part[..part.len().min(room)]);
            if let Some(request) = binary(&self.line) {
                self.ask(request);
                self.line.clear();
            } else if part.ends_with(b"\n") {
                if let Some(request) = text(&self.line) {
                    self.ask(request);
                }
                self.line.clear();
            } else if self.line.len() >= MAX_LINE {
                self.line.drain(..MAX_LINE - LDAP_START_TLS.len());
            }
        }
    }

    fn ask(&mut self, request: Request) {
        self.request = Some(request);
        self.waits = true;
    }
}

fn binary(said: &[u8]) -> Option<Request> {
    if said == SSL_REQUEST {
        return Some(Request::StartTls(Protocol::PostgreSql));
    }
    let found = said
        .windows(LDAP_START_TLS.len())
        .any(|it| it == LDAP_START_TLS);
    found.then_some(Request::StartTls(Protocol::Ldap))
}

/// The request in a line of text.
fn text(line: &[u8]) -> Option<Request> {
    let line = std::str::from_utf8(line).ok()?.to_ascii_uppercase();
    if line.starts_with(char::is_whitespace) {
        // it continues what the server lists
        return None;
    }
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    Some(match words.as_slice() {
        // RFC 3207 §4
        ["STARTTLS"] => Request::StartTls(Protocol::Smtp),
        // RFC 3501 §6.2.1: a tag comes first
        [_, "STARTTLS"] => Request::StartTls(Protocol::Imap),
        // RFC 2595 §4
        ["STLS"] => Request::StartTls(Protocol::Pop3),
        // RFC 4217 §4
        ["AUTH", "TLS" | "TLS-C" | "SSL"] => Request::StartTls(Protocol::Ftp),
        // RFC 9110 §9.3.6
        ["CONNECT", _, ..] => Request::Connect,
        _ => return None,
    })
}
