//! A scenario as TOML, which reads back as the same scenario.

use super::description::{Ask, Scenario};
use super::interception::Change;
use super::kept::{DEMONSTRATION, Holder, Kept};
use crate::endpoint::event::Side;
use crate::pki::demo;
use crate::wire::ProtocolVersion;
use crate::wire::display::hex;
use std::fmt::Write;

impl Scenario {
    /// The scenario as a file: everything that the run depends on, seed and clock included.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line(format!("description = {}", text(&self.description)));
        if !self.lesson.is_empty() {
            line(format!("lesson = {}", text(&self.lesson)));
        }
        line(format!("seed = {}", self.seed));
        line(format!("clock = {}", text(&self.clock.to_string())));
        line(format!("server_name = {}", text(&self.server_name)));
        if let Some(good) = &self.good {
            line(format!("good = {}", text(good)));
        }
        let client = &self.client;
        line("\n[client]".to_owned());
        line(format!("version = {}", text(version(client.version))));
        line(format!(
            "suites = {}",
            list(client.suites.iter().map(|suite| suite.name))
        ));
        line(format!("anchors = {}", files(&client.anchors)));
        line(format!(
            "revocation_lists = {}",
            files(&client.revocation_lists)
        ));
        client.identity.iter().flat_map(holder).for_each(&mut line);
        if client.accept_any_certificate {
            line("accept_any_certificate = true".to_owned());
        }
        let server = &self.server;
        line("\n[server]".to_owned());
        line(format!(
            "suites = {}",
            list(server.suites.iter().map(|suite| suite.name))
        ));
        holder(&server.identity).into_iter().for_each(&mut line);
        if server.ask != Ask::None {
            line(format!(
                "client_authentication = {}",
                text(server.ask.key())
            ));
        }
        line(format!(
            "client_anchors = {}",
            files(&server.client_anchors)
        ));
        let lists = files(&server.client_revocation_lists);
        line(format!("client_revocation_lists = {lists}"));
        if let Some(directory) = server.directory.files.first() {
            line(format!("directory = {}", text(&place(directory))));
        }
        let algorithms = server.signature_algorithms.iter().map(ToString::to_string);
        line(format!("signature_algorithms = {}", list(algorithms)));
        for message in &self.messages {
            line("\n[[message]]".to_owned());
            line(format!("from = {}", text(message.from.name())));
            line(format!("text = {}", text(&message.text)));
        }
        for interception in &self.interceptions {
            line("\n[[interception]]".to_owned());
            line(format!("message = {}", text(&interception.message)));
            line(format!("occurrence = {}", interception.occurrence));
            line(change(&interception.change));
        }
        if let Some(expect) = &self.expect {
            line("\n[expect]".to_owned());
            let outcome = match expect.established {
                true => "established",
                false => "failed",
            };
            line(format!("outcome = {}", text(outcome)));
            let by = expect.by.map(|side: Side| side.name().to_owned());
            for (key, value) in [
                ("alert", &expect.alert),
                ("by", &by),
                ("step", &expect.step),
            ] {
                if let Some(value) = value {
                    line(format!("{key} = {}", text(value)));
                }
            }
        }
        out
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Flip { field, byte, bit } => {
            format!(
                "flip = {{ field = {}, byte = {byte}, bit = {bit} }}",
                text(field)
            )
        }
        Change::Set { field, byte, bytes } => format!(
            "set = {{ field = {}, byte = {byte}, bytes = {} }}",
            text(field),
            text(&hex(bytes))
        ),
        Change::Replace { field, bytes } => format!(
            "replace = {{ field = {}, bytes = {} }}",
            text(field),
            text(&hex(bytes))
        ),
        Change::Drop => "action = \"drop\"".to_owned(),
        Change::Repeat => "action = \"repeat\"".to_owned(),
        Change::Swap => "action = \"swap\"".to_owned(),
        Change::Cut => "action = \"cut\"".to_owned(),
    }
}

fn holder(holder: &Holder) -> [String; 2] {
    [
        format!("certificate = {}", files(&holder.chain)),
        format!("key = {}", text(&place(&holder.key_file))),
    ]
}

fn version(version: ProtocolVersion) -> &'static str {
    match version {
        ProtocolVersion::Tls10 => "1.0",
        ProtocolVersion::Tls11 => "1.1",
        _ => "1.2",
    }
}

fn files<T>(kept: &Kept<T>) -> String {
    list(kept.files.iter().map(|file| place(file)))
}

/// Where a file is found, wherever the scenario is kept: paths are absolute, and what is of the
/// demonstration says so.
fn place(file: &str) -> String {
    match demo::file(file) {
        Some(_) => format!("{DEMONSTRATION}{file}"),
        None => file.to_owned(),
    }
}

fn list(items: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut out = String::from("[");
    for (i, item) in items.enumerate() {
        let separator = if i == 0 { "" } else { ", " };
        // writing to a string cannot fail
        let _ = write!(out, "{separator}{}", text(item.as_ref()));
    }
    out.push(']');
    out
}

/// A string as TOML writes it.
fn text(text: &str) -> String {
    toml::Value::from(text).to_string()
}
