//! What of a run is to be in a report.

use crate::trace::Trace;

/// A kind of what a step has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// What happens and why, and how the run ended.
    Explanations,
    /// The bytes of messages.
    Bytes,
    /// The fields of messages.
    Fields,
    /// How values were computed, with every intermediate value.
    Computations,
    /// New values, where they come from and who knows them.
    Values,
    /// What was compared.
    Checks,
}

impl Content {
    /// All of them.
    pub const ALL: [Content; 6] = [
        Content::Explanations,
        Content::Bytes,
        Content::Fields,
        Content::Computations,
        Content::Values,
        Content::Checks,
    ];
}

/// What of a run is to be in a report.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The indices of the steps, ascending.
    pub steps: Vec<usize>,
    /// What to show of each.
    pub contents: Vec<Content>,
    /// Whether fields come with what they are for.
    pub meanings: bool,
    /// Whether it is a worksheet: the values of the run, of fields and of computations are replaced by
    /// numbered blanks.
    pub blanks: bool,
}

impl Selection {
    /// All steps of a run.
    pub fn whole(trace: &Trace, contents: &[Content]) -> Self {
        Selection {
            steps: (0..trace.steps().len()).collect(),
            contents: contents.to_vec(),
            meanings: false,
            blanks: false,
        }
    }

    /// Whether this kind is selected.
    pub fn has(&self, content: Content) -> bool {
        self.contents.contains(&content)
    }
}
