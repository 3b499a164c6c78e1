//! A screen as a picture: SVG 1.1 in monospaced text, in the colours of the theme.
//!
//! A run of cells of one style becomes one piece of text whose width is given, so any monospaced font works.
//! Where a theme uses the terminal's own colours, the palette of the program stands in for them,
//! whose contrast is known. Left out: blinking and the other styles that no screen here has.

use super::draw::theme::{Ground, palette};
use super::draw::xterm::indexed;
use crate::explain::palette::Palette;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Width and height of a cell, in pixels.
const CELL: (u16, u16) = (8, 16);
/// Where the letters stand in a cell, in pixels from its top.
const BASELINE: u16 = 12;
/// Around the screen, in pixels.
const MARGIN: u16 = 8;

/// The picture of a screen. `title` is its name for a screen reader.
pub fn svg(screen: &Buffer, ground: Ground, title: &str) -> String {
    let palette = palette(ground);
    let picture = Picture { screen, palette };
    let area = screen.area;
    let (width, height) = (
        u32::from(area.width) * u32::from(CELL.0) + 2 * u32::from(MARGIN),
        u32::from(area.height) * u32::from(CELL.1) + 2 * u32::from(MARGIN),
    );
    let (title, ground) = (escaped(title), hex(palette.screen));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-size=\"13\" \
         font-family=\"'DejaVu Sans Mono', ui-monospace, Menlo, Consolas, monospace\">\n\
         <title id=\"title\">{title}</title>\n\
         <style>text{{white-space:pre}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{ground}\"/>\n"
    );
    for row in 0..area.height {
        let mut column = 0;
        while column < area.width {
            let piece = picture.piece(column, row);
            picture.draw(&mut out, column, row, &piece);
            column += piece.cells;
        }
    }
    out.push_str("</svg>\n");
    out
}

struct Picture<'a> {
    screen: &'a Buffer,
    palette: &'a Palette,
}

/// Cells beside each other that look alike.
struct Piece {
    text: String,
    style: Style,
    cells: u16,
}

impl Picture<'_> {
    /// The cells from a column on that look alike.
    fn piece(&self, from: u16, row: u16) -> Piece {
        let style = self.screen[(from, row)].style();
        let mut piece = Piece {
            text: String::new(),
            style,
            cells: 0,
        };
        while from + piece.cells < self.screen.area.width {
            let cell = &self.screen[(from + piece.cells, row)];
            if cell.style() != style {
                break;
            }
            piece.text.push_str(cell.symbol());
            // what is two columns wide is in the first of two cells
            piece.cells += (cell.symbol().width() as u16).max(1);
        }
        piece
    }

    fn draw(&self, out: &mut String, column: u16, row: u16, piece: &Piece) {
        let (fore, back) = self.colours(piece.style);
        let (x, y) = (MARGIN + column * CELL.0, MARGIN + row * CELL.1);
        if back != self.palette.screen {
            let (wide, high, back) = (piece.cells * CELL.0, CELL.1, hex(back));
            // writing to a string cannot fail
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{back}\"/>"
            );
        }
        let shown = piece.text.trim_end();
        let letters = shown.trim_start();
        if letters.is_empty() {
            return;
        }
        // leading blanks may be swallowed: the text begins where its first letter does
        let x = x + (shown.width() - letters.width()) as u16 * CELL.0;
        let (y, long) = (y + BASELINE, letters.width() as u16 * CELL.0);
        let (fore, more, letters) = (hex(fore), attributes(piece.style), escaped(letters));
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" textLength=\"{long}\" fill=\"{fore}\"{more}>{letters}</text>"
        );
    }

    /// Ink and ground, as `0xRRGGBB`.
    fn colours(&self, style: Style) -> (u32, u32) {
        let dim = style.add_modifier.contains(Modifier::DIM);
        let own = match dim {
            true => self.palette.line,
            false => self.palette.text,
        };
        let fore = self.rgb(style.fg, own);
        let back = self.rgb(style.bg, self.palette.screen);
        match style.add_modifier.contains(Modifier::REVERSED) {
            true => (back, fore),
            false => (fore, back),
        }
    }

    /// A colour of the theme; `own` is what stands for the terminal's own.
    fn rgb(&self, color: Option<Color>, own: u32) -> u32 {
        match color {
            Some(Color::Rgb(r, g, b)) => u32::from_be_bytes([0, r, g, b]),
            Some(Color::Indexed(n)) => {
                let [r, g, b] = indexed(n);
                u32::from_be_bytes([0, r, g, b])
            }
            // the families of values (draw/palette.rs): the client's, the server's, what both share
            Some(Color::LightCyan | Color::Blue) => self.palette.hues[0],
            Some(Color::LightMagenta | Color::Magenta) => self.palette.hues[6],
            Some(Color::LightYellow) => self.palette.hues[12],
            Some(Color::LightGreen) => self.palette.good,
            Some(Color::LightRed | Color::Red) => self.palette.bad,
            _ => own,
        }
    }
}

