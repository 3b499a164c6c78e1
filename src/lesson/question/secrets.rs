//! Templates about secrets: what is encrypted, what keys are made from, and who has them.

use super::asking::Here;
use super::draft::{Draft, Drafted, Given, Offer, Table, right, tick, wrong};
use super::given::number;
use super::template::{Accepts, At, Kind, Template};
use crate::protocol::Party;
use crate::scenario::simulate;
use crate::text::{hex, short};
use crate::trace::diagnosis::{Cut, Recipe};
use crate::trace::{
    ConnectionId, Knowledge, MessageName, Outcome, Side, Source, Value, ValueId, ValueName,
};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "what-is-encrypted",
        17,
        Kind::One,
        At::Keys(&[
            "server_certificate",
            "draw_pre_master_secret",
            "client_key_exchange",
        ]),
        what_is_encrypted,
    ),
    Template::new(
        "seed-order",
        18,
        Kind::One,
        At::Keys(&["expand_key_block"]),
        seed_order,
    ),
    Template::new(
        "wrong-input",
        19,
        Kind::One,
        At::Keys(&["derive_master_secret", "expand_key_block"]),
        wrong_input,
    ),
    Template::new(
        "key-cut",
        20,
        Kind::Bytes,
        At::Keys(&["expand_key_block"]),
        key_cut,
    )
    .takes(&[("value", Accepts::Value)])
    .asked_with(&[
        &[("value", "server_write_key")],
        &[("value", "client_write_key")],
        &[("value", "server_write_MAC_key")],
    ]),
    Template::new(
        "key-count",
        21,
        Kind::One,
        At::Keys(&["expand_key_block"]),
        key_count,
    ),
    Template::new(
        "which-key-opens",
        22,
        Kind::One,
        At::Each(|step| {
            step.message
                .as_ref()
                .is_some_and(|message| message.protected)
        }),
        which_key_opens,
    ),
    Template::new(
        "what-changes",
        23,
        Kind::Many,
        At::Established,
        what_changes,
    )
    .takes(&[("value", Accepts::Value)])
    .asked_with(&[
        &[("value", "client_random")],
        &[("value", "server_random")],
        &[("value", "pre_master_random")],
    ]),
    Template::new(
        "who-can-compute",
        24,
        Kind::Who,
        At::Keys(&[
            "server_hello",
            "client_key_exchange",
            "client_application_data",
        ]),
        who_can_compute,
    )
    .takes(&[("values", Accepts::Values)])
    .asked_with(&[
        &[("values", "client_random,pre_master_secret,client_write_key")],
        &[("values", "server_random,master_secret,server_verify_data")],
    ]),
    Template::new(
        "knowledge-now",
        25,
        Kind::One,
        At::Keys(&[
            "client_key_exchange",
            "expand_key_block",
            "client_application_data",
        ]),
        knowledge_now,
    )
    .takes(&[("value", Accepts::Value), ("party", Accepts::Party)])
    .asked_with(&[
        &[("value", "pre_master_secret"), ("party", "eavesdropper")],
        &[("value", "client_random"), ("party", "eavesdropper")],
        &[("value", "server_random"), ("party", "eavesdropper")],
        &[("value", "master_secret"), ("party", "eavesdropper")],
        &[("value", "pre_master_secret"), ("party", "server")],
    ]),
    Template::new("known-since", 26, Kind::One, At::Established, known_since),
    Template::new("stolen-key", 27, Kind::Many, At::Established, stolen_key),
    Template::new(
        "stolen-master",
        28,
        Kind::Many,
        At::Established,
        stolen_master,
    ),
    Template::new(
        "replayed-exchange",
        29,
        Kind::One,
        At::Established,
        replayed_exchange,
    ),
    Template::new(
        "who-chose",
        30,
        Kind::One,
        At::Keys(&["draw_pre_master_secret", "derive_master_secret"]),
        who_chose,
    ),
];

fn what_is_encrypted(here: &Here<'_>) -> Option<Draft> {
    let shown = here.step_of("encrypt_pre_master_secret")?;
    here.past("server_certificate")?;
    let draft = Draft::one([
        right("pre-master-secret"),
        wrong("record-key"),
        wrong("data"),
        wrong("client-random"),
        wrong("hash"),
    ]);
    Some(draft.revealed(shown.index))
}

