//! The third row and the fourth: who does what in the present step, and one sentence about it. A
//! notice takes the place of the sentence.

use crate::trace::{Actor, Fate, Message, Step};
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{acts, text};
use crate::tui::model::Model;
use crate::tui::model::place::{Notice, Tab};
use crate::tui::pane::sequence;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the band.
pub fn draw(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, row);
    let Some(step) = model.step() else {
        buf.set_style(row, theme.band);
        let words = label!("tui.step.none");
        return Painter::new(buf, row).at(0, 1, Span::styled(words, theme.title));
    };
    let failed = step.failure.is_some();
    let width = painter.width();
    let lines = [false, true].map(|short| {
        let mut line = who(model, step);
        line.extend(what(model, step, short));
        Line::from(line)
    });
    let [long, short] = lines;
    let line = match long.width() + 2 <= width {
        true => long,
        false => short,
    };
    let room = painter.width().saturating_sub(line.width() + 4);
    painter.at(0, 1, line);
    let mut forms = size(step).into_iter();
    if let Some(words) = forms.find(|words| text::width(words) <= room) {
        let words = theme.marks.prose(&words).into_owned();
        let column = painter.width().saturating_sub(text::width(&words) + 1);
        painter.at(0, column, Span::styled(words, theme.text));
    }
    let ground = if failed {
        theme.failure
    } else {
        theme.selected
    };
    painter.ground(0, 0..painter.width(), ground);
}

/// Who acts: `CLIENT ━▶ SERVER`, `CLIENT and SERVER`, `SERVER`.
pub fn who(model: &Model, step: &Step) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let name = |side: crate::trace::Side| Span::styled(side.name().to_uppercase(), theme.title);
    match (&step.message, step.actor) {
        (Some(message), _) => {
            let shaft = if message.protected {
                marks.protected
            } else {
                marks.heavy
            };
            let shaft = format!(" {}{} ", shaft.repeat(2), marks.right);
            vec![
                name(message.sender),
                Span::styled(shaft, theme.title),
                name(message.sender.peer()),
                Span::raw("   "),
            ]
        }
        (None, Actor::One(side)) => vec![name(side), Span::raw("   ")],
        (None, Actor::Reader) => {
            let reader = label!("tui.step.reader").to_uppercase();
            vec![Span::styled(reader, theme.title), Span::raw("   ")]
        }
        (None, Actor::Both) => vec![
            name(crate::trace::Side::Client),
            Span::styled(format!(" {} ", label!("tui.step.and")), theme.title),
            name(crate::trace::Side::Server),
            Span::raw("   "),
        ],
    }
}

/// What happens, where there is little room in short; not what comes of it while that is hidden.
pub fn what(model: &Model, step: &Step, short: bool) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    if let Some(message) = &step.message {
        let mut spans = vec![Span::styled(message.title(), theme.title)];
        if step.fate() != Fate::Delivered {
            let fate = step.fate().words();
            spans.push(Span::raw("   "));
            spans.push(Span::styled(format!("{} {fate}", marks.lost), theme.bad));
        }
        return spans;
    }
    if model.is_inside(step) {
        let words = match step.actor {
            Actor::One(side) => model.inside(side, usize::MAX),
            Actor::Both | Actor::Reader => label!("tui.lens.inside_both").to_owned(),
        };
        return vec![Span::styled(words, theme.muted)];
    }
    let words = match step.actor {
        Actor::Both if !short => acts::both(step.topic),
        _ => acts::doing(step.topic, short),
    };
    let mut spans = vec![Span::styled(words, theme.title)];
    let failed = step.failure.is_some();
    if model.hides_new() {
        return spans;
    }
    if failed || step.checks.iter().any(|check| !check.passed) {
        let words = match failed {
            true => label!("tui.step.gives_up"),
            false => label!("tui.step.check_fails"),
        };
        spans.push(Span::raw("   "));
        spans.push(Span::styled(format!("{} {words}", marks.bad), theme.bad));
    }
    spans
}

