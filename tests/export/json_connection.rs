//! The JSON of a connection, of which only the client's side is ours, with a server that packs
//! several handshake messages into one record or cuts one over many.

use crate::running::{self, is_handshake, repacked};
use premaster::export::{json, text};
use premaster::trace::{Side, Trace};
use premaster::wire::record::HEADER_LEN;
use serde_json::Value;

const SERVER_HELLO: u8 = 2;

/// A handshake and its end with a server whose records hold at most `size` bytes.
fn connection(size: usize) -> Trace {
    running::connection(Side::Client, |side, bytes| match side {
        Side::Server if is_handshake(&bytes, SERVER_HELLO) => repacked(&bytes, size),
        _ => bytes,
    })
}

fn document(trace: &Trace) -> Value {
    let mut out = Vec::new();
    json::write(&mut out, trace, trace.steps()).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn step<'a>(document: &'a Value, message: &str) -> &'a Value {
    document["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["message"] == message)
        .unwrap()
}

/// The hex of the leaves of a buffer, one after the other.
fn leaves(step: &Value, buffer: &str) -> String {
    let fields = step["fields"].as_array().unwrap().iter();
    let leaves = fields.filter(|field| field["buffer"] == buffer && field["leaf"] == true);
    leaves.map(|field| field["hex"].as_str().unwrap()).collect()
}

#[test]
fn messages_of_one_record_each_say_what_is_theirs() {
    let document = document(&connection(1 << 14));
    assert_eq!(document["outcome"], "established", "{}", document["reason"]);
    let messages = ["ServerHello", "Certificate", "ServerHelloDone"].map(|m| step(&document, m));
    let mut at = HEADER_LEN;
    for message in messages {
        let record = message["record"].as_str().unwrap();
        assert_eq!(message["record"], messages[0]["record"]);
        assert_eq!(leaves(message, "record"), record);
        let own = &message["own"]["record"];
        let [start, end] = [0, 1].map(|i| usize::try_from(own[i].as_u64().unwrap()).unwrap());
        assert_eq!(message["content"], record[2 * start..2 * end]);
        assert_eq!(start, at);
        at = end;
    }
    assert_eq!(2 * at, messages[0]["record"].as_str().unwrap().len());
}

#[test]
fn a_message_over_several_records_is_there_in_parts_and_whole() {
    let document = document(&connection(700));
    assert_eq!(document["outcome"], "established", "{}", document["reason"]);
    let certificate = step(&document, "Certificate");
    assert_eq!(leaves(certificate, "record"), certificate["record"]);
    assert_eq!(leaves(certificate, "message"), certificate["content"]);
    let has = |path: &str| {
        let fields = certificate["fields"].as_array().unwrap();
        fields
            .iter()
            .any(|field| field["path"] == path && field["buffer"] == "message")
    };
    assert!(has("handshake.certificate.certificate_list.asn1_cert[0]"));
}

#[test]
fn what_the_peer_keeps_to_itself_is_not_there() {
    let document = document(&connection(1 << 14));
    assert!(document["seed"].is_null());
    assert_eq!(document["connection"]["ours"], "client");
    assert!(document["values"].get("server_private_exponent").is_none());
    let random = &document["values"]["server_random"];
    assert_eq!(random["origin"]["kind"], "wire");
    let keys: Vec<&String> = random["origin"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["kind", "step", "buffer", "offset", "length"]);
    let hello = step(&document, "ServerHello");
    assert_eq!(random["origin"]["step"], hello["index"]);
    let [offset, length] = ["offset", "length"]
        .map(|key| usize::try_from(random["origin"][key].as_u64().unwrap()).unwrap());
    let record = hello["record"].as_str().unwrap();
    assert_eq!(random["hex"], record[2 * offset..2 * (offset + length)]);
    for step in document["steps"].as_array().unwrap() {
        assert!(step["states"]["server"].is_null());
    }
}

#[test]
fn its_text_can_be_read_too() {
    for size in [300, 1 << 14] {
        let trace = connection(size);
        let mut out = Vec::new();
        text::write(
            &mut out,
            &premaster::export::report::Report::whole(&trace, &text::CONTENTS),
            text::Style::default(),
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("✓ established"));
        assert_eq!(text.contains("Reassembled: "), size == 300);
    }
}
