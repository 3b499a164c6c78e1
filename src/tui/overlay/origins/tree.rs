//! The tree: a line for each value or message, and the selected one in full.

use crate::explain::history;
use crate::text::Said;
use crate::trace::Source;
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::origins::{Asked, Branch, Question};
use crate::{label, said};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

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

/// The columns of the tree.
pub struct Widths {
    /// Of the names, with the lines of the tree before them.
    name: usize,
    /// Of how the bytes came to be; 0 where there is no room for it.
    how: usize,
    /// Of the bytes.
    hex: usize,
}

/// Bytes of which fewer columns are shown say nothing.
const LEAST_HEX: usize = 11;
/// Fewer columns for how bytes came to be would show pieces of words.
const LEAST_HOW: usize = 14;

/// The most lines that are measured.
const MEASURED: usize = 64;

impl Widths {
    /// For a tree at a width: names and words have what they need, and the bytes the rest.
    pub fn of(model: &Model, asked: &Asked, all: &[Branch], width: usize) -> Self {
        let name = |branch: &Branch| {
            let (key, _) = named(model, branch.source);
            let tree = text::width(&branches(model, branch));
            tree + text::width(&key) + text::width(&which(model, branch))
        };
        let how = |branch: &Branch| text::width(&how_in_words(model, asked, branch));
        // the mark of the selected line, and a blank behind each column
        let room = width.saturating_sub(2 + 1 + 1);
        // of very many lines the first tell how wide the columns must be
        let all = &all[..all.len().min(MEASURED)];
        let longest = all.iter().map(name).max().unwrap_or(0);
        let wanted = all.iter().map(how).max().unwrap_or(0);
        let name = longest.min(46).min(room.saturating_sub(LEAST_HEX));
        let left = room.saturating_sub(name + LEAST_HEX);
        let how = match left >= LEAST_HOW.min(wanted) {
            true => wanted.min(40).min(left),
            false => 0,
        };
        let hex = room.saturating_sub(name + how);
        Widths { name, how, hex }
    }
}

/// Which bytes of its source a line is about, where not all.
fn which(model: &Model, branch: &Branch) -> String {
    let which = history::which(&model.trace, branch.source, &branch.range);
    which.map_or(String::new(), |which| format!(" {which}"))
}

/// How the bytes of a line came to be, or where it came up.
fn how_in_words(model: &Model, asked: &Asked, branch: &Branch) -> String {
    let step = first_step(model, branch.source) + 1;
    match (branch.seen, asked.question) {
        (true, _) => label!("tui.provenance.as_above").to_owned(),
        (_, Question::From) => how(model, branch).to_string(),
        _ => said!("tui.provenance.step", step).to_string(),
    }
}

/// A line of the tree.
pub fn branch_line(
    model: &Model,
    asked: &Asked,
    branch: &Branch,
    picked: bool,
    widths: &Widths,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let bytes = model.trace.bytes_of(branch.source);
    let (key, style) = named(model, branch.source);
    let mark = if picked { marks.selected } else { " " };
    let tree = branches(model, branch);
    let (name_room, how_room) = (widths.name, widths.how);
    let name = format!("{tree}{key}");
    let which = which(model, branch);
    let shown = text::cut(&key, name_room.saturating_sub(text::width(&tree)), marks);
    let which = text::cut(&which, name_room.saturating_sub(text::width(&name)), marks);
    let used = text::width(&tree) + text::width(&shown) + text::width(&which);
    let how = how_in_words(model, asked, branch);
    let hex_room = widths.hex;
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
            match how_room {
                0 => String::new(),
                _ => text::pad(&text::cut(&how, how_room, marks), how_room + 1),
            },
            theme.text,
        ),
        Span::styled(hex, style),
    ])
}

/// What a source is called, and its colour.
fn named(model: &Model, source: Source) -> (String, Style) {
    let style = match source {
        Source::Value(id) => model.theme.value(model.trace.value(id).name),
        Source::Message(..) | Source::Padding(_) => model.theme.text,
    };
    (history::name(&model.trace, source), style)
}

/// The step in which a source first came up.
fn first_step(model: &Model, source: Source) -> usize {
    match source {
        Source::Value(id) | Source::Padding(id) => model.trace.value(id).step,
        Source::Message(connection, side, index) => {
            model.trace.connection(connection).transcript(side)[index].step
        }
    }
}

/// How the bytes of a line came to be, in a few words.
fn how(model: &Model, branch: &Branch) -> Said {
    history::how(&model.trace, branch.source, &branch.range)
}

/// The selected line: its formula and where it first came up, on so many rows at most; on one row, how
/// its bytes came to be.
pub fn detail(model: &Model, branch: &Branch, width: usize, rows: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    // a formula would be cut to nothing, and there is no column for how the bytes came to be
    if rows == 1 {
        let words = theme
            .marks
            .prose(&how(model, branch).to_string())
            .into_owned();
        let words = text::cut(&words, width, &theme.marks);
        return vec![Line::from(Span::styled(words, theme.text))];
    }
    let (name, style) = named(model, branch.source);
    let mut words = vec![Span::styled(name, style)];
    match branch.source {
        Source::Value(id) => {
            words.push(Span::styled(" = ", theme.text));
            words.extend(formula::origin(model, model.trace.value(id)));
        }
        Source::Message(..) => {
            let about = format!(", {}", label!("explain.how.message_about"));
            words.push(Span::styled(about, theme.text));
        }
        Source::Padding(_) => {
            let about = format!(": {}", label!("explain.how.padding_about"));
            words.push(Span::styled(about, theme.text));
        }
    }
    let lines = text::wrap(&words, width, 2);
    let mut lines = text::clip(lines, rows.saturating_sub(1), width, theme);
    let step = first_step(model, branch.source);
    let title = model.trace.steps().get(step);
    let title = title.map(|step| crate::explain::title(&model.trace, step));
    let title = title.unwrap_or_default();
    let place = said!("tui.provenance.place", step = step + 1, title).to_string();
    lines.push(Line::from(Span::styled(
        text::cut(&theme.marks.prose(&place), width, &theme.marks),
        theme.muted,
    )));
    lines
}
