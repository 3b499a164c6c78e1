//! RSA keys, and the bare operation m^e mod n and c^d mod n on them (RFC 8017 §3 and §5).
//!
//! The arithmetic is the `rsa` crate's. Loading a private key checks that the primes multiply to n
//! and that e·d ≡ 1 modulo p−1 and q−1, which proves the operations inverse to each other as long as
//! p and q are prime; that they are is taken on trust, as every TLS server does with its own key.
//!
//! Left out: making keys, keys with more than two primes, keys that are themselves encrypted, and
//! `id-RSASSA-PSS` keys (RFC 4055), which may not be used for RSA key exchange anyway.

mod encode;

use crate::text::Said;
use crate::{label, said};
use ::rsa::pkcs8::PrivateKeyInfoRef;
use ::rsa::pkcs8::der::{Decode, pem};
use ::rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
use ::rsa::{BoxedUint, hazmat, pkcs1};
use rand::rngs::SysRng;

/// The smallest modulus that is accepted, in bits. Far too small to be safe: such keys are here to be
/// factored in front of an audience.
pub const MIN_MODULUS_BITS: usize = 512;
/// The largest modulus that is accepted, in bits, so that a hostile certificate cannot cost minutes.
pub const MAX_MODULUS_BITS: usize = 16384;

/// The PEM label of an unencrypted PKCS#8 key (RFC 7468 §10). Other labels of keys end in it.
const PKCS8_LABEL: &str = "PRIVATE KEY";
/// The PEM label of an unencrypted PKCS#1 key.
const PKCS1_LABEL: &str = "RSA PRIVATE KEY";

/// Why bytes are not a key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum KeyError {
    /// There is no PEM block in the text, or it is damaged.
    Pem(String),
    /// The private key in the PEM block is encrypted, or for another algorithm, or in another form.
    Label {
        /// The labels that are accepted.
        expected: &'static [&'static str],
        /// What the PEM block says it is.
        got: String,
    },
    /// The DER is not what RFC 5208, RFC 5280 or RFC 8017 define.
    Der(String),
    /// The key is for another algorithm.
    Algorithm {
        /// The object identifier in the key.
        got: String,
    },
    /// The modulus is too short or too long to be accepted.
    ModulusSize {
        /// Length of the modulus, in bits.
        got: usize,
    },
    /// The numbers do not make an RSA key: an even modulus, an exponent that is even or beyond
    /// 2^33 − 1, primes whose product is not n, a d that is not the inverse of e.
    Numbers(String),
}

impl KeyError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            KeyError::Pem(why) => said!("crypto.key.pem", why),
            KeyError::Label { expected, got } => {
                said!("crypto.key.label", expected = expected.to_vec(), got)
            }
            KeyError::Der(why) => said!("crypto.key.der", why),
            KeyError::Algorithm { got } => said!("crypto.key.algorithm", got),
            KeyError::ModulusSize { got } => said!(
                "crypto.key.modulus_size",
                got,
                min = MIN_MODULUS_BITS.to_string(),
                max = MAX_MODULUS_BITS.to_string()
            ),
            KeyError::Numbers(why) => said!("crypto.key.numbers", why),
        }
    }
}

/// Why the RSA operation cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum RsaError {
    /// The input does not have the length of the modulus.
    Length {
        /// k, the length of the modulus in bytes.
        expected: usize,
        /// Length of the input in bytes.
        got: usize,
    },
    /// The input, read as a number, is not less than the modulus ("representative out of range").
    OutOfRange,
    /// The message does not fit between the padding of PKCS#1 v1.5.
    MessageTooLong {
        /// The longest message for this key, in bytes.
        max: usize,
        /// Length of the message, in bytes.
        got: usize,
    },
    /// Raising the result to e did not give the input back: the computation went wrong. Publishing
    /// such a result could reveal a prime (Boneh, DeMillo and Lipton 1997).
    Fault,
    /// The operating system provided no random bytes for blinding.
    NoRandom,
}

impl RsaError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            RsaError::Length { expected, got } => said!("crypto.rsa.length", expected, got),
            RsaError::OutOfRange => said!("crypto.rsa.out_of_range"),
            RsaError::MessageTooLong { max, got } => said!("crypto.rsa.too_long", max, got),
            RsaError::Fault => said!("crypto.rsa.fault"),
            RsaError::NoRandom => said!("crypto.rsa.no_random"),
        }
    }
}

/// An RSA public key (n, e).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(::rsa::PublicKey);

/// An RSA private key with its primes, and the public key that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateKey {
    key: ::rsa::PrivateKey,
    public: PublicKey,
}

