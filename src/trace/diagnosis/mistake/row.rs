//! A row of the table: a mistake, the ways to make it, and what is said about it.

use crate::text::Said;
use crate::trace::diagnosis::facts::{Facts, Record};
use crate::trace::diagnosis::recipe::Recipe;

/// A mistake.
pub struct Mistake {
    /// The name in exports.
    pub key: &'static str,
    /// The belief that it shows, by its key in `assets/en/beliefs.toml`; `None` for a slip.
    pub belief: Option<&'static str>,
    pub(super) ways: Ways,
    /// What is said of it, with the name of the side or the implementation that made it.
    pub(super) said: fn(peer: &'static str, &Facts<'_>, &Case) -> Said,
}

/// The ways to make a mistake.
pub(super) enum Ways {
    /// One, which changes this.
    One(fn(&mut Recipe)),
    /// Several, each as what differs from `base`. `record` is the one that is looked at, if it is one.
    Several(fn(base: &Recipe, facts: &Facts<'_>, record: Option<&Record<'_>>) -> Vec<Case>),
}

impl Mistake {
    /// The ways to make it, each as what differs from `base`.
    pub(in crate::trace::diagnosis) fn cases(
        &self,
        base: &Recipe,
        facts: &Facts<'_>,
        record: Option<&Record<'_>>,
    ) -> Vec<Case> {
        match self.ways {
            Ways::One(change) => vec![base.but(change)],
            Ways::Several(cases) => cases(base, facts, record),
        }
    }

    /// What is said of it, made in one of its ways.
    pub(in crate::trace::diagnosis) fn said(&self, facts: &Facts<'_>, case: &Case) -> Said {
        (self.said)(facts.called, facts, case)
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
    pub(super) fn but(&self, change: impl FnOnce(&mut Recipe)) -> Case {
        let mut recipe = self.clone();
        change(&mut recipe);
        Case {
            recipe,
            detail: String::new(),
        }
    }
}

impl Case {
    pub(super) fn detail(self, detail: impl Into<String>) -> Self {
        Case {
            detail: detail.into(),
            ..self
        }
    }
}

/// A label, in which a byte that cannot be seen is shown.
pub(super) fn shown(label: &str) -> String {
    label.replace('\0', "\\0")
}
