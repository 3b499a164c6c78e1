//! Bytes as people write them on a command line: hexadecimal in any usual form, or `@` and the name of a file.

use clap::ValueEnum;
use premaster::derive::{RANDOM_LEN, SECRET_LEN};
use premaster::protocol::Side;
use premaster::said;
use premaster::wire::display::escaped;
use std::io::Read;
use std::path::Path;

/// Any number of bytes. clap would take a list for several arguments.
#[derive(Clone, Debug)]
pub struct Bytes(pub Vec<u8>);

/// A result of someone's own implementation.
#[derive(Clone, Debug)]
pub struct Got {
    /// The name that is given to it.
    pub name: String,
    /// What was computed.
    pub bytes: Vec<u8>,
}

/// The side that a record is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sender {
    Client,
    Server,
}

impl From<Sender> for Side {
    fn from(sender: Sender) -> Side {
        match sender {
            Sender::Client => Side::Client,
            Sender::Server => Side::Server,
        }
    }
}

/// The sides whose verify_data is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Label {
    /// That of the client's Finished
    Client,
    /// That of the server's Finished
    Server,
    /// Both
    Both,
}

impl Label {
    pub fn sides(self) -> Vec<Side> {
        match self {
            Label::Client => vec![Side::Client],
            Label::Server => vec![Side::Server],
            Label::Both => Side::BOTH.to_vec(),
        }
    }
}

/// Any number of bytes.
///
/// # Errors
/// What was expected and what came.
pub fn bytes(text: &str) -> Result<Bytes, String> {
    let bytes = match text.strip_prefix('@') {
        Some(file) => in_file(file)?,
        None => digits(text).map_err(|error| with_hint(error, text))?,
    };
    Ok(Bytes(bytes))
}

/// A random.
///
/// # Errors
/// As [`bytes`], or there is another number of bytes.
pub fn random(text: &str) -> Result<[u8; RANDOM_LEN], String> {
    exactly(text)
}

/// A pre-master secret or a master secret.
///
/// # Errors
/// As [`bytes`], or there is another number of bytes.
pub fn secret(text: &str) -> Result<[u8; SECRET_LEN], String> {
    exactly(text)
}

/// `NAME=HEX`.
///
/// # Errors
/// There is no name, or as [`bytes`].
pub fn got(text: &str) -> Result<Got, String> {
    let parts = text.split_once('=');
    let parts = parts.filter(|(name, _)| !name.trim().is_empty());
    let (name, value) = parts.ok_or_else(|| said!("cli.derive.got").to_string())?;
    Ok(Got {
        name: name.trim().to_owned(),
        bytes: bytes(value)?.0,
    })
}

fn exactly<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let Bytes(bytes) = bytes(text)?;
    let got = bytes.len();
    bytes
        .try_into()
        .map_err(|_| said!("cli.derive.length", expected = N, got).to_string())
}

/// What is in a file: hexadecimal digits, if there is nothing else in it, or the bytes themselves.
fn in_file(file: &str) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let read = match file {
        "-" => std::io::stdin()
            .lock()
            .read_to_end(&mut content)
            .map(|_| ()),
        _ => std::fs::read(file).map(|read| content = read),
    };
    read.map_err(|error| {
        let (file, error) = (escaped(file.as_bytes()), error.to_string());
        said!("cli.derive.unreadable", file, error).to_string()
    })?;
    let text = std::str::from_utf8(&content).ok();
    let found = text.and_then(|text| digits(text).ok());
    Ok(found.unwrap_or(content))
}

/// The bytes of hexadecimal digits: upper or lower case, with white space, colons, commas, dashes, quotes or
/// braces between them, and `0x` or `\x` before each byte or before all.
fn digits(text: &str) -> Result<Vec<u8>, String> {
    let plain = ["0x", "0X", "\\x"]
        .iter()
        .fold(text.to_owned(), |text, prefix| text.replace(prefix, " "));
    let between = |c: &char| !(c.is_whitespace() || ":,-\"'{}[];_".contains(*c));
    let mut digits = Vec::new();
    for (c, n) in plain.chars().filter(between).zip(1_usize..) {
        let Some(digit) = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            let got = escaped(c.to_string().as_bytes());
            return Err(said!("cli.derive.no_digit", got, n).to_string());
        };
        digits.push(digit);
    }
    match digits.len() {
        0 => Err(said!("cli.derive.no_digits").to_string()),
        n if n % 2 == 1 => Err(said!("cli.derive.odd", n).to_string()),
        _ => Ok(digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()),
    }
}

/// What is wrong with digits; and if they are the name of a file, how it is read.
fn with_hint(error: String, text: &str) -> String {
    match Path::new(text).is_file() {
        true => said!("cli.derive.is_file", error, file = escaped(text.as_bytes())).to_string(),
        false => error,
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn every_usual_form_is_read() {
        for text in [
            "0303ff",
            "0303FF",
            "03 03 ff",
            "03:03:FF",
            "0x0303ff",
            "0x03, 0x03, 0xff",
            "{0x03,0x03,0xFF}",
            "\\x03\\x03\\xff",
            "\"03-03-ff\"\n",
            "0303\nff\n",
        ] {
            assert_eq!(digits(text).ok(), Some(vec![3, 3, 0xff]), "{text}");
        }
        for text in ["", "  ", "030", "0303fg", "0303 ff 0"] {
            assert!(digits(text).is_err(), "{text}");
        }
    }
}
