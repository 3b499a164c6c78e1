//! Where the screen gets its trace from: a simulation that it can run again, or a connection.

use crate::said;
use crate::scenario::Scenario;
use crate::text::Said;
use crate::trace::Trace;
use crate::trace::feed::{Feed, Request, Status, Update};
use std::cell::LazyCell;
use std::fmt;
use std::sync::mpsc::{Receiver, Sender};

/// Runs a scenario.
pub type Simulate = Box<dyn Fn(&Scenario) -> Trace>;
/// Finds a scenario by its name, with the reader's own settings in it; an error is prose.
pub type Load = Box<dyn Fn(&str) -> Result<Scenario, String>>;

/// Finds the scenario without the failure, for one in which something is wrong.
pub type Good = Box<dyn Fn(&Scenario) -> Result<Scenario, String>>;
/// Saves a scenario in a file of that name, which must not exist yet; an error is prose.
pub type Save = Box<dyn Fn(&Scenario, &str) -> Result<(), String>>;

/// A run in one of the formats, by its name. The scenario is there unless the run is a connection.
pub type Print = Box<dyn Fn(&str, &Trace, Option<&Scenario>) -> Vec<u8>>;
/// Writes secrets to a file of that name, which must not exist yet; an error is prose.
pub type Write = Box<dyn Fn(&str, &[u8]) -> Result<(), String>>;

/// A format in which a run can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Its name.
    pub name: String,
    /// How the name of a file in it ends, without the dot.
    pub extension: &'static str,
    /// What it is, in a few words.
    pub doc: String,
}

/// How a run, or a picture of the screen, becomes a file.
pub struct Exports {
    /// The formats of a run, in the order in which they are listed.
    pub formats: Vec<Format>,
    /// How to have a run in one of them.
    pub print: Print,
    /// How to write a file.
    pub write: Write,
}

impl Exports {
    /// For a screen without a reader, who alone could ask for a file.
    pub fn none() -> Self {
        Exports {
            formats: Vec::new(),
            print: Box::new(|_, _, _| Vec::new()),
            write: Box::new(|_, _| Ok(())),
        }
    }
}

/// A connection of a capture, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// Its number in the capture, from 1.
    pub number: usize,
    /// Its number, its two ends, and the name that the client asks for.
    pub between: String,
    /// How many columns its number takes, so that the rest can stand below the addresses.
    pub indent: usize,
    /// What was agreed on, how it ended, and what of it is decrypted or why nothing is.
    pub became: String,
}

/// Reads the connection with a number; an error is prose.
pub type OpenCaptured = Box<dyn Fn(usize) -> Result<Trace, String>>;

/// The connections of a capture, and how to open one.
pub struct Capture {
    /// What the capture is called.
    pub title: String,
    /// Its connections, in the order in which they begin.
    pub connections: Vec<Captured>,
    /// The one that is shown, by its place among them.
    pub shown: usize,
    /// How to open one.
    pub open: OpenCaptured,
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Capture");
        shown.field("title", &self.title).finish_non_exhaustive()
    }
}

/// A scenario that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// The heading under which it stands, beside others that are listed next to it.
    pub group: &'static str,
    /// What it shows.
    pub description: String,
    /// What there is to learn from it.
    pub lesson: String,
}

/// Where traces come from.
pub enum Source {
    /// A scenario that is simulated here, and the others.
    Simulation(Box<Simulation>, Library),
    /// A connection that a driver holds, and the scenarios that it can be compared with.
    Live(Feed, Library),
    /// One connection of a capture, and the others.
    Capture(Capture, Feed, Library),
}

/// What is made when it is first looked at.
pub type Lazily<T> = LazyCell<T, Box<dyn FnOnce() -> T>>;

/// The scenarios that there are, how to run them, and how a run leaves the screen.
pub struct Library {
    /// All that can be chosen, made when the reader first asks.
    pub scenarios: Lazily<Vec<Listed>>,
    /// How to run one.
    pub simulate: Simulate,
    /// How to get one.
    pub load: Load,
    /// How a run leaves the screen.
    pub exports: Exports,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}

/// A scenario, and what can be done with it.
pub struct Simulation {
    /// The one to begin with.
    pub scenario: Scenario,
    /// How to get the one to compare with.
    pub good: Good,
    /// How to save one.
    pub save: Save,
}

impl fmt::Debug for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("scenario", &self.scenario)
            .finish_non_exhaustive()
    }
}

/// A connection, as the stage sees it.
#[derive(Debug)]
pub struct Connection {
    pub requests: Sender<Request>,
    pub status: Status,
    /// The reader has asked to go on, and is to be taken to the first step that comes of it.
    pub follow: bool,
}

/// What feeds the stage.
#[derive(Debug)]
pub enum Driver {
    Simulation(Box<Simulation>),
    Connection(Connection),
}

impl Driver {
    /// A connection that a driver holds, and the news that will come of it.
    pub fn live(feed: Feed) -> (Self, Receiver<Update>) {
        let connection = Connection {
            requests: feed.requests,
            status: Status::WaitingForPeer,
            follow: true,
        };
        (Driver::Connection(connection), feed.updates)
    }
}

impl Connection {
    /// What the connection is doing, for the header.
    pub fn said(&self) -> Said {
        match &self.status {
            Status::Listening(address) => said!("tui.status.listening", address),
            Status::Ready => said!("tui.status.ready"),
            Status::WaitingForPeer => said!("tui.status.waiting"),
            Status::Open => said!("tui.status.open"),
            Status::Recorded(what) => said!("tui.status.recorded", what),
            Status::Ended(how) => said!("tui.status.ended", how),
        }
    }
}
