//! Two byte strings that differ, cut so that the difference is in what is shown.

use super::bytes::hex;

/// At most this many bytes of each are shown.
const SHOWN: usize = 12;

/// Both in hexadecimal, short enough to stand in a sentence, and with the first byte in which they
/// differ among those that are shown. `…` marks what is left out before and after.
pub fn differing(expected: &[u8], got: &[u8]) -> (String, String) {
    let mut pairs = expected.iter().zip(got);
    let shorter = expected.len().min(got.len());
    let first = pairs.position(|(a, b)| a != b).unwrap_or(shorter);
    let longer = expected.len().max(got.len());
    // a few equal bytes before it, and as much as there is room for behind it
    let start = match longer <= SHOWN {
        true => 0,
        false => (first.saturating_sub(SHOWN / 3)).min(longer - SHOWN),
    };
    // a mark in place of a single byte would save nothing
    let start = match start <= 1 && first < SHOWN {
        true => 0,
        false => start,
    };
    let show = |bytes: &[u8]| {
        let end = (start + SHOWN).min(bytes.len());
        let part = bytes.get(start..end).unwrap_or_default();
        let before = if start > 0 { "…" } else { "" };
        let after = if end < bytes.len() { "…" } else { "" };
        format!("{before}{}{after}", hex(part))
    };
    (show(expected), show(got))
}

/// Bytes in hexadecimal in at most `room` columns, cut around the first byte in which they differ from
/// others. `ellipsis` marks what is left out before and after.
pub fn around(bytes: &[u8], other: &[u8], room: usize, ellipsis: &str) -> String {
    let mut pairs = bytes.iter().zip(other);
    let same = pairs.position(|(a, b)| a != b);
    let first = same.unwrap_or(bytes.len().min(other.len()));
    let mark = super::width(ellipsis);
    let whole = (room.saturating_sub(mark) / 2).max(1);
    if 2 * bytes.len() <= room || first < whole {
        let tail = if 2 * bytes.len() <= room { 0 } else { mark };
        let shown = (room.saturating_sub(tail) / 2).min(bytes.len());
        let more = if shown < bytes.len() { ellipsis } else { "" };
        return format!("{}{more}", hex(&bytes[..shown]));
    }
    // one byte before it, where there is room for three
    let shown = (room.saturating_sub(2 * mark) / 2).max(1);
    let start = first.saturating_sub(usize::from(shown >= 3));
    let end = (start + shown).min(bytes.len());
    let more = if end < bytes.len() { ellipsis } else { "" };
    format!("{ellipsis}{}{more}", hex(&bytes[start..end]))
}

/// The first bytes of a value, to tell it from another.
pub fn short(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(6)];
    let cut = if shown.len() < bytes.len() { "…" } else { "" };
    format!("{}{cut}", hex(shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_strings_are_shown_whole() {
        let (a, b) = differing(&[1, 2, 3], &[1, 2, 4]);
        assert_eq!((a.as_str(), b.as_str()), ("010203", "010204"));
    }

    #[test]
    fn the_difference_is_shown_wherever_it_is() {
        let expected = [0x64; 48];
        let mut got = expected;
        got[40] = 0x65;
        let (a, b) = differing(&expected, &got);
        assert!(a.starts_with('…') && a != b, "{a} {b}");
    }

    #[test]
    fn the_last_byte_of_one_too_many_is_shown() {
        let expected = [0; SHOWN + 1];
        let mut got = expected;
        got[SHOWN] = 1;
        let (a, b) = differing(&expected, &got);
        assert!(a.ends_with("00") && b.ends_with("01"), "{a} {b}");
    }

    #[test]
    fn bytes_are_cut_around_the_first_that_differs() {
        let bytes = [0x11; 32];
        let mut other = bytes;
        other[20] = 0x12;
        assert_eq!(around(&bytes, &other, 10, "…"), "…11111111…");
        assert_eq!(around(&other, &bytes, 10, "…"), "…11121111…");
        assert_eq!(around(&other, &bytes, 4, "…"), "…12…");
        other[0] = 0x13;
        assert_eq!(around(&other, &bytes, 7, "…"), "131111…");
    }

    proptest! {
        #[test]
        fn what_is_cut_fits_and_still_differs(
            a in proptest::collection::vec(any::<u8>(), 1..60),
            at in any::<proptest::sample::Index>(),
            room in 4_usize..40,
        ) {
            let mut b = a.clone();
            b[at.index(a.len())] ^= 1;
            let (x, y) = (around(&a, &b, room, "…"), around(&b, &a, room, "…"));
            prop_assert_ne!(&x, &y);
            prop_assert!(crate::text::width(&x) <= room, "{x} in {room}");
        }

        #[test]
        fn what_differs_looks_different(
            a in proptest::collection::vec(any::<u8>(), 0..60),
            b in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let (x, y) = differing(&a, &b);
            prop_assert_eq!(a == b, x == y);
            prop_assert!(x.chars().count() <= 2 * SHOWN + 4);
        }

        #[test]
        fn one_changed_byte_is_shown(
            a in proptest::collection::vec(any::<u8>(), 1..400),
            at in any::<prop::sample::Index>(),
        ) {
            let mut b = a.clone();
            let at = at.index(b.len());
            b[at] ^= 1;
            let (x, y) = differing(&a, &b);
            prop_assert!(x != y && x.len() == y.len());
        }
    }
}
