//! `tidtam deliver`: where published snapshots are handed to.

use super::{Outcome, open, operator, sentence, terminal};
use app::text::refusals;
use clap::{Args, Subcommand};
use domain::{
    destination::Destination,
    ids::{DestinationCode, SnapshotCode},
    text::Language,
};
use server::config::Config;
use service::{
    destinations::{NotHanded, Set, Unmade, When},
    snapshots::MAKES_FILES,
};
use std::process::ExitCode;

/// What the exit code says when something could not be handed over.
const NOT_HANDED: u8 = 1;

/// Where published snapshots are handed to.
#[derive(Debug, Subcommand)]
pub(crate) enum Deliver {
    /// ส่งไปยังโฟลเดอร์ · Hand them to a folder of this machine
    Folder(Folder),
    /// ส่งไปยังบักเก็ตแบบ S3 (อ่านกุญแจลับจากอินพุต) · Hand them to a bucket behind the S3 protocol; the secret is read from input
    Bucket(BucketArguments),
    /// ลงบัญชีข้อมูล CKAN (อ่านโทเคนจากอินพุต) · Publish them in a CKAN; the token is read from input
    Ckan(CkanArguments),
    /// แสดงปลายทางทั้งหมด · List all destinations
    List,
    /// หยุดส่งไปยังปลายทาง · Hand nothing more to a destination
    Stop {
        /// ชื่อปลายทาง · The destination
        name: DestinationCode,
    },
    /// ส่งทันที · Hand over at once what is not there yet
    Now {
        /// เฉพาะปลายทางนี้ · To this destination alone
        name: Option<DestinationCode>,
    },
}

/// A folder.
#[derive(Debug, Args)]
pub(crate) struct Folder {
    /// ชื่อปลายทาง · What it is called
    name: DestinationCode,
    /// ที่อยู่เต็มของโฟลเดอร์ซึ่งมีอยู่แล้ว · The whole path of a folder that is there
    path: String,
}

/// A bucket.
#[derive(Debug, Args)]
pub(crate) struct BucketArguments {
    /// ชื่อปลายทาง · What it is called
    name: DestinationCode,
    /// ที่อยู่ของที่เก็บ เช่น s3.example.go.th พร้อม https · Scheme, host and port of the store
    #[arg(long)]
    endpoint: String,
    /// ชื่อบักเก็ต · The bucket
    #[arg(long)]
    bucket: String,
    /// ภูมิภาค · The region
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// ข้อความนำหน้าชื่อไฟล์ · What stands before every name
    #[arg(long, default_value = "")]
    prefix: String,
    /// รหัสของกุญแจ · The identifier of the key
    #[arg(long)]
    key_id: String,
}

/// A CKAN.
#[derive(Debug, Args)]
pub(crate) struct CkanArguments {
    /// ชื่อปลายทาง · What it is called
    name: DestinationCode,
    /// ที่อยู่ของบัญชีข้อมูล เช่น data.go.th พร้อม https · The catalogue's address
    #[arg(long)]
    address: String,
    /// รหัสของหน่วยงานเจ้าของในบัญชีข้อมูล · The code of the organisation there that owns the packages
    #[arg(long)]
    organisation: String,
}

impl Deliver {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Folder(Folder { name, path }) => set(config, name, Destination::Folder { path }).await,
            Self::Bucket(BucketArguments { name, endpoint, bucket, region, prefix, key_id }) => {
                set(config, name, Destination::Bucket { endpoint, bucket, region, prefix, key_id }).await
            }
            Self::Ckan(CkanArguments { name, address, organisation }) => {
                set(config, name, Destination::Ckan { address, organisation }).await
            }
            Self::List => list(config).await,
            Self::Stop { name } => {
                let services = open(config).await?;
                let operator = operator(&services).await?;
                let stopped = services.destinations().stop(&operator, &name).await;
                stopped.map_err(|error| sentence::of_typed(error, &name))?;
                terminal::say(format!("หยุดแล้ว · stopped: {name}"))?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Now { name } => now(config, name).await,
        }
    }
}

