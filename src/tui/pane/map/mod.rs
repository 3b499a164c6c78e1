//! The tab Map: the whole derivation as one diagram. It lights up as the run goes on.

use super::Pane;
use crate::text::Said;
use crate::trace::{Party, Side, ValueId, ValueName};
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::map::MapNode;
use crate::tui::model::value_row::State;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// The derivation.
pub struct Map;

impl Pane for Map {
    fn holds(&self, model: &Model) -> bool {
        !model.trace.steps.is_empty()
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.map_names().len()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let area = columns[0];
        let (x, y) = (x.checked_sub(area.x)?, y.checked_sub(area.y)?);
        let names = model.map_names();
        let plan = Plan::of(area);
        names.iter().position(|name| {
            plan.spot(*name).is_some_and(|spot| {
                usize::from(y) == spot.y && (spot.x..plan.end(&spot)).contains(&usize::from(x))
            })
        })
    }

    fn value(&self, model: &Model) -> Option<ValueId> {
        let node = model.map().into_iter().nth(model.picked_node());
        node?.id()
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns[0], buf);
    }
}

/// Where a value stands on the map.
#[derive(Clone, Copy)]
struct Spot {
    x: usize,
    y: usize,
    /// The columns of its name.
    name: usize,
    /// Whether its length stands behind the name.
    size: bool,
}

/// How the map is laid out in a room.
#[derive(Clone, Copy)]
struct Plan {
    wide: bool,
}

/// The columns of a map with the beginnings of the values.
const WIDE: u16 = 116;

impl Plan {
    fn of(area: Rect) -> Plan {
        Plan {
            wide: area.width >= WIDE,
        }
    }

    /// The digits of a value, at the left and at the right.
    fn digits(&self, spot: &Spot) -> usize {
        match (self.wide, spot.x > 60) {
            (false, _) => 0,
            (true, false) => 7,
            (true, true) => 5,
        }
    }

    /// The column behind a value's marks.
    fn end(&self, spot: &Spot) -> usize {
        self.marks(spot) + if self.wide { 6 } else { 3 }
    }

    /// The columns of a value's length.
    fn size(&self, spot: &Spot) -> usize {
        match (self.wide, spot.x) {
            (_, 0..20) => 4,
            (true, 60..) => 4,
            _ => 3,
        }
    }

    fn marks(&self, spot: &Spot) -> usize {
        let size = if spot.size { self.size(spot) } else { 0 };
        let digits = self.digits(spot);
        let gap = usize::from(digits > 0);
        spot.x + spot.name + size + gap + digits + 1
    }

    fn spot(&self, name: ValueName) -> Option<Spot> {
        use ValueName as V;
        let (left, right, middle) = match self.wide {
            true => (1, 89, 48),
            false => (0, 55, 30),
        };
        let at = |x, y, name, size| Some(Spot { x, y, name, size });
        let left = |y| at(left, y, 15, true);
        let key = |y| match self.wide {
            true => at(right, y, 14, false),
            false => at(right, y, 14, true),
        };
        match name {
            V::ClientRandom => left(2),
            V::ServerRandom => left(3),
            V::PreMasterSecret => left(4),
            V::EncryptedPreMasterSecret => left(7),
            V::ServerModulus => left(9),
            V::ServerPrivateExponent => left(10),
            V::ClientModulus => left(11),
            V::ClientPrivateExponent => left(12),
            V::HandshakeSignature => at(middle, 12, if self.wide { 16 } else { 12 }, self.wide),
            V::MasterSecret => at(middle, 3, 13, true),
            V::KeyBlock if self.wide => at(right, 3, 10, true),
            V::KeyBlock => key(3),
            V::WriteMacKey(Side::Client) => key(4),
            V::WriteMacKey(Side::Server) => key(5),
            V::WriteKey(Side::Client) => key(6),
            V::WriteKey(Side::Server) => key(7),
            V::VerifyData(Side::Client) => self.proof(8),
            V::VerifyData(Side::Server) => self.proof(9),
            V::RecordContent(..) => left(13),
            _ => None,
        }
    }

    fn proof(&self, y: usize) -> Option<Spot> {
        let (x, name) = if self.wide { (85, 18) } else { (52, 18) };
        Some(Spot {
            x,
            y,
            name,
            size: false,
        })
    }
}

/// The rows that the diagram takes, and a blank one.
fn diagram_rows(model: &Model) -> usize {
    let names = model.map_names();
    let record = names
        .iter()
        .any(|name| matches!(name, ValueName::RecordContent(..)));
    match (record, model.index.client_shows_a_key) {
        (true, _) => 15,
        (false, true) => 14,
        (false, false) => 12,
    }
}

