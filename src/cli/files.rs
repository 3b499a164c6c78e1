//! The files that commands are given: certificates, revocation lists and private keys as PEM or DER, and
//! directories as LDIF, as anyone has them. What is something else is called by its name, with what to do
//! about it.

mod found;

use super::failure::Failure;
use super::note;
pub(super) use found::RSA_ONLY;
use found::{Found, Wanted};
use premaster::crypto::rsa::{KeyError, PrivateKey};
use premaster::net::Identity;
use premaster::pki::certificate::CertificateError;
use premaster::pki::directory::Directory;
use premaster::pki::name::{MAX_SHOWN, cut, some_of};
use premaster::pki::revocation::RevocationListError;
use premaster::pki::{Certificate, RevocationList, pem};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file that is longer than this, in MiB, is nothing that is read here.
const MAX_FILE_MIB: u64 = 16;

/// The files of a command, whose options they are given with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    Verify,
    Connect,
    Serve,
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

/// What to do about a block or a file that ends too early.
const DAMAGED: &str =
    "it may have been cut off or changed when it was copied: copy the whole of it once more.";

impl Files {
    /// The certificates of a file, at least one.
    pub(super) fn certificates(self, path: &Path) -> Result<Vec<Certificate>, Failure> {
        self.read(path, &CERTIFICATES)
    }

    /// The revocation lists of files, at least one of each.
    pub(super) fn lists(self, paths: &[impl AsRef<Path>]) -> Result<Vec<RevocationList>, Failure> {
        let mut lists = Vec::new();
        for path in paths {
            lists.extend(self.read(path.as_ref(), &LISTS)?);
        }
        Ok(lists)
    }

    /// A certificate chain and the private key of its leaf; they may be in the same file.
    pub(super) fn identity(self, certificate: &Path, key: &Path) -> Result<Identity, Failure> {
        let chain = self.certificates(certificate)?;
        let private = self.key(key)?;
        Ok(Identity::of_files((chain, certificate), (private, key))?)
    }

    /// The private key of a file, beside which there may be others than keys.
    fn key(self, path: &Path) -> Result<PrivateKey, Failure> {
        let place = Place::new(self, Wanted::Key, path);
        match place.content()? {
            Content::Der(der) => {
                let read = match PrivateKey::from_pkcs8_der(&der) {
                    Err(KeyError::Der(_)) => PrivateKey::from_pkcs1_der(&der),
                    read => read,
                };
                read.map_err(|error| match (Found::in_der(&der), error) {
                    (Some(found), KeyError::Der(_)) => place.mistaken(&[found]),
                    (_, error) => place.unusable_key(error),
                })
            }
            Content::Text(text) => {
                let found = Found::in_text(&text);
                // what begins and does not end is broken, rather than absent
                let begins = text.contains("PRIVATE KEY-----");
                let keys = found.iter().filter(|found| found.is_private_key());
                match keys.collect::<Vec<_>>().as_slice() {
                    [] if !begins => Err(place.mistaken(&found)),
                    [first, ..] if **first != Found::Key => {
                        Err(place.mistaken(std::slice::from_ref(*first)))
                    }
                    _ => {
                        pem::private_key_from_pem(&text).map_err(|error| place.unusable_key(error))
                    }
                }
            }
        }
    }

    /// The directory of a file.
    pub(super) fn directory(self, path: &Path) -> Result<Directory, Failure> {
        let place = Place::new(self, Wanted::Directory, path);
        let text = match place.content()? {
            Content::Der(der) => {
                return Err(match Found::in_der(&der) {
                    Some(found) => place.mistaken(&[found]),
                    None => place.neither(),
                });
            }
            Content::Text(text) => text,
        };
        Directory::from_ldif(&text).map_err(|error| {
            let found = Found::in_text(&text);
            match found.contains(&Found::Directory) || found.is_empty() {
                true => place.fault(&error.to_string(), place.wanted.hint()),
                false => place.mistaken(&found),
            }
        })
    }

    fn read<T>(self, path: &Path, kind: &Kind<T>) -> Result<Vec<T>, Failure> {
        let place = Place::new(self, kind.wanted, path);
        let text = match place.content()? {
            Content::Der(der) => {
                return match (kind.der)(&der) {
                    Ok(one) => Ok(vec![one]),
                    Err(why) => Err(match Found::in_der(&der) {
                        Some(found) if !kind.wanted.is(&found) => place.mistaken(&[found]),
                        _ => place.fault(&why, kind.wanted.hint()),
                    }),
                };
            }
            Content::Text(text) => text,
        };
        let read = (kind.pem)(&text).map_err(|why| match why {
            Trouble::Absent => place.mistaken(&Found::in_text(&text)),
            Trouble::Damaged(why) => place.fault(&why, DAMAGED),
            Trouble::Unusable(why) => place.fault(&why, kind.wanted.hint()),
        })?;
        place.tell_of_others(&text);
        Ok(read)
    }
}

/// What is in a file.
enum Content {
    /// Something binary.
    Der(Vec<u8>),
    /// A text, whatever the encoding of what stands around its blocks.
    Text(String),
}

