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

    /// How the class has voted in the round that is open.
    fn votes(&self) -> Option<Votes> {
        let poll = self.poll.as_ref()?;
        let mut tally = Tally::default();
        for listener in self.listeners.iter().filter(|listener| listener.votes) {
            tally.present += 1;
            if listener.chosen != Chosen::Nothing {
                *tally.votes.entry(listener.chosen.letters()).or_default() += 1;
            }
        }
        let round = poll.round;
        Some(Votes { round, tally })
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
        if let Some(counted) = counted
            && votes.send(counted).is_err()
        {
            return;
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::join::{self, NotJoined};
    use super::*;
    use premaster::lesson::course::Asked;
    use premaster::scenario::{Overrides, Scenario};
    use premaster::tui::{Focus, LessonNotes, Presenting, Tab};
    use std::io::Read;

    fn shared(poll: Option<Poll>) -> Shared {
        Shared {
            scenario: Scenario::builtin("classic", Overrides::seed(42)).unwrap(),
            at: "client_hello".parse().unwrap(),
            tab: Tab::Explain,
            focus: Focus::Panel,
            row: None,
            presenting: Presenting::default(),
            poll,
            lesson: None,
        }
    }

    fn poll(round: u32, state: PollState) -> Option<Poll> {
        Some(Poll {
            asked: Asked::read("what-is-encrypted step=client_key_exchange").unwrap(),
            round,
            state,
            answers: 4,
            several: false,
            tallies: vec![Tally::default()],
        })
    }

    struct Class {
        hub: Hub,
        votes: Receiver<Votes>,
        path: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn class() -> Class {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("class");
        let (sender, votes) = mpsc::channel();
        let hub = Hub::open(&path, Audience::Class, Some(sender)).unwrap();
        Class {
            hub,
            votes,
            path,
            _folder: folder,
        }
    }

    impl Class {
        /// Waits until the class has voted like that, with so many who can vote.
        fn expect(&self, round: u32, present: usize, votes: &[(&str, usize)]) {
            let votes = votes.iter().map(|(letters, n)| ((*letters).to_owned(), *n));
            let tally = Tally {
                present,
                votes: votes.collect(),
            };
            let expected = Votes { round, tally };
            let mut last = None;
            while let Ok(votes) = self.votes.recv_timeout(Duration::from_secs(20)) {
                if votes == expected {
                    return;
                }
                last = Some(votes);
            }
            panic!("expected {expected:?}, and last came {last:?}");
        }
    }

    fn send(mut stream: &UnixStream, text: &str) {
        stream.write_all(text.as_bytes()).unwrap();
    }

    /// Whether the other end has closed the connection.
    fn is_cut_off(mut stream: &UnixStream) -> bool {
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut rest = Vec::new();
        match stream.read_to_end(&mut rest) {
            Ok(_) => true,
            // not all that it sent was read
            Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
        }
    }

    fn joined(class: &Class) -> UnixStream {
        match join::join(&class.path) {
            Ok(joined) => joined.stream,
            Err(NotJoined::None(said) | NotJoined::Refused(said)) => panic!("{said}"),
        }
    }

    #[test]
    fn each_votes_once_and_can_change_it_until_the_vote_is_closed() {
        let class = class();
        class.hub.tell(&shared(poll(1, PollState::Open)));
        let (one, two) = (joined(&class), joined(&class));
        class.expect(1, 2, &[]);
        send(&one, "vote 1 b\n");
        send(&two, "vote 1 ?\n");
        class.expect(1, 2, &[("b", 1), ("?", 1)]);
        send(&one, "vote 1 c\nvote 1 a\n");
        class.expect(1, 2, &[("a", 1), ("?", 1)]);
        send(&two, "vote 1 \n");
        class.expect(1, 2, &[("a", 1)]);
        class.hub.tell(&shared(poll(1, PollState::Closed)));
        class.expect(1, 2, &[("a", 1)]);
        // it was on its way when the vote was closed, and neither counts nor cuts off
        send(&one, "vote 1 d\n");
        class.hub.tell(&shared(poll(2, PollState::Open)));
        class.expect(2, 2, &[]);
        send(&one, "vote 1 d\nvote 2 b\n");
        send(&two, "vote 2 b\n");
        class.expect(2, 2, &[("b", 2)]);
    }

    #[test]
    fn one_who_sends_anything_else_is_cut_off_and_the_others_are_not() {
        let class = class();
        class.hub.tell(&shared(poll(3, PollState::Open)));
        let good = joined(&class);
        class.expect(3, 1, &[]);
        for wrong in [
            "hello\n",
            "vote 3 e\n",
            "vote 3 ab\n",
            "vote 4 a\n",
            "vote 99999999999 a\n",
            "vote 3 a",
            "\n",
            "\u{0}\u{1}\u{2}\n",
            "vote 3 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            let bad = joined(&class);
            class.expect(3, 2, &[]);
            send(&bad, wrong);
            if wrong == "vote 3 a" {
                bad.shutdown(Shutdown::Write).unwrap();
            }
            assert!(is_cut_off(&bad), "{wrong:?}");
            class.expect(3, 1, &[]);
        }
        send(&good, "vote 3 d\n");
        class.expect(3, 1, &[("d", 1)]);
    }

    #[test]
    fn nothing_is_asked_and_a_vote_comes_all_the_same() {
        let class = class();
        class.hub.tell(&shared(None));
        let late = joined(&class);
        send(&late, "vote 1 a\n");
        thread::sleep(3 * PAUSE);
        class.hub.tell(&shared(poll(2, PollState::Open)));
        class.expect(2, 1, &[]);
    }

    #[test]
    fn one_who_leaves_or_only_listens_is_not_counted() {
        let class = class();
        class.hub.tell(&shared(poll(1, PollState::Open)));
        let (stays, leaves) = (joined(&class), joined(&class));
        assert!(join::listen_in(&class.path).is_ok());
        send(&stays, "vote 1 a\n");
        send(&leaves, "vote 1 b\n");
        class.expect(1, 2, &[("a", 1), ("b", 1)]);
        drop(leaves);
        class.expect(1, 1, &[("a", 1)]);
    }

    #[test]
    fn those_who_do_not_read_hold_up_no_one() {
        let class = class();
        class.hub.tell(&shared(None));
        let deaf = joined(&class);
        let good = join::join(&class.path).ok().unwrap();
        // more than the socket and its queue hold
        for round in 1..=1000 {
            class.hub.tell(&shared(poll(round, PollState::Open)));
            let heard = good.shows.recv_timeout(Duration::from_secs(20));
            let heard = heard.unwrap().poll.map(|poll| poll.round);
            // what was told before it came
            if heard.is_none() {
                assert!(good.shows.recv_timeout(Duration::from_secs(20)).is_ok());
            }
        }
        send(&good.stream, "vote 1000 a\n");
        class.expect(1000, 1, &[("a", 1)]);
        assert!(is_cut_off(&deaf), "it has heard too little for too long");
    }

    #[test]
    fn there_is_room_for_so_many_and_the_next_one_is_told() {
        let class = class();
        class.hub.tell(&shared(None));
        let all: Vec<UnixStream> = (0..MOST).map(|_| joined(&class)).collect();
        match join::join(&class.path) {
            Err(NotJoined::Refused(said)) => assert!(said.to_string().contains("room")),
            _ => panic!("expected to be refused"),
        }
        drop(all);
    }

    #[test]
    fn the_class_hears_neither_how_it_votes_nor_what_the_speaker_reads() {
        let tally = Tally {
            present: 30,
            votes: [("b".to_owned(), 17)].into(),
        };
        let mut shared = shared(poll(1, PollState::Open));
        shared.poll.as_mut().unwrap().tallies = vec![tally];
        shared.lesson = Some(LessonNotes {
            title: "The handshake".to_owned(),
            minutes: 10,
            notes: vec!["Wait for ten seconds.".to_owned()],
        });
        let to_class = line::write(&shared, Audience::Class);
        for secret in ["17", "ten seconds"] {
            assert!(!to_class.contains(secret), "{to_class}");
        }
        let heard = line::read(&line::write(&shared, Audience::Speaker)).unwrap();
        assert_eq!(heard, shared);
    }
}
