//! The history of a value: a strip of its bytes, the tree of what they come from or of what is
//! made of them, and the formula of the selected line; or who could compute it.

use super::super::formula;
use super::super::provenance::{Asked, Question, Thief, Twig, verdict};
use super::super::stage::Stage;
use super::super::text;
use super::{Painter, reader};
use crate::trace::{Could, How, Source, Value};
use crate::wire::display;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// The title of the window.
pub fn title(asked: &Asked) -> &'static str {
    match asked.question {
        Question::From => "Where does this come from?",
        Question::Used => "What is made of this?",
        Question::Who => "Who could compute this?",
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
        _ => stage.twigs(asked).len() + 5,
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
        return reader::more(stage, area, scroll, most, buf);
    }
    let twigs = stage.twigs(asked);
    let row = asked.row.min(twigs.len().saturating_sub(1));
    let detail = twigs
        .get(row)
        .map(|twig| detail(stage, twig, width))
        .unwrap_or_default();
    let room = height.saturating_sub(top + detail.len() + 1).max(1);
    let first = text::first_row(row, twigs.len(), room);
    for (y, i) in (first..twigs.len()).take(room).enumerate() {
        painter.line(top + y, twig_line(stage, asked, &twigs[i], i == row, width));
        if i == row {
            painter.select(top + y, stage.theme.selected);
        }
    }
    let below = top + room.min(twigs.len()) + 1;
    painter.lines(below, detail);
    let most = twigs.len().saturating_sub(room);
    reader::more(stage, area, first, most, buf);
}

/// Which value, and which of its bytes.
fn head(stage: &Stage, asked: &Asked, value: &Value) -> Line<'static> {
    let theme = &stage.theme;
    let length = display::count(value.bytes.len() as u64, "byte");
    let words = match asked.byte {
        Some(at) => format!("  byte {at} of {length}, counted from 0"),
        None => format!("  all of its {length}"),
    };
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
fn branches(stage: &Stage, twig: &Twig) -> String {
    const UP_DOWN: usize = 3;
    const CORNER: usize = 9;
    const BRANCH: usize = 11;
    const ACROSS: usize = 12;
    let lines = &stage.theme.marks.lines;
    let goes_on = |level: usize| {
        twig.goes_on
            .checked_shr(level as u32)
            .is_some_and(|it| it & 1 == 1)
    };
    let mut out = String::new();
    for level in 1..twig.depth {
        out.push_str(if goes_on(level) { lines[UP_DOWN] } else { " " });
        out.push(' ');
    }
    if twig.depth > 0 {
        out.push_str(lines[if goes_on(twig.depth) { BRANCH } else { CORNER }]);
        out.push_str(lines[ACROSS]);
    }
    out
}

fn bytes_of(range: &Range<usize>) -> String {
    match range.len() {
        1 => format!("byte {}", range.start),
        _ => format!("bytes {} to {}", range.start, range.end.saturating_sub(1)),
    }
}

