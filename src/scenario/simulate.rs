//! Both ends in one process, and a link between them.
//!
//! The two take turns, one unit of work each, so that what both compute at the same point of the
//! handshake stands side by side in the trace. A message arrives as soon as it is sent, and who
//! receives it goes on at once.

use super::Scenario;
use super::link::Link;
use crate::crypto::random;
use crate::endpoint::event::{Act, Side, Topic};
use crate::endpoint::{
    Client, ClientAuth, ClientConfig, Endpoint, Identity, Progress, Server, ServerConfig,
};
use crate::pki::demo;
use crate::trace::{Recorder, Run, RunKind, Trace};
use crate::wire::ProtocolVersion;

/// Runs a scenario from the first random number to the last close_notify, or until it fails.
pub fn simulate(scenario: &Scenario) -> Trace {
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
            if arrival {
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
    Client::new(ClientConfig {
        rng: random::seeded(scenario.seed, Side::Client as u64),
        clock: scenario.clock,
        suites: scenario.client_suites.clone(),
        server_name: scenario.server_name.clone(),
        version: ProtocolVersion::Tls12,
        anchors: demo::certificates(&["root.pem"]),
        revocation_lists: [].into(),
        accept_any_certificate: false,
        identity: None,
    })
}

fn server(scenario: &Scenario) -> Server {
    Server::new(ServerConfig {
        rng: random::seeded(scenario.seed, Side::Server as u64),
        clock: scenario.clock,
        suites: scenario.server_suites.clone(),
        identity: Identity {
            chain: demo::certificates(&["server.pem", "intermediate.pem"]),
            certificate_path: "certs/server.pem".into(),
            key: demo::private_key("server.key"),
            key_path: "certs/server.key".into(),
        },
        client_auth: ClientAuth::None,
    })
}