async fn set(config: &Config, name: DestinationCode, destination: Destination) -> Outcome {
    let secret = destination.origin().map(|_| terminal::new_secret(terminal::Secret::KeyOrToken)).transpose()?;
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let done = services.destinations().set(&operator, &name, destination, secret.as_deref()).await;
    terminal::say(match done.map_err(sentence::of)? {
        Set::New => format!("บันทึกปลายทางแล้ว · set: {name}"),
        Set::Changed => format!("เปลี่ยนปลายทางแล้ว · changed: {name}"),
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn list(config: &Config) -> Outcome {
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let list = services.destinations().list(&operator).await.map_err(sentence::of)?;
    if list.is_empty() {
        terminal::say("ยังไม่มี · none yet")?;
    }
    for named in list {
        let state = named.stopped_at.map_or_else(String::new, |at| format!("  หยุดแล้ว · stopped {at}"));
        let (kind, place) = (named.destination.as_ref().to_owned(), named.destination.place());
        terminal::say(format!("{}  {kind}  {place}{state}", named.code))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn now(config: &Config, name: Option<DestinationCode>) -> Outcome {
    let services = open(config).await?;
    let operator = operator(&services).await?;
    let handed = services.destinations().hand_over(&operator, name.as_ref(), When::Now).await;
    let typed = name.as_ref().map_or("", DestinationCode::as_str);
    let handed = handed.map_err(|error| sentence::of_typed(error, typed))?;
    terminal::say(format!("ส่งแล้ว {0} รายการ · handed over: {0}", handed.handed))?;
    for unmade in &handed.unmade {
        match unmakeable(unmade) {
            None => terminal::say(being_made(&unmade.snapshot))?,
            Some(told) => terminal::tell(told),
        }
    }
    for NotHanded { destination, place, name, why, told } in &handed.failed {
        let (th, en) = (refusals::refusal(Language::Th, why), refusals::refusal(Language::En, why));
        terminal::tell(format!("ส่งไม่ได้ · not handed over: {name} → {destination} ({place}): {th} · {en} ({why})"));
        if !told.is_empty() {
            terminal::tell(format!("  สาเหตุ · the reason: {told}"));
        }
    }
    let all_went = handed.failed.is_empty() && handed.unmade.iter().all(|unmade| unmade.failed.is_empty());
    Ok(if all_went { ExitCode::SUCCESS } else { ExitCode::from(NOT_HANDED) })
}

/// That a snapshot waits for files that are being made.
fn being_made(code: &SnapshotCode) -> String {
    format!(
        "ไฟล์ของ {code} ยังทำไม่เสร็จ จะส่งเมื่อครบ · files of {code} are still being made; they are handed over once all are there"
    )
}

/// That files of a snapshot could not be made at the last try, what becomes of them, and where the cause stands.
fn unmakeable(Unmade { snapshot, failed }: &Unmade) -> Option<String> {
    if failed.is_empty() {
        return None;
    }
    let failed = failed.join(", ");
    Some(format!(
        "ทำไฟล์ของ {snapshot} ไม่สำเร็จ ({failed}) งาน {MAKES_FILES} จะทำอีกครั้งภายใน 5 นาที และจะส่งเมื่อครบ ดูสาเหตุได้ในบันทึกของเซิร์ฟเวอร์และหน้า /operations · \
         files of {snapshot} could not be made ({failed}): the job {MAKES_FILES} makes them again within 5 minutes, and they are handed over once all are there; the server's log and the page /operations tell the cause"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_could_not_be_made_are_not_said_to_be_still_on_their_way() {
        let snapshot: SnapshotCode = "2570-q1.final.2".parse().expect("a code");
        assert!(being_made(&snapshot).contains("files of 2570-q1.final.2 are still being made"));
        assert_eq!(unmakeable(&Unmade { snapshot: snapshot.clone(), failed: Vec::new() }), None);
        let failed = vec!["2570-q1.final.2.xlsx fault".to_owned()];
        let told = unmakeable(&Unmade { snapshot, failed }).expect("it failed");
        assert!(!told.contains("still being made") && !told.contains("ยังทำไม่เสร็จ"), "{told}");
        for part in [
            "ทำไฟล์ของ 2570-q1.final.2 ไม่สำเร็จ",
            "could not be made (2570-q1.final.2.xlsx fault)",
            "the job make_files makes them again",
            "/operations",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
