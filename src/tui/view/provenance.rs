//! The history of a value: a strip of its bytes, the tree of what they come from or of what they are
//! used for, and the formula of the selected line; or who could compute it.

use super::super::formula;
use super::super::provenance::{Asked, Branch, Question, Thief, verdict};
use super::super::stage::Stage;
use super::super::text;
use super::{Painter, scroll_hint};
use crate::text::{Said, escaped};
use crate::trace::{Could, How, Source, Value};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The title of the window.
pub fn title(asked: &Asked) -> &'static str {
    match asked.question {
        Question::From => label!("tui.provenance.from"),
        Question::Used => label!("tui.provenance.used"),
        Question::Who => label!("tui.provenance.who"),
    }
}

/// The rows that an answer takes at a width, in whatever row the reader is.
pub fn rows(stage: &Stage, asked: &Asked, width: usize) -> usize {
    let Some(value) = stage.value(asked.id) else {
        return 0;
    };
    let strip = strip(stage, asked, value, width, 4).len();
    let answer = match asked.question {
        Question::Who => who(stage, asked, width).len(),
        // below the tree a blank, the formula, and the step
        _ => stage.branches(asked).len() + 5,
    };
    1 + strip + 1 + answer
}

pub fn draw(stage: &Stage, asked: &Asked, area: Rect, buf: &mut Buffer) {
    let Some(value) = stage.value(asked.id) else {
        return;
    };
    let mut painter = Painter::new(buf, area);
    let (width, height) = (painter.width(), painter.height());
    painter.line(0, head(stage, asked, value));
    let strip = strip(stage, asked, value, width, if height >= 24 { 4 } else { 2 });
    let top = strip.len() + 2;
    painter.lines(1, strip);
    if asked.question == Question::Who {
        let lines = who(stage, asked, width);
        let most = lines.len().saturating_sub(height.saturating_sub(top));
        let scroll = asked.row.min(most);
        painter.lines(top, lines.into_iter().skip(scroll));
        return scroll_hint::more(stage, area, scroll, most, buf);
    }
    let branches = stage.branches(asked);
    let row = asked.row.min(branches.len().saturating_sub(1));
    let detail = branches
        .get(row)
        .map(|branch| detail(stage, branch, width))
        .unwrap_or_default();
    let room = height.saturating_sub(top + detail.len() + 1).max(1);
    let first = text::first_row(row, branches.len(), room);
    for (y, i) in (first..branches.len()).take(room).enumerate() {
        painter.line(
            top + y,
            branch_line(stage, asked, &branches[i], i == row, width),
        );
        if i == row {
            painter.select(top + y, stage.theme.selected);
        }
    }
    let below = top + room.min(branches.len()) + 1;
    painter.lines(below, detail);
    let most = branches.len().saturating_sub(room);
    scroll_hint::more(stage, area, first, most, buf);
}

/// Which value, and which of its bytes.
fn head(stage: &Stage, asked: &Asked, value: &Value) -> Line<'static> {
    let theme = &stage.theme;
    let bytes = value.bytes.len();
    let words = match asked.byte {
        Some(at) => said!("tui.provenance.byte_of", byte = at, bytes),
        None => said!("tui.provenance.all_bytes", bytes),
    };
    let words = format!("  {words}");
    Line::from(vec![
        Span::styled(
            value.key(),
            theme.value(value.name).add_modifier(Modifier::BOLD),
        ),
        Span::styled(words, theme.text),
    ])
}

