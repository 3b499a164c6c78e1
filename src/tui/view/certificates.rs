//! The tab Certificates: the chains that were sent, how they were checked, and what the selected
//! certificate says.

use super::super::command::Command;
use super::super::index::up_to;
use super::super::stage::Stage;
use super::super::text;
use super::super::ui_state::Tab;
use super::{Painter, explain, scroll_hint};
use crate::pki::Certificate;
use crate::trace::{Chain, Check, Side, Step};
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, columns: &[Rect], buf: &mut Buffer) {
    let theme = &stage.theme;
    let rows = rows(stage);
    let mut painter = Painter::new(buf, columns[0]);
    if rows.is_empty() {
        let said = match stage.trace.chains.first() {
            Some(chain) => said!("tui.certificates.none_yet", step = chain.step + 1),
            None => said!("tui.certificates.none"),
        };
        let lines = text::wrap_plain(&said.to_string(), theme.muted, painter.width(), 0);
        return painter.lines(0, lines);
    }
    let picked = stage.picks.tab[Tab::Certificates as usize].min(rows.len() - 1);
    let height = painter.height();
    let first = text::first_row(picked, rows.len(), height);
    for (y, (i, row)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let width = painter.width();
        painter.line(y, line(stage, row, i == picked, width));
        if i == picked && !matches!(row, Row::Words(_) | Row::Subject(_)) {
            painter.select(y, theme.selected);
        }
    }
    let most = rows.len().saturating_sub(height);
    scroll_hint::more(stage, columns[0], first, most, buf);
    if let Some(area) = columns.get(1) {
        let mut painter = Painter::new(buf, *area);
        let lines = match &rows[picked] {
            Row::Certificate { der, .. } => facts(stage, der, painter.width(), true),
            Row::Check(check) => evidence(stage, check, painter.width()),
            Row::Words(_) | Row::Subject(_) => summary(stage, &rows),
        };
        painter.lines(0, lines);
    }
}

/// A row of the list.
enum Row<'a> {
    Certificate {
        owner: Side,
        /// How deep it stands in its tree.
        depth: usize,
        role: Role,
        der: &'a [u8],
    },
    Check(&'a Check),
    /// The certificate or side that the checks below are about.
    Subject(&'a str),
    Words(String),
}

/// What a certificate is for the side that checks it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It is the trust anchor.
    Trusted,
    /// Its owner has sent it.
    Sent,
    /// It arrived, and its owner has not sent it like this.
    Arrived,
}

/// Of each side that has sent certificates: the certificates, then how they were checked. What failed
/// comes first.
fn rows(stage: &Stage) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for owner in [Side::Server, Side::Client] {
        let before = rows.len();
        let chains = stage.trace.chains.iter();
        let chains = chains.filter(|chain| chain.owner == owner && chain.step <= stage.cursor);
        let chains: Vec<&Chain> = chains.collect();
        for (i, chain) in chains.iter().enumerate() {
            // a message has a second chain if another one arrived than was sent
            let same = |other: Option<&&Chain>| other.is_some_and(|it| it.step == chain.step);
            let arrived = i > 0 && same(chains.get(i - 1));
            let judged = !same(chains.get(i + 1));
            if arrived {
                let peer = owner.peer().name();
                let said = said!("tui.certificates.arrived", side = peer);
                rows.push(Row::Words(said.to_string()));
            }
            let mut anchors = stage.trace.anchors.iter();
            let anchor = anchors.find(|(of, step, _)| *of == owner && *step <= stage.cursor);
            let above = anchor
                .filter(|_| judged)
                .map(|(.., der)| der)
                .filter(|der| !chain.certificates.contains(der));
            let sent = chain.certificates.iter().rev();
            let whole = above
                .into_iter()
                .map(|der| (der, true))
                .chain(sent.map(|der| (der, false)));
            rows.extend(
                whole
                    .enumerate()
                    .map(|(depth, (der, anchor))| Row::Certificate {
                        owner,
                        depth,
                        role: match (anchor, arrived) {
                            (true, _) => Role::Trusted,
                            (false, true) => Role::Arrived,
                            (false, false) => Role::Sent,
                        },
                        der,
                    }),
            );
        }
        let mut checked = false;
        for step in checking(stage).filter(|step| step.actor.includes(owner.peer())) {
            checked = true;
            let by = owner.peer().name();
            let said = said!("tui.certificates.checked", side = by, step = step.index + 1);
            rows.push(Row::Words(said.to_string()));
            let failed = step.checks.iter().filter(|check| !check.passed);
            let passed = step.checks.iter().filter(|check| check.passed);
            let mut about = None;
            for check in failed.chain(passed) {
                let subject = check.subject.as_deref();
                if subject != about {
                    rows.extend(subject.map(Row::Subject));
                }
                about = subject;
                rows.push(Row::Check(check));
            }
        }
        if !checked && rows.len() > before {
            let judge = owner.peer();
            let said = match stage.index.gave_up(&stage.trace, judge, stage.cursor) {
                Some(step) => {
                    said!(
                        "tui.certificates.not_checked",
                        side = judge.name(),
                        step = step + 1
                    )
                }
                None => said!("tui.certificates.not_yet"),
            };
            rows.push(Row::Words(said.to_string()));
        }
    }
    rows
}

/// The steps so far in which certificates, or the signature that goes with one, were checked.
fn checking(stage: &Stage) -> impl Iterator<Item = &Step> {
    let steps = up_to(&stage.index.certificate_checks, stage.cursor).iter();
    steps.filter_map(|step| stage.trace.steps.get(*step))
}

