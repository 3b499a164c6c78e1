//! Where it is kept what a reader has done in lessons: in the platform's place for data, a file for each lesson.

use crate::cli::sandbox;
use crate::cli::written::{self, Existing, Holds};
use etcetera::BaseStrategy;
use premaster::lesson::course::{Course, Progress};
use premaster::scenario::Scenario;
use premaster::tui::Keeper;
use std::path::PathBuf;

/// The folder; none where nothing is kept.
pub struct Place(Option<PathBuf>);

/// Seeds of readers stay below this, so that they can be read aloud.
const MOST: u64 = 100_000;

/// Of a reader who has done nothing, with a seed of their own.
pub fn fresh() -> Progress {
    let seed = Scenario::drawn_seed().unwrap_or(0);
    Progress::new(seed % MOST)
}

impl Place {
    /// That of the user; none in a sandbox, or where there is no home.
    pub fn of_user() -> Place {
        let folder = etcetera::choose_base_strategy().ok();
        let folder = folder.map(|base| base.data_dir().join("premaster").join("lessons"));
        Place(folder.filter(|_| !sandbox::is_closed()))
    }

    fn file(&self, lesson: &str) -> Option<PathBuf> {
        let name = premaster::text::file_name(lesson);
        Some(self.0.as_ref()?.join(name).with_extension("toml"))
    }

    /// What is done in a lesson. A file that cannot be read counts as none.
    pub fn progress(&self, lesson: &str) -> Option<Progress> {
        let text = std::fs::read_to_string(self.file(lesson)?).ok()?;
        Progress::read(&text).ok()
    }

    /// Keeps what is done. A lesson goes on where that is not possible.
    pub fn keep(&self, lesson: &str, progress: &Progress) {
        let Some(file) = self.file(lesson) else {
            return;
        };
        if let Some(folder) = file.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let text = progress.to_text();
        let _ = written::write(&file, text.as_bytes(), Holds::NoSecrets, Existing::Replace);
    }

    /// Nothing of a lesson is done any more.
    pub fn forget(&self, lesson: &str) {
        if let Some(file) = self.file(lesson) {
            let _ = std::fs::remove_file(file);
        }
    }

    /// The same for the screen.
    pub fn keeper(self) -> Keeper {
        let kept = std::rc::Rc::new(self);
        let place = std::rc::Rc::clone(&kept);
        Keeper {
            progress: Box::new(move |course: &Course| {
                place.progress(&course.name).unwrap_or_else(fresh)
            }),
            keep: Box::new(move |name, progress| kept.keep(name, progress)),
            ..Keeper::default()
        }
    }
}
