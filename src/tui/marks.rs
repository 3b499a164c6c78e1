//! The marks that carry meaning beside colour, in Unicode and in ASCII.

use crate::trace::Knowledge;

/// One set of marks.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// Only ASCII may be drawn.
    pub ascii: bool,
    /// A value that a party knows; a phase that is done.
    pub known: &'static str,
    /// A value that a party has seen only encrypted.
    pub sealed: &'static str,
    /// A value that a party has not seen; a phase to come.
    pub unknown: &'static str,
    /// The phase that the reader is in.
    pub here: &'static str,
    /// What stands in place of bytes that a side does not know.
    pub nothing: &'static str,
    /// The pane, row or tab that is selected.
    pub selected: &'static str,
    /// What is new in this step.
    pub new: &'static str,
    /// Something passed.
    pub good: &'static str,
    /// Something failed.
    pub bad: &'static str,
    /// More text than there is room for.
    pub ellipsis: &'static str,
    /// There is more below.
    pub below: &'static str,
    /// There is more above.
    pub above: &'static str,
    /// The shaft of an arrow for a message in the clear.
    pub clear: &'static str,
    /// The shaft of an arrow for a protected message.
    pub protected: &'static str,
    /// The head of an arrow to the right.
    pub right: &'static str,
    /// The head of an arrow to the left.
    pub left: &'static str,
    /// A bar beside rows that something covers.
    pub bar: &'static str,
    /// From a first to a last number.
    pub range: &'static str,
    /// Lines by the directions they go in: 1 up, 2 down, 4 left, 8 right.
    pub lines: [&'static str; 16],
}

const UNICODE: Marks = Marks {
    ascii: false,
    known: "●",
    sealed: "◐",
    unknown: "○",
    here: "◉",
    nothing: "—",
    selected: "▸",
    new: "•",
    good: "✓",
    bad: "✗",
    ellipsis: "…",
    below: "▼",
    above: "▲",
    clear: "─",
    protected: "═",
    right: "▶",
    left: "◀",
    bar: "┃",
    range: "–",
    lines: [
        " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
    ],
};

const ASCII: Marks = Marks {
    ascii: true,
    known: "*",
    sealed: "#",
    unknown: ".",
    here: "@",
    nothing: "-",
    selected: ">",
    new: "+",
    good: "ok",
    bad: "X",
    ellipsis: "..",
    below: "v",
    above: "^",
    clear: "-",
    protected: "=",
    right: ">",
    left: "<",
    bar: "|",
    range: "-",
    lines: [
        " ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+",
    ],
};

impl Marks {
    /// The set for a terminal.
    pub const fn new(ascii: bool) -> Self {
        if ascii { ASCII } else { UNICODE }
    }

    /// The mark for what a party knows of a value.
    pub const fn knowledge(&self, knowledge: Knowledge) -> &'static str {
        match knowledge {
            Knowledge::Known => self.known,
            Knowledge::Sealed => self.sealed,
            Knowledge::Unknown => self.unknown,
        }
    }

    /// What stands before and after a field around the selected one: the field itself is level 0, the
    /// one around it level 1. Nothing where each stands on a ground of its own.
    pub const fn layer(&self, level: usize, grounds: bool) -> (&'static str, &'static str) {
        match level {
            _ if grounds => ("", ""),
            0 => ("", ""),
            1 => ("[", "]"),
            2 => ("(", ")"),
            _ => ("{", "}"),
        }
    }

    /// The mark for a check.
    pub const fn check(&self, passed: bool) -> &'static str {
        if passed { self.good } else { self.bad }
    }

    /// Prose for this terminal: where only ASCII may be drawn, the few other characters that our
    /// texts use become their nearest ASCII spelling, and any that is left a question mark.
    pub fn prose<'a>(&self, text: &'a str) -> std::borrow::Cow<'a, str> {
        if !self.ascii || text.is_ascii() {
            return text.into();
        }
        let mut out = String::with_capacity(text.len() + 8);
        for c in text.chars() {
            match c {
                c if c.is_ascii() => out.push(c),
                '‖' => out.push_str("||"),
                '…' => out.push_str(".."),
                '–' | '—' | '−' | '‑' => out.push('-'),
                '“' | '”' => out.push('"'),
                '‘' | '’' => out.push('\''),
                '→' | '▶' => out.push_str("->"),
                '←' | '◀' => out.push_str("<-"),
                '§' => out.push_str("section "),
                '×' => out.push('x'),
                '·' => out.push('*'),
                '⊕' => out.push_str("xor"),
                '≤' => out.push_str("<="),
                '≥' => out.push_str(">="),
                '\u{a0}' => out.push(' '),
                _ => out.push('?'),
            }
        }
        out.into()
    }
}
