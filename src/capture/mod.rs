//! Connections that were recorded elsewhere: what is in a capture file.
//!
//! ```text
//!   bytes of a file ──► file ──► packet ──► flow ──► find
//!                       packets  segments   streams  connections of TLS
//!                       and keys of TCP     of bytes
//! ```
//!
//! Each floor knows only the one below it, reads as the bytes come, and keeps a bounded number of them.

pub mod file;
pub mod find;
pub mod flow;

pub mod packet;

pub use file::{CaptureFile, FileError, Item, LinkType, Packet};
pub use find::{Finder, Found, Opening, Other, Protocol};
pub use flow::{Closing, FlowEvent, FlowId, Flows, Want};
pub use packet::{Decoder, Segment};
