//! RSA and PKCS#1 v1.5: keys, encryption, signatures, and what OpenSSL makes of the same.

use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::pkcs1::{self, SignatureFault};
use premaster::crypto::random;
use premaster::crypto::rsa::{KeyError, PrivateKey, PublicKey, RsaError};
use proptest::prelude::*;

const SERVER_KEY: &str = include_str!("../data/captures/server.key");
const MESSAGE: &[u8; 48] = include_bytes!("../data/crypto/message.bin");

fn server_key() -> PrivateKey {
    PrivateKey::from_pem(SERVER_KEY).unwrap()
}

/// A key whose modulus fills neither its last byte nor a machine word.
fn rsa1001() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../data/crypto/rsa1001.key")).unwrap()
}

// ---- keys

#[test]
fn pkcs8_pkcs1_and_spki_are_the_same_key() {
    let key = server_key();
    let pkcs1 = include_str!("../data/crypto/server.pkcs1.key");
    assert_eq!(PrivateKey::from_pem(pkcs1).unwrap(), key);
    let public =
        PublicKey::from_spki_der(include_bytes!("../data/crypto/server.spki.der")).unwrap();
    assert_eq!(&public, key.public());
    assert_eq!((public.bits(), public.len()), (2048, 256));
    assert_eq!(public.e(), [1, 0, 1]);
    assert_eq!(public.n().len(), 256);
    let again = PublicKey::from_components(&[&[0], &public.n()[..]].concat(), &public.e());
    assert_eq!(again.unwrap(), public);
}

#[test]
fn a_key_is_found_behind_text_and_certificates() {
    let certificate = include_str!("../data/captures/server.pem");
    let text = format!("server\r\n{certificate}and its key\n{SERVER_KEY}trailing text");
    assert_eq!(PrivateKey::from_pem(&text).unwrap(), server_key());
    let dos = SERVER_KEY.replace('\n', "\r\n");
    assert_eq!(PrivateKey::from_pem(&dos).unwrap(), server_key());
}

#[test]
fn what_is_not_an_rsa_private_key_is_refused_by_name() {
    let label = |text| match PrivateKey::from_pem(text) {
        Err(KeyError::Label { got, .. }) => got,
        other => panic!("{other:?}"),
    };
    let encrypted = include_str!("../data/crypto/encrypted.key");
    assert_eq!(label(encrypted), "ENCRYPTED PRIVATE KEY");
    assert_eq!(
        PrivateKey::from_pem(include_str!("../data/crypto/ec.key")),
        Err(KeyError::Algorithm {
            got: "1.2.840.10045.2.1".to_owned()
        })
    );
    let no_key = PrivateKey::from_pem(include_str!("../data/captures/server.pem"));
    assert!(matches!(no_key, Err(KeyError::Pem(_))), "{no_key:?}");
    let cut = PrivateKey::from_pem(&SERVER_KEY[..SERVER_KEY.len() - 40]);
    assert!(matches!(cut, Err(KeyError::Pem(_))), "{cut:?}");
    assert!(matches!(
        PublicKey::from_spki_der(&[0x30, 0]),
        Err(KeyError::Der(_))
    ));
}

#[test]
fn moduli_from_512_to_16384_bits_are_taken() {
    let of_bits = |bits: usize| {
        let mut n = vec![0xFF; bits.div_ceil(8)];
        n[0] >>= n.len() * 8 - bits;
        PublicKey::from_components(&n, &[3]).map(|key| (key.bits(), key.len()))
    };
    for bits in [512, 513, 1000, 1023, 2048, 8192, 16383, 16384] {
        assert_eq!(of_bits(bits), Ok((bits, bits.div_ceil(8))));
    }
    for got in [1, 511, 16385] {
        assert_eq!(of_bits(got), Err(KeyError::ModulusSize { got }));
    }
    assert_eq!(
        PublicKey::from_components(&[], &[3]),
        Err(KeyError::ModulusSize { got: 0 })
    );
    let n = server_key().public().n();
    for e in [&[][..], &[1], &[4], &[2, 0, 0, 0, 1], &n] {
        let refused = PublicKey::from_components(&n, e);
        assert!(
            matches!(refused, Err(KeyError::Numbers(_))),
            "{e:?}: {refused:?}"
        );
    }
}

/// A private key of which one number is wrong must not be believed.
#[test]
fn a_damaged_private_key_is_refused() {
    let key = server_key();
    let (_, der) = rsa::pkcs8::der::pem::decode_vec(SERVER_KEY.as_bytes()).unwrap();
    assert_eq!(PrivateKey::from_pkcs8_der(&der), Ok(key.clone()));
    let [p, q] = key.primes();
    for number in [key.public().n(), key.d(), p, q] {
        let at = (der.windows(number.len())).position(|window| window == number);
        let mut damaged = der.clone();
        damaged[at.unwrap() + 5] ^= 1;
        let refused = PrivateKey::from_pkcs8_der(&damaged);
        assert!(matches!(refused, Err(KeyError::Numbers(_))), "{refused:?}");
    }
    for len in 0..der.len() {
        let refused = PrivateKey::from_pkcs8_der(&der[..len]);
        assert!(
            matches!(refused, Err(KeyError::Der(_))),
            "{len} bytes: {refused:?}"
        );
    }
}

