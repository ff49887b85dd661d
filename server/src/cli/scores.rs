//! `tidtam scores`.

use super::{
    Outcome, open, operator,
    rollups::{Rebuild, tell},
    sentence, terminal,
};
use clap::Subcommand;
use server::config::Config;
use std::process::ExitCode;

/// Kept scores.
#[derive(Debug, Subcommand)]
pub(crate) enum Scores {
    /// คำนวณคะแนนใหม่ทั้งหมด · Make every score afresh
    Rebuild(Rebuild),
}

impl Scores {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Rebuild(Rebuild { check }) = self;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        if check {
            return tell(&services.scores().check(&operator).await.map_err(sentence::of)?, "tidtam scores rebuild");
        }
        services.scores().rebuild(&operator).await.map_err(sentence::of)?;
        terminal::say("คำนวณคะแนนใหม่แล้ว · rebuilt")?;
        Ok(ExitCode::SUCCESS)
    }
}
