//! A trace as a POSIX shell script that computes every derived value of the run again, with OpenSSL
//! and from the records as they crossed the wire, and compares. `docs/recompute.md` describes it.
//!
//! The script is put together from the functions in `assets/shell/`, of the run's records and keys, and
//! of a line or two for each value: what [`command`](crate::explain::command) says of its
//! computation, over variables. Left out: the name and the dates in certificates, and whatever else is
//! compared but not computed.

mod certificates;
mod literal;
mod records;
mod script;
mod sealed;
mod section;
mod wire;

use crate::crypto::cipher::Cipher;
use crate::crypto::rsa::PrivateKey;
use crate::explain::command::FUNCTIONS;
use crate::trace::{RunKind, Step, Trace};
use crate::wire::display::escaped;
use script::Script;
use std::io::{self, Write};

const BEGIN: &str = include_str!("../../../assets/shell/begin.sh");
const COMPARE: &str = include_str!("../../../assets/shell/compare.sh");
const RC4: &str = include_str!("../../../assets/shell/rc4.sh");
const END: &str = include_str!("../../../assets/shell/end.sh");

/// Writes the script for the values of some steps, usually all of them, and of what these are
/// computed from. `server_key` is the server's private key if it is at hand: the run itself has it
/// only if the server has used it.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(
    out: &mut impl Write,
    trace: &Trace,
    steps: &[Step],
    server_key: Option<&PrivateKey>,
) -> io::Result<()> {
    let script = Script::of(trace, steps, server_key);
    head(out, trace)?;
    writeln!(out, "\n{BEGIN}\n{FUNCTIONS}\n{COMPARE}")?;
    let suites = trace.connections().iter().filter_map(|one| one.suite);
    if suites.into_iter().any(|suite| suite.cipher == Cipher::Rc4) {
        writeln!(out, "{RC4}")?;
    }
    script.write_records(out)?;
    out.write_all(script.body.as_bytes())?;
    write!(out, "\n{END}")
}

fn head(out: &mut impl Write, trace: &Trace) -> io::Result<()> {
    let run = trace.run();
    let mut what = format!("The run {}", escaped(run.scenario.as_bytes()));
    if let Some(seed) = run.seed {
        what.push_str(&format!(", seed {seed}"));
    }
    if let Some(suite) = trace.last_connection().suite {
        what.push_str(&format!(", {}", suite.name));
    }
    let secrets = match &run.kind {
        RunKind::Simulation => {
            "# It contains the secrets of the run. They protect nothing: the connection was simulated."
        }
        RunKind::Connection { .. } | RunKind::Capture { .. } | RunKind::Derivation => {
            "# It contains the secrets of a real connection, and the private key if that is ours: keep it\n\
             # to yourself. While it runs, other users of the machine may see keys in the list of\n\
             # processes."
        }
    };
    write!(
        out,
        "\
#!/bin/sh
# {what}, computed again with OpenSSL.
#
#   sh FILE
#
# Every derived value is computed again, from the records as they were on the wire and from
# the server's private key where that is known, and compared with what it was in the run. There is a
# line for each:
#
#   ok       computed here, and the same as in the run
#   same     two ways to the same bytes
#   read     crossed the wire in the clear, and is what the run says
#   given    follows from nothing else, such as a random number
#   DIFFERS  not the same
#
# The exit code is 0 if nothing differs, 1 if something does, 2 if a tool is missing or the lines could
# not be written, and 3 if the run needs RC4 and this openssl has none. It needs a POSIX shell, openssl from 1.1.1 on, xxd or od, mktemp and rm.
#
{secrets}
"
    )
}