/// How much crosses the wire, in ever fewer words.
fn size(step: &Step) -> Vec<String> {
    match &step.message {
        Some(message) => {
            let record = sequence::record_len(message);
            match encrypted(message) {
                0 => vec![
                    said!("tui.step.record_clear", bytes = record).to_string(),
                    said!("tui.step.bytes", bytes = record).to_string(),
                ],
                encrypted => vec![
                    said!("tui.step.record_encrypted", bytes = record, encrypted).to_string(),
                    said!("tui.step.bytes_encrypted", bytes = record, encrypted).to_string(),
                    said!("tui.step.bytes", bytes = record).to_string(),
                ],
            }
        }
        None => vec![label!("tui.step.nothing_on_the_wire").to_owned()],
    }
}

/// How many bytes of a message are encrypted.
fn encrypted(message: &Message) -> usize {
    use crate::wire::Field;
    let record = message.buffer(crate::trace::BufferKind::Record);
    let nodes = record.into_iter().flat_map(|record| &record.tree);
    let found = nodes.filter_map(|node| {
        node.find(Field::Ciphertext)
            .or_else(|| node.find(Field::AeadCiphered))
            .or_else(|| node.find(Field::EncryptedPreMasterSecret))
    });
    found.map(crate::wire::Node::len).sum()
}

/// Draws the sentence, or the notice in its place. A notice that is longer takes rows below, too.
pub fn draw_sentence(model: &Model, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    if let Some(shown) = &model.notice {
        return notice(model, shown, row, buf);
    }
    let mut painter = Painter::new(buf, row);
    let words = match (&model.tree.certificate, &model.explained) {
        (Some(opened), _) if model.tab == Tab::Bytes => {
            let key = model.key_of(Command::Close);
            let back = said!("tui.certificates.back", key).to_string();
            painter.right(0, Span::styled(format!("{back} "), theme.muted));
            said!("tui.certificates.opened", name = &opened.name).to_string()
        }
        (_, Some(_)) if !model.sees_all() => {
            let forms = model.what_is_seen();
            let room = usize::from(row.width).saturating_sub(2);
            let fits = |words: &&String| row.height > 1 || text::width(words) <= room;
            let shortest = forms.last();
            let found = forms.iter().find(fits).or(shortest);
            found.cloned().unwrap_or_default()
        }
        (_, Some(explained)) => explained.caption.clone(),
        (_, None) => return,
    };
    let words = theme.marks.prose(&words).into_owned();
    let width = painter.width();
    let column = usize::from(text::width(&words) < width);
    if row.height == 1 {
        let room = width.saturating_sub(text::width(&words) + 4);
        painter.at(0, column, Span::styled(words, theme.title));
        return beside_other(model, &mut painter, room);
    }
    let lines = text::wrap_plain(&words, theme.title, width.saturating_sub(2), 0);
    for (y, line) in lines.into_iter().enumerate() {
        painter.at(y, 1, line);
    }
}

/// At the end of the row: how the step stands beside the other run, once the two have been compared.
fn beside_other(model: &Model, painter: &mut Painter<'_>, room: usize) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let Some((same, said)) = model.beside_other() else {
        return;
    };
    let (mark, style) = match same {
        true => (marks.same, theme.good),
        false => (marks.differs, theme.bad),
    };
    let words = format!("{mark} {said} ");
    let words = text::cut(&marks.prose(&words), room, marks);
    if room >= 12 {
        painter.right(0, Span::styled(words, style));
    }
}

/// The rows that a notice takes at most.
const NOTICE_ROWS: usize = 4;

fn notice(model: &Model, notice: &Notice, row: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let (mark, style) = match notice.bad {
        true => (theme.marks.bad, theme.bad),
        false => (theme.marks.news, theme.title),
    };
    let words = theme.marks.prose(&notice.said.to_string()).into_owned();
    let spans = [
        Span::styled(format!("{mark} "), style),
        Span::styled(words, theme.title),
    ];
    let room = usize::from(row.width).saturating_sub(2);
    let lines = text::wrap(&spans, room, 2);
    let most = NOTICE_ROWS.min(usize::from(buf.area.bottom() - row.y));
    let lines = text::clip(lines, most, room, theme);
    let rows = Rect {
        height: (lines.len().max(1) as u16).max(row.height),
        ..row
    };
    let mut painter = Painter::new(buf, rows);
    painter.clear(theme.base.patch(theme.band));
    for (y, line) in lines.into_iter().enumerate() {
        painter.at(y, 1, line);
    }
}
