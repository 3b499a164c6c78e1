//! The tab Certificates: the chains that were sent, how they were checked, and what the selected
//! certificate says.

use super::{Opening, Pane};
use crate::explain::checks::asked;
use crate::pki::Certificate;
use crate::said;
use crate::trace::{Check, Side};
use crate::tui::command::Command;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{checks, scroll_hint, text};
use crate::tui::model::Model;
use crate::tui::model::chains::{CertificateRow, Role};
use crate::tui::model::place::Tab;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The chains that were sent, and how they were checked.
pub struct Certificates;

impl Pane for Certificates {
    fn columns(&self, room: Rect) -> Vec<Rect> {
        match room.width {
            150.. => super::split(room, &[room.width * 46 / 100]),
            72.. => super::split(room, &[room.width * 44 / 100]),
            _ => vec![room],
        }
    }

    fn holds(&self, model: &Model) -> bool {
        !model.certificate_rows().is_empty()
    }

    fn len(&self, model: &Model, _: &[Rect]) -> usize {
        model.certificate_rows().len()
    }

    fn row_at(&self, model: &Model, columns: &[Rect], x: u16, y: u16) -> Option<usize> {
        let area = columns[0];
        let len = model.certificate_rows().len();
        let picked = model.picks.tab[Tab::Certificates as usize].min(len.saturating_sub(1));
        let first = text::first_row(picked, len, area.height.into());
        let at = first + usize::from(y.checked_sub(area.y)?);
        (area.contains((x, y).into()) && at < len).then_some(at)
    }

    fn open(&self, model: &Model) -> Opening {
        let row = model.picks.tab[Tab::Certificates as usize];
        if let (true, Some(first)) = (
            model.certificate_rows().is_empty(),
            model.connection().chains.first(),
        ) {
            return Opening::Step(first.step);
        }
        if let Some(der) = model.certificate_at(row) {
            return Opening::Certificate(der);
        }
        let Some((step, nth)) = model.check_at(row) else {
            return Opening::Refused(said!("tui.notice.select_certificate"));
        };
        match model.trace.steps()[step].checks[nth].signature {
            Some(_) => Opening::Check(step, nth),
            None => Opening::Refused(said!("tui.notice.no_detail")),
        }
    }

    fn draw(&self, model: &Model, columns: &[Rect], buf: &mut Buffer) {
        draw(model, columns, buf);
    }
}

fn draw(model: &Model, columns: &[Rect], buf: &mut Buffer) {
    let theme = &model.theme;
    let rows = model.certificate_rows();
    let mut painter = Painter::new(buf, columns[0]);
    if rows.is_empty() {
        let said = match model.connection().chains.first() {
            Some(chain) => {
                let key = model.key_of(Command::Open);
                said!("tui.certificates.none_yet", step = chain.step + 1, key)
            }
            None => said!("tui.certificates.none"),
        };
        let lines = text::wrap_plain(&said.to_string(), theme.muted, painter.width(), 0);
        return painter.lines(0, lines);
    }
    let picked = model.picks.tab[Tab::Certificates as usize].min(rows.len() - 1);
    let height = painter.height();
    let first = text::first_row(picked, rows.len(), height);
    for (y, (i, row)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let width = painter.width();
        painter.line(y, line(model, row, i == picked, width));
        if i == picked && !matches!(row, CertificateRow::Words(_) | CertificateRow::Subject(_)) {
            painter.select(y, theme.selected);
        }
    }
    let most = rows.len().saturating_sub(height);
    match columns.len() {
        1 => scroll_hint::more(model, columns[0], first, most, buf),
        _ => scroll_hint::inside(model, columns[0], first, most, buf),
    }
    if let Some(area) = columns.get(1) {
        let mut painter = Painter::new(buf, *area);
        let lines = match &rows[picked] {
            CertificateRow::Certificate { der, .. } => facts(model, der, painter.width(), true),
            CertificateRow::Check(check) => evidence(model, check, painter.width()),
            CertificateRow::Words(_) | CertificateRow::Subject(_) => summary(model, &rows),
        };
        let more = lines.len() > painter.height();
        painter.lines(0, lines);
        if more {
            scroll_hint::opens(model, *area, buf);
        }
    }
}

fn line(model: &Model, row: &CertificateRow<'_>, picked: bool, width: usize) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mark = if picked { marks.selected } else { " " };
    match row {
        CertificateRow::Certificate {
            owner,
            depth,
            role,
            der,
        } => certificate(model, (*owner, *depth, *role), der, picked, width),
        CertificateRow::Subject(words) => {
            let words = text::cut(&marks.prose(words), width.saturating_sub(2), marks);
            Line::from(vec![
                Span::styled(format!("{mark} "), theme.title),
                Span::styled(words, theme.title),
            ])
        }
        CertificateRow::Words(words) => Line::from(vec![
            Span::styled(format!("{mark} "), theme.title),
            Span::styled(words.clone(), theme.muted),
        ]),
        CertificateRow::Check(check) => {
            let (verdict, style) = checks::verdict(model, check);
            let indent = if check.subject.is_some() { 2 } else { 0 };
            let room = width.saturating_sub(2 + indent + text::width(&verdict) + 1);
            // the question and the whole answer stand beside it
            let name = text::cut(&marks.prose(check.name.label()), room, marks);
            let left = room.saturating_sub(text::width(&name) + 2);
            let detail = text::cut(&marks.prose(&asked(check).detail), left, marks);
            let name = match detail.is_empty() {
                true => name,
                false => format!("{name}:"),
            };
            Line::from(vec![
                Span::styled(format!("{mark} "), theme.title),
                Span::raw(" ".repeat(indent)),
                Span::styled(format!("{verdict} "), style),
                Span::styled(name, if check.passed { theme.text } else { theme.bad }),
                Span::styled(format!(" {detail}"), theme.muted),
            ])
        }
    }
}

