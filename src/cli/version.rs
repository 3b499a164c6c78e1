//! The options for the versions of the protocol: `--min` and `--max`.

use super::failure::Failure;
use clap::Args;
use premaster::protocol::{Rules, Suite, Versions};
use premaster::said;
use premaster::wire::ProtocolVersion;

/// Which versions are spoken. What is older than TLS 1.2 is history, not advice.
#[derive(Debug, Clone, Copy, Args)]
pub struct VersionOptions {
    /// The oldest version to accept: 1.2, 1.1, 1.0 or ssl3.0. By default it is 1.2, or that of `--max` if
    /// that is older, unless a scenario sets it
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub min: Option<ProtocolVersion>,
    /// The newest version to offer or accept. By default it is 1.2, unless a scenario sets it
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub max: Option<ProtocolVersion>,
}

impl VersionOptions {
    /// The versions from one to the other.
    ///
    /// # Errors
    /// There is none between them, or the suite is newer than all of them.
    pub fn versions(self, suite: Option<&Suite>) -> Result<Versions, Failure> {
        let VersionOptions { min, max } = self;
        let range = Versions::default().limited(min, max);
        let range = range.ok_or_else(|| {
            let name = |version: Option<ProtocolVersion>| version.map(|it| it.to_string());
            let what = said!("cli.version.none", oldest = name(min), newest = name(max));
            Failure::usage(what.to_string(), said!("cli.version.hint").to_string())
        })?;
        match suite.filter(|suite| !suite.is_in(range.newest)) {
            None => Ok(range),
            Some(suite) => {
                let (since, newest) = (suite.since.to_string(), range.newest.to_string());
                let what = said!("cli.version.newer_suite", suite = suite.name, since, newest);
                let has = Suite::defaults().filter(|suite| suite.is_in(range.newest));
                let has: Vec<&str> = has.map(|suite| suite.name).collect();
                let hint = said!("cli.version.suites", has, newest = range.newest.to_string());
                Err(Failure::usage(what.to_string(), hint.to_string()))
            }
        }
    }
}

/// A version by its name.
pub(super) fn version(name: &str) -> Result<ProtocolVersion, String> {
    let found = Rules::by_name(name).map(|rules| rules.version);
    found.ok_or_else(|| {
        let known: Vec<String> = Rules::all().map(Rules::key).collect();
        said!("cli.expected.version", known).to_string()
    })
}
