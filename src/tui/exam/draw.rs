//! How the exam is drawn: a header with the progress, a framed column of text, and the keys that mean something.

use super::Exam;
use crate::explain::{Span as Prose, plain};
use crate::label;
use crate::lesson::course::{Role, Shown};
use crate::lesson::exam::{Item, SURE, how_sure};
use crate::lesson::question::{Form, letter};
use crate::said;
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::passage::{passage, passages};
use crate::tui::draw::text;
use crate::tui::key::Key;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The columns of the frame: no line is longer than can be read at ease.
const WIDTH: u16 = 100;

/// How many rows more there are while it is asked how sure the reader is.
const SURE_ROWS: u16 = 3;

/// Lines of text, with those of the selected answer among them.
struct Text {
    lines: Vec<Line<'static>>,
    selected: Option<(usize, usize)>,
    /// Whether its end is what the reader has to see.
    at_end: bool,
}

impl Text {
    fn of(lines: Vec<Line<'static>>) -> Text {
        Text {
            lines,
            selected: None,
            at_end: false,
        }
    }
}

impl Exam {
    /// Draws the page.
    pub fn draw(&self, width: u16, height: u16) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        buf.set_style(area, self.theme.base);
        if width < 4 || height < 5 {
            return buf;
        }
        self.header(&mut buf);
        let columns = width.min(WIDTH);
        let text = self.text(usize::from(columns.saturating_sub(4)));
        let room = height - 2;
        let wanted = u16::try_from(text.lines.len() + 2).unwrap_or(u16::MAX);
        // the frame stays where it is when it is asked how sure the reader is
        let asks = self.told.is_empty() && !self.leaving && !text.at_end;
        let later = if asks { SURE_ROWS } else { 0 };
        let frame = Rect {
            x: (width - columns) / 2,
            y: 1 + room.saturating_sub(wanted + later) / 3,
            width: columns,
            height: wanted.min(room),
        };
        self.frame(frame, text, &mut buf);
        self.footer(&mut buf);
        buf
    }

    fn frame(&self, frame: Rect, text: Text, buf: &mut Buffer) {
        let theme = &self.theme;
        let mut lines = Lines::new(frame);
        lines.frame(frame);
        lines.draw(buf, &theme.marks, theme.line);
        let inside = Rect::new(
            frame.x + 2,
            frame.y + 1,
            frame.width.saturating_sub(4),
            frame.height.saturating_sub(2),
        );
        let rows = usize::from(inside.height);
        let most = text.lines.len().saturating_sub(rows);
        self.most.set(most);
        self.rows.set(rows);
        // the selected answer is in sight, or what is asked about it
        let scroll = match text.selected {
            _ if text.at_end => most,
            Some((from, end)) => self.scroll.max(end.saturating_sub(rows)).min(from),
            None => self.scroll,
        }
        .min(most);
        let mut painter = Painter::new(buf, inside);
        painter.lines(0, text.lines.into_iter().skip(scroll).take(rows));
        if let Some((from, end)) = text.selected {
            for row in (from..end).filter_map(|row| row.checked_sub(scroll)) {
                painter.select(row, theme.selected);
            }
        }
        let beside = Rect {
            x: inside.right(),
            width: 1,
            ..inside
        };
        let mut painter = Painter::new(buf, beside);
        if scroll > 0 {
            painter.line(0, Span::styled(theme.marks.above, theme.title));
        }
        if scroll < most {
            painter.line(
                rows.saturating_sub(1),
                Span::styled(theme.marks.below, theme.title),
            );
        }
    }

    fn header(&self, buf: &mut Buffer) {
        let theme = &self.theme;
        let row = Rect::new(0, 0, buf.area.width, 1);
        buf.set_style(row, theme.band);
        let mut painter = Painter::new(buf, row);
        let title = match self.sheet().and_then(|sheet| sheet.form()) {
            Some(form) => said!("exam.title", form = form.name()).to_string(),
            None => label!("exam.review_title").to_owned(),
        };
        painter.line(0, Span::styled(format!(" {title}"), theme.title));
        if let Some(taking) = &self.taking {
            let (done, all) = taking.count();
            let nth = (done + 1).min(all);
            let (full, empty) = if theme.marks.ascii {
                ("#", ".")
            } else {
                ("▮", "▯")
            };
            let bar = format!("{}{}", full.repeat(done), empty.repeat(all - done));
            let progress = said!("exam.progress", nth, all);
            painter.right(
                0,
                Line::from(vec![
                    Span::styled(format!("{bar}  "), theme.muted),
                    Span::styled(format!("{progress} "), theme.title),
                ]),
            );
        }
    }

    fn text(&self, width: usize) -> Text {
        if self.leaving {
            return self.leave(width);
        }
        let unnamed = |_| None;
        let item = self.taking.as_ref().and_then(|taking| taking.item());
        match item {
            Some(item) if self.told.is_empty() => self.asked(item, width),
            _ => Text::of(passages(&self.theme, &unnamed, &self.told, width)),
        }
    }

    fn leave(&self, width: usize) -> Text {
        let kept = match self.keep {
            Some(_) => label!("exam.leave_kept"),
            None => label!("exam.leave_lost"),
        };
        let theme = &self.theme;
        let mut lines = vec![
            Line::styled(label!("exam.leave"), theme.title),
            Line::default(),
        ];
        lines.extend(text::wrap_plain(kept, theme.text, width, 0));
        Text::of(lines)
    }

    fn asked(&self, item: &Item, width: usize) -> Text {
        let theme = &self.theme;
        let unnamed = |_| None;
        let whole = |role, spans: &[Prose]| {
            let shown = Shown::plain(role, plain(spans));
            passage(theme, &unnamed, &shown, width)
        };
        let mut lines = whole(Role::Text, &item.situation);
        lines.push(Line::default());
        lines.extend(whole(Role::Heading(2), &item.question.prompt));
        lines.push(Line::default());
        let mut selected = None;
        for (place, words) in item.question.offered().iter().enumerate() {
            let from = lines.len();
            lines.extend(self.choice(&item.question.form, place, words, width));
            if self.cursor == Some(place) {
                selected = Some((from, lines.len()));
            }
        }
        lines.push(Line::default());
        let taking = self.taking.as_ref();
        let chosen = taking.is_some_and(|taking| taking.chosen().is_some());
        match chosen {
            true => {
                lines.push(Line::styled(label!("exam.how_sure"), theme.title));
                for sure in SURE {
                    lines.push(Line::from(vec![
                        Span::styled(format!("  {sure} "), theme.key),
                        Span::styled(how_sure(sure), theme.text),
                    ]));
                }
            }
            false => {
                let how = match item.question.form {
                    Form::One(_) => label!("exam.form.one"),
                    Form::Order(_) => label!("exam.form.order"),
                    _ => label!("exam.form.many"),
                };
                lines.extend(text::wrap_plain(how, theme.muted, width, 0));
            }
        }
        Text {
            lines,
            selected,
            at_end: chosen,
        }
    }

    /// An answer: where the reader is, whether it is ticked or its number in the order, its letter and its words.
    fn choice(&self, form: &Form, place: usize, words: &str, width: usize) -> Vec<Line<'static>> {
        let theme = &self.theme;
        let here = self.cursor == Some(place);
        let mark = if here { theme.marks.selected } else { " " };
        let picked = self.picked.iter().position(|one| *one == place);
        let tick = match (form, picked) {
            (Form::One(_), _) => String::new(),
            (Form::Order(_), Some(nth)) => format!("[{}] ", nth + 1),
            (_, Some(_)) => "[x] ".to_owned(),
            (_, None) => "[ ] ".to_owned(),
        };
        let before = format!("{mark} {tick}{} ", letter(place));
        let indent = text::width(&before);
        let words = theme.marks.prose(words).into_owned();
        let spans = [
            Span::styled(before.replace(' ', "\u{a0}"), theme.key),
            Span::styled(words, theme.text),
        ];
        let mut lines = text::wrap(&spans, width, indent);
        for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
            if span.content.contains('\u{a0}') {
                span.content = span.content.replace('\u{a0}', " ").into();
            }
        }
        lines
    }

    fn footer(&self, buf: &mut Buffer) {
        let theme = &self.theme;
        let row = Rect::new(0, buf.area.height.saturating_sub(1), buf.area.width, 1);
        if let Some(notice) = &self.notice {
            let words = theme.marks.prose(notice).into_owned();
            let words = text::cut(&words, usize::from(row.width) - 1, &theme.marks);
            return Painter::new(buf, row).line(0, Span::styled(format!(" {words}"), theme.bad));
        }
        let mut spans = vec![Span::raw(" ")];
        let mut used = 1;
        for (key, does) in self.keys() {
            let key = key.label(theme.marks.ascii);
            used += text::width(&key) + text::width(does) + 4;
            if used > usize::from(row.width) + 3 {
                break;
            }
            spans.push(Span::styled(key, theme.key));
            spans.push(Span::styled(format!(" {does}   "), theme.text));
        }
        Painter::new(buf, row).line(0, Line::from(spans));
    }

    /// The keys that mean something now.
    fn keys(&self) -> Vec<(Key, &'static str)> {
        let scrolls = (self.most.get() > 0).then_some((Key::PageDown, label!("exam.key.more")));
        if self.leaving {
            return vec![
                (Key::Char('y'), label!("exam.key.leave")),
                (Key::Char('n'), label!("exam.key.stay")),
            ];
        }
        if !self.told.is_empty() {
            let close = (Key::Char('q'), label!("exam.key.close"));
            return scrolls.into_iter().chain([close]).collect();
        }
        let leave = (Key::Esc, label!("exam.key.leave"));
        let taking = self.taking.as_ref();
        let mut keys = Vec::new();
        if taking.is_some_and(|taking| taking.chosen().is_some()) {
            keys.extend([
                (Key::Char('1'), how_sure(1)),
                (Key::Char('2'), how_sure(2)),
                (Key::Char('3'), how_sure(3)),
                (Key::Backspace, label!("exam.key.back")),
            ]);
        } else {
            let form = taking.and_then(|taking| taking.question());
            keys.push((Key::Enter, label!("exam.key.accept")));
            match form.map(|question| &question.form) {
                Some(Form::One(_)) => keys.push((Key::Down, label!("exam.key.select"))),
                Some(Form::Order(_)) => keys.push((Key::Backspace, label!("exam.key.take_back"))),
                _ => keys.push((Key::Char(' '), label!("exam.key.tick"))),
            }
            keys.push((Key::Char('?'), label!("exam.key.unknown")));
        }
        keys.extend(scrolls);
        keys.push(leave);
        keys
    }
}
