//! The cryptography against published test vectors, and against what OpenSSL computes.

use crate::hex::hex;
use premaster::crypto::cbc;
use premaster::crypto::cipher::Cipher;
use premaster::crypto::hash::HashAlgorithm::{self, Md5, Sha1, Sha256, Sha384, Sha512};
use premaster::crypto::prf::Prf;
use premaster::crypto::random;
use proptest::prelude::*;
use rand::Rng;

/// The examples of RFC 1321 §A.5 and FIPS 180-4 for "abc".
#[test]
fn hashes_of_abc() {
    for (hash, expected) in [
        (Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed
             8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ] {
        assert_eq!(hash.digest(b"abc"), hex(expected), "{}", hash.name());
        assert_eq!(hash.output_len(), hex(expected).len(), "{}", hash.name());
    }
}

/// RFC 2202 (MD5, SHA-1) and RFC 4231 (SHA-2), test cases 1, 2 and 6: the last with a key that is
/// longer than a block.
#[test]
fn hmacs_of_the_rfcs() {
    const HASH_KEY_FIRST: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";
    let jefe = (b"Jefe".to_vec(), &b"what do ya want for nothing?"[..]);
    let hi_there = |len| (vec![0x0B; len], &b"Hi There"[..]);
    let long_key = |len| (vec![0xAA; len], HASH_KEY_FIRST);
    for (hash, (key, data), expected) in [
        (Md5, hi_there(16), "9294727a3638bb1c13f48ef8158bfc9d"),
        (Md5, jefe.clone(), "750c783e6ab0b503eaa86e310a5db738"),
        (Md5, long_key(80), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
        (
            Sha1,
            hi_there(20),
            "b617318655057264e28bc0b6fb378c8ef146be00",
        ),
        (
            Sha1,
            jefe.clone(),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            Sha1,
            long_key(80),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112",
        ),
        (
            Sha256,
            hi_there(20),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            Sha256,
            jefe.clone(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            Sha256,
            long_key(131),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            Sha384,
            jefe.clone(),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e
             8e2240ca5e69e2c78b3239ecfab21649",
        ),
        (
            Sha512,
            jefe,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ] {
        assert_eq!(hash.hmac(&key, data), hex(expected), "{}", hash.name());
    }
}

/// "TLS 1.2 test vectors" on the mailing list of the IETF's TLS working group, 2 November 2010.
#[test]
fn prf_of_tls_1_2() {
    let expansion = Prf::Tls12(Sha256).expand(
        &hex("9bbe436ba940f017b17652849a71db35"),
        "test label",
        &hex("a0ba9f936cda311827a6f796ffd5198c"),
        100,
    );
    assert_eq!(
        expansion.output,
        hex(
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a
             6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab
             4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701
             87347b66"
        )
    );
}

/// The "PRF Testvector" that TLS 1.0 implementations have passed around since 1999 (its beginning),
/// and `openssl kdf -keylen N -kdfopt digest:MD5-SHA1 -kdfopt hexsecret:… -kdfopt seed:"test label"
/// -kdfopt hexseed:… -binary TLS1-PRF` for secrets of even and odd length.
#[test]
fn prf_of_tls_1_0() {
    let prf =
        |secret: &[u8], label, seed: &[u8], len| Prf::Tls10.expand(secret, label, seed, len).output;
    assert_eq!(
        prf(&[0xAB; 48], "PRF Testvector", &[0xCD; 64], 32),
        hex("d3d4d1e349b5d515044666d51de32bab258cb521b6b053463e354832fd976754")
    );
    let seed = hex("a0ba9f936cda311827a6f796ffd5198c");
    assert_eq!(
        prf(
            &hex("9bbe436ba940f017b17652849a71db35"),
            "test label",
            &seed,
            48
        ),
        hex(
            "661740e6f98bc901efd2738502a71c03f76dd2f86298549b1148eff06714cf0f
             6b7c532cd8c69f1530e0bb680eec34c4"
        )
    );
    assert_eq!(
        prf(
            &hex("9bbe436ba940f017b17652849a71db35aa"),
            "test label",
            &seed,
            100
        ),
        hex(
            "d15d261f27f994096fbb4709ff20d231799dce32219baafb6883af51983e132f
             9c83dfee54eba38ec8a35879b14b96132a2561599776267547e8c543d4cd86a8
             172d096998c724949e9f736e3d2fbafef579f375522b79e34288d72faff17e82
             fb76dc22"
        )
    );
}

/// What an expansion keeps is what its output is made of.
#[test]
fn the_steps_of_an_expansion_add_up_to_its_output() {
    for prf in [Prf::Tls12(Sha256), Prf::Tls12(Sha384), Prf::Tls10] {
        let expansion = prf.expand(&[7; 48], "key expansion", &[9; 64], 104);
        for run in &expansion.p_hash {
            assert_eq!(run.seed, [&b"key expansion"[..], &[9; 64]].concat());
            let mut previous = &run.seed;
            for (a, block) in run.a.iter().zip(&run.blocks) {
                assert_eq!(*a, run.hash.hmac(&run.secret, previous));
                let input = [&a[..], &run.seed].concat();
                assert_eq!(*block, run.hash.hmac(&run.secret, &input));
                previous = a;
            }
        }
        for (i, byte) in expansion.output.iter().enumerate() {
            let sources = expansion.p_hash.iter().map(|run| {
                let (block, offset) = run.block_of(i);
                run.blocks[block][offset]
            });
            assert_eq!(*byte, sources.fold(0, |sum, byte| sum ^ byte), "byte {i}");
        }
        let (block, offset) = expansion.block_of(103);
        let first_run = &expansion.p_hash[0];
        assert_eq!(first_run.blocks[block][offset], first_run.output[103]);
    }
}

/// RFC 2246 §5: of a secret with an odd length, both halves contain the byte in the middle.
#[test]
fn the_halves_of_an_odd_secret_overlap() {
    let expansion = Prf::Tls10.expand(&[1, 2, 3, 4, 5], "", &[], 1);
    assert_eq!(expansion.p_hash[0].secret, [1, 2, 3]);
    assert_eq!(expansion.p_hash[1].secret, [3, 4, 5]);
    assert!(Prf::Tls10.expand(&[], "", &[], 0).output.is_empty());
}

const SP_800_38A_PLAINTEXT: &str =
    "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
    30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710";
const SP_800_38A_IV: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// NIST SP 800-38A, F.2.1/F.2.2 (AES-128) and F.2.5/F.2.6 (AES-256).
#[test]
fn cbc_of_sp_800_38a() {
    for (cipher, key, expected) in [
        (
            Cipher::Aes128Cbc,
            "2b7e151628aed2a6abf7158809cf4f3c",
            "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
             73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7",
        ),
        (
            Cipher::Aes256Cbc,
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d
             39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b",
        ),
    ] {
        let plaintext = hex(SP_800_38A_PLAINTEXT);
        let key = hex(key);
        let ciphertext = cbc::encrypt(cipher, &key, &SP_800_38A_IV, &plaintext);
        assert_eq!(ciphertext, hex(expected));
        let back = cbc::decrypt(cipher, &key, &SP_800_38A_IV, &ciphertext);
        assert_eq!(back, Ok(plaintext));
    }
}

#[test]
fn cbc_refuses_lengths_that_it_cannot_take() {
    use cbc::CbcError::{KeyLength, NotWholeBlocks};
    let iv = [0; 16];
    assert_eq!(
        cbc::decrypt(Cipher::Aes256Cbc, &[0; 16], &iv, &[0; 32]),
        Err(KeyLength {
            expected: 32,
            got: 16
        })
    );
    assert_eq!(
        cbc::decrypt(Cipher::Aes128Cbc, &[0; 16], &iv, &[0; 31]),
        Err(NotWholeBlocks {
            block_len: 16,
            got: 31
        })
    );
}

/// `head -c 80 /dev/zero | openssl enc -chacha20 -K 2a000… -iv 0000000000000000 0700000000000000`
/// (OpenSSL's IV is the counter and then the nonce, both little-endian).
#[test]
fn seeded_bytes_are_the_chacha20_keystream() {
    let mut bytes = [0; 80];
    // In pieces of odd lengths: the stream must not depend on how it is drawn... but for the
    // generator's words of four bytes, of which a draw always takes whole ones.
    let mut rng = random::seeded(42, 7);
    rng.fill_bytes(&mut bytes[..4]);
    rng.fill_bytes(&mut bytes[4..48]);
    rng.fill_bytes(&mut bytes[48..]);
    assert_eq!(
        bytes.to_vec(),
        hex(
            "e7873e338ee513b573ccbf8e763d732df8fafd5b2d8ddebf076c10aea8f9b8c5fb70da61fe734e6e
             b43fa4245d44a4383ee086a8b6fbb87ea9565f5230c87caa7172be45c8c3057ed39d90e5623780e0"
        )
    );
}

#[test]
fn seeds_and_streams_are_independent() {
    let draw = |seed, stream| {
        let mut bytes = [0; 32];
        random::seeded(seed, stream).fill_bytes(&mut bytes);
        bytes
    };
    assert_eq!(draw(1, 2), draw(1, 2));
    assert_ne!(draw(1, 2), draw(1, 3));
    assert_ne!(draw(1, 2), draw(2, 2));
    assert_ne!(random::from_os().unwrap(), random::from_os().unwrap());
}

#[test]
fn digest_info_prefixes_say_the_length_of_their_hash() {
    for hash in HashAlgorithm::ALL {
        let prefix = hash.digest_info_prefix();
        let total = prefix.len() + hash.output_len();
        assert_eq!(usize::from(prefix[1]), total - 2, "{}", hash.name());
        assert_eq!(
            prefix.last().map(|&len| len.into()),
            Some(hash.output_len())
        );
    }
}

proptest! {
    #[test]
    fn cbc_decryption_undoes_encryption(
        blocks in 0usize..6, fill in any::<u8>(), key in any::<[u8; 32]>(), iv in any::<[u8; 16]>(),
    ) {
        for cipher in [Cipher::Aes128Cbc, Cipher::Aes256Cbc] {
            let key = &key[..cipher.key_len()];
            let plaintext: Vec<u8> = (0..blocks * 16).map(|i| fill.wrapping_mul(i as u8)).collect();
            let ciphertext = cbc::encrypt(cipher, key, &iv, &plaintext);
            prop_assert_eq!(cbc::decrypt(cipher, key, &iv, &ciphertext), Ok(plaintext));
        }
    }

    #[test]
    fn a_shorter_expansion_is_the_beginning_of_a_longer_one(
        secret in prop::collection::vec(any::<u8>(), 0..64), len in 0usize..200,
    ) {
        for prf in [Prf::Tls12(Sha256), Prf::Tls10] {
            let long = prf.expand(&secret, "label", &[1, 2, 3], 200).output;
            prop_assert_eq!(&prf.expand(&secret, "label", &[1, 2, 3], len).output, &long[..len]);
        }
    }
}
