//! The protection of records: MAC, padding and cipher, as version and suite have them.

use super::expression::{Call, Piece, Word, text};
use super::openssl_hash;
use crate::crypto::cipher::Cipher;
use crate::crypto::mac::Mac;
use crate::crypto::record::{Algorithms, PaddingRule};
use crate::wire::display::hex;

/// How a cipher starts on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// A block cipher, with this IV.
    Iv(Word),
    /// A stream cipher, with this byte of its keystream.
    Keystream(u64),
}

/// The ciphertext of a record, from what is encrypted without its padding. `None` if the cipher does not start like that.
pub(super) fn encrypt(
    algorithms: Algorithms,
    key: Word,
    begin: Begin,
    plaintext: Word,
) -> Option<Call> {
    Some(match begin {
        Begin::Iv(iv) => {
            let block_len = text(algorithms.cipher.block_len()?);
            let padded = Piece::Call(Call::new("pad", vec![block_len, plaintext]));
            let cipher = text(openssl_cipher(algorithms.cipher));
            Call::new("encrypt", vec![cipher, key, iv, vec![padded]])
        }
        Begin::Keystream(position) => rc4(key, position, plaintext),
    })
}

/// The decryption of a record's ciphertext, MAC and padding included.
pub fn decrypt(algorithms: Algorithms, key: Word, begin: Begin, ciphertext: Word) -> Call {
    match begin {
        Begin::Iv(iv) => {
            let cipher = text(openssl_cipher(algorithms.cipher));
            Call::new("decrypt", vec![cipher, key, iv, ciphertext])
        }
        Begin::Keystream(position) => rc4(key, position, ciphertext),
    }
}

fn rc4(key: Word, position: u64, data: Word) -> Call {
    Call::new("rc4", vec![key, text(position), data])
}

/// The content of a decrypted record.
pub fn content(algorithms: Algorithms, plaintext: Word) -> Call {
    of_plaintext("content", algorithms, plaintext)
}

/// The padding of a decrypted record.
pub fn padding(algorithms: Algorithms, plaintext: Word) -> Call {
    of_plaintext("padding", algorithms, plaintext)
}

fn of_plaintext(function: &'static str, algorithms: Algorithms, plaintext: Word) -> Call {
    let rule = match (algorithms.cipher.block_len(), algorithms.padding) {
        (None, _) => "none".to_owned(),
        (Some(_), PaddingRule::Filled) => "filled".to_owned(),
        (Some(block_len), PaddingRule::Free) => format!("free-{block_len}"),
    };
    let words = vec![text(rule), text(algorithms.mac_inside()), plaintext];
    Call::new(function, words)
}

/// The MAC of a record, over its content or, where it comes last, over what was encrypted. The header is what
/// is MACed before that: see [`Mac::header_fields`].
pub(super) fn mac(mac: Mac, key: Word, header: &[u8], maced: Word) -> Call {
    let function = match mac {
        Mac::Hmac(_) => "record_mac",
        Mac::Ssl3(_) => "record_mac_ssl3",
    };
    // the function makes the number and the length itself; the number is that in the header
    let number = header.first_chunk().copied().unwrap_or_default();
    let sequence = u64::from_be_bytes(number);
    let own = header.get(8..header.len() - 2).unwrap_or_default();
    let hash = text(openssl_hash(mac.hash()));
    Call::new(
        function,
        vec![hash, key, text(sequence), text(hex(own)), maced],
    )
}

/// The name that OpenSSL gives to a cipher.
const fn openssl_cipher(cipher: Cipher) -> &'static str {
    match cipher {
        Cipher::Aes128Cbc => "aes-128-cbc",
        Cipher::Aes256Cbc => "aes-256-cbc",
        Cipher::TripleDesCbc => "des-ede3-cbc",
        Cipher::Rc4 => "rc4",
    }
}
