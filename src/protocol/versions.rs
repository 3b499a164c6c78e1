//! The versions that an endpoint speaks, from the oldest to the newest.

use super::rules::Rules;
use crate::wire::ProtocolVersion;

/// A range of versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The oldest.
    pub oldest: ProtocolVersion,
    /// The newest.
    pub newest: ProtocolVersion,
}

impl Default for Versions {
    /// The newest version that can be run, and no other.
    fn default() -> Self {
        Versions::only(Rules::newest().version)
    }
}

impl Versions {
    /// A single version.
    pub const fn only(version: ProtocolVersion) -> Self {
        Versions {
            oldest: version,
            newest: version,
        }
    }

    /// These versions with another oldest or newest one. What is left open moves out of the way: with
    /// TLS 1.0 as the newest, the oldest is not TLS 1.2. `None` if the given oldest is newer than the given
    /// newest.
    pub fn limited(
        self,
        oldest: Option<ProtocolVersion>,
        newest: Option<ProtocolVersion>,
    ) -> Option<Self> {
        let (mut range, code) = (self, ProtocolVersion::code);
        match (oldest, newest) {
            (Some(oldest), Some(newest)) => range = Versions { oldest, newest },
            (Some(oldest), None) => {
                range.oldest = oldest;
                range.newest = std::cmp::max_by_key(range.newest, oldest, |it| code(*it));
            }
            (None, Some(newest)) => {
                range.newest = newest;
                range.oldest = std::cmp::min_by_key(range.oldest, newest, |it| code(*it));
            }
            (None, None) => {}
        }
        (code(range.oldest) <= code(range.newest)).then_some(range)
    }

    /// The rules of each, the newest first.
    pub fn rules(self) -> impl Iterator<Item = &'static Rules> {
        Rules::all().filter(move |rules| self.contains(rules.version))
    }

    /// Whether a version is one of them.
    pub fn contains(self, version: ProtocolVersion) -> bool {
        (self.oldest.code()..=self.newest.code()).contains(&version.code())
    }

    /// Those of them that a peer offering up to `highest` may select (RFC 5246 appendix E.1).
    pub fn up_to(self, highest: ProtocolVersion) -> impl Iterator<Item = &'static Rules> {
        self.rules().filter(move |rules| rules.offered_by(highest))
    }
}
