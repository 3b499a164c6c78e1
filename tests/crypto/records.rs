//! Protected records, taken apart and put together, for every suite; and keys out of key blocks.

use crate::hex::hex;
use crate::peers::there;
use premaster::crypto::cbc::{self, CbcError};
use premaster::crypto::key_block::{self, FinishedLabel, KeyBlock, Layout};
use premaster::crypto::rc4::Keystream;
use premaster::crypto::record::{
    Algorithms, Arrived, DirectionKeys, IvSource, Protection, RecordError, Start, Timing,
    Unprotection, protect, unprotect,
};
use premaster::protocol::{Rules, SUITES, Suite, TLS12};
use proptest::prelude::*;
use std::process::Command;

const VERSION: [u8; 2] = [3, 3];
const APPLICATION_DATA: u8 = 23;

fn keys(suite: &Suite) -> DirectionKeys {
    DirectionKeys {
        mac_key: vec![0x11; suite.mac.output_len()],
        key: vec![0x22; suite.cipher.key_len()],
        iv: Vec::new(),
    }
}

fn take(suite: &Suite, fragment: &[u8]) -> Unprotection {
    unprotect(
        TLS12.algorithms(suite),
        &keys(suite),
        7,
        APPLICATION_DATA,
        VERSION,
        fragment,
        Start::InRecord,
    )
    .unwrap()
}

/// Encrypts any plaintext, however badly MACed and padded.
fn encrypt(suite: &Suite, plaintext: &[u8]) -> Vec<u8> {
    let iv = [0x33; 16];
    let ciphertext = cbc::encrypt(suite.cipher, &keys(suite).key, &iv, plaintext);
    [&iv[..], &ciphertext].concat()
}

/// `content`, its MAC, and `padding` behind it, which must fill the last block.
fn with_padding(suite: &Suite, content: &[u8], padding: &[u8]) -> Vec<u8> {
    let protection = protect(
        TLS12.algorithms(suite),
        &keys(suite),
        7,
        APPLICATION_DATA,
        VERSION,
        content,
        &[0; 16],
    );
    [content, &protection.mac, padding].concat()
}

#[test]
fn a_protected_record_shows_its_parts() {
    let suite = Suite::by_name("AES128-SHA256").unwrap();
    let sequence = 0x0102_0304_0506_0708;
    let protection = protect(
        TLS12.algorithms(suite),
        &keys(suite),
        sequence,
        22,
        VERSION,
        &[0xAB; 16],
        &[0x44; 16],
    );
    assert_eq!(
        protection.pseudo_header.to_vec(),
        hex("0102030405060708 16 0303 0010")
    );
    let maced = [&protection.pseudo_header[..], &[0xAB; 16]].concat();
    assert_eq!(protection.mac, suite.mac.hmac(&[0x11; 32], &maced));
    assert_eq!(
        protection.padding, [15; 16],
        "a whole block where none is left to fill"
    );
    assert_eq!(protection.plaintext.len(), 64);
    assert_eq!(protection.fragment.len(), 80);
    assert_eq!(protection.fragment[..16], [0x44; 16]);
}

#[test]
fn what_was_protected_is_taken_back_for_every_length() {
    for suite in Suite::defaults() {
        for len in 0..100 {
            let content: Vec<u8> = (0..len).collect();
            let keys = keys(suite);
            let protection = protect(
                TLS12.algorithms(suite),
                &keys,
                7,
                APPLICATION_DATA,
                VERSION,
                &content,
                &[len; 16],
            );
            let back = take(suite, &protection.fragment);
            assert!(back.ok(), "{} bytes with {}", len, suite.name);
            assert_eq!(back.content(), content);
            assert_eq!(back.plaintext, protection.plaintext);
            assert_eq!(back.plaintext[back.mac.clone()], protection.mac);
            assert_eq!(back.plaintext[back.padding.clone()], protection.padding);
            assert_eq!(back.computed_mac, protection.mac);
            assert_eq!(back.fragment[..16], [len; 16]);
            assert_eq!(back.iv, [len; 16]);
        }
    }
}

