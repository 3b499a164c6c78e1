//! The calculator: what follows from given values, from the pre-master secret to the content of a record (RFC 5246
//! §8.1, §6.3, §7.4.9, §6.2.3), as a trace like that of any other run; and what is wrong with a result that
//! someone's own implementation has in its place.
//!
//! ```text
//!   Given ──► take ──► master secret ──► key block ──► verify_data ──► records ──► results
//!               └────────┴── observations ┴──────────────┴─────────────┴───────────┴──► Recorder ──► Trace
//! ```
//!
//! It computes with `record`, as both endpoints and the reader of a capture do, and names mistakes by
//! [`trace::diagnosis`](crate::trace::diagnosis). Left out: other key exchanges than RSA, and TLS 1.3.

mod calculation;
mod error;
mod given;
mod heard;
mod records;
mod results;

pub use error::DeriveError;
pub use given::{Covered, Given, RANDOM_LEN, Records, SECRET_LEN, Secret};

use crate::label;
use crate::pki::time::UnixTime;
use crate::protocol::{Rules, Suite};
use crate::said;
use crate::text::Said;
use crate::trace::{Findings, Run, RunKind, Trace};
use calculation::Calculation;

/// What was computed.
#[derive(Debug)]
pub struct Derived {
    /// The values with their computations.
    pub trace: Trace,
    /// What was assumed, and what is missing for the next value.
    pub notes: Vec<Said>,
}

impl Derived {
    /// Whether all records verify and all results are right.
    pub fn all_right(&self) -> bool {
        let mut checks = self.trace.steps().iter().flat_map(|step| &step.checks);
        checks.all(|check| check.passed)
    }
}

/// Computes what follows from what is given. `clock` is the time of the calculation.
///
/// # Errors
/// What is given cannot be used, or a result has a name that nothing here has.
pub fn derive(given: Given, clock: UnixTime) -> Result<Derived, DeriveError> {
    let nothing = given.secret.is_none() && given.covered.is_none();
    if nothing {
        return Err(DeriveError::Nothing);
    }
    let mut calculation = Calculation::new(given, |rules, suite| run(rules, suite, clock))?;
    calculation.run();
    calculation.open_records()?;
    calculation.compare_results()?;
    let findings = Findings {
        diagnoses: calculation.diagnoses,
        ..Findings::default()
    };
    Ok(Derived {
        trace: calculation.recorder.finish(findings),
        notes: calculation.notes,
    })
}

fn run(rules: &Rules, suite: &Suite, clock: UnixTime) -> Run {
    let (version, suite) = (rules.version.to_string(), suite.name);
    Run {
        scenario: label!("derive.run").to_owned(),
        description: said!("derive.description", version, suite).to_string(),
        kind: RunKind::Derivation,
        seed: None,
        clock,
        server_name: None,
    }
}
