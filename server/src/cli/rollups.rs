//! `tidtam rollups`.

use super::{Outcome, open, operator, sentence, terminal};
use clap::{Args, Subcommand};
use server::config::Config;
use service::rollups::Disagreement;
use std::process::ExitCode;

/// Kept sums and counters.
#[derive(Debug, Subcommand)]
pub(crate) enum Rollups {
    /// คำนวณผลรวมใหม่ทั้งหมด · Compute everything afresh
    Rebuild(Rebuild),
}

/// Computes everything afresh.
#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// ตรวจเท่านั้น ไม่แก้ไข ถ้าไม่ตรงจะจบด้วยรหัส 1 · Only compare with what is kept; exit code 1 when it differs
    #[arg(long)]
    pub(super) check: bool,
}

impl Rollups {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Rebuild(Rebuild { check }) = self;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        if !check {
            services.rollups().rebuild(&operator).await.map_err(sentence::of)?;
            terminal::say("คำนวณผลรวมใหม่แล้ว · rebuilt")?;
            return Ok(ExitCode::SUCCESS);
        }
        for refused in services.organisations().impossible_moves(&operator).await.map_err(sentence::of)? {
            let (on, why) = (refused.on, refused.why);
            terminal::tell(format!(
                "การย้ายสังกัดของวันที่ {on} เกิดขึ้นไม่ได้ จึงไม่นับ ให้แก้หรือถอนในแฟ้มเหตุการณ์ · the moves of {on} cannot have happened and are left out: correct or withdraw them in the file of events ({why})"
            ));
        }
        let disagreements = services.rollups().check(&operator).await.map_err(sentence::of)?;
        tell(&disagreements, "tidtam rollups rebuild")
    }
}

/// Says where what is kept is wrong, and what puts it right.
pub(super) fn tell(disagreements: &[Disagreement], remedy: &str) -> Outcome {
    if disagreements.is_empty() {
        terminal::say("ที่เก็บไว้ตรงกันทุกค่า · everything kept agrees exactly")?;
        return Ok(ExitCode::SUCCESS);
    }
    for found in disagreements {
        let (round, place, kept, afresh) = (&found.round, &found.place, &found.kept, &found.afresh);
        terminal::say(format!("{round} {place}: เก็บไว้ · kept {kept}; ที่ถูก · right {afresh}"))?;
    }
    let count = disagreements.len();
    terminal::tell(format!("ไม่ตรงกัน {count} รายการ · {count} disagreements; {remedy}"));
    Ok(ExitCode::FAILURE)
}
