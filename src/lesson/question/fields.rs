//! Templates about bytes and fields.

use super::asking::{Here, first_field, own_message};
use super::discriminate::numbers;
use super::draft::{Draft, right, wrong};
use super::records::made;
use super::template::{At, Kind, Template};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::record::IvOrigin;
use crate::text::hex;
use crate::trace::{Message, MessageName, Side, Step, ValueName};
use crate::wire::{Field, HandshakeType, ProtocolVersion};

/// Before which byte of a record the field begins whose bytes are asked for: more cannot be read on a sheet.
const READABLE: usize = 48;
/// The longest length or type that is asked for, in bytes.
const LONGEST: usize = 3;

/// The steps in which a protected record crosses the wire.
const PROTECTED: At =
    At::Each(|step: &Step| own_message(step).is_some_and(|(_, message)| message.protected));

pub(super) const TEMPLATES: &[Template] = &[
    Template::new(
        "next-bytes",
        8,
        Kind::Bytes,
        At::Each(|step| own_message(step).is_some_and(|(_, message)| !message.protected)),
        next_bytes,
    ),
    Template::new(
        "pms-first-bytes",
        9,
        Kind::Bytes,
        At::Keys(&["check_certificate", "draw_pre_master_secret"]),
        pms_first_bytes,
    ),
    Template::new(
        "pms-version-of",
        10,
        Kind::One,
        At::Keys(&["draw_pre_master_secret"]),
        pms_version_of,
    ),
    Template::new(
        "point-offer",
        11,
        Kind::Point,
        At::Keys(&["client_hello"]),
        point_offer,
    ),
    Template::new(
        "point-choice",
        12,
        Kind::Point,
        At::Keys(&["server_hello"]),
        point_choice,
    ),
    Template::new(
        "point-unprotected",
        13,
        Kind::Point,
        PROTECTED,
        point_unprotected,
    ),
    Template::new("record-size", 14, Kind::Number, PROTECTED, record_size),
    Template::new("padding-bytes", 15, Kind::Bytes, PROTECTED, padding_bytes),
    Template::new(
        "prf-hash",
        16,
        Kind::One,
        At::Keys(&["derive_master_secret"]),
        prf_hash,
    ),
];

/// A length of a record or handshake header, asked from the bytes before it.
fn next_bytes(here: &Here<'_>) -> Option<Draft> {
    let (_, message) = own_message(here.step)?;
    let buffer = message.buffers.first()?;
    (!message.protected && !here.step.fate().tampered()).then_some(())?;
    let whole = buffer.own.end - buffer.own.start;
    let asked = buffer.fields().into_iter().filter(|placed| {
        let node = placed.node;
        let length = node.field.is_length() && node.field != Field::DerHeader;
        let length = length && node.is_leaf() && !node.is_empty();
        length && node.len() <= LONGEST && (1..READABLE).contains(&node.start)
    });
    let asked: Vec<_> = asked.collect();
    let which = numbers(here.seed, here.template.1, here.step.index)(asked.len());
    let node = asked.get(which)?.node;
    let right = buffer.bytes.get(node.range())?.to_vec();
    let value = right
        .iter()
        .fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
    let sized = |n: usize| {
        let bytes = n.to_be_bytes();
        bytes.get(bytes.len() - right.len()..).map(<[u8]>::to_vec)
    };
    let decimal = format!("{value:0width$}", width = 2 * right.len());
    let record = whole.checked_sub(crate::wire::record::HEADER_LEN)?;
    let wrong = [
        (sized(record), wrong("record-length")),
        (sized(value + right.len()), wrong("counts-itself")),
        (
            Some(right.iter().rev().copied().collect()),
            wrong("backwards"),
        ),
        (crate::text::unhex(&decimal), wrong("decimal")),
    ];
    Some(
        Draft::bytes(right.clone(), wrong)
            .with("message", message.name.name())
            .with("begins", hex(buffer.bytes.get(..node.start)?))
            .with("count", right.len())
            .with("field", node.field.key())
            .with("length", value)
            .with("right", hex(&right)),
    )
}

/// The first bytes of a field of the client's hello.
fn of_hello(here: &Here<'_>, field: Field) -> Option<Vec<u8>> {
    let hello = here.past("client_hello")?;
    let message = hello.message.as_ref()?;
    first_field(message, field).map(|(_, bytes)| bytes)
}

fn pms_first_bytes(here: &Here<'_>) -> Option<Draft> {
    let shown = here.step_of("draw_pre_master_secret")?;
    let offered = of_hello(here, Field::ClientVersion)?;
    let record = of_hello(here, Field::RecordVersion)?;
    let agreed = here.connection().version?.bytes().to_vec();
    let secret = here.trace.named(
        here.step.connection,
        ValueName::PreMasterSecret,
        Side::Client,
    )?;
    let right = secret.bytes.get(..2)?.to_vec();
    (right == offered && (offered != agreed || offered != record)).then_some(())?;
    let random = here.value(ValueName::ClientRandom, Side::Client)?;
    let padding = vec![0, 2];
    let wrong = [
        (Some(agreed.clone()), wrong("negotiated")),
        (Some(record.clone()), wrong("record")),
        (Some(padding.clone()), wrong("padding")),
        (random.bytes.get(..2).map(<[u8]>::to_vec), wrong("random")),
    ];
    let mut others = vec![agreed, record, padding, random.bytes.get(..2)?.to_vec()];
    others.sort();
    others.dedup();
    others.retain(|other| *other != right);
    (others.len() >= 3).then_some(())?;
    Some(Draft::bytes(right, wrong).revealed(shown.index))
}

