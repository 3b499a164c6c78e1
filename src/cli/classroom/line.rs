//! What a presenting screen tells those who look along: lines of JSON.

use premaster::label;
use premaster::lesson::course::Asked;
use premaster::lesson::vote::{MOST_ANSWERS, Tally};
use premaster::said;
use premaster::scenario::{Overrides, Scenario};
use premaster::text::Said;
use premaster::trace::{Place, PlaceError, Side};
use premaster::tui::{Focus, LessonNotes, Part, Pointer, Poll, PollState, Presenting, Shared, Tab};
use serde::{Deserialize, Serialize};

/// The longest line in bytes. A scenario takes a few thousand; what is longer comes from something else.
pub(super) const LONGEST: usize = 1 << 20;

/// Who hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// The user who presents, in the notes: also how the class votes, and what a lesson says to its speaker.
    Speaker,
    /// Every user of this machine.
    Class,
}

/// What the screen shows.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The name of the scenario.
    name: String,
    /// The scenario as a file: everything that the run depends on.
    scenario: String,
    /// The place of the reader.
    at: String,
    /// The open tab, by its key.
    tab: String,
    /// Whether it is the presentation that is shown.
    presenting: bool,
    /// Whether what is new in a step is hidden at first.
    hides: bool,
    /// Whether it has been revealed.
    revealed: bool,
    /// The part that is lit, by its place among all.
    spotlight: Option<usize>,
    /// What is pointed at.
    pointer: Option<Pointed>,
    /// The pane that the arrow keys move in, and the row that is selected in it.
    focus: Pane,
    row: Option<usize>,
    /// What the class is asked.
    poll: Option<Asking>,
    /// The lesson that is shown.
    lesson: Option<Notes>,
}

/// What a speaker points at: a value by the row among all values.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Pointed {
    Client(usize),
    Server(usize),
    Wire,
    Eve,
    Words,
}

/// A pane.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Pane {
    Client,
    Server,
    Wire,
    Panel,
}

/// A question that is put to the class.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    /// The question as in a lesson: template, step, arguments.
    asked: String,
    /// The number of the round.
    round: u32,
    /// How far the vote has come, by its place among all.
    state: usize,
    /// How many answers there are.
    answers: usize,
    /// Whether several can be chosen.
    several: bool,
    /// How the class has voted.
    tallies: Vec<Tally>,
}

/// A lesson as its speaker needs it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    title: String,
    minutes: u32,
    notes: Vec<String>,
}

/// What is shown, as a line with its end.
pub(super) fn write(shared: &Shared, to: Audience) -> String {
    let speaker = to == Audience::Speaker;
    let lesson = shared.lesson.as_ref().filter(|_| speaker);
    let line = Line {
        name: shared.scenario.name.clone(),
        scenario: shared.scenario.to_toml(),
        at: shared.at.to_string(),
        tab: shared.tab.key().to_owned(),
        presenting: shared.presenting.on,
        hides: shared.presenting.hides,
        revealed: shared.presenting.revealed,
        spotlight: shared.presenting.spotlight.map(|part| part as usize),
        pointer: shared.presenting.pointer.map(Pointed::from),
        focus: shared.focus.into(),
        row: shared.row,
        poll: shared.poll.as_ref().map(|poll| Asking {
            asked: poll.asked.to_string(),
            round: poll.round,
            state: poll.state as usize,
            answers: poll.answers,
            several: poll.several,
            tallies: match speaker {
                true => poll.tallies.clone(),
                false => Vec::new(),
            },
        }),
        lesson: lesson.map(|lesson| Notes {
            title: lesson.title.clone(),
            minutes: lesson.minutes,
            notes: lesson.notes.clone(),
        }),
    };
    // there is nothing in it that JSON cannot hold
    let mut line = serde_json::to_string(&line).unwrap_or_default();
    line.push('\n');
    line
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(line: &str) -> Result<Shared, Said> {
    let wrong = |error: String| said!("cli.classroom.line", error);
    let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    let origin = label!("cli.classroom.origin");
    let scenario = Scenario::from_toml(&line.scenario, &line.name, origin, Overrides::default());
    let scenario = scenario.map_err(|error| wrong(error.to_string()))?;
    let at: Place = line
        .at
        .parse()
        .map_err(|error: PlaceError| wrong(error.to_string()))?;
    let tab = Tab::ALL.into_iter().find(|tab| tab.key() == line.tab);
    Ok(Shared {
        scenario,
        at,
        tab: tab.unwrap_or_default(),
        presenting: Presenting {
            on: line.presenting,
            hides: line.hides,
            revealed: line.revealed,
            spotlight: line.spotlight.and_then(|at| Part::ALL.get(at).copied()),
            pointer: line.pointer.map(Pointer::from),
        },
        focus: line.focus.into(),
        row: line.row,
        poll: line.poll.map(Asking::read).transpose().map_err(wrong)?,
        lesson: line.lesson.map(|lesson| LessonNotes {
            title: lesson.title,
            minutes: lesson.minutes,
            notes: lesson.notes,
        }),
    })
}

impl Asking {
    fn read(self) -> Result<Poll, String> {
        let state = PollState::ALL.get(self.state).copied();
        Ok(Poll {
            asked: Asked::read(&self.asked).map_err(|said| said.to_string())?,
            round: self.round,
            state: state.unwrap_or(PollState::Closed),
            answers: self.answers.min(MOST_ANSWERS),
            several: self.several,
            tallies: self.tallies,
        })
    }
}

impl From<Pointer> for Pointed {
    fn from(pointer: Pointer) -> Self {
        match pointer {
            Pointer::Value(Side::Client, row) => Pointed::Client(row),
            Pointer::Value(Side::Server, row) => Pointed::Server(row),
            Pointer::Wire => Pointed::Wire,
            Pointer::Eve => Pointed::Eve,
            Pointer::Words => Pointed::Words,
        }
    }
}

impl From<Pointed> for Pointer {
    fn from(pointed: Pointed) -> Self {
        match pointed {
            Pointed::Client(row) => Pointer::Value(Side::Client, row),
            Pointed::Server(row) => Pointer::Value(Side::Server, row),
            Pointed::Wire => Pointer::Wire,
            Pointed::Eve => Pointer::Eve,
            Pointed::Words => Pointer::Words,
        }
    }
}

impl From<Focus> for Pane {
    fn from(focus: Focus) -> Self {
        match focus {
            Focus::Side(Side::Client) => Pane::Client,
            Focus::Side(Side::Server) => Pane::Server,
            Focus::Wire => Pane::Wire,
            Focus::Panel => Pane::Panel,
        }
    }
}

impl From<Pane> for Focus {
    fn from(pane: Pane) -> Self {
        match pane {
            Pane::Client => Focus::Side(Side::Client),
            Pane::Server => Focus::Side(Side::Server),
            Pane::Wire => Focus::Wire,
            Pane::Panel => Focus::Panel,
        }
    }
}
