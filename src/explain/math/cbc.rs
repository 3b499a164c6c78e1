//! Cipher block chaining, block by block (NIST SP 800-38A §6.2; RFC 5246 §6.2.3.2). A block is
//! looked up when it is asked for: a record may have a thousand, and a screen shows a few.

use super::rows::Part;
use crate::crypto::cipher::Cipher;

/// A record on its way through CBC, in one direction or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cbc<'t> {
    /// Which way.
    pub direction: Direction,
    /// The cipher, where the suite is known.
    pub cipher: Option<Cipher>,
    /// The key.
    pub key: Option<Part<'t>>,
    /// The initialization vector, one block.
    pub iv: Part<'t>,
    /// Content, MAC, padding and padding_length, in these parts.
    pub plaintext: Vec<Part<'t>>,
    /// The encrypted blocks.
    pub ciphertext: &'t [u8],
    pub(super) joined: &'t [u8],
}

/// Which way a block goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// plaintext ⊕ previous → AES → ciphertext
    Encrypt,
    /// ciphertext → AES backwards → ⊕ previous = plaintext
    Decrypt,
}

/// One block on its way through CBC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CbcBlock<'t> {
    /// Which one, from 1.
    pub index: usize,
    /// How many there are.
    pub of: usize,
    /// The plaintext.
    pub plaintext: &'t [u8],
    /// Of what the plaintext consists.
    pub parts: Vec<Part<'t>>,
    /// What is mixed in: the ciphertext block before, or the IV for the first.
    pub previous: &'t [u8],
    /// `plaintext` ⊕ `previous`: what AES is given, or what it gives back.
    pub xored: Vec<u8>,
    /// The ciphertext.
    pub ciphertext: &'t [u8],
}

impl<'t> Cbc<'t> {
    /// Length of a block in bytes: that of the IV.
    fn block_len(&self) -> usize {
        self.iv.bytes.len().max(1)
    }

    /// How many blocks there are.
    pub fn block_count(&self) -> usize {
        self.ciphertext.len() / self.block_len()
    }

    /// A block, counted from 0; `None` past the last.
    pub fn block(&self, i: usize) -> Option<CbcBlock<'t>> {
        let len = self.block_len();
        let at = i.checked_mul(len)?;
        let plaintext = self.joined.get(at..at + len)?;
        let ciphertext = self.ciphertext.get(at..at + len)?;
        let previous = match i {
            0 => self.iv.bytes,
            _ => self.ciphertext.get(at - len..at)?,
        };
        let pairs = plaintext.iter().zip(previous);
        let xored = pairs.map(|(a, b)| a ^ b).collect();
        Some(CbcBlock {
            index: i + 1,
            of: self.block_count(),
            plaintext,
            parts: self.parts_of(at),
            previous,
            xored,
            ciphertext,
        })
    }

    /// The parts of the plaintext that lie in the block at this offset.
    fn parts_of(&self, at: usize) -> Vec<Part<'t>> {
        let mut start = 0;
        let mut out = Vec::new();
        for part in &self.plaintext {
            let end = start + part.bytes.len();
            let (from, to) = (at.max(start), (at + self.block_len()).min(end));
            if from < to {
                out.push(Part {
                    bytes: &part.bytes[from - start..to - start],
                    ..part.clone()
                });
            }
            start = end;
        }
        out
    }
}
