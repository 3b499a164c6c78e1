//! Certificates and private keys as PEM text (RFC 7468).
//!
//! Text around the blocks is ignored, as section 2 of the RFC allows, and so are blocks of
//! another kind: certificates and their key often share a file. Left out: encrypted keys.

use x509_parser::pem::Pem;

use super::certificate::{Certificate, CertificateError};
use crate::crypto::rsa::{KeyError, PrivateKey};

impl Certificate {
    /// All certificates of a PEM text, in its order: at least one.
    ///
    /// # Errors
    /// When there is none, a block is broken, or one is no certificate.
    pub fn from_pem_chain(text: &str) -> Result<Vec<Certificate>, CertificateError> {
        let mut certificates = Vec::new();
        let mut others = Vec::new();
        for block in Pem::iter_from_buffer(text.as_bytes()) {
            let block = block.map_err(|error| CertificateError::MalformedPem {
                reason: error.to_string(),
            })?;
            if block.label == "CERTIFICATE" {
                certificates.push(Certificate::from_der(&block.contents)?);
            } else {
                others.push(super::name::printable(&block.label));
            }
        }
        if !certificates.is_empty() {
            return Ok(certificates);
        }
        let got = match others.as_slice() {
            [] => "no PEM block at all".to_owned(),
            others => others.join(", "),
        };
        Err(CertificateError::NoCertificate { got })
    }
}

/// The private key of a PEM text: its first block whose label ends in `PRIVATE KEY`, whatever
/// else the text holds.
///
/// # Errors
/// Those of [`PrivateKey::from_pem`], to which the block, or else the whole text, is given.
pub fn private_key_from_pem(text: &str) -> Result<PrivateKey, KeyError> {
    PrivateKey::from_pem(private_key_block(text).unwrap_or(text))
}

/// The first block that holds a private key, from its first dash to its last.
fn private_key_block(text: &str) -> Option<&str> {
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if trimmed.starts_with("-----BEGIN ") && trimmed.ends_with("PRIVATE KEY-----") {
            start = Some(at);
        }
        at += line.len();
        if let Some(start) = start.filter(|_| trimmed.starts_with("-----END ")) {
            return text.get(start..at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;

    #[test]
    fn each_demonstration_key_belongs_to_its_certificate() {
        for name in ["root", "intermediate", "server", "client"] {
            let certificates = demo::file(&format!("{name}.pem")).unwrap();
            let certificates = Certificate::from_pem_chain(certificates).unwrap();
            assert_eq!(certificates.len(), 1, "{name}.pem holds one certificate");
            let key = private_key_from_pem(demo::file(&format!("{name}.key")).unwrap()).unwrap();
            assert_eq!(
                key.public().n(),
                certificates[0].rsa_key().unwrap().n(),
                "{name}"
            );
        }
    }

    #[test]
    fn every_demonstration_file_says_that_it_is_worth_nothing() {
        for (name, text) in demo::FILES {
            let first = text.lines().next().unwrap().trim_start_matches("# ");
            assert!(first.starts_with("Demonstration"), "{name}: {first}");
            assert!(
                first.contains("worth nothing") || first.contains("Worth nothing"),
                "{name}"
            );
            assert!(first.contains("never to be trusted"), "{name}");
        }
    }

    #[test]
    fn a_file_may_hold_a_chain_and_its_key() {
        let file = |name| demo::file(name).unwrap();
        let all = [
            file("server.pem"),
            file("server.key"),
            file("intermediate.pem"),
        ]
        .concat();
        let chain = Certificate::from_pem_chain(&all).unwrap();
        let names: Vec<_> = chain.iter().map(Certificate::short_name).collect();
        assert_eq!(
            names,
            ["shop.example", "Premaster Demonstration Intermediate"]
        );
        assert!(private_key_from_pem(&all).is_ok());
    }

    #[test]
    fn what_is_no_certificate_is_refused_with_what_it_is() {
        let refuse = |text| Certificate::from_pem_chain(text).unwrap_err();
        assert_eq!(
            refuse(demo::file("server.key").unwrap()),
            CertificateError::NoCertificate {
                got: "PRIVATE KEY".to_owned()
            }
        );
        assert_eq!(
            refuse("hello"),
            CertificateError::NoCertificate {
                got: "no PEM block at all".to_owned()
            }
        );
        let half = &demo::file("root.pem").unwrap()[..400];
        assert!(matches!(
            refuse(half),
            CertificateError::MalformedPem { .. }
        ));
        let block = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        assert!(matches!(
            refuse(block),
            CertificateError::MalformedPem { .. }
        ));
        assert!(private_key_from_pem("hello").is_err());
    }
}
