//! The parts that certificates and revocation lists share: what is signed and how, algorithms, extensions.

use super::{DerError, DerFault, Element, Reader, Result, tag};
use std::ops::Range;

/// An AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
#[derive(Clone, Debug)]
pub(in crate::pki) struct Algorithm<'d> {
    /// The dotted object identifier.
    pub oid: String,
    pub parameters: Option<Element<'d>>,
    /// Where it is.
    pub range: Range<usize>,
}

impl<'d> Algorithm<'d> {
    /// Reads the one that is next.
    pub fn read(reader: &mut Reader<'d>, part: &'static str) -> Result<Algorithm<'d>> {
        let element = reader.tagged(tag::SEQUENCE, part)?;
        let mut inside = element.inside();
        let oid = inside.object_identifier("algorithm")?;
        let parameters = match inside.is_done() {
            true => None,
            false => Some(inside.any("parameters")?),
        };
        inside.done()?;
        Ok(Algorithm {
            oid,
            parameters,
            range: element.range(),
        })
    }
}

/// What is signed and how (RFC 5280 sections 4.1 and 5.1): the outermost layer of certificates and lists.
pub(in crate::pki) struct Signed<'d> {
    /// What is signed.
    pub tbs: Element<'d>,
    /// The algorithm beside it.
    pub algorithm: Algorithm<'d>,
    /// Where the signature is.
    pub signature: Range<usize>,
}

impl<'d> Signed<'d> {
    /// Reads it; `whole` and `tbs` are the names of the two parts.
    ///
    /// # Errors
    /// [`DerError`]; [`DerFault::Trailing`] at the end of it where something follows.
    pub fn read(der: &'d [u8], whole: &'static str, tbs: &'static str) -> Result<Signed<'d>> {
        let mut reader = Reader::new(der, whole);
        let mut inside = reader.sequence(whole)?;
        let tbs = inside.tagged(tag::SEQUENCE, tbs)?;
        let algorithm = Algorithm::read(&mut inside, "signatureAlgorithm")?;
        let signature = inside.tagged(tag::BIT_STRING, "signatureValue")?;
        inside.done()?;
        if signature.bits()?.1 != 0 {
            return signature.fault(DerFault::BitString);
        }
        let content = signature.content_range();
        reader.done().map_err(|error| DerError {
            at: content.end,
            ..error
        })?;
        Ok(Signed {
            tbs,
            algorithm,
            signature: content.start + 1..content.end,
        })
    }
}

/// An Extension (RFC 5280 section 4.2).
#[derive(Clone, Debug)]
pub(in crate::pki) struct Extension<'d> {
    /// The dotted object identifier.
    pub oid: String,
    pub critical: bool,
    /// The OCTET STRING.
    pub value: Element<'d>,
}

impl<'d> Extension<'d> {
    /// All extensions of a SEQUENCE OF them.
    pub fn all(mut list: Reader<'d>) -> Result<Vec<Extension<'d>>> {
        let mut all = Vec::new();
        while !list.is_done() {
            let mut inside = list.sequence("Extension")?;
            let oid = inside.object_identifier("extnID")?;
            let critical = match inside.optional(tag::BOOLEAN, "critical")? {
                Some(critical) => critical.boolean()?,
                None => false,
            };
            let value = inside.tagged(tag::OCTET_STRING, "extnValue")?;
            inside.done()?;
            all.push(Extension {
                oid,
                critical,
                value,
            });
        }
        Ok(all)
    }
}
