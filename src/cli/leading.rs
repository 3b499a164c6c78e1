//! Options that stand in front of a subcommand: those without a value, such as `--plain`, mean the same behind it.

use clap::{ArgAction, Command};
use std::ffi::OsString;

/// The arguments with the options in front of a subcommand behind it.
pub(super) fn behind(command: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let takes_none = |text: &str| {
        let mut all = command.get_arguments();
        let name = text.strip_prefix("--");
        all.any(|one| name.is_some() && one.get_long() == name && is_switch(one.get_action()))
    };
    let is_option = |text: &&OsString| text.to_str().is_some_and(takes_none);
    let options = arguments.iter().skip(1).take_while(is_option).count();
    let subcommand = arguments.get(1 + options).and_then(|text| text.to_str());
    let known = subcommand.is_some_and(|name| command.find_subcommand(name).is_some());
    let mut arguments = arguments;
    if known && options > 0 {
        // the subcommand first, and then the options
        arguments[1..=1 + options].rotate_right(1);
    }
    arguments
}

fn is_switch(action: &ArgAction) -> bool {
    matches!(action, ArgAction::SetTrue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Arg;

    #[test]
    fn options_without_a_value_may_stand_in_front_of_a_subcommand() {
        let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
        let valued = |name: &'static str| Arg::new(name).long(name);
        let command = Command::new("premaster")
            .args([
                switch("plain"),
                switch("ascii"),
                valued("seed"),
                valued("theme"),
            ])
            .subcommands(["exam", "lesson"].map(Command::new));
        for (given, wanted) in [
            (
                "premaster --plain exam --form A",
                "premaster exam --plain --form A",
            ),
            (
                "premaster --ascii --plain lesson keys",
                "premaster lesson --ascii --plain keys",
            ),
            ("premaster --plain", "premaster --plain"),
            ("premaster exam --plain", "premaster exam --plain"),
            ("premaster --plain --seed 5", "premaster --plain --seed 5"),
            ("premaster --theme exam", "premaster --theme exam"),
            ("premaster --plain nonsense", "premaster --plain nonsense"),
        ] {
            let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
            assert_eq!(behind(&command, words(given)), words(wanted));
        }
    }
}
