//! Handshakes that are built: the right one completes, and each wrong one breaks where a real endpoint refuses it.

use premaster::lesson::belief::Belief;
use premaster::lesson::build::{Bench, Level, Refusal, Spot, Verdict};
use premaster::protocol::{Blank, Choice, Piece, Side};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Outcome, Trace};
use premaster::wire::AlertDescription as A;
use proptest::prelude::*;
use std::sync::LazyLock;

const BUILT: [&str; 3] = ["classic", "mutual", "resumed"];

fn scenario(name: &str) -> Scenario {
    Scenario::builtin(name, Overrides::seed(42)).unwrap()
}

fn bench(name: &str, level: Level) -> Bench {
    Bench::new(scenario(name), level).unwrap()
}

/// The messages of a run, in its order: what a reader would have to find out.
fn order(trace: &Trace) -> Vec<Piece> {
    let last = trace.last_connection().id;
    let steps = trace.steps().iter().filter(|step| step.connection == last);
    let messages = steps.filter_map(|step| step.message.as_ref());
    messages
        .filter_map(|message| Piece::of(message.sender, message.name))
        .collect()
}

/// Places these messages and no others.
fn place(bench: &mut Bench, order: &[Piece]) {
    while !bench.placed().is_empty() {
        bench.take_out(0);
    }
    for (at, piece) in order.iter().enumerate() {
        let found = bench.tray().iter().position(|it| it == piece).unwrap();
        assert!(bench.place(found, at));
    }
}

fn fill(bench: &mut Bench) {
    for blank in bench.blanks().to_vec() {
        assert!(bench.pick(blank, Some(blank.right())));
    }
}

/// A bench on which all is right.
fn solved(name: &str, level: Level) -> Bench {
    let mut bench = bench(name, level);
    if level.places() {
        place(&mut bench, &order(&simulate(&scenario(name))));
    }
    fill(&mut bench);
    bench
}

/// The alert that ends the run, and who sends it.
fn alert(verdict: &Verdict) -> Option<(Side, A)> {
    match verdict.trace.outcome() {
        Outcome::Failed { alert, .. } => alert.map(|sent| (sent.side, sent.alert.description)),
        _ => None,
    }
}

/// The place at which it breaks.
fn breaks_at(verdict: &Verdict) -> Option<usize> {
    verdict.broken.as_ref().map(|broken| broken.at)
}

/// Every value of a run with its name, in order.
fn values(trace: &Trace) -> Vec<(String, Vec<u8>)> {
    let all = trace.values().iter();
    all.map(|value| (value.key(), value.bytes.clone()))
        .collect()
}

#[test]
fn what_is_right_is_the_ordinary_handshake_at_every_level() {
    for name in BUILT {
        let ordinary = simulate(&scenario(name));
        for level in Level::ALL {
            let bench = solved(name, level);
            let verdict = Verdict::of(&bench);
            assert!(verdict.broken.is_none(), "{name} {level:?}: {verdict:?}");
            for side in Side::BOTH {
                let half = simulate(&bench.half(side));
                assert!(
                    matches!(half.outcome(), Outcome::Established),
                    "{name} {level:?}"
                );
                // the same steps with the same bytes: it is the same machine
                let keys = |trace: &Trace| -> Vec<&'static str> {
                    trace.steps().iter().map(|step| step.key()).collect()
                };
                assert_eq!(keys(&half), keys(&ordinary), "{name} {level:?}");
                assert_eq!(values(&half), values(&ordinary), "{name} {level:?}");
            }
        }
    }
}

/// What comes of it when two neighbours are exchanged: who is judged, by which alert of the other side. Without an
/// alert both wait for each other.
#[test]
fn neighbours_that_are_exchanged_break_where_a_real_endpoint_refuses_them() {
    use Side::{Client, Server};
    let expected = [
        (Client, None),
        (Server, Some(A::UnexpectedMessage)),
        (Server, Some(A::UnexpectedMessage)),
        (Server, None),
        (Client, Some(A::UnexpectedMessage)),
        (Client, Some(A::UnexpectedMessage)),
        (Client, None),
        (Server, Some(A::UnexpectedMessage)),
        (Server, None),
    ];
    let mut bench = solved("classic", Level::Messages);
    for (at, (side, refused)) in expected.into_iter().enumerate() {
        assert!(bench.exchange(at));
        let verdict = Verdict::of(&bench);
        assert_eq!(breaks_at(&verdict), Some(at));
        assert_eq!(verdict.side, side, "{at}");
        assert_eq!(
            alert(&verdict),
            refused.map(|alert| (side.peer(), alert)),
            "{at}"
        );
        bench.exchange(at);
    }
    // either side may speak first
    assert!(bench.exchange(expected.len()));
    assert!(Verdict::of(&bench).broken.is_none());
}

