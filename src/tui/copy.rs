//! The forms in which bytes can be copied. Left out: a command for bytes that nothing computes.

use crate::crypto::cbc::BLOCK_LEN;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::trace::{Operation, Origin, Trace, Value, ValueName};
use crate::wire::display::hex;
use std::fmt::Write as _;
use std::ops::Range;

/// A form of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Two digits a byte.
    Hex,
    /// Base64 (RFC 4648 §4), with padding.
    Base64,
    /// The declaration of an array in C.
    CArray,
    /// The shell command, of OpenSSL or Python, that prints the same bytes in hexadecimal.
    Command,
}

impl Form {
    /// In the order in which they are offered.
    pub const ALL: [Form; 4] = [Form::Hex, Form::Base64, Form::CArray, Form::Command];

    /// The name of the form.
    pub const fn title(self) -> &'static str {
        match self {
            Form::Hex => "hexadecimal",
            Form::Base64 => "base64",
            Form::CArray => "C array",
            Form::Command => "command",
        }
    }

    /// What it is, in a few words.
    pub const fn doc(self) -> &'static str {
        match self {
            Form::Hex => "two digits a byte",
            Form::Base64 => "RFC 4648, with padding",
            Form::CArray => "static const unsigned char name[] = { … };",
            Form::Command => "computes the same bytes with openssl or python3",
        }
    }
}

/// A value in a form; `None` for the command of a value that nothing here computes.
pub fn value(trace: &Trace, value: &Value, form: Form) -> Option<String> {
    match form {
        Form::Hex => Some(hex(&value.bytes)),
        Form::Base64 => Some(base64(&value.bytes)),
        Form::CArray => Some(c_array(&value.name.key(), &value.bytes)),
        Form::Command => command(trace, value),
    }
}

