//! The palette: all commands, and those that match what is typed.

use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::choice::{Choice, choice, typed};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::{scroll_hint, text};
use crate::tui::key::Key;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// The palette of commands.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    query: String,
    selected: usize,
}

/// A command of the palette.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is done.
    pub command: Command,
    /// In a few words.
    pub title: &'static str,
    /// In a sentence.
    pub doc: &'static str,
    /// Other words by which it is found.
    pub also: &'static str,
    /// Its first key.
    pub key: Option<Key>,
}

impl Palette {
    /// Of these commands.
    pub fn of(entries: Vec<Entry>) -> Self {
        Palette {
            entries,
            query: String::new(),
            selected: 0,
        }
    }

    fn matching(&self) -> Vec<&Entry> {
        matching(&self.entries, &self.query)
    }

    /// Where the list and the selected description are in a room.
    fn places(&self, room: Rect) -> Places {
        let (width, height) = (usize::from(room.width), usize::from(room.height));
        let rows = |entry: &Entry| text::wrap_plain(entry.doc, Style::new(), width, 0).len();
        // as many rows as the longest takes, so that nothing jumps
        let longest = self.entries.iter().map(rows).max().unwrap_or(0);
        let about = longest.min(height / 3);
        let gap = usize::from(height >= 10);
        let first = 1 + gap;
        Places {
            first,
            list: height.saturating_sub(first + gap + about),
            about,
        }
    }
}

/// The parts of the room below the line that is typed, in rows.
struct Places {
    /// The first row of the list.
    first: usize,
    /// The rows of the list.
    list: usize,
    /// The rows of the selected description, at the end.
    about: usize,
}

/// So many columns are needed for the descriptions beside the names.
const BESIDE: u16 = 60;

/// The commands that match what is typed, the best first.
pub fn matching<'a>(entries: &'a [Entry], query: &str) -> Vec<&'a Entry> {
    let about: Vec<String> = entries
        .iter()
        .map(|entry| format!("{} {}", entry.doc, entry.also))
        .collect();
    let all = entries.iter().zip(&about).collect();
    let found = text::matching(all, query, |(entry, about)| (entry.title, about.as_str()));
    found.into_iter().map(|(entry, _)| entry).collect()
}

impl Overlay for Palette {
    fn name(&self) -> &'static str {
        "palette"
    }

    fn scope(&self) -> Scope {
        Scope::Finder
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.commands").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (180, 40)
    }

    fn len(&self, _: &Model, _: Rect) -> usize {
        self.matching().len()
    }

    fn at(&self) -> usize {
        self.selected
    }

    fn go(&mut self, row: usize) {
        self.selected = row;
    }

    fn row_at(&self, _: &Model, room: Rect, row: usize) -> Option<usize> {
        let len = self.matching().len();
        let at = self.places(room);
        let row = row.checked_sub(at.first).filter(|row| *row < at.list)?;
        let at = text::first_row(self.selected, len, at.list) + row;
        (at < len).then_some(at)
    }

    fn typed(&mut self) -> Option<(&mut String, usize)> {
        self.selected = 0;
        Some((&mut self.query, 256))
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.accept")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        let chosen = self.matching().get(self.selected).map(|row| row.command);
        chosen.map_or(Deed::Closed, Deed::Run)
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut painter = Painter::new(buf, room);
        painter.line(0, typed(model, ":", &self.query, painter.width()));
        let entries = self.matching();
        if entries.is_empty() {
            let words = label!("tui.window.no_command");
            return painter.line(2, Span::styled(words, theme.muted));
        }
        let at = self.places(room);
        let first = text::first_row(self.selected, entries.len(), at.list);
        let shown = entries.iter().enumerate().skip(first).take(at.list);
        for (y, (i, entry)) in shown.enumerate() {
            let key = entry.key.map(|key| key.label(theme.marks.ascii));
            let row = Choice {
                name: entry.title,
                name_room: 28,
                doc: if room.width < BESIDE { "" } else { entry.doc },
                right: &key.unwrap_or_default(),
            };
            choice(model, &mut painter, y + at.first, i == self.selected, &row);
        }
        if let Some(entry) = entries.get(self.selected) {
            let width = painter.width();
            let doc = theme.marks.prose(entry.doc);
            let lines = text::wrap_plain(&doc, theme.text, width, 0);
            let lines = text::clip(lines, at.about, width, theme);
            painter.lines(painter.height() - at.about, lines);
        }
        let most = entries.len().saturating_sub(at.list);
        scroll_hint::more(model, room, first, most, buf);
    }
}
