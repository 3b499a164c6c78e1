//! Which names a mistyped one may have meant.

/// The candidates in order of likeness to `got`, whatever the case. A candidate is a name and
/// the other ways to write it; the nearest of these counts.
pub(super) fn nearest<'a>(
    got: &str,
    candidates: impl IntoIterator<Item = (&'static str, Vec<&'a str>)>,
) -> Vec<&'static str> {
    let got = got.to_lowercase();
    let mut ranked: Vec<(usize, &'static str)> = candidates
        .into_iter()
        .map(|(name, others)| {
            let all = others.into_iter().chain([name]);
            let best = all.map(|name| distance(&got, &name.to_lowercase())).min();
            (best.unwrap_or(usize::MAX), name)
        })
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// How many characters must be put in, left out, replaced, or swapped with their neighbour
/// (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(x != y);
            let mut best = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_mistakes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("classic", "classic", 0),
            ("clasic", "classic", 1),
            ("classicc", "classic", 1),
            ("clessic", "classic", 1),
            ("calssic", "classic", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn other_spellings_count_too() {
        let candidates = || [("alpha", vec!["first"]), ("beta", vec!["second"])];
        assert_eq!(nearest("SECOMD", candidates()), ["beta", "alpha"]);
        assert_eq!(nearest("alhpa", candidates()), ["alpha", "beta"]);
    }
}
