//! Where the sockets for a speaker's notes are: in a folder that only their owner may enter.

use etcetera::BaseStrategy;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process;
use std::time::SystemTime;

/// A name for a new socket. Its folder is made if need be.
pub(super) fn new() -> io::Result<PathBuf> {
    let folder = folder().ok_or(io::ErrorKind::NotFound)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)?;
    Ok(folder.join(format!("notes-{}.sock", process::id())))
}

/// The sockets that are there, the newest first.
pub(super) fn all() -> Vec<PathBuf> {
    let entries = folder().and_then(|folder| fs::read_dir(folder).ok());
    let entries = entries.into_iter().flatten().flatten();
    let mut found: Vec<(SystemTime, PathBuf)> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "sock"))
        .filter_map(|path| Some((fs::symlink_metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// The user's folder for what lives no longer than a session, or else for what a program keeps.
fn folder() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let folder = base.runtime_dir().or_else(|| base.state_dir());
    let folder = folder.unwrap_or_else(|| base.data_dir());
    Some(folder.join("premaster"))
}
