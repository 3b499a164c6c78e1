//! Where rows of the table are valid, by groups that several share.

use crate::tui::command::Scope;

pub(super) const STAGE: &[Scope] = &[Scope::Stage];
pub(super) const PRESENTING: &[Scope] = &[Scope::Presenting];
pub(super) const EITHER: &[Scope] = &[Scope::Stage, Scope::Presenting];
pub(super) const LISTS: &[Scope] = &[
    Scope::Stage,
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Scenarios,
    Scope::Provenance,
    Scope::Comparison,
    Scope::Switches,
];
pub(super) const PAGED: &[Scope] = &[
    Scope::Stage,
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Scenarios,
    Scope::Provenance,
];
pub(super) const MENUS: &[Scope] = &[
    Scope::Comparison,
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Scenarios,
    Scope::Provenance,
    Scope::Switches,
];
pub(super) const OVER: &[Scope] = &[
    Scope::WhatIf,
    Scope::Comparison,
    Scope::Reader,
    Scope::Chooser,
    Scope::Finder,
    Scope::Scenarios,
    Scope::Provenance,
    Scope::Editor,
    Scope::Prompt,
    Scope::Switches,
    Scope::Bench,
    Scope::Ballot,
];
pub(super) const TAKEN: &[Scope] = &[
    Scope::Comparison,
    Scope::Chooser,
    Scope::Finder,
    Scope::Scenarios,
    Scope::Prompt,
];
pub(super) const WHAT_IF: &[Scope] = &[Scope::WhatIf];
pub(super) const SWITCHES: &[Scope] = &[Scope::Switches];
pub(super) const VOTE: &[Scope] = &[Scope::Vote];
pub(super) const VOTING: &[Scope] = &[Scope::Vote, Scope::Ballot];
pub(super) const EDITOR: &[Scope] = &[Scope::Editor];
pub(super) const QUESTION: &[Scope] = &[Scope::Question];
pub(super) const BENCH: &[Scope] = &[Scope::Bench];
pub(super) const COMPARISON: &[Scope] = &[Scope::Comparison];
pub(super) const HISTORY: &[Scope] = &[Scope::Provenance];
pub(super) const READING: &[Scope] = &[Scope::Reader, Scope::Provenance];
pub(super) const ALL: &[Scope] = &Scope::ALL;