/// Draws the map, where there is room for more than a diagram with what is selected.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, area);
    let plan = Plan::of(area);
    head(model, &mut painter);
    edges(model, &mut painter, plan);
    let picked = model.picked_node();
    let nodes = model.map();
    for (i, node) in nodes.iter().enumerate() {
        self::node(model, &mut painter, plan, node, i == picked);
    }
    let height = painter.height();
    let width = painter.width();
    let mut y = diagram_rows(model);
    // where there is room, the selected value in full
    if height >= y + 5
        && let Some(node) = nodes.get(picked)
    {
        for line in detail(model, node, width) {
            painter.line(y, line);
            y += 1;
        }
        y += 1;
    }
    let style = if model.key_is_stolen() {
        theme.bad
    } else {
        theme.text
    };
    let words = theme.marks.prose(&moral(model).to_string()).into_owned();
    let lines = text::wrap_plain(&words, style, width, 0);
    let lines = text::clip(lines, height.saturating_sub(y), width, theme);
    y += lines.len() + 1;
    painter.lines(y - lines.len() - 1, lines);
    let folded = model.room_on(model.screen()) != model.room;
    if folded && y < height {
        let words = Span::styled(label!("tui.map.folded"), theme.muted);
        painter.line(y, words);
    }
}

/// What stands above the diagram.
fn head(model: &Model, painter: &mut Painter<'_>) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mut words = label!("tui.map.who").to_owned();
    if model.key_is_stolen() {
        words = format!("{words}   {}", label!("tui.map.gained"));
    }
    let key = model.key_of(Command::StealKey);
    let (mark, answer, style) = match model.key_is_stolen() {
        true => (marks.known, label!("tui.map.yes"), theme.bad),
        false => (marks.unknown, label!("tui.map.no"), theme.text),
    };
    let asked = format!(" {} ", label!("tui.map.stolen"));
    let right = vec![
        Span::styled(key, theme.key),
        Span::styled(asked, theme.text),
        Span::styled(format!("{mark} {answer}"), style),
    ];
    let right = Line::from(right);
    let room = painter.width().saturating_sub(right.width() + 2);
    let words = text::cut(&marks.prose(&words), room, marks);
    painter.line(0, Span::styled(words, theme.muted));
    painter.right(0, right);
}

/// A value: its name, its beginning, and who has it.
fn node(model: &Model, painter: &mut Painter<'_>, plan: Plan, node: &MapNode, picked: bool) {
    let theme = &model.theme;
    let marks = &theme.marks;
    let row = &node.row;
    let Some(spot) = plan.spot(row.name) else {
        return;
    };
    let made = row.held.iter().any(|held| held.state != State::NotMade);
    let new = row.is_new();
    let hue = theme.value(row.name);
    let style = match (made, new) {
        (false, _) => theme.muted,
        (true, true) => hue.add_modifier(Modifier::BOLD),
        (true, false) => hue,
    };
    let name = match row.name {
        ValueName::ServerModulus => label!("tui.short.public_key").to_owned(),
        ValueName::ServerPrivateExponent => label!("tui.short.private_key").to_owned(),
        ValueName::RecordContent(..) => label!("tui.map.record").to_owned(),
        name => formula::plain_name(name, spot.name.max(15)),
    };
    let name = text::cut(&name, spot.name, marks);
    painter.at(spot.y, spot.x, Span::styled(name, style));
    let value = node.id().and_then(|id| model.value(id));
    let mut x = spot.x + spot.name;
    if spot.size {
        if let Some(value) = value {
            let size = format!("{:>width$}", value.bytes.len(), width = plan.size(&spot));
            painter.at(spot.y, x, Span::styled(size, theme.muted));
        }
        x += plan.size(&spot);
    }
    let digits = plan.digits(&spot);
    if let Some(value) = value.filter(|_| digits > 0) {
        let shown = match model.sees(value.id) {
            true => text::start(&value.bytes, digits, marks),
            false => marks.unseen.to_owned(),
        };
        painter.at(spot.y, x + 1, Span::styled(shown, style));
    }
    let mut x = plan.marks(&spot);
    for party in [Party::Client, Party::Eavesdropper, Party::Server] {
        let (mark, style) = match row.of(party).state {
            State::NotMade => (marks.not_made, theme.muted),
            State::Lacks => (marks.unknown, theme.text),
            State::Unseen => (marks.unseen, theme.muted),
            State::Encrypted => (marks.sealed, theme.sealed),
            State::Has(_) => (marks.known, hue),
        };
        let style = match node.gained && party == Party::Eavesdropper {
            true => theme.bad,
            false => style,
        };
        painter.at(spot.y, x, Span::styled(mark, style));
        x += if plan.wide { 2 } else { 1 };
    }
    if row.agree == Some(false) {
        painter.at(spot.y, x, Span::styled(marks.differs, theme.bad));
    }
    let ground = match () {
        () if picked => Some(theme.selected),
        () if row.agree == Some(false) => Some(theme.differs),
        () if new => Some(theme.fresh),
        () => None,
    };
    if let Some(ground) = ground {
        painter.ground(spot.y, spot.x..plan.end(&spot), ground);
    }
}

