//! What leaves the program: JSON, Markdown, the shell script.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/browser.rs"]
mod browser;
mod capture;
mod commonmark;
mod compare;
#[path = "../support/crafted.rs"]
mod crafted;
mod diagrams;
#[path = "../support/ends.rs"]
mod ends;
#[path = "../support/flights.rs"]
mod flights;
mod json;
mod json_connection;
mod json_recompute;
mod markdown;
mod page;
#[path = "../support/peers.rs"]
mod peers;
#[path = "../support/recording.rs"]
mod recording;
mod running;
#[path = "../support/runs.rs"]
mod runs;
mod shell;
mod shell_command;
mod shell_functions;
mod shell_lines;
mod shell_peers;
mod shell_versions;
mod shell_wrong;
mod tshark;
#[path = "../support/watched.rs"]
mod watched;
