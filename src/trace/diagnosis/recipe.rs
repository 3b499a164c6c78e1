//! How a side computes everything from the pre-master secret to its first protected record, as one
//! value: [`Recipe::right`] is what the RFC of the version says, and a mistake is a recipe in which one thing
//! differs from it.

use super::facts::Facts;
use crate::crypto::hash::HashAlgorithm;
use crate::crypto::key_block::EXTENDED_MASTER_SECRET_LABEL;
use crate::crypto::prf::Prf;
use crate::crypto::record::IvSource;
use crate::protocol::Side;

/// How a side computes. Each field is one decision, and the default of each is that of RFC 5246.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Which bytes are taken for the pre-master secret.
    pub pre_master: PreMaster,
    /// Label and order of the randoms for the master secret (RFC 5246 §8.1).
    pub master: Seed,
    /// Which values are used as text: their hexadecimal digits in place of their bytes.
    pub text: Option<Text>,
    /// Whether the seed of the master secret is the hash of the handshake instead of the randoms, as
    /// with the extended master secret (RFC 7627).
    pub session_hash: bool,
    /// Whether the pre-master secret is used as it is, in place of a master secret.
    pub no_master: bool,
    /// How much of each random is used.
    pub randoms: Randoms,
    /// How HMAC is iterated in the PRF (RFC 5246 §5).
    pub chain: Chain,
    /// Label and order of the randoms for the key block (RFC 5246 §6.3).
    pub expansion: Seed,
    /// The PRF; `None` for the one of the suite.
    pub prf: Option<Prf>,
    /// How the key block is cut (RFC 5246 §6.3).
    pub cut: Cut,
    /// Where the IV comes from (RFC 5246 §6.2.3.2).
    pub iv: Iv,
    /// Whether the record is protected at all.
    pub clear: bool,
    /// What the MAC is computed over (RFC 5246 §6.2.3.1).
    pub mac: MacInput,
    /// The hash of the MAC; `None` for the one of the suite.
    pub mac_hash: Option<HashAlgorithm>,
    /// How the last block is filled (RFC 5246 §6.2.3.2).
    pub padding: Padding,
    /// Which bytes the hash in verify_data covers (RFC 5246 §7.4.9).
    pub transcript: Transcript,
    /// How they are hashed.
    pub digest: Digest,
    /// The label of verify_data; `None` for that of the side.
    pub finished_label: Option<&'static str>,
    /// What verify_data is made of the hash with.
    pub proof: Proof,
}

/// How much of each random is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Randoms {
    /// All 32 bytes.
    Whole,
    /// The 28 bytes behind `gmt_unix_time` (RFC 5246 §7.4.1.2).
    WithoutTime,
}

/// How HMAC is iterated in the PRF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// `HMAC(secret, A(i) + seed)`, where `A(i) = HMAC(secret, A(i-1))`.
    Rfc5246,
    /// `HMAC(secret, seed + i)`, with `i` as one byte that counts from this number.
    Counter(u8),
    /// `A(i)` alone.
    WithoutSeed,
}

/// What verify_data is made of the hash with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The PRF under the master secret.
    Prf,
    /// Nothing: it is the beginning of the hash.
    Hash,
    /// HMAC under the master secret.
    Hmac,
}

/// Label and order of the randoms in a call of the PRF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The label, as the PRF takes it.
    pub label: &'static str,
    /// Whether the randoms are in the other order.
    pub swapped: bool,
}

/// Which bytes are taken for the pre-master secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreMaster {
    /// Those that both sides should have.
    Agreed,
    /// Those in the decrypted block, whatever form they have.
    AsSent,
    /// The agreed ones after another version.
    Version([u8; 2]),
    /// The agreed ones without the two bytes of the version.
    WithoutVersion,
    /// The agreed ones from the last to the first.
    Reversed,
    /// As many of the agreed ones, from the first on.
    First(usize),
    /// The agreed ones up to the first that is zero, as with a string of C.
    UntilZero,
    /// The agreed ones, followed by zeros up to this length.
    Filled(usize),
    /// The encrypted ones, as they are in ClientKeyExchange.
    Encrypted,
}

/// Values that are used as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Which.
    pub of: Spelled,
    /// Whether the digits are capitals.
    pub upper: bool,
}

/// What can be used as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelled {
    /// The pre-master secret.
    PreMaster,
    /// The master secret.
    Master,
    /// Both randoms.
    Randoms,
    /// The hash of the handshake messages.
    Hash,
}

/// How the key block is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// MAC keys, then cipher keys, the client's first.
    Rfc5246,
    /// The same, but each side writes with the keys of the other.
    SidesSwapped,
    /// The same, but only the MAC keys are swapped.
    MacKeysSwapped,
    /// The same, but only the cipher keys are swapped.
    CipherKeysSwapped,
    /// Cipher keys, then MAC keys.
    CipherKeysFirst,
    /// All keys of the client, then all keys of the server.
    BySide,
    /// Two IVs first, then the keys.
    IvsFirst,
    /// The MAC keys have this length instead of the hash's.
    MacKeyLen(usize),
}

