//! A record, protected or opened (RFC 5246 §6.2.3): MAC, padding, and the cipher of the suite.

use super::cbc::{Cbc, Direction};
use super::rows::{Compare, Hashed, Part, Role, Row};
use super::sheet::{Kind, Sheet};
use crate::crypto::mac::{Mac, pads};
use crate::crypto::record::{IvOrigin, Protection, Unprotection};
use crate::label;
use crate::trace::{CheckName, Derivation, ValueId, ValueName};

pub(super) fn protection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    protection: &'t Protection,
) -> Kind {
    let ids = involved(sheet, derivation);
    let content = sheet.part_of(Role::Content, &ids, "content", &protection.content);
    let ciphertext = protection.ciphertext();
    let encrypted = sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext);
    if protection.mac_is_last() {
        return encrypted_first(sheet, &ids, protection, content, encrypted);
    }

    sheet.section("mac");
    authenticated(
        sheet,
        &ids,
        [&protection.pseudo_header, &protection.inner_mac],
        vec![content.clone()],
        &protection.mac,
    );

    let mac = sheet.part_of(Role::Digest, &ids, "MAC", &protection.mac);
    let plaintext = plaintext(content, mac, &protection.padding);
    if protection.iv_origin == IvOrigin::None {
        sheet.section("stream");
        sheet.bytes("plaintext", plaintext);
        let keystream = Part::new(Role::Secret, "keystream", &protection.keystream);
        sheet.bytes("keystream", vec![keystream]);
        sheet.section("stream_fragment");
        sheet.bytes("fragment", vec![encrypted]);
        return "stream_protection";
    }
    sheet.section("padding");
    sheet.bytes("plaintext", plaintext.clone());

    let iv = sheet.part_of(Role::Fresh, &ids, "IV", &protection.iv);
    sheet.section(iv_section(protection.iv_origin));
    sheet.bytes("IV", vec![iv.clone()]);

    sheet.section("cbc");
    let cbc = Cbc {
        direction: Direction::Encrypt,
        cipher: sheet.suite().map(|suite| suite.cipher),
        key: write_key(sheet, &ids),
        iv: iv.clone(),
        plaintext,
        ciphertext,
        joined: &protection.plaintext,
    };
    sheet.push(Row::Cbc(cbc));

    let in_record = protection.iv_origin == IvOrigin::InRecord;
    sheet.section(match in_record {
        true => "fragment",
        false => "fragment_without_iv",
    });
    let iv = in_record.then_some(iv);
    sheet.bytes("fragment", iv.into_iter().chain([encrypted]).collect());
    "protection"
}

/// A record that is encrypted first and then authenticated (RFC 7366 §3).
fn encrypted_first<'t>(
    sheet: &mut Sheet<'t>,
    ids: &[ValueId],
    protection: &'t Protection,
    content: Part<'t>,
    encrypted: Part<'t>,
) -> Kind {
    let plaintext = unmaced(content, &protection.padding);
    sheet.section("etm_padding");
    sheet.bytes("plaintext", plaintext.clone());
    let iv = sheet.part_of(Role::Fresh, ids, "IV", &protection.iv);
    sheet.section(iv_section(protection.iv_origin));
    sheet.bytes("IV", vec![iv.clone()]);
    sheet.section("cbc");
    let cbc = Cbc {
        direction: Direction::Encrypt,
        cipher: sheet.suite().map(|suite| suite.cipher),
        key: write_key(sheet, ids),
        iv: iv.clone(),
        plaintext,
        ciphertext: protection.ciphertext(),
        joined: &protection.plaintext,
    };
    sheet.push(Row::Cbc(cbc));
    let in_record = protection.iv_origin == IvOrigin::InRecord;
    let maced: Vec<Part<'t>> = in_record
        .then_some(iv)
        .into_iter()
        .chain([encrypted])
        .collect();
    sheet.section("etm_mac");
    let header = [protection.pseudo_header.as_slice(), &protection.inner_mac];
    authenticated(sheet, ids, header, maced.clone(), &protection.mac);
    sheet.section("etm_fragment");
    let mac = sheet.part_of(Role::Digest, ids, "MAC", &protection.mac);
    sheet.bytes("fragment", maced.into_iter().chain([mac]).collect());
    "etm_protection"
}

