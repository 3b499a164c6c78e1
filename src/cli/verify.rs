//! `premaster verify`: the checks of a chain, for anyone's files.
//!
//! The exit code is 0 for a chain that is valid, 1 for one that is not, and 2 for files or options that
//! cannot be used.

use super::failure::Failure;
use super::{print, to_stdout};
use clap::{Args, ValueEnum};
use premaster::export::verify;
use premaster::pki::revocation::RevocationList;
use premaster::pki::time::UnixTime;
use premaster::pki::{Certificate, Policy, Purpose, host_name::Reference, verify_chain};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file that is longer than this, in bytes, is no certificate or list.
const MAX_FILE_LEN: u64 = 16 << 20;

/// What to check, and against what.
#[derive(Debug, Args)]
pub struct VerifyOptions {
    /// The chain, PEM or DER: the certificate in question first, then the others in any order
    #[arg(value_name = "CHAIN")]
    chain: PathBuf,
    /// The certificates to trust, PEM or DER
    #[arg(long, value_name = "FILE", required = true)]
    ca: Vec<PathBuf>,
    /// The name that the certificate must be for: a DNS name or an IP address
    #[arg(long, value_name = "HOST")]
    name: Option<String>,
    /// What the certificate is to be good for
    #[arg(long, value_enum, default_value_t = For::Server)]
    purpose: For,
    /// Revocation lists, PEM or DER; without any, revocation is not asked about
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// The time to check for instead of the present, such as 2026-11-21T00:21:43Z
    #[arg(long, value_name = "TIME")]
    clock: Option<UnixTime>,
    /// Text to read, or JSON for programs (docs/verify.md)
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// A server with which keys are exchanged by RSA
    Server,
    /// A client that signs
    Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// Checks and prints; says whether the chain is valid.
pub fn run(options: VerifyOptions) -> Result<bool, Failure> {
    let name = options.name.as_deref();
    if let Some(name) = name {
        if options.purpose == For::Client {
            return Err(Failure::usage(
                "`--name` is for the certificate of a server",
                "leave it out, or say `--purpose server`.",
            ));
        }
        if Reference::parse(name).is_none() {
            return Err(Failure::usage(
                format!("expected a DNS name or an IP address, got {name:?}"),
                "such as shop.example, or 192.0.2.1.",
            ));
        }
    }
    let chain = read(&options.chain, &CERTIFICATES)?;
    let mut anchors = Vec::new();
    for path in &options.ca {
        anchors.extend(read(path, &CERTIFICATES)?);
    }
    let mut lists = Vec::new();
    for path in &options.crl {
        lists.extend(read(path, &LISTS)?);
    }
    let policy = Policy {
        anchors: &anchors,
        purpose: match options.purpose {
            For::Server => Purpose::Server { name },
            For::Client => Purpose::Client,
        },
        clock: options.clock.unwrap_or_else(UnixTime::now),
        revocation_lists: &lists,
    };
    let verdict = verify_chain(&chain, &policy);
    to_stdout(|out| match options.format {
        Form::Text => verify::text(out, &verdict, &policy, print::style_of_stdout()),
        Form::Json => verify::json(out, &verdict, &policy),
    })?;
    Ok(verdict.passed())
}

/// A kind of file: what it is called, and how it is read.
struct Kind<T> {
    what: &'static str,
    hint: &'static str,
    pem: fn(&str) -> Result<Vec<T>, String>,
    der: fn(&[u8]) -> Result<T, String>,
}

const CERTIFICATES: Kind<Certificate> = Kind {
    what: "certificates",
    hint: "`openssl x509 -in FILE -text` shows what is in a certificate.",
    pem: |text| Certificate::from_pem_chain(text).map_err(|error| error.to_string()),
    der: |der| Certificate::from_der(der).map_err(|error| error.to_string()),
};

const LISTS: Kind<RevocationList> = Kind {
    what: "revocation lists",
    hint: "`openssl crl -in FILE -text` shows what is in a list.",
    pem: |text| RevocationList::from_pem(text).map_err(|error| error.to_string()),
    der: |der| RevocationList::from_der(der).map_err(|error| error.to_string()),
};

fn read<T>(path: &Path, kind: &Kind<T>) -> Result<Vec<T>, Failure> {
    let shown = path.display();
    let unusable = |why: String| {
        let what = kind.what;
        Failure::usage(
            format!("{shown}: expected {what} as PEM or DER; {why}"),
            kind.hint,
        )
    };
    let mut bytes = Vec::new();
    let file =
        File::open(path).and_then(|file| file.take(MAX_FILE_LEN + 1).read_to_end(&mut bytes));
    if let Err(error) = file {
        return Err(Failure::usage(
            format!("cannot read {shown}: {error}"),
            kind.hint,
        ));
    }
    if bytes.len() as u64 > MAX_FILE_LEN {
        return Err(unusable(format!("it has more than {MAX_FILE_LEN} bytes")));
    }
    // DER begins with the tag of a SEQUENCE, which is a digit in text
    let is_der = bytes.first() == Some(&0x30) && !bytes.starts_with(b"0 ");
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains("-----BEGIN ") => (kind.pem)(text).map_err(unusable),
        _ if is_der => match (kind.der)(&bytes) {
            Ok(one) => Ok(vec![one]),
            Err(why) => Err(unusable(why)),
        },
        _ if bytes.is_empty() => Err(unusable("the file is empty".to_owned())),
        _ => Err(unusable("it is neither".to_owned())),
    }
}
