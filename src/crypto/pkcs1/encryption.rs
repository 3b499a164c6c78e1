//! RSAES-PKCS1-v1_5 (RFC 8017 §7.2): encryption with its random padding, and the decrypted block for
//! those who want to look at it.

use crate::said;
use crate::text::Said;
use std::ops::Range;

use rand::CryptoRng;

use crate::crypto::rsa::{PrivateKey, PublicKey, RsaError};

/// PS has at least this many bytes (RFC 8017 §7.2.1).
pub const MIN_PADDING_LEN: usize = 8;
/// 00 02 before the padding and 00 after it.
const FRAME_LEN: usize = 3;

/// An encryption and the steps to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    /// M, what is encrypted: in TLS the pre-master secret, 48 bytes.
    pub message: Vec<u8>,
    /// EM, the encryption block: `00 02 PS 00 M`, k bytes.
    pub block: Vec<u8>,
    /// Where PS is in `block`.
    pub padding: Range<usize>,
    /// Where M is in `block`.
    pub message_range: Range<usize>,
    /// The modulus, k bytes.
    pub n: Vec<u8>,
    /// The public exponent.
    pub e: Vec<u8>,
    /// block^e mod n, k bytes.
    pub ciphertext: Vec<u8>,
}

/// A ciphertext and the block that was in it, before anyone asks whether the block is any good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decryption {
    /// c, k bytes.
    pub ciphertext: Vec<u8>,
    /// c^d mod n, k bytes.
    pub block: Vec<u8>,
    /// The modulus, k bytes.
    pub n: Vec<u8>,
}

/// Why a block is not `00 02 PS 00 M`. To be shown, and never to be told to the other side: this
/// very answer is Bleichenbacher's oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum PaddingFault {
    /// The block does not begin with 00 02.
    BlockType {
        /// The first two bytes.
        got: [u8; 2],
    },
    /// No zero byte ends the padding.
    NoSeparator,
    /// The padding is too short.
    ShortPadding {
        /// Number of padding bytes.
        got: usize,
    },
}

impl PaddingFault {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            PaddingFault::BlockType { got } => {
                let got = format!("{:02x} {:02x}", got[0], got[1]);
                said!("crypto.padding.block_type", got)
            }
            PaddingFault::NoSeparator => said!("crypto.padding.no_separator"),
            PaddingFault::ShortPadding { got } => {
                said!("crypto.padding.short", min = MIN_PADDING_LEN, got)
            }
        }
    }
}

/// Pads and encrypts `message` (RFC 8017 §7.2.1). The padding bytes are taken from `rng` one at a
/// time, and zeros are discarded.
///
/// # Errors
/// [`RsaError::MessageTooLong`] if `message` has more than k − 11 bytes.
pub fn encrypt<R: CryptoRng + ?Sized>(
    key: &PublicKey,
    message: &[u8],
    rng: &mut R,
) -> Result<Encryption, RsaError> {
    let k = key.len();
    let max = k - FRAME_LEN - MIN_PADDING_LEN;
    if message.len() > max {
        return Err(RsaError::MessageTooLong {
            max,
            got: message.len(),
        });
    }
    let message_range = k - message.len()..k;
    let padding = 2..message_range.start - 1;

    let mut block = vec![0x00, 0x02];
    block.extend(padding.clone().map(|_| non_zero(rng)));
    block.push(0x00);
    block.extend_from_slice(message);

    Ok(Encryption {
        message: message.to_vec(),
        ciphertext: key.raw(&block)?,
        block,
        padding,
        message_range,
        n: key.n(),
        e: key.e(),
    })
}

/// Decrypts a ciphertext and leaves the block as it is (RFC 8017 §7.2.2, steps 1 and 2). A TLS server
/// must go on with [`super::recover_pre_master`] and not with what [`Decryption::message`] says.
///
/// # Errors
/// As [`PrivateKey::raw`].
pub fn decrypt(key: &PrivateKey, ciphertext: &[u8]) -> Result<Decryption, RsaError> {
    Ok(Decryption {
        ciphertext: ciphertext.to_vec(),
        block: key.raw(ciphertext)?,
        n: key.public().n(),
    })
}

impl Decryption {
    /// Where the message is in `block`, or what is wrong with the block (RFC 8017 §7.2.2, step 3).
    ///
    /// This takes a different time for different faults. It is for showing, on demand; the protocol
    /// does not call it.
    ///
    /// # Errors
    /// [`PaddingFault`], the first from the left.
    pub fn message(&self) -> Result<Range<usize>, PaddingFault> {
        match self.block[..] {
            [0x00, 0x02, ref rest @ ..] => {
                let padding_len = (rest.iter().position(|&byte| byte == 0x00))
                    .ok_or(PaddingFault::NoSeparator)?;
                if padding_len < MIN_PADDING_LEN {
                    return Err(PaddingFault::ShortPadding { got: padding_len });
                }
                Ok(FRAME_LEN + padding_len..self.block.len())
            }
            [first, second, ..] => Err(PaddingFault::BlockType {
                got: [first, second],
            }),
            _ => Err(PaddingFault::NoSeparator),
        }
    }
}

fn non_zero<R: CryptoRng + ?Sized>(rng: &mut R) -> u8 {
    let mut byte = [0];
    while byte[0] == 0 {
        rng.fill_bytes(&mut byte);
    }
    byte[0]
}
