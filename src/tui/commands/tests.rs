//! What holds for the table of commands.

use super::*;
use std::collections::BTreeSet;

#[test]
fn no_key_means_two_things_in_one_scope() {
    for scope in Scope::ALL {
        let mut seen = std::collections::HashMap::new();
        for row in COMMANDS.iter().filter(|row| row.scopes.contains(&scope)) {
            for key in row.keys {
                if let Some(other) = seen.insert(*key, row.command) {
                    panic!("{key} is {other:?} and {:?} in {scope:?}", row.command);
                }
            }
        }
    }
}

#[test]
fn every_command_has_its_words_and_all_words_are_used() {
    let used: BTreeSet<&str> = COMMANDS.iter().map(|row| row.words).collect();
    let known: BTreeSet<&str> = row::WORDS.keys().map(String::as_str).collect();
    assert_eq!(used, known);
    for row in COMMANDS {
        let doc = row.doc();
        assert!(
            doc.ends_with('.') && doc.starts_with(char::is_uppercase),
            "{doc}"
        );
        let verb = doc.split(' ').next().unwrap_or_default();
        assert!(
            !verb.ends_with('s'),
            "an order, and not what it does: {doc}"
        );
        assert!(!row.title().ends_with('.'), "{}", row.title());
    }
}

#[test]
fn typed_text_is_never_a_command() {
    for scope in [Scope::Finder, Scope::Prompt, Scope::Question] {
        for c in ' '..='~' {
            assert!(
                of_key(keymap(&[]), scope, Key::Char(c)).is_none(),
                "{c} in {scope:?}"
            );
        }
    }
}

#[test]
fn keys_can_be_read_back_from_their_names() {
    for key in COMMANDS.iter().flat_map(|row| row.keys) {
        assert_eq!(key.to_string().parse(), Ok(*key));
    }
}

#[test]
fn what_the_footer_names_has_a_key() {
    for row in COMMANDS.iter().filter(|row| row.hint.is_some()) {
        assert!(!row.keys.is_empty(), "{:?}", row.command);
        if let Some(with) = row.hint.and_then(|hint| hint.with) {
            assert!(key(keymap(&[]), row.scopes[0], with).is_some(), "{with:?}");
        }
    }
}
