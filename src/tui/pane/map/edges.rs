//! The lines of the diagram, and what is done along them.

use super::plan::Plan;
use crate::text::Said;
use crate::trace::{Side, ValueName};
use crate::tui::draw::painter::Painter;
use crate::tui::draw::text;
use crate::tui::model::Model;
use crate::tui::model::value_row::State;
use crate::{label, said};
use ratatui::style::Style;
use ratatui::text::Span;

/// A line of the diagram: it lights up with the value that it leads to.
struct Edge {
    x: usize,
    y: usize,
    words: String,
    to: ValueName,
}

/// Draws the lines.
pub(super) fn edges(model: &Model, painter: &mut Painter<'_>, plan: &Plan) {
    let theme = &model.theme;
    let made = |name: ValueName| {
        let row = model.value_row(name, model.cursor);
        row.held.iter().any(|held| held.state != State::NotMade)
    };
    let mut all = to_master_secret(model, plan);
    all.extend(from_master_secret(plan));
    all.extend(under_rsa(plan));
    for edge in all {
        let style = match made(edge.to) {
            true => theme.text,
            false => theme.muted,
        };
        let words = diagram(&edge.words, theme.marks.ascii);
        painter.at(plan.row(edge.y), edge.x, Span::styled(words, style));
    }
}

fn edge(x: usize, y: usize, words: impl Into<String>, to: ValueName) -> Edge {
    Edge {
        x,
        y,
        words: words.into(),
        to,
    }
}

/// The three values that go into the master secret. Into an extended one no random goes, and into one that is
/// kept from an earlier connection nothing.
fn to_master_secret(model: &Model, plan: &Plan) -> Vec<Edge> {
    if model.resumes() {
        return Vec::new();
    }
    let x = plan.first_edge();
    let to = ValueName::MasterSecret;
    let (shaft, arrow) = match plan.wide {
        true => ("─".repeat(1 + plan.gap), "─PRF─▶"),
        false => (String::new(), "PRF▶"),
    };
    let hash = model
        .trace
        .first(model.connection().id, ValueName::SessionHash);
    if hash.is_some() {
        let turn = x + text::width(&shaft);
        return vec![
            edge(turn, 3, format!("┌{arrow}"), to),
            edge(x, 4, format!("{shaft}┘"), to),
        ];
    }
    vec![
        edge(x, 2, format!("{shaft}┐"), to),
        edge(x, 3, format!("{shaft}┼{arrow}"), to),
        edge(x, 4, format!("{shaft}┘"), to),
    ]
}

/// The key block, from which four keys are cut, and the two proofs.
fn from_master_secret(plan: &Plan) -> Vec<Edge> {
    use ValueName as V;
    let x = plan.second_edge();
    let (arrow, key, proof) = match plan.wide {
        true => (
            format!("┬{}PRF─▶", "─".repeat(1 + plan.gap)),
            (" ".repeat(3 + plan.gap), "─▶"),
            format!("{}▶", "─".repeat(1 + plan.gap)),
        ),
        false => ("┬──▶".to_owned(), (" ".to_owned(), "─"), "─▶".to_owned()),
    };
    let (blank, head) = key;
    let mut edges = vec![edge(x, 3, arrow, V::KeyBlock)];
    if !plan.wide {
        edges.push(edge(x, 2, label!("tui.map.prf"), V::KeyBlock));
    }
    for (y, branch) in [(4, '├'), (5, '├'), (6, '├'), (7, '└')] {
        edges.push(edge(x, y, format!("│{blank}{branch}{head}"), V::KeyBlock));
    }
    for (y, branch, side) in [(8, '├', Side::Client), (9, '└', Side::Server)] {
        edges.push(edge(x, y, format!("{branch}{proof}"), V::VerifyData(side)));
    }
    edges
}

/// The columns of the two arrows between the pre-master secret and its encryption.
fn rsa_columns(plan: &Plan) -> (usize, usize) {
    if plan.wide { (2, 22) } else { (1, 12) }
}

