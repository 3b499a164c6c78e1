//! The glossary of `assets/en/glossary.toml`: the terms of art, looked up by name, found in texts, and
//! narrowed down while a word is typed.
//!
//! Left out on purpose: any term of a single program or product; those belong to docs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A term of art.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its key in the file, such as `pre_master_secret`.
    pub key: String,
    /// The heading: `MAC (message authentication code)`.
    pub name: String,
    /// One paragraph, without line breaks or marks.
    pub text: String,
    /// Where to read on.
    pub rfc: String,
    /// The key of a step ([`Step::key`](crate::trace::Step::key)) in which the term is at work.
    pub step: Option<String>,
    /// The name of the scenario that shows this best, if that is not the first one with such a step.
    #[serde(skip)]
    pub scenario: Option<String>,
    /// The keys of other terms to look at.
    pub see: Vec<String>,
    /// The forms in which the term occurs in texts.
    pub words: Vec<String>,
    /// Other words under which it can be looked up.
    pub also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    term: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    words: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    text: String,
    rfc: String,
    step: Option<String>,
    scenario: Option<String>,
    #[serde(default)]
    see: Vec<String>,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    // The file is compiled in, and the tests read it: it cannot fail later.
    #[allow(clippy::expect_used)]
    let file: File = toml::from_str(include_str!("../../assets/en/glossary.toml"))
        .expect("assets/en/glossary.toml, which the tests have read");
    let mut terms: Vec<Term> = file.term.into_iter().map(Term::of).collect();
    terms.sort_by_key(|term| term.name.to_lowercase());
    terms
});

impl Term {
    fn of((key, entry): (String, Entry)) -> Term {
        let words: Vec<&str> = entry.text.split_whitespace().collect();
        Term {
            key,
            name: entry.name,
            text: words.join(" "),
            rfc: entry.rfc,
            step: entry.step,
            scenario: entry.scenario,
            see: entry.see,
            words: entry.words,
            also: entry.also,
        }
    }

    /// The name without what it stands for: `MAC`.
    pub fn short_name(&self) -> &str {
        match self.name.split_once(" (") {
            Some((short, _)) => short,
            None => &self.name,
        }
    }

    /// What it stands for: `message authentication code`.
    pub fn expansion(&self) -> Option<&str> {
        let (_, rest) = self.name.split_once(" (")?;
        rest.split_once(')').map(|(expansion, _)| expansion)
    }

    /// The terms to look at as well.
    pub fn related(&self) -> impl Iterator<Item = &'static Term> {
        self.see.iter().filter_map(|key| keyed(key))
    }

    /// Every word under which it can be looked up.
    fn forms(&self) -> impl Iterator<Item = &str> {
        let all = self.words.iter().chain(&self.also).map(String::as_str);
        all.chain([self.key.as_str(), self.name.as_str(), self.short_name()])
    }
}

/// All terms in the order of their names.
pub fn terms() -> &'static [Term] {
    &TERMS
}

/// The term with that key.
pub fn keyed(key: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.key == key)
}

/// The term that a reader means by a word: by any of its forms, in any case, also in the plural.
pub fn find(word: &str) -> Option<&'static Term> {
    let wanted = plain(word);
    let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
    let by = |wanted: &str| {
        let mut terms = TERMS.iter();
        terms.find(|term| term.forms().any(|form| plain(form) == wanted))
    };
    by(&wanted).or_else(|| by(singular))
}

/// The terms whose name or forms contain what has been typed; all of them while nothing has been.
/// Those whose name begins with it come first, then those that have a form that does.
pub fn matching(typed: &str) -> Vec<&'static Term> {
    let wanted = plain(typed);
    let rank = |term: &Term| {
        let mut forms = term.forms().map(plain);
        if plain(term.short_name()).starts_with(&wanted) {
            Some(0)
        } else if forms.any(|form| form.starts_with(&wanted)) {
            Some(1)
        } else {
            let mut forms = term.forms().map(plain);
            forms.any(|form| form.contains(&wanted)).then_some(2)
        }
    };
    let ranked = TERMS.iter().filter_map(|term| Some((rank(term)?, term)));
    let mut ranked: Vec<(u8, &Term)> = ranked.collect();
    // stable: within a rank the order is that of the glossary
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, term)| term).collect()
}

