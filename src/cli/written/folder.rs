//! A folder that is written whole or not at all.

use super::{Existing, Holds, NotWritten, mode, resolved};
use crate::cli::sandbox;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder that is filled beside its place. If it is dropped before it is [finished](Folder::finish), it is
/// deleted.
pub(in crate::cli) struct Folder {
    place: PathBuf,
    building: PathBuf,
}

impl Folder {
    /// Begins an empty folder.
    ///
    /// # Errors
    /// [`NotWritten::Exists`] if the place is a file, or a folder that is not empty and is to be kept.
    pub(in crate::cli) fn begin(place: &Path, existing: Existing) -> Result<Self, NotWritten> {
        sandbox::may_write()?;
        let place = resolved(&std::path::absolute(place)?)?;
        let occupied = match fs::read_dir(&place) {
            Ok(mut entries) => entries.next().is_some() && existing == Existing::Keep,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => true,
            Err(error) => return Err(error.into()),
        };
        if occupied {
            return Err(NotWritten::Exists);
        }
        let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
        let name = place.file_name().ok_or_else(invalid)?;
        let name: String = name.to_string_lossy().chars().take(32).collect();
        for attempt in 0..u32::MAX {
            let beside = format!(".{name}.{}-{attempt}.tmp", std::process::id());
            let building = place.with_file_name(beside);
            match fs::create_dir(&building) {
                Ok(()) => return Ok(Folder { place, building }),
                // left by a program that was killed
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(NotWritten::Exists)
    }

    /// Where the folder is while it is filled.
    pub(in crate::cli) fn path(&self) -> &Path {
        &self.building
    }

    /// Adds a file, whose name counts from the folder. Folders in it are created.
    ///
    /// # Errors
    /// Whatever the system says.
    pub(in crate::cli) fn write(
        &self,
        name: &Path,
        content: &[u8],
        holds: Holds,
    ) -> io::Result<()> {
        let path = self.building.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        mode(&mut options, holds);
        options.open(path)?.write_all(content)
    }

    /// Moves the folder to its place. If a folder is there, its other files stay.
    ///
    /// # Errors
    /// Whatever the system says.
    pub(in crate::cli) fn finish(self) -> io::Result<()> {
        match self.place.is_dir() {
            true => move_into(&self.building, &self.place),
            false => fs::rename(&self.building, &self.place),
        }
    }
}

/// Moves the files of a folder into another one, where each replaces that of its name.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => move_into(&entry.path(), &place)?,
            false => fs::rename(entry.path(), place)?,
        }
    }
    Ok(())
}

impl Drop for Folder {
    fn drop(&mut self) {
        // after it was moved it is empty, or not there any more
        let _ = fs::remove_dir_all(&self.building);
    }
}
