//! `premaster verify`, as a person calls it.

use crate::der::{der, replaced};
use crate::peers::{answers, there};
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
            None => assert!(text.contains("✓ valid at "), "{text}"),
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
        let named = [
            "expected ",
            "holds no certificate",
            "ends too early",
            "has no END",
        ];
        assert!(named.iter().any(|words| error.contains(words)), "{error}");
        assert!(error.contains("\nhint: "), "{error}");
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

/// What was said beside the answer.
fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_was_mistaken_for_something_else_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let der = |name: &str, der: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, der).unwrap();
        path
    };
    let text = |name: &str| std::fs::read_to_string(certs(name)).unwrap();
    let certificate = premaster::pki::Certificate::from_pem_chain(&text("root.pem")).unwrap();
    let list = premaster::pki::RevocationList::from_pem(&text("root.crl")).unwrap();
    let (certificate, list) = (
        der("certificate", &certificate[0].der),
        der("list", &list[0].der),
    );
    for list in [&list, &certs("root.crl")] {
        let error = complained(&verify(list, &[]));
        assert!(
            error.contains("holds a revocation list, not a certificate"),
            "{error}"
        );
        assert!(error.contains("`--crl`"), "{error}");
    }
    for certificate in [&certificate, &certs("root.pem")] {
        let certificate = certificate.to_str().unwrap();
        let error = complained(&verify(&certs("server.pem"), &["--crl", certificate]));
        assert!(
            error.contains("holds a certificate, not a revocation list"),
            "{error}"
        );
        assert!(error.contains("`--ca`"), "{error}");
    }
    let error = complained(&verify(&dir.path().join("missing"), &[]));
    assert!(error.contains("check the path"), "{error}");
    for (name, expected) in [
        ("192.0.2.256", "looks like an IPv4 address, and is not one"),
        ("1.2.3", "looks like an IPv4 address, and is not one"),
        ("a b", "expected a DNS name or an IP address"),
    ] {
        let output = verify(&certs("server.pem"), &["--name", name]);
        assert_eq!(output.status.code(), Some(2));
        let error = complained(&output);
        assert!(error.contains(expected), "{error}");
    }
    let output = verify(&certs("server.pem"), &["--clock", "2026-11-21T00:21:43"]);
    assert_eq!(output.status.code(), Some(2));
    let error = complained(&output);
    for form in [
        "2026-11-21T00:21:43Z",
        "+01:00",
        "midnight UTC",
        "@1795220503",
        "zone",
    ] {
        assert!(error.contains(form), "{error}");
    }
}

#[test]
fn a_long_argument_is_not_echoed() {
    let long = "a".repeat(70_000);
    for more in [["--name", &long], ["--clock", &long], ["--crl", &long]] {
        let output = verify(&certs("server.pem"), &more);
        assert_eq!(output.status.code(), Some(2));
        let error = complained(&output);
        assert!(
            error.len() < 1000 && error.contains("… (70,000 bytes)"),
            "{error}"
        );
    }
}

/// Text in another encoding, old labels, and blocks of another kind do not keep a certificate from being
/// read, and what was not read is said.
#[test]
fn files_are_read_as_they_are_met() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("chain");
    let intermediate = certs("intermediate.pem");
    let more = ["--ca", intermediate.to_str().unwrap()];
    let server = std::fs::read_to_string(certs("server.pem")).unwrap();
    let key = std::fs::read_to_string(certs("server.key")).unwrap();
    let relabelled = |label: &str| server.replace(" CERTIFICATE-----", &format!(" {label}-----"));
    let expired = std::fs::read_to_string(certs("expired.pem")).unwrap();
    for (content, note) in [
        (
            [&b"Subject: O=Caf\xe9\n"[..], server.as_bytes()].concat(),
            None,
        ),
        (relabelled("X509 CERTIFICATE").into_bytes(), None),
        // the first is the one in question
        (
            (relabelled("TRUSTED CERTIFICATE") + &expired).into_bytes(),
            Some("trust settings"),
        ),
        (
            (key + &server).into_bytes(),
            Some("the certificates: PRIVATE KEY"),
        ),
        (
            (relabelled("PKCS7") + &server).into_bytes(),
            Some("the certificates: PKCS7"),
        ),
    ] {
        std::fs::write(&path, &content).unwrap();
        let output = verify(&path, &more);
        let said_beside = complained(&output);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}{said_beside}",
            said(&output)
        );
        match note {
            None => assert_eq!(said_beside, ""),
            Some(note) => assert!(said_beside.contains(note), "{said_beside}"),
        }
    }
}

