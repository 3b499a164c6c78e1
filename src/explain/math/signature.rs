//! A signature undone (RFC 8017 §8.2.2, §9.2; RFC 5280 §4.1.1.3): the public-key operation, the
//! padding, DigestInfo, and the two hashes side by side.

use super::rows::{Compare, Computation, Part, Role, Row};
use super::rsa::{integer, power, power_formula};
use super::sheet::Sheet;
use crate::crypto::pkcs1::Verification;
use crate::pki::Certificate;
use crate::trace::{Step, Trace, ValueId, ValueName};

/// One computation for each signature that a step checked.
pub(super) fn of_step<'t>(
    trace: &'t Trace,
    step: &'t Step,
) -> impl Iterator<Item = Computation<'t>> {
    step.checks
        .iter()
        .enumerate()
        .filter_map(move |(i, check)| {
            let verification = check.signature.as_deref()?;
            Some(laid_open(trace, step, i, verification))
        })
}

fn laid_open<'t>(
    trace: &'t Trace,
    step: &'t Step,
    index: usize,
    verification: &'t Verification,
) -> Computation<'t> {
    let mut sheet = Sheet::new(trace, step);
    let check = &step.checks[index];
    // the key is a value of the run where it is the server's own
    let known = |name: ValueName, bytes: &[u8]| -> Option<ValueId> {
        let value = trace.first(name)?;
        (value.bytes == bytes && value.step <= step.index).then_some(value.id)
    };
    let n = known(ValueName::ServerModulus, &verification.n);
    let e = n.and_then(|_| known(ValueName::ServerExponent, &verification.e));
    let block = verification.block.as_slice();

    sheet.section("signature_power");
    integer(&mut sheet, "s", None, &verification.signature);
    integer(&mut sheet, "e", e, &verification.e);
    integer(&mut sheet, "n", n, &verification.n);
    if !block.is_empty() {
        power(&mut sheet, ("m", None), ("s", None), ("e", e), n);
        integer(&mut sheet, "m", None, block);
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
    if let Some(signed) = signed_part(trace, verification) {
        let part = Part::new(Role::Content, "tbsCertificate", signed);
        sheet.bytes("what is signed", vec![part]);
    }
    let hash = verification.hash.name();
    if let Some(at) = verification.recovered_digest.clone() {
        sheet.push(Row::Compare(Compare {
            left: (format!("{hash} in the signature"), &block[at]),
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
            left: ("EM from the signature".to_owned(), block),
            right: ("EM as it must be".to_owned(), &verification.expected_block),
        }));
    }
    sheet.push(Row::Check(check));
    let formula = power_formula(&sheet, ("m", None), ("s", None), ("e", e), n);
    let subject = check
        .name
        .rsplit_once(": ")
        .map_or("", |(subject, _)| subject);
    sheet.done_check("signature", subject, index, formula)
}

/// `00 01 | FF … FF | 00 | DigestInfo`, or the whole in one where it does not begin so.
fn block_parts(verification: &Verification) -> Vec<Part<'_>> {
    let block = verification.block.as_slice();
    let Some(info) = verification.digest_info.clone() else {
        return vec![Part::new(Role::Unknown, "no signature block", block)];
    };
    let separator = info.start - 1;
    vec![
        Part::new(Role::Frame, "block type", &block[..2]),
        Part::new(Role::Padding, "PS", &block[2..separator]),
        Part::new(Role::Frame, "separator", &block[separator..info.start]),
        Part::new(Role::Digest, "DigestInfo", &block[info]),
    ]
}

/// DigestInfo in its parts (RFC 8017 appendix A.2.4):
///
/// ```text
/// SEQUENCE { SEQUENCE { OBJECT IDENTIFIER algorithm, NULL }, OCTET STRING digest }
/// ```
///
/// `None` if it is built otherwise.
fn digest_info<'t>(der: &'t [u8], verification: &Verification) -> Option<Vec<Part<'t>>> {
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

/// The part of a certificate of this run that carries this signature.
fn signed_part<'t>(trace: &'t Trace, verification: &Verification) -> Option<&'t [u8]> {
    let all = trace.chains.iter().flat_map(|chain| &chain.certificates);
    let signed = |der: &'t Vec<u8>| {
        let certificate = Certificate::from_der(der).ok()?;
        let it = certificate.signature_bytes() == verification.signature;
        it.then(|| &der[certificate.tbs])
    };
    all.filter_map(signed).next()
}
