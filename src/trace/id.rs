//! How steps, values and connections of a trace refer to each other.

/// The index of a connection in its trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub usize);

impl ConnectionId {
    /// The connection that a run begins with.
    pub const FIRST: ConnectionId = ConnectionId(0);

    /// What a reader calls it: connections are counted from 1.
    pub const fn number(self) -> usize {
        self.0 + 1
    }
}

/// The index of a value in its trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(pub usize);
