//! Both ends in one process, taking turns.
//!
//! Each does one unit of work at a time, so that what both compute at the same point of the handshake
//! is side by side. The caller passes on what a side sends, and may change it: [`BothEnds`] move no
//! bytes by themselves.

use crate::endpoint::{Endpoint, Progress};
use crate::protocol::{Act, Side, StateId, Topic};

/// The states of a server between ClientKeyExchange and the master secret.
const BEFORE_MASTER_SECRET: [StateId; 3] = [
    StateId::CheckClientCertificate,
    StateId::CheckCertificateVerify,
    StateId::DecryptPreMasterSecret,
];

/// Both ends, and whose turn it is.
pub struct BothEnds {
    ends: [Box<dyn Endpoint>; 2],
    turn: Side,
    /// The side that sends only when the other waits.
    patient: Option<Side>,
}

/// One unit of work of one side.
pub struct Unit {
    /// The side that worked.
    pub side: Side,
    /// What it reports about its work.
    pub acts: Vec<Act>,
    /// The bytes for its peer, which has not received them yet.
    pub output: Vec<u8>,
}

impl BothEnds {
    /// Both, of which the client begins.
    pub fn new(client: Box<dyn Endpoint>, server: Box<dyn Endpoint>) -> Self {
        BothEnds {
            ends: [client, server],
            turn: Side::Client,
            patient: None,
        }
    }

    /// Lets a side work only when the other does not act by itself: an attacker with a recording
    /// sends when the other side waits, as the recorded side did.
    pub fn patient(self, side: Side) -> Self {
        BothEnds {
            patient: Some(side),
            ..self
        }
    }

    /// One of the ends.
    pub fn end(&mut self, side: Side) -> &mut dyn Endpoint {
        self.ends[side as usize].as_mut()
    }

    /// One of the ends. It is its turn now.
    pub fn turn_to(&mut self, side: Side) -> &mut dyn Endpoint {
        self.turn = side;
        self.end(side)
    }

    /// Whether the handshake is complete on both sides and neither has ended.
    pub fn is_open(&self) -> bool {
        self.ends.iter().all(|end| end.is_open())
    }

    /// Tells both ends that no more bytes will come.
    pub fn end_of_input(&mut self) {
        self.ends.iter_mut().for_each(|end| end.end_of_input());
    }

    /// The next unit of work, of the side whose turn it is if it can do any. `None` once neither can.
    pub fn work(&mut self) -> Option<Unit> {
        let mut waiting = 0;
        while waiting < 2 {
            let side = self.turn;
            if self.lets_the_other_go_first(side) {
                self.turn = side.peer();
                continue;
            }
            let active = self.end(side);
            let mut acts = Vec::new();
            let progress = active.work(&mut acts);
            let output = active.take_output();
            if progress != Progress::Worked {
                waiting += 1;
                self.turn = side.peer();
                continue;
            }
            // a side that has just received a message goes on at once, and so does one with an alert to send
            let received = |act: &Act| matches!(act.topic, Topic::Receive(_));
            if !acts.last().is_some_and(received) && active.state() != StateId::SendAlert {
                self.turn = side.peer();
            }
            return Some(Unit { side, acts, output });
        }
        None
    }

    fn lets_the_other_go_first(&self, side: Side) -> bool {
        let [own, other] = [side, side.peer()].map(|side| &self.ends[side as usize]);
        // both derive the master secret in one step: the side that is ready waits for the other
        let ready = own.state() == StateId::DeriveMasterSecret;
        ready && BEFORE_MASTER_SECRET.contains(&other.state())
            || self.patient == Some(side) && other.acts_next()
    }
}
