//! The pseudorandom function that stretches every secret of TLS (RFC 5246 §5; RFC 2246 §5 for
//! TLS 1.0, which RFC 4346 §5 keeps for TLS 1.1), and what SSL 3.0 had in its place (RFC 6101 §6.1).
//!
//! ```text
//! P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) +
//!                        HMAC_hash(secret, A(2) + seed) + ...
//! A(0) = seed,  A(i) = HMAC_hash(secret, A(i-1))
//!
//! TLS 1.2       PRF(secret, label, seed) = P_<hash>(secret, label + seed)
//! TLS 1.0, 1.1  PRF(secret, label, seed) = P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed)
//! SSL 3.0       MD5(secret + SHA-1('A'   + secret + seed)) +
//!               MD5(secret + SHA-1('BB'  + secret + seed)) +
//!               MD5(secret + SHA-1('CCC' + secret + seed)) + ...
//! ```
//!
//! S1 and S2 are the first and the last half of the secret; if its length is odd, both contain the
//! byte in the middle. SSL 3.0 has no label: what a value is for does not enter it.

use super::hash::HashAlgorithm;

/// Which pseudorandom function a version of TLS uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prf {
    /// TLS 1.2: P_hash with one hash function, SHA-256 for every suite here (RFC 5246 §5).
    Tls12(HashAlgorithm),
    /// TLS 1.0 and 1.1: P_MD5 and P_SHA-1 over the halves of the secret, XORed (RFC 2246 §5).
    Tls10,
    /// SSL 3.0: MD5 over SHA-1, with one letter more in each block (RFC 6101 §6.1, §6.2.2).
    Ssl3,
}

/// One block of the output in SSL 3.0: 16 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// `A`, `BB`, `CCC`, ….
    pub letters: Vec<u8>,
    /// SHA-1(letters + secret + seed)
    pub sha1: Vec<u8>,
    /// MD5(secret + sha1)
    pub md5: Vec<u8>,
}

/// One run of P_hash with everything that it computed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PHash {
    /// The hash function inside HMAC.
    pub hash: HashAlgorithm,
    /// The key of every HMAC: the secret, or a half of it in [`Prf::Tls10`].
    pub secret: Vec<u8>,
    /// The seed of P_hash, which is also A(0): label and seed of the PRF, concatenated.
    pub seed: Vec<u8>,
    /// A(1), A(2), …: `a[i - 1]` is A(i). As many as there are `blocks`.
    pub a: Vec<Vec<u8>>,
    /// `blocks[i - 1]` is HMAC_hash(secret, A(i) + seed), uncut.
    pub blocks: Vec<Vec<u8>>,
    /// The blocks, one after the other, cut to the length that was asked for.
    pub output: Vec<u8>,
}

/// One call of the PRF: its inputs, the P_hash runs inside, and the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The function that was used.
    pub prf: Prf,
    /// The secret that is stretched.
    pub secret: Vec<u8>,
    /// The label, an ASCII string without length byte or trailing zero. SSL 3.0 does not use it.
    pub label: &'static str,
    /// The seed as the caller gave it, without the label.
    pub seed: Vec<u8>,
    /// One run in TLS 1.2; two, P_MD5 then P_SHA-1, in TLS 1.0 and 1.1; none in SSL 3.0.
    pub p_hash: Vec<PHash>,
    /// The blocks of SSL 3.0; none in TLS.
    pub rounds: Vec<Round>,
    /// The output, of the length that was asked for.
    pub output: Vec<u8>,
}

