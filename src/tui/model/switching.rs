//! The switches of the run: the reader turns one on or off, and the scenario is run again.

use super::Model;
use crate::protocol::{Hindrance, Side, Suite, Switch};
use crate::scenario::Scenario;
use crate::trace::{ConnectionId, Trace};

/// Whether two scenarios are the same but for their switches.
fn differ_by_switches_alone(one: &Scenario, other: &Scenario) -> bool {
    let mut one = one.clone();
    one.client.switches = other.client.switches;
    one.server.switches = other.server.switches;
    one.expect.clone_from(&other.expect);
    one == *other
}

/// A step's place by its meaning: its connection, its key, and how many steps before it have the same.
fn place(trace: &Trace, step: usize) -> Option<(ConnectionId, &'static str, usize)> {
    let step = trace.steps().get(step)?;
    let before = trace.before(step).iter();
    let like = before.filter(|other| other.key() == step.key()).count();
    Some((step.connection, step.key(), like))
}

impl Model {
    /// At which sides a switch is on, client first.
    pub fn switched(&self, switch: Switch) -> [bool; 2] {
        let of = |scenario: &Scenario| {
            Side::BOTH.map(|side| match side {
                Side::Client => scenario.client.switches.has(switch),
                Side::Server => scenario.server.switches.has(switch),
            })
        };
        self.scenario().map_or([false, false], of)
    }

    /// Why a switch is of no use on this connection, and the suite.
    pub fn no_use_with(&self, switch: Switch) -> Option<(Hindrance, &'static Suite)> {
        let (rules, suite) = self.connection().agreed()?;
        Some((switch.hindrance(rules, suite)?, suite))
    }

    /// Turns a switch on at both sides, or off if it is on at both, and runs the scenario again. The
    /// reader stays at the same step.
    pub fn turn(&mut self, switch: Switch) {
        let on = self.switched(switch) != [true, true];
        let here = place(&self.run, self.cursor);
        self.edit(|scenario| {
            for switches in [&mut scenario.client.switches, &mut scenario.server.switches] {
                *switches = switches.with(switch, on);
            }
            scenario.expect = None;
        });
        let mut steps = 0..self.run.steps().len();
        if let Some(step) = steps.find(|step| here.is_some() && place(&self.run, *step) == here) {
            self.go_to(step);
        }
    }

    /// The scenario as it was before the reader turned switches, if they are different now.
    pub fn before_switching(&self) -> Option<&Scenario> {
        let now = self.scenario()?;
        let since = self.history.iter().rev();
        let since = since.take_while(|before| differ_by_switches_alone(before, now));
        since.last().filter(|before| {
            (before.client.switches, before.server.switches)
                != (now.client.switches, now.server.switches)
        })
    }

    /// Whether there is a run, or a connection, that this one should be compared with.
    pub fn has_counterpart(&self) -> bool {
        self.differs_from_good() || self.before_switching().is_some() || self.has_connections()
    }
}