impl PublicKey {
    /// Reads a DER-encoded SubjectPublicKeyInfo, as certificates contain it (RFC 5280 §4.1.2.7,
    /// RFC 3279 §2.3.1).
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed, for another algorithm, or not a usable RSA key.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(not_der)?;
        check_algorithm(info.algorithm.oid)?;
        let bytes = (info.subject_public_key.as_bytes())
            .ok_or_else(|| KeyError::Der(label!("crypto.key.bit_string").to_owned()))?;
        Self::from_pkcs1_der(bytes)
    }

    /// Reads a DER-encoded RSAPublicKey (PKCS#1, RFC 8017 appendix A.1.1).
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed or not a usable RSA key.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = pkcs1::RsaPublicKeyRef::from_der(der).map_err(not_der)?;
        Self::from_components(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }

    /// Makes a key of the modulus and the public exponent, both big-endian; leading zeros are
    /// ignored.
    ///
    /// # Errors
    /// [`KeyError::ModulusSize`], or [`KeyError::Numbers`] if n or e is even, e is less than 3 or
    /// more than 2^33 − 1, or not less than n.
    pub fn from_components(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let (n, e) = (without_leading_zeros(n), without_leading_zeros(e));
        let modulus = BoxedUint::from_be_slice_vartime(n);
        check_modulus_size(&modulus)?;
        let numbers = |why: &str| Err(KeyError::Numbers(why.to_owned()));
        let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        match (odd(n), odd(e), e) {
            (false, ..) => return numbers(label!("crypto.key.even_modulus")),
            (_, false, _) => return numbers(label!("crypto.key.even_exponent")),
            (.., [1]) => {
                return numbers(label!("crypto.key.exponent_one"));
            }
            _ => {}
        }
        let e = BoxedUint::from_be_slice_vartime(e);
        ::rsa::PublicKey::new_with_size_limits(modulus, e, MIN_MODULUS_BITS..=MAX_MODULUS_BITS)
            .map(Self)
            .map_err(|error| KeyError::Numbers(error.to_string()))
    }

    /// The modulus, big-endian without leading zeros: [`len`](Self::len) bytes.
    pub fn n(&self) -> Vec<u8> {
        self.0.n_bytes().into_vec()
    }

    /// The public exponent, big-endian without leading zeros.
    pub fn e(&self) -> Vec<u8> {
        self.0.e_bytes().into_vec()
    }

    /// k: the length in bytes of the modulus, and so of every ciphertext and signature.
    #[allow(clippy::len_without_is_empty)] // a modulus is never empty
    pub fn len(&self) -> usize {
        self.0.size()
    }

    /// The length of the modulus in bits, as in "RSA-2048".
    pub fn bits(&self) -> usize {
        self.0.n().bit_width_vartime() as usize
    }

    /// m^e mod n (RSAEP and RSAVP1, RFC 8017 §5.1.1 and §5.2.2): k bytes, big-endian. Leading zeros
    /// of `m` may be missing.
    ///
    /// # Errors
    /// [`RsaError::OutOfRange`] unless `m` is less than n.
    pub fn raw(&self, m: &[u8]) -> Result<Vec<u8>, RsaError> {
        let m = BoxedUint::from_be_slice(without_leading_zeros(m), self.0.n_bits_precision())
            .map_err(|_| RsaError::OutOfRange)?;
        if m >= *self.0.n().as_ref() {
            return Err(RsaError::OutOfRange);
        }
        let c = hazmat::rsa_encrypt(&self.0, &m).map_err(|_| RsaError::Fault)?;
        Ok(to_len(&c, self.len()))
    }

    /// signature^e mod n, where the signature has exactly k bytes, as RFC 8017 §8.1.2 and §8.2.2
    /// require in step 1.
    pub(super) fn open(&self, signature: &[u8]) -> Result<Vec<u8>, RsaError> {
        let (expected, got) = (self.len(), signature.len());
        match got == expected {
            true => self.raw(signature),
            false => Err(RsaError::Length { expected, got }),
        }
    }
}

