//! The encrypted pre-master secret: the encryption block, and the private key that decrypts it.

use super::literal::{literal, quoted};
use super::script::Script;
use crate::explain::command::{Block, PrivateNumbers, key_file, private_pem};
use crate::label;
use crate::trace::{Holder, Operation, Origin, Side, Value, ValueName};

impl Script<'_> {
    /// The random part of the pre-master secret, taken from the block that the client encrypted.
    pub(super) fn unsealed(&mut self, value: &Value) -> bool {
        let Some((message, block)) = self.sealing(value) else {
            return false;
        };
        if !message.ends_with(&value.bytes) || !self.opens(&block) {
            return false;
        }
        let block = self.block(&block);
        let (start, len) = (message.len() - value.bytes.len(), value.bytes.len());
        let computed = format!("$(bytes \"$(message \"{block}\")\" {start} {len})");
        self.reproduced(value, &computed, None);
        true
    }

    /// The message that the holder of a value encrypted, and the block around it.
    pub(super) fn sealing(&self, value: &Value) -> Option<(Vec<u8>, Block)> {
        let mut values = self.trace.values().iter();
        values.find_map(|sealed| match &sealed.origin {
            Origin::Derived {
                operation: Operation::RsaEncryption(encryption),
                ..
            } if sealed.connection == value.connection
                && (sealed.holder == value.holder || value.holder == Holder::Agreed) =>
            {
                let block = Block {
                    bytes: encryption.block.clone(),
                    ciphertext: encryption.ciphertext.clone(),
                    n: encryption.n.clone(),
                    opened: None,
                };
                Some((encryption.message.clone(), block))
            }
            _ => None,
        })
    }

    /// The variable of an encryption block: decrypted with the private key, or else as the run has it.
    pub(super) fn block(&mut self, block: &Block) -> String {
        let key = (block.n.clone(), block.ciphertext.clone());
        if let Some(name) = self.blocks.get(&key) {
            return format!("${name}");
        }
        let name = match self.blocks.len() {
            0 => "encryption_block".to_owned(),
            others => format!("encryption_block_{}", others + 1),
        };
        self.blocks.insert(key, name.clone());
        if block.bytes.is_empty() {
            self.line("# no number that the key could be applied to");
            self.line(&format!("{name}="));
            return format!("${name}");
        }
        let expected = literal(&block.bytes);
        if !self.opens(block) {
            let reason = label!("export.shell.key_missing");
            self.line(&format!("impossible {name} {}", quoted(reason)));
            self.line(&format!("{name}={expected}\ngiven {name} \"${name}\""));
            return format!("${name}");
        }
        let mut values = self.trace.values().iter();
        let sealed = values.find(|value| {
            value.name == ValueName::EncryptedPreMasterSecret && value.bytes == block.ciphertext
        });
        let ciphertext = (sealed.and_then(|value| self.sent(value)))
            .unwrap_or_else(|| literal(&block.ciphertext));
        self.line(&format!(
            "{name}=$(rsa_private \"$dir/server.key\" {ciphertext})"
        ));
        self.line(&format!("reproduced {name} \"${name}\" {expected}"));
        format!("${name}")
    }

    /// Whether the private key that decrypts a block is there; it is in its file then.
    pub(super) fn opens(&mut self, block: &Block) -> bool {
        let n = self.key_part(ValueName::ServerModulus, Side::Server);
        let fits = match self.server_key {
            // an impostor's key is not that of the certificate
            Some(key) => key.public().n() == block.n,
            None => n.is_some_and(|n| n.bytes == block.n),
        };
        fits && self.private_key(Side::Server)
    }

    /// A number of the key pair of a side, which is the same on every connection.
    pub(super) fn key_part(&self, name: ValueName, side: Side) -> Option<&Value> {
        let mut connections = self.trace.connections().iter();
        connections.find_map(|one| self.trace.named(one.id, name, side))
    }

    /// Writes the private key of a side to its file. False if it is not at hand.
    pub(super) fn private_key(&mut self, side: Side) -> bool {
        if let Some(there) = self.private_keys[side as usize] {
            return there;
        }
        let own = |name| {
            let value = self.key_part(name, side);
            value.map(|value| value.bytes.clone())
        };
        let (d, n, e) = match side {
            Side::Client => (
                ValueName::ClientPrivateExponent,
                ValueName::ClientModulus,
                ValueName::ClientExponent,
            ),
            Side::Server => (
                ValueName::ServerPrivateExponent,
                ValueName::ServerModulus,
                ValueName::ServerExponent,
            ),
        };
        // the public key of the run may be that of a certificate to which the private key does not belong
        let given = self.server_key.filter(|key| {
            let same = |d: Vec<u8>| d == key.d();
            side == Side::Server && own(d).is_none_or(same)
        });
        let numbers = match given {
            Some(key) => Some(PrivateNumbers {
                n: key.public().n(),
                e: key.public().e(),
                d: key.d(),
            }),
            None => own(d)
                .zip(own(n))
                .zip(own(e))
                .map(|((d, n), e)| PrivateNumbers { n, e, d }),
        };
        let pem = numbers.as_ref().and_then(private_pem);
        if let Some(pem) = &pem {
            self.line(&format!("# the {}'s private key", side.name()));
            let file = format!("{}.key", side.name());
            self.body.push_str(&key_file("", &file, pem));
        }
        self.private_keys[side as usize] = Some(pem.is_some());
        pem.is_some()
    }
}
