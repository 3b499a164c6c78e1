//! The server of a full handshake with RSA key exchange (RFC 5246 §7.3).
//!
//! ```text
//! ExpectClientHello → Negotiate → SendServerHello → SendCertificate → SendServerHelloDone
//!   → ExpectClientKeyExchange → DecryptPreMasterSecret → DeriveMasterSecret → ExpandKeyBlock
//!   → finishing, second → open
//! ```

use super::config::ServerConfig;
use super::connection::{Connection, Next, Role};
use super::core::{ActDraft, Core, Received, short};
use super::event::{Event, Operation, Side, StateName, Topic, ValueName};
use super::finishing::Finishing;
use super::negotiation::{self, VERSION};
use super::record_reader::{Content, Fault};
use super::secrets::{Agreed, MasterSecret};
use crate::crypto::pkcs1;
use crate::wire::extension::Extension;
use crate::wire::handshake::{CertificateList, ClientHello, Handshake, ServerHello};
use crate::wire::names::{CipherSuite, CompressionMethod, ProtocolVersion};
use std::sync::Arc;

/// The server's end of a connection.
pub type Server = Connection<ServerRole>;

impl Server {
    /// A server that waits for a client.
    pub fn new(config: ServerConfig) -> Self {
        let rng = config.rng.clone();
        Connection::with(ServerRole { config }, rng, State::ExpectClientHello)
    }
}

/// What makes a [`Connection`] a server.
pub struct ServerRole {
    config: ServerConfig,
}

/// What the client offered, as far as it matters later.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    agreed: Agreed,
    client_version: ProtocolVersion,
}

/// The server's states, each with what is known by then.
pub(super) enum State {
    ExpectClientHello,
    Negotiate {
        hello: ClientHello,
    },
    SendServerHello {
        offer: Offer,
        secure_renegotiation: bool,
    },
    SendCertificate {
        offer: Offer,
    },
    SendServerHelloDone {
        offer: Offer,
    },
    ExpectClientKeyExchange {
        offer: Offer,
    },
    DecryptPreMasterSecret {
        offer: Offer,
        encrypted: Vec<u8>,
    },
    DeriveMasterSecret {
        agreed: Agreed,
        pre_master: [u8; 48],
    },
    ExpandKeyBlock {
        master_secret: MasterSecret,
    },
    Finishing(Finishing),
}

impl Role for ServerRole {
    type State = State;

    const SIDE: Side = Side::Server;

    fn waits(state: &State) -> bool {
        match state {
            State::ExpectClientHello | State::ExpectClientKeyExchange { .. } => true,
            State::Finishing(finishing) => finishing.waits(),
            _ => false,
        }
    }

    fn state_name(state: &State) -> StateName {
        let (name, words) = match state {
            State::ExpectClientHello => ("ExpectClientHello", "waits for ClientHello"),
            State::Negotiate { .. } => ("Negotiate", "waits to choose"),
            State::SendServerHello { .. } => ("SendServerHello", "waits to send ServerHello"),
            State::SendCertificate { .. } => ("SendCertificate", "waits to send Certificate"),
            State::SendServerHelloDone { .. } => {
                ("SendServerHelloDone", "waits to send ServerHelloDone")
            }
            State::ExpectClientKeyExchange { .. } => {
                ("ExpectClientKeyExchange", "waits for ClientKeyExchange")
            }
            State::DecryptPreMasterSecret { .. } => {
                ("DecryptPreMasterSecret", "waits to decrypt the pre-master")
            }
            State::DeriveMasterSecret { .. } => {
                ("DeriveMasterSecret", "waits to derive the master secret")
            }
            State::ExpandKeyBlock { .. } => ("ExpandKeyBlock", "waits to expand the key block"),
            State::Finishing(finishing) => return finishing.state_name(),
        };
        StateName { name, words }
    }

