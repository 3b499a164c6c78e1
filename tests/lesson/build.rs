//! Handshakes that are built: the right one completes, and each wrong one breaks where a real endpoint refuses it.

use premaster::lesson::build::{Bench, Broken, Level, Spot, Verdict};
use premaster::protocol::{Blank, Choice, Piece, Side};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Outcome, Trace};

const BUILT: [&str; 3] = ["classic", "mutual", "resumed"];

fn scenario(name: &str) -> Scenario {
    Scenario::builtin(name, Overrides::seed(42)).unwrap()
}

fn bench(name: &str, level: Level) -> Bench {
    Bench::new(scenario(name), level).unwrap()
}

/// The messages of a run, in its order: what a reader would have to find out.
fn order(trace: &Trace) -> Vec<Piece> {
    let last = trace.last_connection().id;
    let steps = trace.steps().iter().filter(|step| step.connection == last);
    let messages = steps.filter_map(|step| step.message.as_ref());
    messages
        .filter_map(|message| Piece::of(message.sender, message.name))
        .collect()
}

/// Places these messages and no others.
fn place(bench: &mut Bench, order: &[Piece]) {
    while !bench.placed().is_empty() {
        bench.take_out(0);
    }
    for (at, piece) in order.iter().enumerate() {
        let found = bench.tray().iter().position(|it| it == piece).unwrap();
        assert!(bench.place(found, at));
    }
}

fn fill(bench: &mut Bench) {
    for blank in bench.blanks().to_vec() {
        assert!(bench.pick(blank, Some(blank.right())));
    }
}

fn solved(name: &str, level: Level) -> Bench {
    let mut bench = bench(name, level);
    if level.places() {
        place(&mut bench, &order(&simulate(&scenario(name))));
    }
    fill(&mut bench);
    bench
}

fn said(verdict: &Verdict) -> String {
    let all: Vec<String> = verdict.said.iter().map(ToString::to_string).collect();
    all.join(" | ")
}

#[test]
fn explore() {
    for name in BUILT {
        let right = order(&simulate(&scenario(name)));
        println!("== {name}: {:?}", right.iter().map(|p| p.key()).collect::<Vec<_>>());
        for level in Level::ALL {
            let v = solved(name, level).run();
            println!("{level:?} {:?} {}", v.broken, said(&v));
        }
        let mut b = solved(name, Level::Messages);
        for at in 0..right.len() - 1 {
            b.exchange(at);
            let v = b.run();
            println!("swap {at}: {:?} {:?}\n   {}", v.side, v.broken, said(&v));
            b.exchange(at);
        }
        for at in 0..right.len() {
            let mut b = solved(name, Level::Messages);
            b.take_out(at);
            let v = b.run();
            println!("without {at}: {:?} {:?}\n   {}", v.side, v.broken, said(&v));
        }
        for stray in solved(name, Level::Messages).tray().to_vec() {
            for at in 0..=right.len() {
                let mut b = solved(name, Level::Messages);
                let i = b.tray().iter().position(|p| *p == stray).unwrap();
                b.place(i, at);
                let v = b.run();
                println!("stray {} {at}: {:?} {:?}\n   {}", stray.key(), v.side, v.broken, said(&v));
            }
        }
        let mut b = solved(name, Level::Formulas);
        for blank in b.blanks().to_vec() {
            for choice in b.choices(blank) {
                if choice == blank.right() { continue; }
                b.pick(blank, Some(choice));
                let v = b.run();
                println!("pick {}={}: {:?} {:?} {}\n   {}", blank.key(), choice.key(), v.side, v.broken, v.trace.outcome().words(), said(&v));
            }
            b.pick(blank, None);
            let v = b.run();
            println!("empty {}: {:?} {:?} {}\n   {}", blank.key(), v.side, v.broken, v.trace.outcome().words(), said(&v));
            b.pick(blank, Some(blank.right()));
        }
    }
}
