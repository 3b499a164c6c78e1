//! `premaster open`: the connections in a capture, listed or opened like any other run.
//!
//! The exit code is 0 if what was asked for is in the capture, however its connections ended.

mod follow;
mod list;
mod load;
mod pasted;
mod progress;

use super::failure::Failure;
use super::files::Files;
use super::print::{self, Format, Wanted as Printed};
use super::{lesson, note, screen, to_stdout};
use clap::Args;
use follow::{Followed, Growing};
use load::{Loaded, NotTls, Wanted};
use premaster::capture::{Anchors, FileError, Setup, secrets};
use premaster::trace::Trace;
use premaster::tui::{Capture, Captured};
use premaster::{label, said};
use progress::Progress;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// Which capture, what is known of its secrets, and what to show of it.
#[derive(Debug, Args)]
pub struct CaptureOptions {
    /// A capture: pcap or pcapng, packed with gzip or not; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "hex")]
    file: Option<PathBuf>,
    /// Instead of a capture, the dump of records, handshake messages or a certificate, as xxd, hexdump, Wireshark
    /// and OpenSSL's -msg and -debug write it; from standard input unless a file is named
    #[arg(long, value_name = "DUMP", num_args = 0..=1, default_missing_value = "-",
          conflicts_with_all = ["file", "list", "stream", "port", "follow"])]
    hex: Option<PathBuf>,
    /// A key log, as programs write it where SSLKEYLOGFILE says. May be given more than once. Secrets that
    /// are embedded in the capture are used in any case
    #[arg(long, value_name = "FILE")]
    keylog: Vec<PathBuf>,
    /// The server's private key, PEM or DER. It decrypts connections with RSA key exchange, and no others. May be
    /// given more than once
    #[arg(long, value_name = "FILE")]
    rsa_key: Vec<PathBuf>,
    /// The pre-master secret of the connection, as 96 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = typed, conflicts_with = "master")]
    pre_master: Option<secrets::Secret>,
    /// The master secret of the connection, as 96 hexadecimal digits
    #[arg(long, value_name = "HEX", value_parser = typed)]
    master: Option<secrets::Secret>,
    /// The certificates to trust when the server's certificate is checked, PEM or DER, instead of the system's
    #[arg(long, value_name = "FILE")]
    ca: Vec<PathBuf>,
    /// Revocation lists, PEM or DER. May be given more than once
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The name to expect in the server's certificate, instead of the one that the client asks for
    #[arg(long, value_name = "N")]
    server_name: Option<String>,
    /// List the connections and open none
    #[arg(long, conflicts_with = "stream")]
    list: bool,
    /// Open the connection with this number in the list
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    stream: Option<u32>,
    /// Show what comes while the capture is still being written. A capture from standard input is always followed
    #[arg(long, conflicts_with_all = ["list", "headless"])]
    follow: bool,
    /// Look only at connections from or to this port
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Ask what comes before each step of weight of the connection, and let it answer
    #[arg(long, conflicts_with_all = ["list", "headless", "follow", "hex"])]
    predict: bool,
    /// Print the connection instead of opening the screen
    #[arg(long, conflicts_with = "list")]
    headless: bool,
    /// Text to read in a terminal, Markdown to read as a document, JSON for programs, or a shell
    /// script that computes the run again with OpenSSL (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "headless")]
    format: Format,
    #[command(flatten)]
    look: screen::Look,
}

/// Says which flows of TCP are not TLS: on a port where TLS is expected, that is the answer.
fn tell_of_others(others: &[NotTls]) {
    const SHOWN: usize = 5;
    for one in others.iter().take(SHOWN) {
        let (client, server) = (one.client.to_string(), one.server.to_string());
        note(&said!("cli.open.other", client, server, what = one.other.said()).to_string());
    }
    if let Some(more) = others.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        note(&said!("cli.open.more_others", more).to_string());
    }
}

/// A secret that was typed in.
fn typed(text: &str) -> Result<secrets::Secret, String> {
    secrets::typed(text).map_err(|error| error.to_string())
}

