//! A computation as lines of text: formulas, named bytes, rulers, blocks, tables.

use crate::explain::math::{
    Bytes, Compare, Computation, Hashed, Part, Role, Row, Ruler, Shown, TranscriptLine,
};
use crate::tui::draw::text;
use crate::tui::draw::{checks, formula, prose};
use crate::tui::model::Model;
use crate::wire::display;
use crate::{label, said};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::cell::Cell;

/// The bytes in a row of two things that are compared.
const SIDE_BY_SIDE: usize = 16;

/// The rows of bytes that a part is shown with at most.
const MOST_ROWS: usize = 16;

/// A computation on its way to lines of a width.
pub(super) struct ComputationLines<'a> {
    pub(super) model: &'a Model,
    pub(super) width: usize,
    /// Whether all blocks of a record are written out, not only the chosen one.
    pub(super) all_blocks: bool,
    /// The line at which the chosen block begins.
    pub(super) block_at: Cell<Option<usize>>,
}

impl<'a> ComputationLines<'a> {
    pub(super) fn new(model: &'a Model, width: usize) -> Self {
        let width = width.min(150);
        ComputationLines {
            model,
            width,
            all_blocks: false,
            block_at: Cell::new(None),
        }
    }

    /// The columns that it has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// With all blocks of a record.
    pub(super) fn with_all_blocks(self) -> Self {
        ComputationLines {
            all_blocks: true,
            ..self
        }
    }

    /// The line at which the chosen block begins, of what has been written out.
    pub(super) fn block_at(&self) -> Option<usize> {
        self.block_at.get()
    }
}

