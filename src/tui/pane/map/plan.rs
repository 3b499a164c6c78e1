//! Where everything stands in the diagram, in the room that there is.

use super::words;
use crate::trace::{Side, ValueName};
use crate::tui::model::Model;
use ratatui::layout::Rect;

/// Where a value stands in the diagram.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub x: usize,
    pub y: usize,
    /// The columns of its name.
    pub name: usize,
    /// The columns of its length.
    pub size: usize,
    /// The columns of its beginning.
    pub digits: usize,
}

/// A column of the diagram: values below each other, whose marks are below each other too.
#[derive(Clone, Copy)]
struct Column {
    x: usize,
    name: usize,
    size: usize,
    digits: usize,
}

/// How the diagram is laid out in a room.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Whether the beginnings of the values are shown, and the marks of the parties stand apart.
    pub wide: bool,
    /// The columns between two values beyond those that an arrow needs.
    pub gap: usize,
    /// The rows that it takes, from the top of the room on.
    pub rows: usize,
    /// How many rows further up it begins than it would with a blank row above it.
    lift: usize,
    left: Column,
    middle: Column,
    right: Column,
    /// The row of the last record.
    record: usize,
}

/// The columns that the diagram needs at least.
const NARROW: u16 = 76;
/// The columns of a diagram with the beginnings of the values.
const WIDE: u16 = 116;
/// The columns of a diagram in which no name is short.
const LONG_NAMES: u16 = 140;

impl Plan {
    /// `None` where the diagram does not fit.
    pub fn of(model: &Model, area: Rect) -> Option<Plan> {
        let client = model.index.client_shows_a_key;
        let names = model.map_names();
        let shows_record = names
            .iter()
            .any(|name| matches!(name, ValueName::RecordContent(..)));
        let record = if client { 13 } else { 11 };
        let rows = record + usize::from(shows_record);
        let height = usize::from(area.height);
        if area.width < NARROW || height + 1 < rows {
            return None;
        }
        let below = words::moral_lines(model, area.width.into()).len();
        let lift = usize::from(height < rows + below);
        let column = |x, name, size, digits| Column {
            x,
            name,
            size,
            digits,
        };
        let plan = Plan {
            wide: area.width >= WIDE,
            gap: 0,
            rows: rows - lift,
            lift,
            left: column(0, 15, 4, 0),
            middle: column(29, 13, 3, 0),
            right: column(54, 14, 3, 0),
            record,
        };
        if !plan.wide {
            return Some(plan);
        }
        let (first, second) = match area.width >= LONG_NAMES {
            true => (18, 16),
            false => (15, 13),
        };
        // what is left for the beginnings of three values and for two gaps
        let free = usize::from(area.width) - 69 - first - second;
        let gap = (free.saturating_sub(19) / 8).min(9);
        let digits = (free - 2 * gap).div_ceil(3);
        let plan = Plan {
            gap,
            left: column(1, first, 4, digits),
            ..plan
        };
        let middle = column(plan.first_edge() + 9 + gap, second, 3, digits);
        let plan = Plan { middle, ..plan };
        let right = column(plan.second_edge() + 8 + gap, 14, 3, digits - 2);
        Some(Plan { right, ..plan })
    }

    /// A row of the diagram, counted as if a blank one were above it.
    pub fn row(&self, y: usize) -> usize {
        y - self.lift
    }

    /// The column of a value's first mark.
    pub fn marks(&self, spot: &Spot) -> usize {
        let digits = match spot.digits {
            0 => 0,
            digits => digits + 1,
        };
        spot.x + spot.name + spot.size + 1 + digits
    }

    /// The columns from one party's mark to the next.
    pub fn pitch(&self) -> usize {
        if self.wide { 2 } else { 1 }
    }

    /// The column of the mark that the two sides differ, which is kept free for it.
    pub fn differs(&self, spot: &Spot) -> usize {
        self.marks(spot) + 3 * self.pitch()
    }

    /// The column behind a value.
    pub fn end(&self, spot: &Spot) -> usize {
        self.differs(spot) + 1
    }

    /// The first column of the arrows to the master secret.
    pub fn first_edge(&self) -> usize {
        self.end(&self.at(self.left, 0))
    }

    /// The first column of the arrows to what is made from the master secret.
    pub fn second_edge(&self) -> usize {
        self.end(&self.at(self.middle, 0))
    }

    /// The first column of the values in the middle.
    pub fn middle(&self) -> usize {
        self.middle.x
    }

    /// The first column of the keys.
    pub fn right(&self) -> usize {
        self.right.x
    }

    /// The row of the last record.
    pub fn record(&self) -> usize {
        self.row(self.record)
    }

    fn at(&self, column: Column, y: usize) -> Spot {
        Spot {
            x: column.x,
            y: y.saturating_sub(self.lift),
            name: column.name,
            size: column.size,
            digits: column.digits,
        }
    }

    /// Where a value stands.
    pub fn spot(&self, name: ValueName) -> Option<Spot> {
        use ValueName as V;
        let left = |y| Some(self.at(self.left, y));
        let middle = |y| Some(self.at(self.middle, y));
        let right = |y| Some(self.at(self.right, y));
        match name {
            V::ClientRandom => left(2),
            V::ServerRandom => left(3),
            V::PreMasterSecret => left(4),
            V::EncryptedPreMasterSecret => left(7),
            V::ServerModulus => left(9),
            V::ServerPrivateExponent => left(10),
            V::ClientModulus => left(11),
            V::ClientPrivateExponent => left(12),
            V::HandshakeSignature => middle(12),
            V::MasterSecret => middle(3),
            V::KeyBlock => right(3),
            V::WriteMacKey(Side::Client) => right(4),
            V::WriteMacKey(Side::Server) => right(5),
            V::WriteKey(Side::Client) => right(6),
            V::WriteKey(Side::Server) => right(7),
            V::VerifyData(Side::Client) => Some(self.proof(8)),
            V::VerifyData(Side::Server) => Some(self.proof(9)),
            V::RecordContent(..) => left(self.record),
            _ => None,
        }
    }

    /// The longest names begin further to the left, so that all marks are below each other.
    fn proof(&self, y: usize) -> Spot {
        let spot = self.at(self.right, y);
        match self.wide {
            true => Spot {
                x: spot.x - 4,
                name: spot.name + 4,
                ..spot
            },
            false => Spot {
                x: spot.x - 1,
                name: spot.name + 4,
                size: 0,
                ..spot
            },
        }
    }
}
