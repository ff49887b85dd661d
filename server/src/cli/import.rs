//! `tidtam import`.

use super::{Outcome, open, operator, refusals, sentence, terminal};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::config::Config;
use service::{
    Actor, imports,
    organisations::{ImportDiff, ImportMode},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

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
    /// ข้อเท็จจริงที่มีแหล่งอ้างอิง (CSV) · Sourced figures (CSV)
    Facts(Source),
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
            Self::Facts(source) => facts(config, &source).await,
        }
    }
}

async fn organisations(config: &Config, source: &Source, events: Option<&Path>) -> Outcome {
    let bodies = imports::organisations::read(&read(&source.file)?);
    let bodies = bodies.map_err(|found| refusals::list(&source.file, &found))?;
    let events = match events {
        Some(file) => imports::events::read(&read(file)?, &bodies).map_err(|found| refusals::list(file, &found))?,
        None => Vec::new(),
    };
    // In a new database there is nobody yet below whose root the operator could stand.
    let root = bodies.iter().find(|body| body.parent.is_none());
    let operator = Actor::operator(&root.context("the register has no root")?.code);
    let services = open(config).await?;
    let done = services.organisations().import(&operator, bodies, events, source.mode()).await;
    show(&done.map_err(sentence::of)?, source)
}

async fn plan(config: &Config, source: &Source) -> Outcome {
    let plan = imports::plans::read(&read(&source.file)?).map_err(|found| refusals::list(&source.file, &found))?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    show(&services.plans().import(&operator, plan, source.mode()).await.map_err(sentence::of)?, source)
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
    for line in &diff.changed {
        terminal::say(format!("~ {line}"))?;
    }
    let (added, changed, unchanged) = (diff.added.len(), diff.changed.len(), diff.unchanged);
    let mode = match source.mode() {
        ImportMode::DryRun => "ยังไม่ได้เปลี่ยน · tried only",
        ImportMode::Apply => "นำเข้าแล้ว · imported",
    };
    terminal::say(format!(
        "{mode}: เพิ่ม {added} เปลี่ยน {changed} คงเดิม {unchanged} · added {added}, changed {changed}, unchanged {unchanged}"
    ))?;
    Ok(ExitCode::SUCCESS)
}
