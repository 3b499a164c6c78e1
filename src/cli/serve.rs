//! `premaster serve`: a real server.

use super::connect::seconds;
use super::failure::Failure;
use super::files::Files;
use super::{note, run, screen};
use clap::{Args, ValueEnum};
use premaster::crypto::suite::SUITES;
use premaster::net::{
    self, Address, ClientAuth, Identity, Listener, NetError, Reply, Report, Service, Timeouts,
};
use premaster::pki::certificate::Certificate;
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::trace::{Presented, RunKind, Side};
use premaster::wire::display::{count, escaped};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4433")]
    listen: Address,
    /// The certificate chain, PEM or DER, the server's own first; the demonstration's shop.example
    /// without it
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key that belongs to the certificate, PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Whether to ask clients for a certificate, and to insist on one
    #[arg(long, value_enum, value_name = "none|request|require", default_value_t = Ask::None)]
    client_auth: Ask,
    /// The certificates that clients must lead to, PEM or DER; the demonstration root without it
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Revocation lists, PEM or DER: a client's certificate must not be on that of its issuer. May be
    /// given several times; without it nobody asks whether a certificate was revoked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// LDIF file of a directory: a client's certificate must stand in the entry of its subject. Without
    /// FILE it is that of the demonstration, certs/directory.ldif, which is part of the program
    #[arg(long, value_name = "FILE")]
    directory: Option<Option<PathBuf>>,
    /// What to answer: what came (echo), a page to a GET (http), or this text
    #[arg(long, value_name = "echo|http|TEXT", default_value = "echo")]
    reply: Reply,
    /// End after so many connections
    #[arg(long, value_name = "N", value_parser = run::at_least_one)]
    count: Option<u64>,
    /// How long to wait for a handshake, and for an HTTP request
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// Print a line for each connection, without the screen
    #[arg(long)]
    headless: bool,
    #[command(flatten)]
    look: screen::Look,
}

/// Whether to ask who the client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ask {
    /// Do not ask
    None,
    /// Ask, and go on without an answer
    Request,
    /// Ask, and insist
    Require,
}

/// What clients are checked against.
fn client_auth(options: &ServeOptions) -> Result<ClientAuth, Failure> {
    let idle = options.ca.is_some() || !options.crl.is_empty() || options.directory.is_some();
    if options.client_auth == Ask::None {
        return match idle {
            false => Ok(ClientAuth::None),
            true => Err(Failure::usage(
                "`--ca`, `--crl` and `--directory` say how to check clients, and none is asked for \
                 a certificate",
                "Add `--client-auth request` or `--client-auth require`.",
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

/// Serves, headless or on the screen.
pub fn run(options: ServeOptions) -> Result<(), Failure> {
    if !options.headless {
        screen::demand("`--headless` prints a line for each connection.")?;
    }
    let identity = match (&options.cert, &options.key) {
        (Some(certificate), Some(key)) => Files::Serve.identity(certificate, key)?,
        _ => Identity::demonstration(),
    };
    let client_auth = client_auth(&options)?;
    let listener = Listener::bind(&options.listen)?;
    let published = identity.is_published();
    let subject = identity.subject();
    let service = Service {
        identity,
        client_auth,
        suites: SUITES.iter().collect(),
        reply: options.reply,
        count: options.count,
        clock: UnixTime::now,
        timeouts: match options.headless {
            true => Timeouts::through(options.timeout),
            false => Timeouts::stepping(options.timeout),
        },
    };
    if !options.headless {
        let (feed, driver) = net::serve_live(service, listener)?;
        let seen = screen::watch(feed, options.look);
        driver.part();
        return seen;
    }
    let reach = match listener.is_loopback() {
        true => "reachable from this machine only",
        false => "reachable from other machines",
    };
    tell(&format!(
        "listening on {} as {subject}, {reach}",
        listener.address()
    ));
    if published && !listener.is_loopback() {
        note(
            "the private key is published with the program: whoever listens can decrypt everything.",
        );
    }
    net::serve(service, &listener, |ended| tell(&of(ended)));
    Ok(())
}

/// A line on standard output. The server goes on when nobody reads it.
fn tell(line: &str) {
    let _ = writeln!(io::stdout(), "{}", escaped(line.as_bytes()));
}

/// A connection in a line: the peer, the suite, who the client was if it was asked, how the connection
/// ended, and how much data went through.
fn of(ended: Result<Report, NetError>) -> String {
    let report = match ended {
        Ok(report) => report,
        Err(error) => return format!("error: {error}"),
    };
    let trace = &report.trace;
    let peer = match &trace.run.kind {
        RunKind::Connection { peer, .. } => peer.as_str(),
        RunKind::Simulation => "",
    };
    let suite = trace.suite.map_or("no suite", |suite| suite.name);
    let how = match report.failure() {
        Some(reason) => match report.alert_of(Side::Server) {
            Some(alert) => format!("failed: {reason}; answered with {alert}"),
            None => format!("failed: {reason}"),
        },
        None if report.cut_short => "closed, because more came than is kept".to_owned(),
        None => "closed".to_owned(),
    };
    let (received, sent) = (
        count(report.received as u64, "byte"),
        count(report.sent as u64, "byte"),
    );
    let who = match client(&report) {
        Some(who) => format!("{who}  "),
        None => String::new(),
    };
    format!("{peer}  {suite}  {who}{how}  {received} in, {sent} out")
}

/// Who the client says it is, and whether that was accepted; `None` if it did not come to that.
fn client(report: &Report) -> Option<String> {
    let trace = &report.trace;
    let unreadable = "a certificate that cannot be read".to_owned();
    let who = match trace.presented(trace.steps.len())? {
        Presented::Nothing => "anonymous".to_owned(),
        Presented::Unreadable => unreadable,
        Presented::Chain(chain) => {
            let leaf = chain.certificates.first();
            let leaf = leaf.and_then(|leaf| Certificate::from_der(leaf).ok());
            leaf.map_or(unreadable, |leaf| leaf.short_name())
        }
    };
    Some(match report.established {
        true => format!("{who}, accepted"),
        false => format!("{who}, not accepted"),
    })
}