/// The other side may pad with up to 256 bytes (RFC 5246 §6.2.3.2).
#[test]
fn all_allowed_paddings_are_taken() {
    for suite in Suite::defaults() {
        let content = [0x55; 300];
        let unpadded = content.len() + suite.mac.output_len();
        for n in (0..=255u8).filter(|&n| (unpadded + usize::from(n) + 1).is_multiple_of(16)) {
            let padding = vec![n; usize::from(n) + 1];
            let back = take(
                suite,
                &encrypt(suite, &with_padding(suite, &content, &padding)),
            );
            assert!(back.ok(), "padding of {n} with {}", suite.name);
            assert_eq!(back.content(), content);
        }
    }
}

#[test]
fn one_wrong_padding_byte_is_enough() {
    for suite in Suite::defaults() {
        let content = [0x55; 300];
        let unpadded = content.len() + suite.mac.output_len();
        let n = (200..216)
            .find(|n| (unpadded + n + 1).is_multiple_of(16))
            .unwrap();
        for at in 0..=n {
            let mut padding = vec![n as u8; n + 1];
            padding[at] ^= 1;
            let back = take(
                suite,
                &encrypt(suite, &with_padding(suite, &content, &padding)),
            );
            assert!(
                !back.ok() && !back.padding_ok,
                "byte {at} of {n} with {}",
                suite.name
            );
        }
    }
}

/// A padding_length that reaches into the MAC, or before the beginning, is bad padding.
#[test]
fn padding_that_leaves_no_room_for_the_mac_is_bad() {
    for suite in Suite::defaults() {
        let len = (suite.mac.output_len() + 1).next_multiple_of(16);
        let room = len - suite.mac.output_len() - 1;
        for n in 0..=255u8 {
            let back = take(suite, &encrypt(suite, &vec![n; len]));
            assert_eq!(
                back.padding_ok,
                usize::from(n) <= room,
                "{n} with {}",
                suite.name
            );
            assert!(!back.ok());
        }
    }
}

/// Whatever is wrong, the result has the same form, and `ok` is all that it says to the outside: the
/// three ranges tile the plaintext, and a MAC was computed.
#[test]
fn bad_padding_and_bad_mac_look_the_same() {
    for suite in Suite::defaults() {
        let content = [0x66; 40];
        let unpadded = content.len() + suite.mac.output_len();
        let n = 15 - unpadded % 16;
        let good = with_padding(suite, &content, &vec![n as u8; n + 1]);
        let damage_at = |at: usize| {
            let mut plaintext = good.clone();
            plaintext[at] ^= 0x80;
            take(suite, &encrypt(suite, &plaintext))
        };
        let bad_content = damage_at(0);
        let bad_mac = damage_at(content.len());
        let bad_padding = damage_at(good.len() - 1);
        assert!(bad_content.padding_ok && !bad_content.mac_ok);
        assert!(bad_mac.padding_ok && !bad_mac.mac_ok);
        assert!(!bad_padding.padding_ok && !bad_padding.mac_ok);
        for bad in [&bad_content, &bad_mac, &bad_padding] {
            assert!(!bad.ok());
            assert_eq!(bad.computed_mac.len(), suite.mac.output_len());
            assert_eq!(bad.content.start, 0);
            assert_eq!(bad.content.end, bad.mac.start);
            assert_eq!(bad.mac.len(), suite.mac.output_len());
            assert_eq!(bad.mac.end, bad.padding.start);
            assert_eq!(bad.padding.end, bad.plaintext.len());
        }
        assert_eq!(bad_padding.padding.len(), 1, "bad padding counts as none");
    }
}

/// Correct content and MAC do not make up for bad padding.
#[test]
fn a_good_mac_does_not_excuse_bad_padding() {
    let suite = Suite::by_name("AES128-SHA").unwrap();
    // 11 bytes of content, 20 of MAC and one of padding_length, which says 5 and not 0. Read as no
    // padding, content and MAC are where they belong.
    let back = take(suite, &encrypt(suite, &with_padding(suite, &[1; 11], &[5])));
    assert!(back.mac_ok && !back.padding_ok && !back.ok());
}

