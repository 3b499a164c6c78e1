//! `premaster serve`: a real server.

use super::connect::{address, seconds};
use super::failure::Failure;
use super::files::Files;
use super::recording::{Recording, RecordingOptions};
use super::switches::LiveSwitchOptions;
use super::version::VersionOptions;
use super::{note, own_client, run, screen};
use clap::{Args, ValueEnum};
use premaster::export::{json, markdown, report, text};
use premaster::lesson::grade::Attempt;
use premaster::lesson::homework::{CONNECTIONS, Served};
use premaster::net::{
    self, Address, ClientAuth, Identity, Listener, NetError, Randomness, Reply, Report, Service,
    Timeouts,
};
use premaster::pki::certificate::Certificate;
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::protocol::Suite;
use premaster::text::{Said, escaped};
use premaster::trace::{Presented, RunKind, Side, Trace};
use premaster::{label, said};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// The address to listen on. Port 0 stands for any free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4433", value_parser = address)]
    listen: Address,
    /// The certificate chain, PEM or DER, the server's own certificate first. The default is the
    /// demonstration's certificate for shop.example
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key that belongs to the certificate, PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    #[command(flatten)]
    versions: VersionOptions,
    /// The only cipher suite to accept, by its name in the RFC or in OpenSSL
    #[arg(long, value_name = "NAME", value_parser = run::suite)]
    suite: Option<&'static Suite>,
    /// Whether to ask clients for a certificate, and whether to require one
    #[arg(long, value_enum, value_name = "none|request|require", default_value_t = Ask::None)]
    client_auth: Ask,
    /// The trust anchors for the certificates of clients, PEM or DER. The default is the demonstration root
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Revocation lists, PEM or DER. A client's certificate must not be on the list of its issuer. May be
    /// given more than once. Without it, revocation is not checked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The LDIF file of a directory. A client's certificate must be in the entry of its subject. Without FILE
    /// the demonstration's certs/directory.ldif is used, which is built into the program
    #[arg(long, value_name = "FILE")]
    directory: Option<Option<PathBuf>>,
    #[command(flatten)]
    switches: LiveSwitchOptions,
    /// Whether to remember sessions so that clients can resume them: by their session_id, at most 256 of
    /// them, or in tickets
    #[arg(long, value_enum, value_name = "none|id|ticket", default_value_t = Sessions::None)]
    sessions: Sessions,
    /// What to answer: the data received (echo), a web page to a GET (http), or this text
    #[arg(long, value_name = "echo|http|TEXT", default_value = "echo")]
    reply: Reply,
    /// Serve a student's task `own-client` in homework, as its text says, and say how far each client gets. The
    /// connections are kept in own-client.pcapng, to hand in, unless `--pcapng` names another file
    #[arg(long, value_name = "ID:CODE", conflicts_with_all = ["cert", "key", "min", "max", "suite", "client_auth",
          "ca", "crl", "directory", "extended_master_secret", "encrypt_then_mac", "no_renegotiation_info",
          "sessions", "reply"])]
    homework: Option<Served>,
    /// Exit after this number of connections
    #[arg(long, value_name = "N", value_parser = run::at_least_one)]
    count: Option<u64>,
    /// How long to wait for a handshake, and for an HTTP request
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// With `--headless`: how long a client may be silent when the handshake is complete. If 64 clients are
    /// connected, a new one takes the place of the one that has been silent longest
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    idle: Duration,
    /// Print each connection when it has ended, instead of opening the screen. With `--count`, the exit code
    /// is 1 if any of them failed
    #[arg(long)]
    headless: bool,
    /// Print the whole run of each connection: text to read in a terminal, Markdown, or JSON, one object per
    /// line (docs/json.md). Without it, a connection is printed as one line
    #[arg(long, value_enum, requires = "headless")]
    format: Option<Form>,
    #[command(flatten)]
    recording: RecordingOptions,
    #[command(flatten)]
    look: screen::Look,
}

/// The format in which a whole connection is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Markdown,
    Json,
}

/// Whether to ask who the client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ask {
    /// Do not ask for a certificate
    None,
    /// Ask, and continue if the client has none
    Request,
    /// Ask, and end the handshake if the client has none
    Require,
}

/// Whether to remember sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sessions {
    /// Do not
    None,
    /// By their session_id
    Id,
    /// In tickets, which the clients keep
    Ticket,
}

/// The number of sessions that are remembered by their session_id.
const MOST_SESSIONS: usize = 256;

