//! What drawing is made of: colours, marks, lines, text and bytes in little room.

pub mod acts;
pub mod bars;
pub mod checks;
pub mod choice;
pub mod formula;
pub mod hex;
pub mod knows;
pub mod lines;
pub mod links;
pub mod marks;
pub mod painter;
pub mod palette;
pub mod passage;
pub mod prose;
pub mod scroll_hint;
pub mod text;
pub mod theme;
pub mod xterm;
