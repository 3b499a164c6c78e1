//! What is made from the table of commands: the entries of the palette, the help, and `docs/keys.md`.

use super::row::Row;
use crate::label;
use crate::tui::command::Scope;
use crate::tui::overlay::{help, palette};

/// The entries of the palette: each command of the screen once.
pub fn entries(rows: &[Row]) -> Vec<palette::Entry> {
    let mut entries: Vec<palette::Entry> = Vec::new();
    for row in rows.iter().filter(|row| row.scopes.contains(&Scope::Stage)) {
        if entries.iter().all(|other| other.command != row.command) {
            entries.push(palette::Entry {
                command: row.command,
                title: row.title(),
                doc: row.doc(),
                also: row.also(),
                key: row.keys.first().copied(),
            });
        }
    }
    entries
}

/// The sections of the help: the keys of each scope.
pub fn sections(rows: &[Row]) -> Vec<help::Section> {
    let sections = Scope::ALL.into_iter().map(|scope| help::Section {
        title: scope.title(),
        entries: rows
            .iter()
            .filter(|row| row.scopes.contains(&scope) && !row.keys.is_empty())
            .map(|row| help::Entry {
                keys: row.keys,
                title: row.title(),
                doc: row.doc(),
            })
            .collect(),
    });
    sections.collect()
}

/// `docs/keys.md`, made from the table.
pub fn keys_markdown(rows: &[Row]) -> String {
    use std::fmt::Write as _;
    let mut out = format!(
        "# {}\n\n{}\n",
        label!("tui.keys_page.title"),
        label!("tui.keys_page.about")
    );
    for scope in Scope::ALL {
        let _ = write!(
            out,
            "\n## {}\n\n| {} | {} | {} |\n|---|---|---|\n",
            scope.title(),
            label!("tui.keys_page.key"),
            label!("tui.keys_page.command"),
            label!("tui.keys_page.does"),
        );
        for row in rows.iter().filter(|row| row.scopes.contains(&scope)) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                keys.join(" "),
                row.title(),
                row.doc()
            );
        }
    }
    out
}
