//! A client of the student's own, which makes a whole connection with a server that says how far it got.

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Wanted};
use crate::lesson::homework::runs::Runs;
use crate::lesson::homework::served::Served;
use crate::said;

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let served = Served::of(runs.draw, &runs.student);
    let suite = served.suite().map_or("", |suite| suite.name);
    Made {
        text: said!(
            "homework.task.own_client.text",
            code = served.code(),
            suite,
            text = served.text()
        ),
        files: Vec::new(),
        asked: vec![Asked {
            name: "report".to_owned(),
            weight: 1.0,
            wanted: Wanted::Connection(served),
        }],
    }
}
