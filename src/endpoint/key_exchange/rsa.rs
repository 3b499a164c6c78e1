//! Key exchange with RSA (RFC 5246 §7.4.7.1): the client generates the pre-master secret and encrypts it under
//! the key in the server's certificate, and the server decrypts it.
//!
//! ```text
//! client  DrawPreMasterSecret → EncryptPreMasterSecret → SendClientKeyExchange
//! server  ExpectClientKeyExchange → DecryptPreMasterSecret
//! ```

use super::exchanged::Exchanged;
use crate::crypto::pkcs1::{self, Encryption};
use crate::crypto::rsa::PublicKey;
use crate::endpoint::client_auth;
use crate::endpoint::config::Identity;
use crate::endpoint::core::{ActDraft, Core};
use crate::endpoint::fault::Fault;
use crate::protocol::{Event, MessageName, Operation, Side, StateId, Topic, ValueName};
use crate::record::{Agreed, PreMasterSecret, recovered};
use crate::wire::HandshakeType;
use crate::wire::alert::AlertDescription;
use crate::wire::handshake::{ClientKeyExchange, Handshake};
use crate::wire::names::ProtocolVersion;
use std::sync::Arc;

/// The client's half.
pub(in crate::endpoint) struct ClientHalf {
    key: PublicKey,
    at: AtClient,
}

enum AtClient {
    DrawPreMasterSecret {
        agreed: Agreed,
        /// The version that the client has offered.
        version: ProtocolVersion,
    },
    EncryptPreMasterSecret {
        pre_master: PreMasterSecret,
    },
    SendClientKeyExchange {
        pre_master: PreMasterSecret,
        encryption: Arc<Encryption>,
    },
}

impl ClientHalf {
    /// A client that has checked the server's certificate, with the key in it. `version` is the one that the
    /// client has offered.
    pub(in crate::endpoint) fn new(
        agreed: Agreed,
        version: ProtocolVersion,
        key: PublicKey,
    ) -> Self {
        let at = AtClient::DrawPreMasterSecret { agreed, version };
        ClientHalf { key, at }
    }

    pub(in crate::endpoint) fn state_name(&self) -> StateId {
        match self.at {
            AtClient::DrawPreMasterSecret { .. } => StateId::DrawPreMasterSecret,
            AtClient::EncryptPreMasterSecret { .. } => StateId::EncryptPreMasterSecret,
            AtClient::SendClientKeyExchange { .. } => StateId::SendClientKeyExchange,
        }
    }

    /// Does one unit of work.
    pub(in crate::endpoint) fn work(
        self,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Result<Exchanged<Self>, Fault> {
        let key = self.key;
        let at = match self.at {
            AtClient::DrawPreMasterSecret { agreed, version } => {
                act.topic = Topic::DrawPreMasterSecret;
                let pre_master = draw(agreed, version, core, act);
                AtClient::EncryptPreMasterSecret { pre_master }
            }
            AtClient::EncryptPreMasterSecret { pre_master } => {
                act.topic = Topic::EncryptPreMasterSecret;
                let encryption = encrypt(core, &key, &pre_master, act)?;
                AtClient::SendClientKeyExchange {
                    pre_master,
                    encryption,
                }
            }
            AtClient::SendClientKeyExchange {
                pre_master,
                encryption,
            } => {
                let exchange = ClientKeyExchange {
                    encrypted_pre_master_secret: encryption.ciphertext.clone(),
                    has_length: pre_master.agreed.rules.form.pre_master_length,
                };
                core.send_handshake(&Handshake::ClientKeyExchange(exchange), act);
                return Ok(Exchanged::Done(pre_master));
            }
        };
        Ok(Exchanged::Goes(ClientHalf { key, at }))
    }
}

/// The server's half.
#[derive(Debug)]
pub(in crate::endpoint) struct ServerHalf {
    agreed: Agreed,
    /// The version that the client has offered.
    client_version: ProtocolVersion,
    at: AtServer,
}

#[derive(Debug)]
enum AtServer {
    ExpectClientKeyExchange,
    DecryptPreMasterSecret { encrypted: Vec<u8> },
}

impl ServerHalf {
    /// A server that waits for the client. `client_version` is the one that the client has offered.
    pub(in crate::endpoint) fn new(agreed: Agreed, client_version: ProtocolVersion) -> Self {
        ServerHalf {
            agreed,
            client_version,
            at: AtServer::ExpectClientKeyExchange,
        }
    }

