//! Who may know a value.

use super::side::Side;

/// Who may know something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// The client.
    Client,
    /// The server.
    Server,
    /// The party that sees the wire and nothing else.
    Eavesdropper,
}

impl Party {
    /// All three.
    pub const ALL: [Party; 3] = [Party::Client, Party::Server, Party::Eavesdropper];

    /// `client`, `server`, `eavesdropper`.
    pub const fn name(self) -> &'static str {
        match self {
            Party::Client => "client",
            Party::Server => "server",
            Party::Eavesdropper => "eavesdropper",
        }
    }
}

impl From<Side> for Party {
    fn from(side: Side) -> Self {
        match side {
            Side::Client => Party::Client,
            Side::Server => Party::Server,
        }
    }
}
