//! The table of contents of a folder with runs in many formats: what each file is for, as Markdown and as a
//! page in HTML.

use super::html;
use super::markdown::text;
use super::markup::escaped;
use crate::label;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A folder with a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// What the run shows.
    pub description: String,
    /// Its files, in order.
    pub files: Vec<File>,
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, counted from the folder, with slashes.
    pub name: String,
    /// What it is for.
    pub what: String,
}

/// What is said of all folders, paragraph by paragraph.
fn about() -> [&'static str; 3] {
    [
        label!("export.contents.about"),
        label!("export.contents.secrets"),
        label!("export.contents.worksheet"),
    ]
}

/// Writes the contents as Markdown.
///
/// # Errors
/// Whatever `out` fails with.
pub fn markdown(out: &mut impl Write, folders: &[Folder]) -> io::Result<()> {
    writeln!(out, "# {}", label!("export.contents.title"))?;
    for paragraph in about() {
        writeln!(out, "\n{paragraph}")?;
    }
    let (file, what) = (
        label!("export.contents.file"),
        label!("export.contents.what"),
    );
    if folders.len() > 1 {
        writeln!(out)?;
        for folder in folders {
            let (name, description) = (&folder.name, text(&folder.description));
            writeln!(out, "- [{name}](#{name}): {description}")?;
        }
    }
    for folder in folders {
        let (name, description) = (&folder.name, text(&folder.description));
        writeln!(out, "\n## {name}\n\n{description}\n")?;
        writeln!(out, "| {file} | {what} |\n|---|---|")?;
        for one in &folder.files {
            let what = text(&one.what);
            // names have nothing that a link would have to escape
            writeln!(out, "| [{}]({name}/{}) | {what} |", one.name, one.name)?;
        }
    }
    Ok(())
}

/// Writes the contents as a page.
///
/// # Errors
/// Whatever `out` fails with.
pub fn html(out: &mut impl Write, folders: &[Folder]) -> io::Result<()> {
    let title = label!("export.contents.title");
    let mut page = format!("<main class=\"after\">\n<h1>{title}</h1>\n");
    for paragraph in about() {
        let _ = writeln!(page, "<p>{}</p>", escaped(paragraph));
    }
    let (file, what) = (
        label!("export.contents.file"),
        label!("export.contents.what"),
    );
    if folders.len() > 1 {
        page.push_str("<ul>\n");
        for folder in folders {
            let (name, description) = (escaped(&folder.name), escaped(&folder.description));
            let _ = writeln!(
                page,
                "<li><a href=\"#{name}\">{name}</a>: {description}</li>"
            );
        }
        page.push_str("</ul>\n");
    }
    for folder in folders {
        let (name, description) = (escaped(&folder.name), escaped(&folder.description));
        let _ = writeln!(
            page,
            "<section id=\"{name}\">\n<h2>{name}</h2>\n<p>{description}</p>\n<table>\n\
             <thead><tr><th scope=\"col\">{file}</th><th scope=\"col\">{what}</th></tr></thead>\n<tbody>"
        );
        for one in &folder.files {
            let (file, what) = (escaped(&one.name), escaped(&one.what));
            let _ = writeln!(
                page,
                "<tr><td><a href=\"{name}/{file}\">{file}</a></td><td>{what}</td></tr>"
            );
        }
        page.push_str("</tbody>\n</table>\n</section>\n");
    }
    page.push_str("</main>\n");
    html::document(out, title, &page)
}
