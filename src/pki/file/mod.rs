//! The files that a user gives: certificates, revocation lists and private keys as PEM or DER, and directories
//! as LDIF. What is something else is called by its name. Where files are, and hints that depend on
//! options, are left to the caller.

mod content;
mod error;
mod found;
mod hint;

pub use content::Content;
pub use error::{FileError, FileFault, Unread, Wanted, Why};
pub use found::Found;
pub use hint::rsa_only;

use super::certificate::Certificate;
use super::directory::{Directory, LdifError};
use super::pem::{self, Block};
use super::revocation::RevocationList;
use crate::crypto::rsa::{KeyError, PrivateKey};
use crate::wire::display::hex;
use crate::{label, said};
use std::borrow::Cow;

/// What a file holds, and what of it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable<T> {
    /// What can be read, in the order of the file: at least one.
    pub items: Vec<T>,
    /// What cannot.
    pub unread: Vec<Unread>,
}

/// The certificates of a file, at least one.
///
/// # Errors
/// [`FileError`], for the first that cannot be read too.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, FileError> {
    all(readable(bytes, &CERTIFICATES)?)
}

/// The certificates of a file that can be read, at least one, and those that cannot.
///
/// # Errors
/// [`FileError`].
pub fn readable_certificates(bytes: &[u8]) -> Result<Readable<Certificate>, FileError> {
    readable(bytes, &CERTIFICATES)
}

/// The revocation lists of a file, at least one.
///
/// # Errors
/// [`FileError`].
pub fn revocation_lists(bytes: &[u8]) -> Result<Vec<RevocationList>, FileError> {
    all(readable(bytes, &LISTS)?)
}

/// The private key of a file, beside which there may be others than keys.
///
/// # Errors
/// [`FileError`].
pub fn private_key(bytes: &[u8]) -> Result<PrivateKey, FileError> {
    let fault = |fault| FileError {
        wanted: Wanted::Key,
        fault,
    };
    let of_key = |error| match error {
        KeyError::Algorithm { got } => fault(FileFault::Instead(vec![Found::key_for(&got)])),
        error => fault(FileFault::Key(error)),
    };
    match Content::of(bytes).map_err(fault)? {
        Content::Der(der) => {
            let read = match PrivateKey::from_pkcs8_der(der) {
                Err(KeyError::Der(_)) => PrivateKey::from_pkcs1_der(der),
                read => read,
            };
            read.map_err(|error| match (Found::in_der(der), error) {
                (Some(found), KeyError::Der(_)) => fault(FileFault::Instead(vec![found])),
                (_, error) => of_key(error),
            })
        }
        Content::Text(text) => {
            let found = Found::in_text(&text);
            // what begins and does not end is broken, rather than absent
            let begins = text.contains("PRIVATE KEY-----");
            let keys = found.iter().filter(|found| found.is_private_key());
            match keys.collect::<Vec<_>>().as_slice() {
                [] if !begins => Err(fault(FileFault::Instead(found))),
                [first, ..] if **first != Found::Key => {
                    Err(fault(FileFault::Instead(vec![(*first).clone()])))
                }
                _ => pem::private_key_from_pem(&text).map_err(of_key),
            }
        }
    }
}

/// The directory of a file, which is a text in UTF-8.
///
/// # Errors
/// [`FileError`].
pub fn directory(bytes: &[u8]) -> Result<Directory, FileError> {
    let fault = |fault| FileError {
        wanted: Wanted::Directory,
        fault,
    };
    let text = match Content::of(bytes).map_err(fault)? {
        Content::Der(der) => {
            let found = Found::in_der(der).into_iter();
            return Err(fault(FileFault::Instead(found.collect())));
        }
        Content::Text(text) => text,
    };
    let read = match text {
        Cow::Borrowed(text) => Directory::from_ldif(text),
        Cow::Owned(_) => Err(no_utf8(bytes)),
    };
    read.map_err(|error| {
        let found = Found::in_text(&String::from_utf8_lossy(bytes));
        match found.contains(&Found::Directory) || found.is_empty() {
            true => fault(FileFault::Unusable(error.to_string())),
            false => fault(FileFault::Instead(found)),
        }
    })
}

/// Where bytes stop being UTF-8.
fn no_utf8(bytes: &[u8]) -> LdifError {
    let text = bytes.utf8_chunks().next();
    let (before, byte) = text.map_or(("", &[][..]), |chunk| (chunk.valid(), chunk.invalid()));
    LdifError {
        line: 1 + before.matches('\n').count(),
        expected: label!("pki.ldif.utf8"),
        got: said!("pki.ldif.got_byte", byte = hex(&byte[..byte.len().min(1)])).to_string(),
    }
}

