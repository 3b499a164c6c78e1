//! The same chains put to `openssl verify`: its verdict, and what it finds wrong, is ours.

use std::fmt::Write as _;
use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::process::Command;

use premaster::pki::{Certificate, CheckKind, UnixTime, Verdict};
use premaster::scenario::{Overrides, Scenario};

use super::cases::{self, Case};
use super::chain::judge;
use super::issue::{Issue, List};
use crate::der::der;
use crate::peers::{remark, there};

/// The verdict of `openssl verify`: the numbers of its errors, none if it is content.
pub fn openssl(case: &Case, scratch: &Path) -> Vec<u32> {
    let write = |name: &str, certificates: &[Certificate]| {
        let path = scratch.join(name);
        fs::write(&path, pem(certificates)).unwrap();
        path
    };
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore"]);
    // an empty file is no CAfile
    match case.anchors.as_slice() {
        [] => command.arg("-no-CAfile"),
        anchors => command.arg("-CAfile").arg(write("anchors.pem", anchors)),
    };
    // we take an anchor for what it is, self-signed or not
    command.arg("-partial_chain");
    if let [_, others @ ..] = case.presented.as_slice()
        && !others.is_empty()
    {
        command.arg("-untrusted").arg(write("others.pem", others));
    }
    match case.host {
        None => command.args(["-purpose", "sslclient"]),
        Some(host) => {
            let is_address = host.parse::<IpAddr>().is_ok();
            let name = if is_address {
                "-verify_ip"
            } else {
                "-verify_hostname"
            };
            command.args(["-purpose", "sslserver", name, host])
        }
    };
    if !case.lists.is_empty() {
        let lists: Vec<String> = case
            .lists
            .iter()
            .map(|list| block("X509 CRL", &list.der))
            .collect();
        let path = scratch.join("lists.pem");
        fs::write(&path, lists.concat()).unwrap();
        command.arg("-crl_check_all").arg("-CRLfile").arg(path);
    }
    let now: UnixTime = case.now.parse().unwrap();
    command.arg("-attime").arg(now.0.to_string());
    let output = command
        .arg(write("leaf.pem", &case.presented[..1]))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let errors: Vec<u32> = said
        .lines()
        .filter_map(|line| line.strip_prefix("error ")?.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(
        output.status.success(),
        errors.is_empty(),
        "{}: {said}",
        case.what
    );
    errors
}

/// What the installed OpenSSL is known to get wrong, found by asking it.
pub struct Quirks {
    /// It takes a delta CRL for a complete one, so that what the base revokes passes (3.0.19 and other
    /// releases of January 2026: openssl/openssl#31040).
    pub deltas_as_complete: bool,
}

impl Quirks {
    /// Asks about a chain that is valid but for its lists, and says what came of it.
    pub fn probe(scratch: &Path) -> Quirks {
        let list = |issuer, signer| List::new(issuer, signer, &[&[1]]);
        let complete = list("Intermediate", "intermediate");
        let mut delta = complete.clone();
        delta.more = vec![(cases::DELTA, true, der(0x02, &[1]))];
        let errors = |of_intermediate: Option<&List>| {
            let mut lists = vec![list("Root", "root").list()];
            lists.extend(of_intermediate.map(List::list));
            let case = Case {
                what: "the probe",
                presented: vec![
                    Issue::server().certificate(),
                    Issue::intermediate().certificate(),
                ],
                anchors: vec![Issue::root().certificate()],
                host: Some("shop.example"),
                now: "2026-11-21",
                lists,
                fails: None,
                openssl_differs: None,
                deltas_as_complete: None,
            };
            openssl(&case, scratch)
        };
        // the probe itself must tell a list from none
        assert_eq!(errors(Some(&complete)), [0; 0], "a complete list is enough");
        assert_ne!(errors(None), [0; 0], "without a list nothing is valid");
        let deltas_as_complete = errors(Some(&delta)).is_empty();
        if deltas_as_complete {
            let version = Command::new("openssl").arg("version").output().unwrap();
            let version = String::from_utf8_lossy(&version.stdout);
            remark(&format!(
                "{} takes a delta CRL for a complete one (openssl/openssl#31040), and is expected to",
                version.trim_end()
            ));
        }
        Quirks { deltas_as_complete }
    }

    /// Our verdict on a chain as this OpenSSL reads it.
    pub fn judge(&self, case: &Case) -> Verdict {
        match &case.deltas_as_complete {
            Some(lists) if self.deltas_as_complete => judge(&Case {
                lists: lists.clone(),
                ..case.clone()
            }),
            _ => judge(case),
        }
    }
}

/// What OpenSSL calls the failure of a check: the numbers of x509_vfy.h.
pub fn openssl_errors(kind: CheckKind) -> &'static [u32] {
    match kind {
        CheckKind::Presented | CheckKind::KeyType => &[],
        // CERT_NOT_YET_VALID, CERT_HAS_EXPIRED
        CheckKind::Dates => &[9, 10],
        // DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        CheckKind::IssuerKnown => &[18, 19, 20],
        // CERT_SIGNATURE_FAILURE
        CheckKind::Signature => &[7],
        // INVALID_CA, by its number before and since OpenSSL 3
        CheckKind::CaFlag => &[24, 79],
        // PATH_LENGTH_EXCEEDED
        CheckKind::PathLength => &[25],
        // INVALID_PURPOSE, KEYUSAGE_NO_CERTSIGN, INVALID_CA
        CheckKind::KeyUsage => &[26, 32, 24, 79],
        CheckKind::ExtendedKeyUsage => &[26],
        // HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH
        CheckKind::HostName => &[62, 64],
        // UNHANDLED_CRITICAL_EXTENSION
        CheckKind::CriticalExtensions => &[34],
        // UNABLE_TO_GET_CRL, CRL_SIGNATURE_FAILURE, CRL_NOT_YET_VALID, CRL_HAS_EXPIRED,
        // KEYUSAGE_NO_CRL_SIGN, UNHANDLED_CRITICAL_CRL_EXTENSION, DIFFERENT_CRL_SCOPE
        CheckKind::RevocationList => &[3, 8, 11, 12, 35, 36, 44],
        // CERT_REVOKED
        CheckKind::NotRevoked => &[23],
    }
}

