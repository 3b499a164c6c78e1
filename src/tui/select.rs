//! Lists: moving in them, and what is selected.

use super::command::{self, Command};
use super::copy::Form;
use super::index::up_to;
use super::layout::layout;
use super::provenance::Asked;
use super::stage::Stage;
use super::ui_state::{Focus, Overlay, Tab};
use super::update::Effect;
use super::view;
use crate::explain::math::About;
use crate::said;
use crate::trace::{Knowledge, ValueId};
use crate::wire::display;
use ratatui::layout::Rect;

/// A list that keys move in: where it is, how long it is, and how many rows a page has.
pub(super) struct List {
    pub at: usize,
    pub len: usize,
    pub page: usize,
}

impl Stage {
    /// The list that the arrow keys move in.
    fn list(&self) -> List {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let Some(at) = layout(area, self.room, self.tab) else {
            return List {
                at: 0,
                len: 0,
                page: 1,
            };
        };
        if let Some(overlay) = &self.overlay {
            let (at, len) = match overlay {
                Overlay::Help(scroll)
                | Overlay::Value { scroll, .. }
                | Overlay::Field { scroll }
                | Overlay::Term { scroll, .. } => {
                    (*scroll, view::overlay::scrolls(self, overlay, area) + 1)
                }
                Overlay::Palette { query, selected } => (*selected, command::palette(query).len()),
                Overlay::Scenarios { query, selected } => (*selected, self.scenarios(query).len()),
                Overlay::Glossary { query, selected } => (*selected, self.terms(query).len()),
                Overlay::Tamper { selected } => (*selected, self.actions().len()),
                Overlay::Compare { selected } => (*selected, self.compared_rows()),
                Overlay::CopyAs { selected, .. } => (*selected, Form::ALL.len()),
                Overlay::Provenance(asked) => (asked.row, self.history_len(asked)),
                Overlay::Prompt { .. } => (0, 0),
            };
            return List {
                at,
                len,
                page: usize::from(area.height / 2),
            };
        }
        let page = usize::from(at.columns[0].height).saturating_sub(1).max(1);
        match self.focus {
            Focus::Side(side) => {
                let rows = view::side::rows(self).len();
                let selected = self.picks.side[side as usize].unwrap_or(0);
                List {
                    at: selected,
                    len: rows,
                    page,
                }
            }
            Focus::Wire => {
                let len = up_to(&self.index.messages, self.cursor).len();
                List {
                    at: self.picks.message.unwrap_or(len.saturating_sub(1)),
                    len,
                    page,
                }
            }
            Focus::Panel => {
                let len = match self.tab {
                    Tab::Explain => view::explain::scrolls(self, &at) + 1,
                    Tab::Bytes => self.rows(),
                    Tab::Math => view::math::scrolls(self, at.columns[0]) + 1,
                    Tab::Keys => self.values_so_far(),
                    Tab::Certificates => view::certificates::len(self),
                    Tab::Transcript => self.transcript().len(),
                };
                List {
                    at: self.picks.tab[self.tab as usize],
                    len,
                    page,
                }
            }
        }
    }

    pub(super) fn move_by(&mut self, to: impl Fn(&List) -> usize) {
        let list = self.list();
        let row = to(&list).min(list.len.saturating_sub(1));
        if let Some(overlay) = &mut self.overlay {
            match overlay {
                Overlay::Help(at)
                | Overlay::Value { scroll: at, .. }
                | Overlay::Field { scroll: at }
                | Overlay::Term { scroll: at, .. }
                | Overlay::Glossary { selected: at, .. }
                | Overlay::Palette { selected: at, .. }
                | Overlay::CopyAs { selected: at, .. }
                | Overlay::Provenance(Asked { row: at, .. })
                | Overlay::Tamper { selected: at }
                | Overlay::Compare { selected: at }
                | Overlay::Scenarios { selected: at, .. } => *at = row,
                Overlay::Prompt { .. } => {}
            }
            return;
        }
        match self.focus {
            Focus::Side(side) => self.picks.side[side as usize] = Some(row),
            Focus::Wire => self.picks.message = Some(row),
            Focus::Panel if self.tab == Tab::Bytes => self.pick_field(row),
            Focus::Panel => self.picks.tab[self.tab as usize] = row,
        }
    }

