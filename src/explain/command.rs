//! The computation of a value as a shell command: POSIX `sh`, with `openssl` for the primitives.
//!
//! What is computed is an [`Expression`], made of calls of the functions in
//! `assets/shell/functions.sh`. [`command`] writes one out with the inputs' bytes in it, to be
//! pasted; an export that computes a whole run writes the same expressions over variables.
//!
//! Left out: the PRF of TLS 1.0 and 1.1, which no suite here uses.

use crate::crypto::cipher::Cipher;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;
use crate::crypto::rsa::{PrivateKey, PublicKey};
use crate::crypto::signature::Signing;
use crate::protocol::{Input, Suite};
use crate::trace::{
    ConnectionId, Operation, Origin, Party, Side, Trace, TranscriptEntry, Value, ValueId, ValueName,
};
use crate::wire::display::hex;

/// The functions that the calls name, as shell.
pub const FUNCTIONS: &str = include_str!("../../assets/shell/functions.sh");

/// Something that gives hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// What a function prints.
    Call(Call),
    /// Some bytes one after the other.
    Join(Word),
}

/// A function of `assets/shell/functions.sh` and what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function's name.
    pub function: &'static str,
    /// Its arguments.
    pub words: Vec<Word>,
}

/// An argument: pieces without anything between them.
pub type Word = Vec<Piece>;

/// A piece of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Digits, a number, a label or an option, as they are.
    Text(String),
    /// The digits of a value.
    Value(ValueId),
    /// The digits of a handshake message: of which connection, whose transcript, and which message of it.
    Message(ConnectionId, Side, usize),
    /// The digits of a PKCS#1 block that RSA is applied to, or comes out of.
    Block(Block),
    /// The file of the public key with this modulus and exponent.
    PublicKey {
        /// n, big-endian.
        n: Vec<u8>,
        /// e, big-endian.
        e: Vec<u8>,
    },
    /// The file of the private key with these numbers.
    PrivateKey(PrivateNumbers),
    /// What another function prints.
    Call(Call),
}

/// A private key as a run knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateNumbers {
    /// n, big-endian.
    pub n: Vec<u8>,
    /// e, big-endian.
    pub e: Vec<u8>,
    /// d, big-endian.
    pub d: Vec<u8>,
}

/// An encryption block of PKCS#1 v1.5 (RFC 8017 §7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its bytes, as many as the modulus has; none where the ciphertext could not be opened.
    pub bytes: Vec<u8>,
    /// The ciphertext that belongs to it.
    pub ciphertext: Vec<u8>,
    /// The modulus, big-endian.
    pub n: Vec<u8>,
    /// How it is had from a ciphertext, where it was.
    pub opened: Option<Call>,
}

/// The names that the leaves of an expression go by.
pub trait Names {
    /// What stands for a piece that is neither text nor call, within double quotes.
    fn name(&mut self, piece: &Piece) -> String;
}

impl Call {
    /// A call with its arguments.
    pub fn new(function: &'static str, words: Vec<Word>) -> Self {
        Call { function, words }
    }

    /// The call as shell, without what would run it.
    pub fn render(&self, names: &mut dyn Names) -> String {
        let mut out = self.function.to_owned();
        for word in &self.words {
            out.push(' ');
            out.push_str(&render_word(word, names));
        }
        out
    }
}

impl Expression {
    /// The expression as a word of shell.
    pub fn render(&self, names: &mut dyn Names) -> String {
        match self {
            Expression::Call(call) => format!("$({})", call.render(names)),
            Expression::Join(word) => render_word(word, names),
        }
    }
}

/// A text as an argument of its own.
pub fn text(text: impl ToString) -> Word {
    vec![Piece::Text(text.to_string())]
}

fn render_word(word: &[Piece], names: &mut dyn Names) -> String {
    if let [Piece::Text(text)] = word
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return text.clone();
    }
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Call(call) => format!("$({})", call.render(names)),
        other => names.name(other),
    };
    format!("\"{}\"", word.iter().map(piece).collect::<String>())
}

