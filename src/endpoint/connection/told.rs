//! What a side can be told to do otherwise than the RFC says, so that a run can show what comes of it: to
//! skip a check, or to bluff.

use super::{Connection, HandshakeState, Role, Skippable, Stage};

#[allow(
    private_bounds,
    reason = "a role is an inner matter of the two endpoints"
)]
impl<R: Role> Connection<R> {
    /// The same connection, which skips some checks: it tells of each, and goes on.
    pub fn skipping(mut self, checks: &[Skippable]) -> Self {
        self.core.skip = checks.to_vec();
        self
    }

    /// The same connection, which does not admit it where it cannot decrypt the peer's Finished, and
    /// goes on: what an impostor without the private key would do.
    pub fn bluffing(mut self) -> Self {
        self.core.bluffs = true;
        self
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
