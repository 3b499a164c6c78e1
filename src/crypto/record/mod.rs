//! Protecting a record and taking the protection off again (RFC 5246 §6.2.3): MAC, then pad, then
//! encrypt.
//!
//! ```text
//! block cipher   plaintext  content + MAC + padding + padding_length
//!                fragment   IV + CBC-encrypt(plaintext)      TLS 1.1 and 1.2: each record has its IV
//!                fragment   CBC-encrypt(plaintext)           before: the IV is the last block of the
//!                                                            record before, or from the key block
//! stream cipher  plaintext  content + MAC
//!                fragment   plaintext XOR keystream
//! ```
//!
//! With encrypt-then-MAC (RFC 7366) the MAC comes last, over what was encrypted, and is verified before
//! anything is decrypted:
//!
//! ```text
//! block cipher   plaintext  content + padding + padding_length
//!                fragment   IV + CBC-encrypt(plaintext) + MAC over seq_num + type + version +
//!                           length of IV and ciphertext + IV + ciphertext
//! ```
//!
//! What a version and a suite do differently is in [`Algorithms`]; the MAC is in [`super::mac`]. Left out:
//! compression.
//!
//! # Padding oracles
//!
//! An attacker who can tell bad padding from a bad MAC can decrypt (Vaudenay 2002), whether by the alert or by
//! the time until it comes. So [`unprotect`] makes both checks on every record whose MAC
//! is inside, without branches on what it decrypted: bad padding counts as no padding, the MAC is computed anyway, compared in
//! constant time, and the compressions that a longer content would have taken are made up for, as
//! the attack Lucky Thirteen (2013) demands. It goes no further than that: the content is copied and
//! hashed with its real length, so what remains is a difference of some nanoseconds in copying and
//! buffering. The result says which check failed, for the screen; only [`Unprotection::ok`] may
//! decide what is sent. A reader of a capture answers no one, so it makes the same checks with
//! [`Timing::Plain`].

mod algorithms;
mod constant_work;
mod protect;
mod start;
mod timing;
mod unprotect;

pub use algorithms::{Algorithms, DirectionKeys, IvSource, PaddingRule};
pub use protect::{Protection, protect};
pub use start::{IvOrigin, Start};
pub use timing::Timing;
pub use unprotect::{Arrived, RecordError, Unprotection, unprotect};
