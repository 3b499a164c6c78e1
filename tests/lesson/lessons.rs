//! Lessons: every one can be done from its beginning to its end, and what is wrong in one is found where it stands.

use premaster::lesson::course::{self, Course, Keys};
use std::sync::Arc;

const KEYS: Keys<'static> = Keys {
    key: &premaster::tui::key_of_title,
};

fn lesson(name: &str) -> Arc<Course> {
    Arc::new(course::builtin(name).expect("a lesson of the program"))
}

/// What `premaster lesson --check` finds, with fewer seeds.
#[test]
fn every_lesson_passes_its_check() {
    for name in course::names() {
        let findings = course::check(&lesson(name), KEYS, 2);
        let said: Vec<String> = findings
            .iter()
            .map(|finding| format!("{name}:{}: {}", finding.spot.line, finding.said))
            .collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}
