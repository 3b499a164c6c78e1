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

/// `attacks.toml`: steps that only an attacker brings about, and conditions for those of `steps.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attacks {
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
        // what holds is asked only where a text depends on it
        let instead = |(name, holds): (&str, Condition)| {
            let text = self.when.get(name)?;
            holds.holds(context).then(|| text.part(context, of))?
        };
        let mut ranked = condition::ranked();
        let found = match self.when.is_empty() {
            true => None,
            false => ranked.find_map(instead),
        };
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
    pub unsealed: String,
    /// By the order of the messages.
    pub order: String,
    /// By a copy that comes where something else has to come.
    pub copy: String,
    /// By a message's form.
    pub form: String,
    /// By what is cut in another place than it was sent in.
    pub boundary: String,
    /// By the end of the connection.
    pub closed: String,
    /// The same, where a length was changed.
    pub length: String,
    /// The same, where it has become something that is passed over.
    pub passed_over: String,
    /// By the check of Finished, after a check of the certificate that was not heeded.
    pub clicked: String,
    /// The same, where something encrypted came and was read as it is.
    pub unread: String,
    /// By the checks of a certificate.
    pub certificate: String,
    /// The same, where it is no signature that fails.
    pub judged: String,
    /// By what a client was to show and did not.
    pub unshown: String,
    /// By the client's signature.
    pub signature: String,
    /// By the algorithm of that signature.
    pub algorithm: String,
    /// Not at all.
    pub nobody: String,
    /// Not at all, because what was done takes itself back.
    pub unchanged: String,
    /// Not at all, because it comes after the end.
    pub afterwards: String,
    /// Not at all, because nobody has to wait for the answer to a close_notify.
    pub farewell: String,
    /// What a message's fate means for who should get it, by [`Fate::key`].
    ///
    /// [`Fate::key`]: crate::trace::Fate::key
    pub fate: BTreeMap<String, String>,
}

static NOTICED: LazyLock<Noticed> =
    LazyLock::new(|| read(include_str!("../../assets/en/noticed.toml")));
static STEPS: LazyLock<Steps> = LazyLock::new(|| {
    let mut steps: Steps = read(include_str!("../../assets/en/steps.toml"));
    let attacks: Attacks = read(include_str!("../../assets/en/attacks.toml"));
    for (key, text) in attacks.step {
        match steps.step.get_mut(&key) {
            Some(step) => step.when.extend(text.when),
            None => {
                steps.step.insert(key, text);
            }
        }
    }
    steps
});
static FIELDS: LazyLock<BTreeMap<String, FieldProse>> =
    LazyLock::new(|| read(include_str!("../../assets/en/fields.toml")));
static ALERTS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../assets/en/alerts.toml")));
static MATH: LazyLock<Math> = LazyLock::new(|| read(include_str!("../../assets/en/math.toml")));

/// The name in `alerts.toml` of what has no name in the RFCs.
const UNKNOWN_ALERT: &str = "unknown";

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    // The text is compiled in, and the tests read each of these files: it cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(text).expect("a file of assets/en that the tests have read")
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

/// Every text of a step, with its place.
fn step_texts(place: &str, text: &'static StepProse, out: &mut Vec<(String, &'static str)>) {
    for (part, text) in [
        ("title", &text.title),
        ("caption", &text.caption),
        ("what", &text.what),
        ("why", &text.why),
        ("eavesdropper", &text.eavesdropper),
        ("note", &text.note),
    ] {
        out.extend(
            text.as_deref()
                .map(|text| (format!("{place}.{part}"), text)),
        );
    }
    for (condition, text) in &text.when {
        step_texts(&format!("{place}.when.{condition}"), text, out);
    }
}

pub(super) fn texts() -> Vec<(String, &'static str)> {
    let mut out = vec![("steps.toml: failed".to_owned(), STEPS.failed.as_str())];
    for (key, text) in &STEPS.step {
        step_texts(&format!("steps.toml: {key}"), text, &mut out);
    }
    for (key, text) in &*FIELDS {
        out.push((format!("fields.toml: {key}.purpose"), &text.purpose));
        out.push((format!("fields.toml: {key}.attack"), &text.attack));
    }
    for (key, text) in &MATH.computation {
        out.push((format!("math.toml: computation.{key}"), text));
    }
    for (key, text) in &MATH.section {
        out.push((format!("math.toml: section.{key}.title"), &text.title));
        out.push((format!("math.toml: section.{key}.text"), &text.text));
    }
    for (key, text) in &MATH.purpose {
        out.push((format!("math.toml: purpose.{key}"), text));
    }
    let noticed = noticed();
    for (key, text) in [
        ("finished", &noticed.finished),
        ("keys", &noticed.keys),
        ("secret", &noticed.secret),
        ("record", &noticed.record),
        ("count", &noticed.count),
        ("unsealed", &noticed.unsealed),
        ("order", &noticed.order),
        ("copy", &noticed.copy),
        ("form", &noticed.form),
        ("boundary", &noticed.boundary),
        ("closed", &noticed.closed),
        ("length", &noticed.length),
        ("unread", &noticed.unread),
        ("certificate", &noticed.certificate),
        ("judged", &noticed.judged),
        ("unshown", &noticed.unshown),
        ("signature", &noticed.signature),
        ("algorithm", &noticed.algorithm),
        ("nobody", &noticed.nobody),
        ("unchanged", &noticed.unchanged),
        ("afterwards", &noticed.afterwards),
        ("farewell", &noticed.farewell),
    ] {
        out.push((format!("noticed.toml: {key}"), text));
    }
    for (key, text) in &noticed.fate {
        out.push((format!("noticed.toml: fate.{key}"), text));
    }
    out.extend(
        ALERTS
            .iter()
            .map(|(key, text)| (format!("alerts.toml: {key}"), text.as_str())),
    );
    out
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
