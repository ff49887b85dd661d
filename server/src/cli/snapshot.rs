//! `tidtam snapshot`.

use super::{Outcome, open, operator, sentence, terminal};
use anyhow::{Context as _, anyhow, bail};
use app::text::{damage, release_notes, snapshots};
use chrono::{DateTime, Datelike as _, Utc};
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    ids::{RoundCode, SnapshotCode},
    snapshot::{KeyHistory, PublicKey, SigningKey, Stage, Verifier},
    text::Language,
};
use futures::TryStreamExt as _;
use server::config::Config;
use service::{
    ServiceError, Services,
    snapshots::{ByteRange, Snapshot, Taking},
};
use std::{
    io::{ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What `verify` ends with when the file is not what was signed; 1 is for a file that could not be looked at.
const NOT_WHOLE: u8 = 3;
/// What `verify` ends with without keys to verify by, as with all arguments that cannot be.
const NO_KEYS: u8 = 2;
/// How much of a file is read at once.
const PIECE_BYTES: usize = 1 << 20;

/// Snapshots.
#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotCommand {
    /// ทำชุดข้อมูลของรอบ · Take a snapshot of a round
    Take(Take),
    /// แสดงรายการ · List what there is
    List(List),
    /// บันทึกลงแฟ้ม · Write one to a file
    Save(Save),
    /// เปรียบเทียบสองชุดของรอบเดียวกัน · Say what changed between two of one round
    Diff(DiffArguments),
    /// ตรวจแฟ้มโดยไม่ใช้ฐานข้อมูล จบด้วยรหัส 0 เมื่อถูกต้อง 3 เมื่อไม่ถูกต้อง · Verify a file without any database: exit code 0 when it is whole, 3 when it is not
    Verify(Verify),
    /// เผยแพร่ แก้ไขหรือถอนไม่ได้อีก · Publish one for good
    Publish(Publish),
    /// กุญแจสาธารณะทั้งหมดเป็น JSON · Every public key as JSON
    Keys(Keys),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StageArgument {
    /// ร่าง · While reports are reviewed
    Draft,
    /// ฉบับสมบูรณ์ · After review
    Final,
}

/// Takes a snapshot.
#[derive(Debug, Args)]
pub(crate) struct Take {
    /// รหัสรอบ เช่น 2570-q1 · The round
    round: RoundCode,
    /// ร่างหรือฉบับสมบูรณ์ · How far the round is
    #[arg(long, value_enum, default_value = "draft")]
    stage: StageArgument,
    /// อะไรเปลี่ยนจากชุดก่อน และเพราะอะไร · What changed since the one before, and why
    #[arg(long, default_value = "")]
    note: String,
}

/// Lists snapshots.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// เฉพาะรอบนี้ · Of one round
    #[arg(long)]
    round: Option<RoundCode>,
}

/// Writes a snapshot to a file.
#[derive(Debug, Args)]
pub(crate) struct Save {
    /// รหัสชุด เช่น 2570-q1.final.1 · The snapshot
    code: SnapshotCode,
    /// แฟ้มปลายทาง ต้องยังไม่มี · The file, which must not exist yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageArgument {
    Th,
    En,
}

/// Says what changed.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// ชุดก่อน · The one before
    before: SnapshotCode,
    /// ชุดหลัง · The one after
    after: SnapshotCode,
    /// ภาษาของข้อความ · The language of the notes
    #[arg(long, value_enum, default_value = "th")]
    language: LanguageArgument,
    /// แสดงทุกความต่างเป็น JSON แทนข้อความ · Everything that differs as JSON, instead of sentences
    #[arg(long)]
    json: bool,
}

/// Verifies a file.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// แฟ้มชุดข้อมูล · The file
    file: PathBuf,
    /// แฟ้มกุญแจสาธารณะที่ดาวน์โหลดจาก /.well-known/tidtam-keys.json · The public keys, as published
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// กุญแจสาธารณะ เลขฐานสิบหก 64 ตัว · One public key, 64 hexadecimal digits
    #[arg(long, value_name = "HEX", conflicts_with = "keys", value_parser = public_key)]
    key: Option<PublicKey>,
}

