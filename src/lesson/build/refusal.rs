//! Why a scenario cannot be built.

use crate::said;
use crate::text::Said;

/// Why a scenario cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Its handshake is not completed.
    Fails,
    /// Its version is not the newest here.
    Older,
    /// It has something that is not among the pieces: a ticket, a switch, an attacker, a side that deviates.
    Special,
    /// Its cipher is a stream cipher, which has neither an IV nor padding.
    Stream,
}

impl Refusal {
    /// Why, in words.
    pub fn said(self, scenario: &str) -> Said {
        match self {
            Refusal::Fails => said!("lesson.build.refusal.fails", scenario),
            Refusal::Older => said!("lesson.build.refusal.older", scenario),
            Refusal::Special => said!("lesson.build.refusal.special", scenario),
            Refusal::Stream => said!("lesson.build.refusal.stream", scenario),
        }
    }
}