/// Base64 (RFC 4648 §4), with padding.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|i| u32::from(chunk.get(i).copied().unwrap_or(0)));
        let group = a << 16 | b << 8 | c;
        for i in 0..4 {
            let digit = ALPHABET[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    out
}

/// The declaration of an array in C, twelve bytes a line.
pub fn c_array(name: &str, bytes: &[u8]) -> String {
    let mut out = format!("static const unsigned char {name}[{}] = {{\n", bytes.len());
    for row in bytes.chunks(12) {
        let cells: Vec<String> = row.iter().map(|byte| format!("0x{byte:02x}")).collect();
        let _ = writeln!(out, "    {},", cells.join(", "));
    }
    out.push_str("};\n");
    out
}

/// The command that computes a value from its inputs and prints it in hexadecimal. `None` for what
/// was drawn, kept or read, and for the ends of RSA that need more than one line.
fn command(trace: &Trace, value: &Value) -> Option<String> {
    let Origin::Derived {
        operation,
        inputs,
        output,
    } = &value.origin
    else {
        return None;
    };
    let input = |i: usize| inputs.get(i).map(|id| trace.value(*id));
    match operation {
        Operation::Join => {
            let parts: Vec<String> = inputs
                .iter()
                .map(|id| hex(&trace.value(*id).bytes))
                .collect();
            Some(format!("printf '{}\\n'", parts.join("")))
        }
        Operation::Encode => {
            let header = value.bytes.len().checked_sub(input(0)?.bytes.len())?;
            let (header, body) = value.bytes.split_at(header);
            Some(format!("printf '%s%s\\n' {} {}", hex(header), hex(body)))
        }
        Operation::Cut => match &input(0)?.origin {
            Origin::Derived {
                operation: Operation::Prf(expansion),
                output: of_block,
                ..
            } => {
                let range = of_block.start + output.start..of_block.start + output.end;
                prf(expansion, &range)
            }
            _ => None,
        },
        Operation::Prf(expansion) => prf(expansion, output),
        Operation::RsaEncryption(it) => Some(power(&it.block, &it.e, &it.n)),
        Operation::RsaDecryption(_) => {
            let (c, d, n) = (input(0)?, input(1)?, input(2)?);
            Some(format!(
                "{} | cut -c {}-",
                power(&c.bytes, &d.bytes, &n.bytes),
                2 * n.bytes.len().checked_sub(value.bytes.len())? + 1
            ))
        }
        Operation::TranscriptHash { hash, messages } => {
            let whole = [crate::trace::Side::Client, crate::trace::Side::Server]
                .into_iter()
                .map(|side| trace.transcript(side))
                .max_by_key(|entries| entries.len())?;
            let bytes: Vec<u8> = whole
                .get(..*messages)?
                .iter()
                .flat_map(|entry| &entry.bytes)
                .copied()
                .collect();
            Some(format!(
                "{} | openssl dgst -{} -r | cut -d ' ' -f 1",
                decoded(&bytes),
                digest(*hash)
            ))
        }
        Operation::Protection(it) => match value.name {
            ValueName::RecordMac(..) => mac(
                trace,
                &input(0)?.bytes,
                &[&it.pseudo_header, it.content.as_slice()],
            ),
            ValueName::RecordCiphertext(..) => {
                cipher(trace, "-e", &input(0)?.bytes, &it.iv, &it.plaintext)
                    .map(|line| format!("{line} | {DIGITS}"))
            }
            _ => None,
        },
        Operation::Unprotection(it) => match value.name {
            ValueName::RecordContent(..) | ValueName::RecordMac(..) => {
                let (iv, rest) = it.fragment.split_at(BLOCK_LEN.min(it.fragment.len()));
                let line = cipher(trace, "-d", &input(0)?.bytes, iv, rest)?;
                Some(format!("{line} | {DIGITS}{}", cut(output)))
            }
            _ => None,
        },
    }
}

/// Prints standard input in hexadecimal.
const DIGITS: &str = "od -An -v -tx1 | tr -d ' \\n'";

/// A command that prints these bytes as they are.
fn decoded(bytes: &[u8]) -> String {
    format!("printf %s {} | openssl base64 -d -A", base64(bytes))
}

/// Keeps only some bytes of hexadecimal digits.
fn cut(range: &Range<usize>) -> String {
    format!(" | cut -c {}-{}", 2 * range.start + 1, 2 * range.end)
}

fn digest(hash: HashAlgorithm) -> String {
    hash.name().replace('-', "").to_lowercase()
}

fn prf(expansion: &crate::crypto::prf::Expansion, range: &Range<usize>) -> Option<String> {
    let digest = match expansion.prf {
        Prf::Tls12(hash) => digest(hash).to_uppercase(),
        Prf::Tls10 => "MD5-SHA1".to_owned(),
    };
    let seed = [expansion.label.as_bytes(), &expansion.seed].concat();
    Some(format!(
        "openssl kdf -keylen {} -kdfopt digest:{digest} -kdfopt hexsecret:{} -kdfopt hexseed:{} \
         TLS1-PRF | tr -d ':\\n' | tr A-F a-f{}",
        range.end,
        hex(&expansion.secret),
        hex(&seed),
        cut(range)
    ))
}

fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> String {
    format!(
        "python3 -c 'print(\"%0{}x\" % pow(0x{}, 0x{}, 0x{}))'",
        2 * modulus.len(),
        hex(base),
        hex(exponent),
        hex(modulus)
    )
}

fn mac(trace: &Trace, key: &[u8], parts: &[&[u8]]) -> Option<String> {
    Some(format!(
        "{} | openssl dgst -{} -mac HMAC -macopt hexkey:{} -r | cut -d ' ' -f 1",
        decoded(&parts.concat()),
        digest(trace.suite?.mac),
        hex(key)
    ))
}

fn cipher(trace: &Trace, way: &str, key: &[u8], iv: &[u8], input: &[u8]) -> Option<String> {
    Some(format!(
        "{} | openssl enc {way} -{} -nopad -K {} -iv {}",
        decoded(input),
        trace.suite?.cipher.name().to_lowercase(),
        hex(key),
        hex(iv)
    ))
}
