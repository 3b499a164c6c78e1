//! A signature made and undone (RFC 8017 §8.1, §8.2, §9.1, §9.2): the operation with the key, the
//! block and its parts, and the two hashes side by side.

use super::rows::{Compare, Computation, Part, Role, Row};
use super::rsa::{integer, power, power_formula};
use super::sheet::{Kind, Sheet};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::signature::{Signing, Verification};
use crate::crypto::{pkcs1, pss};
use crate::label;
use crate::said;
use crate::trace::{CheckedSignature, Derivation, Signed, Step, Trace, ValueId, ValueName};

/// One computation for each signature that a step checked.
pub(super) fn of_step<'t>(
    trace: &'t Trace,
    step: &'t Step,
) -> impl Iterator<Item = Computation<'t>> {
    step.checks
        .iter()
        .enumerate()
        .filter_map(move |(i, check)| {
            let signature = check.signature.as_deref()?;
            Some(laid_open(trace, step, i, signature))
        })
}

fn laid_open<'t>(
    trace: &'t Trace,
    step: &'t Step,
    index: usize,
    checked: &'t CheckedSignature,
) -> Computation<'t> {
    let mut sheet = Sheet::new(trace, step);
    let check = &step.checks[index];
    let verification = &checked.verification;
    let (n_bytes, e_bytes) = verification.key();
    // the key is a value of the run where it is that of one side
    let known = |names: [ValueName; 2], bytes: &[u8]| -> Option<ValueId> {
        let values = names
            .into_iter()
            .filter_map(|name| trace.first(step.connection, name));
        let mut same = values.filter(|value| value.bytes == bytes && value.step <= step.index);
        same.next().map(|value| value.id)
    };
    let n = known(
        [ValueName::ServerModulus, ValueName::ClientModulus],
        n_bytes,
    );
    let exponents = [ValueName::ServerExponent, ValueName::ClientExponent];
    let e = n.and_then(|_| known(exponents, e_bytes));

    sheet.section("signature_power");
    integer(&mut sheet, "s", None, verification.signature());
    integer(&mut sheet, "e", e, e_bytes);
    integer(&mut sheet, "n", n, n_bytes);
    if !verification.block().is_empty() {
        power(&mut sheet, ("m", None), ("s", None), ("e", e), n);
        integer(&mut sheet, "m", None, verification.block());
    }
    match verification {
        Verification::Pkcs1(one) => pkcs1_block(&mut sheet, one, checked),
        Verification::Pss(one) => pss_block(&mut sheet, one, checked),
    }
    sheet.push(Row::Check(check));
    let formula = power_formula(&sheet, ("m", None), ("s", None), ("e", e), n);
    let subject = check.subject.as_deref().unwrap_or_default();
    let kind = match checked.what {
        Signed::Certificate => "signature",
        Signed::RevocationList => "signature_of_list",
        Signed::Handshake => "signature_of_handshake",
        Signed::KeyShare => "signature_of_key_share",
    };
    sheet.done_check(kind, subject, index, formula)
}

fn what_is_signed<'t>(sheet: &mut Sheet<'t>, checked: &'t CheckedSignature) {
    let part = Part::new(Role::Content, checked.what.name(), &checked.signed);
    sheet.bytes(label!("explain.row.signed"), vec![part]);
}

fn pkcs1_block<'t>(
    sheet: &mut Sheet<'t>,
    verification: &'t pkcs1::Verification,
    checked: &'t CheckedSignature,
) {
    let block = verification.block.as_slice();
    if !block.is_empty() {
        sheet.section("signature_block");
        let parts = block_parts(verification);
        sheet.bytes("EM", parts);
    }
    let info = verification.digest_info.clone().map(|at| &block[at]);
    if let Some(parts) = info.and_then(|info| digest_info(info, verification)) {
        sheet.section("digest_info");
        sheet.bytes("DigestInfo", parts);
    }
    sheet.section("signature_hashes");
    what_is_signed(sheet, checked);
    let hash = verification.hash.name();
    if let Some(at) = verification.recovered_digest.clone() {
        sheet.push(Row::Compare(Compare {
            left: (
                said!("explain.row.hash_in_signature", hash = hash).to_string(),
                &block[at],
            ),
            right: (
                format!("{hash} computed here"),
                &verification.computed_digest,
            ),
        }));
    } else {
        let part = Part::new(Role::Digest, hash, &verification.computed_digest);
        sheet.bytes("computed here", vec![part]);
    }
    if !verification.expected_block.is_empty() {
        sheet.section("signature_whole");
        sheet.push(Row::Compare(Compare {
            left: (label!("explain.row.em_from_signature").to_owned(), block),
            right: (
                label!("explain.row.em_expected").to_owned(),
                &verification.expected_block,
            ),
        }));
    }
}

