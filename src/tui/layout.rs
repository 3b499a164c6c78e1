//! Where everything is: a pure function of the size and of what is shown, used by keys, by the mouse
//! and by drawing alike.
//!
//! ```text
//! header
//! timeline
//! band
//! sentence
//! ┌ client ─┬ sequence ─┬ Eve ┬ server ┐
//! │         │           │     │        │
//! ├ tabs ───┴───────────┴─────┴────────┤
//! │ panel: as many columns as its tab asks for
//! └────────────────────────────────────┘
//! footer
//! ```
//!
//! Below [`COMFORTABLE`] the stage is folded: header, band and sentence stay above the panel, down to
//! [`SMALLEST`]. Overlays then have everything but the footer.

use super::model::place::Room;
use ratatui::layout::Rect;

/// The smallest screen, in columns and rows.
pub const SMALLEST: (u16, u16) = (40, 10);

/// The smallest screen that has room for the stage, in columns and rows.
pub const COMFORTABLE: (u16, u16) = (80, 24);

/// Where the parts of the screen are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The first row.
    pub header: Rect,
    /// A tick for every step; `None` where there is no room for it.
    pub timeline: Option<Rect>,
    /// Who does what.
    pub band: Rect,
    /// One sentence about it, on as many rows as a small screen needs.
    pub sentence: Rect,
    /// The frame around stage and panel.
    pub frame: Rect,
    /// The stage; `None` while the panel has all the room.
    pub stage: Option<Panes>,
    /// The row with the names of the tabs, part of the frame.
    pub tabs: Rect,
    /// The panel.
    pub panel: Rect,
    /// Where overlays lie: the frame, or where the stage is folded, everything but the last row.
    pub over: Rect,
    /// The last row.
    pub footer: Rect,
}

/// The parts of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// The client's values.
    pub client: Rect,
    /// The sequence of steps.
    pub sequence: Rect,
    /// What the eavesdropper has.
    pub eve: Rect,
    /// Whether a line stands between the sequence and the eavesdropper's column.
    pub framed: bool,
    /// The server's values.
    pub server: Rect,
}

/// Whether a screen is too small for the stage.
pub fn is_folded(area: Rect) -> bool {
    area.width < COMFORTABLE.0 || area.height < COMFORTABLE.1
}

/// Whether a screen is smaller than [`SMALLEST`], so that nothing is shown on it.
pub fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// The layout; `None` for a screen smaller than [`SMALLEST`].
pub fn layout(area: Rect, room: Room) -> Option<Layout> {
    if is_too_small(area) {
        return None;
    }
    let folded = is_folded(area);
    let rows = |y, height| Rect {
        y: area.y + y,
        height,
        ..area
    };
    let sentence_rows = match folded {
        // what has 78 columns on one row
        true => 78_u16.div_ceil(area.width.saturating_sub(4)),
        false => 1,
    };
    let timeline = (area.height >= 14).then(|| rows(1, 1));
    let band = 1 + u16::from(timeline.is_some());
    let top = band + 1 + sentence_rows;
    let frame = rows(top, area.height - top - 1);
    let inner = Rect::new(frame.x + 1, frame.y + 1, frame.width - 2, frame.height - 2);
    let stage_rows = match room {
        Room::Shared if !folded => stage_rows(inner.height - 1),
        _ => 0,
    };
    let tabs_y = match stage_rows {
        0 => frame.y,
        rows => inner.y + rows,
    };
    let stage = (stage_rows > 0).then(|| {
        panes(Rect {
            height: stage_rows,
            ..inner
        })
    });
    Some(Layout {
        header: rows(0, 1),
        timeline,
        band: rows(band, 1),
        sentence: rows(band + 1, sentence_rows),
        frame,
        stage,
        tabs: Rect {
            x: frame.x + 1,
            y: tabs_y,
            width: inner.width,
            height: 1,
        },
        panel: Rect {
            x: inner.x + 1,
            y: tabs_y + 1,
            width: inner.width - 2,
            height: frame.bottom() - 1 - (tabs_y + 1),
        },
        over: match folded {
            true => rows(0, area.height - 1),
            false => frame,
        },
        footer: rows(area.height - 1, 1),
    })
}

