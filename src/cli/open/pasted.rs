//! `premaster open --hex`: bytes that were copied from elsewhere, opened like a capture with one connection.

use super::{CaptureOptions, present, shown, source, unreadable};
use crate::cli::failure::Failure;
use crate::cli::{note, screen};
use premaster::capture::paste::{self, Pasted};
use premaster::capture::{Keep, Observer, Setup};
use premaster::pki::time::UnixTime;
use premaster::trace::{Findings, Recorder, Run, RunKind, Side, Trace};
use premaster::{label, said};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// The most bytes of a dump that are read.
const MAX_DUMP: u64 = 64 << 20;

/// Reads a dump and shows what is in it.
pub fn run(dump: &Path, setup: Setup, options: CaptureOptions) -> Result<(), Failure> {
    if !options.headless {
        screen::demand(&options.look, label!("cli.open.print_instead"))?;
    }
    let file = shown(dump);
    let mut input = Vec::new();
    source(dump)
        .and_then(|(source, _)| source.take(MAX_DUMP).read_to_end(&mut input))
        .map_err(|error| unreadable(&file, &error))?;
    let pasted = paste::read(&input).map_err(|error| {
        let message = said!("cli.files.wrong", file = &file, error = error.to_string());
        Failure::usage(message.to_string(), label!("cli.open.paste_hint"))
    })?;
    if let Some(wrapped) = pasted.what.said() {
        note(&wrapped.to_string());
    }
    let trace = trace(&file, &pasted, setup);
    present(
        trace,
        file,
        (options.headless, options.format),
        options.look,
    )
}

/// What an observer makes of the records.
fn trace(file: &str, pasted: &Pasted, setup: Setup) -> Trace {
    let clock = UnixTime::now();
    let mut observer = Observer::new(Arc::new(setup), clock, Keep::Entries);
    for (from, record) in &pasted.records {
        observer.data(*from, record);
    }
    let mut recorder = Recorder::new(Run {
        scenario: said!("cli.open.pasted", file).to_string(),
        description: label!("cli.open.pasted_description").to_owned(),
        kind: RunKind::Capture {
            file: file.to_owned(),
            client: Side::Client.name().to_owned(),
            server: Side::Server.name().to_owned(),
        },
        seed: None,
        clock,
        server_name: None,
    });
    for entry in observer.take_entries() {
        recorder.record(entry);
    }
    recorder.finish(Findings::default())
}
