//! The frame around stage and panel, with the names of the panes and the tabs in it.

use crate::label;
use crate::said;
use crate::trace::{Party, Side};
use crate::tui::draw::lines::Lines;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::layout::{Layout, Panes};
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::place::{Focus, Room, Tab};
use crate::tui::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws it around a panel of these columns.
pub fn draw(model: &Model, at: &Layout, columns: &[Rect], moment: Moment, buf: &mut Buffer) {
    let mut lines = Lines::new(at.frame);
    lines.frame(at.frame);
    let right = at.frame.right() - 1;
    if at.tabs.y > at.frame.y {
        lines.horizontal(at.tabs.y, at.frame.x, right);
    }
    if let Some(stage) = at.stage {
        lines.vertical(stage.client.right(), at.frame.y, at.tabs.y);
        if stage.framed {
            lines.vertical(stage.sequence.right(), at.frame.y, at.tabs.y);
        }
        lines.vertical(stage.eve.right(), at.frame.y, at.tabs.y);
    }
    for column in columns.iter().take(columns.len().saturating_sub(1)) {
        lines.vertical(column.right() + 1, column.y, at.frame.bottom() - 1);
    }
    lines.draw(buf, &model.theme.marks, model.theme.line);
    if let Some(stage) = at.stage {
        pane_titles(model, &stage, at.frame.y, moment, buf);
    }
    legend(model, at, buf);
    tab_titles(model, at, buf);
}

/// A mark of the legend, its style and its words.
type Meaning = (String, Style, String);

/// What the marks mean, in ever fewer words and with less between them.
fn legends(model: &Model) -> [(Vec<Meaning>, usize); 6] {
    let theme = &model.theme;
    let marks = &theme.marks;
    let one = |mark: &str, style, words: &str| (mark.to_owned(), style, words.to_owned());
    let known = one(marks.known, theme.text, label!("tui.legend.has"));
    let sealed = one(marks.sealed, theme.sealed, label!("tui.legend.encrypted"));
    let unknown = one(marks.unknown, theme.text, label!("tui.legend.lacks"));
    let same = one(marks.same, theme.good, label!("tui.legend.same"));
    let differs = one(marks.differs, theme.bad, label!("tui.legend.differs"));
    let unseen = one(marks.unseen, theme.text, label!("tui.legend.unseen"));
    let unseen = (!model.sees_all()).then_some(unseen);
    let of = |not_made: &str, new: &str, kept: Option<String>| {
        let earlier = model.earlier_connections().zip(kept);
        let kept = earlier.map(|(n, words)| one(&format!("{}{n}", marks.kept), theme.text, &words));
        let mut all = vec![known.clone(), sealed.clone(), unknown.clone()];
        all.extend(unseen.clone());
        all.push(one(marks.not_made, theme.text, not_made));
        all.extend(kept);
        all.extend([same.clone(), differs.clone()]);
        all.push(one(marks.new, theme.title, new));
        all
    };
    let n = model.earlier_connections();
    let kept = n.map(|n| said!("tui.legend.kept", n).to_string());
    let long = of(
        label!("tui.legend.not_made"),
        label!("tui.legend.new"),
        kept,
    );
    let kept = Some(label!("tui.legend.kept_short").to_owned());
    let short = of(
        label!("tui.legend.not_made_short"),
        label!("tui.legend.new_short"),
        kept,
    );
    let fewer = short[..short.len() - 1].to_vec();
    let few = vec![known, sealed, unknown, same];
    [
        (long.clone(), 3),
        (long, 2),
        (short.clone(), 2),
        (short, 1),
        (fewer, 1),
        (few, 1),
    ]
}

/// What the marks mean, in the lowest line of the frame.
fn legend(model: &Model, at: &Layout, buf: &mut Buffer) {
    // what says that a text goes on stands at the right end
    let room = usize::from(at.frame.width).saturating_sub(scroll_hint::room(model) + 4);
    let lines = legends(model).into_iter().map(|(meanings, gap)| {
        let mut spans = vec![Span::raw(" ")];
        for (i, (mark, style, words)) in meanings.into_iter().enumerate() {
            if i > 0 {
                spans.push(Span::raw(" ".repeat(gap)));
            }
            spans.push(Span::styled(mark, style));
            spans.push(Span::styled(format!(" {words}"), model.theme.muted));
        }
        spans.push(Span::raw(" "));
        Line::from(spans)
    });
    let mut fitting = lines.filter(|line| line.width() <= room);
    let Some(line) = fitting.next() else {
        return;
    };
    let row = Rect {
        y: at.frame.bottom() - 1,
        height: 1,
        ..at.frame
    };
    // on the left, so that nothing hides it, where it does not lie in the middle of much room
    let middle = (usize::from(row.width) - line.width()) / 2;
    let column = if row.width >= 160 { middle } else { 3 };
    Painter::new(buf, row).over(0, column, line);
}

