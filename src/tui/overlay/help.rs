//! All keys, and what the marks of the screen mean.

use super::text_window as window;
use super::{Deed, Overlay};
use crate::label;
use crate::tui::command::{Command, Scope};
use crate::tui::draw::text;
use crate::tui::key::Key;
use crate::tui::model::Model;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// All keys.
#[derive(Debug)]
pub struct Help {
    sections: Vec<Section>,
    scroll: usize,
}

/// The keys of a group of commands.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name.
    pub title: &'static str,
    /// Its commands.
    pub entries: Vec<Entry>,
}

/// A command among the keys.
#[derive(Clone, Debug)]
pub struct Entry {
    /// By which keys.
    pub keys: &'static [Key],
    /// In a few words.
    pub title: &'static str,
    /// In a sentence.
    pub doc: &'static str,
}

const WIDTH: u16 = 100;

impl Help {
    /// Of the keys of these groups.
    pub fn of(sections: Vec<Section>) -> Self {
        Help {
            sections,
            scroll: 0,
        }
    }

    fn lines(&self, model: &Model, width: usize) -> Vec<Line<'static>> {
        let theme = &model.theme;
        let marks = &theme.marks;
        let mut lines = text::wrap_plain(
            &marks.prose(label!("tui.help.screen")),
            theme.text,
            width,
            0,
        );
        lines.push(Line::default());
        let several = model.trace.connections().len() > 1;
        let kept = format!("{}1", marks.kept);
        let kept = (&*kept, theme.text, label!("tui.help.kept"));
        for (mark, style, words) in [
            (marks.known, theme.text, label!("tui.help.known")),
            (marks.sealed, theme.sealed, label!("tui.help.encrypted")),
            (marks.unknown, theme.text, label!("tui.help.unknown")),
            (marks.unseen, theme.text, label!("tui.help.unseen")),
            (marks.not_made, theme.text, label!("tui.help.not_made")),
            (marks.same, theme.good, label!("tui.help.same")),
            (marks.differs, theme.bad, label!("tui.help.differs")),
            (marks.new, theme.title, label!("tui.help.new")),
        ]
        .into_iter()
        .chain(several.then_some(kept))
        {
            let spans = [
                Span::styled(format!("{mark} "), style),
                Span::styled(words, theme.text),
            ];
            lines.extend(text::wrap(&spans, width, 2));
        }
        // one column for the names, as wide as the longest
        let entries = self.sections.iter().flat_map(|section| &section.entries);
        let longest = entries.map(|entry| text::width(entry.title)).max();
        let names = longest.unwrap_or(0) + 1;
        for section in &self.sections {
            lines.push(Line::default());
            lines.push(Line::from(Span::styled(section.title, theme.title)));
            for entry in &section.entries {
                let keys: Vec<String> = entry
                    .keys
                    .iter()
                    .map(|key| key.label(marks.ascii))
                    .collect();
                let head = [
                    Span::styled(format!("{:<12}", keys.join(" ")), theme.key),
                    Span::styled(format!("{:<names$}", entry.title), theme.text),
                ];
                let indent: usize = head.iter().map(Span::width).sum();
                let room = width.saturating_sub(indent);
                if room < 24 {
                    lines.push(Line::from(head.to_vec()));
                    continue;
                }
                let doc = text::wrap_plain(entry.doc, theme.muted, room, 0);
                for (i, line) in doc.into_iter().enumerate() {
                    let mut spans = match i {
                        0 => head.to_vec(),
                        _ => vec![Span::raw(" ".repeat(indent))],
                    };
                    spans.extend(line.spans);
                    lines.push(Line::from(spans));
                }
            }
        }
        lines
    }
}

impl Overlay for Help {
    fn name(&self) -> &'static str {
        "help"
    }

    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn title(&self, _: &Model) -> String {
        label!("tui.window.keys").to_owned()
    }

    fn size(&self, _: &Model, _: Rect) -> (u16, u16) {
        (WIDTH, 50)
    }

    fn len(&self, model: &Model, room: Rect) -> usize {
        window::len(self.lines(model, room.width.into()).len(), room)
    }

    fn at(&self) -> usize {
        self.scroll
    }

    fn go(&mut self, row: usize) {
        self.scroll = row;
    }

    fn offers(&self, _: &Model, command: Command) -> bool {
        !matches!(
            command,
            Command::WhereFrom | Command::Copy | Command::CopyAs
        )
    }

    fn accept_label(&self) -> &'static str {
        label!("tui.footer.close")
    }

    fn accept(self: Box<Self>, _: &mut Model) -> Deed {
        Deed::Closed
    }

    fn draw(&self, model: &Model, room: Rect, buf: &mut Buffer) {
        let lines = self.lines(model, room.width.into());
        window::draw(model, lines, self.scroll, room, buf);
    }
}
