//! x
use crate::answer::Answer;
use crate::session::Session;
use clap::Args;
use sigillum_core::error::Result;
#[derive(Args)]
pub struct DemoArgs {
    dir: std::path::PathBuf,
}
pub fn run(_a: &DemoArgs, _s: &Session) -> Result<Answer> {
    Answer::new(&1, Default::default())
}
