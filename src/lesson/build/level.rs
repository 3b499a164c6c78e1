//! How much there is to build.

/// How much there is to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The messages; the formulas are there.
    Messages,
    /// The formulas; the messages are there.
    Formulas,
    /// Both.
    Everything,
}

impl Level {
    /// All of them, the easiest first.
    pub const ALL: [Level; 3] = [Level::Messages, Level::Formulas, Level::Everything];

    /// The level of a number from 1 to 3.
    pub fn numbered(number: u8) -> Option<Level> {
        let all = Level::ALL.into_iter();
        all.zip(1..)
            .find(|(_, n)| *n == number)
            .map(|(level, _)| level)
    }

    /// Its number, from 1.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Whether the reader places the messages.
    pub const fn places(self) -> bool {
        !matches!(self, Level::Formulas)
    }

    /// Whether the reader fills the blanks of the formulas.
    pub const fn picks(self) -> bool {
        !matches!(self, Level::Messages)
    }
}
