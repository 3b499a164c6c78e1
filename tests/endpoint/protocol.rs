//! What explanations of the handshake often get wrong, line by line, on runs of every suite. What
//! is computed here is computed with the primitives alone, not with the program's own derivations.

use crate::ends::{client_config, server_config};
use crate::flights::exchange;
use hmac::{Hmac, KeyInit, Mac};
use premaster::crypto::hash::HashAlgorithm;
use premaster::endpoint::{Client, Endpoint, Identity, Server, ServerConfig};
use premaster::pki::demo;
use premaster::protocol::Suite;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{
    BufferKind, ConnectionId, Knowledge, Message, MessageName, Operation, Origin, Party, Side,
    Trace, ValueName,
};
use premaster::wire::form;
use premaster::wire::{ContentType, Field, Handshake, HandshakeType, record};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn runs() -> impl Iterator<Item = (&'static Suite, Trace)> {
    Suite::defaults().map(|suite| {
        let overrides = Overrides {
            suite: Some(suite),
            ..Overrides::seed(1138)
        };
        (
            suite,
            simulate(&Scenario::builtin("classic", overrides).unwrap()),
        )
    })
}

fn bytes(trace: &Trace, name: ValueName) -> &[u8] {
    &trace
        .first(ConnectionId::FIRST, name)
        .unwrap_or_else(|| panic!("{name:?}"))
        .bytes
}

fn messages(trace: &Trace) -> Vec<&Message> {
    trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref())
        .collect()
}

fn handshake(trace: &Trace, kind: HandshakeType, sender: Side) -> &Message {
    let wanted = MessageName::Handshake(kind);
    let found = messages(trace)
        .into_iter()
        .find(|m| m.name == wanted && m.sender == sender);
    found.unwrap_or_else(|| panic!("{kind:?}"))
}

/// PRF of TLS 1.2 (RFC 5246 §5), from HMAC-SHA-256 alone.
fn prf(secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
    let hmac = |data: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(data);
        mac.finalize().into_bytes().to_vec()
    };
    let seed = [label.as_bytes(), seed].concat();
    let mut a = seed.clone();
    let mut out = Vec::new();
    while out.len() < len {
        a = hmac(&a);
        out.extend(hmac(&[a.as_slice(), &seed].concat()));
    }
    out.truncate(len);
    out
}

#[test]
fn what_is_encrypted_is_the_pre_master_secret_and_there_is_no_single_session_key() {
    for (suite, trace) in runs() {
        let key = demo::private_key("server.key");
        let block = key
            .raw(bytes(&trace, ValueName::EncryptedPreMasterSecret))
            .unwrap();
        assert!(block.ends_with(bytes(&trace, ValueName::PreMasterSecret)));
        let keys: BTreeSet<&[u8]> = Side::BOTH
            .into_iter()
            .flat_map(|side| [ValueName::WriteMacKey(side), ValueName::WriteKey(side)])
            .map(|name| bytes(&trace, name))
            .collect();
        assert_eq!(keys.len(), 4, "{}: four keys, all different", suite.name);
        assert!(
            keys.iter()
                .all(|key| !block.windows(key.len()).any(|part| part == *key))
        );
    }
}

#[test]
fn the_pre_master_begins_with_the_version_that_the_client_offered() {
    for (_, trace) in runs() {
        let hello = handshake(&trace, HandshakeType::ClientHello, Side::Client);
        let Ok(Handshake::ClientHello(parsed)) = Handshake::parse(&hello.content, &form::TLS12).0
        else {
            panic!()
        };
        let pre_master = bytes(&trace, ValueName::PreMasterSecret);
        assert_eq!(pre_master.len(), 48);
        assert_eq!(pre_master[..2], parsed.client_version.bytes());
        // The record that carries the hello says something else.
        assert_eq!(
            hello.buffer(BufferKind::Record).unwrap().bytes[1..3],
            [3, 1]
        );
    }
}