// ---- the raw operation

#[test]
fn raw_operations_undo_each_other() {
    for key in [server_key(), rsa1001()] {
        let k = key.public().len();
        let m = [vec![0; 2], vec![0x5A; k - 2]].concat();
        let c = key.public().raw(&m).unwrap();
        assert_eq!(c.len(), k);
        assert_eq!(key.raw(&c), Ok(m.clone()));
        assert_eq!(
            key.public().raw(&m[2..]),
            Ok(c),
            "leading zeros may be missing"
        );
    }
}

#[test]
fn numbers_from_n_on_are_out_of_range() {
    for key in [server_key(), rsa1001()] {
        let n = key.public().n();
        let mut below = n.clone();
        *below.last_mut().unwrap() -= 1; // n is odd
        assert!(key.raw(&below).is_ok() && key.public().raw(&below).is_ok());
        for m in [&n, &vec![0xFF; n.len()]] {
            assert_eq!(key.raw(m), Err(RsaError::OutOfRange));
            assert_eq!(key.public().raw(m), Err(RsaError::OutOfRange));
        }
        let long = [&n[..], &[0]].concat();
        assert_eq!(key.public().raw(&long), Err(RsaError::OutOfRange));
        for c in [&n[1..], &long] {
            let (expected, got) = (n.len(), c.len());
            assert_eq!(key.raw(c), Err(RsaError::Length { expected, got }));
        }
    }
}

// ---- encryption

#[test]
fn what_openssl_encrypted_is_decrypted() {
    let ciphertext = include_bytes!("../data/crypto/encrypted.bin");
    let decryption = pkcs1::decrypt(&server_key(), ciphertext).unwrap();
    let message = decryption.message().unwrap();
    assert_eq!(&decryption.block[message], MESSAGE);
}

#[test]
fn an_encryption_shows_its_block() {
    for key in [server_key(), rsa1001()] {
        let k = key.public().len();
        let mut rng = random::seeded(1, 0);
        let encryption = pkcs1::encrypt(key.public(), MESSAGE, &mut rng).unwrap();
        let block = &encryption.block;
        assert_eq!(block.len(), k);
        assert_eq!(block[..2], [0, 2]);
        assert_eq!(encryption.padding, 2..k - 49);
        assert!(
            block[encryption.padding.clone()]
                .iter()
                .all(|&byte| byte != 0)
        );
        assert_eq!(block[k - 49], 0);
        assert_eq!(&block[encryption.message_range.clone()], MESSAGE);
        assert_eq!(key.public().raw(block), Ok(encryption.ciphertext.clone()));
        assert_eq!(key.raw(&encryption.ciphertext).as_ref(), Ok(block));
    }
}

#[test]
fn a_message_may_have_k_minus_11_bytes() {
    let key = rsa1001();
    let mut rng = random::seeded(1, 0);
    let k = key.public().len();
    let fits = pkcs1::encrypt(key.public(), &vec![1; k - 11], &mut rng).unwrap();
    assert_eq!(fits.padding.len(), 8);
    assert_eq!(
        pkcs1::encrypt(key.public(), &vec![1; k - 10], &mut rng),
        Err(RsaError::MessageTooLong {
            max: k - 11,
            got: k - 10
        })
    );
}

/// The last number that is drawn for padding may be zero and must then be drawn again.
#[test]
fn padding_has_no_zeros_for_any_seed() {
    let key = server_key();
    for seed in 0..40 {
        let mut rng = random::seeded(seed, 0);
        let encryption = pkcs1::encrypt(key.public(), MESSAGE, &mut rng).unwrap();
        let padding = &encryption.block[encryption.padding];
        assert_eq!(
            padding.iter().position(|&byte| byte == 0),
            None,
            "seed {seed}"
        );
    }
}

// ---- signatures

#[test]
fn signatures_are_openssls_byte_for_byte() {
    let signed = [
        include_bytes!("../data/crypto/signed.md5.bin"),
        include_bytes!("../data/crypto/signed.sha1.bin"),
        include_bytes!("../data/crypto/signed.sha224.bin"),
        include_bytes!("../data/crypto/signed.sha256.bin"),
        include_bytes!("../data/crypto/signed.sha384.bin"),
        include_bytes!("../data/crypto/signed.sha512.bin"),
    ];
    let key = server_key();
    for (hash, expected) in HashAlgorithm::ALL.into_iter().zip(signed) {
        let signature = pkcs1::sign(&key, hash, MESSAGE).unwrap();
        assert_eq!(signature.signature, expected, "{}", hash.name());
        assert!(
            signature.block[signature.padding.clone()]
                .iter()
                .all(|&byte| byte == 0xFF)
        );
        assert_eq!(signature.padding.end + 1, signature.digest_info.start);
        assert!(signature.block[signature.digest_info].ends_with(&signature.digest));

        let verification = pkcs1::verify(key.public(), hash, MESSAGE, expected);
        assert_eq!(verification.outcome, Ok(()), "{}", hash.name());
        let recovered = verification.recovered_digest.unwrap();
        assert_eq!(verification.block[recovered], hash.digest(MESSAGE));
    }
    let key = rsa1001();
    let expected = include_bytes!("../data/crypto/signed.rsa1001.bin");
    let signature = pkcs1::sign(&key, HashAlgorithm::Sha256, MESSAGE).unwrap();
    assert_eq!(signature.signature, expected);
}

