//! A row of the table of commands: its words are in `assets/en/commands.toml`.

use crate::tui::command::{Command, Scope};
use crate::tui::effect::Effect;
use crate::tui::key::Key;
use crate::tui::stage::Stage;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it is called in the code.
    pub command: Command,
    /// By which keys; none for what is only in the palette.
    pub keys: &'static [Key],
    /// Where.
    pub scopes: &'static [Scope],
    /// The key of its words.
    pub(super) words: &'static str,
    /// What it does.
    pub run: fn(&mut Stage) -> Effect,
    /// Whether it means anything at the moment.
    pub offered: fn(&Stage) -> bool,
    /// What the footer says of it.
    pub hint: Option<Hint>,
}

/// What the footer says of a command.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// How important it is where there is no room for all: 0 is the most important. On the stage, 0 is
    /// the group on the left, which is always there.
    pub rank: u8,
    /// What it is called at the moment.
    pub label: fn(&Stage) -> &'static str,
    /// The command whose key stands behind its own.
    pub with: Option<Command>,
}

/// The words of a command.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    title: String,
    doc: String,
    /// Other words by which the palette finds it.
    #[serde(default)]
    also: String,
}

pub(super) static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    // The file is compiled in, and a test reads it: this cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/en/commands.toml")).expect("commands.toml")
});

impl Row {
    /// The name of the command in a reader's configuration: rows of one name do the same in different places.
    pub const fn name(&self) -> &'static str {
        self.words
    }

    /// What is done, in a few words.
    pub fn title(&self) -> &'static str {
        WORDS
            .get(self.words)
            .map_or(self.words, |words| &words.title)
    }

    /// What is done, in a sentence.
    pub fn doc(&self) -> &'static str {
        WORDS.get(self.words).map_or(self.words, |words| &words.doc)
    }

    /// Other words by which the palette finds it.
    pub fn also(&self) -> &'static str {
        WORDS.get(self.words).map_or("", |words| &words.also)
    }

    /// The same, offered only at times.
    pub(super) const fn when(self, offered: fn(&Stage) -> bool) -> Row {
        Row { offered, ..self }
    }

    /// The same, with a hint in the footer.
    pub(super) const fn hint(self, rank: u8, label: fn(&Stage) -> &'static str) -> Row {
        let hint = Hint {
            rank,
            label,
            with: None,
        };
        Row {
            hint: Some(hint),
            ..self
        }
    }

    /// The same, with the key of another command behind its own in the footer.
    pub(super) const fn and(self, with: Command) -> Row {
        match self.hint {
            Some(hint) => Row {
                hint: Some(Hint {
                    with: Some(with),
                    ..hint
                }),
                ..self
            },
            None => self,
        }
    }
}

/// A row that is always offered, and of which the footer says nothing.
pub(super) const fn row(
    command: Command,
    keys: &'static [Key],
    scopes: &'static [Scope],
    words: &'static str,
    run: fn(&mut Stage) -> Effect,
) -> Row {
    Row {
        command,
        keys,
        scopes,
        words,
        run,
        offered: |_| true,
        hint: None,
    }
}
