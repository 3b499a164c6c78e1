//! The same values from OpenSSL's PRF, and the content of a record from Python's `cryptography`.

use crate::hex::hex;
use crate::peers;
use crate::runs::{derived, given, handshake, records, value};
use premaster::protocol::{Rules, SUITES, Side, Switches, TLS12, ValueName};
use premaster::text::hex as digits;
use std::process::Command;

/// PRF(secret, label, seed) by `openssl kdf`, which older versions do not have.
fn openssl(digest: &str, secret: &[u8], label: &str, seed: &[u8], len: usize) -> Vec<u8> {
    let seed = [label.as_bytes(), seed].concat();
    let output = Command::new("openssl")
        .args(["kdf", "-keylen", &len.to_string()])
        .args(["-kdfopt", &format!("digest:{digest}")])
        .args(["-kdfopt", &format!("hexsecret:{}", digits(secret))])
        .args(["-kdfopt", &format!("hexseed:{}", digits(&seed))])
        .arg("TLS1-PRF")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    hex(&String::from_utf8(output.stdout).unwrap().replace(':', ""))
}

fn there_is_kdf() -> bool {
    let mut question = Command::new("openssl");
    peers::answers("openssl kdf", question.args(["kdf", "-help"]))
}

#[test]
fn openssl_computes_the_same_from_the_same_values() {
    if !there_is_kdf() {
        return;
    }
    let mut compared = 0;
    for rules in Rules::all().filter(|rules| rules.form.extensions) {
        let suite = &SUITES[2];
        let run = handshake(rules, suite, Switches::default());
        let computed = derived(given(&run)).trace;
        let bytes = |name| value(&computed, name);
        let digest = match rules.is_newest() {
            true => "SHA256",
            false => "MD5-SHA1",
        };
        let (client, server) = (
            bytes(ValueName::ClientRandom),
            bytes(ValueName::ServerRandom),
        );
        let master = bytes(ValueName::MasterSecret);
        let block = bytes(ValueName::KeyBlock);
        let hash = bytes(ValueName::HandshakeHash(Side::Client));
        for (name, secret, label, seed) in [
            (
                ValueName::MasterSecret,
                bytes(ValueName::PreMasterSecret),
                "master secret",
                [client.clone(), server.clone()].concat(),
            ),
            (
                ValueName::KeyBlock,
                master.clone(),
                "key expansion",
                [server, client].concat(),
            ),
            (
                ValueName::VerifyData(Side::Client),
                master.clone(),
                "client finished",
                hash,
            ),
        ] {
            let right = bytes(name);
            let theirs = openssl(digest, &secret, label, &seed, right.len());
            assert_eq!(theirs, right, "{} {name:?}", rules.version);
            compared += 1;
        }
        assert!(!block.is_empty());
    }
    assert_eq!(compared, 9);
}

/// Decrypts with AES-CBC, and computes the MAC with `hmac`.
const PYTHON: &str = "
import hmac, sys
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
key, mac_key, record = (bytes.fromhex(x) for x in sys.argv[1:4])
fragment = record[5:]
cipher = Cipher(algorithms.AES(key), modes.CBC(fragment[:16])).decryptor()
plain = cipher.update(fragment[16:]) + cipher.finalize()
plain = plain[:-1 - plain[-1]]
content, mac = plain[:-32], plain[-32:]
header = (0).to_bytes(8, 'big') + record[:3] + len(content).to_bytes(2, 'big')
assert hmac.digest(mac_key, header + content, 'sha256') == mac
print(content.hex(), mac.hex())
";

#[test]
fn python_decrypts_the_same_record() {
    if !peers::there_is_python_with("cryptography") {
        return;
    }
    let run = handshake(&TLS12, &SUITES[0], Switches::default());
    let computed = derived(given(&run)).trace;
    let bytes = |name| digits(&value(&computed, name));
    let output = Command::new("python3")
        .args(["-c", PYTHON])
        .arg(bytes(ValueName::WriteKey(Side::Client)))
        .arg(bytes(ValueName::WriteMacKey(Side::Client)))
        .arg(digits(&records(&run, Side::Client)[0]))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let (content, mac) = (
        bytes(ValueName::RecordContent(Side::Client, 0)),
        bytes(ValueName::RecordMac(Side::Client, 0)),
    );
    let expected = format!("{content} {mac}\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}
