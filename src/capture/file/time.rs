//! The times of packets.

const NANOSECONDS: u64 = 1_000_000_000;

/// How an interface counts time (`if_tsresol`, `if_tsoffset`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    unit: Unit,
    /// Seconds that are added to each time.
    offset: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// So many nanoseconds each.
    Nanoseconds(u64),
    /// So many of them a second.
    PerSecond(u128),
}

impl Clock {
    /// The clock of an interface's options: the highest bit of `resolution` chooses between
    /// powers of 2 and of 10.
    pub fn new(resolution: u8, offset: i64) -> Clock {
        let exponent = u32::from(resolution & 0x7f);
        let unit = if resolution & 0x80 != 0 {
            Unit::PerSecond(1 << exponent.min(127))
        } else if exponent <= 9 {
            Unit::Nanoseconds(10_u64.pow(9 - exponent))
        } else {
            // a unit that is finer than 10^-38 s leaves no time other than 0
            Unit::PerSecond(10_u128.pow(exponent.min(38)))
        };
        Clock { unit, offset }
    }

    /// Nanoseconds since the epoch, at the ends of the range if they are outside.
    pub fn at(self, ticks: u64) -> u64 {
        let nanoseconds = match self.unit {
            Unit::Nanoseconds(each) => ticks.saturating_mul(each),
            Unit::PerSecond(units) => {
                let (ticks, second) = (u128::from(ticks), u128::from(NANOSECONDS));
                let whole = (ticks / units).saturating_mul(second);
                // the remainder is less than 2^64, so its product fits
                let part = (ticks % units) * second / units;
                u64::try_from(whole + part).unwrap_or(u64::MAX)
            }
        };
        let offset = self.offset.unsigned_abs().saturating_mul(NANOSECONDS);
        match self.offset {
            0.. => nanoseconds.saturating_add(offset),
            _ => nanoseconds.saturating_sub(offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_and_of_two() {
        assert_eq!(Clock::new(6, 0).at(1_500_000), 1_500_000_000);
        assert_eq!(Clock::new(0, 0).at(3), 3_000_000_000);
        assert_eq!(Clock::new(9, 0).at(7), 7);
        assert_eq!(Clock::new(12, 0).at(7_000), 7);
        assert_eq!(Clock::new(0x80 | 10, 0).at(1536), 1_500_000_000);
        assert_eq!(Clock::new(0x80 | 32, 0).at(3 << 31), 1_500_000_000);
    }

    #[test]
    fn an_offset_moves_the_times() {
        assert_eq!(Clock::new(6, 10).at(5), 10_000_005_000);
        assert_eq!(Clock::new(6, -1).at(3_000_000), 2_000_000_000);
        assert_eq!(Clock::new(6, i64::MIN).at(3_000_000), 0);
    }

    #[test]
    fn no_time_is_out_of_range() {
        for resolution in 0..=u8::MAX {
            for offset in [i64::MIN, 0, i64::MAX] {
                Clock::new(resolution, offset).at(u64::MAX);
                Clock::new(resolution, offset).at(0);
            }
        }
        assert_eq!(Clock::new(0, 0).at(u64::MAX), u64::MAX);
    }
}
