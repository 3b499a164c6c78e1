//! The texts of `assets/explain/`, read once, each file when it is first needed.

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
    pub title: String,
    pub what: String,
    /// In place of `what` when a check failed or a side gave up.
    pub failed: Option<String>,
    /// In place of `what` when both sides worked and came to different values.
    pub differ: Option<String>,
    pub why: Option<String>,
    pub eavesdropper: Option<String>,
    pub note: Option<String>,
}

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
    /// By a record's MAC.
    pub record: String,
    /// By the order of the messages.
    pub order: String,
    /// By a message's form.
    pub form: String,
    /// By the end of the connection.
    pub closed: String,
    /// By the checks of a certificate.
    pub certificate: String,
    /// By the client's signature.
    pub signature: String,
}

static NOTICED: LazyLock<Noticed> =
    LazyLock::new(|| read(include_str!("../../assets/explain/noticed.toml")));
static STEPS: LazyLock<Steps> =
    LazyLock::new(|| read(include_str!("../../assets/explain/steps.toml")));
static FIELDS: LazyLock<BTreeMap<String, FieldProse>> =
    LazyLock::new(|| read(include_str!("../../assets/explain/fields.toml")));
static ALERTS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| read(include_str!("../../assets/explain/alerts.toml")));
static MATH: LazyLock<Math> =
    LazyLock::new(|| read(include_str!("../../assets/explain/math.toml")));

/// The name in `alerts.toml` of what has no name in the RFCs.
const UNKNOWN_ALERT: &str = "unknown";

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    // The text is compiled in, and the tests read each of these files: it cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(text).expect("a file of assets/explain that the tests have read")
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
    let mut out = vec![("steps.toml: failed".to_owned(), STEPS.failed.as_str())];
    for (key, text) in &STEPS.step {
        for (part, text) in [
            ("title", Some(&text.title)),
            ("what", Some(&text.what)),
            ("failed", text.failed.as_ref()),
            ("differ", text.differ.as_ref()),
            ("why", text.why.as_ref()),
            ("eavesdropper", text.eavesdropper.as_ref()),
            ("note", text.note.as_ref()),
        ] {
            out.extend(text.map(|text| (format!("steps.toml: {key}.{part}"), text.as_str())));
        }
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
        ("record", &noticed.record),
        ("order", &noticed.order),
        ("form", &noticed.form),
        ("closed", &noticed.closed),
        ("certificate", &noticed.certificate),
        ("signature", &noticed.signature),
    ] {
        out.push((format!("noticed.toml: {key}"), text));
    }
    out.extend(
        ALERTS
            .iter()
            .map(|(key, text)| (format!("alerts.toml: {key}"), text.as_str())),
    );
    out
}
