//! Templates about protected records.

use super::accepts::Accepts;
use super::asking::{Here, own_message};
use super::draft::{Draft, Drafted, Offer, right, tick, wrong};
use super::given::{self, number};
use super::template::{At, Kind, Template};
use crate::crypto::cbc;
use crate::crypto::record::Protection;
use crate::text::{escaped, short};
use crate::trace::{Fate, Message, MessageName, Operation, Outcome, Side, Step, ValueName};

/// The steps in which a protected record crosses the wire.
const PROTECTED: At = At::Each(|step| protected(step).is_some());
/// Those in which a record of data does.
const DATA: At = At::Each(|step| {
    protected(step).is_some_and(|message| message.name == MessageName::ApplicationData)
});

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "sequence-number",
        37,
        Kind::Number,
        PROTECTED,
        sequence_number,
    ),
    Template::new("mac-input", 38, Kind::Many, PROTECTED, mac_input),
    Template::new("protect-order", 39, Kind::Order, DATA, protect_order),
    Template::new("wire-tells", 40, Kind::Many, DATA, wire_tells),
    Template::new("flip-effect", 41, Kind::One, DATA, flip_effect).takes(&[
        ("block", Accepts::Number),
        ("byte", Accepts::Number),
        ("bit", Accepts::Number),
    ]),
    Template::new(
        "record-fate",
        42,
        Kind::One,
        At::Each(|step| {
            protected(step).is_some()
                && matches!(step.fate(), Fate::Repeated | Fate::Dropped | Fate::HeldBack)
        }),
        record_fate,
    ),
];

/// The protected message that the step's sender has sent itself.
fn protected(step: &Step) -> Option<&Message> {
    let (_, message) = own_message(step)?;
    message.protected.then_some(message)
}

/// How the record of the step was made, where its sender is ours and used a block cipher with the MAC inside.
pub(super) fn made<'a>(here: &Here<'a>) -> Option<(&'a Message, &'a Protection)> {
    let message = protected(here.step)?;
    here.plain(message.sender)?;
    let values = here.step.values.iter().map(|id| here.trace.value(*id));
    let mut ciphertexts = values.filter(|value| {
        matches!(value.name, ValueName::RecordCiphertext(side, _) if side == message.sender)
    });
    match here.operation(ciphertexts.next()?)? {
        Operation::Protection(one) if !one.mac_is_last() => Some((message, one)),
        _ => None,
    }
}

/// How many of the messages before this step hold.
fn count(here: &Here<'_>, holds: impl Fn(&Message) -> bool) -> usize {
    let before = here.trace.before(here.step).iter().filter_map(own_message);
    before.filter(|(_, message)| holds(message)).count()
}

fn sequence_number(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    let side = message.sender;
    let right = usize::try_from(made.sequence).ok()?;
    let of_side = count(here, |other| other.sender == side);
    let of_both = count(here, |other| other.protected);
    // a question with which no one can be right by a wrong way
    let wrong_ways = [right + 1, of_side, of_both];
    wrong_ways
        .iter()
        .all(|wrong| *wrong != right)
        .then_some(())?;
    let switched = match side {
        Side::Client => here.past("client_change_cipher_spec"),
        Side::Server => here.past("server_change_cipher_spec"),
    };
    Some(
        Draft::number(
            right,
            [
                (Some(of_side), wrong("all-records")),
                (Some(of_both), wrong("both-sides")),
                (Some(right + 1), wrong("from-one")),
            ],
        )
        .with("side", side.name())
        .with("switched", number(switched?.index)),
    )
}

fn mac_input(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    let fragment = mac_of_fragment(here, message.sender, made);
    let with_mac = |offer: Offer| match fragment {
        Some(mac) if mac != made.mac => offer.with("gives", short(&mac)),
        _ => offer,
    };
    Some(
        Draft::many([
            tick("sequence-number", true),
            tick("type", true),
            tick("version", true),
            tick("length", true),
            tick("content", true),
            wrong("iv"),
            wrong("padding"),
            with_mac(wrong("fragment-length")),
        ])
        .with("side", message.sender.name())
        .with("content_bytes", made.content.len())
        .with("fragment_bytes", made.fragment.len())
        .with("mac", short(&made.mac)),
    )
}

/// The MAC of a record with the length of its fragment in the place of that of its content.
fn mac_of_fragment(here: &Here<'_>, side: Side, made: &Protection) -> Option<Vec<u8>> {
    let (_, suite) = here.agreed()?;
    let key = here.value(ValueName::WriteMacKey(side), side)?;
    let (before, _) = made.pseudo_header.split_last_chunk::<2>()?;
    let length = u16::try_from(made.fragment.len()).ok()?.to_be_bytes();
    let input = [before, &length, &made.content].concat();
    Some(suite.mac.hmac(&key.bytes, &input))
}

