//! Which names a mistyped one may have meant.

use strsim::osa_distance;

/// Of what was typed, so many characters are compared: no name is longer.
const MOST: usize = 100;

/// The candidates in order of likeness to `got`, whatever the case. A candidate is a name and
/// the other ways to write it; the nearest of these counts.
pub(super) fn nearest<'a>(
    got: &str,
    candidates: impl IntoIterator<Item = (&'static str, Vec<&'a str>)>,
) -> Vec<&'static str> {
    let got: String = got.to_lowercase().chars().take(MOST).collect();
    let mut ranked: Vec<(usize, &'static str)> = candidates
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
    ranked.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_count_too() {
        let candidates = || [("alpha", vec!["first"]), ("beta", vec!["second"])];
        assert_eq!(nearest("SECOMD", candidates()), ["beta", "alpha"]);
        assert_eq!(nearest("alhpa", candidates()), ["alpha", "beta"]);
        assert_eq!(nearest(&"b".repeat(1_000_000), candidates()).len(), 2);
    }
}