#[test]
fn the_encrypted_pre_master_has_a_length_before_it() {
    for (_, trace) in runs() {
        let exchange = handshake(&trace, HandshakeType::ClientKeyExchange, Side::Client);
        let encrypted = bytes(&trace, ValueName::EncryptedPreMasterSecret);
        assert_eq!(
            exchange.content[4..6],
            (encrypted.len() as u16).to_be_bytes()
        );
        assert_eq!(&exchange.content[6..], encrypted);
        assert_eq!(encrypted.len(), 256, "as long as the modulus");
    }
}

#[test]
fn the_encryption_block_is_00_02_padding_00_message() {
    for (_, trace) in runs() {
        let encrypted = trace
            .first(ConnectionId::FIRST, ValueName::EncryptedPreMasterSecret)
            .unwrap();
        let Origin::Derived {
            operation: Operation::RsaEncryption(shown),
            ..
        } = &encrypted.origin
        else {
            panic!()
        };
        let key = demo::private_key("server.key");
        assert_eq!(key.raw(&encrypted.bytes).unwrap(), shown.block);
        assert_eq!(shown.block[..2], [0, 2]);
        let end = shown.block.len() - 48 - 1;
        assert!(shown.block[2..end].iter().all(|byte| *byte != 0) && end - 2 >= 8);
        assert_eq!(shown.block[end], 0);
    }
}

#[test]
fn the_seeds_flip_between_master_secret_and_key_block() {
    for (suite, trace) in runs() {
        let (client, server) = (
            bytes(&trace, ValueName::ClientRandom),
            bytes(&trace, ValueName::ServerRandom),
        );
        let pre_master = bytes(&trace, ValueName::PreMasterSecret);
        let master = prf(pre_master, "master secret", &[client, server].concat(), 48);
        assert_eq!(bytes(&trace, ValueName::MasterSecret), master);
        // No IVs: two MAC keys, two cipher keys, and that is all. SHA-256 for every suite, also
        // for those that end in _SHA.
        let len = 2 * (suite.mac.output_len() + suite.cipher.key_len());
        let block = prf(&master, "key expansion", &[server, client].concat(), len);
        assert_eq!(bytes(&trace, ValueName::KeyBlock), block, "{}", suite.name);
    }
}

#[test]
fn the_key_block_is_cut_in_the_order_of_the_rfc() {
    for (suite, trace) in runs() {
        let order = [
            ValueName::WriteMacKey(Side::Client),
            ValueName::WriteMacKey(Side::Server),
            ValueName::WriteKey(Side::Client),
            ValueName::WriteKey(Side::Server),
        ];
        let joined: Vec<u8> = order
            .iter()
            .flat_map(|name| bytes(&trace, *name))
            .copied()
            .collect();
        assert_eq!(joined, bytes(&trace, ValueName::KeyBlock), "{}", suite.name);
    }
}

#[test]
fn each_record_has_an_iv_of_its_own_in_the_open() {
    for (_, trace) in runs() {
        let mut ivs = BTreeSet::new();
        let protected: Vec<&Message> = messages(&trace)
            .into_iter()
            .filter(|message| message.protected)
            .collect();
        for message in &protected {
            let wire = &message.buffer(BufferKind::Record).unwrap().bytes;
            ivs.insert(wire[5..21].to_vec());
        }
        assert_eq!(ivs.len(), protected.len());
        let iv = trace
            .first(ConnectionId::FIRST, ValueName::RecordIv(Side::Client, 0))
            .unwrap();
        let end = trace.steps().len();
        assert_eq!(iv.known_to(Party::Eavesdropper, end), Knowledge::Known);
    }
}

