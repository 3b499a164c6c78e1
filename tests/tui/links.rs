//! Hyperlinks on the screen: what a terminal makes of the bytes, cell by cell.

use crate::stages::{classic, press, stage_on};
use premaster::text::rfc::references;
use premaster::tui::{ColorChoice, Stage, changes};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A cell as the terminal has it: what is in it, and the parameters and the address of its link.
type Cell = (String, Option<(String, String)>);

/// As much of a terminal as frames are written for.
struct Terminal {
    cells: Vec<Vec<Cell>>,
    at: (usize, usize),
    link: Option<(String, String)>,
}

impl Terminal {
    fn new(width: usize, height: usize) -> Self {
        Terminal {
            cells: vec![vec![(" ".to_owned(), None); width]; height],
            at: (0, 0),
            link: None,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\x1b]8;") {
                let end = sequence.find("\x1b\\").expect("a sequence ends");
                let (parameters, address) = sequence[..end].split_once(';').unwrap();
                assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
                let link = (parameters.to_owned(), address.to_owned());
                self.link = Some(link).filter(|(_, address)| !address.is_empty());
                rest = &sequence[end + 2..];
            } else if let Some(sequence) = rest.strip_prefix("\x1b[") {
                let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                let numbers: Vec<usize> = sequence[..end]
                    .split(';')
                    .filter_map(|number| number.parse().ok())
                    .collect();
                match &sequence[end..=end] {
                    "H" => self.at = (numbers[1] - 1, numbers[0] - 1),
                    "C" => self.at.0 += numbers[0],
                    "m" => {}
                    other => panic!("{other}"),
                }
                rest = &sequence[end + 1..];
            } else {
                assert!(!c.is_control(), "{c:?}");
                let (x, y) = self.at;
                self.cells[y][x] = (c.to_string(), self.link.clone());
                self.at.0 += 1;
                rest = &rest[c.len_utf8()..];
            }
        }
        assert_eq!(self.link, None, "a frame leaves no link open");
    }

    fn rows(&self) -> Vec<String> {
        let row = |cells: &Vec<Cell>| cells.iter().map(|(text, _)| text.as_str()).collect();
        self.cells.iter().map(row).collect()
    }

    /// The pieces of rows that are links, each with its words and its link.
    fn links(&self) -> Vec<(String, (String, String))> {
        let mut out: Vec<(String, (String, String))> = Vec::new();
        for row in &self.cells {
            let mut before = None;
            for (text, link) in row {
                match link {
                    Some(link) if before == Some(link) => out.last_mut().unwrap().0 += text,
                    Some(link) => out.push((text.clone(), link.clone())),
                    None => {}
                }
                before = link.as_ref();
            }
        }
        out
    }
}

fn text(frame: &Buffer) -> Vec<String> {
    let Rect { width, height, .. } = frame.area;
    let row = |y| (0..width).map(|x| frame[(x, y)].symbol()).collect();
    (0..height).map(row).collect()
}

/// Presses keys one after the other, and lets a terminal see each frame.
fn watched(
    stage: &mut Stage,
    size: (u16, u16),
    keys: &[&str],
    links: bool,
    mut see: impl FnMut(&Terminal),
) {
    let (width, height) = size;
    stage.resize(width, height);
    let mut terminal = Terminal::new(width.into(), height.into());
    let mut last = Buffer::empty(Rect::new(0, 0, width, height));
    for key in std::iter::once(&"").chain(keys) {
        press(stage, key);
        let next = stage.draw(width, height);
        let bytes = changes(&last, &next, links);
        assert!(links || !bytes.windows(3).any(|three| three == b"\x1b]8"));
        terminal.write(&bytes);
        assert_eq!(terminal.rows(), text(&next));
        see(&terminal);
        assert!(changes(&next, &next, links).is_empty());
        last = next;
    }
}

/// Steps through the run, and through fields and tabs of some steps.
const WALK: [&str; 26] = [
    "2", "Down", "Down", "Down", "Down", "Down", "1", "Right", "Right", "2", "Right", "Down",
    "Right", "5", "Right", "Right", "7", "Right", "1", "Right", "Right", "G", "Enter", "Esc",
    "Esc", "Right",
];

#[test]
fn every_reference_on_the_screen_is_a_link_and_nothing_else_is() {
    for ascii in [false, true] {
        for size in [(80, 24), (120, 40), (200, 60)] {
            let mut stage = stage_on(classic(), ColorChoice::Full, ascii);
            let mut met = 0;
            watched(&mut stage, size, &WALK, true, |terminal| {
                let links = terminal.links();
                for (words, (_, address)) in &links {
                    assert!(address.starts_with("https://www.rfc-editor.org/rfc/rfc"));
                    // a reference, or the part of one that stands in this row
                    let own = |word: &str| {
                        let number =
                            word.trim_matches(|c: char| c.is_ascii_digit() || ".§,".contains(c));
                        matches!(
                            number,
                            "" | "RFC" | "section" | "appendix" | "F" | "A" | "C" | "D" | "E"
                        )
                    };
                    assert!(words.split_whitespace().all(own), "{words:?}");
                    assert!(words.trim() == words && !words.is_empty(), "{words:?}");
                }
                // what stands whole in a row is a link with that address
                for row in terminal.rows() {
                    for reference in references(&row) {
                        let words = &row[reference.range.clone()];
                        let found = links.iter().any(|(linked, (_, address))| {
                            // where a section follows on the next row, the link leads there
                            linked.starts_with(words) && address.starts_with(&reference.address)
                        });
                        assert!(found, "{words}: {links:#?}");
                        met += 1;
                    }
                }
            });
            assert!(met > 2, "{size:?}: {met}");
        }
    }
}

#[test]
fn a_link_over_two_rows_keeps_its_number() {
    let mut whole = 0;
    for width in 80..140 {
        let mut stage = stage_on(classic(), ColorChoice::Full, false);
        let mut broken = Vec::new();
        watched(
            &mut stage,
            (width, 40),
            &["Right", "Right"],
            true,
            |terminal| {
                let links = terminal.links();
                let pairs = links.iter().zip(links.iter().skip(1));
                let pairs = pairs.filter(|((first, _), (second, _))| {
                    first.starts_with("RFC") && !first.contains('§') && second.starts_with('§')
                });
                broken.extend(pairs.map(|((_, a), (_, b))| (a.clone(), b.clone())));
            },
        );
        for (first, second) in broken {
            assert_eq!(first, second);
            assert!(first.0.starts_with("id=") && first.1.contains("#section-"));
            whole += 1;
        }
    }
    assert!(whole > 0, "some reference is broken at some width");
}

#[test]
fn without_links_the_terminal_gets_none() {
    let mut stage = stage_on(classic(), ColorChoice::Full, false);
    watched(&mut stage, (120, 40), &WALK, false, |terminal| {
        assert_eq!(terminal.links(), []);
    });
}
