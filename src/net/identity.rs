//! What an end shows and proves: a certificate chain and the private key of its leaf. And what it
//! trusts.

use super::error::NetError;
use crate::crypto::rsa::PrivateKey;
use crate::endpoint::config::SIGNATURE_ALGORITHMS;
use crate::endpoint::{ClientTrust, Identity};
use crate::pki::certificate::Certificate;
use crate::pki::demo;
use crate::pki::directory::Directory;
use crate::pki::pem::private_key_from_pem;
use crate::pki::revocation::RevocationList;
use crate::wire::display::hex;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// A file of PEM that is longer than this, in bytes, is no certificate or key.
const MAX_FILE_LEN: u64 = 1 << 20;

impl Identity {
    /// `shop.example` of the demonstration PKI, whose private key everybody has.
    pub fn demonstration() -> Self {
        Identity {
            chain: demo::certificates(&["server.pem", "intermediate.pem"]),
            certificate_path: "certs/server.pem".to_owned(),
            key: demo::private_key("server.key"),
            key_path: "certs/server.key".to_owned(),
        }
    }

    /// Reads a chain, leaf first, and the private key of the leaf (PKCS#8 or PKCS#1), both PEM.
    /// They may be in the same file.
    ///
    /// # Errors
    /// [`NetError`] for a file that cannot be read or holds something else, a leaf that is not
    /// for RSA, a key of another certificate, and certificates in another order.
    pub fn from_files(certificate: &Path, key: &Path) -> Result<Self, NetError> {
        let chain = certificates(certificate)?;
        let private = private_key_from_pem(&read(key)?).map_err(|source| NetError::Key {
            path: key.to_owned(),
            source,
        })?;
        check_pair(&chain, certificate, &private, key)?;
        check_order(&chain, certificate)?;
        let shown =
            |path: &Path| crate::wire::display::escaped(path.as_os_str().as_encoded_bytes());
        Ok(Identity {
            chain: chain.into(),
            certificate_path: shown(certificate),
            key: Arc::new(private),
            key_path: shown(key),
        })
    }

    /// Whether everybody has the private key, because it is published with the program.
    pub fn is_published(&self) -> bool {
        let keys = demo::FILES
            .iter()
            .filter(|(name, _)| name.ends_with(".key"));
        keys.into_iter()
            .any(|(name, _)| demo::private_key(name) == self.key)
    }

    /// Whom the leaf is about.
    pub fn subject(&self) -> String {
        self.chain
            .first()
            .map(Certificate::short_name)
            .unwrap_or_default()
    }
}

/// Reads the certificates that a client is to trust: PEM, at least one.
///
/// # Errors
/// [`NetError`] for a file that cannot be read, or in which there is no certificate.
pub fn anchors_from_file(path: &Path) -> Result<Arc<[Certificate]>, NetError> {
    certificates(path).map(Into::into)
}

/// Reads revocation lists: PEM, at least one in each file.
///
/// # Errors
/// [`NetError`] for a file that cannot be read, or in which there is no list.
pub fn revocation_lists_from_files(
    paths: &[impl AsRef<Path>],
) -> Result<Arc<[RevocationList]>, NetError> {
    let mut lists = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        let text = read(path)?;
        let read = RevocationList::from_pem(&text);
        lists.extend(read.map_err(|source| NetError::RevocationList {
            path: path.to_owned(),
            holds: label(&text).filter(|label| !label.ends_with("CRL")),
            source,
        })?);
    }
    Ok(lists.into())
}

