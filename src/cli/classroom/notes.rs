//! `premaster notes`: what a speaker says, in a second terminal.

use super::super::failure::Failure;
use super::super::screen::{self, Look};
use super::{join, place};
use clap::Args;
use premaster::label;
use premaster::lesson::notes::Talk;
use premaster::said;
use premaster::scenario::simulate;
use premaster::tui::{self, Options, Shared, Spoken};
use std::path::PathBuf;
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
    /// The socket of the class that is presented to; by default the newest presentation of the same user
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
    let (sender, spoken) = mpsc::channel();
    thread::spawn(move || listen(socket, &sender));
    tui::speak(place, spoken, Options::from(look))
        .map_err(|error| Failure::unfinished(error.to_string(), None))
}

fn escaped(text: &str) -> String {
    premaster::text::escaped(text.as_bytes())
}

/// Looks for a presentation, hears it to its end, and looks for the next.
fn listen(socket: Option<PathBuf>, sender: &Sender<Spoken>) {
    loop {
        let places = match &socket {
            Some(path) => vec![path.clone()],
            None => place::all(),
        };
        let shared = places.iter().find_map(|path| join::join(path).ok());
        if let Some(shared) = shared
            && !tell(shared, sender)
        {
            return;
        }
        thread::sleep(AGAIN);
    }
}

/// Passes on what is shown, with the run computed once for each scenario. `false` if no one listens any more.
fn tell(shared: Receiver<Shared>, sender: &Sender<Spoken>) -> bool {
    let mut last = None;
    for Shared { scenario, at, .. } in shared {
        let trace = match last {
            Some((ref before, ref trace)) if *before == scenario => Arc::clone(trace),
            _ => {
                let trace = Arc::new(simulate(&scenario));
                last = Some((scenario, Arc::clone(&trace)));
                trace
            }
        };
        let Ok(located) = at.resolve(&trace) else {
            continue;
        };
        let step = located.step;
        if sender.send(Spoken { trace, step }).is_err() {
            return false;
        }
    }
    true
}