/// How a kind of file is read.
struct Kind<T> {
    wanted: Wanted,
    labels: &'static [&'static str],
    block: fn(&Block<'_>) -> Result<T, Why>,
    der: fn(&[u8]) -> Result<T, Why>,
}

const CERTIFICATES: Kind<Certificate> = Kind {
    wanted: Wanted::Certificates,
    labels: &pem::CERTIFICATE_LABELS,
    block: |block| Certificate::from_block(block).map_err(Why::from),
    der: |der| Certificate::from_der(der).map_err(Why::from),
};

const LISTS: Kind<RevocationList> = Kind {
    wanted: Wanted::Lists,
    labels: &[pem::LIST_LABEL],
    block: |block| RevocationList::from_block(block).map_err(Why::from),
    der: |der| RevocationList::from_der(der).map_err(Why::from),
};

/// Everything, where all of it can be read.
fn all<T>(read: Readable<T>) -> Result<Vec<T>, FileError> {
    match read.unread.into_iter().next() {
        None => Ok(read.items),
        Some(unread) => Err(FileError {
            wanted: unread.wanted,
            fault: FileFault::Unread(unread),
        }),
    }
}

fn readable<T>(bytes: &[u8], kind: &Kind<T>) -> Result<Readable<T>, FileError> {
    let wanted = kind.wanted;
    let fault = |fault| FileError { wanted, fault };
    let text = match Content::of(bytes).map_err(fault)? {
        Content::Text(text) => text,
        Content::Der(der) => {
            let one = (kind.der)(der).map_err(|why| match Found::in_der(der) {
                Some(found) if !wanted.is(&found) => fault(FileFault::Instead(vec![found])),
                _ => fault(FileFault::Unread(Unread {
                    wanted,
                    number: 1,
                    line: None,
                    why,
                })),
            })?;
            return Ok(Readable {
                items: vec![one],
                unread: Vec::new(),
            });
        }
    };
    let mut read = Readable {
        items: Vec::new(),
        unread: Vec::new(),
    };
    for block in pem::scan(&text) {
        let number = 1 + read.items.len() + read.unread.len();
        let unread = |line, why| Unread {
            wanted,
            number,
            line: Some(line),
            why,
        };
        match block {
            Ok(block) if !kind.labels.contains(&block.label) => {}
            Ok(block) => match (kind.block)(&block) {
                Ok(one) => read.items.push(one),
                Err(why) => read.unread.push(unread(block.line, why)),
            },
            // of which kind it is cannot always be told
            Err(broken)
                if broken.label.is_empty() || kind.labels.contains(&broken.label.as_str()) =>
            {
                read.unread.push(unread(broken.line, Why::Pem(broken)));
            }
            Err(_) => {}
        }
    }
    match (read.items.is_empty(), read.unread.is_empty()) {
        (false, _) => Ok(read),
        (true, true) => Err(fault(FileFault::Instead(Found::in_text(&text)))),
        (true, false) => Err(fault(FileFault::Unread(read.unread.swap_remove(0)))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;

    /// Every mistake, with every kind of file, is reported in one sentence.
    #[test]
    fn each_mistake_is_one_sentence() {
        let file = |name| demo::file(name).unwrap().as_bytes();
        let refused = |wanted, bytes: &[u8]| match wanted {
            Wanted::Certificates => certificates(bytes).unwrap_err(),
            Wanted::Lists => revocation_lists(bytes).unwrap_err(),
            Wanted::Key => private_key(bytes).unwrap_err(),
            Wanted::Directory => directory(bytes).unwrap_err(),
        };
        let root = demo::certificate("root.pem").unwrap();
        for (wanted, bytes, got) in [
            (Wanted::Certificates, file("root.key"), "a private key"),
            (Wanted::Certificates, b"hello", "neither"),
            (Wanted::Certificates, b"", "an empty file"),
            (Wanted::Lists, file("root.pem"), "a certificate"),
            (Wanted::Lists, &root.der, "a certificate"),
            (Wanted::Key, file("root.pem"), "a certificate"),
            (Wanted::Key, &root.der[..9], "the first 9 of "),
            (Wanted::Key, file("directory.ldif"), "a directory"),
            (Wanted::Directory, file("root.crl"), "a revocation list"),
            (Wanted::Directory, &root.der, "a certificate"),
        ] {
            let error = refused(wanted, bytes).to_string();
            let start = format!("expected {}, got {got}", wanted.words());
            assert!(error.starts_with(&start), "{error}");
            assert_eq!(error.matches("expected").count(), 1, "{error}");
        }
        let error = refused(Wanted::Directory, b"dn: cn=x\ncn: \xe9").to_string();
        assert_eq!(error, "line 2: expected a text in UTF-8, got the byte e9");
    }
}
