//! The results of a class: as text for a teacher, as JSON, and as CSV with a line for each person.

use super::class::{BeliefStatistic, Class, Person, Right, Shown};
use super::form::Form;
use super::marked::Marked;
use crate::lesson::printed::{paragraph, rounded, sentences, table};
use crate::text::Said;
use crate::{label, said};
use serde_json::{Value, json};
use std::io::{self, Write};

fn or_dash(number: Option<f64>) -> String {
    number.map_or_else(|| label!("exam.results.none").to_owned(), rounded)
}

/// The results as text.
///
/// # Errors
/// Whatever `out` fails with.
pub fn text(out: &mut impl Write, class: &Class<'_>) -> io::Result<()> {
    let persons = class.persons();
    writeln!(out, "{}", said!("exam.results.persons", n = persons.len()))?;
    if !persons.is_empty() {
        let rows: Vec<Vec<String>> = persons.iter().map(person_row).collect();
        paragraph(out, &table(label!("exam.results.person_head"), &rows))?;
    }
    if let Some(gain) = class.gain() {
        let (before, after) = (rounded(gain.before), rounded(gain.after));
        let (change, error) = (rounded(gain.change), or_dash(gain.error));
        let (hake, n) = (or_dash(gain.hake), gain.n);
        let left_out = Some(persons.len() - gain.n).filter(|n| *n > 0);
        let left_out = left_out.map(|n| said!("exam.results.left_out", n));
        let class = said!(
            "exam.results.class",
            n,
            before,
            after,
            change,
            error,
            hake,
            left_out
        );
        sentences(out, &class.to_string(), 0)?;
        writeln!(out)?;
    }
    let unused = class.unused();
    if !unused.is_empty() {
        let unused: Vec<String> = unused
            .into_iter()
            .map(|one| why_unused(one).to_string())
            .collect();
        sentences(out, &said!("exam.results.unused", unused).to_string(), 0)?;
        writeln!(out)?;
    }
    if persons.is_empty() {
        return Ok(());
    }
    places(out, class)?;
    beliefs(out, class)
}

fn person_row(person: &Person<'_>) -> Vec<String> {
    vec![
        person.name.to_owned(),
        person.first.form.name().to_owned(),
        rounded(person.before()),
        rounded(person.after()),
        or_dash(person.change()),
    ]
}

fn why_unused(sheet: &Marked) -> Said {
    let (name, form) = (sheet.name.as_str(), sheet.form.name());
    match sheet.finished {
        true => said!("exam.results.one_form", name, form),
        false => {
            let (answered, all) = (sheet.places.len(), Form::places());
            said!("exam.results.unfinished", name, form, answered, all)
        }
    }
}

fn places(out: &mut impl Write, class: &Class<'_>) -> io::Result<()> {
    let shares = class.has_shares();
    let about = match shares {
        true => label!("exam.results.places"),
        false => label!("exam.results.few"),
    };
    sentences(out, about, 0)?;
    let right = |right: Right| match shares {
        true => or_dash(right.share()),
        false => {
            let Right { right, of } = right;
            said!("exam.results.count", right, of).to_string()
        }
    };
    let rows: Vec<Vec<String>> = class
        .places()
        .iter()
        .map(|place| {
            let [a, b] = place.right.map(right);
            let mark = match class.differs(place) {
                true => label!("exam.results.differs"),
                false => "",
            };
            vec![
                place.place.to_string(),
                place.template.to_owned(),
                a,
                b,
                mark.to_owned(),
            ]
        })
        .collect();
    paragraph(out, &table(label!("exam.results.place_head"), &rows))
}

fn beliefs(out: &mut impl Write, class: &Class<'_>) -> io::Result<()> {
    sentences(out, label!("exam.results.beliefs"), 0)?;
    let shown = |shown: Shown| {
        let Shown {
            chosen, offered, ..
        } = shown;
        said!("exam.results.count", right = chosen, of = offered).to_string()
    };
    let chosen = |one: &BeliefStatistic| (one.after.chosen, one.before.chosen);
    let (mut beliefs, never): (Vec<_>, Vec<_>) = class
        .beliefs()
        .into_iter()
        .partition(|one| chosen(one) != (0, 0));
    // what is still believed comes first
    beliefs.sort_by_key(|one| std::cmp::Reverse(chosen(one)));
    let rows: Vec<Vec<String>> = beliefs
        .iter()
        .map(|one| {
            vec![
                shown(one.before),
                one.before.sure[2].to_string(),
                one.before.sure[0].to_string(),
                shown(one.after),
                one.after.sure[2].to_string(),
                one.after.sure[0].to_string(),
                one.left.to_string(),
                one.kept.to_string(),
                one.took_up.to_string(),
            ]
        })
        .collect();
    // what is believed stands above its numbers, since a table has no room for sentences
    let lines = table(label!("exam.results.belief_head"), &rows);
    let mut lines = lines.into_iter().filter(|_| !beliefs.is_empty());
    lines
        .by_ref()
        .take(1)
        .try_for_each(|head| writeln!(out, "{head}"))?;
    for (one, numbers) in beliefs.iter().zip(lines) {
        let (key, believed) = (one.belief.key.as_str(), one.belief.believed.as_str());
        let words = said!("exam.results.belief", believed, key);
        sentences(out, &words.to_string(), 2)?;
        writeln!(out, "{numbers}")?;
    }
    if !never.is_empty() {
        writeln!(out, "{}", said!("exam.results.never", n = never.len()))?;
    }
    writeln!(out)
}

