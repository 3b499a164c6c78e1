//! The history of a value in words: where its bytes come from, and who could compute it.

use super::{Span, formula};
use crate::text::{Said, escaped};
use crate::trace::{Could, How, Knowledge, Origin, Party, Source, Trace, Value};
use crate::{label, said};
use std::ops::Range;

fn text(words: impl ToString) -> Span {
    Span::Text(words.to_string())
}

/// Where a value came from, on a line: `PRF(pre_master_secret, "master secret", …)[0..47]`.
pub fn origin(trace: &Trace, value: &Value) -> Vec<Span> {
    let said = match &value.origin {
        Origin::Generated { by } => said!("explain.origin.generated", side = by.name()),
        Origin::Wire(place) => said!("explain.origin.wire", step = place.step + 1),
        Origin::Stored { path } => stored(path),
        Origin::Derived { .. } => return formula(trace, value).unwrap_or_default(),
    };
    vec![text(said)]
}

fn stored(path: &str) -> Said {
    let path = escaped(path.as_bytes());
    said!("explain.origin.stored", path)
}

/// What a source of bytes is called.
pub fn name(trace: &Trace, source: Source) -> String {
    match source {
        Source::Value(id) => trace.value(id).key(),
        Source::Message(connection, side, index) => {
            let message = trace.connection(connection).transcript(side)[index].message;
            message.name().to_owned()
        }
        Source::Padding(_) => label!("explain.how.padding").to_owned(),
    }
}

/// How some bytes of a source came to be, in a few words.
pub fn how(trace: &Trace, source: Source, range: &Range<usize>) -> Said {
    match trace.how(source, range) {
        How::Drawn { by } => said!("explain.how.generated", side = by.name()),
        How::Sent { step } => said!("explain.how.message", step = step + 1),
        How::Read(place) => said!("explain.how.read", step = place.step + 1),
        How::Kept { path } => stored(&path),
        How::Copied => said!("explain.how.copied"),
        How::KeptFrom(connection) => said!("explain.how.kept_from", n = connection.number()),
        How::Joined => said!("explain.how.joined"),
        How::Header => said!("explain.how.header"),
        How::Hmac {
            first,
            last,
            offset,
        } if first == last && range.len() == 1 => {
            said!("explain.how.hmac_byte", n = first, offset)
        }
        How::Hmac { first, last, .. } if first == last => said!("explain.how.hmac", n = first),
        How::Hmac { first, last, .. } if first + 1 == last => {
            said!("explain.how.hmacs_two", first, last)
        }
        How::Hmac { first, last, .. } => said!("explain.how.hmacs", first, last),
        How::Blocks { first, last } if first == last => said!("explain.how.block", n = first),
        How::Blocks { first, last } if first + 1 == last => {
            said!("explain.how.blocks_two", first, last)
        }
        How::Blocks { first, last } => said!("explain.how.blocks", first, last),
        How::Whole => said!("explain.how.whole"),
    }
}

/// Which bytes of a source, where not all.
pub fn which(trace: &Trace, source: Source, range: &Range<usize>) -> Option<Said> {
    let (first, last) = (range.start, range.end.saturating_sub(1));
    let part = range.len() < trace.bytes_of(source).len();
    part.then(|| match range.len() {
        1 => said!("explain.how.byte", first),
        _ => said!("explain.how.bytes", first, last),
    })
}

/// How an eavesdropper gets a value by the end of a step, or where the value comes from if it cannot be had.
pub fn because(trace: &Trace, value: &Value, could: Option<&Could>, step: usize) -> Vec<Span> {
    let (verb, inputs) = match could {
        None => return origin(trace, value),
        Some(Could::Knows) => {
            let seen = value.known_to(Party::Eavesdropper, step) == Knowledge::Known;
            return vec![text(match seen {
                true => label!("explain.who.in_the_clear"),
                false => label!("explain.who.stolen"),
            })];
        }
        Some(Could::Computes(inputs)) if inputs.is_empty() => {
            return vec![text(label!("explain.who.from_messages"))];
        }
        Some(Could::Computes(inputs)) => (label!("explain.who.computed"), inputs.as_slice()),
        Some(Could::Decrypts(inputs)) => (label!("explain.who.decrypted"), inputs.as_slice()),
        Some(Could::CutsOut(whole)) => (label!("explain.who.part_of"), std::slice::from_ref(whole)),
    };
    let mut spans = vec![text(format_args!("{verb} "))];
    for (i, id) in inputs.iter().enumerate() {
        spans.extend((i > 0).then(|| text(", ")));
        spans.push(Span::Value {
            id: *id,
            text: trace.value(*id).key(),
        });
    }
    spans
}
