//! A socket of this machine on which a presenting screen tells what it shows. All who connect hear the same, from
//! what is shown now on. All that is read of them is a vote, a line of bounded length. One that sends anything else is
//! cut off.

use super::line::{self, Audience};
use super::reply;
use super::wire::{self, Greeting};
use premaster::lesson::vote::{Chosen, Tally};
use premaster::tui::{Poll, PollState, Shared, Votes};
use std::fs::{self, Permissions};
use std::io::{self, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The most who listen at once.
const MOST: usize = 200;
/// How many lines wait for one that is slow. It loses the connection with the next.
const WAITING: usize = 64;
/// How long a line may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one who has voted waits until the next vote is read, and how long new votes are collected for the screen.
const PAUSE: Duration = Duration::from_millis(100);
/// What a thread for one of them needs: it moves lines.
const STACK: usize = 128 * 1024;

/// The socket; it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Hub {
    path: PathBuf,
    audience: Audience,
    heard: Arc<Heard>,
}

/// What was told last, those who are told, and what they vote.
#[derive(Debug)]
struct Heard {
    room: Mutex<Room>,
    /// Wakes the one who counts.
    voted: SyncSender<()>,
}

#[derive(Debug, Default)]
struct Room {
    last: Option<Arc<str>>,
    listeners: Vec<Listener>,
    /// The number of the next listener.
    next: u64,
    poll: Option<Poll>,
}

/// One who listens.
#[derive(Debug)]
struct Listener {
    number: u64,
    lines: SyncSender<Arc<str>>,
    /// Whether it may still vote: the speaker's notes never do.
    votes: bool,
    chosen: Chosen,
}

impl Hub {
    /// Opens the socket. One that is left behind by a program that is gone is replaced. What the class votes is
    /// handed to `votes`.
    pub(super) fn open(
        path: &Path,
        audience: Audience,
        votes: Option<Sender<Votes>>,
    ) -> io::Result<Hub> {
        if is_stale(path) {
            fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        let mode = match audience {
            Audience::Speaker => 0o600,
            Audience::Class => 0o666,
        };
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        let (voted, wakes) = mpsc::sync_channel(1);
        let heard = Arc::new(Heard {
            room: Mutex::default(),
            voted,
        });
        let hub = Hub {
            path: path.to_owned(),
            audience,
            heard: Arc::clone(&heard),
        };
        if let Some(votes) = votes {
            let heard = Arc::clone(&heard);
            thread::spawn(move || count(&heard, &wakes, &votes));
        }
        thread::spawn(move || {
            for stream in listener.incoming() {
                let welcomed = stream.and_then(|stream| welcome(stream, &heard));
                if welcomed.is_err() {
                    // it may go on for a while, as when there are too many open files
                    thread::sleep(PAUSE);
                }
            }
        });
        Ok(hub)
    }

    /// Tells everyone what is shown, if that is something new to them.
    pub(super) fn tell(&self, shared: &Shared) {
        let line: Arc<str> = line::write(shared, self.audience).into();
        let mut room = self.heard.room();
        if room.last.as_ref() == Some(&line) {
            return;
        }
        room.hold(shared.poll.as_ref());
        room.listeners
            .retain(|listener| listener.lines.try_send(Arc::clone(&line)).is_ok());
        room.last = Some(line);
        drop(room);
        self.heard.wake();
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // if it is gone already, all is well
        let _ = fs::remove_file(&self.path);
    }
}

impl Heard {
    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The votes are counted again; that they have to be may be known already.
    fn wake(&self) {
        let _ = self.voted.try_send(());
    }
}

impl Room {
    /// A question is put, goes on or is over. With a new round all votes are gone.
    fn hold(&mut self, poll: Option<&Poll>) {
        let round = |poll: &Poll| poll.round;
        if self.poll.as_ref().map(round) != poll.map(round) {
            for listener in &mut self.listeners {
                listener.chosen = Chosen::Nothing;
            }
        }
        self.poll = poll.cloned();
    }

