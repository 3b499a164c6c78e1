//! How a side can be made to deviate from the RFC, so that a run can show the consequences: it skips a check,
//! or it bluffs, or it follows an order and formulas of its own.

use super::{Connection, HandshakeState, Role, Skippable, Stage};
use crate::endpoint::Progress;
use crate::endpoint::built::Building;
use crate::endpoint::core::ActDraft;
use crate::protocol::{Act, Built, Piece, StateId, Topic};

#[allow(
    private_bounds,
    reason = "a role is an inner matter of the two endpoints"
)]
impl<R: Role> Connection<R> {
    /// The same connection, but it skips some checks: it reports each of them, and goes on.
    pub fn skipping(mut self, checks: &[Skippable]) -> Self {
        self.core.skip = checks.to_vec();
        self
    }

    /// The same connection, but if it cannot decrypt the peer's Finished it does not admit that, and
    /// goes on: what an impostor without the private key would do.
    pub fn bluffing(mut self) -> Self {
        self.core.bluffs = true;
        self
    }

    /// The same connection, but it follows an order and formulas of its own. `data` is what it sends as
    /// application data before the connection is open.
    pub fn building(mut self, built: &Built, data: Vec<u8>) -> Self {
        self.core.built = Some(Box::new(Building::new(built, data)));
        self
    }

    /// Sends a message out of its turn, and goes on where it was.
    pub(super) fn improvise(
        &mut self,
        piece: Piece,
        stage: Stage<R::State>,
        acts: &mut Vec<Act>,
    ) -> Progress {
        let topic = Topic::Reject;
        let events = Vec::new();
        let mut draft = ActDraft { topic, events };
        match self.core.improvise(&self.role, piece, &mut draft) {
            Ok(()) => {
                self.stage = Some(stage);
                self.finish(draft, acts);
            }
            Err(fault) => {
                draft.topic = topic;
                self.give_up(fault, draft, acts);
            }
        }
        Progress::Worked
    }

    /// Waits where the state machine would send something.
    pub(super) fn hold(&mut self, stage: Stage<R::State>) -> Progress {
        if self.end_of_input {
            self.stage = Some(Stage::Ended(StateId::Stopped));
            return Progress::Ended;
        }
        self.stage = Some(stage);
        Progress::Waits
    }

    /// Goes on as if the peer's Finished had been right, if that is what this side does.
    pub(super) fn bluff(&mut self) -> bool {
        if !self.core.bluffs {
            return false;
        }
        let stage = self.stage.take();
        let (stage, bluffs) = match stage {
            Some(Stage::Handshake(HandshakeState::Shared(completion))) => {
                let (completion, bluffs) = completion.bluff();
                (
                    Some(Stage::Handshake(HandshakeState::Shared(completion))),
                    bluffs,
                )
            }
            stage => (stage, false),
        };
        self.stage = stage;
        bluffs
    }
}
