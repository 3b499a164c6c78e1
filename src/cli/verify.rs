//! `premaster verify`: the checks of a certificate chain from files.
//!
//! The exit code is 0 if the chain is valid, 1 if it is not, and 2 if files or options cannot be used or the
//! answer cannot be written.

use super::failure::Failure;
use super::files::Files;
use super::{print, text_to_stdout, to_stdout};
use clap::{Args, ValueEnum};
use premaster::export::verify;
use premaster::pki::name::shown;
use premaster::pki::time::{TimeError, UnixTime};
use premaster::pki::{Policy, Purpose, host_name::Reference, verify_chain};
use premaster::{label, said};
use std::path::PathBuf;

/// The exit code when no answer could be given.
const NO_ANSWER: u8 = 2;

/// What to check, and against what.
#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// The chain, PEM or DER, or `-` for standard input. The certificate to check comes first, the others in
    /// any order
    #[arg(value_name = "CHAIN")]
    chain: PathBuf,
    /// The certificates to trust, PEM or DER. May be given more than once
    #[arg(long, value_name = "FILE", required = true)]
    ca: Vec<PathBuf>,
    /// The host that the certificate must name: a DNS name or an IP address
    #[arg(long, value_name = "HOST")]
    name: Option<String>,
    /// What the certificate is to be used for
    #[arg(long, value_enum, default_value_t = For::Server)]
    purpose: For,
    /// Revocation lists, PEM or DER. May be given more than once. Without it, revocation is not checked
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The time at which the chain must be valid, such as 2026-11-21T00:21:43Z. The default is the present
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
    /// Show every check, not only the failed ones and the four classical questions
    #[arg(long)]
    all: bool,
    /// Text to read, or JSON for programs (docs/verify.md)
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// A server that uses RSA key exchange
    Server,
    /// A client that signs CertificateVerify
    Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// Checks and prints. Returns whether the chain is valid.
pub fn run(options: VerifyOptions) -> Result<bool, Failure> {
    let name = options.name.as_deref();
    if let Some(name) = name {
        if options.purpose == For::Client {
            return Err(Failure::usage(
                said!("cli.verify.name_of_client").to_string(),
                label!("cli.verify.name_of_client_hint"),
            ));
        }
        check_name(name)?;
    }
    let clock = match &options.clock {
        None => UnixTime::now(),
        Some(text) => text.parse().map_err(|error: TimeError| {
            let message = said!("cli.verify.clock", error = error.to_string());
            Failure::usage(message.to_string(), label!("cli.verify.clock_hint"))
        })?,
    };
    let files = Files::Verify;
    let chain = files.chain(&options.chain)?;
    let anchors = files.anchors(&options.ca)?;
    let lists = files.lists(&options.crl)?;
    let policy = Policy {
        anchors: &anchors,
        purpose: match options.purpose {
            For::Server => Purpose::Server { name },
            For::Client => Purpose::Client,
        },
        clock,
        revocation_lists: &lists,
    };
    let verdict = verify_chain(&chain, &policy);
    let asked = verify::Asked {
        verdict: &verdict,
        presented: &chain,
        policy: &policy,
        all: options.all,
    };
    match options.format {
        Form::Text => text_to_stdout(|out| verify::text(out, asked, print::style_of_stdout())),
        Form::Json => to_stdout(|out| verify::json(out, asked)),
    }
    // 1 would say that the chain is not valid
    .map_err(|mut failure| {
        failure.code = NO_ANSWER;
        failure
    })?;
    Ok(verdict.passed())
}

fn check_name(name: &str) -> Result<(), Failure> {
    if Reference::parse(name).is_some() {
        return Ok(());
    }
    let quoted = shown(name);
    let numbers = name
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    Err(match numbers && name.contains('.') {
        true => Failure::usage(
            said!("cli.verify.name_like_address", quoted).to_string(),
            label!("cli.verify.name_like_address_hint"),
        ),
        false => Failure::usage(
            said!("cli.verify.name", quoted).to_string(),
            label!("cli.verify.name_hint"),
        ),
    })
}
