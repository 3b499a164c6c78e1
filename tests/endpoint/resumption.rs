//! Connections that resume the session of an earlier one, by its id and by a ticket, in every version;
//! and everything that keeps a session from being resumed.

use crate::ends::{NOW, client_config, server_config};
use crate::flights::{FULL_HANDSHAKE, exchange};
use premaster::crypto::random;
use premaster::crypto::ticket::TicketKeys;
use premaster::endpoint::config::SIGNATURE_ALGORITHMS;
use premaster::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Endpoint, Identity, Server, ServerConfig,
    Session, SessionCache,
};
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::protocol::{
    Act, CheckName, Event, MessageName, Rules, SUITES, Side, Suite, Switches, ValueName, Versions,
};
use premaster::wire::{Alert, AlertDescription, HandshakeType, ProtocolVersion, SessionState};
use std::collections::HashMap;
use std::sync::Arc;

/// What a connection came to.
struct Outcome {
    acts: Vec<Act>,
    /// What the client can resume.
    session: Option<Session>,
}

impl Outcome {
    fn sent(&self) -> Vec<String> {
        let events = self.acts.iter().flat_map(|act| {
            let side = act.side.name();
            act.events.iter().map(move |event| (side, event))
        });
        events
            .filter_map(|(side, event)| match event {
                Event::Sent(transfer) => Some(format!("{side} {}", transfer.message.name())),
                _ => None,
            })
            .collect()
    }

    fn values(&self, side: Side) -> HashMap<ValueName, Vec<u8>> {
        let acts = self.acts.iter().filter(|act| act.side == side);
        let events = acts.flat_map(|act| &act.events);
        events
            .filter_map(|event| match event {
                Event::Derived { name, bytes, .. }
                | Event::Generated { name, bytes }
                | Event::Kept { name, bytes }
                | Event::Stored { name, bytes, .. } => Some((*name, bytes.clone())),
                _ => None,
            })
            .collect()
    }

    fn alerts(&self) -> Vec<Alert> {
        let failed = self.acts.iter().flat_map(|act| &act.events);
        let alert = |event: &Event| match event {
            Event::Failed(failure) => failure.alert,
            _ => None,
        };
        failed.filter_map(alert).collect()
    }

    /// What the server says about the session.
    fn said(&self) -> String {
        let checks = self.acts.iter().flat_map(|act| &act.events);
        let found = checks.filter_map(|event| match event {
            Event::Checked(check) if check.name == CheckName::Resumption => Some(check),
            _ => None,
        });
        let details: Vec<String> = found.map(|check| check.detail.to_string()).collect();
        details.join(" ")
    }
}

const ABBREVIATED: [&str; 6] = [
    "client ClientHello",
    "server ServerHello",
    "server ChangeCipherSpec",
    "server Finished",
    "client ChangeCipherSpec",
    "client Finished",
];

/// One connection of a client and a server, which exchange a word each.
fn connect(client: ClientConfig, server: ServerConfig) -> Outcome {
    connect_with(client, server, |_, sent| sent)
}

fn connect_with(
    client: ClientConfig,
    server: ServerConfig,
    mut pass: impl FnMut(Side, Vec<u8>) -> Vec<u8>,
) -> Outcome {
    let (mut client, mut server) = (Client::new(client), Server::new(server));
    client.send(b"ping");
    server.send(b"pong");
    let mut all = Vec::new();
    exchange(&mut client, &mut server, |side, acts, sent| {
        all.extend(acts);
        pass(side, sent)
    });
    Outcome {
        acts: all,
        session: client.session(),
    }
}

/// The ticket keys of every server here.
pub fn ticket_keys() -> Arc<TicketKeys> {
    Arc::new(TicketKeys {
        name: vec![7; 16],
        key: vec![8; 16],
        mac_key: vec![9; 32],
    })
}

/// How a server remembers.
#[derive(Clone, Debug)]
enum Memory {
    Cache(Arc<SessionCache>),
    Tickets(Arc<TicketKeys>),
}

impl Memory {
    fn both() -> [Memory; 2] {
        [
            Memory::Cache(Arc::new(SessionCache::new(4))),
            Memory::Tickets(ticket_keys()),
        ]
    }
}

/// A server that remembers.
fn server(memory: &Memory, seed: u64) -> ServerConfig {
    let (sessions, ticket_keys) = match memory {
        Memory::Cache(cache) => (Some(cache.clone()), None),
        Memory::Tickets(keys) => (None, Some(keys.clone())),
    };
    ServerConfig {
        sessions,
        ticket_keys,
        versions: Versions {
            oldest: ProtocolVersion::Ssl30,
            newest: ProtocolVersion::Tls12,
        },
        suites: SUITES.iter().collect(),
        rng: random::seeded(seed, 1),
        ..server_config()
    }
}

