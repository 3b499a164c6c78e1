//! Why an endpoint cannot go on.

use crate::crypto::record::Unprotection;
use crate::pki::ChainCheck;
use crate::protocol::MessageName;
pub(super) use crate::record::Fault;
use crate::text::Arg;
use crate::wire::HandshakeType;
use crate::wire::alert::AlertDescription;
use crate::{label, said};
use std::sync::Arc;

impl Fault {
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