/// A number between those of a table, for a place between those of its rows.
fn between(table: &[(u16, u16)], at: u16) -> u16 {
    let after = table.iter().position(|(place, _)| *place >= at);
    match after {
        Some(0) => table[0].1,
        Some(i) => {
            let ((from, low), (to, high)) = (table[i - 1], table[i]);
            low + (high - low) * (at - from) / (to - from)
        }
        None => table[table.len() - 1].1,
    }
}

/// How many of the rows inside the frame the stage gets. It never grows past what it can fill.
fn stage_rows(rows: u16) -> u16 {
    between(&[(16, 11), (32, 16), (42, 22), (52, 28), (80, 36)], rows).min(rows.saturating_sub(3))
}

/// Client, sequence, eavesdropper and server side by side.
fn panes(area: Rect) -> Panes {
    let width = area.width + 2;
    let side = between(&[(80, 23), (120, 31), (160, 41), (200, 56)], width);
    let framed = width >= 100;
    let eve = match framed {
        true => between(&[(100, 5), (120, 5), (160, 11), (200, 18)], width),
        false => 4,
    };
    let column = |x: u16, width: u16| Rect { x, width, ..area };
    let client = column(area.x, side);
    // at large sizes the client's pane is a column wider
    let server_width = side - u16::from(width >= 200);
    let server = column(area.right() - server_width, server_width);
    let lines = 2 + u16::from(framed);
    let sequence = column(
        client.right() + 1,
        area.width - side - server_width - eve - lines,
    );
    let eve = column(sequence.right() + u16::from(framed), eve);
    Panes {
        client,
        sequence,
        eve,
        framed,
        server,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_part_lies_on_the_screen_at_every_size() {
        for width in 0..260 {
            for height in 0..90 {
                let area = Rect::new(0, 0, width, height);
                for room in [Room::Shared, Room::Panel] {
                    let Some(at) = layout(area, room) else {
                        assert!(width < SMALLEST.0 || height < SMALLEST.1);
                        continue;
                    };
                    let stage = at
                        .stage
                        .map(|it| [it.client, it.sequence, it.eve, it.server]);
                    let parts = [
                        at.header,
                        at.band,
                        at.sentence,
                        at.frame,
                        at.tabs,
                        at.panel,
                        at.over,
                    ];
                    let all = parts.into_iter().chain(at.timeline).chain([at.footer]);
                    for part in all.chain(stage.into_iter().flatten()) {
                        assert!(part.width > 0 && part.height > 0, "{part:?} of {area:?}");
                        assert_eq!(part.intersection(area), part, "{part:?} of {area:?}");
                    }
                    assert!(at.panel.height >= 2, "{area:?}");
                }
            }
        }
    }

    /// The columns of the finished sketches.
    #[test]
    fn the_stage_has_the_columns_of_its_design() {
        for (width, height, client, sequence, eve, server, rows, panel) in [
            (80, 24, (1, 23), (25, 26), (51, 4), (56, 23), 11, 5),
            (120, 40, (1, 31), (33, 48), (82, 5), (88, 31), 16, 16),
            (160, 50, (1, 41), (43, 62), (106, 11), (118, 41), 22, 20),
            (200, 60, (1, 56), (58, 66), (125, 18), (144, 55), 28, 24),
        ] {
            let at = layout(Rect::new(0, 0, width, height), Room::Shared).unwrap();
            let stage = at.stage.unwrap();
            let columns = |pane: Rect| (pane.x, pane.width);
            assert_eq!(columns(stage.client), client, "{width}");
            assert_eq!(columns(stage.sequence), sequence, "{width}");
            assert_eq!(columns(stage.eve), eve, "{width}");
            assert_eq!(columns(stage.server), server, "{width}");
            assert_eq!(stage.client.height, rows, "{width}");
            assert_eq!(at.panel.height, panel, "{width}");
        }
    }
}
