//! Building a handshake on the stage.

use super::model::Model;
use super::model::desk::Desk;
use super::overlay::bench::BenchWindow;
use super::overlay::verdict::VerdictWindow;
use super::stage::Stage;
use crate::lesson::build::{Bench, Level};
use crate::said;

impl Stage {
    /// Lets the reader build the handshake of the run that is open, or go on with one that was begun.
    pub fn offer_bench(&mut self) {
        let Some(scenario) = self.model.scenario() else {
            return self.complain(said!("tui.bench.no_simulation"));
        };
        let desk = self.model.desk.as_ref();
        let same =
            desk.is_some_and(|desk| scenario.built.is_some() || desk.bench.scenario() == scenario);
        if !same {
            let scenario = scenario.clone();
            return match Bench::new(scenario, Level::Messages) {
                Ok(bench) => self.build(bench),
                Err(refusal) => {
                    let name = self.model.run.run().scenario.clone();
                    self.complain(refusal.said(&name));
                }
            };
        }
        self.over.clear();
        let window = BenchWindow::of(&self.model);
        self.lay_over(window);
    }

    /// Lets the reader build a handshake.
    pub fn build(&mut self, bench: Bench) {
        let scenario = bench.scenario().clone();
        self.model.desk = Some(Desk::of(bench));
        self.over.clear();
        // the run below must not tell how a handshake goes
        self.model.open_run(scenario);
        self.model.veiled = true;
        self.model.newcomer = false;
        self.model.present(false);
        let window = BenchWindow::of(&self.model);
        self.lay_over(window);
    }

    /// Begins again with more to build, or with the least.
    pub(super) fn change_level(&mut self) {
        let Some(desk) = &self.model.desk else {
            return;
        };
        let number = desk.bench.level().number() + 1;
        let level = Level::numbered(number).unwrap_or(Level::Messages);
        let scenario = desk.bench.scenario().clone();
        if let Ok(bench) = Bench::new(scenario, level) {
            self.build(bench);
        }
    }

    /// Runs what was built.
    pub(super) fn run_built(&mut self) {
        if self.model.desk.is_some() {
            self.model.run_built();
            self.over.clear();
            self.lay_over(VerdictWindow::default());
        }
    }
}

impl Model {
    /// Runs what was built, and goes to the step in which it breaks.
    pub fn run_built(&mut self) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let verdict = desk.run();
        let scenario = verdict.scenario.clone();
        let step = verdict.broken.as_ref().map(|broken| broken.step);
        self.veiled = false;
        self.open_run(scenario);
        self.go_to(step.unwrap_or(0));
    }
}
