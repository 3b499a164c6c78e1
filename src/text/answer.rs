//! The short answer with which the words of a check begin.

use crate::label;

/// The answer to a question, in a word or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShortAnswer {
    /// The good answer, if the question is that of a check.
    Yes,
    /// The bad one.
    No,
    /// The question was not looked into.
    NotChecked,
    /// It was looked into, and cannot be answered.
    NotKnown,
}

impl ShortAnswer {
    /// All of them.
    pub const ALL: [ShortAnswer; 4] = [
        ShortAnswer::Yes,
        ShortAnswer::No,
        ShortAnswer::NotChecked,
        ShortAnswer::NotKnown,
    ];

    /// `Yes`, `No`, `Not checked` or `Not known`.
    pub fn words(self) -> &'static str {
        match self {
            ShortAnswer::Yes => label!("text.answer.yes"),
            ShortAnswer::No => label!("text.answer.no"),
            ShortAnswer::NotChecked => label!("text.answer.not_checked"),
            ShortAnswer::NotKnown => label!("text.answer.not_known"),
        }
    }

    /// Splits `No: it was valid until …` into the answer and its evidence, and `Yes.` into the answer and
    /// nothing. `None` with all of the words if they do not begin with an answer.
    pub fn split(words: &str) -> (Option<ShortAnswer>, &str) {
        for answer in ShortAnswer::ALL {
            match words.strip_prefix(answer.words()) {
                Some(".") => return (Some(answer), ""),
                Some(rest) if rest.starts_with(": ") => return (Some(answer), &rest[2..]),
                _ => {}
            }
        }
        (None, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_split_from_its_evidence() {
        let split = ShortAnswer::split;
        assert_eq!(split("Yes."), (Some(ShortAnswer::Yes), ""));
        assert_eq!(
            split("No: it is empty."),
            (Some(ShortAnswer::No), "it is empty.")
        );
        let unanswered = "Not checked: without a key.";
        assert_eq!(
            split(unanswered),
            (Some(ShortAnswer::NotChecked), "without a key.")
        );
        for words in ["", "No", "Not all", "None: of them", "expected 1: got 2"] {
            assert_eq!(split(words), (None, words));
        }
    }
}
