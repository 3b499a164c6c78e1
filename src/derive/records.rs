//! The protected records that are given: decrypted and verified with the keys (RFC 5246 §6.2.3).

use super::calculation::Calculation;
use super::error::DeriveError;
use super::given::Records;
use super::heard::record_at;
use crate::crypto::record::IvSource;
use crate::protocol::{Check, CheckName, Event, Party, Side, Topic, ValueName};
use crate::record::{Content, Incoming, RecordReader, fill_carried, opened, withhold_inside};
use crate::said;
use crate::text::{differing, short};
use crate::trace::Diagnosis;
use crate::wire::Handshake;

impl Calculation {
    /// Decrypts and verifies the records, if there are any.
    ///
    /// # Errors
    /// They are no whole records, the keys are not known, or the records before them are needed.
    pub(super) fn open_records(&mut self) -> Result<(), DeriveError> {
        let Some(records) = self.given.records.clone() else {
            return Ok(());
        };
        self.check_records(&records)?;
        let keys = self.keys.as_ref().ok_or(DeriveError::NoKeys)?;
        let (algorithms, keys) = (keys.agreed().algorithms(), keys.of(records.sender));
        let mut reader = RecordReader::observing();
        reader.negotiated(self.rules.version);
        reader.protect_from(self.rules, algorithms, keys, records.sequence);
        reader.feed(&records.bytes);
        while let Some(incoming) = reader.next_message() {
            self.opened(records.sender, incoming);
        }
        Ok(())
    }

    fn check_records(&self, records: &Records) -> Result<(), DeriveError> {
        let mut at = 0;
        while at < records.bytes.len() || at == 0 {
            at += record_at(&records.bytes, at)?.0.len();
        }
        let continues = match self.suite.cipher.block_len() {
            None => true,
            Some(_) => self.rules.iv == IvSource::Chained,
        };
        let sequence = records.sequence;
        match continues && sequence > 0 {
            true => Err(DeriveError::NeedsFirstRecord { sequence }),
            false => Ok(()),
        }
    }

    fn opened(&mut self, sender: Side, incoming: Incoming) {
        let Incoming {
            mut transfer,
            content,
            unprotection,
        } = incoming;
        let message = match &content {
            Ok(Content::Handshake(message)) => Some(message),
            _ => None,
        };
        fill_carried(&mut transfer, message, sender);
        withhold_inside(&mut transfer);
        let name = transfer.message;
        self.report(sender, Topic::Send(name), vec![Event::Sent(transfer)]);
        let Some(unprotection) = unprotection else {
            let fault = content.err().map(|fault| (fault.check, fault.reason));
            let check = fault.map(|(check, reason)| Check::new(check, false, reason));
            let events = check.map(Event::Checked).into_iter().collect();
            return self.report(sender.peer(), Topic::Reject, events);
        };
        let mut events = Vec::new();
        opened(
            &unprotection,
            Some(self.rules),
            sender,
            Party::Reader,
            &mut events,
        );
        let trace = self.recorder.trace();
        let connection = trace.last_connection();
        self.diagnose(Diagnosis::of_decrypted(
            trace,
            connection,
            sender,
            &unprotection,
        ));
        match content {
            Ok(Content::Handshake(Handshake::Finished(finished))) => {
                events.extend(self.finished(sender, &finished.verify_data));
                self.report(sender.peer(), Topic::CheckFinished, events);
            }
            Ok(_) => self.report(sender.peer(), Topic::OpenApplicationData, events),
            Err(fault) => {
                // a record that does not verify has said so above
                let said = unprotection.ok().then_some(fault);
                let check = said.map(|fault| Check::new(fault.check, false, fault.reason));
                events.extend(check.map(Event::Checked));
                self.report(sender.peer(), Topic::OpenApplicationData, events);
            }
        }
    }

    /// Compares the verify_data of a Finished with what was computed, if it was.
    fn finished(&mut self, sender: Side, got: &[u8]) -> Option<Event> {
        let mut computed = self.verify_data.iter();
        let (_, expected) = computed.find(|(owner, _)| *owner == sender)?;
        let (same, side) = (expected == got, Party::Reader.name());
        let detail = match same {
            true => said!("endpoint.check.verify_data.yes", got = short(got), side),
            false => {
                let (expected, got) = differing(expected, got);
                said!("endpoint.check.verify_data.no", got, side, expected)
            }
        };
        let trace = self.recorder.trace();
        let name = ValueName::VerifyData(sender);
        let value = trace.first(trace.last_connection().id, name)?;
        self.diagnose(Diagnosis::of_result(trace, value, got));
        Some(Event::Checked(Check::new(
            CheckName::VerifyData,
            same,
            detail,
        )))
    }
}
