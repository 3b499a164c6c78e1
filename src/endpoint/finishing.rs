//! ChangeCipherSpec and Finished, both ways (RFC 5246 §7.1, §7.4.9).
//!
//! The two sides do the same in a different order: the first to finish sends its pair and then waits
//! for the other's. In a full handshake that is the client.

use super::core::{ActDraft, Core, Keeping, Received, encoded};
use super::fault::Fault;
use super::session::{LIFETIME, Session};
use crate::crypto::record::Unprotection;
use crate::crypto::ticket::{self, TicketKeys};
use crate::pki::time::UnixTime;
use crate::protocol::{
    Check, CheckName, Event, MessageName, Operation, Skippable, StateId, Topic, ValueName,
};
use crate::record::{Content, Keys, Prepared};
use crate::text::{differing, short};
use crate::wire::alert::AlertDescription;
use crate::wire::handshake::{Finished, NewSessionTicket};
use crate::wire::{ContentType, Handshake, HandshakeType};
use crate::{label, said};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Where a side stands in finishing the handshake.
#[derive(Debug)]
pub(super) struct Finishing {
    keys: Keys,
    order: Order,
    ticket: TicketTurn,
    at: At,
}

/// Whether the server gives a ticket before its ChangeCipherSpec (RFC 5077 §3.3).
#[derive(Clone, Debug)]
pub(super) enum TicketTurn {
    /// It does not.
    None,
    /// This side waits for it.
    Expect,
    /// This side gives it, under these keys, at this time.
    Give(Arc<TicketKeys>, UnixTime),
}

/// Which of the two Finished a side sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The first: it has not seen the other's.
    First,
    /// The second, which answers the other's.
    Second,
}

#[derive(Debug)]
enum At {
    SendNewSessionTicket,
    ExpectNewSessionTicket,
    SendChangeCipherSpec,
    ComputeVerifyData,
    ProtectFinished {
        verify_data: Vec<u8>,
    },
    SendFinished {
        message: Finished,
        prepared: Prepared,
    },
    ExpectChangeCipherSpec,
    ExpectFinished,
    CheckFinished {
        message: Finished,
        bytes: Vec<u8>,
        unprotection: Arc<Unprotection>,
    },
}

impl Finishing {
    /// A side that has its keys.
    pub(super) fn new(keys: Keys, order: Order, ticket: TicketTurn) -> Self {
        let mut finishing = Finishing {
            keys,
            order,
            ticket,
            at: At::ExpectChangeCipherSpec,
        };
        finishing.at = match order {
            Order::First => finishing.own_turn(),
            Order::Second => finishing.peers_turn(),
        };
        finishing
    }

    /// The first thing that this side sends.
    fn own_turn(&self) -> At {
        match self.ticket {
            TicketTurn::Give(..) => At::SendNewSessionTicket,
            _ => At::SendChangeCipherSpec,
        }
    }

    /// The first thing that this side waits for.
    fn peers_turn(&self) -> At {
        match self.ticket {
            TicketTurn::Expect => At::ExpectNewSessionTicket,
            _ => At::ExpectChangeCipherSpec,
        }
    }

    /// A side that waits for the other's Finished and cannot decrypt it goes on as if it had been
    /// right. Returns whether it does: a side that waits for something else does not change.
    pub(super) fn bluff(mut self) -> (Self, bool) {
        let bluffs = self.order == Order::Second && matches!(self.at, At::ExpectFinished);
        if bluffs {
            self.at = self.own_turn();
        }
        (self, bluffs)
    }

