//! Text in little room: cutting, wrapping, hexadecimal.

use crate::trace::Value;
use crate::tui::draw::links;
use crate::tui::draw::marks::Marks;
use crate::tui::draw::theme::Theme;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

use crate::text::count;
pub use crate::text::width;
use crate::{label, said};

/// The text, cut to `room` columns with an ellipsis where it is longer.
pub fn cut(text: &str, room: usize, marks: &Marks) -> String {
    crate::text::cut_with(text, room, marks.ellipsis)
}

/// The text with blanks behind it up to `room` columns.
pub fn pad(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(width(text))))
}

/// Bytes in hexadecimal in at most `room` columns. What does not fit is cut, and its length is
/// said as far as there is room for that: `52a3f0… 32 bytes`, `52a3… 32 B`, `52a3f0…`.
pub fn hex(bytes: &[u8], room: usize, marks: &Marks) -> String {
    if bytes.is_empty() {
        return cut(label!("tui.bytes.empty"), room, marks);
    }
    let whole = bytes.len() * 2;
    if whole <= room {
        return crate::wire::display::hex(bytes);
    }
    let tail = marks.ellipsis;
    let long = format!("{tail} {}", count(bytes.len() as u64, "byte"));
    let short = format!("{tail} {}", said!("tui.bytes.short", bytes = bytes.len()));
    let suffix = match room {
        _ if room >= width(&long) + 8 => long,
        _ if room >= width(&short) + 4 => short,
        _ => tail.to_owned(),
    };
    let left = room.saturating_sub(width(&suffix));
    let digits = crate::wire::display::hex(&bytes[..(left / 2).min(bytes.len())]);
    // the lengths of rows below each other end in the same column
    let blank = if left % 2 == 1 { " " } else { "" };
    let suffix = suffix.replacen(tail, &format!("{tail}{blank}"), 1);
    cut(&(digits + &suffix), room, marks)
}

/// The length of a value in bytes, as a number; a mark where its bytes are not known.
pub fn length(value: &Value, marks: &Marks) -> String {
    match value.sealed {
        Some(_) => marks.unseen.to_owned(),
        None => value.bytes.len().to_string(),
    }
}

/// Bytes for a table that has their length in a column of its own: as text in quotes where they are
/// printable, otherwise in hexadecimal with a mark where they are cut.
pub fn start(bytes: &[u8], room: usize, marks: &Marks) -> String {
    match printable(bytes) {
        Some(text) => cut(&format!("\"{}\"", marks.prose(text)), room, marks),
        None if 2 * bytes.len() <= room => hex(bytes, room, marks),
        None => {
            let shown = room.saturating_sub(width(marks.ellipsis)) / 2;
            let digits = crate::wire::display::hex(&bytes[..shown.min(bytes.len())]);
            cut(&(digits + marks.ellipsis), room, marks)
        }
    }
}

/// Bytes as text, if a person would read them as such.
pub fn printable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let plain = crate::wire::display::escaped(bytes) == text;
    (plain && text.chars().count() >= 4).then_some(text)
}

