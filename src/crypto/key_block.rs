//! From the pre-master secret to the keys (RFC 5246 §8.1, §6.3), and the verify_data of Finished
//! (§7.4.9). These are the only places where a handshake calls the PRF.
//!
//! ```text
//! master_secret = PRF(pre_master_secret, "master secret",   client_random + server_random)[0..47]
//! key_block     = PRF(master_secret,     "key expansion",   server_random + client_random)
//! verify_data   = PRF(master_secret,     "client finished", Hash(handshake_messages))[0..11]
//! ```
//!
//! Note the order of the randoms: it is reversed. What the older versions do differently is another
//! [`Prf`], for TLS 1.0 and SSL 3.0 a [`Layout`] with IVs, and for SSL 3.0 another Finished
//! ([`super::ssl3`]). With the extended master secret (RFC 7627), the hash of the handshake so far takes the
//! place of the randoms:
//!
//! ```text
//! master_secret = PRF(pre_master_secret, "extended master secret", session_hash)[0..47]
//! ```

use std::ops::Range;

use super::prf::{Expansion, Prf};
use super::record::DirectionKeys;

/// Length of every master secret, in bytes (RFC 5246 §8.1).
pub const MASTER_SECRET_LEN: usize = 48;

/// Lengths in bytes of the parts of a key block, each of which occurs twice (RFC 5246 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    /// `mac_key_length`: as long as the output of the MAC's hash.
    pub mac_key_len: usize,
    /// `enc_key_length`.
    pub enc_key_len: usize,
    /// `fixed_iv_length`: 0 in TLS 1.1 and 1.2, where each record carries its own IV, and for stream
    /// ciphers; a block for block ciphers before TLS 1.1.
    pub fixed_iv_len: usize,
}

/// A key block, and which part of it is which. Client and server compute the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBlock {
    /// The whole block, without unused bytes at its end.
    pub bytes: Vec<u8>,
    /// Authenticates what the client sends.
    pub client_write_mac_key: Range<usize>,
    /// Authenticates what the server sends.
    pub server_write_mac_key: Range<usize>,
    /// Encrypts what the client sends.
    pub client_write_key: Range<usize>,
    /// Encrypts what the server sends.
    pub server_write_key: Range<usize>,
    /// The first IV of the client, where there is one.
    pub client_write_iv: Option<Range<usize>>,
    /// The first IV of the server, where there is one.
    pub server_write_iv: Option<Range<usize>>,
}

/// Whose Finished it is: it chooses the label (RFC 5246 §7.4.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FinishedLabel {
    /// "client finished"
    Client,
    /// "server finished"
    Server,
}

impl FinishedLabel {
    /// The label as the PRF takes it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Client => "client finished",
            Self::Server => "server finished",
        }
    }
}

impl Layout {
    /// Length of the whole key block, in bytes.
    pub fn total_len(self) -> usize {
        2 * (self.mac_key_len + self.enc_key_len + self.fixed_iv_len)
    }
}

/// The master secret (RFC 5246 §8.1): 48 bytes in `output`. Both randoms have 32 bytes.
pub fn master_secret(
    prf: Prf,
    pre_master: &[u8],
    client_random: &[u8; 32],
    server_random: &[u8; 32],
) -> Expansion {
    let seed = [client_random.as_slice(), server_random].concat();
    prf.expand(pre_master, "master secret", &seed, MASTER_SECRET_LEN)
}

/// The label of the extended master secret (RFC 7627 §4).
pub const EXTENDED_MASTER_SECRET_LABEL: &str = "extended master secret";

/// The extended master secret (RFC 7627 §4): 48 bytes in `output`. `session_hash` is the hash of the
/// handshake messages up to and including ClientKeyExchange.
pub fn extended_master_secret(prf: Prf, pre_master: &[u8], session_hash: &[u8]) -> Expansion {
    let label = EXTENDED_MASTER_SECRET_LABEL;
    prf.expand(pre_master, label, session_hash, MASTER_SECRET_LEN)
}

/// The key block (RFC 5246 §6.3), expanded and cut. The server's random comes first here, in the
/// arguments as in the seed.
pub fn expand(
    prf: Prf,
    layout: Layout,
    master_secret: &[u8],
    server_random: &[u8; 32],
    client_random: &[u8; 32],
) -> (Expansion, KeyBlock) {
    let seed = [server_random.as_slice(), client_random].concat();
    let expansion = prf.expand(master_secret, "key expansion", &seed, layout.total_len());
    let block = KeyBlock::cut(layout, &expansion.output);
    (expansion, block)
}

/// The verify_data of a Finished message (RFC 5246 §7.4.9): `len` bytes in `output`.
pub fn verify_data(
    prf: Prf,
    master_secret: &[u8],
    label: FinishedLabel,
    transcript_hash: &[u8],
    len: usize,
) -> Expansion {
    prf.expand(master_secret, label.label(), transcript_hash, len)
}

impl KeyBlock {
    /// Cuts the expanded bytes into keys, in the order of RFC 5246 §6.3.
    ///
    /// # Panics
    /// If `bytes` has fewer than [`Layout::total_len`] bytes.
    pub fn cut(layout: Layout, bytes: &[u8]) -> Self {
        let mut end = 0;
        let mut take = |len: usize| {
            let start = end;
            end += len;
            start..end
        };
        let client_write_mac_key = take(layout.mac_key_len);
        let server_write_mac_key = take(layout.mac_key_len);
        let client_write_key = take(layout.enc_key_len);
        let server_write_key = take(layout.enc_key_len);
        let client_write_iv = take(layout.fixed_iv_len);
        let server_write_iv = take(layout.fixed_iv_len);
        let some = |iv: Range<usize>| (!iv.is_empty()).then_some(iv);
        Self {
            bytes: bytes[..layout.total_len()].to_vec(),
            client_write_mac_key,
            server_write_mac_key,
            client_write_key,
            server_write_key,
            client_write_iv: some(client_write_iv),
            server_write_iv: some(server_write_iv),
        }
    }

    /// The keys for what the client sends.
    pub fn client_write(&self) -> DirectionKeys {
        self.direction(
            &self.client_write_mac_key,
            &self.client_write_key,
            self.client_write_iv.as_ref(),
        )
    }

    /// The keys for what the server sends.
    pub fn server_write(&self) -> DirectionKeys {
        self.direction(
            &self.server_write_mac_key,
            &self.server_write_key,
            self.server_write_iv.as_ref(),
        )
    }

    fn direction(
        &self,
        mac_key: &Range<usize>,
        key: &Range<usize>,
        iv: Option<&Range<usize>>,
    ) -> DirectionKeys {
        let part = |range: &Range<usize>| self.bytes[range.clone()].to_vec();
        DirectionKeys {
            mac_key: part(mac_key),
            key: part(key),
            iv: iv.map(part).unwrap_or_default(),
        }
    }
}
