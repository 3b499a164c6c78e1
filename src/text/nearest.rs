//! Which names a mistyped one may have meant.

use strsim::osa_distance;

/// Maximum number of characters of what was typed that are compared: no name is longer.
const MOST: usize = 100;

/// The candidates in order of likeness to `got`, whatever the case. A candidate is a name and
/// the other ways to write it; the nearest of these counts.
pub fn nearest<'n, 'a>(
    got: &str,
    candidates: impl IntoIterator<Item = (&'n str, Vec<&'a str>)>,
) -> Vec<&'n str> {
    let ranked = ranked(got, candidates).into_iter();
    ranked.map(|(_, name)| name).collect()
}

/// Maximum number of names that are offered.
const OFFERED: usize = 3;

/// Those candidates that `got` may well be a misspelling of, the most similar first; none if it is like
/// none of them.
pub fn near<'n, 'a>(
    got: &str,
    candidates: impl IntoIterator<Item = (&'n str, Vec<&'a str>)>,
) -> Vec<&'n str> {
    let len = got.chars().count().min(MOST);
    let most = (len / 3).max(1);
    let ranked = ranked(got, candidates).into_iter();
    let near = ranked.take_while(|(distance, _)| *distance <= most);
    near.map(|(_, name)| name).take(OFFERED).collect()
}

/// The candidates with their distance from `got`, the nearest first.
fn ranked<'n, 'a>(
    got: &str,
    candidates: impl IntoIterator<Item = (&'n str, Vec<&'a str>)>,
) -> Vec<(usize, &'n str)> {
    let got: String = got.to_lowercase().chars().take(MOST).collect();
    let mut ranked: Vec<(usize, &'n str)> = candidates
        .into_iter()
        .map(|(name, others)| {
            let all = others.into_iter().chain([name]);
            let best = all
                .map(|name| osa_distance(&got, &name.to_lowercase()))
                .min();
            (best.unwrap_or(usize::MAX), name)
        })
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_meant_is_near() {
        let candidates = || ["classic", "mutual", "expired"].map(|name| (name, vec![]));
        assert_eq!(near("clasic", candidates()), ["classic"]);
        assert_eq!(near("nowhere", candidates()), [""; 0]);
    }

    #[test]
    fn other_spellings_count_too() {
        let candidates = || [("alpha", vec!["first"]), ("beta", vec!["second"])];
        assert_eq!(nearest("SECOMD", candidates()), ["beta", "alpha"]);
        assert_eq!(nearest("alhpa", candidates()), ["alpha", "beta"]);
        assert_eq!(nearest(&"b".repeat(1_000_000), candidates()).len(), 2);
    }
}
