//! The sequence: every step on its row between the two lifelines. Messages are arrows, computations
//! stand at the lifeline of their party, the present step is a box, and the next ones are faint.

use super::{Opening, Pane};
use crate::pki::Certificate;
use crate::trace::{
    Actor, BufferKind, Fate, Message, MessageName, Side, Step, StepKind, Value, ValueId, ValueName,
};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{acts, formula, text};
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::place::Focus;
use crate::tui::model::sequence::{SequenceRow, arrives, sides};
use crate::wire::{AlertDescription, HandshakeType, display};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The sequence of steps.
pub struct Sequence;

impl Pane for Sequence {
    fn holds(&self, _: &Model) -> bool {
        true
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.trace.steps.len().min(model.cursor + 1)
    }

    fn row_at(&self, model: &Model, columns: &[Rect], _: u16, y: u16) -> Option<usize> {
        let row = usize::from(y.checked_sub(columns[0].y)?);
        match rows(model, columns[0]).get(row)? {
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => Some(*step),
            SequenceRow::Present(_) => Some(model.cursor),
            SequenceRow::Above(_) | SequenceRow::Below(_) => None,
        }
    }

    fn open(&self, model: &Model) -> Opening {
        match model.picks.step.filter(|step| *step != model.cursor) {
            Some(step) => Opening::Step(step),
            None if model.step().is_some_and(|step| step.message.is_some()) => {
                Opening::Message(model.cursor)
            }
            None => Opening::Nothing,
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], Moment::STILL, buf);
    }
}

/// From so many columns on, the present step has a box, and messages have their sizes.
const WIDE: u16 = 40;

fn rows(model: &Model, area: Rect) -> Vec<SequenceRow> {
    let present = match area.width {
        WIDE.. => 4,
        _ => 2,
    };
    let chosen = model.picks.step.filter(|_| model.focus == Focus::Wire);
    model.sequence_rows(area.height.into(), present, chosen)
}

/// Where the parts of a row stand.
#[derive(Clone, Copy)]
struct Columns {
    /// The number of a step ends here.
    number: usize,
    left: usize,
    right: usize,
    wide: bool,
}

impl Columns {
    fn of(model: &Model, area: Rect) -> Columns {
        let wide = area.width >= WIDE;
        let pad = usize::from(wide);
        let digits = model.trace.steps.len().to_string().len().max(2);
        let width = usize::from(area.width);
        Columns {
            number: pad + digits,
            left: pad + digits + 1,
            right: width.saturating_sub(1 + pad),
            wide,
        }
    }

    /// The columns between the lifelines.
    fn inside(&self) -> usize {
        self.right.saturating_sub(self.left + 1)
    }
}

/// Draws the sequence at a moment of the present step's motion.
pub fn draw(model: &Model, area: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut painter = Painter::new(buf, area);
    let at = Columns::of(model, area);
    if model.trace.steps.is_empty() {
        let words = label!("tui.wire.nothing");
        let words = text::cut(words, painter.width().saturating_sub(2), marks);
        return painter.at(0, 1, Span::styled(words, theme.muted));
    }
    let picked = model.picks.step.unwrap_or(model.cursor);
    for (y, row) in rows(model, area).into_iter().enumerate() {
        let step = match row {
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => Some(step),
            SequenceRow::Present(0) if !at.wide => Some(model.cursor),
            SequenceRow::Present(1) if at.wide => Some(model.cursor),
            _ => None,
        };
        let (lifeline, style) = match row {
            SequenceRow::Past(_) => (marks.lifelines[0], theme.past),
            SequenceRow::Present(_) => (marks.lifelines[1], theme.title),
            _ => (marks.lifelines[2], theme.past),
        };
        for column in [at.left, at.right] {
            painter.at(y, column, Span::styled(lifeline, style));
        }
        if let Some(step) = step {
            let here = step == model.cursor;
            let style = if here { theme.title } else { theme.muted };
            let number = format!("{:>width$}", step + 1, width = at.number);
            painter.at(y, 0, Span::styled(number, style));
        }
        match row {
            SequenceRow::Above(n) => {
                let words = format!("{} {}", marks.above, said!("tui.wire.earlier", n));
                middle(&mut painter, y, &at, Span::styled(words, theme.muted));
            }
            SequenceRow::Below(n) => {
                let words = match n {
                    Some(n) => format!("{} {}", marks.below, said!("tui.wire.more", n)),
                    None => label!("tui.wire.open_end").to_owned(),
                };
                middle(&mut painter, y, &at, Span::styled(words, theme.muted));
            }
            SequenceRow::Past(step) | SequenceRow::Ahead(step) => {
                let ahead = matches!(row, SequenceRow::Ahead(_));
                if let Some(step) = model.trace.steps.get(step) {
                    line(model, &mut painter, y, &at, step, ahead);
                }
            }
            SequenceRow::Present(part) => {
                if let Some(step) = model.step() {
                    present(model, &mut painter, y, &at, step, part, moment);
                }
            }
        }
        if model.focus == Focus::Wire && step == Some(picked) {
            painter.ground(y, 0..painter.width(), theme.selected);
        }
    }
}