/// A line of the diagram: it lights up with the value that it leads to.
struct Edge {
    x: usize,
    y: usize,
    words: String,
    to: ValueName,
}

fn edges(model: &Model, painter: &mut Painter<'_>, plan: Plan) {
    use ValueName as V;
    let theme = &model.theme;
    let marks = &theme.marks;
    let made = |name: ValueName| {
        let row = model.value_row(name, model.cursor);
        row.held.iter().any(|held| held.state != State::NotMade)
    };
    let edge = |x, y, words: &str, to| Edge {
        x,
        y,
        words: words.to_owned(),
        to,
    };
    let mut edges = Vec::new();
    let (upper, middle, lower) = ("┐", "┼", "┘");
    match plan.wide {
        true => edges.extend([
            edge(35, 2, &format!("───{upper}"), V::MasterSecret),
            edge(35, 3, &format!("───{middle}─ PRF ─▶"), V::MasterSecret),
            edge(35, 4, &format!("───{lower}"), V::MasterSecret),
            edge(79, 3, "┬─ PRF ─▶", V::KeyBlock),
            edge(79, 4, "│     ├─▶", V::KeyBlock),
            edge(79, 5, "│     ├─▶", V::KeyBlock),
            edge(79, 6, "│     ├─▶", V::KeyBlock),
            edge(79, 7, "│     └─▶", V::KeyBlock),
            edge(79, 8, "├───▶", V::VerifyData(Side::Client)),
            edge(79, 9, "└───▶", V::VerifyData(Side::Server)),
            edge(2, 5, "│", V::EncryptedPreMasterSecret),
            edge(2, 6, "▼", V::EncryptedPreMasterSecret),
            edge(22, 5, "▲", V::PreMasterSecret),
            edge(22, 6, "│", V::PreMasterSecret),
        ]),
        false => edges.extend([
            edge(24, 2, upper, V::MasterSecret),
            edge(24, 3, &format!("{middle}PRF▶"), V::MasterSecret),
            edge(24, 4, lower, V::MasterSecret),
            edge(50, 3, "┬PRF▶", V::KeyBlock),
            edge(50, 4, "│   ├", V::KeyBlock),
            edge(50, 5, "│   ├", V::KeyBlock),
            edge(50, 6, "│   ├", V::KeyBlock),
            edge(50, 7, "│   └", V::KeyBlock),
            edge(50, 8, "├", V::VerifyData(Side::Client)),
            edge(50, 9, "└", V::VerifyData(Side::Server)),
            edge(1, 5, "│", V::EncryptedPreMasterSecret),
            edge(1, 6, "▼", V::EncryptedPreMasterSecret),
            edge(12, 5, "▲", V::PreMasterSecret),
            edge(12, 6, "│", V::PreMasterSecret),
        ]),
    }
    for edge in &edges {
        let style = match made(edge.to) {
            true => theme.muted,
            false => theme.muted,
        };
        let words = diagram(&edge.words, marks.ascii);
        painter.at(edge.y, edge.x, Span::styled(words, style));
    }
    notes(model, painter, plan);
}

/// Lines of the diagram in ASCII where nothing else may be drawn.
fn diagram(words: &str, ascii: bool) -> String {
    let plain = |c: char| match c {
        '│' => '|',
        '─' => '-',
        '┐' | '┘' | '┼' | '┬' | '├' | '└' => '+',
        '▶' => '>',
        '▼' => 'v',
        '▲' => '^',
        other => other,
    };
    match ascii {
        true => words.chars().map(plain).collect(),
        false => words.to_owned(),
    }
}