/// The DER of the certificate at a row.
pub fn der(stage: &Stage, row: usize) -> Option<Vec<u8>> {
    match rows(stage).get(row)? {
        Row::Certificate { der, .. } => Some(der.to_vec()),
        _ => None,
    }
}

/// The row of the present step's first check that failed, or else of its first check.
pub fn first_of_interest(stage: &Stage) -> Option<usize> {
    let checks = &stage.step()?.checks;
    let failed = checks.iter().find(|check| !check.passed);
    let shown = failed.or(checks.first())?;
    let here = |row: &Row<'_>| matches!(row, Row::Check(check) if std::ptr::eq(*check, shown));
    rows(stage).iter().position(here)
}

/// The check at a row: the step in which it was made, and which of its checks it is.
pub fn check(stage: &Stage, row: usize) -> Option<(usize, usize)> {
    let rows = rows(stage);
    let Row::Check(chosen) = rows.get(row)? else {
        return None;
    };
    checking(stage).find_map(|step| {
        let mut checks = step.checks.iter();
        let nth = checks.position(|check| std::ptr::eq(check, *chosen))?;
        Some((step.index, nth))
    })
}

/// How many rows the list has.
pub fn len(stage: &Stage) -> usize {
    rows(stage).len()
}

/// The row at a row of the column.
pub fn row_at(stage: &Stage, height: u16, row: usize) -> Option<usize> {
    let len = len(stage);
    let picked = stage.picks.tab[Tab::Certificates as usize].min(len.saturating_sub(1));
    let at = text::first_row(picked, len, height.into()) + row;
    (at < len).then_some(at)
}

fn line(stage: &Stage, row: &Row<'_>, picked: bool, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let mark = if picked { marks.selected } else { " " };
    match row {
        Row::Certificate {
            owner,
            depth,
            role,
            der,
        } => certificate(stage, (*owner, *depth, *role), der, picked, width),
        Row::Subject(words) => {
            let words = text::cut(&marks.prose(words), width.saturating_sub(2), marks);
            Line::from(vec![
                Span::styled(format!("{mark} "), theme.accent),
                Span::styled(words, theme.title),
            ])
        }
        Row::Words(words) => Line::from(vec![
            Span::styled(format!("{mark} "), theme.accent),
            Span::styled(words.clone(), theme.muted),
        ]),
        Row::Check(check) => {
            let (verdict, style) = explain::verdict(stage, check);
            let indent = if check.subject.is_some() { 2 } else { 0 };
            let room = width.saturating_sub(2 + indent + text::width(&verdict) + 1);
            let name = text::cut(&marks.prose(check.name.label()), room, marks);
            let detail = text::cut(
                &marks.prose(&check.detail.to_string()),
                room.saturating_sub(text::width(&name) + 2),
                marks,
            );
            let name = match detail.is_empty() {
                true => name,
                false => format!("{name}:"),
            };
            Line::from(vec![
                Span::styled(format!("{mark} "), theme.accent),
                Span::raw(" ".repeat(indent)),
                Span::styled(format!("{verdict} "), style),
                Span::styled(name, if check.passed { theme.text } else { theme.bad }),
                Span::styled(format!(" {detail}"), theme.muted),
            ])
        }
    }
}

/// How many checks there were, and how they ended.
fn summary(stage: &Stage, rows: &[Row<'_>]) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let count = |wanted: bool| {
        let of = |row: &&Row<'_>| matches!(row, Row::Check(check) if check.passed == wanted && !check.skipped);
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
fn evidence(stage: &Stage, check: &Check, width: usize) -> Vec<Line<'static>> {
    let theme = &stage.theme;
    let words = match check.passed {
        _ if check.skipped => label!("tui.certificates.this_skipped"),
        true => label!("tui.certificates.this_passed"),
        false => label!("tui.certificates.this_failed"),
    };
    let (_, style) = explain::verdict(stage, check);
    let mark = match check.skipped {
        true => theme.marks.nothing,
        false => theme.marks.check(check.passed),
    };
    let name = theme.marks.prose(&check.title()).into_owned();
    let detail = theme.marks.prose(&check.detail.to_string()).into_owned();
    let mut lines = text::wrap_plain(&name, theme.title, width, 2);
    lines.push(Line::from(Span::styled(format!("{mark} {words}"), style)));
    lines.push(Line::default());
    lines.extend(text::wrap_plain(&detail, theme.text, width.min(90), 0));
    if check.signature.is_some() {
        lines.push(Line::default());
        let key = stage.key_of(Command::Open);
        let words = said!("tui.certificates.computation", key).to_string();
        lines.extend(text::wrap_plain(&words, theme.muted, width, 0));
    }
    lines
}

fn certificate(
    stage: &Stage,
    (owner, depth, role): (Side, usize, Role),
    der: &[u8],
    picked: bool,
    width: usize,
) -> Line<'static> {
    let theme = &stage.theme;
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
        Span::styled(format!("{mark} "), theme.accent),
        Span::styled(role, theme.muted),
        Span::styled(text::cut(&marks.prose(&name), room, marks), theme.title),
    ])
}

/// What a certificate says. With `brief`, a fact takes two lines at most.
pub fn facts(stage: &Stage, der: &[u8], width: usize, brief: bool) -> Vec<Line<'static>> {
    let theme = &stage.theme;
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
