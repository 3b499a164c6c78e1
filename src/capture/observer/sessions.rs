//! The sessions of a capture: a connection that resumes one has the master secret of an earlier connection
//! (RFC 5246 §7.3, RFC 5077), and what led to that secret there leads to it here too.

use super::{Observer, WhySealed};
use crate::crypto::hash::HashAlgorithm;
use crate::record::{Agreed, MasterSecret};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most names of sessions that are remembered. Later ones are not.
const MOST: usize = 100_000;

/// The sessions whose master secrets are known, by what names them on the wire: the server's session_id, or a
/// ticket. Of a name its SHA-256 is kept, since a ticket may be long.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<Vec<u8>, Session>>);

/// A session whose master secret is known.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The number of the connection on which it began.
    pub began: usize,
    /// The master secret, 48 bytes.
    pub master_secret: Vec<u8>,
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Session>> {
        // each change is complete in itself, so a thread that has panicked leaves the map whole
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, name: &[u8], session: &Session) {
        let mut all = self.lock();
        if !name.is_empty() && all.len() < MOST {
            all.insert(HashAlgorithm::Sha256.digest(name), session.clone());
        }
    }

    fn find(&self, name: &[u8]) -> Option<Session> {
        self.lock()
            .get(&HashAlgorithm::Sha256.digest(name))
            .cloned()
    }
}

/// The names of the session of a connection.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The session_id of ServerHello.
    pub id: Vec<u8>,
    /// The ticket that the server issues.
    pub ticket: Vec<u8>,
}

impl Observer {
    /// The master secret of the session that the connection resumes, if an earlier connection of the capture
    /// has it.
    pub(super) fn by_session(&mut self, agreed: Agreed) -> Result<MasterSecret, WhySealed> {
        let Some(session) = self.resumed_session() else {
            return Err(self.why_no_secret());
        };
        self.summary.resumed = Some(session.began);
        Ok(MasterSecret {
            agreed,
            bytes: session.master_secret,
            kept: true,
        })
    }

    fn resumed_session(&self) -> Option<Session> {
        let (sessions, _) = self.among.as_ref()?;
        let hello = &self.offer.as_ref()?.hello;
        let by_ticket = hello.ticket().and_then(|ticket| sessions.find(ticket));
        // the server repeats the id of a session that it resumes
        let repeated = self.session.id == hello.session_id;
        by_ticket.or_else(|| sessions.find(&hello.session_id).filter(|_| repeated))
    }

    /// Remembers the session for connections that come later, as far as it is known by now.
    pub(super) fn remember_session(&self) {
        let (Some((sessions, number)), Some(keys)) = (&self.among, &self.keys) else {
            return;
        };
        let session = Session {
            began: self.summary.resumed.unwrap_or(*number),
            master_secret: keys.master_secret.bytes.clone(),
        };
        sessions.remember(&self.session.id, &session);
        sessions.remember(&self.session.ticket, &session);
    }
}
