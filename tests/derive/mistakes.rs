//! Mistakes made by hand, one at a time: exactly the one that was made is named, whichever value shows it.

use crate::runs::{derived, given, handshake, messages, value};
use premaster::crypto::cbc;
use premaster::crypto::hash::HashAlgorithm;
use premaster::derive::{Covered, Given, Records};
use premaster::protocol::{Operation, SUITES, Side, Switches, TLS10, TLS12, ValueName};
use premaster::text::hex;
use premaster::trace::Trace;

/// What an implementation does, with the choices that it may get wrong.
struct Own<'r> {
    run: &'r Trace,
    /// The PRF: one hash, or MD5 and SHA-1.
    prf: Option<HashAlgorithm>,
}

impl Own<'_> {
    fn value(&self, name: ValueName) -> Vec<u8> {
        value(self.run, name)
    }

    fn pre_master(&self) -> Vec<u8> {
        self.value(ValueName::PreMasterSecret)
    }

    fn master(&self) -> Vec<u8> {
        self.value(ValueName::MasterSecret)
    }

    fn randoms(&self) -> [Vec<u8>; 2] {
        [ValueName::ClientRandom, ValueName::ServerRandom].map(|name| self.value(name))
    }

    fn p_hash(hash: HashAlgorithm, secret: &[u8], seed: &[u8], len: usize) -> Vec<u8> {
        let (mut a, mut out) = (seed.to_vec(), Vec::new());
        while out.len() < len {
            a = hash.hmac(secret, &a);
            out.extend(hash.hmac(secret, &[a.as_slice(), seed].concat()));
        }
        out.truncate(len);
        out
    }

    fn prf(&self, secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
        let seed = [label.as_bytes(), seed].concat();
        let Some(hash) = self.prf else {
            let half = secret.len().div_ceil(2);
            let md5 = Self::p_hash(HashAlgorithm::Md5, &secret[..half], &seed, len);
            let sha1 = Self::p_hash(
                HashAlgorithm::Sha1,
                &secret[secret.len() - half..],
                &seed,
                len,
            );
            return md5.iter().zip(sha1).map(|(a, b)| a ^ b).collect();
        };
        Self::p_hash(hash, secret, &seed, len)
    }

    fn master_of(&self, pre_master: &[u8]) -> Vec<u8> {
        let [c, s] = self.randoms();
        self.prf(pre_master, "master secret", &[c, s].concat(), 48)
    }

    fn block_of(&self, master: &[u8], len: usize) -> Vec<u8> {
        let [c, s] = self.randoms();
        self.prf(master, "key expansion", &[s, c].concat(), len)
    }

    fn finished(&self, label: &str, seed: &[u8]) -> Vec<u8> {
        self.prf(&self.master(), label, seed, 12)
    }
}

/// The mistakes that are named for a result.
fn named(given: &Given, name: &str, got: &[u8]) -> Vec<&'static str> {
    let computed = derived(Given {
        results: vec![(name.to_owned(), got.to_vec())],
        ..given.clone()
    });
    assert!(!computed.all_right(), "{name} is right");
    let step = computed.trace.steps().last().unwrap();
    let diagnosis = step.diagnosis.as_ref().unwrap();
    assert!(!diagnosis.to_string().is_empty());
    diagnosis.mistakes.iter().map(|found| found.key).collect()
}

fn each_is_named(given: &Given, cases: Vec<(&str, Vec<u8>, &str)>) {
    for (name, got, mistake) in cases {
        assert_eq!(named(given, name, &got), [mistake], "{name}: {}", hex(&got));
    }
}

fn upper(bytes: &[u8]) -> Vec<u8> {
    hex(bytes).to_ascii_uppercase().into_bytes()
}

fn lower(bytes: &[u8]) -> Vec<u8> {
    hex(bytes).into_bytes()
}

