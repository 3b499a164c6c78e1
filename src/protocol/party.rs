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
    /// The reader of a capture, who sees the wire and may have secrets of the two sides.
    Reader,
}

impl Party {
    /// Those that take part in a run.
    pub const ALL: [Party; 3] = [Party::Client, Party::Server, Party::Eavesdropper];

    /// `client`, `server`, `eavesdropper`, `reader`.
    pub const fn name(self) -> &'static str {
        match self {
            Party::Client => "client",
            Party::Server => "server",
            Party::Eavesdropper => "eavesdropper",
            Party::Reader => "reader",
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
