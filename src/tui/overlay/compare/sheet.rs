//! Lines in two columns with a mark between them: the other run on the left, this one on the right.

use crate::explain::comparison::{Formula, FormulaPair, shown};
use crate::explain::{self};
use crate::said;
use crate::trace::{BufferKind, FieldPair, Message, Relation, Trace, ValueId, ValuePair};
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::comparison::Compared;
use crate::wire::{Field, display};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns before the left column: the mark of a selected row.
pub const BEFORE: usize = 2;
/// Columns between the two columns.
pub const BETWEEN: usize = 7;

/// The columns of each of the two in a width.
pub fn column(width: usize) -> usize {
    width.saturating_sub(BEFORE + BETWEEN) / 2
}

/// A text in the making.
pub struct Sheet<'a> {
    pub model: &'a Model,
    pub compared: &'a Compared,
    pub width: usize,
    pub lines: Vec<Line<'static>>,
}

impl<'a> Sheet<'a> {
    pub fn new(model: &'a Model, compared: &'a Compared, width: usize) -> Self {
        Sheet {
            model,
            compared,
            width,
            lines: Vec::new(),
        }
    }

    pub fn column(&self) -> usize {
        column(self.width)
    }

    /// The mark between two things, with its colour.
    pub fn mark(&self, relation: Relation) -> Span<'static> {
        let theme = &self.model.theme;
        match relation {
            Relation::Same => Span::styled(theme.marks.same, theme.good),
            Relation::Bytes | Relation::Length => Span::styled(theme.marks.differs, theme.bad),
            Relation::OnlyLeft => Span::styled("<", theme.bad),
            Relation::OnlyRight => Span::styled(">", theme.bad),
        }
    }

    pub fn blank(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// A heading above what follows.
    pub fn heading(&mut self, words: &str) {
        self.blank();
        let theme = &self.model.theme;
        let words = theme.marks.prose(words).into_owned();
        self.lines
            .push(Line::from(Span::styled(words, theme.title)));
    }

    /// Words over both columns.
    pub fn words(&mut self, indent: usize, words: &str, style: Style) {
        let words = self.model.theme.marks.prose(words).into_owned();
        self.across(indent, vec![Span::styled(words, style)]);
    }

    /// Spans over both columns.
    pub fn across(&mut self, indent: usize, spans: Vec<Span<'static>>) {
        let lines = text::wrap(&spans, self.width.saturating_sub(indent), 0);
        for mut line in lines {
            line.spans.insert(0, Span::raw(" ".repeat(indent)));
            self.lines.push(line);
        }
    }

    /// Two columns, each on as many rows as it takes, with a mark between their first rows.
    pub fn both(&mut self, left: &[Span<'static>], mark: Span<'static>, right: &[Span<'static>]) {
        let room = self.column();
        let [left, right] = [left, right].map(|spans| text::wrap(spans, room, 2));
        let mut mark = Some(mark);
        for i in 0..left.len().max(right.len()) {
            let at = |lines: &[Line<'static>]| lines.get(i).cloned().unwrap_or_default();
            let (left, right) = (at(&left), at(&right));
            let pad = room.saturating_sub(left.width());
            let mark = mark.take().unwrap_or_else(|| Span::raw(" "));
            let mut spans = vec![Span::raw(" ".repeat(BEFORE))];
            spans.extend(left.spans);
            spans.push(Span::raw(" ".repeat(pad + 1)));
            spans.push(mark);
            spans.push(Span::raw(" ".repeat(BETWEEN - 2)));
            spans.extend(right.spans);
            self.lines.push(Line::from(spans));
        }
    }

    /// The formulas of both runs, if they differ, or else the one of both.
    pub fn formula(&mut self, pair: &FormulaPair, title: &str) {
        let theme = &self.model.theme;
        let words = theme.marks.prose(title).into_owned();
        let title = Span::styled(words, theme.value(pair.name));
        let traces = [&self.compared.other, &*self.model.trace];
        if !pair.differs()
            && let (Some(_), Some(formula)) = (&pair.left, &pair.right)
        {
            let same = self.mark(Relation::Same);
            let mut spans = vec![same, Span::raw(" "), title, Span::raw(" = ")];
            spans.extend(self.written(formula, traces[1], &[]));
            return self.across(BEFORE, spans);
        }
        self.across(BEFORE, vec![title]);
        let both = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
        let mut sides = both
            .into_iter()
            .zip(traces)
            .map(|((mine, other), trace)| match mine {
                Some(mine) => {
                    let other = other.as_ref().map(tokens).unwrap_or_default();
                    self.written(mine, trace, &other)
                }
                None => vec![Span::styled(
                    crate::label!("explain.comparison.not_here"),
                    theme.muted,
                )],
            });
        let (left, right) = (
            sides.next().unwrap_or_default(),
            sides.next().unwrap_or_default(),
        );
        let relation = match (&pair.left, &pair.right) {
            (Some(_), None) => Relation::OnlyLeft,
            (None, _) => Relation::OnlyRight,
            _ => Relation::Bytes,
        };
        self.both(&left, self.mark(relation), &right);
    }

    /// A formula with its values in their colours. What the other one does not have in this place is
    /// marked, if there is another.
    fn written(&self, formula: &Formula, trace: &Trace, other: &[String]) -> Vec<Span<'static>> {
        let theme = &self.model.theme;
        let mine = tokens(formula);
        let pairs = mine.iter().zip(other);
        let head = pairs.take_while(|(mine, other)| mine == other).count();
        let rest = mine.len().min(other.len()) - head;
        let ends = mine.iter().rev().zip(other.iter().rev()).take(rest);
        let tail = ends.take_while(|(mine, other)| mine == other).count();
        let changed = match other.is_empty() {
            true => 0..0,
            false => head..mine.len() - tail,
        };
        let inks = inks(formula, trace, self.model);
        let tokens = mine.into_iter().zip(inks).enumerate();
        tokens
            .map(|(i, (token, ink))| {
                let token = theme.marks.prose(&token).into_owned();
                match changed.contains(&i) {
                    true => Span::styled(token, theme.bad),
                    false => Span::styled(token, ink),
                }
            })
            .collect()
    }

    /// A field of both runs, below its place in the message.
    pub fn field(&mut self, pair: &FieldPair) {
        let theme = &self.model.theme;
        // what differs because of what it counts is not what matters
        let ink = if pair.field.is_length() {
            theme.muted
        } else {
            theme.text
        };
        let path = pair.path();
        let path = path.split_once('.').map_or(path, |(_, path)| path);
        let path = theme.marks.prose(path).into_owned();
        self.across(BEFORE, vec![Span::styled(path, theme.muted)]);
        let (left, right) = (pair.left.as_ref(), pair.right.as_ref());
        let room = self.column();
        let [left, right] = [(left, right), (right, left)].map(|(at, other)| {
            let words = shown::field(at, other, room, theme.marks.ellipsis);
            vec![Span::styled(theme.marks.prose(&words).into_owned(), ink)]
        });
        self.both(&left, self.mark(pair.relation()), &right);
    }

    /// The fields of a message that only one run has, on its side: those that say something.
    pub fn alone(&mut self, message: &Message, only: Relation) {
        let theme = &self.model.theme;
        let buffers = message.buffers.iter();
        let inside = buffers.clone().find(|it| it.kind == BufferKind::Plaintext);
        let Some(buffer) = inside.or(buffers.clone().next()) else {
            return;
        };
        for placed in buffer.fields() {
            let node = placed.node;
            let of_record = matches!(node.field, Field::ContentType | Field::RecordVersion);
            let says_little = of_record || node.field.is_length() || node.is_empty();
            if !node.is_leaf() || says_little {
                continue;
            }
            let name = format!("{}  ", node.field.name());
            let room = self.column().saturating_sub(text::width(&name));
            let words = display::meaning(node, &buffer.bytes);
            let words =
                words.unwrap_or_else(|| text::hex(&buffer.bytes[node.range()], room, &theme.marks));
            let spans = [(name, theme.muted), (words, theme.text)]
                .map(|(words, ink)| Span::styled(theme.marks.prose(&words).into_owned(), ink));
            let mark = self.mark(only);
            match only {
                Relation::OnlyLeft => self.both(&spans, mark, &[]),
                _ => self.both(&[], mark, &spans),
            }
        }
    }

    /// A value of both runs, below its name.
    pub fn value(&mut self, pair: &ValuePair) {
        let theme = &self.model.theme;
        let ink = theme.value(pair.name);
        let of = |trace: &'a Trace, id: Option<ValueId>| Some(&trace.value(id?).bytes[..]);
        let (left, right) = (
            of(&self.compared.other, pair.left),
            of(&self.model.trace, pair.right),
        );
        let length = left.or(right).map_or(0, <[u8]>::len);
        if pair.relation == Relation::Same {
            let same = self.mark(Relation::Same);
            let name = format!(" {}  ", pair.title());
            let room = self.width.saturating_sub(BEFORE + text::width(&name) + 1);
            let digits = text::hex(left.unwrap_or_default(), room.min(64), &theme.marks);
            let name = theme.marks.prose(&name).into_owned();
            return self.across(
                BEFORE,
                vec![
                    same,
                    Span::styled(name, ink),
                    Span::styled(digits, theme.muted),
                ],
            );
        }
        let bytes = match pair.relation {
            Relation::Length => None,
            _ => Some(length),
        };
        let title = said!("tui.compare.value", name = pair.title(), bytes).to_string();
        let title = theme.marks.prose(&title).into_owned();
        self.across(BEFORE, vec![Span::styled(title, ink)]);
        let room = self.column();
        let [left, right] = [(left, right), (right, left)].map(|(mine, other)| {
            let length = mine.filter(|_| bytes.is_none()).map(<[u8]>::len);
            let length = said!("tui.compare.length", bytes = length).to_string();
            let room = room.saturating_sub(text::width(&length));
            let digits = shown::bytes(mine, other, room, theme.marks.ellipsis);
            let ink = if mine.is_some() { ink } else { theme.muted };
            vec![Span::styled(digits, ink), Span::styled(length, theme.muted)]
        });
        self.both(&left, self.mark(pair.relation), &right);
    }
}

/// The pieces of a formula in which two are compared: names, numbers, and what is between them.
fn tokens(formula: &Formula) -> Vec<String> {
    pieces(formula)
        .into_iter()
        .map(|(token, _)| token)
        .collect()
}

/// The same, each with the span that it is a part of.
fn pieces(formula: &Formula) -> Vec<(String, Option<usize>)> {
    let mut out: Vec<(String, Option<usize>)> = Vec::new();
    let mut add = |words: &str, span: Option<usize>| {
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let mut before: Option<char> = None;
        for c in words.chars() {
            let joins = before.is_some_and(|before| inside(before) && inside(c));
            match out.last_mut().filter(|_| joins) {
                Some((token, _)) => token.push(c),
                None => out.push((c.to_string(), span)),
            }
            before = Some(c);
        }
    };
    for (i, span) in formula.spans.iter().enumerate() {
        add(span.text(), Some(i));
    }
    if let Some(function) = &formula.function {
        add(&format!("; {function}"), None);
    }
    out
}

/// The ink of each piece of a formula.
fn inks(formula: &Formula, trace: &Trace, model: &Model) -> Vec<Style> {
    let theme = &model.theme;
    let ink = |span: Option<usize>| match span.and_then(|i| formula.spans.get(i)) {
        Some(explain::Span::Value { id, .. }) => theme.value(trace.value(*id).name),
        _ => theme.text,
    };
    pieces(formula)
        .into_iter()
        .map(|(_, span)| ink(span))
        .collect()
}
