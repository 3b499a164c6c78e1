//! The PRF with its chain of HMACs as a recipe has it (RFC 5246 §5).

use super::facts::Facts;
use super::recipe::{Chain, Recipe};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::Prf;

impl Recipe {
    /// The PRF, with HMAC iterated as the recipe has it.
    pub(super) fn expand(
        &self,
        facts: &Facts<'_>,
        secret: &[u8],
        label: &'static str,
        seed: &[u8],
        len: usize,
    ) -> Vec<u8> {
        let counts_from = match self.chain {
            Chain::Rfc5246 => return self.prf(facts).expand(secret, label, seed, len).output,
            Chain::Counter(first) => Some(first),
            Chain::WithoutSeed => None,
        };
        let hash = self.chain_hash(facts);
        let seed = [label.as_bytes(), seed].concat();
        let (mut output, mut a) = (Vec::new(), seed.clone());
        for block in 0..len.div_ceil(hash.output_len()) {
            a = match counts_from {
                Some(first) => {
                    let count = first.wrapping_add(block as u8);
                    hash.hmac(secret, &[seed.as_slice(), &[count]].concat())
                }
                None => hash.hmac(secret, &a),
            };
            output.extend_from_slice(&a);
        }
        output.truncate(len);
        output
    }

    /// The hash of an HMAC that takes the place of the PRF or of its chain.
    pub(super) fn chain_hash(&self, facts: &Facts<'_>) -> HashAlgorithm {
        match self.prf(facts) {
            Prf::Tls12(hash) => hash,
            Prf::Tls10 | Prf::Ssl3 => HashAlgorithm::Sha1,
        }
    }
}