fn middle(painter: &mut Painter<'_>, y: usize, at: &Columns, words: Span<'static>) {
    let room = at.inside();
    let column = at.left + 1 + room.saturating_sub(words.width()) / 2;
    painter.at(y, column, words);
}

/// Puts a line at the right lifeline's left side.
fn at_right(painter: &mut Painter<'_>, y: usize, at: &Columns, line: Line<'static>) {
    let column = (at.right + 1).saturating_sub(line.width());
    painter.at(y, column.max(at.left + 1), line);
}

/// A step that is past or ahead, on one row.
fn line(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    ahead: bool,
) {
    match &step.message {
        Some(message) => {
            let line = arrow(model, step, message, at, ahead);
            painter.at(y, at.left, line);
        }
        None => local(model, painter, y, at, step, ahead),
    }
}

/// The description of an alert.
pub fn alert(message: &Message) -> Option<AlertDescription> {
    match (message.name, message.content.as_slice()) {
        (MessageName::Alert, [_, description]) => Some(AlertDescription::of(*description)),
        _ => None,
    }
}

/// What a message is called in the sequence.
pub fn name(message: &Message) -> String {
    match alert(message) {
        Some(alert) => said!("tui.wire.alert", alert = alert.to_string()).to_string(),
        None => message.name.name().to_owned(),
    }
}

/// Whether something in a message is encrypted.
fn is_sealed(message: &Message) -> bool {
    let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    message.protected || message.name == exchange
}

/// How long the record of a message is, in bytes.
pub fn record_len(message: &Message) -> usize {
    let record = message.buffer(BufferKind::Record);
    record.map_or(0, |record| record.own.len())
}

/// Whether a message reports a failure, or was tampered with.
pub fn is_bad(message: &Message) -> bool {
    let fatal = alert(message).is_some_and(|alert| alert != AlertDescription::CloseNotify);
    fatal || message.fate.tampered()
}

