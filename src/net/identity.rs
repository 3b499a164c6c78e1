//! The identity of an end: a certificate chain and the private key of its leaf. And what an end
//! trusts.

use super::error::NetError;
use crate::crypto::rsa::PrivateKey;
use crate::endpoint::config::SIGNATURE_ALGORITHMS;
use crate::endpoint::{ClientTrust, Identity};
use crate::pki::certificate::{Certificate, MAX_LIST_LEN, list_len};
use crate::pki::demo;
use crate::pki::directory::Directory;
use crate::pki::revocation::RevocationList;
use crate::text::differing;
use crate::wire::display::hex;
use std::path::Path;
use std::sync::Arc;

impl Identity {
    /// `shop.example` of the demonstration PKI, whose private key is public.
    pub fn demonstration() -> Self {
        Identity {
            chain: demo::certificates(&["server.pem", "intermediate.pem"]),
            certificate_path: "certs/server.pem".to_owned(),
            key: demo::private_key("server.key"),
            key_path: "certs/server.key".to_owned(),
        }
    }

    /// A chain, leaf first, and the private key of the leaf, each with the file that it was in.
    ///
    /// # Errors
    /// [`NetError`] for a leaf without an RSA key, a key that belongs to another certificate, certificates in the wrong
    /// order, and more of them than a message can hold.
    pub fn of_files(
        chain: (Vec<Certificate>, &Path),
        key: (PrivateKey, &Path),
    ) -> Result<Self, NetError> {
        let ((chain, certificate), (private, key)) = (chain, key);
        check_pair(&chain, certificate, &private, key)?;
        check_order(&chain, certificate)?;
        let got = list_len(&chain);
        if got > MAX_LIST_LEN {
            let path = certificate.to_owned();
            return Err(NetError::ChainLength { path, got });
        }
        let shown =
            |path: &Path| crate::wire::display::escaped(path.as_os_str().as_encoded_bytes());
        Ok(Identity {
            chain: chain.into(),
            certificate_path: shown(certificate),
            key: Arc::new(private),
            key_path: shown(key),
        })
    }

    /// Whether the private key is public, because it is published with the program.
    pub fn is_published(&self) -> bool {
        let keys = demo::FILES
            .iter()
            .filter(|(name, _)| name.ends_with(".key"));
        keys.into_iter()
            .any(|(name, _)| demo::private_key(name) == self.key)
    }

    /// The subject of the leaf.
    pub fn subject(&self) -> String {
        self.chain
            .first()
            .map(Certificate::short_name)
            .unwrap_or_default()
    }
}

/// What a server checks its clients against.
pub fn client_trust(
    anchors: Arc<[Certificate]>,
    revocation_lists: Arc<[RevocationList]>,
    directory: Option<Arc<Directory>>,
) -> ClientTrust {
    ClientTrust {
        anchors,
        revocation_lists,
        directory,
        signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
    }
}

fn check_pair(
    chain: &[Certificate],
    certificate: &Path,
    private: &PrivateKey,
    key: &Path,
) -> Result<(), NetError> {
    let public = private.public();
    let is_pair = |it: &Certificate| it.rsa_key() == Some(public);
    // `from_pem_chain` gives at least one
    let Some(leaf) = chain.first() else {
        return Ok(());
    };
    if is_pair(leaf) {
        return Ok(());
    }
    let (certificate, key) = (certificate.to_owned(), key.to_owned());
    if let Some(index) = chain.iter().position(is_pair) {
        return Err(NetError::LeafNotFirst {
            certificate,
            key,
            position: index + 1,
        });
    }
    match leaf.rsa_key() {
        Some(leaf) => {
            let (expected, got) = differing_moduli(&leaf.n(), &public.n());
            Err(NetError::KeyMismatch {
                certificate,
                key,
                expected,
                got,
            })
        }
        None => Err(NetError::NotRsa {
            path: certificate,
            subject: leaf.short_name(),
        }),
    }
}

