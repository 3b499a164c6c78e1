//! What a question is asked about, and what a template may look at to ask it.

use super::accepts::Accepts;
use crate::protocol::{Operation, Party, Rules, Suite};
use crate::scenario::{Change, Intercepted, Interception, Scenario, simulate};
use crate::trace::diagnosis::{self, Facts, Recipe};
use crate::trace::{
    Connection, Fate, Knowledge, Message, MessageName, Outcome, Side, Step, Tampering, Trace,
    TranscriptEntry, Value, ValueId, ValueName,
};
use crate::wire::{Field, HandshakeType, Node};

/// What a question is asked about.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The run.
    pub trace: &'a Trace,
    /// What was run, if it was simulated here. Without it nothing is asked about what a change would do.
    pub scenario: Option<&'a Scenario>,
    /// The step that is asked about, from 0; `None` for the first at which the template has a question.
    pub step: Option<usize>,
    /// The arguments of the template, by name.
    pub arguments: Vec<(String, String)>,
    /// Decides the order of the answers, and what is picked where there are many.
    pub seed: u64,
}

impl<'a> Asking<'a> {
    /// About a run, without arguments.
    pub fn new(trace: &'a Trace) -> Self {
        Asking {
            trace,
            scenario: None,
            step: None,
            arguments: Vec::new(),
            seed: 0,
        }
    }

    /// The same about a run of this scenario.
    #[must_use]
    pub fn of(mut self, scenario: &'a Scenario) -> Self {
        self.scenario = Some(scenario);
        self
    }

    /// The same about this step, from 0.
    #[must_use]
    pub fn at(mut self, step: usize) -> Self {
        self.step = Some(step);
        self
    }

    /// The same with one argument more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.arguments.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// The key of a step. What a reader of a recording computes counts as the same that the sides have computed.
pub(super) fn key_of(step: &Step) -> &'static str {
    let key = step.key();
    key.strip_prefix("reader_").unwrap_or(key)
}

/// What a template looks at: a run, and a step of it.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub trace: &'a Trace,
    pub scenario: Option<&'a Scenario>,
    pub step: &'a Step,
    /// The key and the number of the template that looks.
    pub template: (&'static str, u8),
    /// Its usual arguments.
    pub usual: &'static [(&'static str, &'static str)],
    pub arguments: &'a [(String, String)],
    pub seed: u64,
}

/// The version, the suite and whether nothing unusual was switched on: most questions are about the plain case.
pub(super) struct Plain<'a> {
    pub rules: &'static Rules,
    pub suite: &'static Suite,
    pub facts: Facts<'a>,
}

