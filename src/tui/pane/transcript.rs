//! The tab Transcript: the handshake messages in order, the hash as it runs over them, and which
//! of them each Finished covers. Each side keeps a transcript of its own: once the two differ, both
//! hashes are shown.

use super::{Opening, Pane};
use crate::trace::{MessageName, Operation, Origin, Side, TranscriptEntry, ValueName};
use crate::tui::draw::marks::Marks;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::wire::{HandshakeType, display};
use crate::{label, said};
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

/// The columns of the table, by the width there is. Those that have no room are 0 wide.
struct Columns {
    message: usize,
    from: usize,
    size: usize,
    /// The hash so far, or that of each side once they differ, with a blank behind it.
    hashes: Vec<usize>,
    /// The two bars of what each Finished covers.
    covered: usize,
}

/// The columns of the selection, the number, and the mark that the sides differ.
const FIRST: usize = 2 + 2 + 2;
/// The columns of the longest name of a message.
const MESSAGE: usize = 19;
/// The columns of who sent a message, and of its length.
const FROM: usize = 8;
const SIZE: usize = 8;
/// The columns of the two bars.
const COVERED: usize = 17;
/// The columns of the longest heading above them.
const COVERED_BY: usize = 22;
/// The fewest columns of a hash that is worth showing, and those of a whole one in groups.
const HASH: usize = 7;
const WHOLE_HASH: usize = 73;

fn columns(width: usize, differ: bool) -> Columns {
    let hashes = if differ { 2 } else { 1 };
    let least = hashes * HASH;
    let mut room = width.saturating_sub(FIRST + least);
    let message = MESSAGE.min(room);
    room -= message;
    // what there is room for beside the hashes, by how much it tells
    let mut take = |wanted: usize| match room >= wanted {
        true => {
            room -= wanted;
            wanted
        }
        false => 0,
    };
    let covered = take(COVERED);
    let from = take(FROM);
    let size = take(SIZE);
    let covered = covered
        + if covered > 0 {
            take(COVERED_BY - COVERED)
        } else {
            0
        };
    let hashes = vec![((least + room) / hashes).min(WHOLE_HASH); hashes];
    Columns {
        message,
        from,
        size,
        hashes,
        covered,
    }
}

fn heading(columns: &Columns) -> String {
    let message = text::pad(label!("tui.transcript.message"), columns.message);
    let mut head = format!("  {:<4}{message}", "#");
    if columns.from > 0 {
        head.push_str(&text::pad(label!("tui.transcript.from"), columns.from));
    }
    if columns.size > 0 {
        head.push_str(&format!("{:>6}  ", label!("tui.transcript.size")));
    }
    match columns.hashes[..] {
        [room] => {
            let words = match room {
                0..=12 => label!("tui.transcript.hash"),
                _ => label!("tui.transcript.hash_so_far"),
            };
            head.push_str(&text::pad(words, room));
        }
        _ => {
            for (side, room) in Side::BOTH.iter().zip(&columns.hashes) {
                let long = said!("tui.transcript.hash_of", side = side.name()).to_string();
                let words = match text::width(&long) < *room {
                    true => long,
                    false => side.name().to_owned(),
                };
                head.push_str(&text::pad(&words, *room));
            }
        }
    }
    head.push_str(match columns.covered {
        0 => "",
        COVERED_BY.. => label!("tui.transcript.covered_by"),
        _ => label!("tui.transcript.finished_of"),
    });
    head
}

fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, area);
    let entries = model.transcript();
    let width = painter.width();
    let differs: Vec<bool> = (0..entries.len())
        .map(|i| model.transcripts_differ(i))
        .collect();
    let parted = differs.iter().position(|differs| *differs);
    let columns = columns(width, parted.is_some());
    painter.line(0, Span::styled(heading(&columns), theme.muted));
    if entries.is_empty() {
        let words = label!("tui.transcript.none");
        return painter.at(1, 2, Span::styled(words, theme.muted));
    }
    let covered = [Side::Client, Side::Server].map(|side| covered(model, side));
    let height = painter.height().saturating_sub(1);
    let first = first(model, entries.len(), height);
    let picked = model.picks.tab[Tab::Transcript as usize].min(entries.len() - 1);
    let most = entries.len().saturating_sub(height);
    scroll_hint::more(model, area, first, most, buf);
    let mut painter = Painter::new(buf, area);
    let rows = entries.iter().enumerate().skip(first).take(height);
    for (y, (i, entry)) in rows.enumerate() {
        let row = Row {
            i,
            entry,
            picked: i == picked,
            differs: differs[i],
        };
        painter.line(y + 1, line(model, &row, covered, &columns));
        if i == picked {
            painter.select(y + 1, theme.selected);
        } else if differs[i] {
            painter.select(y + 1, theme.differs);
        }
    }
    let left = height.saturating_sub(entries.len() + 1);
    let words = below(&entries, covered, parted);
    let lines = text::wrap_plain(&words, theme.muted, width.saturating_sub(4).min(90), 0);
    if lines.len() <= left {
        for (i, line) in lines.into_iter().enumerate() {
            painter.at(entries.len() + 2 + i, 2, line);
        }
    }
}