/// The beginnings of both in hex, or the part in which they differ if the beginnings are equal.
fn differing_moduli(expected: &[u8], got: &[u8]) -> (String, String) {
    const SHOWN: usize = 4;
    match (expected.first_chunk::<SHOWN>(), got.first_chunk::<SHOWN>()) {
        (Some(one), Some(other)) if one != other => {
            (format!("{}…", hex(one)), format!("{}…", hex(other)))
        }
        _ => differing(expected, got),
    }
}

/// Each certificate must be followed by that of its issuer (RFC 5246 §7.4.2).
fn check_order(chain: &[Certificate], path: &Path) -> Result<(), NetError> {
    for (index, pair) in chain.windows(2).enumerate() {
        let [below, above] = pair else { continue };
        if !above.subject.matches(&below.issuer) {
            return Err(NetError::ChainOrder {
                path: path.to_owned(),
                position: index + 2,
                expected: below.issuer.to_string(),
                got: above.subject.to_string(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn pair(certificates: &[&str], key: &str) -> Result<Identity, NetError> {
        let chain = demo::certificates(certificates).to_vec();
        let private = PrivateKey::clone(&demo::private_key(key));
        Identity::of_files((chain, Path::new("chain.pem")), (private, Path::new(key)))
    }

    fn refused(certificates: &[&str], key: &str) -> String {
        pair(certificates, key).unwrap_err().to_string()
    }

    #[test]
    fn a_chain_and_its_key_are_shown_with_where_they_are_kept() {
        let identity = pair(&["server.pem", "intermediate.pem"], "server.key").unwrap();
        assert_eq!(identity.subject(), "shop.example");
        assert_eq!(identity.chain.len(), 2);
        assert_eq!(identity.certificate_path, "chain.pem");
        assert_eq!(identity.key_path, "server.key");
        assert!(identity.is_published());
        assert!(pair(&["client.pem"], "client.key").unwrap().is_published());
    }

    /// Up to the last byte that the length of a message can count.
    #[test]
    fn a_chain_that_fits_into_no_message_is_refused() {
        let [mut leaf] = [demo::certificate("server.pem").unwrap()];
        let private = || PrivateKey::clone(&demo::private_key("server.key"));
        let of = |leaf: &Certificate| {
            let path = Path::new("chain.pem");
            Identity::of_files((vec![leaf.clone()], path), (private(), path))
        };
        leaf.der.resize(MAX_LIST_LEN - 3, 0);
        let longest = of(&leaf).unwrap();
        assert_eq!(list_len(&longest.chain) + 3, (1 << 24) - 1);
        leaf.der.push(0);
        assert_eq!(
            of(&leaf).unwrap_err().to_string(),
            "chain.pem: a Certificate message can hold 16,777,212 bytes of certificates, three for the \
             length of each included; these take 16777213"
        );
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        assert!(
            refused(&["server.pem"], "client.key")
                .contains("does not belong to the certificate in")
        );
        let error = refused(&["intermediate.pem", "server.pem"], "server.key");
        assert!(
            error.contains("must be the first, but it is number 2"),
            "{error}"
        );
        let error = refused(&["server.pem", "root.pem"], "server.key");
        assert!(
            error.contains("certificate number 2 should be that of"),
            "{error}"
        );
    }

    #[test]
    fn moduli_are_shown_where_they_differ() {
        let (one, other) = ([1, 2, 3, 4, 5], [1, 2, 3, 9, 5]);
        let shown = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(
            differing_moduli(&one, &other),
            shown("01020304…", "01020309…")
        );
        let (mut one, mut other) = ([7; 64], [7; 64]);
        (one[40], other[40]) = (1, 2);
        let (one, other) = differing_moduli(&one, &other);
        assert!(one.contains("01") && other.contains("02"), "{one} {other}");
    }
}
