//! Bars that say how many of a whole.

use crate::lesson::vote::Tally;

/// A bar of so many cells, filled by a share of a whole. Anything at all fills a cell.
pub fn bar(part: usize, whole: usize, cells: usize, ascii: bool) -> String {
    let (full, empty) = if ascii { ("#", ".") } else { ("▮", "▯") };
    let filled = (2 * part * cells + whole)
        .checked_div(2 * whole)
        .unwrap_or(0);
    let filled = filled.max(usize::from(part > 0)).min(cells);
    format!("{}{}", full.repeat(filled), empty.repeat(cells - filled))
}

/// The bar of an answer in a round, with how many gave it. A full one is everyone who can vote.
pub fn of_votes(tally: &Tally, votes: usize, cells: usize, ascii: bool) -> String {
    let whole = tally.present.max(tally.answered());
    format!("{} {votes:>3}", bar(votes, whole, cells, ascii))
}

/// The columns of [`of_votes`] beside its cells.
pub const NUMBER: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_its_share() {
        for (part, whole, expected) in [
            (0, 30, "......"),
            (1, 30, "#....."),
            (15, 30, "###..."),
            (29, 30, "######"),
            (30, 30, "######"),
            (40, 30, "######"),
            (0, 0, "......"),
        ] {
            assert_eq!(bar(part, whole, 6, true), expected, "{part} of {whole}");
        }
    }
}
