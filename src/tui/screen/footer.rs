//! The last row: the keys that are valid now. On the stage, the group on the left is always the same,
//! and the one on the right fits what is there.

use crate::tui::command::{Command, Scope};
use crate::tui::commands::{self, Row};
use crate::tui::draw::painter::Painter;
use crate::tui::stage::Stage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// A hint on its row.
struct Hint {
    command: Command,
    rank: u8,
    x: usize,
    spans: [Span<'static>; 2],
}

impl Hint {
    fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }
}

/// What is offered in the present scope, in the order of the table.
fn offered(stage: &Stage) -> Vec<Hint> {
    let theme = &stage.model.theme;
    let scope = stage.scope();
    let here = |row: &Row| {
        row.scopes.contains(&scope)
            && (row.offered)(stage)
            && stage
                .over
                .last()
                .is_none_or(|over| over.offers(&stage.model, row.command))
    };
    let rows = commands::rows(stage.keys).filter(here);
    rows.filter_map(|row| {
        let hint = row.hint?;
        // what has no key is in the palette alone
        row.keys.first()?;
        let with = hint
            .with
            .and_then(|with| commands::key(stage.keys, scope, with));
        let keys: Vec<_> = row.keys.first().copied().into_iter().chain(with).collect();
        let keys = commands::keys_label(&keys, theme.marks.ascii);
        let words = match row.command {
            Command::GoAlong => stage.whereabouts(),
            _ => None,
        };
        let words = words.unwrap_or_else(|| (hint.label)(stage).to_owned());
        let words = format!(" {words}");
        Some(Hint {
            command: row.command,
            rank: hint.rank,
            x: 0,
            spans: [
                Span::styled(keys, theme.key),
                Span::styled(words, theme.text),
            ],
        })
    })
    .collect()
}

/// The hints with their columns: as many as there is room for, the important ones first.
fn hints(stage: &Stage, width: usize) -> Vec<Hint> {
    let all = offered(stage);
    let gap = if width < 100 { 2 } else { 3 };
    let room = width.saturating_sub(2);
    let mut left = room + gap;
    let mut shown = vec![false; all.len()];
    for rank in 0..=5 {
        for (i, hint) in all.iter().enumerate().filter(|(_, hint)| hint.rank == rank) {
            shown[i] = hint.width() + gap <= left;
            left -= if shown[i] { hint.width() + gap } else { 0 };
        }
    }
    let chosen = all.into_iter().zip(shown).filter(|(_, shown)| *shown);
    let mut hints: Vec<Hint> = chosen.map(|(hint, _)| hint).collect();
    let mut x = 1;
    let fixed = |hint: &&mut Hint| hint.rank == 0 || stage.scope() != Scope::Stage;
    for hint in hints.iter_mut().filter(fixed) {
        hint.x = x;
        x += hint.width() + gap;
    }
    // what fits the place stands at the right end
    let mut x = width.saturating_sub(1) + gap;
    let fitting = |hint: &&mut Hint| hint.rank > 0 && stage.scope() == Scope::Stage;
    for hint in hints.iter_mut().rev().filter(fitting) {
        x -= hint.width() + gap;
        hint.x = x;
    }
    hints
}

/// Draws it.
pub fn draw(stage: &Stage, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, stage.model.theme.band);
    let mut painter = Painter::new(buf, area);
    for hint in hints(stage, painter.width()) {
        let mut x = hint.x;
        for span in hint.spans {
            let width = span.width();
            painter.at(0, x, span);
            x += width;
        }
    }
}

/// The command whose hint stands at a column of the screen.
pub fn command_at(stage: &Stage, area: Rect, x: u16) -> Option<Command> {
    let column = usize::from(x.checked_sub(area.x)?);
    let mut hints = hints(stage, area.width.into()).into_iter();
    let hit = hints.find(|hint| (hint.x..hint.x + hint.width()).contains(&column))?;
    // of two keys side by side, the second is the other command's
    let row = commands::rows(stage.keys).find(|row| row.command == hit.command)?;
    let keys = hit.spans[0].width();
    match row.hint.and_then(|hint| hint.with) {
        Some(with) if column >= hit.x + keys.div_ceil(2) => Some(with),
        _ => Some(hit.command),
    }
}
