//! What two runs have in common and what differs, in a few lines.

use super::{FormulaPair, Story};
use crate::protocol::{Switch, Switches, ValueName};
use crate::text::Said;
use crate::trace::{Comparison, Connection, ConnectionId, Part, Relation, Step, Value, ValuePair};
use crate::{label, said};

/// A line of the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub about: About,
    /// Whether both runs are the same in this.
    pub same: bool,
    /// What is to be said.
    pub what: What,
}

/// What is said of two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Of both together.
    Both(Said),
    /// Of each: the first, then the second.
    Each(Said, Said),
}

/// What a line of the summary is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The seeds of the random numbers.
    Seed,
    /// The clocks, where they differ.
    Clock,
    /// The version agreed on.
    Version,
    /// Where their versions stand today, if they differ.
    Standing,
    /// The suite agreed on.
    Suite,
    /// What later RFCs added, if one of them has it.
    Switches,
    /// How they end.
    End,
    /// The steps and their order.
    Steps,
    /// Where they begin to differ.
    First,
    /// The messages that both send.
    Messages,
    /// The formulas of what both compute.
    Formulas,
    /// The values that are the same.
    SameValues,
    /// The values that differ.
    OtherValues,
    /// The values that only one run has.
    LoneValues,
}

impl About {
    /// The name in exports: `seed`, `version`, `same_values`, ….
    pub const fn key(self) -> &'static str {
        match self {
            About::Seed => "seed",
            About::Clock => "clock",
            About::Version => "version",
            About::Standing => "standing",
            About::Suite => "suite",
            About::Switches => "switches",
            About::End => "end",
            About::Steps => "steps",
            About::First => "first",
            About::Messages => "messages",
            About::Formulas => "formulas",
            About::SameValues => "same_values",
            About::OtherValues => "other_values",
            About::LoneValues => "lone_values",
        }
    }

    /// What a line begins with.
    pub fn label(self) -> Said {
        match self {
            About::Seed => said!("explain.comparison.seed"),
            About::Clock => said!("explain.comparison.clock"),
            About::Version => said!("explain.comparison.version"),
            About::Standing => said!("explain.comparison.standing"),
            About::Suite => said!("explain.comparison.suite"),
            About::Switches => said!("explain.comparison.switches"),
            About::End => said!("explain.comparison.end"),
            About::Steps => said!("explain.comparison.steps"),
            About::First => said!("explain.comparison.first"),
            About::Messages => said!("explain.comparison.messages"),
            About::Formulas => said!("explain.comparison.formulas"),
            About::SameValues | About::OtherValues | About::LoneValues => {
                said!("explain.comparison.values")
            }
        }
    }
}

/// The lines of the summary.
pub(super) fn lines(
    left: Part<'_>,
    right: Part<'_>,
    comparison: &Comparison,
    story: &Story,
) -> Vec<Line> {
    let each = |about, l: String, r: String| {
        let same = l == r;
        let words = |words| said!("explain.comparison.plain", words);
        let what = match same {
            true => What::Both(words(l)),
            false => What::Each(words(l), words(r)),
        };
        Line { about, same, what }
    };
    let none = || said!("explain.comparison.none").to_string();
    let of = |part: Part<'_>, what: fn(Part<'_>) -> Option<String>| what(part).unwrap_or_else(none);
    let both =
        |about, what: fn(Part<'_>) -> Option<String>| each(about, of(left, what), of(right, what));
    let mut out = vec![
        both(About::Version, version),
        both(About::Suite, suite),
        both(About::Seed, |part| {
            part.trace.run().seed.map(|seed| seed.to_string())
        }),
    ];
    let standings = both(About::Standing, standing);
    if !standings.same {
        out.insert(1, standings);
    }
    let clock = both(About::Clock, |part| Some(part.trace.run().clock.rfc3339()));
    out.extend(Some(clock).filter(|clock| !clock.same));
    if switches(left).or(switches(right)).is_some() {
        out.push(both(About::Switches, switches));
    }
    out.push(each(About::End, ending(left), ending(right)));
    out.push(steps(left, right, comparison));
    out.extend(first(left, right, comparison));
    out.extend(messages(left, comparison, story));
    out.extend(formulas(comparison, story));
    out.extend(values(comparison));
    out
}

/// What the connections of a run have agreed on, each once.
fn agreed(part: Part<'_>, of: impl Fn(&Connection) -> Option<String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for what in part.connections().filter_map(of) {
        all.extend(Some(what).filter(|what| !all.contains(what)));
    }
    (!all.is_empty()).then(|| said!("explain.comparison.list", all).to_string())
}