/// How a value is computed, as its formula says. `None` for one that was not derived, and where the
/// run lacks an input.
pub fn expression(trace: &Trace, value: &Value) -> Option<Expression> {
    let Origin::Derived {
        operation,
        inputs,
        output,
    } = &value.origin
    else {
        return None;
    };
    let connection = trace.connection(value.connection);
    let named = |name: Input| operation.named(value.name, inputs, name);
    let input = |name: Input| named(name).first().map(|id| vec![Piece::Value(*id)]);
    let bytes_of = |name: Input| named(name).first().map(|id| trace.value(*id).bytes.clone());
    let call = |function, words| Some(Expression::Call(Call::new(function, words)));
    match operation {
        Operation::Join => Some(Expression::Join(
            inputs.iter().map(|id| Piece::Value(*id)).collect(),
        )),
        Operation::Keep => Some(Expression::Join(input(Input::Source)?)),
        Operation::Cut => {
            let words = vec![
                input(Input::Source)?,
                text(output.start),
                text(output.len()),
            ];
            call("bytes", words)
        }
        Operation::Encode => {
            let kind = hex(value.bytes.get(..1)?);
            call("handshake", vec![text(kind), input(Input::Source)?])
        }
        Operation::RsaEncryption(encryption) => {
            let key = Piece::PublicKey {
                n: bytes_of(Input::Modulus)?,
                e: bytes_of(Input::Exponent)?,
            };
            let block = Piece::Block(Block {
                bytes: encryption.block.clone(),
                ciphertext: encryption.ciphertext.clone(),
                n: encryption.n.clone(),
                opened: None,
            });
            call("rsa_public", vec![vec![key], vec![block]])
        }
        Operation::RsaDecryption(recovery) => {
            let key = Piece::PrivateKey(PrivateNumbers {
                n: bytes_of(Input::Modulus)?,
                e: (trace
                    .named(connection.id, ValueName::ServerExponent, Side::Server)?
                    .bytes)
                    .clone(),
                d: bytes_of(Input::PrivateExponent)?,
            });
            let block = Piece::Block(Block {
                bytes: (recovery.decryption.as_ref()).map_or(vec![], |d| d.block.clone()),
                ciphertext: bytes_of(Input::Ciphertext)?,
                n: bytes_of(Input::Modulus)?,
                opened: Some(Call::new(
                    "rsa_private",
                    vec![vec![key], input(Input::Ciphertext)?],
                )),
            });
            let version = text(hex(&recovery.expected_version));
            let drawn = match named(Input::Substitute) {
                [version, random] => vec![Piece::Value(*version), Piece::Value(*random)],
                _ => text(hex(&recovery.fallback)),
            };
            call("pre_master", vec![vec![block], version, drawn])
        }
        Operation::Signing(signing) => {
            let key = vec![Piece::PrivateKey(PrivateNumbers {
                n: bytes_of(Input::Modulus)?,
                e: (trace
                    .named(connection.id, ValueName::ClientExponent, Side::Client)?
                    .bytes)
                    .clone(),
                d: bytes_of(Input::PrivateExponent)?,
            })];
            match signing.as_ref() {
                Signing::Pkcs1(one) => {
                    let hash = text(openssl_hash(one.hash));
                    call("rsa_sign", vec![key, hash, input(Input::Digest)?])
                }
                // the salt makes each signature another, so that this one needs its own block
                Signing::Pss(one) => {
                    let block = &one.block.bytes;
                    let whole = vec![0; one.n.len().saturating_sub(block.len())];
                    let block = text(hex(&[whole, block.clone()].concat()));
                    call("rsa_private", vec![key, block])
                }
            }
        }
        Operation::Prf(expansion) => {
            let Prf::Tls12(hash) = expansion.prf else {
                return None;
            };
            let seed = named(Input::Seed).iter().map(|id| Piece::Value(*id));
            let words = vec![
                text(openssl_hash(hash)),
                input(Input::Secret)?,
                text(expansion.label),
                seed.collect(),
                text(output.end),
            ];
            // every secret is the beginning of what the PRF gives
            (output.start == 0).then(|| call("prf", words)).flatten()
        }
        Operation::TranscriptHash { hash, messages } => {
            let side = computed_by(value);
            let whole = connection.transcript(side).len() >= *messages;
            let all = (0..*messages)
                .map(|i| Piece::Message(connection.id, side, i))
                .collect();
            let words = vec![text(openssl_hash(*hash)), all];
            whole.then(|| call("digest", words)).flatten()
        }
        Operation::Ssl3Proof { .. } | Operation::Ticket(_) | Operation::TicketOpening(_) => None,
        Operation::Protection(protection) => {
            let suite = connection.suite?;
            if let ValueName::RecordMac(..) = value.name {
                let header = header(protection.content_type, protection.version);
                let (key, content) = (input(Input::MacKey)?, input(Input::Content)?);
                return record_mac(suite, key, protection.sequence, header, content);
            }
            let plaintext = [input(Input::Content)?, input(Input::Mac)?].concat();
            let padded = Piece::Call(Call::new("pad", vec![plaintext]));
            let cipher = text(openssl_cipher(suite.cipher));
            call(
                "encrypt",
                vec![cipher, input(Input::Key)?, input(Input::Iv)?, vec![padded]],
            )
        }
        Operation::Unprotection(unprotection) => {
            let suite = connection.suite?;
            if let ValueName::RecordMac(..) = value.name {
                let header = header(unprotection.content_type, unprotection.version);
                let (key, content) = (input(Input::MacKey)?, input(Input::Content)?);
                return record_mac(suite, key, unprotection.sequence, header, content);
            }
            let (key, iv) = (input(Input::Key)?, input(Input::Iv)?);
            let plaintext = Piece::Call(decrypt(suite, key, iv, input(Input::Ciphertext)?));
            Some(Expression::Call(content(suite, vec![plaintext])))
        }
    }
}

