//! Every command, once: this table makes the dispatch, the footer, the help, the palette and
//! `docs/keys.md`.

use super::key::Key;
use super::place::Tab;
use super::text;
use crate::trace::{Phase, Side};
use std::fmt::Write as _;

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
    /// Plays by itself, or stops.
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
    /// Offers what a man in the middle could do to the selected byte and its message.
    Tamper,
    /// Takes the last change to the scenario back.
    Undo,
    /// Goes to where somebody first gave up.
    Noticed,
    /// Back to where the reader was before a jump.
    Return,
    /// Sets this run beside one in which all is well.
    Compare,
    /// Lets the client go on with a certificate that does not pass.
    ClickThrough,
    /// Asks for a file to keep the scenario in.
    Save,
    /// Asks for something to search for in the message.
    Search,
    /// Out to the field around the selected one.
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
    /// Asks what is made of the value.
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
    /// Catches the mouse, or lets it go.
    Mouse,
    /// Another ground for the colours.
    Ground,
    /// Offers all commands.
    Palette,
    /// Shows the keys.
    Help,
    /// Draws the screen anew.
    Redraw,
    /// Goes into the background.
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
    pub const fn title(self) -> &'static str {
        match self {
            Scope::Stage => "On the screen",
            Scope::Reader => "While reading a value, a certificate or the help",
            Scope::Chooser => "While choosing from a list",
            Scope::Finder => "While finding a command or a scenario",
            Scope::Provenance => "While asking where a value comes from",
            Scope::Prompt => "While typing",
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
    /// In a few words.
    pub title: &'static str,
    /// In a sentence.
    pub doc: &'static str,
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
    title: &'static str,
    doc: &'static str,
) -> Row {
    Row {
        command,
        keys,
        scopes,
        title,
        doc,
    }
}

