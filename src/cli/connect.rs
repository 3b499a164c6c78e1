//! `premaster connect`: a handshake with a real server.
//!
//! Headless, the exit code is 0 when all went well: the handshake was completed, application data was
//! sent or received, and nothing failed until the end. It is 1 when the connection failed at any
//! point: a refused record, an alert, an end or a reset without close_notify.

use super::failure::Failure;
use super::files::Files;
use super::print::{self, Format, Wanted};
use super::recording::RecordingOptions;
use super::switches::LiveSwitchOptions;
use super::version::VersionOptions;
use super::{note, run, screen};
use clap::Args;
use premaster::net::{self, Address, AddressError, Report, Target, Timeouts};
use premaster::pki::host_name::Reference;
use premaster::pki::time::UnixTime;
use premaster::pki::{CheckKind, demo};
use premaster::protocol::Suite;
use premaster::text::Said;
use premaster::trace::{Outcome, Side, Topic, Trace, Withheld};
use premaster::wire::{Alert, AlertDescription};
use premaster::{label, said};
use std::path::PathBuf;
use std::time::Duration;

/// What is sent by default.
const GREETING: &str = "Hello from premaster.";

/// What to connect to, and how.
#[derive(Debug, Args)]
pub struct ConnectOptions {
    /// The server to connect to. No other host is contacted
    #[arg(value_name = "HOST:PORT", value_parser = address)]
    address: Address,
    /// The name to ask for, and to expect in the certificate, instead of HOST
    #[arg(long, value_name = "N", value_parser = server_name)]
    server_name: Option<String>,
    /// The certificates to trust, PEM or DER, instead of the demonstration root
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Revocation lists, PEM or DER. The server's certificate must not be on the list of its issuer. May be
    /// given more than once. Without it, revocation is not checked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The client's certificate chain, PEM or DER, shown to a server that asks for one
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key that belongs to the certificate, PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Continue even if the server's certificate fails its checks
    #[arg(long)]
    insecure: bool,
    #[command(flatten)]
    versions: VersionOptions,
    /// Say that an attempt with a newer version failed before (TLS_FALLBACK_SCSV, RFC 7507). A server that
    /// supports a newer version than `--max` then refuses
    #[arg(long, requires = "max")]
    fallback: bool,
    #[command(flatten)]
    switches: LiveSwitchOptions,
    /// Connect a second time, and ask the server to resume the session of the first: by its session_id, or
    /// with a ticket if the server gives one
    #[arg(long)]
    resume: bool,
    /// The only cipher suite to offer, by its name in the RFC or in OpenSSL
    #[arg(long, value_name = "NAME", value_parser = run::suite)]
    suite: Option<&'static Suite>,
    /// The data to send when the handshake is complete. A line end is added if there is none. With
    /// `--headless` a greeting is sent by default
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    send: Option<String>,
    /// How long to wait for each of these: the TCP connection, the handshake, the answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// Print the run instead of opening the screen. The exit code is 0 if data was exchanged and nothing
    /// failed. It is 1 if the connection failed at any point, for example by ending without close_notify
    #[arg(long)]
    headless: bool,
    #[command(flatten)]
    recording: RecordingOptions,
    #[command(flatten)]
    look: screen::Look,
    /// What to print (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "headless")]
    format: Format,
}

/// Connects, headless or on the screen.
pub fn run(mut options: ConnectOptions) -> Result<(), Failure> {
    match options.headless {
        true => options.format.suits_stdout()?,
        false => screen::demand_live(&options.look, label!("cli.screen.headless_prints"))?,
    }
    let (headless, format, look) = (options.headless, options.format, options.look);
    let recording = std::mem::take(&mut options.recording);
    let target = target(options)?;
    let recording = recording.open(note)?;
    let port = target.address.port;
    let has_identity = target.identity.is_some();
    if !headless {
        let kept = recording.clone();
        let ended = move |trace: &Trace| kept.add_quietly(trace, port);
        let (feed, driver) = net::connect_live(&target, ended)?;
        let seen = screen::watch(feed, look);
        driver.part();
        return seen.and_then(|()| recording.told());
    }
    note(label!("cli.connect.history"));
    let report = net::connect(&target)?;
    let trace = &report.trace;
    recording.add(trace, port)?;
    print::show(trace, &Wanted::whole(trace, format))?;
    if report.cut_short {
        note(label!("cli.connect.cut_short"));
    }
    let (sent, received) = (report.sent, report.received);
    note(&said!("cli.connect.data", sent, received).to_string());
    if let Some(error) = &report.not_again {
        return Err(Failure::from(&**error));
    }
    let shown = Shown::of(trace, has_identity);
    // if it failed because of that, the hint says so
    let is_noted = matches!(shown, Shown::Unwanted | Shown::Withheld(_) | Shown::Carried);
    if report.exchanged() && is_noted {
        note(&shown.said().to_string());
    }
    verdict(&report, &shown, target.accept_any_certificate)
}

