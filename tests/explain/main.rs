//! The words of `assets/`, and computations laid open.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod captures;
mod comparison;
mod conditions;
#[path = "../support/crafted.rs"]
mod crafted;
#[path = "../support/ends.rs"]
mod ends;
mod every_byte;
mod explain;
mod explained;
mod field_texts;
mod glossary;
mod math;
mod math_record;
mod math_rsa;
mod math_transcript;
mod palette;
#[path = "../support/peers.rs"]
mod peers;
#[path = "../support/recording.rs"]
mod recording;
#[path = "../support/runs.rs"]
mod runs;
mod terms;
mod versions;
#[path = "../support/watched.rs"]
mod watched;