#[test]
fn the_base_lesson_offers_none_of_the_additions_to_rfc_5246() {
    for (_, trace) in runs() {
        let hello = handshake(&trace, HandshakeType::ClientHello, Side::Client);
        let Ok(Handshake::ClientHello(parsed)) = Handshake::parse(&hello.content, &form::TLS12).0
        else {
            panic!()
        };
        let offered: Vec<u16> = parsed
            .extensions
            .iter()
            .flatten()
            .map(|extension| extension.extension_type().code())
            .collect();
        assert_eq!(offered, [0, 13], "server_name, signature_algorithms");
    }
}

#[test]
fn the_randoms_are_public_and_the_secrets_are_not() {
    for (_, trace) in runs() {
        let end = trace.steps().len();
        let known = |name| {
            trace
                .first(ConnectionId::FIRST, name)
                .unwrap()
                .known_to(Party::Eavesdropper, end)
        };
        assert_eq!(known(ValueName::ClientRandom), Knowledge::Known);
        assert_eq!(known(ValueName::ServerRandom), Knowledge::Known);
        assert_eq!(known(ValueName::EncryptedPreMasterSecret), Knowledge::Known);
        assert_eq!(known(ValueName::PreMasterSecret), Knowledge::Sealed);
        assert_eq!(
            known(ValueName::VerifyData(Side::Client)),
            Knowledge::Sealed
        );
        assert_eq!(known(ValueName::MasterSecret), Knowledge::Unknown);
        assert_eq!(known(ValueName::KeyBlock), Knowledge::Unknown);
        // The private key never moves.
        let d = trace
            .first(ConnectionId::FIRST, ValueName::ServerPrivateExponent)
            .unwrap();
        assert_eq!(d.known_to(Party::Client, end), Knowledge::Unknown);
        assert_eq!(d.known_to(Party::Server, end), Knowledge::Known);
    }
}

#[test]
fn a_replayed_pre_master_ends_in_other_keys() {
    let first = simulate(&Scenario::builtin("classic", Overrides::seed(1)).unwrap());
    let second = simulate(&Scenario::builtin("classic", Overrides::seed(2)).unwrap());
    let pre_master = bytes(&first, ValueName::PreMasterSecret);
    let seed = [
        bytes(&first, ValueName::ClientRandom),
        bytes(&second, ValueName::ServerRandom),
    ];
    let replayed = prf(pre_master, "master secret", &seed.concat(), 48);
    assert_ne!(bytes(&first, ValueName::MasterSecret), replayed);
}

#[test]
fn the_transcript_is_handshake_messages_without_record_headers() {
    for (_, trace) in runs() {
        let handshakes: Vec<&Message> = messages(&trace)
            .into_iter()
            .filter(|message| message.content_type == ContentType::Handshake)
            .collect();
        let joined = |messages: &[&Message]| -> Vec<u8> {
            messages
                .iter()
                .flat_map(|message| message.content.clone())
                .collect()
        };
        let (server_finished, before) = handshakes.split_last().unwrap();
        assert_eq!(server_finished.sender, Side::Server);
        let (client_finished, clear) = before.split_last().unwrap();
        assert_eq!(
            client_finished.name,
            MessageName::Handshake(HandshakeType::Finished)
        );
        // The client's Finished covers all before it; the server's covers that one too, decrypted.
        for (side, covered) in [(Side::Client, clear), (Side::Server, before)] {
            let hash = Sha256::digest(joined(covered)).to_vec();
            assert_eq!(bytes(&trace, ValueName::HandshakeHash(side)), hash);
            let label = format!("{} finished", side.name());
            let master = bytes(&trace, ValueName::MasterSecret);
            let verify_data = prf(master, &label, &hash, 12);
            assert_eq!(bytes(&trace, ValueName::VerifyData(side)), verify_data);
            let finished = handshake(&trace, HandshakeType::Finished, side);
            assert_eq!(
                finished.content,
                [&[0x14, 0, 0, 12][..], &verify_data].concat()
            );
        }
        for side in Side::BOTH {
            let kept: Vec<u8> = trace
                .last_connection()
                .transcript(side)
                .iter()
                .flat_map(|entry| entry.bytes.clone())
                .collect();
            assert_eq!(kept, joined(&handshakes), "no ChangeCipherSpec, no alert");
            let last = trace.last_connection().transcript(side).last().unwrap();
            assert_eq!(last.hash, Sha256::digest(&kept).to_vec());
        }
    }
}

