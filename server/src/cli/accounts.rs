//! `tidtam accounts`.

use super::{Outcome, open, sentence, terminal};
use anyhow::ensure;
use clap::{Args, Subcommand};
use domain::account::EmailAddress;
use server::config::Config;
use service::Password;
use std::{path::PathBuf, process::ExitCode};

/// Accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Accounts {
    /// สร้างผู้ดูแลระบบคนแรก · Make the first administrator
    CreateAdmin(CreateAdmin),
}

/// Makes the first administrator. The password is never an argument, since arguments can be read by everybody on the
/// machine: it is asked for, read from standard input, or from a file.
#[derive(Debug, Args)]
pub(crate) struct CreateAdmin {
    /// อีเมลที่ใช้เข้าสู่ระบบ · The e-mail address to sign in with
    #[arg(long)]
    email: EmailAddress,
    /// ชื่อ · The name
    #[arg(long)]
    name: String,
    /// แฟ้มที่มีรหัสผ่านในบรรทัดแรก · A file with the password on its first line
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl Accounts {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::CreateAdmin(CreateAdmin { email, name, password_file }) = self;
        let typed = match password_file {
            Some(file) => terminal::secret_in(&file, terminal::Secret::Password)?,
            None => terminal::new_secret(terminal::Secret::Password)?,
        };
        ensure!(!typed.is_empty(), "ไม่ได้ใส่รหัสผ่าน · no password was given");
        let services = open(config).await?;
        let made = services.create_first_administrator(email.clone(), &name, Password::new(&typed)).await;
        made.map_err(sentence::of)?;
        terminal::say(format!("สร้างผู้ดูแลระบบ {email} แล้ว · administrator {email} is made"))?;
        Ok(ExitCode::SUCCESS)
    }
}