/// A message as an arrow from lifeline to lifeline.
fn arrow(
    model: &Model,
    step: &Step,
    message: &Message,
    at: &Columns,
    ahead: bool,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let right = message.sender == Side::Client;
    let bad = is_bad(message) && !ahead;
    let shaft = match (ahead, message.protected) {
        (true, _) => marks.ahead,
        (false, true) => marks.protected,
        (false, false) => marks.clear,
    };
    let (shaft_style, name_style) = match (bad, ahead) {
        (true, _) => (theme.bad, theme.bad),
        (false, true) => (theme.past, theme.muted),
        (false, false) if message.protected => (theme.sealed, theme.text),
        (false, false) => (theme.past, theme.text),
    };
    let head = match (ahead, right) {
        (true, true) => marks.right_ahead,
        (true, false) => marks.left_ahead,
        (false, true) => marks.right,
        (false, false) => marks.left,
    };
    // the lifelines are parts of the arrow: where it begins it touches one
    let begin = match (ahead, right) {
        (true, _) => marks.lifelines[2],
        (false, true) => marks.lines[11],
        (false, false) => marks.lines[7],
    };
    let end = marks.lifelines[if ahead { 2 } else { 0 }];
    let inside = at.inside();
    let gap = if at.wide { " " } else { "" };
    let name = text::cut(&name(message), inside.saturating_sub(2), marks);
    let mark = match is_sealed(message) && at.wide && !ahead && !bad {
        true => marks.sealed,
        false => "",
    };
    let mark_gap = if mark.is_empty() { "" } else { " " };
    let size = match at.wide && !ahead && !message.fate.tampered() {
        true => said!("tui.bytes.short", bytes = record_len(message)).to_string(),
        false => String::new(),
    };
    // from the sender on: a bit of the shaft, the name, the shaft, the size, a bit of it, the head
    let lead = usize::from(at.wide);
    let taken = lead + 2 * gap.len() + text::width(&name) + mark_gap.len() + text::width(mark);
    let size_taken = match size.is_empty() {
        true => 0,
        false => text::width(&size) + 2 + lead,
    };
    let left = inside.saturating_sub(taken + 1);
    let size_taken = if left >= size_taken + 3 {
        size_taken
    } else {
        0
    };
    let long = left - size_taken;
    let styled = |words: String, style: Style| Span::styled(words, style);
    let mut spans = vec![
        styled(shaft.repeat(lead), shaft_style),
        styled(gap.to_owned(), name_style),
        styled(name, name_style),
        styled(mark_gap.to_owned(), name_style),
        styled(mark.to_owned(), theme.sealed),
        styled(gap.to_owned(), name_style),
    ];
    match message.fate {
        Fate::Delivered => {
            spans.push(styled(shaft.repeat(long), shaft_style));
            if size_taken > 0 {
                spans.push(styled(format!(" {size} "), theme.muted));
                spans.push(styled(shaft.repeat(lead), shaft_style));
            }
            spans.push(styled(head.to_owned(), shaft_style));
        }
        _ if ahead => {
            spans.push(styled(shaft.repeat(long), shaft_style));
            spans.push(styled(head.to_owned(), shaft_style));
        }
        fate if !arrives(step) => {
            let words = format!("{} {}", marks.lost, fate.word());
            let before = long.min(3);
            let words = text::cut(&words, (long + 1).saturating_sub(before), marks);
            let rest = (long + 1).saturating_sub(before + text::width(&words));
            spans.push(styled(shaft.repeat(before), shaft_style));
            spans.push(styled(words, shaft_style));
            spans.push(styled(" ".repeat(rest), shaft_style));
        }
        _ => {
            let before = long / 3;
            let after = long.saturating_sub(before + 1);
            spans.push(styled(shaft.repeat(before), shaft_style));
            spans.push(styled(marks.lost.to_owned(), shaft_style));
            spans.push(styled(shaft.repeat(after), shaft_style));
            spans.push(styled(head.to_owned(), shaft_style));
        }
    }
    let lifeline = theme.past;
    spans.insert(0, styled(begin.to_owned(), lifeline));
    if right {
        spans.push(styled(end.to_owned(), lifeline));
        return Line::from(spans);
    }
    // the other way round, with the words still from left to right
    spans.push(styled(end.to_owned(), lifeline));
    spans.reverse();
    Line::from(spans)
}

/// Whether the two sides came to different values in a step that both do.
pub fn differs(model: &Model, step: &Step) -> bool {
    let mut values = step.values.iter().filter_map(|id| model.value(*id));
    values.any(|value| value.holder.is_some())
}

/// Whether a step failed, or passed its checks; `None` for one that checks nothing.
pub fn passed(step: &Step) -> Option<bool> {
    let failed = step.failure.is_some() || step.checks.iter().any(|check| !check.passed);
    match step.kind {
        _ if failed => Some(false),
        StepKind::Check if !step.checks.is_empty() => Some(true),
        _ => None,
    }
}

/// What a party does by itself, at its lifeline.
fn local(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    ahead: bool,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let verdict = passed(step).filter(|_| !ahead && !model.is_inside(step));
    let style = match (verdict, ahead) {
        (Some(false), _) => theme.bad,
        (_, true) => theme.muted,
        _ => theme.text,
    };
    let mark = match verdict {
        Some(true) => format!(" {}", marks.good),
        Some(false) => format!(" {}", marks.bad),
        None => String::new(),
    };
    let both = step.actor == Actor::Both;
    let room = match both {
        true => at.inside() / 2 - 2,
        false => at.inside().saturating_sub(2),
    };
    let room = room.saturating_sub(text::width(&mark));
    let long = acts::doing(step.topic, false);
    let words = match text::width(long) <= room && at.wide {
        true => long,
        false => acts::doing(step.topic, true),
    };
    let inside = model.is_inside(step);
    let words = text::cut(words, room, marks);
    let mark_style = match verdict {
        Some(true) => theme.good,
        _ => theme.bad,
    };
    let touch = |side: Side| Span::styled(marks.local[side as usize], theme.past);
    for side in sides(step) {
        let words = match inside {
            true if ahead => Span::raw(""),
            true => Span::styled(text::cut(&model.inside(side), room, marks), theme.muted),
            false => Span::styled(words.clone(), style),
        };
        let mark = Span::styled(mark.clone(), mark_style);
        match side {
            Side::Client => {
                let line = vec![touch(side), Span::raw(" "), words, mark];
                painter.at(y, at.left, Line::from(line));
            }
            Side::Server => {
                let line = vec![words, mark, Span::raw(" "), touch(side)];
                at_right(painter, y, at, Line::from(line));
            }
        }
    }
    if both && !ahead && model.compares(step) {
        let (mark, style) = match differs(model, step) {
            true => (marks.differs, theme.bad),
            false => (marks.same, theme.good),
        };
        middle(painter, y, at, Span::styled(mark, style));
    }
}

