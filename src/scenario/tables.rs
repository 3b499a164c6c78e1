//! The tables of a scenario's file, as TOML has them; `docs/scenarios.md` says what they mean. What is
//! known here is all there is: any other key is a mistake.

use crate::endpoint::event::Side;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) description: String,
    #[serde(default)]
    pub(super) lesson: String,
    pub(super) seed: Option<u64>,
    pub(super) clock: Option<Spanned<toml::Value>>,
    pub(super) server_name: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) client: ClientTable,
    #[serde(default)]
    pub(super) server: ServerTable,
    #[serde(default)]
    pub(super) message: Vec<MessageTable>,
    #[serde(default)]
    pub(super) interception: Vec<InterceptionTable>,
    pub(super) good: Option<Spanned<String>>,
    pub(super) expect: Option<ExpectTable>,
}

pub(super) type Names = Option<Vec<Spanned<String>>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientTable {
    pub(super) version: Option<Spanned<String>>,
    pub(super) suites: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) anchors: Names,
    pub(super) revocation_lists: Names,
    pub(super) certificate: Names,
    pub(super) key: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) accept_any_certificate: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerTable {
    pub(super) version: Option<Spanned<String>>,
    pub(super) suites: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) certificate: Names,
    pub(super) key: Option<Spanned<String>>,
    pub(super) client_authentication: Option<AskName>,
    pub(super) client_anchors: Names,
    pub(super) client_revocation_lists: Names,
    pub(super) directory: Option<Spanned<String>>,
    pub(super) signature_algorithms: Names,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum AskName {
    None,
    Request,
    Require,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageTable {
    pub(super) from: Sender,
    pub(super) text: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum Sender {
    Client,
    Server,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterceptionTable {
    pub(super) message: Spanned<String>,
    pub(super) occurrence: Option<Spanned<usize>>,
    pub(super) flip: Option<FlipTable>,
    pub(super) set: Option<SetTable>,
    pub(super) replace: Option<ReplaceTable>,
    pub(super) action: Option<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlipTable {
    pub(super) field: String,
    #[serde(default)]
    pub(super) byte: usize,
    pub(super) bit: Spanned<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetTable {
    pub(super) field: String,
    #[serde(default)]
    pub(super) byte: usize,
    pub(super) bytes: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceTable {
    pub(super) field: String,
    pub(super) bytes: Spanned<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Drop,
    Repeat,
    Swap,
    Cut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectTable {
    pub(super) outcome: OutcomeName,
    pub(super) alert: Option<String>,
    pub(super) by: Option<Sender>,
    pub(super) step: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum OutcomeName {
    Established,
    Failed,
}

impl From<Sender> for Side {
    fn from(sender: Sender) -> Side {
        match sender {
            Sender::Client => Side::Client,
            Sender::Server => Side::Server,
        }
    }
}
