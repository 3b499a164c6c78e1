//! Templates about what is beyond a single run: how long a stolen key is of use with each kind of revocation, and which
//! attack led to which change of the protocol.

use super::asking::Here;
use super::discriminate::numbers;
use super::draft::{Draft, Drafted, tick, wrong};
use super::template::{At, Kind, Template};
use crate::pki::CheckKind;
use crate::protocol::Rules;
use crate::trace::{CheckName, Step};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("lock-out", 57, Kind::Order, At::Each(about_lists), lock_out),
    Template::new("order-attacks", 58, Kind::Order, At::End, order_attacks),
    Template::new("attack-answer", 59, Kind::One, At::End, attack_answer),
];

/// Whether a certificate was refused because of a revocation list.
fn about_lists(step: &Step) -> bool {
    let mut failed = step.checks.iter().filter(|check| check.failed());
    let lists = [CheckKind::RevocationList, CheckKind::NotRevoked].map(CheckName::Chain);
    failed
        .next()
        .is_some_and(|first| lists.contains(&first.name))
}

/// From the slowest way to lock out a thief to the fastest.
fn lock_out(_: &Here<'_>) -> Option<Draft> {
    let parts = ["unchecked", "short-lived", "list", "stapled", "asked"];
    let swaps = vec![
        (0, 1, wrong("unchecked-fast")),
        (1, 2, wrong("lists-slow")),
        (2, 4, wrong("list-fast")),
        (3, 4, wrong("stapled-fast")),
    ];
    let parts = parts.map(|name| tick(name, true));
    Some(Draft::of(Drafted::Order(parts.into(), swaps)))
}

/// The rules of a version that has been improved upon, where a block cipher is used.
fn old(here: &Here<'_>) -> Option<&'static Rules> {
    let (rules, suite) = here.agreed()?;
    let old = !rules.is_newest() && suite.cipher.block_len().is_some();
    (old && here.is_untouched()).then_some(rules)
}

/// The attacks in the order in which they were published.
fn order_attacks(here: &Here<'_>) -> Option<Draft> {
    old(here)?;
    let parts = ["bleichenbacher", "vaudenay", "beast", "poodle"];
    let swaps = vec![
        (0, 1, wrong("padding-first")),
        (1, 2, wrong("iv-first")),
        (2, 3, wrong("oldest-last")),
    ];
    let parts = parts.map(|name| tick(name, true));
    Some(Draft::of(Drafted::Order(parts.into(), swaps)))
}

/// Which change answers an attack: which attack the version and the seed decide.
fn attack_answer(here: &Here<'_>) -> Option<Draft> {
    let rules = old(here)?;
    let attacks = [
        ("is-bleichenbacher", "random-secret"),
        ("is-vaudenay", "one-alert"),
        ("is-beast", "own-iv"),
        ("is-poodle", "checked-padding"),
    ];
    let drawn = numbers(here.seed, here.template.1, here.step.index)(attacks.len());
    let [_, minor] = rules.version.bytes();
    let (attack, answer) = attacks.get((drawn + usize::from(minor)) % attacks.len())?;
    let answers = attacks.map(|(_, name)| tick(name, name == *answer));
    Some(Draft::one(answers).with(attack, ""))
}