/// What clients are checked against.
fn client_auth(options: &ServeOptions) -> Result<ClientAuth, Failure> {
    let idle = options.ca.is_some() || !options.crl.is_empty() || options.directory.is_some();
    if options.client_auth == Ask::None {
        return match idle {
            false => Ok(ClientAuth::None),
            true => Err(Failure::usage(
                label!("cli.serve.nothing_to_check"),
                label!("cli.serve.add_client_auth"),
            )),
        };
    }
    let files = Files::Serve;
    let anchors = match &options.ca {
        Some(path) => files.anchors(&[path])?.into(),
        None => demo::certificates(&["root.pem"]),
    };
    let lists = files.lists(&options.crl)?;
    let directory = match &options.directory {
        Some(Some(path)) => Some(Arc::new(files.directory(path)?)),
        Some(None) => demo::directory("directory.ldif"),
        None => None,
    };
    let trust = net::client_trust(anchors, lists.into(), directory);
    Ok(match options.client_auth {
        Ask::Require => ClientAuth::Require(trust),
        _ => ClientAuth::Request(trust),
    })
}

/// What is served.
fn service(options: &ServeOptions, records_all: bool) -> Result<Service, Failure> {
    let timeouts = match options.headless {
        true => Timeouts {
            idle: options.idle,
            ..Timeouts::through(options.timeout)
        },
        false => Timeouts::stepping(options.timeout),
    };
    if let Some(served) = &options.homework {
        return Ok(Service {
            count: options.count,
            timeouts,
            ..own_client::service(served)
        });
    }
    let identity = match (&options.cert, &options.key) {
        (Some(certificate), Some(key)) => Files::Serve.identity(certificate, key)?,
        _ => Identity::demonstration(),
    };
    Ok(Service {
        identity,
        client_auth: client_auth(options)?,
        versions: options.versions.versions(options.suite)?,
        suites: (options.suite).map_or_else(|| Suite::defaults().collect(), |suite| vec![suite]),
        switches: options.switches.into(),
        sessions: (options.sessions == Sessions::Id)
            .then(|| Arc::new(net::SessionCache::new(MOST_SESSIONS))),
        ticket_keys: match options.sessions {
            Sessions::Ticket => Some(Arc::new(net::ticket_keys()?)),
            _ => None,
        },
        reply: options.reply.clone(),
        count: options.count,
        records_all,
        clock: UnixTime::now,
        randomness: Randomness::System,
        timeouts,
    })
}

/// Serves, headless or on the screen. Returns whether no connection failed, if they are counted.
pub fn run(options: ServeOptions) -> Result<bool, Failure> {
    if !options.headless {
        screen::demand_live(&options.look, label!("cli.screen.headless_lines"))?;
    }
    let recorded = match options.homework {
        Some(_) => options.recording.clone().capturing(CONNECTIONS),
        None => options.recording.clone(),
    };
    let service = service(&options, recorded.captures())?;
    let published = service.identity.is_published();
    let subject = service.identity.subject();
    let recording = recorded.open(note)?;
    let listener = Listener::bind(&options.listen)?;
    let port = listener.address().port();
    if !options.headless {
        let kept = recording.clone();
        let ended = move |trace: &Trace| kept.add_quietly(trace, port);
        let (feed, driver) = net::serve_live(service, listener, ended)?;
        let seen = screen::watch(feed, options.look);
        driver.part();
        return seen.and_then(|()| recording.told()).map(|()| true);
    }
    let address = listener.address().to_string();
    let listening = match listener.is_loopback() {
        true => said!("cli.serve.listening_here", address, subject),
        false => said!("cli.serve.listening_everywhere", address, subject),
    };
    let form = options.format;
    match form {
        None => tell(escaped(listening.to_string().as_bytes()).as_bytes()),
        // standard output is for the connections alone
        Some(_) => note(&listening.to_string()),
    }
    if published && !listener.is_loopback() {
        note(label!("cli.serve.published_key"));
    }
    let homework = options.homework;
    let failed = Arc::new(AtomicBool::new(false));
    let any = failed.clone();
    net::serve(service, &listener, move |ended| {
        let well = matches!(&ended, Ok(report) if report.failure().is_none());
        any.fetch_or(!well, Ordering::Relaxed);
        if let Ok(report) = &ended {
            keep(&recording, &report.trace, port);
        }
        let attempt = homework.as_ref().zip(ended.as_ref().ok());
        let attempt = attempt.map(|(served, report)| Attempt::of(served, &report.trace));
        let mut out = printed(ended, form, published);
        if let Some(attempt) = attempt.filter(|_| form.is_none()) {
            let said = said!("cli.serve.attempt", said = attempt.said()).to_string();
            out.extend(format!("\n  {}", escaped(said.as_bytes())).bytes());
        }
        tell(&out);
    });
    Ok(!failed.load(Ordering::Relaxed))
}

