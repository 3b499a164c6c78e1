//! Why an endpoint cannot go on.

use super::check::CheckName;
use super::event::MessageName;
use crate::crypto::record::Unprotection;
use crate::wire::HandshakeType;
use crate::wire::ParseError;
use crate::wire::alert::AlertDescription;
use std::sync::Arc;

/// Why a record or message cannot be accepted: the alert for it, what was looked at, and what was
/// expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub alert: AlertDescription,
    pub check: CheckName,
    pub reason: String,
}

impl Fault {
    pub(super) fn new(alert: AlertDescription, reason: impl Into<String>) -> Self {
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
            reason: reason.into(),
        }
    }

    /// A message that is not one of those that may come now. The order is judged by the type of a
    /// message alone, before it is parsed, and also before its end has come.
    pub(super) fn out_of_order(
        expected: &[MessageName],
        got: MessageName,
        protected: bool,
    ) -> Self {
        let first = expected.first().copied();
        let early = first == Some(MessageName::ChangeCipherSpec) && !protected;
        let expected = match first {
            Some(MessageName::ApplicationData) => "application data or close_notify",
            Some(name) => name.name(),
            None => "no message",
        };
        let got = match got {
            MessageName::Handshake(HandshakeType::Unknown(code)) => {
                let hint = match early {
                    true => "; it may be a Finished that is encrypted already",
                    false => "",
                };
                format!("a handshake message of the unknown type 0x{code:02x}{hint}")
            }
            known => known.name().to_owned(),
        };
        let reason = format!("expected {expected}, got {got}");
        Fault::new(AlertDescription::UnexpectedMessage, reason)
    }

    /// The same with another name for what was looked at.
    pub(super) fn at(self, check: CheckName) -> Self {
        Fault { check, ..self }
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Fault::new(AlertDescription::DecodeError, error.to_string())
    }
}

/// A message that cannot be accepted, and what is left of it.
pub(super) struct Refusal {
    pub fault: Fault,
    pub unprotection: Option<Arc<Unprotection>>,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Refusal {
            fault,
            unprotection: None,
        }
    }
}
