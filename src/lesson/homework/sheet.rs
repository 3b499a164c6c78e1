//! The files of a student: the tasks in Markdown and HTML, the run, certificates and key, and a sheet for the answers.

use super::tasks::certificate_blocks;
use super::{Assignment, File, runs};
use crate::pki::demo;
use crate::said;

/// The tasks that need the server's private key. Which key that is is no secret: it is published with the program.
const WITH_KEY: [&str; 8] = [
    "premaster",
    "master",
    "keys",
    "verify-data",
    "decrypt",
    "tampered-byte",
    "forge",
    "cause",
];

/// The name of the file with the connections of a student's own client.
pub const CONNECTIONS: &str = "own-client.pcapng";

/// The files of a student.
pub(super) fn files(assignment: &Assignment) -> Vec<File> {
    let blocks = |name: &str| certificate_blocks(demo::file(name).unwrap_or_default());
    let chain = blocks("server.pem") + &blocks("intermediate.pem");
    let text = markdown(assignment);
    let mut files = vec![
        File::new("task.html", page(assignment, &text)),
        File::new("task.md", text),
        File::new("answers.txt", answers(assignment)),
        runs::capture("capture.pcapng", &assignment.trace),
        File::new("server.pem", chain),
    ];
    let mut tasks = assignment.tasks.iter();
    if tasks.any(|assigned| WITH_KEY.contains(&assigned.task.key)) {
        files.push(File::new("server.key", blocks("server.key")));
    }
    files.extend(
        assignment
            .tasks
            .iter()
            .flat_map(|assigned| assigned.files.clone()),
    );
    files
}

/// The tasks, in Markdown.
fn markdown(assignment: &Assignment) -> String {
    let student = &assignment.student;
    let mut out = said!("homework.sheet.begin", student).to_string();
    for assigned in &assignment.tasks {
        let (number, title) = (assigned.task.number, assigned.task.title());
        let heading = said!("homework.sheet.heading", number, title);
        let names = assigned
            .asked
            .iter()
            .map(|asked| match asked.wanted.is_on_sheet() {
                true => format!("`{}`", asked.name),
                false => format!("`{CONNECTIONS}`"),
            });
        let names: Vec<String> = names.collect();
        let hand_in = said!("homework.sheet.hand_in", names = names.join(", "));
        out += &format!("\n\n{heading}\n\n{}\n\n{hand_in}", assigned.text);
    }
    out + "\n"
}

/// The same as a page.
fn page(assignment: &Assignment, markdown: &str) -> String {
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, pulldown_cmark::Parser::new(markdown));
    let title = said!("homework.sheet.title", student = &assignment.student);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{}</style>\n{body}</html>\n",
        include_str!("../../../assets/html/homework.css")
    )
}

/// The sheet for the answers: a line for each.
fn answers(assignment: &Assignment) -> String {
    let mut out = said!("homework.sheet.answers").to_string();
    out += &format!("\n\nstudent = {}\n", assignment.student);
    for assigned in &assignment.tasks {
        let mut on_sheet = assigned
            .asked
            .iter()
            .filter(|asked| asked.wanted.is_on_sheet())
            .peekable();
        if on_sheet.peek().is_some() {
            out.push('\n');
        }
        for asked in on_sheet {
            out += &format!("{} =\n", asked.name);
        }
    }
    out
}
