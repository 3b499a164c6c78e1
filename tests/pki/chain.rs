//! Our own verdict: each defect found where it is, with the right alert, and nothing hostile
//! enough to make it panic or believe.

use premaster::crypto::hash::HashAlgorithm;
use premaster::pki::{
    Certificate, CheckKind, MAX_OPENED, MAX_VISITED, Policy, Purpose, RevocationList, SearchWork,
    UnixTime, Verdict, verify_chain,
};
use premaster::wire::AlertDescription;
use proptest::prelude::*;

use super::cases::{self, Case, demo};
use super::issue::{Issue, List};
use crate::der::der;

pub fn judge(case: &Case) -> Verdict {
    let purpose = case
        .host
        .map_or(Purpose::Client, |name| Purpose::Server { name: Some(name) });
    verify_chain(
        &case.presented,
        &Policy {
            revocation_lists: &case.lists,
            ..policy(&case.anchors, purpose, case.now.parse().unwrap())
        },
    )
}

fn policy<'a>(anchors: &'a [Certificate], purpose: Purpose<'a>, clock: UnixTime) -> Policy<'a> {
    Policy {
        anchors,
        purpose,
        clock,
        revocation_lists: &[],
    }
}

#[test]
fn each_defect_is_found_by_its_check_and_by_no_other() {
    for case in cases::all() {
        let verdict = judge(&case);
        let failed: Vec<_> = verdict
            .checks
            .iter()
            .filter(|c| !c.passed)
            .map(|c| (c.kind, &c.detail))
            .collect();
        assert_eq!(
            verdict.failure().map(|c| c.kind),
            case.fails,
            "{}: {failed:?}",
            case.what
        );
        assert_eq!(verdict.passed(), failed.is_empty());
        // one defect, one failure; but two where one entails the other
        for (kind, _) in &failed {
            let entailed = match case.fails {
                // without the issuer there is no key to check the signature with
                Some(CheckKind::IssuerKnown) => *kind == CheckKind::Signature,
                // what is no CA seldom says that it may sign certificates
                Some(CheckKind::CaFlag) => *kind == CheckKind::KeyUsage,
                _ => false,
            };
            assert!(
                Some(*kind) == case.fails || entailed,
                "{}: {failed:?}",
                case.what
            );
        }
    }
}

#[test]
fn each_check_names_its_alert() {
    for case in cases::all() {
        let verdict = judge(&case);
        let Some(check) = verdict.failure() else {
            continue;
        };
        let expected = match check.kind {
            CheckKind::Dates => AlertDescription::CertificateExpired,
            CheckKind::IssuerKnown | CheckKind::CaFlag | CheckKind::PathLength => {
                AlertDescription::UnknownCa
            }
            // not checked, being of a kind that the key is not for
            CheckKind::Signature if check.verification.is_none() => {
                AlertDescription::UnsupportedCertificate
            }
            CheckKind::Signature => AlertDescription::BadCertificate,
            CheckKind::HostName | CheckKind::RevocationList
                if check.detail.to_string().starts_with("Not checked") =>
            {
                AlertDescription::UnknownCa
            }
            CheckKind::HostName | CheckKind::RevocationList => AlertDescription::CertificateUnknown,
            CheckKind::NotRevoked => AlertDescription::CertificateRevoked,
            CheckKind::KeyUsage if check.depth > 0 => AlertDescription::UnknownCa,
            _ => AlertDescription::UnsupportedCertificate,
        };
        assert_eq!(check.alert, expected, "{}", case.what);
    }
}

#[test]
fn the_demonstration_chain_is_good_and_says_why() {
    let presented = [demo("server.pem"), demo("intermediate.pem")].concat();
    let purpose = Purpose::Server {
        name: Some("shop.example"),
    };
    let now = UnixTime(1_795_220_503);
    let verdict = verify_chain(&presented, &policy(&demo("root.pem"), purpose, now));
    assert!(verdict.passed());
    assert_eq!(verdict.anchor(), demo("root.pem").first());
    let (visited, opened, more) = (3, 0, false);
    let work = SearchWork {
        visited,
        opened,
        more,
    };
    assert_eq!(verdict.work, work);
    let said: Vec<String> = verdict
        .checks
        .iter()
        .map(|c| format!("{} {}: {}", c.depth, c.kind.name(), c.detail))
        .collect();
    for expected in [
        "0 in date: Yes: valid from 2020-01-01 to 2099-12-31 (clock: 2026-11-21).",
        "0 issuer known: Yes: CN=Premaster Demonstration Intermediate, O=Premaster Demonstration \
         issued it; the issuer's certificate was sent as number 2, and the chain ends at the trust \
         anchor Premaster Demonstration Root.",
        "0 key type: Yes: RSA, 2048 bits; with it the client encrypts the pre-master secret.",
        "0 host name: Yes: the client asked for shop.example, and the certificate names shop.example.",
        "1 path length: Yes: pathLenConstraint is 0; other CAs below it: 0.",
        "2 key usage: Yes: it includes keyCertSign, which is needed for signing certificates.",
    ] {
        assert!(
            said.iter().any(|s| s == expected),
            "{expected}\nis not among {said:#?}"
        );
    }
    // the evidence for the signatures is there to be shown, and the anchor's is not looked at
    let opened: Vec<usize> = verdict
        .checks
        .iter()
        .filter(|c| c.verification.is_some())
        .map(|c| c.depth)
        .collect();
    assert_eq!(opened, [0, 1]);
}