/// How many checks there were, and how they ended.
fn summary(model: &Model, rows: &[CertificateRow<'_>]) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let count = |wanted: bool| {
        let of = |row: &&CertificateRow<'_>| matches!(row, CertificateRow::Check(check) if check.passed == wanted && !check.skipped);
        rows.iter().filter(of).count()
    };
    [true, false]
        .into_iter()
        .filter(|passed| count(*passed) > 0)
        .map(|passed| {
            let checks = count(passed);
            let said = match passed {
                true => said!("tui.certificates.passed", checks),
                false => said!("tui.certificates.failed", checks),
            };
            Line::from(vec![
                Span::styled(
                    format!("{} ", theme.marks.check(passed)),
                    theme.check(passed),
                ),
                Span::styled(said.to_string(), theme.text),
            ])
        })
        .collect()
}

/// A check with its evidence, whole.
fn evidence(model: &Model, check: &Check, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let (mark, style) = checks::verdict(model, check);
    let asked = asked(check);
    let question = theme.marks.prose(&asked.question).into_owned();
    let sentence = theme.marks.prose(&asked.sentence()).into_owned();
    let mut lines = text::wrap_plain(&question, theme.title, width, 2);
    lines.push(Line::default());
    let words = [
        Span::styled(format!("{mark} "), style),
        Span::styled(sentence, theme.text),
    ];
    lines.extend(text::wrap(&words, width.min(90), 2));
    if check.signature.is_some() {
        lines.push(Line::default());
        let key = model.key_of(Command::Open);
        let words = said!("tui.certificates.computation", key).to_string();
        lines.extend(text::wrap_plain(&words, theme.muted, width, 0));
    }
    lines
}

fn certificate(
    model: &Model,
    (owner, depth, role): (Side, usize, Role),
    der: &[u8],
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let mark = if picked { marks.selected } else { " " };
    // the tree hangs from the trust anchor down to the peer
    let branch = match depth {
        0 => String::new(),
        depth => format!(
            "{}{}{} ",
            "  ".repeat(depth - 1),
            marks.lines[9],
            marks.lines[12]
        ),
    };
    let role = match (role, depth) {
        (Role::Trusted, _) => {
            let side = owner.peer().name();
            format!("{} ", said!("tui.certificates.trusts", side))
        }
        (Role::Sent, 0) => format!("{} ", said!("tui.certificates.sent", side = owner.name())),
        (Role::Arrived, 0) => {
            let side = owner.peer().name();
            format!("{} ", said!("tui.certificates.received", side))
        }
        _ => branch,
    };
    let name = match Certificate::from_der(der) {
        Ok(certificate) => certificate.short_name(),
        Err(error) => said!("tui.certificates.unreadable", error = error.to_string()).to_string(),
    };
    let room = width.saturating_sub(2 + text::width(&role));
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.title),
        Span::styled(role, theme.muted),
        Span::styled(text::cut(&marks.prose(&name), room, marks), theme.title),
    ])
}

/// What a certificate says. With `brief`, a fact takes two lines at most.
pub fn facts(model: &Model, der: &[u8], width: usize, brief: bool) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let certificate = match Certificate::from_der(der) {
        Ok(certificate) => certificate,
        Err(error) => {
            let error = error.to_string();
            let words = said!("tui.certificates.unreadable_long", error);
            let words = format!("{} {words}", marks.bad);
            return text::wrap_plain(&marks.prose(&words), theme.bad, width, 2);
        }
    };
    let facts = certificate.facts();
    let longest = facts
        .iter()
        .map(|(label, _)| label.len())
        .max()
        .unwrap_or(0);
    let label_room = (longest + 2).min((width * 2 / 5).max(12));
    let mut lines = Vec::new();
    for (label, value) in facts {
        let room = width.saturating_sub(label_room).max(1);
        let value = marks.prose(&value).into_owned();
        let value = match brief {
            true => text::cut(
                &value,
                if value.contains(' ') {
                    2 * room - 4
                } else {
                    room
                },
                marks,
            ),
            false => value,
        };
        let label = text::cut(label, label_room.saturating_sub(1), marks);
        for (i, line) in text::wrap_plain(&value, theme.text, room, 0)
            .into_iter()
            .enumerate()
        {
            let label = if i == 0 { label.as_str() } else { "" };
            let mut spans = vec![Span::styled(format!("{label:<label_room$}"), theme.muted)];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    }
    lines
}
