//! Chains made at random with random defects, from none to three, put to us and to OpenSSL.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use premaster::crypto::hash::HashAlgorithm;
use premaster::pki::{Certificate, CheckKind};

use super::cases::{Case, DELTA, DISTRIBUTION_POINT, limits};
use super::chain::judge;
use super::issue::*;
use super::openssl::{Quirks, openssl, openssl_errors};
use crate::der::der;
use crate::peers::there;

/// The defect that some versions of OpenSSL do not see.
const DELTA_ALONE: &str = "a list of changes alone";

/// How many chains.
const CHAINS: usize = 400;

/// Numbers that look random and are the same in each run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// What goes into a chain before it is issued.
#[derive(Clone)]
struct Draft {
    leaf: Issue,
    intermediate: Issue,
    root: Issue,
    lists: [List; 2],
    /// Which lists are at hand: that of the root, that of the intermediate.
    with_lists: [bool; 2],
    host: &'static str,
    without_intermediate: bool,
    /// A byte of the leaf that is changed after signing.
    spoiled: Option<usize>,
}

impl Draft {
    fn new(dice: &mut Dice) -> Draft {
        let list = |issuer, signer| List::new(issuer, signer, &[&[1], &[0x22, 0x33]]);
        let mut draft = Draft {
            leaf: Issue::server(),
            intermediate: Issue::intermediate(),
            root: Issue::root(),
            lists: [list("Root", "root"), list("Intermediate", "intermediate")],
            with_lists: [false; 2],
            host: "shop.example",
            without_intermediate: false,
            spoiled: None,
        };
        // what is not wrong varies, too
        if dice.roll(2) == 0 {
            draft.with_lists = [true; 2];
        }
        let hashes = [
            HashAlgorithm::Sha256,
            HashAlgorithm::Sha384,
            HashAlgorithm::Sha512,
        ];
        for issue in [&mut draft.leaf, &mut draft.intermediate] {
            issue.hash = hashes[dice.roll(3)];
            issue.pss = dice.roll(3) == 0;
        }
        if dice.roll(3) == 0 {
            let serial = draft.intermediate.serial.clone();
            draft.leaf.authority_certificate = Some(("Root", serial));
        }
        match dice.roll(4) {
            0 => {
                draft.leaf.dns = vec!["*.shop.example"];
                draft.host = "www.shop.example";
            }
            1 => {
                draft.leaf.ip = vec![vec![192, 0, 2, 7]];
                draft.host = "192.0.2.7";
            }
            _ => {}
        }
        draft
    }

