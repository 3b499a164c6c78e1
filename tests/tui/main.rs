//! The screen: whole screens, every key, every size, and the program in a real terminal.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bindings;
mod captured;
mod chooser;
mod company;
mod compare;
mod editor;
mod exporting;
mod fitting;
mod glossary;
mod keys;
mod lens;
mod lens_attacks;
mod lens_marks;
mod lens_words;
mod lessons;
mod map;
mod motion;
mod overlays;
#[path = "../support/peers.rs"]
mod peers;
mod places;
mod presenting;
mod reading;
mod screens;
mod sizes;
mod stages;
mod switches;
mod tables;
mod tamper;
mod tasks;
mod terminal;
mod votes;
mod what_if;