/// The present step's words: what it is called, and the value or the verdict that it is about.
pub struct Present {
    /// What it is called.
    pub name: String,
    /// The value or the verdict.
    pub detail: Vec<Span<'static>>,
}

fn short_bytes(model: &Model, bytes: &[u8], room: usize) -> String {
    let marks = &model.theme.marks;
    match text::printable(bytes) {
        Some(words) => text::cut(&format!("\"{}\"", marks.prose(words)), room, marks),
        None => text::start(bytes, room.min(8), marks),
    }
}

fn value_words(model: &Model, value: &Value, room: usize) -> Vec<Span<'static>> {
    if let Some(words) = formula::unseen(model, value.id, room) {
        return vec![Span::styled(words, model.theme.muted)];
    }
    let style = model.theme.value(value.name);
    vec![Span::styled(short_bytes(model, &value.bytes, room), style)]
}

/// What the box of a message says below its name.
pub fn message_detail(
    model: &Model,
    step: &Step,
    message: &Message,
    room: usize,
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let plain = |words: String| vec![Span::styled(words, theme.text)];
    let seen = model.index.seen.get(&step.index);
    let seen = seen.into_iter().flatten().filter_map(|id| model.value(*id));
    let on_wire = |value: &&Value| {
        let mut places = value.places.iter();
        places.any(|place| place.step == step.index && place.buffer == BufferKind::Record)
    };
    let visible: Vec<&Value> = seen.filter(on_wire).collect();
    let find = |wanted: fn(ValueName) -> bool| visible.iter().find(|value| wanted(value.name));
    if let Some(arrived) = &message.arrived {
        return changed_detail(model, message, arrived);
    }
    if message.name == MessageName::Handshake(HandshakeType::Certificate) {
        let mut chains = model.trace.chains.iter();
        let chain = chains.find(|chain| chain.step == step.index);
        let leaf = chain.and_then(|chain| chain.certificates.first());
        let name = leaf.and_then(|der| Certificate::from_der(der).ok());
        let name = name.map_or(String::new(), |leaf| leaf.short_name());
        let certificates = chain.map_or(0, |chain| chain.certificates.len());
        let words = match certificates {
            0 => label!("tui.wire.no_certificate").to_owned(),
            _ => said!("tui.wire.certificates", name, certificates).to_string(),
        };
        return plain(marks.prose(&words).into_owned());
    }
    if message.protected && !model.sees_all() && model.reads(step) {
        let seen = model.index.seen.get(&step.index);
        let mut seen = seen.into_iter().flatten().filter_map(|id| model.value(*id));
        let content = seen.find(|value| matches!(value.name, ValueName::RecordContent(..)));
        if let Some(content) = content {
            return value_words(model, content, room);
        }
    }
    if message.protected {
        let iv = find(|name| matches!(name, ValueName::RecordIv(..)));
        let text = find(|name| matches!(name, ValueName::RecordCiphertext(..)));
        let mut spans = Vec::new();
        if let Some(iv) = iv {
            let words = format!("IV {} ", short_bytes(model, &iv.bytes, 7));
            spans.push(Span::styled(words, theme.value(iv.name)));
        }
        let bytes = text.map_or(&[][..], |value| &value.bytes);
        let words = format!("{} {}", marks.sealed, short_bytes(model, bytes, 7));
        spans.push(Span::styled(words, theme.sealed));
        return spans;
    }
    if let Some(value) = find(|name| name == ValueName::EncryptedPreMasterSecret) {
        let mut spans = value_words(model, value, 7);
        let words = format!(" {} {}", marks.sealed, label!("tui.wire.pre_master"));
        spans.push(Span::styled(words, theme.sealed));
        return spans;
    }
    let random = |name| matches!(name, ValueName::ClientRandom | ValueName::ServerRandom);
    let about = find(random).or_else(|| find(|name| name == ValueName::HandshakeSignature));
    match about {
        Some(value) => {
            let mut spans = value_words(model, value, 7);
            let name = formula::plain_name(value.name, room.saturating_sub(9));
            spans.push(Span::styled(format!(" {name}"), theme.text));
            spans
        }
        None => plain(said!("tui.wire.message_bytes", bytes = message.content.len()).to_string()),
    }
}

