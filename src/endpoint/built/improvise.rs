//! Messages out of their turn, made of what this side has by then.

use super::{Building, Turn};
use crate::crypto::rsa::PublicKey;
use crate::endpoint::core::{ActDraft, Core};
use crate::endpoint::fault::Fault;
use crate::endpoint::key_exchange::{draw, encrypt};
use crate::endpoint::role::Role;
use crate::label;
use crate::protocol::{Event, MessageName, Piece, StateId, Topic, ValueName};
use crate::record::{Incoming, Keys, MasterSecret, PreMasterSecret};
use crate::wire::handshake::{ClientKeyExchange, Finished};
use crate::wire::{ContentType, Handshake, HandshakeType, ProtocolVersion};

impl Core {
    /// What this side does next in a handshake, if it follows an order of its own.
    pub(in crate::endpoint) fn turn(&self, state: StateId, waits: bool) -> Turn {
        match &self.built {
            Some(built) if !self.reader.fatal_alert_is_next() => built.turn(state, waits),
            _ => Turn::Ordinary,
        }
    }

    /// Sends a message out of its turn.
    pub(in crate::endpoint) fn improvise<R: Role>(
        &mut self,
        role: &R,
        piece: Piece,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        act.topic = Topic::Send(piece.message());
        match piece.message() {
            MessageName::ChangeCipherSpec => {
                let keys = self.keys_ahead(act);
                self.change_cipher_spec(keys.as_ref(), act)
            }
            MessageName::ApplicationData => {
                let data = self.built.as_ref().map(|built| built.data.clone());
                self.send_as_is(ContentType::ApplicationData, &data.unwrap_or_default(), act)
            }
            MessageName::Handshake(HandshakeType::Finished) => {
                let keys = self.keys_ahead(act);
                let missing = || self.lacks(ValueName::MasterSecret.title());
                let keys = keys.ok_or_else(missing)?;
                let verify_data = self.verify_data(&keys, self.side, act)?;
                let message = Handshake::Finished(Finished { verify_data });
                self.send_handshake_as_is(&message, act)
            }
            _ => {
                let message = role.improvise(piece, self, act)?;
                self.send_handshake_as_is(&message, act)
            }
        }
    }

    /// Refuses a message that is not the next in the order of this side.
    pub(in crate::endpoint) fn judge_by_order(&self, incoming: &mut Incoming) {
        let came = incoming.transfer.message;
        let built = self.built.as_ref();
        if incoming.content.is_ok()
            && let Some(expected) = built.and_then(|built| built.expects_instead(came))
        {
            let protected = incoming.unprotection.is_some();
            incoming.content = Err(Fault::out_of_order(&[expected], came, protected));
        }
    }

    /// ClientKeyExchange before its turn.
    pub(in crate::endpoint) fn key_exchange_ahead(
        &mut self,
        version: ProtocolVersion,
        act: &mut ActDraft,
    ) -> Result<Handshake, Fault> {
        let lacks = || self.lacks(label!("endpoint.needs.server_key"));
        let built = self.built.as_ref().ok_or_else(lacks)?;
        let [n, e] = built.server_key()?;
        let agreed = built.agreed().ok_or_else(lacks)?;
        let key = PublicKey::from_components(&n, &e).map_err(|_| lacks())?;
        let has_length = agreed.rules.form.pre_master_length;
        let pre_master = match built.pre_master() {
            Some(bytes) => PreMasterSecret { agreed, bytes },
            None => draw(agreed, version, self, act),
        };
        if let Some(built) = &mut self.built {
            built.keep(ValueName::PreMasterSecret, &pre_master.bytes);
        }
        let encryption = encrypt(self, &key, &pre_master, act)?;
        Ok(Handshake::ClientKeyExchange(ClientKeyExchange {
            encrypted_pre_master_secret: encryption.ciphertext.clone(),
            has_length,
        }))
    }

    /// The fault of a side that needs what it does not have yet.
    pub(in crate::endpoint) fn lacks(&self, needed: impl Into<String>) -> Fault {
        let needed = needed.into();
        let side = self.side.name();
        super::internal(crate::said!("endpoint.fault.lacks", side, needed))
    }

    /// The keys, derived before their turn if need be; `None` if something is missing.
    fn keys_ahead(&mut self, act: &mut ActDraft) -> Option<Keys> {
        let built = self.built.as_mut()?;
        if let Some(keys) = &built.keys {
            return Some(keys.clone());
        }
        let agreed = built.agreed()?;
        let mut events = Vec::new();
        let bytes = built.value(ValueName::MasterSecret, &mut events).ok()?;
        let kept = false;
        let master = MasterSecret {
            agreed,
            bytes,
            kept,
        };
        built
            .values
            .insert(ValueName::MasterSecret, master.bytes.clone());
        let keys = built.expand(master, &mut events).ok()?;
        act.events.extend(events);
        Some(keys)
    }

    /// Sends a handshake message, protected where this direction is.
    fn send_handshake_as_is(
        &mut self,
        message: &Handshake,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        if !self.writer.is_protected() {
            self.send_handshake(message, act);
            return Ok(());
        }
        let (bytes, name) = (message.to_bytes(), message.handshake_type());
        self.protect_now(ContentType::Handshake, &bytes, Some(message), act)?;
        self.transcribe(MessageName::Handshake(name), &bytes, act);
        Ok(())
    }

    /// Sends a content that is no handshake message, protected where this direction is.
    fn send_as_is(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        if self.writer.is_protected() {
            return self.protect_now(content_type, content, None, act);
        }
        let transfer = self.writer.send_clear(content_type, content.to_vec());
        act.events.push(Event::Sent(transfer));
        Ok(())
    }

    fn protect_now(
        &mut self,
        content_type: ContentType,
        content: &[u8],
        message: Option<&Handshake>,
        act: &mut ActDraft,
    ) -> Result<(), Fault> {
        let name = ValueName::RecordContent(self.side, self.writer.next_sequence());
        let path = label!("endpoint.origin.out_of_turn").to_owned();
        act.events.push(Event::Stored {
            name,
            bytes: content.to_vec(),
            path,
        });
        let prepared = self.prepare(content_type, content, act)?;
        self.send_prepared(prepared, message, act);
        Ok(())
    }
}

impl Building {
    /// The modulus and the exponent of the server, as the client has received them.
    fn server_key(&self) -> Result<[Vec<u8>; 2], Fault> {
        let part = |name: ValueName| {
            let value = self.values.get(&name).cloned();
            value.ok_or_else(|| self.lacks(label!("endpoint.needs.server_key")))
        };
        Ok([
            part(ValueName::ServerModulus)?,
            part(ValueName::ServerExponent)?,
        ])
    }

    fn pre_master(&self) -> Option<[u8; 48]> {
        let bytes = self.values.get(&ValueName::PreMasterSecret)?;
        bytes.as_slice().try_into().ok()
    }

    fn keep(&mut self, name: ValueName, bytes: &[u8]) {
        self.values.insert(name, bytes.to_vec());
    }
}
