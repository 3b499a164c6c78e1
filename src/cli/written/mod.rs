//! The one place where files are written.
//!
//! A file is written beside its place, under a name of its own, and then renamed. So a full disk, a
//! failure or a crash leaves the old file as it was, and nothing half-written behind. What a symbolic
//! link points to is replaced, and not the link. A pipe or a device, such as /dev/stdout, is written to
//! as it is. A file that may be changed but not replaced, because its directory or a mount forbids it, is
//! left alone: written in place, it would be lost if the writing failed.

mod folder;

pub(super) use folder::Folder;

use super::sandbox;
use premaster::label;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a file holds, and so who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Secrets of a run: only its owner may read it.
    Secrets,
    /// Nothing secret: as the system's settings have it.
    NoSecrets,
}

/// What to do with a file that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    /// Keep it, and fail with [`NotWritten::Exists`].
    Keep,
    /// Replace it.
    Replace,
}

impl Existing {
    /// What `--force` says.
    pub(super) fn forced(force: bool) -> Self {
        match force {
            true => Existing::Replace,
            false => Existing::Keep,
        }
    }
}

/// Why a file was not written. A file that existed is as it was.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    /// It exists, and was to be kept.
    #[error("{}", io::Error::from(io::ErrorKind::AlreadyExists))]
    Exists,
    /// It cannot be replaced by another file.
    #[error("{0}")]
    Irreplaceable(io::Error),
    /// Anything else that the system says.
    #[error("{0}")]
    Failed(#[from] io::Error),
}

/// Writes a file.
///
/// # Errors
/// Why it could not be written. A file that existed is then as it was.
pub(super) fn write(
    path: &Path,
    content: &[u8],
    holds: Holds,
    existing: Existing,
) -> Result<(), NotWritten> {
    sandbox::may_write()?;
    let place = resolved(path)?;
    let found = fs::metadata(&place).ok();
    if found.as_ref().is_some_and(|found| !found.is_file()) {
        let mut place = OpenOptions::new().write(true).open(&place)?;
        return Ok(place.write_all(content)?);
    }
    let exists = found.is_some();
    if exists && existing == Existing::Keep {
        return Err(NotWritten::Exists);
    }
    if exists {
        // a file that may not be written is not replaced either
        OpenOptions::new().write(true).open(&place)?;
    }
    let beside = Beside::create(&place, holds).map_err(|error| why_not(error, exists))?;
    beside.fill(content)?;
    let done = match existing {
        Existing::Keep => beside.take_place(&place),
        Existing::Replace => beside.replace(&place),
    };
    done.map_err(|error| why_not(error, exists))
}

/// Checks, before there is anything to write, that no file would be overwritten that is to be kept.
///
/// # Errors
/// [`NotWritten::Exists`], or that nothing is written in a sandbox.
pub(super) fn may_write(path: &Path, existing: Existing) -> Result<(), NotWritten> {
    sandbox::may_write()?;
    let is_file = fs::metadata(path).is_ok_and(|found| found.is_file());
    match is_file && existing == Existing::Keep {
        true => Err(NotWritten::Exists),
        false => Ok(()),
    }
}

/// Opens a file so that what is written goes to its end. One that does not exist is created, and only its
/// owner may read it.
///
/// # Errors
/// Whatever the system says.
pub(super) fn append(path: &Path) -> io::Result<File> {
    sandbox::may_write()?;
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    mode(&mut options, Holds::Secrets);
    options.open(path)
}

/// Says who may read a file that is created.
fn mode(options: &mut OpenOptions, holds: Holds) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(match holds {
            Holds::Secrets => 0o600,
            Holds::NoSecrets => 0o666,
        });
    }
    #[cfg(not(unix))]
    let _ = (options, holds);
}

/// Why no file can be created in the directory of a file, or replace it.
fn why_not(error: io::Error, exists: bool) -> NotWritten {
    match error.kind() {
        io::ErrorKind::AlreadyExists => NotWritten::Exists,
        // busy is what is mounted by itself
        io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy if exists => {
            NotWritten::Irreplaceable(error)
        }
        _ => NotWritten::Failed(error),
    }
}

/// Where a path leads, through symbolic links, the last of which may lead to a file that is not there yet.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MAX_LINKS: usize = 40;
    let mut place = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&place) {
            // /dev/stdout leads to what has no path, and is opened as it is
            Ok(_) if fs::metadata(&place).is_ok_and(|found| !found.is_file()) => return Ok(place),
            Ok(to) => {
                let parent = place.parent().unwrap_or(Path::new(""));
                place = parent.join(to);
            }
            Err(_) => return Ok(place),
        }
    }
    Err(io::Error::other(label!("cli.symbolic_links")))
}

/// A file beside its final place. It is deleted if it is dropped before it is moved there.
struct Beside {
    file: File,
    path: PathBuf,
}

impl Beside {
    fn create(place: &Path, holds: Holds) -> io::Result<Self> {
        let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        mode(&mut options, holds);
        for attempt in 0..u32::MAX {
            let mut beside = std::ffi::OsString::from(".");
            // names have at most 255 bytes, so that a long one is cut
            let name: String = name.to_string_lossy().chars().take(32).collect();
            beside.push(format!("{name}.{}-{attempt}.tmp", std::process::id()));
            let path = place.with_file_name(beside);
            match options.open(&path) {
                Ok(file) => return Ok(Beside { file, path }),
                // left by a program that was killed, or made by another one at this moment
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn fill(&self, content: &[u8]) -> io::Result<()> {
        (&self.file).write_all(content)?;
        self.file.sync_all()
    }

    /// Replaces whatever file is there.
    fn replace(&self, place: &Path) -> io::Result<()> {
        fs::rename(&self.path, place)
    }

    /// Moves to a place without a file, and fails if one has appeared in the meantime.
    fn take_place(&self, place: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, place) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // a file system without hard links
            Err(_) if !place.exists() => self.replace(place),
            linked => linked,
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // after a rename it is not there any more
        let _ = fs::remove_file(&self.path);
    }
}
