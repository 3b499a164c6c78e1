//! The stream cipher RC4, as TLS uses it: one keystream for all records of a direction, each record
//! going on where the one before has ended (RFC 2246 §6.2.3.1). Encrypting and decrypting are the same:
//! XOR with the keystream.
//!
//! History, not advice: RFC 7465 forbids it.

use rc4::{KeyInit, Rc4, StreamCipher};
use std::fmt;

/// The keystream of a key, and how much of it has been used.
pub struct Keystream {
    rc4: Rc4,
    position: u64,
}

impl Keystream {
    /// The keystream of a key, from its beginning.
    ///
    /// # Panics
    /// If the key is empty or longer than 256 bytes. That of a suite has 16.
    #[allow(clippy::expect_used)]
    pub fn new(key: &[u8]) -> Self {
        Keystream {
            rc4: Rc4::new_from_slice(key).expect("1 to 256 bytes"),
            position: 0,
        }
    }

    /// The keystream of a key, from the byte `position` on. All bytes before are computed.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn at(key: &[u8], position: u64) -> Self {
        let mut keystream = Self::new(key);
        let mut before = [0; 1024];
        while keystream.position < position {
            let len = (position - keystream.position).min(before.len() as u64) as usize;
            keystream.apply(&mut before[..len]);
        }
        keystream
    }

    /// How many bytes of it have been used.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// XORs `bytes` with the next bytes of the keystream.
    pub fn apply(&mut self, bytes: &mut [u8]) {
        self.rc4.apply_keystream(bytes);
        self.position += bytes.len() as u64;
    }
}

impl fmt::Debug for Keystream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keystream(from byte {})", self.position)
    }
}
