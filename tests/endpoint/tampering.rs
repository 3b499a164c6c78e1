//! An attacker on the path changes one byte of a connection, in every version: with and without a
//! certificate of the client, and where a session is resumed. It never ends with two sides that disagree.
//! Where `CI` is set every byte is changed; otherwise a sample.

use crate::ends::{client_config, server_config};
use crate::flights::exchange;
use crate::resumption::ticket_keys;
use premaster::crypto::random;
use premaster::endpoint::config::SIGNATURE_ALGORITHMS;
use premaster::endpoint::{
    Client, ClientAuth, ClientConfig, ClientTrust, Endpoint, Identity, Server, ServerConfig,
    Session, SessionCache,
};
use premaster::pki::{Certificate, file};
use premaster::protocol::{
    Act, Event, MessageName, Rules, Side, Switches, Topic, ValueName, Versions,
};
use premaster::wire::{HandshakeType, ProtocolVersion};
use std::sync::Arc;

/// Of how many bytes one is changed where `CI` is not set. A prime, so that the sample meets each part of
/// a message.
const ONE_OF: usize = 11;

/// What each side says once the handshake is complete.
const WORDS: [&[u8]; 2] = [b"ping", b"pong"];

const KEY_EXCHANGE: MessageName = MessageName::Handshake(HandshakeType::ClientKeyExchange);

/// What a side believes about a connection whose handshake it has completed.
#[derive(Debug, Default, PartialEq)]
struct Belief {
    /// Version, suite, and whether the MAC of a record comes last.
    agreed: Option<(ProtocolVersion, u16, Switches)>,
    /// The handshake messages, in order.
    transcript: Vec<Vec<u8>>,
    /// The secrets and what is derived from them.
    values: Vec<(ValueName, Vec<u8>)>,
}

/// What a connection came to. Each pair is the client's and the server's.
struct Ended {
    /// Nothing from a side that has not completed the handshake.
    beliefs: [Option<Belief>; 2],
    received: [Vec<u8>; 2],
    sessions: [Option<Session>; 2],
    /// Whether there was no ClientKeyExchange.
    is_abbreviated: bool,
    /// How many bytes were on the wire.
    len: usize,
}

impl Ended {
    /// How the two sides disagree, if they do.
    fn disagreement(&self) -> Option<String> {
        for (received, said) in self.received.iter().zip(WORDS.iter().rev()) {
            if !said.starts_with(received) {
                return Some(format!("{said:02x?} was sent, {received:02x?} came"));
            }
        }
        match (&self.beliefs, &self.sessions) {
            ([Some(client), Some(server)], _) if client != server => {
                Some(format!("{client:02x?} is not {server:02x?}"))
            }
            (_, [Some(client), Some(server)]) if !is_same(client, server) => {
                Some(format!("{client:02x?} is not {server:02x?}"))
            }
            _ => None,
        }
    }

    /// Whether both sides are content.
    fn went_well(&self) -> bool {
        let complete = self.beliefs.iter().all(Option::is_some);
        complete && self.received.iter().eq(WORDS.iter().rev())
    }
}

/// The two sides of a connection.
struct Ends {
    client: ClientConfig,
    server: ServerConfig,
    /// The session that the server has in its cache, if it has one.
    remembered: Option<Session>,
}

impl Ends {
    /// One connection, in which the byte at `changed` is replaced. Bytes are counted in the order in which they
    /// are sent.
    fn connect(&self, changed: Option<usize>) -> Ended {
        if let (Some(cache), Some(session)) = (&self.server.sessions, &self.remembered) {
            cache.clear();
            cache.keep(session.clone());
        }
        let mut client = Client::new(self.client.clone());
        let mut server = Server::new(self.server.clone());
        client.send(WORDS[0]);
        server.send(WORDS[1]);
        let mut all = Vec::new();
        let mut len = 0;
        exchange(&mut client, &mut server, |_, acts, mut sent| {
            all.extend(acts);
            let at = changed.and_then(|at| at.checked_sub(len));
            if let Some(byte) = at.and_then(|at| sent.get_mut(at)) {
                *byte ^= 1;
            }
            len += sent.len();
            sent
        });
        Ended {
            beliefs: Side::BOTH.map(|side| belief(&all, side)),
            received: [client.take_received(), server.take_received()],
            sessions: [client.session(), server.session()],
            is_abbreviated: !all.iter().any(|act| act.topic == Topic::Send(KEY_EXCHANGE)),
            len,
        }
    }

    /// Changes the bytes of a connection, one at a time.
    fn tamper(&self, what: &str) {
        let whole = self.connect(None);
        assert!(whole.went_well(), "{what}");
        assert_eq!(whole.disagreement(), None, "{what}");
        assert_eq!(
            whole.is_abbreviated,
            self.client.session.is_some(),
            "{what}"
        );
        let step = match std::env::var_os("CI") {
            Some(_) => 1,
            None => ONE_OF,
        };
        for at in (0..whole.len).step_by(step) {
            let disagreement = self.connect(Some(at)).disagreement();
            assert_eq!(disagreement, None, "{what}, byte {at} of {}", whole.len);
        }
    }
}