/// `maskedDB | H | bc`, the mask taken off, and the two hashes (RFC 8017 §9.1.2).
fn pss_block<'t>(
    sheet: &mut Sheet<'t>,
    verification: &'t pss::Verification,
    checked: &'t CheckedSignature,
) {
    let block = verification.block.as_slice();
    let Some((masked, h)) = verification.parts.clone() else {
        if !block.is_empty() {
            sheet.section("pss_block");
            let part = Part::new(
                Role::Unknown,
                label!("explain.row.no_signature_block"),
                block,
            );
            sheet.bytes("EM", vec![part]);
        }
        return;
    };
    sheet.section("pss_block");
    pss_parts(sheet, block, masked.end, h.end);
    sheet.section("pss_unmask");
    let mask = Part::new(Role::Digest, "dbMask", &verification.db_mask);
    sheet.bytes("MGF1(H)", vec![mask]);
    let parts = match verification.salt.clone() {
        Some(salt) => db_parts(&verification.db, salt.start),
        None => vec![Part::new(
            Role::Unknown,
            label!("explain.row.not_salt"),
            &verification.db,
        )],
    };
    sheet.bytes("DB", parts);
    sheet.section("pss_hashes");
    what_is_signed(sheet, checked);
    let digest = verification.computed_digest.as_slice();
    if verification.salt.is_none() {
        let part = Part::new(Role::Digest, verification.hash.name(), digest);
        sheet.bytes("computed here", vec![part]);
        return;
    }
    sheet.bytes("M'", m_prime_parts(&verification.m_prime, digest.len()));
    sheet.push(Row::Compare(Compare {
        left: (label!("explain.row.h_in_signature").to_owned(), &block[h]),
        right: ("hash of M'".to_owned(), &verification.computed_h),
    }));
}

fn pss_parts<'t>(sheet: &mut Sheet<'t>, block: &'t [u8], masked: usize, h: usize) {
    let parts = vec![
        Part::new(Role::Ciphertext, "maskedDB", &block[..masked]),
        Part::new(Role::Digest, "H", &block[masked..h]),
        Part::new(Role::Frame, "trailer", &block[h..]),
    ];
    sheet.bytes("EM", parts);
}

fn db_parts(db: &[u8], salt: usize) -> Vec<Part<'_>> {
    vec![
        Part::new(Role::Padding, "zeros", &db[..salt - 1]),
        Part::new(Role::Frame, "separator", &db[salt - 1..salt]),
        Part::new(Role::Fresh, "salt", &db[salt..]),
    ]
}

fn m_prime_parts(m_prime: &[u8], digest_len: usize) -> Vec<Part<'_>> {
    let (zeros, rest) = m_prime.split_at(8);
    let (digest, salt) = rest.split_at(digest_len);
    vec![
        Part::new(Role::Padding, "zeros", zeros),
        Part::new(Role::Digest, label!("explain.row.hash_of_signed"), digest),
        Part::new(Role::Fresh, "salt", salt),
    ]
}