#[test]
fn checks_come_in_the_order_in_which_they_are_asked() {
    let verdict = judge(&cases::all()[0]);
    let order = |check: &premaster::pki::ChainCheck| {
        let kind = CheckKind::ALL.iter().position(|kind| *kind == check.kind);
        (check.depth, kind.unwrap())
    };
    assert!(verdict.checks.is_sorted_by_key(order));
}

#[test]
fn no_certificate_is_a_failure_of_its_own() {
    for (purpose, alert) in [
        (
            Purpose::Server {
                name: Some("shop.example"),
            },
            AlertDescription::DecodeError,
        ),
        (Purpose::Client, AlertDescription::HandshakeFailure),
    ] {
        let verdict = verify_chain(&[], &policy(&demo("root.pem"), purpose, UnixTime(0)));
        let failure = verdict.failure().unwrap();
        assert_eq!((failure.kind, failure.alert), (CheckKind::Presented, alert));
        assert!(verdict.path.is_empty() && verdict.anchor().is_none());
    }
}

#[test]
fn a_path_has_an_end() {
    assert!(judge(&cases::long_path(64)).passed());
    let verdict = judge(&cases::long_path(66));
    assert_eq!(
        verdict.failure().map(|c| c.kind),
        Some(CheckKind::IssuerKnown)
    );
    assert_eq!(verdict.path.len(), 64);
}

#[test]
fn many_namesakes_are_a_bounded_search() {
    // the worst there is: each could be the issuer of each, and no key identifier decides
    let namesake = |serial: u8| {
        let mut ca = Issue::ca("Intermediate", "intermediate", "Intermediate", "client");
        (ca.subject_key_id, ca.authority_key_id) = (None, None);
        ca.more = vec![(&[0x2a, 0x03], false, vec![serial])];
        ca.certificate()
    };
    let mut server = Issue::server();
    server.authority_key_id = None;
    let mut presented = vec![server.certificate()];
    presented.extend((0..200).map(namesake));
    let purpose = Purpose::Server {
        name: Some("shop.example"),
    };
    let verdict = verify_chain(
        &presented,
        &policy(&demo("root.pem"), purpose, UnixTime::now()),
    );
    assert!(!verdict.passed());
    assert!(verdict.path.len() <= 64);
    // each is tried once, above the leaf: of the same name and key, none stands above another
    assert_eq!(verdict.work.visited, presented.len());
    assert_eq!(verdict.work.opened, MAX_OPENED);
}

/// Twelve layers of CAs, each signed by each of two keys of the next: thousands of ways, and none leads to an
/// anchor.
#[test]
fn many_ways_that_lead_nowhere_are_a_bounded_search() {
    let keys = ["intermediate", "client"];
    let mut presented = vec![Issue::server().certificate()];
    for layer in 0..12 {
        let name = |layer: usize| match layer {
            0 => "Intermediate".to_owned(),
            layer => format!("Layer {layer}"),
        };
        for key in keys {
            for signer in keys {
                let ca = Issue::ca(&name(layer), key, &name(layer + 1), signer);
                presented.push(ca.certificate());
            }
        }
    }
    let purpose = Purpose::Server { name: None };
    let anchors = demo("root.pem");
    let verdict = verify_chain(
        &presented,
        &policy(&anchors, purpose, UnixTime(1_795_220_503)),
    );
    assert_eq!(
        verdict.failure().map(|c| c.kind),
        Some(CheckKind::IssuerKnown)
    );
    assert_eq!(verdict.path.len(), 13);
    let (visited, opened, more) = (MAX_VISITED, MAX_OPENED, true);
    let work = SearchWork {
        visited,
        opened,
        more,
    };
    assert_eq!(verdict.work, work);
}

