//! The record layer (RFC 5246 §6): a stream of bytes cut into records, records protected and opened,
//! handshake messages taken out of them, and the keys that all of this needs.
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
//! | `opened` | what is reported of a record that was decrypted | RFC 5246 §6.2.3 |
//! | `carried` | the values that a message carries | |
//! | `handshake_signature` | the client's signature over the handshake | RFC 5246 §7.4.8 |
//! | `recovered` | what is reported of a pre-master secret that was decrypted | RFC 5246 §7.4.7.1 |
//! | `secrets` | from the pre-master secret to keys and verify_data | RFC 5246 §8.1, §6.3, §7.4.9 |
//! | `transcript` | the handshake messages, and what is computed over them | RFC 5246 §7.4.9 |
//! | `fault` | why a record or a message cannot be accepted | RFC 5246 §7.2.2 |
//!
//! Left out on purpose: compression, and records of SSL 2.0.

mod carried;
mod fault;
mod handshake_signature;
mod key_share;
mod messages;
mod mode;
mod opened;
mod protection;
mod reader;
mod reassembly;
mod recovered;
mod secrets;
mod transcript;
mod writer;

pub use carried::{fill_carried, fill_sealed, public_names, withhold_inside};
pub use fault::Fault;
pub use handshake_signature::{Scheme, signed_hash, verify_handshake};
pub use key_share::SignedShare;
pub use messages::{Content, Incoming};
pub use opened::{chained_iv, maced_last, opened};
pub use reader::RecordReader;
pub use recovered::recovered;
pub use secrets::{
    Agreed, Cutting, Finishing, Keys, MasterSecret, PreMasterSecret, Secret, extended_master_secret,
};
pub use transcript::Transcript;
pub use writer::{Prepared, RecordWriter};
