//! The switches: what later RFCs added to the handshake, what each changes, and which attack it answers.

use super::{Deed, Overlay, window};
use crate::protocol::{Hindrance, Switch};
use crate::tui::command::{Command, Scope};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::model::Model;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The switches of the run.
#[derive(Debug, Default)]
pub struct SwitchesWindow {
    selected: usize,
}

/// The columns that it would like, its frame included.
const WIDTH: u16 = 96;
/// Rows above the list.
const HEAD: usize = 2;
/// Rows below it.
const BELOW: usize = 2;
/// The columns of a switch's name, with its state before it.
const NAME: usize = 30;
/// How far the words of a switch are indented.
const INDENT: usize = 6;

/// What it changes, and which attack it answers.
fn words(switch: Switch) -> [&'static str; 2] {
    match switch {
        Switch::ExtendedMasterSecret => [
            label!("tui.switches.changes.extended_master_secret"),
            label!("tui.switches.answers.extended_master_secret"),
        ],
        Switch::EncryptThenMac => [
            label!("tui.switches.changes.encrypt_then_mac"),
            label!("tui.switches.answers.encrypt_then_mac"),
        ],
        Switch::RenegotiationInfo => [
            label!("tui.switches.changes.renegotiation_info"),
            label!("tui.switches.answers.renegotiation_info"),
        ],
    }
}

/// Where it is on.
fn state(model: &Model, switch: Switch) -> String {
    match (model.switched(switch), model.no_use_with(switch)) {
        ([false, false], _) => label!("tui.switches.off").to_owned(),
        ([true, false], _) => label!("tui.switches.client").to_owned(),
        ([false, true], _) => label!("tui.switches.server").to_owned(),
        ([true, true], None) => label!("tui.switches.on").to_owned(),
        ([true, true], Some((Hindrance::Suite, suite))) => {
            said!("tui.switches.on_stream", cipher = suite.cipher.name()).to_string()
        }
        ([true, true], Some((Hindrance::Version, _))) => label!("tui.switches.on_ssl3").to_owned(),
    }
}

/// The rows of a switch: its name and state, what it changes, what it answers, and a blank one.
fn rows(model: &Model, switch: Switch, selected: bool, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let ticked = match model.switched(switch) {
        [true, true] => "[x]",
        [false, false] => "[ ]",
        _ => "[/]",
    };
    let mark = if selected { marks.selected } else { " " };
    let name = text::pad(&format!("{ticked} {}", switch.title()), NAME);
    let mut head = Line::from(vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(name, theme.title),
        Span::styled(state(model, switch), theme.text),
    ]);
    let gap = width.saturating_sub(head.width() + switch.rfc().len());
    head.push_span(Span::raw(" ".repeat(gap)));
    head.push_span(Span::styled(switch.rfc(), theme.muted));
    let mut rows = vec![head];
    for (words, style) in words(switch).into_iter().zip([theme.text, theme.muted]) {
        let room = width.saturating_sub(INDENT);
        let lines = text::wrap_plain(&marks.prose(words), style, room, 0);
        rows.extend(lines.into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" ".repeat(INDENT)));
            line
        }));
    }
    rows.push(Line::default());
    rows
}

impl SwitchesWindow {
    fn switch(&self) -> Switch {
        Switch::ALL[self.selected.min(Switch::ALL.len() - 1)]
    }

    /// The rows of all switches, each with its switch, and the first that is shown in so many rows.
    fn list(
        &self,
        model: &Model,
        width: usize,
        height: usize,
    ) -> (Vec<(usize, Line<'static>)>, usize) {
        let all = Switch::ALL.into_iter().enumerate();
        let mut list: Vec<(usize, Line<'static>)> = all
            .flat_map(|(i, switch)| {
                let rows = rows(model, switch, i == self.selected, width);
                rows.into_iter().map(move |row| (i, row))
            })
            .collect();
        // the last one is blank
        list.pop();
        let start = list.partition_point(|(i, _)| *i < self.selected);
        let end = list.partition_point(|(i, _)| *i <= self.selected);
        let first = text::first_row_from(0, start..end, list.len(), height);
        (list, first)
    }
}

fn list_rows(room: Rect) -> usize {
    usize::from(room.height).saturating_sub(HEAD + BELOW)
}

impl Overlay for SwitchesWindow {
    fn name(&self) -> &'static str {
        "switches"
    }

    fn scope(&self) -> Scope {
        Scope::Switches
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.switches.title").to_owned()
    }

    fn size(&self, model: &Model, screen: Rect) -> (u16, u16) {
        let width = usize::from(window::width(WIDTH, screen)).saturating_sub(4);
        let (list, _) = self.list(model, width, usize::MAX);
        (WIDTH, (list.len() + HEAD + BELOW + 2) as u16)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        Switch::ALL.len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, model: &Model, room: Rect, row: usize) -> Option<usize> {
        let height = list_rows(room);
        let row = row.checked_sub(HEAD).filter(|row| *row < height)?;
        let (list, first) = self.list(model, room.width.into(), height);
        list.get(first + row).map(|(switch, _)| *switch)
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.turn")
    }

    fn accept(self: Box<Self>, model: &mut Model) -> Deed {
        model.turn(self.switch());
        Deed::Stays(self)
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let marks = &theme.marks;
        let mut painter = Painter::new(buf, room);
        let width = painter.width();
        let head = text::cut(label!("tui.switches.head"), width, marks);
        painter.line(0, Span::styled(head, theme.muted));
        let height = list_rows(room);
        let (list, first) = self.list(model, width, height);
        let most = list.len().saturating_sub(height);
        let start = list.partition_point(|(i, _)| *i < self.selected);
        for (y, (_, row)) in list.into_iter().skip(first).take(height).enumerate() {
            painter.line(HEAD + y, row);
            if first + y == start {
                painter.select(HEAD + y, theme.selected);
            }
        }
        if model.before_switching().is_some() {
            let seed = model.scenario().map_or(0, |scenario| scenario.seed);
            let key = model.key_of(Command::Compare);
            let words = said!("tui.switches.again", seed, key).to_string();
            let words = text::cut(&marks.prose(&words), width, marks);
            painter.line(HEAD + height + 1, Span::styled(words, theme.text));
        }
        scroll_hint::more(model, room, first, most, buf);
    }
}
