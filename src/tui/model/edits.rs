//! What the reader changes in the scenario. Each change makes another scenario, which is run again.

use super::Model;
use super::place::{Focus, Room, Tab};
use super::source::Driver;
use crate::said;
use crate::scenario::{AppMessage, Scenario};
use crate::trace::Side;
use crate::trace::feed::Request;
use crate::tui::draw::theme::{ColorChoice, Theme};

impl Model {
    /// Changes the scenario and runs it again; the change can be undone.
    pub fn edit(&mut self, change: impl FnOnce(&mut Scenario)) {
        if let Driver::Simulation(simulation) = &mut self.driver {
            let before = simulation.scenario.clone();
            change(&mut simulation.scenario);
            if simulation.scenario != before {
                self.history.push(before);
            }
            self.simulate();
        }
    }

    /// Undoes the last change.
    pub fn undo(&mut self) {
        let Some(before) = self.history.pop() else {
            return self.say(said!("tui.notice.nothing_to_undo"));
        };
        if let Driver::Simulation(simulation) = &mut self.driver {
            simulation.scenario = before;
            self.simulate();
        }
        self.say(match self.history.len() {
            0 => said!("tui.notice.undone"),
            changes => said!("tui.notice.undone_one", changes),
        });
    }

    /// Lets the client continue with a certificate that failed its checks, or makes it stop again.
    pub fn click_through(&mut self) {
        if !self.is_simulation() {
            return self.complain(said!("tui.notice.insecure"));
        }
        let scenario = self.scenario();
        let now = scenario.is_some_and(|scenario| scenario.client.accept_any_certificate);
        if !now && !self.warned() {
            return self.complain(said!("tui.notice.no_warning"));
        }
        self.edit(|scenario| {
            scenario.client.accept_any_certificate = !now;
            scenario.expect = None;
        });
        self.say(match now {
            true => said!("tui.notice.stops_again"),
            false => said!("tui.notice.ignored"),
        });
    }

    /// Whether the client is warned of a certificate in this run.
    pub fn warned(&self) -> bool {
        let mut steps = self.index.certificate_checks.iter();
        steps.any(|step| {
            let step = &self.trace.steps()[*step];
            step.actor.includes(Side::Client) && step.checks.iter().any(|check| !check.passed)
        })
    }

    /// Whether the client has continued with a certificate that failed its checks.
    pub fn clicked_through(&self) -> bool {
        self.trace.clicked_through().is_some()
    }

    /// Saves the scenario in a file.
    pub fn save(&mut self, name: &str) {
        let Driver::Simulation(simulation) = &self.driver else {
            return;
        };
        let name = name.trim();
        match (simulation.save)(&simulation.scenario, name) {
            Ok(()) => {
                let own = self
                    .library
                    .scenarios
                    .iter()
                    .any(|listed| listed.name == name);
                let name = argument(name, own);
                self.say(said!("tui.notice.saved", name));
            }
            Err(words) => self.complain(said!("tui.notice.plain", words)),
        }
    }

    /// Application data from a side.
    pub fn send(&mut self, from: Side, text: String) {
        match &mut self.driver {
            Driver::Connection(connection) => {
                connection.follow = true;
                let sent = connection.requests.send(Request::Send(text.into_bytes()));
                match sent {
                    Ok(()) => self.say(said!("tui.notice.passed_on")),
                    Err(_) => self.complain(said!("tui.notice.over")),
                }
            }
            Driver::Simulation(_) => {
                self.edit(|scenario| scenario.messages.push(AppMessage { from, text }));
                match self.last_protected(from) {
                    Some(step) => self.go_to(step),
                    None => self.complain(said!("tui.notice.no_data")),
                }
            }
        }
    }

    /// Runs the scenario with another seed.
    pub fn run_with_seed(&mut self, seed: u64) {
        if self.is_simulation() {
            self.edit(|scenario| scenario.seed = seed);
            self.say(said!("tui.notice.run_again", seed));
        }
    }

    /// Runs the scenario.
    pub fn simulate(&mut self) {
        if let Driver::Simulation(simulation) = &self.driver {
            let trace = (self.library.simulate)(&simulation.scenario);
            self.show(trace);
        }
    }

    /// Opens another scenario, with a seed if one is given. The edits so far can be undone. False if there is no such
    /// scenario, which the reader is told.
    pub fn load(&mut self, name: &str, seed: Option<u64>) -> bool {
        if let Driver::Simulation(simulation) = &mut self.driver {
            match (self.library.load)(name) {
                Ok(mut scenario) => {
                    scenario.seed = seed.unwrap_or(scenario.seed);
                    let before = std::mem::replace(&mut simulation.scenario, scenario);
                    if simulation.scenario != before {
                        self.history.push(before);
                    }
                    self.cursor = 0;
                    self.room = Room::Shared;
                    self.focus = Focus::Panel;
                    self.simulate();
                    self.warn();
                    return true;
                }
                Err(words) => self.complain(said!("tui.notice.plain", words)),
            }
        }
        false
    }

    /// Makes this the run. There is nothing before it to go back to.
    pub fn open_run(&mut self, scenario: Scenario) {
        if let Driver::Simulation(simulation) = &mut self.driver {
            simulation.scenario = scenario;
            self.history.clear();
            self.jumps.clear();
            self.cursor = 0;
            self.room = Room::Shared;
            self.focus = Focus::Panel;
            self.tab = Tab::Explain;
            self.simulate();
        }
    }

    /// Another ground for the colours.
    pub fn change_ground(&mut self) {
        if matches!(self.theme.color, ColorChoice::Mono | ColorChoice::Ansi16) {
            return self.say(said!("tui.notice.colours"));
        }
        let ground = self.theme.ground.turned();
        self.theme = Theme::new(self.theme.color, ground, self.theme.marks.ascii);
    }
}

/// A file as an argument for a shell. One with the name of a built-in scenario (`own`) gets its folder
/// to tell them apart, and so does one that would be taken for an option.
fn argument(file: &str, own: bool) -> String {
    let file = match own || file.starts_with('-') {
        true => format!("./{file}"),
        false => file.to_owned(),
    };
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    match file.chars().all(plain) {
        true => file,
        false => format!("'{}'", file.replace('\'', r"'\''")),
    }
}
