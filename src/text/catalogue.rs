//! The messages of `assets/en/messages/`: one file per room, tables within. The key of a text is
//! the file's name and the way to it: `pki.dates.expired`.

use super::template::{self, Piece};
use std::collections::BTreeMap;
use std::sync::OnceLock;

macro_rules! files {
    ($($room:literal),* $(,)?) => {
        [$(($room, include_str!(concat!("../../assets/en/messages/", $room, ".toml")))),*]
    };
}

/// The files, by the rooms that speak them.
const FILES: [(&str, &str); 20] = files![
    "capture", "cli", "crypto", "derive", "endpoint", "exam", "explain", "export", "homework",
    "lesson", "net", "pki", "plain", "protocol", "record", "scenario", "text", "trace", "tui",
    "wire",
];

struct Message {
    text: &'static str,
    /// The parsed text, once it is first used: a run uses few of the texts.
    pieces: OnceLock<Vec<Piece<'static>>>,
}

type Messages = BTreeMap<String, Message>;

/// The messages of one room, read when the first of them is asked for.
fn of_room(index: usize) -> &'static Messages {
    static READ: [OnceLock<Messages>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    READ[index].get_or_init(|| {
        let (room, file) = FILES[index];
        // The files are compiled in, and a test reads each of them: this cannot fail later.
        #[allow(clippy::expect_used)]
        let table: toml::Table = file.parse().expect("a file of assets/en/messages");
        let mut out = BTreeMap::new();
        collect(room, table, &mut out);
        out
    })
}

fn message(key: &str) -> Option<&'static Message> {
    let room = key.split('.').next()?;
    let index = FILES.iter().position(|(name, _)| *name == room)?;
    of_room(index).get(key)
}

fn collect(path: &str, table: toml::Table, out: &mut Messages) {
    for (key, value) in table {
        let path = format!("{path}.{key}");
        match value {
            toml::Value::Table(table) => collect(&path, table, out),
            toml::Value::String(text) => {
                // once per text and program: the catalogue lives as long as the program does
                let text: &'static str = text.leak();
                let pieces = OnceLock::new();
                out.insert(path, Message { text, pieces });
            }
            // a test proves that there is nothing else
            _ => {}
        }
    }
}

/// The text of a key that has no arguments. What has no text shows its key; a test proves that
/// every key has one.
pub fn label(key: &'static str) -> &'static str {
    message(key).map_or(key, |message| message.text)
}

/// The text of a key, taken apart.
pub(super) fn pieces(key: &str) -> Option<&'static [Piece<'static>]> {
    let Message { text, pieces } = message(key)?;
    let parsed = || template::parse(text).unwrap_or_else(|_| vec![Piece::Text(text)]);
    Some(pieces.get_or_init(parsed))
}

/// Every key with its text, for the tests that hold the texts to their rules.
pub fn messages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let messages = (0..FILES.len()).flat_map(of_room);
    messages.map(|(key, message)| (key.as_str(), message.text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_text_is_in_the_format() {
        for (key, text) in messages() {
            assert!(template::parse(text).is_ok(), "{key}: {text}");
            // what stands between words brings its blanks along
            let joins = ["text.list.", "export.who."];
            let joins = joins.iter().any(|start| key.starts_with(start));
            assert!(joins || text.trim() == text, "{key}: {text:?}");
        }
    }

    #[test]
    fn files_hold_tables_and_texts_only() {
        fn look(path: &str, table: &toml::Table) {
            for (key, value) in table {
                match value {
                    toml::Value::Table(table) => look(&format!("{path}.{key}"), table),
                    value => assert!(value.is_str(), "{path}.{key}"),
                }
            }
        }
        for (room, file) in FILES {
            look(room, &file.parse().unwrap());
        }
    }
}
