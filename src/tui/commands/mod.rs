//! Every command, once: a row says what it does, by which keys and where, when it is offered, and
//! what the footer calls it. Dispatch, footer, help, palette and `docs/keys.md` follow from it. Titles
//! and explanations are in `assets/en/commands.toml`.

mod bound;
mod lists;
mod lookup;
mod offered;
mod row;
mod scopes;

use crate::label;
use crate::trace::{Phase, Side};
use crate::tui::command::{Command as C, Command, Scope};
use crate::tui::effect::Effect;
use crate::tui::key::Key;
use crate::tui::model::place::{Focus, Room, Tab};
use crate::tui::model::voting::{PollState, Voting};
use crate::tui::overlay::help::Help;
use crate::tui::overlay::palette::{self, Palette};
use crate::tui::overlay::prompt::Prompt;
use crate::tui::stage::Stage;
pub use bound::{Binding, BindingError, check, first_keys, keymap, rows};
pub use lookup::{key, key_of_title, keys_label, of_key, titled_key};
use offered::{blocks_offered, message_offered, noticed_offered};
pub use row::Row;
use row::row;
use scopes::*;

/// What has no effect outside the model.
macro_rules! does {
    ($stage:ident => $what:expr) => {
        |$stage| {
            $what;
            Effect::None
        }
    };
}