/// In every scenario it breaks at the first message that differs from the run, and at no other.
#[test]
fn every_order_breaks_at_the_first_message_that_is_wrong() {
    let data = [Piece::ClientData, Piece::ServerData];
    for name in BUILT {
        let right = order(&simulate(&scenario(name)));
        let full = solved(name, Level::Messages);
        let mut orders: Vec<Vec<Piece>> = Vec::new();
        for at in 0..right.len() {
            let mut without = right.clone();
            without.remove(at);
            orders.push(without);
            let mut exchanged = right.clone();
            exchanged.swap(at, (at + 1).min(right.len() - 1));
            orders.push(exchanged);
        }
        for stray in full.tray() {
            for at in 0..=right.len() {
                let mut with = right.clone();
                with.insert(at, *stray);
                orders.push(with);
            }
        }
        for order in orders {
            let mut bench = full.clone();
            place(&mut bench, &order);
            let verdict = Verdict::of(&bench);
            let most = order.len().max(right.len());
            let first = (0..most).find(|at| order.get(*at) != right.get(*at));
            // application data may go in any order, or not at all
            let harmless = |order: &[Piece]| -> Vec<Piece> {
                order
                    .iter()
                    .copied()
                    .filter(|it| !data.contains(it))
                    .collect()
            };
            let end = right.len() - data.len();
            let only_data =
                first.is_none_or(|at| at >= end) && harmless(&order) == harmless(&right);
            match only_data {
                true => assert!(verdict.broken.is_none(), "{name}: {order:?}"),
                false => {
                    assert_eq!(breaks_at(&verdict), first, "{name}: {order:?}");
                    let spot = verdict.broken.as_ref().map(|broken| broken.spot);
                    assert_eq!(spot, first.map(Spot::Place), "{name}: {order:?}");
                    // a client need not be asked for a certificate: then only the reader's own side notices that
                    // the server asks
                    let unasked =
                        first.and_then(|at| right.get(at)) == Some(&Piece::CertificateRequest);
                    let unasked =
                        unasked && order.get(first.unwrap()) == Some(&Piece::ServerHelloDone);
                    if let Some((by, alert)) = alert(&verdict).filter(|_| !unasked) {
                        // what cannot be made yet is not sent
                        let own = alert == A::InternalError;
                        assert_eq!(by == verdict.side, own, "{name}: {order:?}");
                    }
                }
            }
        }
    }
}

/// The alert with which an ordinary endpoint answers to a wrong formula.
fn answer_to(blank: Blank) -> A {
    match blank {
        Blank::Messages
        | Blank::Second
        | Blank::ClientFinishedKey
        | Blank::ClientFinishedLabel
        | Blank::ServerFinishedKey
        | Blank::ServerFinishedLabel => A::DecryptError,
        _ => A::BadRecordMac,
    }
}

#[test]
fn no_wrong_pick_succeeds_and_each_leads_back_to_its_formula() {
    for name in BUILT {
        let mut bench = solved(name, Level::Formulas);
        for blank in bench.blanks().to_vec() {
            for choice in bench.choices(blank) {
                if choice == blank.right() {
                    continue;
                }
                let at = format!("{name}, {} = {}", blank.key(), choice.key());
                assert!(bench.pick(blank, Some(choice)));
                let verdict = Verdict::of(&bench);
                let broken = verdict.broken.as_ref().expect(&at);
                assert_eq!(broken.spot, Spot::Blank(blank), "{at}");
                let (by, alert) = alert(&verdict).expect(&at);
                // in a resumed handshake no certificate comes, and so no modulus
                let modulus = name == "resumed" && choice.key() == "server_modulus";
                match modulus {
                    true => assert_eq!((by, alert), (verdict.side, A::InternalError), "{at}"),
                    false => {
                        assert_eq!((by, alert), (verdict.side.peer(), answer_to(blank)), "{at}")
                    }
                }
                if let Some(belief) = broken.belief {
                    assert!(Belief::named(belief).is_some(), "{at}: {belief}");
                }
            }
            bench.pick(blank, None);
            let verdict = Verdict::of(&bench);
            let broken = verdict.broken.as_ref().unwrap();
            assert_eq!(
                broken.spot,
                Spot::Blank(blank),
                "{name}, {} empty",
                blank.key()
            );
            assert_eq!(alert(&verdict), Some((verdict.side, A::InternalError)));
            bench.pick(blank, Some(blank.right()));
        }
    }
}

