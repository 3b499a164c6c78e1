//! The files that commands are given, as [`premaster::pki::file`] reads them, with what to do about a mistake.

mod hint;

use super::failure::Failure;
use super::note;
use premaster::capture::secrets::KeyLog;
use premaster::crypto::rsa::PrivateKey;
use premaster::net::Identity;
use premaster::pki::directory::Directory;
use premaster::pki::file::{self, Content, FileError, FileFault, Found, Readable, Unread, Wanted};
use premaster::pki::name::{MAX_SHOWN, cut, some_of};
use premaster::pki::{Certificate, RevocationList, pem};
use premaster::text::Said;
use premaster::{label, said};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Longer files, in MiB, are refused.
const MAX_FILE_MIB: u64 = 16;

/// The files of a command, whose options they are given with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    Verify,
    Connect,
    Serve,
    Open,
}

impl Files {
    /// The certificates of a file, at least one.
    pub(super) fn certificates(self, path: &Path) -> Result<Vec<Certificate>, Failure> {
        let place = Place::new(self, Wanted::Certificates, path);
        place.read_blocks(file::certificates)
    }

    /// The certificates of a file that can be read, which must include the first. The others are reported.
    pub(super) fn chain(self, path: &Path) -> Result<Vec<Certificate>, Failure> {
        let place = Place::new(self, Wanted::Certificates, path);
        let bytes = place.bytes()?;
        let Readable { items, unread } = place.read(&bytes, file::readable_certificates)?;
        // the certificate in question is the first: no other can stand in for it
        if let Some(first) = unread.iter().find(|unread| unread.number == 1) {
            let fault = FileFault::Unread(first.clone());
            return Err(place.failure(&FileError {
                wanted: Wanted::Certificates,
                fault,
            }));
        }
        place.tell_of_unread(&unread);
        place.tell_of_text(&bytes);
        Ok(items)
    }

    /// The certificates of files that can be read, at least one of each. The others are reported.
    pub(super) fn anchors(self, paths: &[impl AsRef<Path>]) -> Result<Vec<Certificate>, Failure> {
        let mut anchors = Vec::new();
        for path in paths {
            let place = Place::new(self, Wanted::Certificates, path.as_ref());
            let bytes = place.bytes()?;
            let Readable { items, unread } = place.read(&bytes, file::readable_certificates)?;
            place.tell_of_unread(&unread);
            place.tell_of_text(&bytes);
            anchors.extend(items);
        }
        Ok(anchors)
    }

    /// The revocation lists of files, at least one of each.
    pub(super) fn lists(self, paths: &[impl AsRef<Path>]) -> Result<Vec<RevocationList>, Failure> {
        let mut lists = Vec::new();
        for path in paths {
            let place = Place::new(self, Wanted::Lists, path.as_ref());
            lists.extend(place.read_blocks(file::revocation_lists)?);
        }
        Ok(lists)
    }

    /// A certificate chain and the private key of its leaf; they may be in the same file.
    pub(super) fn identity(self, certificate: &Path, key: &Path) -> Result<Identity, Failure> {
        let chain = self.certificates(certificate)?;
        let place = Place::new(self, Wanted::Key, key);
        let private = place.read(&place.bytes()?, file::private_key)?;
        Ok(Identity::of_files((chain, certificate), (private, key))?)
    }

    /// The private key of a file.
    pub(super) fn key(self, path: &Path) -> Result<PrivateKey, Failure> {
        let place = Place::new(self, Wanted::Key, path);
        place.read(&place.bytes()?, file::private_key)
    }

    /// Adds a key log, which stays in its file if that can be, and reports the lines that cannot be read.
    pub(super) fn key_log(self, path: &Path, log: &KeyLog) -> Result<(), Failure> {
        let place = Place::new(self, Wanted::Key, path);
        let stays = std::fs::metadata(path).is_ok_and(|found| found.is_file());
        let unread = match stays {
            true => File::open(path).and_then(|file| log.add_file(file)),
            false => place
                .bytes()
                .map(|bytes| Ok(log.add(&String::from_utf8_lossy(&bytes))))?,
        };
        for line in unread.map_err(|error| place.unreadable(&error))? {
            let (file, line, reason) = (&place.shown, line.line, &line.reason);
            note(&said!("cli.open.key_log_line", file, line, reason).to_string());
        }
        Ok(())
    }

    /// The directory of a file.
    pub(super) fn directory(self, path: &Path) -> Result<Directory, Failure> {
        let place = Place::new(self, Wanted::Directory, path);
        place.read(&place.bytes()?, file::directory)
    }
}

/// How the bytes of a file are read.
type Reading<T> = fn(&[u8]) -> Result<T, FileError>;

