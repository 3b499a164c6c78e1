//! A run with a reader at it, without a screen: what the line mode and the check of a lesson work on.

use super::action::{Action, Tamper};
use super::aim::Aim;
use super::session::Order;
use super::view::{TABS, View};
use crate::label;
use crate::scenario::{AppMessage, Change, Interception, Scenario, simulate};
use crate::trace::{Place, PlaceError, Side, StepRef, Target, Trace, ValueId};

/// A run and where the reader is in it.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The run as it was opened.
    own: Scenario,
    /// With the reader's changes.
    scenario: Scenario,
    trace: Trace,
    cursor: usize,
    tab: &'static str,
    field: Option<String>,
    value: Option<ValueId>,
    origin: Option<ValueId>,
    who_could: Option<ValueId>,
    compared: bool,
}

impl Desk {
    /// A run at its first step.
    pub fn new(scenario: Scenario) -> Desk {
        Desk {
            trace: simulate(&scenario),
            own: scenario.clone(),
            scenario,
            cursor: 0,
            tab: TABS[0],
            field: None,
            value: None,
            origin: None,
            who_could: None,
            compared: false,
        }
    }

    /// What a reader has in front of them, in a run that was opened as this scenario. `None` for a connection.
    pub fn at(view: &View<'_>, own: &Scenario) -> Option<Desk> {
        let scenario = view.scenario?.clone();
        Some(Desk {
            own: own.clone(),
            scenario,
            trace: view.trace.clone(),
            cursor: view.cursor,
            tab: TABS.into_iter().find(|tab| *tab == view.tab)?,
            field: view.field.map(str::to_owned),
            value: view.value,
            origin: view.origin,
            who_could: view.who_could,
            compared: view.compared,
        })
    }