/// What is done along the edges, and in which step.
fn notes(model: &Model, painter: &mut Painter<'_>, plan: Plan) {
    use ValueName as V;
    let theme = &model.theme;
    let marks = &theme.marks;
    let made = |name: ValueName| {
        let step = model.trace.first(name).map(|value| value.step);
        step.filter(|step| *step <= model.cursor)
    };
    let mut note = |x: usize, y: usize, said: Said, style: Style| {
        let words = marks.prose(&said.to_string()).into_owned();
        painter.at(y, x, Span::styled(words, style));
    };
    let style = |step: usize| match step == model.cursor {
        true => theme.title,
        false => theme.muted,
    };
    let (under, back, crossed) = match plan.wide {
        true => (4, 24, 38),
        false => (3, 14, 26),
    };
    if plan.wide {
        note(under, 5, said!("tui.map.under_public_key"), theme.muted);
        note(back, 5, said!("tui.map.under_private_key"), theme.muted);
        if let Some(step) = made(V::EncryptedPreMasterSecret) {
            note(
                under,
                6,
                said!("tui.map.step", step = step + 1),
                style(step),
            );
        }
        if let Some(step) = model.decrypted_at() {
            note(back, 6, said!("tui.map.step", step = step + 1), style(step));
        }
        for (name, x) in [(V::MasterSecret, 48), (V::KeyBlock, 89)] {
            if let Some(step) = made(name) {
                let said = match step == model.cursor {
                    true => said!("tui.map.step_now", step = step + 1),
                    false => said!("tui.map.step", step = step + 1),
                };
                note(x, 2, said, style(step));
            }
        }
        note(50, 9, said!("tui.map.proof"), theme.muted);
        if model
            .map_names()
            .iter()
            .any(|name| matches!(name, V::RecordContent(..)))
        {
            note(38, 13, said!("tui.map.records"), theme.muted);
        }
    } else {
        note(under, 5, said!("tui.map.rsa"), theme.muted);
        note(back, 5, said!("tui.map.rsa"), theme.muted);
        note(under, 6, said!("tui.map.public"), theme.muted);
        note(back, 6, said!("tui.map.private"), theme.muted);
    }
    if let Some(step) = model.sent_pre_master_at() {
        let said = match plan.wide {
            true => said!("tui.map.crossed", step = step + 1),
            false => said!("tui.map.on_wire", step = step + 1),
        };
        note(crossed, 7, said, style(step));
    }
    if model.key_is_stolen() {
        let x = if plan.wide { 38 } else { 26 };
        note(x, 10, said!("tui.map.stolen_here"), theme.bad);
    }
    if model.index.client_shows_a_key {
        let x = if plan.wide { 38 } else { 26 };
        note(x, 11, said!("tui.map.signs"), theme.muted);
    }
}

/// The selected value in full.
fn detail(model: &Model, node: &MapNode, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let name = formula::plain_name(node.row.name, 18);
    let style = theme.value(node.row.name).add_modifier(Modifier::BOLD);
    let head = format!("{} {name}   ", marks.selected);
    let Some(value) = node.id().and_then(|id| model.value(id)) else {
        let mut held = node.row.held.iter();
        let words = match held.all(|held| held.state == State::NotMade) {
            true => label!("tui.map.not_made").to_owned(),
            false => model.not_seen(),
        };
        return vec![Line::from(vec![
            Span::styled(head, style),
            Span::styled(words, theme.muted),
        ])];
    };
    let step = said!("tui.map.step", step = value.step + 1).to_string();
    let room = width.saturating_sub(text::width(&head) + text::width(&step) + 3);
    let groups = ((room + 1) / 9).max(1);
    let groups_of: Vec<String> = value
        .bytes
        .chunks(4)
        .take(groups)
        .map(crate::text::hex)
        .collect();
    let more = if value.bytes.len() > 4 * groups {
        marks.ellipsis
    } else {
        ""
    };
    let shown = formula::unseen(model, value.id, room);
    let shown = shown.unwrap_or_else(|| format!("{}{more}", groups_of.join(" ")));
    let mut first = vec![
        Span::styled(head, style),
        Span::styled(shown, theme.value(value.name)),
    ];
    let used: usize = first.iter().map(Span::width).sum();
    let gap = width.saturating_sub(used + text::width(&step));
    first.push(Span::raw(" ".repeat(gap)));
    first.push(Span::styled(step, theme.muted));
    let mut lines = vec![Line::from(first)];
    let mut origin = formula::origin(model, value);
    if matches!(value.origin, crate::trace::Origin::Derived { .. }) {
        origin.insert(0, Span::styled("= ", theme.text));
    }
    let mut origin = text::wrap(&origin, width.saturating_sub(2), 2);
    origin.truncate(2);
    lines.extend(origin.into_iter().map(|line| {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(line.spans);
        Line::from(spans)
    }));
    lines
}

/// What the picture says.
fn moral(model: &Model) -> Said {
    let made = |name: ValueName| {
        let first = model.trace.first(name);
        first.is_some_and(|value| value.step <= model.cursor)
    };
    if model.key_is_stolen() {
        return match model.key_opens_pre_master() {
            true => said!("tui.map.moral_stolen"),
            false => said!("tui.map.moral_stolen_early"),
        };
    }
    if let (Some(step), true) = (
        model.parted_at(),
        model.agreement_at(model.cursor).differ > 0,
    ) {
        return said!("tui.map.moral_parted", step = step + 1);
    }
    match made(ValueName::PreMasterSecret) {
        true => said!("tui.map.moral"),
        false => said!("tui.map.moral_early"),
    }
}
