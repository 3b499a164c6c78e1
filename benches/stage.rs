//! How long the screen takes: a frame at three sizes, and a key together with its frame.
//!
//! `cargo bench --bench stage`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use premaster::pki::demo;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::tui::{Exports, Key, Lazily, Library, Options, Simulation, Source, Stage};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn classic() -> Scenario {
    Scenario::builtin("classic", Overrides::seed(42)).unwrap()
}

fn stage(width: u16, height: u16) -> Stage {
    of(classic(), width, height)
}

fn of(scenario: Scenario, width: u16, height: u16) -> Stage {
    let library = Library {
        scenarios: Lazily::new(Box::new(Vec::new)),
        simulate: Box::new(simulate),
        load: Box::new(|_| Err("there is no other".into())),
        exports: Exports::none(),
    };
    let simulation = Simulation {
        scenario,
        good: Box::new(|_| Err("there is no other".into())),
        save: Box::new(|_, _| Err("nothing is kept here".into())),
    };
    let source = Source::Simulation(Box::new(simulation), library);
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
        for (tab, digit) in [
            ("explain", "1"),
            ("bytes", "2"),
            ("map", "3"),
            ("keys", "4"),
        ] {
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

/// A scenario whose server shows so many certificates.
fn chain_of(count: usize) -> Scenario {
    let mut scenario = classic();
    let intermediate = demo::certificate("intermediate.pem").unwrap();
    let mut items = vec![demo::certificate("server.pem").unwrap()];
    items.resize(count, intermediate);
    scenario.server.identity.chain.items = items.into();
    scenario
}

/// Runs that are as large as they can be: a key and its frame must not feel it.
fn large(c: &mut Criterion) {
    let mut group = c.benchmark_group("a key and its frame in something large");
    group.sample_size(20);
    // the longest handshake message there can be has 2^24 - 1 bytes
    let one = demo::certificate("intermediate.pem").unwrap().der.len() + 3;
    let mut message = classic();
    message.messages[0].text = "m".repeat(1 << 14);
    let mut records = classic();
    let many = records.messages[0].clone();
    records.messages = vec![many; 10_000];
    for (name, scenario, step, keys) in [
        (
            "a message of 2^24 - 1 bytes",
            chain_of(((1 << 24) - 1) / one),
            "server_certificate",
            "2",
        ),
        (
            "a record of 2^14 bytes",
            message,
            "client_application_data",
            "2",
        ),
        (
            "a chain of 50, its bytes",
            chain_of(50),
            "server_certificate",
            "2",
        ),
        (
            "a chain of 50, its certificates",
            chain_of(50),
            "check_certificate",
            "5",
        ),
        (
            "10,000 records, the bytes",
            records.clone(),
            "client_close_notify",
            "2",
        ),
        (
            "10,000 records, the explanation",
            records.clone(),
            "client_close_notify",
            "1",
        ),
        (
            "10,000 records, the keys",
            records.clone(),
            "client_close_notify",
            "4",
        ),
        (
            "10,000 records, the computation",
            records.clone(),
            "client_protect_finished",
            "7",
        ),
        (
            "10,000 records, where a MAC key comes from",
            records.clone(),
            "client_close_notify",
            "4 w",
        ),
        (
            "10,000 records, what is made of the key block",
            records,
            "expand_key_block",
            "4 w f",
        ),
    ] {
        let mut stage = of(scenario, 200, 60);
        let steps = stage.trace().steps();
        let at = steps.iter().position(|other| other.key() == step).unwrap();
        stage.go_to(at);
        for pressed in keys.split(' ') {
            stage.press(key(pressed));
        }
        let (down, up) = (key("Down"), key("Up"));
        let mut turn = false;
        group.bench_function(name, |b| {
            b.iter(|| {
                turn = !turn;
                stage.press(if turn { down } else { up });
                stage.draw(200, 60)
            })
        });
    }
    group.finish();
}

criterion_group!(benches, first_screen, frames, keys, large);
criterion_main!(benches);
