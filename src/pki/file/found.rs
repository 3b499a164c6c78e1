//! What a file may hold.

use crate::crypto::rsa::PrivateKey;
use crate::pki::name::some_of;
use crate::pki::{Certificate, RevocationList, pem};
use crate::said;
use std::collections::BTreeMap;

/// What a file, or a block of it, holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // they say what they are
pub enum Found {
    Certificate,
    List,
    Key,
    EncryptedKey,
    OpenSshKey,
    /// Of this kind, not for RSA or in another form.
    OtherKey(String),
    PublicKey,
    Request,
    Pkcs7,
    Pkcs12,
    Directory,
    /// A block with this label.
    Block(String),
}

impl Found {
    /// What stands below a label.
    pub fn of_label(label: &str) -> Found {
        match label {
            label if pem::CERTIFICATE_LABELS.contains(&label) => Found::Certificate,
            pem::LIST_LABEL => Found::List,
            "PRIVATE KEY" | "RSA PRIVATE KEY" => Found::Key,
            "ENCRYPTED PRIVATE KEY" => Found::EncryptedKey,
            "OPENSSH PRIVATE KEY" => Found::OpenSshKey,
            "PUBLIC KEY" | "RSA PUBLIC KEY" => Found::PublicKey,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Found::Request,
            "PKCS7" | "CMS" => Found::Pkcs7,
            label => match label.strip_suffix(" PRIVATE KEY") {
                Some(kind) => Found::OtherKey(kind.to_owned()),
                None => Found::Block(label.to_owned()),
            },
        }
    }

    /// A private key for another algorithm than RSA, by its object identifier.
    pub(super) fn key_for(oid: &str) -> Found {
        let kind = match oid {
            "1.2.840.10045.2.1" => "EC",
            "1.2.840.10040.4.1" => "DSA",
            "1.2.840.113549.1.1.10" => "RSA-PSS",
            "1.3.101.112" => "Ed25519",
            "1.3.101.113" => "Ed448",
            other => other,
        };
        Found::OtherKey(kind.to_owned())
    }

    /// What is in a text: its blocks, in their order.
    pub(super) fn in_text(text: &str) -> Vec<Found> {
        // how OpenSSL encrypted a key when it still stood below its own label
        let encrypted = text.contains("Proc-Type: 4,ENCRYPTED");
        let found = |label: &String| match Found::of_label(label) {
            Found::Key | Found::OtherKey(_) if encrypted => Found::EncryptedKey,
            other => other,
        };
        let mut blocks: Vec<Found> = pem::labels(text).iter().map(found).collect();
        // the curve stands before the key
        if blocks.iter().any(Found::is_private_key) {
            blocks.retain(|block| *block != Found::Block("EC PARAMETERS".to_owned()));
        }
        // a byte order mark at the start belongs to no line
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let entry = |line: &str| line.starts_with("dn:");
        match blocks.is_empty() && text.lines().any(entry) {
            true => vec![Found::Directory],
            false => blocks,
        }
    }

    /// What a SEQUENCE is, if it is anything that is known.
    pub(super) fn in_der(der: &[u8]) -> Option<Found> {
        /// 1.2.840.113549.1: the PKCS
        const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
        if Certificate::from_der(der).is_ok() {
            return Some(Found::Certificate);
        }
        if RevocationList::from_der(der).is_ok() {
            return Some(Found::List);
        }
        if PrivateKey::from_pkcs8_der(der).is_ok() || PrivateKey::from_pkcs1_der(der).is_ok() {
            return Some(Found::Key);
        }
        match inside(der)? {
            [2, 1, 3, ..] => Some(Found::Pkcs12),
            [2, 1, 1, 4, ..] => Some(Found::OtherKey("EC".to_owned())),
            [6, 9, rest @ ..] => {
                (rest.strip_prefix(&PKCS)?.first() == Some(&7)).then_some(Found::Pkcs7)
            }
            // an algorithm and what it is for
            first => match inside(first)? {
                [6, _, rest @ ..] => match rest.strip_prefix(&PKCS) {
                    Some([5 | 12, ..]) => Some(Found::EncryptedKey),
                    _ => Some(Found::PublicKey),
                },
                [2, 1, 0, ..] => Some(Found::Request),
                _ => None,
            },
        }
    }

    /// Whether it is a private key, of any kind.
    pub fn is_private_key(&self) -> bool {
        matches!(
            self,
            Found::Key | Found::EncryptedKey | Found::OpenSshKey | Found::OtherKey(_)
        )
    }

    /// What it is called, so many times.
    fn called(&self, times: u64) -> String {
        let said = match (self, times) {
            (Found::Certificate, 1) => said!("pki.found.certificate"),
            (Found::Certificate, _) => said!("pki.found.certificates", times),
            (Found::List, 1) => said!("pki.found.list"),
            (Found::List, _) => said!("pki.found.lists", times),
            (Found::Key, 1) => said!("pki.found.key"),
            (Found::Key, _) => said!("pki.found.keys", times),
            (Found::EncryptedKey, 1) => said!("pki.found.encrypted_key"),
            (Found::EncryptedKey, _) => said!("pki.found.encrypted_keys", times),
            (Found::PublicKey, 1) => said!("pki.found.public_key"),
            (Found::PublicKey, _) => said!("pki.found.public_keys", times),
            (Found::Request, 1) => said!("pki.found.request"),
            (Found::Request, _) => said!("pki.found.requests", times),
            (Found::Pkcs7, 1) => said!("pki.found.pkcs7"),
            (Found::Pkcs7, _) => said!("pki.found.pkcs7s", times),
            (Found::Pkcs12, 1) => said!("pki.found.pkcs12"),
            (Found::Pkcs12, _) => said!("pki.found.pkcs12s", times),
            (Found::Directory, 1) => said!("pki.found.directory"),
            (Found::Directory, _) => said!("pki.found.directorys", times),
            (Found::OpenSshKey, 1) => said!("pki.found.openssh_key"),
            (Found::OpenSshKey, _) => said!("pki.found.other_keys", times, kind = "OpenSSH"),
            (Found::OtherKey(kind), 1) if kind.starts_with(['E', 'R']) => {
                said!("pki.found.an_other_key", kind)
            }
            (Found::OtherKey(kind), 1) => said!("pki.found.other_key", kind),
            (Found::OtherKey(kind), _) => said!("pki.found.other_keys", times, kind),
            (Found::Block(label), _) => return format!("-----BEGIN {label}-----"),
        };
        said.to_string()
    }
}

/// Everything that was found: `a private key, 2 certificates`.
pub(super) fn words(found: &[Found]) -> String {
    let mut times: BTreeMap<&Found, u64> = BTreeMap::new();
    for one in found {
        *times.entry(one).or_default() += 1;
    }
    let words = found
        .iter()
        .filter_map(|one| Some(one.called(times.remove(one)?)));
    some_of(&words.collect::<Vec<_>>())
}

/// What is in a SEQUENCE, from its first byte on.
fn inside(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x30, 0..=0x7f, rest @ ..]
        | [0x30, 0x81, _, rest @ ..]
        | [0x30, 0x82, _, _, rest @ ..]
        | [0x30, 0x83, _, _, _, rest @ ..] => Some(rest),
        _ => None,
    }
}
