//! `tidtam import`.

use super::{Outcome, open, operator, refusals, schemes, sentence, terminal};
use anyhow::Context as _;
use app::text::definitions;
use clap::{Args, Subcommand};
use domain::{account::EmailAddress, ids::PlanCode, text::Language};
use server::config::Config;
use service::{
    Actor, Password,
    accounts::NewAccount,
    imports,
    imports::schemes::BesidePlan,
    organisations::{ChangedIn, DoubtedMove, ImportDiff, ImportMode, Told},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Of things that change in the same columns so many are told one by one.
const MOST_ALIKE: usize = 5;

/// Takes data from a file.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// ทะเบียนหน่วยงานทั้งหมด (CSV) · The whole register of organisations (CSV)
    Organisations {
        #[command(flatten)]
        source: Source,
        /// เหตุการณ์ของหน่วยงาน (CSV) · What happened to organisations (CSV)
        #[arg(long, value_name = "FILE")]
        events: Option<PathBuf>,
    },
    /// แผนหนึ่งรุ่น (TOML) · One version of a plan (TOML)
    Plan(Source),
    /// เกณฑ์การให้คะแนนหนึ่งรุ่น (TOML) · One edition of a scheme of scores (TOML)
    Scheme {
        #[command(flatten)]
        source: Source,
        /// ใช้กับแผนนี้ · Put it in force in the rounds of this plan
        #[arg(long, value_name = "CODE")]
        plan: Option<PlanCode>,
    },
    /// ข้อเท็จจริงที่มีแหล่งอ้างอิง (CSV) · Sourced figures (CSV)
    Facts(Source),
    /// วันหยุดราชการ (CSV) · Public holidays (CSV)
    Holidays(Source),
    /// ค่าที่รับรองแล้วของหลายหน่วยงาน (CSV) · Accepted values of many agencies (CSV)
    Values(Source),
    /// บัญชีผู้ใช้ (CSV) · Accounts (CSV)
    Accounts {
        #[command(flatten)]
        source: Source,
        /// แฟ้มใหม่สำหรับรหัสผ่านแรกเข้า · The new file for the first passwords
        #[arg(long, value_name = "FILE")]
        passwords: Option<PathBuf>,
    },
}

/// Which file, and whether it is only tried.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// แฟ้ม · The file
    file: PathBuf,
    /// แสดงสิ่งที่จะเปลี่ยนโดยไม่เปลี่ยน · Say what would change, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Source {
    fn mode(&self) -> ImportMode {
        if self.dry_run { ImportMode::DryRun } else { ImportMode::Apply }
    }
}

impl Import {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Organisations { source, events } => organisations(config, &source, events.as_deref()).await,
            Self::Plan(source) => plan(config, &source).await,
            Self::Scheme { source, plan } => scheme(config, &source, plan.as_ref()).await,
            Self::Facts(source) => facts(config, &source).await,
            Self::Holidays(source) => holidays(config, &source).await,
            Self::Values(source) => values(config, &source).await,
            Self::Accounts { source, passwords } => accounts(config, &source, passwords.as_deref()).await,
        }
    }
}

async fn organisations(config: &Config, source: &Source, events: Option<&Path>) -> Outcome {
    let listed = imports::organisations::read(&read(&source.file)?);
    let listed = listed.map_err(|found| refusals::list(&source.file, &found))?;
    let events = match events {
        Some(file) => {
            imports::events::read(&read(file)?, &listed.bodies).map_err(|found| refusals::list(file, &found))?
        }
        None => Told::default(),
    };
    // In a new database there is nobody yet below whose root the operator could stand.
    let root = listed.bodies.iter().find(|body| body.parent.is_none());
    let operator = Actor::operator(&root.context("the register has no root")?.code);
    let services = open(config).await?;
    let done = services.organisations().import_list(&operator, listed, events, source.mode()).await;
    show(&done.map_err(sentence::of)?, source)
}

async fn plan(config: &Config, source: &Source) -> Outcome {
    let plan = imports::plans::read(&read(&source.file)?).map_err(|found| refusals::list(&source.file, &found))?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    show(&services.plans().import(&operator, plan, source.mode()).await.map_err(sentence::of)?, source)
}

