//! The tab Keys: every value so far, what it comes from, and what each party knows of it.

use super::Pane;
use crate::text::escaped;
use crate::trace::{Knowledge, Operation, Origin, Party, Value, ValueId, ValueName};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::place::Tab;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// All values so far.
pub struct Keys;

impl Pane for Keys {
    fn holds(&self, model: &Model) -> bool {
        model.listed_values() > 0
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.listed_values()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let area = columns[0];
        let row = usize::from(y.checked_sub(area.y)?).checked_sub(1)?;
        let height = usize::from(area.height).saturating_sub(1);
        let len = model.listed_values();
        let at = first(model, len, height) + row;
        (area.contains((x, y).into()) && at < len).then_some(at)
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        let row = model.picks.tab[Tab::Keys as usize];
        model.value_on_row(row)
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], buf);
    }
}

/// The columns of the table, by the width there is. Those that have no room are 0 wide.
struct Columns {
    name: usize,
    from: usize,
    bytes: usize,
    /// Length and step, with the blanks before them.
    numbers: [usize; 2],
    /// Each party, in the order of [`PARTIES`].
    parties: [usize; 3],
    /// Whether what a party knows is said in words.
    words: bool,
}

/// The parties, in the order of the columns.
const PARTIES: [Party; 3] = [Party::Client, Party::Server, Party::Eavesdropper];

/// From this width on, what a party knows is said in words.
const WORDS: usize = 150;

/// The columns of the longest name in short, of the longest that is not written out, and of the longest
/// that is.
const SHORTEST_NAME: usize = 15;
const SHORT_NAME: usize = 18;
const LONG_NAME: usize = 28;

fn columns(width: usize) -> Columns {
    let words = width >= WORDS;
    let parties = match width {
        WORDS.. => [18, 18, 16],
        56.. => [8, 8, 4],
        _ => [7, 7, 3],
    };
    let known: usize = parties.iter().sum();
    let name = match width {
        100.. => LONG_NAME,
        _ => SHORT_NAME.min(width.saturating_sub(3 + known)),
    };
    let mut room = width.saturating_sub(2 + name + 1 + known);
    // of what is left, the numbers come first, then where a value comes from, then its beginning
    let numbers = match room {
        13.. => [5, 8],
        7.. => [7, 0],
        _ => [0, 0],
    };
    room -= numbers.iter().sum::<usize>();
    let from = match room {
        0..=11 => 0,
        12..=33 => room,
        34..=47 => 24,
        48..=63 => room - 15,
        _ => (room / 2 + 4).min(56),
    };
    Columns {
        name,
        from,
        bytes: if from == 0 { 0 } else { room - from },
        numbers,
        parties,
        words,
    }
}

fn first(model: &Model, len: usize, height: usize) -> usize {
    let picked = model.picks.tab[Tab::Keys as usize].min(len.saturating_sub(1));
    text::first_row(picked, len, height)
}

fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, area);
    let columns = columns(painter.width());
    painter.line(0, Span::styled(heading(&columns), theme.muted));
    let len = model.listed_values();
    let height = painter.height().saturating_sub(1);
    let picked = model.picks.tab[Tab::Keys as usize].min(len.saturating_sub(1));
    let first = first(model, len, height);
    scroll_hint::more(model, area, first, len.saturating_sub(height), buf);
    let mut painter = Painter::new(buf, area);
    for (y, row) in (first..len).take(height).enumerate() {
        let Some(value) = model.value_on_row(row).and_then(|id| model.value(id)) else {
            continue;
        };
        painter.line(y + 1, line(model, value, row == picked, &columns));
        if row == picked {
            painter.select(y + 1, theme.selected);
        }
    }
}

