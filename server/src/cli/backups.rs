//! `tidtam backup`, `tidtam restore` and `tidtam copy`.

use super::{Outcome, open, operator, sentence, settings, terminal};
use clap::Args;
use server::config::{Config, DatabaseUrl};
use service::{
    Chance, Clock, backups,
    backups::{Drill, Held},
};
use std::{path::PathBuf, process::ExitCode};

/// Writes a backup.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// แฟ้มปลายทาง ต้องยังไม่มี · The file, which must not exist yet
    file: PathBuf,
}

/// Restores a backup.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// แฟ้มสำรอง · The backup
    file: PathBuf,
    /// ทดลองเท่านั้น: กู้คืนไว้ข้างแฟ้ม ตรวจทุกอย่าง แล้วลบทิ้ง · Only for trial: restore beside the file, check everything, remove it again
    #[arg(long)]
    trial: bool,
}

/// Copies one database into another.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// ฐานข้อมูลต้นทาง · The database that is read
    #[arg(long, value_name = "URL", value_parser = url)]
    from: DatabaseUrl,
    /// ฐานข้อมูลปลายทางที่ว่าง · The empty one that is filled
    #[arg(long, value_name = "URL", value_parser = url)]
    to: DatabaseUrl,
}

fn url(text: &str) -> Result<DatabaseUrl, &'static str> {
    DatabaseUrl::try_from(text.to_owned())
}

impl Backup {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let mut made = services.backups().make(&operator, &self.file).await.map_err(sentence::of)?;
        let told = tell("สำรองแล้ว · backed up", &made)?;
        let nightly = config.storage().backups;
        let lost = backups::lost_for_good(nightly.as_deref(), &self.file);
        name_lost(&made.leave_out(&lost));
        if made.has_all_files() {
            return Ok(told);
        }
        name_files(&made);
        terminal::tell(
            "แฟ้มข้างต้นเสียหายหรือขาดหายไปในแฟ้มสำรองนี้เหมือนกับในระบบ ให้นำแฟ้มที่ดีจากแฟ้มสำรองที่เก่ากว่าไปวางแทนที่เดิม แล้วสำรองใหม่ \
             ถ้าไม่มีใครมีแฟ้มนั้นแล้ว ให้เขียนตำแหน่งข้างต้นลงใน lost-for-good.txt ในโฟลเดอร์แฟ้มสำรอง · \
             the files above are damaged or missing in this backup as they are in the installation: put good ones of an older backup \
             in their places, then back up again; where nobody has one any more, write its place as above into lost-for-good.txt in \
             the folder of backups",
        );
        Ok(ExitCode::FAILURE)
    }
}

impl Restore {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        if self.trial {
            return self.tried(config).await;
        }
        let restored = backups::restore(&self.file, &settings(config)?, Clock::System, Chance::System).await;
        let (services, backup) = restored.map_err(sentence::of)?;
        let operator = operator(&services).await?;
        let events = services.audit().verify(&operator).await.map_err(sentence::of)?.events;
        terminal::say(format!("บันทึกการใช้งานครบถ้วน {events} รายการ · the audit log is whole: {events} events"))?;
        name_files(&backup);
        tell("กู้คืนแล้ว · restored", &backup)
    }

    async fn tried(self, config: &Config) -> Outcome {
        let mut drill = backups::restore_for_trial(&self.file).await.map_err(sentence::of)?;
        let nightly = config.storage().backups;
        let lost = drill.backup.leave_out(&backups::lost_for_good(nightly.as_deref(), &self.file));
        let Drill { backup, events, disagreements, snapshot, held, broken, .. } = &drill;
        terminal::say(format!("บันทึกการใช้งาน {events} รายการ · events of the audit log: {events}"))?;
        terminal::say(format!("ผลรวมและคะแนนที่ไม่ตรง {disagreements} · sums and scores that differ: {disagreements}"))?;
        let missing = backup.missing.len();
        terminal::say(format!("แฟ้มที่ขาด {missing} · files that are missing: {missing}"))?;
        name_lost(&lost);
        name_files(backup);
        if let Some((code, scores)) = snapshot {
            terminal::say(format!(
                "ชุดข้อมูล {code}: คำนวณคะแนนใหม่ {scores} ตรงกันทั้งหมด · scores computed again, all agree"
            ))?;
        }
        if let (Some((code, _)), Held { signed, others, first }) = (snapshot, held) {
            if *others == 0 {
                terminal::say(format!(
                    "ค่าที่กู้คืน {signed} ค่าตรงกับที่ลงลายมือชื่อไว้ใน {code} · restored values are those that were signed"
                ))?;
            } else {
                let first = first.join(", ");
                terminal::tell(format!(
                    "ค่าที่กู้คืน {others} ค่าไม่ตรงกับที่ลงลายมือชื่อไว้ใน {code}: {first} · \
                     {others} restored values are not those that were signed in {code}: {first}"
                ));
            }
        }
        if let Some(code) = broken {
            terminal::tell(format!("ชุดข้อมูล {code} ไม่ถูกต้อง · the snapshot {code} is not what was signed"));
            terminal::tell(format!(
                "ไม่ได้คำนวณคะแนนใหม่และไม่ได้ตรวจค่าที่กู้คืนกับ {code} · \
                 not verified: scores were not computed again, nor restored values held against {code}"
            ));
        }
        if !drill.is_whole() {
            terminal::tell(
                "แฟ้มสำรองนี้กู้คืนได้ไม่ครบถ้วน ดูรายการข้างต้น และเก็บแฟ้มที่เก่ากว่าไว้ · \
                 this backup cannot be restored whole: see what is told above, and keep an older one",
            );
            return Ok(ExitCode::FAILURE);
        }
        tell("กู้คืนได้ · it can be restored", backup)
    }
}

impl Copy {
    pub(crate) async fn run(self) -> Outcome {
        let now = Clock::System.now();
        let copied = backups::copy(self.from.reveal(), self.to.reveal(), now).await.map_err(sentence::of)?;
        tell("คัดลอกแล้ว แฟ้มแนบอยู่ที่เดิม · copied; uploaded files stay where they are", &copied)
    }
}

/// Names the files that were damaged when they came into a backup, and those that are missing.
fn name_files(backup: &backups::Backup) {
    for place in &backup.damaged {
        terminal::tell(format!("แฟ้มเสียหายตั้งแต่ก่อนสำรอง · damaged before it was backed up: {place}"));
    }
    for place in &backup.missing {
        terminal::tell(format!("แฟ้มที่ขาดหายไป · missing: {place}"));
    }
}

/// Names the files that are damaged or missing and known to be lost.
fn name_lost(places: &[String]) {
    for place in places {
        terminal::tell(format!("แฟ้มที่ระบุไว้แล้วว่าไม่มีใครมีอีก · lost for good, as the list says: {place}"));
    }
}

fn tell(what: &str, backup: &backups::Backup) -> Outcome {
    let backups::Backup { tables, rows, files, made_at, sha256, .. } = backup;
    terminal::say(format!(
        "{what}: {tables} ตาราง {rows} แถว {files} แฟ้ม · {tables} tables, {rows} rows, {files} files ({made_at})"
    ))?;
    terminal::say(format!("sha256: {sha256}"))?;
    Ok(ExitCode::SUCCESS)
}
