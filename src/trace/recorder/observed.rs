//! What is seen of a connection between two peers, and computed in their place.
//!
//! Each message is a step of its sender, and what a reader computes is a step of the reader. What both sides
//! must have computed to go on is known to both from that step on. A value that crosses the wire encrypted, and
//! that no one computes, stays sealed.

use super::super::journal::Observation;
use super::super::step::Actor;
use super::Recorder;
use crate::protocol::{Event, Side, Topic};

impl Recorder {
    /// A message that was captured, or something that its reader computes.
    pub(super) fn observed(&mut self, observation: Observation) {
        let Observation {
            side,
            topic,
            events,
        } = observation;
        let actor = match topic {
            Topic::Send(_) => Actor::One(side),
            _ => Actor::Reader,
        };
        let step = self.new_step(topic, actor);
        for event in events {
            match event {
                // both keep the same transcript, and it ends for both in the same way
                Event::Transcribed {
                    message,
                    sender,
                    bytes,
                } => {
                    self.transcribe(step, Side::Client, message, sender, bytes.clone());
                    self.transcribe(step, Side::Server, message, sender, bytes);
                }
                event => self.apply(step, side, event),
            }
        }
        if let Some(message) = &mut self.trace.steps[step].message {
            message.sealed = !message.is_readable();
        }
        for (side, part) in std::mem::take(&mut self.present.brought) {
            self.brought(side, part);
        }
    }
}
