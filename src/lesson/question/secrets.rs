//! Templates about secrets: what is encrypted, what keys are made from, and who has them.

use super::asking::Here;
use super::draft::{Draft, Offer, right, tick, wrong};
use super::given::number;
use super::template::{Accepts, At, Kind, Template};
use crate::protocol::Party;
use crate::trace::{Knowledge, Side};

pub(super) const TEMPLATES: &[Template] = &[
    Template {
        key: "what-is-encrypted",
        number: 17,
        kind: Kind::One,
        arguments: &[],
        variants: &[],
        at: At::Keys(&[
            "server_certificate",
            "draw_pre_master_secret",
            "client_key_exchange",
        ]),
        asks: what_is_encrypted,
    },
    Template {
        key: "key-count",
        number: 21,
        kind: Kind::One,
        arguments: &[],
        variants: &[],
        at: At::Keys(&["expand_key_block"]),
        asks: key_count,
    },
    Template {
        key: "knowledge-now",
        number: 25,
        kind: Kind::One,
        arguments: &[("value", Accepts::Value), ("party", Accepts::Party)],
        variants: &[
            &[("value", "pre_master_secret"), ("party", "eavesdropper")],
            &[("value", "client_random"), ("party", "eavesdropper")],
            &[("value", "server_random"), ("party", "eavesdropper")],
            &[("value", "master_secret"), ("party", "eavesdropper")],
            &[("value", "pre_master_secret"), ("party", "server")],
        ],
        at: At::Keys(&[
            "client_key_exchange",
            "expand_key_block",
            "client_application_data",
        ]),
        asks: knowledge_now,
    },
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
    let in_the_clear = value.places.first().filter(|_| known == Knowledge::Known);
    let mut draft = Draft::one(answers)
        .with("value", value.name.title())
        .with("party", party.name());
    if let Some(place) = in_the_clear {
        let last = place.range.end.saturating_sub(1);
        draft = draft
            .with("clear_step", number(place.step))
            .with("first_byte", place.range.start)
            .with("last_byte", last);
    }
    Some(draft)
}

fn party(name: &str) -> Option<Party> {
    Party::ALL.into_iter().find(|party| party.name() == name)
}
