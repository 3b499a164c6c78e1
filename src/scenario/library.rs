//! The scenarios that are built into the program, and scenarios in files.

use super::description::{Overrides, Scenario};
use super::error::ScenarioError;
use super::file::{Fault, position};
use crate::pki::time::UnixTime;
use crate::protocol::{SUITES, Suite};
use crate::text::{escaped, hex, near, nearest};
use crate::trace::RunName;
use crate::{label, said};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

macro_rules! builtin {
    ($($group:ident: $($name:literal),*;)*) => {
        [$($((
            Group::$group,
            $name,
            include_str!(concat!("../../assets/scenarios/", $name, ".toml")),
        )),*),*]
    };
}

/// Group, name and text of every scenario of the program, in the order of a course: first what goes
/// well, then certificates, negotiation, the client, the attacker on the way, recordings, and what is older.
static BUILTIN: [(Group, &str, &str); 47] = builtin![
    Well:
        "classic",
        "mutual";
    Again:
        "two-connections",
        "resumed",
        "forgotten",
        "ticket";
    ServerCertificate:
        "expired",
        "not-yet-valid",
        "wrong-host",
        "self-signed",
        "unknown-ca",
        "missing-intermediate",
        "bad-signature",
        "revoked",
        "stale-crl",
        "not-a-ca",
        "wrong-usage";
    Impostor:
        "impostor",
        "impostor-silent";
    Agreement:
        "no-common-suite",
        "no-common-version";
    ClientCertificate:
        "client-no-certificate",
        "client-revoked",
        "client-not-in-directory",
        "client-wrong-key";
    Between:
        "tampered-hello",
        "stripped-suites",
        "stripped-suites-unchecked",
        "flipped-pre-master",
        "flipped-record",
        "replayed-record",
        "dropped-record",
        "reordered-messages",
        "truncated-close",
        "truncated-order",
        "truncated-order-unchecked";
    Recording:
        "replayed-client",
        "replayed-client-broken-random",
        "replayed-server",
        "replayed-server-broken-random";
    Older:
        "tls11",
        "tls10",
        "ssl3",
        "rc4",
        "triple-des",
        "fallback",
        "fallback-refused";
];

/// Maximum length of a file in bytes.
const MAX_FILE_LEN: u64 = 1 << 20;

/// What a scenario of the program is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// All goes well.
    Well,
    /// A further connection follows, and may resume the session of the first.
    Again,
    /// The server's certificate fails a check.
    ServerCertificate,
    /// The server does not have the key of its certificate.
    Impostor,
    /// The two have no suite or version in common.
    Agreement,
    /// The client's certificate fails a check.
    ClientCertificate,
    /// An attacker is on the path.
    Between,
    /// An attacker plays one side from a recording.
    Recording,
    /// Older versions and ciphers, which must not be used any more.
    Older,
}

impl Group {
    /// What a list calls it.
    pub fn title(self) -> &'static str {
        match self {
            Group::Well => label!("scenario.group.well"),
            Group::Again => label!("scenario.group.again"),
            Group::ServerCertificate => label!("scenario.group.server_certificate"),
            Group::Impostor => label!("scenario.group.impostor"),
            Group::Agreement => label!("scenario.group.agreement"),
            Group::ClientCertificate => label!("scenario.group.client_certificate"),
            Group::Between => label!("scenario.group.between"),
            Group::Recording => label!("scenario.group.recording"),
            Group::Older => label!("scenario.group.older"),
        }
    }
}

/// A scenario of the program, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name, to be given to [`Scenario::builtin`].
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// What it shows, in a sentence.
    pub description: String,
    /// What there is to learn from it, in a sentence.
    pub lesson: String,
}

impl Scenario {
    /// The scenarios of the program.
    pub fn list() -> Vec<Listed> {
        let listed = |&(group, name, text): &(Group, &'static str, &str)| {
            // seed and clock are given, so that listing needs neither random numbers nor a clock
            let overrides = Overrides {
                clock: Some(UnixTime(0)),
                ..Overrides::seed(0)
            };
            // cannot fail: the texts are part of the program, and a test reads every one
            #[allow(clippy::expect_used)]
            let scenario = Scenario::from_toml(text, name, name, overrides)
                .expect("a scenario of the program is malformed");
            Listed {
                name,
                group,
                description: scenario.description,
                lesson: scenario.lesson,
            }
        };
        BUILTIN.iter().map(listed).collect()
    }

    /// The scenario of the program with this name.
    ///
    /// # Errors
    /// [`ScenarioError::UnknownName`] with the names that exist.
    pub fn builtin(name: &str, overrides: Overrides) -> Result<Scenario, ScenarioError> {
        match BUILTIN.iter().find(|(_, known, _)| *known == name) {
            Some((_, name, text)) => Scenario::from_toml(text, name, name, overrides),
            None => Err(unknown(name)),
        }
    }

    /// The run by name, if the scenario's name and seed are enough to make it again at another time: it is one of the
    /// program's, and nothing else was changed in it.
    pub fn run_name(&self) -> Option<RunName> {
        let overrides = Overrides {
            clock: Some(self.clock),
            ..Overrides::seed(self.seed)
        };
        let builtin = Scenario::builtin(&self.name, overrides).ok()?;
        let same = Scenario {
            expect: builtin.expect.clone(),
            ..self.clone()
        };
        (same == builtin).then(|| RunName {
            scenario: self.name.clone(),
            seed: Some(self.seed),
        })
    }

