//! RSA keys in the forms that other programs read: PEM (RFC 7468) of SubjectPublicKeyInfo (RFC 5280
//! §4.1) and of PrivateKeyInfo (PKCS#8, RFC 5958 §2).
//!
//! A run knows a private key by n, e and d alone, as its formulas do. Other programs want the primes
//! too, and they follow from the three numbers.

use ::rsa::BoxedUint;
use ::rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};

use super::{KeyError, PrivateKey, PublicKey, check_modulus_size, without_leading_zeros};

impl PublicKey {
    /// The key as a PEM block `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`KeyError::Der`] if a number is too long for DER.
    pub fn to_spki_pem(&self) -> Result<String, KeyError> {
        (self.0.to_public_key_pem(LineEnding::LF)).map_err(|error| KeyError::Der(error.to_string()))
    }
}

impl PrivateKey {
    /// Makes a key of modulus, public exponent and private exponent, all big-endian; the primes are
    /// computed from these (NIST SP 800-56B revision 2 appendix C.2).
    ///
    /// # Errors
    /// [`KeyError::ModulusSize`], or [`KeyError::Numbers`] if the three do not belong together, or e
    /// is 2^16 or less, for which the primes are not searched.
    pub fn from_exponents(n: &[u8], e: &[u8], d: &[u8]) -> Result<Self, KeyError> {
        let number = |bytes| BoxedUint::from_be_slice_vartime(without_leading_zeros(bytes));
        let n = number(n);
        check_modulus_size(&n)?;
        let key = ::rsa::PrivateKey::from_components(n, number(e), number(d), vec![])
            .map_err(|error| KeyError::Numbers(error.to_string()))?;
        let public = PublicKey(::rsa::PublicKey::from(&key));
        Ok(Self { key, public })
    }

    /// The key as a PEM block `PRIVATE KEY`.
    ///
    /// # Errors
    /// [`KeyError::Der`] if a number is too long for DER.
    pub fn to_pkcs8_pem(&self) -> Result<String, KeyError> {
        let pem = (self.key.to_pkcs8_pem(LineEnding::LF))
            .map_err(|error| KeyError::Der(error.to_string()))?;
        Ok(pem.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const KEY: &str = include_str!("../../../certs/server.key");

    #[test]
    fn three_numbers_give_the_key_back() {
        let key = PrivateKey::from_pem(KEY).unwrap();
        let public = key.public();
        let again = PrivateKey::from_exponents(&public.n(), &public.e(), &key.d()).unwrap();
        let sorted = |key: &PrivateKey| {
            let mut primes = key.primes();
            primes.sort();
            primes
        };
        assert_eq!(sorted(&again), sorted(&key));
        let read = PrivateKey::from_pem(&again.to_pkcs8_pem().unwrap()).unwrap();
        assert_eq!((read.d(), read.public()), (key.d(), public));
        assert!(KEY.ends_with(&key.to_pkcs8_pem().unwrap()));
    }

    #[test]
    fn a_foreign_exponent_is_refused() {
        let key = PrivateKey::from_pem(KEY).unwrap();
        let public = key.public();
        let mut d = key.d();
        d[0] ^= 1;
        let error = PrivateKey::from_exponents(&public.n(), &public.e(), &d).unwrap_err();
        assert!(matches!(error, KeyError::Numbers(_)), "{error}");
    }

    #[test]
    fn a_public_key_is_written_as_openssl_reads_it() {
        let key = PrivateKey::from_pem(KEY).unwrap();
        let pem = key.public().to_spki_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{pem}");
        let (_, der) = ::rsa::pkcs8::der::pem::decode_vec(pem.as_bytes()).unwrap();
        assert_eq!(&PublicKey::from_spki_der(&der).unwrap(), key.public());
    }
}
