//! What can be picked for the blank of a formula.

use crate::protocol::ValueName;

/// A part of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// A value of the connection.
    Value(ValueName),
    /// The label of a call of the PRF.
    Label(&'static str),
    /// The first bytes of a value, as many as are needed.
    Start(ValueName),
    /// What of the messages is hashed.
    Hashed(Hashed),
    /// Which messages the second Finished covers.
    Second(SecondHash),
    /// What the MAC of a record is computed over.
    Mac(MacOver),
}

/// What `handshake_messages` consists of (RFC 5246 §7.4.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hashed {
    /// Every handshake message with its header of four bytes, Finished decrypted.
    Messages,
    /// The same, each with the header of its record.
    Records,
    /// The same, and ChangeCipherSpec.
    WithChangeCipherSpec,
    /// The messages without their headers.
    Bodies,
    /// The same as `Messages`, with Finished as it crosses the wire.
    Encrypted,
}

/// Which messages the second of the two Finished covers (RFC 5246 §7.4.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecondHash {
    /// The first Finished, too.
    WithFirst,
    /// Those that the first Finished covers.
    AsFirst,
}

/// What the MAC of a record is computed over (RFC 5246 §6.2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MacOver {
    /// The sequence number, which begins at 0 with the new keys, type, version, length and content.
    Content,
    /// The same, but the records before ChangeCipherSpec have been counted, too.
    CountedOn,
    /// The sequence number, type, version, length, IV and ciphertext (RFC 7366).
    Ciphertext,
}

impl Hashed {
    /// All of them, the right one first.
    pub const ALL: [Choice; 5] = [
        Choice::Hashed(Hashed::Messages),
        Choice::Hashed(Hashed::Records),
        Choice::Hashed(Hashed::WithChangeCipherSpec),
        Choice::Hashed(Hashed::Bodies),
        Choice::Hashed(Hashed::Encrypted),
    ];
}

impl Choice {
    /// Its name in a scenario's file.
    pub fn key(self) -> String {
        match self {
            Choice::Value(name) => name.key(),
            Choice::Label(label) => label.to_owned(),
            Choice::Start(name) => format!("start_of_{}", name.key()),
            Choice::Hashed(hashed) => match hashed {
                Hashed::Messages => "messages",
                Hashed::Records => "with_record_headers",
                Hashed::WithChangeCipherSpec => "with_change_cipher_spec",
                Hashed::Bodies => "without_headers",
                Hashed::Encrypted => "with_encrypted_finished",
            }
            .to_owned(),
            Choice::Second(second) => match second {
                SecondHash::WithFirst => "with_first_finished",
                SecondHash::AsFirst => "without_first_finished",
            }
            .to_owned(),
            Choice::Mac(over) => match over {
                MacOver::Content => "content",
                MacOver::CountedOn => "content_counted_on",
                MacOver::Ciphertext => "ciphertext",
            }
            .to_owned(),
        }
    }
}
