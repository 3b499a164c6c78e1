//! How many connections are served at once, and which of them is closed when one more comes.
//!
//! A connection costs a client nothing, so a few that say nothing could take every place. If all
//! places are taken, the connection whose client has been silent for the longest makes room.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Number of connections that are served at once.
pub const MAX_CONNECTIONS: usize = 64;

/// A connection makes room only if its client has been silent for this time.
pub const MAX_SILENCE_WHEN_FULL: Duration = Duration::from_secs(1);

/// How often a new connection checks whether a client has been silent for long enough.
const LOOK: Duration = Duration::from_millis(100);

/// The places of a server.
#[derive(Debug, Default)]
pub(super) struct Places {
    taken: Mutex<Vec<Arc<Presence>>>,
    changed: Condvar,
}

/// A connection as the others see it.
#[derive(Debug)]
pub(super) struct Presence {
    stream: TcpStream,
    since: Instant,
    /// When something last came from the client, in milliseconds after `since`.
    heard: AtomicU64,
    /// Whether it has to make room.
    leaving: AtomicBool,
}

impl Presence {
    /// Notes that something came from the client.
    pub(super) fn hear(&self) {
        let now = self.since.elapsed().as_millis();
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        self.heard.store(now, Ordering::Relaxed);
    }

    /// Whether the connection has to make room for another.
    pub(super) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// For how long nothing has come from the client.
    pub(super) fn silence(&self) -> Duration {
        let heard = Duration::from_millis(self.heard.load(Ordering::Relaxed));
        self.since.elapsed().saturating_sub(heard)
    }

    /// Makes it give up its place: a thread that waits for its client is woken.
    fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
        // if the client is gone already, the thread knows
        let _ = self.stream.shutdown(Shutdown::Read);
    }
}

/// The place of a connection, given back also by a thread that panics.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    presence: Arc<Presence>,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Presence>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wait_until_empty(&self) {
        let waited = self
            .changed
            .wait_while(self.lock(), |taken| !taken.is_empty());
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Place {
    /// Takes a place for a connection. If none is free, the client that has been silent for the
    /// longest makes room, as soon as one has been for [`MAX_SILENCE_WHEN_FULL`].
    pub(super) fn take(places: &Arc<Places>, stream: &TcpStream) -> io::Result<Self> {
        let presence = Arc::new(Presence {
            stream: stream.try_clone()?,
            since: Instant::now(),
            heard: AtomicU64::new(0),
            leaving: AtomicBool::new(false),
        });
        let mut taken = places.lock();
        loop {
            let staying = taken.iter().filter(|one| !one.is_leaving());
            // those that are leaving need only a moment, but do not wait for ever
            if staying.clone().count() < MAX_CONNECTIONS && taken.len() < 2 * MAX_CONNECTIONS {
                break;
            }
            let silent = staying.max_by_key(|one| one.silence());
            match silent.filter(|one| one.silence() >= MAX_SILENCE_WHEN_FULL) {
                Some(silent) if taken.len() < 2 * MAX_CONNECTIONS => silent.leave(),
                _ => {
                    let waited = places.changed.wait_timeout(taken, LOOK);
                    taken = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
        taken.push(presence.clone());
        drop(taken);
        Ok(Place {
            places: places.clone(),
            presence,
        })
    }

    /// The connection as the others see it.
    pub(super) fn presence(&self) -> Arc<Presence> {
        self.presence.clone()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        taken.retain(|one| !Arc::ptr_eq(one, &self.presence));
        self.places.changed.notify_all();
    }
}
