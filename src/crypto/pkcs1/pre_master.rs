//! The server's recovery of the pre-master secret, in the way that does not become Bleichenbacher's
//! oracle (RFC 5246 §7.4.7.1).
//!
//! The server makes a random pre-master secret before it decrypts. If anything is wrong with the
//! decrypted block, it goes on with that one and says nothing; the handshake then fails at Finished,
//! as it also does for any other wrong secret. Which one is taken is decided without a branch: every
//! check is made on every block, the results are ANDed, and the bytes are selected by mask.
//!
//! RFC 5246 offers two constructions. They differ when everything is right except the version in the
//! secret: the first overwrites it with the version of the ClientHello, the second takes the random
//! secret. Here, as in most implementations, it is the second; the random secret begins with the
//! client's version, so that both alternatives have the form of a pre-master secret.
//!
//! Left out: a check that can be switched off for TLS 1.0 clients with a wrong version.

use rand::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};

use super::encryption::{Decryption, MIN_PADDING_LEN, decrypt};
use crate::crypto::rsa::{PrivateKey, RsaError};

/// Length of a pre-master secret of RSA key exchange, in bytes: two of version, 46 random.
pub const PRE_MASTER_SECRET_LEN: usize = 48;

/// What the server did with an EncryptedPreMasterSecret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreMasterRecovery {
    /// The decrypted block; `None` if RSA could not be applied to the ciphertext at all.
    pub decryption: Option<Decryption>,
    /// `ClientHello.client_version`, which the pre-master secret must begin with.
    pub expected_version: [u8; 2],
    /// `expected_version` and 46 random bytes, generated before decryption.
    pub fallback: [u8; PRE_MASTER_SECRET_LEN],
    /// What was checked, in this order; all that could be checked, even after one has failed.
    pub checks: Vec<RecoveryCheck>,
    /// Whether `fallback` was taken: some check failed.
    pub used_fallback: bool,
    /// What the server goes on with.
    pub pre_master_secret: [u8; PRE_MASTER_SECRET_LEN],
}

/// One check on the way to the pre-master secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCheck {
    /// What is checked.
    pub kind: RecoveryCheckKind,
    /// Whether it is as it must be.
    pub passed: bool,
    /// What is looked at: a length or a position as a big-endian number of four bytes, or the bytes
    /// themselves. Empty where there is nothing but the answer.
    pub got: Vec<u8>,
    /// What it must be, in the same form. Empty where that is a condition and not a value.
    pub expected: Vec<u8>,
}

/// What is checked on the way to the pre-master secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecoveryCheckKind {
    /// The ciphertext has k bytes. (A length.)
    CiphertextLength,
    /// The ciphertext is a number less than n.
    CiphertextRange,
    /// Raising the decrypted block to e gives the ciphertext again.
    PrivateOperation,
    /// The block begins with 00 02. (The two bytes.)
    BlockType,
    /// The first eight bytes of padding are not zero. (The eight bytes.)
    PaddingLength,
    /// A zero byte ends the padding.
    Separator,
    /// What follows the first zero byte after 00 02 has 48 bytes. (A length.)
    MessageLength,
    /// The secret begins with `ClientHello.client_version`. (The two bytes.)
    Version,
}

impl RecoveryCheckKind {
    /// Whether `got` and `expected` are a number rather than bytes.
    pub fn is_number(self) -> bool {
        matches!(self, Self::CiphertextLength | Self::MessageLength)
    }

    /// A short name for lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::CiphertextLength => "ciphertext length",
            Self::CiphertextRange => "ciphertext range",
            Self::PrivateOperation => "private-key operation",
            Self::BlockType => "block type",
            Self::PaddingLength => "padding length",
            Self::Separator => "separator",
            Self::MessageLength => "message length",
            Self::Version => "version",
        }
    }
}

