//! What one who follows sends: a vote, as a line `vote ROUND LETTERS`.

use premaster::tui::Reply;

/// The longest line in bytes: the word, a round and all letters there are, with its end.
pub(super) const LONGEST: usize = 48;
/// The first word.
const WORD: &str = "vote";

/// A vote as a line with its end.
pub(super) fn write(reply: &Reply) -> String {
    format!("{WORD} {} {}\n", reply.round, reply.chosen.letters())
}

/// The round and the letters of a vote, or `?`, or nothing for a vote that is taken back.
pub(super) fn read(line: &str) -> Option<(u32, &str)> {
    let mut words = line.split(' ');
    let (WORD, round, letters, None) = (words.next()?, words.next()?, words.next()?, words.next())
    else {
        return None;
    };
    let digits = !round.is_empty() && round.chars().all(|c| c.is_ascii_digit());
    digits.then_some((round.parse().ok()?, letters))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use premaster::lesson::vote::Chosen;

    #[test]
    fn a_vote_is_read_as_it_was_written_and_nothing_else_is() {
        for (chosen, letters) in [
            (Chosen::Nothing, ""),
            (Chosen::Unknown, "?"),
            (Chosen::Places(vec![1]), "b"),
            (
                Chosen::Places((0..26).collect()),
                "abcdefghijklmnopqrstuvwxyz",
            ),
        ] {
            let round = u32::MAX;
            let line = write(&Reply { round, chosen });
            assert!(line.len() <= LONGEST, "{line}");
            assert_eq!(read(line.trim_end_matches('\n')), Some((round, letters)));
        }
        for line in [
            "",
            "vote",
            "vote 1",
            "vote 1 a b",
            "vote -1 a",
            "vote +1 a",
            "vote x a",
            "VOTE 1 a",
            "vote 4294967296 a",
            "vote  1 a",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