/// The versions that the connections of a run have agreed on.
pub(super) fn version(part: Part<'_>) -> Option<String> {
    agreed(part, |it| it.version.map(|version| version.to_string()))
}

/// Where the versions stand today that the connections of a run have agreed on.
fn standing(part: Part<'_>) -> Option<String> {
    agreed(part, |it| {
        it.rules().map(|rules| (rules.standing)().to_owned())
    })
}

/// The suites that the connections of a run have agreed on.
pub(super) fn suite(part: Part<'_>) -> Option<String> {
    agreed(part, |it| it.suite.map(|suite| suite.name.to_owned()))
}

/// What is switched on in a run: on one of its connections.
pub(super) fn switches(part: Part<'_>) -> Option<String> {
    let all = part.connections().map(|it| it.switches);
    let on = all.fold(Switches::default(), Switches::or).on();
    let names: Vec<&str> = on.map(Switch::title).collect();
    (!names.is_empty()).then(|| said!("explain.comparison.list", all = names).to_string())
}

/// How a run ends, with what its outcome does not say.
fn ending(part: Part<'_>) -> String {
    let (ending, caveat) = (part.outcome().words(), caveat(part));
    let caveat = (!caveat.is_empty()).then_some(caveat);
    said!("explain.comparison.ending", ending, caveat).to_string()
}

/// What the outcome of a run does not say; empty where there is nothing.
pub fn caveat(part: Part<'_>) -> &'static str {
    if part.steps().any(Step::clicks_through) {
        label!("explain.comparison.warning_ignored")
    } else if part.steps().any(Step::skips) {
        label!("explain.comparison.check_skipped")
    } else if part.trace.replayed().is_some() {
        label!("explain.comparison.recording")
    } else {
        ""
    }
}

fn steps(left: Part<'_>, right: Part<'_>, comparison: &Comparison) -> Line {
    let alone = |left: bool| {
        let rows = comparison.rows.iter();
        let alone = rows.filter(|row| row.steps().is_none() && row.left.is_some() == left);
        alone.count()
    };
    let moved = comparison
        .in_both()
        .filter(|row| row.elsewhere.is_some())
        .count();
    let (only_left, only_right) = (alone(true), alone(false));
    if only_left + only_right + moved == 0 {
        return Line {
            about: About::Steps,
            same: true,
            what: What::Both(said!(
                "explain.comparison.same_steps",
                steps = left.steps().count()
            )),
        };
    }
    let moved = (moved > 0).then_some(moved);
    let words = |part: Part<'_>, alone: usize| {
        let (steps, alone) = (part.steps().count(), (alone > 0).then_some(alone));
        said!("explain.comparison.other_steps", steps, alone, moved)
    };
    Line {
        about: About::Steps,
        same: false,
        what: What::Each(words(left, only_left), words(right, only_right)),
    }
}

fn first(left: Part<'_>, right: Part<'_>, comparison: &Comparison) -> Option<Line> {
    let row = &comparison.rows[comparison.first?];
    let step = match (row.left, row.right) {
        (Some(at), None) => &left.trace.steps()[at],
        (_, Some(at)) => &right.trace.steps()[at],
        (None, None) => return None,
    };
    let (number, title, how) = (step.index + 1, step.title(), row.differs.clone());
    Some(Line {
        about: About::First,
        same: false,
        what: What::Both(said!("explain.comparison.first_step", number, title, how)),
    })
}

fn messages(left: Part<'_>, comparison: &Comparison, story: &Story) -> Option<Line> {
    let (mut all, mut names) = (0_usize, Vec::new());
    let mut differ = 0_usize;
    for (row, marks) in comparison.rows.iter().zip(&story.marks) {
        let step = row.left.filter(|_| row.steps().is_some());
        let Some(message) = step.and_then(|at| left.trace.steps()[at].message.as_ref()) else {
            continue;
        };
        all += 1;
        if marks.message {
            differ += 1;
            let name = message.name.name();
            names.extend(Some(name).filter(|_| !names.contains(&name)));
        }
    }
    let same = differ == 0;
    let what = match same {
        true => said!("explain.comparison.same_messages", messages = all),
        false => said!(
            "explain.comparison.other_messages",
            messages = all,
            differ,
            names
        ),
    };
    (all > 0).then_some(Line {
        about: About::Messages,
        same,
        what: What::Both(what),
    })
}

