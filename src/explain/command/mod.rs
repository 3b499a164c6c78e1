//! The computation of a value as a shell command: POSIX `sh`, with `openssl` for the primitives.
//!
//! What is computed is an [`Expression`], made of calls of the functions in
//! `assets/shell/functions.sh`. [`command`] writes one out with the inputs' bytes in it, to be
//! pasted; an export that computes a whole run writes the same expressions over variables.

mod computation;
mod expression;
mod record;

pub use computation::expression;
pub use expression::{Block, Call, Expression, Names, Piece, PrivateNumbers, Word, text};
pub use record::{Begin, content, decrypt, padding};

use crate::crypto::hash::HashAlgorithm;
use crate::crypto::rsa::{PrivateKey, PublicKey};
use crate::trace::{Trace, TranscriptEntry, ValueId};
use crate::wire::display::hex;

/// The functions that the calls name, as shell.
pub const FUNCTIONS: &str = include_str!("../../../assets/shell/functions.sh");

/// The name that OpenSSL gives to a hash function.
pub const fn openssl_hash(hash: HashAlgorithm) -> &'static str {
    match hash {
        HashAlgorithm::Md5 => "md5",
        HashAlgorithm::Sha1 => "sha1",
        HashAlgorithm::Sha224 => "sha224",
        HashAlgorithm::Sha256 => "sha256",
        HashAlgorithm::Sha384 => "sha384",
        HashAlgorithm::Sha512 => "sha512",
        HashAlgorithm::Md5Sha1 => "md5-sha1",
    }
}

/// The command that prints a value in hexadecimal, computed from the bytes of its direct inputs: some
/// lines of POSIX shell, for `openssl` from 1.1.1 on and `xxd`. It runs in a shell of its own, and
/// leaves nothing behind. `None` for a value that was not derived, and where the run lacks an input.
pub fn command(trace: &Trace, id: ValueId) -> Option<String> {
    let value = trace.values().get(id.0)?;
    let mut names = Literal {
        trace,
        keys: Vec::new(),
        failed: false,
    };
    let word = expression(trace, value)?.render(&mut names);
    if names.failed {
        return None;
    }
    let mut out = String::from("(\n");
    for function in functions(&word) {
        out.push_str(&function);
    }
    if !names.keys.is_empty() {
        out.push_str("dir=$(mktemp -d) && trap 'rm -rf \"$dir\"' EXIT\n");
    }
    for key in &names.keys {
        out.push_str(&key_file(key.option, key.file, &key.pem));
    }
    out.push_str(&format!("printf '%s\\n' {}\n)\n", quoted(&word)));
    Some(out)
}

/// The lines that write a key to a file of the directory `$dir`. The option is `-pubin` or none.
pub fn key_file(option: &str, file: &str, pem: &str) -> String {
    let output = if option.is_empty() {
        ""
    } else {
        " -pubin -pubout"
    };
    format!("openssl pkey{output} -out \"$dir/{file}\" <<'PEM'\n{pem}PEM\n")
}

/// With double quotes around it, if it has none.
fn quoted(word: &str) -> String {
    match word.starts_with('"') {
        true => word.to_owned(),
        false => format!("\"{word}\""),
    }
}

/// The functions that a piece of shell calls, and those that these call, without their comments, in
/// the order of the file.
fn functions(shell: &str) -> Vec<String> {
    let all: Vec<(&str, String)> = FUNCTIONS.split("\n\n").filter_map(function).collect();
    let mut wanted = vec![false; all.len()];
    let mut texts = vec![shell];
    while let Some(text) = texts.pop() {
        for (i, (name, body)) in all.iter().enumerate() {
            if !wanted[i] && calls(text, name) {
                wanted[i] = true;
                texts.push(body);
            }
        }
    }
    let found = all.iter().zip(wanted).filter(|(_, wanted)| *wanted);
    found.map(|((_, body), _)| body.clone()).collect()
}

/// Name and text of a function, from a paragraph with it and its comment.
fn function(paragraph: &str) -> Option<(&str, String)> {
    let code = paragraph.lines().filter(|line| !line.starts_with('#'));
    let name = code.clone().next()?.strip_suffix("() {")?;
    Some((name, code.map(|line| format!("{line}\n")).collect()))
}

/// Whether a piece of shell uses a name as a command.
fn calls(shell: &str, name: &str) -> bool {
    let before = |at: usize| shell[..at].trim_end_matches(' ').chars().next_back();
    shell.match_indices(name).any(|(at, _)| {
        let after = shell[at + name.len()..].chars().next();
        let begins = before(at).is_none_or(|c| matches!(c, '(' | '|' | '\n'));
        begins && after.is_none_or(|c| matches!(c, ' ' | ')' | '\n'))
    })
}

/// Leaves by their bytes.
struct Literal<'a> {
    trace: &'a Trace,
    keys: Vec<KeyFile>,
    failed: bool,
}

struct KeyFile {
    option: &'static str,
    file: &'static str,
    pem: String,
}

impl Literal<'_> {
    fn key(&mut self, option: &'static str, file: &'static str, pem: Option<String>) -> String {
        match pem {
            Some(pem) => self.keys.push(KeyFile { option, file, pem }),
            None => self.failed = true,
        }
        format!("$dir/{file}")
    }
}

impl Names for Literal<'_> {
    fn name(&mut self, piece: &Piece) -> String {
        match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(id) => hex(&self.trace.value(*id).bytes),
            Piece::Message(connection, side, index) => {
                let transcript = self.trace.connection(*connection).transcript(*side);
                let entry: Option<&TranscriptEntry> = transcript.get(*index);
                entry.map_or_else(String::new, |entry| hex(&entry.bytes))
            }
            Piece::Block(Block {
                opened: Some(call), ..
            })
            | Piece::Call(call) => format!("$({})", call.render(self)),
            Piece::Block(block) => hex(&block.bytes),
            Piece::PublicKey { n, e } => self.key("-pubin", "public.pem", public_pem(n, e)),
            Piece::PrivateKey(numbers) => self.key("", "private.pem", private_pem(numbers)),
        }
    }
}

/// A public key as PEM; `None` where the numbers are no key.
pub fn public_pem(n: &[u8], e: &[u8]) -> Option<String> {
    PublicKey::from_components(n, e).ok()?.to_spki_pem().ok()
}

/// A private key as PEM; `None` where its primes cannot be found.
pub fn private_pem(numbers: &PrivateNumbers) -> Option<String> {
    let PrivateNumbers { n, e, d } = numbers;
    PrivateKey::from_exponents(n, e, d)
        .ok()?
        .to_pkcs8_pem()
        .ok()
}
