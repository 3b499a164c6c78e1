//! The files that a person gives: certificates, revocation lists and private keys as PEM or DER, and
//! directories as LDIF, as anyone has them. What is something else is called by its name.
//!
//! From bytes to what they hold; where they come from, and what to do about a mistake, is for who asks.

mod found;

pub use found::Found;

use super::certificate::{Certificate, CertificateError};
use super::directory::{Directory, LdifError};
use super::name::{MAX_SHOWN, cut};
use super::pem;
use super::revocation::{RevocationList, RevocationListError};
use crate::crypto::rsa::{KeyError, PrivateKey};
use crate::wire::display::hex;
use std::borrow::Cow;
use std::fmt;

/// What is expected of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // they say what they are
pub enum Wanted {
    Certificates,
    Lists,
    Key,
    Directory,
}

impl Wanted {
    /// What it is called, without an article.
    pub const fn name(self) -> &'static str {
        match self {
            Wanted::Certificates => "certificates",
            Wanted::Lists => "revocation lists",
            Wanted::Key => "private key",
            Wanted::Directory => "directory",
        }
    }

    /// What is expected, with its form.
    pub const fn words(self) -> &'static str {
        match self {
            Wanted::Certificates => "certificates as PEM or DER",
            Wanted::Lists => "revocation lists as PEM or DER",
            Wanted::Key => "an RSA private key as PEM or DER",
            Wanted::Directory => "a directory as LDIF",
        }
    }

    /// Whether that was found.
    pub fn is(self, found: &Found) -> bool {
        matches!(
            (self, found),
            (Wanted::Certificates, Found::Certificate)
                | (Wanted::Lists, Found::List)
                | (Wanted::Key, Found::Key)
                | (Wanted::Directory, Found::Directory)
        )
    }
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// What was expected.
    pub wanted: Wanted,
    /// What came.
    pub fault: FileFault,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It holds something else; nothing that is known where there is none.
    Instead(Vec<Found>),
    /// It has no byte.
    Empty,
    /// It is the beginning of something in DER.
    CutOff {
        /// The bytes that there are.
        got: usize,
        /// As many as there should be.
        whole: usize,
    },
    /// A block of it cannot be decoded: why, in words.
    Damaged(String),
    /// It holds what was expected, and that cannot be used: why, in words.
    Unusable(String),
    /// It holds a private key, which cannot be used.
    Key(KeyError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = self.wanted.words();
        match &self.fault {
            FileFault::Instead(found) => {
                let got = match (found.as_slice(), self.wanted) {
                    ([], Wanted::Directory) => "something else".to_owned(),
                    ([], _) => "neither".to_owned(),
                    (found, _) => found::words(found),
                };
                write!(f, "expected {expected}, got {got}")
            }
            FileFault::Empty => write!(f, "expected {expected}, got an empty file"),
            FileFault::CutOff { got, whole } => {
                write!(
                    f,
                    "expected {expected}, got the first {got} of {whole} bytes of DER"
                )
            }
            FileFault::Damaged(why) | FileFault::Unusable(why) => f.write_str(why),
            FileFault::Key(error) => f.write_str(&cut(error.to_string(), MAX_SHOWN)),
        }
    }
}

impl std::error::Error for FileError {}

/// What is in a file.
pub enum Content<'f> {
    /// Something binary.
    Der(&'f [u8]),
    /// A text, whatever the encoding of what stands around its blocks.
    Text(Cow<'f, str>),
}

impl Content<'_> {
    /// Tells the two apart.
    ///
    /// # Errors
    /// [`FileFault::Empty`] and [`FileFault::CutOff`].
    pub fn of(bytes: &[u8]) -> Result<Content<'_>, FileFault> {
        if bytes.is_empty() {
            return Err(FileFault::Empty);
        }
        // a SEQUENCE: of more than 127 bytes, or of as many as there are
        let (binary, whole) = match bytes {
            [0x30, 0x81, a, ..] => (true, 3 + usize::from(*a)),
            [0x30, 0x82, a, b, ..] => (true, 4 + usize::from(u16::from_be_bytes([*a, *b]))),
            [0x30, 0x80..=0xff, ..] => (true, bytes.len()),
            [0x30, len, rest @ ..] => (rest.len() == usize::from(*len), bytes.len()),
            _ => (false, bytes.len()),
        };
        if bytes.len() < whole {
            let got = bytes.len();
            return Err(FileFault::CutOff { got, whole });
        }
        Ok(match binary {
            true => Content::Der(bytes),
            false => Content::Text(String::from_utf8_lossy(bytes)),
        })
    }
}

