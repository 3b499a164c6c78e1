//! Where the parts of a presentation are.
//!
//! ```text
//! timeline
//! band
//! sentence
//! ┌ CLIENT ┐   agreement   ┌ SERVER ┐
//! │        │  the message  │        │
//! └────────┘               └────────┘
//! Eve
//! legend
//! footer
//! ```

use ratatui::layout::Rect;

/// The rows of the screen from which on there are blank rows between the parts.
const AIRY: u16 = 28;
/// The columns that the two sides take at most; more room stays empty.
const WIDEST: u16 = 168;

/// The parts, and how the values stand in the panes.
pub struct Places {
    pub timeline: Option<Rect>,
    pub band: Rect,
    pub sentence: Rect,
    pub client: Rect,
    pub wire: Rect,
    pub server: Rect,
    pub eve: Rect,
    pub legend: Option<Rect>,
    /// How many values there is room for.
    pub values: usize,
    /// From a value to the next one, in rows.
    pub pitch: u16,
    /// The rows of bytes of a value.
    pub lines: u16,
    /// The row of the first value in its pane.
    pub first: u16,
}

/// The places on a screen that is not smaller than the smallest.
pub fn places(area: Rect) -> Places {
    let (width, height) = (area.width, area.height);
    let timeline = u16::from(height >= 14);
    let airy = u16::from(height >= AIRY);
    let folded = height < 20;
    let used = width.min(WIDEST);
    let left = area.x + (width - used) / 2;
    let margin = if width < 60 { 1 } else { 2 };
    let inner = used - 2 * margin;
    let sentence_rows = 90_u16.div_ceil(inner).max(2);
    let top = timeline + 1 + airy;
    let eve_rows = if folded { 1 } else { 2 };
    let bottom = 1 + if folded { 0 } else { 2 } + eve_rows + 2 * airy;
    let room = height
        .saturating_sub(top + sentence_rows + airy + bottom)
        .max(3);
    let inside = room - 2;
    let most = if height >= 50 { 6 } else { 5 };
    let values = ((inside + 1) / 3).clamp(1, most);
    let pitch = ((inside + 1) / values).clamp(3, 7);
    let lines = if pitch == 4 { 2 } else { pitch - 2 }.min(4);
    let first = 1 + airy;
    let high = (first + values * pitch + 1 - pitch + lines + 1).min(room);
    let slack = room - high;
    let words = area.y + top + airy * (slack / 3);
    let panes = words + sentence_rows + airy + airy * (slack / 3);
    let pane = (used * 3 / 10 + u16::from(used < 100)).max(14);
    let column = |x: u16, width: u16| Rect::new(x, panes, width, high);
    let row = |y: u16, height: u16| Rect::new(left + margin, y, inner, height);
    let last = area.bottom() - 1;
    let eve = match folded {
        true => last - 1,
        // a blank row above it, where there is one
        false => (panes + high + 1).min(last - 2 - eve_rows),
    };
    Places {
        timeline: (timeline > 0).then_some(Rect { height: 1, ..area }),
        band: Rect {
            y: area.y + timeline,
            height: 1,
            ..area
        },
        sentence: row(words, sentence_rows),
        client: column(left, pane),
        wire: column(left + pane, used - 2 * pane),
        server: column(left + used - pane, pane),
        eve: row(eve, eve_rows),
        legend: (!folded).then(|| row(last - 2, 1)),
        values: values.into(),
        pitch,
        lines,
        first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_lies_on_the_screen_and_none_on_another() {
        for width in 40..240 {
            for height in 10..90 {
                let area = Rect::new(0, 0, width, height);
                let at = places(area);
                let all = [
                    at.band,
                    at.sentence,
                    at.client,
                    at.wire,
                    at.server,
                    at.eve,
                    Rect::new(0, height - 1, width, 1),
                ];
                let all: Vec<Rect> = all
                    .into_iter()
                    .chain(at.timeline)
                    .chain(at.legend)
                    .collect();
                for (i, part) in all.iter().enumerate() {
                    assert_eq!(part.intersection(area), *part, "{part:?} of {area:?}");
                    assert!(part.width > 0 && part.height > 0, "{part:?} of {area:?}");
                    for other in &all[i + 1..] {
                        assert!(!part.intersects(*other), "{part:?} {other:?} of {area:?}");
                    }
                }
            }
        }
    }
}