/// A client that wants a ticket where there are any.
fn client(session: Option<Session>, seed: u64) -> ClientConfig {
    ClientConfig {
        wants_ticket: true,
        rng: random::seeded(seed, 0),
        session,
        ..client_config()
    }
}

#[test]
fn every_version_and_suite_is_resumed() {
    for rules in Rules::all() {
        for suite in SUITES.iter().filter(|suite| suite.is_in(rules.version)) {
            for memory in Memory::both() {
                // without extensions there are no tickets
                if matches!(memory, Memory::Tickets(_)) && !rules.form.extensions {
                    continue;
                }
                let at = format!("{} {} {memory:?}", rules.version, suite.name);
                let mine = |session, seed| ClientConfig {
                    versions: Versions::only(rules.version),
                    suites: vec![suite],
                    ..client(session, seed)
                };
                let first = connect(mine(None, 1), server(&memory, 1));
                let session = first.session.clone().expect(&at);
                let second = connect(mine(Some(session.clone()), 2), server(&memory, 2));
                let mut expected = ABBREVIATED.to_vec();
                let mut full = FULL_HANDSHAKE.to_vec();
                if let Memory::Tickets(_) = memory {
                    expected.insert(2, "server NewSessionTicket");
                    full.insert(7, "server NewSessionTicket");
                }
                assert_eq!(first.sent()[..full.len()], full, "{at}");
                assert_eq!(second.sent()[..expected.len()], expected, "{at}");
                for side in Side::BOTH {
                    let (old, new) = (first.values(side), second.values(side));
                    let same = |name| old[&name] == new[&name];
                    assert!(same(ValueName::MasterSecret), "{at}");
                    assert!(!same(ValueName::KeyBlock), "{at}: new randoms, new keys");
                    assert!(!same(ValueName::VerifyData(Side::Client)), "{at}");
                    assert_eq!(old[&ValueName::MasterSecret], session.master_secret);
                    let data = ValueName::RecordContent(side.peer(), 1);
                    let word = match side {
                        Side::Client => b"pong",
                        Side::Server => b"ping",
                    };
                    assert_eq!(new[&data], word, "{at}");
                }
                assert!(second.alerts().is_empty(), "{at}");
                assert!(second.session.is_some(), "{at}: and once more");
            }
        }
    }
}

#[test]
fn a_ticket_holds_the_session_for_the_server_alone() {
    let memory = Memory::Tickets(ticket_keys());
    let first = connect(client(None, 1), server(&memory, 1));
    let session = first.session.clone().unwrap();
    assert!(session.id.is_empty());
    let state = first.values(Side::Server)[&ValueName::SessionState].clone();
    let state = SessionState::parse(&state).0.unwrap();
    assert_eq!(state.master_secret.to_vec(), session.master_secret);
    assert_eq!(state.version, session.version);
    assert_eq!(state.timestamp, u32::try_from(NOW.0).unwrap());
    let inside = session.ticket.windows(48);
    assert!(!inside.into_iter().any(|part| part == session.master_secret));
}

/// The ways in which a session is not resumed: all of them end in a full handshake.
/// What is done to both sides before a second connection.
type Change = Box<dyn Fn(&mut ClientConfig, &mut ServerConfig)>;

#[test]
fn what_has_changed_leads_to_a_full_handshake() {
    for memory in Memory::both() {
        let first = || {
            connect(client(None, 1), server(&memory, 1))
                .session
                .unwrap()
        };
        let trust = ClientTrust {
            anchors: demo::certificates(&["root.pem"]),
            revocation_lists: [].into(),
            directory: None,
            signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
        };
        let aes256 = Suite::by_name("AES256-SHA").unwrap();
        let cases: [(&str, Change); 4] = [
            (
                "the session is one of TLS 1.2",
                Box::new(|client, _| client.versions = Versions::only(ProtocolVersion::Tls11)),
            ),
            (
                "the suite of the session",
                Box::new(move |client, _| client.suites = vec![aes256]),
            ),
            (
                "the session is too old",
                Box::new(|_, server| server.clock = UnixTime(NOW.0 + 24 * 60 * 60 + 1)),
            ),
            (
                "showed no certificate in that session",
                Box::new(move |client, server| {
                    server.client_auth = ClientAuth::Require(trust.clone());
                    client.identity = Some(Identity {
                        chain: demo::certificates(&["client.pem", "intermediate.pem"]),
                        certificate_path: "certs/client.pem".into(),
                        key: demo::private_key("client.key"),
                        key_path: "certs/client.key".into(),
                    });
                }),
            ),
        ];
        for (reason, change) in cases {
            let (mut mine, mut theirs) = (client(Some(first()), 2), server(&memory, 2));
            change(&mut mine, &mut theirs);
            let second = connect(mine, theirs);
            assert!(
                second.said().contains(reason),
                "{reason}: {}",
                second.said()
            );
            assert!(second.alerts().is_empty(), "{reason}");
            assert!(
                second.sent().contains(&"client Finished".to_owned()),
                "{reason}"
            );
            let exchange = "client ClientKeyExchange".to_owned();
            assert!(second.sent().contains(&exchange), "{reason}");
        }
    }
}

