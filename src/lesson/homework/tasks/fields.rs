//! Marked bytes of a hello: what they are called, and what they say (RFC 5246 §7.4.1).

use super::{Made, Task};
use crate::lesson::homework::asked::{Asked, Near, Wanted};
use crate::lesson::homework::names;
use crate::lesson::homework::runs::Runs;
use crate::protocol::Side;
use crate::said;
use crate::text::hex;
use crate::trace::{Buffer, BufferKind, MessageName};
use crate::wire::node::{Node, leaves};
use crate::wire::{Field, HandshakeType};
use std::collections::BTreeSet;

/// How many fields are marked.
const MARKED: usize = 6;
/// The longest field that is marked, in bytes.
const LONGEST: usize = 8;
/// How many bytes are in a line of the dump.
const IN_LINE: usize = 16;

pub(super) fn make(runs: &Runs, _: &[&'static Task]) -> Made {
    let hello = match runs.draw.below("fields hello", 2) {
        0 => HandshakeType::ClientHello,
        _ => HandshakeType::ServerHello,
    };
    let name = MessageName::Handshake(hello);
    let mut sent = runs
        .trace
        .steps()
        .iter()
        .filter_map(|step| step.message.as_ref());
    let buffer = sent.find(|message| message.name == name);
    let buffer = buffer.and_then(|message| message.buffer(BufferKind::Record));
    let marked = buffer.map_or(Vec::new(), |buffer| marked(runs, buffer));
    let dump = buffer.map_or(String::new(), |buffer| dump(&buffer.bytes, &marked));
    let asked = marked.iter().enumerate().flat_map(|(at, node)| {
        let bytes = buffer.map_or(&[][..], |buffer| &buffer.bytes[node.range()]);
        asked(letter(at), node, bytes, buffer)
    });
    let side = match hello {
        HandshakeType::ClientHello => Side::Client,
        _ => Side::Server,
    };
    Made {
        text: said!(
            "homework.task.fields.text",
            side = side.name(),
            message = name.name(),
            dump
        ),
        files: Vec::new(),
        asked: asked.collect(),
    }
}

fn letter(at: usize) -> char {
    // there are few
    char::from(b'a' + u8::try_from(at).unwrap_or_default())
}

/// The fields that are marked, in the order of their bytes: no two of the same name.
fn marked<'b>(runs: &Runs, buffer: &'b Buffer) -> Vec<&'b Node> {
    let all = leaves(&buffer.tree).into_iter();
    let short = all.filter(|node| (1..=LONGEST).contains(&node.len()));
    let named = short.filter(|node| node.field.wireshark().is_some());
    let mut names = BTreeSet::new();
    let drawn = runs.draw.shuffled("fields", named.collect());
    let drawn = drawn
        .into_iter()
        .filter(|node| names.insert(node.field.name()));
    let mut drawn: Vec<&Node> = drawn.take(MARKED).collect();
    drawn.sort_by_key(|node| node.start);
    drawn
}

/// A hex dump with the letters of the marked fields below their bytes.
fn dump(bytes: &[u8], marked: &[&Node]) -> String {
    let mut lines = Vec::new();
    for (row, line) in bytes.chunks(IN_LINE).enumerate() {
        let start = row * IN_LINE;
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push(format!("{start:04x}  {}", digits.join(" ")));
        let mark = |at: usize| {
            let found = marked.iter().position(|node| node.range().contains(&at));
            found.map_or_else(
                || "  ".to_owned(),
                |found| letter(found).to_string().repeat(2),
            )
        };
        let marks: Vec<String> = (start..start + line.len()).map(mark).collect();
        lines.push(format!("      {}", marks.join(" ")).trim_end().to_owned());
    }
    lines.join("\n")
}

/// The name of a field and its value.
fn asked(letter: char, node: &Node, bytes: &[u8], buffer: Option<&Buffer>) -> [Asked; 2] {
    let weight = 0.5 / MARKED as f64;
    let field = node.field;
    let name = Asked {
        name: letter.to_string(),
        weight,
        wanted: Wanted::Word {
            right: names::of(field),
            offered: Vec::new(),
            near: Vec::new(),
        },
    };
    let near = match field.is_length() {
        true => lengths(bytes, buffer),
        false => Vec::new(),
    };
    let value = Asked {
        name: format!("{letter}.value"),
        weight,
        wanted: Wanted::Bytes {
            right: bytes.to_vec(),
            near,
        },
    };
    [name, value]
}

/// Lengths that are mistaken for one: that counts its own bytes too, and that of the record.
fn lengths(bytes: &[u8], buffer: Option<&Buffer>) -> Vec<Near<Vec<u8>>> {
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let in_bytes = |number: u64| number.to_be_bytes()[8 - bytes.len().min(8)..].to_vec();
    let near = |value: Vec<u8>, mistake, said| Near {
        value,
        share: 0.5,
        mistake,
        belief: None,
        said,
    };
    let itself = in_bytes(number(bytes) + bytes.len() as u64);
    let mut all = vec![near(
        itself,
        "length_counts_itself",
        said!("homework.near.length_counts_itself"),
    )];
    let tree = buffer.map_or(&[][..], |buffer| &buffer.tree);
    let record = leaves(tree)
        .into_iter()
        .find(|node| node.field == Field::RecordLength);
    let record = record.and_then(|node| buffer?.bytes.get(node.range()));
    if let Some(of_record) = record.map(|record| in_bytes(number(record)))
        && of_record != bytes
        && hex(&of_record) != hex(&all[0].value)
    {
        all.push(near(
            of_record,
            "length_of_record",
            said!("homework.near.length_of_record"),
        ));
    }
    all
}
