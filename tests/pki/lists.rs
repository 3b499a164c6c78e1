//! Lists of changes, and lists that are signed with another key of the issuer.

use super::issue::{Issue, List};
use crate::der::der;
use premaster::pki::chain::{ListUse, Verdict};
use premaster::pki::{
    Certificate, CheckKind, Policy, Purpose, RevocationList, UnixTime, verify_chain,
};

const LEAF: &[u8] = &[0x22, 0x33];
const DELTA: &[u8] = &[0x55, 0x1d, 27];

/// Lists, what fails, which lists were used, and why the second was not.
type ListRow<'a> = (Vec<List>, &'a [CheckKind], &'a [bool], &'a str);

/// The signer of a list, further anchors, lists, what fails, and why the list was not used.
type SignerRow<'a> = (Issue, Vec<Issue>, Vec<List>, &'a [CheckKind], &'a str);

/// A list of the intermediate with that number; of changes since the list `base`, if there is one.
fn list(number: u8, base: Option<u8>, serials: &[&[u8]]) -> List {
    let mut list = List::new("Intermediate", "intermediate", serials);
    list.number = number;
    if let Some(base) = base {
        list.this_update = "2026-06-01";
        list.more = vec![(DELTA, true, der(2, &[base]))];
    }
    list
}

fn judged(others: &[Issue], anchors: &[Issue], lists: &[List]) -> Verdict {
    let mut server = Issue::server();
    server.serial = LEAF.to_vec();
    let chain: Vec<Certificate> = (std::iter::once(&server).chain(others))
        .map(Issue::certificate)
        .collect();
    let anchors: Vec<Certificate> = anchors.iter().map(Issue::certificate).collect();
    let lists: Vec<RevocationList> = lists.iter().map(List::list).collect();
    let policy = Policy {
        anchors: &anchors,
        purpose: Purpose::Server { name: None },
        clock: UnixTime(1_795_220_503),
        revocation_lists: &lists,
    };
    let verdict = verify_chain(&chain, &policy);
    assert_eq!(
        verdict.lists.len(),
        lists.len(),
        "every list is accounted for"
    );
    verdict
}

fn failed(verdict: &Verdict) -> Vec<CheckKind> {
    let failed = verdict.checks.iter().filter(|check| !check.passed);
    failed.map(|check| check.kind).collect()
}

fn used(verdict: &Verdict) -> Vec<bool> {
    let lists = verdict.lists.iter();
    lists
        .map(|list| matches!(list.used, ListUse::Used(_)))
        .collect()
}

fn why(verdict: &Verdict, list: usize) -> String {
    match &verdict.lists[list].used {
        ListUse::Used(_) => String::new(),
        ListUse::NotUsed(why) => why.to_string(),
    }
}

