//! Connections that were recorded elsewhere: what is in a capture file, and what a reader makes of it.
//!
//! ```text
//!   bytes of a file ──► file ──► packet ──► flow ──► find ──► observer ──► entries for the recorder
//!                       packets  segments   streams  TLS      messages
//!                       and keys of TCP     of bytes
//! ```
//!
//! Each floor knows only the one below it, reads as the bytes come, and keeps a bounded number of them.

mod batch;
pub mod file;
pub mod find;
pub mod flow;
pub mod observer;
pub mod packet;
pub mod paste;
pub mod reading;
pub mod secrets;
pub mod streams;

pub use file::{CaptureFile, FileError, Item, LinkType, Packet};
pub use find::{Finder, Found, Opening, Other, Protocol};
pub use flow::{Closing, FlowEvent, FlowId, Flows, Want};
pub use observer::{Anchors, Ending, Keep, Observer, Setup, Summary, WhySealed};
pub use packet::{Decoder, Segment};
pub use reading::{Connection, Visitor, read};
