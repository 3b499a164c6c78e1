//! RSA encryption of the pre-master secret and its way back (RFC 8017 §7.2; RFC 5246 §7.4.7.1).
//!
//! ```text
//! EM = 00 02 | PS | 00 | M        m = OS2IP(EM)        c = m^e mod n        m = c^d mod n
//! ```
//!
//! Left out: that the server computes modulo p and q, and blinded.

use super::rows::{Bytes, Integer, Part, Role, Row};
use super::sheet::{Kind, Sheet};
use crate::crypto::pkcs1::{Decryption, Encryption, PreMasterRecovery};
use crate::explain::Span;
use crate::label;
use crate::trace::{CheckName, Derivation, Operation, Origin, Topic, ValueId, ValueName};

/// The label of an encryption block (RFC 8017 §7.2.1).
const EM: &str = "EM";

pub(super) fn encryption<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    encryption: &'t Encryption,
) -> Kind {
    let block = encryption.block.as_slice();
    let inputs = &derivation.inputs;
    let (start, end) = (encryption.padding.start, encryption.padding.end);
    let message = encryption.message_range.clone();
    sheet.section("rsa_block");
    let m = sheet.part_of(Role::Secret, inputs, "M", &block[message.clone()]);
    let secret = m.value;
    let parts = vec![
        Part::new(Role::Frame, "block type", &block[..start]),
        Part::new(Role::Padding, "PS", &block[start..end]),
        Part::new(Role::Frame, "separator", &block[end..message.start]),
        m,
    ];
    sheet.bytes(EM, parts);
    if let Some(id) = secret {
        pre_master_parts(sheet, id);
    }

    let n = sheet.find(inputs, |name| name == ValueName::ServerModulus);
    let e = sheet.find(inputs, |name| name == ValueName::ServerExponent);
    let c = Some(derivation.value);
    sheet.section("rsa_integer");
    integer(sheet, "m", None, block);
    integer(sheet, "e", e, &encryption.e);
    integer(sheet, "n", n, &encryption.n);
    sheet.section("rsa_power");
    power(sheet, ("c", c), ("m", None), ("e", e), n);
    integer(sheet, "c", c, &encryption.ciphertext);
    "rsa_encryption"
}

/// The two parts of a pre-master secret, where it was put together here.
fn pre_master_parts(sheet: &mut Sheet<'_>, id: ValueId) {
    let value = sheet.value(id);
    let Origin::Derived {
        operation: Operation::Join,
        inputs,
        ..
    } = &value.origin
    else {
        return;
    };
    let role = |id: &ValueId| match sheet.value(*id).name {
        ValueName::ClientVersion => Role::Number,
        _ => Role::Secret,
    };
    let parts = inputs.iter().map(|id| sheet.part(role(id), *id)).collect();
    sheet.bytes(sheet.key(value.id), parts);
}

pub(super) fn decryption<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    recovery: &'t PreMasterRecovery,
) -> Kind {
    let inputs = &derivation.inputs;
    let c = sheet.find(inputs, |name| name == ValueName::EncryptedPreMasterSecret);
    let d = sheet.find(inputs, |name| name == ValueName::ServerPrivateExponent);
    let n = sheet.find(inputs, |name| name == ValueName::ServerModulus);
    match &recovery.decryption {
        Some(decryption) => {
            sheet.section("unrsa_power");
            integer(sheet, "c", c, &decryption.ciphertext);
            for (letter, id) in [("d", d), ("n", n)] {
                if let Some(id) = id {
                    integer(sheet, letter, Some(id), &sheet.value(id).bytes);
                }
            }
            power(sheet, ("m", None), ("c", c), ("d", d), n);
            integer(sheet, "m", None, &decryption.block);
            sheet.section("unrsa_block");
            let parts = opened_block(decryption);
            sheet.bytes(EM, parts);
        }
        None => {
            sheet.section("unrsa_impossible");
            for (letter, id) in [("c", c), ("n", n)] {
                if let Some(id) = id {
                    integer(sheet, letter, Some(id), &sheet.value(id).bytes);
                }
            }
        }
    }
    sheet.section("unrsa_checks");
    let checks = recovery.checks.iter();
    let names: Vec<CheckName> = checks.map(|one| CheckName::PreMaster(one.kind)).collect();
    if sheet.step.topic == Topic::DecryptPreMasterSecret {
        sheet.checks(&names);
    }
    branches(sheet, derivation.value, recovery);
    "rsa_decryption"
}

