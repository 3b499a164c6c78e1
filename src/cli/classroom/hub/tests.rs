//! A class on a real socket: votes, those who send something else, and those who do not read.
#![allow(clippy::unwrap_used)]

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
        panic!("{expected:?}: {last:?}");
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
    // a thread that listens may have it open still
    leaves.shutdown(Shutdown::Both).unwrap();
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
        _ => panic!("{MOST}"),
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
        notes: vec!["ten-seconds".to_owned()],
    });
    let to_class = line::write(&shared, Audience::Class);
    for secret in ["17", "ten-seconds"] {
        assert!(!to_class.contains(secret), "{to_class}");
    }
    let heard = line::read(&line::write(&shared, Audience::Speaker)).unwrap();
    assert_eq!(heard, shared);
}
