//! What `connect` and `serve` keep of their connections for other tools: the secrets, and the packets.

use super::failure::Failure;
use super::run;
use super::written::{self, Existing, Holds};
use clap::Args;
use premaster::export::{keylog, pcapng};
use premaster::said;
use premaster::trace::Trace;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The environment variable that names the file for the secrets, as for curl and browsers.
const VARIABLE: &str = "SSLKEYLOGFILE";

/// What to keep, and where.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct RecordingOptions {
    /// Append the secrets of each connection to FILE when it has ended, as a key log for Wireshark and other
    /// tools. By default FILE is what the environment variable SSLKEYLOGFILE says, if it is set
    #[arg(long, value_name = "FILE")]
    keylog: Option<PathBuf>,
    /// Write each connection to FILE when it has ended, as a capture for Wireshark and other tools, with the
    /// secrets that decrypt it. Addresses and times in it are made up. Only you can read the file
    #[arg(long, value_name = "FILE")]
    pcapng: Option<PathBuf>,
    /// Overwrite the FILE of `--pcapng` if it exists
    #[arg(long, requires = "pcapng")]
    force: bool,
}

/// The files, ready to be written.
#[derive(Debug)]
pub(super) struct Recording {
    key_log: Option<KeyLog>,
    capture: Option<Capture>,
    /// What went wrong first while no one could be told.
    failed: Mutex<Option<Failure>>,
}

#[derive(Debug)]
struct KeyLog {
    path: PathBuf,
    file: File,
}

#[derive(Debug)]
struct Capture {
    path: PathBuf,
    existing: Existing,
    /// Whether the file has been begun. It is when the first connection has ended.
    begun: Mutex<bool>,
}

impl RecordingOptions {
    /// The same with a capture in any case, by default in this file.
    pub(super) fn capturing(mut self, file: &str) -> Self {
        self.pcapng.get_or_insert_with(|| file.into());
        self
    }

    /// Whether there is to be a capture.
    pub(super) fn captures(&self) -> bool {
        self.pcapng.is_some()
    }

    /// Makes sure that the files can be written, before there is a connection. `note` tells the user of a
    /// file that the environment names and that cannot be.
    ///
    /// # Errors
    /// A file that cannot be opened, or that exists and is not to be overwritten.
    pub(super) fn open(self, note: fn(&str)) -> Result<Arc<Recording>, Failure> {
        let existing = Existing::forced(self.force);
        if let Some(path) = &self.pcapng {
            written::may_write(path, existing)
                .map_err(|error| Failure::not_written(path, &error))?;
        }
        let key_log = match self.keylog {
            Some(path) => Some(KeyLog::open(&path).map_err(|error| failure(&path, &error))?),
            None => std::env::var_os(VARIABLE).and_then(|path| KeyLog::of_environment(path, note)),
        };
        Ok(Arc::new(Recording {
            key_log,
            capture: self.pcapng.map(|path| Capture {
                path,
                existing,
                begun: Mutex::new(false),
            }),
            failed: Mutex::new(None),
        }))
    }
}

impl Recording {
    /// Adds the connections of a run. `port` is that of our server.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn add(&self, trace: &Trace, port: u16) -> Result<(), Failure> {
        if let Some(key_log) = &self.key_log {
            key_log.add(trace)?;
        }
        match &self.capture {
            Some(capture) => capture.add(trace, port),
            None => Ok(()),
        }
    }

    /// The same while the screen is in use, so that a failure is told [later](Self::told).
    pub(super) fn add_quietly(&self, trace: &Trace, port: u16) {
        if let Err(failure) = self.add(trace, port) {
            let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(failure);
        }
    }

    /// What has gone wrong.
    ///
    /// # Errors
    /// The first failure of [`add_quietly`](Self::add_quietly).
    pub(super) fn told(&self) -> Result<(), Failure> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take().map_or(Ok(()), Err)
    }
}

impl KeyLog {
    fn open(path: &Path) -> io::Result<Self> {
        let file = written::append(path)?;
        let path = path.to_owned();
        Ok(KeyLog { path, file })
    }

    /// The file that the environment names. No connection fails because of it.
    fn of_environment(path: OsString, note: fn(&str)) -> Option<Self> {
        if path.is_empty() {
            return None;
        }
        match KeyLog::open(Path::new(&path)) {
            Ok(key_log) => Some(key_log),
            Err(error) => {
                let (file, error) = (run::shown(&path), error.to_string());
                note(
                    &said!("cli.recording.variable", variable = VARIABLE, file, error).to_string(),
                );
                None
            }
        }
    }

    fn add(&self, trace: &Trace) -> Result<(), Failure> {
        let mut lines = Vec::new();
        keylog::write(&mut lines, trace)
            // at once, so that the lines of several connections do not mix
            .and_then(|()| (&self.file).write_all(&lines))
            .map_err(|error| failure(&self.path, &error))
    }
}

impl Capture {
    fn add(&self, trace: &Trace, port: u16) -> Result<(), Failure> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let mut packets = Vec::new();
        if !*begun {
            pcapng::begin(&mut packets).map_err(|error| failure(&self.path, &error))?;
        }
        pcapng::append(&mut packets, trace, port).map_err(|error| failure(&self.path, &error))?;
        if *begun {
            return written::append(&self.path)
                .and_then(|mut file| file.write_all(&packets))
                .map_err(|error| failure(&self.path, &error));
        }
        written::write(&self.path, &packets, Holds::Secrets, self.existing)
            .map_err(|error| Failure::not_written(&self.path, &error))?;
        *begun = true;
        Ok(())
    }
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::output(&path.display().to_string(), error)
}
