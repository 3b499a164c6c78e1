//! The lessons of the program.

use super::Course;
use crate::text::near;

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../assets/lessons/en/", $name, ".md")))),*]
    };
}

/// Name and text of each, in the order of a course.
static BUILTIN: &[(&str, &str)] = &lessons![
    "handshake",
    "two-kinds",
    "randoms",
    "keys",
    "record",
    "finished",
    "man-in-the-middle",
    "certificates",
    "revocation",
    "client-certificate",
    "failures",
    "stolen-key",
    "family",
];

/// The names of the lessons of the program, in the order of a course.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    BUILTIN.iter().map(|(name, _)| *name)
}

/// The lesson of the program with this name.
pub fn builtin(name: &str) -> Option<Course> {
    let (name, text) = BUILTIN.iter().find(|(known, _)| *known == name)?;
    // the texts are part of the program, and a test reads every one
    Course::read(text, name, name).ok()
}

/// The names of lessons that a mistyped one may have meant.
pub fn nearest(got: &str) -> Vec<&'static str> {
    near(got, names().map(|name| (name, Vec::new())))
}
