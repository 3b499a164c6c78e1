//! The tables of a scenario's file, as TOML has them; `docs/scenarios.md` says what they mean. Any key
//! that is not known here is a mistake.

use crate::protocol::Side;
use crate::protocol::Skippable;
use crate::said;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use toml::Spanned;

/// An enum that a file writes as a word. What serde derives would also accept a table, and say so in its
/// errors.
macro_rules! words {
    ($(#[$meta:meta])* pub(super) enum $name:ident { $($word:literal = $variant:ident,)* }) => {
        $(#[$meta])*
        pub(super) enum $name {
            $($variant,)*
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const WORDS: &[&str] = &[$($word),*];
                let found = deserializer.deserialize_str(WordVisitor(WORDS))?;
                let all = [$($name::$variant),*];
                // the visitor returns places in the list
                all.get(found).copied().ok_or_else(|| D::Error::unknown_variant("", WORDS))
            }
        }
    };
}

/// Finds a word's place in a list.
struct WordVisitor(&'static [&'static str]);

impl Visitor<'_> for WordVisitor {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // as serde lists the words that it knows, to be read by `file::syntax`
        let words: Vec<String> = self.0.iter().map(|word| format!("`{word}`")).collect();
        write!(f, "one of {}", words.join(", "))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<usize, E> {
        let found = self.0.iter().position(|word| *word == text);
        found.ok_or_else(|| E::unknown_variant(text, self.0))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) description: String,
    #[serde(default)]
    pub(super) lesson: String,
    pub(super) seed: Option<Whole<0, { u64::MAX }>>,
    pub(super) clock: Option<Spanned<toml::Value>>,
    pub(super) server_name: Option<Name>,
    #[serde(default)]
    pub(super) client: ClientTable,
    #[serde(default)]
    pub(super) server: ServerTable,
    #[serde(default)]
    pub(super) message: Vec<Spanned<MessageTable>>,
    #[serde(default)]
    pub(super) connection: Vec<Spanned<ConnectionTable>>,
    #[serde(default)]
    pub(super) interception: Vec<InterceptionTable>,
    pub(super) built: Option<BuiltTable>,
    pub(super) good: Option<Name>,
    pub(super) expect: Option<ExpectTable>,
}

/// A text with its place in the file.
pub(super) type Name = Spanned<String>;
/// A list of texts with its place in the file.
pub(super) type Names = Option<Spanned<Vec<Name>>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientTable {
    pub(super) min: Option<Name>,
    pub(super) max: Option<Name>,
    #[serde(default)]
    pub(super) fallback: bool,
    pub(super) suites: Names,
    pub(super) signature_algorithms: Names,
    pub(super) anchors: Names,
    pub(super) revocation_lists: Names,
    pub(super) certificate: Names,
    pub(super) key: Option<Name>,
    #[serde(default)]
    pub(super) accept_any_certificate: bool,
    #[serde(default)]
    pub(super) skip: Vec<ClientSkip>,
    #[serde(default)]
    pub(super) extended_master_secret: bool,
    #[serde(default)]
    pub(super) encrypt_then_mac: bool,
    #[serde(default)]
    pub(super) renegotiation_info: bool,
    #[serde(default)]
    pub(super) resume: bool,
    pub(super) random: Option<RandomName>,
    #[serde(default)]
    pub(super) replayed: bool,
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum ClientSkip {
        "finished" = Finished,
        "close_notify" = CloseNotify,
    }
}

impl From<ClientSkip> for Skippable {
    fn from(skip: ClientSkip) -> Skippable {
        match skip {
            ClientSkip::Finished => Skippable::Finished,
            ClientSkip::CloseNotify => Skippable::CloseNotify,
        }
    }
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum ServerSkip {
        "finished" = Finished,
        "certificate_verify" = CertificateVerify,
        "close_notify" = CloseNotify,
    }
}