#[test]
fn a_trusted_certificate_may_be_revoked_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = chain(dir.path(), &["revoked.pem", "intermediate.pem"]);
    let list = certs("intermediate.crl");
    let revoked = certs("revoked.pem");
    let more = [
        "--ca",
        revoked.to_str().unwrap(),
        "--crl",
        list.to_str().unwrap(),
    ];
    assert_eq!(verify(&path, &more[..2]).status.code(), Some(0));
    let output = verify(&path, &more);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("not valid at")
            && said(&output).contains("(keyCompromise). In a handshake"),
        "{}",
        said(&output)
    );
    // without its issuer it cannot be told, and that is said
    let alone = verify(&revoked, &more);
    assert_eq!(alone.status.code(), Some(1));
    assert!(
        said(&alone).contains("without the issuer's certificate"),
        "{}",
        said(&alone)
    );
}

/// A list that was refused does not go on to answer.
#[test]
fn a_refused_list_says_nothing_of_the_certificate() {
    let dir = tempfile::tempdir().unwrap();
    let path = chain(dir.path(), &["server.pem", "intermediate.pem"]);
    let stale = certs("stale-intermediate.crl");
    let output = verify(&path, &["--crl", stale.to_str().unwrap()]);
    assert!(
        !said(&output).contains("absent from that list"),
        "{}",
        said(&output)
    );
    // beside one that can be used it does no harm
    let list = certs("intermediate.crl");
    let both = [
        "--crl",
        stale.to_str().unwrap(),
        "--crl",
        list.to_str().unwrap(),
    ];
    let output = verify(&path, &both);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// 1 says that a chain is not valid, and nothing else.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_none() {
    for format in ["text", "json"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_premaster"))
            .arg("verify")
            .args([
                certs("server.pem"),
                "--ca".into(),
                certs("intermediate.pem"),
            ])
            .args(["--format", format])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(complained(&output).contains("cannot write to standard output"));
    }
}

fn openssl(dir: &Path) -> Command {
    let mut command = Command::new("openssl");
    command.current_dir(dir);
    command
}

/// Has openssl make something, which it must.
fn make(dir: &Path, args: &[&str]) {
    let made = openssl(dir).args(args).output().unwrap();
    let complaint = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "openssl {args:?}: {complaint}");
}

#[test]
fn a_weak_hash_is_warned_of_beside_the_verdict() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let demo = |name: &str| certs(name).to_str().unwrap().to_owned();
    let weak = |hash: &str| {
        let request = [
            "x509",
            "-req",
            "-in",
            "csr",
            "-CA",
            &demo("root.pem"),
            "-CAkey",
            &demo("root.key"),
            "-set_serial",
            "7",
            "-days",
            "3",
            hash,
            "-out",
            "weak.pem",
        ];
        // there are systems whose policy keeps openssl from it
        let peer = format!("an openssl that signs with {hash}");
        answers(&peer, openssl(dir.path()).args(request))
    };
    let request = [
        "req",
        "-new",
        "-key",
        &demo("server.key"),
        "-subj",
        "/CN=old",
        "-out",
        "csr",
    ];
    make(dir.path(), &request);
    for (hash, name) in [
        ("-sha1", Some("SHA-1")),
        ("-md5", Some("MD5")),
        ("-sha256", None),
    ] {
        if !weak(hash) {
            continue;
        }
        let path = dir.path().join("weak.pem");
        let output = verify(&path, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let warning =
            name.map(|name| format!("! valid, but old is signed over {name}, which is broken"));
        match &warning {
            Some(warning) => assert!(said(&output).ends_with(warning), "{}", said(&output)),
            None => assert!(!said(&output).contains("broken")),
        }
        let json = verify(&path, &["--format", "json"]);
        let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(value["weak"], name.is_some());
    }
}

/// openssl makes a CA with a key for PSS alone, and signs with it.
#[test]
fn a_key_for_pss_alone_is_a_signer_but_no_server() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let server_key = certs("server.key");
    let made: [&[&str]; 4] = [
        &[
            "genpkey",
            "-algorithm",
            "rsa-pss",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
            "-out",
            "key",
        ],
        &[
            "req",
            "-x509",
            "-key",
            "key",
            "-subj",
            "/CN=PSS Root",
            "-days",
            "3",
            "-out",
            "ca.pem",
        ],
        &[
            "req",
            "-new",
            "-key",
            server_key.to_str().unwrap(),
            "-subj",
            "/CN=s",
            "-out",
            "csr",
        ],
        &[
            "x509",
            "-req",
            "-in",
            "csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "key",
            "-set_serial",
            "7",
            "-days",
            "3",
            "-out",
            "leaf.pem",
        ],
    ];
    made.iter().for_each(|args| make(dir.path(), args));
    let ca = dir.path().join("ca.pem");
    let ca = ["--ca", ca.to_str().unwrap()];
    let output = verify(&dir.path().join("leaf.pem"), &ca);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let output = verify(&dir.path().join("ca.pem"), &ca);
    assert_eq!(output.status.code(), Some(1));
    let expected =
        "RSA for PSS signatures only, 2048 bits; a key of the kind rsaEncryption is needed";
    assert!(said(&output).contains(expected), "{}", said(&output));
}

