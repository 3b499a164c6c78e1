//! Moving about in the fields of a message: out to the field around, to the next message, to what
//! is searched for, to the byte under the mouse.

use super::stage::{Focus, Room, Stage, Tab};
use super::view::bytes::{self, Row};
use crate::wire::display;

impl Stage {
    /// Opens a message over the whole width.
    pub(super) fn inspect(&mut self, step: usize) {
        self.go_to(step);
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        self.room = Room::Panel;
    }

    /// To the field around the selected one.
    pub(super) fn go_out(&mut self) {
        let at = self.picks.tab[Tab::Bytes as usize];
        let rows = bytes::rows(self);
        let depth = |row: &Row<'_>| match row {
            Row::Heading(_) => 0,
            Row::Field { depth, .. } => depth + 1,
            Row::Value(_) => 0,
        };
        let Some(here) = rows.get(at).map(depth) else {
            return;
        };
        let around = rows[..at].iter().rposition(|row| depth(row) < here);
        match around {
            Some(row) => self.pick_field(row),
            None => self.say("this is the outermost field"),
        }
    }

    /// To the next message of the run, or to the one before.
    pub(super) fn go_to_message(&mut self, forward: bool) {
        let cursor = self.cursor;
        let mut messages = self.index.messages.iter().copied();
        let found = match forward {
            true => messages.find(|step| *step > cursor),
            false => messages.rfind(|step| *step < cursor),
        };
        match found {
            Some(step) => self.inspect_in_place(step),
            None if forward => self.say("this is the last message"),
            None => self.say("this is the first message"),
        }
    }

    fn inspect_in_place(&mut self, step: usize) {
        self.go_to(step);
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
    }

    /// To the next field whose name, path or value holds the words, or whose bytes hold the
    /// hexadecimal digits; from the one after the selected on, and around.
    pub(super) fn search(&mut self, query: &str) {
        let wanted = query.trim().to_lowercase();
        if wanted.is_empty() {
            return;
        }
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        let at = self.picks.tab[Tab::Bytes as usize];
        let rows = bytes::rows(self);
        let digits =
            wanted.chars().all(|c| c.is_ascii_hexdigit()) && wanted.len().is_multiple_of(2);
        let fits = |row: &Row<'_>| match row {
            Row::Heading(_) => false,
            Row::Field { buffer, node, .. } => {
                let name = node.field.name().to_lowercase();
                let said = display::value(node, &buffer.bytes).to_lowercase();
                let own = buffer.bytes.get(node.range()).unwrap_or_default();
                name.contains(&wanted)
                    || node.field.key().contains(&wanted)
                    || said.contains(&wanted)
                    || (digits && node.is_leaf() && display::hex(own).contains(&wanted))
            }
            Row::Value(value) => value.name.title().to_lowercase().contains(&wanted),
        };
        let after = (at + 1..rows.len()).chain(0..rows.len().min(at + 1));
        let found = after.into_iter().find(|i| fits(&rows[*i]));
        match found {
            Some(row) => self.pick_field(row),
            None => self.complain(format!("no field of this message holds {query:?}")),
        }
    }

    /// To the innermost field at a byte of a buffer.
    pub(super) fn pick_byte_of(&mut self, buffer: usize, byte: usize) {
        let rows = bytes::rows(self);
        let mut of = None;
        let mut found = None;
        for (i, row) in rows.iter().enumerate() {
            match row {
                Row::Heading(_) => of = Some(of.map_or(0, |n: usize| n + 1)),
                Row::Field { node, .. } if of == Some(buffer) && node.range().contains(&byte) => {
                    found = Some(i);
                }
                _ => {}
            }
        }
        if let Some(row) = found {
            self.pick_field(row);
        }
    }

    fn pick_field(&mut self, row: usize) {
        self.picks.tab[Tab::Bytes as usize] = row;
    }
}
