//! The results of a class: every file is marked again from its answers.

use crate::cli::failure::Failure;
use crate::cli::homework::text_of;
use crate::cli::{note, to_stdout};
use clap::ValueEnum;
use premaster::lesson::exam::{Class, Fault, Form, Marked, Sheet, report, warnings};
use premaster::text::Said;
use premaster::{label, said};
use std::io;
use std::path::{Path, PathBuf};

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Text,
    Json,
    Csv,
}

/// Reads, marks and prints. False if a file could not be used.
pub(super) fn run(dir: &Path, format: Output) -> Result<bool, Failure> {
    let files = files(dir)?;
    if files.is_empty() {
        let dir = dir.display().to_string();
        return Err(Failure::usage(
            said!("cli.exam.no_results", dir).to_string(),
            label!("cli.exam.no_results_hint"),
        ));
    }
    let [a, b] = super::items()?;
    let mut class = Class::new(&a, &b);
    let mut all = true;
    for file in &files {
        let name = file.display().to_string();
        let items = |form| match form {
            Form::A => a.as_slice(),
            Form::B => b.as_slice(),
        };
        let sheet = text_of(file)
            .map_err(|failure| said!("exam.plain", words = failure.message))
            .and_then(|text| Sheet::read(&text).map_err(|fault| in_line(&name, fault)))
            .and_then(|sheet| match sheet.form() {
                Some(form) => Ok((sheet, form)),
                None => Err(said!(
                    "cli.exam.in_file",
                    file = &name,
                    said = said!("exam.file.no_form")
                )),
            })
            .and_then(|(sheet, form)| {
                let marked = Marked::of(&sheet, form, items(form));
                let marked = marked.map_err(|fault| in_line(&name, fault))?;
                Ok((sheet, form, marked))
            })
            .and_then(|(sheet, form, marked)| {
                let added = class.add(marked);
                added
                    .map(|()| warnings(&sheet, items(form)))
                    .map_err(|said| said!("cli.exam.in_file", file = &name, said))
            });
        match sheet {
            Ok(warnings) => {
                for said in warnings {
                    note(&said!("cli.exam.in_file", file = &name, said).to_string());
                }
            }
            Err(said) => {
                all = false;
                note(&said!("cli.exam.skipped", said).to_string());
            }
        }
    }
    to_stdout(|out| match format {
        Output::Text => report::text(out, &class),
        Output::Json => report::json(out, &class),
        Output::Csv => report::csv(out, &class),
    })?;
    Ok(all)
}

fn in_line(file: &str, fault: Fault) -> Said {
    let (line, said) = (fault.line, fault.said);
    said!("cli.exam.line", file, line, said)
}

/// The files of a folder and of the folders in it, in the order of their names.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: io::Error| {
        let (file, error) = (dir.display().to_string(), error.to_string());
        let message = said!("cli.homework.unreadable", file, error).to_string();
        Failure::usage(message, label!("cli.exam.no_results_hint"))
    };
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for path in entries(dir).map_err(unreadable)? {
        match path.is_dir() {
            true => folders.push(path),
            false => found.push(path),
        }
    }
    for folder in folders {
        found.extend(entries(&folder).map_err(unreadable)?);
    }
    found.retain(|path| path.is_file() && path.extension().is_some_and(|ext| ext == "toml"));
    found.sort();
    Ok(found)
}

fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    std::fs::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect()
}
