//! Moving about in the fields of a message: out to the field around, to the next message, to what
//! is searched for, to the byte under the mouse; and a certificate field by field.

use super::place::{Focus, Room, Tab};
use super::stage::Stage;
use super::tree::{Row, Tree};
use super::view::bytes;
use crate::pki::Certificate;
use crate::trace::{Buffer, BufferKind};
use crate::wire::{Field, Node, display, x509};

impl Stage {
    /// Opens a message over the whole width.
    pub(super) fn inspect(&mut self, step: usize) {
        self.jump(None);
        self.go_to(step);
        self.back_to_message();
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        self.room = Room::Panel;
    }

    /// Opens a certificate by itself, field by field.
    pub(super) fn inspect_certificate(&mut self, der: Vec<u8>) {
        let name = match Certificate::from_der(&der) {
            Ok(certificate) => certificate.short_name(),
            Err(_) => "a certificate that cannot be read".to_owned(),
        };
        let whole = Node {
            field: Field::Unparsed,
            start: 0,
            end: der.len(),
            children: Vec::new(),
        };
        let buffer = Buffer {
            kind: BufferKind::Certificate,
            tree: x509::certificate(&der).unwrap_or_else(|| vec![whole]),
            own: 0..der.len(),
            bytes: der,
        };
        self.tree = Tree::of_certificate(name, buffer);
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        self.room = Room::Panel;
        self.pick_field(1);
    }

    /// The name of the certificate that is open by itself.
    pub(super) fn opened_name(&self) -> &str {
        let opened = self.tree.certificate.as_ref();
        opened.map_or("", |opened| opened.name.as_str())
    }

    /// Closes a certificate that is open by itself. False when there is none.
    pub(super) fn back_to_message(&mut self) -> bool {
        let open = self.tree.certificate.is_some();
        if open {
            self.tree = Tree::of(self);
            self.pick_field(bytes::first_of_interest(self));
        }
        open
    }

    /// To the field around the selected one.
    pub(super) fn go_out(&mut self) {
        let here = bytes::picked(self);
        match here.and_then(|row| self.parent(row)) {
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
        let len = self.rows();
        let bytes = display::unhex(&wanted);
        let fits = |row: Option<Row<'_>>| match row {
            None | Some(Row::Heading(..)) => false,
            Some(Row::Field { buffer, node, .. }) => {
                let name = node.field.name().to_lowercase();
                let said = display::value(node, &buffer.bytes).to_lowercase();
                // bytes can go on in the next fields
                let from = buffer.bytes.get(node.start..).unwrap_or_default();
                let starts = |bytes: &Vec<u8>| {
                    let mut at = 0..node.len();
                    at.any(|at| from[at..].starts_with(bytes))
                };
                name.contains(&wanted)
                    || node.field.key().contains(&wanted)
                    || said.contains(&wanted)
                    || node.is_leaf() && bytes.as_ref().is_some_and(starts)
            }
            Some(Row::Value(value)) => value.name.title().to_lowercase().contains(&wanted),
        };
        let mut after = (at + 1..len).chain(0..len.min(at + 1));
        let found = after.find(|i| fits(self.row(*i)));
        match found {
            Some(row) => self.pick_field(row),
            None => self.complain(format!("no field of this message holds {query:?}")),
        }
    }

    /// To the innermost field at a byte of a buffer, and to the byte.
    pub(super) fn pick_byte_of(&mut self, buffer: usize, byte: usize) {
        if let Some(row) = self.row_at_byte(buffer, byte) {
            self.pick_field(row);
            if let Some(Row::Field { node, .. }) = self.row(row) {
                self.picks.byte = Some(byte - node.start).filter(|_| node.len() > 1);
            }
        }
    }

    /// Another byte of the selected field: the next, or the one before; from the field's end on to the
    /// field as a whole.
    pub(super) fn move_byte(&mut self, forward: bool) {
        let len = match bytes::picked(self).and_then(|row| self.row(row)) {
            Some(Row::Field { node, .. }) => node.len(),
            Some(Row::Value(value)) => value.bytes.len(),
            _ => 0,
        };
        self.picks.byte = match (self.picks.byte, forward) {
            _ if len == 0 => None,
            (None, true) => Some(0),
            (None, false) => Some(len - 1),
            (Some(byte), true) => Some(byte + 1).filter(|byte| *byte < len),
            (Some(byte), false) => byte.checked_sub(1),
        };
    }

    pub(super) fn pick_field(&mut self, row: usize) {
        self.picks.byte = None;
        self.picks.tab[Tab::Bytes as usize] = row;
    }
}