/// Where systems keep the certificates that they trust.
const SYSTEM_ANCHORS: [&str; 3] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// Lists the connections of a capture, or opens one.
pub fn run(options: CaptureOptions) -> Result<(), Failure> {
    let setup = options.setup()?;
    let Some(path) = options.file.clone() else {
        let dump = options.hex.clone().unwrap_or_else(|| "-".into());
        return pasted::run(&dump, setup, options);
    };
    if options.predict {
        return predict(&path, setup, &options);
    }
    let wanted = match (options.list, options.stream) {
        (true, _) => Wanted::List,
        (false, Some(number)) => Wanted::Number(number as usize),
        (false, None) => Wanted::Only,
    };
    if wanted == Wanted::List {
        return list(&path, setup, options.port);
    }
    let grows = !options.headless && (options.follow || is_standard_input(&path));
    // of several connections there may be a list to print, which needs no screen
    if !options.headless && (grows || wanted != Wanted::Only) {
        screen::demand(&options.look, label!("cli.open.print_instead"))?;
    }
    let shown = shown(&path);
    if grows {
        let (file, _) = source(&path).map_err(|error| unreadable(&shown, &error))?;
        return options.follow(&path, file, setup, wanted, shown);
    }
    let read = |wanted| loaded(&path, setup.clone(), wanted, options.port, false);
    let loaded = load::with_session(read, wanted)?;
    loaded.tell(&shown)?;
    match (wanted, loaded.opened) {
        (Wanted::Number(number), None) => {
            let hint = label!("cli.open.list_hint");
            Err(no_such(&shown, number, loaded.count, hint))
        }
        (_, Some(trace)) if loaded.listed.len() < 2 => {
            let shown = (options.headless, options.format);
            present(trace, load::title(&path), shown, options.look)
        }
        (_, Some(first)) if !options.headless && screen::is_there(&options.look) => {
            let capture = chooser(path, setup, options.port, loaded.listed);
            screen::choose(capture, first, options.look)
        }
        _ => {
            to_stdout(|out| list::write(out, &loaded.listed))?;
            note(label!("cli.open.which"));
            Ok(())
        }
    }
}

/// Writes the list of the connections while the capture is read.
fn list(path: &Path, setup: Setup, port: Option<u16>) -> Result<(), Failure> {
    let shown = shown(path);
    let (file, len) = source(path).map_err(|error| unreadable(&shown, &error))?;
    // a list that grows on the same terminal shows how far it is
    let file = Progress::new(file, &shown, len, io::stdout().is_terminal());
    let mut loaded = None;
    to_stdout(|out| {
        let read = load::load(file, &shown, setup, Wanted::List, port, out)?;
        loaded = Some(read);
        Ok(())
    })?;
    // without a result, the program that reads the list has ended
    let Some(loaded) = loaded else { return Ok(()) };
    loaded
        .map_err(|error| refused(&shown, &error))?
        .tell(&shown)
}

/// Reads a capture; unless that is to be quiet, it says how far it is.
fn loaded(
    path: &Path,
    setup: Setup,
    wanted: Wanted,
    port: Option<u16>,
    quiet: bool,
) -> Result<Loaded, Failure> {
    let shown = shown(path);
    let unreadable = |error| unreadable(&shown, &error);
    let (file, len) = source(path).map_err(unreadable)?;
    let file = Progress::new(file, &shown, len, quiet);
    let loaded = load::load(file, &shown, setup, wanted, port, &mut io::sink());
    loaded
        .map_err(unreadable)?
        .map_err(|error| refused(&shown, &error))
}

/// One connection of a capture as a run: the one with this number in the list, or else the only one.
///
/// # Errors
/// The files cannot be read, there is no such connection, or there are several.
pub(super) fn connection(
    path: &Path,
    keylog: &[PathBuf],
    rsa_key: &[PathBuf],
    stream: Option<u32>,
) -> Result<Trace, Failure> {
    let setup = Setup {
        secrets: secrets_of(keylog, rsa_key)?,
        anchors: Anchors::later(system_anchors),
        revocation_lists: Vec::new(),
        server_name: None,
    };
    the_one(path, setup, stream, None)
}

/// Lets the reader predict one connection of a capture.
fn predict(path: &Path, setup: Setup, options: &CaptureOptions) -> Result<(), Failure> {
    screen::demand(&options.look, label!("cli.open.print_instead"))?;
    let trace = the_one(path, setup, options.stream, options.port)?;
    lesson::predict_recorded(trace, &load::title(path), options.look)
}

fn the_one(
    path: &Path,
    setup: Setup,
    stream: Option<u32>,
    port: Option<u16>,
) -> Result<Trace, Failure> {
    let wanted = stream.map_or(Wanted::Only, |number| Wanted::Number(number as usize));
    let read = |wanted| loaded(path, setup.clone(), wanted, port, true);
    let loaded = load::with_session(read, wanted)?;
    let shown = shown(path);
    loaded.tell(&shown)?;
    match (stream, loaded.opened) {
        (_, Some(trace)) if loaded.listed.len() < 2 => Ok(trace),
        (Some(number), _) => {
            let hint = label!("cli.open.stream_hint");
            Err(no_such(&shown, number as usize, loaded.count, hint))
        }
        (None, _) => Err(Failure::usage(
            said!("cli.open.several", file = shown, count = loaded.count).to_string(),
            label!("cli.open.stream_hint"),
        )),
    }
}

fn no_such(file: &str, number: usize, of: usize, hint: &str) -> Failure {
    let message = said!("cli.open.no_such", file, number, of);
    Failure::usage(message.to_string(), hint)
}

