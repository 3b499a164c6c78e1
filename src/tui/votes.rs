//! Votes on the stage: a teacher puts a question to the class and leads through the rounds; a screen that follows shows
//! it and takes the reader's answer.

use super::command::Command;
use super::effect::Effect;
use super::model::voting::{Class, Poll, PollState, Reply, Votes, Voting};
use super::overlay::questions::QuestionsWindow;
use super::overlay::vote::{self, VoteWindow};
use super::stage::Stage;
use crate::lesson::course::Asked;
use crate::lesson::notes;
use crate::lesson::question::{self, Question};
use crate::lesson::vote::{Ballot, Chosen, Tally};
use crate::said;
use crate::trace::Place;
use std::sync::Arc;

impl Stage {
    /// A class follows this screen and can be asked.
    pub fn teaches(&mut self) {
        self.class.follows = true;
    }

    /// Ends, unless a class follows: then it takes the key twice.
    pub(super) fn quit(&mut self) -> Effect {
        let Class {
            present,
            keys,
            asked_to_end,
            ..
        } = self.class;
        let again = asked_to_end.is_some_and(|asked| keys.saturating_sub(asked) <= 1);
        if present == 0 || again {
            return Effect::Quit;
        }
        self.class.asked_to_end = Some(keys);
        let key = self.model.key_of(Command::Quit);
        self.model.say(said!("tui.company.end", present, key));
        Effect::None
    }

    /// Puts the question of this step to the class: the one that the speaker's notes plan, or one of those that can be
    /// asked here. A screen that follows shows the question of the vote again.
    pub(super) fn ask_class(&mut self) {
        if self.model.voting.is_some() {
            return self.show_vote();
        }
        if !self.may_ask() {
            return;
        }
        match self.planned().into_iter().next() {
            Some(ballot) => self.put(ballot),
            None => self.offer_questions(),
        }
    }

    /// Offers the questions that can be put to the class at this step.
    pub(super) fn offer_questions(&mut self) {
        if !self.may_ask() {
            return;
        }
        let mut ballots: Vec<(Asked, Ballot)> = self.planned();
        let planned = ballots.len();
        for question in self.of_step() {
            let asked = self.asked(&question);
            let Some(ballot) = Ballot::of(question) else {
                continue;
            };
            let known =
                |(_, other): &(Asked, Ballot)| other.question().prompt == ballot.question().prompt;
            if let Some(asked) = asked.filter(|_| !ballots.iter().any(known)) {
                ballots.push((asked, ballot));
            }
        }
        match ballots.is_empty() {
            true => self.complain(said!("tui.vote.nothing_to_ask")),
            false => self.lay_over(QuestionsWindow::of(ballots, planned)),
        }
    }

    /// Whether there is a class, and a run that it can make too.
    fn may_ask(&mut self) -> bool {
        let why = match (self.class.follows, self.model.scenario()) {
            (false, _) => said!("tui.vote.no_class"),
            (true, None) => said!("tui.lesson.no_simulation"),
            (true, Some(_)) => return true,
        };
        self.complain(why);
        false
    }

    /// The questions that the speaker's notes plan for this step, as far as they can be asked in this run.
    fn planned(&self) -> Vec<(Asked, Ballot)> {
        let Some(step) = self.model.run.steps().get(self.model.cursor) else {
            return Vec::new();
        };
        let planned = notes::votes(&self.model.run, step).into_iter();
        let ballot = |asked: Asked| {
            let ballot = self.ballot(&asked)?;
            Some((asked, ballot))
        };
        planned.filter_map(ballot).collect()
    }

    /// All questions about this step.
    fn of_step(&self) -> Vec<Question> {
        let model = &self.model;
        let seed = model.scenario().map_or(0, |scenario| scenario.seed);
        question::of_step(&model.run, model.scenario(), model.cursor, seed)
    }

    /// A question, so that others can make it of the same run.
    fn asked(&self, question: &Question) -> Option<Asked> {
        let step = Place::of(&self.model.run, question.step)?;
        let asked = Asked::about(question.template, step, &question.arguments);
        Some(asked)
    }

    /// The ballot of a question about the run of this screen.
    fn ballot(&self, asked: &Asked) -> Option<Ballot> {
        let model = &self.model;
        let scenario = model.scenario()?;
        let question = asked.question(&model.run, Some(scenario), scenario.seed);
        Ballot::of(question.ok()?)
    }

    /// Opens the first round of a question, or the next one where it was put before.
    pub(super) fn put(&mut self, (asked, ballot): (Asked, Ballot)) {
        let same = |last: &Voting| last.poll.asked == asked && last.ballot == ballot;
        let before = self.class.last.take().filter(same);
        let tallies = before.map_or(Vec::new(), |last| last.poll.tallies);
        let poll = Poll {
            round: self.class.round,
            state: PollState::Closed,
            answers: ballot.answers().len(),
            several: ballot.takes_several(),
            tallies,
            asked,
        };
        self.model.voting = Some(Voting {
            poll,
            ballot,
            own: None,
        });
        self.open_round();
        self.show_vote();
    }

