//! Words on their way to a reader: the catalogue of messages, plural forms, short answers, escaping,
//! hexadecimal, fitting text into columns, references to RFCs and hyperlinks, and names that a mistyped one may
//! have meant.
//!
//! A fact travels through the program as data, as a [`Said`]: a key and its arguments. Its words
//! are in `assets/en/messages/`, and it looks them up where it is displayed. The catalogue is
//! here, at the bottom, and not in `explain`, so that errors of every room can say what is wrong
//! without knowing a room above their own. Another language is another folder of assets.
//! Left out: plural rules with more than two forms, which English does not need.

mod answer;
mod bytes;
mod catalogue;
mod count;
mod decode;
mod difference;
mod escape;
mod file_name;
mod fit;
pub mod hyperlink;
mod nearest;
pub mod rfc;
mod said;
pub mod template;

pub use answer::ShortAnswer;
pub use bytes::{hex, unhex};
pub use catalogue::{label, messages};
pub use count::{count, nouns};
pub use decode::decoded;
pub use difference::{around, differing, short};
pub use escape::{escaped, is_unsafe, spelled};
pub use file_name::file_name;
pub use fit::{cut, cut_with, width, wrap};
pub use nearest::{near, nearest};
pub use said::{Arg, Said};
