//! The teaching prose of `assets/en/`, looked up by step, field and alert, with the run's
//! own values filled in.
//!
//! The texts are data: TOML that a teacher can edit. A number in them comes from the run, by a
//! placeholder in braces (`{client_random}`, `{len:master_secret}`); [`Placeholder`] is the one
//! table of what may be named there, and the text format is documented at the top of
//! `assets/en/steps.toml`. What a value was computed from, and how, [`command`] says in shell.
//! Left out on purpose: any text that depends on the screen.

pub mod checks;
pub mod command;
pub mod comparison;
mod condition;
mod evidence;
mod formula;
pub mod glossary;
pub mod history;
pub mod math;
mod noticed;
mod own_formula;
mod owner;
pub mod palette;
mod placeholder;
mod prose;
mod shorten;
mod template;

pub use crate::text::template::{TemplateError, placeholders};
pub use formula::formula;
pub use placeholder::{Given, Placeholder};
pub use template::{Span, plain};

use crate::label;
use crate::trace::{Buffer, Step, Tampering, Trace};
use crate::wire::{AlertDescription, Field, Node};
use placeholder::Context;
use template::Filled;

/// What a step is, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// A line of at most 60 columns.
    pub title: String,
    /// One sentence of at most 78 columns: what the eye should see now.
    pub caption: String,
    /// The paragraphs, in the order to read them; the first says what happens.
    pub parts: Vec<Part>,
    /// Placeholders that this trace has nothing for, such as a secret that only a real peer
    /// knows; the text says so in their place. Always empty for a simulation.
    pub unfilled: Vec<String>,
}

/// One paragraph of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it speaks about.
    pub kind: PartKind,
    /// Its text. Of [`PartKind::Middle`] the first span says what was done, and a second one what comes of
    /// it in later steps.
    pub spans: Vec<Span>,
}

/// What a paragraph speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartKind {
    /// What happens.
    What,
    /// What an attacker did, and where it was noticed.
    Middle,
    /// Why it happens.
    Why,
    /// What a real peer has probably done wrong, where our side refuses what it sent.
    Diagnosis,
    /// What an eavesdropper on the wire learns now.
    Eavesdropper,
    /// How it was before or is now, and what is often misunderstood.
    Note,
    /// What there is to learn from the run, at its end.
    Lesson,
}

impl PartKind {
    /// In the order to read them.
    pub const ALL: [PartKind; 7] = [
        PartKind::What,
        PartKind::Diagnosis,
        PartKind::Middle,
        PartKind::Why,
        PartKind::Eavesdropper,
        PartKind::Note,
        PartKind::Lesson,
    ];

    /// To show above the paragraph.
    pub fn title(self) -> &'static str {
        match self {
            PartKind::What => label!("explain.part.what"),
            PartKind::Diagnosis => label!("explain.part.diagnosis"),
            PartKind::Middle => label!("explain.part.middle"),
            PartKind::Why => label!("explain.part.why"),
            PartKind::Eavesdropper => label!("explain.part.eavesdropper"),
            PartKind::Note => label!("explain.part.note"),
            PartKind::Lesson => label!("explain.part.lesson"),
        }
    }
}

impl Part {
    /// The text without its markup.
    pub fn plain(&self) -> String {
        plain(&self.spans)
    }
}

/// What a field is for, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldExplanation {
    /// What it is for.
    pub purpose: Vec<Span>,
    /// What an attacker could do with it, or why it is safe in the open.
    pub attack: Vec<Span>,
    /// Placeholders that there was nothing for; see [`Explanation::unfilled`].
    pub unfilled: Vec<String>,
}

/// The title of a step, without the rest of its explanation.
pub fn title(trace: &Trace, step: &Step) -> String {
    let context = context(trace, step, None);
    let key = step.key();
    match prose::steps().step.get(key) {
        Some(text) => {
            let title = text.part(&context, |text| &text.title).unwrap_or_default();
            plain(&template::fill(title, &context).spans)
        }
        // a test proves that every key has its text; this is for a key that comes later
        None => key.replace('_', " "),
    }
}

/// Who notices something that an attacker did: where, by which check, with which alert. Or that no one
/// does.
pub fn noticed(trace: &Trace, tampering: &Tampering) -> String {
    noticed::whether(trace, tampering)
}