/// The table. A command has one row for each scope in which its keys or its words differ.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    row(Command::Forward, &[Key::Right, Key::Char('l')], STAGE, "step forward", "Go to the next step; on a connection's last step, send the flight that waits."),
    row(Command::Back, &[Key::Left, Key::Char('h')], STAGE, "step back", "Go to the step before."),
    row(Command::First, &[Key::Home], STAGE, "first step", "Go to the beginning."),
    row(Command::Last, &[Key::End], STAGE, "last step", "Go to the end."),
    row(Command::GoToStep, &[Key::Char('g')], STAGE, "go to step", "Type the number of a step and go there."),
    row(Command::NextPhase, &[Key::Char(']')], STAGE, "next phase", "Go to the first step of the next phase."),
    row(Command::PreviousPhase, &[Key::Char('[')], STAGE, "previous phase", "Go to the first step of this phase, or of the one before."),
    row(Command::GoToPhase(Phase::Hello), &[], STAGE, "go to phase: Hello", "Go to the first step of the hellos."),
    row(Command::GoToPhase(Phase::Certificate), &[], STAGE, "go to phase: Certificate", "Go to the first step about the certificate."),
    row(Command::GoToPhase(Phase::KeyExchange), &[], STAGE, "go to phase: Key exchange", "Go to the first step of the key exchange."),
    row(Command::GoToPhase(Phase::ChangeCipher), &[], STAGE, "go to phase: Change cipher", "Go to the first ChangeCipherSpec."),
    row(Command::GoToPhase(Phase::Finished), &[], STAGE, "go to phase: Finished", "Go to the first step of the Finished messages."),
    row(Command::GoToPhase(Phase::Data), &[], STAGE, "go to phase: Data", "Go to the first step with application data."),
    row(Command::Play, &[Key::Char(' ')], STAGE, "play or pause", "Let the run go on by itself, or stop it."),
    row(Command::Faster, &[Key::Char('+')], STAGE, "play faster", "Show each step for half the time."),
    row(Command::Slower, &[Key::Char('-')], STAGE, "play slower", "Show each step for twice the time."),
    row(Command::Show(Tab::Explain), &[Key::Char('1')], STAGE, "show the explanation", "Open the tab that says what happens and why."),
    row(Command::Show(Tab::Bytes), &[Key::Char('2'), Key::Char('b')], STAGE, "show the bytes", "Open the tab with the fields of the message beside its bytes."),
    row(Command::Show(Tab::Keys), &[Key::Char('3'), Key::Char('k')], STAGE, "show the keys", "Open the tab with every value so far and who knows it."),
    row(Command::Show(Tab::Certificates), &[Key::Char('4'), Key::Char('c')], STAGE, "show the certificates", "Open the tab with the certificates and how they were checked."),
    row(Command::Show(Tab::Transcript), &[Key::Char('5'), Key::Char('t')], STAGE, "show the transcript", "Open the tab with the handshake messages that the Finished messages cover."),
    row(Command::Show(Tab::Math), &[Key::Char('6')], STAGE, "show the computation", "Open the tab that lays open what is computed in this step."),
    row(Command::NextBlock, &[Key::Char('.')], STAGE, "next byte or block", "Among the bytes: select the next byte of the field. In a computation: show the next block of the record."),
    row(Command::PreviousBlock, &[Key::Char(',')], STAGE, "previous byte or block", "Among the bytes: select the byte before. In a computation: show the block of the record before."),
    row(Command::NextPane, &[Key::Tab], STAGE, "next pane", "Move to the next pane: client, wire, server, panel."),
    row(Command::PreviousPane, &[Key::BackTab], STAGE, "previous pane", "Move to the pane before."),
    row(Command::Up, &[Key::Up], LISTS, "up", "Select the row above, or scroll up."),
    row(Command::Down, &[Key::Down], LISTS, "down", "Select the row below, or scroll down."),
    row(Command::PageUp, &[Key::PageUp], LISTS, "page up", "Go up by a screenful."),
    row(Command::PageDown, &[Key::PageDown], LISTS, "page down", "Go down by a screenful."),
    row(Command::Top, &[Key::Home], MENUS, "first row", "Select the first row, or scroll to the beginning."),
    row(Command::Bottom, &[Key::End], MENUS, "last row", "Select the last row, or scroll to the end."),
    row(Command::Search, &[Key::Char('/')], STAGE, "search the message", "Find the next field by its name or value, or by its bytes in hexadecimal."),
    row(Command::Around, &[Key::Backspace], STAGE, "out to the field around", "Select the field that the selected one is a part of."),
    row(Command::Tamper, &[Key::Char('x')], STAGE, "tamper as a man in the middle", "Change the selected byte on its way, or drop, repeat or hold back the message; the run is made anew."),
    row(Command::Undo, &[Key::Char('U')], STAGE, "undo", "Take the last change to the scenario back."),
    row(Command::Return, &[Key::Ctrl('o')], STAGE, "back from a jump", "Go back to where you were before you opened a message, went to where something comes from, or to where it was noticed."),
    row(Command::Noticed, &[Key::Char('e')], STAGE, "where it was noticed", "Go to the step in which somebody first gave up."),
    row(Command::Compare, &[Key::Char('=')], STAGE, "beside a good run", "Set this run beside one in which all is well, up to where they part, and on."),
    row(Command::ClickThrough, &[Key::Char('!')], STAGE, "go on all the same", "Let the client go on with a certificate that does not pass, as a user who clicks the warning away; or let it stop again."),
    row(Command::Save, &[Key::Char('S')], STAGE, "save the scenario", "Keep the scenario with all changes in a file that runs again."),
    row(Command::NextMessage, &[Key::Char('}')], STAGE, "next message", "Go to the next message and its bytes."),
    row(Command::PreviousMessage, &[Key::Char('{')], STAGE, "previous message", "Go to the message before and its bytes."),
    row(Command::Open, &[Key::Enter], STAGE, "open", "Open what is selected: a value with all its bytes, a certificate, a message over the whole width."),
    row(Command::Open, &[Key::Enter], HISTORY, "go there", "Go to the step and the field where the selected value came up."),
    row(Command::WhereFrom, &[Key::Char('w')], &[Scope::Stage, Scope::Reader], "where from", "Show where the selected value comes from, byte by byte."),
    row(Command::WhereFrom, &[Key::Char('w')], HISTORY, "where from", "Show where the selected line's value comes from."),
    row(Command::WhereUsed, &[Key::Char('f')], HISTORY, "what is made of it", "Show everything that is computed from the value, or where it comes from again."),
    row(Command::WhoCould, &[Key::Char('c')], HISTORY, "who could compute it", "Say whether an eavesdropper could compute it, and one who steals the server's private key."),
    row(Command::NextByte, &[Key::Right, Key::Char('l')], HISTORY, "next byte", "Follow a single byte of the value: the first, then the one after."),
    row(Command::PreviousByte, &[Key::Left, Key::Char('h')], HISTORY, "previous byte", "Follow the byte before."),
    row(Command::AllBytes, &[Key::Char('a')], HISTORY, "all bytes", "Follow the whole value again."),
    row(Command::Open, &[Key::Enter], &[Scope::Chooser, Scope::Finder, Scope::Prompt], "accept", "Do what is chosen or typed."),
    row(Command::OtherSide, &[Key::Tab], &[Scope::Prompt], "other side", "Let the other side send the message that is being typed."),
    row(Command::Zoom, &[Key::Char('z')], STAGE, "zoom the panel", "Give the panel all the room, or share it again."),
    row(Command::Message(Side::Client), &[Key::Char('m')], STAGE, "message from the client", "Type application data for the client to send."),
    row(Command::Message(Side::Server), &[Key::Char('M')], STAGE, "message from the server", "Type application data for the server to send."),
    row(Command::NewSeed, &[Key::Char('n')], STAGE, "new seed", "Run the scenario again with the next seed: every random number is another."),
    row(Command::TypeSeed, &[Key::Char('N')], STAGE, "type a seed", "Run the scenario again with a seed of your own."),
    row(Command::Scenarios, &[Key::Char('o')], STAGE, "open a scenario", "Choose another scenario."),
    row(Command::Copy, &[Key::Char('y')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "copy", "Copy the selected value in hexadecimal to the clipboard of the terminal (OSC 52)."),
    row(Command::CopyAs, &[Key::Char('Y')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "copy as", "Copy the selected value as hexadecimal, base64, a C array, or the command that computes it."),
    row(Command::Mouse, &[Key::Char('u')], STAGE, "mouse on or off", "Let go of the mouse, so that the terminal can select text, or catch it again."),
    row(Command::Ground, &[Key::Char('T')], STAGE, "dark or light", "Change between the dark and the light colours, where the terminal has 256 or more."),
    row(Command::Palette, &[Key::Char(':')], STAGE, "command palette", "Find any command by its name."),
    row(Command::Help, &[Key::Char('?')], STAGE, "help", "Show all keys."),
    row(Command::Close, &[Key::Esc], STAGE, "back to the panel", "Stop playing, share the room, and move to the panel."),
    row(Command::Close, &[Key::Esc], OVER, "close", "Go back to the screen."),
    row(Command::Close, &[Key::Char('q'), Key::Enter], &[Scope::Reader], "close", "Go back to the screen."),
    row(Command::Close, &[Key::Char('q')], &[Scope::Chooser, Scope::Provenance], "close", "Go back to the screen."),
    row(Command::Redraw, &[Key::Ctrl('l')], ALL, "redraw", "Draw the whole screen anew."),
    row(Command::Suspend, &[Key::Ctrl('z')], ALL, "suspend", "Go into the background; the shell's fg comes back."),
    row(Command::Quit, &[Key::Char('q')], STAGE, "quit", "End the program."),
    row(Command::Quit, &[Key::Ctrl('c')], ALL, "quit", "End the program."),
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
    text::matching(rows, query, |row| (row.title, row.doc))
}

/// What the footer offers in each scope, the most useful first; the keys come from the table. What
/// means nothing at the moment is left out, and so is what finds no room, by its [`rank`].
pub fn footer(scope: Scope) -> &'static [(&'static [Command], &'static str)] {
    use Command as C;
    match scope {
        Scope::Stage => &[
            (&[C::Back, C::Forward], "step"),
            (&[C::Up, C::Down], "select"),
            (&[C::Open], "open"),
            (&[C::NextPane], "pane"),
            (&[C::Close], "back"),
            (&[C::Help], "help"),
            (&[C::Quit], "quit"),
            // what comes and goes stands behind what stays, so that little moves
            (&[C::Palette], "command"),
            (&[C::Compare], "compare"),
            (&[C::Zoom], "zoom"),
            (&[C::Scenarios], "scenario"),
            (&[C::NewSeed], "new seed"),
            (&[C::Play], "play"),
            (&[C::PreviousPhase, C::NextPhase], "phase"),
            (&[C::GoToStep], "go to"),
            (&[C::ClickThrough], "go on all the same"),
            (&[C::Noticed], "where noticed"),
            (&[C::Return], "back"),
            (&[C::Undo], "undo"),
            (&[C::PreviousBlock, C::NextBlock], "byte"),
            (&[C::Message(Side::Client)], "message"),
            (&[C::Search], "search"),
            (&[C::WhereFrom], "where from"),
            (&[C::Tamper], "tamper"),
            (&[C::Copy], "copy"),
            (&[C::Save], "save"),
        ],
        Scope::Reader => &[
            (&[C::Up, C::Down], "scroll"),
            (&[C::WhereFrom], "where from"),
            (&[C::CopyAs], "copy as"),
            (&[C::Close], "close"),
        ],
        Scope::Provenance => &[
            (&[C::PreviousByte, C::NextByte], "byte"),
            (&[C::Up, C::Down], "select"),
            (&[C::Open], "go there"),
            (&[C::WhereUsed], "used"),
            (&[C::WhoCould], "who could"),
            (&[C::Close], "close"),
            (&[C::AllBytes], "all bytes"),
            (&[C::WhereFrom], "where from"),
            (&[C::CopyAs], "copy as"),
        ],
        Scope::Chooser | Scope::Finder => &[
            (&[C::Up, C::Down], "select"),
            (&[C::Open], "accept"),
            (&[C::Close], "close"),
        ],
        Scope::Prompt => &[
            (&[C::Open], "accept"),
            (&[C::OtherSide], "other side"),
            (&[C::Close], "close"),
        ],
    }
}