/// A self-signed certificate with a key of that kind, and its file.
fn self_signed(dir: &Path, name: &str, key: &[&str]) -> PathBuf {
    let path = dir.join(name);
    let request = [
        "req",
        "-x509",
        "-nodes",
        "-days",
        "3",
        "-subj",
        "/CN=own.example",
    ];
    let files = ["-keyout", "key", "-out", path.to_str().unwrap()];
    let more = ["-addext", "subjectAltName=DNS:own.example", "-newkey"];
    let args = [&request[..], &files, &more, key].concat();
    make(dir, &args);
    path
}

#[test]
fn a_key_of_another_kind_is_named_and_never_valid() {
    if !there("openssl") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (kind, key, signed) in [
        (
            "id-ecPublicKey",
            &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"][..],
            "ecdsa-with-SHA256",
        ),
        ("id-Ed25519", &["ed25519"], "id-Ed25519"),
    ] {
        let path = self_signed(dir.path(), "own.pem", key);
        let own = ["--ca", path.to_str().unwrap(), "--name", "own.example"];
        let text = said(&verify(&path, &own));
        assert!(
            text.contains(&format!("No: {kind}; this program can use RSA keys only.")),
            "{text}"
        );
        let output = verify(&path, &[]);
        assert_eq!(output.status.code(), Some(1));
        let text = said(&output);
        for words in [
            "No: its subject and issuer are the same, as if it were self-signed, and it is not a trust anchor.",
            &format!(
                "Not checked: it is signed by {signed} with a key of the kind {kind}; only RSA"
            ),
        ] {
            assert!(text.contains(words), "{text}");
        }
    }
}

/// What is wrong with a self-signed certificate is its signature or that it is not trusted, and not that there
/// is no end.
#[test]
fn a_self_signed_certificate_is_no_circle() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("own.der");
    let own = premaster::pki::demo::certificate("self-signed.pem").unwrap();
    let mut broken = own.der.clone();
    *broken.last_mut().unwrap() ^= 1;
    for (der, issuer, signature) in [
        (
            &own.der,
            "No: it is signed with its own key and is not a trust anchor.",
            "verifies it",
        ),
        (
            &broken,
            "No: its subject and issuer are the same, as if it were self-signed, and it is not a trust anchor.",
            "does not verify it",
        ),
    ] {
        std::fs::write(&path, der).unwrap();
        let text = said(&verify(&path, &[]));
        assert!(text.contains(issuer) && text.contains(signature), "{text}");
    }
}

/// Numbers that are no RSA key, in the server's certificate and in that of its issuer.
#[test]
fn an_exponent_that_encrypts_nothing_is_told() {
    /// Where a certificate has its key: subjectPublicKeyInfo, subjectPublicKey.
    const KEY: [usize; 3] = [0, 6, 1];
    let dir = tempfile::tempdir().unwrap();
    let with_exponent = |name: &str, exponent: &[u8]| {
        let own = premaster::pki::demo::certificate(name).unwrap();
        let changed = replaced(&own.der, &KEY, &|bits| {
            // behind tag and length, and the number of unused bits
            let key = replaced(&bits[5..], &[1], &|_| der(0x02, exponent));
            der(0x03, &[&[0], &key[..]].concat())
        });
        let path = dir.path().join(name);
        std::fs::write(&path, changed).unwrap();
        path
    };
    for (exponent, why) in [
        (
            &[1][..],
            "the public exponent is 1, so that encryption changes nothing",
        ),
        (&[1, 0, 0], "the public exponent is even"),
    ] {
        let output = verify(&with_exponent("server.pem", exponent), &[]);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let words = format!("No: RSA, unusable: the numbers do not make an RSA key: {why}.");
        assert!(text.contains(&words), "{words}: {text}");
        let issuer = Command::new(env!("CARGO_BIN_EXE_premaster"))
            .arg("verify")
            .arg(certs("intermediate.pem"))
            .arg("--ca")
            .arg(with_exponent("root.pem", exponent))
            .output()
            .unwrap();
        let text = said(&issuer);
        assert_eq!(issuer.status.code(), Some(1), "{text}");
        let words = format!(
            "the RSA key of Premaster Demonstration Root cannot be used: \
             the numbers do not make an RSA key: {why}."
        );
        assert!(text.contains(&words), "{words}: {text}");
    }
}
