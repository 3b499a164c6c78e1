//! What a piece of text is, and how that looks on a terminal.

/// What a piece of text is; its look follows from that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing in particular.
    Plain,
    /// The title of the whole, of a phase or of a step.
    Title,
    /// The heading of a part of a step.
    Heading,
    /// The name of a field or of a value.
    Name,
    /// What is there for completeness.
    Quiet,
    /// Something that passed.
    Good,
    /// Something that does not.
    Bad,
}

impl Role {
    /// Parameters of SGR (ECMA-48 §8.3.117), from the sixteen colours only.
    const fn sgr(self) -> Option<&'static str> {
        match self {
            Role::Plain => None,
            Role::Title => Some("1"),
            Role::Heading => Some("4"),
            Role::Name => Some("36"),
            Role::Quiet => Some("2"),
            Role::Good => Some("32"),
            Role::Bad => Some("1;31"),
        }
    }
}

/// The text in the look of its role, or as it is without colour.
pub(super) fn paint(colour: bool, role: Role, text: &str) -> String {
    match role.sgr() {
        Some(sgr) if colour && !text.is_empty() => format!("\x1b[{sgr}m{text}\x1b[0m"),
        _ => text.to_owned(),
    }
}

/// The mark of a check, in its look.
pub(in crate::export) fn check(colour: bool, passed: bool) -> String {
    match passed {
        true => paint(colour, Role::Good, "✓"),
        false => paint(colour, Role::Bad, "✗"),
    }
}