fn under_rsa(plan: &Plan) -> Vec<Edge> {
    use ValueName as V;
    let (down, up) = rsa_columns(plan);
    vec![
        edge(down, 5, "│", V::EncryptedPreMasterSecret),
        edge(down, 6, "▼", V::EncryptedPreMasterSecret),
        edge(up, 5, "▲", V::PreMasterSecret),
        edge(up, 6, "│", V::PreMasterSecret),
    ]
}

/// Lines of the diagram in ASCII where nothing else may be drawn. A plus sign would be the mark of what
/// is new.
fn diagram(words: &str, ascii: bool) -> String {
    let plain = |c: char| match c {
        '│' | '├' | '┼' => '|',
        '─' | '┬' => '-',
        '└' => '`',
        '┐' => '\\',
        '┌' | '┘' => '/',
        '▶' => '>',
        '▼' => 'v',
        '▲' => '^',
        other => other,
    };
    match ascii {
        true => words.chars().map(plain).collect(),
        false => words.to_owned(),
    }
}

/// What is done along the lines, and in which step.
pub(super) fn notes(model: &Model, painter: &mut Painter<'_>, plan: &Plan) {
    use ValueName as V;
    let theme = &model.theme;
    let marks = &theme.marks;
    let made = |name: ValueName| {
        let step = model
            .trace
            .first(model.connection().id, name)
            .map(|value| value.step);
        step.filter(|step| *step <= model.cursor)
    };
    let mut note = |x: usize, y: usize, said: Said, style: Style| {
        let words = marks.prose(&said.to_string()).into_owned();
        painter.at(plan.row(y), x, Span::styled(words, style));
    };
    let style = |step: usize| match step == model.cursor {
        true => theme.title,
        false => theme.muted,
    };
    let (down, up) = rsa_columns(plan);
    let (under, back) = (down + 2, up + 2);
    // beside a value on the left
    let beside = plan.first_edge() + 2;
    if plan.wide {
        note(under, 5, said!("tui.map.under_public_key"), theme.muted);
        note(back, 5, said!("tui.map.under_private_key"), theme.muted);
        let step_at = |step: usize| said!("tui.map.step", step = step + 1);
        if let Some(step) = made(V::EncryptedPreMasterSecret) {
            note(under, 6, step_at(step), style(step));
        }
        if let Some(step) = model.decrypted_at() {
            note(back, 6, step_at(step), style(step));
        }
        let places = [
            (V::MasterSecret, plan.middle()),
            (V::KeyBlock, plan.right()),
        ];
        for (name, x) in places {
            if let Some(step) = made(name) {
                let said = match step == model.cursor {
                    true => said!("tui.map.step_now", step = step + 1),
                    false => step_at(step),
                };
                note(x, 2, said, style(step));
            }
        }
        let proof = said!("tui.map.proof");
        let width = text::width(&proof.to_string());
        note(plan.second_edge() - width - 2, 9, proof, theme.muted);
    } else {
        note(under, 5, said!("tui.map.rsa"), theme.muted);
        note(back, 5, said!("tui.map.rsa"), theme.muted);
        note(under, 6, said!("tui.map.public"), theme.muted);
        note(back, 6, said!("tui.map.private"), theme.muted);
    }
    if let Some(step) = model.sent_pre_master_at() {
        let said = match plan.wide {
            true => said!("tui.map.crossed", step = step + 1),
            false => said!("tui.map.on_wire", step = step + 1),
        };
        note(beside, 7, said, style(step));
    }
    if model.key_is_stolen() {
        note(beside, 10, said!("tui.map.stolen_here"), theme.bad);
    }
    if model.index.client_shows_a_key {
        note(beside, 11, said!("tui.map.signs"), theme.muted);
    }
    let record = |name: &V| matches!(name, V::RecordContent(..));
    if plan.wide && model.map_names().iter().any(record) {
        let words = Span::styled(label!("tui.map.records"), theme.muted);
        painter.at(plan.record(), beside, words);
    }
}
