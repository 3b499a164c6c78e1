//! The history of a value: a strip of its bytes, the tree of what they come from or of what they are
//! used for, and the formula of the selected line; or who could compute it.

use super::{Deed, Overlay};
use crate::text::{Said, escaped};
use crate::trace::{Could, How, Origin, Source, Trace, Value, ValueId};
use crate::tui::command::{Command, Scope};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::origins::{Asked, Branch, Question, Thief, verdict};
use crate::tui::model::place::{Focus, Tab};
use crate::wire::Field;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The history of a value.
#[derive(Debug)]
pub struct Origins {
    asked: Asked,
    /// The selected line, or how far the answer is scrolled.
    row: usize,
    /// The tree that answers, and for which question it was found: a run may have thousands of values.
    branches: (Asked, Vec<Branch>),
}

impl Origins {
    /// Where a value comes from, or one of its bytes.
    pub fn of(model: &Model, id: ValueId, byte: Option<usize>) -> Self {
        let asked = Asked {
            id,
            byte,
            question: Question::From,
        };
        Origins {
            asked,
            row: 0,
            branches: (asked, asked.branches(&model.trace)),
        }
    }

    /// What is asked: `from`, `used` or `who`.
    fn question(&self) -> Question {
        self.asked.question
    }

    /// Another question about the same value; asked twice, where it comes from again.
    fn turn(&mut self, to: Question) {
        let same = self.asked.question == to;
        self.asked.question = if same { Question::From } else { to };
        self.row = 0;
    }

    fn pick_byte(&mut self, trace: &Trace, to: impl Fn(Option<usize>) -> usize) {
        let value = trace.values.get(self.asked.id.0);
        let last = value.map_or(0, |value| value.bytes.len().saturating_sub(1));
        self.asked.byte = Some(to(self.asked.byte).min(last));
    }

    /// What stands on the selected line.
    fn source(&self, model: &Model) -> Option<Source> {
        let branches = &self.branches.1;
        let last = branches.len().saturating_sub(1);
        let branch = branches.get(self.row.min(last));
        let own = || {
            model
                .value(self.asked.id)
                .map(|value| Source::Value(value.id))
        };
        branch.map(|branch| branch.source).or_else(own)
    }
}

/// Goes to the step and the field of a value, or to a message.
fn go_to(model: &mut Model, source: Source) {
    match source {
        Source::Message(side, index) => {
            let step = model.trace.transcripts[side as usize][index].step;
            model.go_to(step);
            model.focus = Focus::Panel;
            model.tab = Tab::Bytes;
            if let Some(row) = model.row_of_field(Field::Handshake) {
                model.pick_field(row);
            }
        }
        Source::Value(id) => {
            let Some(value) = model.value(id) else { return };
            let step = value.step;
            let computed = matches!(value.origin, Origin::Derived { .. });
            model.go_to(step);
            let message = model.step().is_some_and(|step| step.message.is_some());
            model.focus = Focus::Panel;
            model.tab = match computed && !message {
                true => Tab::Math,
                false => Tab::Bytes,
            };
            if let Some(row) = model.row_of(id) {
                model.pick_field(row);
            }
            model.picks.tab[Tab::Keys as usize] = model.row_of_value(id);
        }
    }
}

