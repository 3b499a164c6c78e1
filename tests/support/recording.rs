//! Records acts as a link would that delivers everything as it was sent.
#![allow(dead_code, reason = "each room uses a part of it")]

use premaster::trace::journal::{LinkEvent, TransferCounter};
use premaster::trace::{Act, Event, Findings, Recorder, Run, RunKind, Trace};

/// A recorder, and the link.
pub struct Recording {
    recorder: Recorder,
    counter: TransferCounter,
}

impl Recording {
    pub fn new(run: Run) -> Self {
        Recording {
            recorder: Recorder::new(run),
            counter: TransferCounter::default(),
        }
    }

    /// Records an act, and that what it sends arrives.
    pub fn record(&mut self, act: Act) {
        let side = act.side;
        let sent = act.events.iter().filter(|event| {
            let linked = self.trace().run().kind == RunKind::Simulation;
            linked && matches!(event, Event::Sent(_))
        });
        let sent = sent.count();
        self.recorder.record(act);
        for _ in 0..sent {
            let message = self.counter.next(side);
            self.recorder.record(LinkEvent::delivered(message));
        }
    }

    pub fn trace(&self) -> &Trace {
        self.recorder.trace()
    }

    pub fn finish(self) -> Trace {
        self.recorder.finish(Findings::default())
    }
}