/// Whether the two sides agree, in words.
pub fn agreement(model: &Model, moment: Moment, room: usize) -> Option<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    if let Some(party) = model.view.lens.party() {
        let (had, made) = model.seen_values();
        let words = match party {
            Party::Eavesdropper => said!("tui.lens.has.eve", had, made),
            side => said!("tui.lens.has.side", side = side.name(), had, made),
        };
        let words = format!(" {words} ");
        return (text::width(&words) <= room).then(|| Span::styled(words, theme.title));
    }
    // while something moves, what it brings is not counted yet
    let step = match moment.is_over() {
        true => model.cursor,
        false => model.cursor.saturating_sub(1),
    };
    let it = model.agreement_at(step);
    let (same, differ, shared) = (marks.same, it.differ, it.shared);
    let (forms, style) = match (shared, differ) {
        (0, _) => (vec![label!("tui.agree.nothing").to_owned()], theme.muted),
        (1, 0) => (
            vec![
                format!("{same} {}", label!("tui.agree.one")),
                format!("{same} {}", label!("tui.agree.one_short")),
            ],
            theme.good,
        ),
        (_, 0) => (
            vec![
                format!("{same} {}", said!("tui.agree.all", shared)),
                format!("{same} {}", said!("tui.agree.all_short", shared)),
            ],
            theme.good,
        ),
        _ => (
            vec![
                format!(
                    "{} {}",
                    marks.differs,
                    said!("tui.agree.differ", differ, shared)
                ),
                format!(
                    "{} {}",
                    marks.differs,
                    said!("tui.agree.differ_short", differ, shared)
                ),
            ],
            theme.bad,
        ),
    };
    let mut forms = forms.into_iter();
    let words = forms.find(|words| text::width(words) + 4 <= room)?;
    let style = style.add_modifier(ratatui::style::Modifier::BOLD);
    Some(Span::styled(format!(" {words} "), style))
}

fn pane_titles(model: &Model, stage: &Panes, y: u16, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    let row = |pane: Rect| Rect {
        y,
        height: 1,
        ..pane
    };
    for (pane, name, focus) in [
        (
            stage.client,
            label!("tui.pane.client"),
            Focus::Side(Side::Client),
        ),
        (
            stage.server,
            label!("tui.pane.server"),
            Focus::Side(Side::Server),
        ),
    ] {
        let focused = model.focus == focus && model.room == Room::Shared;
        let (mark, style) = match focused {
            true => (theme.marks.selected, theme.title.patch(theme.selected)),
            false => (" ", theme.title),
        };
        let title = Span::styled(format!("{mark}{name} "), style);
        Painter::new(buf, row(pane)).over(0, 1, title);
    }
    let eve = Span::styled(format!(" {} ", label!("tui.pane.eve")), theme.title);
    let column = match stage.framed {
        true => usize::from(stage.eve.width).saturating_sub(eve.width()) / 2,
        false => usize::from(stage.eve.width).saturating_sub(eve.width() - 1),
    };
    let mut area = row(stage.eve);
    if !stage.framed {
        // it needs a column more than its marks
        area.x -= 1;
        area.width += 1;
    }
    Painter::new(buf, area).over(0, column, eve);
    let sequence = row(stage.sequence);
    let room = usize::from(sequence.width);
    let Some(mut words) = agreement(model, moment, room) else {
        return;
    };
    if model.focus == Focus::Wire && model.room == Room::Shared {
        words.content = format!("{}{}", theme.marks.selected, words.content.trim_start()).into();
        words.style = words.style.patch(theme.selected);
    }
    let column = room.saturating_sub(words.width()) / 2;
    Painter::new(buf, sequence).over(0, column, words);
}

/// The tabs on their row: each with its first column and its width. Where there is little room some
/// have short names, and where there is less, all but the open one have their number alone.
fn tab_row(model: &Model, room: u16) -> Vec<(Tab, String, u16)> {
    let title = |tab: Tab, form: usize| match form {
        0 => tab.title(),
        1 | 2 => tab.short_title(),
        _ if tab == model.tab => tab.short_title(),
        _ => "",
    };
    for form in 0..4 {
        let mut x = 1;
        let gap = u16::from(form < 2);
        let mut row = Vec::new();
        for (i, tab) in Tab::ALL.into_iter().enumerate() {
            let open = tab == model.tab;
            let news = !open && model.has_news(tab);
            let before = if open {
                model.theme.marks.selected
            } else {
                " "
            };
            let after = if news { model.theme.marks.news } else { " " };
            let title = title(tab, form);
            let blank = if title.is_empty() { "" } else { " " };
            let name = format!("{before}{}{blank}{title}{after}", i + 1);
            let width = text::width(&name) as u16;
            row.push((tab, name, x));
            x += width + gap;
        }
        if x <= room || form == 3 {
            return row;
        }
    }
    Vec::new()
}

fn tab_titles(model: &Model, at: &Layout, buf: &mut Buffer) {
    let theme = &model.theme;
    let mut painter = Painter::new(buf, at.tabs);
    for (tab, name, x) in tab_row(model, at.tabs.width) {
        let open = tab == model.tab;
        let focused = open && model.focus == Focus::Panel;
        let style = match (open, focused) {
            (true, true) => theme.title.patch(theme.selected),
            (true, false) => theme.title,
            _ if tabs::pane(tab).holds(model) => theme.text,
            _ => theme.muted,
        };
        painter.over(0, usize::from(x), Span::styled(name, style));
    }
}

/// The tab at a column of the screen.
pub fn tab_at(model: &Model, at: &Layout, x: u16) -> Option<Tab> {
    let x = x.checked_sub(at.tabs.x)?;
    let all = tab_row(model, at.tabs.width);
    let mut all = all.into_iter();
    all.find(|(_, name, start)| (*start..start + text::width(name) as u16).contains(&x))
        .map(|(tab, ..)| tab)
}