/// The table. A command has one row for each scope in which its keys, its words or its hint differ.
#[rustfmt::skip]
pub static COMMANDS: &[Row] = &[
    row(C::Back, &[Key::Left, Key::Char('h')], STAGE, "back", does!(s => s.back()))
        .hint(0, |s| if s.model.flight_waits() { label!("tui.footer.step_send") } else { label!("tui.footer.step") })
        .and(C::Forward),
    row(C::Forward, &[Key::Right, Key::Char('l')], STAGE, "forward", does!(s => s.forward())),
    row(C::Play, &[Key::Char(' ')], STAGE, "play", does!(s => s.model.toggle_play()))
        .hint(0, |s| if s.model.play.running { label!("tui.footer.pause") } else { label!("tui.footer.play") }),
    row(C::Scenarios, &[Key::Char('o')], STAGE, "scenarios", does!(s => s.offer_scenarios()))
        .when(|s| s.model.is_simulation() || s.model.capture.is_some())
        .hint(0, |s| if s.model.capture.is_some() { label!("tui.footer.other_connections") } else { label!("tui.footer.scenario") }),
    row(C::Palette, &[Key::Char(':')], STAGE, "palette", does!(s => open_palette(s)))
        .hint(0, |_| label!("tui.footer.commands")),
    row(C::Help, &[Key::Char('?')], STAGE, "help", does!(s => open_help(s)))
        .hint(0, |_| label!("tui.footer.help")),
    // a lesson, which has a footer of its own
    row(C::Lessons, &[Key::Char('L')], EITHER, "lessons", does!(s => s.offer_lessons())),
    row(C::LessonAnswer, &[Key::Char('a')], EITHER, "lesson_answer", does!(s => s.offer_answer())),
    row(C::LessonHint, &[Key::Char('H')], STAGE, "lesson_hint", does!(s => s.hint())),
    row(C::LessonSkip, &[Key::Char('p')], EITHER, "lesson_skip", does!(s => s.skip_task())),
    row(C::LessonDown, &[Key::Char('>')], EITHER, "lesson_down", does!(s => s.read_on(true))),
    row(C::LessonUp, &[Key::Char('<')], EITHER, "lesson_up", does!(s => s.read_on(false))),
    row(C::LessonLinks, &[Key::Char('f')], EITHER, "lesson_links", does!(s => s.offer_links())),
    row(C::Predict, &[], STAGE, "predict", does!(s => s.predict()))
        .when(|s| s.model.is_simulation()),
    row(C::Build, &[Key::Char('B')], STAGE, "build", does!(s => s.offer_bench()))
        .when(|s| s.model.is_simulation()),
    row(C::LessonLeave, &[], STAGE, "lesson_leave", does!(s => s.leave_lesson())),
    // what fits the place, the most useful first
    row(C::Close, &[Key::Esc], STAGE, "back_to_panel", does!(s => s.close()))
        .when(|s| s.model.room == Room::Panel || s.comes_back())
        .hint(1, |_| label!("tui.footer.back")),
    row(C::Return, &[Key::Ctrl('o')], STAGE, "return", does!(s => s.jump_back()))
        .when(|s| s.model.has_jumped())
        .hint(1, |_| label!("tui.footer.return")),
    row(C::GoAlong, &[Key::Char('F')], EITHER, "go_along", does!(s => s.go_along_again()))
        .when(|s| s.is_apart())
        .hint(1, |_| label!("tui.footer.go_along")),
    row(C::Noticed, &[Key::Char('e')], STAGE, "noticed", does!(s => s.model.go_to_noticed()))
        .when(noticed_offered)
        .hint(1, |_| label!("tui.footer.where_noticed")),
    row(C::Undo, &[Key::Char('U')], STAGE, "undo", does!(s => s.model.undo()))
        .when(|s| !s.model.history.is_empty())
        .hint(1, |_| label!("tui.footer.undo")),
    row(C::Compare, &[Key::Char('=')], STAGE, "compare", does!(s => s.compare()))
        .when(|s| s.model.sees_all() && s.model.has_counterpart())
        .hint(1, |_| label!("tui.footer.compare")),
    row(C::CompareWith, &[Key::Char('C')], STAGE, "compare_with", does!(s => s.choose_other())),
    row(C::ClickThrough, &[Key::Char('!')], STAGE, "ignore_warning", does!(s => s.model.click_through()))
        .when(|s| s.model.is_simulation() && (s.model.clicked_through() || s.model.warned()))
        .hint(2, |s| match s.model.clicked_through() {
            true => label!("tui.footer.stop_at_warning"),
            false => label!("tui.footer.ignore_warning"),
        }),
    row(C::Open, &[Key::Enter], STAGE, "open", open)
        .hint(1, |_| label!("tui.footer.open")),
    row(C::WhereFrom, &[Key::Char('w')], &[Scope::Stage, Scope::Reader], "where_from", does!(s => s.ask_where_from()))
        .when(|s| s.selected_value().is_some())
        .hint(2, |_| label!("tui.footer.where_from")),
    row(C::Tamper, &[Key::Char('x')], STAGE, "tamper", does!(s => s.offer_actions()))
        .when(|s| s.model.is_simulation() && s.model.step().is_some_and(|step| step.message.is_some()))
        .hint(2, |_| label!("tui.footer.tamper")),
    row(C::StealKey, &[Key::Char('K')], STAGE, "steal_key", does!(s => s.steal_key()))
        .when(|s| s.model.tab == Tab::Map && s.model.sees_attacks())
        .hint(1, |_| label!("tui.footer.steal_key")),
    row(C::WhatIf, &[Key::Char('i')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "what_if", does!(s => s.ask_what_if()))
        .when(|s| s.model.sees_all() && s.selected_value().is_some())
        .hint(3, |_| label!("tui.footer.what_if")),
    row(C::NextLens, &[Key::Char('v')], STAGE, "next_lens", does!(s => s.next_lens()))
        .when(|s| !s.model.trace.steps().is_empty())
        .hint(3, |_| label!("tui.footer.next_lens")),
    row(C::ChooseLens, &[Key::Char('V')], EITHER, "choose_lens", does!(s => s.offer_lenses())),
    row(C::Search, &[Key::Char('/')], STAGE, "search", does!(s => s.ask(Prompt::Search)))
        .when(|s| s.model.tab == Tab::Bytes && s.model.focus == Focus::Panel)
        .hint(3, |_| label!("tui.footer.search")),
    row(C::Message(Side::Client), &[Key::Char('m')], STAGE, "message_client", does!(s => s.ask(Prompt::Message(Side::Client))))
        .when(message_offered)
        .hint(3, |_| label!("tui.footer.message")),
    row(C::Message(Side::Server), &[Key::Char('M')], STAGE, "message_server", does!(s => s.ask(Prompt::Message(Side::Server)))),
    row(C::PreviousBlock, &[Key::Char(',')], STAGE, "previous_block", does!(s => s.move_block(false)))
        .when(blocks_offered)
        .hint(3, |s| if s.model.tab == Tab::Math { label!("tui.footer.block") } else { label!("tui.footer.byte") })
        .and(C::NextBlock),
    row(C::NextBlock, &[Key::Char('.')], STAGE, "next_block", does!(s => s.move_block(true))),
    row(C::Zoom, &[Key::Char('z')], STAGE, "zoom", does!(s => s.zoom()))
        .when(|s| s.model.room == Room::Shared && s.model.tab != Tab::Explain)
        .hint(3, |_| label!("tui.footer.zoom")),
    row(C::Save, &[Key::Char('S')], STAGE, "save", does!(s => s.ask(Prompt::Save)))
        .when(|s| !s.model.history.is_empty())
        .hint(4, |_| label!("tui.footer.save")),
    row(C::Export, &[Key::Char('E')], STAGE, "export", does!(s => s.offer_exports()))
        .hint(5, |_| label!("tui.footer.export")),
    row(C::NextPane, &[Key::Tab], STAGE, "next_pane", does!(s => s.model.move_focus(1)))
        .when(|s| s.model.room == Room::Shared)
        .hint(4, |_| label!("tui.footer.pane")),
    row(C::PreviousPane, &[Key::BackTab], STAGE, "previous_pane", does!(s => s.model.move_focus(3))),
    row(C::Glossary, &[Key::Char('G')], STAGE, "glossary", does!(s => s.open_glossary()))
        .hint(5, |_| label!("tui.footer.terms")),
    row(C::NewSeed, &[Key::Char('n')], STAGE, "new_seed", does!(s => s.new_seed()))
        .when(|s| s.model.is_simulation())
        .hint(5, |_| label!("tui.footer.new_seed")),
    row(C::Switches, &[Key::Char('s')], STAGE, "switches", does!(s => s.offer_switches()))
        .when(|s| s.model.is_simulation())
        .hint(5, |_| label!("tui.footer.switches")),
    row(C::Copy, &[Key::Char('y')], &[Scope::Stage, Scope::Reader, Scope::Provenance], "copy", |s| s.copy()),
    row(C::Quit, &[Key::Char('q')], STAGE, "quit", |s| s.quit())
        .hint(4, |_| label!("tui.footer.quit")),
    row(C::First, &[Key::Home], EITHER, "first", does!(s => s.go_to(0))),
    row(C::Last, &[Key::End], EITHER, "last", does!(s => s.go_to(usize::MAX))),
    row(C::GoToStep, &[Key::Char('g')], EITHER, "go_to_step", does!(s => s.ask(Prompt::Step))),
    row(C::NextPhase, &[Key::Char(']')], EITHER, "next_phase", does!(s => s.model.next_phase())),
    row(C::PreviousPhase, &[Key::Char('[')], EITHER, "previous_phase", does!(s => s.model.previous_phase())),
    row(C::GoToPhase(Phase::Hello), &[], EITHER, "phase_hello", does!(s => s.model.go_to_phase(Phase::Hello))),
    row(C::GoToPhase(Phase::Certificate), &[], EITHER, "phase_certificate", does!(s => s.model.go_to_phase(Phase::Certificate))),
    row(C::GoToPhase(Phase::KeyExchange), &[], EITHER, "phase_key_exchange", does!(s => s.model.go_to_phase(Phase::KeyExchange))),
    row(C::GoToPhase(Phase::ChangeCipher), &[], EITHER, "phase_change_cipher", does!(s => s.model.go_to_phase(Phase::ChangeCipher))),
    row(C::GoToPhase(Phase::Finished), &[], EITHER, "phase_finished", does!(s => s.model.go_to_phase(Phase::Finished))),
    row(C::GoToPhase(Phase::Data), &[], EITHER, "phase_data", does!(s => s.model.go_to_phase(Phase::Data))),
    row(C::NextConnection, &[Key::Char(')')], EITHER, "next_connection", does!(s => s.model.next_connection()))
        .when(|s| s.model.trace.connections().len() > 1),
    row(C::PreviousConnection, &[Key::Char('(')], EITHER, "previous_connection", does!(s => s.model.previous_connection()))
        .when(|s| s.model.trace.connections().len() > 1),
    row(C::Faster, &[Key::Char('+')], EITHER, "faster", does!(s => s.model.set_pace(s.model.play.pace + 1))),
    row(C::Slower, &[Key::Char('-')], EITHER, "slower", does!(s => s.model.set_pace(s.model.play.pace.saturating_sub(1)))),
    row(C::Show(Tab::Explain), &[Key::Char('1')], EITHER, "show_explain", does!(s => s.show_tab(Tab::Explain))),
    row(C::Show(Tab::Bytes), &[Key::Char('2'), Key::Char('b')], STAGE, "show_bytes", does!(s => s.show_tab(Tab::Bytes))),
    row(C::Show(Tab::Map), &[Key::Char('3')], EITHER, "show_map", does!(s => s.show_tab(Tab::Map))),
    row(C::Show(Tab::Keys), &[Key::Char('4'), Key::Char('k')], EITHER, "show_keys", does!(s => s.show_tab(Tab::Keys))),
    row(C::Show(Tab::Certificates), &[Key::Char('5'), Key::Char('c')], EITHER, "show_certificates", does!(s => s.show_tab(Tab::Certificates))),
    row(C::Show(Tab::Transcript), &[Key::Char('6'), Key::Char('t')], EITHER, "show_transcript", does!(s => s.show_tab(Tab::Transcript))),
    row(C::Show(Tab::Math), &[Key::Char('7')], EITHER, "show_math", does!(s => s.show_tab(Tab::Math))),
    row(C::Up, &[Key::Up], LISTS, "up", does!(s => s.move_by(|list| list.at.saturating_sub(1))))
        .when(|s| !s.over.is_empty())
        .hint(0, |s| match s.scope() {
            Scope::Reader => label!("tui.footer.scroll"),
            _ => label!("tui.footer.select"),
        })
        .and(C::Down),
    row(C::Down, &[Key::Down], LISTS, "down", does!(s => s.move_by(|list| list.at + 1))),
    row(C::PageUp, &[Key::PageUp], PAGED, "page_up", does!(s => s.page(false))),
    row(C::PageDown, &[Key::PageDown], PAGED, "page_down", does!(s => s.page(true))),
    row(C::Top, &[Key::Home], MENUS, "top", does!(s => s.move_by(|_| 0))),
    row(C::Bottom, &[Key::End], MENUS, "bottom", does!(s => s.move_by(|_| usize::MAX))),
    row(C::HideEndings, &[Key::Char('H')], &[Scope::Scenarios], "hide_endings", does!(s => s.act(C::HideEndings)))
        .hint(1, |s| if s.model.endings.hidden { label!("tui.footer.show_endings") } else { label!("tui.footer.hide_endings") }),
    row(C::OtherPage, &[Key::Tab], COMPARISON, "compare_page", does!(s => s.act(C::OtherPage)))
        .hint(1, |_| label!("tui.footer.other_page")),
    row(C::CompareWith, &[Key::Char('o')], COMPARISON, "compare_with", does!(s => s.choose_other()))
        .hint(1, |_| label!("tui.footer.other_run")),
    row(C::CompareConnections, &[Key::Char('c')], COMPARISON, "compare_connections", does!(s => s.act(C::CompareConnections)))
        .when(|s| s.model.has_connections())
        .hint(1, |_| label!("tui.footer.other_connections")),
    row(C::NewSeed, &[Key::Char('n')], COMPARISON, "compare_seed", does!(s => s.act(C::NewSeed)))
        .hint(2, |_| label!("tui.footer.other_seed")),
    row(C::PageUp, &[Key::PageUp], COMPARISON, "compare_up", does!(s => s.page_comparison(false))),
    row(C::PageDown, &[Key::PageDown], COMPARISON, "compare_down", does!(s => s.page_comparison(true))),
    row(C::Flip, &[Key::Char(' ')], WHAT_IF, "what_if_flip", does!(s => s.act(C::Flip)))
        .hint(0, |_| label!("tui.footer.flip_bit")),
    row(C::OtherSide, &[Key::Tab], WHAT_IF, "what_if_whose", does!(s => s.act(C::OtherSide)))
        .hint(0, |_| label!("tui.footer.whose")),
    row(C::PreviousByte, &[Key::Left], WHAT_IF, "what_if_left", does!(s => s.act(C::PreviousByte)))
        .hint(1, |_| label!("tui.footer.byte"))
        .and(C::NextByte),
    row(C::NextByte, &[Key::Right], WHAT_IF, "what_if_right", does!(s => s.act(C::NextByte))),
    row(C::Up, &[Key::Up], WHAT_IF, "what_if_up", does!(s => s.act(C::Up))),
    row(C::Down, &[Key::Down], WHAT_IF, "what_if_down", does!(s => s.act(C::Down))),
    row(C::Top, &[Key::Home], WHAT_IF, "what_if_first", does!(s => s.act(C::Top))),
    row(C::Bottom, &[Key::End], WHAT_IF, "what_if_last", does!(s => s.act(C::Bottom))),
    row(C::PageUp, &[Key::PageUp], WHAT_IF, "what_if_list_up", does!(s => s.page(false)))
        .hint(2, |_| label!("tui.footer.list"))
        .and(C::PageDown),
    row(C::PageDown, &[Key::PageDown], WHAT_IF, "what_if_list_down", does!(s => s.page(true))),
    row(C::Undo, &[Key::Char('U')], WHAT_IF, "what_if_undo", does!(s => s.act(C::Undo)))
        .hint(2, |_| label!("tui.footer.undo")),
    row(C::Open, &[Key::Char(' '), Key::Enter], SWITCHES, "turn", open)
        .hint(0, accept_label),
    row(C::Compare, &[Key::Char('=')], SWITCHES, "compare_switched", does!(s => s.compare_switched()))
        .when(|s| s.model.sees_all() && s.model.before_switching().is_some())
        .hint(1, |_| label!("tui.footer.compare")),
    row(C::NextPart, &[Key::Tab], EDITOR, "next_part", does!(s => s.act(C::NextPart)))
        .hint(0, |_| label!("tui.footer.part")),
    row(C::PreviousPart, &[Key::BackTab], EDITOR, "previous_part", does!(s => s.act(C::PreviousPart))),
    row(C::Up, &[Key::Up], EDITOR, "editor_up", does!(s => s.act(C::Up)))
        .hint(1, |_| label!("tui.footer.choose"))
        .and(C::Down),
    row(C::Down, &[Key::Down], EDITOR, "editor_down", does!(s => s.act(C::Down))),
    row(C::PreviousByte, &[Key::Left], EDITOR, "editor_left", does!(s => s.act(C::PreviousByte)))
        .hint(1, |_| label!("tui.footer.byte_bit"))
        .and(C::NextByte),
    row(C::NextByte, &[Key::Right], EDITOR, "editor_right", does!(s => s.act(C::NextByte))),
    row(C::Flip, &[Key::Char(' ')], EDITOR, "flip", does!(s => s.act(C::Flip)))
        .hint(0, |_| label!("tui.footer.flip")),
    row(C::Open, &[Key::Enter], EDITOR, "run_change", open)
        .hint(0, accept_label),
    row(C::Undo, &[Key::Char('U')], EDITOR, "take_back", does!(s => s.act(C::Undo)))
        .hint(2, |_| label!("tui.footer.undo")),
    row(C::PreviousField, &[Key::PageUp], EDITOR, "previous_field", does!(s => s.act(C::PreviousField)))
        .hint(3, |_| label!("tui.footer.field"))
        .and(C::NextField),
    row(C::NextField, &[Key::PageDown], EDITOR, "next_field", does!(s => s.act(C::NextField))),
    row(C::Top, &[Key::Home], EDITOR, "editor_top", does!(s => s.act(C::Top))),
    row(C::Bottom, &[Key::End], EDITOR, "editor_bottom", does!(s => s.act(C::Bottom))),
    row(C::Open, &[Key::Enter], BENCH, "bench_take", open)
        .hint(0, accept_label),
    row(C::Up, &[Key::Up], BENCH, "bench_up", does!(s => s.act(C::Up)))
        .hint(1, |_| label!("tui.footer.choose"))
        .and(C::Down),
    row(C::Down, &[Key::Down], BENCH, "bench_down", does!(s => s.act(C::Down))),
    row(C::PreviousPart, &[Key::Left, Key::BackTab], BENCH, "bench_left", does!(s => s.act(C::PreviousPart)))
        .hint(1, |_| label!("tui.footer.part"))
        .and(C::NextPart),
    row(C::NextPart, &[Key::Right, Key::Tab], BENCH, "bench_right", does!(s => s.act(C::NextPart))),
    row(C::TakeOut, &[Key::Backspace, Key::Char('d')], BENCH, "take_out", does!(s => s.act(C::TakeOut)))
        .hint(1, |_| label!("tui.bench.take_out")),
    row(C::RunBuilt, &[Key::Char('r')], BENCH, "run_built", does!(s => s.run_built()))
        .hint(0, |_| label!("tui.footer.run")),
    row(C::BenchHint, &[Key::Char('?')], BENCH, "bench_hint", does!(s => s.act(C::BenchHint)))
        .hint(0, |_| label!("tui.bench.hint")),
    row(C::Exchange, &[Key::Char('x')], BENCH, "exchange", does!(s => s.act(C::Exchange)))
        .hint(2, |_| label!("tui.bench.exchange")),
    row(C::BenchLevel, &[Key::Char('L')], BENCH, "bench_level", does!(s => s.change_level()))
        .hint(3, |_| label!("tui.bench.level")),
    row(C::Top, &[Key::Home], BENCH, "bench_top", does!(s => s.act(C::Top))),
    row(C::Bottom, &[Key::End], BENCH, "bench_bottom", does!(s => s.act(C::Bottom))),
    row(C::Around, &[Key::Backspace], STAGE, "around", does!(s => s.model.go_out())),
    row(C::NextMessage, &[Key::Char('}')], EITHER, "next_message", does!(s => s.model.go_to_message(true))),
    row(C::PreviousMessage, &[Key::Char('{')], EITHER, "previous_message", does!(s => s.model.go_to_message(false))),
    row(C::Open, &[Key::Enter], HISTORY, "go_there", open)
        .hint(0, accept_label),
    row(C::Open, &[Key::Enter], TAKEN, "accept", open)
        .hint(0, accept_label),
    row(C::OtherSide, &[Key::Tab], &[Scope::Prompt], "other_side", does!(s => s.act(C::OtherSide)))
        .hint(1, |_| label!("tui.footer.other_side")),
    row(C::WhereFrom, &[Key::Char('w')], HISTORY, "where_line_from", does!(s => s.act(C::WhereFrom)))
        .hint(3, |_| label!("tui.footer.where_from")),
    row(C::WhereUsed, &[Key::Char('f')], HISTORY, "where_used", does!(s => s.act(C::WhereUsed)))
        .hint(1, |_| label!("tui.footer.used")),
    row(C::WhoCould, &[Key::Char('c')], HISTORY, "who_could", does!(s => s.act(C::WhoCould)))
        .hint(1, |_| label!("tui.footer.who_could")),
    row(C::PreviousByte, &[Key::Left, Key::Char('h')], HISTORY, "previous_byte", does!(s => s.act(C::PreviousByte)))
        .hint(2, |_| label!("tui.footer.byte"))
        .and(C::NextByte),
    row(C::NextByte, &[Key::Right, Key::Char('l')], HISTORY, "next_byte", does!(s => s.act(C::NextByte))),
    row(C::AllBytes, &[Key::Char('a')], HISTORY, "all_bytes", does!(s => s.act(C::AllBytes)))
        .hint(3, |_| label!("tui.footer.all_bytes")),
    row(C::TypeSeed, &[Key::Char('N')], STAGE, "type_seed", does!(s => s.ask(Prompt::Seed))),
    row(C::CopyAs, &[Key::Char('Y')], STAGE, "copy_as", does!(s => s.offer_forms())),
    row(C::CopyAs, &[Key::Char('Y')], READING, "copy_as", does!(s => s.offer_forms()))
        .hint(3, |_| label!("tui.footer.copy_as")),
    row(C::CopyPlace, &[Key::Char('@')], EITHER, "copy_place", |s| s.copy_place()),
    row(C::Mouse, &[Key::Char('u')], EITHER, "mouse", |s| s.toggle_mouse()),
    row(C::Ground, &[Key::Char('T')], EITHER, "ground", does!(s => s.model.change_ground())),
    row(C::Close, &[Key::Esc], OVER, "close", does!(s => s.close()))
        .hint(0, |_| label!("tui.footer.close")),
    row(C::Close, &[Key::Char('q'), Key::Enter], &[Scope::Reader, Scope::WhatIf], "close", does!(s => s.close())),
    row(C::Close, &[Key::Char('q')], &[Scope::Comparison, Scope::Chooser, Scope::Provenance, Scope::Editor, Scope::Switches, Scope::Bench], "close", does!(s => s.close())),
    // a question of a lesson: what is typed is the answer
    row(C::Up, &[Key::Up], QUESTION, "up", does!(s => s.move_by(|list| list.at.saturating_sub(1))))
        .when(Stage::offers_choices)
        .hint(0, |_| label!("tui.footer.choose"))
        .and(C::Down),
    row(C::Down, &[Key::Down], QUESTION, "down", does!(s => s.move_by(|list| list.at + 1))),
    row(C::Open, &[Key::Enter], QUESTION, "answer", open)
        .hint(0, accept_label),
    row(C::LessonHint, &[Key::Tab], QUESTION, "question_hint", does!(s => s.hint()))
        .when(Stage::has_hint)
        .hint(1, |_| label!("tui.lesson.hint_key")),
    row(C::Back, &[Key::Left], QUESTION, "back", does!(s => s.back()))
        .hint(1, |_| label!("tui.footer.step"))
        .and(C::Forward),
    row(C::Forward, &[Key::Right], QUESTION, "forward", does!(s => s.forward())),
    row(C::PageDown, &[Key::PageDown], QUESTION, "question_down", does!(s => s.page(true))),
    row(C::PageUp, &[Key::PageUp], QUESTION, "question_up", does!(s => s.page(false))),
    row(C::Close, &[Key::Esc], QUESTION, "look_around", does!(s => s.close()))
        .hint(0, |_| label!("tui.lesson.look_around")),
    // a class: its teacher asks, and leads through the vote with the keys of a clicker
    row(C::AskClass, &[Key::Char('A')], EITHER, "ask_class", does!(s => s.ask_class()))
        .when(|s| s.class.follows || s.model.voting.is_some())
        .hint(1, |s| match s.model.voting.as_ref().map(Voting::leads) {
            Some(false) => label!("tui.footer.answer"),
            _ => label!("tui.footer.ask_class"),
        }),
    row(C::Up, &[Key::Up], VOTING, "up", does!(s => s.move_by(|list| list.at.saturating_sub(1)))),
    row(C::Down, &[Key::Down], VOTING, "down", does!(s => s.move_by(|list| list.at + 1))),
    row(C::AskOther, &[], STAGE, "ask_other", does!(s => s.offer_questions())),
    row(C::VoteOn, &[Key::Enter, Key::Right, Key::PageDown, Key::Char('A')], VOTE, "vote_on", does!(s => s.vote_on()))
        .hint(0, |s| match s.model.voting.as_ref().map(|voting| voting.poll.state) {
            Some(PollState::Open) => label!("tui.footer.close_vote"),
            Some(PollState::Closed) => label!("tui.footer.reveal"),
            _ => label!("tui.footer.go_on"),
        }),
    row(C::VoteAgain, &[Key::Char('v'), Key::Left, Key::PageUp], VOTE, "vote_again", does!(s => s.vote_again()))
        .when(|s| s.model.voting.as_ref().is_some_and(|voting| !voting.is_revealed()))
        .hint(1, |_| label!("tui.footer.vote_again")),
    row(C::VoteReveal, &[Key::Char('r'), Key::Char('.')], VOTE, "vote_reveal", does!(s => s.reveal_vote())),
    row(C::AskOther, &[Key::Char('o')], VOTE, "ask_other", does!(s => s.vote_on_other()))
        .hint(2, |_| label!("tui.footer.other_question")),
    row(C::Close, &[Key::Esc, Key::Char('q')], VOTE, "vote_end", does!(s => s.end_vote()))
        .hint(1, |_| label!("tui.footer.end_vote")),
    // while presenting: a clicker has two keys, and often one that blanks the screen
    row(C::Reveal, &[Key::Char('r'), Key::Char('.')], PRESENTING, "reveal", does!(s => s.model.reveal()))
        .when(|s| s.model.hides_new() && !s.model.is_led())
        .hint(0, |_| label!("tui.footer.reveal")),
    row(C::Forward, &[Key::Right, Key::Char('l')], PRESENTING, "forward", does!(s => s.forward()))
        .hint(0, |_| label!("tui.footer.next")),
    row(C::Back, &[Key::Left, Key::Char('h')], PRESENTING, "back", does!(s => s.back()))
        .hint(0, |_| label!("tui.footer.back")),
    row(C::LeadOn, &[Key::PageDown], PRESENTING, "lead_on", does!(s => s.lead(true))),
    row(C::LeadBack, &[Key::PageUp], PRESENTING, "lead_back", does!(s => s.lead(false))),
    row(C::Play, &[Key::Char(' ')], PRESENTING, "play", does!(s => s.model.toggle_play()))
        .when(|s| !s.model.hides_new())
        .hint(1, |s| if s.model.play.running { label!("tui.footer.pause") } else { label!("tui.footer.play") }),
    row(C::Details, &[Key::Enter], PRESENTING, "details", does!(s => s.show_tab(Tab::Explain)))
        .when(|s| !s.model.hides_new())
        .hint(2, |_| label!("tui.footer.details")),
    row(C::Show(Tab::Bytes), &[Key::Char('b'), Key::Char('2')], PRESENTING, "show_bytes", does!(s => s.show_tab(Tab::Bytes)))
        .when(|s| !s.model.hides_new())
        .hint(2, |_| label!("tui.footer.bytes")),
    row(C::Hide, &[Key::Char('H')], PRESENTING, "hide", does!(s => s.model.toggle_hiding()))
        .hint(3, |s| if s.model.presenting.hides { label!("tui.footer.never_hide") } else { label!("tui.footer.hide") }),
    row(C::Spotlight, &[Key::Char('s')], PRESENTING, "spotlight", does!(s => s.model.toggle_spotlight()))
        .hint(4, |s| match s.model.presenting.spotlight {
            None => label!("tui.footer.spotlight"),
            Some(_) => label!("tui.footer.light_all"),
        }),
    row(C::LightNext, &[Key::Tab], PRESENTING, "light_next", does!(s => s.model.move_spotlight(true)))
        .when(|s| s.model.presenting.spotlight.is_some())
        .hint(2, |_| label!("tui.footer.next_part")),
    row(C::LightPrevious, &[Key::BackTab], PRESENTING, "light_previous", does!(s => s.model.move_spotlight(false))),
    row(C::PointUp, &[Key::Up], PRESENTING, "point_up", does!(s => s.move_pointer(false)))
        .hint(4, |_| label!("tui.footer.point"))
        .and(C::PointDown),
    row(C::PointDown, &[Key::Down], PRESENTING, "point_down", does!(s => s.move_pointer(true))),
    row(C::PointAway, &[Key::Char('x'), Key::Backspace], PRESENTING, "point_away", does!(s => s.model.presenting.pointer = None))
        .when(|s| s.model.presenting.pointer.is_some())
        .hint(2, |_| label!("tui.footer.point_away")),
    row(C::NextLens, &[Key::Char('v')], PRESENTING, "next_lens", does!(s => s.next_lens()))
        .hint(4, |_| label!("tui.footer.next_lens")),
    row(C::Present, &[Key::Char('P'), Key::Esc], PRESENTING, "leave", does!(s => s.present(false)))
        .hint(1, |_| label!("tui.footer.leave")),
    row(C::Help, &[Key::Char('?')], PRESENTING, "help", does!(s => open_help(s)))
        .hint(5, |_| label!("tui.footer.help")),
    row(C::Palette, &[Key::Char(':')], PRESENTING, "palette", does!(s => open_palette(s))),
    row(C::Scenarios, &[Key::Char('o')], PRESENTING, "scenarios", does!(s => s.offer_scenarios())),
    row(C::Noticed, &[Key::Char('e')], PRESENTING, "noticed", does!(s => s.model.go_to_noticed())),
    row(C::Export, &[Key::Char('E')], PRESENTING, "export", does!(s => s.offer_exports())),
    row(C::Glossary, &[Key::Char('G')], PRESENTING, "glossary", does!(s => s.open_glossary())),
    row(C::NewSeed, &[Key::Char('n')], PRESENTING, "new_seed", does!(s => s.new_seed())),
    row(C::Quit, &[Key::Char('q')], PRESENTING, "quit", |s| s.quit()),
    row(C::Present, &[Key::Char('P')], STAGE, "present", does!(s => s.present(true)))
        .hint(5, |_| label!("tui.footer.present")),
    row(C::Redraw, &[Key::Ctrl('l')], ALL, "redraw", |_| Effect::Redraw),
    row(C::Suspend, &[Key::Ctrl('z')], ALL, "suspend", |_| Effect::Suspend),
    row(C::Quit, &[Key::Ctrl('c')], ALL, "quit", |_| Effect::Quit),
];

fn accept_label(stage: &Stage) -> &'static str {
    match stage.over.last() {
        Some(over) => over.accept_label(),
        None => label!("tui.footer.open"),
    }
}