#[test]
fn a_server_that_has_forgotten_falls_back() {
    let cache = Arc::new(SessionCache::new(4));
    let memory = Memory::Cache(cache.clone());
    let first = connect(client(None, 1), server(&memory, 1));
    cache.clear();
    let second = connect(client(first.session, 2), server(&memory, 2));
    assert_eq!(second.sent()[..FULL_HANDSHAKE.len()], FULL_HANDSHAKE);
    assert!(second.said().contains("does not know the session"));
    // with other keys, a ticket is no more than a name that says nothing
    let memory = Memory::Tickets(ticket_keys());
    let first = connect(client(None, 1), server(&memory, 1));
    let other = TicketKeys {
        name: vec![1; 16],
        ..(*ticket_keys()).clone()
    };
    let second = connect(
        client(first.session, 2),
        server(&Memory::Tickets(Arc::new(other)), 2),
    );
    assert!(second.said().contains("cannot decrypt the ticket"));
    assert!(
        second
            .sent()
            .contains(&"client ClientKeyExchange".to_owned())
    );
}

#[test]
fn no_bit_of_a_ticket_can_be_changed() {
    let memory = Memory::Tickets(ticket_keys());
    let session = connect(client(None, 1), server(&memory, 1))
        .session
        .unwrap();
    for at in 0..session.ticket.len() {
        let mut changed = session.clone();
        changed.ticket[at] ^= 1;
        let second = connect(client(Some(changed), 2), server(&memory, 2));
        assert!(
            second.said().contains("cannot decrypt the ticket"),
            "byte {at}"
        );
        assert!(second.alerts().is_empty(), "byte {at}");
    }
}

#[test]
fn a_session_that_failed_is_not_resumed() {
    let cache = Arc::new(SessionCache::new(4));
    let memory = Memory::Cache(cache.clone());
    let session = connect(client(None, 1), server(&memory, 1))
        .session
        .unwrap();
    assert!(cache.find(&session.id).is_some());
    // the client's data is changed on its way in the resumed connection
    let mut flights = 0;
    let second = connect_with(
        client(Some(session.clone()), 2),
        server(&memory, 2),
        |side, mut sent| {
            flights += usize::from(side == Side::Client && !sent.is_empty());
            if side == Side::Client && flights == 2 && !sent.is_empty() {
                *sent.last_mut().unwrap() ^= 1;
            }
            sent
        },
    );
    let alert = Alert::fatal(AlertDescription::BadRecordMac);
    assert_eq!(second.alerts().first(), Some(&alert), "{:?}", second.sent());
    assert!(
        cache.find(&session.id).is_none(),
        "the server has forgotten it"
    );
    assert!(second.session.is_none(), "and so has the client");
}

/// The sessions of a client that has shown a certificate keep it: it is not asked again.
#[test]
fn the_certificate_of_the_client_is_kept() {
    for memory in Memory::both() {
        let asks = || ServerConfig {
            client_auth: ClientAuth::Require(ClientTrust {
                anchors: demo::certificates(&["root.pem"]),
                revocation_lists: [].into(),
                directory: None,
                signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
            }),
            ..server(&memory, 1)
        };
        let shows = |session| ClientConfig {
            identity: Some(Identity {
                chain: demo::certificates(&["client.pem", "intermediate.pem"]),
                certificate_path: "certs/client.pem".into(),
                key: demo::private_key("client.key"),
                key_path: "certs/client.key".into(),
            }),
            ..client(session, 2)
        };
        let first = connect(shows(None), asks());
        let certificate = "client Certificate".to_owned();
        assert!(first.sent().contains(&certificate));
        let second = connect(shows(first.session), asks());
        assert!(second.alerts().is_empty());
        assert!(!second.sent().contains(&certificate), "{:?}", second.sent());
    }
}

