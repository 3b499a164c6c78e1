//! What if a value were another one: the change that the reader makes to it, what each side then
//! comes to, and what that would mean. The run stays as it is.

use crate::said;
use crate::text::Said;
use crate::trace::{Change, Gap, Origin, Outcome, Recomputed, Side, Trace, ValueId, ValueName};

/// Values with one of them changed.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The value that is changed.
    pub id: ValueId,
    /// Its bytes, with the change.
    pub bytes: Vec<u8>,
    /// The byte under the cursor.
    pub at: usize,
    /// Whether the first digit of the byte has been typed.
    half: bool,
    /// At which sides it is changed, client first.
    pub sides: [bool; 2],
    /// What each side comes to, of every value.
    after: [Vec<Recomputed>; 2],
}

impl WhatIf {
    /// With the lowest bit of the last byte flipped, so that there is something to see.
    pub fn of(trace: &Trace, id: ValueId) -> Option<WhatIf> {
        let value = trace
            .values()
            .get(id.0)
            .filter(|value| !value.bytes.is_empty())?;
        let by = match &value.origin {
            Origin::Generated { by } => Some(*by),
            _ => None,
        };
        let first = || {
            let mut made = trace.derivations().iter();
            made.find(|one| one.value == id).map(|one| one.by)
        };
        let owner = || match value.name {
            ValueName::ServerPrivateExponent | ValueName::ServerModulus => Side::Server,
            _ => Side::Client,
        };
        let side = value
            .holder
            .side()
            .or(by)
            .or_else(first)
            .unwrap_or_else(owner);
        let mut what = WhatIf {
            id,
            at: value.bytes.len() - 1,
            bytes: value.bytes.clone(),
            half: false,
            sides: [side == Side::Client, side == Side::Server],
            after: [Vec::new(), Vec::new()],
        };
        what.flip(trace);
        Some(what)
    }

    fn compute(&mut self, trace: &Trace) {
        self.after = trace.recomputed(&Change {
            values: vec![(self.id, self.bytes.clone())],
            at: self.sides,
        });
    }

    /// Flips the lowest bit of the byte under the cursor.
    pub fn flip(&mut self, trace: &Trace) {
        if let Some(byte) = self.bytes.get_mut(self.at) {
            *byte ^= 1;
        }
        self.half = false;
        self.compute(trace);
    }

    /// A digit of the byte under the cursor; after the second the cursor goes on.
    pub fn digit(&mut self, trace: &Trace, digit: u8) {
        let Some(byte) = self.bytes.get_mut(self.at) else {
            return;
        };
        *byte = match self.half {
            false => digit << 4 | *byte & 0x0f,
            true => *byte & 0xf0 | digit,
        };
        if self.half && self.at + 1 < self.bytes.len() {
            self.at += 1;
        }
        self.half = !self.half;
        self.compute(trace);
    }

    /// Puts the cursor on a byte, or on the last.
    pub fn go_to(&mut self, at: usize) {
        self.at = at.min(self.bytes.len().saturating_sub(1));
        self.half = false;
    }

    /// The bytes as they are in the run.
    pub fn reset(&mut self, trace: &Trace) {
        self.bytes.clone_from(&trace.value(self.id).bytes);
        self.half = false;
        self.compute(trace);
    }

    /// The change at the other side, at both, at the first again.
    pub fn turn(&mut self, trace: &Trace) {
        self.sides = match self.sides {
            [true, false] => [false, true],
            [false, true] => [true, true],
            _ => [true, false],
        };
        self.compute(trace);
    }

    /// What a side comes to, of a value.
    pub fn after(&self, side: Side, id: ValueId) -> &Recomputed {
        let all = &self.after[side as usize];
        all.get(id.0).unwrap_or(&Recomputed::Same)
    }

    /// The values that are other ones at a side than in the run, without the one that is changed.
    pub fn rows(&self, trace: &Trace) -> Vec<ValueId> {
        let ids = trace.values().iter().map(|value| value.id);
        ids.filter(|id| {
            let mut sides = Side::BOTH.into_iter();
            *id != self.id && sides.any(|side| *self.after(side, *id) != Recomputed::Same)
        })
        .collect()
    }

    /// Whether the two sides then have the same; `None` where one of them is not known.
    pub fn agree(&self, id: ValueId) -> Option<bool> {
        match (self.after(Side::Client, id), self.after(Side::Server, id)) {
            (Recomputed::Unknown(_), _) | (_, Recomputed::Unknown(_)) => None,
            (client, server) => Some(client == server),
        }
    }

    fn differ(&self, trace: &Trace, name: ValueName) -> bool {
        let mut all = trace.of_name(trace.value(self.id).connection, name);
        all.any(|value| self.agree(value.id) == Some(false))
    }

    /// What all that would mean.
    pub fn meaning(&self, trace: &Trace) -> Said {
        let rows = self.rows(trace);
        if self.bytes == trace.value(self.id).bytes {
            return said!("tui.what_if.say.unchanged");
        }
        let values = rows.len();
        if !matches!(trace.outcome(), Outcome::Established) {
            return said!("tui.what_if.say.values", values);
        }
        for side in Side::BOTH {
            let (who, peer) = (side.peer().name(), side.name());
            if self.differ(trace, ValueName::WriteKey(side)) {
                return said!("tui.what_if.say.not_decrypted", who, peer);
            }
            if self.differ(trace, ValueName::WriteMacKey(side)) {
                return said!("tui.what_if.say.not_authentic", who, peer);
            }
            if self.differ(trace, ValueName::VerifyData(side)) {
                return said!("tui.what_if.say.not_finished", who, peer);
            }
        }
        let gap = rows
            .iter()
            .flat_map(|id| Side::BOTH.map(|side| self.after(side, *id)));
        let mut gaps = gap.filter_map(|after| match after {
            Recomputed::Unknown(gap) if *gap != Gap::Input => Some(gap.said()),
            _ => None,
        });
        if let Some(why) = gaps.next() {
            return said!("tui.what_if.say.unknown", why);
        }
        let record = rows.iter().chain([&self.id]).find_map(|id| {
            let name = trace.value(*id).name;
            let apart = self.agree(*id) == Some(false);
            match name {
                ValueName::RecordContent(side, _)
                | ValueName::RecordMac(side, _)
                | ValueName::RecordIv(side, _)
                | ValueName::RecordCiphertext(side, _) => Some(side).filter(|_| apart),
                _ => None,
            }
        });
        if let Some(side) = record {
            let (who, peer) = (side.peer().name(), side.name());
            return said!("tui.what_if.say.record", who, peer);
        }
        let keys = trace.of_name(trace.value(self.id).connection, ValueName::KeyBlock);
        let mut keys = keys.map(|value| self.after(Side::Client, value.id));
        match keys.any(|after| *after != Recomputed::Same) {
            true => said!("tui.what_if.say.other_keys"),
            false if values == 0 => said!("tui.what_if.say.nothing"),
            false => said!("tui.what_if.say.values", values),
        }
    }
}