impl Overlay for Origins {
    fn name(&self) -> &'static str {
        match self.question() {
            Question::From => "from",
            Question::Used => "used",
            Question::Who => "who",
        }
    }

    fn scope(&self) -> Scope {
        Scope::Provenance
    }

    fn title(&self, _: &Model) -> String {
        let title = match self.question() {
            Question::From => label!("tui.provenance.from"),
            Question::Used => label!("tui.provenance.used"),
            Question::Who => label!("tui.provenance.who"),
        };
        title.to_owned()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let width = WIDTH.min(screen.width.saturating_sub(4));
        let rows = self.rows(model, usize::from(width).saturating_sub(4));
        (WIDTH, (rows + 2).clamp(16, 50) as u16)
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        match self.question() {
            Question::Who => {
                let width = room.width.into();
                let lines = who(model, &self.asked, width).len();
                let top = self.top(model, width, room.height.into());
                lines.saturating_sub(usize::from(room.height).saturating_sub(top)) + 1
            }
            _ => self.branches.1.len(),
        }
    }

    fn at(&self) -> usize {
        self.row
    }

    fn go(&mut self, row: usize) {
        self.row = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        if self.question() == Question::Who {
            return None;
        }
        let (top, first, shown) = self.window(model, room);
        let row = row.checked_sub(top).filter(|row| *row < shown)?;
        let at = first + row;
        (at < self.branches.1.len()).then_some(at)
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        match self.source(model)? {
            Source::Value(id) => Some(id),
            Source::Message(..) => None,
        }
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.go_there")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        match self.source(model) {
            Some(source) => Deed::Jump(self, Box::new(move |model| go_to(model, source))),
            None => Deed::Closed,
        }
    }

    fn act(&mut self, model: &mut Model, command: Command) -> bool {
        match command {
            Command::WhereUsed => self.turn(Question::Used),
            Command::WhoCould => self.turn(Question::Who),
            Command::NextByte => {
                self.pick_byte(&model.trace, |at| at.map_or(0, |at| at + 1));
            }
            Command::PreviousByte => {
                self.pick_byte(&model.trace, |at| at.map_or(0, |at| at.saturating_sub(1)));
            }
            Command::AllBytes => self.asked.byte = None,
            Command::WhereFrom => match self.value(model) {
                Some(id) => *self = Origins::of(model, id, None),
                None => {
                    let key = model.key_of(Command::Open);
                    model.complain(said!("tui.notice.a_message", key));
                }
            },
            _ => return false,
        }
        true
    }

    fn refresh(&mut self, model: &Model) {
        if self.branches.0 != self.asked {
            self.branches = (self.asked, self.asked.branches(&model.trace));
        }
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let asked = &self.asked;
        let Some(value) = model.value(asked.id) else {
            return;
        };
        let mut painter = Painter::new(buf, room);
        let (width, height) = (painter.width(), painter.height());
        painter.line(0, head(model, asked, value));
        painter.lines(1, strip(model, asked, value, width, strip_rows(height)));
        let top = self.top(model, width, height);
        if asked.question == Question::Who {
            let lines = who(model, asked, width);
            let most = lines.len().saturating_sub(height.saturating_sub(top));
            let scroll = self.row.min(most);
            painter.lines(top, lines.into_iter().skip(scroll));
            return scroll_hint::more(model, room, scroll, most, buf);
        }
        let branches = &self.branches.1;
        let (top, first, shown) = self.window(model, room);
        let row = self.row.min(branches.len().saturating_sub(1));
        for (y, i) in (first..branches.len()).take(shown).enumerate() {
            let picked = i == row;
            painter.line(
                top + y,
                branch_line(model, asked, &branches[i], picked, width),
            );
            if picked {
                painter.select(top + y, model.theme.selected);
            }
        }
        let below = top + shown.min(branches.len()) + 1;
        painter.lines(below, self.detail(model, width));
        let most = branches.len().saturating_sub(shown);
        scroll_hint::more(model, room, first, most, buf);
    }
}

const WIDTH: u16 = 124;

/// The rows of bytes in a window of a height.
fn strip_rows(height: usize) -> usize {
    if height >= 24 { 4 } else { 2 }
}

impl Origins {
    /// The rows that the answer takes at a width, in whatever row the reader is.
    fn rows(&self, model: &Model, width: usize) -> usize {
        let Some(value) = model.value(self.asked.id) else {
            return 0;
        };
        let strip = strip(model, &self.asked, value, width, 4).len();
        let answer = match self.question() {
            Question::Who => who(model, &self.asked, width).len(),
            // below the tree a blank, the formula, and the step
            _ => self.branches.1.len() + 5,
        };
        1 + strip + 1 + answer
    }

