//! The lines that compute a run's values, each after those that it is computed from.

use super::literal::{literal, quoted, variable};
use super::section::Section;
use super::wire::{Part, Wire};
use crate::crypto::rsa::PrivateKey;
use crate::explain::command::{Call, Names, Piece, expression};
use crate::label;
use crate::protocol::Rules;
use crate::trace::{
    CheckedSignature, ConnectionId, Operation, Origin, Side, Step, Trace, Value, ValueId, ValueName,
};
use crate::wire::display::hex;
use crate::wire::handshake::{Finished, Handshake};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};
use std::sync::Arc;

/// A script in the making.
pub(super) struct Script<'a> {
    pub(super) trace: &'a Trace,
    /// The server's private key, if it is at hand although it is not in the run.
    pub(super) server_key: Option<&'a PrivateKey>,
    pub(super) wire: Wire,
    /// The lines.
    pub(super) body: String,
    /// The values that have their lines.
    done: HashSet<ValueId>,
    /// The records that something is read from.
    used: BTreeSet<usize>,
    /// The variables of handshake messages and certificates, by their bytes.
    pub(super) variables: HashMap<Vec<u8>, String>,
    /// The signatures that have their lines.
    pub(super) checked: Vec<Arc<CheckedSignature>>,
    /// The names of revocation lists, by what is signed in them.
    pub(super) lists: HashMap<Arc<[u8]>, String>,
    /// The variables of encryption blocks, by modulus and ciphertext.
    pub(super) blocks: HashMap<(Vec<u8>, Vec<u8>), String>,
    /// The files of public keys, by modulus and exponent.
    pub(super) public_keys: HashMap<(Vec<u8>, Vec<u8>), String>,
    /// Whether the private key of a side is in a file already; or that it cannot be had.
    pub(super) private_keys: [Option<bool>; 2],
}

impl<'a> Script<'a> {
    /// The script for the values of some steps, and for what these are computed from.
    pub(super) fn of(trace: &'a Trace, steps: &[Step], server_key: Option<&'a PrivateKey>) -> Self {
        let wanted = steps.iter().flat_map(|step| step.values.clone()).collect();
        let script = Script::with(trace, steps, server_key, &wanted);
        if steps.len() == trace.steps().len() {
            return script;
        }
        // now it is known what they are computed from, each finds its own section
        let wanted = script.done.into_iter().collect();
        Script::with(trace, steps, server_key, &wanted)
    }

    fn with(
        trace: &'a Trace,
        steps: &[Step],
        server_key: Option<&'a PrivateKey>,
        wanted: &BTreeSet<ValueId>,
    ) -> Self {
        let mut script = Script {
            trace,
            server_key,
            wire: Wire::of(trace),
            body: String::new(),
            done: HashSet::new(),
            used: BTreeSet::new(),
            variables: HashMap::new(),
            checked: Vec::new(),
            lists: HashMap::new(),
            blocks: HashMap::new(),
            public_keys: HashMap::new(),
            private_keys: [None; 2],
        };
        for section in Section::ALL {
            let before = std::mem::take(&mut script.body);
            for id in wanted {
                if Section::of(trace.value(*id).name) == section {
                    script.value(*id);
                }
            }
            for step in steps {
                script.signatures(step, section);
            }
            let lines = std::mem::replace(&mut script.body, before);
            if !lines.is_empty() {
                script.title(section);
                script.body.push_str(&lines);
            }
        }
        script
    }

    /// Writes the records that something is read from.
    ///
    /// # Errors
    /// Whatever `out` fails with.
    pub(super) fn write_records(&self, out: &mut impl Write) -> io::Result<()> {
        for index in &self.used {
            let record = &self.wire.records[*index];
            let step = &self.trace.steps()[record.step];
            let Some(message) = &step.message else {
                continue;
            };
            let protected = if message.protected { ", protected" } else { "" };
            writeln!(
                out,
                "# step {}, from the {}: {}{protected}\nrecord_{}={}\n",
                step.index + 1,
                message.sender.name(),
                message.name.name(),
                index + 1,
                literal(&record.bytes)
            )?;
        }
        Ok(())
    }

