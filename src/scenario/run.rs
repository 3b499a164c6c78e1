//! A run: both ends in one process, and a link between them.
//!
//! The two take turns ([`BothEnds`]). A message arrives as soon as it is sent, and its receiver goes on
//! at once. If a side is replayed, the recorded run is made first.

use super::both_ends::{BothEnds, Unit};
use super::description::{Ask, Further, Random, Scenario, Sessions};
use super::kept::Holder;
use super::link::{Bytes, Link};
use crate::crypto::random::{self, SeededRng};
use crate::crypto::ticket::TicketKeys;
use crate::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Replayer, Server, ServerConfig, Session,
    SessionCache,
};
use crate::protocol::{Act, Built, Event, Side, Transfer};
use crate::trace::journal::Entry;
use crate::trace::{Recorder, Replayed, Run, RunKind};
use crate::wire::display::escaped;
use std::sync::Arc;

/// The seed of a broken generator that starts from the same state in every run.
const REPEATED_SEED: u64 = 0;

/// The stream of random numbers from which the keys of tickets come: far from those of connections.
const TICKET_STREAM: u64 = 1 << 32;

/// Runs a scenario, once. The recording is complete but for what is found out afterwards.
pub(super) fn run(scenario: &Scenario) -> Recorder {
    let mut recorder = Recorder::new(Run {
        scenario: scenario.name.clone(),
        description: escaped(scenario.description.as_bytes()),
        kind: RunKind::Simulation,
        seed: Some(scenario.seed),
        clock: scenario.clock,
        server_name: Some(scenario.server_name.clone()),
    });
    play(scenario, &mut |entry| recorder.record(entry));
    recorder
}

/// Runs a scenario once, and hands to `journal` what happens, as it happens.
pub fn play(scenario: &Scenario, journal: &mut dyn FnMut(Entry)) {
    let randoms = [scenario.client.random, scenario.server.random];
    journal(Entry::Repeats(
        randoms.map(|random| random == Random::Repeat),
    ));
    let mut link = Link::new(&scenario.interceptions, scenario.replayed());
    let mut memory = Memory::of(scenario);
    for index in 0..scenario.connections() {
        if index > 0 {
            journal(Entry::Connection {
                observed: RunKind::Simulation.observed(),
            });
            link.reconnect();
            memory.between(&scenario.further[index - 1]);
        }
        let one = scenario.connection(index);
        memory.client = play_one(&one, index, &memory, &mut link, journal);
    }
    let attempts = link.attempts().into_iter();
    attempts.map(Entry::Attempt).for_each(journal);
}

/// What outlives a connection.
struct Memory {
    /// The session that the client can resume.
    client: Option<Session>,
    /// Where the server remembers sessions.
    cache: Option<Arc<SessionCache>>,
    /// The keys of the server's tickets.
    ticket_keys: Option<Arc<TicketKeys>>,
    /// Where the keys of tickets come from.
    rng: SeededRng,
}

impl Memory {
    fn of(scenario: &Scenario) -> Self {
        let mut rng = random::seeded(scenario.seed, TICKET_STREAM);
        let sessions = scenario.server.sessions;
        let most = scenario.connections();
        Memory {
            client: None,
            cache: (sessions == Sessions::Id).then(|| Arc::new(SessionCache::new(most))),
            ticket_keys: (sessions == Sessions::Ticket)
                .then(|| Arc::new(TicketKeys::generate(&mut rng))),
            rng,
        }
    }

    /// What happens between two connections. A server that was restarted has other keys.
    fn between(&mut self, next: &Further) {
        if !next.server_forgets {
            return;
        }
        if let Some(cache) = &self.cache {
            cache.clear();
        }
        if let Some(keys) = &mut self.ticket_keys {
            *keys = Arc::new(TicketKeys::generate(&mut self.rng));
        }
    }
}

/// Plays one connection. Returns what the client can resume of it.
fn play_one(
    scenario: &Scenario,
    index: usize,
    memory: &Memory,
    link: &mut Link<'_>,
    journal: &mut dyn FnMut(Entry),
) -> Option<Session> {
    let mut ends = both_ends(scenario, index, memory, journal);
    // an attacker with a recording does not have the key
    if scenario.replayed() != Some(Side::Server) {
        let identity = scenario.server.identity.identity();
        journal(Entry::Brings {
            side: Side::Server,
            key_pair: identity.key_pair(Side::Server),
        });
    }
    let mut messages = scenario.messages.iter();
    let mut closing = false;
    let mut ended = false;
    loop {
        while let Some(unit) = ends.work() {
            let receiver = unit.side.peer();
            let arriving = unit.pass(link, journal);
            ends.end(receiver).feed(&arriving);
            // a connection that is cut has ended for both sides
            if link.is_cut() && !ended {
                ended = true;
                ends.end_of_input();
            }
        }
        // Neither has anything to do. What was held back arrives now.
        let mut held = Side::BOTH.into_iter();
        let late = held.find_map(|side| Some((side, link.release(side)?)));
        if let Some((side, late)) = late {
            link.take_events().map(Entry::Link).for_each(&mut *journal);
            ends.end(side).feed(&late);
            continue;
        }
        // Then the next line of the script. After the last, or if the handshake has failed,
        // the transport ends.
        if !ends.is_open() || closing {
            if ended {
                break;
            }
            ended = true;
            ends.end_of_input();
            continue;
        }
        match messages.next() {
            Some(message) => ends.turn_to(message.from).send(message.text.as_bytes()),
            None => {
                closing = true;
                ends.turn_to(Side::Client).close();
            }
        }
    }
    ends.end(Side::Client).session()
}

