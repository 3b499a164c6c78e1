//! Revocation lists (RFC 5280 section 5): the certificates of an issuer that are no longer valid, although
//! their dates say otherwise. A list is itself signed and dated.
//!
//! Lists are used from what the checker has at hand; none is fetched. A list of changes (a delta list, section
//! 5.2.4) counts together with the complete list that it is based on. Left out: lists that speak for another
//! issuer too, or for some reasons only. They say so in extensions, and are refused, whether these are marked
//! as critical or not: that a certificate is not on such a list says nothing.

use super::algorithm::SignatureAlgorithm;
use super::authority_key_id::AuthorityKeyId;
use super::certificate::Certificate;
use super::der::{Algorithm, DerError, DerFault, Extension, Reader, Signed, tag};
use super::distribution_point::IssuingPoint;
use super::extension_id::ExtensionId;
use super::extensions::extension_name;
use super::name::{Name, shown, some_of};
use super::path;
use super::pem;
use super::time::UnixTime;
use crate::crypto::signature::Verification;
use crate::text::Said;
use crate::{label, said};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::Range;

/// A revocation list, read from its DER.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// The whole list.
    pub der: Vec<u8>,
    /// Where in [`RevocationList::der`] the tbsCertList is: the bytes that are signed.
    pub tbs: Range<usize>,
    /// Where in [`RevocationList::der`] the signature is.
    pub signature: Range<usize>,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whose certificates it speaks of, and who has signed it.
    pub issuer: Name,
    /// When it was issued.
    pub this_update: UnixTime,
    /// When the next one is due; it is stale from then on.
    pub next_update: Option<UnixTime>,
    /// The certificates on it.
    pub revoked: Vec<Revoked>,
    /// With which of the issuer's keys it is signed (section 5.2.1).
    pub authority_key_id: Option<AuthorityKeyId>,
    /// Of which certificates the list speaks (section 5.2.5).
    pub scope: IssuingPoint,
    /// cRLNumber: the bytes of the INTEGER (section 5.2.3).
    pub number: Option<Vec<u8>>,
    /// BaseCRLNumber of a list of changes: the number of the complete list that it is based on (section 5.2.4).
    pub base: Option<Vec<u8>>,
    /// Extensions of the list and of its entries for which it must not be used here, by name: those that
    /// are critical and not understood, and those that take something out of it, critical or not.
    pub not_understood: Vec<String>,
    /// authorityKeyIdentifier and issuingDistributionPoint as DER, which a list of changes shares with its base.
    scope_bytes: [Option<Vec<u8>>; 2],
}

/// A certificate on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number: the bytes of the INTEGER, big endian.
    pub serial: Vec<u8>,
    /// Since when it is not valid.
    pub date: UnixTime,
    /// Why, such as `keyCompromise`; `None` when the list does not say.
    pub reason: Option<String>,
}

impl Revoked {
    /// Whether the entry says that the certificate is valid again: removeFromCRL, which has a meaning only in
    /// lists of changes (section 5.3.1).
    pub fn removed(&self) -> bool {
        self.reason.as_deref() == Some(REMOVED)
    }
}

/// The CRLReason that takes a certificate off the list.
const REMOVED: &str = "removeFromCRL";

/// Why bytes are not a revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevocationListError {
    /// The DER is not that of a CertificateList.
    Malformed {
        /// The number of bytes that were given.
        got: usize,
        /// What was wrong with them.
        error: DerError,
    },
    /// The signed part names another signature algorithm than the one beside the signature (section 5.1.1.2).
    Algorithms,
    /// Extensions in a list of version 1, which has none.
    Version,
    /// An extension is there twice.
    DuplicateExtension {
        /// Its name.
        name: String,
    },
    /// A text without a list in it.
    Absent {
        /// What is in the text instead.
        got: String,
    },
    /// A PEM block that cannot be decoded.
    MalformedPem(pem::Broken),
}