/// A record whose MAC comes last: verified first, and decrypted only if it is right.
fn verified_first<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    ids: &[ValueId],
    unprotection: &'t Unprotection,
) -> Kind {
    let iv = sheet.part_of(Role::Fresh, ids, "IV", &unprotection.iv);
    let ciphertext = unprotection.ciphertext();
    let encrypted = sheet.part_of(Role::Ciphertext, ids, "ciphertext", ciphertext);
    let received = unprotection.received_mac();
    let in_record = unprotection.iv_origin == IvOrigin::InRecord;
    let maced: Vec<Part<'t>> = in_record
        .then(|| iv.clone())
        .into_iter()
        .chain([encrypted])
        .collect();
    sheet.section("open_etm_fragment");
    let mac = Part::new(Role::Digest, "MAC", received);
    sheet.bytes("fragment", maced.iter().cloned().chain([mac]).collect());
    sheet.section("open_etm_mac");
    let computed = unprotection.computed_mac.as_slice();
    let header = [
        unprotection.pseudo_header.as_slice(),
        &unprotection.inner_mac,
    ];
    authenticated(sheet, ids, header, maced, computed);
    sheet.push(Row::Compare(Compare {
        left: (label!("explain.row.mac_in_record").to_owned(), received),
        right: (label!("explain.row.mac_computed").to_owned(), computed),
    }));
    own_check(sheet, derivation, CheckName::Mac);
    if !unprotection.was_decrypted() {
        return "etm_unprotection";
    }
    let content = sheet.part_of(Role::Content, ids, "content", unprotection.content());
    let padding = &unprotection.plaintext[unprotection.padding.clone()];
    let plaintext = unmaced(content, padding);
    if !in_record {
        sheet.section(iv_section(unprotection.iv_origin));
        sheet.bytes("IV", vec![iv.clone()]);
    }
    sheet.section("open_cbc");
    let cbc = Cbc {
        direction: Direction::Decrypt,
        cipher: sheet.suite().map(|suite| suite.cipher),
        key: write_key(sheet, ids),
        iv,
        plaintext: plaintext.clone(),
        ciphertext,
        joined: &unprotection.plaintext,
    };
    sheet.push(Row::Cbc(cbc));
    sheet.section("open_etm_padding");
    sheet.bytes("plaintext", plaintext);
    own_check(sheet, derivation, CheckName::Padding);
    "etm_unprotection"
}

pub(super) fn unprotection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    unprotection: &'t Unprotection,
) -> Kind {
    let ids = involved(sheet, derivation);
    if unprotection.mac_is_last() {
        return verified_first(sheet, derivation, &ids, unprotection);
    }
    let ciphertext = unprotection.ciphertext();
    let iv = sheet.part_of(Role::Fresh, &ids, "IV", &unprotection.iv);
    let encrypted = sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext);
    let (section, in_front) = match unprotection.iv_origin {
        IvOrigin::InRecord => ("open_fragment", Some(iv.clone())),
        _ => ("open_fragment_without_iv", None),
    };
    sheet.section(section);
    let fragment = in_front.into_iter().chain([encrypted]).collect();
    sheet.bytes("fragment", fragment);

    let bytes = unprotection.plaintext.as_slice();
    let received = &bytes[unprotection.mac.clone()];
    let content = unprotection.content();
    let content = sheet.part_of(Role::Content, &ids, "content", content);
    let mac = sheet.part_of(Role::Digest, &ids, "MAC", received);
    let plaintext = plaintext(content.clone(), mac, &bytes[unprotection.padding.clone()]);
    let is_stream = unprotection.iv_origin == IvOrigin::None;
    if is_stream {
        sheet.section("open_stream");
        let keystream = Part::new(Role::Secret, "keystream", &unprotection.keystream);
        sheet.bytes("keystream", vec![keystream]);
        sheet.bytes("plaintext", plaintext);
    } else {
        if unprotection.iv_origin != IvOrigin::InRecord {
            sheet.section(iv_section(unprotection.iv_origin));
            sheet.bytes("IV", vec![iv.clone()]);
        }
        sheet.section("open_cbc");
        let cbc = Cbc {
            direction: Direction::Decrypt,
            cipher: sheet.suite().map(|suite| suite.cipher),
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
    }

    sheet.section("open_mac");
    let computed = unprotection.computed_mac.as_slice();
    authenticated(
        sheet,
        &ids,
        [&unprotection.pseudo_header, &unprotection.inner_mac],
        vec![content],
        computed,
    );
    sheet.push(Row::Compare(Compare {
        left: (label!("explain.row.mac_in_record").to_owned(), received),
        right: (label!("explain.row.mac_computed").to_owned(), computed),
    }));
    own_check(sheet, derivation, CheckName::Mac);
    match is_stream {
        true => "stream_unprotection",
        false => "unprotection",
    }
}

