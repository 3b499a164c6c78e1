//! Templates about order and messages.

use super::accepts::Accepts;
use super::asking::{Here, own_message};
use super::discriminate::{numbers, shuffled};
use super::draft::{Draft, Drafted, Offer, right, tick, wrong};
use super::template::{At, Kind, Template};
use crate::trace::{Fate, Message, MessageName, Side, Step, ValueName};
use crate::wire::HandshakeType;

/// How many messages are put in order where none are picked.
const PICKED: usize = 6;

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "next-message",
        1,
        Kind::One,
        At::Each(|step| own_message(step).is_some()),
        next_message,
    ),
    Template::new(
        "next-act",
        2,
        Kind::One,
        At::Each(|step| own_message(step).is_some()),
        next_act,
    ),
    Template::new("order-messages", 3, Kind::Order, At::End, order_messages)
        .takes(&[("pick", Accepts::Messages)]),
    Template::new("order-acts", 4, Kind::Order, At::End, order_acts),
    Template::new("first-protected", 5, Kind::One, At::End, first_protected),
    Template::new(
        "absent-message",
        6,
        Kind::One,
        At::Established,
        absent_message,
    ),
    Template::new(
        "waits-for",
        7,
        Kind::One,
        At::Each(|step| own_message(step).is_some()),
        waits_for,
    )
    .takes(&[("side", Accepts::Side)])
    .asked_with(&[&[("side", "client")], &[("side", "server")]]),
];

/// A message as it is called in questions: a close_notify by its own name.
pub(super) fn name_of(step: &Step, message: &Message) -> &'static str {
    match message.name {
        MessageName::Alert if step.closes() => "close_notify",
        name => name.name(),
    }
}

fn message(name: &'static str, message: &str, sender: Side) -> Offer {
    let offer = wrong(name).with("message", message);
    offer.with("sender", sender.name())
}

fn next_message(here: &Here<'_>) -> Option<Draft> {
    let (_, own) = own_message(here.step)?;
    (here.step.fate() == Fate::Delivered).then_some(())?;
    let mut later = here.later().filter(|step| step.message.is_some());
    let next = later.next()?;
    let (_, coming) = own_message(next)?;
    let (name, sender) = (name_of(next, coming), coming.sender);
    let is_switch = coming.name == MessageName::ChangeCipherSpec;
    let answers = [
        Some(Offer {
            right: true,
            ..message("next", name, sender)
        }),
        Some(message(
            "server-key-exchange",
            "ServerKeyExchange",
            Side::Server,
        )),
        Some(message("application-data", "ApplicationData", Side::Client)),
        is_switch.then(|| message("finished", "Finished", sender)),
        Some(message("other-side", name, sender.peer())),
        Some(message("again", name_of(here.step, own), own.sender)),
    ];
    Some(
        Draft::one(answers.into_iter().flatten())
            .with("last", name_of(here.step, own))
            .with("from", own.sender.name())
            .with("next", name)
            .with("next_from", sender.name())
            .revealed(next.index),
    )
}

fn next_act(here: &Here<'_>) -> Option<Draft> {
    let next = here.later().next()?;
    (next.message.is_none() && here.connection().is_simulated()).then_some(())?;
    let answers = [
        right("next").with("title", next.title()),
        wrong("asks-authority"),
        wrong("encrypts-key"),
        wrong("sends-half"),
        wrong("reports-secret"),
    ];
    Some(
        Draft::one(answers)
            .with("title", next.title())
            .revealed(next.index),
    )
}

/// The first of each message that each side has sent, in order: name, sender, step.
fn distinct<'a>(here: &Here<'a>) -> Vec<(&'static str, Side, &'a Step)> {
    let mut found: Vec<(&'static str, Side, &'a Step)> = Vec::new();
    for (step, message) in here.sent() {
        let name = name_of(step, message);
        let known = |one: &(&str, Side, &Step)| (one.0, one.1) == (name, message.sender);
        if step.fate() == Fate::Delivered && !found.iter().any(known) {
            found.push((name, message.sender, step));
        }
    }
    found
}

