//! The first row: what runs, what was agreed on, and where the reader is.

use crate::protocol::Switch;
use crate::scenario::Scenario;
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::moment::Moment;
use crate::tui::model::source::Driver;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws it.
pub fn draw(model: &Model, row: Rect, moment: Moment, buf: &mut Buffer) {
    let theme = &model.theme;
    buf.set_style(row, theme.band);
    let mut painter = Painter::new(buf, row);
    let width = painter.width();
    let place = Line::from(place(model));
    let room = width.saturating_sub(place.width() + 2);
    let left = run(model, moment, room);
    let free = room.saturating_sub(left.width() + 3);
    painter.line(0, left);
    let eyes = model.view.lens.chip();
    if !eyes.is_empty() {
        painter.right(0, place);
        return chip(model, row, &eyes, buf);
    }
    let agreed = with_connection(model, agreed(model));
    if let Some(words) = agreed.iter().find(|words| text::width(words) <= free) {
        let words = theme.marks.prose(words).into_owned();
        let column = width.saturating_sub(place.width() + text::width(&words) + gap(width));
        painter.at(0, column, Span::styled(words, theme.text));
    }
    painter.right(0, place);
}

/// Says on a ground of its own that not all of the run is shown, or more than the run, in ever fewer
/// words.
pub fn chip(model: &Model, row: Rect, forms: &[String], buf: &mut Buffer) {
    let theme = &model.theme;
    let width = usize::from(row.width);
    let place = Line::from(place(model)).width();
    let room = width.saturating_sub(place + 2);
    let free = room.saturating_sub(run(model, Moment::STILL, room).width() + 3);
    let fits = |words: &&String| text::width(words) <= free;
    let words = forms.iter().find(fits).or(forms.last());
    let words = theme.marks.prose(words.map_or("", String::as_str));
    // where there is no room at all it stands over the scenario's name
    let words = text::cut(&words, free.max(24).min(room), &theme.marks);
    let words = format!(" {words} ");
    let column = width.saturating_sub(place + text::width(&words) + gap(width) - 2);
    let style = theme.title.patch(theme.selected);
    let mut painter = Painter::new(buf, row);
    let start = room.saturating_sub(free + 2);
    let blank = " ".repeat(column.saturating_sub(start));
    painter.at(0, start, Span::raw(blank));
    painter.over(0, column, Span::styled(words, style));
}

/// Between what was agreed on and where the reader is.
fn gap(width: usize) -> usize {
    if width >= 100 { 4 } else { 3 }
}

/// What was agreed on, in ever fewer words.
fn agreed(model: &Model) -> Vec<String> {
    let connection = model.connection();
    let agreed = model.has_agreed();
    if let (Some(version), Some(suite), true) = (connection.version, connection.other_suite, agreed)
    {
        let (version, suite) = (version.to_string(), suite.to_string());
        let both = said!("tui.header.agreed_other", version = &version, suite).to_string();
        return vec![both, version];
    }
    let (Some(version), Some(suite), true) = (connection.version, connection.suite, agreed) else {
        return vec![label!("tui.header.nothing_agreed").to_owned()];
    };
    let standing = model
        .connection()
        .rules()
        .map_or("", |rules| (rules.standing_brief)());
    let (version, cipher, mac) = (version.to_string(), suite.cipher.name(), suite.mac.name());
    vec![
        said!(
            "tui.header.agreed_long",
            version = &version,
            standing,
            cipher,
            mac
        )
        .to_string(),
        said!("tui.header.agreed", version = &version, cipher, mac).to_string(),
        said!("tui.header.agreed_suite", version = &version, cipher).to_string(),
        said!("tui.header.agreed_short", version = &version).to_string(),
        version,
    ]
}

/// Which connection it is, where there are several, before what was agreed on; in ever fewer words.
fn with_connection(model: &Model, agreed: Vec<String>) -> Vec<String> {
    let of = model.trace.connections().len();
    if of < 2 {
        return agreed;
    }
    let n = model.connection().id.number();
    let (long, short) = match model.resumes() {
        true => (
            said!("tui.header.connection_resumed", n, of),
            said!("tui.header.connection_resumed_short", n, of),
        ),
        false => (
            said!("tui.header.connection", n, of),
            said!("tui.header.connection_short", n, of),
        ),
    };
    let (long, short) = (long.to_string(), short.to_string());
    let with = |words: &String| format!("{long} · {words}");
    let mut all: Vec<String> = agreed.iter().map(with).collect();
    all.extend([long, short]);
    all
}

