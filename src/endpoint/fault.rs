//! Why an end cannot go on.

use crate::wire::ParseError;
use crate::wire::alert::AlertDescription;

/// Why a record or message cannot be accepted: the alert for it, what was looked at, and what was
/// expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub alert: AlertDescription,
    /// In a word or three, as the name of a check.
    pub check: &'static str,
    pub reason: String,
}

impl Fault {
    pub(super) fn new(alert: AlertDescription, reason: impl Into<String>) -> Self {
        let check = match alert {
            AlertDescription::UnexpectedMessage => "order of messages",
            AlertDescription::BadRecordMac => "length of what is encrypted",
            AlertDescription::ProtocolVersion => "version",
            AlertDescription::RecordOverflow => "length of the record",
            AlertDescription::DecodeError => "form",
            _ => "content",
        };
        Fault {
            alert,
            check,
            reason: reason.into(),
        }
    }

    /// The same with another name for what was looked at.
    pub(super) fn at(self, check: &'static str) -> Self {
        Fault { check, ..self }
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Fault::new(AlertDescription::DecodeError, error.to_string())
    }
}
