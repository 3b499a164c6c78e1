//! What a scenario takes from files: certificates, keys, revocation lists, directories. A file is named by
//! its path, or by its name if it is one of the demonstration PKI.

use super::description::Scenario;
use super::file::quoted;
use crate::crypto::rsa::PrivateKey;
use crate::endpoint::config::Identity;
use crate::pki::certificate::Certificate;
use crate::pki::demo;
use crate::pki::directory::Directory;
use crate::pki::file::{self, FileError};
use crate::pki::revocation::RevocationList;
use crate::text::{Said, escaped};
use crate::{label, said};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Things that are kept in files, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<T> {
    /// The files: names of the demonstration PKI, or paths.
    pub files: Vec<String>,
    /// What they hold, one after the other.
    pub items: Arc<[T]>,
}

impl<T> Kept<T> {
    /// Nothing.
    pub fn none() -> Self {
        Kept {
            files: Vec::new(),
            items: Arc::new([]),
        }
    }
}

/// A certificate chain and a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The chain, leaf first.
    pub chain: Kept<Certificate>,
    /// The file of the key.
    pub key_file: String,
    /// The key, which need not be the one for which the certificate was issued.
    pub key: Arc<PrivateKey>,
}

impl Holder {
    /// As the configuration of an endpoint has it.
    pub(super) fn identity(&self) -> Identity {
        let first = self.chain.files.first().map_or("", String::as_str);
        Identity {
            chain: self.chain.items.clone(),
            certificate_path: shown(first),
            key: self.key.clone(),
            key_path: shown(&self.key_file),
        }
    }

    /// A chain and a key of the demonstration PKI.
    ///
    /// # Panics
    /// If there is no file of such a name: names are the program's own.
    pub fn demonstration(chain: &[&str], key: &str) -> Self {
        Holder {
            chain: Kept::demonstration(chain),
            key_file: key.to_owned(),
            key: demo::private_key(key),
        }
    }
}

impl Kept<Certificate> {
    /// Certificates of the demonstration PKI.
    ///
    /// # Panics
    /// If there is no file of such a name: names are the program's own.
    pub fn demonstration(files: &[&str]) -> Self {
        Kept {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            items: demo::certificates(files),
        }
    }
}

impl Scenario {
    /// The names of all files that it takes something from.
    pub fn files_mut(&mut self) -> Vec<&mut String> {
        let (client, server) = (&mut self.client, &mut self.server);
        let mut files: Vec<&mut String> = Vec::new();
        let identities = client.identity.iter_mut().chain([&mut server.identity]);
        for identity in identities {
            files.extend(&mut identity.chain.files);
            files.push(&mut identity.key_file);
        }
        files.extend(&mut client.anchors.files);
        files.extend(&mut client.revocation_lists.files);
        files.extend(&mut server.client_anchors.files);
        files.extend(&mut server.client_revocation_lists.files);
        files.extend(&mut server.directory.files);
        files
    }
}

/// Where a file is, for display.
fn shown(file: &str) -> String {
    match demo::file(file) {
        Some(_) => format!("certs/{file}"),
        None => escaped(file.as_bytes()),
    }
}

/// What can be kept in a file.
pub(super) trait Keep: Sized {
    /// Its name in an error that expected it.
    fn what() -> &'static str;
    /// The suffixes of its file names in the demonstration PKI.
    const EXTENSION: &'static str;

    /// What a file of the demonstration PKI holds.
    fn demonstration(name: &str) -> Option<Self>;

    /// What the bytes of a file hold.
    fn read(bytes: &[u8]) -> Result<Vec<Self>, FileError>;
}

impl Keep for Certificate {
    fn what() -> &'static str {
        label!("scenario.kept.certificate")
    }

    const EXTENSION: &'static str = ".pem";

    fn demonstration(name: &str) -> Option<Self> {
        demo::certificate(name)
    }

    fn read(bytes: &[u8]) -> Result<Vec<Self>, FileError> {
        file::certificates(bytes)
    }
}

impl Keep for RevocationList {
    fn what() -> &'static str {
        label!("scenario.kept.revocation_list")
    }

    const EXTENSION: &'static str = ".crl";

    fn demonstration(name: &str) -> Option<Self> {
        demo::revocation_list(name)
    }

    fn read(bytes: &[u8]) -> Result<Vec<Self>, FileError> {
        file::revocation_lists(bytes)
    }
}

impl Keep for Directory {
    fn what() -> &'static str {
        label!("scenario.kept.directory")
    }

    const EXTENSION: &'static str = ".ldif";

    fn demonstration(name: &str) -> Option<Self> {
        demo::directory(name).map(|directory| directory.as_ref().clone())
    }

    fn read(bytes: &[u8]) -> Result<Vec<Self>, FileError> {
        Ok(vec![file::directory(bytes)?])
    }
}

impl Keep for Arc<PrivateKey> {
    fn what() -> &'static str {
        label!("scenario.kept.private_key")
    }

    const EXTENSION: &'static str = ".key";

    fn demonstration(name: &str) -> Option<Self> {
        demo::key(name)
    }

    fn read(bytes: &[u8]) -> Result<Vec<Self>, FileError> {
        Ok(vec![Arc::new(file::private_key(bytes)?)])
    }
}

/// The names of the demonstration PKI that hold such a thing.
pub(super) fn names<T: Keep>() -> impl Iterator<Item = &'static str> {
    let names = demo::FILES.iter().map(|(name, _)| *name);
    names.filter(|name| name.ends_with(T::EXTENSION))
}

/// The prefix of a name that must be that of a file of the demonstration PKI.
pub(super) const DEMONSTRATION: &str = "demo:";

/// What a file holds: one at a path, which counts from `folder`, or else one of the demonstration PKI
/// by its name. Also returns the name under which it can be found again.
///
/// Without a folder, as for the scenarios of the program, names are those of the demonstration.
///
/// # Errors
/// What is wrong, and what to do about it.
pub(super) fn load<T: Keep>(
    name: &str,
    folder: Option<&Path>,
) -> Result<(String, Vec<T>), (Said, Option<Said>)> {
    let (bare, only) = match name.strip_prefix(DEMONSTRATION) {
        Some(bare) => (bare, true),
        None => (name, false),
    };
    let beside = !only && folder.is_some_and(|folder| folder.join(name).exists());
    if !beside && let Some(found) = T::demonstration(bare) {
        return Ok((bare.to_owned(), vec![found]));
    }
    if !beside && (only || !name.contains(['/', '\\'])) {
        let known: Vec<&str> = crate::text::nearest(bare, names::<T>().map(|n| (n, vec![])));
        let (what, got) = (T::what(), quoted(name));
        return Err((said!("scenario.kept.unknown", what, got, known), None));
    }
    let path = folder.unwrap_or(Path::new("")).join(name);
    let shown = escaped(path.display().to_string().as_bytes());
    let bytes = super::library::read(&path).map_err(|error| {
        let why = error.to_string();
        let missing = error.kind() == io::ErrorKind::NotFound;
        let hint = missing.then(|| said!("scenario.hint.not_found"));
        (said!("scenario.error.unreadable", path = &shown, why), hint)
    })?;
    let items = T::read(&bytes).map_err(|error| {
        let why = escaped(error.to_string().as_bytes());
        let hint = said!("scenario.hint.file", hint = error.hint());
        (
            said!("scenario.kept.unreadable", path = &shown, why),
            Some(hint),
        )
    })?;
    let whole = std::path::absolute(&path).unwrap_or(path);
    Ok((whole.to_string_lossy().into_owned(), items))
}