impl ComputationLines<'_> {
    pub(super) fn plain(&self, words: &str, style: Style) -> Line<'static> {
        let words = self.model.theme.marks.prose(words).into_owned();
        let marks = &self.model.theme.marks;
        Line::from(Span::styled(text::cut(&words, self.width, marks), style))
    }

    fn prose(&self, spans: &[crate::explain::Span], room: usize) -> Vec<Line<'static>> {
        text::wrap(&prose::spans(self.model, spans), room, 2)
    }

    /// Adds a computation, behind a blank line if there is something before it.
    pub(super) fn computation(&self, one: &Computation<'_>, lines: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(self.plain(&one.title, theme.title));
        lines.extend(self.prose(&one.formula, self.width));
        let mut shown = Shown::default();
        for section in &one.sections {
            lines.push(Line::default());
            lines.push(self.plain(&section.title, theme.title));
            let mut table = false;
            for row in &section.rows {
                if matches!(row, Row::Transcript(_)) && !std::mem::replace(&mut table, true) {
                    let head = format!(
                        "{:>4}  {:<20}{:<8}{:>6}  {}",
                        label!("tui.transcript.step"),
                        label!("tui.transcript.message"),
                        label!("tui.transcript.from"),
                        label!("tui.transcript.bytes"),
                        label!("tui.transcript.hash_so_far")
                    );
                    lines.push(self.plain(&head, theme.muted));
                }
                self.row(row, &mut shown, lines);
            }
        }
    }

    fn row<'t>(&self, row: &Row<'t>, shown: &mut Shown<'t>, lines: &mut Vec<Line<'static>>) {
        match row {
            Row::Prose(spans) => {
                let spans = prose::spans(self.model, spans);
                lines.extend(text::wrap(&spans, self.width.min(90), 0));
            }
            Row::Formula(spans) => lines.extend(self.prose(spans, self.width)),
            Row::Bytes(bytes) => self.bytes(bytes, shown, lines),
            Row::Integer(number) => {
                let role = Part {
                    role: Role::Number,
                    name: said!("tui.math.number", name = number.name, bits = number.bits())
                        .to_string(),
                    value: number.value,
                    bytes: number.bytes,
                };
                self.part(&role, lines);
            }
            Row::Hashed(one) => self.hashed(one, shown, lines),
            Row::Ruler(one) => self.ruler(one, lines),
            Row::Cbc(one) => self.cbc(one, lines),
            Row::Transcript(line) => lines.push(self.transcript(line)),
            Row::Compare(one) => self.compare(one, lines),
            Row::Check(check) => {
                if let Some(step) = self.model.step() {
                    let one = std::iter::once(*check);
                    lines.extend(checks::checks(self.model, step, one, self.width));
                }
            }
        }
    }

    /// The colour of a part: that of its value, or of what kind of thing it is.
    fn style(&self, part: &Part<'_>) -> Style {
        let theme = &self.model.theme;
        if let Some(value) = part.value.and_then(|id| self.model.value(id)) {
            return theme.value(value.name);
        }
        match part.role {
            Role::Padding => theme.muted,
            Role::Ciphertext | Role::Unknown => theme.sealed,
            Role::Frame | Role::Label => theme.title,
            Role::Number | Role::Secret | Role::Fresh | Role::Content | Role::Digest => theme.text,
        }
    }

    fn name_room(&self) -> usize {
        match self.width {
            0..=69 => 16,
            70..=99 => 23,
            _ => 30,
        }
    }

    /// Hexadecimal beside a name, sixteen bytes to a row, or eight where there is little room.
    pub(super) fn named(
        &self,
        name: &str,
        bytes: &[u8],
        style: Style,
        lines: &mut Vec<Line<'static>>,
    ) {
        let theme = &self.model.theme;
        let room = self.name_room();
        let per_row = if self.width >= room + 53 { 16 } else { 8 };
        let name = text::cut(&theme.marks.prose(name), room, &theme.marks);
        if bytes.is_empty() {
            let words = format!(
                "  {} {}",
                text::pad(&name, room),
                label!("tui.math.no_bytes")
            );
            return lines.push(self.plain(&words, theme.muted));
        }
        for (i, row) in bytes.chunks(per_row).take(MOST_ROWS).enumerate() {
            let label = if i == 0 { name.as_str() } else { "" };
            let digits: Vec<String> = row
                .chunks(4)
                .map(|four| {
                    let each: Vec<String> = four.iter().map(|b| format!("{b:02x}")).collect();
                    each.join(" ")
                })
                .collect();
            lines.push(Line::from(vec![
                Span::styled(format!("  {} ", text::pad(label, room)), theme.text),
                Span::styled(digits.join("  "), style),
            ]));
        }
        if let Some(more) = bytes
            .len()
            .checked_sub(per_row * MOST_ROWS)
            .filter(|n| *n > 0)
        {
            let words = format!(
                "  {} {} {}",
                " ".repeat(room),
                theme.marks.ellipsis,
                said!("tui.math.more_bytes", bytes = more)
            );
            lines.push(self.plain(&words, theme.muted));
        }
    }

    pub(super) fn part(&self, part: &Part<'_>, lines: &mut Vec<Line<'static>>) {
        self.named(&part.name, part.bytes, self.style(part), lines);
        if part.role == Role::Label {
            let words = format!(
                "  {} \"{}\"",
                " ".repeat(self.name_room()),
                display::escaped(part.bytes)
            );
            lines.push(self.plain(&words, self.style(part)));
        }
    }

    /// A part whose bytes stand further up.
    fn as_above(&self, part: &Part<'_>) -> Line<'static> {
        let theme = &self.model.theme;
        let name = text::cut(
            &theme.marks.prose(&part.name),
            self.name_room(),
            &theme.marks,
        );
        let words = said!("tui.math.as_above", bytes = part.bytes.len()).to_string();
        Line::from(vec![
            Span::styled(
                format!("  {} ", text::pad(&name, self.name_room())),
                theme.text,
            ),
            Span::styled(words, self.style(part)),
        ])
    }

    fn bytes<'t>(&self, bytes: &Bytes<'t>, shown: &mut Shown<'t>, lines: &mut Vec<Line<'static>>) {
        let (name, count) = (&bytes.label, bytes.byte_count());
        let words = match bytes.used {
            true => said!("tui.math.bytes", name, bytes = count),
            false => said!("tui.math.bytes_not_used", name, bytes = count),
        };
        let words = words.to_string();
        // a single part is its own heading
        if bytes.parts.len() != 1 || !bytes.used {
            lines.push(self.plain(&words, self.model.theme.muted));
        }
        for part in &bytes.parts {
            shown.first(&part.name, part.bytes);
            self.part(part, lines);
        }
    }

    /// `A(1) = HMAC_SHA-256(secret, label + seed)`, its output, and which bytes it gives.
    fn hashed<'t>(&self, one: &Hashed<'t>, shown: &mut Shown<'t>, lines: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        let head = format!("{} = {}(", one.name, one.function());
        let mut words = vec![Span::styled(head, theme.text)];
        if let Some(key) = &one.key {
            words.push(Span::styled(key.name.clone(), self.style(key)));
            words.push(Span::styled(", ", theme.text));
        }
        for (i, part) in one.data.iter().enumerate() {
            if i > 0 {
                words.push(Span::styled(" + ", theme.text));
            }
            words.push(Span::styled(part.name.clone(), self.style(part)));
        }
        words.push(Span::styled(")", theme.text));
        lines.extend(text::wrap(&words, self.width, 4));
        for (part, new) in shown.inputs(one) {
            match new {
                true => self.part(part, lines),
                false => lines.push(self.as_above(part)),
            }
        }
        let label = match &one.gives {
            Some(range) => {
                let (first, last) = (range.start, range.end.saturating_sub(1));
                format!("= {}", said!("explain.how.bytes", first, last))
            }
            None => format!("= {}", one.name),
        };
        let (kept, rest) = match &one.gives {
            Some(range) => one.output.split_at(range.len().min(one.output.len())),
            None => (one.output, &[][..]),
        };
        let result = one.result.and_then(|id| self.model.value(id));
        let style = result.map_or(theme.text, |value| theme.value(value.name));
        self.named(&label, kept, style, lines);
        if !rest.is_empty() {
            self.named(label!("tui.math.not_used"), rest, theme.muted, lines);
        }
    }

    /// The keys of a key block, each as wide as it is long, and below each where it lies.
    fn ruler(&self, one: &Ruler<'_>, lines: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        let marks = &theme.marks;
        let room = self.width.saturating_sub(2);
        let len = one.bytes.len().max(1);
        let column = |at: usize| at * room / len;
        let mut names = vec![Span::raw(" ")];
        let mut bar = vec![Span::raw(" ")];
        let mut at = vec![Span::raw(" ")];
        for cut in &one.cuts {
            let wide = column(cut.range.end) - column(cut.range.start);
            let value = self.model.value(cut.value);
            let style = value.map_or(theme.text, |value| theme.value(value.name));
            let short = value.map_or_else(
                || cut.name.clone(),
                |value| formula::plain_name(value.name, 15),
            );
            let inner = wide.saturating_sub(1);
            let fit = |words: &str| {
                let words = text::cut(words, inner, marks);
                format!("{} ", text::pad(&words, inner))
            };
            names.push(Span::styled(fit(&short), style));
            let drawn = marks.protected.repeat(inner.saturating_sub(1));
            bar.push(Span::styled(format!("{}{drawn} ", marks.bar), style));
            at.push(Span::styled(fit(&cut.range.start.to_string()), theme.muted));
        }
        lines.extend([names, bar, at].map(Line::from));
        for cut in &one.cuts {
            let value = self.model.value(cut.value);
            let style = value.map_or(theme.text, |value| theme.value(value.name));
            let last = cut.range.end.saturating_sub(1);
            let mut words = vec![
                Span::styled(
                    format!(
                        "{} ",
                        said!("tui.math.range", first = cut.range.start, last)
                    ),
                    theme.text,
                ),
                Span::styled(format!("{}: ", cut.name), style),
            ];
            words.extend(prose::spans(self.model, &cut.purpose));
            lines.extend(text::wrap(&words, self.width, 4));
            if let Some(bytes) = one.bytes.get(cut.range.clone()) {
                self.named("", bytes, style, lines);
            }
        }
    }

    fn transcript(&self, line: &TranscriptLine<'_>) -> Line<'static> {
        let theme = &self.model.theme;
        let style = if line.included() {
            theme.text
        } else {
            theme.muted
        };
        let hashed = match line.included() {
            true => line.bytes.len().to_string(),
            false => theme.marks.nothing.to_owned(),
        };
        let words = format!(
            "{:>4}  {:<20}{:<8}{hashed:>6}  ",
            line.step + 1,
            line.message.name(),
            line.sender.name(),
        );
        let room = self.width.saturating_sub(text::width(&words));
        let hash = match line.running_hash {
            Some(hash) => text::hex(hash, room, &theme.marks),
            None => text::cut(label!("tui.math.left_out"), room, &theme.marks),
        };
        // the last one is a value of the run
        let mut values = self.model.trace.values().iter();
        let value = values.find(|value| line.running_hash == Some(value.bytes.as_slice()));
        let hash_style = value.map_or(theme.muted, |value| theme.value(value.name));
        Line::from(vec![
            Span::styled(words, style),
            Span::styled(hash, hash_style),
        ])
    }

    fn compare(&self, one: &Compare<'_>, lines: &mut Vec<Line<'static>>) {
        let theme = &self.model.theme;
        let (left, right) = (&one.left, &one.right);
        // what is short stands side by side, sixteen bytes in a row; what differs is marked
        let column = 2 * SIDE_BY_SIDE;
        let short = left.1.len().max(right.1.len()) <= 4 * SIDE_BY_SIDE;
        if short && !left.1.is_empty() && self.width >= 2 * column + 7 {
            let label = |name: &str| {
                let name = text::cut(&theme.marks.prose(name), column, &theme.marks);
                text::pad(&name, column)
            };
            lines.push(Line::from(vec![
                Span::raw("  "),
                Span::styled(label(&left.0), theme.text),
                Span::raw("     "),
                Span::styled(label(&right.0), theme.text),
            ]));
            let rows = left.1.len().max(right.1.len()).div_ceil(SIDE_BY_SIDE);
            for row in 0..rows {
                let part = |bytes: &[u8]| -> Vec<u8> {
                    let rest = bytes.iter().skip(row * SIDE_BY_SIDE);
                    rest.take(SIDE_BY_SIDE).copied().collect()
                };
                let (a, b) = (part(left.1), part(right.1));
                let (mark, style) = match (a == b, theme.marks.ascii) {
                    (true, _) => ("=", theme.good),
                    (false, true) => ("#", theme.bad),
                    (false, false) => ("≠", theme.bad),
                };
                let digits = if a == b { theme.text } else { theme.bad };
                let hex = |bytes: &[u8]| text::pad(&display::hex(bytes), column);
                lines.push(Line::from(vec![
                    Span::raw("  "),
                    Span::styled(hex(&a), digits),
                    Span::styled(format!("  {mark}  "), style),
                    Span::styled(hex(&b), digits),
                ]));
            }
        } else {
            for (name, bytes) in [left, right] {
                self.named(name, bytes, theme.text, lines);
            }
        }
        let equal = one.equal();
        let words = match equal {
            true => label!("tui.math.equal"),
            false => label!("tui.math.different"),
        };
        let words = format!("{} {words}", theme.marks.check(equal));
        let style = theme.check(equal).add_modifier(Modifier::BOLD);
        lines.push(self.plain(&words, style));
    }
}