fn twig_line(
    stage: &Stage,
    asked: &Asked,
    twig: &Twig,
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let bytes = stage.trace.bytes_of(twig.source);
    let (key, style) = named(stage, twig.source);
    let mark = if picked { marks.selected } else { " " };
    let tree = branches(stage, twig);
    let name_room: usize = if width >= 100 { 46 } else { 36 };
    let name = format!("{tree}{key}");
    let part = twig.range.len() < bytes.len();
    let which = match part {
        true => format!(" {}", bytes_of(&twig.range)),
        false => String::new(),
    };
    let shown = text::cut(&key, name_room.saturating_sub(text::width(&tree)), marks);
    let which = text::cut(&which, name_room.saturating_sub(text::width(&name)), marks);
    let used = text::width(&tree) + text::width(&shown) + text::width(&which);
    let how = match (twig.seen, asked.question) {
        (true, _) => "as above".to_owned(),
        (_, Question::From) => how(stage, twig),
        _ => format!("step {}", first_step(stage, twig.source) + 1),
    };
    let how_room = if width >= 100 { 40 } else { 26 };
    let hex_room = width.saturating_sub(2 + name_room + 1 + how_room + 1);
    let hex = text::hex(&bytes[twig.range.clone()], hex_room, marks);
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
fn how(stage: &Stage, twig: &Twig) -> String {
    let trace = &stage.trace;
    let Source::Value(value) = twig.source else {
        let step = first_step(stage, twig.source) + 1;
        return format!("the message of step {step}");
    };
    let ends = |what: &str, first: usize, last: usize| match first == last {
        true => format!("{what} {first}"),
        false => format!("{what}s {first} to {last}"),
    };
    match trace.parents(value, &twig.range).0 {
        How::Drawn { by } => format!("drawn by the {}", by.name()),
        How::Sent { step } => format!("the message of step {}", step + 1),
        How::Read(place) => format!("read off step {}", place.step + 1),
        How::Kept { path } => format!("kept in {}", display::escaped(path.as_bytes())),
        How::Copied => "copied".to_owned(),
        How::Header => "header of the message".to_owned(),
        How::Hmac {
            first,
            last,
            offset,
        } if first == last && twig.range.len() == 1 => {
            format!("HMAC {first} of P_hash, byte {offset}")
        }
        How::Hmac { first, last, .. } => format!("{} of P_hash", ends("HMAC", first, last)),
        How::Blocks { first, last } => format!("{} of CBC", ends("block", first, last)),
        How::Whole => "of all its inputs".to_owned(),
    }
}

/// The selected line: its formula, where it first came up, and its bytes.
fn detail(stage: &Stage, twig: &Twig, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let (name, style) = named(stage, twig.source);
    let mut words = vec![Span::styled(name, style)];
    match twig.source {
        Source::Value(id) => {
            words.push(Span::styled(" = ", theme.text));
            words.extend(formula::origin(stage, stage.trace.value(id)));
        }
        Source::Message(..) => {
            let said = ", the handshake message with its header, without that of its record";
            words.push(Span::styled(said, theme.text));
        }
    }
    let mut lines = text::wrap(&words, width, 2);
    lines.truncate(3);
    let step = first_step(stage, twig.source);
    let title = stage.trace.steps.get(step);
    let title = title.map(|step| crate::explain::title(&stage.trace, step));
    let place = format!(
        "step {}: {}",
        step + 1,
        theme.marks.prose(&title.unwrap_or_default())
    );
    lines.push(Line::from(Span::styled(
        text::cut(&place, width, &theme.marks),
        theme.muted,
    )));
    lines
}

/// Who could compute the value: the eavesdropper as things stand, and one who steals the server's
/// private key later.
pub fn who(stage: &Stage, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let mut lines = Vec::new();
    for (thief, words) in [
        (Thief::Eavesdropper, "An eavesdropper, by this step"),
        (
            Thief::WithPrivateKey,
            "An eavesdropper who later steals the server's private key",
        ),
    ] {
        let found = verdict(&stage.trace, asked.id, thief, stage.cursor);
        let (answer, style) = match found.able {
            true => (format!("{} yes", marks.known), theme.bad),
            false => (format!("{} no", marks.unknown), theme.good),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{words}: "), theme.title),
            Span::styled(answer, style),
        ]));
        if !found.able {
            lines.push(Line::from(Span::styled(
                "  never seen in the open:",
                theme.muted,
            )));
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

/// Why a value could be had, or where the bytes are that could not.
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
            return vec![plain("crossed the wire in the open")];
        }
        Some(Could::Knows) => return vec![plain("stolen")],
        Some(Could::Computes(inputs)) if inputs.is_empty() => {
            return vec![plain("computed from messages in the open")];
        }
        Some(Could::Computes(inputs)) => ("computed from ", inputs.as_slice()),
        Some(Could::Decrypts(inputs)) => ("decrypted with ", inputs.as_slice()),
        Some(Could::CutsOut(whole)) => ("cut out of ", std::slice::from_ref(whole)),
    };
    spans.push(plain(verb));
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
