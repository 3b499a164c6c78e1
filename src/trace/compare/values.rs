//! The values of two runs by name: which have the same bytes, and which are in one run alone.

use super::{Part, Relation};
use crate::protocol::{Side, ValueName};
use crate::said;
use crate::trace::{ConnectionId, Holder, Value, ValueId};
use std::collections::{BTreeSet, HashMap};

/// A value of one run or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePair {
    /// The place of its connection among those that are compared.
    pub connection: ConnectionId,
    /// Its name.
    pub name: ValueName,
    /// Whose it is, where the two sides of a run hold different bytes under that name.
    pub holder: Holder,
    /// It in the first run, if it is there.
    pub left: Option<ValueId>,
    /// It in the second run, if it is there.
    pub right: Option<ValueId>,
    /// How the two compare.
    pub relation: Relation,
}

impl ValuePair {
    /// Its name in words, with its holder where that matters, and its connection if that is not the first.
    pub fn title(&self) -> String {
        let name = Value::titled(self.name, self.holder);
        match self.connection {
            ConnectionId::FIRST => name,
            ConnectionId(at) => {
                let number = at + 1;
                said!("trace.compare.on_connection", name, number).to_string()
            }
        }
    }
}

/// The values of a run by connection and name.
type Named<'t> = HashMap<(ConnectionId, ValueName), Vec<&'t Value>>;

fn named(part: Part<'_>) -> Named<'_> {
    let mut out = Named::new();
    for value in part.values() {
        out.entry(key(part, value)).or_default().push(value);
    }
    out
}

fn key(part: Part<'_>, value: &Value) -> (ConnectionId, ValueName) {
    (part.place(value.connection), value.name)
}

/// All values of two runs, in the order in which they come up in the first, then in the second.
pub fn of_runs(left: Part<'_>, right: Part<'_>) -> Vec<ValuePair> {
    let (of_left, of_right) = (named(left), named(right));
    let mut seen = BTreeSet::new();
    let in_left = left.values().map(|value| key(left, value));
    let in_right = right.values().map(|value| key(right, value));
    let keys = in_left.chain(in_right).filter(|key| seen.insert(*key));
    let of = |key: (ConnectionId, ValueName)| {
        let (l, r) = (of_left.get(&key), of_right.get(&key));
        let [l, r] = [l, r].map(|all| all.map_or(&[][..], Vec::as_slice));
        of_name(key.0, l, r)
    };
    keys.flat_map(of).collect()
}

/// The values of one name on one connection. Where the two sides of a run differ, each side's value is
/// compared with what that side holds in the other run.
fn of_name(connection: ConnectionId, left: &[&Value], right: &[&Value]) -> Vec<ValuePair> {
    let mut holders: Vec<Holder> = Vec::new();
    for value in left.iter().chain(right) {
        let both = Side::BOTH.map(Holder::Of);
        let new = match value.holder {
            Holder::Of(_) => &both[..],
            Holder::Agreed | Holder::OnTheWire(_) => &[value.holder],
        };
        for holder in new {
            if !holders.contains(holder) {
                holders.push(*holder);
            }
        }
    }
    if holders.len() > 1 {
        // what one run agrees on is compared with what each side of the other holds
        holders.retain(|holder| *holder != Holder::Agreed);
    }
    let held = |values: &[&Value], holder: Holder| -> Option<(ValueId, Vec<u8>)> {
        let of = |holder| values.iter().find(|value| value.holder == holder);
        let found = of(holder).or_else(|| of(Holder::Agreed))?;
        Some((found.id, found.bytes.clone()))
    };
    let pair = |holder| {
        let (l, r) = (held(left, holder), held(right, holder));
        let bytes = |held: &'_ Option<(ValueId, Vec<u8>)>| held.clone().map(|(_, bytes)| bytes);
        let relation = Relation::of(bytes(&l).as_deref(), bytes(&r).as_deref());
        let any = left.iter().chain(right).next()?;
        (l.is_some() || r.is_some()).then_some(ValuePair {
            connection,
            name: any.name,
            holder,
            left: l.map(|(id, _)| id),
            right: r.map(|(id, _)| id),
            relation,
        })
    };
    holders.into_iter().filter_map(pair).collect()
}
