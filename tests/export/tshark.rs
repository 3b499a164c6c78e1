//! What `tshark` makes of a run's capture, with nothing but the secrets that are embedded: every scenario in
//! every version. It decrypts what the two sides have decrypted, and each field that we call by its name has
//! the same bytes, at the same place.

use crate::peers::{remark, there};
use crate::running::sampled;
use premaster::export::pcapng;
use premaster::protocol::{Rules, SUITES, Suite, Switches};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::text::hex;
use premaster::trace::{
    Buffer, BufferKind, Connection, Crossing, Fate, Message, Side, Trace, ValueName,
};
use premaster::wire::{ContentType, Node, node};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A scenario in every version, with one suite after the other, and every other time with what can be switched
/// on.
fn runs_of(scenario: &str, at: usize) -> Vec<(String, Trace)> {
    let run = |(index, rules): (usize, &Rules)| {
        let suites = SUITES.iter().filter(|suite| suite.is_in(rules.version));
        let suites: Vec<&'static Suite> = suites.collect();
        let suite = suites[(at + index) % suites.len()];
        let switched = (at + index) % 2 == 1;
        let overrides = Overrides {
            min: Some(rules.version),
            max: Some(rules.version),
            suite: Some(suite),
            switches: Switches::of(|_| switched),
            ..Overrides::seed((at * 10 + index) as u64)
        };
        let what = format!("{scenario}, {}, {}, {switched}", rules.version, suite.name);
        let scenario = Scenario::builtin(scenario, overrides).unwrap();
        (what, simulate(&scenario))
    };
    Rules::all().enumerate().map(run).collect()
}

/// Runs in one capture.
fn capture(runs: &[(String, Trace)], file: &Path) {
    let mut out = Vec::new();
    pcapng::begin(&mut out).unwrap();
    for (_, trace) in runs {
        pcapng::append(&mut out, trace, pcapng::HTTPS).unwrap();
    }
    std::fs::write(file, out).unwrap();
}

fn tshark(file: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("tshark");
    let output = command.arg("-r").arg(file).args(arguments).output();
    let output = output.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    output.stdout
}

/// How many scenarios are in one capture: `tshark` takes longer to start than to read one.
const AT_ONCE: usize = 8;

/// The flags of the first packet of a TCP connection.
const SYN: u16 = 0x002;

/// A field as `tshark` has it.
#[derive(Clone, Debug)]
struct Dissected {
    /// Its bytes in hexadecimal.
    hex: String,
    /// Where they end in what they were taken from: the packet, what was put together, or decrypted.
    end: i64,
}

type Fields = BTreeMap<String, Vec<Dissected>>;

/// The fields of each packet that has TLS in it, by connection.
fn dissected(file: &Path) -> Vec<Vec<Fields>> {
    let wanted = "tls tcp";
    let json = tshark(
        file,
        &["-T", "jsonraw", "--no-duplicate-keys", "-J", wanted],
    );
    let packets: Vec<Value> = serde_json::from_slice(&json).unwrap();
    let mut connections: Vec<Vec<Fields>> = Vec::new();
    for packet in &packets {
        let layers = packet["_source"]["layers"].as_object().unwrap();
        let flags = layers["tcp"]["tcp.flags_raw"][0].as_str().unwrap();
        if u16::from_str_radix(flags, 16) == Ok(SYN) {
            connections.push(Vec::new());
        }
        if layers.contains_key("tls") {
            let mut fields = Fields::new();
            let above = layers
                .iter()
                .filter(|(layer, _)| !["frame", "eth", "ip", "tcp"].contains(&layer.as_str()));
            above.for_each(|(_, layer)| collect(layer, &mut fields));
            connections.last_mut().unwrap().push(fields);
        }
    }
    connections
}

/// All fields of a layer: `NAME_raw` is `[bytes, position, length, mask, type]`, or an array of these.
fn collect(layer: &Value, out: &mut Fields) {
    let field = |value: &Value| {
        let (position, length) = (value[1].as_i64()?, value[2].as_i64()?);
        Some(Dissected {
            hex: value[0].as_str()?.to_owned(),
            end: position + length,
        })
    };
    match layer {
        Value::Array(all) => all.iter().for_each(|one| collect(one, out)),
        Value::Object(all) => {
            for (key, value) in all {
                let Some(name) = key.strip_suffix("_raw") else {
                    collect(value, out);
                    continue;
                };
                let found = out.entry(name.to_owned()).or_default();
                match field(value) {
                    Some(one) => found.push(one),
                    None => found.extend(value.as_array().unwrap().iter().filter_map(field)),
                }
            }
        }
        _ => {}
    }
}

