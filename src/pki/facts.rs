//! A certificate on one page: its fields by the names of RFC 5280, with their values as text.

use super::certificate::Certificate;
use super::extensions::extension_name;
use super::name::{cut_hex, hex_with_colons, shown_hex};
use super::subject_key::SubjectKey;
use crate::crypto::rsa::MAX_MODULUS_BITS;

/// So many bytes of a signature are shown: as many as the longest modulus has.
const MAX_SIGNATURE: usize = MAX_MODULUS_BITS / 8;

impl Certificate {
    /// The fields in the order of the certificate: label and value. Values are one line each
    /// and safe to show; modulus and signature are whole, where a key of that length could be used.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            ("version", format!("v{}", self.version)),
            ("serialNumber", shown_hex(&self.serial)),
            ("issuer", self.issuer.to_string()),
            ("notBefore", self.validity.not_before.to_string()),
            ("notAfter", self.validity.not_after.to_string()),
            ("subject", self.subject.to_string()),
            ("subjectPublicKey", self.public_key.describe()),
        ];
        if let SubjectKey::Rsa(key) | SubjectKey::RsaPss { key, .. } = &self.public_key {
            facts.push(("modulus", hex_with_colons(&key.n())));
            facts.push(("publicExponent", hex_with_colons(&key.e())));
        }
        facts.extend(self.extension_facts());
        facts.push((
            "signatureAlgorithm",
            self.signature_algorithm.name().to_owned(),
        ));
        facts.push((
            "signatureValue",
            cut_hex(self.signature_bytes(), MAX_SIGNATURE),
        ));
        facts
    }

    fn extension_facts(&self) -> Vec<(&'static str, String)> {
        let extensions = &self.extensions;
        let mut facts = Vec::new();
        if let Some(constraints) = extensions.basic_constraints {
            let ca = if constraints.ca {
                "cA TRUE"
            } else {
                "cA FALSE"
            };
            let value = match constraints.path_len {
                Some(length) => format!("{ca}, pathLenConstraint {length}"),
                None => ca.to_owned(),
            };
            facts.push(("basicConstraints", value));
        }
        if let Some(usage) = extensions.key_usage {
            facts.push(("keyUsage", usage.names()));
        }
        if let Some(purposes) = &extensions.extended_key_usage {
            let names: Vec<&str> = purposes.iter().map(|purpose| purpose.name()).collect();
            facts.push(("extKeyUsage", names.join(", ")));
        }
        if let Some(names) = &extensions.subject_alt_names {
            facts.push(("subjectAltName", names.listed().join(", ")));
        }
        if let Some(id) = &extensions.subject_key_id {
            facts.push(("subjectKeyIdentifier", shown_hex(id)));
        }
        if let Some(id) = &extensions.authority_key_id {
            facts.push(("authorityKeyIdentifier", id.to_string()));
        }
        if !extensions.present.is_empty() {
            let marked = |critical: &bool| if *critical { " (critical)" } else { "" };
            let listed: Vec<String> = extensions
                .present
                .iter()
                .map(|(oid, critical)| format!("{}{}", extension_name(oid), marked(critical)))
                .collect();
            facts.push(("extensions", listed.join(", ")));
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::authority_key_id::AuthorityKeyId;
    use crate::pki::demo;

    /// A serial number, a key identifier or a signature may have any length.
    #[test]
    fn nothing_of_any_length_is_told_whole() {
        let mut server = demo::certificate("server.pem").unwrap();
        server.serial = vec![0x11; 16 << 20];
        server.extensions.subject_key_id = Some(vec![0x22; 16 << 20]);
        server.extensions.authority_key_id = Some(AuthorityKeyId {
            key_id: Some(vec![0x33; 16 << 20]),
            ..AuthorityKeyId::default()
        });
        let long = server.der.len()..server.der.len() + (16 << 20);
        server.der.resize(long.end, 0x44);
        server.signature = long;
        for (label, value) in server.facts() {
            let most = if label == "signatureValue" {
                13_000
            } else {
                800
            };
            assert!(value.len() < most, "{label}: {} bytes", value.len());
            let cut = [
                "serialNumber",
                "signatureValue",
                "subjectKeyIdentifier",
                "authorityKeyIdentifier",
            ];
            let says_so = value.ends_with("… (16,777,216 bytes)");
            assert_eq!(says_so, cut.contains(&label), "{label}");
        }
    }

    #[test]
    fn the_server_certificate_is_told_in_the_terms_of_the_rfc() {
        let server = Certificate::from_pem_chain(demo::file("server.pem").unwrap()).unwrap();
        let facts = server[0].facts();
        let fact = |label| {
            facts
                .iter()
                .find(|(l, _)| *l == label)
                .map(|(_, v)| v.as_str())
        };
        assert_eq!(fact("version"), Some("v3"));
        assert_eq!(fact("serialNumber"), Some("45:52:00:01"));
        assert_eq!(fact("notAfter"), Some("2099-12-31 23:59:59 UTC"));
        assert_eq!(fact("subjectPublicKey"), Some("RSA, 2048 bits"));
        assert_eq!(fact("publicExponent"), Some("01:00:01"));
        assert_eq!(fact("basicConstraints"), Some("cA FALSE"));
        assert_eq!(fact("keyUsage"), Some("digitalSignature, keyEncipherment"));
        assert_eq!(fact("extKeyUsage"), Some("serverAuth"));
        assert_eq!(
            fact("subjectAltName"),
            Some("dNSName shop.example, dNSName www.shop.example")
        );
        assert!(
            fact("extensions")
                .unwrap()
                .starts_with("basicConstraints (critical), keyUsage")
        );
        assert_eq!(fact("signatureAlgorithm"), Some("sha256WithRSAEncryption"));
        assert_eq!(fact("signatureValue").unwrap().len(), 256 * 3 - 1);
    }
}