/// The bytes of the value around the one that is followed, which is marked.
fn strip(
    stage: &Stage,
    asked: &Asked,
    value: &Value,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let per_row = (width.saturating_sub(6) / 3 / 4 * 4).clamp(4, 32);
    let all = value.bytes.len().div_ceil(per_row);
    let first = text::first_row(asked.byte.unwrap_or(0) / per_row, all, rows);
    let mut lines = Vec::new();
    for row in first..all.min(first + rows) {
        let start = row * per_row;
        let mut spans = vec![Span::styled(format!("{start:>4}  "), theme.muted)];
        for at in start..(start + per_row).min(value.bytes.len()) {
            let style = match asked.byte {
                Some(byte) if byte == at => theme
                    .value(value.name)
                    .patch(theme.selected)
                    .add_modifier(Modifier::UNDERLINED),
                Some(_) => theme.muted,
                None => theme.value(value.name),
            };
            spans.push(Span::styled(format!("{:02x}", value.bytes[at]), style));
            spans.push(Span::raw(" "));
        }
        if row + 1 == first + rows && row + 1 < all {
            spans.push(Span::styled(theme.marks.ellipsis, theme.muted));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// The lines of a tree before a row: which of the levels above go on below it.
fn branches(stage: &Stage, branch: &Branch) -> String {
    const UP_DOWN: usize = 3;
    const CORNER: usize = 9;
    const BRANCH: usize = 11;
    const ACROSS: usize = 12;
    let lines = &stage.theme.marks.lines;
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

fn branch_line(
    stage: &Stage,
    asked: &Asked,
    branch: &Branch,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let bytes = stage.trace.bytes_of(branch.source);
    let (key, style) = named(stage, branch.source);
    let mark = if picked { marks.selected } else { " " };
    let tree = branches(stage, branch);
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
        (_, Question::From) => how(stage, branch).to_string(),
        _ => said!(
            "tui.provenance.step",
            step = first_step(stage, branch.source) + 1
        )
        .to_string(),
    };
    let how_room = if width >= 100 { 40 } else { 26 };
    let hex_room = width.saturating_sub(2 + name_room + 1 + how_room + 1);
    let hex = text::hex(&bytes[branch.range.clone()], hex_room, marks);
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.accent),
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
fn named(stage: &Stage, source: Source) -> (String, Style) {
    let trace = &stage.trace;
    match source {
        Source::Value(id) => {
            let value = trace.value(id);
            (value.key(), stage.theme.value(value.name))
        }
        Source::Message(side, index) => {
            let message = trace.transcripts[side as usize][index].message;
            (message.name().to_owned(), stage.theme.text)
        }
    }
}

/// The step in which a source first came up.
fn first_step(stage: &Stage, source: Source) -> usize {
    match source {
        Source::Value(id) => stage.trace.value(id).step,
        Source::Message(side, index) => stage.trace.transcripts[side as usize][index].step,
    }
}

/// How the bytes of a line came to be, in a few words.
fn how(stage: &Stage, branch: &Branch) -> Said {
    let trace = &stage.trace;
    let Source::Value(value) = branch.source else {
        let step = first_step(stage, branch.source) + 1;
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
fn detail(stage: &Stage, branch: &Branch, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let (name, style) = named(stage, branch.source);
    let mut words = vec![Span::styled(name, style)];
    match branch.source {
        Source::Value(id) => {
            words.push(Span::styled(" = ", theme.text));
            words.extend(formula::origin(stage, stage.trace.value(id)));
        }
        Source::Message(..) => {
            let about = format!(", {}", label!("tui.how.message_about"));
            words.push(Span::styled(about, theme.text));
        }
    }
    let mut lines = text::wrap(&words, width, 2);
    lines.truncate(3);
    let step = first_step(stage, branch.source);
    let title = stage.trace.steps.get(step);
    let title = title.map(|step| crate::explain::title(&stage.trace, step));
    let title = title.unwrap_or_default();
    let place = said!("tui.provenance.place", step = step + 1, title).to_string();
    lines.push(Line::from(Span::styled(
        text::cut(&theme.marks.prose(&place), width, &theme.marks),
        theme.muted,
    )));
    lines
}

/// Who could compute the value: the eavesdropper at this step, and an eavesdropper that later steals
/// the server's private key.
pub fn who(stage: &Stage, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let mut lines = Vec::new();
    for (thief, words) in [
        (Thief::Eavesdropper, label!("tui.who.eavesdropper")),
        (Thief::WithPrivateKey, label!("tui.who.with_key")),
    ] {
        let found = verdict(&stage.trace, asked.id, thief, stage.cursor);
        let (answer, style) = match found.able {
            true => (
                format!("{} {}", marks.known, label!("tui.who.yes")),
                theme.bad,
            ),
            false => (
                format!("{} {}", marks.unknown, label!("tui.who.no")),
                theme.good,
            ),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{words}: "), theme.title),
            Span::styled(answer, style),
        ]));
        if !found.able {
            let words = format!("  {}", label!("tui.who.never_seen"));
            lines.push(Line::from(Span::styled(words, theme.muted)));
        }
        for (id, could) in found.chain {
            let Some(value) = stage.value(id) else {
                continue;
            };
            let mut spans = vec![
                Span::styled(value.key(), theme.value(value.name)),
                Span::styled(": ", theme.text),
            ];
            spans.extend(because(stage, value, could.as_ref()));
            for mut line in text::wrap(&spans, width.saturating_sub(2), 4) {
                line.spans.insert(0, Span::raw("  "));
                lines.push(line);
            }
        }
        lines.push(Line::default());
    }
    lines
}

/// How an eavesdropper gets a value, or where the value comes from if it cannot be had.
fn because(stage: &Stage, value: &Value, could: Option<&Could>) -> Vec<Span<'static>> {
    let theme = &stage.theme;
    let plain = |words: &str| Span::styled(words.to_owned(), theme.text);
    let mut spans = Vec::new();
    let (verb, inputs) = match could {
        None => return formula::origin(stage, value),
        Some(Could::Knows)
            if value.known_to(crate::trace::Party::Eavesdropper, stage.cursor)
                == crate::trace::Knowledge::Known =>
        {
            return vec![plain(label!("tui.who.in_the_clear"))];
        }
        Some(Could::Knows) => return vec![plain(label!("tui.who.stolen"))],
        Some(Could::Computes(inputs)) if inputs.is_empty() => {
            return vec![plain(label!("tui.who.from_messages"))];
        }
        Some(Could::Computes(inputs)) => (label!("tui.who.computed"), inputs.as_slice()),
        Some(Could::Decrypts(inputs)) => (label!("tui.who.decrypted"), inputs.as_slice()),
        Some(Could::CutsOut(whole)) => (label!("tui.who.part_of"), std::slice::from_ref(whole)),
    };
    spans.push(plain(&format!("{verb} ")));
    for (i, id) in inputs.iter().enumerate() {
        if i > 0 {
            spans.push(plain(", "));
        }
        if let Some(input) = stage.value(*id) {
            spans.push(Span::styled(input.key(), theme.value(input.name)));
        }
    }
    spans
}
