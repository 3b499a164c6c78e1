//! Why a file cannot be used, or one of the blocks in it.

use super::found::{self, Found};
use crate::crypto::rsa::KeyError;
use crate::pki::certificate::CertificateError;
use crate::pki::name::{MAX_SHOWN, cut};
use crate::pki::pem::Broken;
use crate::pki::revocation::RevocationListError;
use crate::text::Said;
use crate::{label, said};
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
    pub fn name(self) -> &'static str {
        match self {
            Wanted::Certificates => label!("pki.file.certificates"),
            Wanted::Lists => label!("pki.file.lists"),
            Wanted::Key => label!("pki.file.key"),
            Wanted::Directory => label!("pki.file.directory"),
        }
    }

    /// What is expected, with its form.
    pub fn words(self) -> &'static str {
        match self {
            Wanted::Certificates => label!("pki.file.wanted_certificates"),
            Wanted::Lists => label!("pki.file.wanted_lists"),
            Wanted::Key => label!("pki.file.wanted_key"),
            Wanted::Directory => label!("pki.file.wanted_directory"),
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
    /// It is a text in UTF-16.
    Utf16,
    /// A block of it, or all of it, cannot be read.
    Unread(Unread),
    /// It holds what was expected, and that cannot be used: why, in words.
    Unusable(String),
    /// It holds a private key, which cannot be used.
    Key(KeyError),
}

impl FileError {
    /// The error as a fact.
    pub fn said(&self) -> Said {
        let expected = self.wanted.words();
        match &self.fault {
            FileFault::Instead(found) => {
                let got = match (found.as_slice(), self.wanted) {
                    ([], Wanted::Directory) => label!("pki.file.something_else").to_owned(),
                    ([], _) => label!("pki.file.neither").to_owned(),
                    (found, _) => found::words(found),
                };
                said!("pki.file.instead", expected, got)
            }
            FileFault::Empty => said!("pki.file.empty", expected),
            FileFault::CutOff { got, whole } => said!("pki.file.cut_off", expected, got, whole),
            FileFault::Utf16 => said!("pki.file.utf16", expected),
            FileFault::Unread(unread) => unread.said(),
            FileFault::Unusable(why) => said!("pki.file.unusable", why),
            FileFault::Key(error) => {
                said!("pki.file.unusable", why = cut(error.to_string(), MAX_SHOWN))
            }
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl FileError {
    /// What the file holds in place of what was expected, in words; `None` for nothing that is known.
    pub fn found(&self) -> Option<String> {
        match &self.fault {
            FileFault::Instead(found) if !found.is_empty() => Some(found::words(found)),
            _ => None,
        }
    }
}

impl std::error::Error for FileError {}

/// One of the blocks of a file that cannot be read, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Of what it is one.
    pub wanted: Wanted,
    /// Which of the certificates or lists of the file it is, counted from 1.
    pub number: usize,
    /// The line where it begins, counted from 1; `None` where the file is not a text.
    pub line: Option<usize>,
    /// Why it cannot be read.
    pub why: Why,
}

/// Why a block cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The text of the block is damaged.
    Pem(Broken),
    /// What the text stands for is not what it should be: why.
    Content(Said),
    /// What the text stands for ends too early: where.
    CutOff(Said),
}

impl From<CertificateError> for Why {
    fn from(error: CertificateError) -> Why {
        match error {
            CertificateError::MalformedPem(broken) => Why::Pem(broken),
            CertificateError::Malformed { ref error, .. } if error.is_cut_off() => {
                Why::CutOff(error.said())
            }
            error => Why::Content(error.said()),
        }
    }
}

impl From<RevocationListError> for Why {
    fn from(error: RevocationListError) -> Why {
        match error {
            RevocationListError::MalformedPem(broken) => Why::Pem(broken),
            RevocationListError::Malformed { ref error, .. } if error.is_cut_off() => {
                Why::CutOff(error.said())
            }
            error => Why::Content(error.said()),
        }
    }
}

impl Unread {
    /// The fault as a fact: `certificate 2 (line 24) cannot be read: …`
    pub fn said(&self) -> Said {
        let what = match self.wanted {
            Wanted::Lists => label!("pki.file.one_list"),
            _ => label!("pki.file.one_certificate"),
        };
        let number = self.number;
        match (&self.why, self.line) {
            (Why::Pem(broken), _) => {
                said!("pki.file.unread_block", what, number, why = broken.said())
            }
            (Why::Content(why) | Why::CutOff(why), Some(line)) => {
                said!("pki.file.unread", what, number, line, why)
            }
            (Why::Content(why) | Why::CutOff(why), None) => {
                said!("pki.file.unread_whole", what, why)
            }
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}
