//! How a run is filmed: the options of an asciicast, and a size of the screen.

use clap::Args;
use premaster::label;
use premaster::scenario::Scenario;
use premaster::trace::Trace;
use premaster::tui::{ColorChoice, Film, Options, SMALLEST};

/// The size of the screen, and the pace.
#[derive(Debug, Default, Args)]
pub(super) struct FilmOptions {
    /// The columns and rows of the screen in a cast; 120x40 by default
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = size)]
    size: Option<(u16, u16)>,
    /// The pace of a cast, compared with that of the screen: 2 is twice as fast, 0.5 half as fast
    #[arg(long, value_name = "FACTOR", value_parser = pace)]
    pace: Option<f64>,
}

impl FilmOptions {
    /// The first option that was given.
    pub(super) fn given(&self) -> Option<&'static str> {
        let size = self.size.map(|_| "--size");
        size.or(self.pace.map(|_| "--pace"))
    }

    /// What the options say, and the defaults for the rest.
    pub(super) fn film(&self) -> Film {
        let default = Film::default();
        Film {
            size: self.size.unwrap_or(default.size),
            pace: self.pace.unwrap_or(default.pace),
        }
    }
}

/// The look of what is drawn without a terminal, from that of the screen: in all colours, unless others are
/// asked for.
pub(super) fn look(look: Options) -> Options {
    let color = match look.color {
        ColorChoice::Auto => ColorChoice::Full,
        color => color,
    };
    Options {
        color,
        // keys are named as in docs/keys.md, whatever a reader has bound
        keys: Vec::new(),
        pace: None,
        notice: None,
        ..look
    }
}

/// Steps of a run as an asciicast, by their indices.
pub(super) fn film(
    trace: &Trace,
    scenario: Option<&Scenario>,
    (film, look): (Film, Options),
    steps: &[usize],
) -> String {
    super::stages::stage(trace, scenario, look).film(film, steps)
}

/// The size of a screen.
pub(super) fn size(text: &str) -> Result<(u16, u16), String> {
    /// More than any screen has, and little enough for a picture of it.
    const MOST: u16 = 500;
    let numbers = text.split_once(['x', '×']);
    let numbers =
        numbers.and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    let fits = |(columns, rows): &(u16, u16)| {
        (SMALLEST.0..=MOST).contains(columns) && (SMALLEST.1..=MOST).contains(rows)
    };
    numbers
        .filter(fits)
        .ok_or_else(|| label!("cli.expected.size").to_owned())
}

fn pace(text: &str) -> Result<f64, String> {
    let number = text.parse().ok();
    let number = number.filter(|number| (0.1..=100.0).contains(number));
    number.ok_or_else(|| label!("cli.expected.pace").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_columns_and_rows() {
        assert_eq!(size("120x40"), Ok((120, 40)));
        for wrong in [
            "", "x", "120", "120x", "39x10", "40x9", "501x40", "-1x40", "120x40x2",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_pace_is_a_factor() {
        assert_eq!(pace("0.5"), Ok(0.5));
        for wrong in ["", "0", "-1", "NaN", "inf", "fast"] {
            assert!(pace(wrong).is_err(), "{wrong}");
        }
    }
}