impl From<ServerSkip> for Skippable {
    fn from(skip: ServerSkip) -> Skippable {
        match skip {
            ServerSkip::Finished => Skippable::Finished,
            ServerSkip::CertificateVerify => Skippable::CertificateVerify,
            ServerSkip::CloseNotify => Skippable::CloseNotify,
        }
    }
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum RandomName {
        "seeded" = Seeded,
        "repeat" = Repeat,
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerTable {
    pub(super) min: Option<Name>,
    pub(super) max: Option<Name>,
    pub(super) suites: Names,
    #[serde(default)]
    pub(super) extended_master_secret: bool,
    #[serde(default)]
    pub(super) encrypt_then_mac: bool,
    #[serde(default)]
    pub(super) renegotiation_info: bool,
    pub(super) sessions: Option<SessionsName>,
    pub(super) certificate: Names,
    pub(super) key: Option<Name>,
    pub(super) client_authentication: Option<AskName>,
    pub(super) client_anchors: Names,
    pub(super) client_revocation_lists: Names,
    pub(super) directory: Option<Name>,
    pub(super) signature_algorithms: Names,
    #[serde(default)]
    pub(super) skip: Vec<ServerSkip>,
    #[serde(default)]
    pub(super) bluff: bool,
    pub(super) random: Option<RandomName>,
    pub(super) replayed: Option<Spanned<bool>>,
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum AskName {
        "none" = None,
        "request" = Request,
        "require" = Require,
    }
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum SessionsName {
        "none" = None,
        "id" = Id,
        "ticket" = Ticket,
    }
}

/// A side that follows an order and formulas of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuiltTable {
    pub(super) side: Sender,
    pub(super) order: Names,
    #[serde(default)]
    pub(super) formulas: BTreeMap<String, Name>,
}

/// A connection that follows the first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionTable {
    #[serde(default)]
    pub(super) server_forgets: bool,
    pub(super) min: Option<Name>,
    pub(super) max: Option<Name>,
    pub(super) suites: Names,
    pub(super) client_authentication: Option<AskName>,
    #[serde(default)]
    pub(super) message: Vec<Spanned<MessageTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageTable {
    pub(super) from: Sender,
    pub(super) text: String,
}

/// No message is longer, in bytes (RFC 5246 §7.4).
const LAST_BYTE: u64 = (1 << 24) - 1;

/// A whole number within limits, both included.
#[derive(Clone, Copy, Default)]
pub(super) struct Whole<const MIN: u64, const MAX: u64>(pub(super) u64);

impl<const MIN: u64> Whole<MIN, LAST_BYTE> {
    /// As a number of bytes or messages.
    pub(super) fn index(self) -> usize {
        // below 2^24
        self.0 as usize
    }
}

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(WholeVisitor::<MIN, MAX>)
    }
}

struct WholeVisitor<const MIN: u64, const MAX: u64>;

impl<const MIN: u64, const MAX: u64> Visitor<'_> for WholeVisitor<MIN, MAX> {
    type Value = Whole<MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        said!("scenario.wanted.whole", least = MIN, most = MAX).fmt(f)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Self::Value, E> {
        match u64::try_from(value) {
            Ok(number) if (MIN..=MAX).contains(&number) => Ok(Whole(number)),
            _ => Err(E::invalid_value(
                Unexpected::Other(&value.to_string()),
                &self,
            )),
        }
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Self::Value, E> {
        self.visit_i128(value.try_into().unwrap_or(i128::MAX))
    }
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum Sender {
        "client" = Client,
        "server" = Server,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterceptionTable {
    pub(super) message: Name,
    pub(super) occurrence: Option<Whole<1, LAST_BYTE>>,
    pub(super) flip: Option<FlipTable>,
    pub(super) set: Option<SetTable>,
    pub(super) replace: Option<ReplaceTable>,
    pub(super) action: Option<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlipTable {
    pub(super) field: Name,
    #[serde(default)]
    pub(super) byte: Whole<0, LAST_BYTE>,
    pub(super) bit: Whole<0, 7>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetTable {
    pub(super) field: Name,
    #[serde(default)]
    pub(super) byte: Whole<0, LAST_BYTE>,
    pub(super) bytes: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceTable {
    pub(super) field: Name,
    pub(super) bytes: Name,
}

words! {
    #[derive(Clone, Copy)]
    pub(super) enum Action {
        "drop" = Drop,
        "repeat" = Repeat,
        "swap" = Swap,
        "cut" = Cut,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectTable {
    pub(super) outcome: OutcomeName,
    pub(super) alert: Option<Name>,
    pub(super) by: Option<Sender>,
    pub(super) step: Option<Name>,
}

words! {
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(super) enum OutcomeName {
        "established" = Established,
        "failed" = Failed,
    }
}

impl From<Sender> for Side {
    fn from(sender: Sender) -> Side {
        match sender {
            Sender::Client => Side::Client,
            Sender::Server => Side::Server,
        }
    }
}
