//! The text that `premaster print` writes.

use premaster::export::report::{Report, Selection};
use premaster::export::text::{self, Style};
use premaster::protocol::Suite;
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::trace::{Phase, Trace};
use premaster::wire::display::hex;
use unicode_width::UnicodeWidthStr;

fn classic(overrides: Overrides) -> Trace {
    simulate(&Scenario::builtin("classic", overrides).unwrap())
}

fn printed(trace: &Trace, style: Style) -> String {
    let mut out = Vec::new();
    text::write(&mut out, &Report::whole(trace, &text::CONTENTS), style).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_step_phase_check_and_value_is_there() {
    for suite in Suite::defaults() {
        let trace = classic(Overrides {
            suite: Some(suite),
            ..Overrides::seed(42)
        });
        let text = printed(&trace, Style::default());
        assert!(text.contains(suite.name) && text.contains("seed 42"));
        for phase in Phase::ALL {
            assert!(
                text.contains(&format!("── {} ─", phase.title())),
                "{}",
                phase.title()
            );
        }
        // without the line breaks and indentation of wrapped words
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for step in trace.steps() {
            assert!(text.contains(&format!("\n{}/{} ", step.index + 1, trace.steps().len())));
            step.checks.iter().for_each(|check| {
                let question = format!("✓ {}", check.question());
                assert!(one_line.contains(&question), "{question}");
            });
        }
        let dense = text.replace([' ', '\n'], "");
        for value in trace.values() {
            assert!(
                dense.contains(&hex(&value.bytes)),
                "{} whole",
                value.name.key()
            );
            assert!(
                text.contains(&format!("\n    {}  ", value.name.key())),
                "named"
            );
        }
        let end = "✓ established: the handshake was completed.\n\nLesson: ";
        assert!(text.contains(end));
    }
}

#[test]
fn every_field_has_its_line() {
    let trace = classic(Overrides::seed(42));
    for step in trace.steps().iter().filter(|step| step.message.is_some()) {
        let mut out = Vec::new();
        let one = Selection {
            steps: vec![step.index],
            ..Selection::whole(&trace, &text::CONTENTS)
        };
        text::write(
            &mut out,
            &Report::of(&trace, one),
            Style {
                width: 200,
                colour: false,
                words: false,
            },
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        for buffer in &step.message.as_ref().unwrap().buffers {
            for placed in buffer.fields() {
                let node = placed.node;
                let found = text.lines().any(|line| {
                    let mut words = line.split_whitespace();
                    words.next() == Some(&node.start.to_string())
                        && words.next() == Some(&node.len().to_string())
                        && line.contains(node.field.name())
                });
                assert!(found, "{} in {}", placed.path, step.key());
            }
        }
    }
}

#[test]
fn lines_fit_the_width() {
    let message = Some("a rather long message, ".repeat(30));
    let trace = classic(Overrides {
        message,
        ..Overrides::seed(42)
    });
    for width in [80, 92, 120, 200] {
        for line in printed(
            &trace,
            Style {
                width,
                colour: false,
                words: false,
            },
        )
        .lines()
        {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    let trace = classic(Overrides::seed(42));
    let plain = printed(&trace, Style::default());
    assert!(!plain.contains('\x1b'));
    let coloured = printed(
        &trace,
        Style {
            colour: true,
            ..Style::default()
        },
    );
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\x1b') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, plain);
    assert_ne!(coloured, plain);
}

#[test]
fn a_failure_is_marked_in_words() {
    let clock = Some("2101-01-01".parse().unwrap());
    let text = printed(
        &classic(Overrides {
            clock,
            ..Overrides::seed(42)
        }),
        Style::default(),
    );
    assert!(
        text.contains("✗ failed: shop.example: Is it in date?"),
        "{text}"
    );
    assert!(text.contains("✗ stopped: "), "{text}");
    assert!(
        text.contains("✗ failed: ") && text.contains("fatal certificate_expired"),
        "{text}"
    );
    assert!(!text.contains("established: "));
}

/// A message is foreign text, and may not drive the terminal.
#[test]
fn foreign_text_is_escaped() {
    let message = Some("\x1b[31m\x07\u{202e}".to_owned());
    let text = printed(
        &classic(Overrides {
            message,
            ..Overrides::seed(1)
        }),
        Style::default(),
    );
    assert!(!text.contains(['\x1b', '\x07', '\u{202e}']));
    assert!(text.contains("\\u{1b}[31m\\u{7}\\u{202e}"), "{text}");
}
