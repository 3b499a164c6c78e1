//! What a question is about, told where its run is not on the screen: `assets/en/situations.toml`.

use crate::explain::{self, Span};
use crate::pki::Certificate;
use crate::said;
use crate::text::{Said, escaped};
use crate::trace::{Side, Step, Trace};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static SITUATIONS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    // a test reads the file
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../../assets/en/situations.toml"))
        .expect("assets/en/situations.toml")
});

/// What is told of a run before a question about one of its steps, by the question's template, where the run is not
/// there to look at. Everything in it is filled.
///
/// # Errors
/// The template has no such text, or the run lacks something that is in it.
pub fn situation(trace: &Trace, step: &Step, template: &str) -> Result<Vec<Span>, Said> {
    let missing = |name: &str| said!("exam.no_situation", template, name);
    let text = SITUATIONS.get(template).ok_or_else(|| missing(template))?;
    let leaf = || {
        let mut chains = trace.connection(step.connection).chains.iter();
        let chain = chains.find(|chain| chain.owner == Side::Server && chain.step <= step.index)?;
        let read = chain.certificates.iter();
        let read: Option<Vec<Certificate>> =
            read.map(|der| Certificate::from_der(der).ok()).collect();
        read
    };
    let given = |name: &str| match name {
        "title" => Some(step.title().to_string()),
        "text" => {
            let message = step.message.as_ref()?;
            Some(format!("“{}”", escaped(&message.content)))
        }
        "names" => {
            let leaf = leaf()?;
            let names = leaf.first()?.extensions.subject_alt_names.as_ref()?;
            Some(names.dns.join(", "))
        }
        "from" => Some(leaf()?.first()?.validity.not_before.date()),
        "until" => Some(leaf()?.first()?.validity.not_after.date()),
        "second_issuer" => Some(leaf()?.get(1)?.issuer.short()),
        _ => None,
    };
    let (spans, unfilled) = explain::fill(trace, step, text, Some(&given));
    match unfilled.first() {
        Some(name) => Err(missing(name)),
        None => Ok(spans),
    }
}
