//! What of the table of commands is shown: the footer's choice, and `docs/keys.md`.

use super::command::{COMMANDS, Command, Scope};
use crate::label;
use crate::trace::Side;
use std::fmt::Write as _;

/// A label, looked up when it is shown.
pub type Label = fn() -> &'static str;

/// What the footer offers in each scope, the most useful first; the keys come from the table. What has
/// no meaning at the moment is left out, and so is what has no room, by its [`rank`].
pub fn footer(scope: Scope) -> &'static [(&'static [Command], Label)] {
    use Command as C;
    match scope {
        Scope::Stage => &[
            (&[C::Back, C::Forward], || label!("tui.footer.step")),
            (&[C::Up, C::Down], || label!("tui.footer.select")),
            (&[C::Open], || label!("tui.footer.open")),
            (&[C::NextPane], || label!("tui.footer.pane")),
            (&[C::Close], || label!("tui.footer.back")),
            (&[C::Help], || label!("tui.footer.help")),
            (&[C::Quit], || label!("tui.footer.quit")),
            // what comes and goes stands after what stays, so that little moves
            (&[C::Palette], || label!("tui.footer.command")),
            (&[C::Glossary], || label!("tui.footer.terms")),
            (&[C::Compare], || label!("tui.footer.compare")),
            (&[C::Zoom], || label!("tui.footer.zoom")),
            (&[C::Scenarios], || label!("tui.footer.scenario")),
            (&[C::NewSeed], || label!("tui.footer.new_seed")),
            (&[C::Play], || label!("tui.footer.play")),
            (&[C::PreviousPhase, C::NextPhase], || {
                label!("tui.footer.phase")
            }),
            (&[C::GoToStep], || label!("tui.footer.go_to")),
            (&[C::ClickThrough], || label!("tui.footer.ignore_warning")),
            (&[C::Noticed], || label!("tui.footer.where_noticed")),
            (&[C::Return], || label!("tui.footer.back")),
            (&[C::Undo], || label!("tui.footer.undo")),
            (&[C::PreviousBlock, C::NextBlock], || {
                label!("tui.footer.byte")
            }),
            (&[C::Message(Side::Client)], || label!("tui.footer.message")),
            (&[C::Search], || label!("tui.footer.search")),
            (&[C::WhereFrom], || label!("tui.footer.where_from")),
            (&[C::Tamper], || label!("tui.footer.tamper")),
            (&[C::Copy], || label!("tui.footer.copy")),
            (&[C::Save], || label!("tui.footer.save")),
        ],
        Scope::Reader => &[
            (&[C::Up, C::Down], || label!("tui.footer.scroll")),
            (&[C::WhereFrom], || label!("tui.footer.where_from")),
            (&[C::CopyAs], || label!("tui.footer.copy_as")),
            (&[C::Close], || label!("tui.footer.close")),
        ],
        Scope::Provenance => &[
            (&[C::PreviousByte, C::NextByte], || {
                label!("tui.footer.byte")
            }),
            (&[C::Up, C::Down], || label!("tui.footer.select")),
            (&[C::Open], || label!("tui.footer.go_there")),
            (&[C::WhereUsed], || label!("tui.footer.used")),
            (&[C::WhoCould], || label!("tui.footer.who_could")),
            (&[C::Close], || label!("tui.footer.close")),
            (&[C::AllBytes], || label!("tui.footer.all_bytes")),
            (&[C::WhereFrom], || label!("tui.footer.where_from")),
            (&[C::CopyAs], || label!("tui.footer.copy_as")),
        ],
        Scope::Chooser | Scope::Finder => &[
            (&[C::Up, C::Down], || label!("tui.footer.select")),
            (&[C::Open], || label!("tui.footer.accept")),
            (&[C::Close], || label!("tui.footer.close")),
        ],
        Scope::Prompt => &[
            (&[C::Open], || label!("tui.footer.accept")),
            (&[C::OtherSide], || label!("tui.footer.other_side")),
            (&[C::Close], || label!("tui.footer.close")),
        ],
    }
}

/// How important a command is in the footer where there is no room for all: 0 is the most important.
pub const fn rank(command: Command) -> u8 {
    use Command as C;
    match command {
        C::Back | C::Up | C::Open | C::NextPane | C::Help | C::Quit | C::Close => 0,
        C::Palette | C::Compare | C::Zoom | C::Scenarios | C::NewSeed => 2,
        C::Play | C::PreviousPhase | C::GoToStep | C::Glossary => 2,
        // what is offered only at times is important then
        _ => 1,
    }
}

/// `docs/keys.md`, made from the table.
pub fn keys_markdown() -> String {
    let mut out = format!(
        "# {}\n\n{}\n",
        label!("tui.keys_page.title"),
        label!("tui.keys_page.about")
    );
    for scope in Scope::ALL {
        let _ = write!(
            out,
            "\n## {}\n\n| {} | {} | {} |\n|---|---|---|\n",
            scope.title(),
            label!("tui.keys_page.key"),
            label!("tui.keys_page.command"),
            label!("tui.keys_page.does"),
        );
        for row in COMMANDS.iter().filter(|row| row.scopes.contains(&scope)) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                keys.join(" "),
                row.title(),
                row.doc()
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::command::key;
    use super::*;

    #[test]
    fn the_footer_names_only_commands_that_have_a_key_there() {
        for scope in Scope::ALL {
            for (commands, label) in footer(scope) {
                for command in *commands {
                    assert!(key(scope, *command).is_some(), "{} in {scope:?}", label());
                }
            }
        }
    }
}
