//! From the pre-master secret to an open connection: what both sides do in the same way (RFC 5246
//! §8.1, §6.3, §7.4.9). Only the order of the two Finished differs.
//!
//! ```text
//! DeriveMasterSecret → ExpandKeyBlock → finishing → open
//! ```

use super::core::{ActDraft, Core, Received};
use super::fault::Fault;
use super::finishing::{Finishing, Order, TicketTurn};
use crate::protocol::{MessageName, StateId, Topic};
use crate::record::{MasterSecret, PreMasterSecret};

/// How the handshake ends for a side.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// Which of the two Finished it sends.
    pub order: Order,
    /// Whether there is a ticket.
    pub ticket: TicketTurn,
}

/// The states that both sides have, each with what is known by then.
pub(super) enum Completion {
    DeriveMasterSecret {
        pre_master: PreMasterSecret,
        end: End,
    },
    ExpandKeyBlock {
        master_secret: MasterSecret,
        end: End,
    },
    Finishing(Box<Finishing>),
}

impl Completion {
    fn finishing(finishing: Finishing) -> Self {
        Completion::Finishing(Box::new(finishing))
    }

    pub(super) fn expected(&self) -> &'static [MessageName] {
        match self {
            Completion::Finishing(finishing) => finishing.expected(),
            _ => &[],
        }
    }

    pub(super) fn state_name(&self) -> StateId {
        match self {
            Completion::DeriveMasterSecret { .. } => StateId::DeriveMasterSecret,
            Completion::ExpandKeyBlock { .. } => StateId::ExpandKeyBlock,
            Completion::Finishing(finishing) => finishing.state_name(),
        }
    }

    /// See [`Finishing::bluff`].
    pub(super) fn bluff(self) -> (Self, bool) {
        match self {
            Completion::Finishing(finishing) => {
                let (finishing, bluffs) = finishing.bluff();
                (Completion::finishing(finishing), bluffs)
            }
            state => (state, false),
        }
    }

    /// Does one unit of work. `None` once the handshake is complete.
    pub(super) fn work(self, core: &mut Core, act: &mut ActDraft) -> Result<Option<Self>, Fault> {
        Ok(match self {
            Completion::DeriveMasterSecret { pre_master, end } => {
                act.topic = Topic::DeriveMasterSecret;
                let events = &mut act.events;
                let master_secret = match &core.built {
                    Some(built) => built.master_secret(pre_master, &core.transcript, events)?,
                    None => pre_master.master_secret(&core.transcript, events),
                };
                Some(Completion::ExpandKeyBlock { master_secret, end })
            }
            Completion::ExpandKeyBlock { master_secret, end } => {
                act.topic = Topic::ExpandKeyBlock;
                let keys = match &mut core.built {
                    Some(built) => built.expand(master_secret, &mut act.events)?,
                    None => master_secret.expand(&mut act.events),
                };
                let finishing = Finishing::new(keys, end.order, end.ticket);
                Some(Completion::finishing(finishing))
            }
            Completion::Finishing(finishing) => {
                finishing.work(core, act)?.map(Completion::finishing)
            }
        })
    }

    /// Handles a message. The frame passes on only what the state expects.
    pub(super) fn receive(
        self,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<Self, Fault> {
        match self {
            Completion::Finishing(finishing) => finishing
                .receive(core, received, act)
                .map(Completion::finishing),
            state => Err(received.instead_of(state.expected())),
        }
    }
}