/// What the server goes on with, and what it does not go on with.
fn branches<'t>(sheet: &mut Sheet<'t>, result: ValueId, recovery: &'t PreMasterRecovery) {
    let taken = named_parts(&recovery.pre_master_secret);
    let result = sheet.key(result);
    if !recovery.used_fallback {
        sheet.section("unrsa_kept");
        sheet.bytes(result, taken);
        sheet.section("unrsa_not_drawn_upon");
        let other = named_parts(&recovery.fallback);
        sheet.push(Row::Bytes(Bytes::new("drawn before", other).unused()));
        return;
    }
    sheet.section("unrsa_replaced");
    sheet.bytes(result, taken);
    sheet.section("unrsa_discarded");
    if let Some(decryption) = &recovery.decryption {
        let block = decryption.block.as_slice();
        let at = block.len().saturating_sub(recovery.fallback.len());
        let other = vec![Part::new(
            Role::Unknown,
            label!("explain.row.end_of_em"),
            &block[at..],
        )];
        sheet.push(Row::Bytes(Bytes::new("decrypted", other).unused()));
    }
}

/// A pre-master secret: the version and the random rest.
fn named_parts(secret: &[u8]) -> Vec<Part<'_>> {
    let (version, random) = secret.split_at(secret.len().min(2));
    vec![
        Part::new(Role::Number, "client_version", version),
        Part::new(Role::Secret, "random", random),
    ]
}

/// The parts of a decrypted block; the whole in one where it is no encryption block.
fn opened_block(decryption: &Decryption) -> Vec<Part<'_>> {
    let block = decryption.block.as_slice();
    match decryption.message() {
        Ok(message) => vec![
            Part::new(Role::Frame, "block type", &block[..2]),
            Part::new(Role::Padding, "PS", &block[2..message.start - 1]),
            Part::new(
                Role::Frame,
                "separator",
                &block[message.start - 1..message.start],
            ),
            Part::new(Role::Secret, "M", &block[message]),
        ],
        Err(_) => vec![Part::new(
            Role::Unknown,
            label!("explain.row.no_encryption_block"),
            block,
        )],
    }
}

pub(super) fn integer<'t>(
    sheet: &mut Sheet<'t>,
    name: &'static str,
    value: Option<ValueId>,
    bytes: &'t [u8],
) {
    sheet.push(Row::Integer(Integer { name, value, bytes }));
}

type Letter = (&'static str, Option<ValueId>);

/// `out = base^exponent mod n`
pub(super) fn power(
    sheet: &mut Sheet<'_>,
    out: Letter,
    base: Letter,
    exponent: Letter,
    n: Option<ValueId>,
) {
    let spans = power_formula(sheet, out, base, exponent, n);
    sheet.push(Row::Formula(spans));
}

pub(super) fn power_formula(
    sheet: &Sheet<'_>,
    out: Letter,
    base: Letter,
    exponent: Letter,
    n: Option<ValueId>,
) -> Vec<Span> {
    let text = |text: &str| Span::Text(text.to_owned());
    vec![
        sheet.letter(out.0, out.1),
        text(" = "),
        sheet.letter(base.0, base.1),
        text("^"),
        sheet.letter(exponent.0, exponent.1),
        text(" mod "),
        sheet.letter("n", n),
    ]
}
