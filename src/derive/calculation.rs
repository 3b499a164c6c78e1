//! What follows from the values that are given, step by step, as entries for the recorder.

use super::error::DeriveError;
use super::given::{Covered, Given, Secret};
use super::heard::Heard;
use crate::label;
use crate::protocol::{Event, ProofRule, Rules, Side, Suite, Switches, Topic, ValueName};
use crate::record::{
    Agreed, Finishing, Keys, MasterSecret, PreMasterSecret, extended_master_secret,
};
use crate::said;
use crate::text::{Said, short};
use crate::trace::journal::Observation;
use crate::trace::{Diagnosis, Recorder, Run};

/// A calculation.
#[derive(Debug)]
pub(super) struct Calculation {
    pub given: Given,
    pub rules: &'static Rules,
    pub suite: &'static Suite,
    pub switches: Switches,
    pub heard: Heard,
    pub recorder: Recorder,
    /// What is to be said beside the values: what was assumed, and what is missing for the next.
    pub notes: Vec<Said>,
    master_secret: Option<Vec<u8>>,
    pub keys: Option<Keys>,
    /// What is wrong with records and results, by step.
    pub diagnoses: Vec<(usize, Diagnosis)>,
    /// The verify_data that were computed, and whose they are.
    pub verify_data: Vec<(Side, Vec<u8>)>,
}

impl Calculation {
    /// A calculation in which nothing has been computed yet.
    ///
    /// # Errors
    /// What is given cannot be used.
    pub(super) fn new(
        given: Given,
        run: impl FnOnce(&Rules, &Suite) -> Run,
    ) -> Result<Self, DeriveError> {
        let heard = match &given.covered {
            Some(Covered::Messages(bytes)) => Heard::read(bytes)?,
            _ => Heard::default(),
        };
        let mut notes = Vec::new();
        let (rules, suite) = agreed(&given, &heard, &mut notes)?;
        let asked = Switches {
            extended_master_secret: given.extended || given.session_hash.is_some(),
            encrypt_then_mac: given.encrypt_then_mac,
            renegotiation_info: false,
        };
        let possible = Switches::of(|it| asked.has(it) && it.is_possible(rules, suite));
        let switches = heard.switches(rules, suite).or(possible);
        let calculation = Calculation {
            recorder: Recorder::new(run(rules, suite)),
            given,
            rules,
            suite,
            switches,
            heard,
            notes,
            master_secret: None,
            keys: None,
            diagnoses: Vec::new(),
            verify_data: Vec::new(),
        };
        calculation.check_hashes()?;
        calculation.with_randoms()
    }

    /// The same with the randoms of the hellos, where they are not given.
    fn with_randoms(mut self) -> Result<Self, DeriveError> {
        let client = self.heard.client_hello.as_ref().map(|it| it.random);
        let server = self.heard.server_hello.as_ref().map(|it| it.random);
        let given = &mut self.given;
        for (name, own, found) in [
            (ValueName::ClientRandom, &mut given.client_random, client),
            (ValueName::ServerRandom, &mut given.server_random, server),
        ] {
            *own = match (*own, found) {
                (Some(own), Some(found)) if own != found => {
                    return Err(DeriveError::Differs {
                        name: name.title(),
                        given: short(&own).to_string(),
                        found: short(&found).to_string(),
                    });
                }
                (own, found) => own.or(found),
            };
        }
        Ok(self)
    }

    fn check_hashes(&self) -> Result<(), DeriveError> {
        let hash = (self.rules.transcript_hash)(self.suite);
        let covered = match &self.given.covered {
            Some(Covered::Hash(_)) if self.rules.proof == ProofRule::MasterSecret => {
                return Err(DeriveError::NeedsMessages);
            }
            Some(Covered::Hash(bytes)) => Some(bytes),
            _ => None,
        };
        let handshake_hash = label!("derive.handshake_hash").to_owned();
        let given = [
            (
                ValueName::SessionHash.title(),
                self.given.session_hash.as_ref(),
            ),
            (handshake_hash, covered),
        ];
        for (name, bytes) in given {
            if let Some(bytes) = bytes
                && bytes.len() != hash.output_len()
            {
                return Err(DeriveError::HashLength {
                    name,
                    hash: hash.name(),
                    expected: hash.output_len(),
                    got: bytes.len(),
                });
            }
        }
        Ok(())
    }