    /// Takes a vote. One for a round that is over comes too late and does not count; false for one that no screen of
    /// ours would send.
    fn take(&mut self, number: u64, line: &str) -> bool {
        let Some((round, letters)) = reply::read(line) else {
            return false;
        };
        let newest = self.poll.as_ref().map_or(0, |poll| poll.round);
        let open = self
            .poll
            .as_ref()
            .filter(|poll| poll.round == round && poll.state == PollState::Open);
        let Some(poll) = open else {
            // the vote may have been closed while this was on its way
            return self.poll.is_none() || round <= newest;
        };
        let Some(chosen) = Chosen::read(letters, poll.answers, poll.several) else {
            return false;
        };
        let mut listeners = self.listeners.iter_mut();
        if let Some(listener) = listeners.find(|listener| listener.number == number) {
            listener.chosen = chosen;
        }
        true
    }

    /// How many follow, and how they have voted in the round that is open.
    fn votes(&self) -> Votes {
        let mut tally = Tally::default();
        for listener in self.listeners.iter().filter(|listener| listener.votes) {
            tally.present += 1;
            if listener.chosen != Chosen::Nothing {
                *tally.votes.entry(listener.chosen.letters()).or_default() += 1;
            }
        }
        let round = self.poll.as_ref().map_or(0, |poll| poll.round);
        Votes { round, tally }
    }
}

/// Whether a socket is there and no program behind it.
fn is_stale(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let socket = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
    socket && UnixStream::connect(path).is_err_and(refused)
}

/// Takes one more listener, who hears first what is shown now.
fn welcome(mut stream: UnixStream, heard: &Arc<Heard>) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut room = heard.room();
    if room.listeners.len() >= MOST {
        drop(room);
        return stream.write_all(wire::greeting(Greeting::Full).as_bytes());
    }
    let (lines, told) = mpsc::sync_channel(WAITING);
    let mut first = wire::greeting(Greeting::Welcome);
    first += room.last.as_deref().unwrap_or_default();
    let _ = lines.try_send(first.into());
    let number = room.next;
    room.next += 1;
    room.listeners.push(Listener {
        number,
        lines,
        votes: true,
        chosen: Chosen::Nothing,
    });
    drop(room);
    let ear = stream.try_clone()?;
    let votes = Arc::clone(heard);
    small().spawn(move || speak(&mut stream, &told))?;
    small().spawn(move || hear(ear, number, &votes))?;
    heard.wake();
    Ok(())
}

fn small() -> thread::Builder {
    thread::Builder::new().stack_size(STACK)
}

/// Writes to one listener until it is gone or too slow.
fn speak(stream: &mut UnixStream, lines: &Receiver<Arc<str>>) {
    for line in lines {
        if stream.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    // neither end has a reason to wait any longer
    let _ = stream.shutdown(Shutdown::Both);
}

/// Reads the votes of one listener until it sends none any more, or something else.
fn hear(stream: UnixStream, number: u64, heard: &Heard) {
    let mut reader = BufReader::with_capacity(reply::LONGEST, stream);
    loop {
        let line = match wire::line(&mut reader, reply::LONGEST) {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(_) => return heard.cut_off(number),
        };
        if !heard.room().take(number, &line) {
            return heard.cut_off(number);
        }
        heard.wake();
        thread::sleep(PAUSE);
    }
    // it may go on listening, as the speaker's notes do
    let mut room = heard.room();
    let mut listeners = room.listeners.iter_mut();
    if let Some(listener) = listeners.find(|listener| listener.number == number) {
        (listener.votes, listener.chosen) = (false, Chosen::Nothing);
    }
    drop(room);
    heard.wake();
}

impl Heard {
    /// One who sends something else than votes is told nothing any more. Its thread that speaks ends the connection.
    fn cut_off(&self, number: u64) {
        let mut room = self.room();
        room.listeners.retain(|listener| listener.number != number);
        drop(room);
        self.wake();
    }
}

/// Counts the votes whenever there are new ones, but not more often than a screen can show.
fn count(heard: &Heard, wakes: &Receiver<()>, votes: &Sender<Votes>) {
    for () in wakes {
        let counted = heard.room().votes();
        if votes.send(counted).is_err() {
            return;
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests;