#[test]
fn a_certificate_is_signed_by_its_issuer() {
    let (ca, server) = (
        certificate(include_str!("../data/captures/ca.pem")),
        certificate(include_str!("../data/captures/server.pem")),
    );
    let (ca, server) = (parse(&ca), parse(&server));
    let issuer = PublicKey::from_spki_der(ca.tbs_certificate.subject_pki.raw).unwrap();
    let signature = &server.signature_value.data;
    let tbs = server.tbs_certificate.as_ref();
    let verify = |tbs| pkcs1::verify(&issuer, HashAlgorithm::Sha256, tbs, signature).outcome;
    assert_eq!(verify(tbs), Ok(()));
    let mut changed = tbs.to_vec();
    changed[20] ^= 1;
    assert_eq!(verify(&changed), Err(SignatureFault::Digest));
}

fn certificate(pem: &str) -> Vec<u8> {
    rsa::pkcs8::der::pem::decode_vec(pem.as_bytes()).unwrap().1
}

fn parse(der: &[u8]) -> x509_parser::certificate::X509Certificate<'_> {
    x509_parser::parse_x509_certificate(der).unwrap().1
}

#[test]
fn every_fault_of_a_signature_is_found_and_named() {
    let key = server_key();
    let hash = HashAlgorithm::Sha256;
    let good = pkcs1::sign(&key, hash, MESSAGE).unwrap();
    let outcome =
        |signature: &[u8], message| pkcs1::verify(key.public(), hash, message, signature).outcome;
    assert_eq!(outcome(&good.signature, MESSAGE), Ok(()));
    assert_eq!(
        outcome(&good.signature, b"something else"),
        Err(SignatureFault::Digest)
    );
    assert_eq!(
        outcome(&good.signature[1..], MESSAGE),
        Err(SignatureFault::Rsa(RsaError::Length {
            expected: 256,
            got: 255
        }))
    );
    let out_of_range = Err(SignatureFault::Rsa(RsaError::OutOfRange));
    assert_eq!(outcome(&[0xFF; 256], MESSAGE), out_of_range);
    assert_eq!(outcome(&[0x55; 256], MESSAGE), Err(SignatureFault::Padding));

    let other_hash = pkcs1::sign(&key, HashAlgorithm::Sha384, MESSAGE).unwrap();
    let wrong_info = Err(SignatureFault::DigestInfo { expected: hash });
    assert_eq!(outcome(&other_hash.signature, MESSAGE), wrong_info);

    // Bleichenbacher 2006: little padding, DigestInfo at once, and room for rubbish at the end.
    let info = &good.block[good.digest_info.clone()];
    let mut forged = [&[0, 1][..], &[0xFF; 8], &[0], info].concat();
    forged.resize(256, 0x77);
    assert_eq!(outcome(&key.raw(&forged).unwrap(), MESSAGE), wrong_info);

    let mut short_padding = good.block.clone();
    short_padding[9] = 0;
    let signed = key.raw(&short_padding).unwrap();
    assert_eq!(outcome(&signed, MESSAGE), Err(SignatureFault::Padding));
}

#[test]
fn a_hash_that_does_not_fit_the_key_is_refused() {
    let key = PrivateKey::from_pem(include_str!("../data/crypto/rsa512.key")).unwrap();
    let too_long = RsaError::MessageTooLong { max: 53, got: 83 };
    let refused = pkcs1::sign(&key, HashAlgorithm::Sha512, MESSAGE);
    assert_eq!(refused, Err(too_long));
    let verification = pkcs1::verify(key.public(), HashAlgorithm::Sha512, MESSAGE, &[1; 64]);
    assert_eq!(verification.outcome, Err(SignatureFault::Rsa(too_long)));
    assert!(pkcs1::sign(&key, HashAlgorithm::Sha256, MESSAGE).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_encrypted_is_decrypted(
        message in prop::collection::vec(any::<u8>(), 0..=115), seed in any::<u64>(),
    ) {
        let key = rsa1001();
        let mut rng = random::seeded(seed, 0);
        let encryption = pkcs1::encrypt(key.public(), &message, &mut rng).unwrap();
        let decryption = pkcs1::decrypt(&key, &encryption.ciphertext).unwrap();
        let range = decryption.message();
        prop_assert_eq!(range.clone(), Ok(encryption.message_range));
        prop_assert_eq!(&decryption.block[range.unwrap()], &message[..]);
    }
}