    fn title(&mut self, section: Section) {
        let rules = self
            .trace
            .last_connection()
            .rules()
            .unwrap_or(Rules::newest());
        let lines = section.lines(rules);
        let Some((title, introduction)) = lines.split_first() else {
            return;
        };
        self.line("");
        for line in introduction {
            self.line(&format!("# {line}"));
        }
        self.line(&format!("section {}", quoted(title)));
    }

    pub(super) fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    /// Writes the lines of a value, after those of what it is computed from.
    pub(super) fn value(&mut self, id: ValueId) {
        if !self.done.insert(id) {
            return;
        }
        let value = self.trace.value(id);
        match value.name {
            // it is in the key's file, and decrypting the encryption block proves it
            ValueName::ServerPrivateExponent if self.private_key(Side::Server) => {}
            ValueName::ClientPrivateExponent if self.private_key(Side::Client) => {}
            ValueName::RecordContent(..) if self.opened(value) => {}
            ValueName::PreMasterRandom if self.unsealed(value) => {}
            _ => match expression(self.trace, value) {
                Some(expression) => {
                    let computed = expression.render(self);
                    let sent = self.sent(value);
                    self.reproduced(value, &computed, sent.as_deref());
                    self.after(value);
                }
                None => self.not_computed(value),
            },
        }
    }

    pub(super) fn reproduced(&mut self, value: &Value, computed: &str, sent: Option<&str>) {
        let name = variable(value);
        let sent = sent.map(|sent| format!(" {sent}")).unwrap_or_default();
        let expected = literal(&value.bytes);
        self.line(&format!("{name}={computed}"));
        let key = value.key();
        self.line(&format!("reproduced {key} \"${name}\" {expected}{sent}"));
    }

    /// A value that is read from the wire, or that cannot be computed from anything.
    fn not_computed(&mut self, value: &Value) {
        let (name, key) = (variable(value), value.key());
        if let Origin::Derived { .. } = value.origin {
            let reason = label!("export.shell.inputs_missing");
            self.line(&format!("impossible {key} {}", quoted(reason)));
        }
        match self.sent(value) {
            Some(sent) => {
                self.line(&format!("{name}={sent}"));
                let expected = literal(&value.bytes);
                self.line(&format!("found {key} \"${name}\" {expected}"));
            }
            None => {
                self.line(&format!("{name}={}", literal(&value.bytes)));
                self.line(&format!("given {key} \"${name}\""));
            }
        }
        if value.name == ValueName::SessionState {
            self.master_secret_in(value);
        }
    }

    /// The master secret in the state that a server puts into a ticket.
    fn master_secret_in(&mut self, state: &Value) {
        let name = ValueName::MasterSecret;
        let Some(secret) = self.trace.named(state.connection, name, Side::Server) else {
            return;
        };
        let len = secret.bytes.len();
        let mut windows = state.bytes.windows(len.max(1));
        let Some(at) = windows.position(|window| window == secret.bytes) else {
            return;
        };
        self.value(secret.id);
        self.line(&format!(
            "same {} \"$(bytes \"${}\" {at} {len})\" \"${}\"",
            quoted(&format!("{} in {}", secret.key(), state.key())),
            variable(state),
            variable(secret)
        ));
    }

    /// What else can be said once a value is there.
    fn after(&mut self, value: &Value) {
        let Origin::Derived { operation, .. } = &value.origin else {
            return;
        };
        let name = variable(value);
        match (value.name, operation) {
            (ValueName::PreMasterSecret, Operation::Join) => {
                if let Some((_, block)) = self.sealing(value)
                    && self.opens(&block)
                {
                    let block = self.block(&block);
                    let what = quoted(&format!("{} in block", value.key()));
                    let line = format!("same {what} \"$(message \"{block}\")\" \"${name}\"");
                    self.line(&line);
                }
            }
            (ValueName::VerifyData(side), _) => {
                let finished = Handshake::Finished(Finished {
                    verify_data: value.bytes.clone(),
                });
                let finished = finished.to_bytes();
                let carries = |content: &&Value| {
                    matches!(content.name, ValueName::RecordContent(sender, _) if sender == side)
                        && content.bytes == finished
                };
                if let Some(content) = self.trace.values().iter().find(carries) {
                    self.value(content.id);
                    let what = quoted(&format!("{} in Finished", value.key()));
                    let kind = hex(&finished[..1]);
                    self.line(&format!(
                        "same {what} \"$(handshake {kind} \"${name}\")\" \"${}\"",
                        variable(content)
                    ));
                }
            }
            _ => {}
        }
    }

