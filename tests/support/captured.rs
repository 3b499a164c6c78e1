//! What a capture says: the connections in it, taken apart as far as they are in the clear, and the
//! secrets in its key log. See `data/captures/README.md`.
#![allow(dead_code, reason = "each room uses a part of it")]

use crate::hex::hex;
use crate::streams::tcp_streams;
use premaster::crypto::record::Algorithms;
use premaster::protocol::{Rules, Suite};
use premaster::wire::handshake::{ClientHello, NewSessionTicket, ServerHello};
use premaster::wire::names::ExtensionType;
use premaster::wire::{Handshake, HandshakeType, form};

const CHANGE_CIPHER_SPEC: u8 = 20;
pub const HANDSHAKE: u8 = 22;
pub const APPLICATION_DATA: u8 = 23;

/// The text of a file that belongs to the captures.
pub fn data(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/captures/{name}")).unwrap()
}

/// A capture with its key log.
pub struct Capture {
    /// In the order in which they begin.
    pub connections: Vec<Connection>,
    pub key_log: KeyLog,
}

impl Capture {
    /// The capture `NAME.pcapng`, with `NAME.keys`.
    pub fn read(name: &str) -> Self {
        let path = format!("tests/data/captures/{name}.pcapng");
        let streams = tcp_streams(&std::fs::read(path).unwrap());
        Capture {
            connections: streams.into_iter().map(Connection::of).collect(),
            key_log: KeyLog(data(&format!("{name}.keys"))),
        }
    }
}

/// A key log, as `SSLKEYLOGFILE` has it: a label, the connection, and the secret on each line.
pub struct KeyLog(String);

impl KeyLog {
    /// The master secret of the connection with this client_random.
    pub fn master_secret(&self, client_random: &[u8; 32]) -> Vec<u8> {
        self.secret("CLIENT_RANDOM", client_random)
    }

    /// The pre-master secret that was sent in this form.
    pub fn pre_master_secret(&self, encrypted: &[u8]) -> Vec<u8> {
        self.secret("RSA", &encrypted[..8])
    }

    fn secret(&self, label: &str, of: &[u8]) -> Vec<u8> {
        let mut lines = self.0.lines().map(|line| line.split(' '));
        let found = lines.find_map(|mut words| {
            let line = [words.next()?, words.next()?, words.next()?];
            (line[0] == label && hex(line[1]) == of).then(|| hex(line[2]))
        });
        found.unwrap_or_else(|| panic!("no {label} in the key log for {of:02x?}"))
    }
}

/// What one side sent.
#[derive(Default)]
pub struct Sent {
    /// The handshake messages before ChangeCipherSpec, with their headers.
    pub messages: Vec<Vec<u8>>,
    /// Content types and fragments of the records after ChangeCipherSpec.
    pub protected: Vec<(u8, Vec<u8>)>,
}

/// One connection.
pub struct Connection {
    pub client: Sent,
    pub server: Sent,
    pub client_hello: ClientHello,
    pub server_hello: ServerHello,
}

impl Connection {
    fn of(streams: [Vec<u8>; 2]) -> Self {
        let [client, server] = streams.map(|stream| sent(&stream));
        let parse = |message: &[u8]| Handshake::parse(message, &form::TLS12).0.unwrap();
        let Handshake::ClientHello(client_hello) = parse(&client.messages[0]) else {
            panic!("the client begins with {:02x?}", client.messages[0]);
        };
        let Handshake::ServerHello(server_hello) = parse(&server.messages[0]) else {
            panic!("the server begins with {:02x?}", server.messages[0]);
        };
        Connection {
            client,
            server,
            client_hello,
            server_hello,
        }
    }

    pub fn rules(&self) -> &'static Rules {
        Rules::of(self.server_hello.server_version).unwrap()
    }

    pub fn suite(&self) -> &'static Suite {
        Suite::by_id(self.server_hello.cipher_suite.code()).unwrap()
    }

    /// What protects the records, with what the hellos agree on.
    pub fn algorithms(&self) -> Algorithms {
        Algorithms {
            encrypt_then_mac: self.server_hello.has(ExtensionType::EncryptThenMac),
            ..self.rules().algorithms(self.suite())
        }
    }

    /// Whether the client sends no ClientKeyExchange.
    pub fn is_abbreviated(&self) -> bool {
        self.client.messages.len() == 1
    }

    /// The handshake messages before the first Finished, in the order in which they were sent.
    pub fn before_finished(&self) -> Vec<&[u8]> {
        let (hello, rest) = self.client.messages.split_first().unwrap();
        let server = self.server.messages.iter();
        let server = server.filter(|message| self.is_abbreviated() || !is_ticket(message));
        let all = std::iter::once(hello).chain(server).chain(rest);
        all.map(Vec::as_slice).collect()
    }

    /// The handshake message between the two Finished of a full handshake (RFC 5077 §3.3), if any.
    pub fn between_finished(&self) -> Option<&[u8]> {
        let mut server = self.server.messages.iter();
        let ticket = server.find(|message| !self.is_abbreviated() && is_ticket(message));
        ticket.map(Vec::as_slice)
    }

    /// The ticket that the server issues.
    pub fn ticket(&self) -> Option<Vec<u8>> {
        let ticket = self
            .server
            .messages
            .iter()
            .find(|message| is_ticket(message))?;
        match self.parse(ticket) {
            Handshake::NewSessionTicket(NewSessionTicket { ticket, .. }) => Some(ticket),
            other => panic!("{other:?}"),
        }
    }

    /// The client's message of a type.
    pub fn of_client(&self, wanted: HandshakeType) -> Handshake {
        let mut all = self.client.messages.iter();
        let found = all.find(|message| message[0] == wanted.code());
        self.parse(found.unwrap_or_else(|| panic!("the client sends no {wanted:?}")))
    }

    fn parse(&self, message: &[u8]) -> Handshake {
        Handshake::parse(message, self.rules().form).0.unwrap()
    }
}

fn is_ticket(message: &[u8]) -> bool {
    message[0] == HandshakeType::NewSessionTicket.code()
}

/// Cuts a byte stream into records, and sorts them.
fn sent(mut stream: &[u8]) -> Sent {
    let mut handshake = Vec::new();
    let mut all = Sent::default();
    let mut protected = false;
    while let [content_type, _, _, high, low, rest @ ..] = stream {
        let (fragment, rest) = rest.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        match *content_type {
            CHANGE_CIPHER_SPEC => {
                assert_eq!(fragment, [1]);
                protected = true;
            }
            content_type if protected => all.protected.push((content_type, fragment.to_vec())),
            HANDSHAKE => handshake.extend_from_slice(fragment),
            other => panic!("a record of type {other} before ChangeCipherSpec"),
        }
        stream = rest;
    }
    assert!(stream.is_empty(), "half a record at the end");
    all.messages = messages(&handshake);
    all
}

/// Cuts handshake messages apart.
fn messages(mut stream: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let [_, a, b, c, ..] = stream {
        let len = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let (message, rest) = stream.split_at(4 + len);
        out.push(message.to_vec());
        stream = rest;
    }
    assert!(stream.is_empty(), "half a message at the end");
    out
}
