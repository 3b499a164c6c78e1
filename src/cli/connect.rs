//! `premaster connect`: a handshake with a real server.
//!
//! Headless, the exit code is 0 when application data was exchanged: the handshake was completed,
//! and then data came, or was sent and not answered with a fatal alert.

use super::failure::Failure;
use super::files::Files;
use super::print::{self, Format};
use super::{note, run, screen, to_stdout};
use clap::Args;
use premaster::crypto::suite::{SUITES, Suite};
use premaster::net::{self, Address, Report, Target, Timeouts};
use premaster::pki::host_name::Reference;
use premaster::pki::time::UnixTime;
use premaster::pki::{CheckKind, demo};
use premaster::trace::{Outcome, Side, Trace, Withheld};
use premaster::wire::display::count;
use premaster::wire::{Alert, AlertDescription};
use std::path::PathBuf;
use std::time::Duration;

/// What is sent when nothing else is asked for.
const GREETING: &str = "Hello from premaster.";

/// Whom to connect to, and how.
#[derive(Debug, Args)]
pub struct ConnectOptions {
    /// The server; no other host is talked to
    #[arg(value_name = "HOST:PORT")]
    address: Address,
    /// The name to ask for and to look for in the certificate, instead of HOST
    #[arg(long, value_name = "N", value_parser = server_name)]
    server_name: Option<String>,
    /// The certificates to trust, PEM or DER, instead of the demonstration root
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Revocation lists, PEM or DER: the server's certificate must not be on that of its issuer. May be
    /// given several times; without it nobody asks whether a certificate was revoked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The client's certificate chain, PEM or DER, shown to a server that asks for one
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The private key that belongs to the certificate, PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Go on when the server's certificate does not pass its checks
    #[arg(long)]
    insecure: bool,
    /// The only cipher suite to offer, by its name in the RFC or in OpenSSL
    #[arg(long, value_name = "NAME", value_parser = run::suite)]
    suite: Option<&'static Suite>,
    /// What to send once the handshake is complete; a line end is added if it has none.
    /// Headless, a greeting without it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    send: Option<String>,
    /// How long to wait for each: TCP, the handshake, the answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// Run through and print, without the screen
    #[arg(long)]
    headless: bool,
    #[command(flatten)]
    look: screen::Look,
    /// Text to read in a terminal, Markdown to read as a document, JSON for programs, or a shell
    /// script that computes the run again with OpenSSL (docs/formats.md)
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "headless")]
    format: Format,
}

/// Connects, headless or on the screen.
pub fn run(options: ConnectOptions) -> Result<(), Failure> {
    if !options.headless {
        screen::demand("`--headless` runs through and prints.")?;
    }
    let (headless, format, look) = (options.headless, options.format, options.look);
    let target = target(options)?;
    let has_identity = target.identity.is_some();
    if !headless {
        let (feed, driver) = net::connect_live(&target)?;
        let seen = screen::watch(feed, look);
        driver.part();
        return seen;
    }
    note(
        "only RSA key exchange is offered. It is history (no forward secrecy), and most public \
         servers refuse it today.",
    );
    let report = net::connect(&target)?;
    let trace = &report.trace;
    to_stdout(|out| {
        let style = print::style_of_stdout();
        print::print(out, format, trace, &trace.steps, None, style)
    })?;
    if report.cut_short {
        note("closed here, because more came than is kept.");
    }
    note(&format!(
        "application data: {} sent, {} received.",
        count(report.sent as u64, "byte"),
        count(report.received as u64, "byte"),
    ));
    let shown = Shown::of(trace, has_identity);
    // where it failed because of that, the advice says so
    if let (true, Shown::Unwanted | Shown::Withheld(_)) = (report.exchanged(), &shown) {
        note(&shown.words());
    }
    verdict(&report, &shown)
}

/// Whether the server asked who the client is, and what it got to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Nobody asked, and there was nothing to show.
    Nothing,
    /// There is a certificate, and the server did not ask for one.
    Unwanted,
    /// It asked, and there is none.
    None,
    /// It asked, and there is one that it would not take: why not.
    Withheld(Withheld),
    /// It asked, and got one.
    Certificate,
}

impl Shown {
    fn of(trace: &Trace, has_identity: bool) -> Self {
        let asked = trace.presented(trace.steps.len()).is_some();
        match (asked, trace.withheld) {
            (false, _) if has_identity => Shown::Unwanted,
            (false, _) => Shown::Nothing,
            (true, None) => Shown::Certificate,
            (true, Some(Withheld::NoneThere)) => Shown::None,
            (true, Some(why)) => Shown::Withheld(why),
        }
    }

