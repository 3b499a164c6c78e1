//! How a side can be made to deviate from the RFC, so that a run can show the consequences: it skips a check,
//! or it bluffs.

use super::{Connection, HandshakeState, Role, Skippable, Stage};

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
