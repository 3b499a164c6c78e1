//! Choices that follow from a seed. Each has a name, so that it does not depend on what else is chosen.

use crate::crypto::hash::HashAlgorithm;

/// What the seeds of students are made with; another number would be another generator.
const LABEL: &[u8] = b"premaster homework 1";
/// Seeds of runs have 53 bits, so that every reader of JSON has them exactly.
const SEED_BITS: u32 = 53;

/// The choices for one student.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw {
    seed: u64,
}

impl Draw {
    /// The choices for a student of a class.
    pub fn of_student(class_seed: u64, student: &str) -> Draw {
        let input = [LABEL, &class_seed.to_be_bytes(), student.as_bytes()].concat();
        Draw {
            seed: first_bits(&input),
        }
    }

    /// Choices that follow from a seed alone.
    pub fn with(seed: u64) -> Draw {
        Draw { seed }
    }

    /// The seed of the student.
    pub fn seed(self) -> u64 {
        self.seed
    }

    /// The seed of another run for the student.
    pub fn seed_of(self, what: &str) -> u64 {
        let input = [LABEL, &self.seed.to_be_bytes(), what.as_bytes()].concat();
        first_bits(&input)
    }

    /// A number below `count`, which is not 0 and far below 2^53.
    pub fn below(self, what: &str, count: usize) -> usize {
        let drawn = self.seed_of(what) % (count.max(1) as u64);
        // it is below `count`
        usize::try_from(drawn).unwrap_or_default()
    }

    /// One of several.
    pub fn one<'a, T>(self, what: &str, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(what, of.len()))
    }

    /// All of several, in another order.
    pub fn shuffled<T>(self, what: &str, mut all: Vec<T>) -> Vec<T> {
        let mut out = Vec::with_capacity(all.len());
        while !all.is_empty() {
            let at = self.below(&format!("{what} {}", out.len()), all.len());
            out.push(all.remove(at));
        }
        out
    }
}

/// The first 53 bits of a hash.
pub(super) fn first_bits(input: &[u8]) -> u64 {
    let hash = HashAlgorithm::Sha256.digest(input);
    let first = hash.first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first) >> (u64::BITS - SEED_BITS)
}
