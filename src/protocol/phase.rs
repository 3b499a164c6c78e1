//! The parts of a handshake, and the kinds of steps in it.

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// A message crosses the wire.
    Message,
    /// Something is computed or generated.
    Compute,
    /// Something is compared.
    Check,
    /// An alert crosses the wire.
    Alert,
}

impl StepKind {
    /// `message`, `compute`, `check` or `alert`.
    pub const fn name(self) -> &'static str {
        match self {
            StepKind::Message => "message",
            StepKind::Compute => "compute",
            StepKind::Check => "check",
            StepKind::Alert => "alert",
        }
    }
}

/// The parts of a handshake, as the phase bar shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Hellos: what both can do, and the randoms.
    Hello,
    /// Who the server is, and whether that can be verified.
    Certificate,
    /// From the pre-master secret to the keys.
    KeyExchange,
    /// Each side switches to the new keys.
    ChangeCipher,
    /// Each side proves that it has the same keys and saw the same handshake.
    Finished,
    /// Application data and the end.
    Data,
}

impl Phase {
    /// In order.
    pub const ALL: [Phase; 6] = [
        Phase::Hello,
        Phase::Certificate,
        Phase::KeyExchange,
        Phase::ChangeCipher,
        Phase::Finished,
        Phase::Data,
    ];

    /// `hello`, `certificate`, `key_exchange`, `change_cipher`, `finished`, `data`.
    pub const fn key(self) -> &'static str {
        match self {
            Phase::Hello => "hello",
            Phase::Certificate => "certificate",
            Phase::KeyExchange => "key_exchange",
            Phase::ChangeCipher => "change_cipher",
            Phase::Finished => "finished",
            Phase::Data => "data",
        }
    }

    /// To show: `Key exchange`.
    pub const fn title(self) -> &'static str {
        match self {
            Phase::Hello => "Hello",
            Phase::Certificate => "Certificate",
            Phase::KeyExchange => "Key exchange",
            Phase::ChangeCipher => "Change cipher",
            Phase::Finished => "Finished",
            Phase::Data => "Data",
        }
    }
}
