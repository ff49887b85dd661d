//! `tidtam mails`.

use super::{Outcome, open, operator, sentence, terminal};
use anyhow::Context as _;
use clap::Subcommand;
use server::config::Config;
use service::bounces::{Bounced, LARGEST_NOTIFICATION};
use std::{io::Read as _, process::ExitCode};

/// Outgoing mail.
#[derive(Debug, Subcommand)]
pub(crate) enum Mails {
    /// อ่านอีเมลแจ้งว่าส่งไม่ถึง (RFC 3464) จากอินพุตมาตรฐาน แล้วบันทึกว่าอีเมลนั้นตีกลับ · Read a delivery status notification (RFC 3464) from standard input and mark the mail it is about as returned
    Bounce,
}

impl Mails {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Bounce => bounce(config).await,
        }
    }
}

async fn bounce(config: &Config) -> Outcome {
    let mut notification = Vec::new();
    let most = u64::try_from(LARGEST_NOTIFICATION).unwrap_or(u64::MAX).saturating_add(1);
    let read = std::io::stdin().lock().take(most).read_to_end(&mut notification);
    read.context("อ่านอินพุตมาตรฐานไม่ได้ · standard input cannot be read")?;
    let services = open(config).await?;
    let actor = operator(&services).await?;
    let bounced = services.mails().bounce(&actor, &notification).await.map_err(sentence::of)?;
    terminal::say(match bounced {
        Bounced::Marked(bounce) => {
            format!("อีเมล {0} ตีกลับ: {1} · mail {0} came back: {1}", bounce.mail, bounce.answer())
        }
        Bounced::KnownAlready(mail) => format!("ทราบแล้วว่าอีเมล {mail} ตีกลับ · it is known that mail {mail} came back"),
        Bounced::Outdated(mail) => {
            format!(
                "อีเมล {mail} ส่งใหม่หรือเลิกส่งแล้ว ไม่มีการเปลี่ยนแปลง · mail {mail} was sent anew or given up since; nothing changes"
            )
        }
        Bounced::NotFailed(mail) => {
            format!("อีเมล {mail} ยังไม่ตีกลับ ไม่มีการเปลี่ยนแปลง · mail {mail} did not fail; nothing changes")
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
