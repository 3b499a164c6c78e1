//! `premaster --screenshot FILE`: a screen as a picture, drawn without a terminal.

use super::failure::Failure;
use super::written::{self, Existing, Holds};
use super::{film, stages};
use clap::Args;
use premaster::scenario::{Scenario, simulate};
use premaster::tui::{Film, Key, Options};
use std::path::PathBuf;

/// Where to write a picture of the screen, and of which.
#[derive(Debug, Args)]
pub(super) struct PictureOptions {
    /// Write a picture of the screen (SVG) to FILE instead of opening it. The file contains secrets of the
    /// run, so only you can read it
    #[arg(long, value_name = "FILE", group = "written")]
    screenshot: Option<PathBuf>,
    /// The columns and rows of the screen in the picture; 120x40 by default
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = film::size, requires = "screenshot")]
    size: Option<(u16, u16)>,
    /// Press these keys first, named as in docs/keys.md, with blanks between them: "2 Down Enter"
    #[arg(long, value_name = "KEYS", value_parser = keys, requires = "screenshot")]
    press: Option<Keys>,
    /// Overwrite the FILE of `--screenshot` or `--result` if it exists
    #[arg(long, requires = "written")]
    pub(super) force: bool,
}

/// Keys that are pressed one after the other.
#[derive(Clone, Debug)]
struct Keys(Vec<Key>);

impl PictureOptions {
    /// Whether there is to be a picture.
    pub(super) fn is_wanted(&self) -> bool {
        self.screenshot.is_some()
    }

    /// Writes the picture of a screen that begins like this.
    ///
    /// # Errors
    /// The file exists, or cannot be written.
    pub(super) fn write(self, scenario: &Scenario, begin: Options) -> Result<(), Failure> {
        let Some(path) = self.screenshot else {
            return Ok(());
        };
        let trace = simulate(scenario);
        let mut stage = stages::stage(&trace, Some(scenario), film::look(begin));
        let (width, height) = self.size.unwrap_or(Film::default().size);
        stage.resize(width, height);
        stage.greeted();
        for key in self.press.into_iter().flat_map(|keys| keys.0) {
            // what an effect leaves to the terminal is not in the picture
            stage.press(key);
        }
        let (picture, existing) = (stage.picture(), Existing::forced(self.force));
        let done = written::write(&path, picture.as_bytes(), Holds::Secrets, existing);
        done.map_err(|error| Failure::not_written(&path, &error))
    }
}

fn keys(text: &str) -> Result<Keys, String> {
    let keys = text.split_whitespace().map(str::parse);
    let keys = keys.collect::<Result<_, _>>();
    keys.map(Keys)
        .map_err(|error: premaster::tui::UnknownKey| error.to_string())
}
