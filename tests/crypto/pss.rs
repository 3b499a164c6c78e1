//! RSASSA-PSS against OpenSSL, both ways.
//!
//! Without `openssl` these tests say that they are skipped; with `CI` set in the environment they
//! fail instead.

use crate::peers::there;
use premaster::crypto::hash::HashAlgorithm;
use premaster::crypto::pss::{self, PssFault, mgf1};
use premaster::crypto::rsa::PrivateKey;
use std::path::Path;
use std::process::Command;

const HASHES: [(HashAlgorithm, &str); 4] = [
    (HashAlgorithm::Sha1, "-sha1"),
    (HashAlgorithm::Sha256, "-sha256"),
    (HashAlgorithm::Sha384, "-sha384"),
    (HashAlgorithm::Sha512, "-sha512"),
];

/// Keys of 1001 bits, whose block is as long as the modulus less a byte, and of 2048.
const KEYS: [&str; 2] = ["tests/data/crypto/rsa1001.key", "certs/client.key"];

fn path(file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn key(file: &str) -> PrivateKey {
    let text = std::fs::read_to_string(path(file)).unwrap();
    premaster::pki::pem::private_key_from_pem(&text).unwrap()
}

/// Whether hash, salt and the frame fit a key.
fn fits(key: &PrivateKey, hash: HashAlgorithm, salt_len: usize) -> bool {
    hash.output_len() + salt_len + 2 <= (key.public().bits() - 1).div_ceil(8)
}

#[test]
fn openssl_accepts_what_is_signed_here_and_what_it_signs_is_accepted() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let message = b"all handshake messages so far";
    let file = |name: &str| dir.path().join(name);
    std::fs::write(file("message"), message).unwrap();
    let mut tried = 0;
    for name in KEYS {
        let key = key(name);
        for (hash, option) in HASHES {
            for salt_len in [0, hash.output_len()] {
                if !fits(&key, hash, salt_len) {
                    let salt = vec![1; salt_len];
                    assert!(
                        pss::sign(&key, hash, &salt, message).is_err(),
                        "{name} {option}"
                    );
                    continue;
                }
                let dgst = |more: &[&str]| {
                    let output = Command::new("openssl")
                        .args(["dgst", option, "-sigopt", "rsa_padding_mode:pss", "-sigopt"])
                        .arg(format!("rsa_pss_saltlen:{salt_len}"))
                        .args(more)
                        .arg(file("message"))
                        .output()
                        .unwrap();
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(
                        output.status.success(),
                        "{name} {option} {salt_len}: {said}"
                    );
                };
                let private = path(name);
                let private = private.to_str().unwrap();
                let signature_file = file("signature");
                let signature_file = signature_file.to_str().unwrap();

                let salt = vec![0xa5; salt_len];
                let ours = pss::sign(&key, hash, &salt, message).unwrap();
                std::fs::write(signature_file, &ours.signature).unwrap();
                dgst(&["-prverify", private, "-signature", signature_file]);

                dgst(&["-sign", private, "-out", signature_file]);
                let theirs = std::fs::read(signature_file).unwrap();
                let checked = pss::verify(key.public(), hash, salt_len, message, &theirs);
                assert_eq!(checked.outcome, Ok(()), "{name} {option} {salt_len}");
                assert_eq!(checked.salt.unwrap().len(), salt_len);
                tried += 1;
            }
        }
    }
    assert!(tried >= 12, "{tried}");
}

#[test]
fn every_changed_byte_and_every_other_message_is_noticed() {
    let key = key("certs/client.key");
    let hash = HashAlgorithm::Sha256;
    let signed = pss::sign(&key, hash, &[7; 32], b"this").unwrap();
    let verify = |message: &[u8], signature: &[u8], salt_len| {
        pss::verify(key.public(), hash, salt_len, message, signature).outcome
    };
    assert_eq!(verify(b"this", &signed.signature, 32), Ok(()));
    assert_eq!(
        verify(b"that", &signed.signature, 32),
        Err(PssFault::Digest)
    );
    assert_eq!(
        verify(b"this", &signed.signature, 20),
        Err(PssFault::Salt { expected: 20 })
    );
    assert!(matches!(
        verify(b"this", &signed.signature[1..], 32),
        Err(PssFault::Rsa(_))
    ));
    for at in 0..signed.signature.len() {
        let mut changed = signed.signature.clone();
        changed[at] ^= 0x10;
        assert!(verify(b"this", &changed, 32).is_err(), "{at}");
    }
}

#[test]
fn every_step_of_a_signature_is_kept() {
    let key = key("certs/client.key");
    let hash = HashAlgorithm::Sha256;
    let signed = pss::sign(&key, hash, &[7; 32], b"this").unwrap();
    let block = &signed.block;
    assert_eq!(
        block.m_prime,
        [&[0; 8][..], &hash.digest(b"this"), &[7; 32]].concat()
    );
    assert_eq!(block.h, hash.digest(&block.m_prime));
    assert_eq!(block.db_mask, mgf1(hash, &block.h, block.db.len()));
    assert_eq!(block.bytes[block.h_range()], block.h);
    assert_eq!(block.bytes.last(), Some(&0xbc));
    let checked = pss::verify(key.public(), hash, 32, b"this", &signed.signature);
    assert_eq!(checked.db, block.db);
    assert_eq!(
        (&checked.m_prime, &checked.computed_h),
        (&block.m_prime, &block.h)
    );
}
