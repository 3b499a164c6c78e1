//! How long it takes to make a student's homework, and to mark a sheet.
//!
//! `cargo bench --bench homework`. A class of 300 is 300 times the first line, shared by the processors.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use premaster::lesson::grade::{Grader, Sheet};
use premaster::lesson::homework::{Assignment, Key, Task};
use std::hint::black_box;

fn making(c: &mut Criterion) {
    let tasks = Task::all();
    c.bench_function("make a student's homework, all tasks", |b| {
        let mut number = 0_u32;
        b.iter(|| {
            number += 1;
            let assignment = Assignment::of(1, &format!("s{number}"), &tasks);
            assignment.files()
        })
    });
    for task in &tasks {
        let name = format!("make task {} alone", task.key);
        c.bench_function(&name, |b| {
            let mut number = 0_u32;
            b.iter(|| {
                number += 1;
                Assignment::of(1, &format!("s{number}"), &[task])
            })
        });
    }
}

fn marking(c: &mut Criterion) {
    let tasks = Task::all();
    let assignment = Assignment::of(1, "s1", &tasks);
    let mut key = Key::new(1, &tasks);
    key.add(&assignment);
    let answers = key.students[0].answers.iter();
    let right: String = answers
        .map(|right| format!("{} = {}\n", right.name, right.value))
        .collect();
    let grader = Grader::new(&key);
    for (name, text) in [
        ("right", format!("student = s1\n{right}")),
        (
            "wrong",
            format!("student = s1\n{}", right.replace("= ", "= 5e")),
        ),
    ] {
        c.bench_function(&format!("mark a sheet, {name}"), |b| {
            b.iter(|| grader.graded(&assignment, black_box(&Sheet::read(&text))))
        });
    }
}

criterion_group!(benches, making, marking);
criterion_main!(benches);
