//! What stands on each row of the panes and of the column between them.

use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::place::Focus;
use crate::tui::model::value_row::{Group, State, ValueRow};
use ratatui::layout::Rect;

/// What stands on a row of the screen, in both panes and in the column between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// What the party does.
    State,
    /// The name of a group.
    Heading(Group),
    Blank,
    /// A row of values.
    Value(usize),
    /// So many values are above, and whether one of them differs.
    Above(usize, Option<bool>),
    /// So many are below.
    Below(usize, Option<bool>),
}

/// From so many rows on, the first says what the party does.
const STATE: u16 = 14;
/// From so many columns on, the values stand in groups.
const GROUPS: u16 = 40;

/// The rows of the record under way, with the name of their group.
const RECORD: usize = 5;

/// What stands on each row, which depends on the height and the width of a pane alone: both panes and
/// the column have the same.
pub fn lines(model: &Model, pane: Rect) -> Vec<Item> {
    let rows = model.value_rows();
    let height = usize::from(pane.height);
    let state = pane.height >= STATE;
    let head = usize::from(state);
    let grouped = (pane.width >= GROUPS)
        .then(|| {
            let blanks = grouped(rows, true);
            let tight = grouped(rows, false);
            // room for the record under way, so that no row moves when one comes
            let record = rows.iter().any(|row| Group::of(row.name) == Group::Record);
            let reserve = |blank| if record { 0 } else { RECORD + blank };
            let fits = |(items, blank): &(Vec<Item>, usize)| {
                items.len() + reserve(*blank) + 2 * head <= height
            };
            let found = [(blanks, 1), (tight, 0)].into_iter().find(fits);
            found.map(|(items, _)| items)
        })
        .flatten();
    let mut items = Vec::with_capacity(height);
    if state {
        items.push(Item::State);
    }
    if let Some(grouped) = grouped {
        if state {
            items.push(Item::Blank);
        }
        items.extend(grouped);
        return items;
    }
    let room = height - head;
    if rows.len() <= room {
        items.extend((0..rows.len()).map(Item::Value));
        return items;
    }
    let first = first(model, rows, room);
    let last = (first + room).min(rows.len());
    let worst = |rows: &[ValueRow]| {
        let any = |agree| rows.iter().any(|row| row.agree == Some(agree));
        match (any(false), any(true)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    };
    for at in first..last {
        items.push(match at {
            at if at == first && first > 0 => Item::Above(first + 1, worst(&rows[..=first])),
            at if at + 1 == last && last < rows.len() => {
                Item::Below(rows.len() - at, worst(&rows[at..]))
            }
            at => Item::Value(at),
        });
    }
    items
}

fn grouped(rows: &[ValueRow], blanks: bool) -> Vec<Item> {
    let mut items = Vec::new();
    let mut group = None;
    for (at, row) in rows.iter().enumerate() {
        let own = Group::of(row.name);
        if group.replace(own) != Some(own) {
            if blanks && !items.is_empty() {
                items.push(Item::Blank);
            }
            items.push(Item::Heading(own));
        }
        items.push(Item::Value(at));
    }
    items
}

/// The first row that is shown of more than there is room for: the chosen one must be seen, or all
/// that is new in this step, or else where the handshake has come to.
fn first(model: &Model, rows: &[ValueRow], height: usize) -> usize {
    let most = rows.len().saturating_sub(height);
    let chosen = model.picks.value.filter(|_| model.focus != Focus::Panel);
    if let Some(chosen) = chosen {
        return text::first_row(chosen, rows.len(), height);
    }
    let new = |row: &&ValueRow| row.is_new();
    let made = |row: &ValueRow| row.held.iter().any(|held| held.state != State::NotMade);
    let last_new = rows.iter().rposition(|row| row.is_new());
    let last = last_new
        .or_else(|| rows.iter().rposition(made))
        .unwrap_or(0);
    let first_new = rows.iter().position(|row| new(&row)).unwrap_or(last);
    // one row tells what is below, one what is above
    let down_to = (last + 2).saturating_sub(height);
    let up_to = first_new.saturating_sub(1);
    match last + 2 <= height {
        true => 0,
        false => down_to.min(up_to).min(most),
    }
}