/// The names of all scenarios, each with its number.
fn scenarios() -> Vec<(usize, &'static str)> {
    let all = Scenario::list().into_iter().map(|listed| listed.name);
    all.enumerate().collect()
}

/// What arrived, in order.
fn arrived<'a>(trace: &'a Trace, connection: &Connection) -> Vec<Crossing<'a>> {
    let all = trace.crossings(connection.id);
    all.into_iter()
        .filter(|crossing| crossing.bytes.is_some())
        .collect()
}

/// Which of the messages that arrived can be decrypted with the secrets that both sides agree on: the protected
/// ones, up to the first of its sender that did not arrive as it was sent, and in its turn.
fn decryptable(trace: &Trace, connection: &Connection) -> Vec<bool> {
    let secrets = trace.of_name(connection.id, ValueName::MasterSecret);
    let agreed = secrets.count() == 1;
    let sent = |side: Side| {
        let steps = trace.steps().iter();
        let own = steps.filter(move |step| step.connection == connection.id);
        own.filter(move |step| {
            let message = step.message.as_ref();
            let unsent = matches!(step.fate(), Fate::CopyOf(_) | Fate::PartOf(_));
            !unsent && message.is_some_and(|message| message.sender == side)
        })
    };
    let mut next = Side::BOTH.map(sent);
    let mut intact = [true; 2];
    let mut out = Vec::new();
    for crossing in trace.crossings(connection.id) {
        let message = crossing.step.message.as_ref().unwrap();
        let sender = crossing.sender as usize;
        let turn = next[sender].next().map(|step| step.index);
        intact[sender] &= as_sent(&crossing) && turn == Some(crossing.step.index);
        if crossing.bytes.is_some() {
            let readable = message.buffer(BufferKind::Plaintext).is_some();
            out.push(agreed && intact[sender] && readable);
        }
    }
    out
}

/// Whether a message arrived with the bytes that were sent, and not before.
fn as_sent(crossing: &Crossing<'_>) -> bool {
    let fate = crossing.step.fate();
    let same = matches!(
        fate,
        Fate::Delivered | Fate::Repeated | Fate::HeldBack | Fate::Replayed
    );
    same && !crossing.copy
}

/// Where `tshark` differs from us on purpose: the field, why, and whether our bytes and its fields are the same
/// all the same.
type Difference = (&'static str, &'static str, fn(&str, &Fields) -> bool);

const DIFFERENCES: [Difference; 5] = [
    (
        "pkcs1.modulus",
        "it has the INTEGER with its sign octet, we have the number",
        |ours, fields| has(fields, "pkcs1.modulus", &format!("00{ours}")),
    ),
    (
        "x509af.subjectPublicKey",
        "it leaves out the octet of the BIT STRING that counts the unused bits",
        |ours, fields| ends(ours, fields, "x509af.subjectPublicKey", 10),
    ),
    (
        "x509af.extensions",
        "it leaves out the SEQUENCE inside the explicit tag",
        |ours, fields| ends(ours, fields, "x509af.extensions", 16),
    ),
    (
        "tls.handshake.verify_data",
        "in SSL 3.0 it divides the hashes in Finished, and has a name for each",
        |ours, fields| {
            let (md5, sha) = ours.split_at(32);
            has(fields, "tls.handshake.md5_hash", md5) && has(fields, "tls.handshake.sha_hash", sha)
        },
    ),
    (
        "tls.handshake.session_ticket",
        "in a ClientHello it has no name for the ticket but that of any extension's data",
        |ours, fields| has(fields, "tls.handshake.extension.data", ours),
    ),
];

/// Whether a field has these bytes.
fn has(fields: &Fields, name: &str, bytes: &str) -> bool {
    let mut found = fields.get(name).into_iter().flatten();
    found.any(|one| one.hex == bytes)
}

/// Whether a field has our bytes without so many digits of tags and lengths at most.
fn ends(ours: &str, fields: &Fields, name: &str, most: usize) -> bool {
    let mut found = fields.get(name).into_iter().flatten();
    found.any(|one| ours.ends_with(&one.hex) && ours.len() - one.hex.len() <= most)
}

/// What was compared.
#[derive(Default)]
struct Counted {
    /// Fields with the same bytes in the same place.
    agreed: usize,
    /// Fields that differ as [`DIFFERENCES`] says.
    explained: BTreeMap<&'static str, usize>,
    /// Protected messages that `tshark` has decrypted.
    decrypted: usize,
    /// Protected messages that it has refused, since they are not what was sent.
    refused: usize,
}