    fn open_round(&mut self) {
        self.class.round += 1;
        let round = self.class.round;
        if let Some(Voting { poll, .. }) = &mut self.model.voting {
            poll.round = round;
            poll.state = PollState::Open;
            // a bar for a third round would leave no room for the answers
            if poll.tallies.len() >= vote::MOST_ROUNDS {
                poll.tallies.remove(0);
            }
            poll.tallies.push(Tally::default());
        }
    }

    /// The vote goes on: it is closed, then the answer is revealed, then the run comes back.
    pub(super) fn vote_on(&mut self) {
        match self.model.voting.as_mut().map(|voting| &mut voting.poll) {
            Some(poll) if poll.state == PollState::Open => poll.state = PollState::Closed,
            Some(poll) if poll.state == PollState::Closed => poll.state = PollState::Revealed,
            _ => self.end_vote(),
        }
    }

    /// Reveals the answer, whether the vote is closed or not.
    pub(super) fn reveal_vote(&mut self) {
        if let Some(voting) = &mut self.model.voting {
            voting.poll.state = PollState::Revealed;
        }
    }

    /// Another round of the same question.
    pub(super) fn vote_again(&mut self) {
        match &self.model.voting {
            Some(voting) if voting.is_revealed() => self.model.say(said!("tui.vote.too_late")),
            Some(_) => self.open_round(),
            None => {}
        }
    }

    /// Another question takes the place of this one.
    pub(super) fn vote_on_other(&mut self) {
        self.end_vote();
        self.offer_questions();
    }

    /// Ends the vote on the teacher's screen. Until its answer is revealed, the same question can be put again.
    pub(super) fn end_vote(&mut self) {
        let voting = self.model.voting.take();
        self.class.last = voting.filter(|voting| voting.leads() && !voting.is_revealed());
        self.hide_vote();
    }

    /// What the class has voted so far.
    pub fn voted(&mut self, votes: Votes) {
        self.class.present = votes.tally.present;
        if let Some(Voting { poll, .. }) = &mut self.model.voting
            && poll.round == votes.round
            && poll.state == PollState::Open
            && let Some(last) = poll.tallies.last_mut()
        {
            *last = votes.tally;
        }
    }

    /// What the reader of a screen that follows votes for, if something is asked.
    pub fn reply(&self) -> Option<Reply> {
        let voting = self.model.voting.as_ref()?;
        let open = voting.poll.state == PollState::Open;
        open.then_some(())?;
        Some(Reply {
            round: voting.poll.round,
            chosen: voting.own.clone()?,
        })
    }

    /// What the screen that is followed asks; the reader answers to the same question once a round.
    pub(super) fn be_asked(&mut self) {
        let guided = self.model.guided.as_ref();
        let asked = guided.and_then(|guided| guided.shared.poll.clone());
        let Some(poll) = asked else {
            self.model.voting = None;
            return self.hide_vote();
        };
        let before = self.model.voting.take();
        let same = |voting: &Voting| voting.poll.asked == poll.asked;
        let (round, state) = (poll.round, poll.state);
        let voting = match before {
            Some(voting) if same(&voting) => {
                let news = (voting.poll.round, voting.poll.state) != (round, state);
                let own = match voting.poll.round == round {
                    true => voting.own,
                    false => Some(Chosen::Nothing),
                };
                (
                    Some(Voting {
                        poll,
                        own,
                        ..voting
                    }),
                    news,
                )
            }
            _ => (self.made(poll), true),
        };
        let (voting, news) = voting;
        let shown = self.over.iter().any(|over| over.name() == vote::NAME);
        match voting.is_some() {
            // one who has closed the question is left alone until there is something new
            true => {
                self.model.voting = voting;
                if news || shown {
                    self.show_vote();
                }
            }
            false => self.complain(said!("tui.vote.another_version")),
        }
    }

    /// The question of the screen that is followed, made of its run.
    fn made(&self, poll: Poll) -> Option<Voting> {
        let model = &self.model;
        let scenario = &model.guided.as_ref()?.shared.scenario;
        let run = match model.scenario() == Some(scenario) {
            true => Arc::clone(&model.run),
            false => Arc::new((model.library.simulate)(scenario)),
        };
        let question = poll.asked.question(&run, Some(scenario), scenario.seed);
        let ballot = Ballot::of(question.ok()?)?;
        let same = (ballot.answers().len(), ballot.takes_several());
        (same == (poll.answers, poll.several)).then_some(Voting {
            poll,
            ballot,
            own: Some(Chosen::Nothing),
        })
    }

    /// Whether the run is not to be seen: while a question is asked about it.
    pub(super) fn covers_run(&self) -> bool {
        let asked = self
            .over
            .last()
            .is_some_and(|over| over.name() == vote::NAME);
        let voting = self.model.voting.as_ref();
        asked && voting.is_some_and(|voting| !voting.is_revealed())
    }

    /// The question of the vote lies over everything else.
    fn show_vote(&mut self) {
        self.hide_vote();
        let leads = self.model.voting.as_ref().is_some_and(Voting::leads);
        self.lay_over(VoteWindow::of(leads));
    }

    fn hide_vote(&mut self) {
        self.over.retain(|over| over.name() != vote::NAME);
    }
}
