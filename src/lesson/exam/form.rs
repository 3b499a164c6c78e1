//! The two forms.

use serde::{Deserialize, Serialize};

/// A form of the exam. Both have the same places; each is taken once, in either order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// The first.
    A,
    /// The second.
    B,
}

impl Form {
    /// Both.
    pub const ALL: [Form; 2] = [Form::A, Form::B];

    /// `A` or `B`.
    pub const fn name(self) -> &'static str {
        match self {
            Form::A => "A",
            Form::B => "B",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Form {
        match self {
            Form::A => Form::B,
            Form::B => Form::A,
        }
    }
}
