//! Names of the commands, and where each is valid. What they do is in the table of
//! [`commands`](super::commands).

use super::model::place::Tab;
use crate::label;
use crate::trace::{Phase, Side};

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
    /// To the next connection.
    NextConnection,
    /// To the connection before.
    PreviousConnection,
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
    /// On in the lesson that is presented, or else by a step.
    LeadOn,
    /// Back in the lesson that is presented, or else by a step.
    LeadBack,
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
    /// Hides how the scenarios end, or shows it again.
    HideEndings,
    /// Flips the bit under the cursor.
    Flip,
    /// To the next part of the editor.
    NextPart,
    /// To the part before.
    PreviousPart,
    /// To the next field of the message.
    NextField,
    /// To the field before.
    PreviousField,
    /// Offers the switches.
    Switches,
    /// Goes along again with the screen that is followed.
    GoAlong,
    /// Undoes the last change to the scenario.
    Undo,
    /// Goes to where a side first gave up.
    Noticed,
    /// Back to where the reader was before a jump.
    Return,
    /// Compares this run with one without the failure, its connections, or it with a run to choose.
    Compare,
    /// Compares two connections of this run.
    CompareConnections,
    /// Offers the scenarios to compare this run with.
    CompareWith,
    /// Another page of what lies over the screen.
    OtherPage,
    /// Lets the client continue with a certificate that failed its checks.
    ClickThrough,
    /// Asks for a file to save the scenario in.
    Save,
    /// Offers the formats in which the run can be written to a file.
    Export,
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
    /// Copies the place where the reader is.
    CopyPlace,
    /// Offers the forms in which the selected value can be copied.
    CopyAs,
    /// Asks where the selected value comes from.
    WhereFrom,
    /// Asks what the value is used for.
    WhereUsed,
    /// Shows what a thief of the server's private key has, or does not any more.
    StealKey,
    /// Looks at the run through the next pair of eyes.
    NextLens,
    /// Offers the eyes to look through.
    ChooseLens,
    /// Asks what would change with the selected value.
    WhatIf,
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
    /// Begins the presentation, or leaves it.
    Present,
    /// Leaves the presentation, for what is said of the step.
    Details,
    /// Hides what is new in each step, or does not any more.
    Hide,
    /// Shows what is hidden.
    Reveal,
    /// Lights one part, or all again.
    Spotlight,
    /// Lights the next part.
    LightNext,
    /// Lights the part before.
    LightPrevious,
    /// Points at what is below, or first at the sentence.
    PointDown,
    /// Points at what is above.
    PointUp,
    /// Points at nothing any more.
    PointAway,
    /// Puts the question of this step to the class.
    AskClass,
    /// Offers the questions that can be put to the class.
    AskOther,
    /// The vote is closed, then its answer is revealed, then it ends.
    VoteOn,
    /// Another round of the same question.
    VoteAgain,
    /// Reveals the answer of a vote.
    VoteReveal,
    /// Captures the mouse, or releases it.
    Mouse,
    /// Another ground for the colours.
    Ground,
    /// Offers the lessons.
    Lessons,
    /// Opens what a lesson asks.
    LessonAnswer,
    /// Shows a hint.
    LessonHint,
    /// Goes on in a lesson without doing what it waits for.
    LessonSkip,
    /// Down in a lesson's page, or to the page after.
    LessonDown,
    /// Up in a lesson's page, or to the page before.
    LessonUp,
    /// Offers the links of a lesson's page.
    LessonLinks,
    /// Closes the lesson.
    LessonLeave,
    /// Step through the run anew with a question before each step of weight.
    Predict,
    /// Lets the reader build a handshake.
    Build,
    /// Takes a message out, or empties a blank.
    TakeOut,
    /// Exchanges a message with the next.
    Exchange,
    /// Says where to look.
    BenchHint,
    /// Runs what was built.
    RunBuilt,
    /// Begins again with more to build, or with the least.
    BenchLevel,
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
    /// The run is presented.
    Presenting,
    /// Something to read lies over it.
    Reader,
    /// Something to choose from lies over it.
    Chooser,
    /// A list that what is typed narrows lies over it.
    Finder,
    /// The scenarios lie over it, which what is typed narrows too.
    Scenarios,
    /// The history of a value lies over it.
    Provenance,
    /// A change to a message is being prepared.
    Editor,
    /// A value is changed, to see what changes with it.
    WhatIf,
    /// The switches lie over it.
    Switches,
    /// A handshake is being built.
    Bench,
    /// Another run lies beside this one.
    Comparison,
    /// A line is being typed.
    Prompt,
    /// A lesson asks, and takes what is typed as the answer.
    Question,
    /// The class votes.
    Vote,
    /// The teacher asks.
    Ballot,
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 16] = [
        Scope::Stage,
        Scope::Presenting,
        Scope::Reader,
        Scope::Chooser,
        Scope::Finder,
        Scope::Scenarios,
        Scope::Provenance,
        Scope::Editor,
        Scope::WhatIf,
        Scope::Switches,
        Scope::Bench,
        Scope::Comparison,
        Scope::Prompt,
        Scope::Question,
        Scope::Vote,
        Scope::Ballot,
    ];

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Stage => label!("tui.scope.stage"),
            Scope::Presenting => label!("tui.scope.presenting"),
            Scope::Reader => label!("tui.scope.reader"),
            Scope::Chooser => label!("tui.scope.chooser"),
            Scope::Finder => label!("tui.scope.finder"),
            Scope::Scenarios => label!("tui.scope.scenarios"),
            Scope::Provenance => label!("tui.scope.provenance"),
            Scope::Editor => label!("tui.scope.editor"),
            Scope::WhatIf => label!("tui.scope.what_if"),
            Scope::Switches => label!("tui.scope.switches"),
            Scope::Bench => label!("tui.scope.bench"),
            Scope::Comparison => label!("tui.scope.comparison"),
            Scope::Prompt => label!("tui.scope.prompt"),
            Scope::Question => label!("tui.scope.question"),
            Scope::Vote => label!("tui.scope.vote"),
            Scope::Ballot => label!("tui.scope.ballot"),
        }
    }
}
