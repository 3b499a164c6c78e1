//! From the secrets of a reader to the keys of a connection.

use super::Observer;
use crate::crypto::pkcs1::recover_pre_master;
use crate::crypto::random::seeded;
use crate::label;
use crate::protocol::{Check, CheckName, Event, Side, Topic, ValueName};
use crate::record::{Agreed, MasterSecret, PreMasterSecret, recovered};
use crate::said;
use crate::text::Said;

/// Why the records of a connection stay sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhySealed {
    /// The version is decrypted by no program like this one: TLS 1.3.
    Version,
    /// The key exchange or the cipher of the suite is not computed here.
    Suite,
    /// No secret was given at all.
    NoSecrets,
    /// None of the secrets belongs to it.
    OtherSecrets,
    /// There is only a private key, and it is not the one of the server's certificate.
    OtherKey,
    /// The hellos are not in the capture.
    NoHellos,
    /// The private key decrypts its pre-master secret to something else.
    WrongKey,
}

impl WhySealed {
    /// Why, in words.
    pub fn said(self) -> Said {
        match self {
            WhySealed::Version => said!("capture.sealed.version"),
            WhySealed::Suite => said!("capture.sealed.suite"),
            WhySealed::NoSecrets => said!("capture.sealed.no_secrets"),
            WhySealed::OtherSecrets => said!("capture.sealed.other_secrets"),
            WhySealed::OtherKey => said!("capture.sealed.other_key"),
            WhySealed::NoHellos => said!("capture.sealed.no_hellos"),
            WhySealed::WrongKey => said!("capture.sealed.wrong_key"),
        }
    }
}

impl Observer {
    /// Computes the keys, if the secrets lead to them. It is done once, as soon as they can.
    pub(super) fn find_keys(&mut self) {
        if self.keys.is_some() || self.summary.sealed.is_some() {
            return;
        }
        match self.master_secret() {
            Ok(master_secret) => {
                let mut events = self.events();
                self.keys = Some(master_secret.expand(&mut events));
                self.report(Side::Client, Topic::ExpandKeyBlock, events);
                self.remember_session();
            }
            Err(why) => {
                self.summary.sealed = Some(why);
                if matches!(why, WhySealed::OtherSecrets | WhySealed::OtherKey) {
                    let check = Check::new(CheckName::Content, false, why.said());
                    let events = vec![Event::Checked(check)];
                    self.report(Side::Client, Topic::TakeSecrets, events);
                }
            }
        }
    }

    fn master_secret(&mut self) -> Result<MasterSecret, WhySealed> {
        let Some(agreed) = self.agreed.clone() else {
            return Err(self.why_not_agreed());
        };
        let offer = self.offer.as_ref().ok_or(WhySealed::NoHellos)?;
        let encrypted = offer.encrypted_pre_master.clone();
        let logged = self
            .setup
            .secrets
            .log
            .logged(&offer.hello.random, encrypted.as_deref());
        let typed = self.setup.secrets.typed;
        let full = encrypted.is_some();
        let pre_master = logged.pre_master.or(typed.pre_master).filter(|_| full);
        if let Some(bytes) = pre_master {
            let path = match logged.pre_master {
                Some(_) => label!("capture.origin.key_log"),
                None => label!("capture.origin.typed"),
            };
            self.take(ValueName::PreMasterSecret, &bytes, path);
            let derived = self.derived(PreMasterSecret { agreed, bytes });
            return Ok(derived);
        }
        if let Some(bytes) = logged.master.or(typed.master) {
            let path = match logged.master {
                Some(_) => label!("capture.origin.key_log"),
                None => label!("capture.origin.typed"),
            };
            self.take(ValueName::MasterSecret, &bytes, path);
            return Ok(MasterSecret {
                agreed,
                bytes: bytes.to_vec(),
                kept: false,
            });
        }
        match encrypted {
            Some(encrypted) => self.by_private_key(agreed, &encrypted),
            None => self.by_session(agreed),
        }
    }

    /// A secret that the reader was given.
    fn take(&mut self, name: ValueName, bytes: &[u8], path: &str) {
        let stored = Event::Stored {
            name,
            bytes: bytes.to_vec(),
            path: path.to_owned(),
        };
        self.report(Side::Client, Topic::TakeSecrets, vec![stored]);
    }

    fn derived(&mut self, pre_master: PreMasterSecret) -> MasterSecret {
        let mut events = self.events();
        let master_secret = pre_master.master_secret(&self.transcript, &mut events);
        self.report(Side::Client, Topic::DeriveMasterSecret, events);
        master_secret
    }

    /// Decrypts the pre-master secret with the server's private key.
    fn by_private_key(
        &mut self,
        agreed: Agreed,
        encrypted: &[u8],
    ) -> Result<MasterSecret, WhySealed> {
        let modulus = self.server_key.as_ref().map(|key| key.n());
        let keys = self.setup.secrets.keys.iter();
        let mut pairs = keys.filter(|it| modulus == Some(it.key.public().n()));
        let Some(server) = pairs.next().cloned() else {
            return Err(self.why_no_secret());
        };
        let version = self.summary.offered.map_or([3, 3], |it| it.bytes());
        // the random numbers would be those of a substitute, which only the server knows
        let mut unused = seeded(0, 0);
        let recovery = recover_pre_master(&server.key, encrypted, version, &mut unused);
        let mut events = vec![Event::Stored {
            name: ValueName::ServerPrivateExponent,
            bytes: server.key.d(),
            path: server.path.clone(),
        }];
        if recovery.used_fallback {
            let reason = said!("capture.sealed.wrong_key");
            let check = Check::new(CheckName::Content, false, reason);
            events.push(Event::Checked(check));
            self.report(Side::Server, Topic::DecryptPreMasterSecret, events);
            return Err(WhySealed::WrongKey);
        }
        self.has_decrypted = true;
        let bytes = recovered(recovery, &mut events);
        self.report(Side::Server, Topic::DecryptPreMasterSecret, events);
        Ok(self.derived(PreMasterSecret { agreed, bytes }))
    }

    fn why_not_agreed(&self) -> WhySealed {
        match self.chosen {
            None => WhySealed::NoHellos,
            Some(chosen) if crate::protocol::Rules::of(chosen.version).is_none() => {
                WhySealed::Version
            }
            Some(_) if self.offer.is_none() => WhySealed::NoHellos,
            Some(_) => WhySealed::Suite,
        }
    }

    pub(super) fn why_no_secret(&self) -> WhySealed {
        let secrets = &self.setup.secrets;
        let typed = secrets.typed.master.or(secrets.typed.pre_master);
        let others = !secrets.log.is_empty() || typed.is_some();
        match (others, secrets.keys.is_empty()) {
            (false, true) => WhySealed::NoSecrets,
            (false, false) if self.server_key.is_some() => WhySealed::OtherKey,
            _ => WhySealed::OtherSecrets,
        }
    }
}
