//! `premaster verify`, as a person calls it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn certs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("certs")
        .join(name)
}

fn verify(chain: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_premaster"))
        .arg("verify")
        .arg(chain)
        .arg("--ca")
        .arg(certs("root.pem"))
        .args(more)
        .output()
        .unwrap()
}

/// What was said, without the line breaks.
fn said(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file with the certificates of some files of the demonstration PKI.
fn chain(dir: &Path, names: &[&str]) -> PathBuf {
    let path = dir.join("chain.pem");
    let texts = names
        .iter()
        .map(|name| std::fs::read_to_string(certs(name)).unwrap());
    std::fs::write(&path, texts.collect::<String>()).unwrap();
    path
}

#[test]
fn each_demonstration_chain_gets_its_verdict() {
    let dir = tempfile::tempdir().unwrap();
    let intermediate_list = certs("intermediate.crl");
    let stale = certs("stale-intermediate.crl");
    let [list, stale] = [&intermediate_list, &stale].map(|path| path.to_str().unwrap());
    let shop = ["--name", "shop.example"];
    for (names, more, alert) in [
        (&["server.pem", "intermediate.pem"][..], vec![], None),
        (
            &["server.pem", "intermediate.pem"],
            vec!["--crl", list],
            None,
        ),
        (&["server.pem"], vec![], Some("unknown_ca")),
        (
            &["expired.pem", "intermediate.pem"],
            vec![],
            Some("certificate_expired"),
        ),
        (
            &["not-yet-valid.pem", "intermediate.pem"],
            vec![],
            Some("certificate_expired"),
        ),
        (&["self-signed.pem"], vec![], Some("unknown_ca")),
        (
            &["stranger.pem", "stranger-root.pem"],
            vec![],
            Some("unknown_ca"),
        ),
        (
            &["bad-signature.pem", "intermediate.pem"],
            vec![],
            Some("bad_certificate"),
        ),
        (&["revoked.pem", "intermediate.pem"], vec![], None),
        (
            &["revoked.pem", "intermediate.pem"],
            vec!["--crl", list],
            Some("certificate_revoked"),
        ),
        (
            &["server.pem", "intermediate.pem"],
            vec!["--crl", stale],
            Some("certificate_unknown"),
        ),
        (
            &["under-not-a-ca.pem", "not-a-ca.pem", "intermediate.pem"],
            vec![],
            Some("unknown_ca"),
        ),
        (
            &["wrong-usage.pem", "intermediate.pem"],
            vec![],
            Some("unsupported_certificate"),
        ),
    ] {
        let path = chain(dir.path(), names);
        let options: Vec<&str> = shop.iter().copied().chain(more).collect();
        let output = verify(&path, &options);
        let text = said(&output);
        assert_eq!(
            output.status.code(),
            Some(i32::from(alert.is_some())),
            "{text}"
        );
        match alert {
            Some(alert) => assert!(
                text.contains(&format!("the alert would be {alert}.")),
                "{text}"
            ),
            None => assert!(text.contains("✔ valid at "), "{text}"),
        }
        let json = verify(&path, &[&options[..], &["--format", "json"]].concat());
        let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(value["valid"], alert.is_none());
        assert_eq!(value["alert"].as_str(), alert);
        assert_eq!(json.status.code(), output.status.code());
    }
}

#[test]
fn der_is_read_like_pem_and_the_clock_is_the_callers() {
    let dir = tempfile::tempdir().unwrap();
    let pem = std::fs::read_to_string(certs("expired.pem")).unwrap();
    let leaf = premaster::pki::Certificate::from_pem_chain(&pem)
        .unwrap()
        .remove(0);
    let path = dir.path().join("leaf.der");
    std::fs::write(&path, &leaf.der).unwrap();
    let intermediate = certs("intermediate.pem");
    let intermediate = intermediate.to_str().unwrap();
    let output = verify(&path, &["--ca", intermediate, "--clock", "2020-06-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("Not asked: for which host it is"));
    let output = verify(&path, &["--ca", intermediate, "--clock", "2021-06-01"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_used_is_said_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nonsense");
    for content in [
        &b""[..],
        b"nonsense",
        b"0\x82",
        b"-----BEGIN NOTHING-----\n",
    ] {
        std::fs::write(&path, content).unwrap();
        let output = verify(&path, &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(
            error.contains("expected certificates as PEM or DER"),
            "{error}"
        );
    }
    let missing = verify(&dir.path().join("missing"), &[]);
    assert_eq!(missing.status.code(), Some(2));
    let name = verify(&certs("server.pem"), &["--name", "not a name"]);
    assert_eq!(name.status.code(), Some(2));
    let client = verify(
        &certs("client.pem"),
        &["--purpose", "client", "--name", "a.example"],
    );
    assert_eq!(client.status.code(), Some(2));
    let list = verify(
        &certs("server.pem"),
        &["--crl", certs("root.pem").to_str().unwrap()],
    );
    assert_eq!(list.status.code(), Some(2));
}

#[test]
fn a_key_of_another_kind_is_named_and_never_valid() {
    let Ok(dir) = tempfile::tempdir() else {
        return;
    };
    let path = dir.path().join("ec.pem");
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args([
            "-subj",
            "/CN=ec.example",
            "-addext",
            "subjectAltName=DNS:ec.example",
            "-days",
            "3",
        ])
        .args(["-keyout", dir.path().join("key").to_str().unwrap(), "-out"])
        .arg(&path)
        .output();
    if !made.is_ok_and(|made| made.status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "there is no openssl to make a key with"
        );
        println!("skipped: openssl is not installed");
        return;
    }
    let output = verify(
        &path,
        &["--ca", path.to_str().unwrap(), "--name", "ec.example"],
    );
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("id-ecPublicKey"), "{text}");
}
