//! The settings of the file, and mistakes in it.

use premaster::said;
use premaster::text::{Said, cut, escaped, near};
use premaster::tui::{Binding, COMMANDS, ColorChoice, Ground, Key, PACES, check_binding};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// What a reader has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The colours of the screen.
    pub theme: Option<Ground>,
    /// How many colours.
    pub colors: Option<ColorChoice>,
    /// Whether only ASCII is drawn.
    pub ascii: Option<bool>,
    /// Whether messages travel.
    pub motion: Option<bool>,
    /// Whether the mouse is captured.
    pub mouse: Option<bool>,
    /// Whether the terminal gets hyperlinks.
    pub links: Option<bool>,
    /// Which of [`PACES`].
    pub pace: Option<usize>,
    /// The reader's own keys.
    pub keys: Vec<Binding>,
}

/// Something in the file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1; `None` for the whole file.
    line: Option<usize>,
    what: Said,
}

impl Mistake {
    /// The file as a whole cannot be used.
    pub fn whole(what: Said) -> Mistake {
        Mistake { line: None, what }
    }

    /// Where it is and what it is.
    pub fn said(&self, path: &str) -> Said {
        said!(
            "cli.config.mistake",
            path,
            line = self.line,
            what = &self.what
        )
    }
}

/// The names of the settings that are one of several words, with these words.
pub const THEMES: [(&str, Ground); 4] = [
    ("dark", Ground::Dark),
    ("light", Ground::Light),
    ("safe-dark", Ground::SafeDark),
    ("safe-light", Ground::SafeLight),
];
pub const COLORS: [(&str, ColorChoice); 5] = [
    ("auto", ColorChoice::Auto),
    ("mono", ColorChoice::Mono),
    ("16", ColorChoice::Ansi16),
    ("256", ColorChoice::Indexed256),
    ("full", ColorChoice::Full),
];
pub const GLYPHS: [(&str, bool); 2] = [("unicode", false), ("ascii", true)];
/// The names of all settings, in the order of the example.
pub const NAMES: [&str; 8] = [
    "theme", "colors", "glyphs", "motion", "mouse", "links", "pace", "keys",
];

/// A text with the mistakes in it.
struct Reader<'t> {
    text: &'t str,
    mistakes: Vec<Mistake>,
}

impl Config {
    /// The settings of a text, and the mistakes in it in the order of its lines.
    pub fn of(text: &str) -> (Config, Vec<Mistake>) {
        let mut reader = Reader {
            text,
            mistakes: Vec::new(),
        };
        let mut config = Config::default();
        match DeTable::parse(text) {
            Ok(table) => reader.table(table.get_ref(), &mut config),
            Err(error) => {
                let what = escaped(error.message().as_bytes());
                let at = error.span().map_or(0, |span| span.start);
                reader.wrong(at, said!("cli.config.syntax", what));
            }
        }
        reader.mistakes.sort_by_key(|mistake| mistake.line);
        (config, reader.mistakes)
    }

    /// Every setting: its name, its value as the file has it, and whether the file sets it.
    pub fn settings(&self) -> Vec<(String, String, bool)> {
        let word = |name: &str, set: Option<&str>, usual: &str| {
            let value = format!("{:?}", set.unwrap_or(usual));
            (name.to_owned(), value, set.is_some())
        };
        let flag = |name: &str, set: Option<bool>, usual: &str| {
            let value = set.map_or_else(|| usual.to_owned(), |set| set.to_string());
            (name.to_owned(), value, set.is_some())
        };
        let mut all = vec![
            word(
                "theme",
                self.theme.and_then(|it| word_of(&THEMES, it)),
                "dark",
            ),
            word(
                "colors",
                self.colors.and_then(|it| word_of(&COLORS, it)),
                "auto",
            ),
            word(
                "glyphs",
                self.ascii.and_then(|it| word_of(&GLYPHS, it)),
                "unicode",
            ),
            flag("motion", self.motion, "true"),
            flag("mouse", self.mouse, "true"),
            flag("links", self.links, "true"),
            word("pace", self.pace.and_then(|at| Some(PACES.get(at)?.0)), "1"),
        ];
        for binding in &self.keys {
            let name = format!("keys.{}", binding.command);
            all.push((name, listed(&binding.keys), true));
        }
        all
    }
}

