//! Values as people and programs write them: hexadecimal with anything between the digits, the dumps of xxd and
//! hexdump, arrays of C, base64, and what OpenSSL prints.

use crate::said;
use crate::text::{Said, escaped, unhex};
use base64ct::{Base64, Base64Unpadded, Encoding};

/// How much of what cannot be read is quoted, in characters.
const QUOTED: usize = 40;
/// As many digits are bytes where a text is expected: no sentence has so many without a blank.
const FEWEST_DIGITS: usize = 32;

/// Reads bytes. `lens` is how many there may be: base64 is only taken for that if it has so many.
///
/// # Errors
/// What was expected, and what came.
pub(super) fn bytes(text: &str, lens: &[usize]) -> Result<Vec<u8>, Said> {
    let text = text.trim();
    let found = dump(text)
        .or_else(|| array(text))
        .or_else(|| python(text))
        .or_else(|| prefixed(text))
        .or_else(|| digits(text))
        .or_else(|| labelled(text))
        .or_else(|| base64(text, lens));
    found.ok_or_else(|| match odd(text) {
        Some(count) => said!("homework.answer.odd", count),
        None => said!("homework.answer.bytes", got = quoted(text)),
    })
}

/// Reads a text, or the bytes of one.
pub(super) fn text(text: &str) -> Vec<u8> {
    let text = text.trim();
    let bytes = dump(text)
        .or_else(|| array(text))
        .or_else(|| python(text))
        .or_else(|| digits(text).filter(|_| text.len() >= FEWEST_DIGITS))
        .or_else(|| labelled(text).filter(|bytes| 2 * bytes.len() >= FEWEST_DIGITS));
    bytes.unwrap_or_else(|| {
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        inner.unwrap_or(text).as_bytes().to_vec()
    })
}

/// Reads a number, decimal or with 0x.
///
/// # Errors
/// What was expected, and what came.
pub(super) fn number(text: &str) -> Result<u64, Said> {
    let plain = text.trim().to_ascii_lowercase();
    let read = match plain.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => plain.parse(),
    };
    read.map_err(|_| said!("homework.answer.number", got = quoted(text.trim())))
}

/// The beginning of a text, safe to show.
pub(super) fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(QUOTED).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    escaped(shown.as_bytes()) + more
}

/// Digits with blanks, colons, commas, hyphens and 0x between them.
fn digits(text: &str) -> Option<Vec<u8>> {
    unhex(&joined(text)?).filter(|bytes| !bytes.is_empty())
}

/// The digits alone; `None` if there is anything else.
fn joined(text: &str) -> Option<String> {
    let text = text
        .replace("\\x", " ")
        .replace("0x", " ")
        .replace("0X", " ");
    let between = |c: char| c.is_whitespace() || ":,-;_\"'`\\".contains(c);
    let digits: String = text.chars().filter(|c| !between(*c)).collect();
    let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (all && !digits.is_empty()).then_some(digits)
}

/// How many digits there are, if it is an odd number.
fn odd(text: &str) -> Option<usize> {
    let count = joined(text)?.len();
    (count % 2 == 1).then_some(count)
}

/// What is between the braces of an array in C.
fn array(text: &str) -> Option<Vec<u8>> {
    let (_, behind) = text.split_once('{')?;
    let (inside, _) = behind.split_once('}')?;
    digits(inside)
}

/// Bytes one by one, each with 0x and one digit or two, as in a list of Python: `['0x3', '0x3', '0xeb']`.
fn prefixed(text: &str) -> Option<Vec<u8>> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let byte = |word: &str| {
        let digits = word.strip_prefix("0x").filter(|digits| digits.len() <= 2)?;
        u8::from_str_radix(digits, 16).ok()
    };
    let bytes: Vec<u8> = words.map(byte).collect::<Option<_>>()?;
    (bytes.len() > 1).then_some(bytes)
}

/// Bytes as Python prints them: `b'\x03\x03\xebA'`.
fn python(text: &str) -> Option<Vec<u8>> {
    let quoted = text.strip_prefix('b')?;
    let mark = quoted.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inside = quoted.strip_prefix(mark)?.strip_suffix(mark)?;
    let mut bytes = Vec::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        let byte = match c {
            '\\' => match chars.next()? {
                'x' => {
                    let pair = [chars.next()?, chars.next()?];
                    let digit = |c: char| c.to_digit(16);
                    u8::try_from(16 * digit(pair[0])? + digit(pair[1])?).ok()?
                }
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                c @ ('\\' | '\'' | '"') => u8::try_from(c).ok()?,
                _ => return None,
            },
            c => u8::try_from(c).ok().filter(u8::is_ascii)?,
        };
        bytes.push(byte);
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The dump of xxd, hexdump -C, od, openssl -hexdump or Wireshark: each line begins with the number of bytes before it.
fn dump(text: &str) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut ended = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (offset, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let colon = offset.ends_with(':');
        let offset = offset.trim_end_matches(':');
        // od counts in octal
        let counts = [16, 8].map(|radix| usize::from_str_radix(offset, radix).ok());
        if ended || !(4..=8).contains(&offset.len()) || !counts.contains(&Some(bytes.len())) {
            return None;
        }
        let rest = rest.split('|').next().unwrap_or_default().trim();
        // what is behind the digits is set off by blanks
        let blanks = if colon { "  " } else { "   " };
        let digits = rest.split(blanks).next().unwrap_or_default();
        match digits.is_empty() {
            // hexdump ends with the number of all bytes
            true => ended = true,
            false => bytes.extend(unhex(&joined(digits)?)?),
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// What stands behind a name and an equals sign, as OpenSSL prints a hash, a MAC, a key or a modulus; or before the
/// name of a file, as sha256sum does.
fn labelled(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let behind = line.rsplit_once('=').map(|(_, value)| value);
        let before = line.split_once(char::is_whitespace);
        let before = before.map(|(value, _)| value);
        let before = before.filter(|value| value.len() >= FEWEST_DIGITS);
        bytes.extend(
            behind
                .and_then(digits)
                .or_else(|| before.and_then(digits))?,
        );
    }
    (!bytes.is_empty()).then_some(bytes)
}

fn base64(text: &str, lens: &[usize]) -> Option<Vec<u8>> {
    let joined: String = text.split_whitespace().collect();
    let decoded = Base64::decode_vec(&joined).or_else(|_| Base64Unpadded::decode_vec(&joined));
    decoded.ok().filter(|bytes| lens.contains(&bytes.len()))
}