#[test]
fn the_cache_is_bounded() {
    let cache = Arc::new(SessionCache::new(2));
    let memory = Memory::Cache(cache.clone());
    let sessions: Vec<Session> = (0..3)
        .map(|seed| {
            connect(client(None, seed), server(&memory, seed))
                .session
                .unwrap()
        })
        .collect();
    let there: Vec<bool> = (sessions.iter())
        .map(|session| cache.find(&session.id).is_some())
        .collect();
    assert_eq!(there, [false, true, true], "the oldest goes first");
}

#[test]
fn a_server_may_not_resume_otherwise() {
    let memory = Memory::Cache(Arc::new(SessionCache::new(4)));
    let session = connect(client(None, 1), server(&memory, 1))
        .session
        .unwrap();
    // what the client remembers is not what the server does
    let confused = Session {
        suite: Suite::by_name("AES256-SHA").unwrap(),
        ..session
    };
    let second = connect(client(Some(confused), 2), server(&memory, 2));
    let alert = Alert::fatal(AlertDescription::IllegalParameter);
    assert_eq!(second.alerts(), [alert], "{}", second.said());
    let hello = MessageName::Handshake(HandshakeType::ServerHello);
    assert!(second.sent().contains(&format!("server {}", hello.name())));
}

/// A session goes on only with the kind of master secret that it has (RFC 7627 §5.3).
#[test]
fn the_kind_of_master_secret_stays_the_same() {
    let extended = |extended_master_secret| Switches {
        extended_master_secret,
        ..Switches::default()
    };
    for memory in Memory::both() {
        let with = |mine: bool, its: bool, session: Option<Session>, seed| {
            let mine = ClientConfig {
                switches: extended(mine),
                ..client(session, seed)
            };
            let theirs = ServerConfig {
                switches: extended(its),
                ..server(&memory, seed)
            };
            connect(mine, theirs)
        };
        let ends = |extended, session, seed| with(extended, true, session, seed);
        let exchange = "client ClientKeyExchange".to_owned();
        let first = ends(true, None, 1);
        let session = first.session.unwrap();
        assert!(session.extended_master_secret);
        // with it again: resumed
        let again = ends(true, Some(session.clone()), 2);
        assert!(again.alerts().is_empty());
        assert!(!again.sent().contains(&exchange));
        // without it: refused
        let without = ends(false, Some(session.clone()), 3);
        let alert = Alert::fatal(AlertDescription::HandshakeFailure);
        assert_eq!(without.alerts(), [alert], "{}", without.said());
        // an ordinary session, and now the client asks for more: a full handshake
        let usual = ends(false, None, 4).session.unwrap();
        assert!(!usual.extended_master_secret);
        let more = ends(true, Some(usual.clone()), 5);
        assert!(more.alerts().is_empty());
        assert!(more.sent().contains(&exchange));
        // a server without the extension does not see it, and resumes as it always did
        let unseen = with(true, false, Some(usual), 6);
        assert!(unseen.alerts().is_empty(), "{}", unseen.said());
        assert!(!unseen.sent().contains(&exchange), "{}", unseen.said());
        // but it has no use for a session of the other kind
        let longer = with(true, false, Some(session), 7);
        assert!(longer.alerts().is_empty(), "{}", longer.said());
        assert!(longer.sent().contains(&exchange), "{}", longer.said());
    }
}

/// SSL 3.0 has no extensions, so a switch changes nothing there: a session is resumed whatever newer versions the
/// client offers with it.
#[test]
fn a_switch_without_effect_keeps_no_session_from_being_resumed() {
    let cache = Memory::both()
        .into_iter()
        .find(|memory| matches!(memory, Memory::Cache(_)));
    let cache = cache.unwrap();
    let both = |session, seed| {
        let (mut mine, mut theirs) = (client(session, seed), server(&cache, seed));
        mine.versions = Versions {
            oldest: ProtocolVersion::Ssl30,
            newest: ProtocolVersion::Tls12,
        };
        theirs.versions = Versions::only(ProtocolVersion::Ssl30);
        for switches in [&mut mine.switches, &mut theirs.switches] {
            switches.extended_master_secret = true;
        }
        connect(mine, theirs)
    };
    let second = both(both(None, 1).session, 2);
    let exchange = "client ClientKeyExchange".to_owned();
    assert!(!second.sent().contains(&exchange), "{}", second.said());
}
