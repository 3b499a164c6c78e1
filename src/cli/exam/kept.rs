//! Where the sheets of the exam are kept: in the platform's place for data, a file for each name and form.

use crate::cli::failure::Failure;
use crate::cli::homework::text_of;
use crate::cli::sandbox;
use crate::cli::written::{self, Existing, Holds, NotWritten};
use etcetera::BaseStrategy;
use premaster::lesson::exam::{Form, Sheet};
use premaster::{label, said};
use std::path::PathBuf;

/// The folder; none where nothing is kept.
pub(super) struct Place(Option<PathBuf>);

/// The name of the file of a sheet.
pub(super) fn file_name(sheet: &Sheet) -> String {
    let form = sheet.form().map_or("", Form::name);
    format!("{}-{form}.toml", sheet.name)
}

impl Place {
    /// That of the user; none in a sandbox, or where there is no home.
    pub fn of_user() -> Place {
        let folder = etcetera::choose_base_strategy().ok();
        let folder = folder.map(|base| base.data_dir().join("premaster").join("exams"));
        Place(folder.filter(|_| !sandbox::is_closed()))
    }

    /// Whether nothing is kept.
    pub fn is_nowhere(&self) -> bool {
        self.0.is_none()
    }

    /// The file of a sheet, if it is kept.
    pub fn file(&self, sheet: &Sheet) -> Option<PathBuf> {
        Some(self.0.as_ref()?.join(file_name(sheet)))
    }

    /// What was answered under a name to a form; `None` if nothing was.
    ///
    /// # Errors
    /// There is a file that cannot be read, or that is the sheet of another form or person.
    pub fn sheet(&self, name: &str, form: Form) -> Result<Option<Sheet>, Failure> {
        let Some(folder) = &self.0 else {
            return Ok(None);
        };
        // a name has no character that a path would mind
        let path = folder.join(format!("{name}-{}.toml", form.name()));
        if !path.exists() {
            return Ok(None);
        }
        let file = path.display().to_string();
        let broken = |message: String| Failure::usage(message, label!("cli.exam.broken_hint"));
        let sheet = Sheet::read(&text_of(&path)?).map_err(|fault| {
            let (line, said) = (fault.line, fault.said);
            broken(said!("cli.exam.line", file = &file, line, said).to_string())
        })?;
        match sheet.form() == Some(form) && sheet.name == name {
            true => Ok(Some(sheet)),
            false => {
                let form = form.name();
                Err(broken(
                    said!("cli.exam.other_sheet", file = &file, name, form).to_string(),
                ))
            }
        }
    }

    /// Whether both forms are finished under a name.
    ///
    /// # Errors
    /// As [`Place::sheet`].
    pub fn is_finished(&self, name: &str) -> Result<bool, Failure> {
        let sheets = [self.sheet(name, Form::A)?, self.sheet(name, Form::B)?];
        Ok(sheets
            .iter()
            .flatten()
            .filter(|sheet| sheet.is_finished())
            .count()
            == 2)
    }

    /// Keeps what was answered. Only its owner may read the file.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn keep(&self, sheet: &Sheet) -> Result<(), Failure> {
        let (Some(folder), Some(file)) = (&self.0, self.file(sheet)) else {
            return Ok(());
        };
        let failed = |error: &NotWritten| Failure::not_written(&file, error);
        std::fs::create_dir_all(folder).map_err(|error| failed(&NotWritten::Failed(error)))?;
        written::write(
            &file,
            sheet.to_text().as_bytes(),
            Holds::Secrets,
            Existing::Replace,
        )
        .map_err(|error| failed(&error))
    }
}