    /// Something wrong; gives its name.
    fn spoil(&mut self, dice: &mut Dice) -> &'static str {
        match dice.roll(25) {
            0 => {
                self.leaf.not_after = "2025-01-01";
                "leaf expired"
            }
            1 => {
                self.leaf.not_before = "2030-01-01";
                "leaf not yet valid"
            }
            2 => {
                self.intermediate.not_after = "2026-01-01";
                "intermediate expired"
            }
            3 => {
                self.root.not_after = "2026-01-01";
                "root expired"
            }
            4 => {
                self.host = "bank.example";
                "another host"
            }
            5 => {
                self.leaf.dns = vec!["*.example"];
                self.host = "a.b.example";
                "a wildcard for one label only"
            }
            6 => {
                self.leaf.dns = Vec::new();
                self.leaf.ip = vec![vec![192, 0, 2, 9]];
                self.host = "192.0.2.8";
                "another address"
            }
            7 => {
                self.intermediate.basic_constraints = Some((false, None));
                "no CA"
            }
            8 => {
                self.intermediate.basic_constraints = None;
                "CA or not is not said"
            }
            9 => {
                self.root.basic_constraints = Some((true, Some(0)));
                "path too long for the root"
            }
            10 => {
                self.intermediate.key_usage = Some(DIGITAL_SIGNATURE);
                "must not sign certificates"
            }
            11 => {
                self.leaf.extended_key_usage = Some(CLIENT_AUTH);
                "for clients"
            }
            12 => {
                self.without_intermediate = true;
                "no intermediate"
            }
            13 => {
                self.leaf.signer = "client";
                self.leaf.authority_key_id = None;
                "signed with another key"
            }
            14 => {
                self.intermediate.signer = "server";
                self.intermediate.authority_key_id = None;
                "intermediate signed with another key"
            }
            15 => {
                self.spoiled = Some(dice.roll(256));
                "a byte of the signature changed"
            }
            16 => {
                self.with_lists = [true; 2];
                self.leaf.serial = vec![0x22, 0x33];
                "leaf revoked"
            }
            17 => {
                self.with_lists = [true; 2];
                self.intermediate.serial = vec![1];
                if let Some((_, serial)) = &mut self.leaf.authority_certificate {
                    *serial = vec![1];
                }
                "intermediate revoked"
            }
            18 => {
                self.with_lists = [true; 2];
                self.lists[1].next_update = "2026-02-01";
                "a stale list"
            }
            19 => {
                self.with_lists = [true; 2];
                self.lists[1].signer = "server";
                "a list signed with another key"
            }
            20 => {
                self.with_lists = [true, false];
                "no list of the leaf's issuer"
            }
            21 => {
                self.with_lists = [true; 2];
                let bad: Vec<_> = limits().into_iter().filter(|(_, _, good)| !good).collect();
                let (_, part, _) = &bad[dice.roll(bad.len())];
                let critical = dice.roll(2) == 0;
                self.lists[1].more = vec![(DISTRIBUTION_POINT, critical, der(0x30, part))];
                "a list that leaves something out"
            }
            22 => {
                self.with_lists = [true; 2];
                let critical = dice.roll(2) == 0;
                self.lists[1].more = vec![(DELTA, critical, vec![2, 1, 1])];
                DELTA_ALONE
            }
            23 => {
                let (issuer, serial) =
                    [("Root", vec![7]), ("Other", vec![0x50, 0x4b])][dice.roll(2)].clone();
                self.leaf.authority_certificate = Some((issuer, serial));
                "another certificate of the issuer's"
            }
            _ => {
                self.leaf.more = vec![(&[0x2a, 3, 4], true, vec![5, 0])];
                "an unknown critical extension"
            }
        }
    }

    fn case(self) -> Case {
        let mut der = self.leaf.der();
        if let Some(at) = self.spoiled {
            // the signature stands at the end
            let len = der.len();
            der[len - 1 - at] ^= 0x10;
        }
        let mut presented = vec![Certificate::from_der(&der).unwrap()];
        if !self.without_intermediate {
            presented.push(self.intermediate.certificate());
        }
        let lists = self.lists.iter().zip(self.with_lists);
        Case {
            what: "made at random",
            presented,
            anchors: vec![self.root.certificate()],
            host: Some(self.host),
            now: "2026-11-21",
            fails: None,
            openssl_differs: None,
            deltas_as_complete: None,
            lists: lists
                .filter(|(_, with)| *with)
                .map(|(list, _)| list.list())
                .collect(),
        }
    }
}

#[test]
fn openssl_judges_chains_made_at_random_as_we_do() {
    if !there("openssl") {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let quirks = Quirks::probe(scratch.path());
    let mut dice = Dice(1138);
    let mut differences = String::new();
    let (mut valid, mut deltas, mut kinds) = (0, 0, BTreeMap::<&str, usize>::new());
    for _ in 0..CHAINS {
        let mut draft = Draft::new(&mut dice);
        let defects: Vec<&str> = (0..[0, 1, 1, 1, 2, 3][dice.roll(6)])
            .map(|_| draft.spoil(&mut dice))
            .collect();
        let mut complete = draft.clone();
        for list in &mut complete.lists {
            list.more.retain(|(extension, ..)| *extension != DELTA);
        }
        let case = Case {
            deltas_as_complete: Some(complete.case().lists),
            ..draft.case()
        };
        let errors = openssl(&case, scratch.path());
        // whatever OpenSSL makes of it, to us a list of changes alone is none
        if defects == [DELTA_ALONE] {
            let check = judge(&case).failure().map(|check| check.kind);
            assert_eq!(check, Some(CheckKind::RevocationList));
            deltas += 1;
        }
        let ours = quirks.judge(&case);
        let failed: Vec<_> = ours.checks.iter().filter(|check| !check.passed).collect();
        // valid or not alike; and where one thing is wrong, the same thing
        let alike = failed.is_empty() == errors.is_empty();
        let same = failed.len() != 1
            || errors
                .iter()
                .any(|error| openssl_errors(failed[0].kind).contains(error));
        if !alike || !same {
            let ours: Vec<_> = failed.iter().map(|check| check.kind).collect();
            writeln!(differences, "{defects:?}: openssl {errors:?}, we {ours:?}").unwrap();
        }
        valid += usize::from(failed.is_empty());
        for check in failed {
            *kinds.entry(check.kind.name()).or_default() += 1;
        }
    }
    println!("{CHAINS} chains, {valid} of them valid; what failed: {kinds:?}");
    assert!(differences.is_empty(), "\n{differences}");
    assert!(deltas > 0, "no list of changes alone came up");
    assert!(valid > CHAINS / 10 && kinds.len() >= 8, "{valid} {kinds:?}");
}
