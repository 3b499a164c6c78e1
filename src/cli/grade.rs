//! `premaster grade`
use super::failure::Failure;
use clap::Args;
/// x
#[derive(Debug, Args)]
pub struct GradeOptions {}
/// x
pub fn run(_: GradeOptions) -> Result<(), Failure> {
    Ok(())
}