/// Where the IV of a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iv {
    /// The record begins with it.
    InRecord,
    /// The record has none; it is one that the receiver cannot know.
    NotSent,
    /// The record has none; it consists of zeros.
    Zero,
    /// The record has none; it is taken from the key block, as in TLS 1.0.
    FromKeyBlock,
    /// The record has one, and another, from the key block, is used.
    FromKeyBlockBesides,
}

/// What the MAC is computed over: each part as it is, changed, or left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacInput {
    /// The sequence number.
    pub sequence: Sequence,
    /// Whether the content type is in it.
    pub content_type: bool,
    /// The version, if one is in it: `None` for that of the record.
    pub version: Option<Option<[u8; 2]>>,
    /// The length, if one is in it.
    pub length: Option<Length>,
    /// What it covers.
    pub covers: Covers,
}

/// What the MAC covers besides the pseudo-header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// The content.
    Content,
    /// IV and content.
    IvAndContent,
    /// Content and padding.
    ContentAndPadding,
    /// IV and ciphertext, as in encrypt-then-MAC (RFC 7366).
    Ciphertext,
    /// Nothing: there is no MAC.
    NoMac,
}

/// The sequence number in a MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Of the record, as eight bytes.
    Right,
    /// None.
    LeftOut,
    /// Of the record, the least significant byte first.
    LittleEndian,
    /// Of the record, as four bytes.
    FourBytes,
    /// Another number.
    Other(u64),
}

/// The length in a MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Of the content, as two bytes.
    Content,
    /// Of content and MAC.
    WithMac,
    /// Of content, MAC and padding.
    Padded,
    /// Of the whole fragment, IV included.
    Fragment,
    /// Of the content, the least significant byte first.
    LittleEndian,
}

/// How the last block is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// n + 1 bytes of the value n.
    Tls,
    /// n bytes of the value n.
    Pkcs7,
    /// Zeros, then a padding_length that is right.
    ZerosAndLength,
    /// Any bytes, then a padding_length that is right, as in SSL 3.0.
    AnyAndLength,
    /// Zeros, then the number of all bytes of padding (ANSI X9.23).
    X923,
    /// 80, then zeros (ISO/IEC 7816-4).
    Iso7816,
    /// Zeros alone.
    Zeros,
    /// None, since content and MAC end with a block.
    None,
}

/// Which bytes the hash in verify_data covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transcript {
    /// Every handshake message so far, with its header of four bytes.
    Rfc5246,
    /// The same, with the record headers of some.
    RecordHeaders(Whose),
    /// The same, and ChangeCipherSpec, as a record or as its one byte.
    ChangeCipherSpec {
        /// With the record header.
        record: bool,
    },
    /// The same, without the message at this place.
    Without(usize),
    /// The messages without their headers of four bytes.
    WithoutHeaders,
    /// The same, with the Finished of the client as it is on the wire: encrypted.
    EncryptedFinished,
}

/// Some of the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All.
    All,
    /// The first, ClientHello.
    First,
    /// Those that this side has sent.
    SentBy(Side),
}

/// How the transcript is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// By the hash of the PRF.
    Prf,
    /// By another.
    Other(HashAlgorithm),
    /// By MD5 and SHA-1, as in TLS 1.0 and 1.1.
    Md5Sha1,
    /// Not at all.
    None,
}

impl Default for Recipe {
    fn default() -> Self {
        let seed = |label| Seed {
            label,
            swapped: false,
        };
        Recipe {
            pre_master: PreMaster::Agreed,
            text: None,
            master: seed("master secret"),
            session_hash: false,
            no_master: false,
            randoms: Randoms::Whole,
            chain: Chain::Rfc5246,
            expansion: seed("key expansion"),
            prf: None,
            cut: Cut::Rfc5246,
            iv: Iv::InRecord,
            clear: false,
            mac: MacInput {
                sequence: Sequence::Right,
                content_type: true,
                version: Some(None),
                length: Some(Length::Content),
                covers: Covers::Content,
            },
            mac_hash: None,
            padding: Padding::Tls,
            transcript: Transcript::Rfc5246,
            digest: Digest::Prf,
            finished_label: None,
            proof: Proof::Prf,
        }
    }
}

impl Recipe {
    /// What is right with the version and the switches that were agreed on.
    pub fn right(facts: &Facts<'_>) -> Self {
        let mut recipe = Recipe::default();
        if facts.switches.extended_master_secret {
            recipe.session_hash = true;
            recipe.master.label = EXTENDED_MASTER_SECRET_LABEL;
        }
        if facts.rules.iv == IvSource::Chained {
            recipe.iv = Iv::FromKeyBlock;
        }
        if facts.switches.encrypt_then_mac {
            recipe.mac.covers = Covers::Ciphertext;
        }
        recipe
    }
}

/// The keys with which a side writes, and the IV from the key block, where one is taken from it.
#[derive(Clone, Debug)]
pub struct WriteKeys {
    /// Of the MAC.
    pub mac: Vec<u8>,
    /// Of the cipher.
    pub cipher: Vec<u8>,
    /// The IV, one block.
    pub iv: Vec<u8>,
}