/// What the table of mistakes knows is said, and the belief with it.
#[test]
fn the_belief_behind_a_mistake_is_named() {
    let both = |first, second| vec![(first, Blank::right(second)), (second, Blank::right(first))];
    let value = |blank: Blank, key: &str| {
        let choice = blank.choices().iter().find(|choice| choice.key() == key);
        vec![(blank, *choice.unwrap())]
    };
    for (picks, belief) in [
        (
            both(Blank::MasterFirst, Blank::MasterSecond),
            "same-seed-order",
        ),
        (
            both(Blank::BlockFirst, Blank::BlockSecond),
            "same-seed-order",
        ),
        (
            value(Blank::Encrypted, "client_write_key"),
            "session-key-sent",
        ),
        (
            value(Blank::BlockKey, "pre_master_secret"),
            "session-key-sent",
        ),
        (
            value(Blank::Messages, "with_record_headers"),
            "transcript-is-wire",
        ),
        (
            value(Blank::Messages, "with_change_cipher_spec"),
            "ccs-is-handshake",
        ),
        (
            value(Blank::ServerFinishedLabel, "client finished"),
            "finished-equal",
        ),
        (
            value(Blank::Second, "without_first_finished"),
            "finished-equal",
        ),
        (value(Blank::MacOver, "ciphertext"), "encrypt-then-mac"),
        (
            value(Blank::MacOver, "content_counted_on"),
            "number-is-sent",
        ),
    ] {
        let mut bench = solved("classic", Level::Formulas);
        for (blank, choice) in &picks {
            assert!(bench.pick(*blank, Some(*choice)), "{belief}: {choice:?}");
        }
        let verdict = Verdict::of(&bench);
        assert_eq!(
            verdict.broken.as_ref().unwrap().belief,
            Some(belief),
            "{picks:?}"
        );
        let truth = &Belief::named(belief).unwrap().truth;
        let told = verdict
            .said
            .iter()
            .any(|said| said.to_string().contains(truth.as_str()));
        assert!(told, "{belief}");
    }
    let mut bench = solved("classic", Level::Messages);
    let stray = bench
        .tray()
        .iter()
        .position(|it| *it == Piece::ServerKeyExchange);
    bench.place(stray.unwrap(), 3);
    let verdict = Verdict::of(&bench);
    assert_eq!(
        verdict.broken.unwrap().belief,
        Some("server-key-exchange-always")
    );
}

#[test]
fn what_cannot_be_built_is_refused_with_a_reason() {
    for (name, refusal) in [
        ("expired", Refusal::Fails),
        ("tls10", Refusal::Older),
        ("ticket", Refusal::Special),
        ("stripped-suites", Refusal::Fails),
        ("rc4", Refusal::Stream),
        ("ssl3", Refusal::Older),
    ] {
        let refused = Bench::new(scenario(name), Level::Messages).unwrap_err();
        assert_eq!(refused, refusal, "{name}");
        assert!(refused.said(name).to_string().contains(name));
    }
}

#[test]
fn nothing_can_be_placed_or_picked_that_is_not_there() {
    let mut messages = bench("classic", Level::Messages);
    assert!(!messages.place(99, 0) && !messages.take_out(0) && !messages.exchange(0));
    assert!(!messages.pick(Blank::MasterLabel, None));
    let mut formulas = bench("resumed", Level::Formulas);
    assert!(!formulas.place(0, 0) && !formulas.take_out(0) && !formulas.exchange(0));
    // a resumed handshake derives no master secret
    assert!(!formulas.pick(Blank::MasterLabel, None));
    assert!(!formulas.pick(Blank::BlockLabel, Some(Choice::Label("anything"))));
}

/// One of each, which the properties start from.
static BENCHES: LazyLock<Vec<(Bench, Vec<Piece>)>> = LazyLock::new(|| {
    let all = BUILT.into_iter();
    let one = |name| {
        let right = order(&simulate(&scenario(name)));
        (bench(name, Level::Everything), right)
    };
    all.map(one).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever is placed and picked, it runs to an end and something is said of it; and unless all that a run
    /// sends in its handshake is placed in its order, it does not complete.
    #[test]
    fn no_arrangement_panics(
        which in 0..BUILT.len(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..16),
        begun in 0usize..16,
        picks in prop::collection::vec(prop::option::weighted(0.9, any::<prop::sample::Index>()), Blank::ALL.len()),
    ) {
        let (mut bench, right) = BENCHES[which].clone();
        place(&mut bench, &right[..begun.min(right.len())]);
        for (piece, at) in places {
            if !bench.tray().is_empty() {
                let piece = piece.index(bench.tray().len());
                bench.place(piece, at.index(bench.placed().len() + 1));
            }
        }
        for (blank, pick) in bench.blanks().to_vec().into_iter().zip(picks) {
            let choices = bench.choices(blank);
            bench.pick(blank, pick.map(|pick| choices[pick.index(choices.len())]));
        }
        let verdict = Verdict::of(&bench);
        prop_assert!(!verdict.said.is_empty());
        for said in &verdict.said {
            prop_assert!(!said.to_string().is_empty());
        }
        let data = |piece: &&Piece| !matches!(piece, Piece::ClientData | Piece::ServerData);
        let placed: Vec<&Piece> = bench.placed().iter().filter(data).collect();
        let right: Vec<&Piece> = right.iter().filter(data).collect();
        prop_assert!(verdict.broken.is_some() || placed == right);
        if let Some(broken) = &verdict.broken {
            prop_assert!(broken.step < verdict.trace.steps().len());
        }
        // the run of what was built is a function of a scenario, which a file holds
        let text = verdict.scenario.to_toml();
        let again = Scenario::from_toml(&text, &verdict.scenario.name, "built", Overrides::default());
        prop_assert_eq!(again.unwrap().built, verdict.scenario.built);
    }
}
