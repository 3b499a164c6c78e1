//! The table of mistakes that people's own implementations make: the key of each, how to
//! compute with it, and what is said about it. It has three parts. In each the special cases come before
//! the general ones, because the first mistake that explains what came is named.

mod keys;
mod record;
mod row;
mod verify_data;

pub use row::{Case, Mistake};

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
    /// In secrets and keys: no record is looked at.
    Keys,
    /// In verify_data alone: the record is right.
    VerifyData,
}

impl Stage {
    /// The mistakes that show there.
    pub(super) fn mistakes(self) -> impl Iterator<Item = &'static Mistake> {
        let parts: [&[Mistake]; 2] = match self {
            Stage::Record => [record::MISTAKES, keys::MISTAKES],
            Stage::Keys => [keys::MISTAKES, &[]],
            Stage::VerifyData => [verify_data::MISTAKES, &[]],
        };
        parts.into_iter().flatten()
    }
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