/// The decryption of a record's ciphertext, MAC and padding included.
pub fn decrypt(suite: &Suite, key: Word, iv: Word, ciphertext: Word) -> Call {
    let cipher = text(openssl_cipher(suite.cipher));
    Call::new("decrypt", vec![cipher, key, iv, ciphertext])
}

/// The content of a decrypted record.
pub fn content(suite: &Suite, plaintext: Word) -> Call {
    Call::new("content", vec![text(suite.mac.output_len()), plaintext])
}

/// Type and version of a record, as they stand in its header and are MACed.
fn header(content_type: u8, version: [u8; 2]) -> Word {
    text(hex(&[content_type, version[0], version[1]]))
}

fn record_mac(
    suite: &Suite,
    key: Word,
    sequence: u64,
    header: Word,
    content: Word,
) -> Option<Expression> {
    let hash = text(openssl_hash(suite.mac));
    let words = vec![hash, key, text(sequence), header, content];
    Some(Expression::Call(Call::new("record_mac", words)))
}

/// The side whose transcript a hash was made of: the first that knew it.
fn computed_by(value: &Value) -> Side {
    let knows = |side: &Side| value.known_since(Party::from(*side)).unwrap_or(usize::MAX);
    let first = || Side::BOTH.into_iter().min_by_key(knows);
    value.holder.side().or_else(first).unwrap_or(Side::Client)
}

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

/// The name that OpenSSL gives to a cipher.
pub const fn openssl_cipher(cipher: Cipher) -> &'static str {
    match cipher {
        Cipher::Aes128Cbc => "aes-128-cbc",
        Cipher::Aes256Cbc => "aes-256-cbc",
        Cipher::TripleDesCbc => "des-ede3-cbc",
        Cipher::Rc4 => "rc4",
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

/// Whether a name stands in a piece of shell where a command stands.
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

/// A private key as PEM; `None` where its primes cannot be had.
pub fn private_pem(numbers: &PrivateNumbers) -> Option<String> {
    let PrivateNumbers { n, e, d } = numbers;
    PrivateKey::from_exponents(n, e, d)
        .ok()?
        .to_pkcs8_pem()
        .ok()
}