    /// The row at which the answer begins.
    fn top(&self, model: &Model, width: usize, height: usize) -> usize {
        let value = model.value(self.asked.id);
        let strip = value.map_or(0, |value| {
            strip(model, &self.asked, value, width, strip_rows(height)).len()
        });
        strip + 2
    }

    /// The selected line in full.
    fn detail(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        let branches = &self.branches.1;
        let row = self.row.min(branches.len().saturating_sub(1));
        let branch = branches.get(row);
        branch.map_or(Vec::new(), |branch| detail(model, branch, width))
    }

    /// Where the tree begins, its first line that is shown, and how many are shown.
    fn window(&self, model: &Model, room: Rect) -> (usize, usize, usize) {
        let (width, height) = (room.width.into(), usize::from(room.height));
        let top = self.top(model, width, height);
        let below = self.detail(model, width).len() + 1;
        let shown = height.saturating_sub(top + below).max(1);
        let len = self.branches.1.len();
        let row = self.row.min(len.saturating_sub(1));
        (top, text::first_row(row, len, shown), shown)
    }
}

/// Which value, and which of its bytes.
fn head(model: &Model, asked: &Asked, value: &Value) -> Line<'static> {
    let theme = &model.theme;
    let bytes = value.bytes.len();
    let words = match asked.byte {
        Some(at) => said!("tui.provenance.byte_of", byte = at, bytes),
        None => said!("tui.provenance.all_bytes", bytes),
    };
    let words = format!("  {words}");
    Line::from(vec![
        Span::styled(
            value.key(),
            theme.value(value.name).add_modifier(Modifier::BOLD),
        ),
        Span::styled(words, theme.text),
    ])
}

