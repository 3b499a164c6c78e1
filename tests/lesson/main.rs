<<<<<<< HEAD
//! Learning from a run: beliefs, questions and homework.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod mistakes;
=======
//! Learning from a run: questions, and what is said to wrong answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod questions;
>>>>>>> 266c2daaa55787d51931616ae2a99577a82b9156
