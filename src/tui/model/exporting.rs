//! What can leave the screen as a file, and under which name.

use super::Model;
use super::source::Format;
use crate::label;
use crate::text::file_name;

/// What is to leave the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// The run, in the format at this place of the list.
    Run(usize),
    /// The screen as it is, as a picture.
    Screen,
    /// What the reader has guessed of the run.
    Answers,
}

impl Model {
    /// What can leave the screen, in the order of the list.
    pub fn exportable(&self) -> Vec<Exported> {
        let formats = 0..self.library.exports.formats.len();
        let answers = self.answers.as_ref().map(|_| Exported::Answers);
        answers
            .into_iter()
            .chain(formats.map(Exported::Run))
            .chain([Exported::Screen])
            .collect()
    }

    /// The format of a run.
    pub fn format(&self, exported: Exported) -> Option<&Format> {
        match exported {
            Exported::Run(at) => self.library.exports.formats.get(at),
            Exported::Screen | Exported::Answers => None,
        }
    }

    /// What it is called, and what it is.
    pub fn described(&self, exported: Exported) -> (&str, &str) {
        match self.format(exported) {
            Some(format) => (&format.name, &format.doc),
            None if exported == Exported::Answers => (
                label!("tui.export.answers"),
                label!("tui.export.answers_doc"),
            ),
            None => (label!("tui.export.screen"), label!("tui.export.screen_doc")),
        }
    }

    /// A name for the file, such as `classic.html`.
    pub fn proposed(&self, exported: Exported) -> String {
        let run = match self.scenario() {
            Some(scenario) => file_name(&scenario.name),
            // its name has addresses, or the whole path of a capture
            None => label!("tui.export.connection").to_owned(),
        };
        match self.format(exported) {
            Some(format) => format!("{run}.{}", format.extension),
            None if exported == Exported::Answers => format!("{run}-answers.toml"),
            None => format!("{run}-step-{}.svg", self.cursor + 1),
        }
    }
}
