//! The tabs of the panel: a row for each.

use super::model::place::Tab;
use super::pane::Pane;
use super::pane::bytes::Bytes;
use super::pane::certificates::Certificates;
use super::pane::explain::Explain;
use super::pane::keys::Keys;
use super::pane::map::Map;
use super::pane::math::Math;
use super::pane::transcript::Transcript;

/// The pane of a tab.
pub fn pane(tab: Tab) -> &'static dyn Pane {
    match tab {
        Tab::Explain => &Explain,
        Tab::Bytes => &Bytes,
        Tab::Map => &Map,
        Tab::Keys => &Keys,
        Tab::Certificates => &Certificates,
        Tab::Transcript => &Transcript,
        Tab::Math => &Math,
    }
}