/// The program, the scenario, and what is not as it should be.
fn run(model: &Model, moment: Moment, room: usize) -> Line<'static> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let run = model.trace.run();
    // on a small screen what runs is more important than the program's name
    let small = room < 30 && matches!(model.driver, Driver::Simulation(_));
    let program = if small { "" } else { " premaster" };
    let mut spans = vec![Span::styled(program, theme.muted)];
    let mut left = room.saturating_sub(spans[0].width());
    let mut add = |words: String, style: Style| {
        let words = theme.marks.prose(&words).into_owned();
        let fits = text::width(&words) + 2 <= left;
        if fits {
            left -= text::width(&words) + 2;
            spans.push(Span::raw(if spans[0].width() == 0 { " " } else { "  " }));
            spans.push(Span::styled(words, style));
        }
        fits
    };
    match &model.driver {
        Driver::Simulation(_) => {
            let room = if small { room - 2 } else { room / 2 };
            let name = match (model.unnamed, model.asked_about) {
                (true, _) => label!("tui.header.unnamed"),
                (false, true) => label!("tui.header.lesson"),
                (false, false) => &run.scenario,
            };
            let name = text::cut(name, room, &theme.marks);
            add(name, theme.title);
        }
        Driver::Connection(connection) => {
            let words = text::cut(&connection.said().to_string(), room * 3 / 4, &theme.marks);
            add(words, theme.title);
        }
    }
    let tampered = match model.sees_attacks() && !model.unnamed {
        true => model.tampered(),
        false => 0,
    };
    match tampered {
        0 => false,
        1 => add(label!("tui.header.tampered").to_owned(), theme.bad),
        n => add(said!("tui.header.tampered_times", n).to_string(), theme.bad),
    };
    let both = |scenario: &Scenario| scenario.client.switches.and(scenario.server.switches);
    let on: Vec<Switch> = model
        .scenario()
        .map(both)
        .unwrap_or_default()
        .on()
        .collect();
    match on[..] {
        [] => false,
        [switch] => add(switch.title().to_owned(), theme.text),
        _ => add(
            said!("tui.header.switches", n = on.len()).to_string(),
            theme.text,
        ),
    };
    if model.clicked_through() {
        add(label!("tui.header.warning_ignored").to_owned(), theme.bad);
    }
    if model.index.skipped {
        add(label!("tui.header.check_skipped").to_owned(), theme.bad);
    }
    if let Some(replayed) = model.trace.replayed().filter(|_| !model.unnamed) {
        let side = replayed.side.name();
        add(said!("tui.header.replayed", side).to_string(), theme.bad);
    }
    if model.play.running {
        let full = usize::from(moment.played / 100);
        let bar = format!(
            "{}{}",
            marks.done[0].repeat(full),
            marks.to_come[0].repeat(10 - full)
        );
        let words = label!("tui.header.playing");
        add(format!("{words} {bar}"), theme.title);
    }
    if let Some(seed) = run.seed.filter(|_| room >= 60) {
        add(said!("tui.header.seed", seed).to_string(), theme.muted);
    }
    Line::from(spans)
}

/// Where the reader is: `◀ step 10 of 31 ▶`, where each arrow can be clicked.
fn place(model: &Model) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let marks = &theme.marks;
    let steps = model.trace.steps().len();
    let here = if steps == 0 { 0 } else { model.cursor + 1 };
    let words = match model.ending_is_open() {
        true => said!("tui.header.step_alone", here),
        false => said!("tui.header.step", here, steps),
    };
    vec![
        Span::styled(format!("{} ", marks.left), theme.title),
        Span::styled(words.to_string(), theme.title),
        Span::styled(format!(" {} ", marks.right), theme.title),
    ]
}

/// What a click on the header asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// One step back.
    Back,
    /// One step on.
    Forward,
    /// To a step that is asked for.
    Step,
    /// Another scenario.
    Scenario,
}

/// What stands at a column of the header.
pub fn hit(model: &Model, row: Rect, x: u16) -> Option<Hit> {
    let column = usize::from(x.checked_sub(row.x)?);
    let place = place(model);
    let width: usize = place.iter().map(Span::width).sum();
    let start = usize::from(row.width).checked_sub(width)?;
    let last = place.last().map_or(0, Span::width);
    match column {
        at if at < start => (at < start / 2).then_some(Hit::Scenario),
        at if at < start + 2 => Some(Hit::Back),
        at if at + last >= start + width => Some(Hit::Forward),
        _ => Some(Hit::Step),
    }
}
