//! The tab Math: the computations of the step, with every value between the inputs and the
//! result. What they consist of comes from `explain::math`; here it gets its place and its colours.

use super::super::stage::{Stage, Tab};
use super::super::text;
use super::{Painter, explain, reader};
use crate::explain::math::{
    self, Bytes, Cbc, CbcBlock, Compare, Computation, Direction, Hmac, Integer, Part, Role, Row,
    Ruler, TranscriptLine,
};
use crate::trace::{Check, ValueId};
use crate::wire::display;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Rows of bytes that a long value gets; the rest is in the value itself, opened whole.
const ROWS: usize = 4;
/// Of a record's blocks, how many are shown from its beginning, where there are more than so many
/// and one.
const BLOCKS: usize = 8;

pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    let lines = lines(stage, area.width.into());
    let most = lines.len().saturating_sub(area.height.into());
    let scroll = stage.picks.tab[Tab::Math as usize].min(most);
    Painter::new(buf, area).lines(0, lines.into_iter().skip(scroll));
    reader::more(stage, area, scroll, most, buf);
}

/// How far the tab can be scrolled.
pub fn scrolls(stage: &Stage, area: Rect) -> usize {
    let lines = lines(stage, area.width.into());
    lines.len().saturating_sub(area.height.into())
}

/// The computations of the present step in so many columns.
pub fn lines(stage: &Stage, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let Some(step) = stage.step() else {
        return Vec::new();
    };
    let computations = math::of_step(&stage.trace, step);
    if computations.is_empty() {
        let words = "Nothing is computed in this step.";
        return vec![Line::from(Span::styled(words, theme.muted))];
    }
    let mut sheet = Sheet {
        stage,
        width,
        lines: Vec::new(),
    };
    for (i, computation) in computations.iter().enumerate() {
        if i > 0 {
            sheet.blank();
        }
        sheet.computation(computation);
    }
    sheet.lines
}

/// The columns of a label before bytes, by the width there is.
fn label_room(width: usize) -> usize {
    if width >= 100 { 32 } else { 24 }
}

