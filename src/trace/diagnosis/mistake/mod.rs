//! The table of mistakes that people's own implementations make: the key of each, how to
//! compute with it, and what is said about it. It has three parts. In each the special cases come before
//! the general ones, because the first mistake that explains what came is named.

mod keys;
mod record;
mod verify_data;

use super::facts::{Facts, Record};
use super::recipe::Recipe;
use crate::text::Said;

/// Every mistake, in the order in which they are tried.
pub fn mistakes() -> impl Iterator<Item = &'static Mistake> {
    let stages = [Stage::Record, Stage::VerifyData];
    stages.into_iter().flat_map(Stage::mistakes)
}

/// Where a mistake shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// In keys, MAC, padding or IV: the record cannot be decrypted and verified.
    Record,
    /// In verify_data alone: the record is right.
    VerifyData,
}

impl Stage {
    /// The mistakes that show there.
    pub(super) fn mistakes(self) -> impl Iterator<Item = &'static Mistake> {
        let parts: [&[Mistake]; 2] = match self {
            Stage::Record => [record::MISTAKES, keys::MISTAKES],
            Stage::VerifyData => [verify_data::MISTAKES, &[]],
        };
        parts.into_iter().flatten()
    }
}

/// A mistake.
pub struct Mistake {
    /// The name in exports.
    pub key: &'static str,
    ways: Ways,
    /// What is said of it, with the name of the peer that made it.
    said: fn(peer: &'static str, &Facts<'_>, &Case) -> Said,
}

/// The ways to make a mistake.
enum Ways {
    /// One, which changes this.
    One(fn(&mut Recipe)),
    /// Several, each as what differs from `base`.
    Several(fn(base: &Recipe, facts: &Facts<'_>, record: &Record<'_>) -> Vec<Case>),
}

impl Mistake {
    /// The ways to make it, each as what differs from `base`.
    pub(super) fn cases(&self, base: &Recipe, facts: &Facts<'_>, record: &Record<'_>) -> Vec<Case> {
        match self.ways {
            Ways::One(change) => vec![base.but(change)],
            Ways::Several(cases) => cases(base, facts, record),
        }
    }

    /// What is said of it, made in one of its ways.
    pub(super) fn said(&self, facts: &Facts<'_>, case: &Case) -> Said {
        (self.said)(facts.peer.name(), facts, case)
    }
}

/// One way to make a mistake.
#[derive(Clone, Debug)]
pub struct Case {
    /// How everything is computed.
    pub recipe: Recipe,
    /// What tells this way from others: a name or a value, if there is something.
    pub detail: String,
}

impl Recipe {
    /// The same with something changed.
    fn but(&self, change: impl FnOnce(&mut Recipe)) -> Case {
        let mut recipe = self.clone();
        change(&mut recipe);
        Case {
            recipe,
            detail: String::new(),
        }
    }
}

impl Case {
    fn detail(self, detail: impl Into<String>) -> Self {
        Case {
            detail: detail.into(),
            ..self
        }
    }
}

/// A label, in which a byte that cannot be seen is shown.
fn shown(label: &str) -> String {
    label.replace('\0', "\\0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_key_names_one_mistake() {
        let keys: BTreeSet<&str> = mistakes().map(|mistake| mistake.key).collect();
        assert_eq!(keys.len(), mistakes().count());
    }
}
