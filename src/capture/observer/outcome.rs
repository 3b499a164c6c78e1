//! How a connection goes and ends, for the list of connections.

use super::agreement::sealing;
use super::{Chosen, Events, Observer, WhySealed};
use crate::capture::find::Other;
use crate::protocol::{Check, CheckName, Event, Failure, Report, Side, Topic, Transfer};
use crate::record::Fault;
use crate::said;
use crate::text::Said;
use crate::wire::names::ProtocolVersion;
use crate::wire::{Alert, AlertDescription};

/// What can be said of a connection in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The highest version that the client offers in its ClientHello.
    pub offered: Option<ProtocolVersion>,
    /// The name that it asks for.
    pub server_name: Option<String>,
    /// What the server has chosen.
    pub chosen: Option<Chosen>,
    /// If it resumes a session whose master secret is known from earlier in the capture: the number of the
    /// connection on which the session began.
    pub resumed: Option<usize>,
    /// How many bytes each side has sent, client first.
    pub bytes: [u64; 2],
    /// How many protected records were decrypted and verified, and how many were not.
    pub records: Records,
    /// Whether the Finished of each side was verified, client first; `None` while there is none, or while it
    /// cannot be decrypted.
    pub finished: [Option<bool>; 2],
    /// Why the records stay sealed, where they do.
    pub sealed: Option<WhySealed>,
    /// How many bytes are missing in the capture.
    pub missing: u64,
    /// The fatal alert that ended it, and who sent it.
    pub alert: Option<(Side, Alert)>,
    /// Why it failed, as far as the capture shows.
    pub reason: Option<Said>,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
}

/// Protected records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Those whose MAC is right.
    pub verified: u64,
    /// Those whose padding or MAC is wrong.
    pub refused: u64,
    /// Those that could not be decrypted, of the client and of the server.
    pub sealed: [u64; 2],
}

/// How the transport ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A side has said that it sends nothing more (FIN).
    Fin(Side),
    /// A side has reset the connection (RST).
    Reset(Side),
}

impl Observer {
    /// An alert in the clear, or one that was decrypted.
    pub(super) fn alerted(
        &mut self,
        sender: Side,
        alert: Alert,
        record: Option<ProtocolVersion>,
        events: &mut Events,
    ) {
        if alert.description == AlertDescription::CloseNotify {
            self.ends[sender as usize].closed = true;
        }
        if alert.is_fatal() && self.summary.alert.is_none() {
            self.summary.alert = Some((sender, alert));
            self.check_late();
            let cause = self.cause(sender, alert.description, record);
            let (side, alert) = (sender.name(), alert.description.to_string());
            let reason = said!("capture.observer.alert", side, alert, cause);
            let failed = self.fails(reason);
            events.report(|| failed);
        }
    }

    /// The connection fails. The first reason counts.
    pub(super) fn fails(&mut self, reason: Said) -> Event {
        self.summary.reason.get_or_insert_with(|| reason.clone());
        Event::Failed(Failure {
            alert: None,
            reason,
        })
    }

    /// What a side says that speaks no TLS, where that is what is wrong with a record.
    pub(super) fn other_protocol(
        &self,
        sender: Side,
        fault: &Fault,
        transfer: &Transfer,
    ) -> Option<Said> {
        let record = transfer.carriers.first()?;
        if fault.check != CheckName::RecordType {
            return None;
        }
        let what = match Other::of(&record.record) {
            Other::Bytes(_) | Other::Nothing => return None,
            other => other.said(),
        };
        let side = sender.name();
        Some(said!("capture.observer.other_protocol", side, what))
    }

    /// Bytes of a side are not in the capture.
    pub fn missing(&mut self, from: Side, len: u64) {
        self.summary.missing += len;
        let form = sealing(self.chosen);
        let end = &mut self.ends[from as usize];
        if std::mem::replace(&mut end.lost, true) {
            return;
        }
        end.reader.lose(form);
        self.transcript_is_whole &= self.is_complete();
        let (side, missing) = (from.name(), usize::try_from(len).unwrap_or(usize::MAX));
        let reason = said!("capture.observer.missing", side, missing);
        let check = Check::new(CheckName::EndOfConnection, false, reason);
        self.report(from, Topic::MissBytes, vec![Event::Checked(check)]);
    }

    /// The transport ends.
    pub fn ended(&mut self, ending: Ending) {
        let (side, reset) = match ending {
            Ending::Fin(side) => (side, false),
            Ending::Reset(side) => (side, true),
        };
        let first = self.summary.ending.is_none();
        self.summary.ending.get_or_insert(ending);
        let end = &mut self.ends[side as usize];
        end.gone = true;
        let end = &self.ends[side as usize];
        // whether close_notify is in a record that cannot be decrypted is not known
        let unknown = self.is_complete() && self.summary.sealed.is_some();
        let orderly = end.closed || self.summary.reason.is_some() || unknown;
        if orderly || !first && !reset {
            return;
        }
        let unfinished = Some(end.reader.unfinished()).filter(|n| *n > 0);
        let complete = self.is_complete();
        let last = self.last.map(|(sender, message)| {
            let (sender, message) = (sender.name(), message.name());
            said!("capture.observer.last", sender, message)
        });
        let perhaps = match side {
            Side::Server => self
                .is_silent(side)
                .then(|| said!("capture.observer.silent")),
            Side::Client => Some(said!("capture.observer.no_alert")),
        };
        let side_name = side.name();
        let reason = match (reset, complete) {
            (true, true) => said!("capture.observer.reset_after", side = side_name),
            (true, false) => {
                said!(
                    "capture.observer.reset",
                    side = side_name,
                    last,
                    unfinished,
                    perhaps
                )
            }
            (false, true) => said!("capture.observer.end_after", side = side_name, unfinished),
            (false, false) => {
                said!(
                    "capture.observer.end",
                    side = side_name,
                    last,
                    unfinished,
                    perhaps
                )
            }
        };
        let name = match complete {
            true => CheckName::CloseNotify,
            false => CheckName::EndOfConnection,
        };
        let mut events = vec![Event::Checked(Check::new(name, false, reason.clone()))];
        if !complete {
            events.push(self.fails(reason));
        }
        self.report(side, Topic::TransportClosed, events);
    }

    /// Whether a server ends the connection without a byte in answer to the client.
    fn is_silent(&self, side: Side) -> bool {
        let [client, server] = self.summary.bytes;
        side == Side::Server && server == 0 && client > 0
    }

    /// Whether the handshake is complete, as far as that can be seen.
    pub(super) fn is_complete(&self) -> bool {
        self.summary.has_finished() || self.summary.seems_complete()
    }
}

impl Summary {
    /// Whether both sides have sent protected records that cannot be decrypted, and no fatal alert has come.
    pub fn seems_complete(&self) -> bool {
        let [client, server] = self.records.sealed;
        let both = client > 0 && server > 0 && client + server > 2;
        self.alert.is_none() && self.sealed.is_some() && both
    }

    /// Whether both Finished have come, right or wrong: a side that goes on has accepted the other's.
    pub fn has_finished(&self) -> bool {
        self.finished.iter().all(Option::is_some)
    }

    /// Whether both Finished were verified.
    pub fn is_verified(&self) -> bool {
        self.finished == [Some(true); 2]
    }
}
