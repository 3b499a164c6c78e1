//! Runs of every kind, so that every text is seen in use: good ones with each suite, failures of
//! each sort, and connections of which only one side is ours.
#![allow(dead_code, reason = "each room uses a part of it")]

use super::recording::Recording;
use crate::ends::{NOW, client_config, server_config};
use premaster::crypto::random;
use premaster::endpoint::{Client, ClientConfig, Endpoint, Progress, Server, ServerConfig};
use premaster::pki::time::UnixTime;
use premaster::protocol::{
    Carrier, Rules, SUITES, Suite, Switches, TLS10, TLS12, Transfer, Versions,
};
use premaster::scenario::{AppMessage, BothEnds, Overrides, Scenario, simulate};
use premaster::trace::{Act, Event, MessageName, Run, RunKind, Side, StateId, Topic, Trace};
use premaster::wire::{ContentType, HandshakeType};
use std::sync::LazyLock;

fn scenario(seed: u64) -> Scenario {
    let message = |from, text: &str| AppMessage {
        from,
        text: text.into(),
    };
    let overrides = Overrides {
        clock: Some(NOW),
        ..Overrides::seed(seed)
    };
    let text = "description = \"a handshake\"";
    let mut scenario = Scenario::from_toml(text, "classic", "classic", overrides).unwrap();
    scenario.messages = vec![
        message(
            Side::Client,
            "GET /basket HTTP/1.1\r\nHost: shop.example\r\n\r\n",
        ),
        message(Side::Server, "*{[ three apples ]}*"),
    ];
    scenario
}

/// Simulations that go well, by name: one with each suite.
pub fn good() -> Vec<(String, Trace)> {
    let with = |suite: &'static Suite| {
        let mut scenario = scenario(u64::from(suite.id));
        scenario.server.suites = vec![suite];
        (suite.name.to_owned(), simulate(&scenario))
    };
    Suite::defaults().map(with).collect()
}

/// Simulations that go well with every version and suite, with and without a client certificate, by name:
/// `SSL 3.0, TLS_RSA_WITH_RC4_128_SHA, mutual`. Made once.
pub fn of_every_version() -> Vec<(String, Trace)> {
    static RUNS: LazyLock<Vec<(String, Trace)>> = LazyLock::new(|| {
        let mut runs = Vec::new();
        for rules in Rules::all() {
            for suite in SUITES.iter().filter(|suite| suite.is_in(rules.version)) {
                for base in ["classic", "mutual"] {
                    let name = format!("{}, {}, {base}", rules.version, suite.name);
                    runs.push((name, simulate(&with(base, rules, suite))));
                }
            }
        }
        runs
    });
    RUNS.clone()
}

/// A built-in scenario in this version and with this suite.
pub fn with(base: &str, rules: &Rules, suite: &'static Suite) -> Scenario {
    let overrides = Overrides {
        clock: Some(NOW),
        ..Overrides::seed(u64::from(suite.id))
    };
    let mut scenario = Scenario::builtin(base, overrides).unwrap();
    scenario.client.versions = Versions::only(rules.version);
    scenario.server.versions = Versions::only(rules.version);
    scenario.client.suites = vec![suite];
    scenario.server.suites = vec![suite];
    scenario
}

/// Simulations of two connections, by name: without and with a session, remembered, forgotten and in a
/// ticket.
pub fn with_sessions() -> Vec<(String, Trace)> {
    let names = ["two-connections", "resumed", "forgotten", "ticket"];
    let run = |name: &str| {
        let overrides = Overrides {
            clock: Some(NOW),
            ..Overrides::seed(42)
        };
        let scenario = Scenario::builtin(name, overrides).unwrap();
        (name.to_owned(), simulate(&scenario))
    };
    names.map(run).into()
}

