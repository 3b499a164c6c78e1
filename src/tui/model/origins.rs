//! Questions to the graph of the values: where some bytes come from, and what they are used for.

use crate::trace::{Operation, Origin, Source, Trace, ValueId};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A question to the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// About which value.
    pub id: ValueId,
    /// About which of its bytes; `None` for all.
    pub byte: Option<usize>,
    /// What is asked.
    pub question: Question,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Where it comes from.
    From,
    /// What it is used for.
    Used,
    /// Who could compute it.
    Who,
}

/// A branch of a tree of values: one line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// How deep it lies.
    pub depth: usize,
    /// The value or message.
    pub source: Source,
    /// Which of its bytes.
    pub range: Range<usize>,
    /// Whether it stands further up already, with its own branches.
    pub seen: bool,
    /// The levels above at which the tree goes on below this line, a bit for each.
    pub goes_on: u64,
}

impl Asked {
    /// Which bytes the question is about.
    pub fn range(&self, trace: &Trace) -> Range<usize> {
        let len = trace.values().get(self.id.0).map_or(0, |v| v.bytes.len());
        match self.byte {
            Some(at) if at < len => at..at + 1,
            _ => 0..len,
        }
    }

    /// The tree that answers; empty for [`Question::Who`].
    pub fn branches(&self, trace: &Trace) -> Vec<Branch> {
        if trace.values().get(self.id.0).is_none() {
            return Vec::new();
        }
        let range = self.range(trace);
        let mut branches = match self.question {
            Question::From => trace
                .ancestors(self.id, range)
                .into_iter()
                .map(|one| Branch {
                    depth: one.depth,
                    source: one.source,
                    range: one.range,
                    seen: one.seen,
                    goes_on: 0,
                })
                .collect(),
            Question::Used => {
                let mut uses = Uses::new(trace);
                uses.follow(self.id, range, 0);
                uses.out
            }
            Question::Who => Vec::new(),
        };
        let mut below = 0_u64;
        for branch in branches.iter_mut().rev() {
            let own = 1_u64.checked_shl(branch.depth as u32).unwrap_or(0);
            let above = own.wrapping_sub(1);
            branch.goes_on = below & (above | own);
            below = below & above | own;
        }
        branches
    }
}

/// What each value is used for, found once for a question: a run may have thousands.
struct Uses<'t> {
    trace: &'t Trace,
    of: HashMap<ValueId, Vec<ValueId>>,
    seen: HashSet<ValueId>,
    out: Vec<Branch>,
}

impl<'t> Uses<'t> {
    fn new(trace: &'t Trace) -> Self {
        let mut of: HashMap<ValueId, Vec<ValueId>> = HashMap::new();
        for value in trace.values() {
            if let Origin::Derived { inputs, .. } = &value.origin {
                for input in inputs {
                    of.entry(*input).or_default().push(value.id);
                }
            }
        }
        Uses {
            trace,
            of,
            seen: HashSet::new(),
            out: Vec::new(),
        }
    }

    /// What some bytes are used for, depth first; of a part of other bytes, those that lie in it.
    fn follow(&mut self, id: ValueId, range: Range<usize>, depth: usize) {
        let next = self.of.get(&id).cloned().unwrap_or_default();
        let seen = !self.seen.insert(id) && !next.is_empty();
        self.out.push(Branch {
            depth,
            source: Source::Value(id),
            range: range.clone(),
            seen,
            goes_on: 0,
        });
        if seen {
            return;
        }
        for user in next {
            let value = self.trace.value(user);
            let within = match &value.origin {
                Origin::Derived {
                    operation: Operation::Cut,
                    output,
                    ..
                } => {
                    let (from, to) = (range.start.max(output.start), range.end.min(output.end));
                    if from >= to {
                        continue;
                    }
                    from - output.start..to - output.start
                }
                _ => 0..value.bytes.len(),
            };
            self.follow(user, within, depth + 1);
        }
    }
}