/// The first byte that was changed on the way, before and after.
fn changed_detail(
    model: &Model,
    message: &Message,
    arrived: &[crate::trace::Buffer],
) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let sent = message.buffer(BufferKind::Record);
    let there = arrived
        .iter()
        .find(|buffer| buffer.kind == BufferKind::Record);
    let (Some(sent), Some(there)) = (sent, there) else {
        return Vec::new();
    };
    let mut pairs = sent.bytes.iter().zip(&there.bytes);
    let words = match pairs.find(|(a, b)| a != b) {
        Some((before, after)) if sent.bytes.len() == there.bytes.len() => said!(
            "tui.wire.became",
            before = display::hex(&[*before]),
            after = display::hex(&[*after])
        ),
        _ => said!(
            "tui.wire.lengths",
            before = sent.bytes.len(),
            after = there.bytes.len()
        ),
    };
    vec![Span::styled(
        theme.marks.prose(&words.to_string()).into_owned(),
        theme.bad,
    )]
}

/// The words of a computation for a side.
pub fn computed(model: &Model, step: &Step, side: Side, room: usize) -> Present {
    let theme = &model.theme;
    let marks = &theme.marks;
    if model.is_inside(step) {
        let name = text::cut(&model.inside(side), room, marks);
        return Present {
            name,
            detail: Vec::new(),
        };
    }
    let name = acts::doing(step.topic, false);
    let of_side = |id: &ValueId| {
        let value = model.value(*id)?;
        value
            .holder
            .is_none_or(|holder| holder == side)
            .then_some(value)
    };
    match passed(step) {
        Some(ok) => {
            let failed = step.checks.iter().find(|check| !check.passed);
            let words = match failed {
                Some(check) => check.name.label().to_owned(),
                None if ok => {
                    said!("tui.wire.checks_passed", checks = step.checks.len()).to_string()
                }
                None => label!("tui.wire.gives_up").to_owned(),
            };
            let name = format!("{} {name}", marks.check(ok));
            let words = text::cut(&marks.prose(&words), room, marks);
            let detail = vec![Span::styled(words, theme.check(ok))];
            Present { name, detail }
        }
        None => {
            let own = step.values.iter().filter_map(of_side);
            // what was computed goes before what was generated or read
            let best = own.min_by_key(|value| match value.origin {
                _ if value.name == ValueName::ClientVersion => 2,
                crate::trace::Origin::Derived { .. } => 0,
                _ => 1,
            });
            let detail = best.map_or(Vec::new(), |value| value_words(model, value, room));
            let name = match best {
                Some(value) if step.actor == Actor::Both => formula::plain_name(value.name, room),
                _ => name.to_owned(),
            };
            Present { name, detail }
        }
    }
}

/// A row of the present step, the uppermost being the first.
fn present(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    if !at.wide {
        return narrow(model, painter, y, at, step, part, moment);
    }
    match &step.message {
        Some(message) => moving(model, painter, y, at, step, message, part, moment),
        None => boxes(model, painter, y, at, step, part, moment),
    }
}