/// The key block as it would be with one mistake.
fn key_block(here: &Here<'_>, change: impl FnOnce(&mut Recipe)) -> Option<Vec<u8>> {
    let len = here.value(ValueName::KeyBlock, Side::Client)?.bytes.len();
    here.mistaken(Side::Client, change, |recipe, facts| {
        recipe.key_block(facts, len)
    })
}

fn seed_order(here: &Here<'_>) -> Option<Draft> {
    here.plain(Side::Client)?;
    (here.has_keys() && here.both_have(ValueName::KeyBlock)).then_some(())?;
    let block = here.value(ValueName::KeyBlock, Side::Client)?;
    let master = here.value(ValueName::MasterSecret, Side::Client)?;
    let gives = |name, bytes: Option<Vec<u8>>| {
        let bytes = bytes.filter(|bytes| *bytes != block.bytes)?;
        Some(wrong(name).with("gives", short(&bytes)))
    };
    let start = master.bytes.iter().cycle().take(block.bytes.len());
    let others = [
        gives(
            "client-first",
            key_block(here, |r| r.expansion.swapped = true),
        ),
        gives("pre-master", key_block(here, |r| r.no_master = true)),
        gives("master-cut", Some(start.copied().collect())),
        gives(
            "master-label",
            key_block(here, |r| r.expansion.label = "master secret"),
        ),
    ];
    let mut answers = vec![right("server-first")];
    answers.extend(others.into_iter().flatten());
    Some(Draft::one(answers).with("block", short(&block.bytes)))
}

/// A formula of the PRF with one input that is wrong: which it is the seed decides.
fn wrong_input(here: &Here<'_>) -> Option<Draft> {
    here.plain(Side::Client)?;
    let is_block = here.step.key() == "expand_key_block";
    let name = match is_block {
        true => ValueName::KeyBlock,
        false => ValueName::MasterSecret,
    };
    let value = here.value(name, Side::Client)?;
    (here.both_have(name)
        && here
            .value(ValueName::PreMasterSecret, Side::Client)
            .is_some())
    .then_some(())?;
    let kinds = ["secret", "label", "randoms"];
    let which = super::discriminate::numbers(here.seed, here.template.number, here.step.index)(3);
    let bad = kinds[which];
    let text = |key, good: &'static str, other: &'static str| {
        let shown = if bad == key { other } else { good };
        shown.to_owned()
    };
    let (secret, label, randoms) = match is_block {
        true => (
            text("secret", "master_secret", "pre_master_secret"),
            text("label", "key expansion", "master secret"),
            text(
                "randoms",
                "server_random + client_random",
                "client_random + server_random",
            ),
        ),
        false => (
            text("secret", "pre_master_secret", "master_secret"),
            text("label", "master secret", "key expansion"),
            text(
                "randoms",
                "client_random + server_random",
                "server_random + client_random",
            ),
        ),
    };
    let answers = ["secret", "label", "randoms", "length"];
    let answers = answers.map(|name| tick(name, name == bad));
    let draft = Draft::one(answers);
    Some(
        draft
            .with("result", name.key())
            .with("secret", secret)
            .with("label", label)
            .with("randoms", randoms)
            .with("length", value.bytes.len()),
    )
}

fn key_cut(here: &Here<'_>) -> Option<Draft> {
    here.plain(Side::Client)?;
    let value = here.value_named(here.argument("value")?)?;
    let (side, is_mac) = match value.name {
        ValueName::WriteKey(side) => (side, false),
        ValueName::WriteMacKey(side) => (side, true),
        _ => return None,
    };
    here.both_have(ValueName::KeyBlock).then_some(())?;
    let block = here.value(ValueName::KeyBlock, Side::Client)?;
    let cut = |cut: Cut, side: Side| {
        let keys = here.mistaken(
            side,
            |r| r.cut = cut,
            |recipe, facts| {
                let keys = recipe.write_keys(facts, side)?;
                Some(if is_mac { keys.mac } else { keys.cipher })
            },
        );
        keys.and_then(|bytes| Some(bytes.get(..4)?.to_vec()))
    };
    let draft = Draft::bytes(
        value.bytes.get(..4)?.to_vec(),
        [
            (cut(Cut::Rfc5246, side.peer()), wrong("other-direction")),
            (cut(Cut::CipherKeysFirst, side), wrong("cipher-keys-first")),
            (cut(Cut::BySide, side), wrong("by-side")),
            (cut(Cut::IvsFirst, side), wrong("ivs-first")),
        ],
    );
    let mac_len = here.agreed()?.1.mac.output_len();
    let key_len = here.agreed()?.1.cipher.key_len();
    Some(
        draft
            .with("block", hex(&block.bytes))
            .with("name", value.name.key())
            .with("mac_key", mac_len)
            .with("cipher_key", key_len),
    )
}

