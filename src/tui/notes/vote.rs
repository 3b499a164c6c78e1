//! What the speaker sees of a vote.

use super::{BAR, Notes};
use crate::explain;
use crate::lesson::question::letter;
use crate::lesson::vote::{Advice, Ballot, Tally};
use crate::tui::draw::{bars, text};
use crate::tui::model::voting::Poll;
use crate::{label, said};
use ratatui::text::{Line, Span};

impl Notes {
    /// How the class votes, and what is advised. That much only the speaker reads.
    pub(super) fn vote(&self, poll: &Poll, ballot: &Ballot, width: usize) -> Vec<Line<'static>> {
        let theme = &self.theme;
        let none = Tally::default();
        let last = poll.tallies.last().unwrap_or(&none);
        let (answered, right) = (last.answered(), last.right(ballot));
        let present = last.present.max(answered);
        let mut title = vec![
            Span::styled(label!("tui.notes.vote"), theme.key),
            Span::styled(
                format!("  {}", said!("tui.vote.answered", answered, present)),
                theme.title,
            ),
        ];
        if let Some(percent) = (100 * right).checked_div(answered) {
            let words = said!("tui.vote.share_right", percent).to_string();
            title.push(Span::styled(format!("  {words}"), theme.text));
        }
        let mut lines = vec![Line::from(title)];
        let answers = ballot.answers().iter().enumerate();
        let known = answers.map(|(place, answer)| (Some(place), explain::plain(&answer.text)));
        let unknown = (None, label!("lesson.answer.unknown").to_owned());
        for (place, words) in known.chain([unknown]) {
            let letter = place.map_or('?', letter);
            let mut line = vec![Span::styled(format!("{letter} "), theme.key)];
            for tally in &poll.tallies {
                let votes = place.map_or_else(|| tally.unknown(), |place| tally.of(place));
                let bar = bars::of_votes(tally, votes, BAR, self.ascii);
                line.push(Span::styled(format!("{bar}  "), theme.title));
            }
            let used: usize = line.iter().map(Span::width).sum();
            let words = theme.marks.prose(&words).into_owned();
            let words = text::cut(&words, width.saturating_sub(used), &theme.marks);
            line.push(Span::styled(words, theme.text));
            lines.push(Line::from(line));
        }
        let advice = match Advice::of(right, answered) {
            Some(Advice::GoOn) => label!("tui.vote.go_on"),
            Some(Advice::Talk) => label!("tui.vote.talk"),
            Some(Advice::Explain) => label!("tui.vote.explain"),
            None => return lines,
        };
        lines.extend(self.words(&theme.marks.prose(advice), width));
        lines
    }
}