/// Whether the server asked for a certificate of the client, and what it received.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    /// It did not ask, and there was none to send.
    Nothing,
    /// There is a certificate, and the server did not ask for one.
    Unwanted,
    /// It asked, and there is none.
    None,
    /// It asked, and there is one that it would not accept: why not.
    Withheld(Withheld),
    /// It asked, and received one.
    Certificate,
    /// It received one on the first connection, and the second resumed the session of the first.
    Carried,
}

impl Shown {
    fn of(trace: &Trace, has_identity: bool) -> Self {
        let last = trace.last_connection().id;
        let began = trace.session_began(last);
        // no one is asked when a session is resumed
        let connection = began.unwrap_or(last);
        let asked = trace.presented(connection, trace.steps().len()).is_some();
        match (asked, trace.connection(connection).withheld.clone()) {
            (false, _) if has_identity => Shown::Unwanted,
            (false, _) => Shown::Nothing,
            (true, None) if began.is_some() => Shown::Carried,
            (true, None) => Shown::Certificate,
            (true, Some(Withheld::NoneThere)) => Shown::None,
            (true, Some(why)) => Shown::Withheld(why),
        }
    }

    fn said(&self) -> Said {
        match self {
            Shown::Nothing => said!("cli.connect.shown.nothing"),
            Shown::Unwanted => said!("cli.connect.shown.unwanted"),
            Shown::None => said!("cli.connect.shown.none"),
            Shown::Withheld(why) => {
                said!(
                    "cli.connect.shown.withheld",
                    why = why.said(),
                    hint = why.hint()
                )
            }
            Shown::Certificate => said!("cli.connect.shown.certificate"),
            Shown::Carried => said!("cli.connect.shown.carried"),
        }
    }
}

fn target(options: ConnectOptions) -> Result<Target, Failure> {
    let ConnectOptions {
        address,
        server_name,
        ca,
        crl,
        cert,
        key,
        insecure,
        versions,
        fallback,
        switches,
        resume,
        suite,
        send,
        timeout,
        headless,
        ..
    } = options;
    let files = Files::Connect;
    let anchors = match &ca {
        Some(path) => files.anchors(&[path])?.into(),
        None => demo::certificates(&["root.pem"]),
    };
    let identity = match (&cert, &key) {
        (Some(certificate), Some(key)) => Some(files.identity(certificate, key)?),
        _ => None,
    };
    if ca.is_none() && headless {
        note(label!("cli.connect.demonstration_root"));
    }
    let send = send.or_else(|| headless.then(|| GREETING.to_owned()));
    Ok(Target {
        server_name: server_name.unwrap_or_else(|| address.host.clone()),
        address,
        anchors,
        revocation_lists: files.lists(&crl)?.into(),
        identity,
        accept_any_certificate: insecure,
        versions: versions.versions(suite)?,
        falls_back: fallback,
        switches: switches.into(),
        resumes: resume,
        suites: suite.map_or_else(|| Suite::defaults().collect(), |suite| vec![suite]),
        send: send.map(line),
        clock: UnixTime::now(),
        timeouts: match headless {
            true => Timeouts::through(timeout),
            false => Timeouts::stepping(timeout),
        },
    })
}

/// Many servers wait for the end of a line.
fn line(mut text: String) -> Vec<u8> {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.into_bytes()
}