/// The results as JSON: `docs/exams.md` describes it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn json(out: &mut impl Write, class: &Class<'_>) -> io::Result<()> {
    let persons: Vec<Value> = class
        .persons()
        .iter()
        .map(|person| {
            json!({
                "name": person.name,
                "first": person.first.form.name(),
                "before": person.before(),
                "after": person.after(),
                "change": person.change(),
                "items": { "before": items(person.first), "after": items(person.second) },
            })
        })
        .collect();
    let gain = class.gain().map(|gain| {
        json!({
            "n": gain.n,
            "before": gain.before,
            "after": gain.after,
            "change": gain.change,
            "standard_error": gain.error,
            "hake": gain.hake,
        })
    });
    let unused: Vec<Value> = class
        .unused()
        .into_iter()
        .map(|sheet| {
            json!({
                "name": sheet.name,
                "form": sheet.form.name(),
                "finished": sheet.finished,
            })
        })
        .collect();
    let right = |right: Right| json!({ "right": right.right, "of": right.of });
    let places: Vec<Value> = class
        .places()
        .iter()
        .map(|place| {
            let [a, b] = place.right.map(right);
            json!({
                "place": place.place,
                "template": place.template,
                "a": a,
                "b": b,
                "differs": class.differs(place),
            })
        })
        .collect();
    let shown = |shown: Shown| json!({ "chosen": shown.chosen, "offered": shown.offered, "sure": shown.sure });
    let beliefs: Vec<Value> = class
        .beliefs()
        .iter()
        .map(|one| {
            json!({
                "belief": one.belief.key,
                "before": shown(one.before),
                "after": shown(one.after),
                "left": one.left,
                "kept": one.kept,
                "took_up": one.took_up,
            })
        })
        .collect();
    let all = json!({
        "persons": persons,
        "class": gain,
        "unused": unused,
        "places": places,
        "beliefs": beliefs,
    });
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

fn items(sheet: &Marked) -> Vec<Value> {
    let item = |one: &super::marked::MarkedPlace| {
        let mut beliefs: Vec<&str> = one
            .shows()
            .iter()
            .map(|belief| belief.key.as_str())
            .collect();
        beliefs.sort_unstable();
        json!({
            "place": one.place,
            "score": one.mark.score,
            "sure": one.sure,
            "seconds": one.seconds,
            "beliefs": beliefs,
        })
    };
    sheet.places.iter().map(item).collect()
}

/// The results as CSV: a line for each person, with the scores of the items of both forms.
///
/// # Errors
/// Whatever `out` fails with.
pub fn csv(out: &mut impl Write, class: &Class<'_>) -> io::Result<()> {
    let mut head: Vec<String> = ["name", "first", "before", "after", "change"]
        .map(str::to_owned)
        .into();
    for form in Form::ALL {
        head.extend((1..=Form::places()).map(|place| format!("{}{place}", form.name())));
    }
    writeln!(out, "{}", head.join(","))?;
    for person in class.persons() {
        let exact = |number: f64| format!("{number:.4}");
        let mut row = vec![
            person.name.to_owned(),
            person.first.form.name().to_owned(),
            exact(person.before()),
            exact(person.after()),
            person.change().map(exact).unwrap_or_default(),
        ];
        for form in Form::ALL {
            let sheet = match person.first.form == form {
                true => person.first,
                false => person.second,
            };
            row.extend((1..=Form::places()).map(|place| {
                let score = sheet.at(place).map_or(0.0, |one| one.mark.score);
                exact(score)
            }));
        }
        // ids and numbers have neither commas nor quotation marks
        writeln!(out, "{}", row.join(","))?;
    }
    Ok(())
}
