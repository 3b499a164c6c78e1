//! A question that is put to a whole class: its answers by letter, how the class has voted, and what follows from that.
//!
//! Peer instruction (Mazur 1997): everyone answers alone, neighbours talk, everyone answers again, and only then is it
//! said what is right.

use super::question::{Answer, Choice, Form, Mark, Question, Wanted, letter};
use crate::explain::Span;
use crate::text::hex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most answers that a ballot can have, so that each has a letter.
pub const MOST_ANSWERS: usize = 26;
/// What says "I don't know".
const UNKNOWN: &str = "?";
/// How many percent of right answers are so many that there is nothing to talk about.
const GO_ON_ABOVE: usize = 80;
/// Below how many percent too few have understood for neighbours to help each other.
const EXPLAIN_BELOW: usize = 30;

/// A question with answers that have a letter each. What is typed or pointed at elsewhere is chosen here from the right
/// answer and the usual wrong ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
    question: Question,
    answers: Vec<Answered>,
}

/// An answer that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// Its words.
    pub text: Vec<Span>,
    /// Whether it is right.
    pub right: bool,
    /// The answer to the question that it stands for; `None` where several can be chosen.
    answer: Option<Answer>,
}

/// What someone has voted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Nothing yet.
    #[default]
    Nothing,
    /// "I don't know".
    Unknown,
    /// The places of the answers, in their order.
    Places(Vec<usize>),
}

impl Ballot {
    /// The ballot of a question; `None` for one whose answers have no letters, such as an order.
    pub fn of(mut question: Question) -> Option<Ballot> {
        if let Some(choose) = question.choose.take() {
            question.prompt = choose;
        }
        let several = |choice: &Choice| Answered {
            text: choice.text.clone(),
            right: choice.right,
            answer: None,
        };
        let answers: Vec<Answered> = match &question.form {
            Form::One(choices) => {
                let all = choices.iter().enumerate();
                let one = |(place, choice): (usize, &Choice)| Answered {
                    answer: Some(Answer::One(place)),
                    ..several(choice)
                };
                all.map(one).collect()
            }
            Form::Many(choices) => choices.iter().map(several).collect(),
            Form::Bytes(wanted) => typed(wanted, |bytes| hex(bytes), Answer::Bytes),
            Form::Number(wanted) => typed(wanted, ToString::to_string, Answer::Number),
            Form::Point(wanted) => {
                let shared = shared_path(wanted);
                typed(wanted, |path| path[shared..].to_owned(), Answer::Point)
            }
            Form::Order(_) | Form::Who(_) => return None,
        };
        let fits = (2..=MOST_ANSWERS).contains(&answers.len());
        fits.then_some(Ballot { question, answers })
    }

    /// The question.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// What can be chosen.
    pub fn answers(&self) -> &[Answered] {
        &self.answers
    }

    /// Whether more than one answer can be chosen.
    pub fn takes_several(&self) -> bool {
        matches!(self.question.form, Form::Many(_))
    }

    /// The answer that a vote gives; `None` for no vote.
    pub fn answer(&self, chosen: &Chosen) -> Option<Answer> {
        match chosen {
            Chosen::Nothing => None,
            Chosen::Unknown => Some(Answer::Unknown),
            Chosen::Places(places) if self.takes_several() => Some(Answer::Many(places.clone())),
            Chosen::Places(places) => self.answers.get(*places.first()?)?.answer.clone(),
        }
    }

    /// What a vote is worth; `None` for no vote.
    pub fn mark(&self, chosen: &Chosen) -> Option<Mark> {
        Some(self.question.mark(&self.answer(chosen)?))
    }
}

/// The right answer and the recognised wrong ones, in their own order, so that it does not tell which is right.
fn typed<T: Clone + Ord>(
    wanted: &Wanted<T>,
    words: impl Fn(&T) -> String,
    answer: impl Fn(T) -> Answer,
) -> Vec<Answered> {
    let wrong = wanted.wrong.iter().map(|(wrong, _)| wrong);
    let mut all: Vec<&T> = wrong.chain([&wanted.right]).collect();
    all.sort();
    let one = |value: &T| Answered {
        text: vec![Span::Text(words(value))],
        right: *value == wanted.right,
        answer: Some(answer(value.clone())),
    };
    all.into_iter().map(one).collect()
}

/// How many bytes of the paths of fields are the same for all, up to a dot.
fn shared_path(wanted: &Wanted<String>) -> usize {
    let right = &wanted.right;
    let mut ends = right.match_indices('.').map(|(at, _)| at + 1);
    let all_have = |end: &usize| {
        let mut others = wanted.wrong.iter();
        others.all(|(other, _)| other.starts_with(&right[..*end]))
    };
    let mut shared = 0;
    while let Some(end) = ends.next().filter(all_have) {
        shared = end;
    }
    shared
}

impl Chosen {
    /// Reads letters, `?`, or nothing; `None` for what is neither, for an answer that there is not, and for several
    /// where one is asked for.
    pub fn read(text: &str, answers: usize, several: bool) -> Option<Chosen> {
        match text {
            "" => return Some(Chosen::Nothing),
            UNKNOWN => return Some(Chosen::Unknown),
            _ => {}
        }
        let mut places = Vec::new();
        for c in text.chars() {
            let place = (0..answers.min(MOST_ANSWERS)).find(|place| letter(*place) == c)?;
            (places.last() < Some(&place)).then(|| places.push(place))?;
        }
        (several || places.len() == 1).then_some(Chosen::Places(places))
    }

