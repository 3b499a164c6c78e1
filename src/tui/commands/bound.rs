//! The table with other keys, as a reader's configuration has them.

use super::COMMANDS;
use super::row::Row;
use crate::said;
use crate::text::{Said, near};
use crate::tui::command::{Command, Scope};
use crate::tui::key::{Key, KeyMap};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// The keys of a command, in the place of those of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name of the command, as [`Row::name`] has it.
    pub command: String,
    /// All of its keys; none to have it in the palette alone.
    pub keys: Vec<Key>,
}

/// Why keys cannot be bound like that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum BindingError {
    /// There is no such command.
    UnknownCommand {
        /// What was given.
        got: String,
        /// The names that may have been meant.
        near: Vec<&'static str>,
    },
    /// A key would mean two things in one place.
    Conflict {
        /// The key.
        key: Key,
        /// The name of the command that was to have it.
        command: &'static str,
        /// The name of the command that has it too.
        other: &'static str,
    },
    /// A character would no longer be typed where a line is.
    Typed {
        /// The key.
        key: Key,
        /// The name of the command that was to have it.
        command: &'static str,
    },
}

impl BindingError {
    /// What was expected and what came.
    pub fn said(&self) -> Said {
        match self {
            Self::UnknownCommand { got, near } => {
                said!("tui.binding.unknown", got, near = near.clone())
            }
            Self::Conflict {
                key,
                command,
                other,
            } => said!(
                "tui.binding.conflict",
                key = key.to_string(),
                command = *command,
                other = *other
            ),
            Self::Typed { key, command } => {
                said!(
                    "tui.binding.typed",
                    key = key.to_string(),
                    command = *command
                )
            }
        }
    }
}

/// The keys with these bindings. A binding holds for every row of its name. The keys live as long as the program, as
/// those of the table do: they are chosen once, when it starts.
pub fn keymap(bindings: &[Binding]) -> KeyMap {
    static USUAL: LazyLock<Vec<&'static [Key]>> =
        LazyLock::new(|| COMMANDS.iter().map(|row| row.keys).collect());
    if bindings.is_empty() {
        return KeyMap(&USUAL);
    }
    let rows = keys_of(bindings).into_iter();
    let keys: Vec<&'static [Key]> = rows.map(|(_, keys)| &*keys.leak()).collect();
    KeyMap(keys.leak())
}

/// The table with the keys of a map.
pub fn rows(map: KeyMap) -> impl Iterator<Item = Row> {
    let rows = COMMANDS.iter().zip(map.0);
    rows.map(|(row, keys)| Row { keys, ..*row })
}

/// Checks one binding, beside others that are known to be right.
///
/// # Errors
/// [`BindingError`], the first that is found.
pub fn check(others: &[Binding], binding: &Binding) -> Result<(), BindingError> {
    let names: BTreeSet<&'static str> = COMMANDS.iter().map(Row::name).collect();
    if !names.contains(binding.command.as_str()) {
        let got = crate::text::escaped(binding.command.as_bytes());
        let near = near(&got, names.into_iter().map(|name| (name, Vec::new())));
        return Err(BindingError::UnknownCommand { got, near });
    }
    let all: Vec<Binding> = others.iter().chain([binding]).cloned().collect();
    let rows = keys_of(&all);
    for scope in Scope::ALL {
        let mut seen: HashMap<Key, &'static str> = HashMap::new();
        for (row, keys) in rows.iter().filter(|(row, _)| row.scopes.contains(&scope)) {
            for key in keys {
                let own = row.name() == binding.command;
                if own && matches!(key, Key::Char(_)) && takes_text(scope) {
                    let (key, command) = (*key, row.name());
                    return Err(BindingError::Typed { key, command });
                }
                if let Some(other) = seen.insert(*key, row.name())
                    && other != row.name()
                {
                    let (command, other) = match own {
                        true => (row.name(), other),
                        false => (other, row.name()),
                    };
                    let key = *key;
                    return Err(BindingError::Conflict {
                        key,
                        command,
                        other,
                    });
                }
            }
        }
    }
    Ok(())
}

/// Each row with the keys that it has with these bindings. Where text is typed, a command that is valid elsewhere too keeps
/// those that are no characters.
fn keys_of(bindings: &[Binding]) -> Vec<(&'static Row, Vec<Key>)> {
    let rows = COMMANDS.iter().map(|row| {
        let bound = bindings
            .iter()
            .rfind(|binding| binding.command == row.name());
        let mut keys = bound.map_or(row.keys.to_vec(), |binding| binding.keys.clone());
        let is_typed_in = |row: &Row| row.scopes.iter().all(|scope| takes_text(*scope));
        let elsewhere = |other: &Row| other.name() == row.name() && !is_typed_in(other);
        if bound.is_some() && is_typed_in(row) && COMMANDS.iter().any(elsewhere) {
            keys.retain(|key| !matches!(key, Key::Char(_)));
        }
        (row, keys)
    });
    rows.collect()
}

/// Whether characters are typed in a scope: none of them is a command there.
fn takes_text(scope: Scope) -> bool {
    let mut rows = COMMANDS.iter().filter(|row| row.scopes.contains(&scope));
    !rows.any(|row| row.keys.iter().any(|key| matches!(key, Key::Char(_))))
}

/// The first key of each command of the screen, or of the presentation.
pub fn first_keys(map: KeyMap) -> HashMap<Command, Key> {
    let mut keys = HashMap::new();
    for scope in [Scope::Stage, Scope::Presenting] {
        for row in rows(map).filter(|row| row.scopes.contains(&scope)) {
            if let Some(key) = row.keys.first() {
                keys.entry(row.command).or_insert(*key);
            }
        }
    }
    keys
}
