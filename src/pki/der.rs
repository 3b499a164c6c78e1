//! The outermost layer of DER (ITU-T X.690), read strictly.
//!
//! x509-parser reads what a certificate says and is lenient about how it is encoded. What lies
//! outside the signed part must not be: another encoding of it would be another certificate with
//! the same signature.

use std::ops::Range;

/// SEQUENCE, constructed.
const SEQUENCE: u8 = 0x30;
/// BIT STRING, primitive.
const BIT_STRING: u8 = 0x03;
/// INTEGER, primitive.
const INTEGER: u8 = 0x02;
/// OBJECT IDENTIFIER, primitive.
const OBJECT_IDENTIFIER: u8 = 0x06;
/// The version of a TBSCertificate, `[0]`, constructed.
const VERSION: u8 = 0xa0;

/// Where the two AlgorithmIdentifiers of a certificate lie: beside the signature, and inside what
/// is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Algorithms {
    pub beside: Range<usize>,
    pub signed: Range<usize>,
}

/// Walks over `SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }` (RFC 5280 section
/// 4.1). `None` where tags or lengths are not the ones that DER prescribes.
pub(super) fn algorithms(der: &[u8]) -> Option<Algorithms> {
    let (tbs, beside) = around_signed(der)?;
    let serial = match der.get(tbs.start) {
        Some(&VERSION) => element(der, tbs.clone(), VERSION)?.end,
        _ => tbs.start,
    };
    let serial = element(der, serial..tbs.end, INTEGER)?;
    let signed = serial.end..element(der, serial.end..tbs.end, SEQUENCE)?.end;
    Some(Algorithms { beside, signed })
}

/// Walks over `SEQUENCE { tbs…, signatureAlgorithm, signatureValue }`, the form of everything that is
/// signed. Gives the content of what is signed, and the AlgorithmIdentifier beside it. `None` where
/// tags or lengths are not the ones that DER prescribes.
pub(super) fn around_signed(der: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    let whole = element(der, 0..der.len(), SEQUENCE)?;
    let tbs = element(der, whole.clone(), SEQUENCE)?;
    let identifier = element(der, tbs.end..whole.end, SEQUENCE)?;
    let beside = tbs.end..identifier.end;
    element(der, identifier, OBJECT_IDENTIFIER)?;
    let signature = element(der, beside.end..whole.end, BIT_STRING)?;
    let ends = whole.end == der.len() && signature.end == whole.end;
    ends.then_some((tbs, beside))
}

/// Tag and content of each element in a SEQUENCE that is all there is. `None` where a length is not the one
/// that DER prescribes.
pub(super) fn elements(der: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let whole = element(der, 0..der.len(), SEQUENCE).filter(|whole| whole.end == der.len())?;
    let mut elements = Vec::new();
    let mut at = whole.start;
    while at < whole.end {
        let tag = der[at];
        let content = element(der, at..whole.end, tag)?;
        at = content.end;
        elements.push((tag, &der[content]));
    }
    Some(elements)
}

/// The content of the element with this tag at the start of `within`.
fn element(der: &[u8], within: Range<usize>, tag: u8) -> Option<Range<usize>> {
    let bytes = der.get(within.clone())?;
    let (&first, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (header, len) = match short {
        0..=0x7f => (2, usize::from(short)),
        // Lengths of up to three bytes, in as few as they take.
        0x81..=0x83 => {
            let digits = rest.get(..usize::from(short & 0x7f))?;
            let len = digits
                .iter()
                .fold(0, |len, digit| len << 8 | usize::from(*digit));
            let shortest = digits[0] != 0 && len > 0x7f;
            (2 + digits.len(), shortest.then_some(len)?)
        }
        _ => return None,
    };
    let start = within.start + header;
    (first == tag && start + len <= within.end).then_some(start..start + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortest_length_will_do() {
        assert_eq!(element(&[0x30, 1, 7], 0..3, SEQUENCE), Some(2..3));
        assert_eq!(element(&[0x30, 0x81, 1, 7], 0..4, SEQUENCE), None);
        assert_eq!(element(&[0x30, 0x80, 7, 0, 0], 0..5, SEQUENCE), None);
        assert_eq!(element(&[0x30, 2, 7], 0..3, SEQUENCE), None);
        assert_eq!(element(&[0x10, 1, 7], 0..3, SEQUENCE), None);
        let long = [&[0x30, 0x81, 0x80][..], &[0; 128]].concat();
        assert_eq!(element(&long, 0..131, SEQUENCE), Some(3..131));
    }
}
