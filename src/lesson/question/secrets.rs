//! Templates about secrets and keys: what is encrypted, and what they are made from.

use super::accepts::Accepts;
use super::asking::{Here, key_of};
use super::discriminate::numbers;
use super::draft::{Draft, Offer, right, tick, wrong};
use super::template::{At, Kind, Template};
use crate::text::{hex, short};
use crate::trace::diagnosis::{Cut, Recipe};
use crate::trace::{Side, Source, ValueId, ValueName};

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

/// The key block as it would be with a mistake of the table.
fn key_block(here: &Here<'_>, mistake: &str, is: impl Fn(&Recipe) -> bool) -> Option<Vec<u8>> {
    let len = here.value(ValueName::KeyBlock, Side::Client)?.bytes.len();
    here.mistaken(Side::Client, (mistake, is), |recipe, facts| {
        recipe.key_block(facts, len)
    })
}

/// Whether both sides have derived a value, from the same randoms.
fn agreed(here: &Here<'_>, name: ValueName) -> bool {
    [ValueName::ClientRandom, ValueName::ServerRandom, name]
        .into_iter()
        .all(|name| here.both_have(name))
}

fn seed_order(here: &Here<'_>) -> Option<Draft> {
    here.plain(Side::Client)?;
    (here.has_keys() && agreed(here, ValueName::KeyBlock)).then_some(())?;
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
            key_block(here, "key_block_randoms_swapped", |_| true),
        ),
        gives("pre-master", key_block(here, "no_master_secret", |_| true)),
        gives("master-cut", Some(start.copied().collect())),
        gives(
            "master-label",
            key_block(here, "key_block_label", |r| {
                r.expansion.label == "master secret"
            }),
        ),
    ];
    let mut answers = vec![right("server-first")];
    answers.extend(others.into_iter().flatten());
    Some(Draft::one(answers).with("block", short(&block.bytes)))
}

/// A formula of the PRF with one input that is wrong: which it is the seed decides.
fn wrong_input(here: &Here<'_>) -> Option<Draft> {
    here.plain(Side::Client)?;
    let is_block = key_of(here.step) == "expand_key_block";
    let name = match is_block {
        true => ValueName::KeyBlock,
        false => ValueName::MasterSecret,
    };
    let value = here.value(name, Side::Client)?;
    (agreed(here, name)
        && here
            .value(ValueName::PreMasterSecret, Side::Client)
            .is_some())
    .then_some(())?;
    let kinds = ["secret", "label", "randoms"];
    let which = numbers(here.seed, here.template.1, here.step.index)(3);
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
    agreed(here, ValueName::KeyBlock).then_some(())?;
    let block = here.value(ValueName::KeyBlock, Side::Client)?;
    let cut = |mistake: &str, cut: Cut| {
        let keys = here.mistaken(
            side,
            (mistake, |r: &Recipe| r.cut == cut),
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
            (
                cut("keys_swapped", Cut::SidesSwapped),
                wrong("other-direction"),
            ),
            (
                cut("key_block_order", Cut::CipherKeysFirst),
                wrong("cipher-keys-first"),
            ),
            (cut("key_block_order", Cut::BySide), wrong("by-side")),
            (cut("key_block_order", Cut::IvsFirst), wrong("ivs-first")),
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
        Some(tick(name, changes_with(here, of.id, value.id)))
    });
    let answers: Option<Vec<Offer>> = answers.collect();
    Some(Draft::many(answers?).with("value", value.name.title()))
}

/// Whether a value changes with a random or the pre-master secret, which the messages carry. So the hash of these changes
/// as well, from which an extended master secret is made.
fn changes_with(here: &Here<'_>, id: ValueId, with: ValueId) -> bool {
    let whole = 0..here.trace.value(id).bytes.len();
    let ancestors = here.trace.ancestors(id, whole);
    ancestors.iter().any(|one| match one.source {
        Source::Value(value) => {
            let name = here.trace.value(value).name;
            let hash = matches!(name, ValueName::SessionHash | ValueName::HandshakeHash(_));
            value == with || hash
        }
        _ => false,
    })
}
