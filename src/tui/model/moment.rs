//! A moment of a step's motion: where the message is on its way, and what has arrived. It follows
//! from the time since the step and from nothing else.

use super::Model;
use crate::trace::Side;
use std::time::Duration;

/// The time that a message takes, and a computation.
const WHOLE: Duration = Duration::from_millis(350);
/// A frame of the motion.
pub const FRAME: Duration = Duration::from_millis(20);

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the next step: the message travels from its sender to its receiver.
    Forward,
    /// To the step before: the message of the present step goes back.
    Back,
}

/// How far the motion of the present step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// In thousandths of the whole.
    pub thousandths: u16,
    /// While the run plays: how much of the present step's time is over, in thousandths.
    pub played: u16,
}

impl Moment {
    /// Nothing moves any more.
    pub const STILL: Moment = Moment {
        thousandths: 1000,
        played: 0,
    };

    /// So long after the key; back the same runs the other way in half the time.
    pub fn after(since: Duration, way: Way) -> Moment {
        let whole = match way {
            Way::Forward => WHOLE,
            Way::Back => WHOLE / 2,
        };
        let passed = (since.as_millis() * 1000 / whole.as_millis()).min(1000) as u16;
        Moment {
            thousandths: match way {
                Way::Forward => passed,
                Way::Back => 1000 - passed,
            },
            ..Moment::STILL
        }
    }

    /// The same, with so much of a step's time over.
    pub fn playing(self, since: Duration, pace: Duration) -> Moment {
        let played = since.as_millis() * 1000 / pace.as_millis().max(1);
        Moment {
            played: played.min(1000) as u16,
            ..self
        }
    }

    /// How long a motion takes.
    pub fn duration(way: Way) -> Duration {
        match way {
            Way::Forward => WHOLE,
            Way::Back => WHOLE / 2,
        }
    }

    /// Whether the message has passed the eavesdropper, half way.
    pub fn has_passed(self) -> bool {
        self.thousandths >= 500
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        self.thousandths >= 1000
    }

    /// Whether what is new in the present step has come to a side.
    pub fn has_arrived(self, model: &Model, side: Side) -> bool {
        let Some(step) = model.step() else {
            return true;
        };
        match &step.message {
            Some(message) if message.sender == side => true,
            Some(_) => self.is_over(),
            None if step.actor.includes(side) => self.is_over(),
            None => true,
        }
    }
}
