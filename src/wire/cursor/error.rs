//! Why some bytes could not be read.

use crate::said;
use crate::text::Said;
use crate::wire::Field;

/// Why some bytes could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct ParseError {
    /// The field that was being read.
    pub field: Field,
    /// Where it began, in bytes from the start of the buffer.
    pub offset: usize,
    /// What was expected and what came.
    pub fault: ParseFault,
}

/// What was expected and what came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum ParseFault {
    /// Fewer bytes than the field needs.
    Truncated {
        /// Bytes that the field takes.
        needed: usize,
        /// Bytes that were left.
        available: usize,
    },
    /// Bytes after the end of the structure.
    Trailing {
        /// Bytes that were left over.
        extra: usize,
    },
    /// A vector that is shorter than its definition allows.
    TooShort {
        /// The least length in bytes.
        min: usize,
        /// The length that came.
        got: usize,
    },
    /// A value that the RFC does not allow here.
    Value {
        /// What would be allowed.
        expected: Said,
        /// What came.
        got: String,
    },
}

impl ParseError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        let (field, offset) = (self.field.name(), self.offset);
        said!("wire.parse.at", field, offset, fault = self.fault.said())
    }
}

impl ParseFault {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            ParseFault::Truncated { needed, available } => {
                said!("wire.parse.truncated", needed, available)
            }
            ParseFault::Trailing { extra } => said!("wire.parse.trailing", extra),
            ParseFault::TooShort { min, got } => said!("wire.parse.too_short", min, got),
            ParseFault::Value { expected, got } => said!("wire.parse.value", expected, got),
        }
    }
}
