//! A question that a teacher puts to the class, on the teacher's screen and on those that follow it.

use crate::lesson::course::Asked;
use crate::lesson::vote::{Ballot, Chosen, Tally};

/// How far a vote has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollState {
    /// Everyone can vote, and change their vote.
    Open,
    /// No vote counts any more.
    Closed,
    /// The right answer is shown.
    Revealed,
}

impl PollState {
    /// All of them, in order.
    pub const ALL: [PollState; 3] = [PollState::Open, PollState::Closed, PollState::Revealed];
}

/// A question that is put to the class. Everyone makes it of the run, so its words are not passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// What is asked.
    pub asked: Asked,
    /// The number of the round. No two rounds of a presentation have the same, whatever is asked.
    pub round: u32,
    /// How far it has come.
    pub state: PollState,
    /// How many answers there are to choose from.
    pub answers: usize,
    /// Whether several can be chosen.
    pub several: bool,
    /// How the class has voted in each round of this question, the last one last. Those who follow are not told.
    pub tallies: Vec<Tally>,
}

/// How many are in the class, and how they have voted so far in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    /// The number of the round; 0 while nothing is asked.
    pub round: u32,
    /// The votes, and how many follow.
    pub tally: Tally,
}

/// What someone in the class has voted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The number of the round.
    pub round: u32,
    /// The vote.
    pub chosen: Chosen,
}

/// The vote on this screen.
#[derive(Clone, Debug)]
pub struct Voting {
    /// What is asked, and how far that has come.
    pub poll: Poll,
    /// The question with its answers.
    pub ballot: Ballot,
    /// On a screen that follows: what the reader has chosen.
    pub own: Option<Chosen>,
}

impl Voting {
    /// Whether this is the screen of the teacher.
    pub fn leads(&self) -> bool {
        self.own.is_none()
    }

    /// Whether the votes for each answer are shown: to the class only once the vote is closed, and no one can follow the others.
    pub fn shows_bars(&self) -> bool {
        self.leads() && self.poll.state != PollState::Open
    }

    /// Whether the right answer may be shown.
    pub fn is_revealed(&self) -> bool {
        self.poll.state == PollState::Revealed
    }
}

/// The class that follows this screen.
#[derive(Debug, Default)]
pub struct Class {
    /// Whether there is one.
    pub follows: bool,
    /// How many follow now.
    pub present: usize,
    /// How many keys were pressed.
    pub keys: u64,
    /// At which of them the teacher was asked whether to end.
    pub asked_to_end: Option<u64>,
    /// The round that was opened last.
    pub round: u32,
    /// The question that was put last, until its answer is revealed.
    pub last: Option<Voting>,
}