/// Names of tens of thousands of bytes are cut wherever they become text, and so is every evidence.
#[test]
fn nothing_that_is_said_is_long() {
    let long = "a".repeat(20_000);
    let mut server = Issue::server();
    (server.subject, server.issuer) = (long.clone(), long.clone());
    server.dns = (0..500).map(|_| "another.shop.example").collect();
    server.more = vec![(&[0x2a, 3, 4], true, vec![5, 0])];
    server.serial = vec![0x11; 9_000];
    let mut intermediate = Issue::intermediate();
    intermediate.subject = long;
    let chain = [server.certificate(), intermediate.certificate()];
    let list = List::new(&intermediate.subject, "intermediate", &[]).list();
    let purpose = Purpose::Server {
        name: Some("shop.example"),
    };
    let anchors = [Issue::root().certificate()];
    let verdict = verify_chain(
        &chain,
        &Policy {
            revocation_lists: &[list],
            ..policy(&anchors, purpose, UnixTime(1_795_220_503))
        },
    );
    assert_eq!(verdict.path.len(), 3);
    assert!(
        verdict.path[0]
            .subject
            .to_string()
            .ends_with("… (20,000 bytes)")
    );
    for check in &verdict.checks {
        assert!(check.subject.len() < 300, "{}", check.subject);
        assert!(check.detail.to_string().len() < 2_100, "{}", check.detail);
    }
    let not_revoked = verdict.checks.last().unwrap();
    let serial = format!("{}… (9,000 bytes)", vec!["11"; 85].join(":"));
    assert_eq!(
        not_revoked.detail.to_string(),
        format!("Yes: the list is empty, so serial number {serial} is not on it.")
    );
}

/// A broken hash is called so where it is met, with the RFC that says so of certificates.
#[test]
fn a_broken_hash_is_called_broken() {
    for hash in HashAlgorithm::ALL {
        let mut server = Issue::server();
        server.hash = hash;
        let chain = [server.certificate(), Issue::intermediate().certificate()];
        let anchors = [Issue::root().certificate()];
        let purpose = Purpose::Server { name: None };
        let verdict = verify_chain(&chain, &policy(&anchors, purpose, UnixTime(1_795_220_503)));
        assert!(verdict.passed());
        let signature = (verdict.checks.iter()).find(|check| check.kind == CheckKind::Signature);
        let detail = signature.unwrap().detail.to_string();
        let rfc = match hash {
            HashAlgorithm::Md5 => Some("RFC 6151"),
            HashAlgorithm::Sha1 => Some("RFC 6194"),
            _ => None,
        };
        let end = rfc.map(|rfc| {
            let name = hash.name();
            format!("but {name} is broken: an attacker can make two documents with the same hash ({rfc}).")
        });
        match &end {
            Some(end) => assert!(detail.ends_with(end), "{detail}"),
            None => assert!(!detail.contains("broken"), "{detail}"),
        }
        assert_eq!(verdict.weak().count(), usize::from(rfc.is_some()));
    }
}

/// A list with a bad signature put beside a good one hides nothing that stands on the good one.
#[test]
fn a_forged_list_does_not_hide_what_stands_on_a_stale_one() {
    let mut server = Issue::server();
    server.serial = vec![0x22, 0x33];
    let chain = [server.certificate(), Issue::intermediate().certificate()];
    let mut stale = List::new("Intermediate", "intermediate", &[&[0x22, 0x33]]);
    stale.next_update = "2026-06-01";
    let mut forged = List::new("Intermediate", "client", &[]);
    forged.this_update = "2026-10-01";
    let anchors = [Issue::root().certificate()];
    let purpose = Purpose::Server { name: None };
    for lists in [[&stale, &forged], [&forged, &stale]] {
        let lists = lists.map(List::list);
        let verdict = verify_chain(
            &chain,
            &Policy {
                revocation_lists: &lists,
                ..policy(&anchors, purpose, UnixTime(1_795_220_503))
            },
        );
        let failed: Vec<(CheckKind, String)> = (verdict.checks.iter())
            .filter(|check| !check.passed)
            .map(|check| (check.kind, check.detail.to_string()))
            .collect();
        let [
            (CheckKind::RevocationList, why),
            (CheckKind::NotRevoked, revoked),
        ] = &failed[..]
        else {
            panic!("{failed:?}");
        };
        assert!(why.contains("does not verify it"), "{why}");
        assert_eq!(
            revoked.as_str(),
            "No: serial number 22:33 has been on the list of 2026-01-01 since 2021-01-01 (no reason given)."
        );
    }
}

