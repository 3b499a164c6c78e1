//! The pseudorandom function, HMAC by HMAC (RFC 5246 §5), and the key block that is cut into keys
//! (§6.3). TLS 1.0 and 1.1, whose PRF is two runs XORed (RFC 2246 §5), come out as two chains. SSL 3.0
//! has no HMAC, but hashes (RFC 6101 §6.1).

use super::rows::{Bytes, Cut, Hashed, Part, Role, Row, Ruler};
use super::sheet::{Kind, Sheet};
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::prf::{Expansion, PHash};
use crate::explain::prose;
use crate::trace::{Derivation, Operation, Trace, ValueId, ValueName};

/// A call of the PRF.
pub(super) fn expansion<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    expansion: &'t Expansion,
) -> Kind {
    steps(sheet, derivation, expansion);
    "prf"
}

/// The PRF with its cuts.
pub(super) fn key_block<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    expansion: &'t Expansion,
) -> Kind {
    steps(sheet, derivation, expansion);
    seeds(sheet, derivation, expansion);
    ruler(sheet, derivation.value, derivation);
    "key_block"
}

/// A part of a key block.
pub(super) fn cut<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation) -> Kind {
    if let Some(block) = derivation.inputs.first() {
        ruler(sheet, *block, derivation);
    }
    let part = sheet.part(Role::Secret, derivation.value);
    sheet.bytes(part.name.clone(), vec![part]);
    "cut"
}

/// Inputs, A(1) …, the HMACs, the output.
pub(super) fn steps<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    expansion: &'t Expansion,
) {
    if !expansion.rounds.is_empty() {
        return rounds(sheet, derivation, expansion);
    }
    let label = Part::new(Role::Label, "label", expansion.label.as_bytes());
    let seed = seed(sheet, derivation, expansion);
    sheet.section("prf_inputs");
    let secret = sheet.part_of(
        Role::Secret,
        &derivation.inputs,
        "secret",
        &expansion.secret,
    );
    sheet.bytes("secret", vec![secret]);
    sheet.bytes("label", vec![label.clone()]);
    sheet.bytes("seed", seed.clone());

    let labelled: Vec<Part<'t>> = std::iter::once(label).chain(seed).collect();
    if expansion.p_hash.len() > 1 {
        sheet.section("prf_halves");
        for run in &expansion.p_hash {
            let name = format!("S for P_{}", run.hash.name());
            sheet.bytes(
                name.clone(),
                vec![Part::new(Role::Secret, name, &run.secret)],
            );
        }
    }
    sheet.section("prf_chain");
    for run in &expansion.p_hash {
        chain(sheet, derivation, run, &labelled);
    }
    sheet.section("prf_hmacs");
    for run in &expansion.p_hash {
        hmacs(sheet, derivation, run, &labelled);
    }
    sheet.section(match expansion.p_hash.len() {
        1 => "prf_output",
        _ => "prf_xor",
    });
    let key = sheet.key(derivation.value);
    match expansion.p_hash.as_slice() {
        [run] => {
            let parts = output_parts(run);
            sheet.bytes(key, parts);
        }
        runs => {
            for run in runs {
                let name = format!("P_{}", run.hash.name());
                sheet.push(Row::Bytes(Bytes::new(name, output_parts(run))));
            }
            let part = sheet.part(Role::Digest, derivation.value);
            sheet.bytes(key, vec![part]);
        }
    }
}

/// The blocks of SSL 3.0: MD5(secret + SHA-1(letters + secret + seed)).
fn rounds<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, expansion: &'t Expansion) {
    let seed = seed(sheet, derivation, expansion);
    let inputs = derivation.inputs.as_slice();
    let secret = sheet.part_of(Role::Secret, inputs, "secret", &expansion.secret);
    sheet.section("ssl3_inputs");
    sheet.bytes("secret", vec![secret.clone()]);
    sheet.bytes("seed", seed.clone());
    sheet.section("ssl3_rounds");
    let mut start = 0;
    for (i, round) in expansion.rounds.iter().enumerate() {
        let name = format!("SHA-1 {}", i + 1);
        let mut data = vec![
            Part::new(Role::Label, "letters", &round.letters),
            secret.clone(),
        ];
        data.extend_from_slice(&seed);
        sheet.push(Row::Hashed(Hashed {
            name: name.clone(),
            hash: HashAlgorithm::Sha1,
            key: None,
            data,
            output: &round.sha1,
            result: None,
            gives: None,
        }));
        let end = (start + round.md5.len()).min(expansion.output.len());
        sheet.push(Row::Hashed(Hashed {
            name: format!("MD5 {}", i + 1),
            hash: HashAlgorithm::Md5,
            key: None,
            data: vec![secret.clone(), Part::new(Role::Digest, name, &round.sha1)],
            output: &round.md5,
            result: Some(derivation.value),
            gives: Some(start..end),
        }));
        start = end;
    }
    sheet.section("ssl3_output");
    let blocks = expansion.output.chunks(HashAlgorithm::Md5.output_len());
    let parts = blocks
        .enumerate()
        .map(|(i, bytes)| Part::new(Role::Digest, format!("MD5 {}", i + 1), bytes));
    let parts = parts.collect();
    sheet.bytes(sheet.key(derivation.value), parts);
}