#[test]
fn mistakes_on_the_way_to_the_master_secret() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let with = |prf| Own { run: &run, prf };
    let (pre_master, [c, s]) = (own.pre_master(), own.randoms());
    let swapped = own.prf(
        &pre_master,
        "master secret",
        &[s.clone(), c.clone()].concat(),
        48,
    );
    let labelled = |label| own.prf(&pre_master, label, &[c.clone(), s.clone()].concat(), 48);
    let session_hash = HashAlgorithm::Sha256.digest(&messages(&run).concat());
    let extended = own.prf(&pre_master, "extended master secret", &session_hash, 48);
    let mut reversed = pre_master.clone();
    reversed.reverse();
    let text = |randoms: [Vec<u8>; 2]| own.prf(&pre_master, "master secret", &randoms.concat(), 48);
    let of = |pre_master: &[u8]| own.master_of(pre_master);
    let filled = [pre_master.as_slice(), &[0; 80]].concat();
    let seed = [b"master secret", c.as_slice(), &s].concat();
    let hmac = |data: &[u8]| HashAlgorithm::Sha256.hmac(&pre_master, data);
    let counted = |first: u8| {
        let block = |i: u8| hmac(&[seed.as_slice(), &[first + i]].concat());
        [block(0), block(1)].concat()[..48].to_vec()
    };
    let first = hmac(&seed);
    let without_seed = [first.clone(), hmac(&first)].concat()[..48].to_vec();
    let master = "master_secret";
    each_is_named(
        &given(&run),
        vec![
            (master, swapped, "master_randoms_swapped"),
            (master, labelled("master_secret"), "master_label"),
            (master, labelled("key expansion"), "master_label"),
            (
                master,
                with(Some(HashAlgorithm::Sha1)).master_of(&pre_master),
                "other_prf",
            ),
            (
                master,
                with(Some(HashAlgorithm::Sha384)).master_of(&pre_master),
                "other_prf",
            ),
            (master, with(None).master_of(&pre_master), "other_prf"),
            (master, extended, "extended_master_secret"),
            (
                master,
                of(&[&[3, 1], &pre_master[2..]].concat()),
                "pre_master_version",
            ),
            (master, of(&pre_master[2..]), "pre_master_length"),
            (master, of(&pre_master[..47]), "pre_master_bytes"),
            (master, of(&pre_master[..32]), "pre_master_bytes"),
            (master, of(&reversed), "pre_master_bytes"),
            (master, of(&filled), "pre_master_bytes"),
            (master, of(&lower(&pre_master)), "text_for_bytes"),
            (master, of(&upper(&pre_master)), "text_for_bytes"),
            (master, text([lower(&c), lower(&s)]), "text_for_bytes"),
            (master, pre_master.clone(), "other_value"),
            (
                master,
                text([c[4..].to_vec(), s[4..].to_vec()]),
                "randoms_without_time",
            ),
            (master, counted(1), "prf_chain"),
            (master, counted(0), "prf_chain"),
            (master, without_seed, "prf_chain"),
        ],
    );
}

/// A pre-master secret with a zero in it, as one in five has.
#[test]
fn a_pre_master_secret_that_ends_at_its_first_zero() {
    let mut given = given(&handshake(&TLS12, &SUITES[0], Switches::default()));
    let mut pre_master = [0x5a; 48];
    pre_master[20] = 0;
    given.secret = Some(premaster::derive::Secret::PreMaster(pre_master));
    given.records = None;
    let run = derived(given.clone()).trace;
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let got = own.master_of(&pre_master[..20]);
    assert_eq!(named(&given, "master_secret", &got), ["pre_master_bytes"]);
}

#[test]
fn mistakes_on_the_way_to_the_keys() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let old = Own {
        run: &run,
        prf: None,
    };
    let (master, [c, s]) = (own.master(), own.randoms());
    let seed = [c.clone(), s.clone()].concat();
    let both_swapped = own.prf(&own.pre_master(), "master secret", &[s, c].concat(), 48);
    let both_swapped = own.prf(&both_swapped, "key expansion", &seed, 96);
    let swapped = own.prf(&master, "key expansion", &seed, 96);
    let block = own.block_of(&master, 160);
    let part = |start: usize, len: usize| block[start..start + len].to_vec();
    let key = |name| own.value(name);
    each_is_named(
        &given(&run),
        vec![
            ("key_block", swapped.clone(), "key_block_randoms_swapped"),
            ("key_block", both_swapped, "randoms_swapped"),
            (
                "key_block",
                own.block_of(&own.pre_master(), 96),
                "no_master_secret",
            ),
            (
                "key_block",
                own.block_of(&lower(&master), 96),
                "text_for_bytes",
            ),
            (
                "key_block",
                old.block_of(&old.master_of(&own.pre_master()), 96),
                "other_prf",
            ),
            ("key_block", own.block_of(&master, 128), "result_long"),
            ("key_block", own.block_of(&master, 64), "result_cut"),
            (
                "client_write_key",
                swapped[64..80].to_vec(),
                "key_block_randoms_swapped",
            ),
            (
                "client_write_key",
                key(ValueName::WriteKey(Side::Server)),
                "other_value",
            ),
            (
                "client_write_MAC_key",
                key(ValueName::WriteMacKey(Side::Server)),
                "other_value",
            ),
            // cipher keys first
            ("client_write_key", part(0, 16), "key_block_order"),
            ("server_write_MAC_key", part(64, 32), "key_block_order"),
            // all keys of the client first
            ("client_write_key", part(32, 16), "key_block_order"),
            // MAC keys of 20 bytes
            ("client_write_key", part(40, 16), "mac_key_length"),
        ],
    );
}