/// The end of a record as the IV of the next.
pub(super) fn chained_iv<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation) -> Kind {
    sheet.section("iv_previous");
    let part = sheet.part(Role::Fresh, derivation.value);
    sheet.bytes(part.name.clone(), vec![part]);
    "chained_iv"
}

fn iv_section(origin: IvOrigin) -> &'static str {
    match origin {
        IvOrigin::KeyBlock => "iv_key_block",
        IvOrigin::Previous(_) => "iv_previous",
        IvOrigin::None | IvOrigin::InRecord => "iv",
    }
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

/// What is authenticated, and the MAC. `hashed` is what stands before the content, and the inner hash of
/// the MAC.
fn authenticated<'t>(
    sheet: &mut Sheet<'t>,
    ids: &[ValueId],
    hashed: [&'t [u8]; 2],
    content: Vec<Part<'t>>,
    output: &'t [u8],
) {
    let key = sheet.find(ids, |name| matches!(name, ValueName::WriteMacKey(_)));
    let result = sheet.find(ids, |name| matches!(name, ValueName::RecordMac(..)));
    let result = result.filter(|id| sheet.value(*id).bytes == output);
    let agreed = sheet.connection().agreed();
    let (Some((rules, suite)), Some(key)) = (agreed, key) else {
        return;
    };
    let key = sheet.part(Role::Secret, key);
    let [mut rest, inner] = hashed;
    let mac = rules.algorithms(suite).mac;
    let mut data = Vec::new();
    for (name, len) in mac.header_fields() {
        let (field, after) = rest.split_at(*len);
        data.push(Part::new(Role::Number, *name, field));
        rest = after;
    }
    data.extend(content);
    let name = "MAC".to_owned();
    let hash = mac.hash();
    let outer = match mac {
        Mac::Hmac(_) => Hashed {
            name,
            hash,
            key: Some(key),
            data,
            output,
            result,
            gives: None,
        },
        Mac::Ssl3(_) => {
            let (pad_1, pad_2) = pads(hash);
            data.splice(..0, [key.clone(), Part::new(Role::Padding, "pad_1", pad_1)]);
            sheet.push(Row::Hashed(Hashed {
                name: "inner".to_owned(),
                hash,
                key: None,
                data,
                output: inner,
                result: None,
                gives: None,
            }));
            Hashed {
                name,
                hash,
                key: None,
                data: vec![
                    key,
                    Part::new(Role::Padding, "pad_2", pad_2),
                    Part::new(Role::Digest, "inner", inner),
                ],
                output,
                result,
                gives: None,
            }
        }
    };
    sheet.push(Row::Hashed(outer));
}

fn plaintext<'t>(content: Part<'t>, mac: Part<'t>, padding: &'t [u8]) -> Vec<Part<'t>> {
    padded(vec![content, mac], padding)
}

/// A plaintext whose MAC is elsewhere.
fn unmaced<'t>(content: Part<'t>, padding: &'t [u8]) -> Vec<Part<'t>> {
    padded(vec![content], padding)
}

fn padded<'t>(mut parts: Vec<Part<'t>>, padding: &'t [u8]) -> Vec<Part<'t>> {
    if let Some(before) = padding.len().checked_sub(1) {
        let (padding, length) = padding.split_at(before);
        parts.push(Part::new(Role::Padding, "padding", padding));
        parts.push(Part::new(Role::Number, "padding_length", length));
    }
    parts
}

fn write_key<'t>(sheet: &Sheet<'t>, ids: &[ValueId]) -> Option<Part<'t>> {
    let key = sheet.find(ids, |name| matches!(name, ValueName::WriteKey(_)))?;
    Some(sheet.part(Role::Secret, key))
}