/// A file, and what it is for.
struct Place<'p> {
    command: Files,
    wanted: Wanted,
    path: &'p Path,
    /// As it is shown.
    shown: String,
}

impl<'p> Place<'p> {
    fn new(command: Files, wanted: Wanted, path: &'p Path) -> Self {
        Place {
            command,
            wanted,
            path,
            shown: cut(path.display().to_string(), MAX_SHOWN),
        }
    }

    fn content(&self) -> Result<Content, Failure> {
        let mut bytes = Vec::new();
        let file = File::open(self.path)
            .and_then(|file| file.take((MAX_FILE_MIB << 20) + 1).read_to_end(&mut bytes));
        file.map_err(|error| self.unreadable(&error))?;
        if bytes.len() as u64 > MAX_FILE_MIB << 20 {
            let what = format!("a file of more than {MAX_FILE_MIB} MiB");
            return Err(self.instead(&what, self.wanted.hint()));
        }
        if bytes.is_empty() {
            let hint = "what was to write it has not, or has written elsewhere.";
            return Err(self.instead("an empty file", hint));
        }
        // a SEQUENCE: of more than 127 bytes, or of as many as there are
        let (binary, whole) = match bytes.as_slice() {
            [0x30, 0x81, a, ..] => (true, 3 + usize::from(*a)),
            [0x30, 0x82, a, b, ..] => (true, 4 + usize::from(u16::from_be_bytes([*a, *b]))),
            [0x30, 0x80..=0xff, ..] => (true, bytes.len()),
            [0x30, len, rest @ ..] => (rest.len() == usize::from(*len), bytes.len()),
            _ => (false, bytes.len()),
        };
        if bytes.len() < whole {
            let what = format!("the first {} of {whole} bytes of DER", bytes.len());
            return Err(self.instead(&what, DAMAGED));
        }
        Ok(match binary {
            true => Content::Der(bytes),
            false => Content::Text(String::from_utf8_lossy(&bytes).into_owned()),
        })
    }

    fn unreadable(&self, error: &io::Error) -> Failure {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => {
                "is the path right, counted from the directory that you are in?"
            }
            _ if self.path.is_dir() => "it is a folder: give a file that is in it.",
            io::ErrorKind::PermissionDenied => {
                "you may not read it; private keys often are locked."
            }
            _ => "is the path right, and does it lead to a file?",
        };
        Failure::usage(format!("cannot read {}: {error}", self.shown), hint)
    }

    /// It holds what was expected, and something is wrong with it.
    fn fault(&self, why: &str, hint: &'static str) -> Failure {
        Failure::usage(format!("{}: {why}", self.shown), hint)
    }

    /// It holds a private key, which cannot be used.
    fn unusable_key(&self, error: KeyError) -> Failure {
        let hint = match &error {
            KeyError::Algorithm { got } => return self.mistaken(&[Found::key_for(got)]),
            KeyError::ModulusSize { .. } => RSA_ONLY,
            KeyError::Label { got, .. } => {
                let hint = Found::of_label(got).hint(self.wanted, self.command);
                hint.unwrap_or(RSA_ONLY)
            }
            KeyError::Numbers(_) => {
                "`openssl rsa -in FILE -check -noout` says what is wrong with it."
            }
            KeyError::Pem(_) => DAMAGED,
            KeyError::Der(_) => self.wanted.hint(),
        };
        self.fault(&cut(error.to_string(), MAX_SHOWN), hint)
    }

    /// It holds something else.
    fn mistaken(&self, found: &[Found]) -> Failure {
        if found.is_empty() {
            return self.neither();
        }
        let mut hints = found
            .iter()
            .filter_map(|it| it.hint(self.wanted, self.command));
        let hint = hints.next().unwrap_or(self.wanted.hint());
        self.instead(&found::words(found), hint)
    }

    /// It holds nothing that is known.
    fn neither(&self) -> Failure {
        let got = match self.wanted {
            Wanted::Directory => "something else",
            _ => "neither",
        };
        self.instead(got, self.wanted.hint())
    }

    fn instead(&self, got: &str, hint: &'static str) -> Failure {
        let expected = self.wanted.words();
        Failure::usage(
            format!("{}: expected {expected}, got {got}", self.shown),
            hint,
        )
    }

    /// Tells what of a file has not been read.
    fn tell_of_others(&self, text: &str) {
        let own_key = |found: &Found| found.is_private_key() && self.command != Files::Verify;
        let labels = pem::labels(text);
        let others: Vec<String> = (labels.iter())
            .filter(|label| {
                let found = Found::of_label(label);
                !self.wanted.is(&found) && !own_key(&found)
            })
            .cloned()
            .collect();
        if !others.is_empty() {
            note(&format!(
                "{}: passed over what is no part of the {}: {}",
                self.shown,
                self.wanted.name(),
                some_of(&others)
            ));
        }
        if labels.iter().any(|label| label == pem::TRUSTED_LABEL) {
            note(&format!(
                "{}: the trust settings of a TRUSTED CERTIFICATE are not looked at",
                self.shown
            ));
        }
    }
}
