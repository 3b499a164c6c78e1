//! Why an endpoint cannot go on.

use crate::crypto::record::Unprotection;
use crate::pki::ChainCheck;
use crate::protocol::{CheckName, MessageName};
use crate::text::{Arg, Said};
use crate::wire::HandshakeType;
use crate::wire::ParseError;
use crate::wire::alert::AlertDescription;
use crate::{label, said};
use std::sync::Arc;

/// Why a record or message cannot be accepted: the alert for it, what was looked at, and what was
/// expected and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub alert: AlertDescription,
    pub check: CheckName,
    pub reason: Said,
}

impl Fault {
    pub(super) fn new(alert: AlertDescription, reason: Said) -> Self {
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

    /// The first check of a chain that failed.
    pub(super) fn of_chain(failed: &ChainCheck) -> Self {
        Fault::new(failed.alert, failed.failed_because())
    }

    /// A message that may not come now. The order is judged by the type of a
    /// message alone, before it is parsed, and even before all of it has arrived.
    pub(super) fn out_of_order(
        expected: &[MessageName],
        got: MessageName,
        protected: bool,
    ) -> Self {
        let first = expected.first().copied();
        let early = first == Some(MessageName::ChangeCipherSpec) && !protected;
        let expected = match first {
            Some(MessageName::ApplicationData) => label!("endpoint.fault.data_or_close"),
            Some(name) => name.name(),
            None => label!("endpoint.fault.no_message"),
        };
        let got: Arg = match got {
            MessageName::Handshake(HandshakeType::Unknown(code)) => {
                let code = format!("0x{code:02x}");
                match early {
                    true => said!("endpoint.fault.early_finished", code).into(),
                    false => said!("endpoint.fault.handshake_message", code).into(),
                }
            }
            known => known.name().into(),
        };
        let reason = said!("endpoint.fault.expected", expected, got);
        Fault::new(AlertDescription::UnexpectedMessage, reason)
    }

    /// The same with another name for what was looked at.
    pub(super) fn at(self, check: CheckName) -> Self {
        Fault { check, ..self }
    }
}

impl From<ParseError> for Fault {
    fn from(error: ParseError) -> Self {
        Fault::new(AlertDescription::DecodeError, error.said())
    }
}

/// A message that cannot be accepted, as far as it was read.
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
