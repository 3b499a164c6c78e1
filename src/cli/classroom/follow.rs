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
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// How long the first word of a presentation may take.
const PATIENCE: Duration = Duration::from_secs(5);

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
    let company = Company::guided(guidance(first, shows), Box::new(answers(stream)));
    screen::open(source, options, company)
}

/// Sends votes to the teacher.
fn answers(mut stream: UnixStream) -> impl FnMut(&Reply) {
    move |reply| {
        // if the presentation is over, that is heard as well
        let _ = stream.write_all(reply::write(reply).as_bytes());
    }
}

/// What is shown, from the first on, and the end of it.
fn guidance(first: Shared, shared: Receiver<Shared>) -> Receiver<Guidance> {
    let (sender, guidance) = mpsc::channel();
    thread::spawn(move || {
        for shared in std::iter::once(first).chain(shared) {
            if sender.send(Guidance::Shows(Box::new(shared))).is_err() {
                return;
            }
        }
        // the screen may be closed already
        let _ = sender.send(Guidance::Gone);
    });
    guidance
}