/// A file, and what it is for.
struct Place<'p> {
    command: Files,
    wanted: Wanted,
    path: &'p Path,
    /// Its name, safe to show.
    shown: String,
}

impl<'p> Place<'p> {
    fn new(command: Files, wanted: Wanted, path: &'p Path) -> Self {
        let mut place = Place {
            command,
            wanted,
            path,
            shown: cut(path.display().to_string(), MAX_SHOWN),
        };
        if place.is_standard_input() {
            label!("cli.files.standard_input").clone_into(&mut place.shown);
        }
        place
    }

    /// Whether `-` was given instead of a file. A file of that name is `./-`.
    fn is_standard_input(&self) -> bool {
        self.command == Files::Verify && self.path == Path::new("-")
    }

    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let limit = (MAX_FILE_MIB << 20) + 1;
        let read = match self.is_standard_input() {
            true => io::stdin().lock().take(limit).read_to_end(&mut bytes),
            false => {
                File::open(self.path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
            }
        };
        read.map_err(|error| self.unreadable(&error))?;
        if bytes.len() as u64 > MAX_FILE_MIB << 20 {
            let expected = self.wanted.words();
            return Err(Failure::usage(
                said!(
                    "cli.files.too_long",
                    file = &self.shown,
                    expected,
                    limit = MAX_FILE_MIB
                )
                .to_string(),
                self.wanted.hint(),
            ));
        }
        Ok(bytes)
    }

    /// What the bytes of the file hold.
    fn read<T>(&self, bytes: &[u8], read: Reading<T>) -> Result<T, Failure> {
        read(bytes).map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &FileError) -> Failure {
        Failure::usage(self.wrong(error).to_string(), self.hint(error))
    }

    /// What is wrong with the file.
    fn wrong(&self, error: &FileError) -> Said {
        let file = &self.shown;
        let FileFault::Instead(_) = &error.fault else {
            return said!("cli.files.wrong", file, error = error.to_string());
        };
        match (error.found(), self.wanted) {
            (None, Wanted::Certificates) => said!("cli.files.none_certificates", file),
            (None, Wanted::Lists) => said!("cli.files.none_lists", file),
            (None, Wanted::Key) => said!("cli.files.none_key", file),
            (None, Wanted::Directory) => said!("cli.files.none_directory", file),
            (Some(found), Wanted::Certificates) => {
                said!("cli.files.other_certificates", file, found)
            }
            (Some(found), Wanted::Lists) => said!("cli.files.other_lists", file, found),
            (Some(found), Wanted::Key) => said!("cli.files.other_key", file, found),
            (Some(found), Wanted::Directory) => said!("cli.files.other_directory", file, found),
        }
    }

    /// Reports what could not be read and is not needed.
    fn tell_of_unread(&self, unread: &[Unread]) {
        for one in unread {
            note(
                &said!(
                    "cli.files.passed_over",
                    file = &self.shown,
                    unread = one.to_string()
                )
                .to_string(),
            );
        }
    }

    /// Reports which parts of a text were ignored.
    fn tell_of_text(&self, bytes: &[u8]) {
        if let Ok(Content::Text(text)) = Content::of(bytes) {
            self.tell_of_others(&text);
        }
    }

    /// The same, and reports which parts of a text were ignored.
    fn read_blocks<T>(&self, read: Reading<Vec<T>>) -> Result<Vec<T>, Failure> {
        let bytes = self.bytes()?;
        let items = self.read(&bytes, read)?;
        self.tell_of_text(&bytes);
        Ok(items)
    }

    /// What to do about a mistake.
    fn hint(&self, error: &FileError) -> &'static str {
        let instead = error.instead();
        let mut hints = instead.iter();
        hints
            .find_map(|found| hint::instead(found, self.wanted, self.command))
            .unwrap_or_else(|| error.hint())
    }

    fn unreadable(&self, error: &io::Error) -> Failure {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => {
                label!("cli.files.not_found")
            }
            _ if self.path.is_dir() => label!("cli.files.folder"),
            io::ErrorKind::PermissionDenied => {
                label!("cli.files.denied")
            }
            _ => label!("cli.files.unreadable_hint"),
        };
        let said = said!(
            "cli.files.unreadable",
            file = &self.shown,
            error = error.to_string()
        );
        Failure::usage(said.to_string(), hint)
    }

    /// Reports which parts of a file were ignored.
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
            let (wanted, others) = (self.wanted.name(), some_of(&others));
            let said = said!("cli.files.others", file = &self.shown, wanted, others);
            note(&said.to_string());
        }
        if labels.iter().any(|label| label == pem::TRUSTED_LABEL) {
            note(&said!("cli.files.trust_settings", file = &self.shown).to_string());
        }
    }
}