    /// The message that is waited for.
    pub(super) fn expected(&self) -> &'static [MessageName] {
        match self.at {
            At::ExpectNewSessionTicket => {
                &[MessageName::Handshake(HandshakeType::NewSessionTicket)]
            }
            At::ExpectChangeCipherSpec => &[MessageName::ChangeCipherSpec],
            At::ExpectFinished => &[MessageName::Handshake(HandshakeType::Finished)],
            _ => &[],
        }
    }

    pub(super) fn state_name(&self) -> StateId {
        match self.at {
            At::SendNewSessionTicket => StateId::SendNewSessionTicket,
            At::ExpectNewSessionTicket => StateId::ExpectNewSessionTicket,
            At::SendChangeCipherSpec => StateId::SendChangeCipherSpec,
            At::ComputeVerifyData => StateId::ComputeVerifyData,
            At::ProtectFinished { .. } => StateId::ProtectFinished,
            At::SendFinished { .. } => StateId::SendFinished,
            At::ExpectChangeCipherSpec => StateId::ExpectChangeCipherSpec,
            At::ExpectFinished => StateId::ExpectFinished,
            At::CheckFinished { .. } => StateId::CheckFinished,
        }
    }

    fn at(self, at: At) -> Finishing {
        Finishing { at, ..self }
    }

    /// Does one unit of work. `None` once the handshake is complete.
    pub(super) fn work(
        mut self,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Option<Finishing>, Fault> {
        let at = std::mem::replace(&mut self.at, At::ExpectFinished);
        Ok(Some(match at {
            At::SendNewSessionTicket => {
                self.give_ticket(core, act);
                self.at(At::SendChangeCipherSpec)
            }
            At::SendChangeCipherSpec => {
                core.change_cipher_spec(Some(&self.keys), act)?;
                self.at(At::ComputeVerifyData)
            }
            At::ComputeVerifyData => {
                act.topic = Topic::ComputeVerifyData;
                let verify_data = core.verify_data(&self.keys, core.side, act)?;
                self.at(At::ProtectFinished { verify_data })
            }
            At::ProtectFinished { verify_data } => {
                act.topic = Topic::ProtectFinished;
                let message = Finished { verify_data };
                let bytes = Handshake::Finished(message.clone()).to_bytes();
                let content = ValueName::RecordContent(core.side, core.writer.next_sequence());
                act.events
                    .push(encoded(content, &bytes, ValueName::VerifyData(core.side)));
                let prepared = core.prepare(ContentType::Handshake, &bytes, act)?;
                self.at(At::SendFinished { message, prepared })
            }
            At::SendFinished { message, prepared } => {
                let message = Handshake::Finished(message);
                let content = ValueName::RecordContent(core.side, prepared.protection.sequence);
                core.send_prepared(prepared, Some(&message), act);
                let name = MessageName::Handshake(HandshakeType::Finished);
                core.transcribe(name, &message.to_bytes(), act);
                core.transcript.last_was_protected(content);
                match self.order {
                    Order::First => {
                        let next = self.peers_turn();
                        self.at(next)
                    }
                    Order::Second => return Ok(self.done(core)),
                }
            }
            At::CheckFinished {
                message,
                bytes,
                unprotection,
            } => {
                act.topic = Topic::CheckFinished;
                core.opened(&unprotection, act);
                let expected = core.verify_data(&self.keys, core.side.peer(), act)?;
                let same: bool = expected.ct_eq(&message.verify_data).into();
                let (expected, got) = match same {
                    true => (short(&expected), short(&message.verify_data)),
                    false => differing(&expected, &message.verify_data),
                };
                let side = core.side.name();
                let skipped = core.skips(Skippable::Finished);
                if skipped {
                    let detail = said!("endpoint.check.verify_data.skipped", got, side, expected);
                    let check = Check::skipped(CheckName::VerifyData, detail);
                    act.events.push(Event::Checked(check));
                } else {
                    let detail = match same {
                        true => said!("endpoint.check.verify_data.yes", got = &got, side),
                        false => said!(
                            "endpoint.check.verify_data.no",
                            got = &got,
                            side,
                            expected = &expected
                        ),
                    };
                    act.check(CheckName::VerifyData, same, detail);
                    if !same {
                        let reason = said!("endpoint.fault.verify_data", expected, got);
                        return Err(Fault::new(AlertDescription::DecryptError, reason));
                    }
                }
                let name = MessageName::Handshake(HandshakeType::Finished);
                core.transcribe(name, &bytes, act);
                let content = ValueName::RecordContent(core.side.peer(), unprotection.sequence);
                core.transcript.last_was_protected(content);
                match self.order {
                    Order::First => return Ok(self.done(core)),
                    Order::Second => {
                        let next = self.own_turn();
                        self.at(next)
                    }
                }
            }
            at @ (At::ExpectNewSessionTicket | At::ExpectChangeCipherSpec | At::ExpectFinished) => {
                self.at(at)
            }
        }))
    }

    /// The handshake is complete: there is a session to keep.
    fn done(self, core: &mut Core) -> Option<Finishing> {
        let session = self.session(&core.keeping, core.clock);
        core.keeping.session = Some(session);
        None
    }

    /// The session as it is known by now. `now` is when it began, unless it is one that is resumed.
    fn session(&self, keeping: &Keeping, now: UnixTime) -> Session {
        let agreed = self.keys.agreed();
        Session {
            version: agreed.rules.version,
            suite: agreed.suite,
            master_secret: self.keys.master_secret.bytes.clone(),
            extended_master_secret: agreed.switches.extended_master_secret,
            id: keeping.id.clone(),
            ticket: keeping.ticket.clone(),
            client_chain: keeping.client_chain.clone(),
            since: keeping.since.unwrap_or(now),
        }
    }

    /// Puts the session into a ticket and sends it (RFC 5077 §3.3).
    fn give_ticket(&self, core: &mut Core, act: &mut ActDraft) {
        let TicketTurn::Give(keys, now) = &self.ticket else {
            return;
        };
        let state = self.session(&core.keeping, *now).state().to_bytes();
        let iv = core.draw::<16>();
        let ticket = ticket::close(keys, &iv, &state);
        core.report_ticket_keys(keys, act);
        act.events.push(Event::Stored {
            name: ValueName::SessionState,
            bytes: state.clone(),
            path: label!("endpoint.origin.session_state").to_owned(),
        });
        act.events.push(Event::derived(
            ValueName::Ticket,
            &ticket.bytes,
            Operation::Ticket(Arc::new(ticket.clone())),
            vec![
                ValueName::TicketKeyName,
                ValueName::TicketKey,
                ValueName::TicketMacKey,
                ValueName::SessionState,
            ],
        ));
        let message = NewSessionTicket {
            lifetime_hint: LIFETIME,
            ticket: ticket.bytes,
        };
        core.send_handshake(&Handshake::NewSessionTicket(message), act);
    }

    pub(super) fn receive(
        self,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<Finishing, Fault> {
        match self.at {
            At::ExpectNewSessionTicket => {
                let Content::Handshake(Handshake::NewSessionTicket(ref message)) = received.content
                else {
                    return Err(received.instead_of(self.expected()));
                };
                // an empty one says that there is none after all (RFC 5077 §3.3)
                if !message.ticket.is_empty() {
                    core.keeping.ticket = message.ticket.clone();
                }
                core.transcribe(received.message, &received.bytes, act);
                Ok(self.at(At::ExpectChangeCipherSpec))
            }
            At::ExpectChangeCipherSpec => {
                let Content::ChangeCipherSpec = received.content else {
                    return Err(received.instead_of(self.expected()));
                };
                core.peer_changes_cipher_spec(&self.keys, act);
                Ok(self.at(At::ExpectFinished))
            }
            _ => {
                let Content::Handshake(Handshake::Finished(ref message)) = received.content else {
                    return Err(received.instead_of(self.expected()));
                };
                let Some(unprotection) = received.unprotection.clone() else {
                    let reason = said!("endpoint.fault.clear_finished");
                    return Err(Fault::new(AlertDescription::UnexpectedMessage, reason));
                };
                let message = message.clone();
                Ok(self.at(At::CheckFinished {
                    message,
                    bytes: received.bytes,
                    unprotection,
                }))
            }
        }
    }
}
