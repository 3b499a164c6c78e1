//! What two sequences have in common.

/// Maximum number of pairs that are tried: two sequences of a thousand each.
const MAX_TRIED: usize = 1_000_000;

/// The pairs of a longest common subsequence of two sequences, in order: of indices whose elements are
/// equal. Of sequences that are too long for that, what they have in common at their beginning and at their
/// end.
pub fn pairs(
    left: usize,
    right: usize,
    equal: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let shorter = left.min(right);
    let head = (0..shorter).take_while(|i| equal(*i, *i)).count();
    let rest = shorter - head;
    let tail = (0..rest).take_while(|i| equal(left - 1 - i, right - 1 - i));
    let tail = tail.count();
    let (n, m) = (left - head - tail, right - head - tail);
    let mut out: Vec<_> = (0..head).map(|i| (i, i)).collect();
    if n.saturating_mul(m) <= MAX_TRIED {
        let between = longest(n, m, |i, j| equal(head + i, head + j));
        out.extend(between.into_iter().map(|(i, j)| (head + i, head + j)));
    }
    out.extend((0..tail).rev().map(|i| (left - 1 - i, right - 1 - i)));
    out
}

fn longest(n: usize, m: usize, equal: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    // the lengths of the longest common subsequences of what is left of both
    let mut lengths = vec![vec![0_usize; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            lengths[i][j] = match equal(i, j) {
                true => lengths[i + 1][j + 1] + 1,
                false => lengths[i + 1][j].max(lengths[i][j + 1]),
            };
        }
    }
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if equal(i, j) {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[i][j + 1] >= lengths[i + 1][j] {
            j += 1;
        } else {
            i += 1;
        }
    }
    out
}

/// All indices of two sequences in one order, those of a pair together: what the second has instead comes
/// where it departs from the first.
pub fn merged(
    pairs: &[(usize, usize)],
    left: usize,
    right: usize,
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut out = Vec::with_capacity(left.max(right));
    let (mut i, mut j) = (0, 0);
    for (l, r) in pairs.iter().copied().chain([(left, right)]) {
        out.extend((j..r).map(|j| (None, Some(j))));
        out.extend((i..l).map(|i| (Some(i), None)));
        if (l, r) != (left, right) {
            out.push((Some(l), Some(r)));
        }
        (i, j) = (l + 1, r + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(a: &[u8], b: &[u8]) -> Vec<(usize, usize)> {
        pairs(a.len(), b.len(), |i, j| a[i] == b[j])
    }

    #[test]
    fn what_was_put_in_between_is_left_out() {
        assert_eq!(of(b"abcd", b"abxcd"), [(0, 0), (1, 1), (2, 3), (3, 4)]);
        assert_eq!(of(b"abc", b"xyz"), []);
    }

    #[test]
    fn long_sequences_share_their_ends() {
        let mut a = vec![1; 3000];
        let mut b = a.clone();
        a[10..2900].fill(2);
        b[10..2900].fill(3);
        assert_eq!(of(&a, &b).len(), 110);
    }

    proptest! {
        #[test]
        fn pairs_are_equal_and_in_order_and_all_is_merged(
            a in proptest::collection::vec(0_u8..4, 0..20),
            b in proptest::collection::vec(0_u8..4, 0..20),
        ) {
            let found = of(&a, &b);
            prop_assert!(found.iter().all(|(i, j)| a[*i] == b[*j]));
            prop_assert!(found.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            let all = merged(&found, a.len(), b.len());
            let lefts: Vec<_> = all.iter().filter_map(|(l, _)| *l).collect();
            let rights: Vec<_> = all.iter().filter_map(|(_, r)| *r).collect();
            prop_assert_eq!(lefts, (0..a.len()).collect::<Vec<_>>());
            prop_assert_eq!(rights, (0..b.len()).collect::<Vec<_>>());
        }
    }
}
