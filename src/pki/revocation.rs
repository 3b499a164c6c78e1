//! Revocation lists (RFC 5280 section 5): the certificates of an issuer that are not to be believed
//! any more, though their dates say otherwise. A list is itself signed and dated.
//!
//! Lists are used from what the checker has at hand; none is fetched. Left out: lists that speak for
//! another issuer too, for some reasons or for one distribution point only, and those that only say what
//! has changed. They say so in extensions, and are refused, whether these are marked as critical or not:
//! their silence about a certificate says nothing.

use super::algorithm::SignatureAlgorithm;
use super::authority_key_id::AuthorityKeyId;
use super::certificate::Certificate;
use super::der;
use super::extensions::extension_name;
use super::name::{Name, shown, some_of};
use super::path;
use super::pem;
use super::time::UnixTime;
use crate::crypto::signature::Verification;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use x509_parser::extensions::ParsedExtension;
use x509_parser::nom::Offset;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

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
    /// Of which certificates the list speaks.
    pub scope: Scope,
    /// Extensions of the list and of its entries for which it must not be used here, by name: those that
    /// are critical and not understood, and those that take something out of it, critical or not.
    pub not_understood: Vec<String>,
}

/// Of which certificates of its issuer a list speaks (section 5.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Of all.
    #[default]
    All,
    /// onlyContainsUserCerts: of those that are no CA's.
    UserCertificates,
    /// onlyContainsCACerts: of those of CAs.
    CaCertificates,
}

impl Scope {
    /// Whether a list of this scope speaks of the certificate (section 6.3.3 (b)(2)).
    pub fn includes(self, certificate: &Certificate) -> bool {
        let constraints = certificate.extensions.basic_constraints;
        let ca = constraints.is_some_and(|constraints| constraints.ca);
        match self {
            Scope::All => true,
            Scope::UserCertificates => !ca,
            Scope::CaCertificates => ca,
        }
    }
}

/// A certificate on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number: the bytes of the INTEGER, big endian.
    pub serial: Vec<u8>,
    /// Since when it is not to be believed.
    pub date: UnixTime,
    /// Why, such as `keyCompromise`; `None` when the list does not say.
    pub reason: Option<String>,
}

impl Revoked {
    /// Whether the entry says that the certificate is to be believed again: removeFromCRL, which has a
    /// meaning only in lists that say what has changed (section 5.3.1).
    pub fn removed(&self) -> bool {
        self.reason.as_deref() == Some(REMOVED)
    }
}

/// The CRLReason that takes a certificate off the list.
const REMOVED: &str = "removeFromCRL";

/// Why bytes are no revocation list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationListError {
    /// The DER is not that of a CertificateList.
    #[error(
        "expected a DER revocation list (RFC 5280 section 5.1), got {got} bytes that are none: {reason}"
    )]
    Malformed {
        /// The number of bytes that were given.
        got: usize,
        /// What was wrong with them.
        reason: String,
    },
    /// A text without a list in it.
    #[error("expected PEM with -----BEGIN X509 CRL-----, got {got}")]
    Absent {
        /// What is in the text instead.
        got: String,
    },
    /// A PEM block that cannot be decoded.
    #[error("expected a whole PEM block (RFC 7468), got one that cannot be decoded: {reason}")]
    MalformedPem {
        /// What was wrong with it.
        reason: String,
    },
}