    /// Its letters, `?`, or nothing.
    pub fn letters(&self) -> String {
        match self {
            Chosen::Nothing => String::new(),
            Chosen::Unknown => UNKNOWN.to_owned(),
            Chosen::Places(places) => places.iter().map(|place| letter(*place)).collect(),
        }
    }

    /// Whether an answer is among what is chosen.
    pub fn has(&self, place: usize) -> bool {
        matches!(self, Chosen::Places(places) if places.contains(&place))
    }

    /// Chooses an answer instead of the one before; where several can be chosen, adds it or takes it away.
    pub fn choose(&mut self, place: usize, several: bool) {
        *self = match self {
            Chosen::Places(places) if several && places.contains(&place) => {
                places.retain(|one| *one != place);
                match places.is_empty() {
                    true => Chosen::Nothing,
                    false => Chosen::Places(std::mem::take(places)),
                }
            }
            Chosen::Places(places) if several => {
                places.push(place);
                places.sort_unstable();
                Chosen::Places(std::mem::take(places))
            }
            _ => Chosen::Places(vec![place]),
        };
    }
}

/// How a class has voted in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// How many could vote.
    pub present: usize,
    /// How many have voted for what, by [`Chosen::letters`].
    pub votes: BTreeMap<String, usize>,
}

impl Tally {
    /// How many have voted.
    pub fn answered(&self) -> usize {
        self.votes.values().sum()
    }

    /// How many have chosen an answer, alone or among others.
    pub fn of(&self, place: usize) -> usize {
        let letter = letter(place);
        let votes = self.votes.iter();
        let votes = votes.filter(|(letters, _)| letters.contains(letter));
        votes.map(|(_, count)| count).sum()
    }

    /// How many do not know.
    pub fn unknown(&self) -> usize {
        self.votes.get(UNKNOWN).copied().unwrap_or(0)
    }

    /// How many have everything right.
    pub fn right(&self, ballot: &Ballot) -> usize {
        let is_right = |letters: &str| {
            let chosen = Chosen::read(letters, ballot.answers().len(), ballot.takes_several())?;
            Some(ballot.mark(&chosen)?.is_right())
        };
        let votes = self.votes.iter();
        let right = votes.filter(|(letters, _)| is_right(letters) == Some(true));
        right.map(|(_, count)| count).sum()
    }
}

/// What to do after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Most have it right: go on.
    GoOn,
    /// Let neighbours talk, and vote again.
    Talk,
    /// Too few have it right for that: explain first.
    Explain,
}

impl Advice {
    /// What to do if so many of those who answered were right; `None` if no one has answered.
    pub fn of(right: usize, answered: usize) -> Option<Advice> {
        let percent = (100 * right).checked_div(answered)?;
        Some(match percent {
            _ if 100 * right > GO_ON_ABOVE * answered => Advice::GoOn,
            percent if percent < EXPLAIN_BELOW => Advice::Explain,
            _ => Advice::Talk,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tally(votes: &[(&str, usize)]) -> Tally {
        let votes = votes.iter().map(|(letters, n)| ((*letters).to_owned(), *n));
        Tally {
            present: 30,
            votes: votes.collect(),
        }
    }

    #[test]
    fn votes_are_read_as_they_are_written() {
        for (letters, answers, several) in [
            ("", 4, false),
            ("?", 4, false),
            ("d", 4, false),
            ("acf", 6, true),
        ] {
            let chosen = Chosen::read(letters, answers, several).unwrap();
            assert_eq!(chosen.letters(), letters);
        }
        for (letters, answers, several) in [
            ("e", 4, false),
            ("ab", 4, false),
            ("ba", 4, true),
            ("aa", 4, true),
            ("a ", 4, true),
            ("A", 4, false),
            ("?a", 4, true),
            ("é", 4, true),
            ("{", 100, false),
        ] {
            let read = Chosen::read(letters, answers, several);
            assert_eq!(read, None, "{letters}");
        }
    }

    #[test]
    fn one_answer_takes_the_place_of_another_and_of_several_each_can_be_taken_back() {
        let mut one = Chosen::Unknown;
        one.choose(1, false);
        one.choose(2, false);
        assert_eq!(one.letters(), "c");
        let mut several = Chosen::Nothing;
        for place in [3, 0, 3, 1] {
            several.choose(place, true);
        }
        assert_eq!(several.letters(), "ab");
        several.choose(0, true);
        several.choose(1, true);
        assert_eq!(several, Chosen::Nothing);
    }

    #[test]
    fn a_tally_counts_each_answer_and_everyone_once() {
        let tally = tally(&[("a", 3), ("ac", 5), ("?", 2)]);
        assert_eq!((tally.of(0), tally.of(1), tally.of(2)), (8, 0, 5));
        assert_eq!((tally.unknown(), tally.answered()), (2, 10));
    }

    #[test]
    fn advice_goes_by_the_share_of_right_answers() {
        for (right, answered, advice) in [
            (0, 0, None),
            (25, 30, Some(Advice::GoOn)),
            (24, 30, Some(Advice::Talk)),
            (9, 30, Some(Advice::Talk)),
            (8, 30, Some(Advice::Explain)),
            (0, 1, Some(Advice::Explain)),
        ] {
            assert_eq!(Advice::of(right, answered), advice, "{right} of {answered}");
        }
    }
}
