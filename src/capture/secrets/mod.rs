//! Secrets from outside, with which a reader decrypts what was captured: a key log, the server's private key,
//! or a secret that was typed in.
//!
//! | given | leads to | RFC |
//! |---|---|---|
//! | `CLIENT_RANDOM` in a key log | the master secret of the connection with that client random | 9850 §2.2 |
//! | `RSA` in a key log | the pre-master secret that was encrypted to what begins with these bytes | |
//! | `PMS_CLIENT_RANDOM` in a key log | the pre-master secret of the connection with that client random | |
//! | the server's private key | the pre-master secret of every full handshake with RSA key exchange | 5246 §7.4.7.1 |
//!
//! The lines of TLS 1.3 are counted: they lead to records that are not decrypted here.

mod file;
mod line;
mod log;

pub use log::{KeyLog, Logged, Unread};

use crate::crypto::rsa::PrivateKey;
use crate::said;
use crate::text::Said;
use line::hexadecimal;
use std::sync::Arc;

/// Length in bytes of a pre-master secret of RSA key exchange, and of a master secret.
const SECRET_LEN: usize = 48;
/// Length in bytes of a client random.
const RANDOM_LEN: usize = 32;

/// A pre-master secret or a master secret.
pub type Secret = [u8; SECRET_LEN];

/// What a reader has been given.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// What the key logs say.
    pub log: KeyLog,
    /// Private keys of servers.
    pub keys: Vec<ServerKey>,
    /// Secrets that were typed in. They are tried on every connection.
    pub typed: Typed,
}

/// A private key of a server, and where it comes from.
#[derive(Clone, Debug)]
pub struct ServerKey {
    /// The key.
    pub key: Arc<PrivateKey>,
    /// The file that it was in, safe to show.
    pub path: String,
}

/// Secrets that were typed in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed {
    /// A pre-master secret.
    pub pre_master: Option<Secret>,
    /// A master secret.
    pub master: Option<Secret>,
}

/// A secret that was typed in, as hexadecimal digits. White space and colons between them do not matter.
///
/// # Errors
/// What was expected and what came.
pub fn typed(text: &str) -> Result<Secret, Said> {
    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    let got = digits.chars().count();
    let expected = SECRET_LEN * 2;
    hexadecimal(&digits).ok_or_else(|| said!("capture.secret.digits", expected, got))
}
