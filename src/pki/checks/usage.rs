//! The checks of what a certificate may be used for.

use super::{Finding, Place, brief};
use crate::pki::chain::Purpose;
use crate::pki::extensions::{KeyPurpose, KeyUsageBit};
use crate::pki::host_name::Reference;
use crate::pki::name::{shown, some_of};
use crate::pki::path::End;
use crate::pki::subject_key::SubjectKey;
use crate::wire::AlertDescription;
use crate::{label, said};

impl Place<'_> {
    pub(super) fn key_type(&self) -> Finding {
        let subject_key = &self.certificate.public_key;
        let key = subject_key.describe();
        let (passed, detail) = match (subject_key, self.policy.purpose) {
            (SubjectKey::Rsa(_), Purpose::Server { .. }) => {
                (true, said!("pki.check.key_type.yes_server", key))
            }
            (SubjectKey::Rsa(_), Purpose::Client) => {
                (true, said!("pki.check.key_type.yes_client", key))
            }
            (SubjectKey::Unusable(_), _) => (false, said!("pki.check.key_type.no_unusable", key)),
            (SubjectKey::RsaPss { .. }, _) => (false, said!("pki.check.key_type.no_pss", key)),
            _ => (false, said!("pki.check.key_type.no", key)),
        };
        Finding::new(passed, AlertDescription::UnsupportedCertificate, detail)
    }

    pub(super) fn ca_flag(&self) -> Finding {
        let is_anchor = self.end == Some(End::Anchor);
        let (passed, detail) = match self.certificate.extensions.basic_constraints {
            Some(constraints) if constraints.ca => (true, said!("pki.check.ca_flag.yes")),
            Some(_) => (false, said!("pki.check.ca_flag.no")),
            None if is_anchor && self.certificate.version < 3 => {
                (true, said!("pki.check.ca_flag.yes_old_anchor"))
            }
            None => (false, said!("pki.check.ca_flag.no_absent")),
        };
        Finding::new(passed, AlertDescription::UnknownCa, detail)
    }

    pub(super) fn path_length(&self) -> Finding {
        // the leaf is not counted, nor are self-issued certificates (RFC 5280 section 6.1.4 (l))
        let between = &self.links[1..self.depth];
        let below = between
            .iter()
            .filter(|link| !link.certificate.self_issued())
            .count();
        let constraints = self.certificate.extensions.basic_constraints;
        let (passed, detail) = match constraints.and_then(|constraints| constraints.path_len) {
            None => (true, said!("pki.check.path_length.yes_absent", below)),
            Some(limit) if u32::try_from(below).is_ok_and(|below| below <= limit) => {
                (true, said!("pki.check.path_length.yes", limit, below))
            }
            Some(limit) => (false, said!("pki.check.path_length.no", limit, below)),
        };
        Finding::new(passed, AlertDescription::UnknownCa, detail)
    }

    pub(super) fn key_usage(&self) -> Finding {
        let (bit, what, alert) = match (self.depth, self.policy.purpose) {
            (0, Purpose::Server { .. }) => (
                KeyUsageBit::KeyEncipherment,
                label!("pki.check.key_usage.use_server"),
                AlertDescription::UnsupportedCertificate,
            ),
            (0, Purpose::Client) => (
                KeyUsageBit::DigitalSignature,
                label!("pki.check.key_usage.use_client"),
                AlertDescription::UnsupportedCertificate,
            ),
            _ => (
                KeyUsageBit::KeyCertSign,
                label!("pki.check.key_usage.use_ca"),
                AlertDescription::UnknownCa,
            ),
        };
        let (passed, detail) = match self.certificate.extensions.key_usage {
            None => (true, said!("pki.check.key_usage.yes_absent", task = what)),
            Some(usage) if usage.contains(bit) => {
                let bit = bit.name();
                (true, said!("pki.check.key_usage.yes", bit, task = what))
            }
            Some(usage) => {
                let (bit, names) = (bit.name(), usage.names());
                (
                    false,
                    said!("pki.check.key_usage.no", bit, task = what, names),
                )
            }
        };
        Finding::new(passed, alert, detail)
    }

    pub(super) fn extended_key_usage(&self) -> Finding {
        let needed = match self.policy.purpose {
            Purpose::Server { .. } => KeyPurpose::ServerAuth,
            Purpose::Client => KeyPurpose::ClientAuth,
        };
        let purpose = needed.name();
        let (passed, detail) = match &self.certificate.extensions.extended_key_usage {
            None => (true, said!("pki.check.extended_key_usage.yes_absent")),
            // anyExtendedKeyUsage does not count: RFC 5280 section 4.2.1.12 allows that, and
            // OpenSSL does the same
            Some(purposes) if purposes.contains(&needed) => {
                (true, said!("pki.check.extended_key_usage.yes", purpose))
            }
            Some(purposes) if purposes.is_empty() => (
                false,
                said!("pki.check.extended_key_usage.no_empty", purpose),
            ),
            Some(purposes) => {
                let names: Vec<String> = (purposes.iter())
                    .map(|purpose| purpose.name().to_owned())
                    .collect();
                let names = brief(some_of(&names));
                (
                    false,
                    said!("pki.check.extended_key_usage.no", purpose, names),
                )
            }
        };
        Finding::new(passed, AlertDescription::UnsupportedCertificate, detail)
    }

    pub(super) fn host_name(&self, name: &str) -> Finding {
        let asked = shown(name);
        let certificate = self.certificate;
        let none = Default::default();
        let names = (certificate.extensions.subject_alt_names.as_ref()).unwrap_or(&none);
        let matched = Reference::parse(name).map(|reference| reference.matched_by(names));
        let (passed, detail) = match matched {
            Some(Some(found)) => (true, said!("pki.check.host_name.yes", asked, found)),
            Some(None) => {
                let listed = names.hosts();
                let detail = match listed.is_empty() {
                    true => {
                        let common_name = certificate.subject.common_name();
                        said!("pki.check.host_name.no_names", asked, common_name)
                    }
                    false => {
                        let names = brief(some_of(&listed));
                        said!("pki.check.host_name.no", asked, names)
                    }
                };
                (false, detail)
            }
            None => (false, said!("pki.check.host_name.no_host", asked)),
        };
        Finding::new(passed, AlertDescription::CertificateUnknown, detail)
    }

    pub(super) fn critical_extensions(&self) -> Finding {
        let unknown = &self.certificate.extensions.unknown_critical;
        let present = self.certificate.extensions.present.iter();
        let marked = present.filter(|(_, critical)| *critical).count();
        let detail = match (unknown.is_empty(), marked) {
            (true, 0) => said!("pki.check.critical_extensions.yes_none"),
            (true, count) => said!("pki.check.critical_extensions.yes_all", count),
            (false, _) => {
                let names = brief(some_of(unknown));
                said!("pki.check.critical_extensions.no", names)
            }
        };
        Finding::new(
            unknown.is_empty(),
            AlertDescription::UnsupportedCertificate,
            detail,
        )
    }
}
