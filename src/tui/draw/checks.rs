//! Checks with their verdicts and their evidence.

use super::text;
use crate::explain::checks::asked;
use crate::pki::CheckKind;
use crate::trace::{Check, CheckName, Step, Value};
use crate::tui::model::Model;
use crate::wire::display;
use crate::{label, said};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The mark of a check, and its style: passed, failed, or skipped.
pub fn verdict(model: &Model, check: &Check) -> (String, Style) {
    let theme = &model.theme;
    match check.skipped {
        true => {
            let words = label!("tui.explain.skipped");
            (format!("{} {words}:", theme.marks.nothing), theme.bad)
        }
        false => {
            let mark = theme.marks.check(check.passed);
            (mark.to_owned(), theme.check(check.passed))
        }
    }
}

/// What is so if a check failed, in a few words.
pub fn fails(check: &Check) -> String {
    use CheckKind as K;
    match check.name {
        CheckName::Chain(kind) => match kind {
            K::Presented => label!("tui.fails.presented"),
            K::Dates => label!("tui.fails.dates"),
            K::IssuerKnown => label!("tui.fails.issuer_known"),
            K::Signature => label!("tui.fails.signature"),
            K::KeyType => label!("tui.fails.key_type"),
            K::CaFlag => label!("tui.fails.ca_flag"),
            K::PathLength => label!("tui.fails.path_length"),
            K::KeyUsage => label!("tui.fails.key_usage"),
            K::ExtendedKeyUsage => label!("tui.fails.extended_key_usage"),
            K::HostName => label!("tui.fails.host_name"),
            K::CriticalExtensions => label!("tui.fails.critical_extensions"),
            K::RevocationList => label!("tui.fails.revocation_list"),
            K::NotRevoked => label!("tui.fails.not_revoked"),
        },
        CheckName::Padding => label!("tui.fails.padding"),
        CheckName::Mac => label!("tui.fails.mac"),
        CheckName::VerifyData => label!("tui.fails.verify_data"),
        CheckName::HandshakeSignature | CheckName::KeyShareSignature => {
            label!("tui.fails.handshake_signature")
        }
        CheckName::Order => label!("tui.fails.order"),
        other => return said!("tui.fails.other", label = other.label()).to_string(),
    }
    .to_owned()
}

/// Checks as questions, each with its answer and its evidence.
pub fn checks<'a>(
    model: &Model,
    step: &Step,
    checks: impl Iterator<Item = &'a Check>,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let mut lines = Vec::new();
    for check in checks {
        let (mark, style) = verdict(model, check);
        let asked = asked(check);
        let question = theme.marks.prose(&asked.question).into_owned();
        let mut words = vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(
                format!("{question} "),
                if check.passed { theme.title } else { theme.bad },
            ),
        ];
        words.extend(coloured(model, step, &asked.sentence()));
        lines.extend(text::wrap(&words, width, 2));
    }
    lines
}

/// Words of a check, in which the values of the step have their colours.
pub fn coloured(model: &Model, step: &Step, words: &str) -> Vec<Span<'static>> {
    let theme = &model.theme;
    let of = |digits: &str| {
        let values = step.values.iter().filter_map(|id| model.value(*id));
        let hex = digits.len() >= 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let begins = |value: &&Value| {
            let shown = value.bytes.len().min(digits.len().div_ceil(2));
            hex && display::hex(&value.bytes[..shown]).starts_with(digits)
        };
        values.filter(|value| !value.bytes.is_empty()).find(begins)
    };
    let mut spans = Vec::new();
    for word in words.split_inclusive(' ') {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let style = of(digits).map_or(theme.text, |value| theme.value(value.name));
        let rest = &word[digits.len()..];
        spans.push(Span::styled(theme.marks.prose(digits).into_owned(), style));
        spans.push(Span::styled(
            theme.marks.prose(rest).into_owned(),
            theme.text,
        ));
    }
    spans
}