#[test]
fn openssl_judges_every_chain_as_we_do() {
    if !there("openssl") {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let quirks = Quirks::probe(scratch.path());
    let mut differences = String::new();
    for case in cases::all() {
        let errors = openssl(&case, scratch.path());
        let ours = quirks.judge(&case);
        let same = match ours.failure() {
            None => errors.is_empty(),
            Some(check) => errors
                .first()
                .is_some_and(|e| openssl_errors(check.kind).contains(e)),
        };
        // a difference must be known, and a known one must be there
        if same == case.openssl_differs.is_some() {
            let we = ours.failure().map(|check| check.kind);
            writeln!(differences, "{}: openssl {errors:?}, we {we:?}", case.what).unwrap();
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn the_documentation_names_the_extensions_that_only_openssl_understands() {
    let documented = include_str!("../../docs/verify.md");
    let names = cases::not_understood().map(|(name, ..)| name).join(", ");
    let row = format!("\n| {names} as critical | refused | valid | ");
    assert!(documented.contains(&row), "docs/verify.md lacks {row}");
}

/// The chains of every scenario, of both sides.
#[test]
fn openssl_judges_the_chains_of_the_scenarios_as_we_do() {
    if !there("openssl") {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let mut bad = 0;
    for listed in Scenario::list() {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(1)).unwrap();
        let (client, server) = (&scenario.client, &scenario.server);
        let host: &'static str = scenario.server_name.clone().leak();
        let case = |chain: &[Certificate], anchors: &[Certificate], host, lists: &[_]| Case {
            what: listed.name,
            presented: chain.to_vec(),
            anchors: anchors.to_vec(),
            host,
            now: "2026-11-21",
            fails: None,
            openssl_differs: None,
            deltas_as_complete: None,
            lists: lists.to_vec(),
        };
        let mut cases = vec![case(
            &server.identity.chain.items,
            &client.anchors.items,
            Some(host),
            &client.revocation_lists.items,
        )];
        cases.extend(client.identity.as_ref().map(|identity| {
            let lists = &server.client_revocation_lists.items;
            case(
                &identity.chain.items,
                &server.client_anchors.items,
                None,
                lists,
            )
        }));
        for case in cases {
            let errors = openssl(&case, scratch.path());
            let ours = judge(&case);
            match ours.failure() {
                None => assert!(errors.is_empty(), "{}: {errors:?}", listed.name),
                Some(check) => {
                    let expected = openssl_errors(check.kind);
                    let same = errors.iter().any(|error| expected.contains(error));
                    assert!(
                        same,
                        "{}: {:?}, openssl {errors:?}",
                        listed.name, check.kind
                    );
                    bad += 1;
                }
            }
        }
    }
    assert!(bad >= 12, "{bad}");
}

/// The certificates as PEM.
fn pem(certificates: &[Certificate]) -> String {
    let blocks = certificates
        .iter()
        .map(|one| block("CERTIFICATE", &one.der));
    blocks.collect()
}

/// A block of PEM.
fn block(label: &str, der: &[u8]) -> String {
    let lines: Vec<String> = der.chunks(48).map(base64).collect();
    let lines = lines.join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |n, i| n << 8 | u32::from(*three.get(i).unwrap_or(&0)));
        for i in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * i)) as usize & 63];
            text.push(if i <= three.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}