    /// What both sides have agreed on.
    pub(in crate::endpoint) fn agreed(&self) -> &Agreed {
        &self.agreed
    }

    /// The message that is waited for.
    pub(in crate::endpoint) fn expected(&self) -> &'static [MessageName] {
        match self.at {
            AtServer::ExpectClientKeyExchange => {
                &[MessageName::Handshake(HandshakeType::ClientKeyExchange)]
            }
            AtServer::DecryptPreMasterSecret { .. } => &[],
        }
    }

    pub(in crate::endpoint) fn state_name(&self) -> StateId {
        match self.at {
            AtServer::ExpectClientKeyExchange => StateId::ExpectClientKeyExchange,
            AtServer::DecryptPreMasterSecret { .. } => StateId::DecryptPreMasterSecret,
        }
    }

    /// Takes the client's message.
    pub(in crate::endpoint) fn receive(self, message: &ClientKeyExchange) -> Self {
        let encrypted = message.encrypted_pre_master_secret.clone();
        ServerHalf {
            at: AtServer::DecryptPreMasterSecret { encrypted },
            ..self
        }
    }

    /// Does one unit of work, if there is one.
    pub(in crate::endpoint) fn work(
        self,
        identity: &Identity,
        core: &mut Core,
        act: &mut ActDraft,
    ) -> Exchanged<Self> {
        match &self.at {
            AtServer::ExpectClientKeyExchange => Exchanged::Goes(self),
            AtServer::DecryptPreMasterSecret { encrypted } => {
                act.topic = Topic::DecryptPreMasterSecret;
                let bytes = recover(identity, encrypted, self.client_version, core, act);
                let agreed = self.agreed;
                Exchanged::Done(PreMasterSecret { agreed, bytes })
            }
        }
    }
}

/// client_version and 46 random bytes (§7.4.7.1).
pub(in crate::endpoint) fn draw(
    agreed: Agreed,
    version: ProtocolVersion,
    core: &mut Core,
    act: &mut ActDraft,
) -> PreMasterSecret {
    let random = core.draw::<46>();
    let mut pre_master = [0; 48];
    pre_master[..2].copy_from_slice(&version.bytes());
    pre_master[2..].copy_from_slice(&random);
    let bytes = random.to_vec();
    act.events.push(Event::Generated {
        name: ValueName::PreMasterRandom,
        bytes,
    });
    act.events.push(Event::derived(
        ValueName::PreMasterSecret,
        &pre_master,
        Operation::Join,
        vec![ValueName::ClientVersion, ValueName::PreMasterRandom],
    ));
    PreMasterSecret {
        agreed,
        bytes: pre_master,
    }
}

/// Pads it and encrypts it under the server's public key (§7.4.7.1).
pub(in crate::endpoint) fn encrypt(
    core: &mut Core,
    key: &PublicKey,
    pre_master: &PreMasterSecret,
    act: &mut ActDraft,
) -> Result<Arc<Encryption>, Fault> {
    let (name, message) = match &core.built {
        Some(built) => built.encrypted(&mut act.events)?,
        None => (ValueName::PreMasterSecret, pre_master.bytes.to_vec()),
    };
    let encryption = pkcs1::encrypt(key, &message, &mut core.rng)
        .map(Arc::new)
        .map_err(|error| Fault::new(AlertDescription::InternalError, error.said()))?;
    act.events.push(Event::derived(
        ValueName::EncryptedPreMasterSecret,
        &encryption.ciphertext,
        Operation::RsaEncryption(encryption.clone()),
        vec![name, ValueName::ServerModulus, ValueName::ServerExponent],
    ));
    Ok(encryption)
}

/// Recovers the pre-master secret, or continues with a random one and says nothing (§7.4.7.1).
fn recover(
    identity: &Identity,
    encrypted: &[u8],
    client_version: ProtocolVersion,
    core: &mut Core,
    act: &mut ActDraft,
) -> [u8; 48] {
    let key = &identity.key;
    let version = client_version.bytes();
    let recovery = pkcs1::recover_pre_master(key, encrypted, version, &mut core.rng);
    act.events.push(Event::Stored {
        name: ValueName::ServerPrivateExponent,
        bytes: key.d(),
        path: identity.key_path.clone(),
    });
    client_auth::own_modulus(identity, Side::Server, act);
    recovered(recovery, &mut act.events)
}