fn key_count(here: &Here<'_>) -> Option<Draft> {
    here.has_keys().then_some(())?;
    here.plain(Side::Client)?;
    Some(Draft::one([
        right("four"),
        wrong("one"),
        wrong("one-each-way"),
        wrong("public-and-private"),
        wrong("six"),
    ]))
}

fn which_key_opens(here: &Here<'_>) -> Option<Draft> {
    let message = here.message().filter(|message| message.protected)?;
    (here.is_untouched() && here.both_have(ValueName::KeyBlock)).then_some(())?;
    let key = |side: Side, name| {
        tick(name, side == message.sender).with("key", ValueName::WriteKey(side).key())
    };
    Some(
        Draft::one([
            key(message.sender, "write-key"),
            key(message.sender.peer(), "other-write-key"),
            wrong("private-key"),
            wrong("pre-master-secret"),
            wrong("master-secret"),
        ])
        .with("receiver", message.sender.peer().name())
        .with("writer", message.sender.name()),
    )
}

/// What a change of one value changes besides.
fn what_changes(here: &Here<'_>) -> Option<Draft> {
    let value = here.value_named(here.argument("value")?)?;
    let chosen = [
        ValueName::ClientRandom,
        ValueName::ServerRandom,
        ValueName::PreMasterRandom,
    ];
    let fit = here.is_untouched() && here.has_keys() && chosen.contains(&value.name);
    fit.then_some(())?;
    let offered = [
        ("client-random", ValueName::ClientRandom),
        ("server-random", ValueName::ServerRandom),
        ("modulus", ValueName::ServerModulus),
        ("pre-master-secret", ValueName::PreMasterSecret),
        ("encrypted", ValueName::EncryptedPreMasterSecret),
        ("master-secret", ValueName::MasterSecret),
        ("key-block", ValueName::KeyBlock),
        ("keys", ValueName::WriteKey(Side::Client)),
        ("verify-data", ValueName::VerifyData(Side::Server)),
    ];
    let answers = offered.into_iter().filter(|(_, name)| *name != value.name);
    let answers = answers.map(|(name, of)| {
        let of = here.value(of, Side::Client)?;
        Some(tick(name, is_made_of(here, of.id, value.id)))
    });
    let answers: Option<Vec<Offer>> = answers.collect();
    Some(Draft::many(answers?).with("value", value.name.title()))
}

fn is_made_of(here: &Here<'_>, id: ValueId, from: ValueId) -> bool {
    let whole = 0..here.trace.value(id).bytes.len();
    let ancestors = here.trace.ancestors(id, whole);
    ancestors
        .iter()
        .any(|one| one.source == Source::Value(from))
}

/// What each party could compute by the end of a step.
fn who_can_compute(here: &Here<'_>) -> Option<Draft> {
    here.is_untouched().then_some(())?;
    here.step_of("encrypt_pre_master_secret")?;
    let named = |key: &str| {
        let here_alone = |value: &&Value| value.connection == here.step.connection;
        let mut values = here.trace.values().iter().filter(here_alone);
        values.find(|value| value.key() == key)
    };
    let values: Option<Vec<&Value>> = here.argument("values")?.split(',').map(named).collect();
    let values = values?;
    let names = ["client", "server", "eavesdropper", "authority", "thief"];
    let can = names.map(|name| here.can(&has(here, name)));
    let mut right_marks = Vec::new();
    let mut said = Vec::new();
    for (row, value) in values.iter().enumerate() {
        right_marks.push(can.iter().map(|can| can(value.id)).collect());
        for (column, name) in names.into_iter().enumerate() {
            let able = can[column](value.id);
            said.push((row, column, objection(name, able)));
        }
    }
    let row = |value: &&Value| tick("value", true).with("value", value.name.title());
    let table = Table {
        rows: values.iter().map(row).collect(),
        columns: names.map(|name| tick(name, true)).into(),
        right: right_marks,
        said,
    };
    Some(Draft::of(Drafted::Who(table)).with("number", number(here.step.index)))
}

