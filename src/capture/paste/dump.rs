//! Dumps of bytes in text, as programs write and copy them.
//!
//! | form | written by |
//! |---|---|
//! | `1603 0100`, `16:03:01`, `0x16, 0x03`, `\x16\x03` | people, Wireshark's copies, `xxd -p`, `xxd -i`, source code |
//! | `00000000: 1603 0100  ....`, `0000   16 03 01`, `00000000  16 03  \|..\|` | xxd, Wireshark, `hexdump -C` |
//! | `>>> TLS 1.2, Handshake [length 0119], ClientHello` and lines of bytes | `openssl s_client -msg` |
//! | `write to 0x…` and `0000 - 16 03 01` | `openssl s_client -debug` |
//! | `-----BEGIN CERTIFICATE-----` | everyone |

use super::PasteError;
use crate::pki::file;
use crate::protocol::Side;
use crate::said;
use crate::text::escaped;
use crate::wire::record::{HEADER_LEN, RecordHeader};

/// Bytes that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portion {
    /// Who has sent them, if the dump says so.
    pub from: Option<Side>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What is expected of a line of bytes.
fn unexpected(line: usize, got: &str) -> PasteError {
    let got: String = escaped(got.as_bytes()).chars().take(40).collect();
    PasteError(said!("capture.paste.digits", line, got))
}

/// The bytes of a dump, in portions.
///
/// # Errors
/// A line is none of the forms.
pub fn portions(input: &[u8]) -> Result<Vec<Portion>, PasteError> {
    let text = match std::str::from_utf8(input) {
        Ok(text) if !text.contains('\0') => text.trim_start_matches('\u{feff}'),
        _ => return Ok(vec![alone(input.to_vec())]),
    };
    if text.trim().is_empty() {
        return Err(PasteError(said!("capture.paste.empty")));
    }
    let has = |start: &[&str]| {
        let begins = |line: &str| {
            start
                .iter()
                .any(|start| line.trim_start().starts_with(start))
        };
        text.lines().any(begins)
    };
    if has(&["write to 0x", "read from 0x"]) {
        return debug(text);
    }
    if has(&[">>> ", "<<< "]) {
        return messages(text);
    }
    if text.contains("-----BEGIN ") {
        return pem(text);
    }
    match offsets(text) {
        Some(portions) => Ok(portions),
        None => Ok(vec![alone(plain(text)?)]),
    }
}

fn alone(bytes: Vec<u8>) -> Portion {
    Portion { from: None, bytes }
}

/// The certificates of a PEM file, a portion each.
fn pem(text: &str) -> Result<Vec<Portion>, PasteError> {
    let certificates = file::certificates(text.as_bytes())
        .map_err(|error| PasteError(said!("capture.paste.pem", error = error.to_string())))?;
    Ok(certificates.into_iter().map(|it| alone(it.der)).collect())
}

/// What `-debug` shows: every byte that crossed the wire, with who sent it.
fn debug(text: &str) -> Result<Vec<Portion>, PasteError> {
    let mut portions: Vec<Portion> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let from = match trimmed {
            _ if trimmed.starts_with("write to 0x") => Some(Side::Client),
            _ if trimmed.starts_with("read from 0x") => Some(Side::Server),
            _ => None,
        };
        if from.is_some() {
            within = true;
            portions.push(Portion {
                from,
                bytes: Vec::new(),
            });
            continue;
        }
        let portion = portions.last_mut().filter(|_| within);
        match portion.zip(offset_line(line)) {
            Some((portion, (at, bytes))) if at == portion.bytes.len() => {
                portion.bytes.extend(bytes)
            }
            _ => within = false,
        }
    }
    Ok(as_seen_by_client(portions))
}

/// What `-msg` shows: headers of records, and messages. What was protected is shown decrypted, so that it
/// does not match the length in its header: it is left out.
fn messages(text: &str) -> Result<Vec<Portion>, PasteError> {
    let mut portions: Vec<Portion> = Vec::new();
    let mut is_message = false;
    for (number, line) in (1..).zip(text.lines()) {
        let from = match line.trim_start().get(..4) {
            Some(">>> ") => Some(Side::Client),
            Some("<<< ") => Some(Side::Server),
            _ => None,
        };
        if from.is_some() {
            is_message = true;
            portions.push(Portion {
                from,
                bytes: Vec::new(),
            });
        } else if is_message && line.starts_with([' ', '\t']) {
            let bytes = plain(line).map_err(|_| unexpected(number, line))?;
            if let Some(portion) = portions.last_mut() {
                portion.bytes.extend(bytes);
            }
        } else {
            is_message = false;
        }
    }
    Ok(as_seen_by_client(joined(portions)))
}

