//! Where everything is: a pure function of the size and of what is shown, used by `update`
//! (paging, mouse) and by `view` alike.
//!
//! ```text
//! header
//! phases
//! ┌ client ─┬ wire ─┬ server ┐
//! │         │       │        │
//! ├ tabs ───┴───────┴────────┤
//! │ panel: its title, then as many columns as the tab asks for
//! └──────────────────────────┘
//! footer
//! ```

use super::ui_state::{Room, Tab};
use ratatui::layout::Rect;

/// The smallest screen, in columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// The columns that a caption takes at most.
const CAPTION: u16 = 78;

/// Where the parts of the screen are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The first row.
    pub header: Rect,
    /// The phases of the handshake.
    pub phases: Rect,
    /// The frame around stage and panel.
    pub frame: Rect,
    /// The client, the wire and the server; `None` while the panel has all the room.
    pub stage: Option<[Rect; 3]>,
    /// The row with the names of the tabs, part of the frame.
    pub tabs: Rect,
    /// The first row of the panel: the step's title.
    pub title: Rect,
    /// The row below the title, with what the eye should see now, where it has room on one row.
    pub caption: Option<Rect>,
    /// The rest of the panel, in columns.
    pub columns: Vec<Rect>,
    /// The last row.
    pub footer: Rect,
}

/// The layout; `None` for a screen smaller than [`SMALLEST`].
pub fn layout(area: Rect, room: Room, tab: Tab) -> Option<Layout> {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return None;
    }
    let row = |y| Rect {
        y,
        height: 1,
        ..area
    };
    let frame = Rect {
        y: area.y + 2,
        height: area.height - 3,
        ..area
    };
    let inner = Rect::new(frame.x + 1, frame.y + 1, frame.width - 2, frame.height - 2);
    let (stage, tabs_y) = match room {
        Room::Shared => {
            // The row of the tabs lies between stage and panel.
            let rows = stage_rows(inner.height - 1);
            (
                Some(panes(Rect {
                    height: rows,
                    ..inner
                })),
                inner.y + rows,
            )
        }
        Room::Panel => (None, frame.y),
    };
    let panel_top = tabs_y + 1;
    let panel = Rect {
        x: inner.x + 1,
        y: panel_top,
        width: inner.width - 2,
        height: frame.bottom() - 1 - panel_top,
    };
    let captioned = tab == Tab::Explain && inner.width >= CAPTION && panel.height > 3;
    let above = 1 + u16::from(captioned);
    let body = Rect {
        y: panel.y + above,
        height: panel.height - above,
        ..panel
    };
    Some(Layout {
        header: row(area.y),
        phases: row(area.y + 1),
        frame,
        stage,
        tabs: Rect {
            x: frame.x + 1,
            y: tabs_y,
            width: inner.width,
            height: 1,
        },
        title: Rect { height: 1, ..panel },
        caption: captioned.then_some(Rect {
            y: panel.y + 1,
            height: 1,
            ..inner
        }),
        columns: columns(body, tab),
        footer: row(area.bottom() - 1),
    })
}

/// How many of the rows inside the frame the stage gets. It never grows past what it can fill.
fn stage_rows(rows: u16) -> u16 {
    (rows * 45 / 100).clamp(3, 25)
}

/// Client, wire and server side by side, a line between each two.
fn panes(area: Rect) -> [Rect; 3] {
    let side = match area.width {
        0..=71 => area.width * 30 / 100,
        72..=99 => 25,
        width => (width * 29 / 100).min(56),
    };
    let wire = area.width - 2 * side - 2;
    let client = Rect {
        width: side,
        ..area
    };
    let middle = Rect {
        x: client.right() + 1,
        width: wire,
        ..area
    };
    let server = Rect {
        x: middle.right() + 1,
        width: side,
        ..area
    };
    [client, middle, server]
}

/// The columns of a tab, three cells apart: a blank, a line, a blank.
fn columns(body: Rect, tab: Tab) -> Vec<Rect> {
    let widths: Vec<u16> = match (tab, body.width) {
        (Tab::Explain, 100..) => vec![(body.width * 66 / 100).clamp(60, 108)],
        (Tab::Bytes, 150..) => vec![body.width * 30 / 100, 74],
        (Tab::Bytes, 104..) => vec![body.width - 39 - 34 - 6, 39],
        (Tab::Bytes, 72..) => vec![body.width - 42],
        (Tab::Certificates, 150..) => vec![body.width * 46 / 100],
        (Tab::Certificates, 72..) => vec![body.width * 44 / 100],
        _ => vec![],
    };
    let mut left = body;
    let mut columns = Vec::with_capacity(widths.len() + 1);
    for width in widths {
        columns.push(Rect { width, ..left });
        let taken = (width + 3).min(left.width);
        left = Rect {
            x: left.x + taken,
            width: left.width - taken,
            ..left
        };
    }
    columns.push(left);
    columns
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_part_lies_on_the_screen_at_every_size() {
        for width in 0..260 {
            for height in 0..80 {
                let area = Rect::new(0, 0, width, height);
                for tab in Tab::ALL {
                    for room in [Room::Shared, Room::Panel] {
                        let Some(at) = layout(area, room, tab) else {
                            assert!(width < SMALLEST.0 || height < SMALLEST.1);
                            continue;
                        };
                        let panes = at.stage.into_iter().flatten();
                        let fixed = [at.header, at.phases, at.frame, at.tabs, at.title, at.footer];
                        let parts = fixed.into_iter().chain(at.caption).chain(at.columns);
                        for part in parts.chain(panes) {
                            assert_eq!(part.intersection(area), part, "{area}: {part}");
                            assert!(part.width > 0 && part.height > 0, "{area}: {part}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn at_80_by_24_stage_and_panel_share_the_screen() {
        let at = layout(Rect::new(0, 0, 80, 24), Room::Shared, Tab::Bytes).unwrap();
        let [client, wire, server] = at.stage.unwrap();
        assert_eq!((client.width, wire.width, server.width), (25, 26, 25));
        assert_eq!(client.height, 8);
        assert_eq!(at.columns.len(), 2);
        assert_eq!(at.columns[0].height, 9);
    }
}
