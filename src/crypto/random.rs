//! Where random bytes come from: a seeded generator, so that a run can be repeated bit by bit, or
//! the operating system's.
//!
//! The seeded bytes are the ChaCha20 keystream (D. J. Bernstein's original, with a 64-bit counter
//! and a 64-bit nonce) under the key `seed` (8 bytes, little-endian) followed by 24 zeros and the
//! nonce `stream`, so that any ChaCha20 can recompute them. A seed is not a secret: anyone who knows
//! it knows every "random" value of the run.

use crate::said;
use crate::text::Said;
use std::convert::Infallible;

use rand::rngs::SysRng;
use rand::{SeedableRng, TryCryptoRng, TryRng};
use rand_chacha::ChaCha20Rng;

/// A stream of random bytes. Equal seeds and streams give equal bytes, on every platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeededRng(ChaCha20Rng);

/// The operating system provided no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct RandomError(rand::rngs::SysError);

impl RandomError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        said!("crypto.rsa.system", why = self.0.to_string())
    }
}

/// The generator for `seed`. Different `stream`s of one seed are independent, so that client and
/// server can use the same seed without affecting each other's numbers.
pub fn seeded(seed: u64, stream: u64) -> SeededRng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = ChaCha20Rng::from_seed(key);
    rng.set_stream(stream);
    SeededRng(rng)
}

/// A generator keyed with 32 bytes of the operating system's randomness.
///
/// # Errors
/// [`RandomError`] if the operating system has none to give.
pub fn from_os() -> Result<SeededRng, RandomError> {
    let mut key = [0; 32];
    SysRng.try_fill_bytes(&mut key).map_err(RandomError)?;
    Ok(SeededRng(ChaCha20Rng::from_seed(key)))
}

impl TryRng for SeededRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(dst)
    }
}

impl TryCryptoRng for SeededRng {}
