//! Sessions: what outlives a connection, so that another can resume it (RFC 5246 §7.3, appendix F.1.4;
//! RFC 5077).
//!
//! A session is a version, a suite and a master secret. A connection that resumes it has randoms of its
//! own, and so keys of its own. The server finds it by its id in a [`SessionCache`], or in the ticket that
//! the client shows, which only the server can open.

use crate::crypto::ticket::Ticket;
use crate::pki::time::UnixTime;
use crate::protocol::Suite;
use crate::wire::{CipherSuite, ProtocolVersion, SessionState};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a session may be resumed, in seconds: a day, the most that RFC 5246 appendix F.1.4 suggests.
pub const LIFETIME: u32 = 24 * 60 * 60;

/// What a side keeps of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The version that was agreed on.
    pub version: ProtocolVersion,
    /// The suite.
    pub suite: &'static Suite,
    /// The master secret, 48 bytes.
    pub master_secret: Vec<u8>,
    /// Whether it is an extended one (RFC 7627).
    pub extended_master_secret: bool,
    /// The server's name for it; empty if it has none.
    pub id: Vec<u8>,
    /// The ticket in which the server has put it, in the client's hands.
    pub ticket: Vec<u8>,
    /// The certificate chain that the client has shown, as DER; empty if it has shown none.
    pub client_chain: Vec<Vec<u8>>,
    /// When it began.
    pub since: UnixTime,
}

impl Session {
    /// Whether it is too old to be resumed.
    pub fn has_expired(&self, now: UnixTime) -> bool {
        let age = now.0.saturating_sub(self.since.0);
        !(0..=i64::from(LIFETIME)).contains(&age)
    }

    /// Whether the server has given the client anything to ask for it by: a session_id or a ticket.
    pub fn can_be_offered(&self) -> bool {
        !(self.id.is_empty() && self.ticket.is_empty())
    }

    /// What the server puts into a ticket.
    pub(super) fn state(&self) -> SessionState {
        let mut master_secret = [0; 48];
        master_secret.copy_from_slice(&self.master_secret);
        SessionState {
            version: self.version,
            cipher_suite: CipherSuite::of(self.suite.id),
            master_secret,
            client_chain: self.client_chain.clone(),
            timestamp: u32::try_from(self.since.0).unwrap_or(0),
            extended_master_secret: self.extended_master_secret,
        }
    }

    /// The session in an opened ticket, if its state can be read. `id` is what the client calls it.
    pub(super) fn of_ticket(opened: &Ticket, id: &[u8]) -> Option<Session> {
        let state = SessionState::parse(&opened.state).0.ok()?;
        Some(Session {
            version: state.version,
            suite: Suite::by_id(state.cipher_suite.code())?,
            master_secret: state.master_secret.to_vec(),
            extended_master_secret: state.extended_master_secret,
            id: id.to_vec(),
            ticket: opened.bytes.clone(),
            client_chain: state.client_chain,
            since: UnixTime(i64::from(state.timestamp)),
        })
    }
}

/// The sessions that a server remembers, up to a maximum number: the oldest is dropped first.
#[derive(Debug)]
pub struct SessionCache {
    sessions: Mutex<VecDeque<Session>>,
    most: usize,
}

impl SessionCache {
    /// A cache for at most this many sessions.
    pub fn new(most: usize) -> Self {
        SessionCache {
            sessions: Mutex::default(),
            most,
        }
    }

    /// The session with this id.
    pub fn find(&self, id: &[u8]) -> Option<Session> {
        let sessions = self.lock();
        let found = sessions.iter().find(|session| session.id == id);
        found.filter(|_| !id.is_empty()).cloned()
    }

    /// Remembers a session.
    pub fn keep(&self, session: Session) {
        let mut sessions = self.lock();
        sessions.retain(|other| other.id != session.id);
        sessions.push_back(session);
        if sessions.len() > self.most {
            sessions.pop_front();
        }
    }

    /// Forgets a session: after a fatal alert it must not be resumed (RFC 5246 §7.2.2).
    pub fn forget(&self, id: &[u8]) {
        self.lock().retain(|session| session.id != id);
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Session>> {
        // each change is complete in itself, so a thread that has panicked leaves the list whole
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
