//! How a connection went.

use super::error::NetError;
use crate::trace::{Diagnosis, MessageName, Outcome, RunKind, Side, Trace};
use crate::wire::AlertDescription;
use std::sync::Arc;

/// How a connection went.
#[derive(Clone, Debug)]
pub struct Report {
    /// Everything that happened.
    pub trace: Trace,
    /// Whether the handshake of the last connection was completed.
    pub established: bool,
    /// On a server: the certificate chain of the client, as DER, in the session of a completed handshake.
    /// The client has shown it on this connection or, if the session is resumed, on an earlier one. Empty
    /// if it has shown none.
    pub client_chain: Vec<Vec<u8>>,
    /// Bytes of application data that were sent, on all connections of the run.
    pub sent: usize,
    /// Bytes of application data that were received, on all connections of the run.
    pub received: usize,
    /// Whether the connection was closed here because more came than is kept: [`MAX_INPUT`](super::MAX_INPUT),
    /// [`MAX_STEPS`](super::MAX_STEPS).
    pub cut_short: bool,
    /// Whether the peer took too long.
    pub(super) timed_out: bool,
    /// Records of application data that were not recorded: no one steps through this connection.
    pub left_out: usize,
    /// Whether the connection was closed here to make room for another client, because this one had
    /// been silent for the longest.
    pub made_room: bool,
    /// On a client: why there is no second connection, if one was to resume the session of the first.
    pub not_again: Option<Arc<NetError>>,
}

impl Report {
    /// Whether all went well: the handshake was completed, application data was sent or received, and
    /// the connection did not fail before its end. An end without close_notify is a failure, whatever
    /// was received before, since it may have been cut short (RFC 5246 §7.2.1).
    pub fn exchanged(&self) -> bool {
        let data = self.received > 0 || self.sent > 0;
        self.established && data && self.failure().is_none()
    }

    /// Whether the connection was given up because the peer took too long.
    pub fn timed_out(&self) -> bool {
        self.timed_out
    }

    /// Whether the peer has answered in TLS at all.
    pub fn peer_speaks_tls(&self) -> bool {
        let RunKind::Connection { ours, .. } = self.trace.run().kind else {
            return false;
        };
        let messages = self
            .trace
            .steps()
            .iter()
            .filter_map(|step| step.message.as_ref());
        let mut theirs = messages.filter(|message| message.sender != ours);
        theirs.any(|message| message.name != MessageName::Unknown)
    }

    /// Whether a client says that it does not trust the certificate of our server.
    pub fn distrusted(&self) -> bool {
        use AlertDescription as A;
        let alert = self.alert_of(Side::Client);
        matches!(
            alert,
            Some(A::UnknownCa | A::CertificateUnknown | A::BadCertificate)
        )
    }

    /// What a peer has probably done wrong, if our side has refused what it sent.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        let mut steps = self.trace.steps().iter().rev();
        steps.find_map(|step| step.diagnosis.as_deref())
    }

    /// Why the connection failed, if it did: what was expected and what came.
    pub fn failure(&self) -> Option<String> {
        match self.trace.outcome() {
            Outcome::Failed { reason, .. } => Some(reason.to_string()),
            Outcome::Running | Outcome::Established => None,
        }
    }

    /// The fatal alert that a side has sent, if it has.
    pub fn alert_of(&self, side: Side) -> Option<AlertDescription> {
        match self.trace.outcome() {
            Outcome::Failed {
                alert: Some(sent), ..
            } if sent.side == side => Some(sent.alert.description),
            _ => None,
        }
    }
}
