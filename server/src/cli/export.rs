//! `tidtam export`.

use super::{Outcome, open, operator, sentence, terminal};
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
};
use server::config::Config;
use service::{
    ServiceError,
    imports::values::DERIVED,
    values::{Exported, MOST_VALUES, ValueFilter},
};
use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::sync::mpsc::Receiver;

/// What was reported, what DGA verified where it differs, and when it was accepted. `tidtam import values` takes the same
/// columns.
const HEADER: [&str; 12] = [
    "round",
    "agency",
    "indicator",
    "value",
    "base",
    "applicability",
    "note",
    "verified_value",
    "verified_base",
    "revision",
    "accepted_at",
    "derived",
];

/// Writes data to a file.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// ค่าที่รับรองแล้ว · Accepted values
    Values(ExportValues),
}

/// How many pages of values may wait to be written.
const PAGES_AT_ONCE: usize = 4;

/// The form of the file.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// CSV, UTF-8
    Csv,
}

/// Which values, and where to.
#[derive(Debug, Args)]
pub(crate) struct ExportValues {
    /// รูปแบบ · The form of the file
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// เฉพาะรอบนี้ · Of one round only
    #[arg(long)]
    round: Option<RoundCode>,
    /// เฉพาะหน่วยงานนี้และใต้สังกัด · Of one organisation and everything below it
    #[arg(long)]
    organisation: Option<OrganisationCode>,
    /// เฉพาะตัวชี้วัดนี้ · Of one indicator only
    #[arg(long)]
    indicator: Option<IndicatorCode>,
    /// เขียนลงแฟ้ม (ไม่ระบุคือแสดงผล) · The file to write; without it the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Values(ExportValues { format: Format::Csv, round, organisation, indicator, output }) = self;
        let services = open(config).await?;
        let operator = operator(&services).await?;
        let filter = ValueFilter { round, organisation, indicator, least: None, after: None, most: MOST_VALUES };
        let target: Box<dyn Write + Send> = match &output {
            None => Box::new(std::io::stdout()),
            Some(file) => {
                let name = file.display();
                let made = std::fs::File::create(unfinished(file));
                Box::new(made.with_context(|| format!("เขียนแฟ้ม {name} ไม่ได้ · the file {name} cannot be written"))?)
            }
        };
        // What is read is written beside, while the next is read.
        let (pages, waiting) = tokio::sync::mpsc::channel(PAGES_AT_ONCE);
        let writer = tokio::task::spawn_blocking(move || write_pages(target, waiting));
        let send = |values: Vec<Exported>| {
            let pages = pages.clone();
            // Whoever writes has said why they stopped.
            async move { pages.send(values).await.map_err(|error| ServiceError::fault("writing the export", error)) }
        };
        let read = services.values().for_each(&operator, &filter, send).await.map_err(|error| told(error, &filter));
        if read.is_ok() {
            // Where there is no value at all there is still a heading; whoever writes has said why they stopped.
            let _ = pages.send(Vec::new()).await;
        }
        drop(pages);
        let written = writer.await?.map_err(|error| unwritten(error, output.as_deref()));
        let written = written.and_then(|count| read.map(|()| count));
        if let Some(file) = &output {
            put_in_place(file, written.is_ok())?;
        }
        let count = written?;
        terminal::tell(format!("{count} ค่า · {count} values"));
        Ok(ExitCode::SUCCESS)
    }
}

/// Why not everything was written: also that nobody reads it any more, where that is no fault.
fn unwritten(error: csv::Error, file: Option<&Path>) -> anyhow::Error {
    let is_left = matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == ErrorKind::BrokenPipe);
    if is_left && file.is_none() {
        return terminal::NobodyReads.into();
    }
    anyhow::Error::new(error).context(terminal::UNWRITTEN)
}

/// The refusal, with what was typed of what was not found.
fn told(error: ServiceError, filter: &ValueFilter) -> anyhow::Error {
    let ServiceError::NotFound(what) = error else { return sentence::of(error) };
    let typed = match what {
        "round" => filter.round.as_ref().map(RoundCode::as_str),
        "organisation" => filter.organisation.as_ref().map(OrganisationCode::as_str),
        "indicator" => filter.indicator.as_ref().map(IndicatorCode::as_str),
        _ => None,
    };
    match typed {
        Some(typed) => sentence::of_typed(error, typed),
        None => sentence::of(error),
    }
}

/// Writes pages of values as they come, until there are no more; how many values there were. Nothing is written before the first
/// page.
fn write_pages(target: Box<dyn Write + Send>, mut pages: Receiver<Vec<Exported>>) -> csv::Result<usize> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(target);
    let mut count = 0;
    let mut is_headed = false;
    while let Some(values) = pages.blocking_recv() {
        if !is_headed {
            writer.write_record(HEADER)?;
            is_headed = true;
        }
        count += values.len();
        for value in &values {
            writer.write_record(cells(value))?;
        }
    }
    writer.flush()?;
    Ok(count)
}

/// Where a file is written until it is whole; something that is no file, such as a pipe, is written as it is.
fn unfinished(file: &Path) -> PathBuf {
    if file.exists() && !file.is_file() {
        return file.to_owned();
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    file.with_file_name(name)
}

/// Gives a whole file its name, or takes away what did not become one.
fn put_in_place(file: &Path, is_whole: bool) -> anyhow::Result<()> {
    let unfinished = unfinished(file);
    if unfinished == *file {
        return Ok(());
    }
    let name = file.display();
    let put = if is_whole { std::fs::rename(&unfinished, file) } else { std::fs::remove_file(&unfinished) };
    put.with_context(|| format!("เขียนแฟ้ม {name} ไม่ได้ · the file {name} cannot be written"))
}

/// Codes, numbers and instants, and why an indicator does not apply.
fn cells(Exported { value, not_applicable_reason }: &Exported) -> [String; HEADER.len()] {
    let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let applicability = match value.applicability {
        Applicability::Applies => "",
        Applicability::NotApplicable => value.applicability.as_ref(),
    };
    [
        value.round.to_string(),
        value.agency.to_string(),
        value.indicator.to_string(),
        text(value.reported.map(|parts| parts.0)),
        text(value.reported.and_then(|parts| parts.1)),
        applicability.to_owned(),
        plain(not_applicable_reason),
        text(value.verified.map(|parts| parts.0)),
        text(value.verified.and_then(|parts| parts.1)),
        value.revision.to_string(),
        value.accepted_at.to_rfc3339(),
        value.working.as_ref().map_or("", |_| DERIVED).to_owned(),
    ]
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '@', '+', '-', '\t']) { format!("'{text}") } else { text.to_owned() }
}