/// Reads a public key as it is typed.
fn public_key(typed: &str) -> Result<PublicKey, &'static str> {
    let none = "ไม่ใช่กุญแจสาธารณะ ซึ่งเป็นเลขฐานสิบหก 64 ตัว · this is no public key, which is 64 hexadecimal digits";
    typed.parse().map_err(|_| none)
}

/// Reads an instant as it is typed. Years of the Buddhist Era would be centuries away, and are refused.
fn instant(typed: &str) -> Result<DateTime<Utc>, &'static str> {
    let none = "ไม่ใช่วันและเวลา เขียนเช่น 2027-01-15T09:00:00+07:00 (ปี ค.ศ. พร้อมเขตเวลา) · \
        not a day with a time: write 2027-01-15T09:00:00+07:00 (year of the Common Era, with the time zone)";
    let at = DateTime::parse_from_rfc3339(typed.trim()).ok().filter(|at| (1900..2200).contains(&at.year()));
    at.map(|at| at.to_utc()).ok_or(none)
}

/// Publishes a snapshot.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// รหัสชุด · The snapshot
    code: SnapshotCode,
    /// เปิดให้ทุกคนอ่านตั้งแต่เวลานี้ เช่น 2027-01-15T09:00:00+07:00 (RFC 3339) · For everybody only from this instant on, such as 2027-01-15T09:00:00+07:00 (RFC 3339)
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    embargo_until: Option<DateTime<Utc>>,
}

/// The public keys.
#[derive(Debug, Args)]
pub(crate) struct Keys {
    /// เปลี่ยนกุญแจก่อน กุญแจเดิมรับรองกุญแจใหม่ · Renew the key first; the old one vouches for the new one
    #[arg(long)]
    renew: bool,
}

impl SnapshotCommand {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Take(take) => take.run(config).await,
            Self::List(list) => list.run(config).await,
            Self::Save(save) => save.run(config).await,
            Self::Diff(diff) => diff.run(config).await,
            Self::Verify(verify) => tokio::task::spawn_blocking(move || verify.run()).await?,
            Self::Publish(publish) => publish.run(config).await,
            Self::Keys(keys) => keys.run(config).await,
        }
    }
}