impl Prf {
    /// PRF(secret, label, seed), the first `len` bytes (RFC 5246 §5, RFC 2246 §5).
    pub fn expand(self, secret: &[u8], label: &'static str, seed: &[u8], len: usize) -> Expansion {
        let labelled = [label.as_bytes(), seed].concat();
        let mut rounds = Vec::new();
        let p_hash = match self {
            Self::Ssl3 => {
                let count = len.div_ceil(HashAlgorithm::Md5.output_len());
                rounds.extend((0..count).map(|i| Round::new(i, secret, seed)));
                Vec::new()
            }
            Self::Tls12(hash) => vec![PHash::new(hash, secret, &labelled, len)],
            Self::Tls10 => {
                let half = secret.len().div_ceil(2);
                let (s1, s2) = (&secret[..half], &secret[secret.len() - half..]);
                vec![
                    PHash::new(HashAlgorithm::Md5, s1, &labelled, len),
                    PHash::new(HashAlgorithm::Sha1, s2, &labelled, len),
                ]
            }
        };
        let mut output = vec![0; len];
        for run in &p_hash {
            // XOR onto zeros: with a single run the output is that run's.
            output
                .iter_mut()
                .zip(&run.output)
                .for_each(|(o, b)| *o ^= b);
        }
        if !rounds.is_empty() {
            output = rounds.iter().flat_map(|round| round.md5.clone()).collect();
            output.truncate(len);
        }
        Expansion {
            prf: self,
            secret: secret.to_vec(),
            label,
            seed: seed.to_vec(),
            p_hash,
            rounds,
            output,
        }
    }

    /// The function as a formula names it: `P_SHA-256`, or `P_MD5 ⊕ P_SHA-1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tls12(HashAlgorithm::Md5) => "P_MD5",
            Self::Tls12(HashAlgorithm::Sha1) => "P_SHA-1",
            Self::Tls12(HashAlgorithm::Sha224) => "P_SHA-224",
            Self::Tls12(HashAlgorithm::Sha256) => "P_SHA-256",
            Self::Tls12(HashAlgorithm::Sha384) => "P_SHA-384",
            Self::Tls12(HashAlgorithm::Sha512) => "P_SHA-512",
            Self::Tls12(HashAlgorithm::Md5Sha1) | Self::Tls10 => "P_MD5 ⊕ P_SHA-1",
            Self::Ssl3 => "MD5(SHA-1)",
        }
    }
}

impl Round {
    /// Block `i` of the output, counted from 0.
    fn new(i: usize, secret: &[u8], seed: &[u8]) -> Self {
        let letters = vec![b'A' + i as u8; i + 1];
        let sha1 = HashAlgorithm::Sha1.digest(&[&letters, secret, seed].concat());
        let md5 = HashAlgorithm::Md5.digest(&[secret, &sha1].concat());
        Round { letters, sha1, md5 }
    }
}

impl PHash {
    /// P_hash(secret, seed), the first `len` bytes (RFC 5246 §5).
    pub fn new(hash: HashAlgorithm, secret: &[u8], seed: &[u8], len: usize) -> Self {
        let count = len.div_ceil(hash.output_len());
        let mut a: Vec<Vec<u8>> = Vec::with_capacity(count);
        let mut blocks: Vec<Vec<u8>> = Vec::with_capacity(count);
        let hmac = hash.keyed(secret);
        for _ in 0..count {
            let previous = a.last().map_or(seed, Vec::as_slice);
            let next = hmac(&[previous]);
            blocks.push(hmac(&[&next, seed]));
            a.push(next);
        }
        let mut output = blocks.concat();
        output.truncate(len);
        Self {
            hash,
            secret: secret.to_vec(),
            seed: seed.to_vec(),
            a,
            blocks,
            output,
        }
    }

    /// Where byte `i` of the output comes from: the index of its block in `blocks`, and its offset
    /// in that block.
    pub fn block_of(&self, i: usize) -> (usize, usize) {
        (i / self.hash.output_len(), i % self.hash.output_len())
    }
}

impl Expansion {
    /// Where byte `i` of the output comes from in the first P_hash: the index of the HMAC in
    /// `p_hash[0].blocks`, and the offset in it; in SSL 3.0 those of the round. In TLS 1.0 and 1.1 every
    /// byte has a second source with other block lengths: ask [`PHash::block_of`] of each run.
    pub fn block_of(&self, i: usize) -> (usize, usize) {
        let md5 = HashAlgorithm::Md5.output_len();
        let run = self.p_hash.first();
        run.map_or((i / md5, i % md5), |run| run.block_of(i))
    }
}
