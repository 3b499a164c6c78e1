//! Every command, once: this table makes the dispatch, the footer, the help, the palette and
//! `docs/keys.md`. What each is called stands in `assets/en/commands.toml`.

use super::key::Key;
use super::text;
use super::ui_state::Tab;
use crate::label;
use crate::trace::{Phase, Side};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Something that the reader can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// One step on.
    Forward,
    /// One step back.
    Back,
    /// To the first step.
    First,
    /// To the last step.
    Last,
    /// Asks for a step's number.
    GoToStep,
    /// To the next phase.
    NextPhase,
    /// To the phase before.
    PreviousPhase,
    /// To the first step of a phase.
    GoToPhase(Phase),
    /// Plays the run, or pauses it.
    Play,
    /// Plays faster.
    Faster,
    /// Plays slower.
    Slower,
    /// Opens a tab.
    Show(Tab),
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One screenful up.
    PageUp,
    /// One screenful down.
    PageDown,
    /// To the first row of a list, or the beginning of a text.
    Top,
    /// To the last row of a list, or the end of a text.
    Bottom,
    /// Opens what is selected, or accepts what was typed.
    Open,
    /// The message being typed comes from the other side.
    OtherSide,
    /// Closes what lies over the screen.
    Close,
    /// The panel gets all the room, or gives it back.
    Zoom,
    /// Asks for application data.
    Message(Side),
    /// Runs with the next seed.
    NewSeed,
    /// Asks for a seed.
    TypeSeed,
    /// Offers the scenarios.
    Scenarios,
    /// Offers what an attacker could do to the selected byte and its message.
    Tamper,
    /// Undoes the last change to the scenario.
    Undo,
    /// Goes to where a side first gave up.
    Noticed,
    /// Back to where the reader was before a jump.
    Return,
    /// Compares this run with one without the failure.
    Compare,
    /// Lets the client continue with a certificate that failed its checks.
    ClickThrough,
    /// Asks for a file to save the scenario in.
    Save,
    /// Asks for something to search for in the run.
    Search,
    /// Selects the field that contains the selected one.
    Around,
    /// To the next message.
    NextMessage,
    /// To the message before.
    PreviousMessage,
    /// Copies the selected value.
    Copy,
    /// Offers the forms in which the selected value can be copied.
    CopyAs,
    /// Asks where the selected value comes from.
    WhereFrom,
    /// Asks what the value is used for.
    WhereUsed,
    /// Asks who could compute the value.
    WhoCould,
    /// The byte after.
    NextByte,
    /// The byte before.
    PreviousByte,
    /// All bytes again.
    AllBytes,
    /// To the next block of the record.
    NextBlock,
    /// To the block before.
    PreviousBlock,
    /// Captures the mouse, or releases it.
    Mouse,
    /// Another ground for the colours.
    Ground,
    /// Offers all commands.
    Palette,
    /// Offers the terms of art.
    Glossary,
    /// Shows the keys.
    Help,
    /// Draws the whole screen again.
    Redraw,
    /// Suspends the program.
    Suspend,
    /// Ends.
    Quit,
}

/// Where keys are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The screen itself.
    Stage,
    /// Something to read lies over it.
    Reader,
    /// Something to choose from lies over it.
    Chooser,
    /// A list that what is typed narrows lies over it.
    Finder,
    /// The history of a value lies over it.
    Provenance,
    /// A line is being typed.
    Prompt,
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 6] = [
        Scope::Stage,
        Scope::Reader,
        Scope::Chooser,
        Scope::Finder,
        Scope::Provenance,
        Scope::Prompt,
    ];

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Stage => label!("tui.scope.stage"),
            Scope::Reader => label!("tui.scope.reader"),
            Scope::Chooser => label!("tui.scope.chooser"),
            Scope::Finder => label!("tui.scope.finder"),
            Scope::Provenance => label!("tui.scope.provenance"),
            Scope::Prompt => label!("tui.scope.prompt"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What is done.
    pub command: Command,
    /// By which keys; none for what is only in the palette.
    pub keys: &'static [Key],
    /// Where.
    pub scopes: &'static [Scope],
    /// The key of its words.
    words: &'static str,
}

/// The words of a command.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    title: String,
    doc: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    // The file is compiled in, and a test reads it: this cannot fail later.
    #[allow(clippy::expect_used)]
    toml::from_str(include_str!("../../assets/en/commands.toml")).expect("commands.toml")
});

impl Row {
    /// What is done, in a few words.
    pub fn title(&self) -> &'static str {
        WORDS
            .get(self.words)
            .map_or(self.words, |words| &words.title)
    }

    /// What is done, in a sentence.
    pub fn doc(&self) -> &'static str {
        WORDS.get(self.words).map_or(self.words, |words| &words.doc)
    }
}