impl Take {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let stage = match self.stage {
            StageArgument::Draft => Stage::Draft,
            StageArgument::Final => Stage::Final,
        };
        let taking = Taking { round: self.round, stage, note: self.note };
        if stage == Stage::Final {
            warn_of_what_may_come(&services, &taking.round).await?;
        }
        let taken = services.snapshots().take(&operator, &taking).await;
        let snapshot = taken.map_err(|error| sentence::of_typed(error, &taking.round))?;
        terminal::say(format!("ทำแล้ว · taken: {}", snapshot.code))?;
        terminal::say(format!("root: {}", snapshot.root))?;
        terminal::say(format!("sha256: {}", snapshot.sha256))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says how many reports a final snapshot will lack that is taken now.
async fn warn_of_what_may_come(services: &Services, round: &RoundCode) -> anyhow::Result<()> {
    let open = services.snapshots().still_open(round).await.map_err(|error| sentence::of_typed(error, round))?;
    if let Some(open) = open {
        let told = |language| snapshots::still_open(language, round.as_str(), open.reports, open.until);
        terminal::tell(format!("{} · {}", told(Language::Th), told(Language::En)));
    }
    Ok(())
}

impl List {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let list = services.snapshots().list(Some(&operator), self.round.as_ref()).await;
        let typed = self.round.as_ref().map_or("", RoundCode::as_str);
        let list = list.map_err(|error| sentence::of_typed(error, typed))?;
        if list.is_empty() {
            terminal::say("ยังไม่มี · none yet")?;
        }
        for snapshot in list {
            let Snapshot { code, taken_at, root, size_bytes, .. } = &snapshot;
            let state = match (snapshot.published_at, snapshot.embargo_until) {
                (None, _) => "-".to_owned(),
                (Some(at), None) => format!("เผยแพร่ · published {at}"),
                (Some(_), Some(until)) => format!("เผยแพร่ตั้งแต่ · published from {until}"),
            };
            terminal::say(format!("{code}  {taken_at}  {size_bytes}  {root}  {state}"))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Save {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let content = services.snapshots().content(Some(&operator), &self.code, ByteRange::All).await;
        let mut content = content.map_err(|error| sentence::of_typed(error, &self.code))?;
        let name = self.out.display();
        let unwritable = || format!("เขียนแฟ้ม {name} ไม่ได้ · {name} cannot be written");
        let made = std::fs::File::create_new(&self.out);
        if made.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
            bail!("มีแฟ้ม {name} อยู่แล้ว ให้เลือกชื่ออื่น · {name} is there already: choose another name");
        }
        let mut file = made.with_context(unwritable)?;
        while let Some(piece) = content.bytes.try_next().await.map_err(sentence::of)? {
            file.write_all(&piece).with_context(unwritable)?;
        }
        file.sync_all().with_context(unwritable)?;
        terminal::say(format!("sha256: {}", content.snapshot.sha256))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl DiffArguments {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let mut missing = Vec::new();
        for code in [&self.before, &self.after] {
            match services.snapshots().get(Some(&operator), code).await {
                Ok(_) => {}
                Err(ServiceError::NotFound(_)) => missing.push(code.as_str()),
                Err(error) => return Err(sentence::of(error)),
            }
        }
        if !missing.is_empty() {
            return Err(sentence::of_typed(ServiceError::NotFound("snapshot"), missing.join(" ")));
        }
        let found = services.snapshots().diff(Some(&operator), &self.before, &self.after).await;
        let diff = found.map_err(sentence::of)?.diff;
        if self.json {
            terminal::say(serde_json::to_string_pretty(&diff)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let language = match self.language {
            LanguageArgument::Th => Language::Th,
            LanguageArgument::En => Language::En,
        };
        if diff.is_empty() {
            terminal::say("ไม่มีอะไรต่างกัน · nothing differs")?;
        }
        if !diff.after.note.is_empty() {
            terminal::say(&diff.after.note)?;
        }
        for part in release_notes::notes(language, &diff) {
            terminal::say(format!("\n{}", part.title))?;
            for line in part.sentences() {
                terminal::say(format!("- {line}"))?;
            }
            if part.more > 0 {
                terminal::say(format!("… +{}", part.more))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    fn run(self) -> Outcome {
        let keys = match (self.keys, self.key) {
            (Some(file), _) => history(&file)?,
            (None, Some(key)) => KeyHistory { keys: vec![SigningKey::alone(key)], ..KeyHistory::default() },
            (None, None) => {
                terminal::tell(
                    "ต้องบอกกุญแจสาธารณะที่ใช้ตรวจ ด้วย --keys แฟ้มที่ดาวน์โหลดจาก /.well-known/tidtam-keys.json หรือ --key กุญแจ · \
                     name the public keys to verify by: --keys with the file from /.well-known/tidtam-keys.json, or --key",
                );
                return Ok(ExitCode::from(NO_KEYS));
            }
        };
        let name = self.file.display();
        let unreadable = || format!("อ่านแฟ้ม {name} ไม่ได้ · {name} cannot be read");
        let mut file = std::fs::File::open(&self.file).with_context(unreadable)?;
        let mut check = Verifier::new(keys.keys.clone());
        let mut piece = vec![0; PIECE_BYTES];
        let verified = loop {
            match file.read(&mut piece).with_context(unreadable)? {
                0 => break check.finish(),
                count => {
                    if let Err(broken) = check.push(piece.get(..count).unwrap_or_default()) {
                        break Err(broken);
                    }
                }
            }
        };
        match verified {
            Ok(verified) => {
                let (values, scores) = (verified.values, verified.scores);
                terminal::say(format!("ถูกต้องครบถ้วน · whole and signed: {}", verified.head.code))?;
                terminal::say(format!("root: {}", verified.manifest.root))?;
                terminal::say(format!("sha256: {}", verified.sha256))?;
                terminal::say(format!("key: {}", verified.key))?;
                if let Some(alone) = keys.unvouched(&verified.key) {
                    let [th, en] = [Language::Th, Language::En].map(damage::unvouched);
                    terminal::say(format!("{th} · {en}: {}", alone.id))?;
                }
                terminal::say(format!(
                    "คำนวณคะแนนใหม่ {scores} รายการจาก {values} ค่า ตรงกันทั้งหมด · scores computed again: {scores}, from {values} values; all agree"
                ))?;
                if verified.head.is_demonstration {
                    terminal::say("ข้อมูลสาธิต ไม่ใช่ข้อมูลจริง · a demonstration: every figure is made up")?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                let (th, en) = (damage::broken(Language::Th, &broken), damage::broken(Language::En, &broken));
                terminal::tell(format!("ไม่ถูกต้อง · not whole\n{th}\n{en}"));
                Ok(ExitCode::from(NOT_WHOLE))
            }
        }
    }
}

/// The keys of a published history, each but the first vouched for by the one before where it says so.
fn history(file: &Path) -> anyhow::Result<KeyHistory> {
    let name = file.display();
    let unreadable = || format!("อ่านแฟ้มกุญแจ {name} ไม่ได้ · the keys in {name} cannot be read");
    let text = std::fs::read_to_string(file).with_context(unreadable)?;
    // What the reader of JSON says of it is for programmers, in English alone.
    let none = "ไม่ใช่รายการกุญแจที่เผยแพร่ไว้ที่ /.well-known/tidtam-keys.json · it is no list of keys as /.well-known/tidtam-keys.json has it";
    let history: KeyHistory = serde_json::from_str(&text).map_err(|_| anyhow!(none)).with_context(unreadable)?;
    for (before, key) in history.keys.iter().zip(history.keys.iter().skip(1)) {
        if key.vouched.is_some() && !key.is_vouched_by(before) {
            bail!("กุญแจ {0} ไม่ได้รับรองโดยกุญแจก่อนหน้า · the key {0} is not vouched for by the one before", key.id);
        }
    }
    Ok(history)
}

impl Publish {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let published = services.snapshots().publish(&operator, &self.code, self.embargo_until).await;
        let published = published.map_err(|error| sentence::of_typed(error, &self.code))?;
        let from = published.embargo_until.map_or_else(String::new, |until| format!(" ({until})"));
        terminal::say(format!("เผยแพร่แล้ว · published: {}{from}", published.code))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Keys {
    async fn run(self, config: &Config) -> Outcome {
        let services = open(config).await?;
        if self.renew {
            let operator = operator(&services).await?;
            let renewed = services.snapshots().renew_key(&operator).await.map_err(sentence::of)?;
            terminal::tell(format!("กุญแจใหม่ · the new key: {}", renewed.key.id));
            let file = renewed.secret.display();
            terminal::tell(format!(
                "ความลับของกุญแจอยู่ในแฟ้มนี้ ให้สำรองและคัดลอกแฟ้มนี้ · its secret lies in this file, the one to back up and to copy: {file}"
            ));
            if renewed.secret.extension().is_some_and(|end| end == "new") {
                terminal::tell(
                    "ไม่สามารถวางแทนแฟ้มเดิมได้ ให้คัดลอกแฟ้มนี้ไปเก็บทันที ถ้าโฟลเดอร์นี้หายไป กุญแจจะหายไปด้วย · it could not take the old file's place: copy it elsewhere at once, since the key is lost with this folder",
                );
            }
        }
        let keys = services.snapshots().keys().await.map_err(sentence::of)?;
        terminal::say(serde_json::to_string_pretty(&KeyHistory { keys, ..KeyHistory::default() })?)?;
        Ok(ExitCode::SUCCESS)
    }
}