/// Reads a directory: LDIF.
///
/// # Errors
/// [`NetError`] for a file that cannot be read, or that is no LDIF.
pub fn directory_from_file(path: &Path) -> Result<Arc<Directory>, NetError> {
    let directory = Directory::from_ldif(&read(path)?);
    directory
        .map(Arc::new)
        .map_err(|source| NetError::Directory {
            path: path.to_owned(),
            source,
        })
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

fn certificates(path: &Path) -> Result<Vec<Certificate>, NetError> {
    Certificate::from_pem_chain(&read(path)?).map_err(|source| NetError::Certificate {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path) -> Result<String, NetError> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?
            .take(MAX_FILE_LEN + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE_LEN {
            let message = format!("expected PEM of at most {MAX_FILE_LEN} bytes, got more");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        // A file of DER is not UTF-8; that it holds no PEM is then what is wrong with it.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    read().map_err(|source| NetError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// What the first PEM block of a text says that it is (RFC 7468 section 2).
fn label(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, _) = rest.split_once("-----")?;
    (label.len() < 40 && !label.contains('\n')).then(|| label.to_owned())
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
    let start = |n: Vec<u8>| hex(&n[..n.len().min(8)]);
    match leaf.rsa_key() {
        Some(leaf) => Err(NetError::KeyMismatch {
            certificate,
            key,
            expected: start(leaf.n()),
            got: start(public.n()),
        }),
        None => Err(NetError::NotRsa {
            path: certificate,
            subject: leaf.short_name(),
        }),
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
    use std::path::PathBuf;

    struct Files(tempfile::TempDir);

    impl Files {
        fn new() -> Self {
            Files(tempfile::tempdir().unwrap())
        }

        /// A file made of files of the demonstration PKI.
        fn of(&self, name: &str, parts: &[&str]) -> PathBuf {
            let path = self.0.path().join(name);
            let text: String = parts.iter().map(|part| demo::file(part).unwrap()).collect();
            std::fs::write(&path, text).unwrap();
            path
        }
    }

    fn refused(certificate: &Path, key: &Path) -> String {
        Identity::from_files(certificate, key)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_chain_and_its_key_are_read_also_from_one_file() {
        let files = Files::new();
        let all = files.of("all", &["server.pem", "intermediate.pem", "server.key"]);
        let identity = Identity::from_files(&all, &all).unwrap();
        assert_eq!(identity.subject(), "shop.example");
        assert_eq!(identity.chain.len(), 2);
        assert!(identity.is_published());
        let client = files.of("client", &["client.pem", "client.key"]);
        let client = Identity::from_files(&client, &client).unwrap();
        assert!(client.is_published());
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
        let other = Identity::from_files(&data.join("server.pem"), &data.join("server.key"));
        assert!(!other.unwrap().is_published());
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let files = Files::new();
        let server = files.of("server.pem", &["server.pem", "intermediate.pem"]);
        let key = files.of("server.key", &["server.key"]);
        let client = files.of("client.key", &["client.key"]);
        assert!(refused(&server, &client).contains("do not belong together"));
        let backwards = files.of("backwards.pem", &["intermediate.pem", "server.pem"]);
        let error = refused(&backwards, &key);
        assert!(
            error.contains("at the beginning, got it as number 2"),
            "{error}"
        );
        let gap = files.of("gap.pem", &["server.pem", "root.pem"]);
        let error = refused(&gap, &key);
        assert!(
            error.contains("as number 2, got that of CN=Premaster Demonstration Root"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_certificate_or_key_is_refused() {
        let files = Files::new();
        let server = files.of("server.pem", &["server.pem"]);
        let key = files.of("server.key", &["server.key"]);
        let empty = files.of("empty", &[]);
        assert!(refused(&empty, &key).contains("no PEM block at all"));
        assert!(refused(&server, &empty).contains("no readable PEM block"));
        let error = refused(&server, &server);
        assert!(error.contains("no block is a PRIVATE KEY"), "{error}");
        let missing = files.0.path().join("missing");
        assert!(refused(&missing, &key).contains("cannot read"));
        assert!(anchors_from_file(&empty).is_err());
        assert!(anchors_from_file(files.0.path()).is_err(), "a folder");
        let long = files.0.path().join("long");
        std::fs::write(&long, vec![b'x'; (MAX_FILE_LEN + 1) as usize]).unwrap();
        assert!(refused(&long, &key).contains("at most 1048576 bytes"));
    }
}