    /// Where a value was on the wire, as an argument.
    pub(super) fn sent(&mut self, value: &Value) -> Option<String> {
        let part = self.wire.place(self.trace, value)?;
        Some(format!("\"{}\"", self.part(&part)))
    }

    /// A part of a record, within quotes.
    pub(super) fn part(&mut self, part: &Part) -> String {
        self.used.insert(part.record);
        let (number, start) = (part.record + 1, part.range.start);
        format!("$(bytes \"$record_{number}\" {start} {})", part.range.len())
    }

    /// Some bytes of a handshake message that crossed in the clear.
    pub(super) fn within_message(&mut self, step: usize, wanted: &[u8]) -> Option<String> {
        let message = self.trace.steps().get(step)?.message.as_ref()?;
        let mut windows = message.content.windows(wanted.len().max(1));
        let at = windows.position(|window| window == wanted)?;
        let parts = self.wire.message(step, &message.content)?;
        let name = self.handshake_message(&message.content, &parts, step);
        let len = wanted.len();
        Some(format!("$(bytes \"${name}\" {at} {len})"))
    }

    /// The variable of a handshake message that crossed in the clear, in these parts.
    fn handshake_message(&mut self, bytes: &[u8], parts: &[Part], step: usize) -> String {
        if let Some(name) = self.variables.get(bytes) {
            return name.clone();
        }
        let name = format!("message_{}", step + 1);
        self.variables.insert(bytes.to_vec(), name.clone());
        let digits: String = parts.iter().map(|part| self.part(part)).collect();
        let message = self.trace.steps()[step].message.as_ref();
        let what = message.map_or("", |message| message.name.name());
        self.line(&format!("{name}={digits} # {what}"));
        name
    }

    /// The first messages of a transcript that make up some bytes, as an argument.
    pub(super) fn messages(
        &mut self,
        connection: ConnectionId,
        side: Side,
        bytes: &[u8],
    ) -> String {
        let transcript = self.trace.connection(connection).transcript(side);
        let mut out = String::new();
        let mut len = 0;
        for (index, entry) in transcript.iter().enumerate() {
            if len >= bytes.len() {
                break;
            }
            len += entry.bytes.len();
            out.push_str(&self.message(connection, side, index));
        }
        format!("\"{out}\"")
    }

    /// A message of a transcript, within quotes.
    fn message(&mut self, connection: ConnectionId, side: Side, index: usize) -> String {
        let entry = &self.trace.connection(connection).transcript(side)[index];
        if let Some(name) = self.variables.get(&entry.bytes) {
            return format!("${name}");
        }
        let content = |value: &&Value| {
            matches!(value.name, ValueName::RecordContent(..)) && value.bytes == entry.bytes
        };
        if let Some(value) = self.trace.values().iter().find(content) {
            self.value(value.id);
            return format!("${}", variable(value));
        }
        match self.wire.message(entry.step, &entry.bytes) {
            Some(parts) => format!(
                "${}",
                self.handshake_message(&entry.bytes, &parts, entry.step)
            ),
            None => {
                let name = format!("{}_message_{}", side.name(), index + 1);
                self.variables.insert(entry.bytes.clone(), name.clone());
                self.line("# not as it was sent");
                self.line(&format!("{name}={}", literal(&entry.bytes)));
                format!("${name}")
            }
        }
    }
}

impl Names for Script<'_> {
    fn name(&mut self, piece: &Piece) -> String {
        match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(id) => {
                self.value(*id);
                format!("${}", variable(self.trace.value(*id)))
            }
            Piece::Message(connection, side, index) => self.message(*connection, *side, *index),
            Piece::Block(block) => self.block(block),
            Piece::PublicKey { n, e } => self.public_key(n, e),
            Piece::PrivateKey(numbers) => {
                let d = self.key_part(ValueName::ClientPrivateExponent, Side::Client);
                let side = match d.is_some_and(|d| d.bytes == numbers.d) {
                    true => Side::Client,
                    false => Side::Server,
                };
                self.private_key(side);
                format!("$dir/{}.key", side.name())
            }
            Piece::Call(call) => format!("$({})", Call::render(call, self)),
        }
    }
}
