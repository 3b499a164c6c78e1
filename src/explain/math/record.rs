//! A record, protected or opened (RFC 5246 §6.2.3): MAC, padding, and the cipher of the suite.

use super::cbc::{Cbc, Direction};
use super::rows::{Compare, Hashed, Part, Role, Row};
use super::sheet::{Kind, Sheet};
use crate::crypto::mac::{Mac, pads};
use crate::crypto::record::{IvOrigin, Protection, Unprotection};
use crate::label;
use crate::trace::{CheckName, Derivation, ValueId, ValueName};

/// A record that was protected. Its MAC comes first, unless it is encrypted first and then authenticated
/// (RFC 7366 §3).
pub(super) fn protection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    protection: &'t Protection,
) -> Kind {
    let ids = involved(sheet, derivation);
    let content = sheet.part_of(Role::Content, &ids, "content", &protection.content);
    let mac = sheet.part_of(Role::Digest, &ids, "MAC", &protection.mac);
    let inside = match protection.mac_is_last() {
        true => vec![content.clone()],
        false => vec![content.clone(), mac.clone()],
    };
    let ciphertext = protection.ciphertext();
    let record = Record {
        direction: Direction::Encrypt,
        iv: sheet.part_of(Role::Fresh, &ids, "IV", &protection.iv),
        iv_origin: protection.iv_origin,
        plaintext: padded(inside, &protection.padding),
        joined: &protection.plaintext,
        keystream: &protection.keystream,
        ciphertext,
        encrypted: sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext),
        hashed: [&protection.pseudo_header, &protection.inner_mac],
        mac: &protection.mac,
        ids,
    };
    if protection.mac_is_last() {
        record.show_plaintext(sheet, "etm_padding");
        record.show_iv(sheet);
        record.show_cbc(sheet, "cbc");
        record.show_mac(sheet, "etm_mac", record.sent());
        record.show_fragment(sheet, "etm_fragment", Some(mac));
        return "etm_protection";
    }
    record.show_mac(sheet, "mac", vec![content]);
    match protection.iv_origin {
        IvOrigin::None => {
            record.show_plaintext(sheet, "stream");
            record.show_keystream(sheet);
            record.show_fragment(sheet, "stream_fragment", None);
            "stream_protection"
        }
        origin => {
            record.show_plaintext(sheet, "padding");
            record.show_iv(sheet);
            record.show_cbc(sheet, "cbc");
            let section = match origin {
                IvOrigin::InRecord => "fragment",
                _ => "fragment_without_iv",
            };
            record.show_fragment(sheet, section, None);
            "protection"
        }
    }
}

/// A record whose protection was taken off. A MAC that comes last is verified first, and the record is
/// decrypted only if it is right.
pub(super) fn unprotection<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    unprotection: &'t Unprotection,
) -> Kind {
    let ids = involved(sheet, derivation);
    let received = unprotection.received_mac();
    let content = sheet.part_of(Role::Content, &ids, "content", unprotection.content());
    let inside = match unprotection.mac_is_last() {
        true => vec![content.clone()],
        false => {
            let mac = sheet.part_of(Role::Digest, &ids, "MAC", received);
            vec![content.clone(), mac]
        }
    };
    let padding = &unprotection.plaintext[unprotection.padding.clone()];
    let ciphertext = unprotection.ciphertext();
    let record = Record {
        direction: Direction::Decrypt,
        iv: sheet.part_of(Role::Fresh, &ids, "IV", &unprotection.iv),
        iv_origin: unprotection.iv_origin,
        plaintext: padded(inside, padding),
        joined: &unprotection.plaintext,
        keystream: &unprotection.keystream,
        ciphertext,
        encrypted: sheet.part_of(Role::Ciphertext, &ids, "ciphertext", ciphertext),
        hashed: [&unprotection.pseudo_header, &unprotection.inner_mac],
        mac: &unprotection.computed_mac,
        ids,
    };
    if unprotection.mac_is_last() {
        let mac = Part::new(Role::Digest, "MAC", received);
        record.show_fragment(sheet, "open_etm_fragment", Some(mac));
        record.show_mac(sheet, "open_etm_mac", record.sent());
        record.compare_mac(sheet, derivation, received);
        if unprotection.was_decrypted() {
            record.show_opened(sheet, derivation, "open_etm_padding");
        }
        return "etm_unprotection";
    }
    record.show_fragment(
        sheet,
        match unprotection.iv_origin {
            IvOrigin::InRecord => "open_fragment",
            _ => "open_fragment_without_iv",
        },
        None,
    );
    let kind = match unprotection.iv_origin {
        IvOrigin::None => {
            sheet.section("open_stream");
            record.show_keystream(sheet);
            sheet.bytes("plaintext", record.plaintext.clone());
            "stream_unprotection"
        }
        _ => {
            record.show_opened(sheet, derivation, "open_padding");
            "unprotection"
        }
    };
    record.show_mac(sheet, "open_mac", vec![content]);
    record.compare_mac(sheet, derivation, received);
    kind
}

