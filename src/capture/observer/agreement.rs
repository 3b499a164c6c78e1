//! What the two hellos agree on.

use super::{Events, Observer, WhySealed};
use crate::protocol::{Event, Report, Rules, Side, Suite, Switches};
use crate::record::Agreed;
use crate::wire::handshake::{ClientHello, ServerHello};
use crate::wire::{CipherSuite, FragmentForm, ProtocolVersion};

/// What the client has offered.
#[derive(Debug)]
pub(super) struct Offer {
    pub hello: ClientHello,
    pub encrypted_pre_master: Option<Vec<u8>>,
}

impl Offer {
    pub(super) fn of(hello: ClientHello) -> Self {
        Offer {
            hello,
            encrypted_pre_master: None,
        }
    }
}

/// What the server has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The version.
    pub version: ProtocolVersion,
    /// The suite.
    pub suite: CipherSuite,
}

impl Observer {
    /// ServerHello decides. `events` are those of the message.
    pub(super) fn choose(&mut self, hello: &ServerHello, events: &mut Events) {
        let version = hello.chosen_version();
        let suite = hello.cipher_suite;
        self.chosen = Some(Chosen { version, suite });
        self.summary.chosen = self.chosen;
        self.session.id.clone_from(&hello.session_id);
        self.server_random = hello.random;
        // the records of TLS 1.3 have the version of TLS 1.2
        for end in &mut self.ends {
            end.reader.negotiated(hello.server_version);
            end.reader.exchanging(suite.key_exchange());
        }
        if Rules::of(version).is_none() && !hello.is_retry() {
            let form = sealing(self.chosen);
            for end in &mut self.ends {
                end.reader.seal_data(form);
            }
        }
        let can_run = Rules::of(version).zip(Suite::by_id(suite.code()));
        let Some(((rules, suite), offer)) = can_run.zip(self.offer.as_ref()) else {
            events.report(|| Event::ChosenBeyond { version, suite });
            return;
        };
        let switches = Switches::of(|switch| {
            hello.has(switch.extension_type()) && switch.is_possible(rules, suite)
        });
        self.agreed = Some(Agreed {
            rules,
            suite,
            client_random: offer.hello.random,
            server_random: hello.random,
            switches,
        });
        events.report(|| Event::Agreed {
            version,
            suite,
            switches,
        });
    }

    /// The server's name, by which its certificate is checked.
    pub(super) fn server_name(&self) -> Option<String> {
        let given = self.setup.server_name.clone();
        given.or_else(|| self.summary.server_name.clone())
    }

    /// From here on the records of a side are protected.
    pub(super) fn protect(&mut self, sender: Side) {
        self.find_keys();
        let beyond = self.summary.sealed == Some(WhySealed::Version);
        let end = &mut self.ends[sender as usize];
        match &self.keys {
            None if beyond => {}
            Some(keys) => {
                let agreed = keys.agreed();
                end.reader
                    .protect(agreed.rules, agreed.algorithms(), keys.of(sender));
            }
            None => end.reader.seal(sealing(self.chosen)),
        }
    }
}

/// How the fragments of records are built that cannot be decrypted. Of an unknown suite it is not known what
/// comes before the ciphertext.
pub(super) fn sealing(chosen: Option<Chosen>) -> FragmentForm {
    let form = chosen.and_then(|chosen| match Rules::of(chosen.version) {
        Some(rules) => rules.fragment_form(chosen.suite),
        None => chosen.suite.fragment_form(),
    });
    form.unwrap_or(FragmentForm::Stream)
}
