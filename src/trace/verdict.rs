//! Whether an eavesdropper could compute a value, and what it takes.

use super::{Could, Origin, Source, Trace, ValueId, ValueName};

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

impl Trace {
    /// Whether an eavesdropper that has seen the wire up to a step could compute a value.
    pub fn verdict(&self, id: ValueId, thief: Thief, step: usize) -> Verdict {
        let trace = self;
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
