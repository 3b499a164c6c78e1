//! Predict, then reveal: a lesson made from any scenario, which asks before each step of weight what the run will show,
//! and lets the run answer.

use super::course::{Course, Fault, Kind};
use super::question::{self, Question};
use crate::label;
use crate::said;
use crate::scenario::{Overrides, Scenario, simulate};
use crate::trace::{Place, RunName, Step, Trace};

/// What a scenario that is not in the program is laid over.
const BASE: &str = "classic";

/// The templates that are asked, those that tell most about this run first. The last two can be asked often.
const TEMPLATES: [&str; 10] = [
    "who-notices",
    "record-fate",
    "bad-secret",
    "which-alert",
    "after-alert",
    "went-on",
    "pms-first-bytes",
    "what-is-encrypted",
    OFTEN[0],
    OFTEN[1],
];
/// Asked at every step of weight.
const OFTEN: [&str; 2] = ["next-act", "next-message"];
/// Steps that are worth a guess, by the beginning of their keys.
const OF_WEIGHT: [&str; 8] = [
    "check_certificate",
    "client_key_exchange",
    "decrypt_pre_master_secret",
    "derive_master_secret",
    "client_change_cipher_spec",
    "server_check_finished",
    "client_application_data",
    "certificate_request",
];

/// A lesson that lets the reader predict a run of a scenario.
///
/// # Errors
/// The scenario is from a file whose name cannot stand in a lesson.
pub fn course(scenario: &Scenario) -> Result<Course, Fault> {
    let name = said!("lesson.predictions.name", scenario = scenario.name.as_str());
    Course::read(&text(scenario), &name.to_string(), &scenario.name)
}

/// A lesson that lets the reader predict a run that is there already, such as a connection of a capture. It opens none.
///
/// # Errors
/// The lesson cannot be read.
pub fn of_recorded(trace: &Trace, name: &str) -> Result<Course, Fault> {
    // what stands for something else in a lesson's text
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || " .-_:".contains(c) {
                c
            } else {
                ' '
            }
        })
        .collect();
    let asked = chosen(None, trace, 0);
    // a lesson begins with a run
    let text = written(&name, &asked, trace, &fence(&format!("run {BASE}"), ""));
    let course = said!("lesson.predictions.name", scenario = name.as_str());
    let mut course = Course::read(&text, &course.to_string(), &name)?;
    course
        .blocks
        .retain(|block| !matches!(block.kind, Kind::Run(_)));
    Ok(course)
}

/// The text of that lesson, as `premaster lesson` reads it.
pub fn text(scenario: &Scenario) -> String {
    let trace = simulate(scenario);
    let asked = chosen(Some(scenario), &trace, scenario.seed);
    let own = Scenario::builtin(&scenario.name, Overrides::seed(scenario.seed)).ok();
    // what is not in the program, or was changed, the lesson lays over one that is
    let overlay = match own.as_ref() == Some(scenario) {
        true => String::new(),
        false => scenario.to_toml(),
    };
    let run = RunName {
        scenario: own.map_or(BASE.to_owned(), |own| own.name),
        seed: Some(scenario.seed),
    };
    let run = fence(&format!("run {run}"), overlay.trim_end());
    written(&scenario.name, &asked, &trace, &run)
}

/// The lesson about a run of a name, which the block `run` opens.
fn written(name: &str, asked: &[Question], trace: &Trace, run: &str) -> String {
    let about = said!("lesson.predictions.title", scenario = name).to_string();
    let minutes = asked.len().div_ceil(2).max(1);
    let objective = label!("lesson.predictions.objective");
    let mut out = fence(
        "lesson",
        &format!(
            "title = {about:?}\nminutes = {minutes}\nlevel = 1\nveiled = true\nscored = true\nobjectives = [{objective:?}]"
        ),
    );
    out += &format!(
        "# {about}\n\n{}\n\n",
        label!("lesson.predictions.introduction")
    );
    out += run;
    for question in asked {
        let place = Place::of(trace, question.step).map(|place| place.to_string());
        let task = said!("lesson.predictions.go_on").to_string();
        out += &fence(&format!("wait step={}", place.unwrap_or_default()), &task);
        out += &guess(question);
    }
    out += &fence(
        "wait end",
        &said!("lesson.predictions.to_the_end").to_string(),
    );
    out += label!("lesson.predictions.end");
    out.push('\n');
    out
}

/// A block of a lesson.
fn fence(info: &str, body: &str) -> String {
    match body {
        "" => format!("```{info}\n```\n\n"),
        body => format!("```{info}\n{body}\n```\n\n"),
    }
}

/// The question.
fn guess(question: &Question) -> String {
    let arguments = question.arguments.iter();
    let arguments: String = arguments
        .map(|(name, value)| format!(" {name}={value}"))
        .collect();
    let (template, step) = (question.template, question.step + 1);
    fence(
        &format!("ask {template}{arguments} step={step} mode=predict"),
        "",
    )
}

/// What is asked, in order: at most one question at a step, and none before the last one is answered.
fn chosen(scenario: Option<&Scenario>, trace: &Trace, seed: u64) -> Vec<Question> {
    let mut asked: Vec<Question> = Vec::new();
    let mut from = 0;
    for step in trace.steps() {
        if step.index < from {
            continue;
        }
        let questions = question::of_step(trace, scenario, step.index, seed);
        let found = TEMPLATES.iter().find_map(|template| {
            let again = OFTEN.contains(template);
            let known = asked.iter().any(|one| one.template == *template);
            let mut fitting = questions.iter().filter(|one| one.template == *template);
            let question = fitting.find(|one| one.revealed.is_some())?;
            (!known && !again || again && is_of_weight(trace, question)).then_some(question)
        });
        if let Some(question) = found {
            // what is decided far ahead leaves room for other questions
            let soon = OFTEN.contains(&question.template);
            from = match (soon, question.revealed) {
                (true, Some(shown)) => shown,
                _ => step.index + 1,
            };
            asked.push(question.clone());
        }
    }
    asked
}

fn is_of_weight(trace: &Trace, question: &Question) -> bool {
    let shown: Option<&Step> = question.revealed.and_then(|step| trace.steps().get(step));
    shown.is_some_and(|step| OF_WEIGHT.iter().any(|key| step.key().starts_with(key)))
}
