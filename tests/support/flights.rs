//! Flights: an end works until it waits, and its peer gets at once all that it has sent.
#![allow(dead_code, reason = "each room uses a part of it")]

use premaster::endpoint::{Endpoint, Progress};
use premaster::protocol::{Act, Side};
use premaster::wire::record::{self, RecordHeader};

/// The messages of a full handshake without a certificate of the client, each with its sender.
pub const FULL_HANDSHAKE: [&str; 9] = [
    "client ClientHello",
    "server ServerHello",
    "server Certificate",
    "server ServerHelloDone",
    "client ClientKeyExchange",
    "client ChangeCipherSpec",
    "client Finished",
    "server ChangeCipherSpec",
    "server Finished",
];

/// Lets an end work until it waits: what it tells, and what it sends.
pub fn flight(end: &mut dyn Endpoint) -> (Vec<Act>, Vec<u8>) {
    let mut acts = Vec::new();
    while end.work(&mut acts) == Progress::Worked {}
    (acts, end.take_output())
}

/// Lets both work in turns until neither sends anything. `pass` gets each flight, and gives what
/// arrives of it.
pub fn exchange(
    client: &mut dyn Endpoint,
    server: &mut dyn Endpoint,
    mut pass: impl FnMut(Side, Vec<Act>, Vec<u8>) -> Vec<u8>,
) {
    let mut quiet = false;
    while !quiet {
        quiet = true;
        for side in Side::BOTH {
            let (active, passive): (&mut dyn Endpoint, &mut dyn Endpoint) = match side {
                Side::Client => (client, server),
                Side::Server => (server, client),
            };
            let (acts, sent) = flight(active);
            quiet &= sent.is_empty();
            passive.feed(&pass(side, acts, sent));
        }
    }
}

/// The records of a flight.
pub fn records(mut flight: &[u8]) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    while let Some(header) = RecordHeader::peek(flight) {
        let (one, rest) = flight.split_at(record::HEADER_LEN + usize::from(header.length));
        out.push(one.to_vec());
        flight = rest;
    }
    assert!(flight.is_empty(), "whole records are sent");
    out
}
