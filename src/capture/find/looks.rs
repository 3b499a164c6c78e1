//! What bytes look like.

use crate::wire::record::{HEADER_LEN, MAX_CIPHERTEXT};
use crate::wire::{ContentType, HandshakeType, ssl2};

/// Whether bytes are the beginning of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Yes,
    No,
    /// There are too few bytes to say.
    Short,
}

/// How many bytes tell whether a ClientHello begins: the headers of record and message, and client_version.
const HELLO_LEN: usize = 11;

/// The one major version of SSL 3.0 and TLS, and the highest minor version.
const MAJOR: u8 = 3;
const MAX_MINOR: u8 = 4;

/// Whether a ClientHello begins here, in a record (RFC 5246 §6.2.1, §7.4.1.2) or in the form of SSL 2.0
/// (appendix E.2).
pub(super) fn client_hello(bytes: &[u8]) -> Fit {
    match record_hello(bytes) {
        Fit::No => ssl2_hello(bytes),
        fit => fit,
    }
}

fn record_hello(bytes: &[u8]) -> Fit {
    let start = &bytes[..bytes.len().min(HELLO_LEN)];
    let fits = |(at, byte): (usize, &u8)| match at {
        0 => *byte == ContentType::Handshake.code(),
        1 | 9 => *byte == MAJOR,
        2 | 10 => *byte <= MAX_MINOR,
        5 => *byte == HandshakeType::ClientHello.code(),
        // no ClientHello has 2^17 bytes
        6 => *byte <= 1,
        _ => true,
    };
    // where the record is shorter than that, the next one begins
    let length = start.get(3..5).map(|it| u16::from_be_bytes([it[0], it[1]]));
    let record_len = length.map_or(HELLO_LEN, |len| HEADER_LEN + usize::from(len));
    let enough = record_len.min(HELLO_LEN);
    if !start.iter().enumerate().take(enough).all(fits) {
        return Fit::No;
    }
    match length {
        Some(length) if length == 0 || usize::from(length) > MAX_CIPHERTEXT => Fit::No,
        Some(_) if start.len() >= enough => Fit::Yes,
        _ => Fit::Short,
    }
}

fn ssl2_hello(bytes: &[u8]) -> Fit {
    let start = &bytes[..bytes.len().min(HELLO_LEN)];
    let fits = |(at, byte): (usize, &u8)| match at {
        0 => byte & 0x80 != 0,
        2 => *byte == 1,
        3 => matches!(byte, 0 | 2 | 3),
        _ => true,
    };
    if !start.iter().enumerate().all(fits) {
        return Fit::No;
    }
    if start.len() < HELLO_LEN {
        return Fit::Short;
    }
    let number = |at: usize| usize::from(u16::from_be_bytes([start[at], start[at + 1]]));
    let (specs, session_id, challenge) = (number(5), number(7), number(9));
    let len = HELLO_LEN + specs + session_id + challenge;
    let fits = ssl2::hello_len(start) == Some(len) && specs > 0 && specs.is_multiple_of(3);
    match fits && (16..=32).contains(&challenge) {
        true => Fit::Yes,
        false => Fit::No,
    }
}

/// Whether records begin here: one header after the other, as far as the bytes go.
pub(super) fn records(bytes: &[u8]) -> Fit {
    let mut rest = bytes;
    let mut seen = false;
    loop {
        if !header_fits(rest) {
            return Fit::No;
        }
        let Some(length) = rest.get(3..HEADER_LEN) else {
            return if seen { Fit::Yes } else { Fit::Short };
        };
        seen = true;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        match rest.get(HEADER_LEN + length..) {
            Some(after) => rest = after,
            None => return Fit::Yes,
        }
    }
}

/// Whether these bytes, of which there may be too few, can be the header of a record.
fn header_fits(bytes: &[u8]) -> bool {
    let length = bytes.get(3..5).map(|it| u16::from_be_bytes([it[0], it[1]]));
    let heartbeat = 24;
    let types = ContentType::ChangeCipherSpec.code()..=heartbeat;
    bytes.first().is_none_or(|byte| types.contains(byte))
        && bytes.get(1).is_none_or(|byte| *byte == MAJOR)
        && bytes.get(2).is_none_or(|byte| *byte <= MAX_MINOR)
        && length.is_none_or(|length| (1..=MAX_CIPHERTEXT).contains(&usize::from(length)))
}

/// Whether a record with a ServerHello begins here.
pub(super) fn is_server_hello(bytes: &[u8]) -> bool {
    matches!(bytes, [content, MAJOR, _, _, _, message, ..]
        if *content == ContentType::Handshake.code()
            && *message == HandshakeType::ServerHello.code())
}
