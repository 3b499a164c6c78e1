//! The client's pane, the server's and the eavesdropper's column between them: the values, row by
//! row, so that the same value stands at the same height everywhere.

use super::{Opening, Pane};
use crate::text::{Said, around};
use crate::trace::{Actor, Fate, Knowledge, MessageName, Party, RunKind, Side, Topic, ValueId};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{acts, checks, formula, text};
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::place::Focus;
use crate::tui::model::value_row::{Group, State, ValueRow};
use crate::wire::display;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

/// The values of a side.
pub struct Values(pub Side);

impl Pane for Values {
    fn holds(&self, _: &Model) -> bool {
        true
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.value_rows().len()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], _: u16, y: u16) -> Option<usize> {
        let row = usize::from(y.checked_sub(columns[0].y)?);
        let lines = lines(model, columns[0]);
        match lines.get(row)? {
            Item::Value(at) => Some(*at),
            _ => None,
        }
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        let rows = model.value_rows();
        let row = rows.get(model.picks.value.unwrap_or(0))?;
        match row.of(self.0.into()).state {
            State::Has(id) => Some(id),
            _ => None,
        }
    }

    fn open(&self, model: &Model) -> Opening {
        match self.value(model) {
            Some(id) => Opening::Value(id),
            None => Opening::Refused(self.why_not(model)),
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, self.0, columns[0], Moment::STILL, buf);
    }
}

impl Values {
    /// Why the chosen value cannot be opened.
    fn why_not(&self, model: &Model) -> Said {
        let row = model.value_rows().get(model.picks.value.unwrap_or(0));
        match row.map(|row| row.of(self.0.into()).state) {
            Some(State::Unseen) => said!("tui.lens.not_visible", side = self.0.name()),
            _ => said!("tui.notice.not_known"),
        }
    }
}

/// What stands on a row of the screen, in both panes and in the column between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// What the party does.
    State,
    /// The name of a group.
    Heading(Group),
    Blank,
    /// A row of values.
    Value(usize),
    /// So many values are above, and whether one of them differs.
    Above(usize, Option<bool>),
    /// So many are below.
    Below(usize, Option<bool>),
}

/// From so many rows on, the first says what the party does.
const STATE: u16 = 14;
/// From so many columns on, the values stand in groups.
const GROUPS: u16 = 40;

/// The rows of the record under way, with the name of their group.
const RECORD: usize = 5;

