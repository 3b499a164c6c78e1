//! Bytes that were copied from elsewhere: a dump in text, and what its bytes are.
//!
//! ```text
//!   text ──► dump ──► portions of bytes ──► what ──► records of each side, for an observer
//! ```

mod dump;
mod what;

pub use dump::{Portion, portions};
pub use what::{Pasted, What, records};

use crate::text::Said;

/// Why nothing can be made of what was pasted: what was expected and what came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PasteError(pub Said);

/// Reads what was pasted: a dump in any usual form, PEM, or the bytes themselves.
///
/// # Errors
/// It is no dump, or its bytes are neither records, messages nor certificates.
pub fn read(input: &[u8]) -> Result<Pasted, PasteError> {
    records(&portions(input)?)
}