/// What a list does not speak of is named, marked as critical or not.
#[test]
fn a_list_that_leaves_something_out_says_what() {
    let server = Issue::server();
    let chain = [server.certificate(), Issue::intermediate().certificate()];
    let anchors = [Issue::root().certificate()];
    let purpose = Purpose::Server { name: None };
    let said = |oid, critical, value: Vec<u8>| {
        let mut list = List::new("Intermediate", "intermediate", &[]);
        list.more = vec![(oid, critical, value)];
        let lists = [list.list()];
        let policy = Policy {
            revocation_lists: &lists,
            ..policy(&anchors, purpose, UnixTime(1_795_220_503))
        };
        let verdict = verify_chain(&chain, &policy);
        let failure = verdict.failure();
        failure.map_or_else(String::new, |check| check.detail.to_string())
    };
    let must_not =
        |what: &str| format!("No: the list cannot be used without understanding {what}.");
    for critical in [true, false] {
        for (name, part, _) in cases::limits() {
            let expected = match name {
                "onlyContainsUserCerts" => String::new(),
                "onlyContainsCACerts" => format!(
                    "No: the list does not speak of this certificate: its issuingDistributionPoint says \
                     {name}, and this certificate is not that of a CA."
                ),
                "distributionPoint" => "No: the list does not speak of this certificate: its \
                     issuingDistributionPoint names a distributionPoint that is not among the \
                     cRLDistributionPoints of the certificate."
                    .to_owned(),
                _ => must_not(&format!("issuingDistributionPoint ({name})")),
            };
            let detail = said(cases::DISTRIBUTION_POINT, critical, der(0x30, &part));
            assert_eq!(detail, expected);
        }
        // no DER of a BOOLEAN that says TRUE, or not of this extension
        for value in [
            vec![0x30, 3, 0x86, 1, 0xff],
            vec![0x30, 3, 0x84, 1],
            vec![0x30, 3, 0x84, 1, 1],
            vec![5, 0],
        ] {
            let mut list = List::new("Intermediate", "intermediate", &[]);
            list.more = vec![(cases::DISTRIBUTION_POINT, critical, value)];
            assert!(RevocationList::from_der(&list.der()).is_err());
        }
        let delta = said(&[0x55, 0x1d, 27], critical, vec![2, 1, 1]);
        assert_eq!(
            delta,
            "No: the only list at hand cannot be used: it is a list of changes, and the complete \
             list that it is based on is not at hand (BaseCRLNumber 01)."
        );
    }
    // where there is more, and in the meantime
    let freshest = &[0x55, 0x1d, 46];
    assert_eq!(said(freshest, false, vec![0x30, 0]), "");
    assert_eq!(said(freshest, true, vec![0x30, 0]), must_not("freshestCRL"));
    let mut twice = List::new("Intermediate", "intermediate", &[]);
    twice.more = vec![(freshest, false, vec![0x30, 0]); 2];
    let error = RevocationList::from_der(&twice.der()).unwrap_err();
    assert!(
        error.to_string().ends_with("freshestCRL is there twice"),
        "{error}"
    );
}

/// The detail of the first check of that kind.
fn detail(chain: &[Issue], lists: &[List], kind: CheckKind) -> String {
    let chain: Vec<Certificate> = chain.iter().map(Issue::certificate).collect();
    let lists: Vec<RevocationList> = lists.iter().map(List::list).collect();
    let anchors = [Issue::root().certificate()];
    let policy = Policy {
        revocation_lists: &lists,
        ..policy(
            &anchors,
            Purpose::Server { name: None },
            UnixTime(1_795_220_503),
        )
    };
    let verdict = verify_chain(&chain, &policy);
    let check = verdict.checks.iter().find(|check| check.kind == kind);
    check.map(|check| check.detail.to_string()).unwrap()
}

#[test]
fn one_and_none_have_words_of_their_own() {
    let chain = [Issue::server(), Issue::intermediate()];
    for (on_it, expected) in [
        (
            &[][..],
            "Yes: the list is empty, so serial number 50:4b is not on it.",
        ),
        (
            &[&[1][..]],
            "Yes: serial number 50:4b is not the one that is on the list.",
        ),
        (
            &[&[1], &[2]],
            "Yes: serial number 50:4b is not among the 2 certificates on the list.",
        ),
    ] {
        let list = List::new("Intermediate", "intermediate", on_it);
        assert_eq!(detail(&chain, &[list], CheckKind::NotRevoked), expected);
    }
    let mut server = Issue::server();
    server.extended_key_usage = None;
    server.more = vec![(&[0x55, 0x1d, 37], false, vec![0x30, 0])];
    assert_eq!(
        detail(
            &[server, Issue::intermediate()],
            &[],
            CheckKind::ExtendedKeyUsage
        ),
        "No: it lacks serverAuth; it is empty."
    );
}