    /// What the reader has in front of them.
    pub fn view(&self) -> View<'_> {
        View {
            scenario: Some(&self.scenario),
            trace: &self.trace,
            cursor: self.cursor,
            tab: self.tab,
            field: self.field.as_deref(),
            value: self.value,
            origin: self.origin,
            who_could: self.who_could,
            compared: self.compared,
        }
    }

    /// The run.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The field that is selected.
    pub fn field(&self) -> Option<Target> {
        let name = self.field.clone()?;
        let here = Place::of(&self.trace, self.cursor)?;
        let place = Place {
            name: Some(name),
            ..here
        };
        place.resolve(&self.trace).ok()?.target
    }

    /// Carries out what a lesson does to the run.
    ///
    /// # Errors
    /// The run has no such place.
    pub fn carry_out(&mut self, order: Order) -> Result<(), PlaceError> {
        match order {
            Order::Run(scenario) => *self = Desk::new(*scenario),
            Order::Go(place, tab) => {
                self.tab = tab.unwrap_or(self.tab);
                self.go(&place)?;
            }
        }
        Ok(())
    }

    /// Goes to a place.
    ///
    /// # Errors
    /// The run has no such place.
    pub fn go(&mut self, place: &Place) -> Result<(), PlaceError> {
        let found = place.resolve(&self.trace)?;
        self.arrive(found.step);
        match found.target {
            Some(Target::Field { path, .. }) => self.field = Some(path),
            Some(Target::Value(id)) => self.value = Some(id),
            None => {}
        }
        Ok(())
    }

    /// Goes by steps, on or back, as far as there are any.
    pub fn step_by(&mut self, by: isize) {
        self.arrive(self.cursor.saturating_add_signed(by));
    }

    /// Does what a lesson waits for, as a reader would.
    pub fn perform(&mut self, action: &Action) {
        self.perform_as(action, None);
    }

    /// The same, with a change as it was named before.
    pub fn perform_as(&mut self, action: &Action, aim: Option<&Aim>) {
        match action {
            Action::Step(place) => {
                // a run that was changed may not come so far
                if self.go(place).is_err() {
                    self.arrive(usize::MAX);
                }
            }
            Action::Tab(tab) => self.tab = tab,
            Action::Select(name) => self.select(name),
            Action::Origin(name) => self.origin = self.value_named(name),
            Action::WhoCould(name) => self.who_could = self.value_named(name),
            Action::Tamper(tamper) => {
                let change = self.change(tamper, aim);
                self.change_run(|scenario| {
                    scenario.interceptions.push(Interception {
                        message: tamper.message,
                        occurrence: 1,
                        change,
                    });
                });
            }
            Action::Undo => self.undo(),
            Action::Send(side) => self.send(*side, label!("lesson.course.own_message")),
            Action::Accept => {
                self.change_run(|scenario| scenario.client.accept_any_certificate = true);
            }
            Action::Seed => {
                self.change_run(|scenario| scenario.seed = scenario.seed.wrapping_add(1))
            }
            Action::Noticed => {
                let noticed = self.view().noticed().map(|step| step.index);
                self.arrive(noticed.unwrap_or(usize::MAX));
            }
            Action::Compare => self.compared = true,
            Action::End => self.arrive(usize::MAX),
        }
    }

    /// Lets a side send a message.
    pub fn send(&mut self, from: Side, text: &str) {
        let message = AppMessage {
            from,
            text: text.to_owned(),
        };
        self.change_run(|scenario| scenario.messages.push(message));
    }

    /// Takes back every change.
    pub fn undo(&mut self) {
        let own = self.own.clone();
        self.change_run(|scenario| *scenario = own);
    }

    /// Changes the scenario and runs it again.
    pub fn change_run(&mut self, change: impl FnOnce(&mut Scenario)) {
        let place = StepRef::of(&self.trace, self.cursor);
        change(&mut self.scenario);
        self.scenario.expect = None;
        self.trace = simulate(&self.scenario);
        let same = place.and_then(|place| place.resolve(&self.trace).ok());
        self.arrive(same.unwrap_or(self.cursor));
    }

    fn arrive(&mut self, step: usize) {
        self.cursor = step.min(self.trace.steps().len().saturating_sub(1));
        self.field = None;
        self.value = None;
        self.origin = None;
        self.who_could = None;
        self.compared = false;
    }

    fn select(&mut self, name: &str) {
        let here = Place::of(&self.trace, self.cursor);
        if let Some(place) = here {
            let name = Some(name.to_owned());
            // what is not there stays unselected
            let _ = self.go(&Place { name, ..place });
        }
    }

    fn value_named(&self, name: &str) -> Option<ValueId> {
        let mut values = self.trace.values().iter();
        let found = values.find(|value| value.key_from(value.connection) == name)?;
        Some(found.id)
    }

    /// A change as a lesson waits for it: the one that was named before, if it is such a one.
    fn change(&self, tamper: &Tamper, aim: Option<&Aim>) -> Change {
        let aimed = aim.map(|aim| Interception {
            message: tamper.message,
            occurrence: 1,
            change: self.aimed(tamper, aim),
        });
        if let Some(aimed) = aimed.filter(|aimed| tamper.is(aimed)) {
            return aimed.change;
        }
        let field = tamper.field.clone();
        match (tamper.kinds.first().copied(), field) {
            (Some("drop"), _) | (None, None) => Change::Drop,
            (Some("repeat"), _) => Change::Repeat,
            (Some("swap"), _) => Change::Swap,
            (Some("cut"), _) => Change::Cut,
            (_, Some(field)) => self.flip(tamper, field),
            (Some(_), None) => self.flip(tamper, "ciphertext".to_owned()),
        }
    }

    /// The change that was named before.
    fn aimed(&self, tamper: &Tamper, aim: &Aim) -> Change {
        let field = aim.field.clone();
        match aim.bytes.clone() {
            None => Change::Flip {
                byte: aim.byte,
                field,
                bit: aim.bit,
            },
            Some(bytes) if self.len(tamper, &field) == Some(bytes.len()) => Change::Set {
                byte: 0,
                field,
                bytes,
            },
            Some(bytes) => Change::Replace { field, bytes },
        }
    }

    /// The last bit of a field is flipped.
    fn flip(&self, tamper: &Tamper, field: String) -> Change {
        Change::Flip {
            byte: self.len(tamper, &field).unwrap_or(1).saturating_sub(1),
            field,
            bit: 0,
        }
    }

    /// How many bytes a field of a message has.
    fn len(&self, tamper: &Tamper, field: &str) -> Option<usize> {
        let mut steps = self.trace.steps().iter();
        let step = steps.find(|step| step.key() == tamper.message.key())?;
        let named = |path: &str| path == field || path.ends_with(&format!(".{field}"));
        let buffers = &step.message.as_ref()?.buffers;
        let mut fields = buffers.iter().flat_map(|buffer| buffer.fields());
        fields
            .find(|placed| named(&placed.path))
            .map(|placed| placed.node.len())
    }
}