#[test]
fn changes_count_with_the_list_that_they_are_based_on() {
    use CheckKind::{NotRevoked, RevocationList as Listed};
    let on_hold = |number, base, reason| {
        let mut list = list(number, base, &[LEAF]);
        list.reason = Some(reason);
        list
    };
    let of_no_scope = |mut changed: List| {
        changed
            .more
            .push((&[0x55, 0x1d, 28], true, der(0x30, &der(0x81, &[0xff]))));
        changed
    };
    let stale = |mut changed: List| {
        changed.next_update = "2026-07-01";
        changed
    };
    let without_critical = |mut changed: List| {
        changed.more[0].1 = false;
        changed
    };
    let by_other_key = |mut changed: List| {
        changed.signer = "client";
        changed
    };
    let rows: Vec<ListRow<'_>> = vec![
        (
            vec![list(1, None, &[]), list(2, Some(1), &[])],
            &[],
            &[true, true],
            "",
        ),
        (
            vec![list(1, None, &[]), list(2, Some(1), &[LEAF])],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        (
            vec![list(2, Some(1), &[LEAF]), list(1, None, &[])],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        (
            vec![
                list(1, None, &[]),
                without_critical(list(2, Some(1), &[LEAF])),
            ],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        // removeFromCRL takes a hold back
        (vec![on_hold(1, None, 6)], &[NotRevoked], &[true], ""),
        (
            vec![on_hold(1, None, 6), on_hold(2, Some(1), 8)],
            &[],
            &[true, true],
            "",
        ),
        (
            vec![on_hold(1, None, 6), list(2, Some(1), &[])],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        // alone, nothing can be told, but for what it revokes
        (vec![list(2, Some(1), &[])], &[Listed], &[false], ""),
        (
            vec![list(2, Some(1), &[LEAF])],
            &[Listed, NotRevoked],
            &[true],
            "",
        ),
        // not based on that list: what it revokes is revoked all the same, if it is newer
        (
            vec![list(1, None, &[]), list(9, Some(7), &[])],
            &[],
            &[true, false],
            "since a later list (BaseCRLNumber 07)",
        ),
        (
            vec![list(1, None, &[]), list(9, Some(7), &[LEAF])],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        (
            vec![list(5, None, &[]), list(3, Some(1), &[LEAF])],
            &[],
            &[true, false],
            "the complete list is as new",
        ),
        (
            vec![list(1, None, &[]), of_no_scope(list(2, Some(1), &[]))],
            &[],
            &[true, false],
            "another scope or key",
        ),
        (
            vec![list(1, None, &[]), stale(list(2, Some(1), &[]))],
            &[],
            &[true, false],
            "the next list was due on",
        ),
        (
            vec![list(1, None, &[]), stale(list(2, Some(1), &[LEAF]))],
            &[NotRevoked],
            &[true, true],
            "",
        ),
        (
            vec![list(1, None, &[]), by_other_key(list(2, Some(1), &[LEAF]))],
            &[],
            &[true, false],
            "does not verify it",
        ),
    ];
    for (i, (lists, fails, uses, reason)) in rows.into_iter().enumerate() {
        let verdict = judged(&[Issue::intermediate()], &[Issue::root()], &lists);
        assert_eq!(failed(&verdict), fails, "row {i}");
        assert_eq!(used(&verdict), uses, "row {i}: {:?}", verdict.lists);
        if !reason.is_empty() {
            assert!(
                why(&verdict, 1).contains(reason),
                "row {i}: {}",
                why(&verdict, 1)
            );
        }
    }
}

/// Another certificate of the intermediate's name, with the key of the demonstration client.
fn other(issuer: &str, signer: &'static str) -> Issue {
    let mut other = Issue::ca("Intermediate", "client", issuer, signer);
    other.serial = vec![0x77];
    other
}

#[test]
fn a_list_may_be_signed_with_another_key_of_the_issuer() {
    use CheckKind::{NotRevoked, RevocationList as Listed};
    let by_other = |serials: &[&[u8]]| List::new("Intermediate", "client", serials);
    let for_lists_alone = |mut signer: Issue| {
        (signer.basic_constraints, signer.key_usage) = (None, Some(super::issue::CRL_SIGN));
        signer
    };
    let without_crl_sign = |mut signer: Issue| {
        signer.key_usage = Some(super::issue::KEY_CERT_SIGN);
        signer
    };
    let expired = |mut signer: Issue| {
        signer.not_after = "2026-01-01";
        signer
    };
    let own_root = || Issue::ca("Other", "client", "Other", "client");
    let revoked_by_root = || List::new("Root", "root", &[&[0x77]]);
    let rows: Vec<SignerRow<'_>> = vec![
        // a new key, by the root or by the old key
        (other("Root", "root"), vec![], vec![by_other(&[])], &[], ""),
        (
            other("Root", "root"),
            vec![],
            vec![by_other(&[LEAF])],
            &[NotRevoked],
            "",
        ),
        (
            other("Intermediate", "intermediate"),
            vec![],
            vec![by_other(&[])],
            &[],
            "",
        ),
        (
            for_lists_alone(other("Root", "root")),
            vec![],
            vec![by_other(&[])],
            &[],
            "",
        ),
        // it must be allowed to, lead to the same anchor, and be valid itself
        (
            without_crl_sign(other("Root", "root")),
            vec![],
            vec![by_other(&[])],
            &[Listed],
            "does not verify it",
        ),
        (
            expired(other("Root", "root")),
            vec![],
            vec![by_other(&[])],
            &[Listed],
            "it was valid until 2026-01-01",
        ),
        (
            other("Other", "client"),
            vec![],
            vec![by_other(&[])],
            &[Listed],
            "does not lead to the trust anchor",
        ),
        (
            other("Other", "client"),
            vec![own_root()],
            vec![by_other(&[])],
            &[Listed],
            "does not lead to the trust anchor",
        ),
        (
            other("Root", "client"),
            vec![],
            vec![by_other(&[])],
            &[Listed],
            "cannot be trusted",
        ),
        (
            other("Root", "root"),
            vec![],
            vec![by_other(&[]), revoked_by_root()],
            &[Listed],
            "has been revoked since",
        ),
        (
            other("Intermediate", "intermediate"),
            vec![],
            vec![by_other(&[&[0x77]])],
            &[Listed],
            "the list itself says that it is revoked",
        ),
    ];
    for (i, (signer, anchors, lists, fails, reason)) in rows.into_iter().enumerate() {
        let anchors = [vec![Issue::root()], anchors].concat();
        let verdict = judged(&[Issue::intermediate(), signer], &anchors, &lists);
        assert_eq!(failed(&verdict), fails, "row {i}: {:?}", verdict.lists);
        let why = why(&verdict, 0);
        assert!(why.contains(reason), "row {i}: {why}");
    }
}

#[test]
fn a_list_that_is_not_needed_says_so() {
    let stranger = List::new("Nobody", "client", &[]);
    let verdict = judged(
        &[Issue::intermediate()],
        &[Issue::root()],
        &[list(1, None, &[]), stranger],
    );
    assert!(verdict.passed());
    assert!(why(&verdict, 1).ends_with("has issued no certificate of this chain"));
}

/// A critical cRLNumber is not what RFC 5280 section 5.2.3 allows.
#[test]
fn a_critical_number_is_refused() {
    let mut critical = list(1, None, &[]);
    critical.critical_number = true;
    let verdict = judged(&[Issue::intermediate()], &[Issue::root()], &[critical]);
    assert_eq!(failed(&verdict), [CheckKind::RevocationList]);
    assert!(why(&verdict, 0).contains("without understanding cRLNumber"));
}
