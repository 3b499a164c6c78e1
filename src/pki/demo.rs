//! The demonstration PKI of `certs/`, carried inside the program.
//!
//! Its private keys are published: it identifies no one, and must never be trusted by
//! anything but this program. `certs/README.md` says how it is made.

use super::certificate::Certificate;
use super::directory::Directory;
use super::pem::private_key_from_pem;
use super::revocation::RevocationList;
use crate::crypto::rsa::PrivateKey;
use std::sync::{Arc, OnceLock};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../certs/", $name)))),*]
    };
}

/// How many files there are.
const COUNT: usize = 28;

/// The files of the demonstration PKI: file name, and content as text with a line of explanation
/// above each PEM block. Certificates end in `.pem`, private keys (PKCS#8) in `.key`, revocation
/// lists in `.crl`, the directory in `.ldif`.
pub const FILES: [(&str, &str); COUNT] = files![
    "root.pem",
    "root.key",
    "intermediate.pem",
    "intermediate.key",
    "server.pem",
    "server.key",
    "client.pem",
    "client.key",
    "root.crl",
    "intermediate.crl",
    "stale-intermediate.crl",
    "directory.ldif",
    "expired.pem",
    "not-yet-valid.pem",
    "self-signed.pem",
    "stranger-root.pem",
    "stranger-root.key",
    "stranger.pem",
    "bad-signature.pem",
    "revoked.pem",
    "not-a-ca.pem",
    "not-a-ca.key",
    "under-not-a-ca.pem",
    "wrong-usage.pem",
    "thief.key",
    "other-client.pem",
    "other-client.key",
    "revoked-client.pem",
];

/// What a file holds, read.
#[derive(Clone)]
enum Content {
    Certificate(Box<Certificate>),
    Key(Arc<PrivateKey>),
    List(Box<RevocationList>),
    Directory(Arc<Directory>),
}

/// The PEM text of the file of that name, as in [`FILES`].
pub fn file(name: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(file, _)| *file == name);
    found.map(|(_, text)| *text)
}

/// The content of a file. Each is read once.
#[allow(
    clippy::expect_used,
    reason = "the files are part of the program; a test reads them all"
)]
fn content(name: &str) -> Option<&'static Content> {
    static READ: [OnceLock<Content>; COUNT] = [const { OnceLock::new() }; COUNT];
    let place = FILES.iter().position(|(file, _)| *file == name)?;
    let text = FILES[place].1;
    Some(READ[place].get_or_init(|| match name.rsplit('.').next() {
        Some("key") => Content::Key(Arc::new(private_key_from_pem(text).expect("a key"))),
        Some("crl") => {
            let mut lists = RevocationList::from_pem(text).expect("a list");
            Content::List(Box::new(lists.swap_remove(0)))
        }
        Some("ldif") => {
            Content::Directory(Arc::new(Directory::from_ldif(text).expect("a directory")))
        }
        _ => {
            let mut chain = Certificate::from_pem_chain(text).expect("a certificate");
            Content::Certificate(Box::new(chain.swap_remove(0)))
        }
    }))
}

/// The certificate of a file.
pub fn certificate(name: &str) -> Option<Certificate> {
    match content(name)? {
        Content::Certificate(certificate) => Some(certificate.as_ref().clone()),
        _ => None,
    }
}

/// The private key of a file.
pub fn key(name: &str) -> Option<Arc<PrivateKey>> {
    match content(name)? {
        Content::Key(key) => Some(key.clone()),
        _ => None,
    }
}

/// The revocation list of a file.
pub fn revocation_list(name: &str) -> Option<RevocationList> {
    match content(name)? {
        Content::List(list) => Some(list.as_ref().clone()),
        _ => None,
    }
}

/// The directory of a file.
pub fn directory(name: &str) -> Option<Arc<Directory>> {
    match content(name)? {
        Content::Directory(directory) => Some(directory.clone()),
        _ => None,
    }
}

/// The certificates of some files, in order: a chain, or a set of trust anchors.
///
/// # Panics
/// If there is no certificate of that name in [`FILES`]: names are the program's own.
#[allow(clippy::expect_used, reason = "names are the program's own")]
pub fn certificates(names: &[&str]) -> Arc<[Certificate]> {
    let read = |name: &&str| certificate(name).expect("a certificate of the demonstration PKI");
    names.iter().map(read).collect()
}

/// The private key of a file.
///
/// # Panics
/// If there is no key of that name in [`FILES`]: names are the program's own.
#[allow(clippy::expect_used, reason = "names are the program's own")]
pub fn private_key(name: &str) -> Arc<PrivateKey> {
    key(name).expect("a key of the demonstration PKI")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        for (name, _) in FILES {
            let there = match name.rsplit('.').next() {
                Some("key") => key(name).is_some_and(|key| key.public().bits() == 2048),
                Some("pem") => certificate(name).is_some(),
                Some("crl") => revocation_list(name).is_some(),
                _ => directory(name).is_some_and(|directory| directory.entries.len() == 2),
            };
            assert!(there, "{name}");
        }
        assert!(certificate("nobody.pem").is_none() && key("root.pem").is_none());
    }
}
