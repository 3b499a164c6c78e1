//! The first two rows: what runs and where the reader is; the phases of the handshake.
//!
//! ```text
//!  premaster   TLS 1.2   RSA (history, not advice)   AES-128-CBC       classic   seed 42   step 12/31
//!  Hello ●──── Certificate ●──── Key exchange ◉──── Change cipher ○──── Finished ○──── Data ○
//! ```

use super::super::layout::Layout;
use super::super::source::Driver;
use super::super::stage::Stage;
use super::super::text;
use super::Painter;
use crate::trace::Phase;
use crate::{label, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub fn draw(stage: &Stage, at: &Layout, buf: &mut Buffer) {
    buf.set_style(at.header, stage.theme.band);
    let mut painter = Painter::new(buf, at.header);
    let right = place(stage, painter.width());
    let room = painter.width().saturating_sub(right.width() + 3);
    painter.line(0, run(stage, room));
    painter.right(0, right);
    let mut painter = Painter::new(buf, at.phases);
    for mark in phases(stage, at.phases.width) {
        painter.at(0, usize::from(mark.x), Line::from(mark.spans));
    }
}

/// What runs: the program, and what was agreed on.
fn run(stage: &Stage, room: usize) -> Line<'static> {
    let theme = &stage.theme;
    let mut spans = vec![Span::styled(" premaster ", theme.badge)];
    let agreed = stage.index.agreed.is_some_and(|step| step <= stage.cursor);
    let parts = match (stage.trace.version, stage.trace.suite) {
        (Some(version), Some(suite)) if agreed => vec![
            version.to_string(),
            suite.cipher.name().to_owned(),
            suite.mac.name().to_owned(),
        ],
        _ => Vec::new(),
    };
    let mut left = room.saturating_sub(spans[0].width());
    let mut add = |text: &str, style: Style| {
        let fits = text::width(text) + 2 <= left;
        if fits {
            left -= text::width(text) + 2;
            spans.push(Span::raw("  "));
            spans.push(Span::styled(text.to_owned(), style));
        }
        fits
    };
    if parts.is_empty() {
        add(label!("tui.header.nothing_agreed"), theme.muted);
        return Line::from(spans);
    }
    let (version, algorithms) = parts.split_at(1);
    add(&version[0], theme.title);
    // every suite here exchanges the key by RSA: what that is worth, in three lengths
    let key_exchange = [
        label!("tui.header.rsa_long"),
        label!("tui.header.rsa_short"),
        label!("tui.header.rsa"),
    ];
    key_exchange.iter().find(|words| add(words, theme.title));
    let mut all = algorithms.iter();
    while all.next().is_some_and(|part| add(part, theme.title)) {}
    Line::from(spans)
}

/// Where the reader is: scenario, seed, step, and whether it plays.
fn place(stage: &Stage, width: usize) -> Line<'static> {
    let theme = &stage.theme;
    let run = &stage.trace.run;
    let mut spans = Vec::new();
    let gap = if width >= 100 { "   " } else { "  " };
    let mut add = |text: String, style: Style| {
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(gap));
    };
    match &stage.driver {
        Driver::Simulation(_) => {
            add(
                text::cut(&run.scenario, width / 5, &theme.marks),
                theme.text,
            );
        }
        Driver::Connection(connection) => {
            add(
                text::cut(&connection.said().to_string(), width * 2 / 5, &theme.marks),
                theme.accent,
            );
        }
    }
    // what is not as it should be is always visible
    match stage.tampered() {
        0 => {}
        1 => add(label!("tui.header.tampered").to_owned(), theme.bad),
        n => {
            let words = said!("tui.header.tampered_times", n).to_string();
            add(theme.marks.prose(&words).into_owned(), theme.bad);
        }
    }
    if stage.clicked_through() {
        add(label!("tui.header.warning_ignored").to_owned(), theme.bad);
    }
    if stage.trace.skipped().is_some() {
        add(label!("tui.header.check_skipped").to_owned(), theme.bad);
    }
    if let Some(replayed) = stage.trace.replayed {
        let side = replayed.side.name();
        add(said!("tui.header.replayed", side).to_string(), theme.bad);
    }
    if let Some(seed) = run.seed {
        add(said!("tui.header.seed", seed).to_string(), theme.muted);
    }
    if stage.play.running {
        add(label!("tui.header.playing").to_owned(), theme.accent);
    }
    let steps = stage.trace.steps.len();
    let here = if steps == 0 { 0 } else { stage.cursor + 1 };
    let words = match stage.ending_is_open() {
        true => format!("{} ", said!("tui.header.step_alone", here)),
        false if width >= 90 => format!("{} ", said!("tui.header.step", here, steps)),
        false => format!("{here}/{steps} "),
    };
    spans.push(Span::styled(words, theme.title));
    Line::from(spans)
}

/// A phase on its row.
struct Marked {
    phase: Phase,
    x: u16,
    spans: Vec<Span<'static>>,
    width: u16,
}

fn phases(stage: &Stage, width: u16) -> Vec<Marked> {
    let theme = &stage.theme;
    let marks = &theme.marks;
    let here = stage.step().map(|step| step.phase);
    let failed = stage
        .index
        .failures
        .first()
        .filter(|step| **step <= stage.cursor);
    let failed = failed
        .and_then(|step| stage.trace.steps.get(*step))
        .map(|step| step.phase);
    // a title, a blank, a mark
    let titles: usize = Phase::ALL.iter().map(|phase| phase.title().len() + 2).sum();
    let room = usize::from(width).saturating_sub(titles + 2);
    let gaps = Phase::ALL.len() - 1;
    // with little room only the present phase has its name
    let (named, shaft) = match room / gaps {
        0..=1 => (false, 6),
        each => (true, each),
    };
    let mut x = 1;
    let mut out = Vec::new();
    for phase in Phase::ALL {
        let is_here = here == Some(phase);
        let done = here.is_some_and(|here| phase < here);
        // the client has continued with a certificate that failed its checks
        let against = phase == Phase::Certificate && stage.clicked_through();
        let (mark, style) = match () {
            () if done && against => (marks.bad, theme.bad),
            () if failed == Some(phase) => (marks.bad, theme.bad),
            () if is_here => (marks.here, theme.accent),
            () if done => (marks.known, theme.good),
            () => (marks.unknown, theme.muted),
        };
        let title_style = match () {
            () if is_here => theme.accent,
            () if done => theme.text,
            () => theme.muted,
        };
        let mut spans = Vec::new();
        if named || is_here {
            spans.push(Span::styled(format!("{} ", phase.title()), title_style));
        }
        spans.push(Span::styled(mark, style));
        if phase != Phase::Data {
            let bar = marks.clear.repeat(shaft.saturating_sub(1));
            spans.push(Span::styled(
                format!("{bar} "),
                if done { theme.good } else { theme.line },
            ));
        }
        let taken: usize = spans.iter().map(Span::width).sum();
        out.push(Marked {
            phase,
            x,
            spans,
            width: taken as u16,
        });
        x += taken as u16;
    }
    out
}

/// The phase at a column of the phases' row.
pub fn phase_at(stage: &Stage, row: Rect, x: u16) -> Option<Phase> {
    let at = x.checked_sub(row.x)?;
    let mut marks = phases(stage, row.width).into_iter();
    let found = marks.find(|mark| (mark.x..mark.x + mark.width).contains(&at));
    found.map(|mark| mark.phase)
}