/// A box of four rows: a row of it.
pub fn box_row(
    model: &Model,
    words: &Present,
    inner: usize,
    part: usize,
    touches: [bool; 2],
    style: Style,
) -> Line<'static> {
    let marks = &model.theme.marks;
    let [
        top_left,
        top_right,
        bottom_right,
        bottom_left,
        upright,
        from_left,
        from_right,
    ] = marks.heavy_box;
    let bar = marks.heavy.repeat(inner + 2);
    let frame = |words: String| Span::styled(words, style);
    match part {
        0 => Line::from(frame(format!("{top_left}{bar}{top_right}"))),
        1 => {
            let name = text::cut(&words.name, inner, marks);
            let name = text::pad(&name, inner);
            let left = if touches[0] { from_left } else { upright };
            let right = if touches[1] { from_right } else { upright };
            Line::from(vec![
                frame(left.to_owned()),
                Span::styled(format!(" {name} "), style),
                frame(right.to_owned()),
            ])
        }
        2 => {
            let mut spans = vec![frame(upright.to_owned()), Span::raw(" ")];
            let used: usize = words.detail.iter().map(Span::width).sum();
            spans.extend(words.detail.iter().cloned());
            spans.push(Span::raw(" ".repeat((inner + 1).saturating_sub(used))));
            spans.push(frame(upright.to_owned()));
            Line::from(spans)
        }
        _ => Line::from(frame(format!("{bottom_left}{bar}{bottom_right}"))),
    }
}

/// The present message on its way from lifeline to lifeline.
#[allow(clippy::too_many_arguments)]
fn moving(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    message: &Message,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let inside = at.inside();
    let lost = !arrives(step);
    let turned = message.fate.tampered() && (moment.has_passed() || moment.is_over());
    let style = match is_bad(message) && (turned || alert(message).is_some()) {
        true => theme.bad,
        false => theme.title,
    };
    let room = inside.saturating_sub(10);
    let detail = match message.fate.tampered() && !turned {
        true => Vec::new(),
        false => message_detail(model, step, message, room),
    };
    let words = Present {
        name: name(message),
        detail,
    };
    let wanted: usize = words.detail.iter().map(Span::width).sum();
    let inner = text::width(&words.name).max(wanted).min(room);
    let whole = inner + 4;
    // the box stands still in the middle, and a message that is lost before it
    let free = inside.saturating_sub(whole);
    let travelled = |thousandths: u16| free * usize::from(thousandths) / 1000;
    let lost_at = free / 5;
    let way = match (moment.is_over(), lost) {
        (true, true) => lost_at,
        (true, false) => free / 2,
        (false, true) => travelled(moment.thousandths).min(lost_at),
        (false, false) => travelled(moment.thousandths),
    };
    let right = message.sender == Side::Client;
    let offset = if right { way } else { free - way };
    let column = at.left + 1 + offset;
    painter.at(
        y,
        column,
        box_row(model, &words, inner, part, [true, true], style),
    );
    if part != 1 {
        return;
    }
    let (before, after) = (offset, free - offset);
    let shaft = if message.protected {
        marks.protected
    } else {
        marks.heavy
    };
    let (behind, front) = if right {
        (before, after)
    } else {
        (after, before)
    };
    let done = Span::styled(shaft.repeat(behind), style);
    let to_go = match (moment.is_over(), lost) {
        (false, false) => Span::styled(marks.ahead.repeat(front), theme.past),
        (_, true) if way >= lost_at || moment.is_over() => {
            let words = format!("{} {}", marks.lost, message.fate.word());
            let words = text::cut(&words, front.saturating_sub(3), marks);
            let shown = match right {
                true => format!("{}{words}", shaft.repeat(3.min(front))),
                false => format!("{words}{}", shaft.repeat(3.min(front))),
            };
            Span::styled(shown, theme.bad)
        }
        (false, true) => Span::styled(marks.ahead.repeat(front), theme.past),
        (true, _) => {
            let shafts = shaft.repeat(front.saturating_sub(1));
            let words = match right {
                true => format!("{shafts}{}", marks.right),
                false => format!("{}{shafts}", marks.left),
            };
            Span::styled(words, style)
        }
    };
    let touch = |side: Side| Span::styled(marks.touches[side as usize], style);
    if right {
        painter.at(y, at.left, touch(Side::Client));
        painter.at(y, at.left + 1, done);
        painter.at(y, column + whole, to_go);
    } else {
        painter.at(y, at.right, touch(Side::Server));
        painter.at(y, column + whole, done);
        let start = at.left + 1 + offset.saturating_sub(to_go.width());
        painter.at(y, start, to_go);
    }
}