/// A(i) = HMAC(secret, A(i-1)), where A(0) is label and seed.
fn chain<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    run: &'t PHash,
    labelled: &[Part<'t>],
) {
    let mut data = labelled.to_vec();
    for (i, a) in run.a.iter().enumerate() {
        let name = format!("A({})", i + 1);
        let key = sheet.part_of(Role::Secret, &derivation.inputs, "secret", &run.secret);
        sheet.push(Row::Hashed(Hashed {
            name: name.clone(),
            hash: run.hash,
            key: Some(key),
            data: std::mem::replace(&mut data, vec![Part::new(Role::Digest, name, a)]),
            output: a,
            result: None,
            gives: None,
        }));
    }
}

/// HMAC(secret, A(i) + label + seed), each of which gives some bytes of the output.
fn hmacs<'t>(
    sheet: &mut Sheet<'t>,
    derivation: &'t Derivation,
    run: &'t PHash,
    labelled: &[Part<'t>],
) {
    let mut start = 0;
    for (i, (a, block)) in run.a.iter().zip(&run.blocks).enumerate() {
        let end = (start + block.len()).min(run.output.len());
        let key = sheet.part_of(Role::Secret, &derivation.inputs, "secret", &run.secret);
        let mut data = vec![Part::new(Role::Digest, format!("A({})", i + 1), a)];
        data.extend_from_slice(labelled);
        sheet.push(Row::Hashed(Hashed {
            name: hmac_name(i),
            hash: run.hash,
            key: Some(key),
            data,
            output: block,
            result: Some(derivation.value),
            gives: Some(start..end),
        }));
        start = end;
    }
}

fn hmac_name(i: usize) -> String {
    format!("HMAC {}", i + 1)
}

/// The output by the HMAC that gave each part.
fn output_parts(run: &PHash) -> Vec<Part<'_>> {
    let blocks = run.output.chunks(run.hash.output_len());
    blocks
        .enumerate()
        .map(|(i, bytes)| Part::new(Role::Digest, hmac_name(i), bytes))
        .collect()
}

/// The seed: the inputs behind the secret, if they are what it consists of.
fn seed<'t>(
    sheet: &Sheet<'t>,
    derivation: &'t Derivation,
    expansion: &'t Expansion,
) -> Vec<Part<'t>> {
    let mut rest = expansion.seed.as_slice();
    let mut parts = Vec::new();
    for id in derivation.inputs.get(1..).unwrap_or_default() {
        let value = sheet.value(*id);
        if let Some(after) = rest.strip_prefix(value.bytes.as_slice()) {
            let role = match value.name {
                ValueName::HandshakeHash(_) => Role::Digest,
                _ => Role::Fresh,
            };
            parts.push(sheet.part(role, *id));
            rest = after;
        }
    }
    if !rest.is_empty() {
        parts.push(Part::new(Role::Unknown, "seed", rest));
    }
    parts
}

/// The seeds of the master secret and of the key block one above the other: the order flips.
fn seeds<'t>(sheet: &mut Sheet<'t>, derivation: &'t Derivation, expansion: &'t Expansion) {
    sheet.section("seeds");
    let trace: &'t Trace = sheet.trace;
    let is_master = |one: &&Derivation| {
        let name = trace.value(one.value).name;
        name == ValueName::MasterSecret && one.by == derivation.by
    };
    if let Some(master) = trace.derivations().iter().find(is_master)
        && let Operation::Prf(of_master) = &master.operation
    {
        let parts = seed(sheet, master, of_master);
        sheet.bytes(seed_of(sheet, master), parts);
    }
    let parts = seed(sheet, derivation, expansion);
    sheet.bytes(seed_of(sheet, derivation), parts);
}

fn seed_of(sheet: &Sheet<'_>, derivation: &Derivation) -> String {
    format!("seed of {}", sheet.key(derivation.value))
}

fn ruler<'t>(sheet: &mut Sheet<'t>, block: ValueId, derivation: &'t Derivation) {
    sheet.section("ruler");
    let trace: &'t Trace = sheet.trace;
    let mut cuts: Vec<Cut> = Vec::new();
    for one in trace.derived_in(derivation.step) {
        let is_cut = one.operation == Operation::Cut && one.inputs.first() == Some(&block);
        if !is_cut || cuts.iter().any(|cut| cut.value == one.value) {
            continue;
        }
        let value = sheet.value(one.value);
        let purpose = sheet.fill(prose::purpose(&value.name.key()));
        cuts.push(Cut {
            range: one.output.clone(),
            value: one.value,
            name: sheet.key(one.value),
            purpose,
        });
    }
    cuts.sort_by_key(|cut| cut.range.start);
    sheet.push(Row::Ruler(Ruler {
        value: block,
        bytes: &sheet.value(block).bytes,
        cuts,
    }));
}