impl RevocationListError {
    /// The error as a fact.
    pub fn said(&self) -> Said {
        match self {
            RevocationListError::Malformed { error, .. } => {
                said!("pki.revocation_list.malformed", error = error.said())
            }
            RevocationListError::Algorithms => said!("pki.revocation_list.algorithms"),
            RevocationListError::Version => said!("pki.revocation_list.version"),
            RevocationListError::DuplicateExtension { name } => {
                said!("pki.revocation_list.duplicate_extension", name)
            }
            RevocationListError::Absent { got } => said!("pki.revocation_list.none", got),
            RevocationListError::MalformedPem(broken) => broken.said(),
        }
    }
}

impl fmt::Display for RevocationListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for RevocationListError {}

impl RevocationList {
    /// Reads one list, and refuses anything that follows it.
    ///
    /// # Errors
    /// [`RevocationListError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<RevocationList, RevocationListError> {
        let malformed = |error| RevocationListError::Malformed {
            got: der.len(),
            error,
        };
        let signed = Signed::read(der, "CertificateList", "tbsCertList").map_err(malformed)?;
        let fields = Fields::read(signed.tbs.inside()).map_err(malformed)?;
        if der[fields.algorithm.range.clone()] != der[signed.algorithm.range.clone()] {
            return Err(RevocationListError::Algorithms);
        }
        if fields.version < 2 && !(fields.extensions.is_empty() && fields.of_entries.is_empty()) {
            return Err(RevocationListError::Version);
        }
        let mut list = RevocationList {
            tbs: signed.tbs.range(),
            signature: signed.signature,
            signature_algorithm: SignatureAlgorithm::from_identifier(&signed.algorithm),
            issuer: fields.issuer,
            this_update: fields.this_update,
            next_update: fields.next_update,
            revoked: fields.revoked,
            authority_key_id: None,
            scope: IssuingPoint::default(),
            number: None,
            base: None,
            not_understood: Vec::new(),
            scope_bytes: [None, None],
            der: der.to_vec(),
        };
        let mut not_understood = BTreeSet::new();
        let mut seen = HashSet::new();
        for extension in &fields.extensions {
            let name = extension_name(&extension.oid);
            let understood = list.read_extension(extension).map_err(malformed)?;
            if !understood {
                not_understood.insert(shown(name));
            }
            if !seen.insert(extension.oid.as_str()) {
                return Err(RevocationListError::DuplicateExtension { name: shown(name) });
            }
        }
        if !list.scope.others.is_empty() {
            let names = list.scope.names().join(", ");
            not_understood.insert(format!("issuingDistributionPoint ({names})"));
        }
        not_understood.extend(fields.of_entries);
        list.not_understood = not_understood.into_iter().collect();
        Ok(list)
    }

    /// Reads an extension of the list into its place; whether it is understood, or can be left aside.
    fn read_extension(&mut self, extension: &Extension<'_>) -> Result<bool, DerError> {
        let value = extension.value;
        match ExtensionId::of(&extension.oid) {
            Some(ExtensionId::AuthorityKeyIdentifier) => {
                self.authority_key_id = Some(AuthorityKeyId::read(value.inside())?);
                self.scope_bytes[0] = Some(value.content().to_vec());
            }
            Some(ExtensionId::IssuingDistributionPoint) => {
                self.scope = IssuingPoint::read(value.inside())?;
                self.scope_bytes[1] = Some(value.content().to_vec());
            }
            Some(ExtensionId::CrlNumber) => {
                self.number = Some(list_number(value.inside(), "cRLNumber")?);
                // section 5.2.3: it must not be critical
                return Ok(!extension.critical);
            }
            Some(ExtensionId::DeltaCrlIndicator) => {
                self.base = Some(list_number(value.inside(), "BaseCRLNumber")?)
            }
            id => return Ok(!extension.critical && id != LIMITING),
        }
        Ok(true)
    }

    /// All lists of a PEM text, in its order: at least one.
    ///
    /// # Errors
    /// [`RevocationListError::Absent`] when there is none,
    /// [`RevocationListError::MalformedPem`] for a broken block, and what [`RevocationList::from_der`] says of
    /// a broken one.
    pub fn from_pem(text: &str) -> Result<Vec<RevocationList>, RevocationListError> {
        let blocks = pem::blocks(text).map_err(RevocationListError::MalformedPem)?;
        let mut lists = Vec::new();
        for block in blocks.iter().filter(|block| block.label == pem::LIST_LABEL) {
            lists.push(RevocationList::from_block(block)?);
        }
        if !lists.is_empty() {
            return Ok(lists);
        }
        let others: Vec<String> = blocks.iter().map(|block| shown(block.label)).collect();
        Err(RevocationListError::Absent {
            got: match others.as_slice() {
                [] => label!("pki.pem.none").to_owned(),
                others => some_of(others),
            },
        })
    }

    pub(super) fn from_block(
        block: &pem::Block<'_>,
    ) -> Result<RevocationList, RevocationListError> {
        let der = block.content().map_err(RevocationListError::MalformedPem)?;
        RevocationList::from_der(&der)
    }

    /// The bytes that the issuer has signed.
    pub fn tbs_bytes(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// The signature.
    pub fn signature_bytes(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// Whether the list says only what has changed since another.
    pub fn is_delta(&self) -> bool {
        self.base.is_some()
    }

    /// Whether the list was issued after another: by their numbers where both have one.
    pub fn is_newer_than(&self, other: &RevocationList) -> bool {
        match (&self.number, &other.number) {
            (Some(own), Some(other)) => compare(own, other) == Ordering::Greater,
            _ => self.this_update > other.this_update,
        }
    }

    /// Why a list of changes cannot be combined with a complete list (section 6.3.3 (c)), by the name of what
    /// keeps them apart.
    pub fn cannot_extend(&self, complete: &RevocationList) -> Option<Apart> {
        let (Some(base), Some(own), Some(other)) = (&self.base, &self.number, &complete.number)
        else {
            return Some(Apart::NoNumber);
        };
        let same =
            self.issuer.matches(&complete.issuer) && self.scope_bytes == complete.scope_bytes;
        if !same {
            Some(Apart::Scope)
        } else if compare(other, base) == Ordering::Less {
            Some(Apart::BaseTooOld)
        } else if compare(own, other) != Ordering::Greater {
            Some(Apart::NotNewer)
        } else {
            None
        }
    }

    /// The entry of a serial number, if it is on the list.
    pub fn entry(&self, serial: &[u8]) -> Option<&Revoked> {
        // one that revokes stands before one that takes it back
        let place = self
            .revoked
            .partition_point(|entry| entry.serial.as_slice() < serial);
        self.revoked
            .get(place)
            .filter(|entry| entry.serial == serial)
    }

    /// The signature, opened with the issuer's key; `None` when this program cannot open signatures of
    /// that kind.
    pub fn verification(&self, issuer: &Certificate) -> Option<Verification> {
        path::opened(
            &self.signature_algorithm,
            issuer,
            self.tbs_bytes(),
            self.signature_bytes(),
        )
    }
}

/// Two lists are the same when their bytes are.
impl PartialEq for RevocationList {
    fn eq(&self, other: &RevocationList) -> bool {
        self.der == other.der
    }
}

impl Eq for RevocationList {}

/// What keeps a list of changes and a complete list apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// One of them has no cRLNumber.
    NoNumber,
    /// Their authorityKeyIdentifier or issuingDistributionPoint differ.
    Scope,
    /// The changes are those since a later list.
    BaseTooOld,
    /// The complete list is as new.
    NotNewer,
}