/// The bytes of the value around the one that is followed, which is marked.
fn strip(
    model: &Model,
    asked: &Asked,
    value: &Value,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    if let Some(words) = formula::unseen(model, value.id, width) {
        return vec![Line::from(Span::styled(words, theme.muted))];
    }
    let per_row = (width.saturating_sub(6) / 3 / 4 * 4).clamp(4, 32);
    let all = value.bytes.len().div_ceil(per_row);
    let first = text::first_row(asked.byte.unwrap_or(0) / per_row, all, rows);
    let mut lines = Vec::new();
    for row in first..all.min(first + rows) {
        let start = row * per_row;
        let mut spans = vec![Span::styled(format!("{start:>4}  "), theme.muted)];
        for at in start..(start + per_row).min(value.bytes.len()) {
            let style = match asked.byte {
                Some(byte) if byte == at => theme
                    .value(value.name)
                    .patch(theme.selected)
                    .add_modifier(Modifier::UNDERLINED),
                Some(_) => theme.muted,
                None => theme.value(value.name),
            };
            spans.push(Span::styled(format!("{:02x}", value.bytes[at]), style));
            spans.push(Span::raw(" "));
        }
        if row + 1 == first + rows && row + 1 < all {
            spans.push(Span::styled(theme.marks.ellipsis, theme.muted));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// The lines of a tree before a row: which of the levels above go on below it.
fn branches(model: &Model, branch: &Branch) -> String {
    const UP_DOWN: usize = 3;
    const CORNER: usize = 9;
    const BRANCH: usize = 11;
    const ACROSS: usize = 12;
    let lines = &model.theme.marks.lines;
    let goes_on = |level: usize| {
        branch
            .goes_on
            .checked_shr(level as u32)
            .is_some_and(|it| it & 1 == 1)
    };
    let mut out = String::new();
    for level in 1..branch.depth {
        out.push_str(if goes_on(level) { lines[UP_DOWN] } else { " " });
        out.push(' ');
    }
    if branch.depth > 0 {
        out.push_str(
            lines[if goes_on(branch.depth) {
                BRANCH
            } else {
                CORNER
            }],
        );
        out.push_str(lines[ACROSS]);
    }
    out
}

fn bytes_of(range: &Range<usize>) -> Said {
    let (first, last) = (range.start, range.end.saturating_sub(1));
    match range.len() {
        1 => said!("tui.provenance.byte", first),
        _ => said!("tui.provenance.bytes", first, last),
    }
}

fn branch_line(
    model: &Model,
    asked: &Asked,
    branch: &Branch,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let bytes = model.trace.bytes_of(branch.source);
    let (key, style) = named(model, branch.source);
    let mark = if picked { marks.selected } else { " " };
    let tree = branches(model, branch);
    let name_room: usize = if width >= 100 { 46 } else { 36 };
    let name = format!("{tree}{key}");
    let part = branch.range.len() < bytes.len();
    let which = match part {
        true => format!(" {}", bytes_of(&branch.range)),
        false => String::new(),
    };
    let shown = text::cut(&key, name_room.saturating_sub(text::width(&tree)), marks);
    let which = text::cut(&which, name_room.saturating_sub(text::width(&name)), marks);
    let used = text::width(&tree) + text::width(&shown) + text::width(&which);
    let how = match (branch.seen, asked.question) {
        (true, _) => label!("tui.provenance.as_above").to_owned(),
        (_, Question::From) => how(model, branch).to_string(),
        _ => said!(
            "tui.provenance.step",
            step = first_step(model, branch.source) + 1
        )
        .to_string(),
    };
    let how_room = if width >= 100 { 40 } else { 26 };
    let hex_room = width.saturating_sub(2 + name_room + 1 + how_room + 1);
    let hex = match model.unseen_source(branch.source) {
        true => marks.unknown.to_owned(),
        false => text::hex(&bytes[branch.range.clone()], hex_room, marks),
    };
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(tree, theme.line),
        Span::styled(shown, style),
        Span::styled(which, theme.text),
        Span::raw(" ".repeat(name_room.saturating_sub(used) + 1)),
        Span::styled(
            text::pad(&text::cut(&how, how_room, marks), how_room + 1),
            theme.text,
        ),
        Span::styled(hex, style),
    ])
}

/// What a source is called, and its colour.
fn named(model: &Model, source: Source) -> (String, Style) {
    let trace = &model.trace;
    match source {
        Source::Value(id) => {
            let value = trace.value(id);
            (value.key(), model.theme.value(value.name))
        }
        Source::Message(side, index) => {
            let message = trace.transcripts[side as usize][index].message;
            (message.name().to_owned(), model.theme.text)
        }
    }
}

/// The step in which a source first came up.
fn first_step(model: &Model, source: Source) -> usize {
    match source {
        Source::Value(id) => model.trace.value(id).step,
        Source::Message(side, index) => model.trace.transcripts[side as usize][index].step,
    }
}

/// How the bytes of a line came to be, in a few words.
fn how(model: &Model, branch: &Branch) -> Said {
    let trace = &model.trace;
    let Source::Value(value) = branch.source else {
        let step = first_step(model, branch.source) + 1;
        return said!("tui.how.message", step);
    };
    match trace.parents(value, &branch.range).0 {
        How::Drawn { by } => said!("tui.how.generated", side = by.name()),
        How::Sent { step } => said!("tui.how.message", step = step + 1),
        How::Read(place) => said!("tui.how.read", step = place.step + 1),
        How::Kept { path } => said!("tui.origin.stored", path = escaped(path.as_bytes())),
        How::Copied => said!("tui.how.copied"),
        How::Header => said!("tui.how.header"),
        How::Hmac {
            first,
            last,
            offset,
        } if first == last && branch.range.len() == 1 => {
            said!("tui.how.hmac_byte", n = first, offset)
        }
        How::Hmac { first, last, .. } if first == last => said!("tui.how.hmac", n = first),
        How::Hmac { first, last, .. } => said!("tui.how.hmacs", first, last),
        How::Blocks { first, last } if first == last => said!("tui.how.block", n = first),
        How::Blocks { first, last } => said!("tui.how.blocks", first, last),
        How::Whole => said!("tui.how.whole"),
    }
}

/// The selected line: its formula, where it first came up, and its bytes.
fn detail(model: &Model, branch: &Branch, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let (name, style) = named(model, branch.source);
    let mut words = vec![Span::styled(name, style)];
    match branch.source {
        Source::Value(id) => {
            words.push(Span::styled(" = ", theme.text));
            words.extend(formula::origin(model, model.trace.value(id)));
        }
        Source::Message(..) => {
            let about = format!(", {}", label!("tui.how.message_about"));
            words.push(Span::styled(about, theme.text));
        }
    }
    let mut lines = text::wrap(&words, width, 2);
    lines.truncate(3);
    let step = first_step(model, branch.source);
    let title = model.trace.steps.get(step);
    let title = title.map(|step| crate::explain::title(&model.trace, step));
    let title = title.unwrap_or_default();
    let place = said!("tui.provenance.place", step = step + 1, title).to_string();
    lines.push(Line::from(Span::styled(
        text::cut(&theme.marks.prose(&place), width, &theme.marks),
        theme.muted,
    )));
    lines
}

/// Who could compute the value: the eavesdropper at this step, and an eavesdropper that later steals
/// the server's private key.
fn who(model: &Model, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut lines = Vec::new();
    for (thief, words) in [
        (Thief::Eavesdropper, label!("tui.who.eavesdropper")),
        (Thief::WithPrivateKey, label!("tui.who.with_key")),
    ] {
        let found = verdict(&model.trace, asked.id, thief, model.cursor);
        let (answer, style) = match found.able {
            true => (
                format!("{} {}", marks.known, label!("tui.who.yes")),
                theme.bad,
            ),
            false => (
                format!("{} {}", marks.unknown, label!("tui.who.no")),
                theme.good,
            ),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{words}: "), theme.title),
            Span::styled(answer, style),
        ]));
        if !found.able {
            let words = format!("  {}", label!("tui.who.never_seen"));
            lines.push(Line::from(Span::styled(words, theme.muted)));
        }
        for (id, could) in found.chain {
            let Some(value) = model.value(id) else {
                continue;
            };
            let mut spans = vec![
                Span::styled(value.key(), theme.value(value.name)),
                Span::styled(": ", theme.text),
            ];
            spans.extend(because(model, value, could.as_ref()));
            for mut line in text::wrap(&spans, width.saturating_sub(2), 4) {
                line.spans.insert(0, Span::raw("  "));
                lines.push(line);
            }
        }
        lines.push(Line::default());
    }
    lines
}