#[test]
fn the_clients_change_cipher_spec_and_finished_come_first() {
    for (_, trace) in runs() {
        let order: Vec<(Side, &str)> = messages(&trace)
            .into_iter()
            .filter(|m| ["ChangeCipherSpec", "Finished"].contains(&m.name.name()))
            .map(|m| (m.sender, m.name.name()))
            .collect();
        let (c, s) = (Side::Client, Side::Server);
        let (change, finished) = ("ChangeCipherSpec", "Finished");
        assert_eq!(
            order,
            [(c, change), (c, finished), (s, change), (s, finished)]
        );
    }
}

#[test]
fn change_cipher_spec_is_one_byte_of_its_own_type_and_the_numbers_start_at_0() {
    for (_, trace) in runs() {
        for side in Side::BOTH {
            let sent: Vec<&Message> = messages(&trace)
                .into_iter()
                .filter(|m| m.sender == side)
                .collect();
            let at = sent
                .iter()
                .position(|m| m.name == MessageName::ChangeCipherSpec)
                .unwrap();
            let wire = &sent[at].buffer(BufferKind::Record).unwrap().bytes;
            assert_eq!(wire[..], [20, 3, 3, 0, 1, 1]);
            assert!(sent[..=at].iter().all(|message| !message.protected));
            assert!(sent[at + 1..].iter().all(|message| message.protected));
            assert_eq!(
                sent[at + 1].name,
                MessageName::Handshake(HandshakeType::Finished)
            );
            assert!(
                trace
                    .first(ConnectionId::FIRST, ValueName::RecordContent(side, 0))
                    .is_some()
            );
        }
    }
}

/// MAC, then pad, then encrypt: undone here with the primitives.
#[test]
fn records_are_maced_padded_and_encrypted_in_this_order() {
    for (suite, trace) in runs() {
        let mut sequence = [0_u64; 2];
        for message in messages(&trace)
            .into_iter()
            .filter(|message| message.protected)
        {
            let side = message.sender;
            let wire = &message.buffer(BufferKind::Record).unwrap().bytes;
            let plain = &message.buffer(BufferKind::Plaintext).unwrap().bytes;
            let key = bytes(&trace, ValueName::WriteKey(side));
            assert_eq!(&decrypt(key, &wire[5..21], &wire[21..]), plain);
            // n+1 bytes of value n; not PKCS#7, where a byte says how many there are.
            let n = usize::from(*plain.last().unwrap());
            let unpadded = &plain[..plain.len() - n - 1];
            assert!(
                plain[unpadded.len()..]
                    .iter()
                    .all(|byte| usize::from(*byte) == n)
            );
            let (content, mac) = unpadded.split_at(unpadded.len() - suite.mac.output_len());
            assert_eq!(content, message.content);
            // The IV is not in it; the length is that of the plaintext.
            let number = &mut sequence[side as usize];
            let header = [
                &number.to_be_bytes()[..],
                &[message.content_type.code(), 3, 3],
                &(content.len() as u16).to_be_bytes(),
            ];
            let covered = [&header.concat()[..], content].concat();
            let mac_key = bytes(&trace, ValueName::WriteMacKey(side));
            assert_eq!(mac, hmac_of(suite.mac, mac_key, &covered), "{}", suite.name);
            *number += 1;
        }
        assert_eq!(sequence, [3, 3], "Finished, data and close_notify each way");
    }
}