fn heading(columns: &Columns) -> String {
    let mut head = format!("  {:<1$} ", label!("tui.keys.value"), columns.name);
    for (words, room) in [
        (label!("tui.keys.from"), columns.from),
        (label!("tui.keys.bytes"), columns.bytes),
    ] {
        if room > 0 {
            head.push_str(&text::pad(words, room));
        }
    }
    head.push_str(&numbers(
        columns,
        label!("tui.keys.size"),
        label!("tui.keys.step"),
    ));
    let parties = [
        label!("tui.keys.client"),
        label!("tui.keys.server"),
        label!("tui.pane.eve"),
    ];
    for (words, room) in parties.iter().zip(columns.parties) {
        head.push_str(&text::pad(words, room));
    }
    head
}

/// Length and step, as far as they have room.
fn numbers(columns: &Columns, size: &str, step: &str) -> String {
    match columns.numbers {
        [0, _] => String::new(),
        [_, 0] => format!("{size:>5}  "),
        _ => format!("{size:>5}{step:>6}  "),
    }
}

/// The name of a value in a column; where the two sides have different ones, with whose it is, or with
/// the mark that they differ.
fn name(model: &Model, value: &Value, room: usize) -> String {
    let name = spelled(value.name, room);
    let Some(side) = value.holder.side() else {
        return text::cut(&name, room, &model.theme.marks);
    };
    let whose = format!(" ({})", side.name());
    let differs = format!(" {}", model.theme.marks.differs);
    let short = formula::plain_name(value.name, 15);
    let fits = |words: &String| text::width(words) <= room;
    let mut ways = [name + &whose, short.clone() + &whose, short + &differs].into_iter();
    let found = ways.find(fits).unwrap_or_default();
    text::cut(&found, room, &model.theme.marks)
}

/// The name of a value, written out where the column has room for all that are.
fn spelled(name: ValueName, room: usize) -> String {
    use ValueName as V;
    if room < LONG_NAME {
        return formula::plain_name(name, room);
    }
    match name {
        V::RecordContent(side, n) => said!("tui.plain.content", side = side.name(), n).to_string(),
        V::RecordMac(side, n) => said!("tui.plain.mac", side = side.name(), n).to_string(),
        V::RecordIv(side, n) => said!("tui.plain.iv", side = side.name(), n).to_string(),
        V::RecordCiphertext(side, n) => {
            said!("tui.plain.ciphertext", side = side.name(), n).to_string()
        }
        name => formula::plain_name(name, room),
    }
}

fn line(model: &Model, value: &Value, picked: bool, columns: &Columns) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    // a key pair is not new in the first step: it has been there before
    let new = value.step == model.cursor && !value.is_of_own_key();
    let picked = if picked { marks.selected } else { " " };
    let fresh = if new { marks.new } else { " " };
    let style = theme.value(value.name);
    let name = name(model, value, columns.name);
    let room = columns.bytes.saturating_sub(3);
    let unseen = formula::unseen(model, value.id, room);
    let style = match unseen {
        Some(_) => theme.muted,
        None => style,
    };
    let shown = match (unseen, room) {
        (_, 0) => String::new(),
        (Some(words), _) => words,
        (None, ..=5) => String::new(),
        (None, _) => text::start(&value.bytes, room, marks),
    };
    let mut spans = vec![
        Span::styled(format!("{picked}{fresh}"), theme.title),
        Span::styled(text::pad(&name, columns.name + 1), theme.text),
    ];
    spans.extend(inputs(model, value, columns));
    let step = (value.step + 1).to_string();
    spans.extend([
        Span::styled(text::pad(&shown, columns.bytes), style),
        Span::styled(
            numbers(columns, &text::length(value, marks), &step),
            theme.muted,
        ),
    ]);
    for (party, room) in PARTIES.into_iter().zip(columns.parties) {
        let knows = model.state_of(value, party, model.cursor).knowledge();
        let mark = knows.map_or(marks.unseen, |knows| marks.knowledge(knows));
        // what has changed since the step before, unless all of the value is new
        let before = model.cursor.checked_sub(1).filter(|_| !new);
        let before = before.and_then(|step| model.state_of(value, party, step).knowledge());
        let turned = match before.filter(|before| knows.is_some_and(|knows| knows != *before)) {
            Some(before) => format!("{}{}", marks.knowledge(before), marks.prose("→")),
            None => String::new(),
        };
        let word = knows.map_or(label!("tui.legend.unseen"), in_words);
        let words = match columns.words && turned.is_empty() {
            true => format!("{mark} {word}"),
            false => format!("{turned}{mark}"),
        };
        let knows = knows.unwrap_or(Knowledge::Unknown);
        spans.push(Span::styled(
            text::pad(&words, room),
            theme.knowledge(value.name, knows),
        ));
    }
    Line::from(spans)
}

