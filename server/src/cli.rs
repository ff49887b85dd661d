//! The command line. Each command calls the same service methods as the pages and the API.

mod accounts;
mod arguments;
mod audit;
mod backups;
mod deliver;
mod demonstration_key;
mod export;
mod import;
mod mails;
mod refusals;
mod rollups;
mod schemes;
mod scores;
mod secrets;
mod sentence;
mod serve;
mod snapshot;
mod terminal;
mod tokens;

pub(crate) use terminal::NobodyReads;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use server::config::{Config, Flags};
use service::{Actor, Chance, Clock, ServiceError, Services};
use std::{path::PathBuf, process::ExitCode};

/// What every command says when it could not do its work.
type Outcome = anyhow::Result<ExitCode>;

/// ติดตาม: ระบบรายงานผลตามแผนพัฒนารัฐบาลดิจิทัล · Tidtam: reports on the digital government development plan
#[derive(Debug, Parser)]
#[command(name = "tidtam", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(subcommand)]
    command: Command,
}

/// Where settings come from.
#[derive(Debug, Args)]
struct SettingsArguments {
    /// แฟ้มการตั้งค่า · The settings file (without it tidtam.toml, where there is one)
    #[arg(long, global = true, env = "TIDTAM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// โฟลเดอร์ข้อมูล · The folder of the embedded database and of uploaded files
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// เปิดเซิร์ฟเวอร์ · Start the web server
    Serve(serve::Serve),
    /// ปรับโครงสร้างฐานข้อมูลให้เป็นรุ่นล่าสุด · Bring the database's tables up to date
    Migrate,
    /// นำเข้าข้อมูลจากแฟ้ม · Take data from a file
    #[command(subcommand)]
    Import(import::Import),
    /// บัญชีผู้ใช้ · Accounts
    #[command(subcommand)]
    Accounts(accounts::Accounts),
    /// โทเคนของ API · Tokens of the API
    #[command(subcommand)]
    Tokens(tokens::Tokens),
    /// ส่งออกข้อมูล · Write data to a file
    #[command(subcommand)]
    Export(export::Export),
    /// อีเมลขาออก · Outgoing mail
    #[command(subcommand)]
    Mails(mails::Mails),
    /// ผลรวมที่เก็บไว้ · Kept sums and counters
    #[command(subcommand)]
    Rollups(rollups::Rollups),
    /// คะแนนที่เก็บไว้ · Kept scores
    #[command(subcommand)]
    Scores(scores::Scores),
    /// ชุดข้อมูล ณ วันที่ · Snapshots
    #[command(subcommand)]
    Snapshot(snapshot::SnapshotCommand),
    /// ส่งชุดข้อมูลที่เผยแพร่แล้วไปยังที่อื่น · Hand published snapshots to places outside
    #[command(subcommand)]
    Deliver(deliver::Deliver),
    /// ความลับที่เก็บไว้ของการดึงค่า ปลายทาง และโปรแกรมที่ให้แจ้ง · Kept secrets of collectors, destinations and webhooks
    #[command(subcommand)]
    Secrets(secrets::Secrets),
    /// บันทึกการใช้งาน · The audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// สำรองข้อมูลทั้งระบบลงแฟ้มเดียว · Write a backup of everything to a file
    Backup(backups::Backup),
    /// กู้คืนจากแฟ้มสำรองลงระบบที่ว่าง · Put a backup into an empty installation
    Restore(backups::Restore),
    /// คัดลอกฐานข้อมูลไปอีกแห่ง เช่น จาก SQLite ไป PostgreSQL · Copy one database into another, of the same kind or not
    Copy(backups::Copy),
    /// แสดงการตั้งค่าที่มีผล · Show the settings in force, secrets hidden
    #[command(alias = "verify-config")]
    Config,
}

/// Reads the arguments and does what they say.
pub(crate) async fn run() -> Outcome {
    let cli = Cli::try_parse().unwrap_or_else(|error| arguments::refuse(error));
    let addr = if let Command::Serve(serve) = &cli.command { serve.addr } else { None };
    let flags = Flags { addr, data: cli.settings.data.clone() };
    let config = Config::load(cli.settings.config.as_deref(), &flags)?;
    match cli.command {
        Command::Serve(serve) => serve.run(config).await,
        Command::Migrate => migrate(&config).await,
        Command::Import(import) => import.run(&config).await,
        Command::Accounts(accounts) => accounts.run(&config).await,
        Command::Tokens(tokens) => tokens.run(&config).await,
        Command::Export(export) => export.run(&config).await,
        Command::Mails(mails) => mails.run(&config).await,
        Command::Rollups(rollups) => rollups.run(&config).await,
        Command::Scores(scores) => scores.run(&config).await,
        Command::Snapshot(command) => command.run(&config).await,
        Command::Deliver(deliver) => deliver.run(&config).await,
        Command::Secrets(secrets) => secrets.run(&config).await,
        Command::Audit(audit) => audit.run(&config).await,
        Command::Backup(backup) => backup.run(&config).await,
        Command::Restore(restore) => restore.run(&config).await,
        Command::Copy(copy) => copy.run().await,
        Command::Config => show(&config),
    }
}

/// Opens the database of the settings, bringing its tables up to date.
async fn open(config: &Config) -> anyhow::Result<Services> {
    let opened = Services::open(&settings(config)?, Clock::System, Chance::System).await;
    opened.map_err(sentence::of)
}

/// What opening the database needs, with the data folder made.
fn settings(config: &Config) -> anyhow::Result<service::Settings> {
    std::fs::create_dir_all(&config.data).with_context(|| {
        let folder = config.data.display();
        format!("สร้างโฟลเดอร์ข้อมูล {folder} ไม่ได้ · the data folder {folder} cannot be made")
    })?;
    let mut settings = config.storage();
    settings.collectors.authorities = config.authorities().with_context(|| {
        let file = config.collector_authorities.clone().unwrap_or_default();
        let file = file.display();
        format!("อ่านแฟ้มใบรับรอง {file} ไม่ได้ · the file of certificates {file} cannot be read")
    })?;
    Ok(settings)
}

/// Whoever has the server's shell: administrator and reviewer of everything that is registered.
async fn operator(services: &Services) -> anyhow::Result<Actor> {
    match services.operator().await {
        Err(ServiceError::NotFound(_)) => bail!(
            "ยังไม่มีหน่วยงานในระบบ ให้นำเข้าด้วย tidtam import organisations ก่อน · no organisation is registered yet: run tidtam import organisations first"
        ),
        operator => operator.map_err(sentence::of),
    }
}

async fn migrate(config: &Config) -> Outcome {
    open(config).await?;
    terminal::say("ฐานข้อมูลเป็นรุ่นล่าสุดแล้ว · the tables are up to date")?;
    Ok(ExitCode::SUCCESS)
}

fn show(config: &Config) -> Outcome {
    for (key, value) in config.shown() {
        terminal::say(format!("{key} = {value}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