fn verdict(report: &Report, shown: &Shown, insecure: bool) -> Result<(), Failure> {
    if report.exchanged() {
        return Ok(());
    }
    let reason = match report.failure() {
        Some(reason) => reason.to_owned(),
        None => label!("cli.connect.no_data").to_owned(),
    };
    let what = match report.established {
        true => said!("cli.connect.failed_later", reason),
        false => said!("cli.connect.failed", reason),
    };
    if let Some(diagnosis) = report.diagnosis() {
        note(&diagnosis.to_string());
    }
    let advice = advice(report, shown, insecure);
    Err(Failure::unfinished(
        what.to_string(),
        advice.map(|advice| advice.to_string()),
    ))
}

/// What may help after a connection that failed; `None` if nothing is known to help.
fn advice(report: &Report, shown: &Shown, insecure: bool) -> Option<Said> {
    let trace = &report.trace;
    let Outcome::Failed { alert, .. } = trace.outcome() else {
        return None;
    };
    match alert.as_ref().map(|sent| (sent.side, sent.alert)) {
        Some((Side::Server, alert)) => of_the_server(alert, shown),
        Some((Side::Client, alert)) => of_ours(report, alert, insecure),
        // it closed without sending anything
        None if !report.peer_speaks_tls() && !report.timed_out() => {
            Some(said!("cli.connect.hint.closed_at_once"))
        }
        None => None,
    }
}

fn of_the_server(alert: Alert, shown: &Shown) -> Option<Said> {
    use AlertDescription as A;
    Some(match alert.description {
        // it asked, so version and suite are not the reason
        A::HandshakeFailure
        | A::InsufficientSecurity
        | A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCa
        | A::AccessDenied
        | A::NoCertificate
            if !matches!(shown, Shown::Nothing | Shown::Unwanted) =>
        {
            shown.said()
        }
        A::HandshakeFailure | A::InsufficientSecurity => {
            said!("cli.connect.hint.nothing_in_common")
        }
        A::ProtocolVersion => said!("cli.connect.hint.server_version"),
        A::UnrecognizedName => said!("cli.connect.hint.unrecognized_name"),
        _ => return None,
    })
}

/// What may help if our client gave up. `--insecure` helps only if a check of the certificate failed that the
/// user may override, and if it was not given.
fn of_ours(report: &Report, alert: Alert, insecure: bool) -> Option<Said> {
    let trace = &report.trace;
    let checked = trace
        .steps()
        .iter()
        .find(|step| step.topic == Topic::CheckCertificate && step.failure.is_some() && !insecure);
    let failed = |kind: CheckKind| {
        let mut checks = checked.into_iter().flat_map(|step| &step.checks);
        checks
            .find(|check| !check.passed)
            .is_some_and(|check| check.name.is_of_chain(kind))
    };
    let certificate = checked.is_some_and(|step| step.checks.iter().any(|check| !check.passed));
    Some(match alert.description {
        _ if failed(CheckKind::HostName) => said!("cli.connect.hint.other_name"),
        AlertDescription::UnknownCa if certificate => said!("cli.connect.hint.unknown_ca"),
        _ if certificate => said!("cli.connect.hint.insecure"),
        AlertDescription::UnexpectedMessage if !report.peer_speaks_tls() => {
            said!("cli.connect.hint.no_tls")
        }
        AlertDescription::ProtocolVersion => said!("cli.connect.hint.other_version"),
        _ => return None,
    })
}

/// `HOST:PORT`, or what is wrong and, on a line of its own, what to write instead.
pub(super) fn address(text: &str) -> Result<Address, String> {
    text.parse()
        .map_err(|error: AddressError| match error.hint() {
            Some(hint) => format!("{error}\n{}", said!("cli.hint_line", hint)),
            None => error.to_string(),
        })
}

fn server_name(text: &str) -> Result<String, String> {
    match Reference::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(label!("cli.expected.name").to_owned()),
    }
}

/// A time of more than zero, and of at most a day.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || label!("cli.expected.seconds").to_owned();
    let number: f64 = text.parse().map_err(|_| expected())?;
    match (0.01..=86400.0).contains(&number) {
        true => Ok(Duration::from_secs_f64(number)),
        false => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_line_ends_once() {
        assert_eq!(line("hello".into()), b"hello\n");
        assert_eq!(line("hello\r\n".into()), b"hello\r\n");
    }

    #[test]
    fn seconds_are_more_than_none() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        for text in ["0", "-1", "NaN", "inf", "1e9", "", "ten"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
