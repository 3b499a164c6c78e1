//! The reader's own keys: what they do, and that all that is shown follows them.

use crate::stages::{classic, library, press, text};
use premaster::tui::{
    Binding, BindingError, COMMANDS, ColorChoice, Key, Options, Simulation, Source, Stage,
    check_binding,
};

fn binding(command: &str, keys: &[Key]) -> Binding {
    Binding {
        command: command.into(),
        keys: keys.to_vec(),
    }
}

fn stage_with(keys: Vec<Binding>) -> Stage {
    let simulation = Simulation {
        scenario: classic(),
        good: Box::new(|_| Err(String::new())),
        save: Box::new(|_, _| Ok(())),
    };
    let source = Source::Simulation(Box::new(simulation), library(Vec::new()));
    let options = Options {
        color: ColorChoice::Full,
        keys,
        pace: Some(4),
        ..Options::default()
    };
    let (mut stage, _) = Stage::new(source, options);
    stage.resize(120, 40);
    stage.greeted();
    stage
}

#[test]
fn own_keys_take_the_place_of_the_usual_ones() {
    let keys = vec![
        binding("forward", &[Key::Ctrl('n')]),
        binding("glossary", &[Key::Char('Z')]),
        binding("palette", &[]),
    ];
    let mut stage = stage_with(keys);
    press(&mut stage, "Ctrl-n Ctrl-n");
    assert_eq!(stage.cursor(), 2);
    press(&mut stage, "Right l");
    assert_eq!(stage.cursor(), 2, "the usual keys are gone");
    let screen = text(&stage.draw(120, 40));
    let footer = screen.last().unwrap();
    assert!(footer.contains("Ctrl-n"), "{footer}");
    assert!(
        !footer.contains("commands"),
        "a command without a key is no hint: {footer}"
    );
    press(&mut stage, "?");
    let help = text(&stage.draw(120, 200)).join("\n");
    assert!(help.contains("Ctrl-n"), "{help}");
    press(&mut stage, "Esc Z");
    assert_eq!(stage.overlay(), Some("glossary"));
}

#[test]
fn the_palette_and_the_texts_show_own_keys() {
    let mut stage = stage_with(vec![binding("forward", &[Key::Char('W')])]);
    press(&mut stage, ": text:step");
    let palette = text(&stage.draw(120, 40)).join("\n");
    assert!(palette.contains(" W"), "{palette}");
    // with the presentation on, the way out is named by its key
    let mut stage = stage_with(vec![binding("present", &[Key::Char('W')])]);
    press(&mut stage, "W i");
    let notice = stage.notice().unwrap();
    assert!(notice.contains('W'), "{notice}");
}

#[test]
fn keys_that_mean_two_things_are_refused() {
    let check = |command: &str, keys: &[Key]| check_binding(&[], &binding(command, keys));
    assert_eq!(check("forward", &[Key::Ctrl('n')]), Ok(()));
    assert_eq!(check("forward", &[]), Ok(()));
    assert!(matches!(
        check("forward", &[Key::Char('x')]),
        Err(BindingError::Conflict {
            other: "tamper",
            ..
        })
    ));
    assert!(matches!(
        check("close", &[Key::Char('k')]),
        Err(BindingError::Typed { .. } | BindingError::Conflict { .. })
    ));
    assert!(matches!(
        check("froward", &[]),
        Err(BindingError::UnknownCommand { near, .. }) if near.contains(&"forward")
    ));
    // the keys that commands have are right, whichever of them is given again
    for row in COMMANDS {
        let same = COMMANDS.iter().filter(|other| other.name() == row.name());
        if same.clone().all(|other| other.keys == row.keys) {
            assert_eq!(check(row.name(), row.keys), Ok(()), "{}", row.name());
        }
    }
}
