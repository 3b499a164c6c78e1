//! The texts of `assets/en/`, read once, each file when it is first needed.

use super::condition::{self, Condition};
use super::placeholder::Context;
use crate::wire::{AlertDescription, Field};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `steps.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    /// Follows `what` where a step without a text of its own for that failed.
    pub failed: String,
    /// By [`Step::key`](crate::trace::Step::key).
    pub step: BTreeMap<String, StepProse>,
}

/// `attacks.toml`, `captures.toml` and `derivation.toml`: steps that only an attacker, the reader of a capture or a
/// calculation brings about, and conditions for those of `steps.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Further {
    step: BTreeMap<String, StepProse>,
}

/// `math.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Math {
    /// Titles of computations.
    computation: BTreeMap<String, String>,
    /// Titles and texts of their sections.
    section: BTreeMap<String, SectionProse>,
    /// What a key is used for, by [`ValueName::key`](crate::trace::ValueName::key).
    purpose: BTreeMap<String, String>,
}

/// The texts of one section of a computation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionProse {
    pub title: String,
    pub text: String,
}

/// The texts of one step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepProse {
    pub title: Option<String>,
    pub caption: Option<String>,
    pub what: Option<String>,
    pub why: Option<String>,
    pub eavesdropper: Option<String>,
    pub note: Option<String>,
    /// What takes the place of parts of these, by the name of the condition for it.
    #[serde(default)]
    when: BTreeMap<String, StepProse>,
}

impl StepProse {
    /// A part of the text as it is to be read in that step.
    pub fn part<'a>(&'a self, context: &Context<'_>, of: Part) -> Option<&'a str> {
        let mut when: Vec<(&String, &StepProse)> = self.when.iter().collect();
        when.sort_by_key(|(name, _)| condition::rank(name));
        let instead = |(name, text): (&String, &'a StepProse)| {
            Condition::named(name)?
                .holds(context)
                .then(|| text.part(context, of))?
        };
        let found = when.into_iter().find_map(instead);
        found.or_else(|| of(self).as_deref())
    }
}

/// Which part of a step's text.
pub(super) type Part = fn(&StepProse) -> &Option<String>;

/// The texts of one field.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldProse {
    pub purpose: String,
    pub attack: String,
}

/// `noticed.toml`: why something was noticed where it was.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noticed {
    /// By the check of Finished.
    pub finished: String,
    /// By the first record under keys that are not the same.
    pub keys: String,
    /// The same, where the server had to keep silent about it before.
    pub secret: String,
    /// By a record's MAC.
    pub record: String,
    /// By a record's number.
    pub count: String,
    /// By a record that cannot be an encrypted one.
    pub not_encrypted: String,
    /// By the order of the messages.
    pub order: String,
    /// By a copy that comes where something else has to come.
    pub copy: String,
    /// By a message's form.
    pub form: String,
    /// By what is cut at another place than the sender cut it.
    pub boundary: String,
    /// By the end of the connection.
    pub closed: String,
    /// The same, where a length was changed.
    pub length: String,
    /// The same, where it has become something that is ignored.
    pub passed_over: String,
    /// By the check of Finished, after a failed check of the certificate that the user ignored.
    pub clicked: String,
    /// The same, where something encrypted came and was read as it is.
    pub unread: String,
    /// By the checks of a certificate.
    pub certificate: String,
    /// The same, where it is no signature that fails.
    pub judged: String,
    /// By a certificate that the client did not send.
    pub unshown: String,
    /// By the client's signature.
    pub signature: String,
    /// By the algorithm of that signature.
    pub algorithm: String,
    /// Not at all.
    pub unnoticed: String,
    /// Not at all, because the changes cancel out.
    pub unchanged: String,
    /// Not at all, because it comes after the end.
    pub afterwards: String,
    /// Not at all, because no one has to wait for the answer to a close_notify.
    pub farewell: String,
    /// What a message's fate means for who should get it, by [`Fate::key`].
    ///
    /// [`Fate::key`]: crate::trace::Fate::key
    pub fate: BTreeMap<String, String>,
}

/// Makes of one list the constants with the texts of the files and the list of all of them.
macro_rules! files {
    ($($name:ident = $file:literal,)*) => {
        $(const $name: &str = include_str!(concat!("../../assets/en/", $file));)*

        /// The files that this room fills in from a run, by name.
        const FILES: &[(&str, &str)] = &[$(($file, $name)),*];
    };
}

files! {
    STEPS_FILE = "steps.toml",
    ATTACKS_FILE = "attacks.toml",
    CAPTURES_FILE = "captures.toml",
    DERIVATION_FILE = "derivation.toml",
    FIELDS_FILE = "fields.toml",
    MATH_FILE = "math.toml",
    NOTICED_FILE = "noticed.toml",
    ALERTS_FILE = "alerts.toml",
}

