//! `premaster derive`: what follows from given values, and what is wrong with someone's own results.
//!
//! The exit code is 0 if every record verifies and every result is right, and 1 if not.

mod input;

use super::failure::Failure;
use super::handout::HandoutOptions;
use super::print::{self, Format, Wanted};
use super::{note, run, screen, version};
use clap::{Args, ValueEnum};
use input::{Bytes, Got, Label, Sender};
use premaster::derive::{
    Covered, DeriveError, Derived, Given, RANDOM_LEN, Records, SECRET_LEN, Secret, derive,
};
use premaster::export::report::Content;
use premaster::label;
use premaster::pki::time::UnixTime;
use premaster::protocol::Suite;
use premaster::wire::ProtocolVersion;
use std::io::{self, IsTerminal};

/// What is given, and what to show.
#[derive(Debug, Args)]
pub struct DeriveOptions {
    /// The version: 1.2, 1.1, 1.0 or ssl3.0. By default it is that of the messages, or 1.2
    #[arg(long, value_name = "VERSION", value_parser = version::version)]
    tls: Option<ProtocolVersion>,
    /// The cipher suite, by its name in the RFC or in OpenSSL. By default it is that of the messages
    #[arg(long, value_name = "NAME", value_parser = run::suite)]
    suite: Option<&'static Suite>,
    /// The random of ClientHello, 32 bytes
    #[arg(long, value_name = "HEX", value_parser = input::random)]
    client_random: Option<[u8; RANDOM_LEN]>,
    /// The random of ServerHello, 32 bytes
    #[arg(long, value_name = "HEX", value_parser = input::random)]
    server_random: Option<[u8; RANDOM_LEN]>,
    /// The pre-master secret, 48 bytes
    #[arg(long, value_name = "HEX", value_parser = input::secret, conflicts_with = "master")]
    pre_master: Option<[u8; SECRET_LEN]>,
    /// The master secret, 48 bytes
    #[arg(long, value_name = "HEX", value_parser = input::secret)]
    master: Option<[u8; SECRET_LEN]>,
    /// Compute the extended master secret (RFC 7627). It needs the messages or their hash
    #[arg(long)]
    extended: bool,
    /// The hash of the handshake messages up to ClientKeyExchange, for the extended master secret
    #[arg(long, value_name = "HEX", value_parser = input::bytes)]
    session_hash: Option<Bytes>,
    /// The handshake messages so far, each with its header of 4 bytes; or the records that carry them. What is
    /// in the hellos need not be given again
    #[arg(long, value_name = "HEX", value_parser = input::bytes, conflicts_with = "transcript_hash")]
    messages: Option<Bytes>,
    /// The hash of the handshake messages before Finished, instead of the messages
    #[arg(long, value_name = "HEX", value_parser = input::bytes)]
    transcript_hash: Option<Bytes>,
    /// Whose verify_data to compute. By default it is what follows from the messages; from a hash, the client's
    #[arg(long, value_enum, value_name = "SIDE")]
    label: Option<Label>,
    /// Protected records to decrypt and verify, each with its header of 5 bytes
    #[arg(long, value_name = "HEX", value_parser = input::bytes)]
    record: Option<Bytes>,
    /// The side that has sent the records
    #[arg(long, value_enum, value_name = "SIDE", default_value_t = Sender::Client, requires = "record")]
    from: Sender,
    /// The sequence number of the first of the records. Finished is number 0
    #[arg(long, value_name = "N", default_value_t = 0, requires = "record")]
    sequence: u64,
    /// The MAC of a record comes last, over what is encrypted (RFC 7366)
    #[arg(long)]
    encrypt_then_mac: bool,
    /// A result of your own implementation, such as verify_data=HEX. If it differs, the usual mistakes are
    /// tried, and the one that gives your result is named. May be given more than once
    #[arg(long, value_name = "NAME=HEX", value_parser = input::got)]
    got: Vec<Got>,
    #[command(flatten)]
    handout: HandoutOptions,
    /// Print instead of opening the screen
    #[arg(long)]
    headless: bool,
    /// Print in this format instead of opening the screen
    #[arg(long, value_enum)]
    format: Option<Form>,
    #[command(flatten)]
    look: screen::Look,
}

/// What the text has of each step.
const TEXT: [Content; 5] = [
    Content::Explanations,
    Content::Fields,
    Content::Computations,
    Content::Values,
    Content::Checks,
];

/// The form of what is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// Text to read in a terminal
    Text,
    /// A document to read, to print or to hand out
    Markdown,
    /// A page that steps through the computations, without a network
    Html,
    /// Everything that was computed, for programs
    Json,
}

impl From<Form> for Format {
    fn from(form: Form) -> Format {
        match form {
            Form::Text => Format::Text,
            Form::Markdown => Format::Markdown,
            Form::Html => Format::Html,
            Form::Json => Format::Json,
        }
    }
}

/// Computes what follows, and shows it. `Ok(false)` means that a record does not verify or a result differs.
pub fn run(mut options: DeriveOptions) -> Result<bool, Failure> {
    let handout = std::mem::take(&mut options.handout);
    let printed = options.headless
        || options.format.is_some()
        || handout.are_given()
        || !io::stdout().is_terminal();
    let format = options.format.map_or(Format::Text, Format::from);
    let look = options.look;
    let derived = derive(options.given(), UnixTime::now()).map_err(|error| unusable(&error))?;
    let right = derived.all_right();
    let Derived { trace, notes } = derived;
    for said in &notes {
        note(&said.to_string());
    }
    match printed {
        true => {
            // other texts leave computations to Markdown and the screen
            let contents = match format {
                Format::Text => Some(&TEXT[..]),
                _ => format.contents(),
            };
            let wanted = Wanted {
                selection: handout.selection(&trace, contents)?,
                with_key: handout.key.is_none(),
                ..Wanted::whole(&trace, format)
            };
            print::save_key(&handout, &trace, &wanted, false)?;
            print::show(&trace, &wanted)?;
        }
        false => {
            screen::demand(&look, label!("cli.derive.print_instead"))?;
            screen::show(trace, label!("cli.derive.title").to_owned(), look)?;
        }
    }
    Ok(right)
}

impl DeriveOptions {
    fn given(self) -> Given {
        let pre_master = self.pre_master.map(Secret::PreMaster);
        let messages = self.messages.map(|it| Covered::Messages(it.0));
        Given {
            version: self.tls,
            suite: self.suite,
            extended: self.extended,
            encrypt_then_mac: self.encrypt_then_mac,
            client_random: self.client_random,
            server_random: self.server_random,
            secret: pre_master.or(self.master.map(Secret::Master)),
            session_hash: self.session_hash.map(|it| it.0),
            covered: messages.or(self.transcript_hash.map(|it| Covered::Hash(it.0))),
            owners: self.label.map(Label::sides),
            records: self.record.map(|bytes| Records {
                bytes: bytes.0,
                sender: self.from.into(),
                sequence: self.sequence,
            }),
            results: self.got.into_iter().map(|it| (it.name, it.bytes)).collect(),
        }
    }
}

fn unusable(error: &DeriveError) -> Failure {
    Failure::usage(error.to_string(), error.hint().to_string())
}
