//! The tab Keys: every value so far, what it comes from, and what each party knows of it.

use super::Pane;
use crate::text::escaped;
use crate::trace::{Knowledge, Origin, Party, Value, ValueId};
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

/// The columns of the table, by the width there is.
struct Columns {
    name: usize,
    from: usize,
    party: usize,
    bytes: usize,
}

/// The columns of a party whose knowledge is said in a word.
const WORDS: usize = 11;

fn columns(width: usize) -> Columns {
    let name = match width {
        0..=99 => 15,
        100..=139 => 27,
        _ => 30,
    };
    // each party has its mark; where there is room, its word too
    let party = if width >= 100 { WORDS } else { 8 };
    // mark, name, length, step, three parties, of which the last has the longest name
    let room = width.saturating_sub(2 + name + 1 + 6 + 6 + 3 * party + 2);
    // where it comes from goes before the bytes themselves
    let from = match room {
        0..=31 => room.min(24),
        32..=55 => room - 15,
        _ => (room / 2).min(48),
    };
    Columns {
        name,
        from,
        party,
        bytes: room - from,
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
    let party = columns.party;
    let eavesdropper = match party {
        WORDS => label!("tui.keys.eavesdropper"),
        _ => label!("tui.keys.eve"),
    };
    let head = format!(
        "  {:<name$} {:<from$}{:<bytes$}{:>5}{:>6}  {:<party$}{:<party$}{:<party$}",
        label!("tui.keys.value"),
        if columns.from >= 6 {
            label!("tui.keys.from")
        } else {
            ""
        },
        if columns.bytes >= 6 {
            label!("tui.keys.bytes")
        } else {
            ""
        },
        label!("tui.keys.size"),
        label!("tui.keys.step"),
        label!("tui.keys.client"),
        label!("tui.keys.server"),
        eavesdropper,
        name = columns.name,
        from = columns.from,
        bytes = columns.bytes,
    );
    painter.line(0, Span::styled(head, theme.muted));
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

fn line(model: &Model, value: &Value, picked: bool, columns: &Columns) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let new = value.step == model.cursor;
    let picked = if picked { marks.selected } else { " " };
    let fresh = if new { marks.new } else { " " };
    let style = theme.value(value.name);
    let name = formula::name_of(value, columns.name, model);
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
        Span::styled(format!("{name:<width$} ", width = columns.name), theme.text),
    ];
    spans.extend(inputs(model, value, columns.from));
    spans.extend([
        Span::styled(text::pad(&shown, columns.bytes), style),
        Span::styled(format!("{:>5}", value.bytes.len()), theme.text),
        Span::styled(format!("{:>6}  ", value.step + 1), theme.muted),
    ]);
    for party in Party::ALL {
        let knows = model.state_of(value, party, model.cursor).knowledge();
        let (mark, name) = match knows {
            Some(knows) => (marks.knowledge(knows), knows.name()),
            None => (marks.unseen, label!("tui.legend.unseen")),
        };
        // what has changed since the step before, unless all of the value is new
        let before = model.cursor.checked_sub(1).filter(|_| !new);
        let before = before.and_then(|step| model.state_of(value, party, step).knowledge());
        let turned = match before.filter(|before| knows.is_some_and(|knows| knows != *before)) {
            Some(before) => format!("{}{}", marks.knowledge(before), marks.prose("→")),
            None => String::new(),
        };
        let word = match columns.party {
            WORDS if turned.is_empty() => format!("{mark} {name}"),
            _ => format!("{turned}{mark}"),
        };
        let width = columns.party;
        let knows = knows.unwrap_or(Knowledge::Unknown);
        spans.push(Span::styled(
            format!("{word:<width$}"),
            theme.knowledge(value.name, knows),
        ));
    }
    Line::from(spans)
}

/// What a value comes from: the short names of its inputs in their colours, or who generated it.
fn inputs(model: &Model, value: &Value, room: usize) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut left = room.saturating_sub(1);
    let mut spans = Vec::new();
    let mut push = |words: String, style| {
        let words = text::cut(&words, left, marks);
        left -= text::width(&words).min(left);
        spans.push(Span::styled(words, style));
    };
    match &value.origin {
        Origin::Generated { by } => {
            let words = said!("tui.keys.generated", side = by.name());
            push(words.to_string(), theme.muted);
        }
        Origin::Wire(place) => {
            let words = said!("tui.keys.read", step = place.step + 1);
            push(words.to_string(), theme.muted);
        }
        Origin::Stored { path } => {
            let path = escaped(path.as_bytes());
            push(said!("tui.origin.stored", path).to_string(), theme.muted);
        }
        Origin::Derived { inputs, .. } if inputs.is_empty() => {
            push(label!("tui.keys.messages").to_owned(), theme.muted);
        }
        Origin::Derived {
            operation, inputs, ..
        } => {
            for (i, id) in operation.made_of(inputs).iter().enumerate() {
                if i > 0 {
                    push(", ".to_owned(), theme.muted);
                }
                if let Some(input) = model.value(*id) {
                    push(formula::plain_name(input.name, 15), theme.value(input.name));
                }
            }
        }
    }
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat(room.saturating_sub(used))));
    spans
}