fn pms_version_of(here: &Here<'_>) -> Option<Draft> {
    let offered = of_hello(here, Field::ClientVersion)?;
    let record = of_hello(here, Field::RecordVersion)?;
    let secret = here.value(ValueName::PreMasterSecret, Side::Client)?;
    (secret.bytes.get(..2)? == offered).then_some(())?;
    let agreed = here.connection().version?;
    let version = |bytes: &[u8]| {
        Some(ProtocolVersion::of(u16::from_be_bytes(
            bytes.try_into().ok()?,
        )))
    };
    let same = if agreed == version(&offered)? {
        "same"
    } else {
        "other"
    };
    Some(
        Draft::one([
            right("offered"),
            wrong("negotiated"),
            wrong("record"),
            wrong("none"),
        ])
        .with("offer", version(&offered)?)
        .with("agreed", agreed)
        .with("in_record", version(&record)?)
        .with(same, ""),
    )
}

/// The path of a field in the step's message.
fn path(message: &Message, field: Field) -> Option<String> {
    first_field(message, field).map(|(path, _)| path)
}

fn is_hello(here: &Here<'_>, kind: HandshakeType) -> bool {
    here.message()
        .is_some_and(|message| message.name == MessageName::Handshake(kind))
}

fn point_offer(here: &Here<'_>) -> Option<Draft> {
    let message = here.message()?;
    is_hello(here, HandshakeType::ClientHello).then_some(())?;
    // what is not in the message as it was sent has no place to point at
    Some(Draft::point(
        path(message, Field::ClientVersion)?,
        vec![
            (path(message, Field::RecordVersion), wrong("record")),
            (path(message, Field::RandomBytes), wrong("random")),
            (path(message, Field::CipherSuites), wrong("suites")),
        ],
    ))
}

fn point_choice(here: &Here<'_>) -> Option<Draft> {
    let message = here.message()?;
    is_hello(here, HandshakeType::ServerHello).then_some(())?;
    let (_, suite) = here.agreed()?;
    let right = path(message, Field::CipherSuite)?;
    let wrong = vec![
        (path(message, Field::ServerVersion), wrong("version")),
        (path(message, Field::RandomBytes), wrong("random")),
        (
            path(message, Field::CompressionMethod),
            wrong("compression"),
        ),
    ];
    Some(Draft::point(right, wrong).with("mac_bytes", suite.mac.output_len()))
}

fn point_unprotected(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    (made.iv_origin == IvOrigin::InRecord).then_some(())?;
    Some(Draft::point(
        path(message, Field::Iv)?,
        vec![
            (path(message, Field::ContentType), wrong("header")),
            (path(message, Field::RecordVersion), wrong("header")),
            (path(message, Field::RecordLength), wrong("header")),
            (path(message, Field::Ciphertext), wrong("ciphertext")),
        ],
    ))
}

fn record_size(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    (made.iv_origin == IvOrigin::InRecord).then_some(())?;
    let (_, suite) = here.agreed()?;
    let block = suite.cipher.block_len()?;
    let (content, mac, iv) = (made.content.len(), made.mac.len(), made.iv.len());
    let blocks = |bytes: usize| bytes.div_ceil(block) * block;
    Some(
        Draft::number(
            made.fragment.len(),
            [
                (Some(iv + blocks(content + 1)), wrong("no-mac")),
                // where that is wrong, it is the same as without the IV
                (Some(iv + blocks(content + mac)), wrong("no-padding")),
                (Some(blocks(content + mac + 1)), wrong("no-iv")),
                (Some(content), wrong("content")),
            ],
        )
        .with("side", message.sender.name())
        .with("content_bytes", content)
        .with("mac_bytes", mac)
        .with("iv_bytes", iv)
        .with("block_bytes", block)
        .with("padded", made.plaintext.len()),
    )
}

fn padding_bytes(here: &Here<'_>) -> Option<Draft> {
    let (message, made) = made(here)?;
    // in SSL 3.0 the bytes before the last may be any
    let value = *made.plaintext.last()?;
    let whole = made.padding.len();
    (value >= 2 && made.padding.iter().all(|byte| *byte == value)).then_some(())?;
    let three = |value: u8| Some(vec![value; 3]);
    let end_of_mac = made.mac.get(made.mac.len().checked_sub(3)?..)?;
    Some(
        Draft::bytes(
            vec![value; 3],
            [
                (three(value.checked_add(1)?), wrong("pkcs7")),
                (Some(vec![0, 0, value]), wrong("zeros")),
                (three(value - 1), wrong("too-few")),
                (Some(end_of_mac.to_vec()), wrong("mac")),
            ],
        )
        .with("side", message.sender.name())
        .with("content_bytes", made.content.len())
        .with("mac_bytes", made.mac.len())
        .with("padding_bytes", whole)
        .with("value", value)
        .with("block_bytes", here.agreed()?.1.cipher.block_len()?),
    )
}

fn prf_hash(here: &Here<'_>) -> Option<Draft> {
    let plain = here.plain(Side::Client)?;
    let names_sha1 = plain.suite.mac == HashAlgorithm::Sha1;
    (names_sha1 && plain.rules.is_newest()).then_some(())?;
    here.value(ValueName::MasterSecret, Side::Client)?;
    Some(
        Draft::one([right("prf"), wrong("sha1"), wrong("both"), wrong("sha384")])
            .with("suite_name", plain.suite.name),
    )
}