#[test]
fn everything_that_is_maced_matters() {
    for suite in Suite::defaults() {
        let good = keys(suite);
        let fragment = protect(
            TLS12.algorithms(suite),
            &good,
            7,
            23,
            VERSION,
            b"content",
            &[9; 16],
        )
        .fragment;
        let ok = |keys: &DirectionKeys, sequence, content_type, version| {
            let back = unprotect(
                TLS12.algorithms(suite),
                keys,
                sequence,
                content_type,
                version,
                &fragment,
                Start::InRecord,
            );
            back.unwrap().ok()
        };
        assert!(ok(&good, 7, 23, [3, 3]));
        assert!(!ok(&good, 8, 23, [3, 3]), "sequence number");
        assert!(!ok(&good, 7, 22, [3, 3]), "type");
        assert!(!ok(&good, 7, 23, [3, 2]), "version");
        let mut other = good.clone();
        other.mac_key[0] ^= 1;
        assert!(!ok(&other, 7, 23, [3, 3]), "MAC key");
        let mut other = good.clone();
        other.key[0] ^= 1;
        assert!(!ok(&other, 7, 23, [3, 3]), "key");
    }
}

#[test]
fn no_bit_of_a_record_can_be_changed() {
    for suite in Suite::defaults() {
        let fragment = protect(
            TLS12.algorithms(suite),
            &keys(suite),
            7,
            23,
            VERSION,
            b"content",
            &[9; 16],
        )
        .fragment;
        for bit in 0..fragment.len() * 8 {
            let mut changed = fragment.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!take(suite, &changed).ok(), "bit {bit} with {}", suite.name);
        }
    }
}

#[test]
fn no_truncation_of_a_record_is_taken() {
    for suite in Suite::defaults() {
        let keys = keys(suite);
        let fragment = protect(
            TLS12.algorithms(suite),
            &keys,
            7,
            23,
            VERSION,
            &[8; 70],
            &[9; 16],
        )
        .fragment;
        let shortest = 16 + (suite.mac.output_len() + 1).next_multiple_of(16);
        for got in 0..fragment.len() {
            let result = unprotect(
                TLS12.algorithms(suite),
                &keys,
                7,
                23,
                VERSION,
                &fragment[..got],
                Start::InRecord,
            );
            match result {
                Ok(back) => assert!(
                    got >= shortest && got % 16 == 0 && !back.ok(),
                    "{got} bytes"
                ),
                Err(RecordError::TooShort {
                    expected,
                    got: said,
                }) => {
                    assert_eq!((expected, said), (shortest, got));
                    assert!(got < shortest);
                }
                Err(RecordError::Cbc(CbcError::NotWholeBlocks { .. })) => {
                    assert_ne!(got % 16, 0, "{got} bytes");
                }
                Err(other) => panic!("{got} bytes: {other}"),
            }
        }
    }
}

#[test]
fn lengths_that_cannot_be_are_errors() {
    let suite = &SUITES[0];
    let too_long = unprotect(
        TLS12.algorithms(suite),
        &keys(suite),
        0,
        23,
        VERSION,
        &vec![0; 0x10000],
        Start::InRecord,
    );
    assert_eq!(too_long, Err(RecordError::TooLong { got: 0x10000 }));
    let short_key = DirectionKeys {
        mac_key: vec![0; 32],
        key: vec![0; 15],
        iv: Vec::new(),
    };
    let result = unprotect(
        TLS12.algorithms(suite),
        &short_key,
        0,
        23,
        VERSION,
        &[0; 80],
        Start::InRecord,
    );
    let expected = CbcError::KeyLength {
        expected: 16,
        got: 15,
    };
    assert_eq!(result, Err(RecordError::Cbc(expected)));
}

// ---- suites and key blocks

