//! How bytes of one run are shown beside those of the other.

use crate::label;
use crate::text::around;
use crate::trace::FieldAt;

/// Bytes in hexadecimal in at most `room` columns, around the first in which they differ from others.
/// `None` is what this run does not have.
pub fn bytes(bytes: Option<&[u8]>, other: Option<&[u8]>, room: usize, ellipsis: &str) -> String {
    match bytes {
        None => label!("explain.comparison.not_here").to_owned(),
        Some([]) => label!("explain.comparison.empty").to_owned(),
        Some(bytes) => around(bytes, other.unwrap_or_default(), room, ellipsis),
    }
}

/// A field: what it says, if that is not the same in both runs, or else its bytes.
pub fn field(at: Option<&FieldAt>, other: Option<&FieldAt>, room: usize, ellipsis: &str) -> String {
    let meaning = |at: Option<&FieldAt>| at.and_then(|at| at.meaning.clone());
    let of = |at: Option<&FieldAt>| at.map(|at| at.bytes.clone());
    match meaning(at) {
        Some(words) if Some(&words) != meaning(other).as_ref() => words,
        _ => bytes(of(at).as_deref(), of(other).as_deref(), room, ellipsis),
    }
}