/// How an eavesdropper gets a value, or where the value comes from if it cannot be had.
fn because(model: &Model, value: &Value, could: Option<&Could>) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let plain = |words: &str| Span::styled(words.to_owned(), theme.text);
    let mut spans = Vec::new();
    let (verb, inputs) = match could {
        None => return formula::origin(model, value),
        Some(Could::Knows)
            if value.known_to(crate::trace::Party::Eavesdropper, model.cursor)
                == crate::trace::Knowledge::Known =>
        {
            return vec![plain(label!("tui.who.in_the_clear"))];
        }
        Some(Could::Knows) => return vec![plain(label!("tui.who.stolen"))],
        Some(Could::Computes(inputs)) if inputs.is_empty() => {
            return vec![plain(label!("tui.who.from_messages"))];
        }
        Some(Could::Computes(inputs)) => (label!("tui.who.computed"), inputs.as_slice()),
        Some(Could::Decrypts(inputs)) => (label!("tui.who.decrypted"), inputs.as_slice()),
        Some(Could::CutsOut(whole)) => (label!("tui.who.part_of"), std::slice::from_ref(whole)),
    };
    spans.push(plain(&format!("{verb} ")));
    for (i, id) in inputs.iter().enumerate() {
        if i > 0 {
            spans.push(plain(", "));
        }
        if let Some(input) = model.value(*id) {
            spans.push(Span::styled(input.key(), theme.value(input.name)));
        }
    }
    spans
}