/// Keys as the file has them.
pub fn listed(keys: &[Key]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| format!("{:?}", key.to_string()))
        .collect();
    format!("[{}]", keys.join(", "))
}

fn word_of<T: PartialEq>(words: &[(&'static str, T)], wanted: T) -> Option<&'static str> {
    let mut words = words.iter();
    words.find(|(_, it)| *it == wanted).map(|(word, _)| *word)
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, what: Said) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = 1 + before.matches('\n').count();
        let line = Some(line);
        self.mistakes.push(Mistake { line, what });
    }

    fn table(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (name, value) in table {
            let at = name.span().start;
            match name.get_ref().as_ref() {
                "theme" => config.theme = self.word("theme", value, &THEMES),
                "colors" => config.colors = self.word("colors", value, &COLORS),
                "glyphs" => config.ascii = self.word("glyphs", value, &GLYPHS),
                "motion" => config.motion = self.flag("motion", value),
                "mouse" => config.mouse = self.flag("mouse", value),
                "links" => config.links = self.flag("links", value),
                "pace" => config.pace = self.pace(value),
                "keys" => match value.get_ref() {
                    DeValue::Table(keys) => self.keys(keys, config),
                    _ => self.wrong(at, said!("cli.config.keys_table")),
                },
                other => {
                    let near = near(other, NAMES.map(|name| (name, Vec::new())));
                    let name = quoted(other);
                    self.wrong(at, said!("cli.config.unknown", name, near));
                }
            }
        }
    }

    fn word<T: Copy>(
        &mut self,
        name: &'static str,
        value: &Spanned<DeValue<'_>>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let got = match value.get_ref() {
            DeValue::String(got) => got.to_string(),
            DeValue::Integer(got) => got.to_string(),
            _ => String::new(),
        };
        let found = words.iter().find(|(word, _)| *word == got);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let got = quoted(self.text.get(value.span()).unwrap_or_default());
            self.wrong(value.span().start, said!("cli.config.word", name, got, all));
        }
        found.map(|(_, it)| *it)
    }

    fn flag(&mut self, name: &'static str, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                let got = quoted(self.text.get(value.span()).unwrap_or_default());
                self.wrong(value.span().start, said!("cli.config.flag", name, got));
                None
            }
        }
    }

    fn pace(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let paces: Vec<(&'static str, usize)> = PACES
            .iter()
            .enumerate()
            .map(|(at, (name, _))| (*name, at))
            .collect();
        self.word("pace", value, &paces)
    }

    fn keys(&mut self, table: &DeTable<'_>, config: &mut Config) {
        let mut wanted = Vec::new();
        for (name, value) in table {
            let command = name.get_ref().to_string();
            let keys = match value.get_ref() {
                DeValue::Array(keys) => self.key_list(keys),
                DeValue::String(_) => self.key(value).map(|key| vec![key]),
                _ => {
                    let at = value.span().start;
                    self.wrong(at, said!("cli.config.key_list", name = quoted(&command)));
                    None
                }
            };
            if let Some(keys) = keys {
                wanted.push((name.span().start, Binding { command, keys }));
            }
        }
        // all together: two commands may exchange their keys
        config.keys = wanted.iter().map(|(_, binding)| binding.clone()).collect();
        for (at, binding) in wanted {
            if let Err(error) = check_binding(&config.keys, &binding) {
                self.wrong(at, said!("cli.config.binding", what = error.said()));
            }
        }
    }

    fn key_list(&mut self, keys: &DeArray<'_>) -> Option<Vec<Key>> {
        keys.iter().map(|key| self.key(key)).collect()
    }

    fn key(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Key> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.as_ref(),
            _ => "",
        };
        let key = text.parse().ok();
        if key.is_none() {
            let got = quoted(self.text.get(value.span()).unwrap_or_default());
            self.wrong(value.span().start, said!("cli.config.key", got));
        }
        key
    }
}

