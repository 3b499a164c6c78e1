//! A scenario as TOML, which reads back as the same scenario.

use super::description::{Ask, Further, Random, Scenario, Sessions};
use super::file::EMPTY;
use super::interception::Change;
use super::kept::{DEMONSTRATION, Holder, Kept};
use crate::pki::demo;
use crate::protocol::{Built, Choice, Rules, Side, Skippable, Switches, Versions};
use crate::wire::display::{hex, is_unsafe};
use std::fmt::Write;
use std::path::{Component, Path};

impl Scenario {
    /// The scenario as a file: everything that the run depends on, seed and clock included. Files that it
    /// names are named by their whole paths.
    pub fn to_toml(&self) -> String {
        self.to_toml_in(None)
    }

    /// As [`Scenario::to_toml`], for a file in a folder: files in that folder, or in one around it, are
    /// named relative to it, so that all of them can be moved together.
    pub fn to_toml_in(&self, folder: Option<&Path>) -> String {
        let folder = folder.and_then(|folder| folder.canonicalize().ok());
        let place = |file: &str| place(file, folder.as_deref());
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
        line(format!("clock = {}", text(&self.clock.rfc3339())));
        line(format!("server_name = {}", text(&self.server_name)));
        if let Some(good) = &self.good {
            line(format!("good = {}", text(good)));
        }
        let client = &self.client;
        line("\n[client]".to_owned());
        versions(client.versions).into_iter().for_each(&mut line);
        if client.falls_back {
            line("fallback = true".to_owned());
        }
        line(format!(
            "suites = {}",
            list(client.suites.iter().map(|suite| suite.name))
        ));
        let algorithms = client.signature_algorithms.iter().map(ToString::to_string);
        line(format!("signature_algorithms = {}", list(algorithms)));
        line(format!("anchors = {}", files(&client.anchors, &place)));
        line(format!(
            "revocation_lists = {}",
            files(&client.revocation_lists, &place)
        ));
        let identity = client.identity.iter();
        identity
            .flat_map(|it| holder(it, &place))
            .for_each(&mut line);
        if client.accept_any_certificate {
            line("accept_any_certificate = true".to_owned());
        }
        switches(client.switches).for_each(&mut line);
        if client.resumes {
            line("resume = true".to_owned());
        }
        behaviour(&client.skip, client.random, client.replayed)
            .into_iter()
            .for_each(&mut line);
        let server = &self.server;
        line("\n[server]".to_owned());
        versions(server.versions).into_iter().for_each(&mut line);
        switches(server.switches).for_each(&mut line);
        if server.sessions != Sessions::None {
            line(format!("sessions = {}", text(server.sessions.key())));
        }
        line(format!(
            "suites = {}",
            list(server.suites.iter().map(|suite| suite.name))
        ));
        holder(&server.identity, &place)
            .into_iter()
            .for_each(&mut line);
        if server.ask != Ask::None {
            line(format!(
                "client_authentication = {}",
                text(server.ask.key())
            ));
        }
        line(format!(
            "client_anchors = {}",
            files(&server.client_anchors, &place)
        ));
        let lists = files(&server.client_revocation_lists, &place);
        line(format!("client_revocation_lists = {lists}"));
        if let Some(directory) = server.directory.files.first() {
            line(format!("directory = {}", text(&place(directory))));
        }
        let algorithms = server.signature_algorithms.iter().map(ToString::to_string);
        line(format!("signature_algorithms = {}", list(algorithms)));
        if server.bluff {
            line("bluff = true".to_owned());
        }
        behaviour(&server.skip, server.random, server.replayed)
            .into_iter()
            .for_each(&mut line);
        for message in &self.messages {
            line("\n[[message]]".to_owned());
            line(format!("from = {}", text(message.from.name())));
            line(format!("text = {}", text(&message.text)));
        }
        for further in &self.further {
            self::further(further).into_iter().for_each(&mut line);
        }
        self.built.iter().flat_map(built).for_each(&mut line);
        for interception in &self.interceptions {
            line("\n[[interception]]".to_owned());
            line(format!("message = {}", text(interception.message.key())));
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
            let alert = expect.alert.map(|alert| alert.to_string());
            let step = expect.step.map(|step| step.key().to_owned());
            for (key, value) in [("alert", &alert), ("by", &by), ("step", &step)] {
                if let Some(value) = value {
                    line(format!("{key} = {}", text(value)));
                }
            }
        }
        out
    }
}

