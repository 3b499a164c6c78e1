//! Which acts of a connection are recorded if no one steps through it.
//!
//! A trace keeps every byte several times over: in the record, in what was inside, in its values. For
//! a handshake that is little. Application data can go on for long, and a server has many connections
//! at once. So if no one watches a connection, only the beginning of its data is recorded, record
//! by record, and how it ended.

use crate::protocol::{Act, Event, MessageName, Topic};

/// Bytes of application data in both directions after which records are no longer recorded.
pub const MAX_RECORDED_DATA: usize = 32 * 1024;

/// Which records of application data are left out.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// Bytes of application data in the records that were recorded.
    recorded: usize,
    /// Whether the record that is being sent is left out.
    skips_outgoing: bool,
    /// The arrival of a record that is left out, until it turns out that nothing was wrong with it.
    arrival: Option<Act>,
    /// Records that were left out.
    left_out: usize,
}

impl Sample {
    /// The acts to record now that this one has happened: itself, nothing, or itself and what led to
    /// it.
    pub(super) fn choose(&mut self, act: Act) -> Vec<Act> {
        const DATA: MessageName = MessageName::ApplicationData;
        let full = self.recorded >= MAX_RECORDED_DATA;
        match act.topic {
            Topic::ProtectApplicationData => {
                self.skips_outgoing = full;
                self.left_out += usize::from(full);
                if full { Vec::new() } else { vec![act] }
            }
            Topic::Send(DATA) if self.skips_outgoing => Vec::new(),
            Topic::Receive(DATA) if full => {
                self.arrival = Some(act);
                Vec::new()
            }
            Topic::OpenApplicationData if self.arrival.take().is_some() => {
                self.left_out += 1;
                Vec::new()
            }
            Topic::Send(DATA) | Topic::Receive(DATA) => {
                self.recorded += carried(&act);
                vec![act]
            }
            // a record that is refused is always recorded
            _ => self.arrival.take().into_iter().chain([act]).collect(),
        }
    }

    /// How many records of application data were left out.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }
}

/// Bytes that an act has put on the wire or taken from it.
fn carried(act: &Act) -> usize {
    let transfers = act.events.iter().map(|event| match event {
        Event::Sent(transfer) | Event::Received(transfer) => transfer.content.len(),
        _ => 0,
    });
    transfers.sum()
}
