//! `premaster config`, and what a reader has set in a file of their own.
//!
//! The file is `premaster/config.toml` in the folder where the platform has such files. Options on the command line
//! come before it. A mistake in it is named with its line, and the defaults hold.

mod example;
mod file;

use super::failure::Failure;
use super::{sandbox, to_stdout};
use clap::Args;
use etcetera::{BaseStrategy, choose_base_strategy};
pub(super) use file::Config;
use file::Mistake;
use premaster::text::{Said, escaped};
use premaster::{label, said};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A file that is longer than this, in bytes, is no configuration.
const LONGEST: u64 = 1 << 20;

/// What to say of the configuration.
#[derive(Debug, Args)]
pub struct ConfigOptions {
    /// Print an example with every setting and its default, to begin with
    #[arg(long)]
    example: bool,
}

/// Prints where the configuration is and what holds, or an example.
///
/// # Errors
/// There is a mistake in the file, or the output cannot be written.
pub fn run(options: &ConfigOptions) -> Result<(), Failure> {
    if options.example {
        return to_stdout(|out| out.write_all(example::text().as_bytes()));
    }
    let path = path();
    let read = path.as_deref().map(read);
    let (config, mistakes, exists) = match read {
        None | Some(Read::Absent) => (Config::default(), Vec::new(), false),
        Some(Read::Config(config, mistakes)) => (config, mistakes, true),
    };
    to_stdout(|out| {
        let shown = path.as_deref().map(shown);
        match (shown, exists) {
            (None, _) => writeln!(out, "{}", label!("cli.config.no_home"))?,
            (Some(path), true) => writeln!(out, "{}", said!("cli.config.file", path))?,
            (Some(path), false) => writeln!(out, "{}", said!("cli.config.absent", path))?,
        }
        for (name, value, set) in config.settings() {
            let from = match set {
                true => label!("cli.config.from_file"),
                false => label!("cli.config.from_default"),
            };
            writeln!(out, "{name} = {value}  # {from}")?;
        }
        Ok(())
    })?;
    match mistakes.first() {
        None => Ok(()),
        Some(first) => {
            let path = path.as_deref().map(shown).unwrap_or_default();
            let message = first.said(&path).to_string();
            Err(Failure::usage(message, label!("cli.config.see_example")))
        }
    }
}

/// What a reader has set, and what is wrong with it: then the defaults hold.
pub(super) fn load() -> (Config, Option<Said>) {
    // a sandbox reads no file that was not named
    let Some(path) = path().filter(|_| !sandbox::is_closed()) else {
        return (Config::default(), None);
    };
    match read(&path) {
        Read::Absent => (Config::default(), None),
        Read::Config(config, mistakes) => match mistakes.first() {
            None => (config, None),
            Some(first) => (Config::default(), Some(first.said(&shown(&path)))),
        },
    }
}

/// What was found at a place.
enum Read {
    Absent,
    Config(Config, Vec<Mistake>),
}

fn read(path: &Path) -> Read {
    let unreadable = |error: &io::Error| {
        let mistake = Mistake::whole(said!("cli.config.unreadable", error = error.to_string()));
        Read::Config(Config::default(), vec![mistake])
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Read::Absent,
        Err(error) => return unreadable(&error),
        Ok(data) if data.len() > LONGEST => {
            let mistake = Mistake::whole(said!("cli.config.too_long", most = LONGEST));
            return Read::Config(Config::default(), vec![mistake]);
        }
        Ok(_) => {}
    }
    match fs::read_to_string(path) {
        Ok(text) => {
            let (config, mistakes) = Config::of(&text);
            Read::Config(config, mistakes)
        }
        Err(error) => unreadable(&error),
    }
}

/// Where the file is: `PREMASTER_CONFIG`, or else the platform's place.
fn path() -> Option<PathBuf> {
    match env::var_os("PREMASTER_CONFIG") {
        Some(path) if path.is_empty() => None,
        Some(path) => Some(path.into()),
        None => {
            let base = choose_base_strategy().ok()?;
            Some(base.config_dir().join("premaster").join("config.toml"))
        }
    }
}

fn shown(path: &Path) -> String {
    escaped(path.display().to_string().as_bytes())
}