/// The attributes of a text for its modifiers, each with a blank before it.
fn attributes(style: Style) -> String {
    [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ]
    .into_iter()
    .filter(|(modifier, _)| style.add_modifier.contains(*modifier))
    .map(|(_, attribute)| attribute)
    .collect()
}

fn hex(rgb: u32) -> String {
    format!("#{rgb:06x}")
}

/// Text as the content of an element. Control characters never come to the screen.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::ValueName;
    use crate::tui::draw::theme::{ColorChoice, Theme};
    use crate::tui::draw::xterm::{LEAST_CONTRAST, contrast};
    use ratatui::layout::Rect;

    fn parts(rgb: u32) -> [u8; 3] {
        let [_, r, g, b] = rgb.to_be_bytes();
        [r, g, b]
    }

    #[test]
    fn what_carries_meaning_can_be_read_in_any_theme() {
        for color in [
            ColorChoice::Mono,
            ColorChoice::Ansi16,
            ColorChoice::Indexed256,
            ColorChoice::Full,
        ] {
            for ground in Ground::ALL {
                let screen = Buffer::empty(Rect::new(0, 0, 1, 1));
                let picture = Picture {
                    screen: &screen,
                    palette: palette(ground),
                };
                let theme = Theme::new(color, ground, false);
                let inks = [
                    theme.text,
                    theme.muted,
                    theme.title,
                    theme.good,
                    theme.bad,
                    theme.sealed,
                    theme.selected,
                    theme.failure,
                ];
                let values = [
                    ValueName::ClientRandom,
                    ValueName::ServerRandom,
                    ValueName::PreMasterSecret,
                    ValueName::MasterSecret,
                    ValueName::KeyBlock,
                ];
                let hues = values.map(|name| theme.value(name));
                for style in inks.into_iter().chain(hues) {
                    let (fore, back) = picture.colours(theme.base.patch(style));
                    let ratio = contrast(parts(fore), parts(back));
                    assert!(
                        ratio >= LEAST_CONTRAST,
                        "{color:?} {ground:?} {style:?}: {ratio:.2}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_wide_letter_takes_two_cells_and_markup_is_text() {
        let mut screen = Buffer::empty(Rect::new(0, 0, 8, 1));
        screen.set_string(1, 0, "木<&", Style::new().bg(Color::Rgb(1, 2, 3)));
        let drawn = svg(&screen, Ground::Dark, "a < b");
        assert!(drawn.contains("<title id=\"title\">a &lt; b</title>"));
        let rect = "<rect x=\"16\" y=\"8\" width=\"32\" height=\"16\" fill=\"#010203\"/>";
        assert!(drawn.contains(rect), "{drawn}");
        let text = "x=\"16\" y=\"20\" textLength=\"32\"";
        assert!(drawn.contains(text), "{drawn}");
        assert!(drawn.contains(">木&lt;&amp;</text>"), "{drawn}");
    }
}
