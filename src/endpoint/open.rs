//! The connection once the handshake is complete: application data both ways, and its end
//! (RFC 5246 §7.2.1, §10).

use super::core::{ActDraft, Core, Received};
use super::fault::Fault;
use crate::crypto::record::Unprotection;
use crate::label;
use crate::protocol::{Event, MessageName, Side, StateId, Topic, ValueName};
use crate::record::{Content, Prepared};
use crate::wire::alert::{Alert, AlertDescription};
use crate::wire::{ContentType, Handshake};
use std::collections::VecDeque;
use std::sync::Arc;

/// What is under way on an open connection.
#[derive(Debug, Default)]
pub(super) struct Open {
    prepared: Option<Prepared>,
    opening: Option<Arc<Unprotection>>,
    decline_renegotiation: bool,
    sent_close: bool,
    received_close: bool,
    closing: bool,
}

impl Open {
    pub(super) fn state_name(&self) -> StateId {
        match self {
            Open {
                prepared: Some(_), ..
            } => StateId::SendApplicationData,
            Open {
                opening: Some(_), ..
            } => StateId::OpenApplicationData,
            Open {
                sent_close: true, ..
            } => StateId::ExpectCloseNotify,
            Open {
                received_close: true,
                ..
            } => StateId::SendCloseNotify,
            _ => StateId::Open,
        }
    }

    /// Whether this side has sent close_notify: it need not wait for the peer's (§7.2.1).
    pub(super) fn has_sent_close(&self) -> bool {
        self.sent_close
    }

    /// Whether close_notify went both ways.
    pub(super) fn ended(&self) -> bool {
        self.sent_close && self.received_close
    }

    pub(super) fn has_work(&mut self, outgoing: &VecDeque<Vec<u8>>, close: bool) -> bool {
        self.closing = !self.sent_close && (self.received_close || close);
        let may_send = !self.sent_close && !self.received_close;
        self.prepared.is_some()
            || self.opening.is_some()
            || self.decline_renegotiation
            || self.closing
            || (may_send && !outgoing.is_empty())
    }

    pub(super) fn work(
        &mut self,
        core: &mut Core,
        outgoing: &mut VecDeque<Vec<u8>>,
        received: &mut Vec<u8>,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        if let Some(unprotection) = self.opening.take() {
            act.topic = Topic::OpenApplicationData;
            core.opened(&unprotection, act);
            received.extend_from_slice(unprotection.content());
        } else if let Some(prepared) = self.prepared.take() {
            core.send_prepared(prepared, None, act);
        } else if std::mem::take(&mut self.decline_renegotiation) {
            let alert = Alert::warning(AlertDescription::NoRenegotiation);
            core.send_alert(alert, act)?;
        } else if let Some(data) = self.next_data(outgoing) {
            act.topic = Topic::ProtectApplicationData;
            let name = ValueName::RecordContent(core.side, core.writer.next_sequence());
            let path = label!("endpoint.origin.application").to_owned();
            act.events.push(Event::Stored {
                name,
                bytes: data.clone(),
                path,
            });
            self.prepared = Some(core.prepare(ContentType::ApplicationData, &data, act)?);
        } else if self.closing {
            core.send_alert(Alert::warning(AlertDescription::CloseNotify), act)?;
            self.sent_close = true;
        }
        Ok(())
    }

    /// Queued data goes first, but after the peer's close_notify it is discarded (§7.2.1).
    fn next_data(&self, outgoing: &mut VecDeque<Vec<u8>>) -> Option<Vec<u8>> {
        if self.received_close || self.sent_close {
            None
        } else {
            outgoing.pop_front()
        }
    }

    pub(super) fn receive(
        &mut self,
        side: Side,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        match (&received.content, side) {
            // Data after close_notify is ignored (§7.2.1).
            (Content::Data, _) if self.received_close => {}
            (Content::Data, _) => self.opening = received.unprotection,
            (Content::Alert(alert), _) => {
                if let Some(unprotection) = &received.unprotection {
                    core.opened(unprotection, act);
                }
                self.received_close |= alert.description == AlertDescription::CloseNotify;
            }
            (Content::Handshake(Handshake::HelloRequest), Side::Client)
            | (Content::Handshake(Handshake::ClientHello(_)), Side::Server) => {
                core.reader.count_idle()?;
                self.decline_renegotiation = true;
            }
            _ => return Err(received.instead_of(&[MessageName::ApplicationData])),
        }
        Ok(())
    }
}
