//! The options that select what of a run is printed: steps, kinds of content, a worksheet.

use super::failure::Failure;
use clap::{Args, ValueEnum};
use premaster::export::report::{Content, Selection};
use premaster::trace::Trace;
use premaster::{label, said};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What of a run is printed.
#[derive(Debug, Default, Args)]
pub(super) struct HandoutOptions {
    /// Print only these steps, counted from 1 as on the screen: 8, 8-13, 8-, -13, or several of these with
    /// commas between them
    #[arg(
        long,
        visible_alias = "step",
        value_name = "STEPS",
        value_parser = StepList::parse,
        allow_hyphen_values = true
    )]
    steps: Option<StepList>,
    /// Print only this of each step. Can be given several times. For text, Markdown and HTML
    #[arg(long, value_enum, value_name = "CONTENT")]
    only: Vec<Only>,
    /// Print with each field what it is for. For text, Markdown and HTML
    #[arg(long)]
    meanings: bool,
    /// Print a worksheet: the values of the run, of fields and of computations are blanks to fill in, and the
    /// key follows on a page of its own. For text, Markdown and HTML
    #[arg(long)]
    blanks: bool,
    /// Write the key of the worksheet to FILE instead
    #[arg(long, value_name = "FILE", requires = "blanks")]
    pub(super) key: Option<PathBuf>,
}

/// A kind of content.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Only {
    Explanations,
    Bytes,
    Fields,
    Computations,
    Values,
    Checks,
}

impl From<Only> for Content {
    fn from(only: Only) -> Content {
        match only {
            Only::Explanations => Content::Explanations,
            Only::Bytes => Content::Bytes,
            Only::Fields => Content::Fields,
            Only::Computations => Content::Computations,
            Only::Values => Content::Values,
            Only::Checks => Content::Checks,
        }
    }
}

impl HandoutOptions {
    /// Whether some of the steps are selected.
    pub(super) fn selects_steps(&self) -> bool {
        self.steps.is_some()
    }

    /// Whether any of them was given.
    pub(super) fn are_given(&self) -> bool {
        self.selects_steps() || !self.only.is_empty() || self.meanings || self.blanks
    }

    /// What is selected of a run. `contents` is what the format has by default; `None` for a format that is no
    /// report.
    ///
    /// # Errors
    /// The run has no such step, or the format cannot leave anything out.
    pub(super) fn selection(
        &self,
        trace: &Trace,
        contents: Option<&[Content]>,
    ) -> Result<Selection, Failure> {
        let mut selection = Selection::whole(trace, contents.unwrap_or_default());
        if let Some(steps) = &self.steps {
            selection.steps = steps.indices(trace)?;
        }
        let given = [
            ("--only", !self.only.is_empty()),
            ("--meanings", self.meanings),
            ("--blanks", self.blanks),
        ];
        if let (None, Some((option, _))) = (contents, given.iter().find(|(_, given)| *given)) {
            return Err(Failure::usage(
                said!("cli.print.no_report", option = *option).to_string(),
                label!("cli.print.reports"),
            ));
        }
        if !self.only.is_empty() {
            selection.contents = self.only.iter().map(|only| (*only).into()).collect();
        }
        selection.meanings = self.meanings;
        selection.blanks = self.blanks;
        Ok(selection)
    }
}

/// Steps by their numbers from 1, as the user gave them: ranges, of which an end may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StepList(Vec<(Option<usize>, Option<usize>)>);

impl StepList {
    /// Reads `8`, `8-13`, `8-`, `-13`, and lists of these.
    fn parse(text: &str) -> Result<StepList, String> {
        let wrong = || label!("cli.expected.steps").to_owned();
        let number = |text: &str| match text {
            "" => Ok(None),
            digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                // what is too long to be a number is no step of any run either
                Ok(Some(digits.parse().unwrap_or(usize::MAX)))
            }
            _ => Err(wrong()),
        };
        let range = |part: &str| {
            let part = part.trim();
            let ends = match part.split_once('-') {
                None => (number(part)?, number(part)?),
                Some((first, last)) => (number(first.trim())?, number(last.trim())?),
            };
            match ends {
                (None, None) => Err(wrong()),
                (Some(first), Some(last)) if first > last => {
                    Err(said!("cli.expected.ascending", first, last).to_string())
                }
                ends => Ok(ends),
            }
        };
        text.split(',')
            .map(range)
            .collect::<Result<_, _>>()
            .map(StepList)
    }

    /// The indices of the steps in a run, ascending.
    fn indices(&self, trace: &Trace) -> Result<Vec<usize>, Failure> {
        let mut out = BTreeSet::new();
        for (first, last) in &self.0 {
            let given = [*first, *last].into_iter().flatten();
            for number in given {
                super::run::step_index(trace, number)?;
            }
            let last = last.unwrap_or(trace.steps().len());
            out.extend(first.unwrap_or(1) - 1..last);
        }
        Ok(out.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbers_and_ranges() {
        let of = |text| StepList::parse(text).map(|list| list.0);
        assert_eq!(of("8"), Ok(vec![(Some(8), Some(8))]));
        assert_eq!(of("8-13"), Ok(vec![(Some(8), Some(13))]));
        assert_eq!(of("8-"), Ok(vec![(Some(8), None)]));
        assert_eq!(of("-13"), Ok(vec![(None, Some(13))]));
        let list = vec![(Some(3), Some(3)), (Some(8), Some(10))];
        assert_eq!(of("3, 8 - 10"), Ok(list));
        for wrong in ["", "-", "x", "1.5", "8-9-10", "1,,2", "+3", "13-8"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
