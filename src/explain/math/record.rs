//! A record, protected or opened (RFC 5246 §6.2.3.2).
//!
//! ```text
//! MAC        HMAC(MAC_write_key, seq_num + type + version + length + content)
//! plaintext  content + MAC + padding + padding_length
//! fragment   IV + CBC-encrypt(plaintext)
//! ```

use super::cbc::{Cbc, Direction};
use super::rows::{Compare, Hmac, Part, Role, Row};
use super::sheet::{Kind, Sheet};
use crate::crypto::record::{PSEUDO_HEADER_LEN, Protection, Unprotection};
use crate::label;
use crate::trace::{CheckName, Derivation, ValueId, ValueName};

/// The names of the fields that are authenticated before the content, with their lengths in
/// bytes.
const PSEUDO_HEADER: [(&str, usize); 4] =
    [("seq_num", 8), ("type", 1), ("version", 2), ("length", 2)];

pub(super) fn protection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    protection: &'t Protection,
) -> Kind {
    let ids = involved(sheet, derivation);
    let content = sheet.part_of(Role::Content, &ids, "content", &protection.content);
    let iv = sheet.part_of(Role::Fresh, &ids, "IV", &protection.iv);
    let ciphertext = &protection.fragment[protection.iv.len()..];

    sheet.section("mac");
    authenticated(
        sheet,
        &ids,
        &protection.pseudo_header,
        content.clone(),
        &protection.mac,
    );

    sheet.section("padding");
    let mac = sheet.part_of(Role::Digest, &ids, "MAC", &protection.mac);
    let plaintext = plaintext(content, mac, &protection.padding);
    sheet.bytes("plaintext", plaintext.clone());

    sheet.section("iv");
    sheet.bytes("IV", vec![iv.clone()]);

    sheet.section("cbc");
    let cbc = Cbc {
        direction: Direction::Encrypt,
        cipher: sheet.trace.suite.map(|suite| suite.cipher),
        key: write_key(sheet, &ids),
        iv: iv.clone(),
        plaintext,
        ciphertext,
        joined: &protection.plaintext,
    };
    sheet.push(Row::Cbc(cbc));

    sheet.section("fragment");
    let encrypted = sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext);
    sheet.bytes("fragment", vec![iv, encrypted]);
    "protection"
}

pub(super) fn unprotection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    unprotection: &'t Unprotection,
) -> Kind {
    let ids = involved(sheet, derivation);
    let (iv, ciphertext) = unprotection.fragment.split_at(unprotection.iv.end);
    let iv = sheet.part_of(Role::Fresh, &ids, "IV", iv);
    let encrypted = sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext);
    sheet.section("open_fragment");
    sheet.bytes("fragment", vec![iv.clone(), encrypted]);

    let bytes = unprotection.plaintext.as_slice();
    let received = &bytes[unprotection.mac.clone()];
    let content = unprotection.content();
    let content = sheet.part_of(Role::Content, &ids, "content", content);
    let mac = sheet.part_of(Role::Digest, &ids, "MAC", received);
    let plaintext = plaintext(content.clone(), mac, &bytes[unprotection.padding.clone()]);
    sheet.section("open_cbc");
    let cbc = Cbc {
        direction: Direction::Decrypt,
        cipher: sheet.trace.suite.map(|suite| suite.cipher),
        key: write_key(sheet, &ids),
        iv,
        plaintext: plaintext.clone(),
        ciphertext,
        joined: bytes,
    };
    sheet.push(Row::Cbc(cbc));

    sheet.section("open_padding");
    sheet.bytes("plaintext", plaintext);
    own_check(sheet, derivation, CheckName::Padding);

    sheet.section("open_mac");
    let computed = unprotection.computed_mac.as_slice();
    authenticated(sheet, &ids, &unprotection.pseudo_header, content, computed);
    sheet.push(Row::Compare(Compare {
        left: (label!("explain.row.mac_in_record").to_owned(), received),
        right: (label!("explain.row.mac_computed").to_owned(), computed),
    }));
    own_check(sheet, derivation, CheckName::Mac);
    "unprotection"
}

/// A check of the step, unless it may be of another record: in a simulation one step can hold the
/// work of both sides, but only one decrypts a record.
fn own_check(sheet: &mut Sheet<'_>, derivation: &Derivation, name: CheckName) {
    let opened = |one: &&Derivation| {
        let content = matches!(sheet.value(one.value).name, ValueName::RecordContent(..));
        content && one.operation.is_unprotection()
    };
    let count = sheet
        .trace
        .derived_in(derivation.step)
        .iter()
        .filter(opened)
        .count();
    if count == 1 {
        sheet.checks(&[name]);
    }
}

/// Inputs and outcome of all derivations that this record has in its step.
fn involved(sheet: &Sheet<'_>, derivation: &Derivation) -> Vec<ValueId> {
    let mut ids = Vec::new();
    for one in sheet.trace.derived_in(derivation.step) {
        if one.by == derivation.by && one.operation == derivation.operation {
            ids.extend_from_slice(&one.inputs);
            ids.push(one.value);
        }
    }
    ids
}

/// What is authenticated, and the HMAC.
fn authenticated<'t>(
    sheet: &mut Sheet<'t>,
    ids: &[ValueId],
    pseudo_header: &'t [u8; PSEUDO_HEADER_LEN],
    content: Part<'t>,
    output: &'t [u8],
) {
    let mut rest = pseudo_header.as_slice();
    let mut data = Vec::new();
    for (name, len) in PSEUDO_HEADER {
        let (field, after) = rest.split_at(len);
        data.push(Part::new(Role::Number, name, field));
        rest = after;
    }
    data.push(content);
    let key = sheet.find(ids, |name| matches!(name, ValueName::WriteMacKey(_)));
    let result = sheet.find(ids, |name| matches!(name, ValueName::RecordMac(..)));
    let result = result.filter(|id| sheet.value(*id).bytes == output);
    if let (Some(suite), Some(key)) = (sheet.trace.suite, key) {
        let key = sheet.part(Role::Secret, key);
        sheet.push(Row::Hmac(Hmac {
            name: "MAC".to_owned(),
            hash: suite.mac,
            key,
            data,
            output,
            result,
            gives: None,
        }));
    }
}

fn plaintext<'t>(content: Part<'t>, mac: Part<'t>, padding: &'t [u8]) -> Vec<Part<'t>> {
    let (padding, length) = padding.split_at(padding.len().saturating_sub(1));
    vec![
        content,
        mac,
        Part::new(Role::Padding, "padding", padding),
        Part::new(Role::Number, "padding_length", length),
    ]
}

fn write_key<'t>(sheet: &Sheet<'t>, ids: &[ValueId]) -> Option<Part<'t>> {
    let key = sheet.find(ids, |name| matches!(name, ValueName::WriteKey(_)))?;
    Some(sheet.part(Role::Secret, key))
}