/// What a party knows of a value, in the words of the legend.
fn in_words(knows: Knowledge) -> &'static str {
    match knows {
        Knowledge::Known => label!("tui.legend.has"),
        Knowledge::Sealed => label!("tui.legend.encrypted"),
        Knowledge::Unknown => label!("tui.keys.lacks"),
    }
}

/// What a value comes from: the names of its inputs in their colours, or who generated it.
fn inputs(model: &Model, value: &Value, columns: &Columns) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let room = columns.from;
    if room == 0 {
        return Vec::new();
    }
    let plain = |words: String| vec![Span::styled(words, theme.muted)];
    let parts = match &value.origin {
        Origin::Generated { by } => {
            plain(said!("tui.keys.generated", side = by.name()).to_string())
        }
        Origin::Wire(place) => plain(said!("tui.keys.read", step = place.step + 1).to_string()),
        Origin::Stored { path } => {
            let path = escaped(path.as_bytes());
            plain(match value.is_of_own_key() {
                false => said!("explain.origin.stored", path).to_string(),
                true => {
                    let long = said!("tui.keys.start_path", path).to_string();
                    match text::width(&long) < room {
                        true => long,
                        false => label!("tui.keys.start").to_owned(),
                    }
                }
            })
        }
        Origin::Derived {
            operation, inputs, ..
        } => {
            let messages =
                inputs.is_empty() || matches!(operation, Operation::TranscriptHash { .. });
            let made_of = operation.made_of(inputs);
            // in short where that is all that fits
            let parts = [columns.name, SHORTEST_NAME].map(|names| {
                let mut parts = Vec::new();
                if messages {
                    parts.extend(plain(label!("tui.keys.messages").to_owned()));
                }
                for input in made_of.iter().filter_map(|id| model.value(*id)) {
                    if !parts.is_empty() {
                        parts.push(Span::styled(", ", theme.muted));
                    }
                    let name = spelled(input.name, names);
                    parts.push(Span::styled(name, theme.value(input.name)));
                }
                parts
            });
            let [long, short] = parts;
            let whole: usize = long.iter().map(Span::width).sum();
            if whole < room { long } else { short }
        }
    };
    let mut parts = cut(parts, room - 1, theme.marks.ellipsis);
    let used: usize = parts.iter().map(Span::width).sum();
    parts.push(Span::raw(" ".repeat(room.saturating_sub(used))));
    parts
}

/// The first columns of a line; an ellipsis says where it is longer.
fn cut(parts: Vec<Span<'static>>, room: usize, ellipsis: &'static str) -> Vec<Span<'static>> {
    let whole: usize = parts.iter().map(Span::width).sum();
    if whole <= room {
        return parts;
    }
    let mut left = room.saturating_sub(text::width(ellipsis));
    let mut shown = Vec::new();
    for part in parts {
        let words = crate::text::cut_with(&part.content, left, "");
        left -= text::width(&words);
        let style = part.style;
        let all = words.len() == part.content.len();
        if all && left > 0 {
            shown.push(Span::styled(words, style));
            continue;
        }
        shown.push(Span::styled(
            format!("{}{ellipsis}", words.trim_end_matches([',', ' '])),
            style,
        ));
        break;
    }
    shown
}