/// Decrypts an EncryptedPreMasterSecret (RFC 5246 §7.4.7.1). It never fails: whatever is wrong, even
/// the length of the ciphertext, the result is a pre-master secret. 46 bytes are taken from `rng`,
/// always, and first.
///
/// The branches here depend only on the ciphertext and the public key, which every listener has.
/// What the block contains decides nothing but masks.
pub fn recover_pre_master<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    client_version: [u8; 2],
    rng: &mut R,
) -> PreMasterRecovery {
    let mut fallback = [0; PRE_MASTER_SECRET_LEN];
    fallback[..2].copy_from_slice(&client_version);
    rng.fill_bytes(&mut fallback[2..]);

    let k = key.public().len();
    let decrypted = decrypt(key, ciphertext);
    let mut checks = operation_checks(k, ciphertext, decrypted.as_ref().err());
    let mut good = Choice::from(u8::from(decrypted.is_ok()));
    let mut secret = [0; PRE_MASTER_SECRET_LEN];
    if let Ok(Decryption { block, .. }) = &decrypted {
        good &= check_block(block, client_version, &mut checks);
        secret.copy_from_slice(&block[k - PRE_MASTER_SECRET_LEN..]);
    }
    let pre_master_secret =
        std::array::from_fn(|i| u8::conditional_select(&fallback[i], &secret[i], good));

    PreMasterRecovery {
        decryption: decrypted.ok(),
        expected_version: client_version,
        fallback,
        checks,
        used_fallback: (!good).into(),
        pre_master_secret,
    }
}

/// The checks up to the RSA operation. The first that failed is the last of them.
fn operation_checks(k: usize, ciphertext: &[u8], error: Option<&RsaError>) -> Vec<RecoveryCheck> {
    let length = RecoveryCheck {
        kind: RecoveryCheckKind::CiphertextLength,
        passed: ciphertext.len() == k,
        got: number(ciphertext.len()),
        expected: number(k),
    };
    let of = |kind, passed| RecoveryCheck {
        kind,
        passed,
        got: Vec::new(),
        expected: Vec::new(),
    };
    let range = |passed| of(RecoveryCheckKind::CiphertextRange, passed);
    let operation = |passed| of(RecoveryCheckKind::PrivateOperation, passed);
    match error {
        Some(RsaError::Length { .. }) => vec![length],
        Some(RsaError::OutOfRange) => vec![length, range(false)],
        Some(_) => vec![length, range(true), operation(false)],
        None => vec![length, range(true), operation(true)],
    }
}

/// Makes every check on the block, whatever the others say, and returns whether all passed.
fn check_block(block: &[u8], version: [u8; 2], checks: &mut Vec<RecoveryCheck>) -> Choice {
    let k = block.len();
    let (found, separator) = first_zero(&block[2..]);
    // 00 02 PS 00 M; without a separator this is 0.
    let message_len = k as u32 - 3 - separator;

    let padding = &block[2..2 + MIN_PADDING_LEN];
    let version_at = k - PRE_MASTER_SECRET_LEN;
    let got_version = &block[version_at..version_at + 2];

    let all = [
        (
            RecoveryCheckKind::BlockType,
            block[..2].ct_eq(&[0x00, 0x02]),
            block[..2].to_vec(),
            vec![0x00, 0x02],
        ),
        (
            RecoveryCheckKind::PaddingLength,
            separator.ct_gt(&(MIN_PADDING_LEN as u32 - 1)),
            padding.to_vec(),
            Vec::new(),
        ),
        (RecoveryCheckKind::Separator, found, Vec::new(), Vec::new()),
        (
            RecoveryCheckKind::MessageLength,
            message_len.ct_eq(&(PRE_MASTER_SECRET_LEN as u32)),
            message_len.to_be_bytes().to_vec(),
            number(PRE_MASTER_SECRET_LEN),
        ),
        (
            RecoveryCheckKind::Version,
            got_version.ct_eq(&version),
            got_version.to_vec(),
            version.to_vec(),
        ),
    ];
    let mut good = Choice::from(1);
    for (kind, passed, got, expected) in all {
        good &= passed;
        checks.push(RecoveryCheck {
            kind,
            passed: passed.into(),
            got,
            expected,
        });
    }
    good
}

/// Whether there is a zero byte, and the index of the first; if there is none, the last
/// index. Looks at every byte.
fn first_zero(bytes: &[u8]) -> (Choice, u32) {
    let mut found = Choice::from(0);
    let mut index = bytes.len() as u32 - 1;
    for (i, byte) in (0u32..).zip(bytes) {
        let first = byte.ct_eq(&0) & !found;
        index.conditional_assign(&i, first);
        found |= first;
    }
    (found, index)
}

/// A length in the form that [`RecoveryCheck`] shows.
fn number(len: usize) -> Vec<u8> {
    (len as u32).to_be_bytes().to_vec()
}