#[test]
fn suites_are_found_by_all_their_names() {
    for suite in &SUITES {
        let short = suite.name.strip_prefix("TLS_RSA_WITH_").unwrap();
        let number = format!("0x{:04x}", suite.id);
        for name in [suite.name, short, suite.openssl, &number] {
            assert_eq!(Suite::by_name(name), Some(suite), "{name}");
            assert_eq!(Suite::by_name(&name.to_lowercase()), Some(suite), "{name}");
        }
        assert_eq!(Suite::by_id(suite.id), Some(suite));
    }
    for unknown in [
        "",
        "TLS_RSA_WITH_",
        "AES128",
        "0x",
        "0x1301",
        "003c",
        "NULL-SHA",
    ] {
        assert_eq!(Suite::by_name(unknown), None, "{unknown}");
    }
    assert_eq!(Suite::by_id(0x1301), None);
}

/// What `openssl ciphers -V` says of our suites: their number, name, key length and MAC.
#[test]
fn suites_are_what_openssl_says_they_are() {
    if !there("openssl") {
        return;
    }
    let names: Vec<&str> = Suite::defaults().map(|suite| suite.openssl).collect();
    let names = names.join(":");
    // the security level would leave out what is old
    let output = Command::new("openssl")
        .args(["ciphers", "-V", &format!("{names}:@SECLEVEL=0")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    for suite in Suite::defaults() {
        let [high, low] = suite.id.to_be_bytes();
        let number = format!("0x{high:02X},0x{low:02X}");
        let row: Vec<&str> = table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .find(|row| row.first() == Some(&number.as_str()))
            .unwrap_or_else(|| panic!("no {number} in:\n{table}"));
        assert_eq!(row[2], suite.openssl);
        let expected = [
            "Kx=RSA".to_owned(),
            "Au=RSA".to_owned(),
            format!("Enc=AES({})", suite.cipher.key_len() * 8),
            // OpenSSL writes SHA256 and SHA1
            format!("Mac={}", suite.mac.name().replace('-', "")),
        ];
        assert_eq!(row[4..8], expected, "{}", suite.openssl);
    }
}

#[test]
fn a_key_block_is_cut_in_the_order_of_the_rfc() {
    let bytes: Vec<u8> = (0..=255).collect();
    let layout = Layout {
        mac_key_len: 20,
        enc_key_len: 16,
        fixed_iv_len: 16,
    };
    let block = KeyBlock::cut(layout, &bytes);
    assert_eq!(block.client_write_mac_key, 0..20);
    assert_eq!(block.server_write_mac_key, 20..40);
    assert_eq!(block.client_write_key, 40..56);
    assert_eq!(block.server_write_key, 56..72);
    assert_eq!(block.client_write_iv, Some(72..88));
    assert_eq!(block.server_write_iv, Some(88..104));
    assert_eq!(block.bytes, bytes[..104]);
    let keys = block.server_write();
    assert_eq!(
        (keys.mac_key, keys.key),
        (bytes[20..40].to_vec(), bytes[56..72].to_vec())
    );
}

#[test]
fn tls_1_2_takes_no_ivs_from_the_key_block() {
    for (suite, len) in SUITES.iter().zip([96, 128, 72, 104, 88, 72, 64]) {
        let (expansion, block) = key_block::expand(
            (TLS12.prf)(suite),
            TLS12.key_block_layout(suite),
            &[1; 48],
            &[2; 32],
            &[3; 32],
        );
        assert_eq!(
            expansion.seed,
            [[2; 32], [3; 32]].concat(),
            "the server's random first"
        );
        assert_eq!(expansion.label, "key expansion");
        assert_eq!((block.bytes.len(), &block.bytes), (len, &expansion.output));
        assert_eq!((block.client_write_iv, block.server_write_iv), (None, None));
        let master = key_block::master_secret((TLS12.prf)(suite), &[1; 48], &[3; 32], &[2; 32]);
        assert_eq!(
            master.seed,
            [[3; 32], [2; 32]].concat(),
            "the client's random first"
        );
        assert_eq!((master.label, master.output.len()), ("master secret", 48));
    }
}

#[test]
fn the_two_finished_messages_differ_in_their_label() {
    let verify_data = |label| {
        key_block::verify_data(
            (TLS12.prf)(&SUITES[0]),
            &[1; 48],
            label,
            &[2; 32],
            TLS12.form.verify_data_len,
        )
    };
    let client = verify_data(FinishedLabel::Client);
    let server = verify_data(FinishedLabel::Server);
    assert_eq!((client.label, client.output.len()), ("client finished", 12));
    assert_eq!((server.label, server.output.len()), ("server finished", 12));
    assert_ne!(client.output, server.output);
}

/// Every version with every suite, with the MAC inside and last.
fn all_algorithms() -> Vec<Algorithms> {
    let pairs = Rules::all().flat_map(|rules| SUITES.iter().map(move |suite| (rules, suite)));
    let algorithms = pairs.map(|(rules, suite)| rules.algorithms(suite));
    let both = |one: Algorithms| {
        [false, true].map(|encrypt_then_mac| Algorithms {
            encrypt_then_mac,
            ..one
        })
    };
    algorithms.flat_map(both).collect()
}

/// The IV of the first record, as long as a cipher needs it.
const FIRST_IV: [u8; 16] = [0x33; 16];

/// Keys of the lengths of these algorithms.
fn keys_of(algorithms: Algorithms) -> DirectionKeys {
    DirectionKeys {
        mac_key: vec![0x11; algorithms.mac.output_len()],
        key: vec![0x22; algorithms.cipher.key_len()],
        iv: FIRST_IV[..algorithms.cipher.block_len().unwrap_or(0)].to_vec(),
    }
}

/// Where the first record begins.
fn first(algorithms: Algorithms, keystream: &mut Keystream) -> Start<'_> {
    match (algorithms.cipher.block_len(), algorithms.iv) {
        (None, _) => Start::Keystream(keystream),
        (Some(_), IvSource::InRecord) => Start::InRecord,
        (Some(len), IvSource::Chained) => Start::Chained {
            iv: &FIRST_IV[..len],
            of: 0,
        },
    }
}

/// What both ways of checking find in a record.
fn both_times(algorithms: Algorithms, fragment: &[u8]) -> [Result<Unprotection, RecordError>; 2] {
    let keys = keys_of(algorithms);
    let arrived = Arrived {
        sequence: 7,
        content_type: APPLICATION_DATA,
        version: VERSION,
        fragment,
    };
    [Timing::Constant, Timing::Plain].map(|timing| {
        let mut keystream = Keystream::new(&keys.key);
        let start = first(algorithms, &mut keystream);
        timing.unprotect(algorithms, &keys, arrived, start)
    })
}

/// A record with this content.
fn protected(algorithms: Algorithms, content: &[u8]) -> Protection {
    let keys = keys_of(algorithms);
    let mut keystream = Keystream::new(&keys.key);
    let start = first(algorithms, &mut keystream).or_iv(&keys.iv);
    protect(
        algorithms,
        &keys,
        7,
        APPLICATION_DATA,
        VERSION,
        content,
        start,
    )
}

/// Encrypts any plaintext of whole blocks as a record, where the cipher has blocks and the MAC is inside.
fn encrypted(algorithms: Algorithms, plaintext: &[u8]) -> Option<Vec<u8>> {
    let block_len = algorithms
        .cipher
        .block_len()
        .filter(|_| !algorithms.mac_is_last())?;
    let keys = keys_of(algorithms);
    let plaintext = &plaintext[..plaintext.len() / block_len * block_len];
    let ciphertext = cbc::encrypt(algorithms.cipher, &keys.key, &keys.iv, plaintext);
    Some([&keys.iv[..algorithms.iv_in_record()], &ciphertext].concat())
}

#[test]
fn a_good_record_is_good_in_either_time() {
    for algorithms in all_algorithms() {
        for len in [0, 1, 15, 16, 17, 300] {
            let [constant, plain] =
                both_times(algorithms, &protected(algorithms, &vec![9; len]).fragment);
            assert!(plain.as_ref().unwrap().ok(), "{algorithms:?}, {len} bytes");
            assert_eq!(constant, plain, "{algorithms:?}, {len} bytes");
        }
    }
}

proptest! {
    /// A damaged byte anywhere, a record that is cut off, and any padding behind a right MAC or a wrong one.
    #[test]
    fn both_times_find_the_same(
        algorithms in prop::sample::select(all_algorithms()),
        content in prop::collection::vec(any::<u8>(), 0..400),
        at in any::<prop::sample::Index>(), flip in any::<u8>(), cut in 0usize..40,
        blocks in 0usize..18, value in any::<u8>(), filled in any::<bool>(), wrong in any::<bool>(),
    ) {
        let good = protected(algorithms, &content);
        let mut damaged = good.fragment.clone();
        damaged[at.index(good.fragment.len())] ^= flip;
        let cut = good.fragment[..good.fragment.len().saturating_sub(cut)].to_vec();
        let mut plaintext = [&content[..], &good.mac].concat();
        plaintext[at.index(content.len() + good.mac.len())] ^= u8::from(wrong);
        let padding = plaintext.len().wrapping_neg() % 16 + 16 * blocks;
        let value = if filled { padding.saturating_sub(1) as u8 } else { value };
        plaintext.resize(plaintext.len() + padding, value);
        for fragment in [Some(damaged), Some(cut), encrypted(algorithms, &plaintext)] {
            let Some(fragment) = fragment else { continue };
            let [constant, plain] = both_times(algorithms, &fragment);
            prop_assert_eq!(constant, plain);
        }
    }

    #[test]
    fn unprotect_undoes_protect(
        suite in 0usize..4,
        sequence in any::<u64>(),
        content_type in any::<u8>(),
        content in prop::collection::vec(any::<u8>(), 0..600),
        mac_key in any::<[u8; 32]>(), key in any::<[u8; 32]>(), iv in any::<[u8; 16]>(),
    ) {
        let suite = &SUITES[suite];
        let keys = DirectionKeys {
            mac_key: mac_key[..suite.mac.output_len()].to_vec(),
            key: key[..suite.cipher.key_len()].to_vec(),
            iv: Vec::new(),
        };
        let sent = protect(TLS12.algorithms(suite), &keys, sequence, content_type, VERSION, &content, &iv);
        let back = unprotect(TLS12.algorithms(suite), &keys, sequence, content_type, VERSION, &sent.fragment, Start::InRecord).unwrap();
        prop_assert!(back.ok());
        prop_assert_eq!(back.content(), &content[..]);
        prop_assert_eq!(back.pseudo_header, sent.pseudo_header);
    }

    /// Padding and MAC, gathered without branches, are what an openly branching reading finds.
    #[test]
    fn masks_find_what_branches_would(
        suite in 0usize..4,
        mut plaintext in prop::collection::vec(0u8..40, 48..400),
        run in 0usize..300,
    ) {
        let suite = &SUITES[suite];
        plaintext.truncate(plaintext.len() / 16 * 16);
        let len = plaintext.len();
        let run = run.min(len - 1).min(255);
        plaintext[len - 1 - run..].fill(run as u8);
        let back = take(suite, &encrypt(suite, &plaintext));

        let mac_len = suite.mac.output_len();
        let n = usize::from(plaintext[len - 1]);
        let good = n + 1 + mac_len <= len && plaintext[len - n - 1..].iter().all(|&b| usize::from(b) == n);
        let padding_len = if good { n + 1 } else { 1 };
        prop_assert_eq!(back.padding_ok, good);
        prop_assert_eq!(&back.padding, &(len - padding_len..len));
        prop_assert_eq!(&back.mac, &(len - padding_len - mac_len..len - padding_len));
        prop_assert!(!back.mac_ok);
    }
}
