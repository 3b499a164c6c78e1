//! How long the screen takes: a frame at three sizes, and a key together with its frame.
//!
//! `cargo bench --bench stage`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{Key, Options, Simulation, Source, Stage};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn stage(width: u16, height: u16) -> Stage {
    let source = Source::Simulation(Box::new(Simulation {
        scenario: Scenario::builtin("classic", Overrides::seed(42)).unwrap(),
        scenarios: Vec::new(),
        simulate: Box::new(simulate),
        load: Box::new(|_| Err("there is no other".into())),
        good: Box::new(|_| Err("there is no other".into())),
        save: Box::new(|_, _| Err("nothing is kept here".into())),
    }));
    let (mut stage, _) = Stage::new(source, Options::default());
    stage.resize(width, height);
    stage
}

fn key(name: &str) -> Key {
    name.parse().unwrap()
}

fn first_screen(c: &mut Criterion) {
    c.bench_function("from a scenario to the first frame, 120x40", |b| {
        b.iter(|| stage(120, 40).draw(120, 40))
    });
}

fn frames(c: &mut Criterion) {
    let mut group = c.benchmark_group("a frame");
    for (width, height) in SIZES {
        for (tab, digit) in [("explain", "1"), ("bytes", "2"), ("keys", "3")] {
            let mut stage = stage(width, height);
            stage.press(key("End"));
            stage.press(key(digit));
            let id = BenchmarkId::new(tab, format!("{width}x{height}"));
            group.bench_function(id, |b| b.iter(|| stage.draw(width, height)));
        }
    }
    group.finish();
}

fn keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("a key and its frame");
    for (width, height) in SIZES {
        let mut stage = stage(width, height);
        let (right, home) = (key("Right"), key("Home"));
        let mut step = 0;
        group.bench_function(format!("step forward, {width}x{height}"), |b| {
            b.iter(|| {
                step = (step + 1) % 30;
                stage.press(if step == 0 { home } else { right });
                stage.draw(width, height)
            })
        });
    }
    group.finish();
}

criterion_group!(benches, first_screen, frames, keys);
criterion_main!(benches);
