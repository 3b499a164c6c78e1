//! Filling the texts of `assets/en/` from a run. Their format is [`crate::text::template`]'s; white space in them is one
//! space.

use super::placeholder::{Context, Filling, Placeholder};
use crate::label;
use crate::text::template::{Piece, parse};
use crate::trace::ValueId;

/// A stretch of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Plain text.
    Text(String),
    /// A value of the run, shortened; to be shown in the value's colour.
    Value {
        /// Which value.
        id: ValueId,
        /// What to show of it: `52a3f0…`.
        text: String,
    },
    /// A term that is introduced here.
    Strong(String),
}

impl Span {
    /// The text without its markup.
    pub fn text(&self) -> &str {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Value { text, .. } => text,
        }
    }
}

/// The text of spans without markup.
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(Span::text).collect()
}

/// What stands where nothing is known.
fn not_known() -> &'static str {
    label!("explain.not_known")
}

/// A text, filled.
pub(super) struct Filled {
    pub spans: Vec<Span>,
    pub unfilled: Vec<String>,
}

/// Fills a text from a run. A text that is not in the format is given back as it is, with
/// itself among what could not be filled.
pub(super) fn fill(text: &str, context: &Context<'_>) -> Filled {
    let mut out = Builder {
        spans: Vec::new(),
        unfilled: Vec::new(),
    };
    match parse(text) {
        Ok(pieces) => pieces.iter().for_each(|piece| out.piece(piece, context)),
        Err(_) => {
            out.words(text);
            out.unfilled.push(text.to_owned());
        }
    }
    out.finish()
}

struct Builder {
    spans: Vec<Span>,
    unfilled: Vec<String>,
}

impl Builder {
    fn piece(&mut self, piece: &Piece<'_>, context: &Context<'_>) {
        match piece {
            Piece::Text(text) => self.words(text),
            Piece::Strong(text) => {
                let words: Vec<&str> = text.split_whitespace().collect();
                self.spans.push(Span::Strong(words.join(" ")));
            }
            Piece::Placeholder(name) => match Placeholder::fill(name, context) {
                Some(Filling {
                    text,
                    value: Some(id),
                }) => {
                    self.spans.push(Span::Value { id, text });
                }
                Some(Filling { text, value: None }) => self.verbatim(&text),
                None => {
                    self.verbatim(not_known());
                    self.unfilled.push((*name).to_owned());
                }
            },
            Piece::Optional(pieces) => self.optional(pieces, context),
        }
    }

    /// A passage that is left out as soon as something in it is not known, or a condition not met.
    fn optional(&mut self, pieces: &[Piece<'_>], context: &Context<'_>) {
        let missing = self.unfilled.len();
        let spans = self.spans.len();
        let last = self.spans.last().map_or(0, |span| span.text().len());
        for piece in pieces {
            self.piece(piece, context);
            if self.unfilled.len() > missing {
                self.unfilled.truncate(missing);
                self.spans.truncate(spans);
                // plain text goes on in the span that was last before
                if let Some(Span::Text(text)) = self.spans.last_mut() {
                    text.truncate(last);
                }
                return;
            }
        }
    }

    /// The author's text: any white space is one space, none at the beginning, and none twice
    /// where something was left out.
    fn words(&mut self, text: &str) {
        for word in text.split_inclusive(char::is_whitespace) {
            self.verbatim(word.trim_end());
            let spaced = self
                .spans
                .last()
                .is_none_or(|span| span.text().ends_with(' '));
            if word.ends_with(char::is_whitespace) && !spaced {
                self.verbatim(" ");
            }
        }
    }

    /// The run's text, as it is.
    fn verbatim(&mut self, text: &str) {
        match self.spans.last_mut() {
            Some(Span::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.spans.push(Span::Text(text.to_owned())),
        }
    }

    fn finish(mut self) -> Filled {
        if let Some(Span::Text(text)) = self.spans.last_mut() {
            text.truncate(text.trim_end().len());
        }
        self.spans.retain(|span| !span.text().is_empty());
        Filled {
            spans: self.spans,
            unfilled: self.unfilled,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::pki::time::UnixTime;
    use crate::trace::{Actor, Phase, Run, RunKind, Side, Step, StepKind, Topic, Trace};

    /// Fills a text in a run of a client against `*{[host]}*`, of which nothing else is known.
    fn filled(text: &str) -> Filled {
        let trace = Trace::new(Run {
            scenario: "connection".into(),
            description: String::new(),
            kind: RunKind::Connection {
                ours: Side::Client,
                peer: String::new(),
            },
            seed: None,
            clock: UnixTime(0),
            server_name: Some("*{[host]}*".into()),
        });
        let step = Step {
            connection: crate::trace::ConnectionId::FIRST,
            index: 0,
            phase: Phase::Hello,
            actor: Actor::One(Side::Client),
            kind: StepKind::Compute,
            topic: Topic::DrawClientRandom,
            message: None,
            values: vec![],
            checks: vec![],
            failure: None,
            diagnosis: None,
            states: [None, None],
        };
        fill(
            text,
            &Context {
                trace: &trace,
                step: &step,
                place: None,
                given: None,
            },
        )
    }

    fn words(text: &str) -> String {
        plain(&filled(text).spans)
    }

    #[test]
    fn line_breaks_are_spaces_and_the_ends_are_trimmed() {
        assert_eq!(words("\n one\ntwo  three \n"), "one two three");
    }

    #[test]
    fn terms_are_marked() {
        let spans = filled("the *key\nblock*, then").spans;
        let text = |text: &str| Span::Text(text.into());
        assert_eq!(
            spans,
            [
                text("the "),
                Span::Strong("key block".into()),
                text(", then")
            ]
        );
    }

    #[test]
    fn marks_in_what_the_run_says_are_text() {
        assert_eq!(words("for {server_name}."), "for *{[host]}*.");
    }

    #[test]
    fn what_cannot_be_filled_says_so_and_is_reported() {
        let filled = filled("secret {master_secret}.");
        assert_eq!(plain(&filled.spans), "secret (not known here).");
        assert_eq!(filled.unfilled, ["master_secret"]);
    }

    #[test]
    fn an_optional_sentence_is_whole_or_not_there() {
        let filled = filled("One. [It is {actor}.] [It has {suite} and {actor}.] Two[, {suite}].");
        assert_eq!(plain(&filled.spans), "One. It is client. Two.");
        assert_eq!(filled.unfilled, Vec::<String>::new());
    }
}
