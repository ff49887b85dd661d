//! `tidtam secrets`.

use super::{Outcome, open, operator, sentence, terminal};
use clap::Subcommand;
use server::config::Config;
use service::secrets::Resealed;
use std::process::ExitCode;

/// Kept secrets.
#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// ผนึกความลับทั้งหมดใหม่ด้วยกุญแจปัจจุบัน ถ้ามีที่เปิดไม่ได้จะจบด้วยรหัส 1 · Seal everything anew with the present key; exit code 1 when something cannot be opened
    Reseal,
}

impl Secrets {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Reseal => reseal(config).await,
        }
    }
}

async fn reseal(config: &Config) -> Outcome {
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let done = services.secrets().reseal(&operator).await.map_err(sentence::of)?;
    let Resealed { collectors, destinations, webhooks, lost } = &done;
    terminal::say(format!(
        "ผนึกใหม่แล้ว: การดึงค่า {collectors} ปลายทาง {destinations} โปรแกรมที่ให้แจ้ง {webhooks} · sealed anew: {collectors} of collectors, {destinations} of destinations, {webhooks} of webhooks"
    ))?;
    for name in lost {
        terminal::tell(format!("เปิดไม่ได้ ต้องตั้งใหม่ · cannot be opened and has to be set again: {name}"));
    }
    if !lost.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    terminal::say("เหลือใช้กุญแจแรกของ secret_keys กุญแจเดียว · only the first of secret_keys is needed now")?;
    Ok(ExitCode::SUCCESS)
}
