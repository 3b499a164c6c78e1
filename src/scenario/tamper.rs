//! A scenario with an attacker on the path added to it.

use super::description::Scenario;
use super::interception::Interception;
use crate::said;

impl Scenario {
    /// The same, with an attacker on the path that does this as well. How the scenario ended before says nothing of
    /// how it ends now.
    pub fn tamper(&mut self, interception: Interception) {
        if self.interceptions.is_empty() {
            let name = self.name.as_str();
            self.description = said!("scenario.tampered", name).to_string();
            self.lesson.clear();
        }
        // of what is done to a message as a whole, the last counts
        if interception.change.is_of_the_whole() {
            let of = |it: &Interception| (it.message, it.occurrence);
            let same = |other: &Interception| of(other) == of(&interception);
            self.interceptions
                .retain(|other| !same(other) || !other.change.is_of_the_whole());
        }
        self.interceptions.push(interception);
        self.expect = None;
    }
}