/// The short names of the terms that a mistyped word may have meant, the likeliest first.
pub fn nearest(word: &str) -> Vec<&'static str> {
    /// Less alike than this is something else.
    const ALIKE: f64 = 0.8;
    const MOST: usize = 4;
    let wanted = plain(word);
    let alike = |term: &'static Term| {
        let alike = term
            .forms()
            .map(|form| strsim::jaro_winkler(&plain(form), &wanted));
        (alike.fold(0.0, f64::max), term.short_name())
    };
    let mut near: Vec<(f64, &str)> = TERMS.iter().map(alike).collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    let near = near.into_iter().filter(|(alike, _)| *alike >= ALIKE);
    near.take(MOST).map(|(_, name)| name).collect()
}

/// The terms that occur in a text, in the order in which they do. Where two forms begin at the same
/// place, the longer one counts: in "pre-master secret" there is no "master secret".
pub fn occurring(text: &str) -> Vec<&'static Term> {
    let mut found: Vec<&Term> = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let here = match is_inside(before) {
            true => None,
            false => longest(&text[at..]),
        };
        let length = match here {
            Some((length, term)) => {
                if !found.contains(&term) {
                    found.push(term);
                }
                length
            }
            None => c.len_utf8(),
        };
        before = text[at..at + length].chars().next_back().unwrap_or(' ');
        at += length;
    }
    found
}

/// The term whose longest form a text begins with, and how many bytes that is.
fn longest(text: &str) -> Option<(usize, &'static Term)> {
    let of_term = |term: &'static Term| {
        let lengths = term.words.iter().filter_map(|form| begins_with(text, form));
        lengths.max().map(|length| (length, term))
    };
    TERMS
        .iter()
        .filter_map(of_term)
        .max_by_key(|(length, _)| *length)
}

/// How many bytes of a text are this form at its beginning, as a whole word or its plural.
fn begins_with(text: &str, form: &str) -> Option<usize> {
    let start = text.get(..form.len())?;
    let as_written = form.chars().any(char::is_uppercase);
    let same = match as_written {
        true => start == form,
        false => start.eq_ignore_ascii_case(form),
    };
    let ends = |rest: &str| !rest.starts_with(is_inside);
    let rest = &text[start.len()..];
    match rest.strip_prefix('s') {
        _ if !same => None,
        _ if ends(rest) => Some(form.len()),
        Some(rest) if ends(rest) => Some(form.len() + 1),
        _ => None,
    }
}

/// Whether a character belongs to a word or to a name such as `client_write_key`.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// As words are compared: in lower case, with one kind of separator.
fn plain(word: &str) -> String {
    let parts = word.split(|c: char| c.is_whitespace() || c == '_' || c == '-');
    let parts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<&'static str> {
        occurring(text)
            .iter()
            .map(|term| term.key.as_str())
            .collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_in_their_order() {
        assert_eq!(
            keys("HMACs of the pre-master secret, and a MAC"),
            ["hmac", "pre_master_secret", "mac"]
        );
        assert_eq!(keys("The Master secret"), ["master_secret"]);
        assert_eq!(
            keys("client_write_MAC_key, MACHINE, finished"),
            Vec::<&str>::new()
        );
        assert_eq!(keys("é Finished é, Finished"), ["finished"]);
    }

    #[test]
    fn a_word_is_found_by_any_of_its_forms() {
        for (word, key) in [
            ("CRL", "revocation_list"),
            ("crls", "revocation_list"),
            ("Revocation  List", "revocation_list"),
            ("pre_master_secret", "pre_master_secret"),
            ("premaster secret", "pre_master_secret"),
            ("random", "client_random"),
            ("SNI", "server_name"),
        ] {
            assert_eq!(
                find(word).map(|term| term.key.as_str()),
                Some(key),
                "{word}"
            );
        }
        assert_eq!(find("zebra"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn a_mistyped_word_has_near_ones() {
        assert_eq!(nearest("certifcate")[0], "certificate");
        assert_eq!(nearest("premaster")[0], "pre-master secret");
        assert_eq!(nearest("xylophone"), Vec::<&str>::new());
    }

    #[test]
    fn what_is_typed_narrows_the_list() {
        assert_eq!(matching("").len(), terms().len());
        assert_eq!(matching("pr")[0].key, "pre_master_secret");
        assert!(matching("qq").is_empty());
    }
}