/// The secrets in key logs, and the servers' private keys.
fn secrets_of(keylog: &[PathBuf], rsa_key: &[PathBuf]) -> Result<secrets::Secrets, Failure> {
    let mut secrets = secrets::Secrets::default();
    for path in keylog {
        Files::Open.key_log(path, &secrets.log)?;
    }
    for path in rsa_key {
        secrets.keys.push(secrets::ServerKey {
            key: Files::Open.key(path)?.into(),
            path: shown(path),
        });
    }
    Ok(secrets)
}

/// The connections of a capture for the screen, which reads the file again for each that is opened.
fn chooser(path: PathBuf, setup: Setup, port: Option<u16>, connections: Vec<Captured>) -> Capture {
    let title = load::title(&path);
    let gone = title.clone();
    let open = move |number| {
        let read = |wanted| loaded(&path, setup.clone(), wanted, port, true);
        let loaded = load::with_session(read, Wanted::Number(number));
        let loaded = loaded.map_err(|failure| failure.message)?;
        let gone = || said!("cli.open.no_such", file = &gone, number, of = loaded.count);
        loaded.opened.ok_or_else(|| gone().to_string())
    };
    Capture {
        title,
        connections,
        shown: 0,
        open: Box::new(open),
    }
}

impl Loaded {
    /// Says what could not be read, and what is no TLS.
    ///
    /// # Errors
    /// There is no TLS at all.
    fn tell(&self, file: &str) -> Result<(), Failure> {
        if let Some(error) = &self.error {
            let error = error.to_string();
            note(&said!("cli.open.cut_short", file, error).to_string());
        }
        tell_of_others(&self.others);
        match self.count {
            0 => {
                let message = said!("cli.open.nothing", file).to_string();
                Err(Failure::usage(message, label!("cli.open.nothing_hint")))
            }
            _ => Ok(()),
        }
    }
}

/// Prints a trace in a format if that is asked for, or else opens the screen with it under this name.
fn present(
    trace: Trace,
    name: String,
    (headless, format): (bool, Format),
    look: screen::Look,
) -> Result<(), Failure> {
    match headless {
        true => print::show(&trace, &Printed::whole(&trace, format)),
        false => {
            screen::demand(&look, label!("cli.open.print_instead"))?;
            screen::show(trace, name, look)
        }
    }
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

impl CaptureOptions {
    /// Opens the screen on a capture that still grows.
    fn follow(
        self,
        path: &Path,
        file: Box<dyn Read + Send>,
        setup: Setup,
        wanted: Wanted,
        name: String,
    ) -> Result<(), Failure> {
        screen::demand_live(&self.look, label!("cli.open.print_instead"))?;
        let followed = Followed {
            name,
            title: load::title(path),
            number: match wanted {
                Wanted::Number(number) => Some(number),
                _ => None,
            },
            port: self.port,
        };
        let feed = match is_standard_input(path) {
            true => follow::follow(file, setup, followed),
            false => follow::follow(Growing(file), setup, followed),
        };
        screen::watch(feed, self.look)
    }

    /// What the reader knows.
    fn setup(&self) -> Result<Setup, Failure> {
        let mut secrets = secrets_of(&self.keylog, &self.rsa_key)?;
        secrets.typed = secrets::Typed {
            pre_master: self.pre_master,
            master: self.master,
        };
        let anchors = match self.ca.is_empty() {
            true => Anchors::later(system_anchors),
            false => Files::Open.anchors(&self.ca)?.into(),
        };
        Ok(Setup {
            secrets,
            anchors,
            revocation_lists: Files::Open.lists(&self.crl)?,
            server_name: self.server_name.clone(),
        })
    }
}

/// The certificates that the system trusts, if they can be found. Those that cannot be read are left out: they
/// are none of the user's doing.
fn system_anchors() -> Vec<premaster::pki::Certificate> {
    let found = SYSTEM_ANCHORS
        .iter()
        .find_map(|path| std::fs::read(path).ok());
    let read = premaster::pki::file::readable_certificates(&found.unwrap_or_default());
    read.map(|readable| readable.items).unwrap_or_default()
}

/// The bytes of a capture, and how many these are if that is known.
fn source(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((Box::new(file), Some(found.len())))
}

fn shown(path: &Path) -> String {
    match path == Path::new("-") {
        true => label!("cli.files.standard_input").to_owned(),
        false => path.display().to_string(),
    }
}

fn unreadable(file: &str, error: &io::Error) -> Failure {
    let message = said!("cli.files.unreadable", file, error = error.to_string());
    let hint = match error.kind() {
        io::ErrorKind::NotFound => label!("cli.files.not_found"),
        io::ErrorKind::PermissionDenied => label!("cli.open.denied"),
        io::ErrorKind::IsADirectory => label!("cli.files.folder"),
        _ => label!("cli.files.unreadable_hint"),
    };
    Failure::usage(message.to_string(), hint)
}

fn refused(file: &str, error: &FileError) -> Failure {
    let message = said!("cli.files.wrong", file, error = error.to_string());
    Failure::usage(message.to_string(), label!("cli.open.refused_hint"))
}