fn order_messages(here: &Here<'_>) -> Option<Draft> {
    let all = distinct(here);
    let chosen = match here.argument("pick") {
        Some(picks) => {
            let mut chosen = Vec::new();
            for pick in picks.split(',') {
                let (name, side) = pick.split_once(':').unwrap_or((pick, ""));
                let fits = |one: &&(&str, Side, &Step)| {
                    one.0 == name && (side.is_empty() || one.1.name() == side)
                };
                let mut found = all.iter().filter(fits);
                chosen.push(*found.next()?);
            }
            chosen
        }
        None => {
            let mut number = numbers(here.seed, here.template.1, here.step.index);
            let order = shuffled(all.len(), &mut number);
            order.into_iter().take(PICKED).map(|i| all[i]).collect()
        }
    };
    (chosen.len() >= PICKED.min(all.len()) && all.len() >= PICKED).then_some(())?;
    let mut chosen = chosen;
    chosen.sort_by_key(|(.., step)| step.index);
    let place = |name: &str, side: Side| {
        let mut all = chosen.iter();
        all.position(|one| (one.0, one.1) == (name, side))
    };
    use Side::{Client, Server};
    let pairs = [
        (
            ("ChangeCipherSpec", Client),
            ("Finished", Client),
            "finished-first",
        ),
        (
            ("ChangeCipherSpec", Server),
            ("Finished", Server),
            "finished-first",
        ),
        (("Finished", Client), ("Finished", Server), "server-first"),
        (("Finished", Server), ("Finished", Client), "client-first"),
        (
            ("Certificate", Server),
            ("ClientKeyExchange", Client),
            "key-first",
        ),
        (
            ("Finished", Client),
            ("ApplicationData", Client),
            "data-first",
        ),
        (
            ("Finished", Server),
            ("ApplicationData", Client),
            "data-first",
        ),
        (
            ("Certificate", Client),
            ("CertificateVerify", Client),
            "signature-first",
        ),
        (
            ("ClientKeyExchange", Client),
            ("ChangeCipherSpec", Client),
            "switch-first",
        ),
        (
            ("ServerHello", Server),
            ("Certificate", Server),
            "hello-first",
        ),
    ];
    let swaps = pairs.into_iter().filter_map(|(first, second, name)| {
        let (first, second) = (place(first.0, first.1)?, place(second.0, second.1)?);
        (first < second).then(|| (first, second, wrong(name)))
    });
    let swaps = swaps.collect();
    let part = |(name, side, _): &(&str, Side, &Step)| {
        tick("message", true)
            .with("message", name)
            .with("sender", side.name())
    };
    let parts = chosen.iter().map(part).collect();
    Some(Draft::of(Drafted::Order(parts, swaps)))
}

fn order_acts(here: &Here<'_>) -> Option<Draft> {
    let keys = [
        ("draw", "draw_pre_master_secret"),
        ("encrypt", "encrypt_pre_master_secret"),
        ("decrypt", "decrypt_pre_master_secret"),
        ("master", "derive_master_secret"),
        ("keys", "expand_key_block"),
        ("verify", "client_compute_verify_data"),
        ("check", "server_check_finished"),
    ];
    let steps = keys.map(|(_, key)| here.past(key).map(|step| step.index));
    let steps: Option<Vec<usize>> = steps.into_iter().collect();
    steps?.is_sorted().then_some(())?;
    let parts = keys.map(|(name, _)| tick(name, true)).into();
    let swaps = vec![
        (3, 4, wrong("keys-first")),
        (2, 4, wrong("decrypted-late")),
        (4, 5, wrong("verify-early")),
        (0, 1, wrong("encrypt-early")),
    ];
    Some(Draft::of(Drafted::Order(parts, swaps)))
}