    /// Reports a step.
    pub(super) fn report(&mut self, side: Side, topic: Topic, events: Vec<Event>) {
        self.recorder.record(Observation {
            side,
            topic,
            events,
        });
    }

    /// What was found to be wrong belongs to the next step.
    pub(super) fn diagnose(&mut self, diagnosis: Option<Diagnosis>) {
        let step = self.recorder.trace().steps().len();
        self.diagnoses
            .extend(diagnosis.map(|diagnosis| (step, diagnosis)));
    }

    /// Computes what follows, as far as it can be computed.
    pub(super) fn run(&mut self) {
        self.take_given();
        self.derive_master_secret();
        self.expand_key_block();
        for owner in self.owners() {
            self.compute_verify_data(owner);
        }
    }

    /// The first step has everything that was given.
    fn take_given(&mut self) {
        let mut events = vec![Event::Agreed {
            version: self.rules.version,
            suite: self.suite,
            switches: self.switches,
        }];
        let mut take = |name: ValueName, bytes: Option<&[u8]>| {
            let path = label!("derive.origin.given").to_owned();
            let bytes = bytes.map(<[u8]>::to_vec);
            events.extend(bytes.map(|bytes| Event::Stored { name, bytes, path }));
        };
        let given = &self.given;
        let version = self.heard.client_hello.as_ref();
        let version = version.map(|hello| hello.client_version.bytes());
        take(ValueName::ClientVersion, version.as_ref().map(|it| &it[..]));
        let randoms = [
            (ValueName::ClientRandom, &given.client_random),
            (ValueName::ServerRandom, &given.server_random),
        ];
        for (name, random) in randoms {
            take(name, random.as_ref().map(|it| &it[..]));
        }
        match &given.secret {
            Some(Secret::PreMaster(bytes)) => take(ValueName::PreMasterSecret, Some(bytes)),
            Some(Secret::Master(bytes)) => take(ValueName::MasterSecret, Some(bytes)),
            None => {}
        }
        take(ValueName::SessionHash, given.session_hash.as_deref());
        if let Some(Covered::Hash(hash)) = &given.covered {
            for owner in self.owners() {
                take(ValueName::HandshakeHash(owner), Some(hash));
            }
        }
        events.extend(
            self.heard
                .messages
                .iter()
                .map(|message| Event::Transcribed {
                    message: message.name(),
                    sender: Some(message.sender),
                    bytes: message.bytes.clone(),
                }),
        );
        self.report(Side::Client, Topic::TakeSecrets, events);
    }

    /// What was agreed on, if both randoms are known.
    fn agreed(&self) -> Option<Agreed> {
        Some(Agreed {
            rules: self.rules,
            suite: self.suite,
            client_random: self.given.client_random?,
            server_random: self.given.server_random?,
            switches: self.switches,
        })
    }

    fn derive_master_secret(&mut self) {
        let bytes = match self.given.secret {
            None => return self.notes.push(said!("derive.missing.secret")),
            Some(Secret::Master(bytes)) => {
                self.master_secret = Some(bytes.to_vec());
                return;
            }
            Some(Secret::PreMaster(bytes)) => bytes,
        };
        let mut events = Vec::new();
        let extended = self.switches.extended_master_secret;
        let master = match (extended, &self.given.session_hash, self.agreed()) {
            (true, Some(hash), _) => {
                let prf = (self.rules.prf)(self.suite);
                extended_master_secret(prf, &bytes, hash, &mut events)
            }
            (true, None, _) if !self.heard.has_key_exchange() => {
                return self.notes.push(said!("derive.missing.session_hash"));
            }
            (_, _, Some(agreed)) => {
                let transcript = self.heard.whole();
                let pre_master = PreMasterSecret { agreed, bytes };
                pre_master.master_secret(&transcript, &mut events).bytes
            }
            (_, _, None) => {
                let missing = self.missing_randoms();
                return self
                    .notes
                    .push(said!("derive.missing.for_master_secret", missing));
            }
        };
        self.master_secret = Some(master);
        self.report(Side::Client, Topic::DeriveMasterSecret, events);
    }

