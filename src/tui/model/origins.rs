//! Questions to the graph of the values: where some bytes come from, what they are used for, and
//! who could compute them.

use crate::trace::{Could, Operation, Origin, Source, Trace, ValueId, ValueName};
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

/// What an eavesdropper has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thief {
    /// What crossed the wire.
    Eavesdropper,
    /// And the server's private key, which was stolen later.
    WithPrivateKey,
}

/// Whether an eavesdropper could compute a value, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it can be computed.
    pub able: bool,
    /// What is computed on the way, the last of it being the value; or, if it cannot be computed, what
    /// would be needed and is missing.
    pub chain: Vec<(ValueId, Option<Could>)>,
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

/// Whether an eavesdropper that has seen the wire up to a step could compute a value.
pub fn verdict(trace: &Trace, id: ValueId, thief: Thief, step: usize) -> Verdict {
    let mut given = trace.seen_in_the_open(step);
    if thief == Thief::WithPrivateKey {
        given.extend(trace.of_every_connection(ValueName::ServerPrivateExponent));
    }
    let could = trace.computable(&given);
    let able = could.get(id.0).is_some_and(Option::is_some);
    let mut chain = Vec::new();
    if able {
        had(&could, id, &mut chain);
    } else {
        let whole = 0..trace
            .values()
            .get(id.0)
            .map_or(0, |value| value.bytes.len());
        for one in trace.ancestors(id, whole) {
            let Source::Value(one) = one.source else {
                continue;
            };
            let origin = !matches!(trace.value(one).origin, Origin::Derived { .. });
            let listed = chain.iter().any(|(other, _)| *other == one);
            if origin && could[one.0].is_none() && !listed {
                chain.push((one, None));
            }
        }
    }
    Verdict { able, chain }
}

/// What is computed on the way to a value, each after what it needs.
fn had(could: &[Option<Could>], id: ValueId, chain: &mut Vec<(ValueId, Option<Could>)>) {
    if chain.iter().any(|(other, _)| *other == id) {
        return;
    }
    let how = could.get(id.0).cloned().flatten();
    let needed = match &how {
        Some(Could::Computes(inputs) | Could::Decrypts(inputs)) => inputs.as_slice(),
        Some(Could::CutsOut(whole)) => std::slice::from_ref(whole),
        Some(Could::Knows) | None => &[],
    };
    for input in needed {
        had(could, *input, chain);
    }
    chain.push((id, how));
}
