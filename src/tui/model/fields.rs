//! The fields of the present message, and moving about in them: out to the field around, to the next
//! message, to what is searched for, to the byte under the mouse; and a certificate field by field.

use super::Model;
use super::place::{Focus, Room, Tab};
use super::tree::{Row, Seen, Tree, otherwise};
use crate::pki::Certificate;
use crate::text::Said;
use crate::trace::{Buffer, BufferKind, Value, ValueId};
use crate::tui::command::Command;
use crate::wire::{Field, Node, display, x509};
use crate::{label, said};

impl Model {
    /// How many rows the tab Bytes has.
    pub fn rows(&self) -> usize {
        match self.tree.len() {
            0 => self.step().map_or(0, |step| match step.message {
                Some(_) => 0,
                None => step.values.len(),
            }),
            len => len,
        }
    }

    /// A row of the tab Bytes.
    pub fn row(&self, i: usize) -> Option<Row<'_>> {
        if self.tree.is_empty() {
            let step = self.step().filter(|step| step.message.is_none())?;
            return self.value(*step.values.get(i)?).map(Row::Value);
        }
        self.tree.row(self.step(), i)
    }

    /// The selected row of the tab Bytes, where there is any.
    pub fn picked_row(&self) -> Option<usize> {
        let last = self.rows().checked_sub(1)?;
        Some(self.picks.tab[Tab::Bytes as usize].min(last))
    }

    /// The row to begin with: the value that the step is about, or else the first field.
    pub fn field_of_interest(&self) -> usize {
        let outcome = self.outcome().and_then(|value| self.row_of(value.id));
        let first = match self.tree.is_empty() {
            true => Some(0),
            false => self.tree.first_value_row(),
        };
        let row = outcome.or(first).unwrap_or(1);
        row.min(self.rows().saturating_sub(1))
    }

    /// The value that stands at a row.
    pub fn value_at(&self, row: usize) -> Option<&Value> {
        match self.tree.value(row) {
            Some(id) => self.value(id),
            None => match self.row(row) {
                Some(Row::Value(value)) => Some(value),
                _ => None,
            },
        }
    }

    /// The value that stands at a row or at a field around it, and where in the value the row begins.
    pub fn value_around(&self, row: usize) -> Option<(ValueId, usize)> {
        let mut at = row;
        loop {
            if let Some(value) = self.value_at(at) {
                return Some((value.id, self.tree.start(row) - self.tree.start(at)));
            }
            at = self.tree.parent(at)?;
        }
    }

    /// The first row at which a value stands.
    pub fn row_of(&self, id: ValueId) -> Option<usize> {
        if self.tree.is_empty() {
            return self.step()?.values.iter().position(|other| *other == id);
        }
        self.tree.row_of(id)
    }

    /// A buffer of the present message as it stood on the other end of the way, where that is not the
    /// same.
    pub fn otherwise(&self, buffer: &Buffer, seen: Seen) -> Option<&Buffer> {
        otherwise(self.step()?.message.as_ref()?, buffer, seen)
    }

    /// The first row of a field of that name.
    pub fn row_of_field(&self, field: Field) -> Option<usize> {
        (0..self.tree.len()).find(|row| match self.row(*row) {
            Some(Row::Field { node, .. }) => node.field == field,
            _ => false,
        })
    }

    /// A buffer of what is open, by its place.
    pub fn nth_buffer(&self, i: usize) -> Option<(&Buffer, Seen)> {
        self.tree.buffer(self.step(), i)
    }

    /// The name and the bytes of the selected row.
    pub fn selected_bytes(&self) -> Option<(String, Vec<u8>)> {
        Some(match self.row(self.picked_row()?)? {
            Row::Heading(buffer, _) => (buffer.kind.name().to_owned(), buffer.bytes.clone()),
            Row::Field { buffer, node, .. } => {
                let bytes = buffer.bytes.get(node.range()).unwrap_or_default();
                (node.field.name().to_owned(), bytes.to_vec())
            }
            Row::Value(value) => (value.title(), value.bytes.clone()),
        })
    }

    /// Where the selected field comes from, which is no value of the run.
    pub fn not_computed(&self) -> Said {
        let field = |row| match self.row(row) {
            Some(Row::Field { node, .. }) => Some(node.field),
            _ => None,
        };
        let mut around = std::iter::successors(self.picked_row(), |row| self.tree.parent(*row));
        let Some(picked) = around.next().and_then(field) else {
            return said!("tui.notice.no_field");
        };
        match picked {
            Field::Padding | Field::PaddingLength => {
                said!("tui.notice.padding")
            }
            Field::DerHeader => said!("tui.notice.length"),
            _ if picked.is_length() => said!("tui.notice.length"),
            _ if around.any(|row| field(row) == Some(Field::TbsCertificate)) => {
                said!("tui.notice.issued")
            }
            _ => said!("tui.notice.as_the_rfc"),
        }
    }

    /// Whether the selected field is of a message as it arrived, changed.
    pub fn is_on_changed(&self) -> bool {
        let row = self.picked_row().and_then(|row| self.row(row));
        let seen = match row {
            Some(Row::Field { seen, .. }) => Some(seen),
            _ => None,
        };
        seen == Some(Seen::Arrived) && self.tab == Tab::Bytes
    }

    /// Opens a message over the whole width.
    pub fn inspect(&mut self, step: usize) {
        self.go_to(step);
        self.back_to_message();
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        self.room = Room::Panel;
    }

    /// Opens a certificate by itself, field by field.
    pub fn inspect_certificate(&mut self, der: Vec<u8>) {
        let name = match Certificate::from_der(&der) {
            Ok(certificate) => certificate.short_name(),
            Err(_) => label!("tui.certificates.unreadable_name").to_owned(),
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
    pub fn opened_name(&self) -> &str {
        let opened = self.tree.certificate.as_ref();
        opened.map_or("", |opened| opened.name.as_str())
    }

    /// Closes a certificate that is open by itself. False when there is none.
    pub fn back_to_message(&mut self) -> bool {
        let open = self.tree.certificate.is_some();
        if open {
            self.tree = Tree::of(&self.trace, &self.index, self.cursor);
            self.pick_field(self.field_of_interest());
        }
        open
    }

    /// To the field around the selected one.
    pub fn go_out(&mut self) {
        let here = self.picked_row();
        match here.and_then(|row| self.tree.parent(row)) {
            Some(row) => self.pick_field(row),
            None => self.say(said!("tui.notice.outermost")),
        }
    }

    /// To the next message of the run, or to the one before.
    pub fn go_to_message(&mut self, forward: bool) {
        let cursor = self.cursor;
        let mut messages = self.index.messages.iter().copied();
        let found = match forward {
            true => messages.find(|step| *step > cursor),
            false => messages.rfind(|step| *step < cursor),
        };
        match found {
            Some(step) => self.inspect_in_place(step),
            None if forward => self.say(said!("tui.notice.last_message")),
            None => self.say(said!("tui.notice.first_message")),
        }
    }

    fn inspect_in_place(&mut self, step: usize) {
        self.go_to(step);
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
    }

    /// Goes to the next field whose name, path or value contains the words, or whose bytes contain the
    /// hexadecimal digits: from the one after the selected field on, through the messages that follow,
    /// and around. What no field has is searched for among the values, and then among the names of the
    /// steps. A certificate that is open by itself is searched alone.
    pub fn search(&mut self, query: &str) {
        let Some(wanted) = Wanted::of(query) else {
            return;
        };
        let before = self.tab;
        self.tab = Tab::Bytes;
        self.focus = Focus::Panel;
        let len = self.rows();
        let at = self.picks.tab[Tab::Bytes as usize].min(len);
        let below = (at + 1..len).find(|row| wanted.is_row(self.row(*row)));
        if let Some(row) = below {
            return self.pick_field(row);
        }
        if let Some(step) = self.step_with(&wanted) {
            self.jump();
            self.go_to(step);
            let found = (0..self.rows()).find(|row| wanted.is_row(self.row(*row)));
            self.pick_field(found.unwrap_or(0));
            let key = self.key_of(Command::Return);
            return self.say(said!("tui.notice.found", step = step + 1, key));
        }
        let above = (0..len.min(at + 1)).find(|row| wanted.is_row(self.row(*row)));
        if let Some(row) = above {
            return self.pick_field(row);
        }
        let found = match self.tree.certificate {
            Some(_) => None,
            None => self.place_with(&wanted),
        };
        let Some((step, tab, row)) = found else {
            self.tab = before;
            return self.complain(said!("tui.notice.not_found", query));
        };
        self.jump();
        self.go_to(step);
        self.tab = tab;
        if let Some(row) = row {
            self.picks.tab[tab as usize] = row;
        }
        let key = self.key_of(Command::Return);
        self.say(said!("tui.notice.found", step = step + 1, key));
    }

    /// Where a value, or else a step, is what is searched for: the step, the tab that shows it, and its
    /// row.
    fn place_with(&self, wanted: &Wanted) -> Option<(usize, Tab, Option<usize>)> {
        let of_value = |value: &&Value| {
            let bytes = wanted.bytes.as_ref().filter(|bytes| bytes.len() > 1);
            value.title().to_lowercase().contains(&wanted.words)
                || value.key().to_lowercase().contains(&wanted.words)
                || bytes.is_some_and(|bytes| {
                    self.sees(value.id) && value.bytes.windows(bytes.len()).any(|it| it == bytes)
                })
        };
        let mut values = self.trace.values().iter();
        if let Some(value) = values.find(of_value) {
            return Some((value.step, Tab::Keys, Some(self.row_of_value(value.id))));
        }
        let mut steps = self.trace.steps().iter();
        let step = steps.find(|step| {
            let title = crate::explain::title(&self.trace, step).to_lowercase();
            title.contains(&wanted.words)
        })?;
        Some((step.index, Tab::Explain, None))
    }

    /// The next step, from the present one on and around, in whose message something is found.
    fn step_with(&self, wanted: &Wanted) -> Option<usize> {
        if self.tree.certificate.is_some() {
            return None;
        }
        let messages = &self.index.messages;
        let after = messages.partition_point(|step| *step <= self.cursor);
        let around = messages[after..].iter().chain(&messages[..after]);
        let mut others = around.copied().filter(|step| *step != self.cursor);
        others.find(|step| {
            let message = self.trace.steps()[*step].message.as_ref();
            let buffers = message.into_iter().flat_map(|message| {
                let arrived = message.arrived.iter().flatten();
                message.buffers.iter().chain(arrived)
            });
            let mut buffers = buffers;
            buffers.any(|buffer| wanted.is_among(buffer, &buffer.tree))
        })
    }

    /// To the innermost field at a byte of a buffer, and to the byte.
    pub fn pick_byte_of(&mut self, buffer: usize, byte: usize) {
        if let Some(row) = self.tree.row_at_byte(buffer, byte) {
            self.pick_field(row);
            if let Some(Row::Field { node, .. }) = self.row(row) {
                self.picks.byte = Some(byte - node.start).filter(|_| node.len() > 1);
            }
        }
    }

    /// Another byte of the selected field: the next, or the one before; from the field's end on to the
    /// field as a whole.
    pub fn move_byte(&mut self, forward: bool) {
        let len = match self.picked_row().and_then(|row| self.row(row)) {
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

    pub fn pick_field(&mut self, row: usize) {
        self.picks.byte = None;
        self.picks.tab[Tab::Bytes as usize] = row;
    }
}

/// What is searched for.
struct Wanted {
    words: String,
    bytes: Option<Vec<u8>>,
}

impl Wanted {
    /// What was typed; `None` for nothing.
    fn of(query: &str) -> Option<Self> {
        let words = query.trim().to_lowercase();
        let bytes = display::unhex(&words);
        (!words.is_empty()).then_some(Wanted { words, bytes })
    }

    fn is_row(&self, row: Option<Row<'_>>) -> bool {
        match row {
            None | Some(Row::Heading(..)) => false,
            Some(Row::Field { buffer, node, .. }) => self.is_field(buffer, node),
            Some(Row::Value(value)) => value.name.title().to_lowercase().contains(&self.words),
        }
    }

    fn is_field(&self, buffer: &Buffer, node: &Node) -> bool {
        let name = node.field.name().to_lowercase();
        let value = display::value(node, &buffer.bytes).to_lowercase();
        // bytes can go on in the next fields
        let from = buffer.bytes.get(node.start..).unwrap_or_default();
        let starts = |bytes: &Vec<u8>| {
            let mut at = 0..node.len();
            at.any(|at| from[at..].starts_with(bytes))
        };
        name.contains(&self.words)
            || node.field.key().contains(&self.words)
            || value.contains(&self.words)
            || node.is_leaf() && self.bytes.as_ref().is_some_and(starts)
    }

    /// Whether any of these fields, or a field inside one, is what is searched for.
    fn is_among(&self, buffer: &Buffer, nodes: &[Node]) -> bool {
        let mut nodes = nodes.iter();
        nodes.any(|node| self.is_field(buffer, node) || self.is_among(buffer, &node.children))
    }
}