/// Opens what is selected; a command that was chosen is carried out.
fn open(stage: &mut Stage) -> Effect {
    match stage.open() {
        Ok(effect) => effect,
        Err(command) => run(stage, command),
    }
}

/// Carries out a command, as its row in the present scope does it, or else as its first.
pub fn run(stage: &mut Stage, command: Command) -> Effect {
    let scope = stage.scope();
    let mut rows = COMMANDS.iter().filter(|row| row.command == command);
    let here = rows.clone().find(|row| row.scopes.contains(&scope));
    match here.or_else(|| rows.next()) {
        Some(row) => (row.run)(stage),
        None => Effect::None,
    }
}

fn open_palette(stage: &mut Stage) {
    let entries = lists::entries(&rows(stage.keys).collect::<Vec<Row>>());
    stage.lay_over(Palette::of(entries));
}

fn open_help(stage: &mut Stage) {
    let sections = lists::sections(&rows(stage.keys).collect::<Vec<Row>>());
    stage.lay_over(Help::of(sections));
}

/// The commands of the palette that match a query, the best first.
pub fn palette(query: &str) -> Vec<Command> {
    let entries = lists::entries(COMMANDS);
    let found = palette::matching(&entries, query);
    found.into_iter().map(|entry| entry.command).collect()
}

/// `docs/keys.md`, made from the table.
pub fn keys_markdown() -> String {
    lists::keys_markdown(COMMANDS)
}

#[cfg(test)]
mod tests;