/// What stands on each row, which depends on the height and the width of a pane alone: both panes and
/// the column have the same.
fn lines(model: &Model, pane: Rect) -> Vec<Item> {
    let rows = model.value_rows();
    let height = usize::from(pane.height);
    let state = pane.height >= STATE;
    let head = usize::from(state);
    let grouped = (pane.width >= GROUPS)
        .then(|| {
            let blanks = grouped(rows, true);
            let tight = grouped(rows, false);
            // room for the record under way, so that no row moves when one comes
            let record = rows.iter().any(|row| Group::of(row.name) == Group::Record);
            let reserve = |blank| if record { 0 } else { RECORD + blank };
            let fits = |(items, blank): &(Vec<Item>, usize)| {
                items.len() + reserve(*blank) + 2 * head <= height
            };
            let found = [(blanks, 1), (tight, 0)].into_iter().find(fits);
            found.map(|(items, _)| items)
        })
        .flatten();
    let mut items = Vec::with_capacity(height);
    if state {
        items.push(Item::State);
    }
    if let Some(grouped) = grouped {
        if state {
            items.push(Item::Blank);
        }
        items.extend(grouped);
        return items;
    }
    let room = height - head;
    if rows.len() <= room {
        items.extend((0..rows.len()).map(Item::Value));
        return items;
    }
    let first = first(model, rows, room);
    let last = (first + room).min(rows.len());
    let worst = |rows: &[ValueRow]| {
        let any = |agree| rows.iter().any(|row| row.agree == Some(agree));
        match (any(false), any(true)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    };
    for at in first..last {
        items.push(match at {
            at if at == first && first > 0 => Item::Above(first + 1, worst(&rows[..=first])),
            at if at + 1 == last && last < rows.len() => {
                Item::Below(rows.len() - at, worst(&rows[at..]))
            }
            at => Item::Value(at),
        });
    }
    items
}

fn grouped(rows: &[ValueRow], blanks: bool) -> Vec<Item> {
    let mut items = Vec::new();
    let mut group = None;
    for (at, row) in rows.iter().enumerate() {
        let own = Group::of(row.name);
        if group.replace(own) != Some(own) {
            if blanks && !items.is_empty() {
                items.push(Item::Blank);
            }
            items.push(Item::Heading(own));
        }
        items.push(Item::Value(at));
    }
    items
}

/// The first row that is shown of more than there is room for: the chosen one must be seen, or all
/// that is new in this step, or else where the handshake has come to.
fn first(model: &Model, rows: &[ValueRow], height: usize) -> usize {
    let most = rows.len().saturating_sub(height);
    let chosen = model.picks.value.filter(|_| model.focus != Focus::Panel);
    if let Some(chosen) = chosen {
        return text::first_row(chosen, rows.len(), height);
    }
    let new = |row: &&ValueRow| row.is_new();
    let made = |row: &ValueRow| row.held.iter().any(|held| held.state != State::NotMade);
    let last_new = rows.iter().rposition(|row| row.is_new());
    let last = last_new
        .or_else(|| rows.iter().rposition(made))
        .unwrap_or(0);
    let first_new = rows.iter().position(|row| new(&row)).unwrap_or(last);
    // one row tells what is below, one what is above
    let down_to = (last + 2).saturating_sub(height);
    let up_to = first_new.saturating_sub(1);
    match last + 2 <= height {
        true => 0,
        false => down_to.min(up_to).min(most),
    }
}

/// Where the parts of a row stand, by the width of a pane.
struct Columns {
    /// The mark of what is new.
    new: usize,
    name: usize,
    name_width: usize,
    bytes: usize,
    bytes_width: usize,
    /// The length, where there is room for it.
    size: Option<usize>,
    /// Whether the two sides agree: at the inner edge.
    agree: usize,
}

const SIZE: usize = 5;

impl Columns {
    fn of(side: Side, width: usize) -> Columns {
        let wide = width >= 28;
        let name_width = if wide {
            18
        } else {
            15.min(width.saturating_sub(7))
        };
        let gap = usize::from(wide);
        // the client's mark stands in its last column, the server's in its first
        let (new, agree) = match side {
            Side::Client => (0, width.saturating_sub(1)),
            Side::Server => (1 + gap, 0),
        };
        let name = new + 1 + gap;
        let bytes = name + name_width + 1;
        let end = width.saturating_sub(match side {
            Side::Client => 1 + usize::from(width >= 23),
            Side::Server => usize::from(width >= 23 && !wide),
        });
        let room = end.saturating_sub(bytes);
        let size = (room >= 8 + SIZE + 2).then(|| end - SIZE);
        let bytes_width = match size {
            Some(_) => room - SIZE,
            None => room,
        };
        Columns {
            new,
            name,
            name_width,
            bytes,
            bytes_width,
            size,
            agree,
        }
    }
}

/// Draws a side's pane.
pub fn draw(model: &Model, side: Side, area: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = model.value_rows();
    let mut painter = Painter::new(buf, area);
    let at = Columns::of(side, painter.width());
    let width = painter.width();
    let focused = model.focus == Focus::Side(side);
    for (y, item) in lines(model, area).into_iter().enumerate() {
        match item {
            Item::State => {
                let room = width.saturating_sub(at.name + 1);
                let (words, style) = state(model, side, moment, room);
                let words = text::cut(&marks.prose(&words), room, marks);
                painter.at(y, at.name, Span::styled(words, style));
            }
            Item::Heading(group) => {
                painter.at(y, at.name, Span::styled(group.title(), theme.muted));
            }
            Item::Blank => {}
            Item::Above(n, agree) | Item::Below(n, agree) => {
                let above = matches!(item, Item::Above(..));
                let (mark, words) = match above {
                    true => (marks.above, said!("tui.side.above", values = n)),
                    false => (marks.below, said!("tui.side.below", values = n)),
                };
                let words = format!("{mark} {words}");
                painter.at(y, at.name, Span::styled(words, theme.muted));
                agreement(model, &mut painter, y, at.agree, agree);
            }
            Item::Value(i) => {
                let row = &rows[i];
                let arrived = moment.has_arrived(model, side);
                let shown = shown(model, row, side, arrived, &at);
                for (column, span) in shown {
                    painter.at(y, column, span);
                }
                // it is seen when all has come to where it goes
                let agree = row.agree.filter(|_| moment.is_over() || !row.is_new());
                agreement(model, &mut painter, y, at.agree, agree);
                let held = row.of(side.into());
                let picked = focused && model.picks.value.unwrap_or(0) == i;
                let (from, to) = match side {
                    Side::Client => (0, at.agree),
                    Side::Server => (1, width),
                };
                let ground = match () {
                    () if picked => Some(theme.selected),
                    () if agree == Some(false) => Some(theme.differs),
                    () if held.new && arrived => Some(theme.fresh),
                    () => None,
                };
                if let Some(ground) = ground {
                    painter.ground(y, from..to, ground);
                }
                if picked {
                    let mark = Span::styled(marks.selected, theme.title);
                    let column = at.name.saturating_sub(1);
                    painter.at(y, column, mark.patch_style(theme.selected));
                }
            }
        }
    }
}

/// Whether the two sides agree, at the inner edge of a pane.
fn agreement(
    model: &Model,
    painter: &mut Painter<'_>,
    y: usize,
    column: usize,
    agree: Option<bool>,
) {
    let theme = &model.theme;
    let (mark, style) = match agree {
        Some(true) => (theme.marks.same, theme.good),
        Some(false) => (theme.marks.differs, theme.bad),
        None => return,
    };
    painter.at(
        y,
        column,
        Span::styled(mark, style.add_modifier(Modifier::BOLD)),
    );
}

/// The parts of a side's row, each with its column.
fn shown(
    model: &Model,
    row: &ValueRow,
    side: Side,
    arrived: bool,
    at: &Columns,
) -> Vec<(usize, Span<'static>)> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut held = row.of(side.into());
    if held.new && !arrived {
        held = match model.cursor.checked_sub(1) {
            Some(before) => model.value_row(row.name, before).of(side.into()),
            None => held,
        };
        held.new = false;
    }
    let hue = theme.value(row.name);
    let bold = |style: Style| match held.new {
        true => style.add_modifier(Modifier::BOLD),
        false => style,
    };
    let name = formula::plain_name(row.name, at.name_width);
    let name = text::cut(&name, at.name_width, marks);
    let name_style = match held.state {
        State::NotMade | State::Lacks | State::Unseen => theme.muted,
        State::Encrypted | State::Has(_) => bold(hue),
    };
    let mut out = Vec::with_capacity(4);
    if held.new {
        out.push((at.new, Span::styled(marks.new, theme.title)));
    }
    out.push((at.name, Span::styled(name, name_style)));
    let (bytes, style) = match held.state {
        State::NotMade => (marks.not_made.to_owned(), theme.muted),
        State::Lacks => (marks.unknown.to_owned(), theme.muted),
        State::Unseen => (marks.unseen.to_owned(), theme.muted),
        State::Encrypted => (marks.sealed.to_owned(), theme.sealed),
        State::Has(id) => {
            let value = model.value(id).map_or(&[][..], |value| &value.bytes);
            let other = match row.of(side.peer().into()).state {
                State::Has(other) if row.agree == Some(false) => model.value(other),
                _ => None,
            };
            let shown = match other {
                // where there is room for the first byte alone, it says enough if it differs
                Some(other) if at.bytes_width <= 5 && value.first() != other.bytes.first() => {
                    beginning(model, value, at.bytes_width)
                }
                Some(other) => around(value, &other.bytes, at.bytes_width, marks.ellipsis),
                None => beginning(model, value, at.bytes_width),
            };
            if let Some(column) = at.size {
                let size = format!("{:>SIZE$}", value.len());
                out.push((column, Span::styled(size, theme.muted)));
            }
            (shown, bold(hue))
        }
    };
    out.push((at.bytes, Span::styled(bytes, style)));
    out
}

/// The beginning of some bytes: digits in groups where there is room for three of them.
fn beginning(model: &Model, bytes: &[u8], room: usize) -> String {
    let marks = &model.theme.marks;
    if let Some(printable) = text::printable(bytes) {
        return text::cut(&format!("\"{}\"", marks.prose(printable)), room, marks);
    }
    let tail = text::width(marks.ellipsis);
    if room >= 3 * 9 + tail - 1 && bytes.len() > 4 {
        let groups = (room - tail + 1) / 9;
        let shown: Vec<String> = bytes.chunks(4).take(groups).map(display::hex).collect();
        let more = if bytes.len() > 4 * groups {
            marks.ellipsis
        } else {
            ""
        };
        return format!("{}{more}", shown.join(" "));
    }
    // where there is little room every digit counts, even one of half a byte
    let digits = room.saturating_sub(tail);
    if room <= 5 && 2 * bytes.len() > room && digits % 2 == 1 {
        let shown = display::hex(&bytes[..digits.div_ceil(2)]);
        return format!("{}{}", &shown[..digits], marks.ellipsis);
    }
    text::start(bytes, room, marks)
}

/// What a party does, and how that is shown.
fn state(model: &Model, side: Side, moment: Moment, room: usize) -> (String, Style) {
    let theme = &model.theme;
    let plain = theme.text;
    if let Some(step) = model.index.gave_up(&model.trace, side, model.cursor) {
        let step = &model.trace.steps[step];
        let failed = step.checks.iter().find(|check| check.failed());
        let alert = matches!(
            step.topic,
            Topic::Send(MessageName::Alert) | Topic::Receive(MessageName::Alert)
        );
        let why = match (failed, &step.failure) {
            _ if alert => label!("tui.fails.alert").to_owned(),
            (Some(check), _) => checks::fails(check),
            (None, Some(failure)) => failure.to_string(),
            (None, None) => String::new(),
        };
        let words = said!("tui.side.stopped", why = &why).to_string();
        let words = [words, why].map(|words| format!("{} {words}", theme.marks.bad));
        let [long, short] = words;
        let fits = text::width(&long) <= room;
        return (if fits { long } else { short }, theme.bad);
    }
    let Some(step) = model.step() else {
        return (stateless(model, side, &model.trace.run.kind), theme.muted);
    };
    let acts = step.actor.includes(side);
    if let Some(message) = &step.message {
        let name = message.name.name();
        if message.sender == side {
            let said = match step.fate() {
                Fate::CopyOf(_) | Fate::PartOf(_) | Fate::Replayed => {
                    said!("tui.side.not_sent", name)
                }
                _ => said!("tui.side.sent", name),
            };
            return (said.to_string(), theme.title);
        }
        let said = match step.fate() {
            _ if !moment.has_arrived(model, side) => label!("tui.side.waiting"),
            Fate::Dropped | Fate::Cut | Fate::HeldBack => label!("tui.side.waiting"),
            Fate::Changed => label!("tui.side.received_changed"),
            _ => label!("tui.side.received"),
        };
        return (said.to_owned(), plain);
    }
    if acts && model.hides(step, side) {
        return (model.inside(side, usize::MAX), theme.muted);
    }
    if acts || step.actor == Actor::Both {
        return (acts::done(step.topic).to_owned(), theme.title);
    }
    match step.states[side as usize] {
        Some(state) => (state.words().to_owned(), plain),
        None => (stateless(model, side, &model.trace.run.kind), theme.muted),
    }
}

/// What a side is whose machine cannot be seen, or has not begun.
fn stateless(model: &Model, side: Side, kind: &RunKind) -> String {
    let listening = model.is_listening();
    match kind {
        RunKind::Connection { .. } if listening && side == Side::Server => {
            label!("tui.side.listening").to_owned()
        }
        RunKind::Connection { .. } if listening => label!("tui.side.no_client").to_owned(),
        RunKind::Connection { ours, peer } if *ours != side && !peer.is_empty() => {
            said!("tui.side.peer_at", peer).to_string()
        }
        RunKind::Connection { ours, .. } if *ours != side => label!("tui.side.peer").to_owned(),
        _ => label!("tui.side.not_begun").to_owned(),
    }
}

/// Draws the eavesdropper's column beside panes of a size.
pub fn draw_eve(model: &Model, area: Rect, pane: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let rows = model.value_rows();
    let mut painter = Painter::new(buf, area);
    let width = painter.width();
    let worded = width >= 16;
    let column = match width {
        0..=4 => 1,
        _ if worded => 0,
        _ => width / 2 - 1,
    };
    for (y, item) in lines(model, pane).into_iter().enumerate() {
        let Item::Value(i) = item else { continue };
        let row = &rows[i];
        let mut held = row.of(Party::Eavesdropper);
        if held.new && !moment.has_passed() {
            let before = model.cursor.checked_sub(1);
            held = before.map_or(held, |step| {
                model.value_row(row.name, step).of(Party::Eavesdropper)
            });
            held.new = false;
        }
        let (mark, knows, words) = match held.state {
            State::NotMade => (marks.not_made, Knowledge::Unknown, ""),
            State::Lacks => (marks.unknown, Knowledge::Unknown, label!("tui.eve.lacks")),
            State::Unseen => (
                marks.unseen,
                Knowledge::Unknown,
                label!("tui.legend.unseen"),
            ),
            State::Encrypted => (marks.sealed, Knowledge::Sealed, label!("tui.eve.encrypted")),
            State::Has(_) => (marks.known, Knowledge::Known, label!("tui.eve.has")),
        };
        let style = theme.knowledge(row.name, knows);
        if held.new {
            let new = Span::styled(marks.new, theme.title);
            painter.at(y, column, new);
        }
        let shown = match worded {
            true => format!("{mark} {words}"),
            false => mark.to_owned(),
        };
        painter.at(y, column + 1, Span::styled(shown, style));
    }
}
