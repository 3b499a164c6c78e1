//! Lines that can be read aloud: no longer than the width, with words in the place of marks.

use crate::text::{Said, spelled, width, wrap};

/// The lines of an answer.
pub(super) struct Lines {
    width: usize,
    lines: Vec<String>,
}

impl Lines {
    pub fn new(width: usize) -> Self {
        let lines = Vec::new();
        Lines { width, lines }
    }

    /// A sentence, or several.
    pub fn said(&mut self, said: Said) {
        self.add(&said.to_string());
    }

    /// Text, which may have several lines; each keeps its indentation.
    pub fn add(&mut self, text: &str) {
        for line in text.lines() {
            let line = spoken(line);
            self.fit(line.trim_end());
        }
    }

    /// An item of a numbered list.
    pub fn item(&mut self, number: usize, text: &str) {
        self.hanging(&format!("{number}. "), text);
    }

    /// Text behind a mark, its further lines indented.
    pub fn hanging(&mut self, mark: &str, text: &str) {
        let room = self.width.saturating_sub(mark.len());
        for (i, line) in wrap(&spoken(text), room).into_iter().enumerate() {
            let before = match i {
                0 => mark.to_owned(),
                _ => " ".repeat(mark.len()),
            };
            self.lines.push(format!("{before}{line}"));
        }
    }

    /// An empty line, unless there is one already.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// All of them.
    pub fn all(self) -> Vec<String> {
        let mut lines = self.lines;
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn fit(&mut self, line: &str) {
        if line.is_empty() {
            return self.gap();
        }
        if width(line) <= self.width {
            self.lines.push(line.to_owned());
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let indent = indent.min(self.width / 2);
        let room = self.width - indent;
        let broken = wrap(line, room).into_iter();
        self.lines
            .extend(broken.map(|part| format!("{:indent$}{part}", "")));
    }
}

/// The text with words in the place of what a screen reader leaves out or spells. Letters of other scripts stay.
fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '→' => out.push_str("to"),
            '·' => out.push(','),
            '⊕' => out.push_str("xor"),
            '≠' => out.push_str("!="),
            '✓' => out.push_str("passed:"),
            '✗' | '╳' => out.push_str("failed:"),
            '●' => out.push_str("known"),
            '◐' => out.push_str("encrypted"),
            '○' => out.push_str("unknown"),
            '↺' => out.push_str("kept"),
            // what is drawn with lines is left out
            '\u{2500}'..='\u{259f}' => out.push(' '),
            c => match spelled(c) {
                Some(words) => out.push_str(words),
                None => out.push(c),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_keep_their_indentation() {
        let mut lines = Lines::new(10);
        lines.add("    one two three\n\n\nab");
        lines.item(3, "four five six");
        assert_eq!(
            lines.all(),
            [
                "    one",
                "    two",
                "    three",
                "",
                "ab",
                "3. four",
                "   five",
                "   six"
            ]
        );
    }

    #[test]
    fn marks_become_words() {
        assert_eq!(
            spoken("a ‖ b ✓ RFC 5246 §7"),
            "a || b passed: RFC 5246 section 7"
        );
        assert_eq!(spoken("Zoë ─ │"), "Zoë    ");
    }
}