/// How much the footer wants a command where there is not room for all: 0 is the most.
pub const fn rank(command: Command) -> u8 {
    use Command as C;
    match command {
        C::Back | C::Up | C::Open | C::NextPane | C::Help | C::Quit | C::Close => 0,
        C::Palette | C::Compare | C::Zoom | C::Scenarios | C::NewSeed => 2,
        C::Play | C::PreviousPhase | C::GoToStep => 2,
        // what is offered only at times is worth the most then
        _ => 1,
    }
}

/// `docs/keys.md`, made from the table.
pub fn keys_markdown() -> String {
    let mut out = String::from(
        "# Keys\n\nMade from the table of commands in `src/tui/command.rs`; a test holds it to \
         that.\nThe palette (`:`) offers every command of the screen by its name, those without \
         a key too.\n",
    );
    for scope in Scope::ALL {
        let _ = write!(
            out,
            "\n## {}\n\n| key | command | what it does |\n|---|---|---|\n",
            scope.title()
        );
        for row in COMMANDS.iter().filter(|row| row.scopes.contains(&scope)) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(out, "| {} | {} | {} |", keys.join(" "), row.title, row.doc);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn typed_text_is_never_a_command() {
        for scope in [Scope::Finder, Scope::Prompt] {
            for c in ' '..='~' {
                assert_eq!(command(scope, Key::Char(c)), None, "{c} in {scope:?}");
            }
        }
    }

    #[test]
    fn the_footer_names_only_commands_that_have_a_key_there() {
        for scope in Scope::ALL {
            for (commands, label) in footer(scope) {
                for command in *commands {
                    assert!(key(scope, *command).is_some(), "{label} in {scope:?}");
                }
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
