//! The script where not all is well, and where not all is known: messages that somebody changed, and
//! connections of which one end is not ours.
#![cfg(unix)]

use crate::peers::there;
use crate::running::{
    HANDSHAKE, connection, intercepted, intercepted_unchecked, is_handshake, repacked, run, script,
};
use premaster::trace::{Outcome, Side, Trace};

const CLIENT_HELLO: u8 = 1;
const CERTIFICATE: u8 = 11;
const CLIENT_KEY_EXCHANGE: u8 = 16;

/// A run in which one handshake message of the client has a bit of its byte `at` changed.
fn with_client_message_changed(kind: u8, at: usize) -> Trace {
    intercepted(|_, bytes| {
        if is_handshake(bytes, kind) {
            bytes[at] ^= 1;
        }
    })
}

fn fails(trace: &Trace) {
    assert!(matches!(*trace.outcome(), Outcome::Failed { .. }));
}

#[test]
fn two_randoms_give_two_master_secrets() {
    if !there("openssl") {
        return;
    }
    let trace = with_client_message_changed(CLIENT_HELLO, 20);
    fails(&trace);
    let said = run(&script(&trace));
    said.reproduces(&trace);
    let ok = said.names("ok");
    for name in [
        "master_secret",
        "master_secret@server",
        "server_write_key@server",
    ] {
        assert!(ok.contains(&name.to_owned()), "{ok:?}");
    }
    assert!(said.names("given").contains(&"client_random@server".into()));
}

#[test]
fn a_block_that_is_none_gives_the_secret_that_was_drawn() {
    if !there("openssl") {
        return;
    }
    let trace = with_client_message_changed(CLIENT_KEY_EXCHANGE, 60);
    fails(&trace);
    let said = run(&script(&trace));
    said.reproduces(&trace);
    let ok = said.names("ok");
    for name in ["pre_master_secret@server", "encryption_block_2"] {
        assert!(ok.contains(&name.to_owned()), "{ok:?}");
    }
}

#[test]
fn a_changed_record_is_not_what_was_protected() {
    if !there("openssl") {
        return;
    }
    for at in [20, 40, 84] {
        let trace = intercepted(|side, bytes| {
            // the client's Finished: a record of the handshake, protected
            if side == Side::Client && bytes.len() == 85 && bytes[0] == HANDSHAKE {
                bytes[at] ^= 1;
            }
        });
        fails(&trace);
        let said = run(&script(&trace));
        said.reproduces(&trace);
        // the first block is the content, and the last the padding; the MAC between them is no
        // value of its own
        let other = said
            .names("ok")
            .contains(&"client_record_0_content@server".into());
        assert_eq!(other, at != 40, "{at}");
    }
}

#[test]
fn a_signature_that_does_not_hold_is_said_to_be_invalid() {
    if !there("openssl") {
        return;
    }
    // in the signature of the server's own certificate
    let trace = intercepted(|_, bytes| {
        if is_handshake(bytes, CERTIFICATE) {
            bytes[900] ^= 1;
        }
    });
    fails(&trace);
    let said = run(&script(&trace));
    said.reproduces(&trace);
    let verdicts: Vec<&str> = said
        .lines
        .iter()
        .filter(|line| line.contains("_signature "))
        .map(|line| line.rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(verdicts, ["invalid", "valid"]);
}

/// Under a key that somebody put into the certificate, and for which there is no private key.
#[test]
fn what_was_sealed_for_nobody_is_not_opened() {
    if !there("openssl") {
        return;
    }
    let trace = intercepted_unchecked(|_, bytes| {
        if is_handshake(bytes, CERTIFICATE) {
            let modulus = bytes.windows(4).position(|w| w == [2, 0x82, 1, 1]);
            bytes[modulus.unwrap() + 100] ^= 1;
        }
    });
    fails(&trace);
    let text = script(&trace);
    assert!(text.contains("server_certificate_1_received="));
    let said = run(&text);
    said.reproduces(&trace);
    let ok = said.names("ok");
    for name in ["encrypted_pre_master_secret", "pre_master_secret@server"] {
        assert!(ok.contains(&name.to_owned()), "{ok:?}");
    }
    let given = said.names("given");
    assert!(given.contains(&"pre_master_random".into()), "{given:?}");
}

/// A client's own connection: what it encrypted cannot be opened with a key that it does not have.
#[test]
fn without_the_private_key_all_but_the_block_is_reproduced() {
    if !there("openssl") {
        return;
    }
    let trace = connection(Side::Client, |_, bytes| bytes);
    assert_eq!(*trace.outcome(), Outcome::Established);
    let said = run(&script(&trace));
    said.reproduces(&trace);
    let impossible: Vec<&String> = (said.lines.iter())
        .filter(|line| line.starts_with("not reproducible here: "))
        .collect();
    assert_eq!(impossible.len(), 1, "{impossible:?}");
    assert!(impossible[0].contains(" encryption_block: "));
    assert!(
        said.lines
            .last()
            .unwrap()
            .ends_with(", 1 not reproducible here")
    );
    let given = ["pre_master_random", "encryption_block"];
    assert_eq!(said.names("given"), given);
    assert!(!script(&trace).contains("PRIVATE KEY"));
}

#[test]
fn with_the_private_key_a_server_reproduces_all() {
    if !there("openssl") {
        return;
    }
    let trace = connection(Side::Server, |_, bytes| bytes);
    assert_eq!(*trace.outcome(), Outcome::Established);
    let said = run(&script(&trace));
    said.reproduces(&trace);
    assert!(said.names("ok").contains(&"encryption_block".to_owned()));
    assert_eq!(said.names("given"), Vec::<String>::new());
    assert!(script(&trace).contains("It contains the secrets of a real connection"));
}

#[test]
fn messages_are_found_in_records_cut_otherwise() {
    if !there("openssl") {
        return;
    }
    for size in [40, 100, 1000, 1 << 14] {
        let trace = connection(Side::Client, |side, bytes| match side {
            // ServerHello is the first of the flight
            Side::Server if is_handshake(&bytes, 2) => repacked(&bytes, size),
            _ => bytes,
        });
        assert_eq!(*trace.outcome(), Outcome::Established, "{size}");
        let text = script(&trace);
        run(&text).reproduces(&trace);
        assert!(!text.contains("# not as it was sent"), "{size}");
    }
}