/// What is said below the table.
fn below(
    entries: &[&TranscriptEntry],
    covered: [Option<usize>; 2],
    parted: Option<usize>,
) -> String {
    let mut words = label!("tui.transcript.left_out").to_owned();
    let finished = |sender: Side| {
        let finished = MessageName::Handshake(HandshakeType::Finished);
        let mut all = entries.iter();
        all.position(|entry| entry.sender == sender && entry.message == finished)
    };
    // in a full handshake the client's comes first, and the server's covers it
    if let Some(client) = finished(Side::Client)
        && covered[Side::Server as usize].is_some_and(|messages| messages > client)
    {
        words = format!("{words} {}", label!("tui.transcript.covers_client"));
    }
    if let Some(first) = parted {
        let differ = said!("tui.transcript.differ", message = first + 1);
        words = format!("{differ} {words}");
    }
    words
}

/// A message of the transcript.
struct Row<'a> {
    i: usize,
    entry: &'a TranscriptEntry,
    picked: bool,
    differs: bool,
}

fn line(
    model: &Model,
    row: &Row<'_>,
    covered: [Option<usize>; 2],
    columns: &Columns,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let Row { i, entry, .. } = *row;
    let new = entry.step == model.cursor;
    let mark = match () {
        () if row.picked => marks.selected,
        () if new => marks.new,
        () => " ",
    };
    let differs = match row.differs {
        true => Span::styled(marks.differs, theme.bad),
        false => Span::raw(" "),
    };
    let name = text::cut(
        entry.message.name(),
        columns.message.saturating_sub(1),
        marks,
    );
    let mut spans = vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(format!("{:<2}", i + 1), theme.muted),
        differs,
        Span::raw(" "),
        Span::styled(text::pad(&name, columns.message), theme.text),
    ];
    if columns.from > 0 {
        let from = text::pad(entry.sender.name(), columns.from);
        spans.push(Span::styled(from, theme.muted));
    }
    if columns.size > 0 {
        let size = format!("{:>6}  ", entry.bytes.len());
        spans.push(Span::styled(size, theme.text));
    }
    let both = Side::BOTH.map(|side| model.transcript_of(side, i));
    let shown: Vec<(Side, Option<&[u8]>)> = match columns.hashes.len() {
        1 => vec![(Side::Client, Some(&entry.hash))],
        _ => Side::BOTH
            .map(|side| (side, both[side as usize].map(|entry| entry.hash.as_slice())))
            .to_vec(),
    };
    let one = shown.len() == 1;
    for ((side, bytes), room) in shown.into_iter().zip(&columns.hashes) {
        // the hash that went into a Finished has the colour of its handshake hash
        let mut sides = Side::BOTH.into_iter().filter(|other| one || *other == side);
        let hashed = sides.find(|side| covered[*side as usize] == Some(i + 1));
        let hashed = hashed.map(|side| theme.value(ValueName::HandshakeHash(side)));
        let words = match bytes {
            Some([]) => marks.unknown.to_owned(),
            None => marks.not_made.to_owned(),
            Some(bytes) => hash(bytes, room.saturating_sub(1), marks),
        };
        let style = hashed.unwrap_or(theme.muted);
        spans.push(Span::styled(text::pad(&words, *room), style));
    }
    if columns.covered > 0 {
        for (side, room) in [(Side::Client, 9), (Side::Server, 8)] {
            let inside = covered[side as usize].is_some_and(|messages| i < messages);
            let words = match inside {
                true => format!("{} {}", marks.bar, side.name()),
                false => String::new(),
            };
            let style = theme.value(ValueName::VerifyData(side));
            spans.push(Span::styled(text::pad(&words, room), style));
        }
    }
    Line::from(spans)
}

/// A hash in the room there is: all of it in groups, or its beginning.
fn hash(bytes: &[u8], room: usize, marks: &Marks) -> String {
    let groups: Vec<String> = bytes.chunks(4).map(display::hex).collect();
    let groups = groups.join(" ");
    match text::width(&groups) <= room {
        true => groups,
        false => text::cut(&display::hex(bytes), room, marks),
    }
}