/// Runs with the extensions that a switch turns on, where the IV is sent and where it is not: a full handshake,
/// a resumed one, and a record that was changed.
pub fn switched() -> Vec<(String, Trace)> {
    let run = |base: &str, rules: &Rules, suite: &'static Suite| {
        let mut scenario = with(base, rules, suite);
        let all = Switches::of(|_| true);
        (scenario.client.switches, scenario.server.switches) = (all, all);
        let name = format!("{base}, {}, {}, switched", rules.version, suite.name);
        (name, simulate(&scenario))
    };
    let bases = ["classic", "resumed", "flipped-record"];
    let runs = bases.map(|base| {
        let pairs = [(&TLS12, &SUITES[0]), (&TLS10, &SUITES[4])];
        pairs.map(|(rules, suite)| run(base, rules, suite))
    });
    runs.into_iter().flatten().collect()
}

/// Connections whose application data is nothing, and one byte, where the IV is sent and where it is not.
pub fn of_little_data() -> Vec<(String, Trace)> {
    let run = |(rules, suite, switched): (&Rules, &'static Suite, bool)| {
        let mut scenario = with("classic", rules, suite);
        scenario.client.switches.encrypt_then_mac = switched;
        scenario.server.switches.encrypt_then_mac = switched;
        let message = |from, text: &str| AppMessage {
            from,
            text: text.into(),
        };
        scenario.messages = ["", "a"]
            .into_iter()
            .flat_map(|text| Side::BOTH.map(|from| message(from, text)))
            .collect();
        let name = format!("{}, {}, little data, {switched}", rules.version, suite.name);
        (name, simulate(&scenario))
    };
    let all = [
        (&TLS12, &SUITES[0], false),
        (&TLS12, &SUITES[0], true),
        (&TLS10, &SUITES[4], false),
        (&TLS10, &SUITES[6], false),
    ];
    all.map(run).into()
}

/// Our server, to which a client says hello in the form of SSL 2.0 (RFC 5246 appendix E.2).
pub fn hello_of_ssl2() -> (String, Trace) {
    let specs = [0x01, 0x00, 0x80, 0x07, 0x00, 0xc0, 0x00, 0x00, 0x2f];
    let body = [&[1, 3, 1, 0, 9, 0, 0, 0, 16][..], &specs, &[0x5a; 16]].concat();
    let length = (0x8000 | body.len() as u16).to_be_bytes();
    let mut recorder = Recording::new(Run {
        scenario: "connection".into(),
        description: String::new(),
        kind: RunKind::Connection {
            ours: Side::Server,
            peer: "192.0.2.1:443".into(),
        },
        seed: None,
        clock: NOW,
        server_name: None,
    });
    let mut server = Server::new(server_config());
    server.feed(&[&length[..], &body].concat());
    let mut acts = Vec::new();
    while server.work(&mut acts) == Progress::Worked {}
    acts.into_iter().for_each(|act| recorder.record(act));
    ("a hello of SSL 2.0".into(), recorder.finish())
}

/// Simulations that fail, by name.
pub fn bad() -> Vec<(String, Trace)> {
    let late = Scenario {
        clock: UnixTime(4_200_000_000),
        ..scenario(1)
    };
    let wrong_host = Scenario {
        server_name: "bank.example".into(),
        ..scenario(2)
    };
    let mut no_suite = scenario(3);
    no_suite.client.suites = vec![&SUITES[0]];
    no_suite.server.suites = vec![&SUITES[1]];
    use HandshakeType as H;
    vec![
        ("expired".into(), simulate(&late)),
        ("wrong host".into(), simulate(&wrong_host)),
        ("no common suite".into(), simulate(&no_suite)),
        (
            "ClientHello changed".into(),
            flipped(H::ClientHello, From::End(8)),
        ),
        (
            "ServerHello cut".into(),
            flipped(H::ServerHello, From::Start(8)),
        ),
        (
            "pre-master changed".into(),
            flipped(H::ClientKeyExchange, From::End(1)),
        ),
        (
            "Finished changed".into(),
            flipped(H::Finished, From::End(1)),
        ),
        (
            "ChangeCipherSpec lost".into(),
            link(None, &mut |act, bytes| {
                if act.topic == Topic::Send(MessageName::ChangeCipherSpec) {
                    bytes.clear();
                }
            }),
        ),
    ]
}

/// Connections of which one side is ours, by name.
pub fn one_sided() -> Vec<(String, Trace)> {
    let ours = |side: Side| {
        (
            format!("our {}", side.name()),
            link(Some(side), &mut |_, _| {}),
        )
    };
    Side::BOTH.into_iter().map(ours).collect()
}

