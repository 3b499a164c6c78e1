//! A side of a handshake that a reader has built: in which order its messages go, and what its formulas are
//! made of. Both may be wrong. The RFC's order and formulas are those of RFC 5246 §7.3, §8.1, §6.3, §7.4.9
//! and §6.2.3.1.
//!
//! Left out: anything that a reader cannot place or pick, such as the suites of a hello.

mod blank;
mod choice;
mod formulas;
mod piece;

pub use blank::{Blank, Formula};
pub use choice::{Choice, Hashed, MacOver, SecondHash};
pub use formulas::Formulas;
pub use piece::Piece;

use super::side::Side;

/// A side that follows an order and formulas of its own. Its peer is an ordinary endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Which side follows them.
    pub side: Side,
    /// The messages of both sides in the order in which this side believes that they go; `None` for that of the
    /// RFC.
    pub order: Option<Vec<Piece>>,
    /// What its formulas are made of.
    pub formulas: Formulas,
}