async fn scheme(config: &Config, source: &Source, plan: Option<&PlanCode>) -> Outcome {
    let file = read(&source.file)?;
    let refused = |found: Vec<imports::Refusal>| refusals::list(&source.file, &found);
    let Some(plan) = plan else {
        let scheme = imports::schemes::read(&file).map_err(refused)?;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let diff = services.schemes().import(&operator, scheme, None, source.mode()).await.map_err(sentence::of)?;
        schemes::tell(&diff)?;
        return show(&diff.nodes, source);
    };
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let asked = services.plans().get(&operator, plan).await.map_err(|error| sentence::of_typed(error, plan))?;
    let BesidePlan { scheme, unasked } = imports::schemes::read_beside(&file, &asked).map_err(refused)?;
    let code = scheme.head().code.clone();
    // What is refused all the same is only tried, to say what it would have done.
    let mode = if unasked.is_empty() { source.mode() } else { ImportMode::DryRun };
    let diff = services.schemes().import(&operator, scheme, Some(plan), mode).await.map_err(sentence::of);
    if !unasked.is_empty() {
        match &diff {
            Ok(diff) => schemes::tell(diff)?,
            Err(error) => terminal::tell(error.to_string()),
        }
        return Err(refused(unasked));
    }
    let diff = diff?;
    schemes::tell(&diff)?;
    diff.refused(&code).map_err(sentence::of)?;
    show(&diff.nodes, source)
}

async fn facts(config: &Config, source: &Source) -> Outcome {
    let file = imports::facts::read(&read(&source.file)?).map_err(|found| refusals::list(&source.file, &found))?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let done = services.plans().import_facts(&operator, &file.facts, source.mode()).await.map_err(sentence::of)?;
    if file.letters > 0 {
        let letters = file.letters;
        terminal::tell(format!("ไม่เก็บ {letters} แถวที่เป็นตัวอักษร · {letters} rows with a letter are not kept"));
    }
    show(&done, source)
}

async fn holidays(config: &Config, source: &Source) -> Outcome {
    let days = imports::holidays::read(&read(&source.file)?).map_err(|found| refusals::list(&source.file, &found))?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    show(&services.holidays().import(&operator, days, source.mode()).await.map_err(sentence::of)?, source)
}

async fn values(config: &Config, source: &Source) -> Outcome {
    let name = source.file.display();
    let file = std::fs::File::open(&source.file);
    let file = file.with_context(|| format!("อ่านแฟ้ม {name} ไม่ได้ · the file {name} cannot be read"))?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let short = source.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let done = services.values().import(&operator, file, &short, source.mode()).await.map_err(sentence::of)?;
    let diff = done.map_err(|found| refusals::list(&source.file, &found))?;
    for added in &diff.added {
        let (round, reports, values) = (&added.round, added.reports, added.values);
        terminal::say(format!("+ {round}: รายงาน {reports} ค่า {values} · {reports} reports, {values} values"))?;
    }
    let values = diff.added.iter().map(|added| added.values).sum();
    sum(source, values, 0, diff.unchanged)
}

async fn accounts(config: &Config, source: &Source, passwords: Option<&Path>) -> Outcome {
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let tree = services.organisations().tree(&operator).await.map_err(sentence::of)?;
    let known = tree.bodies().map(|body| body.code.clone()).collect();
    let people = imports::accounts::read(&read(&source.file)?, &known);
    let people = people.map_err(|found| refusals::list(&source.file, &found))?;
    let mut first = Vec::new();
    let mut rows = Vec::new();
    for person in people {
        let password = services.temporary_password();
        first.push((person.email.clone(), password.clone()));
        rows.push(NewAccount {
            email: person.email,
            name: person.name,
            password: Password::new(&password),
            grants: person.grants,
            must_change_password: true,
        });
    }
    let tried = services.accounts().import(&operator, rows.clone(), ImportMode::DryRun).await.map_err(sentence::of)?;
    if source.mode() == ImportMode::DryRun {
        return show(&tried, source);
    }
    // The file is there before the accounts are, so that no password is lost.
    let is_new = |email: &EmailAddress| tried.added.iter().any(|line| line.starts_with(&format!("{email} ")));
    first.retain(|(email, _)| is_new(email));
    let kept = if first.is_empty() { None } else { Some(keep_passwords(passwords, source, &first)?) };
    let done = services.accounts().import(&operator, rows, ImportMode::Apply).await.map_err(sentence::of)?;
    if let Some(kept) = kept {
        let name = kept.display();
        terminal::tell(format!(
            "รหัสผ่านแรกเข้าอยู่ใน {name} ส่งให้เจ้าของแล้วลบแฟ้ม · first passwords are in {name}: hand them over, then delete the file"
        ));
    }
    show(&done, source)
}