/// The values that a party has by the end of the step without computing anything.
fn has(here: &Here<'_>, name: &str) -> Vec<ValueId> {
    let known = |party: Party| {
        let known = move |value: &&Value| here.known(value, party) == Knowledge::Known;
        here.trace
            .values()
            .iter()
            .filter(known)
            .map(|value| value.id)
    };
    let open = here.trace.seen_in_the_open(here.step.index);
    match name {
        "client" => known(Party::Client).collect(),
        "server" => known(Party::Server).collect(),
        "thief" => {
            let stolen = private_exponents(here);
            open.into_iter().chain(stolen).collect()
        }
        _ => open,
    }
}

/// The server's private exponents, as a thief has them.
fn private_exponents(here: &Here<'_>) -> Vec<ValueId> {
    let stolen = |value: &&Value| value.name == ValueName::ServerPrivateExponent;
    let values = here.trace.values().iter().filter(stolen);
    values.map(|value| value.id).collect()
}

fn objection(party: &str, able: bool) -> Offer {
    wrong(match (party, able) {
        ("client", _) => "client-wrong",
        ("server", true) => "server-left-out",
        ("server", false) => "server-ticked",
        ("thief", true) => "thief-left-out",
        ("thief", false) => "thief-ticked",
        ("authority", false) => "authority-ticked",
        (_, true) => "open-left-out",
        (_, false) => "eavesdropper-ticked",
    })
}

fn knowledge_now(here: &Here<'_>) -> Option<Draft> {
    let value = here.value_named(here.argument("value")?)?;
    let party = party(here.argument("party")?)?;
    (here.is_untouched() && value.sealed.is_none()).then_some(())?;
    let known = here.known(value, party);
    let named = [
        ("bytes", Knowledge::Known),
        ("sealed", Knowledge::Sealed),
        ("nothing", Knowledge::Unknown),
    ];
    let mut answers: Vec<Offer> = named
        .map(|(name, knowledge)| {
            let name = match (name, known) {
                ("bytes", Knowledge::Sealed) => "bytes-of-sealed",
                ("nothing", Knowledge::Known) => "nothing-of-known",
                ("nothing", Knowledge::Sealed) => "nothing-of-sealed",
                _ => name,
            };
            tick(name, knowledge == known)
        })
        .into();
    answers.push(wrong("half"));
    Some(
        Draft {
            given: in_the_clear(value, known),
            ..Draft::one(answers)
        }
        .with("value", value.name.title())
        .with("party", party.name()),
    )
}

/// Where a value can be read on the wire, if it can.
fn in_the_clear(value: &Value, known: Knowledge) -> Given {
    let place = value.places.first().filter(|_| known == Knowledge::Known);
    let given = place.map(|place| {
        let last = place.range.end.saturating_sub(1);
        vec![
            ("clear_step", number(place.step)),
            ("first_byte", place.range.start.to_string()),
            ("last_byte", last.to_string()),
        ]
    });
    given.unwrap_or_default()
}

fn party(name: &str) -> Option<Party> {
    Party::ALL.into_iter().find(|party| party.name() == name)
}

fn known_since(here: &Here<'_>) -> Option<Draft> {
    (here.is_untouched() && here.has_keys()).then_some(())?;
    let secret = here.value(ValueName::PreMasterSecret, Side::Server)?;
    let since = secret.known_since(Party::Server)?;
    let step = |name, step: usize| {
        let title = here.trace.steps()[step].title();
        tick(name, step == since)
            .with("number", number(step))
            .with("title", title)
    };
    let at = |name, key| Some(step(name, here.past(key)?.index));
    let answers = [
        Some(step("decrypted", since)),
        at("arrived", "client_key_exchange"),
        at("server-hello", "server_hello"),
        at("finished", "server_check_finished"),
        at("beginning", "draw_client_random"),
    ];
    Some(Draft::one(answers.into_iter().flatten()))
}