/// The boxes of a computation, at the lifeline of each side that does it.
fn boxes(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let both = step.actor == Actor::Both;
    let inside = at.inside();
    let room = match both {
        true => (inside / 2).saturating_sub(8),
        false => inside.saturating_sub(5),
    };
    let style = match passed(step) {
        Some(false) => theme.bad,
        _ => theme.title,
    };
    for side in sides(step) {
        let mut words = computed(model, step, side, room);
        let wanted: usize = words.detail.iter().map(Span::width).sum();
        let inner = text::width(&words.name).max(wanted).min(room);
        if moment.thousandths < 150 {
            words.name.clear();
        }
        if !moment.has_passed() {
            words.detail.clear();
        }
        let touches = [side == Side::Client, side == Side::Server];
        let line = box_row(model, &words, inner, part, touches, style);
        let touch = Span::styled(marks.touches[side as usize], style);
        match side {
            Side::Client => {
                if part == 1 {
                    painter.at(y, at.left, touch);
                }
                painter.at(y, at.left + 1, line);
            }
            Side::Server => {
                if part == 1 {
                    painter.at(y, at.right, touch);
                }
                let column = at.right.saturating_sub(line.width());
                painter.at(y, column, line);
            }
        }
    }
    if both && moment.is_over() && model.compares(step) && (part == 1 || part == 2) {
        let (mark, words, style) = match differs(model, step) {
            true => (marks.differs, label!("tui.wire.different"), theme.bad),
            false => (marks.same, label!("tui.wire.the_same"), theme.good),
        };
        let words = if part == 1 { mark } else { words };
        middle(painter, y, at, Span::styled(words, style));
    }
}

/// The present step where there is little room: a row on the selection's ground, and one of detail.
fn narrow(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    at: &Columns,
    step: &Step,
    part: usize,
    moment: Moment,
) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let inside = at.inside();
    let bad = step
        .message
        .as_ref()
        .map_or(passed(step) == Some(false), is_bad);
    let style = if bad { theme.bad } else { theme.title };
    if part == 0 {
        match &step.message {
            Some(message) => {
                let right = message.sender == Side::Client;
                let shaft = if message.protected {
                    marks.protected
                } else {
                    marks.heavy
                };
                let name = text::cut(&name(message), inside.saturating_sub(2), marks);
                let free = inside.saturating_sub(text::width(&name) + 1);
                let lead = match moment.is_over() {
                    true => 1.min(free),
                    false => free * usize::from(moment.thousandths) / 1000,
                };
                let rest = free - lead;
                let (rest, head) = match (moment.is_over(), arrives(step)) {
                    (false, _) => (marks.ahead.repeat(rest), " "),
                    (true, true) => {
                        let head = if right { marks.right } else { marks.left };
                        (shaft.repeat(rest), head)
                    }
                    (true, false) => (
                        format!(
                            "{}{}",
                            shaft.repeat(rest.min(1)),
                            " ".repeat(rest.saturating_sub(1))
                        ),
                        marks.lost,
                    ),
                };
                let words = match right {
                    true => format!("{}{name}{rest}{head}", shaft.repeat(lead)),
                    false => format!("{head}{rest}{name}{}", shaft.repeat(lead)),
                };
                painter.at(y, at.left + 1, Span::styled(words, style));
                let side = message.sender;
                let column = if right { at.left } else { at.right };
                painter.at(y, column, Span::styled(marks.touches[side as usize], style));
            }
            None => {
                local(model, painter, y, at, step, false);
                for side in sides(step) {
                    let column = match side {
                        Side::Client => at.left,
                        Side::Server => at.right,
                    };
                    painter.at(y, column, Span::styled(marks.touches[side as usize], style));
                }
            }
        }
        painter.ground(y, at.left..at.right + 1, theme.selected);
        return;
    }
    match &step.message {
        Some(message) => {
            let detail = message_detail(model, step, message, inside);
            let line = Line::from(detail);
            let line = match line.width() <= inside.saturating_sub(1) {
                true => line,
                false => {
                    let words: String = line
                        .spans
                        .iter()
                        .map(|span| span.content.as_ref())
                        .collect();
                    let words = text::cut(&words, inside.saturating_sub(1), marks);
                    Line::from(Span::styled(words, theme.text))
                }
            };
            painter.at(y, at.left + 2, line);
        }
        None => {
            for side in sides(step) {
                let room = match step.actor {
                    Actor::Both => inside / 2 - 2,
                    Actor::One(_) => inside.saturating_sub(2),
                };
                let words = computed(model, step, side, room);
                let line = Line::from(words.detail);
                match side {
                    Side::Client => painter.at(y, at.left + 2, line),
                    Side::Server => {
                        let column = at.right.saturating_sub(line.width() + 1);
                        painter.at(y, column, line);
                    }
                }
            }
        }
    }
}