/// Keeps a connection for other tools. The server goes on when that fails.
fn keep(recording: &Recording, trace: &Trace, port: u16) {
    if let Err(failure) = recording.add(trace, port) {
        // if standard error is closed, no one can be told
        let _ = write!(io::stderr(), "{failure}");
    }
}

/// A text on standard output, and a line feed. The server goes on when no one reads it.
fn tell(text: &[u8]) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text).and_then(|()| out.write_all(b"\n"));
    let _ = out.flush();
}

/// A connection, as it is printed.
fn printed(ended: Result<Report, NetError>, form: Option<Form>, published: bool) -> Vec<u8> {
    let report = match ended {
        Ok(report) => report,
        Err(error) => {
            return said!("cli.serve.error", error = error.to_string())
                .to_string()
                .into();
        }
    };
    let trace = &report.trace;
    let mut out = Vec::new();
    let written = match form {
        None => return lines(&report, published).into(),
        Some(Form::Text) => {
            let report = report::Report::whole(trace, &text::CONTENTS);
            text::write(&mut out, &report, text::Style::default())
        }
        Some(Form::Markdown) => {
            let report = report::Report::whole(trace, &markdown::CONTENTS);
            markdown::write(&mut out, &report)
        }
        Some(Form::Json) => json::write_line(&mut out, trace),
    };
    // writing to memory does not fail
    debug_assert!(written.is_ok());
    if out.last() == Some(&b'\n') {
        out.pop();
    }
    out
}

/// A connection in a line, and below it what the client has probably done wrong and what may help.
fn lines(report: &Report, published: bool) -> String {
    let mut lines = vec![line(report)];
    let diagnosis = report.diagnosis().into_iter();
    let parts = diagnosis.flat_map(|diagnosis| diagnosis.parts());
    lines.extend(parts.map(|part| format!("  {}", said!("cli.serve.diagnosis", part))));
    if report.distrusted() {
        let hint = match published {
            true => said!("cli.serve.distrusted_demonstration"),
            false => said!("cli.serve.distrusted"),
        };
        lines.push(format!("  {}", said!("cli.serve.hint", hint)));
    }
    let lines: Vec<String> = lines.iter().map(|line| escaped(line.as_bytes())).collect();
    lines.join("\n")
}

/// A connection in a line: the peer, the suite, who the client was if it was asked, how the connection
/// ended, and how much data went through.
fn line(report: &Report) -> String {
    let trace = &report.trace;
    let peer = match &trace.run().kind {
        RunKind::Connection { peer, .. } => peer.as_str(),
        RunKind::Simulation | RunKind::Capture { .. } | RunKind::Derivation => "",
    };
    let suite = trace
        .last_connection()
        .suite
        .map_or(label!("cli.serve.no_suite"), |suite| suite.name);
    let how = match report.failure() {
        Some(reason) => {
            let alert = report.alert_of(Side::Server).map(|alert| alert.to_string());
            said!("cli.serve.failed", reason, alert)
        }
        None if report.made_room => said!("cli.serve.made_room"),
        None if report.cut_short => said!("cli.serve.cut_short"),
        None => said!("cli.serve.closed"),
    };
    let (received, sent) = (report.received, report.sent);
    said!(
        "cli.serve.line",
        peer,
        suite,
        client = client(report),
        how,
        received,
        sent
    )
    .to_string()
}

/// Who the client claims to be, and whether that was accepted; or who it is according to the session that it
/// resumes. `None` if the handshake ended before, or if the client was not asked.
fn client(report: &Report) -> Option<Said> {
    let trace = &report.trace;
    let who = match trace.presented(trace.last_connection().id, trace.steps().len()) {
        Some(Presented::Nothing) => label!("cli.serve.anonymous").to_owned(),
        Some(Presented::Unreadable) => label!("cli.serve.unreadable").to_owned(),
        Some(Presented::Chain(chain)) => owner(chain.certificates.first()?),
        None => {
            let who = owner(report.client_chain.first()?);
            return Some(said!("cli.serve.resumed", who));
        }
    };
    Some(match report.established {
        true => said!("cli.serve.accepted", who),
        false => said!("cli.serve.not_accepted", who),
    })
}

/// The name in a certificate.
fn owner(certificate: &[u8]) -> String {
    let certificate = Certificate::from_der(certificate).ok();
    let unreadable = || label!("cli.serve.unreadable").to_owned();
    certificate.map_or_else(unreadable, |certificate| certificate.short_name())
}