    pub(super) fn open_selected(&mut self) {
        match (self.focus, self.tab) {
            (Focus::Wire, _) => {
                if let Some(step) = self.chosen_message() {
                    self.inspect(step);
                }
            }
            (Focus::Panel, Tab::Transcript) => {
                let transcript = self.transcript();
                let entry = transcript.get(self.picks.tab[Tab::Transcript as usize]);
                if let Some(step) = entry.map(|entry| entry.step) {
                    self.jump(None);
                    self.go_to(step);
                }
            }
            (Focus::Panel, Tab::Certificates) => {
                let nth = self.picks.tab[Tab::Certificates as usize];
                match view::certificates::der(self, nth) {
                    Some(der) => self.inspect_certificate(der),
                    None => self.open_check(nth),
                }
            }
            (Focus::Panel, Tab::Bytes) if !self.tree.is_empty() => {
                self.overlay = Some(Overlay::Field { scroll: 0 });
            }
            _ => match self.selected_value() {
                Some(id) => self.overlay = Some(Overlay::Value { id, scroll: 0 }),
                None if self.focus != Focus::Panel => {
                    self.say(said!("tui.notice.not_known"));
                }
                None => {
                    let key = self.key_of(Command::WhereFrom);
                    self.say(said!("tui.notice.nothing_to_open", key));
                }
            },
        }
    }

    /// The step of the message that is chosen on the wire, while the focus is there.
    pub(super) fn chosen_message(&self) -> Option<usize> {
        let messages = up_to(&self.index.messages, self.cursor);
        let last = messages.len().saturating_sub(1);
        let chosen = messages.get(self.picks.message.unwrap_or(last)).copied();
        chosen.filter(|_| self.focus == Focus::Wire)
    }

    /// The computation of a check of a certificate, where it is one of a signature.
    fn open_check(&mut self, row: usize) {
        let Some((step, nth)) = view::certificates::check(self, row) else {
            return self.complain(said!("tui.notice.select_certificate"));
        };
        let check = self.trace.steps.get(step).map(|step| &step.checks[nth]);
        if check.is_none_or(|check| check.signature.is_none()) {
            return self.say(said!("tui.notice.no_detail"));
        }
        self.jump(None);
        self.go_to(step);
        self.tab = Tab::Math;
        self.focus = Focus::Panel;
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let line = layout(area, self.room, self.tab)
            .and_then(|at| view::math::line_of(self, at.columns[0], About::Check(nth)));
        self.picks.tab[Tab::Math as usize] = line.unwrap_or(0);
    }

    /// The value that is selected where the focus is.
    pub(super) fn selected_value(&self) -> Option<ValueId> {
        match (self.focus, self.tab) {
            (Focus::Side(side), _) => {
                let rows = view::side::rows(self);
                let row = rows.get(self.picks.side[side as usize].unwrap_or(0))?;
                let id = row.ids[side as usize]?;
                let known = self.value(id)?.known_to(side.into(), self.cursor);
                (known == Knowledge::Known).then_some(id)
            }
            (Focus::Wire, _) => None,
            (Focus::Panel, Tab::Explain | Tab::Math) => self.outcome().map(|value| value.id),
            (Focus::Panel, Tab::Bytes) => view::bytes::selected_value(self),
            (Focus::Panel, Tab::Keys) => {
                let row = self.picks.tab[Tab::Keys as usize];
                (row < self.values_so_far()).then_some(ValueId(row))
            }
            (Focus::Panel, Tab::Certificates | Tab::Transcript) => None,
        }
    }

    pub(super) fn copy(&mut self) -> Effect {
        let value = match self.overlay {
            Some(Overlay::Value { id, .. }) => Some(id),
            Some(Overlay::Provenance(asked)) => self.line_value(&asked),
            _ => self.selected_value(),
        };
        let named = value.and_then(|id| self.value(id));
        let found = named
            .map(|value| (value.title(), value.bytes.clone()))
            .or_else(|| {
                let bytes = self.focus == Focus::Panel && self.tab == Tab::Bytes;
                bytes.then(|| view::bytes::selected_bytes(self)).flatten()
            });
        match found {
            Some((name, bytes)) => {
                let count = bytes.len();
                self.say(said!("tui.notice.copied", name, bytes = count));
                Effect::Copy(display::hex(&bytes))
            }
            None => {
                self.complain(said!("tui.notice.nothing_to_copy"));
                Effect::None
            }
        }
    }
}
