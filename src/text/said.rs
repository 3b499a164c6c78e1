//! A fact on its way to its words.

use super::catalogue;
use super::count::count;
use super::template::Piece;
use std::borrow::Cow;
use std::fmt;

/// A fact as data: the key of its text in `assets/en/messages/`, and what the text speaks of. Made
/// by [`said!`](crate::said). Its `Display` looks the text up and fills it in.
///
/// ```
/// use premaster::said;
/// let fact = said!("text.example", bytes = 2_u8, name = "shop.example");
/// assert_eq!(fact.to_string(), "2 bytes for shop.example");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
}

/// What a text speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Arg {
    /// A name or a value, as it is to be shown. Text from outside must be escaped before.
    Words(String),
    /// A number, alone or with its noun.
    Number(u64),
    /// Another fact.
    Said(Said),
    /// Several of these.
    List(Vec<Arg>),
    /// Not known, or not there: an optional passage that speaks of it is left out.
    Missing,
}

/// Makes a [`Said`]: the key of its text, then its arguments. `name` alone stands for `name = name`.
#[macro_export]
macro_rules! said {
    (@ $name:ident) => { $name };
    (@ $name:ident $value:expr) => { $value };
    ($key:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::text::Said::new($key)
            $(.with(stringify!($name), $crate::said!(@ $name $($value)?)))*
    };
}

/// A text without arguments, as a `&'static str`, by its key in `assets/en/messages/`.
#[macro_export]
macro_rules! label {
    ($key:literal) => {
        $crate::text::label($key)
    };
}

impl Said {
    /// The fact of a key, without arguments. Use [`said!`](crate::said), which tests can follow.
    pub fn new(key: &'static str) -> Said {
        Said {
            key,
            args: Vec::new(),
        }
    }

    /// The same with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Said {
        self.args.push((name, arg.into()));
        self
    }

    /// The key of its text.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// An argument by its name.
    pub fn arg(&self, name: &str) -> Option<&Arg> {
        let mut args = self.args.iter();
        args.find(|(known, _)| *known == name).map(|(_, arg)| arg)
    }

    /// Appends the words of the fact.
    fn put(&self, out: &mut String) {
        let start = out.len();
        let words = catalogue::pieces(self.key).and_then(|pieces| self.fill(pieces, out));
        if words.is_none() {
            // a test proves that every key has its text and that its arguments are there; without them
            // the bare fact is better than nothing
            out.truncate(start);
            out.push_str(&format!("{} {:?}", self.key, self.args));
        }
    }

    /// Appends the words of some pieces; `None` if something that they speak of is missing.
    fn fill(&self, pieces: &[Piece<'_>], out: &mut String) -> Option<()> {
        for piece in pieces {
            match piece {
                Piece::Text(text) | Piece::Strong(text) => out.push_str(text),
                Piece::Placeholder(name) => self.placeholder(name, out)?,
                Piece::Optional(pieces) => {
                    let start = out.len();
                    if self.fill(pieces, out).is_none() {
                        out.truncate(start);
                    }
                }
            }
        }
        Some(())
    }

    /// `name`, or `name:noun` for a number with its noun, or `name:and` and `name:or` for a list.
    fn placeholder(&self, placeholder: &str, out: &mut String) -> Option<()> {
        let (name, form) = match placeholder.split_once(':') {
            Some((name, form)) => (name, Some(form)),
            None => (placeholder, None),
        };
        match (self.arg(name)?, form) {
            (Arg::Missing, _) => return None,
            (Arg::Number(n), Some(noun)) => out.push_str(&count(*n, noun)),
            (Arg::List(parts), Some("and")) => {
                out.push_str(&joined(parts, label!("text.list.and"))?);
            }
            (Arg::List(parts), Some("or")) => {
                out.push_str(&joined(parts, label!("text.list.or"))?);
            }
            (Arg::Words(words), _) => out.push_str(words),
            (Arg::Said(said), _) => said.put(out),
            (arg, _) => out.push_str(&arg.to_string()),
        }
        Some(())
    }
}

/// Parts as a list in a sentence, with a word before the last; `None` if there are none.
fn joined(parts: &[Arg], word: &str) -> Option<String> {
    let comma = label!("text.list.comma");
    let parts: Vec<String> = parts.iter().map(Arg::to_string).collect();
    let (last, first) = parts.split_last()?;
    Some(match first {
        [] => last.clone(),
        first => format!("{}{word}{last}", first.join(comma)),
    })
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = String::new();
        self.put(&mut words);
        f.pad(&words)
    }
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arg::Words(words) => f.write_str(words),
            Arg::Number(n) => n.fmt(f),
            Arg::Said(said) => said.fmt(f),
            Arg::List(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    let comma = if i > 0 { label!("text.list.comma") } else { "" };
                    write!(f, "{comma}{part}")?;
                }
                Ok(())
            }
            Arg::Missing => Ok(()),
        }
    }
}

impl serde::Serialize for Said {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

macro_rules! words {
    ($($type:ty),*) => { $(
        impl From<$type> for Arg {
            fn from(words: $type) -> Arg {
                Arg::Words(words.to_string())
            }
        }
    )* };
}
words!(&str, &String, char, Cow<'_, str>);

impl From<String> for Arg {
    fn from(words: String) -> Arg {
        Arg::Words(words)
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl From<$type> for Arg {
            fn from(n: $type) -> Arg {
                // no number that is shown is that large; saturating keeps this total
                Arg::Number(u64::try_from(n).unwrap_or(u64::MAX))
            }
        }
        impl From<&$type> for Arg {
            fn from(n: &$type) -> Arg {
                Arg::from(*n)
            }
        }
    )* };
}
numbers!(u8, u16, u32, u64, usize);

impl From<Said> for Arg {
    fn from(said: Said) -> Arg {
        Arg::Said(said)
    }
}

impl From<&Said> for Arg {
    fn from(said: &Said) -> Arg {
        Arg::Said(said.clone())
    }
}

impl<T: Into<Arg>> From<Vec<T>> for Arg {
    fn from(parts: Vec<T>) -> Arg {
        Arg::List(parts.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Arg>> From<Option<T>> for Arg {
    fn from(arg: Option<T>) -> Arg {
        arg.map_or(Arg::Missing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_their_nouns() {
        let said = |bytes: u8| said!("text.example", bytes, name = "x").to_string();
        assert_eq!(said(1), "1 byte for x");
        assert_eq!(said(2), "2 bytes for x");
    }

    #[test]
    fn a_passage_without_its_argument_is_left_out() {
        let said =
            |name: Option<&str>| said!("text.example", bytes = 1_u8, name = name).to_string();
        assert_eq!(said(None), "1 byte");
        assert_eq!(said(Some("[x]")), "1 byte for [x]");
    }

    #[test]
    fn lists_are_joined() {
        let list = |parts: Vec<&str>| said!("text.example_list", names = parts).to_string();
        assert_eq!(list(vec!["a"]), "a; a; a");
        assert_eq!(list(vec!["a", "b", "c"]), "a, b, c; a, b and c; a, b or c");
    }

    #[test]
    fn a_fact_without_a_text_is_shown_bare() {
        let said = Said::new("text.no_such_key").with("n", 1_u8);
        assert!(said.to_string().starts_with("text.no_such_key"));
    }
}
