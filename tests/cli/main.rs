//! The program as its users meet it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bundle;
mod cases;
mod cli;
#[path = "../support/der.rs"]
mod der;
mod derive;
mod exam;
mod glossary;
mod grade;
mod homework;
mod open;
mod opened;
#[path = "../support/peers.rs"]
mod peers;
mod pictures;
mod questions;
mod sandbox;
mod scenarios;
mod text;
mod verify;
mod written;