/// Each header of a record together with the messages after it, where they fill the record.
fn joined(portions: Vec<Portion>) -> Vec<Portion> {
    let mut out: Vec<Portion> = Vec::new();
    let mut within = false;
    for portion in portions {
        if portion.bytes.len() == HEADER_LEN && RecordHeader::peek(&portion.bytes).is_some() {
            within = true;
            out.push(portion);
        } else if within && let Some(record) = out.last_mut() {
            record.bytes.extend(portion.bytes);
        } else {
            out.push(portion);
        }
    }
    out.retain(|record| {
        let header = RecordHeader::peek(&record.bytes).filter(|_| within);
        header.is_none_or(|it| HEADER_LEN + usize::from(it.length) == record.bytes.len())
    });
    out
}

/// OpenSSL says who writes. If a ClientHello is read, it is the server that does.
fn as_seen_by_client(mut portions: Vec<Portion>) -> Vec<Portion> {
    let first = portions.iter().find(|portion| !portion.bytes.is_empty());
    if first.is_some_and(|portion| portion.from == Some(Side::Server)) {
        for portion in &mut portions {
            portion.from = portion.from.map(Side::peer);
        }
    }
    portions.retain(|portion| !portion.bytes.is_empty());
    portions
}

/// A dump whose lines begin with offsets. Where they begin at 0 again, there is another portion.
fn offsets(text: &str) -> Option<Vec<Portion>> {
    let mut portions: Vec<Portion> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (at, bytes) = offset_line(line)?;
        if at == 0 {
            portions.push(Portion::default());
        }
        let portion = portions.last_mut().filter(|it| it.bytes.len() == at)?;
        portion.bytes.extend(bytes);
    }
    portions.retain(|portion| !portion.bytes.is_empty());
    (!portions.is_empty()).then_some(portions)
}

/// A line with an offset, bytes and perhaps the same in letters. hexdump ends with an offset alone.
fn offset_line(line: &str) -> Option<(usize, Vec<u8>)> {
    let line = line.trim_start();
    let line = line.strip_prefix("0x").unwrap_or(line);
    let digits = line
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(line.len());
    if !(4..=8).contains(&digits) {
        return None;
    }
    let at = usize::from_str_radix(&line[..digits], 16).ok()?;
    let rest = &line[digits..];
    let rest = rest
        .strip_prefix(':')
        .or(rest.strip_prefix(" - "))
        .unwrap_or(rest);
    Some((at, line_bytes(rest.trim_start())))
}

/// The bytes of a line, up to the column of letters.
fn line_bytes(mut rest: &str) -> Vec<u8> {
    /// In the middle of a line, hexdump and older versions of Wireshark leave a wider gap.
    const MIDDLE: usize = 8;
    let mut bytes = Vec::new();
    loop {
        let len = rest.find([' ', '-', '|']).unwrap_or(rest.len());
        let Some(group) = hex(&rest[..len]) else {
            return bytes;
        };
        let pairs = group.len() == 1;
        bytes.extend(group);
        let after = &rest[len..];
        let next = after.trim_start_matches(' ');
        let gap = after.len() - next.len();
        rest = match gap {
            0 => match after.strip_prefix('-') {
                Some(next) => next,
                None => return bytes,
            },
            1 => next,
            2 if pairs && bytes.len() == MIDDLE && next.get(2..3) == Some(" ") => next,
            _ => return bytes,
        };
    }
}

/// Bytes without offsets, in any notation.
fn plain(text: &str) -> Result<Vec<u8>, PasteError> {
    // of a declaration, as `xxd -i` writes it, what is in braces
    let text = match text.split_once('{') {
        Some((_, rest)) => rest.split_once('}').map_or(rest, |(inside, _)| inside),
        None => text,
    };
    let mut bytes = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.replace("\\x", " ");
        let is_between = |c: char| c.is_whitespace() || ",;:-\"'\\".contains(c);
        for word in line.split(is_between).filter(|word| !word.is_empty()) {
            let digits = word.strip_prefix("0x").or(word.strip_prefix("0X"));
            let read = match digits {
                Some(digit) if digit.len() == 1 => hex(&format!("0{digit}")),
                digits => hex(digits.unwrap_or(word)),
            };
            bytes.extend(read.ok_or_else(|| unexpected(number, word))?);
        }
    }
    match bytes.is_empty() {
        true => Err(PasteError(said!("capture.paste.empty"))),
        false => Ok(bytes),
    }
}

/// An even number of hexadecimal digits.
fn hex(digits: &str) -> Option<Vec<u8>> {
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs
        .map(|pair| match pair.starts_with('+') {
            true => None,
            false => u8::from_str_radix(pair, 16).ok(),
        })
        .collect()
}
