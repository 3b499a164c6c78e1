//! What client and server implement, each in its own way, inside the frame that both share.

use super::completion::{Completion, End};
use super::core::{ActDraft, Core, Received};
use super::fault::Fault;
use super::finishing::{Order, TicketTurn};
use super::session::Session;
use crate::protocol::{MessageName, Piece, Side, StateId};
use crate::record::Secret;
use crate::wire::Handshake;
use crate::wire::alert::AlertDescription;

/// A state of a handshake.
pub(super) enum HandshakeState<S> {
    /// One that only this side has.
    Own(S),
    /// One that both sides have.
    Shared(Completion),
}

impl<S> HandshakeState<S> {
    /// Does one unit of work in a state that both sides have and that is not the last.
    pub(super) fn work(self, core: &mut Core, act: &mut ActDraft) -> Result<Self, Fault> {
        Ok(match self {
            HandshakeState::Shared(completion) => match completion.work(core, act)? {
                Some(next) => HandshakeState::Shared(next),
                None => unreachable!(),
            },
            own => own,
        })
    }

    /// The first that both sides have.
    pub(super) fn complete(secret: impl Into<Secret>, order: Order, ticket: TicketTurn) -> Self {
        let end = End { order, ticket };
        HandshakeState::Shared(match secret.into() {
            Secret::PreMaster(pre_master) => Completion::DeriveMasterSecret { pre_master, end },
            Secret::Master(master_secret) => Completion::ExpandKeyBlock { master_secret, end },
        })
    }
}

/// What differs between client and server.
pub(super) trait Role {
    /// The states that only this side has: those up to the pre-master secret.
    type State;

    const SIDE: Side;

    /// The request for another handshake that this side may meet at any time.
    const REQUEST: MessageName;

    /// Whether the request is ignored while a handshake is under way (§7.4.1.1).
    const PASSES_OVER_REQUEST: bool;

    /// The messages that a state waits for, the one that must come first; none where it does not
    /// wait. Alerts may come in every state.
    fn expected(state: &Self::State) -> &'static [MessageName];

    fn state_name(state: &Self::State) -> StateId;

    /// Remembers a session that has begun.
    fn keep(&self, session: &Session) {
        let _ = session;
    }

    /// Forgets a session that must not be resumed.
    fn forget(&self, id: &[u8]) {
        let _ = id;
    }

    /// The state after a warning. Most warnings change nothing.
    fn warned(state: Self::State, warning: AlertDescription) -> Self::State {
        let _ = warning;
        state
    }

    /// Does one unit of work in a state that does not wait.
    fn work(
        &mut self,
        state: Self::State,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<HandshakeState<Self::State>, Fault>;

    /// A handshake message of this side, made out of its turn of what it has by then.
    fn improvise(
        &self,
        piece: Piece,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Handshake, Fault>;

    /// Handles a message in a state that waits for one.
    fn receive(
        &mut self,
        state: Self::State,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<Self::State, Fault>;
}

/// The messages that a state waits for: see [`Role::expected`].
pub(super) fn expected<R: Role>(state: &HandshakeState<R::State>) -> &'static [MessageName] {
    match state {
        HandshakeState::Own(state) => R::expected(state),
        HandshakeState::Shared(completion) => completion.expected(),
    }
}

/// The name of a state.
pub(super) fn state_name<R: Role>(state: &HandshakeState<R::State>) -> StateId {
    match state {
        HandshakeState::Own(state) => R::state_name(state),
        HandshakeState::Shared(completion) => completion.state_name(),
    }
}
