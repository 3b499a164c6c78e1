//! The tree: a line for each value or message, and the selected one in full.

use crate::text::{Said, escaped};
use crate::trace::{How, Source};
use crate::tui::draw::{formula, text};
use crate::tui::model::Model;
use crate::tui::model::origins::{Asked, Branch, Question};
use crate::{label, said};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::ops::Range;

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

fn bytes_of(range: &Range<usize>) -> Said {
    let (first, last) = (range.start, range.end.saturating_sub(1));
    match range.len() {
        1 => said!("tui.provenance.byte", first),
        _ => said!("tui.provenance.bytes", first, last),
    }
}

/// A line of the tree.
pub fn branch_line(
    model: &Model,
    asked: &Asked,
    branch: &Branch,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let bytes = model.trace.bytes_of(branch.source);
    let (key, style) = named(model, branch.source);
    let mark = if picked { marks.selected } else { " " };
    let tree = branches(model, branch);
    let name_room: usize = if width >= 100 { 46 } else { 36 };
    let name = format!("{tree}{key}");
    let part = branch.range.len() < bytes.len();
    let which = match part {
        true => format!(" {}", bytes_of(&branch.range)),
        false => String::new(),
    };
    let shown = text::cut(&key, name_room.saturating_sub(text::width(&tree)), marks);
    let which = text::cut(&which, name_room.saturating_sub(text::width(&name)), marks);
    let used = text::width(&tree) + text::width(&shown) + text::width(&which);
    let how = match (branch.seen, asked.question) {
        (true, _) => label!("tui.provenance.as_above").to_owned(),
        (_, Question::From) => how(model, branch).to_string(),
        _ => said!(
            "tui.provenance.step",
            step = first_step(model, branch.source) + 1
        )
        .to_string(),
    };
    let how_room = if width >= 100 { 40 } else { 26 };
    let hex_room = width.saturating_sub(2 + name_room + 1 + how_room + 1);
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
            text::pad(&text::cut(&how, how_room, marks), how_room + 1),
            theme.text,
        ),
        Span::styled(hex, style),
    ])
}

/// What a source is called, and its colour.
fn named(model: &Model, source: Source) -> (String, Style) {
    let trace = &model.trace;
    match source {
        Source::Value(id) => {
            let value = trace.value(id);
            (value.key(), model.theme.value(value.name))
        }
        Source::Message(side, index) => {
            let message = trace.transcripts[side as usize][index].message;
            (message.name().to_owned(), model.theme.text)
        }
    }
}

/// The step in which a source first came up.
fn first_step(model: &Model, source: Source) -> usize {
    match source {
        Source::Value(id) => model.trace.value(id).step,
        Source::Message(side, index) => model.trace.transcripts[side as usize][index].step,
    }
}

/// How the bytes of a line came to be, in a few words.
fn how(model: &Model, branch: &Branch) -> Said {
    let trace = &model.trace;
    let Source::Value(value) = branch.source else {
        let step = first_step(model, branch.source) + 1;
        return said!("tui.how.message", step);
    };
    match trace.parents(value, &branch.range).0 {
        How::Drawn { by } => said!("tui.how.generated", side = by.name()),
        How::Sent { step } => said!("tui.how.message", step = step + 1),
        How::Read(place) => said!("tui.how.read", step = place.step + 1),
        How::Kept { path } => said!("tui.origin.stored", path = escaped(path.as_bytes())),
        How::Copied => said!("tui.how.copied"),
        How::Header => said!("tui.how.header"),
        How::Hmac {
            first,
            last,
            offset,
        } if first == last && branch.range.len() == 1 => {
            said!("tui.how.hmac_byte", n = first, offset)
        }
        How::Hmac { first, last, .. } if first == last => said!("tui.how.hmac", n = first),
        How::Hmac { first, last, .. } => said!("tui.how.hmacs", first, last),
        How::Blocks { first, last } if first == last => said!("tui.how.block", n = first),
        How::Blocks { first, last } => said!("tui.how.blocks", first, last),
        How::Whole => said!("tui.how.whole"),
    }
}

/// The selected line: its formula, where it first came up, and its bytes.
pub fn detail(model: &Model, branch: &Branch, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let (name, style) = named(model, branch.source);
    let mut words = vec![Span::styled(name, style)];
    match branch.source {
        Source::Value(id) => {
            words.push(Span::styled(" = ", theme.text));
            words.extend(formula::origin(model, model.trace.value(id)));
        }
        Source::Message(..) => {
            let about = format!(", {}", label!("tui.how.message_about"));
            words.push(Span::styled(about, theme.text));
        }
    }
    let mut lines = text::wrap(&words, width, 2);
    lines.truncate(3);
    let step = first_step(model, branch.source);
    let title = model.trace.steps.get(step);
    let title = title.map(|step| crate::explain::title(&model.trace, step));
    let title = title.unwrap_or_default();
    let place = said!("tui.provenance.place", step = step + 1, title).to_string();
    lines.push(Line::from(Span::styled(
        text::cut(&theme.marks.prose(&place), width, &theme.marks),
        theme.muted,
    )));
    lines
}
