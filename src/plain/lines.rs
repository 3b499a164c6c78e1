//! Lines that can be read aloud: no longer than the width, with words in the place of marks.

use crate::text::{Said, spelled, width, wrap};

/// A blank at which a line does not break: one of a command, which is to be typed as it stands.
pub(super) const KEPT: char = '\u{e000}';

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
        for (i, line) in broken(&spoken(text), room).into_iter().enumerate() {
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
        if width(line) <= self.width || is_command(line.trim_start()) {
            self.lines.push(line.replace(KEPT, " "));
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let indent = indent.min(self.width / 2);
        let room = self.width - indent;
        let broken = broken(line, room).into_iter();
        self.lines
            .extend(broken.map(|part| format!("{:indent$}{part}", "")));
    }
}

/// Whether a line is nothing but a command.
fn is_command(line: &str) -> bool {
    line.starts_with("premaster ")
}

/// The text in lines. A command in it is never broken: one that is too long for a line has a line of its own.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut inside = false;
    let kept: String = text
        .chars()
        .map(|c| {
            inside ^= c == '`';
            if inside && c == ' ' { KEPT } else { c }
        })
        .collect();
    let mut lines = Vec::new();
    let mut rest = kept.as_str();
    let long = |word: &str| word.contains(KEPT) && width(word) > room;
    while let Some(word) = rest.split_whitespace().find(|word| long(word)) {
        let Some((before, after)) = rest.split_once(word) else {
            break;
        };
        lines.extend(
            wrap(before, room)
                .into_iter()
                .filter(|line| !line.is_empty()),
        );
        lines.push(word.to_owned());
        rest = after;
    }
    if !rest.trim().is_empty() || lines.is_empty() {
        lines.extend(wrap(rest, room));
    }
    lines
        .into_iter()
        .map(|line| line.replace(KEPT, " "))
        .collect()
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
    fn a_command_is_never_broken() {
        let mut lines = Lines::new(20);
        lines.add("Type `premaster exam --form A` and then go on.");
        lines.add("So `premaster exam` it is.");
        lines.add("premaster --at classic@42/client_hello");
        assert_eq!(
            lines.all(),
            [
                "Type",
                "`premaster exam --form A`",
                "and then go on.",
                "So `premaster exam`",
                "it is.",
                "premaster --at classic@42/client_hello"
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