    fn work(
        &mut self,
        state: State,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Next<State>, Fault> {
        Ok(Next::State(match state {
            State::Negotiate { hello } => {
                act.topic = Topic::Negotiate;
                self.negotiate(&hello, core, act)?
            }
            State::SendServerHello {
                offer,
                secure_renegotiation,
            } => {
                // Asked for by today's clients, and empty in an initial handshake (RFC 5746 §3.6).
                let info = Extension::RenegotiationInfo(Vec::new());
                let hello = ServerHello {
                    server_version: VERSION,
                    random: offer.agreed.server_random,
                    session_id: Vec::new(),
                    cipher_suite: CipherSuite::of(offer.agreed.suite.id),
                    compression_method: CompressionMethod::Null,
                    extensions: secure_renegotiation.then(|| vec![info]),
                };
                core.send_handshake(&Handshake::ServerHello(hello), act);
                State::SendCertificate { offer }
            }
            State::SendCertificate { offer } => {
                self.send_certificate(core, act);
                State::SendServerHelloDone { offer }
            }
            State::SendServerHelloDone { offer } => {
                core.send_handshake(&Handshake::ServerHelloDone, act);
                State::ExpectClientKeyExchange { offer }
            }
            State::DecryptPreMasterSecret { offer, encrypted } => {
                act.topic = Topic::DecryptPreMasterSecret;
                let pre_master = self.decrypt(&encrypted, offer.client_version, core, act);
                State::DeriveMasterSecret {
                    agreed: offer.agreed,
                    pre_master,
                }
            }
            State::DeriveMasterSecret { agreed, pre_master } => {
                act.topic = Topic::DeriveMasterSecret;
                let master_secret = agreed.master_secret(&pre_master, &mut act.events);
                State::ExpandKeyBlock { master_secret }
            }
            State::ExpandKeyBlock { master_secret } => {
                act.topic = Topic::ExpandKeyBlock;
                let keys = master_secret.expand(&mut act.events);
                State::Finishing(Finishing::second(keys))
            }
            State::Finishing(finishing) => return Ok(lift(finishing.work(core, act)?)),
            waiting => waiting,
        }))
    }

    fn receive(
        &mut self,
        state: State,
        core: &mut Core,
        received: Received,
        act: &mut ActDraft,
    ) -> Result<Next<State>, Fault> {
        if let State::Finishing(finishing) = state {
            return Ok(lift(finishing.receive(core, received)?));
        }
        let next = match (state, &received.content) {
            (State::ExpectClientHello, Content::Handshake(Handshake::ClientHello(hello))) => {
                State::Negotiate {
                    hello: hello.clone(),
                }
            }
            (State::ExpectClientHello, _) => return Err(received.instead_of("ClientHello")),
            (
                State::ExpectClientKeyExchange { offer },
                Content::Handshake(Handshake::ClientKeyExchange(exchange)),
            ) => {
                let encrypted = exchange.encrypted_pre_master_secret.clone();
                State::DecryptPreMasterSecret { offer, encrypted }
            }
            (State::ExpectClientKeyExchange { .. }, _) => {
                return Err(received.instead_of("ClientKeyExchange"));
            }
            (state, _) => return Err(received.instead_of(Self::state_name(&state).words)),
        };
        core.transcribe(received.message, &received.bytes, act);
        Ok(Next::State(next))
    }
}

fn lift(next: Next<Finishing>) -> Next<State> {
    match next {
        Next::State(finishing) => Next::State(State::Finishing(finishing)),
        Next::Open => Next::Open,
    }
}

impl ServerRole {
    /// Chooses from what the client offers, and draws server_random (§7.4.1.3).
    fn negotiate(
        &self,
        hello: &ClientHello,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<State, Fault> {
        let choice = negotiation::choose(hello, &self.config.suites, act)?;
        let suite = choice.suite;
        let server_random = core.draw::<32>();
        let bytes = server_random.to_vec();
        act.events.push(Event::Generated {
            name: ValueName::ServerRandom,
            bytes,
        });
        act.events.push(Event::Agreed {
            version: VERSION,
            suite: suite.id,
        });
        core.reader.negotiated(VERSION);
        core.writer.negotiated(VERSION);
        let agreed = Agreed {
            suite,
            client_random: hello.random,
            server_random,
        };
        let offer = Offer {
            agreed,
            client_version: hello.client_version,
        };
        let secure_renegotiation = choice.secure_renegotiation;
        Ok(State::SendServerHello {
            offer,
            secure_renegotiation,
        })
    }

    fn send_certificate(&self, core: &mut Core, act: &mut ActDraft) {
        let path = &self.config.certificate_path;
        let key = self.config.key.public();
        for (name, bytes) in [
            (ValueName::ServerModulus, key.n()),
            (ValueName::ServerExponent, key.e()),
        ] {
            act.events.push(Event::Stored {
                name,
                bytes,
                path: path.clone(),
            });
        }
        let certificates: Vec<Vec<u8>> = self
            .config
            .chain
            .iter()
            .map(|certificate| certificate.der.clone())
            .collect();
        act.events.push(Event::Chain {
            owner: Side::Server,
            certificates: certificates.clone(),
        });
        core.send_handshake(
            &Handshake::Certificate(CertificateList { certificates }),
            act,
        );
    }

    /// Recovers the pre-master secret, or goes on with a random one and says nothing
    /// (§7.4.7.1).
    fn decrypt(
        &self,
        encrypted: &[u8],
        client_version: ProtocolVersion,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> [u8; 48] {
        let key = &self.config.key;
        let version = client_version.bytes();
        let recovery = pkcs1::recover_pre_master(key, encrypted, version, &mut core.rng);
        act.events.push(Event::Stored {
            name: ValueName::ServerPrivateExponent,
            bytes: key.d(),
            path: self.config.key_path.clone(),
        });
        for check in &recovery.checks {
            let detail = match (check.got.as_slice(), check.expected.as_slice()) {
                ([], _) | (_, []) if check.passed => "as it must be".to_owned(),
                ([], _) | (_, []) => "not as it must be".to_owned(),
                (got, expected) if got == expected => evidence(check.kind.is_number(), got),
                (got, expected) => format!(
                    "expected {}, got {}",
                    evidence(check.kind.is_number(), expected),
                    evidence(check.kind.is_number(), got),
                ),
            };
            act.check(check.kind.name(), check.passed, detail);
        }
        let pre_master = recovery.pre_master_secret;
        act.events.push(Event::Derived {
            name: ValueName::PreMasterSecret,
            bytes: pre_master.to_vec(),
            operation: Operation::RsaDecryption(Arc::new(recovery)),
            inputs: vec![
                ValueName::EncryptedPreMasterSecret,
                ValueName::ServerPrivateExponent,
                ValueName::ServerModulus,
            ],
            output: 0..pre_master.len(),
        });
        pre_master
    }
}

fn evidence(number: bool, bytes: &[u8]) -> String {
    match number {
        true => bytes
            .iter()
            .fold(0_u64, |n, b| n << 8 | u64::from(*b))
            .to_string(),
        false => short(bytes),
    }
}