/// A signature in the making: the block, and its power with the private exponent.
pub(super) fn signing<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    signing: &'t Signing,
) -> Kind {
    let inputs = &derivation.inputs;
    let d = sheet.find(inputs, |name| name == ValueName::ClientPrivateExponent);
    let n = sheet.find(inputs, |name| name == ValueName::ClientModulus);
    let hash = sheet.part_of(Role::Digest, inputs, "hash", signing.digest());
    sheet.section("sign_hash");
    sheet.bytes(label!("explain.row.signed"), vec![hash]);
    match signing {
        Signing::Pkcs1(one) => {
            sheet.section("sign_block");
            let (info, end) = (one.digest_info.start, one.padding.end);
            let parts = vec![
                Part::new(Role::Frame, "block type", &one.block[..2]),
                Part::new(Role::Padding, "PS", &one.block[2..end]),
                Part::new(Role::Frame, "separator", &one.block[end..info]),
                Part::new(Role::Digest, info_name(one.hash), &one.block[info..]),
            ];
            sheet.bytes("EM", parts);
        }
        Signing::Pss(one) => {
            sheet.section("sign_pss");
            let block = &one.block;
            sheet.bytes("M'", m_prime_parts(&block.m_prime, block.digest.len()));
            let h = Part::new(Role::Digest, "H", &block.h);
            sheet.bytes("hash of M'", vec![h]);
            sheet.bytes("DB", db_parts(&block.db, block.db.len() - block.salt.len()));
            let mask = Part::new(Role::Digest, "dbMask", &block.db_mask);
            sheet.bytes("MGF1(H)", vec![mask]);
            pss_parts(sheet, &block.bytes, block.db.len(), block.h_range().end);
        }
    }
    let (s, block) = match signing {
        Signing::Pkcs1(one) => (&one.signature, &one.block),
        Signing::Pss(one) => (&one.signature, &one.block.bytes),
    };
    sheet.section("sign_power");
    integer(sheet, "m", None, block);
    for (letter, id) in [("d", d), ("n", n)] {
        if let Some(id) = id {
            integer(sheet, letter, Some(id), &sheet.value(id).bytes);
        }
    }
    power(
        sheet,
        ("s", Some(derivation.value)),
        ("m", None),
        ("d", d),
        n,
    );
    integer(sheet, "s", Some(derivation.value), s);
    "signing"
}

/// `00 01 | FF … FF | 00 | DigestInfo`, or the whole in one where it does not begin so.
fn block_parts(verification: &pkcs1::Verification) -> Vec<Part<'_>> {
    let block = verification.block.as_slice();
    let Some(info) = verification.digest_info.clone() else {
        return vec![Part::new(
            Role::Unknown,
            label!("explain.row.no_signature_block"),
            block,
        )];
    };
    let separator = info.start - 1;
    vec![
        Part::new(Role::Frame, "block type", &block[..2]),
        Part::new(Role::Padding, "PS", &block[2..separator]),
        Part::new(Role::Frame, "separator", &block[separator..info.start]),
        Part::new(Role::Digest, info_name(verification.hash), &block[info]),
    ]
}

/// What stands at the end of a signature block: a hash inside of DigestInfo, or by itself.
fn info_name(hash: HashAlgorithm) -> &'static str {
    match hash.digest_info_prefix() {
        [] => hash.name(),
        _ => "DigestInfo",
    }
}

/// DigestInfo in its parts (RFC 8017 appendix A.2.4):
///
/// ```text
/// SEQUENCE { SEQUENCE { OBJECT IDENTIFIER algorithm, NULL }, OCTET STRING digest }
/// ```
///
/// `None` if it is built otherwise.
fn digest_info<'t>(der: &'t [u8], verification: &pkcs1::Verification) -> Option<Vec<Part<'t>>> {
    const SEQUENCE: u8 = 0x30;
    const OBJECT_IDENTIFIER: u8 = 0x06;
    const NULL: u8 = 0x05;
    const OCTET_STRING: u8 = 0x04;
    let (outer, inside, after) = element(der, SEQUENCE)?;
    let (algorithm, named, rest) = element(inside, SEQUENCE)?;
    let (_, _, parameters) = element(named, OBJECT_IDENTIFIER)?;
    let oid = &named[..named.len() - parameters.len()];
    let (_, _, behind) = element(parameters, NULL)?;
    let (header, digest, end) = element(rest, OCTET_STRING)?;
    let named_here = verification.recovered_digest.is_some();
    let hash = named_here.then(|| verification.hash.name());
    let whole = [after, behind, end].iter().all(|left| left.is_empty());
    whole.then(|| {
        vec![
            Part::new(Role::Frame, "SEQUENCE", outer),
            Part::new(Role::Frame, "SEQUENCE digestAlgorithm", algorithm),
            Part::new(
                Role::Frame,
                hash.map_or("OBJECT IDENTIFIER".to_owned(), |hash| {
                    format!("OBJECT IDENTIFIER {hash}")
                }),
                oid,
            ),
            Part::new(Role::Frame, "NULL", parameters),
            Part::new(Role::Frame, "OCTET STRING", header),
            Part::new(Role::Digest, "digest", digest),
        ]
    })
}

/// Header, content and what follows of a DER element with this tag and a length of one byte,
/// which is all that a DigestInfo has.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8], &[u8])> {
    let (header, rest) = der.split_at_checked(2)?;
    let length = usize::from(header[1]);
    if header[0] != tag || length >= 0x80 {
        return None;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((header, content, after))
}