fn quoted(got: &str) -> String {
    cut(&escaped(got.as_bytes()), 60)
}

/// The commands that can have keys, each once, with the keys that it has by default.
pub fn commands() -> Vec<(&'static str, &'static str, Vec<Key>)> {
    let mut all: Vec<(&'static str, &'static str, Vec<Key>)> = Vec::new();
    for row in COMMANDS {
        match all.iter_mut().find(|(name, ..)| *name == row.name()) {
            Some((.., keys)) => {
                let new = row.keys.iter().filter(|key| !keys.contains(key));
                let new: Vec<Key> = new.copied().collect();
                keys.extend(new);
            }
            None => all.push((row.name(), row.title(), row.keys.to_vec())),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        let (_, mistakes) = Config::of(text);
        mistakes
            .iter()
            .map(|one| one.said("F").to_string())
            .collect()
    }

    #[test]
    fn settings_are_read() {
        let (config, mistakes) = Config::of(
            "theme = \"safe-light\"\ncolors = 256\nglyphs = \"ascii\"\nmotion = false\nmouse = false\nlinks = false\n\
             pace = \"1/2\"\n[keys]\nforward = [\"Right\", \"U\"]\nundo = \"l\"\nquit = []\n",
        );
        assert_eq!(mistakes, []);
        assert_eq!(config.theme, Some(Ground::SafeLight));
        assert_eq!(config.colors, Some(ColorChoice::Indexed256));
        assert_eq!(
            (config.ascii, config.motion, config.mouse, config.links),
            (Some(true), Some(false), Some(false), Some(false))
        );
        assert_eq!(config.pace, Some(1));
        // the two have exchanged a key
        assert!(config.keys.contains(&Binding {
            command: "undo".into(),
            keys: vec![Key::Char('l')],
        }));
        assert_eq!(Config::of("").0, Config::default());
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (text, expected) in [
            (
                "\ntheme = \"drak\"",
                "F, line 2: theme cannot be \"drak\"; expected dark, light, safe-dark or safe-light",
            ),
            (
                "them = \"dark\"",
                "F, line 1: there is no setting them; did you mean theme?",
            ),
            (
                "motion = 1",
                "F, line 1: motion cannot be 1; expected true or false",
            ),
            (
                "pace = 3",
                "F, line 1: pace cannot be 3; expected 1/4, 1/2, 1, 2, 4 or 8",
            ),
            ("theme =", "F, line 1:"),
            ("keys = 3", "F, line 1: keys is a table"),
            (
                "[keys]\nforwad = [\"x\"]",
                "F, line 2: there is no command \"forwad\"; did you mean forward?",
            ),
            (
                "[keys]\n\nforward = [\"Rihgt\"]",
                "F, line 3: \"Rihgt\" is no key",
            ),
            (
                "[keys]\nforward = [\"x\"]",
                "F, line 2: the key x of forward is also a key of tamper",
            ),
            (
                "[keys]\nclose = [\"k\"]",
                "F, line 2: close cannot have the key k",
            ),
            (
                "[keys]\nforward = 3",
                "F, line 2: forward must be a list of keys",
            ),
        ] {
            let found = mistakes(text);
            let found = found
                .first()
                .unwrap_or_else(|| panic!("{text}: no mistake"));
            assert!(found.starts_with(expected), "{text}: {found}");
        }
    }

    #[test]
    fn nothing_in_a_file_can_be_a_panic() {
        for text in [
            "[keys",
            "\u{0}",
            "theme = {}",
            "[[keys]]",
            "keys = [1]",
            "é = 1",
            "a.b.c = 1",
        ] {
            assert!(!mistakes(text).is_empty(), "{text:?}");
        }
    }
}