#[test]
fn mistakes_in_verify_data() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let all = messages(&run);
    let whole = all.concat();
    let sha256 = |bytes: &[u8]| HashAlgorithm::Sha256.digest(bytes);
    let right = |bytes: &[u8]| own.finished("client finished", &sha256(bytes));
    let headers: Vec<u8> = all
        .iter()
        .enumerate()
        .flat_map(|(i, message)| {
            let minor = if i == 0 { 1 } else { 3 };
            let length = u16::try_from(message.len()).unwrap().to_be_bytes();
            [&[22, 3, minor][..], &length, message].concat()
        })
        .collect();
    let bodies: Vec<u8> = all
        .iter()
        .flat_map(|message| message[4..].to_vec())
        .collect();
    let mut old = own.prf(&own.pre_master(), "verify", &[], 12);
    old.reverse();
    let value = "verify_data";
    let mut cases = vec![
        (
            value,
            own.finished("server finished", &sha256(&whole)),
            "finished_label",
        ),
        (
            value,
            own.finished("finished", &sha256(&whole)),
            "finished_label",
        ),
        (value, right(&headers), "transcript_record_headers"),
        (
            value,
            right(&[&whole[..], &[1]].concat()),
            "transcript_change_cipher_spec",
        ),
        (value, right(&bodies), "transcript_without_headers"),
        (
            value,
            own.finished("client finished", &whole),
            "transcript_not_hashed",
        ),
        (
            value,
            own.finished("client finished", &HashAlgorithm::Sha1.digest(&whole)),
            "transcript_other_hash",
        ),
        (
            value,
            own.finished("client finished", &HashAlgorithm::Md5Sha1.digest(&whole)),
            "transcript_other_hash",
        ),
        (
            value,
            own.finished("client finished", &lower(&sha256(&whole))),
            "hash_as_text",
        ),
        (
            value,
            own.prf(
                &lower(&own.master()),
                "client finished",
                &sha256(&whole),
                12,
            ),
            "text_for_bytes",
        ),
        (
            value,
            own.prf(&own.pre_master(), "client finished", &sha256(&whole), 12),
            "no_master_secret",
        ),
        (
            value,
            own.finished("client finished", &sha256(&whole))[..8].to_vec(),
            "result_cut",
        ),
        (
            value,
            own.prf(&own.master(), "client finished", &sha256(&whole), 32),
            "result_long",
        ),
        (
            value,
            right(&whole).into_iter().rev().collect(),
            "result_reversed",
        ),
        (value, lower(&right(&whole)), "result_as_text"),
        (
            value,
            sha256(&whole)[..12].to_vec(),
            "verify_data_without_prf",
        ),
        (
            value,
            HashAlgorithm::Sha256.hmac(&own.master(), &sha256(&whole))[..12].to_vec(),
            "verify_data_without_prf",
        ),
        (
            "client_handshake_hash",
            sha256(&bodies),
            "transcript_without_headers",
        ),
        (
            "client_handshake_hash",
            HashAlgorithm::Sha1.digest(&whole),
            "transcript_other_hash",
        ),
    ];
    for i in 0..all.len() {
        let mut without = all.clone();
        without.remove(i);
        cases.push((
            value,
            right(&without.concat()),
            "transcript_without_message",
        ));
    }
    each_is_named(&given(&run), cases);
    assert!(
        named(&given(&run), value, &old).is_empty(),
        "no mistake gives that"
    );
    assert!(named(&given(&run), value, &[7; 12]).is_empty(), "nor that");
}

