//! The tab Transcript: the handshake messages in order, the hash as it runs over them, and which
//! of them each Finished covers.

use super::{Opening, Pane};
use crate::label;
use crate::trace::{MessageName, Operation, Origin, Side, TranscriptEntry, ValueName};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::wire::{HandshakeType, display};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The handshake messages in order.
pub struct Transcript;

impl Pane for Transcript {
    fn holds(&self, model: &Model) -> bool {
        !model.transcript().is_empty()
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.transcript().len()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let area = columns[0];
        let row = usize::from(y.checked_sub(area.y)?).checked_sub(1)?;
        let height = usize::from(area.height).saturating_sub(1);
        let len = model.transcript().len();
        let at = first(model, len, height) + row;
        (area.contains((x, y).into()) && at < len).then_some(at)
    }

    fn open(&self, model: &Model) -> Opening {
        let transcript = model.transcript();
        let entry = transcript.get(model.picks.tab[Tab::Transcript as usize]);
        entry.map_or(Opening::Nothing, |entry| Opening::Step(entry.step))
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], buf);
    }
}

fn first(model: &Model, len: usize, height: usize) -> usize {
    let picked = model.picks.tab[Tab::Transcript as usize].min(len.saturating_sub(1));
    text::first_row(picked, len, height)
}

/// How many messages the Finished of a side covers, once it has been computed.
fn covered(model: &Model, side: Side) -> Option<usize> {
    let id = model
        .index
        .value(&model.trace, ValueName::HandshakeHash(side), None)?;
    let value = model.value(id).filter(|value| value.step <= model.cursor)?;
    match &value.origin {
        Origin::Derived {
            operation: Operation::TranscriptHash { messages, .. },
            ..
        } => Some(*messages),
        _ => None,
    }
}

fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, area);
    let entries = model.transcript();
    let width = painter.width();
    let covers = if width >= 90 {
        label!("tui.transcript.covered_by")
    } else {
        label!("tui.transcript.finished_of")
    };
    let hash_room = width.saturating_sub(4 + 21 + 8 + 7 + 2 + COVERED);
    let hash = if hash_room >= 17 {
        label!("tui.transcript.hash_so_far")
    } else {
        label!("tui.transcript.hash")
    };
    let head = format!(
        "  {:<2}{:<21}{:<8}{:>6}  {:<hash_room$}{}",
        "#",
        label!("tui.transcript.message"),
        label!("tui.transcript.from"),
        label!("tui.transcript.size"),
        hash,
        covers
    );
    painter.line(0, Span::styled(head, theme.muted));
    if entries.is_empty() {
        let words = label!("tui.transcript.none");
        return painter.at(1, 2, Span::styled(words, theme.muted));
    }
    let covered = [Side::Client, Side::Server].map(|side| covered(model, side));
    let height = painter.height().saturating_sub(1);
    let first = first(model, entries.len(), height);
    let picked = model.picks.tab[Tab::Transcript as usize].min(entries.len() - 1);
    scroll_hint::more(
        model,
        area,
        first,
        entries.len().saturating_sub(height),
        buf,
    );
    let mut painter = Painter::new(buf, area);
    for (y, (i, entry)) in entries
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        painter.line(
            y + 1,
            line(model, i, entry, i == picked, covered, hash_room),
        );
        if i == picked {
            painter.select(y + 1, theme.selected);
        }
    }
    let left = height.saturating_sub(entries.len() + 1);
    let mut words = label!("tui.transcript.left_out").to_owned();
    let finished = |sender: Side| {
        let finished = MessageName::Handshake(HandshakeType::Finished);
        entries
            .iter()
            .position(|entry| entry.sender == sender && entry.message == finished)
    };
    // in a full handshake the client's comes first, and the server's covers it
    if let Some(client) = finished(Side::Client)
        && covered[Side::Server as usize].is_some_and(|messages| messages > client)
    {
        words = format!("{words} {}", label!("tui.transcript.covers_client"));
    }
    let lines = text::wrap_plain(&words, theme.muted, width.saturating_sub(4).min(90), 0);
    if lines.len() <= left {
        for (i, line) in lines.into_iter().enumerate() {
            painter.at(entries.len() + 2 + i, 2, line);
        }
    }
}

/// The columns of the two bars.
const COVERED: usize = 22;

fn line(
    model: &Model,
    i: usize,
    entry: &TranscriptEntry,
    picked: bool,
    covered: [Option<usize>; 2],
    hash_room: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let new = entry.step == model.cursor;
    let mark = match () {
        () if picked => marks.selected,
        () if new => marks.new,
        () => " ",
    };
    let hash = match hash_room {
        room if entry.hash.is_empty() => match room {
            0 => String::new(),
            _ => marks.unknown.to_owned(),
        },
        0..=9 => String::new(),
        room => text::cut(&display::hex(&entry.hash), room - 2, marks),
    };
    // the hash that went into a Finished has the colour of its handshake hash
    let hashed = [Side::Client, Side::Server]
        .into_iter()
        .find(|side| covered[*side as usize] == Some(i + 1))
        .map(|side| theme.value(ValueName::HandshakeHash(side)));
    let mut spans = vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(format!("{:<2}", i + 1), theme.muted),
        Span::styled(format!("{:<21}", entry.message.name()), theme.text),
        Span::styled(format!("{:<8}", entry.sender.name()), theme.muted),
        Span::styled(format!("{:>6}  ", entry.bytes.len()), theme.text),
        Span::styled(format!("{hash:<hash_room$}"), hashed.unwrap_or(theme.muted)),
    ];
    for side in Side::BOTH {
        let inside = covered[side as usize].is_some_and(|messages| i < messages);
        let words = if inside {
            format!("{} {}", marks.bar, side.name())
        } else {
            String::new()
        };
        let style = theme.value(ValueName::VerifyData(side));
        spans.push(Span::styled(format!("{words:<10}"), style));
    }
    Line::from(spans)
}
