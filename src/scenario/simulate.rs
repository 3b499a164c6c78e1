//! Both ends in one process, and a link between them.
//!
//! The two take turns, one unit of work each, so that what both compute at the same point of the
//! handshake stands side by side in the trace. A message arrives as soon as it is sent, and who
//! receives it goes on at once.

use super::blame;
use super::description::{Ask, Scenario};
use super::kept::Holder;
use super::link::Link;
use crate::crypto::random;
use crate::endpoint::event::{Act, Side, Topic};
use crate::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Endpoint, Progress, Server, ServerConfig,
};
use crate::trace::{Recorder, Run, RunKind, Trace};
use std::sync::Arc;

/// What a server does between ClientKeyExchange and the master secret: its states by name.
const BEFORE_MASTER_SECRET: [&str; 3] = [
    "CheckClientCertificate",
    "CheckCertificateVerify",
    "DecryptPreMasterSecret",
];

/// Runs a scenario from the first random number to the last close_notify, or until it fails. Where it
/// fails and a man in the middle had his hand in it, it is run without him, too: what fails all the same
/// is not told as his doing.
pub fn simulate(scenario: &Scenario) -> Trace {
    let mut trace = run(scenario);
    // what there is to learn is said of the run as it is meant to end
    let expected = scenario.expect.as_ref();
    if expected.is_none_or(|expected| expected.unmet(&trace).is_none()) {
        trace.lesson = scenario.lesson.clone();
    }
    blame::find(scenario, &mut trace);
    trace
}

/// Runs a scenario, once.
pub(super) fn run(scenario: &Scenario) -> Trace {
    let mut recorder = Recorder::new(Run {
        scenario: scenario.name.clone(),
        description: scenario.description.clone(),
        kind: RunKind::Simulation,
        seed: Some(scenario.seed),
        clock: scenario.clock,
        server_name: Some(scenario.server_name.clone()),
    });
    let mut client = client(scenario);
    let mut server = server(scenario);
    let mut messages = scenario.messages.iter();
    let mut closing = false;
    let mut turn = Side::Client;
    let mut waiting = 0;
    let mut acts: Vec<Act> = Vec::new();
    let mut link = Link::new(&scenario.interceptions);
    let mut ended = false;
    loop {
        let (active, passive): (&mut dyn Endpoint, &mut dyn Endpoint) = match turn {
            Side::Client => (&mut client, &mut server),
            Side::Server => (&mut server, &mut client),
        };
        // both derive the master secret in one step: who is ready waits for who is about to be
        let ready = active.state().name == "DeriveMasterSecret";
        if ready && BEFORE_MASTER_SECRET.contains(&passive.state().name) {
            turn = turn.peer();
            continue;
        }
        let progress = active.work(&mut acts);
        let arrival = acts
            .last()
            .is_some_and(|act| matches!(act.topic, Topic::Receive(_)));
        acts.drain(..).for_each(|act| recorder.record(act));
        let output = active.take_output();
        if !output.is_empty() {
            passive.feed(&link.pass(output, &mut recorder));
        }
        if progress == Progress::Worked {
            waiting = 0;
            // who has a message in hand goes on at once, and so does who has an alert to send
            if arrival || active.state().name == "SendAlert" {
                continue;
            }
        } else {
            waiting += 1;
        }
        turn = turn.peer();
        if waiting < 2 {
            continue;
        }
        waiting = 0;
        // Neither has anything to do. What was held back comes late rather than never.
        if let Some(late) = link.release(Side::Client, &mut recorder) {
            client.feed(&late);
            continue;
        }
        if let Some(late) = link.release(Side::Server, &mut recorder) {
            server.feed(&late);
            continue;
        }
        // Then the next line of the script; after the last, or where the two do not come together,
        // the transport ends.
        if !(client.is_open() && server.is_open()) || closing {
            if ended {
                break;
            }
            ended = true;
            client.end_of_input();
            server.end_of_input();
            continue;
        }
        match messages.next() {
            Some(message) => {
                turn = message.from;
                match turn {
                    Side::Client => client.send(message.text.as_bytes()),
                    Side::Server => server.send(message.text.as_bytes()),
                }
            }
            None => {
                closing = true;
                turn = Side::Client;
                client.close();
            }
        }
    }
    recorder.tampered(link.tampering());
    recorder.into_trace()
}

fn client(scenario: &Scenario) -> Client {
    let side = &scenario.client;
    Client::new(ClientConfig {
        rng: random::seeded(scenario.seed, Side::Client as u64),
        clock: scenario.clock,
        version: side.version,
        suites: side.suites.clone(),
        server_name: scenario.server_name.clone(),
        anchors: side.anchors.items.clone(),
        revocation_lists: side.revocation_lists.items.clone(),
        accept_any_certificate: side.accept_any_certificate,
        identity: side.identity.as_ref().map(Holder::identity),
    })
}

fn server(scenario: &Scenario) -> Server {
    let side = &scenario.server;
    let directory = side.directory.items.first().cloned();
    let trust = || ClientTrust {
        anchors: side.client_anchors.items.clone(),
        revocation_lists: side.client_revocation_lists.items.clone(),
        directory: directory.map(Arc::new),
        signature_algorithms: side.signature_algorithms.clone(),
    };
    Server::new(ServerConfig {
        rng: random::seeded(scenario.seed, Side::Server as u64),
        clock: scenario.clock,
        suites: side.suites.clone(),
        identity: side.identity.identity(),
        client_auth: match side.ask {
            Ask::None => ClientAuth::None,
            Ask::Request => ClientAuth::Request(trust()),
            Ask::Require => ClientAuth::Require(trust()),
        },
    })
}
