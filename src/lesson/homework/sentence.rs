//! The texts that are sent in a run: real sentences, so that a changed letter shows, and different for each student.

use super::draw::Draw;
use crate::text::template::{self, Piece};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The sentences and the words for them, in `assets/en/sentences.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    /// Of the client; each begins with a verb and an amount.
    client: Vec<String>,
    /// Of the server.
    server: Vec<String>,
    /// What stands for a placeholder. The others are numbers: `{n3}` has three digits.
    words: BTreeMap<String, Vec<String>>,
}

static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/en/sentences.toml"))
        .expect("assets/en/sentences.toml")
});

/// A sentence of the client, 60 to 110 bytes. `what` names it among those of the student.
pub(super) fn of_client(draw: Draw, what: &str) -> String {
    one(draw, what, &SENTENCES.client)
}

/// A sentence of the server, 60 to 110 bytes.
pub(super) fn of_server(draw: Draw, what: &str) -> String {
    one(draw, what, &SENTENCES.server)
}

fn one(draw: Draw, what: &str, all: &[String]) -> String {
    let chosen = draw.one(what, all).map_or("", String::as_str);
    filled(draw, what, chosen)
}

fn filled(draw: Draw, what: &str, sentence: &str) -> String {
    let mut out = String::new();
    for (at, piece) in template::parse(sentence)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        match piece {
            Piece::Placeholder(name) => out.push_str(&word(draw, &format!("{what} {at}"), name)),
            Piece::Text(text) | Piece::Strong(text) => out.push_str(text),
            Piece::Optional(_) => {}
        }
    }
    out
}

fn word(draw: Draw, what: &str, name: &str) -> String {
    if let Some(digits) = name.strip_prefix('n').and_then(|n| n.parse::<u32>().ok()) {
        // the first digit is not 0
        let least = 10_usize.saturating_pow(digits.saturating_sub(1));
        return (least + draw.below(what, 9 * least)).to_string();
    }
    let words = SENTENCES.words.get(name);
    let word = words.and_then(|words| draw.one(what, words));
    word.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_sentence_has_its_length_and_is_filled() {
        for seed in 0..300 {
            let draw = Draw::of_student(seed, "mm42");
            for sentence in SENTENCES.client.iter().chain(&SENTENCES.server) {
                let text = filled(draw, "a", sentence);
                assert!((60..=110).contains(&text.len()), "{}: {text}", text.len());
                assert!(text.is_ascii() && !text.contains(['{', '}']), "{text}");
                assert!(!text.contains("  "), "{text}");
            }
        }
    }

    #[test]
    fn a_sentence_of_the_client_has_its_amount_in_the_first_block() {
        for sentence in &SENTENCES.client {
            let text = filled(Draw::of_student(1, "a"), "a", sentence);
            let digits = text.find(|c: char| c.is_ascii_digit()).unwrap();
            let amount: String = text[digits..]
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            assert_eq!(amount.len(), 4, "{text}");
            assert!(digits + amount.len() <= 15, "{text}");
        }
    }
}
