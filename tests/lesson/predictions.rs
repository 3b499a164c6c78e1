//! Predict, then reveal: a lesson can be made from every scenario, and the run answers what it asks.

use premaster::lesson::course::Kind;
use premaster::lesson::predictions;
use premaster::lesson::question::{self, Asking};
use premaster::scenario::{Change, Intercepted, Interception, Overrides, Scenario, simulate};

/// How often a scenario asks, after each question was asked as the lesson does.
fn asked(scenario: &Scenario) -> usize {
    let course = predictions::course(scenario).unwrap_or_else(|why| panic!("{why}"));
    assert!(course.front.veiled);
    let opened = course.blocks.iter().find_map(|block| match &block.kind {
        Kind::Run(opened) => Some(opened),
        _ => None,
    });
    let run = opened.unwrap().scenario(0).unwrap();
    let (trace, own) = (simulate(&run), simulate(scenario));
    assert_eq!(trace.outcome(), own.outcome(), "{}", scenario.name);
    assert_eq!(trace.steps().len(), own.steps().len(), "{}", scenario.name);
    let mut count = 0;
    for block in &course.blocks {
        let Kind::Ask(asked, _) = &block.kind else {
            continue;
        };
        assert!(asked.predicts);
        let step = asked.step.as_ref().unwrap().resolve(&trace).unwrap().step;
        let mut asking = Asking::new(&trace).of(&run).at(step);
        asking.arguments = asked.arguments.clone();
        let question = question::ask(&asked.template, &asking).unwrap();
        assert!(question.revealed.is_some_and(|shown| shown > step));
        count += 1;
    }
    count
}

#[test]
fn every_scenario_can_be_predicted() {
    let mut without = Vec::new();
    for listed in Scenario::list() {
        let scenario = Scenario::builtin(listed.name, Overrides::seed(3)).unwrap();
        match asked(&scenario) {
            0 => without.push(listed.name),
            count => assert!(count <= 20, "{}: {count}", listed.name),
        }
    }
    // there every message of the client is replayed, and the server repeats its own
    assert_eq!(without, ["replayed-client-broken-random"]);
}

#[test]
fn a_recorded_run_can_be_predicted_too() {
    for name in ["classic", "mutual", "tampered-hello", "resumed"] {
        let trace = simulate(&Scenario::builtin(name, Overrides::seed(3)).unwrap());
        // whatever a file may be called
        let course = predictions::of_recorded(&trace, "a *odd* `{name}` <b>\"\n[x](y)").unwrap();
        assert!(course.front.veiled && course.front.scored);
        let mut asked = 0;
        for block in &course.blocks {
            match &block.kind {
                Kind::Run(_) => panic!("{name} opens a run"),
                Kind::Ask(one, _) => {
                    let question = one.question(&trace, None, 0).unwrap();
                    assert!(question.revealed.is_some(), "{name}: {}", one.template);
                    asked += 1;
                }
                _ => {}
            }
        }
        assert!(asked > 2, "{name}: {asked}");
    }
}

#[test]
fn what_was_changed_is_predicted_as_it_was_changed() {
    let overrides = Overrides {
        message: Some("What is sent here is not what the scenario sends.".to_owned()),
        ..Overrides::seed(3)
    };
    let mut scenario = Scenario::builtin("classic", overrides).unwrap();
    scenario.interceptions.push(Interception {
        message: Intercepted::ClientHello,
        occurrence: 1,
        change: Change::Flip {
            field: "random_bytes".to_owned(),
            byte: 3,
            bit: 2,
        },
    });
    assert!(asked(&scenario) > 2);
    let text = predictions::text(&scenario);
    assert!(text.contains("ask who-notices step=2 "), "{text}");
}
