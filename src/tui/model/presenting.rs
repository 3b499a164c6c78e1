//! Presentation: large structure and few words, for a room. Whether it is on, and what is hidden until
//! the audience has said it.

use crate::trace::Side;

/// How the run is presented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presenting {
    /// Whether it is.
    pub on: bool,
    /// Whether what is new in a step is hidden at first.
    pub hides: bool,
    /// Whether what is new in the present step has been revealed.
    pub revealed: bool,
    /// The part that is lit, while all others are dimmed.
    pub spotlight: Option<Part>,
    /// What the speaker points at.
    pub pointer: Option<Pointer>,
}

/// What a speaker points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A value of a side, by its row among all values.
    Value(Side, usize),
    /// What is between the two sides.
    Wire,
    /// The eavesdropper's line.
    Eve,
    /// The sentence.
    Words,
}

/// A part that can be lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The client's pane.
    Client,
    /// What is between the two sides.
    Wire,
    /// The server's pane.
    Server,
    /// The eavesdropper's line.
    Eve,
    /// The band and the sentence.
    Words,
}

impl Part {
    /// In the order in which they are walked.
    pub const ALL: [Part; 5] = [
        Part::Client,
        Part::Wire,
        Part::Server,
        Part::Eve,
        Part::Words,
    ];

    /// The part so many further on.
    pub fn moved(self, by: usize) -> Part {
        let at = (self as usize + by) % Part::ALL.len();
        Part::ALL[at]
    }
}
