//! What holds of every message of every run.

use premaster::trace::Trace;
use premaster::wire::node;

/// Every byte of every message has its field, and no two have the same.
#[track_caller]
pub fn tiles(trace: &Trace) {
    for step in trace.steps() {
        let buffers = step.message.iter().flat_map(|message| {
            let arrived = message.arrived.iter().flatten();
            message.buffers.iter().chain(arrived)
        });
        for buffer in buffers {
            let tiled = node::tiles(&buffer.tree, buffer.bytes.len());
            assert_eq!(tiled, Ok(()), "{} {:?}", step.key(), buffer.kind);
            assert!(buffer.own.end <= buffer.bytes.len());
        }
    }
}