const STAGE: &[Scope] = &[Scope::Stage];
const LISTS: &[Scope] = &[
    Scope::Stage,
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Provenance,
];
const MENUS: &[Scope] = &[
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Provenance,
];
const OVER: &[Scope] = &[
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Provenance,
    Scope::Prompt,
];
const HISTORY: &[Scope] = &[Scope::Provenance];
const ALL: &[Scope] = &Scope::ALL;

const fn row(
    command: Command,
    keys: &'static [Key],
    scopes: &'static [Scope],
    words: &'static str,
) -> Row {
    Row {
        command,
        keys,
        scopes,
        words,
    }
}

/// The table. A command has one row for each scope in which its keys or its words differ.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    row(Command::Forward, &[Key::Right, Key::Char('l')], STAGE, "forward"),
    row(Command::Back, &[Key::Left, Key::Char('h')], STAGE, "back"),
    row(Command::First, &[Key::Home], STAGE, "first"),
    row(Command::Last, &[Key::End], STAGE, "last"),
    row(Command::GoToStep, &[Key::Char('g')], STAGE, "go_to_step"),
    row(Command::NextPhase, &[Key::Char(']')], STAGE, "next_phase"),
    row(Command::PreviousPhase, &[Key::Char('[')], STAGE, "previous_phase"),
    row(Command::GoToPhase(Phase::Hello), &[], STAGE, "phase_hello"),
    row(Command::GoToPhase(Phase::Certificate), &[], STAGE, "phase_certificate"),
    row(Command::GoToPhase(Phase::KeyExchange), &[], STAGE, "phase_key_exchange"),
    row(Command::GoToPhase(Phase::ChangeCipher), &[], STAGE, "phase_change_cipher"),
    row(Command::GoToPhase(Phase::Finished), &[], STAGE, "phase_finished"),
    row(Command::GoToPhase(Phase::Data), &[], STAGE, "phase_data"),
    row(Command::Play, &[Key::Char(' ')], STAGE, "play"),
    row(Command::Faster, &[Key::Char('+')], STAGE, "faster"),
    row(Command::Slower, &[Key::Char('-')], STAGE, "slower"),
    row(Command::Show(Tab::Explain), &[Key::Char('1')], STAGE, "show_explain"),
    row(Command::Show(Tab::Bytes), &[Key::Char('2'), Key::Char('b')], STAGE, "show_bytes"),
    row(Command::Show(Tab::Keys), &[Key::Char('3'), Key::Char('k')], STAGE, "show_keys"),
    row(Command::Show(Tab::Certificates), &[Key::Char('4'), Key::Char('c')], STAGE, "show_certificates"),
    row(Command::Show(Tab::Transcript), &[Key::Char('5'), Key::Char('t')], STAGE, "show_transcript"),
    row(Command::Show(Tab::Math), &[Key::Char('6')], STAGE, "show_math"),
    row(Command::NextBlock, &[Key::Char('.')], STAGE, "next_block"),
    row(Command::PreviousBlock, &[Key::Char(',')], STAGE, "previous_block"),
    row(Command::NextPane, &[Key::Tab], STAGE, "next_pane"),
    row(Command::PreviousPane, &[Key::BackTab], STAGE, "previous_pane"),
    row(Command::Up, &[Key::Up], LISTS, "up"),
    row(Command::Down, &[Key::Down], LISTS, "down"),
    row(Command::PageUp, &[Key::PageUp], LISTS, "page_up"),
    row(Command::PageDown, &[Key::PageDown], LISTS, "page_down"),
    row(Command::Top, &[Key::Home], MENUS, "top"),
    row(Command::Bottom, &[Key::End], MENUS, "bottom"),
    row(Command::Search, &[Key::Char('/')], STAGE, "search"),
    row(Command::Around, &[Key::Backspace], STAGE, "around"),
    row(Command::Tamper, &[Key::Char('x')], STAGE, "tamper"),
    row(Command::Undo, &[Key::Char('U')], STAGE, "undo"),
    row(Command::Return, &[Key::Ctrl('o')], STAGE, "return"),
    row(Command::Noticed, &[Key::Char('e')], STAGE, "noticed"),
    row(Command::Compare, &[Key::Char('=')], STAGE, "compare"),
    row(Command::ClickThrough, &[Key::Char('!')], STAGE, "ignore_warning"),
    row(Command::Save, &[Key::Char('S')], STAGE, "save"),
    row(Command::NextMessage, &[Key::Char('}')], STAGE, "next_message"),
    row(Command::PreviousMessage, &[Key::Char('{')], STAGE, "previous_message"),
    row(Command::Open, &[Key::Enter], STAGE, "open"),
    row(Command::Open, &[Key::Enter], HISTORY, "go_there"),
    row(Command::WhereFrom, &[Key::Char('w')], &[Scope::Stage, Scope::Reader], "where_from"),
    row(Command::WhereFrom, &[Key::Char('w')], HISTORY, "where_line_from"),
    row(Command::WhereUsed, &[Key::Char('f')], HISTORY, "where_used"),
    row(Command::WhoCould, &[Key::Char('c')], HISTORY, "who_could"),
    row(Command::NextByte, &[Key::Right, Key::Char('l')], HISTORY, "next_byte"),
    row(Command::PreviousByte, &[Key::Left, Key::Char('h')], HISTORY, "previous_byte"),
    row(Command::AllBytes, &[Key::Char('a')], HISTORY, "all_bytes"),
    row(Command::Open, &[Key::Enter], &[Scope::Chooser, Scope::Finder, Scope::Prompt], "accept"),
    row(Command::OtherSide, &[Key::Tab], &[Scope::Prompt], "other_side"),
    row(Command::Zoom, &[Key::Char('z')], STAGE, "zoom"),
    row(Command::Message(Side::Client), &[Key::Char('m')], STAGE, "message_client"),
    row(Command::Message(Side::Server), &[Key::Char('M')], STAGE, "message_server"),
    row(Command::NewSeed, &[Key::Char('n')], STAGE, "new_seed"),
    row(Command::TypeSeed, &[Key::Char('N')], STAGE, "type_seed"),
    row(Command::Scenarios, &[Key::Char('o')], STAGE, "scenarios"),
    row(Command::Copy, &[Key::Char('y')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "copy"),
    row(Command::CopyAs, &[Key::Char('Y')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "copy_as"),
    row(Command::Mouse, &[Key::Char('u')], STAGE, "mouse"),
    row(Command::Ground, &[Key::Char('T')], STAGE, "ground"),
    row(Command::Palette, &[Key::Char(':')], STAGE, "palette"),
    row(Command::Glossary, &[Key::Char('G')], STAGE, "glossary"),
    row(Command::Help, &[Key::Char('?')], STAGE, "help"),
    row(Command::Close, &[Key::Esc], STAGE, "back_to_panel"),
    row(Command::Close, &[Key::Esc], OVER, "close"),
    row(Command::Close, &[Key::Char('q'), Key::Enter], &[Scope::Reader], "close"),
    row(Command::Close, &[Key::Char('q')], &[Scope::Chooser, Scope::Provenance], "close"),
    row(Command::Redraw, &[Key::Ctrl('l')], ALL, "redraw"),
    row(Command::Suspend, &[Key::Ctrl('z')], ALL, "suspend"),
    row(Command::Quit, &[Key::Char('q')], STAGE, "quit"),
    row(Command::Quit, &[Key::Ctrl('c')], ALL, "quit"),
];

/// The command of a key in a scope.
pub fn command(scope: Scope, key: Key) -> Option<Command> {
    let mut rows = COMMANDS.iter();
    let found = rows.find(|row| row.scopes.contains(&scope) && row.keys.contains(&key));
    found.map(|row| row.command)
}

/// The first key of a command in a scope.
pub fn key(scope: Scope, command: Command) -> Option<Key> {
    let mut rows = COMMANDS.iter();
    let row = rows.find(|row| row.command == command && row.scopes.contains(&scope))?;
    row.keys.first().copied()
}

/// The rows of the palette: each command of the screen once.
pub fn palette(query: &str) -> Vec<&'static Row> {
    let mut rows: Vec<&Row> = Vec::new();
    for row in COMMANDS
        .iter()
        .filter(|row| row.scopes.contains(&Scope::Stage))
    {
        if rows.iter().all(|other| other.command != row.command) {
            rows.push(row);
        }
    }
    text::matching(rows, query, |row| (row.title(), row.doc()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_key_means_two_things_in_one_scope() {
        for scope in Scope::ALL {
            let mut seen = std::collections::HashMap::new();
            for row in COMMANDS.iter().filter(|row| row.scopes.contains(&scope)) {
                for key in row.keys {
                    if let Some(other) = seen.insert(*key, row.command) {
                        panic!("{key} is {other:?} and {:?} in {scope:?}", row.command);
                    }
                }
            }
        }
    }

    #[test]
    fn every_command_has_its_words_and_all_words_are_used() {
        let used: BTreeSet<&str> = COMMANDS.iter().map(|row| row.words).collect();
        let known: BTreeSet<&str> = WORDS.keys().map(String::as_str).collect();
        assert_eq!(used, known);
        for row in COMMANDS {
            let doc = row.doc();
            assert!(
                doc.ends_with('.') && doc.starts_with(char::is_uppercase),
                "{doc}"
            );
            assert!(!row.title().ends_with('.'), "{}", row.title());
        }
    }

    #[test]
    fn typed_text_is_never_a_command() {
        for scope in [Scope::Finder, Scope::Prompt] {
            for c in ' '..='~' {
                assert_eq!(command(scope, Key::Char(c)), None, "{c} in {scope:?}");
            }
        }
    }

    #[test]
    fn keys_can_be_read_back_from_their_names() {
        for key in COMMANDS.iter().flat_map(|row| row.keys) {
            assert_eq!(key.to_string().parse(), Ok(*key));
        }
    }
}
