//! Where revocation lists are, and of what they speak: the extension cRLDistributionPoints of certificates
//! (RFC 5280 section 4.2.1.13) and issuingDistributionPoint of lists (section 5.2.5).
//!
//! Nothing is fetched from there: a list names the point that it is of, and the certificate the points whose
//! lists speak of it, so that the two can be compared.

use super::der::{DerError, DerFault, Element, Reader, tag};
use super::general_name::GeneralName;

/// The names of a place where lists are (DistributionPointName).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointName {
    /// fullName: each is a name of the same place, as DER.
    Full(Vec<Vec<u8>>),
    /// nameRelativeToCRLIssuer, as DER. It is not resolved here.
    Relative(Vec<u8>),
}

impl PointName {
    fn read(explicit: &Element<'_>) -> Result<PointName, DerError> {
        let mut inside = explicit.inside();
        let name = inside.any("DistributionPointName")?;
        inside.done()?;
        match name.tag {
            0xa0 => {
                // judged as names, kept as bytes
                GeneralName::all(name.inside())?;
                let mut names = name.inside();
                let mut full = Vec::new();
                while !names.is_done() {
                    full.push(names.any("GeneralName")?.bytes().to_vec());
                }
                Ok(PointName::Full(full))
            }
            0xa1 => Ok(PointName::Relative(name.content().to_vec())),
            got => name.fault(DerFault::Tag {
                expected: None,
                got,
            }),
        }
    }

    /// Whether both have a name in common.
    fn meets(&self, other: &PointName) -> bool {
        match (self, other) {
            (PointName::Full(one), PointName::Full(other)) => {
                one.iter().any(|name| other.contains(name))
            }
            _ => false,
        }
    }
}

/// A place where a list is that speaks of the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint {
    name: Option<PointName>,
    /// Whether the list there is for some reasons only, or by another issuer.
    limited: bool,
}

impl DistributionPoint {
    /// Reads the extension cRLDistributionPoints.
    pub(super) fn all(value: &mut Reader<'_>) -> Result<Vec<DistributionPoint>, DerError> {
        let mut list = value.sequence("cRLDistributionPoints")?;
        let mut all = Vec::new();
        while !list.is_done() {
            let mut point = list.sequence("DistributionPoint")?;
            let name = point.optional(tag::constructed(0), "distributionPoint")?;
            let reasons = point.optional(tag::primitive(1), "reasons")?;
            let issuer = point.optional(tag::constructed(2), "cRLIssuer")?;
            point.done()?;
            if let Some(reasons) = &reasons {
                reasons.bits()?;
            }
            all.push(DistributionPoint {
                name: match name {
                    Some(name) => Some(PointName::read(&name)?),
                    None => None,
                },
                limited: reasons.is_some() || issuer.is_some(),
            });
        }
        Ok(all)
    }
}

/// What an issuingDistributionPoint limits its list to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuingPoint {
    /// distributionPoint: the list speaks of certificates that name this place.
    pub point: Option<PointName>,
    /// onlyContainsUserCerts.
    pub only_users: bool,
    /// onlyContainsCACerts.
    pub only_authorities: bool,
    /// What else it says, by the names of the RFC: onlySomeReasons, indirectCRL, onlyContainsAttributeCerts.
    /// Such a list is not understood here.
    pub others: Vec<&'static str>,
}

impl IssuingPoint {
    /// Reads the extension issuingDistributionPoint.
    pub(super) fn read(mut value: Reader<'_>) -> Result<IssuingPoint, DerError> {
        let mut inside = value.sequence("issuingDistributionPoint")?;
        value.done()?;
        let mut said = IssuingPoint::default();
        if let Some(name) = inside.optional(tag::constructed(0), "distributionPoint")? {
            said.point = Some(PointName::read(&name)?);
        }
        let mut flag = |number, part| match inside.optional(tag::primitive(number), part)? {
            Some(flag) => flag.boolean(),
            None => Ok(false),
        };
        said.only_users = flag(1, "onlyContainsUserCerts")?;
        said.only_authorities = flag(2, "onlyContainsCACerts")?;
        if let Some(reasons) = inside.optional(tag::primitive(3), "onlySomeReasons")? {
            reasons.bits()?;
            said.others.push("onlySomeReasons");
        }
        let mut flag = |number, part| match inside.optional(tag::primitive(number), part)? {
            Some(flag) => flag.boolean(),
            None => Ok(false),
        };
        for (number, name) in [(4, "indirectCRL"), (5, "onlyContainsAttributeCerts")] {
            if flag(number, name)? {
                said.others.push(name);
            }
        }
        inside.done().map_err(|error| DerError {
            fault: DerFault::Order,
            ..error
        })?;
        Ok(said)
    }

    /// Everything that it says, by the names of the RFC.
    pub fn names(&self) -> Vec<&'static str> {
        let flags = [
            (self.point.is_some(), "distributionPoint"),
            (self.only_users, "onlyContainsUserCerts"),
            (self.only_authorities, "onlyContainsCACerts"),
        ];
        let flags = flags.into_iter().filter(|(there, _)| *there);
        flags
            .map(|(_, name)| name)
            .chain(self.others.iter().copied())
            .collect()
    }

    /// Whether the list is of a place that the certificate names (section 6.3.3 (b)(2)(i)); `None` where it
    /// names no place, and so speaks of all.
    pub fn meets(&self, points: &[DistributionPoint]) -> Option<bool> {
        let own = self.point.as_ref()?;
        let meets = |point: &DistributionPoint| {
            !point.limited && point.name.as_ref().is_some_and(|name| own.meets(name))
        };
        Some(points.iter().any(meets))
    }
}
