//! When some of the commands are offered in the footer.

use crate::trace::Phase;
use crate::tui::model::place::{Focus, Tab};
use crate::tui::stage::Stage;

/// Whether to go to where something was noticed is offered: that it is does not tell whether a change
/// is noticed.
pub(super) fn noticed_offered(stage: &Stage) -> bool {
    let model = &stage.model;
    let at = model.noticed_at();
    // a side learns what was noticed only when it comes there
    let told = model.sees_attacks() || at.is_some_and(|at| at <= model.cursor);
    told && !model.veiled && at != Some(model.cursor) && (at.is_some() || model.tampered() > 0)
}

/// Whether there is another block or byte to go to.
pub(super) fn blocks_offered(stage: &Stage) -> bool {
    match stage.model.tab {
        Tab::Bytes => stage.model.focus == Focus::Panel && stage.model.rows() > 0,
        Tab::Math => stage.model.blocks() > 1,
        _ => false,
    }
}

/// Whether application data may be sent.
pub(super) fn message_offered(stage: &Stage) -> bool {
    let step = stage.model.step();
    let data = step.is_some_and(|step| step.phase == Phase::Data);
    let captured = stage.model.connection().is_captured();
    data && !captured && stage.model.noticed_at().is_none()
}