fn first_protected(here: &Here<'_>) -> Option<Draft> {
    here.is_untouched().then_some(())?;
    let (_, first) = here.sent().find(|(_, message)| message.protected)?;
    let sent = distinct(here);
    let there = |name: &'static str, wanted: &str, side: Side| {
        let mut found = sent.iter().filter(|one| (one.0, one.1) == (wanted, side));
        found.next().map(|_| message(name, wanted, side))
    };
    let answers = [
        Some(Offer {
            right: true,
            ..message("first", first.name.name(), first.sender)
        }),
        there("key-exchange", "ClientKeyExchange", Side::Client),
        there("data", "ApplicationData", Side::Client),
        there("change-cipher-spec", "ChangeCipherSpec", first.sender),
        there("certificate", "Certificate", Side::Server),
    ];
    Some(
        Draft::one(answers.into_iter().flatten())
            .with("first", first.name.name())
            .with("first_from", first.sender.name()),
    )
}

fn absent_message(here: &Here<'_>) -> Option<Draft> {
    here.is_untouched().then_some(())?;
    let sent = distinct(here);
    let there = |name: &str, side| sent.iter().any(|one| (one.0, one.1) == (name, side));
    let absent = [
        ("ServerKeyExchange", Side::Server),
        ("CertificateRequest", Side::Server),
        ("CertificateVerify", Side::Client),
    ];
    let mut absent: Vec<_> = absent
        .into_iter()
        .filter(|(name, side)| !there(name, *side))
        .collect();
    let which = numbers(here.seed, here.template.1, here.step.index)(absent.len());
    (!absent.is_empty()).then_some(())?;
    let (name, side) = absent.swap_remove(which);
    let present = [
        ("switch", "ChangeCipherSpec", Side::Server),
        ("finished", "Finished", Side::Server),
        ("close", "close_notify", Side::Client),
        ("done", "ServerHelloDone", Side::Server),
    ];
    let present = present.into_iter().filter_map(|(of, name, side)| {
        let mut found = sent.iter().filter(|one| (one.0, one.1) == (name, side));
        let (.., step) = found.next()?;
        Some(message(of, name, side).with("number", step.index + 1))
    });
    let absent = Offer {
        right: true,
        ..message("absent", name, side)
    };
    let answers = std::iter::once(absent).chain(present);
    Some(Draft::one(answers.collect::<Vec<_>>()).with("absent", name))
}

/// The messages that a side waits for by name.
const AWAITED: [HandshakeType; 5] = [
    HandshakeType::ServerHello,
    HandshakeType::ClientKeyExchange,
    HandshakeType::CertificateVerify,
    HandshakeType::ServerHelloDone,
    HandshakeType::Finished,
];

fn waits_for(here: &Here<'_>) -> Option<Draft> {
    let side = here.side("side")?;
    let state = here.step.states[side as usize]?;
    let (_, last) = own_message(here.step)?;
    let expected = state.name().strip_prefix("Expect")?;
    let known = AWAITED.iter().map(|kind| kind.message_name());
    let mut known = known.chain(["ChangeCipherSpec"]);
    let expected = known.find(|name| *name == expected)?;
    // with a request behind the certificate or a resumed session, more than one message may come
    let certain = here.value(ValueName::SessionState, side).is_none()
        && here.trace.connections().len() == 1
        && here.step.fate() == Fate::Delivered
        // what this step delivers is read only after a copy that overtakes it
        && expected != last.name.name()
        && expected != HandshakeType::ServerHelloDone.message_name();
    certain.then_some(())?;
    Some(
        Draft::one([
            right("expected").with("message", expected),
            wrong("data").with("message", "ApplicationData"),
            wrong("key-exchange").with("message", "ServerKeyExchange"),
            wrong("again").with("message", last.name.name()),
            wrong("any"),
        ])
        .with("side", side.name())
        .with("expected", expected),
    )
}