/// Writes the first passwords into a new file that only its owner can read.
fn keep_passwords(
    file: Option<&Path>,
    source: &Source,
    passwords: &[(EmailAddress, String)],
) -> anyhow::Result<PathBuf> {
    let file = file.map_or_else(|| source.file.with_extension("passwords.csv"), Path::to_path_buf);
    let name = file.display().to_string();
    let failed = || {
        format!(
            "สร้างแฟ้มรหัสผ่าน {name} ไม่ได้ (ต้องยังไม่มีแฟ้มนี้) · the file of passwords {name} cannot be made; it must not be there yet"
        )
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writer = csv::Writer::from_writer(options.open(&file).with_context(failed)?);
    writer.write_record(["email", "password"]).with_context(failed)?;
    for (email, password) in passwords {
        writer.write_record([email.as_str(), password]).with_context(failed)?;
    }
    let written = writer.into_inner().map_err(|error| anyhow::Error::msg(error.to_string())).with_context(failed)?;
    written.sync_all().with_context(failed)?;
    Ok(file)
}

/// The bytes of a file.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let name = file.display();
    std::fs::read(file).with_context(|| format!("อ่านแฟ้ม {name} ไม่ได้ · the file {name} cannot be read"))
}

/// The difference, line by line, and its sum.
fn show(diff: &ImportDiff, source: &Source) -> Outcome {
    for line in &diff.added {
        terminal::say(format!("+ {line}"))?;
    }
    changes(diff)?;
    for (indicator, found) in &diff.redefined {
        let [th, en] = [Language::Th, Language::En].map(|language| definitions::changes(language, found));
        terminal::say(format!(
            "! {indicator}: ผลก่อนและหลังจะไม่นำมาเทียบกัน สิ่งที่เปลี่ยน: {th} · figures from before and after are not compared. What changes: {en}"
        ))?;
    }
    for doubted in &diff.doubted {
        tell_doubt(doubted);
    }
    for line in &diff.withdrawn {
        terminal::say(format!("- {line}"))?;
    }
    if !diff.withdrawn.is_empty() {
        let withdrawn = diff.withdrawn.len();
        terminal::say(format!("ถอนเหตุการณ์ {withdrawn} รายการ · events withdrawn: {withdrawn}"))?;
    }
    sum(source, diff.added.len(), diff.changed.len(), diff.unchanged)
}

/// Says which move the register speaks against, and why.
fn tell_doubt(doubted: &DoubtedMove) {
    let DoubtedMove { line, on, organisation, former, stood } = doubted;
    let line = line.map_or_else(String::new, |line| format!("{line}: "));
    terminal::tell(format!(
        "? {line}{on} {organisation}: ก่อนวันนั้นทะเบียนมีหน่วยงานนี้อยู่ใต้ {stood} ไม่ใช่ {former} ให้ตรวจสังกัดเดิมและวันที่ หรือบันทึกการย้ายที่อยู่ระหว่างนั้นด้วย · until that day the register has it below {stood}, not {former}: check the former parent and the day, or tell the move in between, too"
    ));
}

/// What changes, line by line; of many things that change in the same columns the first ones, and how many others there are.
fn changes(diff: &ImportDiff) -> anyhow::Result<()> {
    let mut alike: BTreeMap<&ChangedIn, usize> = BTreeMap::new();
    for (place, line) in diff.changed.iter().enumerate() {
        let is_told = diff.changed_in.get(place).is_none_or(|columns| {
            let count = alike.entry(columns).or_default();
            *count += 1;
            *count <= MOST_ALIKE
        });
        if is_told {
            terminal::say(format!("~ {line}"))?;
        }
    }
    for (changed_in, count) in alike {
        let more = count.saturating_sub(MOST_ALIKE);
        let (columns, thai, english) = match changed_in {
            ChangedIn::Register(columns) => (columns, "", ""),
            ChangedIn::Events(columns) => (columns, " ในแฟ้มเหตุการณ์", " in the file of events"),
        };
        if more > 0 {
            terminal::say(format!(
                "~ … อีก {more} รายการเปลี่ยน {columns}{thai} · {more} more change {columns}{english}"
            ))?;
        }
    }
    Ok(())
}

fn sum(source: &Source, added: usize, changed: usize, unchanged: usize) -> Outcome {
    let mode = match source.mode() {
        ImportMode::DryRun => "ยังไม่ได้เปลี่ยน · tried only",
        ImportMode::Apply => "นำเข้าแล้ว · imported",
    };
    terminal::say(format!(
        "{mode}: เพิ่ม {added} เปลี่ยน {changed} คงเดิม {unchanged} · added {added}, changed {changed}, unchanged {unchanged}"
    ))?;
    Ok(ExitCode::SUCCESS)
}
