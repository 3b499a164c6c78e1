//! Why a record or a message cannot be accepted.

use crate::protocol::CheckName;
use crate::text::Said;
use crate::wire::ParseError;
use crate::wire::alert::AlertDescription;

/// Why a record or message cannot be accepted: the alert for it, what was looked at, and what was
/// expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The alert that RFC 5246 names for it.
    pub alert: AlertDescription,
    /// What was looked at.
    pub check: CheckName,
    /// What was expected and what came.
    pub reason: Said,
}

impl Fault {
    /// A fault whose alert says what was looked at.
    pub fn new(alert: AlertDescription, reason: Said) -> Self {
        let check = match alert {
            AlertDescription::UnexpectedMessage => CheckName::Order,
            AlertDescription::BadRecordMac => CheckName::CiphertextForm,
            AlertDescription::ProtocolVersion => CheckName::Version,
            AlertDescription::RecordOverflow => CheckName::RecordLength,
            AlertDescription::DecodeError => CheckName::Form,
            _ => CheckName::Content,
        };
        Fault {
            alert,
            check,
            reason,
        }
    }

    /// The same with another name for what was looked at.
    pub fn at(self, check: CheckName) -> Self {
        Fault { check, ..self }
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Fault::new(AlertDescription::DecodeError, error.said())
    }
}
