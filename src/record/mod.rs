//! The record layer (RFC 5246 §6): a stream of bytes cut into records, records protected and opened, and
//! handshake messages taken out of them.
//!
//! It belongs to no endpoint: each has a [`RecordReader`] and a [`RecordWriter`], and anything else that
//! reads a stream of records can have one, too.
//!
//! | module | what | where |
//! |---|---|---|
//! | `reader` | a stream cut into records | RFC 5246 §6.2 |
//! | `mode` | records in the clear, opened, or sealed | RFC 5246 §6.1 |
//! | `messages` | messages taken out of records | RFC 5246 §6.2.1 |
//! | `writer` | messages put into records | RFC 5246 §6.2 |
//! | `reassembly` | where messages begin and end in records | RFC 5246 §6.2.1 |
//! | `protection` | the keys in use in one direction | RFC 5246 §6.1, §6.2.3 |
//! | `fault` | why a record or a message cannot be accepted | RFC 5246 §7.2.2 |
//!
//! Left out on purpose: compression, and records of SSL 2.0.

mod fault;
mod messages;
mod mode;
mod protection;
mod reader;
mod reassembly;
mod writer;

pub use fault::Fault;
pub use messages::{Content, Incoming};
pub use reader::RecordReader;
pub use writer::{Prepared, RecordWriter};