/// What the rows of a record are made of, in whichever direction it goes.
struct Record<'t> {
    direction: Direction,
    iv: Part<'t>,
    iv_origin: IvOrigin,
    /// What is inside, in parts.
    plaintext: Vec<Part<'t>>,
    /// The same in one piece.
    joined: &'t [u8],
    keystream: &'t [u8],
    ciphertext: &'t [u8],
    /// The ciphertext as a part.
    encrypted: Part<'t>,
    /// What stands before the content in what is authenticated, and the inner hash of the MAC.
    hashed: [&'t [u8]; 2],
    /// The MAC that was computed.
    mac: &'t [u8],
    /// Inputs and outcomes of the derivations.
    ids: Vec<ValueId>,
}

impl<'t> Record<'t> {
    /// What is sent, without a MAC that comes last: the IV if the record carries it, and the ciphertext.
    fn sent(&self) -> Vec<Part<'t>> {
        let in_record = self.iv_origin == IvOrigin::InRecord;
        let iv = in_record.then(|| self.iv.clone());
        iv.into_iter().chain([self.encrypted.clone()]).collect()
    }

    fn show_fragment(&self, sheet: &mut Sheet<'t>, section: &'static str, mac: Option<Part<'t>>) {
        sheet.section(section);
        sheet.bytes("fragment", self.sent().into_iter().chain(mac).collect());
    }

    fn show_plaintext(&self, sheet: &mut Sheet<'t>, section: &'static str) {
        sheet.section(section);
        sheet.bytes("plaintext", self.plaintext.clone());
    }

    fn show_keystream(&self, sheet: &mut Sheet<'t>) {
        let keystream = Part::new(Role::Secret, "keystream", self.keystream);
        sheet.bytes("keystream", vec![keystream]);
    }

    fn show_iv(&self, sheet: &mut Sheet<'t>) {
        sheet.section(match self.iv_origin {
            IvOrigin::KeyBlock => "iv_key_block",
            IvOrigin::Previous(_) => "iv_previous",
            IvOrigin::None | IvOrigin::InRecord => "iv",
        });
        sheet.bytes("IV", vec![self.iv.clone()]);
    }

    fn show_cbc(&self, sheet: &mut Sheet<'t>, section: &'static str) {
        sheet.section(section);
        let key = sheet.find(&self.ids, |name| matches!(name, ValueName::WriteKey(_)));
        let cbc = Cbc {
            direction: self.direction,
            cipher: sheet.suite().map(|suite| suite.cipher),
            key: key.map(|key| sheet.part(Role::Secret, key)),
            iv: self.iv.clone(),
            plaintext: self.plaintext.clone(),
            ciphertext: self.ciphertext,
            joined: self.joined,
        };
        sheet.push(Row::Cbc(cbc));
    }

    /// The way from the ciphertext to a plaintext whose padding is checked.
    fn show_opened(
        &self,
        sheet: &mut Sheet<'t>,
        derivation: &Derivation,
        padding_section: &'static str,
    ) {
        // one in the record was shown with the fragment
        if self.iv_origin != IvOrigin::InRecord {
            self.show_iv(sheet);
        }
        self.show_cbc(sheet, "open_cbc");
        self.show_plaintext(sheet, padding_section);
        own_check(sheet, derivation, CheckName::Padding);
    }

    /// The MAC that came beside the one that was computed.
    fn compare_mac(&self, sheet: &mut Sheet<'t>, derivation: &Derivation, received: &'t [u8]) {
        sheet.push(Row::Compare(Compare {
            left: (label!("explain.row.mac_in_record").to_owned(), received),
            right: (label!("explain.row.mac_computed").to_owned(), self.mac),
        }));
        own_check(sheet, derivation, CheckName::Mac);
    }

    /// The MAC over a content, or over what is sent.
    fn show_mac(&self, sheet: &mut Sheet<'t>, section: &'static str, content: Vec<Part<'t>>) {
        sheet.section(section);
        let (ids, output) = (self.ids.as_slice(), self.mac);
        let key = sheet.find(ids, |name| matches!(name, ValueName::WriteMacKey(_)));
        let result = sheet.find(ids, |name| matches!(name, ValueName::RecordMac(..)));
        let result = result.filter(|id| sheet.value(*id).bytes == output);
        let agreed = sheet.connection().agreed();
        let (Some((rules, suite)), Some(key)) = (agreed, key) else {
            return;
        };
        let key = sheet.part(Role::Secret, key);
        let [mut rest, inner] = self.hashed;
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
}

/// The end of a record as the IV of the next.
pub(super) fn chained_iv<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation) -> Kind {
    sheet.section("iv_previous");
    let part = sheet.part(Role::Fresh, derivation.value);
    sheet.bytes(part.name.clone(), vec![part]);
    "chained_iv"
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

/// A plaintext with its padding, if it has one.
fn padded<'t>(mut parts: Vec<Part<'t>>, padding: &'t [u8]) -> Vec<Part<'t>> {
    if let Some(before) = padding.len().checked_sub(1) {
        let (padding, length) = padding.split_at(before);
        parts.push(Part::new(Role::Padding, "padding", padding));
        parts.push(Part::new(Role::Number, "padding_length", length));
    }
    parts
}
