//! Rows of the table by key, by command and by title.

use super::bound::{keymap, rows};
use super::row::Row;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::text;
use crate::tui::key::{Key, KeyMap};

/// The row of a key in a scope.
pub fn of_key(map: KeyMap, scope: Scope, key: Key) -> Option<Row> {
    rows(map).find(|row| row.scopes.contains(&scope) && row.keys.contains(&key))
}

/// The first key of a command in a scope.
pub fn key(map: KeyMap, scope: Scope, command: Command) -> Option<Key> {
    let row = rows(map).find(|row| row.command == command && row.scopes.contains(&scope))?;
    row.keys.first().copied()
}

/// The first key of a command by its title, in the table as it is: of the screen where it has one there.
pub fn key_of_title(title: &str) -> Option<String> {
    titled_key(keymap(&[]), title, true)
}

/// The first key of a command by its title, as the footer names it: of the screen where it has one there.
pub fn titled_key(map: KeyMap, title: &str, ascii: bool) -> Option<String> {
    let titled = |row: &Row| row.title().eq_ignore_ascii_case(title);
    let rows = || rows(map).filter(titled);
    let on_stage = rows().find(|row| row.scopes.contains(&Scope::Stage));
    let row = on_stage.or_else(|| rows().next())?;
    Some(row.keys.first()?.label(ascii))
}

/// Keys side by side: marks as they are, words with a stroke between them.
pub fn keys_label(keys: &[Key], ascii: bool) -> String {
    let labels: Vec<String> = keys.iter().map(|key| key.label(ascii)).collect();
    let marks = labels.iter().all(|label| text::width(label) == 1);
    labels.join(if marks { "" } else { "/" })
}
