//! Draws the screen as an SVG: `cargo run --release --example picture > docs/screen.svg` makes the
//! picture in the README.
//!
//! The screen is the program's own: a stage with a trace, pressed forward, drawn into a buffer.
//! Each run of cells of one style becomes one piece of text whose width is given, so that any
//! monospaced font will do.

mod classic;

use classic::{COLUMNS, ROWS};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::error::Error;
use std::fmt::Write;

/// Width and height of a cell, and where the letters stand in it, in pixels.
const CELL: (u16, u16) = (8, 17);
const BASELINE: u16 = 13;
/// What the terminal's own colours are taken for.
const GROUND: &str = "#141a21";
const TEXT: &str = "#d8dee6";

fn main() -> Result<(), Box<dyn Error>> {
    let mut stage = classic::stage()?;
    for _ in 0..10 {
        stage.press("Right".parse()?);
    }
    print!("{}", svg(&stage.draw(COLUMNS, ROWS))?);
    Ok(())
}

fn svg(screen: &Buffer) -> Result<String, std::fmt::Error> {
    let (width, height) = (COLUMNS * CELL.0 + 16, ROWS * CELL.1 + 16);
    let mut out = String::new();
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="13"
 font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">
<title>premaster at step 11 of 31 of the scenario classic: the server decrypts the pre-master secret</title>
<rect width="100%" height="100%" rx="6" fill="{GROUND}"/>"#
    )?;
    for row in 0..ROWS {
        let mut column = 0;
        while column < COLUMNS {
            let (text, style, cells) = run(screen, column, row);
            piece(&mut out, column, row, &text, style, cells)?;
            column += cells;
        }
    }
    out.push_str("</svg>\n");
    Ok(out)
}

/// The cells from a column on that look alike.
fn run(screen: &Buffer, from: u16, row: u16) -> (String, Style, u16) {
    let style = screen[(from, row)].style();
    let mut text = String::new();
    let mut cells = 0;
    while from + cells < COLUMNS && screen[(from + cells, row)].style() == style {
        text.push_str(screen[(from + cells, row)].symbol());
        cells += 1;
    }
    (text, style, cells)
}

fn piece(
    out: &mut String,
    column: u16,
    row: u16,
    text: &str,
    style: Style,
    cells: u16,
) -> std::fmt::Result {
    let mut colours = [color(style.fg, TEXT), color(style.bg, GROUND)];
    if style.add_modifier.contains(Modifier::REVERSED) {
        colours.reverse();
    }
    let [fore, back] = colours;
    let (x, y) = (8 + column * CELL.0, 8 + row * CELL.1);
    let (wide, high) = (cells * CELL.0, CELL.1);
    if back != GROUND {
        writeln!(
            out,
            r#"<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{back}"/>"#
        )?;
    }
    let shown = text.trim_end();
    if shown.is_empty() {
        return Ok(());
    }
    // Leading blanks would be swallowed: the text begins where its first letter does.
    let letters = shown.trim_start();
    let blank = (shown.chars().count() - letters.chars().count()) as u16;
    let (x, long) = (x + blank * CELL.0, letters.chars().count() as u16 * CELL.0);
    let mut more = String::new();
    if style.add_modifier.contains(Modifier::BOLD) {
        more.push_str(r#" font-weight="bold""#);
    }
    if style.add_modifier.contains(Modifier::ITALIC) {
        more.push_str(r#" font-style="italic""#);
    }
    if style.add_modifier.contains(Modifier::DIM) {
        more.push_str(r#" opacity="0.6""#);
    }
    if style.add_modifier.contains(Modifier::UNDERLINED) {
        more.push_str(r#" text-decoration="underline""#);
    }
    let y = y + BASELINE;
    let letters = letters
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    writeln!(
        out,
        r#"<text x="{x}" y="{y}" textLength="{long}" fill="{fore}" xml:space="preserve"{more}>{letters}</text>"#
    )
}

fn color(color: Option<Color>, otherwise: &str) -> String {
    match color {
        Some(Color::Rgb(r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.to_owned(),
    }
}
