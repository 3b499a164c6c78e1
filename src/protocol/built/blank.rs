//! The blanks of the formulas, and what can be picked for each.

use super::choice::{Choice, Hashed, MacOver, SecondHash};
use crate::crypto::key_block::EXTENDED_MASTER_SECRET_LABEL;
use crate::protocol::{Side, ValueName};

/// A formula with blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Formula {
    /// What is encrypted under the server's public key (RFC 5246 §7.4.7.1).
    Encryption,
    /// The master secret (RFC 5246 §8.1).
    MasterSecret,
    /// The key block (RFC 5246 §6.3).
    KeyBlock,
    /// The key that the client's records are encrypted with (RFC 5246 §6.3).
    ClientKey,
    /// `handshake_messages` (RFC 5246 §7.4.9).
    Messages,
    /// verify_data of a side (RFC 5246 §7.4.9).
    VerifyData(Side),
    /// What the second Finished covers (RFC 5246 §7.4.9).
    Second,
    /// The MAC of a record (RFC 5246 §6.2.3.1).
    Mac,
}

macro_rules! blanks {
    ($($blank:ident $key:literal $formula:expr, $choices:expr;)*) => {
        /// A blank of a formula.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Blank {
            $(#[doc = concat!("`", $key, "`")] $blank,)*
        }

        impl Blank {
            /// All of them, in the order in which a handshake needs them.
            pub const ALL: &'static [Blank] = &[$(Blank::$blank),*];

            /// Its name in a scenario's file.
            pub const fn key(self) -> &'static str {
                match self { $(Blank::$blank => $key,)* }
            }

            /// The formula that it is in.
            pub const fn formula(self) -> Formula {
                match self { $(Blank::$blank => $formula,)* }
            }

            /// What can be picked for it, the right one first.
            pub const fn choices(self) -> &'static [Choice] {
                match self {
                    $(Blank::$blank => {
                        const CHOICES: &[Choice] = &$choices;
                        CHOICES
                    })*
                }
            }
        }
    };
}

const fn value(name: ValueName) -> Choice {
    Choice::Value(name)
}

const RANDOMS: [Choice; 3] = [
    value(ValueName::ClientRandom),
    value(ValueName::ServerRandom),
    value(ValueName::EncryptedPreMasterSecret),
];

const RANDOMS_OF_KEY_BLOCK: [Choice; 3] = [
    value(ValueName::ServerRandom),
    value(ValueName::ClientRandom),
    value(ValueName::MasterSecret),
];

/// The first of a table, and the second: each is right in one of two places.
const fn turned(table: [Choice; 3]) -> [Choice; 3] {
    [table[1], table[0], table[2]]
}

blanks! {
    Encrypted "encrypted" Formula::Encryption, [
        value(ValueName::PreMasterSecret),
        value(ValueName::MasterSecret),
        value(ValueName::WriteKey(Side::Client)),
        value(ValueName::ClientRandom),
    ];
    MasterKey "master_secret_key" Formula::MasterSecret, [
        value(ValueName::PreMasterSecret),
        value(ValueName::EncryptedPreMasterSecret),
        value(ValueName::ServerModulus),
        value(ValueName::ClientRandom),
    ];
    MasterLabel "master_secret_label" Formula::MasterSecret, [
        Choice::Label("master secret"),
        Choice::Label("key expansion"),
        Choice::Label("client finished"),
        Choice::Label(EXTENDED_MASTER_SECRET_LABEL),
    ];
    MasterFirst "master_secret_first" Formula::MasterSecret, RANDOMS;
    MasterSecond "master_secret_second" Formula::MasterSecret, turned(RANDOMS);
    BlockKey "key_block_key" Formula::KeyBlock, [
        value(ValueName::MasterSecret),
        value(ValueName::PreMasterSecret),
        value(ValueName::ClientRandom),
        value(ValueName::ServerModulus),
    ];
    BlockLabel "key_block_label" Formula::KeyBlock, [
        Choice::Label("key expansion"),
        Choice::Label("master secret"),
        Choice::Label("server finished"),
        Choice::Label("key_expansion"),
    ];
    BlockFirst "key_block_first" Formula::KeyBlock, RANDOMS_OF_KEY_BLOCK;
    BlockSecond "key_block_second" Formula::KeyBlock, turned(RANDOMS_OF_KEY_BLOCK);
    ClientKey "client_key" Formula::ClientKey, [
        value(ValueName::WriteKey(Side::Client)),
        value(ValueName::WriteKey(Side::Server)),
        Choice::Start(ValueName::MasterSecret),
        Choice::Start(ValueName::PreMasterSecret),
    ];
    Messages "handshake_messages" Formula::Messages, Hashed::ALL;
    ClientFinishedKey "client_finished_key" Formula::VerifyData(Side::Client), [
        value(ValueName::MasterSecret),
        value(ValueName::PreMasterSecret),
        value(ValueName::WriteMacKey(Side::Client)),
        value(ValueName::ServerModulus),
    ];
    ClientFinishedLabel "client_finished_label" Formula::VerifyData(Side::Client), [
        Choice::Label("client finished"),
        Choice::Label("server finished"),
        Choice::Label("finished"),
        Choice::Label("master secret"),
    ];
    ServerFinishedKey "server_finished_key" Formula::VerifyData(Side::Server), [
        value(ValueName::MasterSecret),
        value(ValueName::PreMasterSecret),
        value(ValueName::WriteMacKey(Side::Server)),
        value(ValueName::ServerModulus),
    ];
    ServerFinishedLabel "server_finished_label" Formula::VerifyData(Side::Server), [
        Choice::Label("server finished"),
        Choice::Label("client finished"),
        Choice::Label("finished"),
        Choice::Label("master secret"),
    ];
    Second "second_finished" Formula::Second, [
        Choice::Second(SecondHash::WithFirst),
        Choice::Second(SecondHash::AsFirst),
    ];
    MacOver "mac" Formula::Mac, [
        Choice::Mac(MacOver::Content),
        Choice::Mac(MacOver::CountedOn),
        Choice::Mac(MacOver::Ciphertext),
    ];
}

impl Blank {
    /// The blank with this name in a scenario's file.
    pub fn named(key: &str) -> Option<Blank> {
        Blank::ALL.iter().copied().find(|blank| blank.key() == key)
    }

    /// What RFC 5246 has in its place.
    pub const fn right(self) -> Choice {
        self.choices()[0]
    }
}
