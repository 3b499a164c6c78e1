//! Checks that do the same work whatever was decrypted.

use super::algorithms::{Algorithms, PaddingRule};
use crate::crypto::mac::{Mac, Maced};
use subtle::{
    Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess,
};

/// Padding has at most this many bytes, with its length byte.
const MAX_PADDING_LEN: usize = 256;

/// Whether the padding is right, and its length with padding_length. The length is 1 if it is not.
/// Looks at the last 256 bytes, or all there are, whatever padding_length says. A stream cipher needs no
/// padding. `mac_len` is the length of the MAC before it, 0 if that comes last.
pub(super) fn check_padding(
    plaintext: &[u8],
    mac_len: usize,
    algorithms: Algorithms,
) -> (Choice, usize) {
    let Some(block_len) = algorithms.cipher.block_len() else {
        return (Choice::from(1), 0);
    };
    let rule = algorithms.padding;
    let last = plaintext.len() - 1;
    let n = plaintext[last];
    let room = plaintext.len() - mac_len - 1;
    let most = match rule {
        PaddingRule::Filled => room,
        PaddingRule::Free => room.min(block_len - 1),
    };
    let mut good = !u32::from(n).ct_gt(&(most as u32));
    if rule == PaddingRule::Filled {
        for (i, byte) in (0..MAX_PADDING_LEN as u32).zip(plaintext.iter().rev()) {
            let is_padding = !i.ct_gt(&u32::from(n));
            good &= !is_padding | byte.ct_eq(&n);
        }
    }
    let len = u32::conditional_select(&1, &(u32::from(n) + 1), good);
    (good, len as usize)
}

/// MAC of header and content, and then as many further compressions as `max_len` bytes would have taken.
pub(super) fn constant_work_mac(mac: Mac, key: &[u8], data: [&[u8]; 2], max_len: usize) -> Maced {
    let output = mac.compute(key, &data);
    let len = data.iter().map(|piece| piece.len()).sum();
    mac.hash()
        .burn_compressions(missing_compressions(mac, len, max_len));
    output
}

/// The inner hash runs over the key and the data.
fn missing_compressions(mac: Mac, len: usize, max_len: usize) -> usize {
    let inner = |len| mac.hash().compressions(mac.before_data() + len);
    inner(max_len) - inner(len)
}

/// The `mac_len` bytes at `start`, taken without an address that depends on `start`: every byte where
/// a MAC could be is read, those of the MAC are kept in a ring, and the ring is turned.
pub(super) fn gather_mac(plaintext: &[u8], start: usize, mac_len: usize) -> Vec<u8> {
    let first = plaintext.len().saturating_sub(mac_len + MAX_PADDING_LEN);
    let (start, len) = ((start - first) as u32, mac_len as u32);
    let mut ring = vec![0u8; mac_len];
    let mut turn = 0u32;
    for (i, &byte) in (0u32..).zip(&plaintext[first..]) {
        let slot = i % len;
        turn.conditional_assign(&slot, i.ct_eq(&start));
        let inside = !i.ct_lt(&start) & i.ct_lt(&(start + len));
        ring[slot as usize] |= u8::conditional_select(&0, &byte, inside);
    }
    (0..len)
        .map(|i| {
            let mut byte = 0;
            for (slot, kept) in (0u32..).zip(&ring) {
                // turn + i is less than twice the length, so its remainder is one subtraction away.
                let here = slot.ct_eq(&(turn + i)) | (slot + len).ct_eq(&(turn + i));
                byte.conditional_assign(kept, here);
            }
            byte
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::HashAlgorithm;

    /// HMAC's inner hash of SHA-1 and SHA-256 takes one block of key, and then 55 bytes in the first
    /// block of data and 64 in each further. This is what Lucky Thirteen measures.
    #[test]
    fn missing_compressions_are_those_of_the_longest_content() {
        for (hash, len, max_len, expected) in [
            (HashAlgorithm::Sha1, 13, 55, 0),
            (HashAlgorithm::Sha1, 55, 56, 1),
            (HashAlgorithm::Sha256, 56, 119, 0),
            (HashAlgorithm::Sha256, 56, 120, 1),
            (HashAlgorithm::Sha256, 13, 13 + 255, 4),
            (HashAlgorithm::Sha384, 13, 111, 0),
            (HashAlgorithm::Sha384, 111, 112, 1),
        ] {
            let missing = missing_compressions(Mac::Hmac(hash), len, max_len);
            assert_eq!(missing, expected, "{len} of {max_len} bytes");
        }
    }

    /// FIPS 180-4 §5.1: 55 bytes are the longest message in one block of 64, 111 in one of 128.
    #[test]
    fn compressions_are_counted_with_the_length_field() {
        for (hash, len, expected) in [
            (HashAlgorithm::Sha256, 0, 1),
            (HashAlgorithm::Sha256, 55, 1),
            (HashAlgorithm::Sha256, 56, 2),
            (HashAlgorithm::Sha256, 119, 2),
            (HashAlgorithm::Sha256, 120, 3),
            (HashAlgorithm::Sha384, 111, 1),
            (HashAlgorithm::Sha384, 112, 2),
        ] {
            assert_eq!(hash.compressions(len), expected, "{len} bytes");
        }
    }

    #[test]
    fn the_mac_is_gathered_from_wherever_it_is() {
        let plaintext: Vec<u8> = (0..600u32).map(|i| (i * 7 % 251) as u8).collect();
        for mac_len in [16, 20, 32, 48] {
            for len in [mac_len, mac_len + 1, 300, 600] {
                let plaintext = &plaintext[..len];
                for start in len.saturating_sub(mac_len + 256)..=len - mac_len {
                    let expected = &plaintext[start..start + mac_len];
                    assert_eq!(gather_mac(plaintext, start, mac_len), expected);
                }
            }
        }
    }
}
