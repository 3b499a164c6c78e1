//! What a presenting screen tells those who look along: lines of JSON.

use premaster::label;
use premaster::said;
use premaster::scenario::{Overrides, Scenario};
use premaster::text::Said;
use premaster::trace::{Place, PlaceError};
use premaster::tui::{Part, Presenting, Shared, Tab};
use serde::{Deserialize, Serialize};

/// The longest line in bytes. A scenario takes a few thousand; what is longer comes from something else.
pub(super) const LONGEST: usize = 1 << 20;

/// What the screen shows.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The name of the scenario.
    name: String,
    /// The scenario as a file: everything that the run depends on.
    scenario: String,
    /// The place of the reader.
    at: String,
    /// The open tab, by its key.
    tab: String,
    /// Whether it is the presentation that is shown.
    presenting: bool,
    /// Whether what is new in a step is hidden at first.
    hides: bool,
    /// Whether it has been revealed.
    revealed: bool,
    /// The part that is lit, by its place among all.
    spotlight: Option<usize>,
}

/// What is shown, as a line with its end.
pub(super) fn write(shared: &Shared) -> String {
    let line = Line {
        name: shared.scenario.name.clone(),
        scenario: shared.scenario.to_toml(),
        at: shared.at.to_string(),
        tab: shared.tab.key().to_owned(),
        presenting: shared.presenting.on,
        hides: shared.presenting.hides,
        revealed: shared.presenting.revealed,
        spotlight: shared.presenting.spotlight.map(|part| part as usize),
    };
    // there is nothing in it that JSON cannot hold
    let mut line = serde_json::to_string(&line).unwrap_or_default();
    line.push('\n');
    line
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(line: &str) -> Result<Shared, Said> {
    let wrong = |error: String| said!("cli.classroom.line", error);
    let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    let origin = label!("cli.classroom.origin");
    let scenario = Scenario::from_toml(&line.scenario, &line.name, origin, Overrides::default());
    let scenario = scenario.map_err(|error| wrong(error.to_string()))?;
    let at: Place = line
        .at
        .parse()
        .map_err(|error: PlaceError| wrong(error.to_string()))?;
    let tab = Tab::ALL.into_iter().find(|tab| tab.key() == line.tab);
    Ok(Shared {
        scenario,
        at,
        tab: tab.unwrap_or_default(),
        presenting: Presenting {
            on: line.presenting,
            hides: line.hides,
            revealed: line.revealed,
            spotlight: line.spotlight.and_then(|at| Part::ALL.get(at).copied()),
        },
    })
}