/// Whether a session can be resumed from both sides. Its name and what the client has shown are known to
/// one side alone.
fn is_same(one: &Session, other: &Session) -> bool {
    let common = |session: &Session| {
        let extended = session.extended_master_secret;
        (
            session.version,
            session.suite.id,
            session.master_secret.clone(),
            extended,
        )
    };
    common(one) == common(other)
}

fn belief(acts: &[Act], side: Side) -> Option<Belief> {
    let mut belief = Belief::default();
    let mut complete = false;
    let acts = acts.iter().filter(|act| act.side == side);
    for event in acts.flat_map(|act| &act.events) {
        match event {
            Event::Agreed {
                version,
                suite,
                switches,
            } => belief.agreed = Some((*version, suite.id, *switches)),
            Event::Transcribed { bytes, .. } => belief.transcript.push(bytes.clone()),
            Event::Kept { name, bytes } | Event::Derived { name, bytes, .. }
                if is_common(*name) =>
            {
                belief.values.push((*name, bytes.clone()));
            }
            Event::Established => complete = true,
            _ => {}
        }
    }
    belief.values.sort();
    complete.then_some(belief)
}

/// Whether both sides compute this value.
fn is_common(name: ValueName) -> bool {
    use ValueName as V;
    matches!(
        name,
        V::PreMasterSecret | V::SessionHash | V::MasterSecret | V::KeyBlock | V::VerifyData(_)
    )
}

/// Both sides in one version, with and without a certificate of the client. Their keys are short: see
/// `data/short-keys/README.md`.
fn full(rules: &Rules, certificate: bool) -> Ends {
    let versions = Versions::only(rules.version);
    let anchors = certificates("root");
    let client = ClientConfig {
        versions,
        anchors: anchors.clone(),
        identity: certificate.then(|| identity("client")),
        ..client_config()
    };
    let trust = ClientTrust {
        anchors,
        revocation_lists: [].into(),
        directory: None,
        signature_algorithms: SIGNATURE_ALGORITHMS.to_vec(),
    };
    let server = ServerConfig {
        versions,
        identity: identity("server"),
        client_auth: match certificate {
            true => ClientAuth::Require(trust),
            false => ClientAuth::None,
        },
        ..server_config()
    };
    Ends {
        client,
        server,
        remembered: None,
    }
}

fn identity(name: &str) -> Identity {
    let key = file::private_key(&short_keys(&format!("{name}.key"))).unwrap();
    Identity {
        chain: certificates(name),
        certificate_path: format!("{name}.pem"),
        key: Arc::new(key),
        key_path: format!("{name}.key"),
    }
}

fn certificates(name: &str) -> Arc<[Certificate]> {
    let all = file::certificates(&short_keys(&format!("{name}.pem"))).unwrap();
    all.into()
}

fn short_keys(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/short-keys/{name}")).unwrap()
}

/// The second connection of two such sides, which resumes the session of the first by its session_id or
/// with a ticket.
fn resumed(rules: &Rules, certificate: bool, with_ticket: bool) -> Ends {
    let mut ends = full(rules, certificate);
    ends.client.wants_ticket = with_ticket;
    if with_ticket {
        ends.server.ticket_keys = Some(ticket_keys());
    } else {
        ends.server.sessions = Some(Arc::new(SessionCache::new(1)));
    }
    [ends.client.session, ends.remembered] = ends.connect(None).sessions;
    ends.client.rng = random::seeded(2, 0);
    ends.server.rng = random::seeded(2, 1);
    ends
}

fn tampered(version: ProtocolVersion) {
    let rules = Rules::of(version).unwrap();
    for certificate in [false, true] {
        let what = format!("{version}, certificate of the client: {certificate}");
        full(rules, certificate).tamper(&what);
        resumed(rules, certificate, false).tamper(&format!("{what}, resumed by session_id"));
        // without extensions there are no tickets
        if rules.form.extensions {
            resumed(rules, certificate, true).tamper(&format!("{what}, resumed with a ticket"));
        }
    }
}

#[test]
fn no_changed_byte_leaves_two_sides_that_disagree_in_tls_1_2() {
    tampered(ProtocolVersion::Tls12);
}

#[test]
fn no_changed_byte_leaves_two_sides_that_disagree_in_tls_1_1() {
    tampered(ProtocolVersion::Tls11);
}

#[test]
fn no_changed_byte_leaves_two_sides_that_disagree_in_tls_1_0() {
    tampered(ProtocolVersion::Tls10);
}

#[test]
fn no_changed_byte_leaves_two_sides_that_disagree_in_ssl_3_0() {
    tampered(ProtocolVersion::Ssl30);
}