impl RevocationList {
    /// Reads one list, and refuses anything that follows it.
    ///
    /// # Errors
    /// [`RevocationListError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<RevocationList, RevocationListError> {
        let malformed = |reason: &str| RevocationListError::Malformed {
            got: der.len(),
            reason: reason.to_owned(),
        };
        let (rest, list) = CertificateRevocationList::from_der(der)
            .map_err(|error| malformed(&super::certificate::reason(error)))?;
        if !rest.is_empty() {
            return Err(malformed("there is something after its end"));
        }
        let tbs = list.tbs_cert_list.as_ref();
        let start = der.offset(tbs);
        let tbs = start..start + tbs.len();
        let signature_bytes = &list.signature_value.data;
        let signature = der.len().saturating_sub(signature_bytes.len())..der.len();
        if der[signature.clone()] != signature_bytes[..] || list.signature_value.unused_bits != 0 {
            return Err(malformed(
                "signatureValue is not at the end, in whole bytes",
            ));
        }
        // what lies outside the signed part must be DER, as in a certificate
        der::around_signed(der)
            .ok_or_else(|| malformed("what surrounds the signed part is not DER"))?;
        if list.tbs_cert_list.signature != list.signature_algorithm {
            return Err(malformed(
                "the signed part names another signature algorithm than the one beside it",
            ));
        }
        let time = |time: x509_parser::time::ASN1Time| UnixTime(time.timestamp());
        let revoked = list.iter_revoked_certificates().map(|entry| Revoked {
            serial: entry.raw_serial().to_vec(),
            date: time(entry.revocation_date),
            reason: entry.reason_code().map(|(_, code)| reason_name(code.0)),
        });
        let mut revoked: Vec<Revoked> = revoked.collect();
        revoked.sort_by(|a, b| {
            let order = |entry: &Revoked| entry.removed();
            a.serial.cmp(&b.serial).then(order(a).cmp(&order(b)))
        });
        let mut key_id = None;
        let mut scope = Scope::All;
        let mut not_understood = BTreeSet::new();
        let mut seen = HashSet::new();
        for extension in list.extensions() {
            let oid = extension.oid.to_id_string();
            let name = extension_name(&oid);
            match name {
                "authorityKeyIdentifier" => {
                    let read = AuthorityKeyId::read(extension.value);
                    let unread = || malformed("its authorityKeyIdentifier cannot be read");
                    key_id = Some(read.ok_or_else(unread)?);
                }
                "issuingDistributionPoint" => match only(extension.value) {
                    Ok(only) => scope = only,
                    Err(what) => {
                        not_understood.insert(format!("{name} ({what})"));
                    }
                },
                "cRLNumber" => {}
                _ if extension.critical || LIMITING.contains(&name) => {
                    not_understood.insert(shown(name));
                }
                _ => {}
            }
            if !seen.insert(oid) {
                return Err(malformed("an extension is there twice"));
            }
        }
        let of_entries = list
            .iter_revoked_certificates()
            .flat_map(|entry| entry.extensions());
        for extension in of_entries {
            // the reason is read, above
            if let ParsedExtension::ReasonCode(_) = extension.parsed_extension() {
                continue;
            }
            let oid = extension.oid.to_id_string();
            let name = extension_name(&oid);
            if extension.critical || LIMITING.contains(&name) {
                not_understood.insert(shown(name));
            }
        }
        Ok(RevocationList {
            tbs,
            signature,
            signature_algorithm: SignatureAlgorithm::from_identifier(&list.signature_algorithm),
            issuer: Name::from_x509(list.issuer()),
            this_update: time(list.last_update()),
            next_update: list.next_update().map(time),
            revoked,
            authority_key_id: key_id,
            scope,
            not_understood: not_understood.into_iter().collect(),
            der: der.to_vec(),
        })
    }

    /// All lists of a PEM text, in its order: at least one.
    ///
    /// # Errors
    /// [`RevocationListError::Absent`] when there is none,
    /// [`RevocationListError::MalformedPem`] for a broken block, and what [`RevocationList::from_der`] says of
    /// a broken one.
    pub fn from_pem(text: &str) -> Result<Vec<RevocationList>, RevocationListError> {
        let malformed = |reason| RevocationListError::MalformedPem { reason };
        let blocks = pem::blocks(text).map_err(malformed)?;
        let mut lists = Vec::new();
        for block in blocks.iter().filter(|block| block.label == pem::LIST_LABEL) {
            let der = block.content().map_err(malformed)?;
            lists.push(RevocationList::from_der(&der)?);
        }
        if !lists.is_empty() {
            return Ok(lists);
        }
        let others: Vec<String> = blocks.iter().map(|block| shown(block.label)).collect();
        Err(RevocationListError::Absent {
            got: match others.as_slice() {
                [] => "no PEM block at all".to_owned(),
                others => some_of(others),
            },
        })
    }

    /// The bytes that the issuer has signed.
    pub fn tbs_bytes(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// The signature.
    pub fn signature_bytes(&self) -> &[u8] {
        &self.der[self.signature.clone()]
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

/// Without understanding these nobody knows what a list leaves out: it only says what has changed
/// (section 5.2.4), and an entry is of another issuer (section 5.3.3).
const LIMITING: [&str; 2] = ["deltaCRLIndicator", "certificateIssuer"];

/// The parts of an issuingDistributionPoint (section 5.2.5), by their tags.
const DISTRIBUTION_POINT: [(u8, &str); 6] = [
    (0xa0, "distributionPoint"),
    (0x81, "onlyContainsUserCerts"),
    (0x82, "onlyContainsCACerts"),
    (0x83, "onlySomeReasons"),
    (0x84, "indirectCRL"),
    (0x85, "onlyContainsAttributeCerts"),
];

/// What an issuingDistributionPoint limits its list to; what it says instead where that is not understood here.
fn only(value: &[u8]) -> Result<Scope, String> {
    let parts = der::elements(value).ok_or("it cannot be read")?;
    match parts.as_slice() {
        [] => Ok(Scope::All),
        [(0x81, [0xff])] => Ok(Scope::UserCertificates),
        [(0x82, [0xff])] => Ok(Scope::CaCertificates),
        parts => {
            let name = |tag| DISTRIBUTION_POINT.iter().find(|(known, _)| *known == tag);
            let names = parts
                .iter()
                .map(|(tag, _)| name(*tag).map(|(_, name)| (*name).to_owned()));
            let names: Option<Vec<String>> = names.collect();
            Err(names.map_or_else(|| "it cannot be read".to_owned(), |names| some_of(&names)))
        }
    }
}

/// CRLReason (section 5.3.1).
fn reason_name(code: u8) -> String {
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
