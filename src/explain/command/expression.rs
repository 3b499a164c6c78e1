//! Calls of the shell functions, and how they are written.

use crate::trace::{ConnectionId, Side, ValueId};

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
    /// How it is computed from a ciphertext, if it was.
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

    /// The call as shell, without the `$(…)` that would run it.
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
    let mut out = String::from("\"");
    let mut after_name = false;
    for piece in word {
        match piece {
            // its first digits would belong to the name of the variable
            Piece::Text(text) if after_name => out.push_str(&format!("\"\"{text}")),
            Piece::Text(text) => out.push_str(text),
            Piece::Call(call) => out.push_str(&format!("$({})", call.render(names))),
            other => out.push_str(&names.name(other)),
        }
        after_name = !matches!(piece, Piece::Text(_) | Piece::Call(_));
    }
    out.push('"');
    out
}