#[test]
fn a_damaged_key_of_the_issuer_is_called_damaged() {
    let mut intermediate = Issue::intermediate();
    let mut info = intermediate.certificate().public_key_info_bytes().to_vec();
    // 65537 becomes 65536
    *info.last_mut().unwrap() ^= 1;
    intermediate.public_key_info = Some(info);
    let said = detail(&[Issue::server(), intermediate], &[], CheckKind::Signature);
    let start = "Not checked: it is signed by sha256WithRSAEncryption, and the RSA key of Intermediate cannot be used: ";
    assert!(said.starts_with(start), "{said}");
}

/// What surrounds the signed part has one encoding: no other byte in it is let through.
#[test]
fn no_changed_byte_of_the_leaf_is_believed() {
    let server = demo("server.pem").remove(0).der;
    let anchors = demo("root.pem");
    let outside = |at: &usize| *at < 8 || *at > server.len() - 290;
    for at in (0..server.len()).filter(outside) {
        for value in 0..=255 {
            let mut der = server.clone();
            der[at] = value;
            let Ok(leaf) = Certificate::from_der(&der) else {
                continue;
            };
            let chain = [leaf, demo("intermediate.pem").remove(0)];
            let purpose = Purpose::Server {
                name: Some("shop.example"),
            };
            let verdict = verify_chain(&chain, &policy(&anchors, purpose, UnixTime(1_795_220_503)));
            assert_eq!(
                verdict.passed(),
                value == server[at],
                "byte {at} as {value:02x}"
            );
            // the signature's own bytes: a few values each will do
            if at > server.len() - 256 && value > 2 {
                break;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_changed_chain_is_never_believed_and_never_panics(
        changes in prop::collection::vec(
            (0usize..2, any::<prop::sample::Index>(), any::<u8>()), 1..4),
        host in prop::sample::select(vec!["shop.example", "", "*", "192.0.2.1", "a\u{1b}[2J"]),
        now: i64,
    ) {
        let mut presented = vec![demo("server.pem").remove(0).der, demo("intermediate.pem").remove(0).der];
        let before = presented.clone();
        for (which, at, value) in changes {
            let der = &mut presented[which];
            let at = at.index(der.len());
            der[at] = value;
        }
        let parsed: Result<Vec<_>, _> = presented.iter().map(|d| Certificate::from_der(d)).collect();
        prop_assume!(presented != before);
        if let Ok(chain) = parsed {
            let anchors = demo("root.pem");
            for now in [UnixTime(now), UnixTime(1_795_220_503)] {
                for purpose in [Purpose::Server { name: Some(host) }, Purpose::Client] {
                    let verdict = verify_chain(&chain, &policy(&anchors, purpose, now));
                    prop_assert!(!verdict.passed());
                    for check in &verdict.checks {
                        prop_assert!(!check.detail.to_string().chars().any(char::is_control));
                    }
                }
            }
        }
    }

    #[test]
    fn any_selection_in_any_order_is_judged(
        picked in prop::collection::vec(0usize..8, 0..12),
        trusted in prop::collection::vec(0usize..8, 0..4),
    ) {
        let all = [
            demo("server.pem"), demo("intermediate.pem"), demo("root.pem"), demo("client.pem"),
            vec![Issue::server().certificate(), Issue::intermediate().certificate(),
                 Issue::root().certificate(), Issue::ca("Root", "client", "Root", "client").certificate()],
        ].concat();
        let pick = |places: &[usize]| places.iter().map(|i| all[*i].clone()).collect::<Vec<_>>();
        let purpose = Purpose::Server { name: Some("shop.example") };
        let verdict = verify_chain(&pick(&picked), &policy(&pick(&trusted), purpose, UnixTime(1_795_220_503)));
        prop_assert!(!verdict.checks.is_empty());
        // believed only with a server's leaf first, and an anchor above it
        if verdict.passed() {
            prop_assert!([0, 4].contains(&picked[0]));
            prop_assert!(trusted.iter().any(|i| Some(&all[*i].subject) == verdict.anchor().map(|a| &a.subject)));
        }
    }
}