/// Compares two INTEGERs that are not negative, by their bytes.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    let digits = |number: &[u8]| number.strip_prefix(&[0]).unwrap_or(number).to_vec();
    let (one, other) = (digits(one), digits(other));
    one.len().cmp(&other.len()).then(one.cmp(&other))
}

/// A CRLNumber: not negative.
fn list_number(mut value: Reader<'_>, part: &'static str) -> Result<Vec<u8>, DerError> {
    let number = value.tagged(tag::INTEGER, part)?;
    value.done()?;
    let bytes = number.integer()?;
    match bytes[0] {
        0x80.. => number.fault(DerFault::Range),
        _ => Ok(bytes.to_vec()),
    }
}

/// The extension that takes something out of a list, critical or not: an entry is of another issuer
/// (section 5.3.3).
const LIMITING: Option<ExtensionId> = Some(ExtensionId::CertificateIssuer);

/// What stands in a tbsCertList.
struct Fields<'d> {
    version: u32,
    algorithm: Algorithm<'d>,
    issuer: Name,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    /// Sorted by serial number; an entry that revokes before one that takes it back.
    revoked: Vec<Revoked>,
    extensions: Vec<Extension<'d>>,
    /// The extensions of entries that are not understood.
    of_entries: BTreeSet<String>,
}

