//! The server's recovery of the pre-master secret: every fault that it must pass over in silence (RFC
//! 5246 §7.4.7.1).

use premaster::crypto::pkcs1::{
    self, PaddingFault, PreMasterRecovery, RecoveryCheckKind, recover_pre_master,
};
use premaster::crypto::random;
use premaster::crypto::rsa::PrivateKey;
use proptest::prelude::*;

const VERSION: [u8; 2] = [3, 3];

fn server_key() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../data/captures/server.key")).unwrap()
}

/// A key whose modulus fills neither its last byte nor a machine word.
fn rsa1001() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../data/crypto/rsa1001.key")).unwrap()
}

/// A good block for a secret that begins with `VERSION`.
fn good_block(k: usize) -> Vec<u8> {
    let mut block = vec![0xA5; k];
    block[..2].copy_from_slice(&[0, 2]);
    block[k - 49] = 0;
    block[k - 48..k - 46].copy_from_slice(&VERSION);
    block
}

fn recover(key: &PrivateKey, ciphertext: &[u8]) -> PreMasterRecovery {
    recover_pre_master(key, ciphertext, VERSION, &mut random::seeded(5, 5))
}

fn failed(recovery: &PreMasterRecovery) -> Vec<RecoveryCheckKind> {
    let failed = recovery.checks.iter().filter(|check| !check.passed);
    failed.map(|check| check.kind).collect()
}

#[test]
fn a_good_secret_is_recovered() {
    for key in [server_key(), rsa1001()] {
        let mut secret = *include_bytes!("../data/crypto/message.bin");
        secret[..2].copy_from_slice(&VERSION);
        let mut rng = random::seeded(9, 0);
        let encryption = pkcs1::encrypt(key.public(), &secret, &mut rng).unwrap();
        let recovery = recover(&key, &encryption.ciphertext);
        assert_eq!(failed(&recovery), []);
        assert_eq!(recovery.checks.len(), 8);
        assert!(!recovery.used_fallback);
        assert_eq!(recovery.pre_master_secret, secret);
        assert_eq!(recovery.decryption.unwrap().block, encryption.block);
    }
}

/// A name, what is done to a good block, and the checks that must fail for it.
type BadBlock = (&'static str, fn(&mut [u8]), &'static [RecoveryCheckKind]);

#[test]
fn every_fault_of_the_block_ends_in_the_fallback() {
    use RecoveryCheckKind::*;
    let faults: [BadBlock; 11] = [
        ("not 00", |b| b[0] = 1, &[BlockType]),
        ("not 02", |b| b[1] = 1, &[BlockType]),
        (
            "no padding at all",
            |b| b[2] = 0,
            &[PaddingLength, MessageLength],
        ),
        (
            "seven bytes of padding",
            |b| b[9] = 0,
            &[PaddingLength, MessageLength],
        ),
        ("eight bytes of padding", |b| b[10] = 0, &[MessageLength]),
        (
            "a secret of 49 bytes",
            |b| b[b.len() - 50] = 0,
            &[MessageLength],
        ),
        (
            "a secret of 47 bytes",
            |b| {
                let k = b.len();
                b[k - 49..k - 47].copy_from_slice(&[3, 0]);
            },
            &[MessageLength, Version],
        ),
        (
            "an empty secret",
            |b| {
                let k = b.len();
                b[2..].fill(1);
                b[k - 1] = 0;
            },
            &[MessageLength, Version],
        ),
        (
            "no zero byte",
            |b| b[2..].fill(3),
            &[Separator, MessageLength],
        ),
        ("another major version", |b| b[b.len() - 48] = 2, &[Version]),
        ("another minor version", |b| b[b.len() - 47] = 1, &[Version]),
    ];
    for key in [server_key(), rsa1001()] {
        let k = key.public().len();
        for (name, damage, expected) in faults {
            let mut block = good_block(k);
            damage(&mut block);
            let recovery = recover(&key, &key.public().raw(&block).unwrap());
            assert_eq!(failed(&recovery), expected, "{name}");
            assert_fallback(&recovery, name);
            assert_eq!(recovery.checks.len(), 8, "{name}: every check is made");
            assert_eq!(recovery.decryption.unwrap().block, block, "{name}");
        }
    }
}

