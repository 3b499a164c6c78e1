//! Learning from a run: what is often believed and not so, questions whose answers are in a run, and how answers
//! are marked.

pub mod bank;
pub mod belief;
pub mod build;
pub mod course;
pub mod exam;
pub mod grade;
pub mod homework;
pub mod notes;
pub mod predictions;
mod printed;
pub mod question;
pub mod vote;
