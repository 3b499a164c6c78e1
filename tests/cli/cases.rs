//! What `premaster verify` answers to certificates and lists as people met them: `tests/data/cases`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What is expected of a case.
struct Case {
    /// Its folder.
    name: &'static str,
    /// The exit code.
    code: i32,
    /// What the text, or the error, says: words that must be there, without line breaks.
    says: &'static [&'static str],
}

const fn case(name: &'static str, code: i32, says: &'static [&'static str]) -> Case {
    Case { name, code, says }
}

const CASES: [Case; 29] = [
    case(
        "alternative-issuers-over-8",
        1,
        &[
            "Field Issuing: Does extKeyUsage allow this purpose? No: it lacks serverAuth",
            "further chains from this certificate are possible, and were not tried: at most 8",
        ],
    ),
    case(
        "bundle-one-bad-root",
        0,
        &[
            "root.pem: certificate 1 (line 1) cannot be read",
            "it was passed over",
            "valid at",
        ],
    ),
    case("ca-16384-bits", 0, &["valid at"]),
    case(
        "chain-one-bad-extra",
        0,
        &[
            "chain.pem: certificate 3 (line 40) cannot be read",
            "it was passed over",
            "valid at",
        ],
    ),
    case(
        "crl-by-new-ca-key",
        0,
        &[
            "Revocation list 1, of CN=Field Issuing",
            "used for www.field.example.",
        ],
    ),
    case(
        "crl-delta-revokes",
        1,
        &[
            "No: serial number 03 has been on the list of changes of 2026-06-01",
            "certificate_revoked",
        ],
    ),
    case(
        "crl-entry-serial-padded",
        2,
        &[
            "c.crl: revocation list 1 (line 1) cannot be read",
            "userCertificate (at byte 85) is an INTEGER that is empty or padded",
        ],
    ),
    case(
        "crl-entry-serial-padded20",
        2,
        &["is an INTEGER that is empty or padded"],
    ),
    case(
        "crl-no-nextupdate",
        0,
        &["names no nextUpdate, so nothing says whether it is current"],
    ),
    case("crl-partitioned-idp", 0, &["used for www.field.example."]),
    case(
        "der-cut-off",
        2,
        &["it ends too early", "it may have been cut off"],
    ),
    case(
        "ecdsa-leaf",
        1,
        &["No: id-ecPublicKey; this program can use RSA keys only."],
    ),
    case(
        "key-1024-bits",
        0,
        &["! valid, but the RSA key of www.field.example has only 1,024 bits"],
    ),
    case("key-16384-bits", 0, &["valid at"]),
    case(
        "name-constraints-kept",
        1,
        &["this program cannot check nameConstraints"],
    ),
    case(
        "order-root-first",
        1,
        &[
            "the first certificate given is that of a CA, Field Root; number 3 is the one for www.field.example",
        ],
    ),
    case(
        "pem-all-in-one-line",
        2,
        &[
            "BEGIN, base64 and END stand in one line: the line breaks got lost",
            "puts the line breaks back",
        ],
    ),
    case("pem-headers", 0, &["valid at"]),
    case("pem-joined-no-nl", 0, &["valid at"]),
    case("pss-mgf1-sha1", 0, &["valid at"]),
    case(
        "serial-empty",
        2,
        &["serialNumber (at byte 13) is an INTEGER that is empty or padded"],
    ),
    case(
        "serial-nonminimal-00",
        2,
        &["serialNumber (at byte 13) is an INTEGER that is empty or padded"],
    ),
    case(
        "sig-oiw-sha1rsa",
        0,
        &["www.field.example is signed over SHA-1, which is broken"],
    ),
    case("sig-sha224", 0, &["SHA-224", "valid at"]),
    case(
        "time-gen-frac",
        2,
        &["notBefore (at byte 73) is a time in another form"],
    ),
    case("time-gen-noseconds", 2, &["is a time in another form"]),
    case("time-utc-noseconds", 2, &["is a time in another form"]),
    case("serial-negative-shown", 0, &["valid at"]),
    case("verify-stdin-dash", 0, &["valid at"]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases")
}

fn verify(folder: &Path, chain: &str, more: &[&str]) -> Command {
    let own = folder.join("root.pem");
    let root = match own.exists() {
        true => own,
        false => folder.parent().unwrap().join("root.pem"),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_premaster"));
    command
        .current_dir(folder)
        .args(["verify", chain, "--ca"])
        .arg(root);
    if folder.join("c.crl").exists() {
        command.args(["--crl", "c.crl"]);
    }
    command
        .args(["--name", "www.field.example", "--clock", "2026-11-27"])
        .args(more);
    command
}

/// Answer and complaint, without the line breaks.
fn said(output: &Output) -> String {
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_case_gets_its_answer() {
    for Case { name, code, says } in CASES {
        let folder = folder().join(name);
        let chain = match name {
            "serial-negative-shown" => "neg.pem",
            _ => "chain.pem",
        };
        let output = match name {
            "verify-stdin-dash" => {
                let file = std::fs::File::open(folder.join(chain)).unwrap();
                verify(&folder, "-", &[]).stdin(Stdio::from(file)).output()
            }
            _ => verify(&folder, chain, &[]).output(),
        };
        let output = output.unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        for words in says {
            assert!(said.contains(words), "{name}: {words:?} is not in: {said}");
        }
        assert!(
            !said.contains("nom error") && !said.contains("BER error"),
            "{name}: {said}"
        );
    }
}

fn json(name: &str, chain: &str) -> serde_json::Value {
    let output = verify(&folder().join(name), chain, &["--format", "json"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What stands beside the verdict stands in the JSON as well.
#[test]
fn the_json_tells_what_the_text_tells() {
    let weak = json("key-1024-bits", "chain.pem");
    assert_eq!(
        (&weak["valid"], &weak["weak"]),
        (&true.into(), &true.into())
    );
    assert!(weak["warnings"][0].as_str().unwrap().contains("1,024 bits"));
    assert_eq!(weak["expires"]["certificate"], "www.field.example");
    assert_eq!(weak["expires"]["days"], 2957);

    let delta = json("crl-delta-revokes", "chain.pem");
    assert_eq!(delta["valid"], false);
    let lists = delta["lists"].as_array().unwrap();
    let deltas: Vec<_> = lists
        .iter()
        .map(|list| list["delta"].as_bool().unwrap())
        .collect();
    assert_eq!(deltas, [false, true]);
    for list in lists {
        assert_eq!(
            (&list["used"], &list["why"]),
            (&true.into(), &serde_json::Value::Null)
        );
        assert_eq!(list["certificates"], serde_json::json!([0]));
    }

    let more = json("alternative-issuers-over-8", "chain.pem");
    assert_eq!(more["more_ways"], true);
    assert!(more["advice"][0].as_str().unwrap().contains("at most 8"));
    let order = json("order-root-first", "chain.pem");
    assert!(order["advice"][0].as_str().unwrap().contains("number 3"));

    // a number, as OpenSSL writes it
    for (chain, serial) in [("neg.pem", "-05"), ("pos.pem", "fb")] {
        let number = json("serial-negative-shown", chain);
        assert_eq!(number["path"][0]["serial_number"], serial);
    }
}