/// The certificates of a file, at least one.
///
/// # Errors
/// [`FileError`].
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, FileError> {
    read(bytes, &CERTIFICATES)
}

/// The revocation lists of a file, at least one.
///
/// # Errors
/// [`FileError`].
pub fn revocation_lists(bytes: &[u8]) -> Result<Vec<RevocationList>, FileError> {
    read(bytes, &LISTS)
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

/// Where bytes stop to be UTF-8.
fn no_utf8(bytes: &[u8]) -> LdifError {
    let text = bytes.utf8_chunks().next();
    let (before, byte) = text.map_or(("", &[][..]), |chunk| (chunk.valid(), chunk.invalid()));
    LdifError {
        line: 1 + before.matches('\n').count(),
        expected: "a text in UTF-8",
        got: format!("the byte {}", hex(&byte[..byte.len().min(1)])),
    }
}

/// How a kind of file is read.
struct Kind<T> {
    wanted: Wanted,
    pem: fn(&str) -> Result<Vec<T>, Trouble>,
    der: fn(&[u8]) -> Result<T, String>,
}

/// Why a text is not read.
enum Trouble {
    /// It has no such block.
    Absent,
    /// A block is damaged.
    Damaged(String),
    /// A block holds what cannot be used.
    Unusable(String),
}

const CERTIFICATES: Kind<Certificate> = Kind {
    wanted: Wanted::Certificates,
    pem: |text| {
        Certificate::from_pem_chain(text).map_err(|error| match error {
            CertificateError::NoCertificate { .. } => Trouble::Absent,
            CertificateError::MalformedPem { .. } => Trouble::Damaged(error.to_string()),
            _ => Trouble::Unusable(error.to_string()),
        })
    },
    der: |der| Certificate::from_der(der).map_err(|error| error.to_string()),
};

const LISTS: Kind<RevocationList> = Kind {
    wanted: Wanted::Lists,
    pem: |text| {
        RevocationList::from_pem(text).map_err(|error| match error {
            RevocationListError::Absent { .. } => Trouble::Absent,
            RevocationListError::MalformedPem { .. } => Trouble::Damaged(error.to_string()),
            RevocationListError::Malformed { .. } => Trouble::Unusable(error.to_string()),
        })
    },
    der: |der| RevocationList::from_der(der).map_err(|error| error.to_string()),
};

fn read<T>(bytes: &[u8], kind: &Kind<T>) -> Result<Vec<T>, FileError> {
    let wanted = kind.wanted;
    let fault = |fault| FileError { wanted, fault };
    match Content::of(bytes).map_err(fault)? {
        Content::Der(der) => match (kind.der)(der) {
            Ok(one) => Ok(vec![one]),
            Err(why) => Err(fault(match Found::in_der(der) {
                Some(found) if !wanted.is(&found) => FileFault::Instead(vec![found]),
                _ => FileFault::Unusable(why),
            })),
        },
        Content::Text(text) => (kind.pem)(&text).map_err(|why| {
            fault(match why {
                Trouble::Absent => FileFault::Instead(Found::in_text(&text)),
                Trouble::Damaged(why) => FileFault::Damaged(why),
                Trouble::Unusable(why) => FileFault::Unusable(why),
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::demo;

    /// Whatever is given for whatever is told in one sentence.
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