impl PrivateKey {
    /// Reads a PEM file with the first private key in it: `PRIVATE KEY` (PKCS#8, RFC 5958) or
    /// `RSA PRIVATE KEY` (RFC 8017 appendix A.1.2). Text and blocks of other kinds around it, such
    /// as certificates, are skipped.
    ///
    /// # Errors
    /// [`KeyError`] if there is no such block, or it does not contain a usable RSA key.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, der) = private_key_block(text, &[PKCS8_LABEL, PKCS1_LABEL])?;
        if label == PKCS8_LABEL {
            Self::from_pkcs8_der(&der)
        } else {
            Self::from_pkcs1_der(&der)
        }
    }

    /// Reads a DER-encoded PrivateKeyInfo (PKCS#8, RFC 5958 §2).
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed, for another algorithm, or not a usable RSA key.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(not_der)?;
        check_algorithm(info.algorithm.oid)?;
        Self::from_pkcs1_der(info.private_key.as_bytes())
    }

    /// Reads a DER-encoded RSAPrivateKey (PKCS#1, RFC 8017 appendix A.1.2). Its CRT values are not
    /// trusted but computed again from d and the primes.
    ///
    /// # Errors
    /// [`KeyError`] if it is malformed or not a usable RSA key with two primes.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let parts = pkcs1::RsaPrivateKeyRef::from_der(der).map_err(not_der)?;
        let number = |part: pkcs1::UintRef<'_>| BoxedUint::from_be_slice_vartime(part.as_bytes());
        let n = number(parts.modulus);
        check_modulus_size(&n)?;
        let key = ::rsa::PrivateKey::from_components(
            n,
            number(parts.public_exponent),
            number(parts.private_exponent),
            vec![number(parts.prime1), number(parts.prime2)],
        )
        .map_err(|error| KeyError::Numbers(error.to_string()))?;
        let public = PublicKey(::rsa::PublicKey::from(&key));
        Ok(Self { key, public })
    }

    /// The public key that belongs to this one.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The private exponent, big-endian without leading zeros.
    pub fn d(&self) -> Vec<u8> {
        self.key.d().to_be_bytes_trimmed_vartime().into_vec()
    }

    /// The two prime factors of the modulus, p and q, big-endian without leading zeros.
    pub fn primes(&self) -> [Vec<u8>; 2] {
        // from_pkcs1_der, the one way to make a key, gives it exactly two.
        [0, 1].map(|i| {
            self.key.primes()[i]
                .to_be_bytes_trimmed_vartime()
                .into_vec()
        })
    }

    /// c^d mod n (RSADP and RSASP1, RFC 8017 §5.1.2 and §5.2.1): k bytes, big-endian.
    ///
    /// Computed modulo p and q (CRT) and checked by raising the result to e. The input is blinded
    /// with a random number from the operating system, so that the time taken says nothing about
    /// it (Kocher 1996); the result does not depend on that number, and a seeded run is not
    /// disturbed by it.
    ///
    /// # Errors
    /// [`RsaError::Length`] unless `c` has k bytes, [`RsaError::OutOfRange`] unless it is less than
    /// n, [`RsaError::Fault`] if the check fails, [`RsaError::NoRandom`].
    pub fn raw(&self, c: &[u8]) -> Result<Vec<u8>, RsaError> {
        let k = self.public.len();
        let length = RsaError::Length {
            expected: k,
            got: c.len(),
        };
        if c.len() != k {
            return Err(length);
        }
        let c = BoxedUint::from_be_slice(c, self.key.n_bits_precision()).map_err(|_| length)?;
        if c >= *self.key.n().as_ref() {
            return Err(RsaError::OutOfRange);
        }
        let m =
            hazmat::rsa_decrypt_and_check(&self.key, Some(&mut SysRng), &c).map_err(|error| {
                match error {
                    ::rsa::Error::Rng => RsaError::NoRandom,
                    _ => RsaError::Fault,
                }
            })?;
        Ok(to_len(&m, k))
    }
}

/// The label and the DER of the first PEM block (RFC 7468) whose label ends in `PRIVATE KEY`, if it
/// is one of `expected`.
fn private_key_block<'t>(
    text: &'t str,
    expected: &'static [&'static str],
) -> Result<(&'t str, Vec<u8>), KeyError> {
    const BEGIN: &str = "-----BEGIN ";
    const DASHES: &str = "-----";
    let (block, label) = (text.match_indices(BEGIN))
        .map(|(at, _)| (&text[at..], &text[at + BEGIN.len()..]))
        .filter_map(|(block, rest)| Some((block, rest.split_once(DASHES)?.0)))
        .find(|(_, label)| label.ends_with(PKCS8_LABEL))
        .ok_or_else(|| {
            KeyError::Pem(said!("crypto.key.no_block", label = PKCS8_LABEL).to_string())
        })?;
    if !expected.contains(&label) {
        return Err(KeyError::Label {
            expected,
            got: label.to_owned(),
        });
    }
    let end_line = format!("-----END {label}{DASHES}");
    let end = (block.find(&end_line)).ok_or_else(|| KeyError::Pem(format!("no {end_line}")))?;
    let (_, der) = pem::decode_vec(&block.as_bytes()[..end + end_line.len()])
        .map_err(|error| KeyError::Pem(error.to_string()))?;
    Ok((label, der))
}

fn check_algorithm(oid: ::rsa::pkcs8::ObjectIdentifier) -> Result<(), KeyError> {
    if oid == pkcs1::ALGORITHM_OID {
        return Ok(());
    }
    Err(KeyError::Algorithm {
        got: oid.to_string(),
    })
}

fn check_modulus_size(n: &BoxedUint) -> Result<(), KeyError> {
    let got = n.bit_width_vartime() as usize;
    if (MIN_MODULUS_BITS..=MAX_MODULUS_BITS).contains(&got) {
        return Ok(());
    }
    Err(KeyError::ModulusSize { got })
}

fn not_der(error: ::rsa::pkcs8::der::Error) -> KeyError {
    KeyError::Der(error.to_string())
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    &bytes[zeros..]
}

/// I2OSP (RFC 8017 §4.1) for a number known to be less than a modulus of `len` bytes.
fn to_len(number: &BoxedUint, len: usize) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    bytes[bytes.len() - len..].to_vec()
}
