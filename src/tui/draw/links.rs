//! Hyperlinks on the screen: each reference to an RFC, and what a lesson links to on the web.
//!
//! A cell carries its link in the colour of its underlining, which is used for nothing else. So a link goes with its words
//! through wrapping and cutting, and what is drawn over them takes it away.

use crate::text::rfc::{Reference, references};
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The addresses on the screen so far, each by its number. There are as many as there are links in the texts.
static ADDRESSES: Mutex<Vec<Arc<str>>> = Mutex::new(Vec::new());

/// No link.
pub const NONE: Color = Color::Reset;

/// What marks words as a link to this address.
pub fn to(address: &str) -> Color {
    let mut known = ADDRESSES.lock().unwrap_or_else(PoisonError::into_inner);
    let number = match known.iter().position(|other| **other == *address) {
        Some(number) => number,
        None => {
            known.push(address.into());
            known.len() - 1
        }
    };
    match u32::try_from(number).map(u32::to_be_bytes) {
        Ok([0, r, g, b]) => Color::Rgb(r, g, b),
        _ => NONE,
    }
}

/// The number and the address behind a mark.
pub fn of(mark: Color) -> Option<(usize, Arc<str>)> {
    let Color::Rgb(r, g, b) = mark else {
        return None;
    };
    let number = u32::from_be_bytes([0, r, g, b]) as usize;
    let known = ADDRESSES.lock().unwrap_or_else(PoisonError::into_inner);
    known
        .get(number)
        .map(|address| (number, Arc::clone(address)))
}

/// The style with a link to this address.
pub fn linked(style: Style, address: &str) -> Style {
    style.underline_color(to(address))
}

fn is_linked(span: &Span<'_>) -> bool {
    span.style.underline_color.is_some_and(|mark| mark != NONE)
}

/// Lines of one text in which each reference to an RFC is a link, over the end of a line too.
pub fn mark(lines: &mut [Line<'_>]) {
    // a style may begin within the word
    let may = |span: &Span<'_>| span.content.contains('R');
    if !lines.iter().flat_map(|line| &line.spans).any(may) {
        return;
    }
    let mut text = String::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    for line in lines.iter() {
        for span in &line.spans {
            let start = text.len();
            text += &span.content;
            if is_linked(span) {
                taken.push(start..text.len());
            }
        }
        text.push('\n');
    }
    let apart = |range: &Range<usize>| {
        let mut taken = taken.iter();
        taken.all(|other| other.end <= range.start || range.end <= other.start)
    };
    let mut found = references(&text);
    found.retain(|one| apart(&one.range));
    let mut at = 0;
    for line in lines.iter_mut().filter(|_| !found.is_empty()) {
        let mut spans = Vec::with_capacity(line.spans.len());
        let first = at;
        for span in std::mem::take(&mut line.spans) {
            let start = at;
            at += span.content.len();
            // the blanks before the first word of a line belong to no link
            match start == first && span.content.trim().is_empty() {
                true => spans.push(span),
                false => split(span, start, &found, &mut spans),
            }
        }
        line.spans = spans;
        at += 1;
    }
}

/// A span that begins at a place of the text, in the pieces that are links and those that are not.
fn split<'s>(span: Span<'s>, start: usize, found: &[Reference], out: &mut Vec<Span<'s>>) {
    let end = start + span.content.len();
    let mut inside = found
        .iter()
        .filter(|one| one.range.start < end && start < one.range.end)
        .peekable();
    if inside.peek().is_none() {
        return out.push(span);
    }
    let mut done = start;
    let mut piece = |range: Range<usize>, style: Style| {
        let text = &span.content[range.start - start..range.end - start];
        if !text.is_empty() {
            out.push(Span::styled(text.to_owned(), style));
        }
    };
    for Reference { range, address } in inside {
        let (from, to) = (range.start.max(start), range.end.min(end));
        piece(done..from, span.style);
        piece(from..to, linked(span.style, address));
        done = to;
    }
    piece(done..end, span.style);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece of a line with the address that it leads to.
    fn pieces(line: &Line<'_>) -> Vec<(String, Option<String>)> {
        let piece = |span: &Span<'_>| {
            let mark = span.style.underline_color.unwrap_or(NONE);
            let address = of(mark).map(|(_, address)| address.to_string());
            (span.content.to_string(), address)
        };
        line.spans.iter().map(piece).collect()
    }

    #[test]
    fn a_reference_is_marked_over_spans_and_lines() {
        let bold = Style::new().add_modifier(ratatui::style::Modifier::BOLD);
        let mut lines = [
            Line::from(vec![Span::raw("see R"), Span::styled("FC 5246", bold)]),
            Line::from(vec![Span::raw("  "), Span::raw("§7.2, and")]),
        ];
        mark(&mut lines);
        let to = Some("https://www.rfc-editor.org/rfc/rfc5246#section-7.2".to_owned());
        let piece = |words: &str, to: &Option<String>| (words.to_owned(), to.clone());
        assert_eq!(
            pieces(&lines[0]),
            [piece("see ", &None), piece("R", &to), piece("FC 5246", &to)]
        );
        assert_eq!(
            pieces(&lines[1]),
            [
                piece("  ", &None),
                piece("§7.2", &to),
                piece(", and", &None)
            ]
        );
    }
}
