//! `premaster follow`: the run of a teacher's screen, and its place in it, on a student's own.

use super::super::exports::exports;
use super::super::failure::Failure;
use super::super::screen::{self, Look};
use super::super::stages;
use super::join::{self, Joined, NotJoined};
use super::reply;
use clap::Args;
use premaster::label;
use premaster::said;
use premaster::tui::{Company, Guidance, Options, Reply, Shared};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the first word of a presentation may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The time between two looks for a teacher whose screen was closed.
const AGAIN: Duration = Duration::from_secs(1);
/// How many times: for a quarter of an hour.
const TRIES: u32 = 15 * 60;

/// Whom to follow.
#[derive(Debug, Args)]
pub(in super::super) struct FollowOptions {
    /// The socket that the teacher has opened with --class
    #[arg(value_name = "PATH")]
    socket: PathBuf,
    #[command(flatten)]
    look: Look,
}

/// Shows what the teacher's screen shows, until the reader leaves.
pub(super) fn run(options: FollowOptions) -> Result<(), Failure> {
    let FollowOptions { socket, look } = options;
    screen::demand(&look, label!("cli.classroom.follow_needs_a_screen"))?;
    let Joined { shows, stream } = join::join(&socket).map_err(|error| {
        let (NotJoined::None(said) | NotJoined::Refused(said)) = error;
        Failure::usage(said.to_string(), label!("cli.classroom.ask_for_class"))
    })?;
    let first = shows.recv_timeout(PATIENCE).map_err(|_| {
        let path = premaster::text::escaped(socket.display().to_string().as_bytes());
        let message = said!("cli.classroom.nothing_shown", path);
        Failure::usage(message.to_string(), label!("cli.classroom.ask_for_class"))
    })?;
    let options = Options::from(look);
    let source = stages::simulated(first.scenario.clone(), exports(options.clone()));
    let line = Line::default();
    line.replace(Some(stream));
    let guidance = guidance(first, shows, socket, line.clone());
    let company = Company::guided(guidance, Box::new(answers(line)));
    screen::open(source, options, company)
}

/// The connection over which votes go, as long as there is one.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<Option<UnixStream>>>);

impl Line {
    fn stream(&self) -> MutexGuard<'_, Option<UnixStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, stream: Option<UnixStream>) {
        *self.stream() = stream;
    }
}

/// Sends votes to the teacher.
fn answers(line: Line) -> impl FnMut(&Reply) {
    move |reply| {
        if let Some(stream) = line.stream().as_mut() {
            // if the presentation is over, that is heard as well
            let _ = stream.write_all(reply::write(reply).as_bytes());
        }
    }
}

/// What is shown, from the first on, and the end of it. A teacher who starts again is found again.
fn guidance(
    first: Shared,
    shows: Receiver<Shared>,
    socket: PathBuf,
    line: Line,
) -> Receiver<Guidance> {
    let (sender, guidance) = mpsc::channel();
    thread::spawn(move || {
        // the screen may be closed at any time: then no one listens, and there is nothing more to do
        let mut first = Some(first);
        let mut shows = shows;
        loop {
            for shared in first.take().into_iter().chain(shows) {
                if sender.send(Guidance::Shows(Box::new(shared))).is_err() {
                    return;
                }
            }
            line.replace(None);
            if sender.send(Guidance::Gone).is_err() {
                return;
            }
            let Some(joined) = found_again(&socket) else {
                let _ = sender.send(Guidance::Over);
                return;
            };
            line.replace(Some(joined.stream));
            shows = joined.shows;
        }
    });
    guidance
}

/// Looks for the teacher's socket until it is back; `None` if that takes too long, or if what is there now cannot be
/// followed.
fn found_again(socket: &Path) -> Option<Joined> {
    for _ in 0..TRIES {
        thread::sleep(AGAIN);
        match join::join(socket) {
            Ok(joined) => return Some(joined),
            Err(NotJoined::None(_)) => {}
            Err(NotJoined::Refused(_)) => return None,
        }
    }
    None
}