impl<'a> Here<'a> {
    /// An argument, or else that of the template's first variant.
    pub fn argument(&self, name: &str) -> Option<&'a str> {
        let given = self.arguments.iter().find(|(known, _)| known == name);
        let usual = || {
            let usual = self.usual.iter().find(|(known, _)| *known == name)?;
            Some(usual.1)
        };
        given.map(|(_, value)| value.as_str()).or_else(usual)
    }

    /// An argument that names a side.
    pub fn side(&self, name: &str) -> Option<Side> {
        Accepts::side(self.argument(name)?)
    }

    pub fn connection(&self) -> &'a Connection {
        self.trace.connection(self.step.connection)
    }

    pub fn agreed(&self) -> Option<(&'static Rules, &'static Suite)> {
        self.connection().agreed()
    }

    /// What one side knows, where the run is one of TLS with a block cipher and without a switch.
    pub fn plain(&self, of: Side) -> Option<Plain<'a>> {
        let facts = Facts::known(self.trace, self.connection(), of)?;
        let (rules, suite) = self.agreed()?;
        let usual = facts.switches == Default::default()
            && suite.cipher.block_len().is_some()
            && rules.proof == crate::protocol::ProofRule::Prf;
        usual.then_some(Plain {
            rules,
            suite,
            facts,
        })
    }

    /// The steps of the connection, up to this one and beyond it.
    pub fn steps(&self) -> impl Iterator<Item = &'a Step> + Clone + use<'a> {
        let id = self.step.connection;
        let steps = self.trace.steps().iter();
        steps.filter(move |step| step.connection == id)
    }

    /// The steps after this one.
    pub fn later(&self) -> impl Iterator<Item = &'a Step> + Clone + use<'a> {
        let here = self.step.index;
        self.steps().filter(move |step| step.index > here)
    }

    /// The steps up to this one.
    pub fn so_far(&self) -> impl DoubleEndedIterator<Item = &'a Step> + Clone + use<'a> {
        self.trace.so_far(self.step).iter()
    }

    /// The first step of a key on the connection.
    pub fn step_of(&self, key: &str) -> Option<&'a Step> {
        self.steps().find(|step| key_of(step) == key)
    }

    /// The first step of a key, if it is past.
    pub fn past(&self, key: &str) -> Option<&'a Step> {
        self.so_far().find(|step| key_of(step) == key)
    }

    /// The message of the step.
    pub fn message(&self) -> Option<&'a Message> {
        self.step.message.as_ref()
    }

    /// The messages up to this step that their sender has sent itself, in order.
    pub fn sent(&self) -> impl Iterator<Item = (&'a Step, &'a Message)> + Clone + use<'a> {
        self.so_far().filter_map(own_message)
    }

    /// Whether both sides are who they claim to be, and no attacker was on the path.
    pub fn is_untouched(&self) -> bool {
        self.has_no_attacker() && !Side::BOTH.iter().any(|side| self.trace.is_impostor(*side))
    }

    /// Whether no attacker was on the path. Of a recorded connection that is known where both Finished were checked.
    pub fn has_no_attacker(&self) -> bool {
        (self.connection().is_simulated() || self.is_established())
            && self.trace.tampering().is_empty()
            && self.trace.replayed().is_none()
    }

    pub fn is_established(&self) -> bool {
        self.connection().outcome == Outcome::Established
    }

    /// Whether the connection has completed a full handshake with RSA key exchange by this step.
    pub fn has_keys(&self) -> bool {
        self.value(ValueName::KeyBlock, Side::Client).is_some()
            && self
                .value(ValueName::EncryptedPreMasterSecret, Side::Client)
                .is_some()
    }

    /// A value as a side has it, if it is there by now.
    pub fn value(&self, name: ValueName, side: Side) -> Option<&'a Value> {
        let by_now = |value: &&Value| value.step <= self.step.index && value.sealed.is_none();
        let connection = self.step.connection;
        self.trace.named(connection, name, side).filter(by_now)
    }

    /// The value that an argument names, by its key, if it is there by now.
    pub fn value_named(&self, key: &str) -> Option<&'a Value> {
        let here = |value: &&Value| value.connection == self.step.connection;
        let mut values = self.trace.values().iter().filter(here);
        values.find(|value| value.key() == key && value.step <= self.step.index)
    }

    /// What a party knows of a value after this step.
    pub fn known(&self, value: &Value, party: Party) -> Knowledge {
        value.known_to(party, self.step.index)
    }

    /// Whether both sides work with the same bytes.
    pub fn both_have(&self, name: ValueName) -> bool {
        let of = |side| self.value(name, side).map(|value| value.id);
        of(Side::Client).is_some() && of(Side::Client) == of(Side::Server)
    }

    /// The transcript as a side keeps it, up to this step: as far as it would have to be hashed for a Finished.
    pub fn transcript(&self, side: Side) -> Vec<&'a TranscriptEntry> {
        let entries = self.connection().transcript(side).iter();
        entries
            .filter(|entry| entry.step <= self.step.index)
            .collect()
    }

    /// What a side's Finished covers: its transcript before that.
    pub fn covered(&self, side: Side, finished: Side) -> Vec<&'a TranscriptEntry> {
        let is = |entry: &&TranscriptEntry| {
            entry.message == MessageName::Handshake(HandshakeType::Finished)
                && entry.sender == finished
        };
        let entries = self.transcript(side).into_iter();
        entries.take_while(|entry| !is(entry)).collect()
    }

    /// Which values could be computed from some, by the run's own derivations and by decrypting.
    pub fn can(&self, given: &[ValueId]) -> impl Fn(ValueId) -> bool + use<> {
        let could = self.trace.computable(given);
        move |id: ValueId| could.get(id.0).is_some_and(Option::is_some)
    }

    /// A value computed with a mistake of the table, as a side would come to it: the mistake by its key, in the way
    /// that `is` the one that is meant.
    pub fn mistaken(
        &self,
        of: Side,
        (mistake, is): (&str, impl Fn(&Recipe) -> bool),
        value: impl FnOnce(&Recipe, &Facts<'a>) -> Option<Vec<u8>>,
    ) -> Option<Vec<u8>> {
        let mut facts = Facts::known(self.trace, self.connection(), of)?;
        // as far as that side's Finished covers it
        facts.transcript.truncate(self.covered(of, of).len());
        let recipe = diagnosis::made(mistake, &facts, is);
        debug_assert!(
            diagnosis::mistakes().any(|row| row.key == mistake),
            "{mistake}"
        );
        value(&recipe?, &facts)
    }

    /// What something an attacker did came to, if there is one thing.
    pub fn tampering(&self) -> Option<(&'a Tampering, usize)> {
        let [one] = self.trace.tampering() else {
            return None;
        };
        let at = *one.done.as_ref().ok()?;
        let here = self.trace.steps()[at].connection == self.step.connection;
        let done = self.trace.steps()[at].fate().tampered();
        (here && done).then_some((one, at))
    }

    /// The run with one thing more done to it by an attacker; `None` without a scenario, where that cannot be done,
    /// or where it changes nothing.
    pub fn simulated(&self, interception: Interception) -> Option<Trace> {
        if !self.is_untouched() || self.trace.connections().len() != 1 {
            return None;
        }
        let mut scenario = self.scenario?.clone();
        scenario.interceptions = vec![interception];
        scenario.expect = None;
        let trace = simulate(&scenario);
        let [one] = trace.tampering() else {
            return None;
        };
        let at = *one.done.as_ref().ok()?;
        trace.steps()[at].fate().tampered().then_some(trace)
    }

    /// The change of a field that the arguments ask for: other bytes, or else one bit.
    pub fn edit(&self, message: &str, field: &str) -> Option<Interception> {
        let message = Intercepted::named(message)?;
        let step = self.steps().find(|step| step.key() == message.key())?;
        let (_, node) = field_of(step.message.as_ref()?, field)?;
        let field = field.to_owned();
        let change = match self.argument("bytes") {
            Some(bytes) => {
                let bytes = crate::text::unhex(bytes)?;
                match bytes.len() == node.len() {
                    true => Change::Set {
                        field,
                        byte: 0,
                        bytes,
                    },
                    false => Change::Replace { field, bytes },
                }
            }
            None => Change::Flip {
                field,
                byte: self.number("byte").unwrap_or(0),
                bit: u8::try_from(self.number("bit").unwrap_or(0)).ok()? % 8,
            },
        };
        Some(Interception {
            message,
            occurrence: 1,
            change,
        })
    }

    /// An argument that is a number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.argument(name)?.parse().ok()
    }

    /// The computation of a value by the side that made it.
    pub fn operation(&self, value: &Value) -> Option<&'a Operation> {
        let made = self.trace.derivations().iter();
        let mut made = made.filter(|made| made.step <= self.step.index);
        made.find(|made| made.value == value.id)
            .map(|made| &made.operation)
    }
}

/// The message that a step's sender has sent itself.
pub(super) fn own_message(step: &Step) -> Option<(&Step, &Message)> {
    let message = step.message.as_ref()?;
    let own = !matches!(
        message.fate,
        Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed
    );
    own.then_some((step, message))
}

/// A field of a message as it crossed the wire, by its path or the end of it.
pub(super) fn field_of<'m>(message: &'m Message, path: &str) -> Option<(String, &'m Node)> {
    let buffer = message.buffers.first()?;
    let all = buffer.fields().into_iter();
    let ends = |whole: &str| {
        let before = whole.strip_suffix(path);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let mut found = all.filter(|placed| ends(&placed.path));
    found.next().map(|placed| (placed.path, placed.node))
}

/// The path of the first field of this kind in a message, and its bytes.
pub(super) fn first_field(message: &Message, field: Field) -> Option<(String, Vec<u8>)> {
    message.buffers.iter().find_map(|buffer| {
        let mut fields = buffer.fields().into_iter();
        let found = fields.find(|placed| {
            let node = placed.node;
            node.field == field && node.start >= buffer.own.start && node.end <= buffer.own.end
        })?;
        let bytes = buffer.bytes.get(found.node.range())?.to_vec();
        Some((found.path, bytes))
    })
}