/// CBC by hand, from AES alone.
fn decrypt(key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
    let block = |bytes: &[u8]| {
        let mut block = Array::try_from(bytes).unwrap();
        match key.len() {
            16 => aes::Aes128::new_from_slice(key)
                .unwrap()
                .decrypt_block(&mut block),
            _ => aes::Aes256::new_from_slice(key)
                .unwrap()
                .decrypt_block(&mut block),
        }
        block
    };
    let previous = [iv, ciphertext].concat();
    let pairs = ciphertext.chunks(16).zip(previous.chunks(16));
    let opened = pairs.flat_map(|(chunk, before)| {
        let plain = block(chunk);
        plain
            .iter()
            .zip(before)
            .map(|(a, b)| a ^ b)
            .collect::<Vec<u8>>()
    });
    opened.collect()
}

fn hmac_of(hash: HashAlgorithm, key: &[u8], data: &[u8]) -> Vec<u8> {
    match hash {
        HashAlgorithm::Sha1 => {
            let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key).unwrap();
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
        _ => {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
    }
}

#[test]
fn records_carry_at_most_2_to_the_14_bytes() {
    let message = "x".repeat(40_000);
    let overrides = Overrides {
        message: Some(message.clone()),
        ..Overrides::seed(3)
    };
    let trace = simulate(&Scenario::builtin("classic", overrides).unwrap());
    let data: Vec<&Message> = messages(&trace)
        .into_iter()
        .filter(|m| m.sender == Side::Client && m.content_type == ContentType::ApplicationData)
        .collect();
    let sizes: Vec<usize> = data.iter().map(|message| message.content.len()).collect();
    assert_eq!(
        sizes,
        [
            record::MAX_PLAINTEXT,
            record::MAX_PLAINTEXT,
            40_000 - (1 << 15)
        ]
    );
    let joined: Vec<u8> = data
        .iter()
        .flat_map(|message| message.content.clone())
        .collect();
    assert_eq!(joined, message.as_bytes());
}

#[test]
fn rsa_key_exchange_has_no_server_key_exchange() {
    for (_, trace) in runs() {
        let kinds: Vec<&str> = messages(&trace).iter().map(|m| m.name.name()).collect();
        assert!(!kinds.contains(&"ServerKeyExchange"));
        assert_eq!(
            kinds[..5],
            [
                "ClientHello",
                "ServerHello",
                "Certificate",
                "ServerHelloDone",
                "ClientKeyExchange"
            ]
        );
    }
}

/// A certificate is public: whoever copies it still cannot finish.
#[test]
fn the_certificate_alone_proves_nothing_and_finished_does() {
    let mut client = Client::new(client_config());
    let honest = server_config();
    let mut impostor = Server::new(ServerConfig {
        identity: Identity {
            certificate_path: "a copy".into(),
            key: demo::private_key("client.key"),
            key_path: "another key".into(),
            ..honest.identity.clone()
        },
        ..honest
    });
    let mut acts = Vec::new();
    exchange(&mut client, &mut impostor, |_, told, sent| {
        acts.extend(told);
        sent
    });
    let topics: Vec<String> = acts.iter().map(|act| format!("{:?}", act.topic)).collect();
    assert!(
        topics.contains(&"CheckCertificate".to_owned()),
        "the certificate was found good"
    );
    assert!(
        topics.contains(&"DecryptPreMasterSecret".to_owned()),
        "nothing was said of the key"
    );
    assert!(!client.is_open() && !impostor.is_open());
}

#[test]
fn every_field_of_every_message_has_a_name_and_a_place_in_an_rfc() {
    for (_, trace) in runs() {
        let mut leaves = 0;
        for buffer in messages(&trace)
            .into_iter()
            .flat_map(|message| &message.buffers)
        {
            for placed in buffer.fields() {
                assert_ne!(placed.node.field, Field::Unparsed);
                leaves += usize::from(placed.node.is_leaf());
            }
        }
        assert!(leaves > 100);
    }
}
