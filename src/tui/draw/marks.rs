//! The marks that carry meaning beside colour, in Unicode and in ASCII.

use crate::text::spelled;
use crate::trace::Knowledge;

/// One set of marks.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// Only ASCII may be drawn.
    pub ascii: bool,
    /// A value that a party has.
    pub known: &'static str,
    /// A value that a party has only encrypted.
    pub sealed: &'static str,
    /// A value that exists, and that a party does not have.
    pub unknown: &'static str,
    /// What a party has cannot be seen.
    pub unseen: &'static str,
    /// A value that is not made yet.
    pub not_made: &'static str,
    /// A value that was kept from an earlier connection, or belongs to one.
    pub kept: &'static str,
    /// The two sides have the same bytes.
    pub same: &'static str,
    /// The two sides have different bytes.
    pub differs: &'static str,
    /// The same step at another point of the run.
    pub moved: &'static str,
    /// What stands in place of bytes that are not there.
    pub nothing: &'static str,
    /// The pane, row or tab that is selected.
    pub selected: &'static str,
    /// What is new for a party in this step.
    pub new: &'static str,
    /// A tab that has something new in this step; a notice.
    pub news: &'static str,
    /// Something passed.
    pub good: &'static str,
    /// Something failed.
    pub bad: &'static str,
    /// A message that was taken out or changed on the way.
    pub lost: &'static str,
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
    /// The shaft of the present message.
    pub heavy: &'static str,
    /// The shaft of a message that is ahead.
    pub ahead: &'static str,
    /// The head of an arrow to the right.
    pub right: &'static str,
    /// The head of an arrow to the left.
    pub left: &'static str,
    /// The head of an arrow to the right that is ahead.
    pub right_ahead: &'static str,
    /// The head of an arrow to the left that is ahead.
    pub left_ahead: &'static str,
    /// A party's lifeline: past, now, ahead.
    pub lifelines: [&'static str; 3],
    /// Something that a party does by itself: on the client's lifeline, and on the server's.
    pub local: [&'static str; 2],
    /// Where the box of the present step touches a lifeline: the client's, and the server's.
    pub touches: [&'static str; 2],
    /// A frame of heavy lines: corners from the upper left clockwise, then the upright, then where a
    /// line touches it from the left and from the right.
    pub heavy_box: [&'static str; 7],
    /// Steps in the timeline that are done: a message, a computation.
    pub done: [&'static str; 2],
    /// Steps in the timeline that are ahead: a message, a computation.
    pub to_come: [&'static str; 2],
    /// The present step in the timeline.
    pub here: &'static str,
    /// Bytes that are hidden.
    pub hidden: &'static str,
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
    unseen: "?",
    not_made: "·",
    kept: "↺",
    same: "=",
    differs: "≠",
    moved: "↕",
    nothing: "—",
    selected: "▸",
    new: "+",
    news: "•",
    good: "✓",
    bad: "✗",
    lost: "╳",
    ellipsis: "…",
    below: "▼",
    above: "▲",
    clear: "─",
    protected: "═",
    heavy: "━",
    ahead: "╌",
    right: "▶",
    left: "◀",
    right_ahead: "▷",
    left_ahead: "◁",
    lifelines: ["│", "┃", "┆"],
    local: ["┝", "┥"],
    touches: ["┣", "┫"],
    heavy_box: ["┏", "┓", "┛", "┗", "┃", "┫", "┣"],
    done: ["▮", "▪"],
    to_come: ["▯", "▫"],
    here: "◆",
    hidden: "░",
    bar: "┃",
    range: "–",
    lines: [
        " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
    ],
};

const ASCII: Marks = Marks {
    ascii: true,
    known: "*",
    sealed: "%",
    unknown: "o",
    unseen: "?",
    not_made: ".",
    kept: "&",
    same: "=",
    differs: "#",
    moved: "~",
    nothing: "-",
    selected: ">",
    new: "+",
    news: "*",
    good: "ok",
    bad: "X",
    lost: "!",
    ellipsis: "..",
    below: "v",
    above: "^",
    clear: "-",
    protected: "=",
    heavy: "-",
    ahead: ".",
    right: ">",
    left: "<",
    right_ahead: ">",
    left_ahead: "<",
    lifelines: ["|", "|", ":"],
    local: ["|", "|"],
    touches: ["|", "|"],
    heavy_box: ["+", "+", "+", "+", "|", "|", "|"],
    done: ["M", "c"],
    to_come: ["m", "."],
    here: "@",
    hidden: "?",
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
                '·' => out.push('*'),
                '↺' => out.push_str(ASCII.kept),
                '◐' => out.push_str(ASCII.sealed),
                '●' => out.push_str(ASCII.known),
                '○' => out.push_str(ASCII.unknown),
                '≠' => out.push_str(ASCII.differs),
                '✓' => out.push_str(ASCII.good),
                '✗' | '╳' => out.push_str(ASCII.bad),
                c => out.push_str(spelled(c).unwrap_or("?")),
            }
        }
        out.into()
    }
}
