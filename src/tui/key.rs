//! Keys as the command table names them, apart from any terminal library's view of them.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::fmt;
use std::str::FromStr;

/// A key that can be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character, shift already applied.
    Char(char),
    /// A letter with Control held.
    Ctrl(char),
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
}

/// The keys of each row of the table of commands, in its order.
#[derive(Clone, Copy, Debug)]
pub struct KeyMap(pub &'static [&'static [Key]]);

/// The keys with names: the word, and the mark that stands for it where there is room for one.
const NAMED: [(Key, &str, &str); 14] = [
    (Key::Left, "Left", "←"),
    (Key::Right, "Right", "→"),
    (Key::Up, "Up", "↑"),
    (Key::Down, "Down", "↓"),
    (Key::Home, "Home", "Home"),
    (Key::End, "End", "End"),
    (Key::PageUp, "PageUp", "PgUp"),
    (Key::PageDown, "PageDown", "PgDn"),
    (Key::Enter, "Enter", "⏎"),
    (Key::Esc, "Esc", "Esc"),
    (Key::Tab, "Tab", "Tab"),
    (Key::BackTab, "Shift-Tab", "Shift-Tab"),
    (Key::Backspace, "Backspace", "Backspace"),
    (Key::Char(' '), "Space", "Space"),
];

impl Key {
    /// The key of a terminal event; `None` for releases (Windows sends them too) and for keys
    /// that no command can have.
    pub fn of(event: KeyEvent) -> Option<Key> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        Some(match event.code {
            KeyCode::Char(c) if ctrl => Key::Ctrl(c.to_ascii_lowercase()),
            KeyCode::Char(c) => Key::Char(c),
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            KeyCode::Enter => Key::Enter,
            KeyCode::Esc => Key::Esc,
            KeyCode::Tab => Key::Tab,
            KeyCode::BackTab => Key::BackTab,
            KeyCode::Backspace => Key::Backspace,
            _ => return None,
        })
    }

    /// The key on a footer or in a list: `←`, or `Left` where only ASCII may be shown.
    pub fn label(self, ascii: bool) -> String {
        match NAMED.iter().find(|(key, ..)| *key == self) {
            Some((_, word, mark)) => if ascii { *word } else { *mark }.to_owned(),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, NAMED.iter().find(|(key, ..)| key == self)) {
            (_, Some((_, word, _))) => f.write_str(word),
            (Key::Char(c), None) => write!(f, "{c}"),
            (Key::Ctrl(c), None) => write!(f, "Ctrl-{c}"),
            (other, None) => write!(f, "{other:?}"),
        }
    }
}

/// The text is not the name of a key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", crate::said!("tui.key.unknown", got = &self.0))]
pub struct UnknownKey(String);

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(text: &str) -> Result<Self, UnknownKey> {
        let single = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let named = NAMED
            .iter()
            .find(|(_, word, _)| *word == text)
            .map(|(key, ..)| *key);
        named
            .or_else(|| text.strip_prefix("Ctrl-").and_then(single).map(Key::Ctrl))
            .or_else(|| single(text).map(Key::Char))
            .ok_or_else(|| UnknownKey(text.to_owned()))
    }
}