static NOTICED: LazyLock<Noticed> = LazyLock::new(|| read(NOTICED_FILE));
static STEPS: LazyLock<Steps> = LazyLock::new(|| {
    let mut steps: Steps = read(STEPS_FILE);
    let files = [ATTACKS_FILE, CAPTURES_FILE, DERIVATION_FILE].map(read::<Further>);
    for (key, text) in files.into_iter().flat_map(|file| file.step) {
        match steps.step.get_mut(&key) {
            Some(step) => step.when.extend(text.when),
            None => {
                steps.step.insert(key, text);
            }
        }
    }
    steps
});
static FIELDS: LazyLock<BTreeMap<String, FieldProse>> = LazyLock::new(|| read(FIELDS_FILE));
static ALERTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| read(ALERTS_FILE));
static MATH: LazyLock<Math> = LazyLock::new(|| read(MATH_FILE));
/// Every text of every file, with its place.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut out = Vec::new();
    for (file, text) in FILES {
        for (key, value) in read::<toml::Table>(text) {
            match (key.as_str(), value) {
                // steps are found by their keys
                ("step", toml::Value::Table(steps)) => {
                    let steps = steps.into_iter();
                    steps.for_each(|(key, step)| leaves(&format!("{file}: {key}"), step, &mut out));
                }
                (key, value) => leaves(&format!("{file}: {key}"), value, &mut out),
            }
        }
    }
    out
});

/// The texts below a place.
fn leaves(place: &str, value: toml::Value, out: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => out.push((place.to_owned(), text)),
        toml::Value::Table(table) => {
            let parts = table.into_iter();
            parts.for_each(|(key, value)| leaves(&format!("{place}.{key}"), value, out));
        }
        _ => {}
    }
}

/// The name in `alerts.toml` of what has no name in the RFCs.
const UNKNOWN_ALERT: &str = "unknown";

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    // The text is compiled in, and the tests read each of these files: it cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(text).expect("assets/en")
}

pub(super) fn noticed() -> &'static Noticed {
    &NOTICED
}

pub(super) fn steps() -> &'static Steps {
    &STEPS
}

pub(super) fn field(field: Field) -> &'static FieldProse {
    static NONE: FieldProse = FieldProse {
        purpose: String::new(),
        attack: String::new(),
    };
    FIELDS.get(&field_key(field)).unwrap_or(&NONE)
}

pub(super) fn has_field(field: Field) -> bool {
    FIELDS.contains_key(&field_key(field))
}

/// The name of a field in `fields.toml`: its variant's, because the names in field paths
/// (`length`, `type`) are not unique.
fn field_key(field: Field) -> String {
    format!("{field:?}")
}

/// The title of a kind of computation.
pub(super) fn computation(kind: &str) -> &'static str {
    MATH.computation.get(kind).map_or("", String::as_str)
}

pub(super) fn section(key: &str) -> &'static SectionProse {
    static NONE: SectionProse = SectionProse {
        title: String::new(),
        text: String::new(),
    };
    MATH.section.get(key).unwrap_or(&NONE)
}

/// What a key is used for.
pub(super) fn purpose(key: &str) -> &'static str {
    MATH.purpose.get(key).map_or("", String::as_str)
}

pub(super) fn alert(description: AlertDescription) -> &'static str {
    let text = ALERTS.get(description.name().unwrap_or(UNKNOWN_ALERT));
    text.map_or("", String::as_str)
}

pub(super) fn texts() -> Vec<(String, &'static str)> {
    let all = TEXTS.iter();
    all.map(|(place, text)| (place.clone(), text.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Fate;

    #[test]
    fn texts_depend_on_nothing_but_conditions_of_the_table() {
        fn look(place: &str, text: &StepProse) {
            for (name, text) in &text.when {
                let place = format!("{place}.when.{name}");
                assert!(Condition::named(name).is_some(), "{place}");
                look(&place, text);
            }
        }
        for (key, text) in &STEPS.step {
            assert!(text.title.is_some() && text.what.is_some(), "{key}");
            assert!(text.caption.is_some(), "{key}: no caption");
            look(key, text);
        }
    }

    #[test]
    fn fates_are_told_by_their_names() {
        let fates = [
            Fate::Changed,
            Fate::Dropped,
            Fate::Cut,
            Fate::Repeated,
            Fate::HeldBack,
        ];
        let mut names = fates.map(Fate::key);
        names.sort_unstable();
        assert!(noticed().fate.keys().eq(names.iter()));
    }
}
