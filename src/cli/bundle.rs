//! `premaster bundle`: runs of scenarios in every format, for a class.

use super::exports::words;
use super::failure::Failure;
use super::print::{self, Format, Wanted};
use super::run::{self, Settings};
use super::to_stdout;
use super::written::{Existing, Folder, Holds, NotWritten};
use clap::{Args, ValueEnum};
use premaster::export::contents::{self, File};
use premaster::export::html;
use premaster::export::report::{Report, Selection};
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::scenario::{Scenario, simulate};
use premaster::text::file_name;
use premaster::trace::Trace;
use premaster::{label, said};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// What to put into a bundle, and where.
#[derive(Debug, Args)]
pub struct BundleOptions {
    /// The folder to write. Files with the secrets of a run can be read by you alone
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Names of scenarios, or files that describe one; `classic` by default
    #[arg(value_name = "NAME|FILE")]
    scenarios: Vec<OsString>,
    /// Include every scenario that `premaster scenarios` lists
    #[arg(long, conflicts_with = "scenarios")]
    all: bool,
    /// Write into DIR even if it is not empty. Files of the same names are overwritten, others stay
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    settings: Settings,
}

/// The folder of certificates and keys, in that of a run.
const CERTIFICATES: &str = "certs";

/// Writes the bundle, whole or not at all.
pub fn run(options: BundleOptions) -> Result<(), Failure> {
    let (dir, existing) = (&options.dir, Existing::forced(options.force));
    let failed = |error: &io::Error| Failure::output(&dir.display().to_string(), error);
    let folder = Folder::begin(dir, existing).map_err(|error| match error {
        NotWritten::Exists => Failure::usage(
            said!("cli.bundle.exists", dir = dir.display().to_string()).to_string(),
            label!("cli.bundle.force"),
        ),
        NotWritten::Irreplaceable(error) | NotWritten::Failed(error) => failed(&error),
    })?;
    let mut folders: Vec<contents::Folder> = Vec::new();
    for name in options.names() {
        let scenario = run::load(&name, options.settings.clone(), UnixTime::now())?;
        let trace = simulate(&scenario);
        run::check(&run::shown(&name), &scenario, &trace)?;
        let own = file_name(&scenario.name);
        if folders.iter().any(|other| other.name == own) {
            let message = said!("cli.bundle.twice", name = own).to_string();
            return Err(Failure::usage(message, label!("cli.bundle.rename")));
        }
        let mut bundled = Bundled {
            folder: &folder,
            name: own,
            files: Vec::new(),
        };
        let added = bundled.add(&scenario, &trace);
        added.map_err(|error| failed(&error))?;
        run::warn(&scenario, &trace);
        folders.push(contents::Folder {
            name: bundled.name,
            description: scenario.description,
            files: bundled.files,
        });
    }
    let readme = print::in_memory(|out| contents::markdown(out, &folders));
    let index = print::in_memory(|out| contents::html(out, &folders));
    let about = [("README.md", readme), ("index.html", index)];
    about
        .iter()
        .try_for_each(|(name, content)| folder.write(Path::new(name), content, Holds::NoSecrets))
        .and_then(|()| folder.finish())
        .map_err(|error| failed(&error))?;
    let (dir, count) = (dir.display().to_string(), folders.len());
    to_stdout(|out| {
        use std::io::Write as _;
        writeln!(out, "{}", said!("cli.bundle.written", dir, count))
    })
}

impl BundleOptions {
    /// The scenarios to put in.
    fn names(&self) -> Vec<OsString> {
        match (self.all, self.scenarios.is_empty()) {
            (true, _) => Scenario::list().iter().map(|it| it.name.into()).collect(),
            (false, true) => vec!["classic".into()],
            (false, false) => self.scenarios.clone(),
        }
    }
}

/// The folder of a run, while it is filled.
struct Bundled<'a> {
    folder: &'a Folder,
    /// The name of the run, as names of files have it.
    name: String,
    files: Vec<File>,
}