#[test]
fn mistakes_in_a_record() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let computed = derived(given(&run)).trace;
    let bytes = |name| value(&computed, name);
    let one = computed
        .derivations()
        .iter()
        .find_map(|one| match &one.operation {
            Operation::Unprotection(one) if one.sequence == 1 => Some(one.clone()),
            _ => None,
        });
    let one = one.unwrap();
    let [own, other] = Side::BOTH.map(|side| bytes(ValueName::WriteMacKey(side)));
    let content = one.content();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mac = |key: &[u8], parts: &[&[u8]]| HashAlgorithm::Sha256.hmac(key, &parts.concat());
    let seq = 1_u64.to_be_bytes();
    let (kind, version) = ([one.content_type], one.version);
    let name = "client_record_1_mac";
    let sha1 = HashAlgorithm::Sha1.hmac(
        &own,
        &[&seq, &kind[..], &version, &length, content].concat(),
    );
    each_is_named(
        &given(&run),
        vec![
            (
                name,
                mac(&own, &[&kind, &version, &length, content]),
                "mac_without_sequence",
            ),
            (
                name,
                mac(&own, &[&[0; 8], &kind, &version, &length, content]),
                "mac_other_sequence",
            ),
            (
                name,
                mac(&own, &[&seq[4..], &kind, &version, &length, content]),
                "mac_sequence_four_bytes",
            ),
            (
                name,
                mac(
                    &own,
                    &[&1_u64.to_le_bytes(), &kind, &version, &length, content],
                ),
                "mac_sequence_little_endian",
            ),
            (name, mac(&own, &[content]), "mac_content_alone"),
            (
                name,
                mac(&own, &[&seq, &version, &length, content]),
                "mac_part_left_out",
            ),
            (
                name,
                mac(&own, &[&seq, &kind, &[3, 1], &length, content]),
                "mac_other_version",
            ),
            (
                name,
                mac(&own, &[&seq, &kind, &version, &length, &one.iv, content]),
                "mac_over_iv",
            ),
            (
                name,
                mac(&other, &[&seq, &kind, &version, &length, content]),
                "keys_swapped",
            ),
            (name, sha1, "mac_other_hash"),
            (
                "client_record_1_content",
                one.plaintext.clone(),
                "mac_and_padding_kept",
            ),
            (
                "client_record_1_content",
                one.plaintext[..one.mac.end].to_vec(),
                "mac_kept",
            ),
        ],
    );
    // the first block is XORed with an IV of zeros in place of the right one
    let mut without_iv = content.to_vec();
    for (byte, iv) in without_iv.iter_mut().zip(&one.iv) {
        *byte ^= iv;
    }
    let found = named(&given(&run), "client_record_1_content", &without_iv);
    assert_eq!(found, ["iv_left_out"]);
}

/// With the two switches it is the usual computation that is the mistake.
#[test]
fn mistakes_with_what_was_agreed_on_besides() {
    let run = handshake(&TLS12, &SUITES[0], Switches::of(|_| true));
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let usual = own.master_of(&own.pre_master());
    let content = own.value(ValueName::RecordContent(Side::Client, 0));
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let data = [&[0; 8][..], &[22, 3, 3], &length, &content].concat();
    let mac_key = own.value(ValueName::WriteMacKey(Side::Client));
    let mac = HashAlgorithm::Sha256.hmac(&mac_key, &data);
    let bodies: Vec<u8> = messages(&run)
        .iter()
        .flat_map(|it| it[4..].to_vec())
        .collect();
    let hash = own.value(ValueName::SessionHash);
    let as_text = own.prf(
        &own.pre_master(),
        "extended master secret",
        &lower(&hash),
        48,
    );
    each_is_named(
        &given(&run),
        vec![
            ("master_secret", as_text, "text_for_bytes"),
            ("master_secret", usual.clone(), "no_extended_master_secret"),
            (
                "key_block",
                own.block_of(&usual, 96),
                "no_extended_master_secret",
            ),
            ("client_record_0_mac", mac, "mac_then_encrypt"),
            (
                "session_hash",
                HashAlgorithm::Sha256.digest(&bodies),
                "transcript_without_headers",
            ),
        ],
    );
}

