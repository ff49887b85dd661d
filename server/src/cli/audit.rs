//! `tidtam audit`.

use super::{Outcome, open, operator, sentence, terminal};
use clap::Subcommand;
use server::config::Config;
use std::process::ExitCode;

/// The audit log.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// ตรวจว่าบันทึกไม่ถูกแก้ไข · Verify that nothing in the log was changed
    Verify,
}

impl Audit {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Verify = self;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let verified = services.audit().verify(&operator).await.map_err(sentence::of)?;
        let (events, digest) = (verified.events, verified.digest);
        terminal::say(format!("บันทึกถูกต้องครบถ้วน {events} รายการ · the chain holds, events: {events}"))?;
        terminal::say(format!("digest: {digest}"))?;
        Ok(ExitCode::SUCCESS)
    }
}
