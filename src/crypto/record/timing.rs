//! Whether the checks of a record take the same time whatever was decrypted.

use super::algorithms::{Algorithms, PaddingRule};
use super::constant_work::{check_padding, constant_work_mac, gather_mac};
use crate::crypto::mac::Maced;
use subtle::ConstantTimeEq;

/// How the padding and the MAC of a record are checked. The result is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timing {
    /// With the same work whatever was decrypted, so that a peer who measures the time learns nothing. That of an
    /// endpoint.
    #[default]
    Constant,
    /// As fast as possible. Only for records that were captured or given: no peer waits for an answer to them.
    Plain,
}

impl Timing {
    /// Whether the padding is right, and its length in bytes with padding_length. The length is 1 if it is not.
    /// `mac_len` is the length of the MAC before it, 0 if that comes last.
    pub(super) fn check_padding(
        self,
        plaintext: &[u8],
        mac_len: usize,
        algorithms: Algorithms,
    ) -> (bool, usize) {
        match self {
            Timing::Constant => {
                let (good, len) = check_padding(plaintext, mac_len, algorithms);
                (good.into(), len)
            }
            Timing::Plain => check_padding_plainly(plaintext, mac_len, algorithms),
        }
    }

    /// The MAC of `header` and the content, which are the first `content_len` bytes of `plaintext`, and whether
    /// it is the one that comes next.
    pub(super) fn check_mac(
        self,
        algorithms: Algorithms,
        key: &[u8],
        header: &[u8],
        plaintext: &[u8],
        content_len: usize,
    ) -> (Maced, bool) {
        let (mac, mac_len) = (algorithms.mac, algorithms.mac.output_len());
        let data = [header, &plaintext[..content_len]];
        match self {
            Timing::Constant => {
                let padding_length = usize::from(algorithms.cipher.block_len().is_some());
                let max_len = header.len() + plaintext.len() - mac_len - padding_length;
                let maced = constant_work_mac(mac, key, data, max_len);
                let received = gather_mac(plaintext, content_len, mac_len);
                let same = received.ct_eq(&maced.output).into();
                (maced, same)
            }
            Timing::Plain => {
                let maced = mac.compute(key, &data);
                let same = plaintext[content_len..].starts_with(&maced.output);
                (maced, same)
            }
        }
    }
}

fn check_padding_plainly(
    plaintext: &[u8],
    mac_len: usize,
    algorithms: Algorithms,
) -> (bool, usize) {
    let Some(block_len) = algorithms.cipher.block_len() else {
        return (true, 0);
    };
    let last = plaintext.len() - 1;
    let n = plaintext[last];
    let (len, room) = (usize::from(n), last - mac_len);
    let good = match algorithms.padding {
        PaddingRule::Filled => {
            len <= room && plaintext[last - len..last].iter().all(|byte| *byte == n)
        }
        PaddingRule::Free => len <= room.min(block_len - 1),
    };
    (good, if good { len + 1 } else { 1 })
}