impl Bundled<'_> {
    fn add(&mut self, scenario: &Scenario, trace: &Trace) -> io::Result<()> {
        for format in Format::value_variants() {
            let wanted = Wanted {
                scenario: Some(scenario),
                ..Wanted::whole(trace, *format)
            };
            let content =
                print::in_memory(|out| print::print(out, trace, &wanted, Default::default()));
            let name = format!("{}.{}", self.name, format.extension());
            self.file(&name, &words(*format).1, &content, Holds::Secrets)?;
        }
        self.add_worksheet(scenario, trace)?;
        self.add_scenario(scenario)
    }

    /// A worksheet, and its key apart.
    fn add_worksheet(&mut self, scenario: &Scenario, trace: &Trace) -> io::Result<()> {
        let selection = Selection {
            blanks: true,
            ..Selection::whole(trace, &html::CONTENTS)
        };
        let mut report = Report::of(trace, selection);
        report.run = scenario.run_name();
        let answers = std::mem::take(&mut report.answers);
        let sheet = print::in_memory(|out| html::write(out, &report));
        let key = print::in_memory(|out| html::write_key(out, &answers));
        let name = format!("{}-worksheet.html", self.name);
        self.file(
            &name,
            label!("cli.bundle.worksheet"),
            &sheet,
            Holds::Secrets,
        )?;
        let name = format!("{}-worksheet-key.html", self.name);
        self.file(&name, label!("cli.bundle.key"), &key, Holds::Secrets)
    }

    /// The scenario's file, and what it takes from other files.
    fn add_scenario(&mut self, scenario: &Scenario) -> io::Result<()> {
        let mut scenario = scenario.clone();
        let home = self.folder.path().canonicalize()?.join(&self.name);
        let mut added: Vec<(String, String)> = Vec::new();
        for file in scenario.files_mut() {
            let source = file.clone();
            let own = match added.iter().find(|(other, _)| *other == source) {
                Some((_, own)) => own.clone(),
                None => {
                    let own = unused(&named(&source), &added);
                    self.add_kept(&source, &own)?;
                    added.push((source.clone(), own.clone()));
                    own
                }
            };
            if demo::file(&source).is_none() {
                let place = home.join(CERTIFICATES).join(own);
                *file = place.to_string_lossy().into_owned();
            }
        }
        let name = format!("{}.toml", self.name);
        let text = scenario.to_toml_in(Some(&home));
        let what = label!("cli.bundle.scenario");
        self.file(&name, what, text.as_bytes(), Holds::NoSecrets)
    }

    /// A file that the scenario takes something from.
    fn add_kept(&mut self, source: &str, own: &str) -> io::Result<()> {
        let name = format!("{CERTIFICATES}/{own}");
        match demo::file(source) {
            Some(text) => {
                let (what, holds) = (said_of(source), published(source));
                self.file(&name, what, text.as_bytes(), holds)
            }
            None => {
                let content = std::fs::read(source)?;
                self.file(&name, label!("cli.bundle.own"), &content, Holds::Secrets)
            }
        }
    }

    fn file(&mut self, name: &str, what: &str, content: &[u8], holds: Holds) -> io::Result<()> {
        let place = Path::new(&self.name).join(name);
        self.folder.write(&place, content, holds)?;
        self.files.push(File {
            name: name.to_owned(),
            what: what.to_owned(),
        });
        Ok(())
    }
}

/// The name that a file has in a bundle.
fn named(file: &str) -> String {
    let path = Path::new(file);
    let part = |part: Option<&OsStr>| file_name(&part.unwrap_or_default().to_string_lossy());
    match path.extension() {
        Some(_) => format!("{}.{}", part(path.file_stem()), part(path.extension())),
        None => part(path.file_name()),
    }
}

/// The name, or with a number before it where another file has it.
fn unused(name: &str, added: &[(String, String)]) -> String {
    let numbered = (2..).map(|n| format!("{n}-{name}"));
    let is_free = |name: &String| added.iter().all(|(_, own)| own != name);
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(is_free).unwrap_or_default()
}

/// Who may read a file of the demonstration PKI: its keys are published, but programs want them to be private.
fn published(file: &str) -> Holds {
    match file.ends_with(".key") {
        true => Holds::Secrets,
        false => Holds::NoSecrets,
    }
}

/// What a file of the demonstration PKI is, by the end of its name.
fn said_of(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("key") => label!("cli.bundle.private_key"),
        Some("crl") => label!("cli.bundle.list"),
        Some("ldif") => label!("cli.bundle.directory"),
        _ => label!("cli.bundle.certificate"),
    }
}