/// Breaks styled text into lines of at most `room` columns, at spaces where there are any.
/// Lines after the first begin with `indent` blanks.
pub fn wrap(spans: &[Span<'_>], room: usize, indent: usize) -> Vec<Line<'static>> {
    let room = room.max(1);
    let indent = if indent + 8 > room { 0 } else { indent };
    let mut lines = Wrapping {
        lines: vec![],
        line: vec![],
        used: 0,
        room,
        indent,
    };
    for word in words(spans) {
        lines.word(word);
    }
    lines.end();
    let mut lines = lines.lines;
    links::mark(&mut lines);
    lines
}

/// The first lines; an ellipsis says where there are more.
pub fn clip(
    mut lines: Vec<Line<'static>>,
    height: usize,
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    if lines.len() > height {
        lines.truncate(height);
        if let Some(line) = lines.last_mut() {
            let mark = theme.marks.ellipsis;
            // the last words give way to it
            while line.width() + self::width(mark) >= width
                && let Some(mut last) = line.spans.pop()
            {
                let kept = last.content.rfind(' ').map(|at| &last.content[..at]);
                let kept = kept.map(str::trim_end).filter(|kept| !kept.is_empty());
                if let Some(kept) = kept {
                    last.content = kept.to_owned().into();
                    line.spans.push(last);
                }
            }
            if let Some(last) = line.spans.last_mut() {
                last.content = last.content.trim_end().to_owned().into();
            }
            line.spans
                .push(Span::styled(format!(" {mark}"), theme.muted));
        }
    }
    lines
}

/// Unstyled text, wrapped.
pub fn wrap_plain(text: &str, style: Style, room: usize, indent: usize) -> Vec<Line<'static>> {
    wrap(&[Span::styled(text.to_owned(), style)], room, indent)
}

/// A word: the pieces between two blanks, which may differ in style, and whether a blank stands
/// before it.
struct Word {
    blank: bool,
    pieces: Vec<(String, Style)>,
}

fn words(spans: &[Span<'_>]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut blank = true;
    for span in spans {
        for c in span.content.chars() {
            if c == ' ' || c == '\n' {
                blank = true;
                continue;
            }
            // and before the range that is taken of its result
            let range = c == '[' && !blank && ends_with_bracket(&words);
            if blank || range || words.is_empty() {
                words.push(Word {
                    blank: blank && !words.is_empty(),
                    pieces: Vec::new(),
                });
                blank = false;
            }
            let Some(word) = words.last_mut() else {
                continue;
            };
            // a formula may break behind the bracket of a function
            let function = c == '(' && !word.pieces.is_empty();
            match word.pieces.last_mut() {
                Some((text, style)) if *style == span.style => text.push(c),
                _ => word.pieces.push((c.to_string(), span.style)),
            }
            if function {
                words.push(Word {
                    blank: false,
                    pieces: Vec::new(),
                });
            }
        }
    }
    words
}

fn ends_with_bracket(words: &[Word]) -> bool {
    let last = words.last().and_then(|word| word.pieces.last());
    last.is_some_and(|(text, _)| text.ends_with(')'))
}

struct Wrapping {
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    room: usize,
    indent: usize,
}

impl Wrapping {
    fn word(&mut self, word: Word) {
        if word.pieces.is_empty() {
            return;
        }
        let length: usize = word.pieces.iter().map(|(text, _)| width(text)).sum();
        let start = if self.lines.is_empty() {
            0
        } else {
            self.indent
        };
        let blank = usize::from(word.blank && self.used > start);
        if self.used + blank + length > self.room && self.used > start {
            self.end();
        } else if blank == 1 {
            // The blank belongs to the word before it, so that underlining does not end ragged; but a link goes on.
            let link = |style: Style| style.underline_color;
            let before = self.line.last().and_then(|span| link(span.style));
            let after = word.pieces.first().and_then(|(_, style)| link(*style));
            let blank = Style {
                underline_color: before.filter(|before| Some(*before) == after),
                ..Style::default()
            };
            self.push(" ".to_owned(), blank);
        }
        for (text, style) in word.pieces {
            self.piece(&text, style);
        }
    }

    /// Adds text that may be longer than a line.
    fn piece(&mut self, text: &str, style: Style) {
        let mut part = String::new();
        let mut used = 0;
        for c in text.chars() {
            let columns = c.width().unwrap_or(0);
            if self.used + used + columns > self.room && self.used + used > self.indent {
                self.push(std::mem::take(&mut part), style);
                self.end();
                used = 0;
            }
            part.push(c);
            used += columns;
        }
        self.push(part, style);
    }

    fn push(&mut self, text: String, style: Style) {
        if text.is_empty() {
            return;
        }
        if self.line.is_empty() && !self.lines.is_empty() && self.indent > 0 {
            self.line.push(Span::raw(" ".repeat(self.indent)));
            self.used = self.indent;
        }
        self.used += width(&text);
        self.line.push(Span::styled(text, style));
    }

    fn end(&mut self) {
        self.lines.push(Line::from(std::mem::take(&mut self.line)));
        self.used = 0;
    }
}

/// Those whose name or text holds every word of `query`, whatever its case: what is called so comes
/// before what only speaks of it. All of them for an empty query.
pub fn matching<T>(all: Vec<T>, query: &str, words: impl Fn(&T) -> (&str, &str)) -> Vec<T> {
    let wanted = query.to_lowercase();
    let mut found = all;
    found.retain(|one| {
        let (name, about) = words(one);
        let (name, about) = (name.to_lowercase(), about.to_lowercase());
        let mut each = wanted.split_whitespace();
        each.all(|word| name.contains(word) || about.contains(word))
    });
    found.sort_by_key(|one| {
        let name = words(one).0.to_lowercase();
        (
            name != wanted,
            !name.starts_with(&wanted),
            !name.contains(&wanted),
        )
    });
    found
}

/// The first row to show of a list of `len` rows in `height` rows, so that `selected` is among
/// them, near the middle where the list goes on in both directions.
pub fn first_row(selected: usize, len: usize, height: usize) -> usize {
    let most = len.saturating_sub(height);
    selected.saturating_sub(height / 2).min(most)
}

/// The first row to show of a list that was shown from row `top` on: the same one while all of `wanted`
/// is in sight, or else the nearest from which it is.
pub fn first_row_from(top: usize, wanted: Range<usize>, len: usize, height: usize) -> usize {
    let least = wanted.end.saturating_sub(height);
    let most = len.saturating_sub(height);
    top.max(least).min(wanted.start).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(|line| line.to_string()).collect()
    }

    #[test]
    fn hex_is_cut_with_its_length_said() {
        let marks = Marks::new(false);
        assert_eq!(hex(&[0x52; 32], 64, &marks), "52".repeat(32));
        assert_eq!(hex(&[0x52; 32], 18, &marks), "52525252… 32 bytes");
        assert_eq!(hex(&[0x52; 32], 10, &marks), "5252… 32 B");
        assert_eq!(hex(&[0x52; 32], 7, &marks), "525252…");
        assert_eq!(hex(&[0x52; 32], 0, &marks), "");
    }

    #[test]
    fn lines_break_at_blanks_and_long_words_anywhere() {
        let spans = [
            Span::raw("one two "),
            Span::raw("three"),
            Span::raw(", abcdefghijklmnop"),
        ];
        assert_eq!(
            plain(&wrap(&spans, 9, 0)),
            ["one two", "three,", "abcdefghi", "jklmnop"]
        );
    }

    #[test]
    fn wrapping_never_exceeds_the_room() {
        let spans = [Span::raw(
            "a bb ccc dddd eeeee ffffff ggggggg hhhhhhhh 界界界 x",
        )];
        for room in 2..40 {
            for line in wrap(&spans, room, 4) {
                assert!(line.width() <= room, "{room}: {line:?}");
            }
        }
    }

    #[test]
    fn a_window_holds_its_selection() {
        for len in 0..20 {
            for height in 1..8 {
                for selected in 0..len {
                    let first = first_row(selected, len, height);
                    assert!((first..first + height).contains(&selected));
                    assert!(first + height.min(len) <= len);
                }
            }
        }
    }
}
