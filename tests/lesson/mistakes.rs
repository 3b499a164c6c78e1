//! The table of mistakes names beliefs, and each that it names exists.

use premaster::lesson::belief::Belief;
use premaster::trace::diagnosis::mistakes;

#[test]
fn each_belief_of_a_mistake_is_one() {
    let named: Vec<&str> = mistakes().filter_map(|mistake| mistake.belief).collect();
    assert!(named.len() >= 15, "{named:?}");
    for key in named {
        assert!(Belief::named(key).is_some(), "{key}");
    }
}
