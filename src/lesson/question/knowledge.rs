//! Templates about who knows what, and what a leaked key is good for.

use super::accepts::Accepts;
use super::asking::Here;
use super::draft::{Draft, Drafted, Given, Offer, Table, right, tick, wrong};
use super::given::number;
use super::template::{At, Kind, Template};
use crate::protocol::Party;
use crate::scenario::simulate;
use crate::text::short;
use crate::trace::{
    ConnectionId, Knowledge, MessageName, Outcome, Side, Value, ValueId, ValueName,
};

pub(super) const TEMPLATES: &[Template] = &[
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
                ("sealed", Knowledge::Known) => "sealed-of-known",
                ("nothing", Knowledge::Sealed) => "nothing-of-sealed",
                _ => name,
            };
            tick(name, knowledge == known)
        })
        .into();
    answers.push(wrong(match known {
        Knowledge::Known => "half-of-known",
        _ => "half",
    }));
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