/// A trace of one message, in the clear, that came from a real peer.
pub fn received(
    sender: Side,
    message: MessageName,
    content_type: ContentType,
    content: Vec<u8>,
) -> Trace {
    let mut recorder = Recording::new(Run {
        scenario: "connection".into(),
        description: String::new(),
        kind: RunKind::Connection {
            ours: sender.peer(),
            peer: "192.0.2.1:443".into(),
        },
        seed: None,
        clock: NOW,
        server_name: None,
    });
    let mut record = vec![content_type.code(), 3, 3];
    record.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
    record.extend_from_slice(&content);
    let carrier = Carrier::whole(record, content.len(), None);
    recorder.record(Act {
        side: sender.peer(),
        topic: Topic::Receive(message),
        events: vec![Event::Received(Transfer {
            message,
            content_type,
            content,
            carriers: vec![carrier],
            carries: vec![],
        })],
        state: StateId::Negotiate,
    });
    recorder.finish()
}

#[derive(Clone, Copy)]
enum From {
    Start(usize),
    End(usize),
}

/// Connections of which one side is ours and refuses what has arrived, by name.
pub fn one_sided_failures() -> Vec<(String, Trace)> {
    use HandshakeType as H;
    let changes = [
        ("ClientHello", H::ClientHello, 8),
        ("ServerHello", H::ServerHello, 40),
        ("Finished", H::Finished, 1),
    ];
    let each = |ours: Side| {
        changes.into_iter().map(move |(name, message, from_end)| {
            let trace = flipped_for(Some(ours), message, From::End(from_end));
            (format!("our {}, {name} changed", ours.name()), trace)
        })
    };
    Side::BOTH.into_iter().flat_map(each).collect()
}

/// A run in which one bit of a message is changed on the way.
fn flipped(message: HandshakeType, at: From) -> Trace {
    flipped_for(None, message, at)
}

/// The same, of which one side may be a real peer.
fn flipped_for(ours: Option<Side>, message: HandshakeType, at: From) -> Trace {
    link(ours, &mut |act, bytes| {
        if act.topic == Topic::Send(MessageName::Handshake(message)) {
            let at = match at {
                From::Start(at) => at,
                From::End(at) => bytes.len() - at,
            };
            bytes[at] ^= 1;
        }
    })
}

/// Runs the handshake over a link that `change` may tamper with, recording both sides or one.
fn link(ours: Option<Side>, change: &mut dyn FnMut(&Act, &mut Vec<u8>)) -> Trace {
    let scenario = scenario(5);
    let kind = match ours {
        None => RunKind::Simulation,
        Some(ours) => RunKind::Connection {
            ours,
            peer: "192.0.2.1:443".into(),
        },
    };
    let mut recorder = Recording::new(Run {
        scenario: "connection".into(),
        description: String::new(),
        kind,
        seed: ours.is_none().then_some(scenario.seed),
        clock: NOW,
        server_name: ours
            .is_none_or(|side| side == Side::Client)
            .then(|| scenario.server_name.clone()),
    });
    let mut client = Client::new(ClientConfig {
        falls_back: false,
        versions: Versions::default(),
        rng: random::seeded(scenario.seed, 0),
        suites: scenario.client.suites.clone(),
        server_name: scenario.server_name.clone(),
        ..client_config()
    });
    let server = Server::new(ServerConfig {
        versions: Versions::default(),
        rng: random::seeded(scenario.seed, 1),
        suites: scenario.server.suites.clone(),
        ..server_config()
    });
    client.send(b"ping");
    client.close();
    let mut ends = BothEnds::new(Box::new(client), Box::new(server));
    for ended in [false, true] {
        while let Some(mut unit) = ends.work() {
            for act in unit.acts {
                change(&act, &mut unit.output);
                if ours.is_none_or(|side| side == act.side) {
                    recorder.record(act);
                }
            }
            ends.end(unit.side.peer()).feed(&unit.output);
        }
        if !ended {
            // neither goes on by itself: now the transport ends
            ends.end_of_input();
        }
    }
    recorder.finish()
}
