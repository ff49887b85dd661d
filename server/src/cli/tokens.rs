//! `tidtam tokens`.

use super::{Outcome, open, operator, sentence, terminal};
use anyhow::Context as _;
use chrono::TimeDelta;
use clap::{Args, Subcommand, ValueEnum};
use domain::account::EmailAddress;
use server::config::Config;
use service::tokens::{NewToken, TokenScope};
use std::process::ExitCode;

/// Tokens of the API.
#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    /// สร้างโทเคน (แสดงครั้งเดียว) · Make a token; it is shown this once
    Create(Create),
}

/// How much a token lets through.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scope {
    /// อ่าน · Reading
    Read,
    /// อ่านและแก้ไข · Reading and changing
    Write,
}

/// Makes a token.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// บัญชีที่โทเคนทำแทน · The account it acts as
    #[arg(long)]
    email: EmailAddress,
    /// ใช้ทำอะไร · What it is for
    #[arg(long)]
    label: String,
    /// ขอบเขต · How much it lets through
    #[arg(long, value_enum, default_value = "read")]
    scope: Scope,
    /// อายุเป็นวัน · For how many days it counts
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
}

impl Tokens {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Create(Create { email, label, scope, days }) = self;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let found = services.accounts().list(&operator, Some(email.as_str()), None, i64::MAX).await;
        let account = found.map_err(sentence::of)?.into_iter().find(|account| account.email == email);
        let account = account.with_context(|| format!("ไม่พบบัญชี {email} · there is no account {email}"))?;
        let scope = match scope {
            Scope::Read => TokenScope::Read,
            Scope::Write => TokenScope::Write,
        };
        let expires_at = services.now() + TimeDelta::days(days.into());
        let new = NewToken { account: account.id, label, scope, expires_at };
        let (_, secret) = services.tokens().create(&operator, new).await.map_err(sentence::of)?;
        terminal::tell(format!(
            "เก็บโทเคนนี้ไว้ จะไม่แสดงอีก หมดอายุ {expires_at} · keep this token, it is not shown again; it ends at {expires_at}"
        ));
        terminal::say(secret)?;
        Ok(ExitCode::SUCCESS)
    }
}
