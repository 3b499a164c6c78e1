//! `premaster notes`: what a speaker says, in a second terminal.

use super::super::failure::Failure;
use super::super::screen::{self, Look};
use super::join::{self, NotJoined};
use super::place;
use clap::Args;
use premaster::label;
use premaster::lesson::notes::Talk;
use premaster::lesson::vote::Ballot;
use premaster::said;
use premaster::scenario::simulate;
use premaster::text::Said;
use premaster::tui::{self, Heard, Options, Shared, Spoken};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// How often a presentation is looked for until there is one.
const AGAIN: Duration = Duration::from_millis(500);

/// Which notes, and of which presentation.
#[derive(Debug, Args)]
pub(in super::super) struct NotesOptions {
    /// The talk: short (5 minutes), medium (15) or long (45); a key switches too
    #[arg(long, value_name = "TALK", default_value = "medium")]
    talk: String,
    /// The socket of a presentation; by default the newest one of the same user. That of a class does not tell how it votes
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
    #[command(flatten)]
    look: Look,
}

/// Shows the notes until the speaker leaves.
pub(super) fn run(options: NotesOptions) -> Result<(), Failure> {
    let NotesOptions { talk, socket, look } = options;
    let place = Talk::all().iter().position(|one| one.key == talk);
    let Some(place) = place else {
        let known: Vec<&str> = Talk::all().iter().map(|talk| talk.key.as_str()).collect();
        let message = said!("cli.classroom.no_talk", talk = escaped(&talk));
        let hint = said!("cli.classroom.talks", known);
        return Err(Failure::usage(message.to_string(), hint.to_string()));
    };
    screen::demand(&look, label!("cli.classroom.notes_need_a_screen"))?;
    let (sender, heard) = mpsc::channel();
    thread::spawn(move || listen(socket, &sender));
    tui::speak(place, heard, Options::from(look))
        .map_err(|error| Failure::unfinished(error.to_string(), None))
}

fn escaped(text: &str) -> String {
    premaster::text::escaped(text.as_bytes())
}

/// Looks for a presentation, hears it to its end, and looks for the next.
fn listen(socket: Option<PathBuf>, sender: &Sender<Heard>) {
    loop {
        let places = match &socket {
            Some(path) => vec![path.clone()],
            None => place::all(),
        };
        let goes_on = match places.iter().find_map(|path| heard(path)) {
            Some(Ok(shows)) => tell(shows, sender) && sender.send(Heard::Gone).is_ok(),
            Some(Err(said)) => sender.send(Heard::Refused(said)).is_ok(),
            None => true,
        };
        if !goes_on {
            return;
        }
        thread::sleep(AGAIN);
    }
}

/// The presentation at a path, or why it cannot be heard; `None` if there is none.
fn heard(path: &Path) -> Option<Result<Receiver<Shared>, Said>> {
    match join::listen_in(path) {
        Ok(shows) => Some(Ok(shows)),
        Err(NotJoined::Refused(said)) => Some(Err(said)),
        Err(NotJoined::None(_)) => None,
    }
}

/// Passes on what is shown, with the run computed once for each scenario. `false` if no one listens any more.
fn tell(shows: Receiver<Shared>, sender: &Sender<Heard>) -> bool {
    let mut last = None;
    for shared in shows {
        let Shared {
            scenario,
            at,
            poll,
            lesson,
            ..
        } = shared;
        let trace = match last {
            Some((ref before, ref trace)) if *before == scenario => Arc::clone(trace),
            _ => {
                let trace = Arc::new(simulate(&scenario));
                last = Some((scenario.clone(), Arc::clone(&trace)));
                trace
            }
        };
        let Ok(located) = at.resolve(&trace) else {
            continue;
        };
        let vote = poll.and_then(|poll| {
            let question = poll.asked.question(&trace, Some(&scenario), scenario.seed);
            let ballot = Ballot::of(question.ok()?)?;
            Some((poll, ballot))
        });
        let spoken = Spoken {
            step: located.step,
            trace,
            vote,
            lesson,
        };
        if sender.send(Heard::Shows(Box::new(spoken))).is_err() {
            return false;
        }
    }
    true
}