/// The contents of the records of one side, of a kind.
fn records(here: &Here<'_>, side: Side, message: &str) -> Vec<ValueId> {
    let sent = here.sent().filter(|(_, sent)| {
        let name = match sent.name {
            MessageName::Alert => "close_notify",
            name => name.name(),
        };
        sent.sender == side && sent.protected && name == message
    });
    let values = sent.flat_map(|(step, _)| step.values.iter());
    let contents = values.filter_map(|id| match here.trace.value(*id).name {
        ValueName::RecordCiphertext(by, number) => {
            let content = ValueName::RecordContent(by, number);
            Some(here.value(content, side)?.id)
        }
        _ => None,
    });
    contents.collect()
}

fn stolen_key(here: &Here<'_>) -> Option<Draft> {
    (here.connection().is_simulated() && here.has_keys() && here.trace.tampering().is_empty())
        .then_some(())?;
    let given = [
        here.trace.seen_in_the_open(here.step.index),
        private_exponents(here),
    ];
    let can = here.can(&given.concat());
    let all = |ids: Vec<ValueId>| (!ids.is_empty()).then(|| ids.into_iter().all(&can));
    let secret = here.value(ValueName::PreMasterSecret, Side::Client)?;
    let client = all(records(here, Side::Client, "ApplicationData"))?;
    let server = all(records(here, Side::Server, "ApplicationData"));
    let close = all(records(here, Side::Client, "close_notify"));
    let answers = [
        Some(tick("pre-master-secret", can(secret.id))),
        Some(tick("client-data", client)),
        server.map(|able| tick("server-data", able)),
        close.map(|able| tick("close", able)),
        Some(wrong("other-servers")),
        Some(wrong("client-key")),
    ];
    Some(Draft::many(answers.into_iter().flatten()))
}

fn stolen_master(here: &Here<'_>) -> Option<Draft> {
    (here.is_untouched() && here.has_keys()).then_some(())?;
    Some(Draft::many([
        tick("read-both", true),
        tick("forge", true),
        tick("verify-data", true),
        wrong("other-connections"),
        wrong("act-as-server"),
        wrong("private-key"),
    ]))
}

/// What becomes of a recorded ClientHello and ClientKeyExchange that are sent again.
fn replayed_exchange(here: &Here<'_>) -> Option<Draft> {
    (here.is_untouched() && here.has_keys() && here.trace.connections().len() == 1).then_some(())?;
    let mut scenario = here.scenario?.clone();
    scenario.client.replayed = true;
    // what is replayed is the run with the next seed: this one
    scenario.seed = scenario.seed.wrapping_sub(1);
    scenario.expect = None;
    let replayed = simulate(&scenario);
    let Outcome::Failed {
        alert: Some(sent), ..
    } = &replayed.connection(ConnectionId::FIRST).outcome
    else {
        return None;
    };
    let new = |name| replayed.named(ConnectionId::FIRST, name, Side::Server);
    let random = new(ValueName::ServerRandom)?;
    let old = here.value(ValueName::ServerRandom, Side::Server)?;
    (random.bytes != old.bytes).then_some(())?;
    Some(
        Draft::one([
            right("other-keys").with("alert", sent.alert.description),
            wrong("order-twice"),
            wrong("noticed-at-once"),
            wrong("shares-keys"),
        ])
        .with("new_random", short(&random.bytes))
        .with("old_random", short(&old.bytes)),
    )
}

fn who_chose(here: &Here<'_>) -> Option<Draft> {
    here.connection().is_simulated().then_some(())?;
    here.value(ValueName::PreMasterRandom, Side::Client)?;
    let replayed = here.trace.replayed().is_some() || here.trace.repeats() != [false; 2];
    (!replayed).then_some(())?;
    Some(Draft::one([
        right("client"),
        wrong("both"),
        wrong("server"),
        wrong("authority"),
        wrong("randoms"),
    ]))
}
