//! A session ticket as RFC 5077 §4 recommends it: the server's state of a session, encrypted and
//! authenticated under keys that only the server has, for the client to keep.
//!
//! ```text
//! ticket  key_name (16) + IV (16) + encrypted_state + MAC (32)
//! state   AES-128-CBC, padded as PKCS#7 does
//! MAC     HMAC-SHA256(MAC key, key_name + IV + length of encrypted_state (2) + encrypted_state)
//! ```
//!
//! The length stands in the ticket, too, between IV and encrypted_state. Left out: changing the keys
//! from time to time, without which a thief of the keys can decrypt every session of the past.

use super::cbc;
use super::cipher::Cipher;
use super::hash::HashAlgorithm;
use rand::Rng;
use std::ops::Range;
use subtle::ConstantTimeEq;

const NAME_LEN: usize = 16;
const BLOCK_LEN: usize = 16;
const LENGTH_LEN: usize = 2;

/// The keys of a server for its tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketKeys {
    /// By which the server recognizes its own tickets, 16 bytes.
    pub name: Vec<u8>,
    /// Encrypts the state, 16 bytes.
    pub key: Vec<u8>,
    /// Authenticates it, 32 bytes.
    pub mac_key: Vec<u8>,
}

impl TicketKeys {
    /// New keys, which a server generates when it is started.
    pub fn generate(rng: &mut impl Rng) -> Self {
        let mut draw = |len| {
            let mut bytes = vec![0; len];
            rng.fill_bytes(&mut bytes);
            bytes
        };
        TicketKeys {
            name: draw(NAME_LEN),
            key: draw(BLOCK_LEN),
            mac_key: draw(HashAlgorithm::Sha256.output_len()),
        }
    }

    /// Whether the keys have the lengths that a ticket needs.
    pub fn are_usable(&self) -> bool {
        let lens = [self.name.len(), self.key.len(), self.mac_key.len()];
        lens == [NAME_LEN, BLOCK_LEN, HashAlgorithm::Sha256.output_len()]
    }
}

/// A ticket, closed or opened here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What the client gets.
    pub bytes: Vec<u8>,
    /// The state of the session.
    pub state: Vec<u8>,
    /// Where the name of the key is in `bytes`.
    pub name: Range<usize>,
    /// Where the IV is.
    pub iv: Range<usize>,
    /// Where the encrypted state is.
    pub encrypted: Range<usize>,
    /// Where the MAC is.
    pub mac: Range<usize>,
}

/// Why a ticket is not accepted. The answer is a full handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketFault {
    /// It was not made with this server's keys, or is not a ticket at all.
    Unknown,
    /// It was changed: the MAC does not match.
    Mac,
}

/// Closes a ticket over the state of a session. `iv` is 16 random bytes.
///
/// # Panics
/// If the keys are not of the lengths that [`TicketKeys`] says, or `iv` not of 16 bytes.
pub fn close(keys: &TicketKeys, iv: &[u8], state: &[u8]) -> Ticket {
    let fill = BLOCK_LEN - state.len() % BLOCK_LEN;
    let padded = [state, &vec![fill as u8; fill]].concat();
    let encrypted = cbc::encrypt(Cipher::Aes128Cbc, &keys.key, iv, &padded);
    let length = (encrypted.len() as u16).to_be_bytes();
    let before = [keys.name.as_slice(), iv, &length, &encrypted].concat();
    let mac = HashAlgorithm::Sha256.hmac(&keys.mac_key, &before);
    let start = NAME_LEN + BLOCK_LEN + LENGTH_LEN;
    Ticket {
        state: state.to_vec(),
        name: 0..NAME_LEN,
        iv: NAME_LEN..NAME_LEN + BLOCK_LEN,
        encrypted: start..start + encrypted.len(),
        mac: before.len()..before.len() + mac.len(),
        bytes: [before, mac].concat(),
    }
}

/// Opens a ticket, if it was closed with these keys.
///
/// # Errors
/// [`TicketFault`].
pub fn open(keys: &TicketKeys, bytes: &[u8]) -> Result<Ticket, TicketFault> {
    let mac_len = HashAlgorithm::Sha256.output_len();
    let start = NAME_LEN + BLOCK_LEN + LENGTH_LEN;
    let end = bytes.len().checked_sub(mac_len).filter(|end| *end >= start);
    let end = end.ok_or(TicketFault::Unknown)?;
    let (before, mac) = bytes.split_at(end);
    let length = [before[start - 2], before[start - 1]];
    let whole = usize::from(u16::from_be_bytes(length)) == end - start;
    if before[..NAME_LEN] != keys.name || !whole {
        return Err(TicketFault::Unknown);
    }
    let expected = HashAlgorithm::Sha256.hmac(&keys.mac_key, before);
    if !bool::from(expected.ct_eq(mac)) {
        return Err(TicketFault::Mac);
    }
    let iv = NAME_LEN..NAME_LEN + BLOCK_LEN;
    let padded = cbc::decrypt(
        Cipher::Aes128Cbc,
        &keys.key,
        &before[iv.clone()],
        &before[start..],
    );
    let mut state = padded.map_err(|_| TicketFault::Unknown)?;
    let fill = state.last().copied().map_or(0, usize::from);
    state.truncate(state.len().saturating_sub(fill));
    Ok(Ticket {
        bytes: bytes.to_vec(),
        state,
        name: 0..NAME_LEN,
        iv,
        encrypted: start..end,
        mac: end..bytes.len(),
    })
}
