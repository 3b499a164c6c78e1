//! What client and server implement, each in its own way, inside the frame that both share.

use super::core::{ActDraft, Core, Received};
use super::event::{MessageName, Side, StateId};
use super::fault::Fault;

/// What a handshake does next.
pub(super) enum Next<S> {
    /// It goes on in this state.
    State(S),
    /// It is complete.
    Open,
}

/// What differs between client and server.
pub(super) trait Role {
    /// The states of its handshake.
    type State;

    const SIDE: Side;

    /// The request for another handshake that this side may meet at any time.
    const REQUEST: MessageName;

    /// Whether the request is passed over while a handshake is under way (§7.4.1.1).
    const PASSES_OVER_REQUEST: bool;

    /// The messages that a state waits for, the one that must come first; none where it does not
    /// wait. Alerts may come in every state.
    fn expected(state: &Self::State) -> &'static [MessageName];

    fn state_name(state: &Self::State) -> StateId;

    /// Does one unit of work in a state that does not wait.
    fn work(
        &mut self,
        state: Self::State,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Next<Self::State>, Fault>;

    /// Goes on where the peer's Finished cannot be decrypted, as if it had been right. Gives whether it
    /// does: any other state stays as it was.
    fn bluff(state: Self::State) -> (Self::State, bool);

    /// Takes a message in a state that waits for one.
    fn receive(
        &mut self,
        state: Self::State,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<Next<Self::State>, Fault>;
}
