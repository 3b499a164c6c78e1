//! How much was learnt between two tests: of a person the normalised change (Marx and Cummings 2007), of a class its
//! mean with its standard error, and the normalised gain (Hake 1998).

/// The normalised change from p to q, both in [0, 1]: the share of what could be gained that was gained, or of what
/// could be lost that was lost. `None` for someone who could not show any: all right twice, or all wrong twice.
pub fn normalised(p: f64, q: f64) -> Option<f64> {
    if p == q && (p <= 0.0 || p >= 1.0) {
        return None;
    }
    Some(if q > p {
        (q - p) / (1.0 - p)
    } else if q < p {
        (q - p) / p
    } else {
        0.0
    })
}

/// The changes of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// How many persons have a normalised change.
    pub n: usize,
    /// The mean of what they had right at first.
    pub before: f64,
    /// The mean of what they had right in the end.
    pub after: f64,
    /// The mean of their normalised changes.
    pub change: f64,
    /// Its standard error; `None` for one person.
    pub error: Option<f64>,
    /// Hake's gain over the same persons; `None` if there was nothing to gain.
    pub hake: Option<f64>,
}

impl Gain {
    /// Of persons with what each had right before and after; `None` if none of them has a normalised change.
    pub fn of(persons: &[(f64, f64)]) -> Option<Gain> {
        let changed: Vec<(f64, f64, f64)> = persons
            .iter()
            .filter_map(|(p, q)| Some((*p, *q, normalised(*p, *q)?)))
            .collect();
        let mean = |of: fn(&(f64, f64, f64)) -> f64| {
            let sum: f64 = changed.iter().map(of).sum();
            (!changed.is_empty()).then(|| sum / changed.len() as f64)
        };
        let (before, after, change) = (mean(|one| one.0)?, mean(|one| one.1)?, mean(|one| one.2)?);
        let n = changed.len();
        let squares: f64 = changed.iter().map(|one| (one.2 - change).powi(2)).sum();
        let error = (n > 1).then(|| (squares / (n - 1) as f64 / n as f64).sqrt());
        Some(Gain {
            n,
            before,
            after,
            change,
            error,
            hake: (before < 1.0).then(|| (after - before) / (1.0 - before)),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_special_cases_are_those_of_the_paper() {
        assert_eq!(normalised(0.0, 0.0), None);
        assert_eq!(normalised(1.0, 1.0), None);
        assert_eq!(normalised(0.5, 0.5), Some(0.0));
        assert_eq!(normalised(0.5, 0.75), Some(0.5));
        assert_eq!(normalised(0.5, 0.25), Some(-0.5));
        assert_eq!(normalised(0.0, 1.0), Some(1.0));
        assert_eq!(normalised(1.0, 0.0), Some(-1.0));
    }

    #[test]
    fn a_class_of_one_has_no_standard_error() {
        let gain = Gain::of(&[(0.25, 0.5)]).unwrap();
        assert_eq!((gain.n, gain.error), (1, None));
        assert_eq!(Gain::of(&[(1.0, 1.0), (0.0, 0.0)]), None);
        assert_eq!(Gain::of(&[(1.0, 0.5)]).unwrap().hake, None);
    }

    proptest! {
        #[test]
        fn a_change_is_never_more_than_all(p in 0.0..=1.0_f64, q in 0.0..=1.0_f64) {
            let change = normalised(p, q);
            prop_assert!(change.is_none_or(|c| (-1.0..=1.0).contains(&c)), "{change:?}");
            if let Some(change) = change {
                prop_assert_eq!(change > 0.0, q > p);
            }
        }

        #[test]
        fn a_class_is_within_the_same_bounds(
            persons in proptest::collection::vec((0.0..=1.0_f64, 0.0..=1.0_f64), 1..40)
        ) {
            if let Some(gain) = Gain::of(&persons) {
                prop_assert!((-1.0..=1.0).contains(&gain.change));
                prop_assert!(gain.error.is_none_or(|error| (0.0..=1.0).contains(&error)));
                prop_assert!(gain.hake.is_none_or(|hake| hake <= 1.0));
            }
        }
    }
}