impl<'d> Fields<'d> {
    fn read(mut tbs: Reader<'d>) -> Result<Fields<'d>, DerError> {
        let version = match tbs.optional(tag::INTEGER, "version")? {
            None => 1,
            Some(version) => match version.number()? {
                1 => 2,
                _ => return version.fault(DerFault::Range),
            },
        };
        let algorithm = Algorithm::read(&mut tbs, "signature")?;
        let issuer = Name::read(&tbs.tagged(tag::SEQUENCE, "issuer")?)?;
        let this_update = tbs.time("thisUpdate")?;
        let next_update = match tbs.next_tag() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(tbs.time("nextUpdate")?),
            _ => None,
        };
        let mut revoked = Vec::new();
        let mut of_entries = BTreeSet::new();
        if let Some(list) = tbs.optional(tag::SEQUENCE, "revokedCertificates")? {
            let mut list = list.inside();
            while !list.is_done() {
                let entry = list.sequence("revokedCertificates")?;
                revoked.push(Revoked::read(entry, &mut of_entries)?);
            }
        }
        revoked.sort_by(|a, b| {
            let order = |entry: &Revoked| entry.removed();
            a.serial.cmp(&b.serial).then(order(a).cmp(&order(b)))
        });
        let extensions = match tbs.optional(tag::constructed(0), "crlExtensions")? {
            None => Vec::new(),
            Some(explicit) => {
                let mut inside = explicit.inside();
                let list = inside.sequence("crlExtensions")?;
                inside.done()?;
                Extension::all(list)?
            }
        };
        tbs.done()?;
        Ok(Fields {
            version,
            algorithm,
            issuer,
            this_update,
            next_update,
            revoked,
            extensions,
            of_entries,
        })
    }
}

impl Revoked {
    fn read(
        mut entry: Reader<'_>,
        not_understood: &mut BTreeSet<String>,
    ) -> Result<Revoked, DerError> {
        let serial = entry.integer("userCertificate")?.to_vec();
        let date = entry.time("revocationDate")?;
        let extensions = match entry.is_done() {
            true => Vec::new(),
            false => Extension::all(entry.sequence("crlEntryExtensions")?)?,
        };
        entry.done()?;
        let mut reason = None;
        for extension in extensions {
            let id = ExtensionId::of(&extension.oid);
            if id == Some(ExtensionId::ReasonCode) {
                let mut value = extension.value.inside();
                let code = value.tagged(tag::ENUMERATED, "reasonCode")?;
                value.done()?;
                reason = Some(reason_name(code.number()?));
            } else if extension.critical || id == LIMITING {
                not_understood.insert(shown(extension_name(&extension.oid)));
            }
        }
        Ok(Revoked {
            serial,
            date,
            reason,
        })
    }
}

/// CRLReason (section 5.3.1).
fn reason_name(code: u32) -> String {
    let name = match code {
        0 => "unspecified",
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        8 => REMOVED,
        9 => "privilegeWithdrawn",
        10 => "aACompromise",
        other => return format!("reason {other}"),
    };
    name.to_owned()
}
