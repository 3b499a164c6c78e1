//! A row of the values of both sides.

use crate::label;
use crate::trace::{Knowledge, Party, ValueId, ValueName};

/// A value in both panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRow {
    /// What it is.
    pub name: ValueName,
    /// What the client, the server and the eavesdropper have of it.
    pub held: [Held; 3],
    /// Whether both sides have it, and the same bytes.
    pub agree: Option<bool>,
}

/// What a party has of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it has.
    pub state: State,
    /// Whether it came to that in the present step.
    pub new: bool,
}

/// How a party stands to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The value has not been made yet.
    NotMade,
    /// It exists, and the party does not have it.
    Lacks,
    /// It exists, and the eyes that look cannot see what the party has of it.
    Unseen,
    /// The party has it only encrypted.
    Encrypted,
    /// The party has it.
    Has(ValueId),
}

impl State {
    /// What a party knows that stands so to a value; nothing where that cannot be seen.
    pub fn knowledge(self) -> Option<Knowledge> {
        match self {
            State::Unseen => None,
            State::NotMade | State::Lacks => Some(Knowledge::Unknown),
            State::Encrypted => Some(Knowledge::Sealed),
            State::Has(_) => Some(Knowledge::Known),
        }
    }
}

impl ValueRow {
    /// What a party has.
    pub fn of(&self, party: Party) -> Held {
        self.held[party as usize]
    }

    /// Whether anything of it is new in this step for any of the three.
    pub fn is_new(&self) -> bool {
        self.held.iter().any(|held| held.new)
    }
}

/// The groups in which the values stand where there is room for their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What each side brings and says.
    Brings,
    /// The pre-master secret and what comes of it.
    Secret,
    /// The keys.
    Keys,
    /// What proves that both sides have the same.
    Proof,
    /// The record under way.
    Record,
}

impl Group {
    /// The group of a value.
    pub fn of(name: ValueName) -> Group {
        use ValueName as V;
        match name {
            V::PreMasterSecret
            | V::PreMasterRandom
            | V::EncryptedPreMasterSecret
            | V::MasterSecret
            | V::SessionState
            | V::OfferedTicket
            | V::Ticket => Group::Secret,
            V::KeyBlock | V::WriteMacKey(_) | V::WriteKey(_) | V::WriteIv(_) => Group::Keys,
            V::VerifyData(_)
            | V::HandshakeHash(_)
            | V::SignedHash
            | V::SignatureSalt
            | V::HandshakeSignature => Group::Proof,
            V::RecordContent(..) | V::RecordMac(..) | V::RecordIv(..) | V::RecordCiphertext(..) => {
                Group::Record
            }
            _ => Group::Brings,
        }
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Group::Brings => label!("tui.group.brings"),
            Group::Secret => label!("tui.group.secret"),
            Group::Keys => label!("tui.group.keys"),
            Group::Proof => label!("tui.group.proof"),
            Group::Record => label!("tui.group.record"),
        }
    }
}

/// How the values of the two sides compare up to the present step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// How many values both sides have.
    pub shared: usize,
    /// How many of them differ.
    pub differ: usize,
}