/// Explains a step of a trace.
pub fn step(trace: &Trace, step: &Step) -> Explanation {
    let key = step.key();
    let Some(text) = prose::steps().step.get(key) else {
        return Explanation {
            title: title(trace, step),
            caption: String::new(),
            parts: vec![],
            unfilled: vec![],
        };
    };
    let context = context(trace, step, None);
    let mut unfilled = Vec::new();
    let mut fill = |text: &str| {
        let Filled {
            spans,
            unfilled: missing,
        } = template::fill(text, &context);
        unfilled.extend(missing);
        spans
    };

    let failure_told = [
        "{failure}",
        "{trouble}",
        "{evidence}",
        "{when:failed}",
        "{alert}",
    ];
    let what = text.part(&context, |text| &text.what);
    let what = match (what, &step.failure) {
        (Some(what), Some(_)) if !failure_told.iter().any(|told| what.contains(told)) => {
            fill(&format!("{what} {}", prose::steps().failed))
        }
        (what, _) => fill(what.unwrap_or_default()),
    };
    let title = text.part(&context, |text| &text.title);
    let title = plain(&fill(title.unwrap_or_default()));
    let caption = text.part(&context, |text| &text.caption);
    let caption = plain(&fill(caption.unwrap_or_default()));
    let mut parts = vec![Part {
        kind: PartKind::What,
        spans: what,
    }];
    if let Some(diagnosis) = &step.diagnosis {
        parts.push(Part {
            kind: PartKind::Diagnosis,
            spans: vec![Span::Text(diagnosis.to_string())],
        });
    }
    if let Some((did, later)) = noticed::at(&context) {
        let mut spans = vec![Span::Text(did)];
        if !later.is_empty() {
            spans.push(Span::Text(format!(" {later}")));
        }
        parts.push(Part {
            kind: PartKind::Middle,
            spans,
        });
    }
    let others: [(PartKind, prose::Part); 3] = [
        (PartKind::Why, |text| &text.why),
        (PartKind::Eavesdropper, |text| &text.eavesdropper),
        (PartKind::Note, |text| &text.note),
    ];
    for (kind, of) in others {
        let spans = text.part(&context, of).map(&mut fill).unwrap_or_default();
        if !spans.is_empty() {
            parts.push(Part { kind, spans });
        }
    }
    let is_last = step.index + 1 == trace.steps().len();
    if is_last && !trace.lesson().is_empty() {
        parts.push(Part {
            kind: PartKind::Lesson,
            spans: vec![Span::Text(trace.lesson().to_owned())],
        });
    }
    Explanation {
        title,
        caption,
        parts,
        unfilled,
    }
}

/// A text in the format of `assets/en/`, filled from a step of a run. `given` fills what the text names besides.
/// With it come the placeholders that there was nothing for.
pub fn fill(trace: &Trace, step: &Step, text: &str, given: Given<'_>) -> (Vec<Span>, Vec<String>) {
    let filled = template::fill(text, &context(trace, step, given));
    (filled.spans, filled.unfilled)
}

/// What a run has for one placeholder in a step, without its braces; `None` if it has nothing.
pub fn placeholder(trace: &Trace, step: &Step, name: &str, given: Given<'_>) -> Option<Span> {
    let filling = Placeholder::fill(name, &context(trace, step, given))?;
    Some(match filling.value {
        Some(id) => Span::Value {
            id,
            text: filling.text,
        },
        None => Span::Text(filling.text),
    })
}

/// The names of the conditions that a text may depend on, as in `{when:failed}`.
pub fn conditions() -> impl Iterator<Item = &'static str> {
    condition::names()
}

fn context<'a>(trace: &'a Trace, step: &'a Step, given: Given<'a>) -> Context<'a> {
    Context {
        trace,
        step,
        place: None,
        given,
    }
}

/// Explains a field of a step's message: `node` is part of `buffer`'s tree.
pub fn field(trace: &Trace, step: &Step, buffer: &Buffer, node: &Node) -> FieldExplanation {
    let context = Context {
        trace,
        step,
        place: Some((buffer, node)),
        given: None,
    };
    let text = prose::field(node.field);
    let purpose = template::fill(&text.purpose, &context);
    let attack = template::fill(&text.attack, &context);
    FieldExplanation {
        purpose: purpose.spans,
        attack: attack.spans,
        unfilled: [purpose.unfilled, attack.unfilled].concat(),
    }
}

/// What an alert means, and what to do about it (RFC 5246 §7.2).
pub fn alert(description: AlertDescription) -> &'static str {
    prose::alert(description)
}

/// Every text with its place (`steps.toml: client_hello.why`), as it is in `assets/`, with its
/// placeholders: for the tests of the texts.
pub fn texts() -> Vec<(String, &'static str)> {
    prose::texts()
}

/// Whether `assets/` explains steps of this key ([`Step::key`]).
pub fn has_step(key: &str) -> bool {
    prose::steps().step.contains_key(key)
}

/// Whether `assets/` explains this field.
pub fn has_field(field: Field) -> bool {
    prose::has_field(field)
}