    fn words(&self) -> String {
        match self {
            Shown::Nothing => "the server did not ask who the client is.".to_owned(),
            Shown::Unwanted => {
                "the certificate of `--cert` was not sent: the server did not ask for one."
                    .to_owned()
            }
            Shown::None => {
                "the server asks for a client certificate: `--cert` and `--key` show one."
                    .to_owned()
            }
            Shown::Withheld(why) => {
                format!(
                    "the certificate of `--cert` was not sent, because the server would not take it: {why}."
                )
            }
            Shown::Certificate => {
                "the server got the certificate of `--cert`, and may not take it.".to_owned()
            }
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
        note("only the demonstration root is trusted; `--ca FILE` names others.");
    }
    let send = send.or_else(|| headless.then(|| GREETING.to_owned()));
    Ok(Target {
        server_name: server_name.unwrap_or_else(|| address.host.clone()),
        address,
        anchors,
        revocation_lists: files.lists(&crl)?.into(),
        identity,
        accept_any_certificate: insecure,
        suites: suite.map_or_else(|| SUITES.iter().collect(), |suite| vec![suite]),
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

fn verdict(report: &Report, shown: &Shown) -> Result<(), Failure> {
    if report.exchanged() {
        return Ok(());
    }
    let reason = report
        .failure()
        .unwrap_or("no application data was exchanged");
    let what = match report.established {
        true => "the handshake was completed, but then",
        false => "the handshake failed",
    };
    Err(Failure::unfinished(
        format!("{what}: {reason}"),
        advice(&report.trace, shown),
    ))
}

/// What may help after a handshake that failed.
fn advice(trace: &Trace, shown: &Shown) -> Option<String> {
    let Outcome::Failed { alert, reason } = &trace.outcome else {
        return None;
    };
    let sent = alert.as_ref().map(|sent| (sent.side, sent.alert));
    let advice = match sent {
        Some((Side::Server, alert)) => return of_the_server(alert, shown),
        Some((Side::Client, alert)) => of_ours(trace, alert)?,
        None if trace.version.is_none() && !reason.contains("within") => {
            "does a TLS server listen on that port? Some close without a word when no suite suits \
             them."
        }
        None => return None,
    };
    Some(advice.to_owned())
}

fn of_the_server(alert: Alert, shown: &Shown) -> Option<String> {
    use AlertDescription as A;
    let advice = match alert.description {
        // it asked, and so suite and version suit it
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
            return Some(shown.words());
        }
        A::HandshakeFailure | A::InsufficientSecurity => {
            "the server found nothing in common with this offer: TLS 1.2 with RSA key exchange and \
             AES-CBC, which most servers refuse today. `premaster serve` takes it, and so does \
             `openssl s_server -tls1_2 -cipher AES128-SHA256:@SECLEVEL=0` with an RSA key."
        }
        A::ProtocolVersion => "the server does not speak TLS 1.2, which is what is offered here.",
        A::UnrecognizedName => {
            "the server does not know that name; `--server-name N` asks for another."
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

fn of_ours(trace: &Trace, alert: Alert) -> Option<&'static str> {
    let failed = trace
        .steps
        .iter()
        .flat_map(|step| &step.checks)
        .find(|check| !check.passed);
    if failed.is_some_and(|check| check.name.is_of_chain(CheckKind::HostName)) {
        return Some(
            "`--server-name N` asks for another name; the demonstration's is shop.example.",
        );
    }
    Some(match alert.description {
        AlertDescription::UnknownCa => {
            "`--ca FILE` trusts the certificates in FILE, `--insecure` any certificate at all."
        }
        AlertDescription::UnexpectedMessage if trace.version.is_none() => {
            "does a TLS server listen on that port?"
        }
        AlertDescription::ProtocolVersion => "the server speaks another version of TLS than 1.2.",
        _ if trace.suite.is_some() && failed.is_some() => {
            "`--insecure` goes on whatever the certificate is."
        }
        _ => return None,
    })
}

fn server_name(text: &str) -> Result<String, String> {
    match Reference::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("expected a DNS name or an IP address".to_owned()),
    }
}

/// A time of more than nothing, and not more than a day.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || "expected a number of seconds from 0.01 to 86400".to_owned();
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
