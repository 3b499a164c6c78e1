//! The server of the task in which students write a client: what of it is a student's own.
//!
//! All of it follows from the code that the student's task has. The server's random numbers do as well, so that a
//! connection can be served again when it is marked, from what the client sent, and nothing in a file has to be believed.

use super::draw::{Draw, first_bits};
use super::roster::is_id;
use super::sentence;
use crate::crypto::random;
use crate::protocol::Suite;
use crate::said;
use crate::text::{Said, escaped};
use rand::Rng;
use std::str::FromStr;

/// Bits of the seed in a code, and of the sum behind it that shows a slip in copying.
const SEED_BITS: u32 = 48;
const SUM_BITS: u32 = 16;
/// Hexadecimal digits of both.
const DIGITS: usize = 16;
/// What of the student's draw the server follows from.
const NAME: &str = "own client";
/// Length of ServerHello.random in bytes.
const RANDOM_LEN: usize = 32;

/// The server of a student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The student's id.
    pub student: String,
    seed: u64,
}

/// Why something is no code of a student's server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum ServedError {
    /// It does not have the form of one.
    Form(String),
    /// Id and digits do not belong together.
    Sum(String),
}

impl ServedError {
    /// What is wrong, as data.
    pub fn said(&self) -> Said {
        match self {
            ServedError::Form(got) => {
                said!("homework.served.form", got = escaped(got.as_bytes()))
            }
            ServedError::Sum(got) => said!("homework.served.sum", got),
        }
    }
}

impl Served {
    /// The random numbers of a connection are one of so many streams, which the connections use in turn.
    pub const STREAMS: u64 = 1024;

    /// The server of a student of a class.
    pub fn of_student(class_seed: u64, student: &str) -> Served {
        Served::of(Draw::of_student(class_seed, student), student)
    }

    pub(super) fn of(draw: Draw, student: &str) -> Served {
        Served {
            student: student.to_owned(),
            seed: draw.seed_of(NAME) & ((1 << SEED_BITS) - 1),
        }
    }

    /// What the student types to start it, such as `mm42:3f9a1c0e5b7d4a21`.
    pub fn code(&self) -> String {
        let digits = self.seed << SUM_BITS | self.sum();
        format!("{}:{digits:0DIGITS$x}", self.student)
    }

    /// The seed of its random numbers.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The only suite that it accepts.
    pub fn suite(&self) -> Option<&'static Suite> {
        let suites: Vec<&'static Suite> = Suite::defaults().collect();
        self.draw().one("suite", &suites).copied()
    }

    /// The text that the client has to send.
    pub fn text(&self) -> String {
        sentence::of_client(self.draw(), "text")
    }

    /// The number of the connection on which it has sent this ServerHello.random.
    pub fn number_of(&self, server_random: &[u8]) -> Option<u64> {
        (0..Served::STREAMS).find(|number| {
            let mut random = [0; RANDOM_LEN];
            random::seeded(self.seed, *number).fill_bytes(&mut random);
            random == server_random
        })
    }

    fn draw(&self) -> Draw {
        Draw::with(self.seed)
    }

    /// A number that shows a slip in copying the code.
    fn sum(&self) -> u64 {
        let input = [
            NAME.as_bytes(),
            &self.seed.to_be_bytes(),
            self.student.as_bytes(),
        ]
        .concat();
        first_bits(&input) & ((1 << SUM_BITS) - 1)
    }
}

impl FromStr for Served {
    type Err = ServedError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let form = || ServedError::Form(code.to_owned());
        let (student, digits) = code.trim().rsplit_once(':').ok_or_else(form)?;
        let hex = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !hex || !is_id(student) {
            return Err(form());
        }
        let number = u64::from_str_radix(digits, 16).map_err(|_| form())?;
        let served = Served {
            student: student.to_owned(),
            seed: number >> SUM_BITS,
        };
        match served.sum() == number & ((1 << SUM_BITS) - 1) {
            true => Ok(served),
            false => Err(ServedError::Sum(code.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_is_read_back_and_a_slip_is_noticed() {
        for number in 0..200 {
            let served = Served::of_student(number, "mm-4:2".replace(':', ".").as_str());
            let code = served.code();
            assert_eq!(code.parse(), Ok(served.clone()));
            assert_eq!(
                code.to_uppercase().replace("MM-4.2", "mm-4.2").parse(),
                Ok(served)
            );
            let slip = match code.chars().last() {
                Some('0') => code[..code.len() - 1].to_owned() + "1",
                _ => code[..code.len() - 1].to_owned() + "0",
            };
            for other in [slip, code.replacen("mm", "mn", 1)] {
                assert_eq!(other.parse::<Served>(), Err(ServedError::Sum(other)));
            }
        }
        for bad in [
            "",
            ":",
            "mm42",
            "mm42:",
            "mm42:12",
            "../x:0123456789abcdef",
            "mm42:0123456789abcdeg",
            "mm42:+123456789abcdef",
        ] {
            assert_eq!(
                bad.parse::<Served>(),
                Err(ServedError::Form(bad.to_owned()))
            );
        }
    }

    #[test]
    fn the_connection_is_found_by_its_random() {
        let served = Served::of_student(1, "mm42");
        let mut random = [0; RANDOM_LEN];
        random::seeded(served.seed(), 7).fill_bytes(&mut random);
        assert_eq!(served.number_of(&random), Some(7));
        assert_eq!(Served::of_student(1, "mm43").number_of(&random), None);
    }
}