#[test]
fn a_ciphertext_that_is_none_ends_in_the_fallback_too() {
    use RecoveryCheckKind::{CiphertextLength, CiphertextRange};
    let key = server_key();
    let n = key.public().n();
    for (name, ciphertext, expected) in [
        ("empty", vec![], CiphertextLength),
        ("a byte short", vec![1; 255], CiphertextLength),
        ("a byte long", vec![1; 257], CiphertextLength),
        ("n", n, CiphertextRange),
        ("all ones", vec![0xFF; 256], CiphertextRange),
    ] {
        let recovery = recover(&key, &ciphertext);
        assert_eq!(failed(&recovery), [expected], "{name}");
        assert_fallback(&recovery, name);
        assert_eq!(recovery.decryption, None, "{name}");
    }
}

fn assert_fallback(recovery: &PreMasterRecovery, name: &str) {
    assert!(recovery.used_fallback, "{name}");
    assert_eq!(recovery.pre_master_secret, recovery.fallback, "{name}");
    assert_eq!(recovery.fallback[..2], VERSION, "{name}");
}

/// The fallback is drawn whether it is needed or not, and blinding draws nothing from the run's
/// generator: what comes after is the same in all cases.
#[test]
fn recovery_draws_the_same_whatever_it_finds() {
    use rand::Rng;
    let key = server_key();
    let good = key.public().raw(&good_block(256)).unwrap();
    let after = |ciphertext: &[u8]| {
        let mut rng = random::seeded(5, 5);
        let recovery = recover_pre_master(&key, ciphertext, VERSION, &mut rng);
        (recovery.fallback, rng.next_u64())
    };
    assert_eq!(after(&good), after(&[0; 256]));
    assert_eq!(after(&good), after(&[]));
}

#[test]
fn the_shown_fault_of_a_block_is_the_first_from_the_left() {
    let key = server_key();
    let fault = |damage: fn(&mut [u8])| {
        let mut block = good_block(256);
        damage(&mut block);
        pkcs1::decrypt(&key, &key.public().raw(&block).unwrap())
            .unwrap()
            .message()
    };
    assert_eq!(fault(|_| ()), Ok(208..256));
    assert_eq!(fault(|b| b[10] = 0), Ok(11..256));
    assert_eq!(
        fault(|b| b[9] = 0),
        Err(PaddingFault::ShortPadding { got: 7 })
    );
    assert_eq!(
        fault(|b| b[1] = 1),
        Err(PaddingFault::BlockType { got: [0, 1] })
    );
    assert_eq!(fault(|b| b[2..].fill(1)), Err(PaddingFault::NoSeparator));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The server takes the decrypted secret exactly if an openly branching reading of the rules
    /// would. Half of the blocks are good up to a few changed bytes.
    #[test]
    fn masks_select_what_branches_would(
        changes in prop::collection::vec((0usize..126, prop_oneof![Just(0u8), any::<u8>()]), 0..4),
    ) {
        let key = rsa1001();
        let mut block = good_block(126);
        changes.iter().for_each(|&(at, byte)| block[at] = byte);
        prop_assume!(block[0] == 0); // else the number may not be less than n
        let recovery = recover(&key, &key.public().raw(&block).unwrap());
        let message = recovery.decryption.as_ref().unwrap().message();
        let good = message == Ok(78..126) && block[78..80] == VERSION;
        prop_assert_eq!(recovery.used_fallback, !good);
        let expected = if good { &block[78..] } else { &recovery.fallback[..] };
        prop_assert_eq!(&recovery.pre_master_secret[..], expected);
    }
}
