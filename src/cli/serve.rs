//! `premaster serve`: a real server.

use super::connect::{note, seconds};
use super::failure::Failure;
use super::screen;
use clap::Args;
use premaster::crypto::suite::SUITES;
use premaster::net::{
    self, Address, Identity, Listener, NetError, Reply, Report, Service, Timeouts,
};
use premaster::pki::time::UnixTime;
use premaster::trace::{RunKind, Side};
use premaster::wire::display::{count, escaped};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:4433")]
    listen: Address,
    /// PEM file of the certificate chain, the server's own first; the demonstration's shop.example
    /// without it
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// PEM file of the private key that belongs to the certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// What to answer: what came (echo), a page to a GET (http), or this text
    #[arg(long, value_name = "echo|http|TEXT", default_value = "echo")]
    reply: Reply,
    /// End after so many connections
    #[arg(long, value_name = "N")]
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

/// Serves, headless or on the screen.
pub fn run(options: ServeOptions) -> Result<(), Failure> {
    if !options.headless {
        screen::demand("`--headless` prints a line for each connection.")?;
    }
    let identity = match (&options.cert, &options.key) {
        (Some(certificate), Some(key)) => Identity::from_files(certificate, key)?,
        _ => Identity::demonstration(),
    };
    let listener = Listener::bind(&options.listen)?;
    let published = identity.is_published();
    let subject = identity.subject();
    let service = Service {
        identity,
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

/// A connection in a line: the peer, the suite, how it ended, and how much data went through.
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
    format!("{peer}  {suite}  {how}  {received} in, {sent} out")
}