    /// The scenario of the program with this name, with the text of another file laid over its own: tables are
    /// merged, and anything else takes the place of what was there. It need not end as the scenario does.
    ///
    /// # Errors
    /// [`ScenarioError::UnknownName`], and [`ScenarioError::Malformed`] if the text does not fit.
    pub fn overlaid(
        name: &str,
        overlay: &str,
        overrides: Overrides,
    ) -> Result<Scenario, ScenarioError> {
        if overlay.trim().is_empty() {
            return Scenario::builtin(name, overrides);
        }
        let Some((_, name, text)) = BUILTIN.iter().find(|(_, known, _)| *known == name) else {
            return Err(unknown(name));
        };
        // a table of its own, so that a mistake in it is found where it stands
        let malformed = |error| Fault::of_toml(&error, overlay).in_text(overlay, name);
        let over: toml::Table = toml::from_str(overlay).map_err(malformed)?;
        let mut whole: toml::Table = toml::from_str(text).map_err(malformed)?;
        whole.remove("expect");
        lay_over(&mut whole, over);
        Scenario::from_toml(&whole.to_string(), name, name, overrides)
    }

    /// The scenario of the program with this name, or else the one in the file at this path. A
    /// scenario from a file is named as the file, without folder and extension.
    ///
    /// # Errors
    /// [`ScenarioError`], for everything that can be wrong with a name or a file.
    pub fn load(name_or_file: &OsStr, overrides: Overrides) -> Result<Scenario, ScenarioError> {
        let name = name_or_file.to_string_lossy();
        if BUILTIN.iter().any(|(_, known, _)| *known == name) {
            return Scenario::builtin(&name, overrides);
        }
        let path = Path::new(name_or_file);
        let origin = escaped(path.display().to_string().as_bytes());
        match read(path) {
            Ok(bytes) if bytes.len() as u64 > MAX_FILE_LEN => Err(ScenarioError::TooLong {
                origin,
                most: MAX_FILE_LEN,
            }),
            Ok(bytes) => {
                let stem = path.file_stem().unwrap_or(name_or_file).to_string_lossy();
                let stem = escaped(stem.as_bytes());
                let text = text(&bytes, &origin)?;
                Scenario::from_toml_in(text, &stem, &origin, path.parent(), overrides)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_name(path) => {
                Err(unknown(&name))
            }
            Err(source) => Err(ScenarioError::Unreadable {
                path: path.to_owned(),
                source,
            }),
        }
    }
}

/// The suite that a person means by `name`, as [`Suite::by_name`] reads it.
///
/// # Errors
/// [`ScenarioError::UnknownSuite`] with the names that exist, the most similar first.
pub fn suite_named(name: &str) -> Result<&'static Suite, ScenarioError> {
    Suite::by_name(name).ok_or_else(|| {
        let candidates = SUITES.iter().map(|suite| {
            let short = suite
                .name
                .strip_prefix("TLS_RSA_WITH_")
                .unwrap_or(suite.name);
            (suite.name, vec![short, suite.openssl])
        });
        ScenarioError::UnknownSuite {
            got: name.to_owned(),
            nearest: nearest(name, candidates),
        }
    })
}

/// Lays a table over another one.
fn lay_over(table: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (table.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                table.insert(key, value);
            }
        }
    }
}

/// The names of the scenarios of the program.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    BUILTIN.iter().map(|(_, name, _)| *name)
}

fn unknown(name: &str) -> ScenarioError {
    let candidates = BUILTIN.iter().map(|(_, name, _)| (*name, Vec::new()));
    ScenarioError::UnknownName {
        got: name.to_owned(),
        near: near(name, candidates),
    }
}

/// Whether the user may have meant it as a name: no folder, no extension.
fn is_name(path: &Path) -> bool {
    path.extension().is_none() && path.components().count() <= 1
}

/// The bytes of a file. If it is longer than a scenario may be, only one byte more than the limit.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_FILE_LEN + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// How packet captures begin: pcap in either byte order, with microseconds or nanoseconds, and pcapng.
const CAPTURES: [[u8; 4]; 5] = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0x0a, 0x0d, 0x0d, 0x0a],
];

/// The bytes of a file as text.
fn text<'b>(bytes: &'b [u8], origin: &str) -> Result<&'b str, ScenarioError> {
    let capture = CAPTURES.iter().any(|magic| bytes.starts_with(magic));
    match std::str::from_utf8(bytes) {
        Ok(text) if !capture => Ok(text),
        // a text in another encoding has no NUL
        Err(error) if !capture && !bytes.contains(&0) => {
            let end = error.valid_up_to();
            let before = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
            let (line, column) = position(before, end);
            let byte = hex(&bytes[end..=end]);
            Err(ScenarioError::Malformed {
                origin: origin.to_owned(),
                line,
                column,
                message: said!("scenario.file.not_utf8", byte),
                hint: Some(said!("scenario.hint.utf8")),
            })
        }
        _ => Err(ScenarioError::NotText {
            origin: origin.to_owned(),
            capture,
        }),
    }
}