/// In TLS 1.0 it is the PRF of TLS 1.2 that is the mistake, and an IV comes from the key block.
#[test]
fn mistakes_in_an_older_version() {
    let run = handshake(&TLS10, &SUITES[2], Switches::default());
    let old = Own {
        run: &run,
        prf: None,
    };
    let new = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let whole = messages(&run).concat();
    let sha256 = HashAlgorithm::Sha256.digest(&whole);
    let block = old.block_of(&old.master(), 104);
    let [c, s] = old.randoms();
    let swapped = old.prf(&old.pre_master(), "master secret", &[s, c].concat(), 48);
    each_is_named(
        &given(&run),
        vec![
            (
                "master_secret",
                new.master_of(&old.pre_master()),
                "other_prf",
            ),
            ("master_secret", swapped, "master_randoms_swapped"),
            (
                "verify_data",
                old.finished("client finished", &sha256),
                "transcript_other_hash",
            ),
            (
                "client_write_IV",
                old.value(ValueName::WriteIv(Side::Server)),
                "other_value",
            ),
            (
                "client_write_key",
                block[20..36].to_vec(),
                "key_block_order",
            ),
        ],
    );
    let prf = old.finished("client finished", &HashAlgorithm::Md5Sha1.digest(&whole));
    assert_eq!(
        prf,
        old.value(ValueName::VerifyData(Side::Client)),
        "the test computes as TLS 1.0"
    );
}

/// With a hash in place of the messages, and a master secret in place of the pre-master secret, mistakes in what
/// comes before them are not claimed.
#[test]
fn what_is_not_known_is_not_blamed() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let whole = messages(&run).concat();
    let hash = HashAlgorithm::Sha256.digest(&whole);
    let given = Given {
        suite: Some(&SUITES[0]),
        secret: Some(premaster::derive::Secret::Master(
            own.master().try_into().unwrap(),
        )),
        covered: Some(Covered::Hash(hash.clone())),
        ..Given::default()
    };
    let label = own.finished("server finished", &hash);
    assert_eq!(named(&given, "verify_data", &label), ["finished_label"]);
    let sha1 = own.finished("client finished", &HashAlgorithm::Sha1.digest(&whole));
    assert!(named(&given, "verify_data", &sha1).is_empty());
    let no_master = own.prf(&own.pre_master(), "client finished", &hash, 12);
    assert!(named(&given, "verify_data", &no_master).is_empty());
}

/// A whole record that does not verify, or whose Finished is wrong: the mistake in it is named as that of a real peer
/// would be.
#[test]
fn mistakes_in_a_record_that_is_given_whole() {
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let own = Own {
        run: &run,
        prf: Some(HashAlgorithm::Sha256),
    };
    let hash = own.value(ValueName::HandshakeHash(Side::Client));
    let content = |verify_data: &[u8]| [&[20, 0, 0, 12][..], verify_data].concat();
    let protect = |content: &[u8], fill: fn(u8) -> u8| {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        let data = [&[0; 8][..], &[22, 3, 3], &length, content].concat();
        let mac_key = own.value(ValueName::WriteMacKey(Side::Client));
        let mut plaintext = content.to_vec();
        plaintext.extend(HashAlgorithm::Sha256.hmac(&mac_key, &data));
        let n = 16 - plaintext.len() % 16;
        let fill = fill(u8::try_from(n).unwrap());
        plaintext.extend(vec![fill; n]);
        let key = own.value(ValueName::WriteKey(Side::Client));
        let iv = [0x31; 16];
        let ciphertext = cbc::encrypt(SUITES[0].cipher, &key, &iv, &plaintext);
        let length = u16::try_from(16 + ciphertext.len()).unwrap().to_be_bytes();
        [&[22, 3, 3][..], &length, &iv, &ciphertext].concat()
    };
    let found = |bytes: Vec<u8>| {
        let computed = derived(Given {
            records: Some(Records {
                bytes,
                sender: Side::Client,
                sequence: 0,
            }),
            ..given(&run)
        });
        let diagnoses = computed
            .trace
            .steps()
            .iter()
            .filter_map(|step| step.diagnosis.clone());
        let keys = diagnoses.flat_map(|one| one.mistakes.clone());
        (
            computed.all_right(),
            keys.map(|found| found.key).collect::<Vec<_>>(),
        )
    };
    let right = content(&own.finished("client finished", &hash));
    let swapped = content(&own.finished("server finished", &hash));
    assert_eq!(found(protect(&right, |n| n - 1)), (true, vec![]));
    assert_eq!(
        found(protect(&right, |n| n)),
        (false, vec!["pkcs7_padding"])
    );
    assert_eq!(
        found(protect(&swapped, |n| n - 1)),
        (false, vec!["finished_label"])
    );
}