impl Unit {
    /// Passes on over a link what was sent, and writes down what has happened. Returns what arrives.
    fn pass(self, link: &mut Link<'_>, journal: &mut dyn FnMut(Entry)) -> Bytes {
        let sent = self.acts.iter().flat_map(|act| &act.events);
        let mut sent = sent.filter_map(|event| match event {
            Event::Sent(transfer) => Some(transfer),
            _ => None,
        });
        let arriving = match sent.next_back() {
            Some(transfer) => link.pass(self.side, transfer, self.output),
            None => self.output,
        };
        self.acts
            .into_iter()
            .map(Entry::Act)
            .for_each(&mut *journal);
        link.take_events().map(Entry::Link).for_each(journal);
        arriving
    }
}

/// Both ends. A side that is replayed gets its recording: a run of its own, made now.
fn both_ends(
    scenario: &Scenario,
    index: usize,
    memory: &Memory,
    journal: &mut dyn FnMut(Entry),
) -> BothEnds {
    let client = || Box::new(client(scenario, index, memory));
    let server = || Box::new(server(scenario, index, memory));
    let Some((side, recorded)) = scenario.replayed().zip(scenario.recorded()) else {
        return BothEnds::new(client(), server());
    };
    journal(Entry::Replays(Replayed {
        side,
        seed: recorded.seed,
    }));
    let mut recording: Vec<(Side, Transfer)> = Vec::new();
    play(&recorded, &mut |entry| {
        if let Entry::Act(Act { side, events, .. }) = entry {
            let sent = events.into_iter().filter_map(|event| match event {
                Event::Sent(transfer) => Some((side, transfer)),
                _ => None,
            });
            recording.extend(sent);
        }
    });
    let replayer = Box::new(Replayer::new(side, recording));
    let ends = match side {
        Side::Client => BothEnds::new(replayer, server()),
        Side::Server => BothEnds::new(client(), replayer),
    };
    ends.patient(side)
}

/// The random number generator of a side on a connection: each has a stream of its own.
fn generator(scenario: &Scenario, random: Random, index: usize, side: Side) -> SeededRng {
    let seed = match random {
        Random::Seeded => scenario.seed,
        Random::Repeat => REPEATED_SEED,
    };
    random::seeded(seed, 2 * index as u64 + side as u64)
}

fn client(scenario: &Scenario, index: usize, memory: &Memory) -> Client {
    let side = &scenario.client;
    let client = Client::new(ClientConfig {
        session: memory.client.clone().filter(|_| side.resumes),
        switches: side.switches,
        wants_ticket: side.resumes && memory.ticket_keys.is_some(),
        versions: side.versions,
        falls_back: side.falls_back,
        rng: generator(scenario, side.random, index, Side::Client),
        clock: scenario.clock,
        signature_algorithms: side.signature_algorithms.clone(),
        suites: side.suites.clone(),
        server_name: scenario.server_name.clone(),
        anchors: side.anchors.items.clone(),
        revocation_lists: side.revocation_lists.items.clone(),
        accept_any_certificate: side.accept_any_certificate,
        identity: side.identity.as_ref().map(Holder::identity),
    });
    let client = client.skipping(&side.skip);
    match built(scenario, Side::Client) {
        Some((built, data)) => client.building(built, data),
        None => client,
    }
}

fn server(scenario: &Scenario, index: usize, memory: &Memory) -> Server {
    let side = &scenario.server;
    let directory = side.directory.items.first().cloned();
    let trust = || ClientTrust {
        anchors: side.client_anchors.items.clone(),
        revocation_lists: side.client_revocation_lists.items.clone(),
        directory: directory.map(Arc::new),
        signature_algorithms: side.signature_algorithms.clone(),
    };
    let server = Server::new(ServerConfig {
        switches: side.switches,
        sessions: memory.cache.clone(),
        ticket_keys: memory.ticket_keys.clone(),
        versions: side.versions,
        rng: generator(scenario, side.random, index, Side::Server),
        clock: scenario.clock,
        suites: side.suites.clone(),
        identity: side.identity.identity(),
        client_auth: match side.ask {
            Ask::None => ClientAuth::None,
            Ask::Request => ClientAuth::Request(trust()),
            Ask::Require => ClientAuth::Require(trust()),
        },
    });
    let server = server.skipping(&side.skip);
    let server = match side.bluff {
        true => server.bluffing(),
        false => server,
    };
    match built(scenario, Side::Server) {
        Some((built, data)) => server.building(built, data),
        None => server,
    }
}

/// The order and the formulas that a side follows, if it has its own, and its first application data.
fn built(scenario: &Scenario, side: Side) -> Option<(&Built, Vec<u8>)> {
    let built = scenario.built.as_ref().filter(|built| built.side == side)?;
    let first = scenario
        .messages
        .iter()
        .find(|message| message.from == side);
    let data = first.map(|message| message.text.clone().into_bytes());
    Some((built, data.unwrap_or_default()))
}