fn formulas(comparison: &Comparison, story: &Story) -> Option<Line> {
    let rows = comparison.rows.iter().zip(&story.formulas);
    let in_both = rows
        .filter(|(row, _)| row.left.is_some())
        .flat_map(|(_, all)| all);
    let in_both: Vec<&FormulaPair> = in_both
        .filter(|pair| pair.left.is_some() && pair.right.is_some())
        .collect();
    let differ = in_both.iter().filter(|pair| pair.differs()).count();
    let same = differ == 0;
    let all = in_both.len();
    let mut names: Vec<Said> = Vec::new();
    for pair in &story.changed {
        let name = pair.kind_title();
        names.extend(Some(name).filter(|name| !names.contains(name)));
    }
    let what = match same {
        true => said!("explain.comparison.same_formulas", formulas = all),
        false => said!(
            "explain.comparison.other_formulas",
            formulas = all,
            differ,
            names
        ),
    };
    (all > 0).then_some(Line {
        about: About::Formulas,
        same,
        what: What::Both(what),
    })
}

fn values(comparison: &Comparison) -> Vec<Line> {
    let of = |wanted: fn(Relation) -> bool| {
        let all = comparison.values.iter();
        let of: Vec<&ValuePair> = all.filter(|pair| wanted(pair.relation)).collect();
        (!of.is_empty()).then(|| named(&of))
    };
    let line = |about, same, what| Line {
        about,
        same,
        what: What::Both(what),
    };
    let same = of(|relation| relation == Relation::Same);
    let same = same.map(|names| said!("explain.comparison.same_values", names));
    let differ = of(Relation::differs);
    let differ = differ.map(|names| said!("explain.comparison.other_values", names));
    let left = of(|relation| relation == Relation::OnlyLeft);
    let right = of(|relation| relation == Relation::OnlyRight);
    let only = |names: Option<Said>| match names {
        Some(names) => said!("explain.comparison.only_values", names),
        None => said!("explain.comparison.no_values"),
    };
    let alone = (left.is_some() || right.is_some()).then(|| Line {
        about: About::LoneValues,
        same: false,
        what: What::Each(only(left), only(right)),
    });
    let mut out = Vec::new();
    out.extend(same.map(|what| line(About::SameValues, true, what)));
    out.extend(differ.map(|what| line(About::OtherValues, false, what)));
    out.extend(alone);
    out
}

/// The names of values, and on which connection they are if that is not the first.
fn named(of: &[&ValuePair]) -> Said {
    let mut connections: Vec<ConnectionId> = of.iter().map(|pair| pair.connection).collect();
    connections.sort_unstable();
    connections.dedup();
    let groups = connections.into_iter().map(|connection| {
        let of = of.iter().filter(|pair| pair.connection == connection);
        let names = named_on_one(&of.copied().collect::<Vec<_>>());
        match connection {
            ConnectionId::FIRST => names,
            ConnectionId(at) => {
                said!(
                    "explain.comparison.of_connection",
                    connection = at + 1,
                    names
                )
            }
        }
    });
    let joined =
        groups.reduce(|first, more| said!("explain.comparison.of_connections", first, more));
    joined.unwrap_or_else(|| said!("explain.comparison.no_values"))
}

/// The names of values of one connection; of those that each protected record has, how many there are.
fn named_on_one(of: &[&ValuePair]) -> Said {
    use ValueName as V;
    let of_record = |name| {
        matches!(
            name,
            V::RecordContent(..) | V::RecordMac(..) | V::RecordIv(..) | V::RecordCiphertext(..)
        )
    };
    let (records, others): (Vec<&ValuePair>, Vec<&ValuePair>) =
        of.iter().partition(|pair| of_record(pair.name));
    let mut names: Vec<String> = Vec::new();
    for pair in &others {
        // a value that is the same or different on both sides needs no side
        let twin = |other: &&&ValuePair| other.name == pair.name && other.holder != pair.holder;
        let name = match others.iter().any(|other| twin(&other)) {
            true => pair.name.title(),
            false => Value::titled(pair.name, pair.holder),
        };
        names.extend(Some(name).filter(|name| !names.contains(name)));
    }
    let records = (!records.is_empty()).then_some(records.len());
    match (names.is_empty(), records) {
        (true, Some(records)) => said!("explain.comparison.record_values", records),
        (_, records) => said!("explain.comparison.names", names, records),
    }
}
