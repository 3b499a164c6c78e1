//! A frame as bytes for the terminal (ECMA-48, and OSC 8 for hyperlinks): only the cells that changed, and of their
//! styles only what differs from the cell before. An ordinary step takes a few hundred bytes, which
//! matters over slow lines.

use crate::text::hyperlink;
use crate::tui::draw::links;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::io::Write as _;
use unicode_width::UnicodeWidthStr;

/// The modifiers in use here, with the parameter that sets each.
const MODIFIERS: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// What ends modifiers; bold and dim end together.
const ENDS: [(Modifier, u8); 4] = [
    (Modifier::BOLD.union(Modifier::DIM), 22),
    (Modifier::ITALIC, 23),
    (Modifier::UNDERLINED, 24),
    (Modifier::REVERSED, 27),
];

/// The bytes of the shortest move, `ESC [ 1 C`.
const MOVE_LEN: usize = 4;

struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    /// The mark of the hyperlink.
    link: Color,
    /// Whether the terminal gets hyperlinks.
    links: bool,
}

impl Pen {
    /// A pen without colour.
    const fn reset(links: bool) -> Pen {
        Pen {
            fg: Color::Reset,
            bg: Color::Reset,
            modifier: Modifier::empty(),
            link: links::NONE,
            links,
        }
    }

    /// The mark of a cell's hyperlink.
    fn link_of(&self, cell: &Cell) -> Color {
        match self.links {
            true => cell.underline_color,
            false => links::NONE,
        }
    }

    /// Whether a cell comes out right with this pen. Of a blank only the ground and the link count.
    fn draws(&self, cell: &Cell) -> bool {
        let shows = Modifier::UNDERLINED | Modifier::REVERSED;
        let blank = cell.symbol() == " " && !(self.modifier | cell.modifier).intersects(shows);
        self.bg == cell.bg
            && self.link == self.link_of(cell)
            && (blank || (self.fg, self.modifier) == (cell.fg, cell.modifier))
    }

    /// Ends the hyperlink that is open, and begins another.
    fn set_link(&mut self, out: &mut Vec<u8>, link: Color) {
        if link == self.link {
            return;
        }
        let address = links::of(link);
        let begin = address.and_then(|(number, address)| hyperlink::begin(number, &address));
        // what begins ends the one before it
        out.extend_from_slice(begin.as_deref().unwrap_or(hyperlink::END).as_bytes());
        self.link = link;
    }
}

/// The bytes that turn one frame into the next; none if they are equal. The terminal's pen must
/// be reset before, and is so afterwards. Both frames have the same size. With `links` the terminal gets hyperlinks.
pub fn changes(from: &Buffer, to: &Buffer, links: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut pen = Pen::reset(links);
    let mut at = None;
    for (x, y, cell) in from.diff(to) {
        if !links && same_but_for_links(&from[(x, y)], cell) {
            continue;
        }
        if !written_over(&mut out, &pen, to, at, x, y) {
            move_to(&mut out, at, x, y);
        }
        set(&mut out, &mut pen, cell);
        out.extend_from_slice(cell.symbol().as_bytes());
        at = Some((x + cell.symbol().width() as u16, y));
    }
    pen.set_link(&mut out, links::NONE);
    if !out.is_empty() {
        out.extend_from_slice(b"\x1b[0m");
    }
    out
}

/// Whether nothing that is drawn differs.
fn same_but_for_links(from: &Cell, to: &Cell) -> bool {
    let drawn = |cell: &Cell| (cell.fg, cell.bg, cell.modifier, cell.diff_option);
    from.symbol() == to.symbol() && drawn(from) == drawn(to)
}

/// Gets to a cell by writing the unchanged ones before it once more, where that takes no more bytes
/// than moving there: words that change share many a letter with those before them.
fn written_over(
    out: &mut Vec<u8>,
    pen: &Pen,
    to: &Buffer,
    at: Option<(u16, u16)>,
    x: u16,
    y: u16,
) -> bool {
    let Some((from, row)) = at else { return false };
    if row != y || from >= x || x - from > MOVE_LEN as u16 {
        return false;
    }
    let between = || (from..x).map(|column| &to[(column, y)]);
    let bytes: usize = between().map(|cell| cell.symbol().len()).sum();
    let fits =
        bytes <= MOVE_LEN && between().all(|cell| cell.symbol().width() == 1 && pen.draws(cell));
    if fits {
        between().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
    }
    fits
}

fn move_to(out: &mut Vec<u8>, at: Option<(u16, u16)>, x: u16, y: u16) {
    // Writing to a vector cannot fail.
    let _ = match at {
        Some((from, row)) if row == y && from == x => Ok(()),
        Some((from, row)) if row == y && from < x => write!(out, "\x1b[{}C", x - from),
        _ => write!(out, "\x1b[{};{}H", y + 1, x + 1),
    };
}

fn set(out: &mut Vec<u8>, pen: &mut Pen, cell: &Cell) {
    if pen.draws(cell) {
        return;
    }
    pen.set_link(out, pen.link_of(cell));
    let mut codes: Vec<String> = Vec::new();
    for (modifier, code) in ENDS {
        if (pen.modifier - cell.modifier).intersects(modifier) {
            codes.push(code.to_string());
            pen.modifier -= modifier;
        }
    }
    for (modifier, code) in MODIFIERS {
        if cell.modifier.contains(modifier) && !pen.modifier.contains(modifier) {
            codes.push(code.to_string());
        }
    }
    if cell.fg != pen.fg {
        codes.push(color(cell.fg, 30));
    }
    if cell.bg != pen.bg {
        codes.push(color(cell.bg, 40));
    }
    (pen.fg, pen.bg, pen.modifier) = (cell.fg, cell.bg, cell.modifier);
    if !codes.is_empty() {
        // Writing to a vector cannot fail.
        let _ = write!(out, "\x1b[{}m", codes.join(";"));
    }
}

/// The parameter for a colour; `base` is 30 for the text and 40 for the ground.
fn color(color: Color, base: u8) -> String {
    let bright = base + 60;
    let code = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(n) => return format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
    };
    code.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).replace('\x1b', "^")
    }

    #[test]
    fn only_what_changed_is_written() {
        let empty = Buffer::empty(Rect::new(0, 0, 20, 3));
        assert_eq!(changes(&empty, &empty, true), b"");
        let mut next = empty.clone();
        next.set_string(2, 1, "ab", Style::new().fg(Color::Cyan));
        next.set_string(6, 1, "c", Style::new().fg(Color::Cyan));
        assert_eq!(text(&changes(&empty, &next, true)), "^[2;3H^[36mab  c^[0m");
    }

    #[test]
    fn a_short_gap_is_written_over() {
        let mut before = Buffer::empty(Rect::new(0, 0, 20, 1));
        let mut next = before.clone();
        before.set_string(0, 0, "the master secret", Style::new());
        next.set_string(0, 0, "one minute secret", Style::new());
        assert_eq!(text(&changes(&before, &next, true)), "^[1;1Hone minute^[0m");
    }

    #[test]
    fn a_modifier_ends_alone() {
        let empty = Buffer::empty(Rect::new(0, 0, 4, 1));
        let mut next = empty.clone();
        next.set_string(
            0,
            0,
            "a",
            Style::new()
                .fg(Color::Indexed(9))
                .add_modifier(Modifier::BOLD),
        );
        next.set_string(1, 0, "b", Style::new().fg(Color::Indexed(9)));
        assert_eq!(
            text(&changes(&empty, &next, true)),
            "^[1;1H^[1;38;5;9ma^[22mb^[0m"
        );
    }
}