    /// The randoms that are not given, by name.
    fn missing_randoms(&self) -> Vec<String> {
        let randoms = [
            (ValueName::ClientRandom, self.given.client_random),
            (ValueName::ServerRandom, self.given.server_random),
        ];
        let missing = randoms.into_iter().filter(|(_, random)| random.is_none());
        missing.map(|(name, _)| name.title()).collect()
    }

    fn expand_key_block(&mut self) {
        let Some(bytes) = self.master_secret.clone() else {
            return;
        };
        let Some(agreed) = self.agreed() else {
            let missing = self.missing_randoms();
            return self
                .notes
                .push(said!("derive.missing.for_key_block", missing));
        };
        let master_secret = MasterSecret {
            agreed,
            bytes,
            kept: false,
        };
        let mut events = Vec::new();
        self.keys = Some(master_secret.expand(&mut events));
        self.report(Side::Client, Topic::ExpandKeyBlock, events);
    }

    /// Whose verify_data is to be computed.
    fn owners(&self) -> Vec<Side> {
        match (&self.given.owners, &self.given.covered) {
            (_, None) => Vec::new(),
            (Some(owners), _) => owners.clone(),
            (None, Some(Covered::Hash(_))) => vec![Side::Client],
            (None, Some(Covered::Messages(_))) => self.heard.owners(),
        }
    }

    fn compute_verify_data(&mut self, owner: Side) {
        let Some(master_secret) = self.master_secret.clone() else {
            return;
        };
        let finishing = Finishing {
            rules: self.rules,
            suite: self.suite,
            master_secret: &master_secret,
        };
        let mut events = Vec::new();
        let verify_data = match &self.given.covered {
            Some(Covered::Hash(hash)) => finishing.of_hash(hash, owner, &mut events),
            _ => finishing.verify_data(&self.heard.covered(owner), owner, &mut events),
        };
        self.verify_data.push((owner, verify_data));
        self.report(owner, Topic::ComputeVerifyData, events);
    }
}

/// The version and the suite: those that are given or in the messages, or the usual ones.
fn agreed(
    given: &Given,
    heard: &Heard,
    notes: &mut Vec<Said>,
) -> Result<(&'static Rules, &'static Suite), DeriveError> {
    let chosen = heard.chosen()?;
    let version = label!("derive.version");
    let given_rules = given.version.and_then(Rules::of);
    let found_rules = chosen.map(|(rules, _)| rules);
    let rules = one(version, given_rules, found_rules, |it| {
        it.version.to_string()
    })?;
    let rules = rules.unwrap_or(Rules::newest());
    let suite = label!("derive.suite");
    let found_suite = chosen.map(|(_, suite)| suite);
    let suite = one(suite, given.suite, found_suite, |it| it.name.to_owned())?;
    let suite = match suite {
        Some(suite) => suite,
        None => {
            let suite = Suite::preferred(rules.version);
            let (version, suite_name) = (rules.version.to_string(), suite.name);
            notes.push(said!("derive.assumed", version, suite = suite_name));
            suite
        }
    };
    match suite.is_in(rules.version) {
        true => Ok((rules, suite)),
        false => Err(DeriveError::NewerSuite {
            suite: suite.name,
            version: rules.version.to_string(),
        }),
    }
}

/// What is given or found, if both are the same where there are both.
fn one<T>(
    name: &str,
    given: Option<&'static T>,
    found: Option<&'static T>,
    shown: impl Fn(&T) -> String,
) -> Result<Option<&'static T>, DeriveError> {
    match (given, found) {
        (Some(given), Some(found)) if !std::ptr::eq(given, found) => Err(DeriveError::Differs {
            name: name.to_owned(),
            given: shown(given),
            found: shown(found),
        }),
        (given, found) => Ok(given.or(found)),
    }
}