#[test]
fn tshark_decrypts_every_scenario_and_finds_the_same_fields() {
    if !there("tshark") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("runs.pcapng");
    let mut counted = Counted::default();
    let scenarios: Vec<(usize, &str)> = sampled(scenarios()).collect();
    for several in scenarios.chunks(AT_ONCE) {
        let runs = several.iter().flat_map(|(at, name)| runs_of(name, *at));
        let runs: Vec<(String, Trace)> = runs.collect();
        capture(&runs, &file);
        let mut connections = dissected(&file).into_iter();
        for (what, trace) in &runs {
            for connection in trace.connections() {
                let packets = connections.next().expect(what);
                counted.connection(trace, connection, &packets, what);
            }
        }
        assert!(connections.next().is_none(), "{several:?}");
    }
    let Counted {
        agreed,
        explained,
        decrypted,
        refused,
    } = counted;
    let differ: usize = explained.values().sum();
    remark(&format!(
        "{agreed} fields have the bytes and the place that tshark finds, {differ} differ for a known reason; \
         {decrypted} messages decrypted, {refused} refused"
    ));
    assert!(agreed > 10_000 && decrypted > 150 && refused > 0);
    let all = std::env::var_os("CI").is_some();
    assert!(
        !all || explained.len() == DIFFERENCES.len(),
        "{explained:?}"
    );
}

impl Counted {
    fn connection(
        &mut self,
        trace: &Trace,
        connection: &Connection,
        packets: &[Fields],
        what: &str,
    ) {
        let arrived = arrived(trace, connection);
        assert_eq!(packets.len(), arrived.len(), "{what}");
        let decryptable = decryptable(trace, connection);
        for ((crossing, decryptable), fields) in arrived.iter().zip(decryptable).zip(packets) {
            let message = crossing.step.message.as_ref().unwrap();
            let what = format!("{what}, {}", crossing.step.key());
            if decryptable {
                self.decrypted += 1;
                assert!(is_inside(message, fields), "{what}: {fields:#?}");
            } else if message.protected && !as_sent(crossing) {
                self.refused += 1;
                assert!(!is_inside(message, fields), "{what}");
            }
            if !as_sent(crossing) {
                continue;
            }
            for buffer in &message.buffers {
                if buffer.kind == BufferKind::Record || decryptable {
                    self.fields(buffer, fields, &what);
                }
            }
        }
    }

    /// Each field of a buffer that we call by a name of Wireshark's.
    fn fields(&mut self, buffer: &Buffer, fields: &Fields, what: &str) {
        let named = node::walk(&buffer.tree).into_iter();
        let named = named.map(|placed| placed.node);
        let named: Vec<(&Node, &str)> = named
            .filter_map(|node| Some((node, node.wireshark()?)))
            .collect();
        // all places are counted from the same byte; which one shows where most fields are
        let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
        for (node, name) in &named {
            for place in places(buffer, node, name, fields) {
                *votes.entry(place).or_default() += 1;
            }
        }
        let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
        for (node, name) in named {
            let found = places(buffer, node, name, fields);
            if most.is_some_and(|(place, _)| found.contains(&place)) {
                self.agreed += 1;
                continue;
            }
            let ours = hex(&buffer.bytes[node.range()]);
            let mut known = DIFFERENCES.iter().filter(|(of, ..)| *of == name);
            let known = known.find(|(_, _, same)| same(&ours, fields));
            let Some((name, ..)) = known else {
                panic!("{what}: {name}: {ours} against {:?}", fields.get(name));
            };
            *self.explained.entry(name).or_default() += 1;
        }
    }
}

/// What the names of elements of DER begin with.
const DER: [&str; 4] = ["x509", "pkix", "pkcs", "tls.handshake.dname"];

/// Where `tshark` has a field with the bytes of ours, counted from the beginning of our buffer. Of an element of
/// DER it has the content alone.
fn places(buffer: &Buffer, node: &Node, name: &str, fields: &Fields) -> Vec<i64> {
    let ours = hex(&buffer.bytes[node.range()]);
    let is_der = DER.iter().any(|der| name.starts_with(der));
    let same = |one: &&Dissected| {
        let content = is_der && ours.ends_with(&one.hex) && ours.len() - one.hex.len() <= 8;
        content || ours == one.hex
    };
    let found = fields.get(name).into_iter().flatten().filter(same);
    found.map(|one| one.end - node.end as i64).collect()
}

/// Whether `tshark` has what is inside a protected message.
fn is_inside(message: &Message, fields: &Fields) -> bool {
    let content = hex(&message.content);
    let name = match message.content_type {
        ContentType::Handshake => "tls.handshake",
        ContentType::Alert => "tls.alert_message",
        _ => "tls.segment.data",
    };
    has(fields, name, &content)
}