/// A side that follows an order and formulas of its own.
fn built(built: &Built) -> Vec<String> {
    let mut lines = vec!["\n[built]".to_owned()];
    lines.push(format!("side = {}", text(built.side.name())));
    if let Some(order) = &built.order {
        lines.push(format!(
            "order = {}",
            list(order.iter().map(|piece| piece.key()))
        ));
    }
    let wrong = built.formulas.wrong().map(|blank| {
        let picked = built.formulas.of(blank);
        let picked = picked.map_or(EMPTY.to_owned(), Choice::key);
        format!("{} = {}", blank.key(), text(&picked))
    });
    let wrong: Vec<String> = wrong.collect();
    if !wrong.is_empty() {
        lines.push("\n[built.formulas]".to_owned());
        lines.extend(wrong);
    }
    lines
}

/// The keys that make a side deviate from the RFC, if there are any.
fn behaviour(skip: &[Skippable], random: Random, replayed: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if !skip.is_empty() {
        let keys = skip.iter().map(|check| check.key());
        lines.push(format!("skip = {}", list(keys)));
    }
    if random == Random::Repeat {
        lines.push("random = \"repeat\"".to_owned());
    }
    if replayed {
        lines.push("replayed = true".to_owned());
    }
    lines
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

fn holder(holder: &Holder, place: &dyn Fn(&str) -> String) -> [String; 2] {
    [
        format!("certificate = {}", files(&holder.chain, place)),
        format!("key = {}", text(&place(&holder.key_file))),
    ]
}

/// A connection that follows the first.
fn further(further: &Further) -> Vec<String> {
    let mut lines = vec!["\n[[connection]]".to_owned()];
    if further.server_forgets {
        lines.push("server_forgets = true".to_owned());
    }
    lines.extend(further.versions.into_iter().flat_map(versions));
    if let Some(suites) = &further.suites {
        let names = suites.iter().map(|suite| suite.name);
        lines.push(format!("suites = {}", list(names)));
    }
    if let Some(ask) = further.ask {
        lines.push(format!("client_authentication = {}", text(ask.key())));
    }
    for message in &further.messages {
        lines.push("\n[[connection.message]]".to_owned());
        lines.push(format!("from = {}", text(message.from.name())));
        lines.push(format!("text = {}", text(&message.text)));
    }
    lines
}

/// The switches of a side that are on.
fn switches(switches: Switches) -> impl Iterator<Item = String> {
    switches
        .on()
        .map(|switch| format!("{} = true", switch.key()))
}

/// The oldest and the newest version that a side accepts.
fn versions(versions: Versions) -> [String; 2] {
    let key = |version| Rules::of(version).map(Rules::key).unwrap_or_default();
    [("min", versions.oldest), ("max", versions.newest)]
        .map(|(name, version)| format!("{name} = {}", text(&key(version))))
}

fn files<T>(kept: &Kept<T>, place: &dyn Fn(&str) -> String) -> String {
    list(kept.files.iter().map(|file| place(file)))
}

/// The name of a file as seen from a folder. A demonstration file is marked as such; of all others the whole
/// path is known.
fn place(file: &str, folder: Option<&Path>) -> String {
    match (demo::file(file), folder) {
        (Some(_), _) => format!("{DEMONSTRATION}{file}"),
        (None, Some(folder)) => from(folder, Path::new(file)).unwrap_or_else(|| file.to_owned()),
        (None, None) => file.to_owned(),
    }
}

/// The relative path from a folder to a file, with a slash in it so that it is no bare name. `None` if they
/// share only the root: then neither is moved with the other.
fn from(folder: &Path, file: &Path) -> Option<String> {
    // the file may be a link, and stays one
    let lies_in = file.parent()?.canonicalize().ok()?;
    let whole = lies_in.join(file.file_name()?);
    let (from, to): (Vec<_>, Vec<_>) =
        (folder.components().collect(), whole.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    from[..common]
        .iter()
        .find(|part| matches!(part, Component::Normal(_)))?;
    let mut way = vec![".."; from.len() - common];
    if way.is_empty() {
        way.push(".");
    }
    for part in &to[common..] {
        way.push(part.as_os_str().to_str()?);
    }
    Some(way.join("/"))
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

/// A basic string of TOML, which reads back as the same text. What could drive a terminal or reorder a
/// line is escaped, so that the file shows what it says.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // writing to a string cannot fail
            c if is_unsafe(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