fn protect_order(here: &Here<'_>) -> Option<Draft> {
    made(here)?;
    let parts = ["mac", "padding", "encrypt", "header"].map(|name| tick(name, true));
    let swaps = vec![
        (0, 2, wrong("encrypt-first")),
        (0, 1, wrong("padding-first")),
        (1, 2, wrong("padding-last")),
    ];
    Some(Draft::of(Drafted::Order(parts.into(), swaps)))
}

fn wire_tells(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    Some(
        Draft::many([
            tick("sender", true),
            tick("time", true),
            tick("type", true),
            tick("padded-length", true),
            wrong("exact-length"),
            wrong("text"),
            wrong("sequence-number"),
        ])
        .with("side", message.sender.name())
        .with("content_bytes", made.content.len())
        .with("encrypted_bytes", made.encrypted.len()),
    )
}

/// What a flipped bit of the ciphertext does to the text.
fn flip_effect(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    (message.name == MessageName::ApplicationData && here.is_untouched()).then_some(())?;
    let (_, suite) = here.agreed()?;
    let len = suite.cipher.block_len()?;
    let whole = made.content.len() / len;
    let mut random = super::discriminate::numbers(here.seed, here.template.1, here.step.index);
    // the block behind the flipped one has to be text
    let block = here
        .number("block")
        .unwrap_or_else(|| random(whole.saturating_sub(1)));
    let byte = here.number("byte").unwrap_or_else(|| random(len));
    let bit = here.number("bit").unwrap_or_else(|| random(3));
    (block + 1 < whole && byte < len && bit < 8).then_some(())?;
    let key = here.value(ValueName::WriteKey(message.sender), message.sender)?;
    let ciphertext = made.fragment.get(made.encrypted.clone())?;
    let mut changed = ciphertext.to_vec();
    *changed.get_mut(block * len + byte)? ^= 1 << bit;
    let read = cbc::decrypt(suite.cipher, &key.bytes, &made.iv, &changed).ok()?;
    let range = |block: usize| block * len..(block + 1) * len;
    let (noise, next) = (read.get(range(block))?, read.get(range(block + 1))?);
    let before = made.content.get(range(block + 1))?;
    let readable = |bytes: &[u8]| bytes.iter().all(|byte| (0x20..0x7f).contains(byte));
    (readable(before) && readable(next)).then_some(())?;
    let text = |bytes: &[u8]| escaped(bytes);
    let letter = |bytes: &[u8]| bytes.get(byte).map(|byte| text(&[*byte]));
    Some(
        Draft::one([
            right("noise-and-bit"),
            wrong("nothing-readable"),
            wrong("same-text"),
            wrong("one-letter"),
            wrong("error"),
        ])
        .with("receiver", message.sender.peer().name())
        .with("block", block + 1)
        .with("following", block + 2)
        .with("byte", byte + 1)
        .with("bit", bit)
        .with("noise", short(noise))
        .with("before", text(before))
        .with("next", text(next))
        .with("old_letter", letter(before)?)
        .with("letter", letter(next)?)
        .with("mac", short(&made.mac)),
    )
}

/// What becomes of the records behind one that was repeated, dropped or held back.
fn record_fate(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    let (tampering, at) = here.tampering()?;
    (at == here.step.index).then_some(())?;
    let noticed = here.trace.noticed(tampering)?;
    let alert = given::alert(here)?;
    matches!(here.connection().outcome, Outcome::Failed { .. }).then_some(())?;
    let opened = here.trace.derived_in(noticed.index).iter();
    let mut opened = opened.filter_map(|made| match &made.operation {
        Operation::Unprotection(one) if one.padding_ok && !one.mac_ok => Some(one),
        _ => None,
    });
    let refused = opened.next()?;
    let (first, fate) = match message.fate {
        Fate::Repeated => ("first-then-refused", "repeated"),
        Fate::Dropped => ("next-refused", "dropped"),
        _ => ("next-refused", "held-back"),
    };
    let made_with = match message.fate {
        Fate::Repeated => made.sequence,
        _ => made.sequence + 1,
    };
    let draft = Draft::one([
        right(first),
        wrong("accepted"),
        wrong("skipped"),
        wrong("asked-again"),
        wrong("noise"),
    ]);
    let content = refused.plaintext.get(refused.content.clone())?;
    let text = match message.name {
        MessageName::ApplicationData => format!("\"{}\"", escaped(content)),
        _ => short(content),
    };
    Some(
        draft
            .with(fate, "")
            .with("sender", message.sender.name())
            .with("receiver", message.sender.peer().name())
            .with("alert", alert.alert.description)
            .with("made_with", made_with)
            .with("checked_with", refused.sequence)
            .with("text", text)
            .revealed(noticed.index),
    )
}