/// Lines in the making.
struct Sheet<'s> {
    stage: &'s Stage,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Sheet<'_> {
    fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    fn push(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }

    /// Styled words, wrapped, with so many blanks before every line, and so many more before every
    /// line but the first.
    fn words(&mut self, spans: &[Span<'_>], indent: usize, hanging: usize) {
        let room = self.width.saturating_sub(indent).clamp(1, 100);
        for line in text::wrap(spans, room, hanging) {
            let mut whole = vec![Span::raw(" ".repeat(indent))];
            whole.extend(line.spans);
            self.push(whole);
        }
    }

    fn computation(&mut self, computation: &Computation<'_>) {
        let theme = &self.stage.theme;
        let title = theme.marks.prose(&computation.title).into_owned();
        self.push(vec![Span::styled(title, theme.title)]);
        let formula = explain::spans(self.stage, &computation.formula);
        self.words(&formula, 2, 2);
        for section in &computation.sections {
            self.blank();
            let title = self.stage.theme.marks.prose(&section.title).into_owned();
            self.push(vec![Span::styled(title, self.stage.theme.accent)]);
            for row in &section.rows {
                self.row(row);
            }
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        match row {
            Row::Prose(spans) => {
                let spans = explain::spans(self.stage, spans);
                self.words(&spans, 2, 0);
            }
            Row::Formula(spans) => {
                let spans = explain::spans(self.stage, spans);
                self.words(&spans, 2, 2);
            }
            Row::Bytes(bytes) => self.bytes(bytes),
            Row::Integer(integer) => self.integer(integer),
            Row::Hmac(hmac) => self.hmac(hmac),
            Row::Ruler(ruler) => self.ruler(ruler),
            Row::Cbc(cbc) => self.cbc(cbc),
            Row::Transcript(line) => self.transcript(line),
            Row::Compare(compare) => self.compare(compare),
            Row::Check(check) => self.check(check),
        }
    }

    fn style(&self, role: Role, value: Option<ValueId>) -> Style {
        let theme = &self.stage.theme;
        match (value.and_then(|id| self.stage.value(id)), role) {
            (Some(value), _) => theme.value(value.name),
            (None, Role::Frame | Role::Number) => theme.title,
            (None, Role::Padding | Role::Unknown) => theme.muted,
            (None, Role::Ciphertext) => theme.sealed,
            (None, Role::Digest) => theme.good,
            (None, _) => theme.text,
        }
    }

    /// A label, and bytes beside it in as many rows as they may take.
    fn labelled(&mut self, label: &str, label_style: Style, bytes: &[u8], style: Style) {
        let marks = &self.stage.theme.marks;
        let label = text::pad(
            &text::cut(label, label_room(self.width) - 1, marks),
            label_room(self.width),
        );
        let room = self.width.saturating_sub(2 + label_room(self.width)).max(2);
        let per_row = (room / 2).clamp(1, 32);
        let shown = match bytes.len() > ROWS * per_row {
            true => &bytes[..(ROWS - 1) * per_row],
            false => bytes,
        };
        let mut rows: Vec<String> = shown.chunks(per_row).map(display::hex).collect();
        if shown.len() < bytes.len() {
            let left = display::count((bytes.len() - shown.len()) as u64, "byte");
            rows.push(format!("{} {left} more", marks.ellipsis));
        }
        if rows.is_empty() {
            rows.push("empty".to_owned());
        }
        for (i, row) in rows.into_iter().enumerate() {
            let before = match i {
                0 => label.clone(),
                _ => " ".repeat(label_room(self.width)),
            };
            self.push(vec![
                Span::raw("  "),
                Span::styled(before, label_style),
                Span::styled(row, style),
            ]);
        }
    }

    fn part(&mut self, part: &Part<'_>, used: bool) {
        let theme = &self.stage.theme;
        let style = match used {
            true => self.style(part.role, part.value),
            false => theme.muted,
        };
        let muted = theme.muted;
        self.labelled(&format!("  {}", part.name), muted, part.bytes, style);
    }

    fn bytes(&mut self, bytes: &Bytes<'_>) {
        let theme = &self.stage.theme;
        let length = display::count(bytes.byte_count() as u64, "byte");
        let unused = if bytes.used { "" } else { ", not used" };
        self.push(vec![
            Span::raw("  "),
            Span::styled(theme.marks.prose(&bytes.label).into_owned(), theme.text),
            Span::styled(format!("  {length}{unused}"), theme.muted),
        ]);
        for part in &bytes.parts {
            self.part(part, bytes.used);
        }
    }

    fn integer(&mut self, integer: &Integer<'_>) {
        let style = self.style(Role::Number, integer.value);
        let label = format!(
            "{}, {}",
            integer.name,
            display::count(integer.bits() as u64, "bit")
        );
        self.labelled(&label, self.stage.theme.text, integer.bytes, style);
    }

    fn hmac(&mut self, hmac: &Hmac<'_>) {
        let theme = &self.stage.theme;
        let mut spans = vec![
            Span::styled(hmac.name.clone(), theme.title),
            Span::styled(format!(" = HMAC_{}(", hmac.hash.name()), theme.text),
            Span::styled(
                hmac.key.name.clone(),
                self.style(hmac.key.role, hmac.key.value),
            ),
            Span::styled(", ", theme.text),
        ];
        for (i, part) in hmac.data.iter().enumerate() {
            if i > 0 {
                spans.push(Span::styled(format!(" {} ", theme.marks.join), theme.muted));
            }
            spans.push(Span::styled(
                part.name.clone(),
                self.style(part.role, part.value),
            ));
        }
        spans.push(Span::styled(")", theme.text));
        self.words(&spans, 2, 2);
        let label = match &hmac.gives {
            Some(range) if !range.is_empty() => {
                let last = range.end - 1;
                format!(
                    "  bytes {}{}{last}",
                    range.start, self.stage.theme.marks.range
                )
            }
            _ => "  goes on".to_owned(),
        };
        let (muted, style) = (self.stage.theme.muted, self.style(Role::Digest, None));
        self.labelled(&label, muted, hmac.output, style);
    }

    /// The key block to scale, and below it each key.
    fn ruler(&mut self, ruler: &Ruler<'_>) {
        let theme = &self.stage.theme;
        let room = self.width.saturating_sub(4).clamp(8, 112);
        let total = ruler.bytes.len().max(1);
        let fill = if theme.marks.ascii { "=" } else { "█" };
        let mut bar = vec![Span::raw("  ")];
        let mut names = vec![Span::raw("  ")];
        for cut in &ruler.cuts {
            let columns = (cut.range.end * room / total) - (cut.range.start * room / total);
            let style = self.style(Role::Secret, Some(cut.value));
            bar.push(Span::styled(fill.repeat(columns.saturating_sub(1)), style));
            bar.push(Span::raw(" "));
            let name = text::cut(&cut.name, columns.saturating_sub(1), &theme.marks);
            names.push(Span::styled(text::pad(&name, columns), style));
        }
        self.push(bar);
        self.push(names);
        for cut in &ruler.cuts {
            self.blank();
            let style = self.style(Role::Secret, Some(cut.value));
            let last = cut.range.end.saturating_sub(1);
            let place = format!(
                "bytes {}{}{last}",
                cut.range.start, self.stage.theme.marks.range
            );
            let bytes = &ruler.bytes[cut.range.clone()];
            self.labelled(&cut.name, style, bytes, style);
            let mut purpose = vec![Span::styled(format!("{place}. "), self.stage.theme.muted)];
            purpose.extend(explain::spans(self.stage, &cut.purpose));
            self.words(&purpose, 2 + label_room(self.width), 0);
        }
    }

    fn cbc(&mut self, cbc: &Cbc<'_>) {
        let count = cbc.block_count();
        let shown = if count > BLOCKS + 1 { BLOCKS } else { count };
        for block in (0..shown).filter_map(|i| cbc.block(i)) {
            self.block(cbc, &block);
        }
        if shown < count {
            let left = display::count((count - shown - 1) as u64, "block");
            let words = format!(
                "  {} {left} more, and the last:",
                self.stage.theme.marks.ellipsis
            );
            self.push(vec![Span::styled(words, self.stage.theme.muted)]);
            if let Some(block) = cbc.block(count - 1) {
                self.block(cbc, &block);
            }
        }
    }

    /// A block on its way, from left to right: what goes in first, what comes out last.
    fn block(&mut self, cbc: &Cbc<'_>, block: &CbcBlock<'_>) {
        let theme = &self.stage.theme;
        let xor = if theme.marks.ascii { "xor" } else { "⊕" };
        let before = match block.index {
            1 => "IV".to_owned(),
            n => format!("ciphertext {}", n - 1),
        };
        let mut inside = Vec::new();
        for part in &block.parts {
            let style = self.style(part.role, part.value);
            inside.push(Span::styled(display::hex(part.bytes), style));
        }
        let sealed = theme.sealed;
        let of = format!("block {} of {}", block.index, block.of);
        self.push(vec![Span::styled(format!("  {of}"), theme.title)]);
        let plain = ("plaintext".to_owned(), inside);
        let hex = |bytes: &[u8], style| vec![Span::styled(display::hex(bytes), style)];
        let mixed = (format!("{xor} {before}"), hex(block.previous, sealed));
        let text = self.stage.theme.text;
        let middle = match cbc.direction {
            Direction::Encrypt => "= goes into AES",
            Direction::Decrypt => "comes out of AES",
        };
        let between = (middle.to_owned(), hex(&block.xored, text));
        let out = ("ciphertext".to_owned(), hex(block.ciphertext, sealed));
        let rows = match cbc.direction {
            Direction::Encrypt => [plain, mixed, between, out],
            Direction::Decrypt => [out, between, mixed, (format!("= {}", plain.0), plain.1)],
        };
        for (label, bytes) in rows {
            let label = text::pad(&format!("  {label}"), label_room(self.width));
            let mut line = vec![Span::raw("  "), Span::styled(label, self.stage.theme.muted)];
            line.extend(bytes);
            self.push(line);
        }
    }

    fn transcript(&mut self, line: &TranscriptLine<'_>) {
        let theme = &self.stage.theme;
        let marks = &theme.marks;
        let mark = if line.included() {
            marks.known
        } else {
            marks.unknown
        };
        let style = if line.included() {
            theme.text
        } else {
            theme.muted
        };
        let size = if line.included() {
            line.bytes.len()
        } else {
            line.wire_len
        };
        let head = format!(
            "  {mark} {:<20} {:<7}{size:>6}  ",
            line.message.name(),
            line.sender.name()
        );
        let room = self.width.saturating_sub(text::width(&head) + 1);
        let hash = match line.running_hash {
            Some(hash) => text::cut(&display::hex(hash), room, marks),
            None => text::cut("left out", room, marks),
        };
        let hash = Span::styled(hash, self.style(Role::Digest, None));
        self.push(vec![Span::styled(head, style), hash]);
    }

    fn compare(&mut self, compare: &Compare<'_>) {
        let (style, muted) = (self.style(Role::Digest, None), self.stage.theme.muted);
        for (label, bytes) in [&compare.left, &compare.right] {
            self.labelled(label, muted, bytes, style);
        }
        let theme = &self.stage.theme;
        let marks = &theme.marks;
        let (mark, words) = match compare.equal() {
            true => (marks.good, "equal"),
            false => (marks.bad, "not equal"),
        };
        let verdict = format!("  {}{mark} {words}", " ".repeat(label_room(self.width)));
        self.push(vec![Span::styled(verdict, theme.check(compare.equal()))]);
    }

    fn check(&mut self, check: &Check) {
        let theme = &self.stage.theme;
        let mark = if check.passed {
            theme.marks.good
        } else {
            theme.marks.bad
        };
        let spans = [
            Span::styled(
                format!("{mark} {}  ", check.name),
                theme.check(check.passed),
            ),
            Span::styled(theme.marks.prose(&check.detail).into_owned(), theme.text),
        ];
        self.words(&spans, 2, 2);
    }
}
