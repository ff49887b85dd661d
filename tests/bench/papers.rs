//! The reports of all bodies of a snapshot, set one after another as the timetable does when all were asked for, beside each set for
//! whoever asks for it alone.

use crate::{Outcome, country::Country, files, load::ServerProcess, progress, table::Table};
use domain::text::Language;
use server::schedule::TIMETABLE;
use service::jobs::Work;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How many are set for somebody who asks for one.
const ALONE: usize = 10;
/// Quarters that are imported.
const QUARTERS: usize = 1;

/// Measures countries of some sizes, with as many reports as one run of the timetable sets.
pub(crate) async fn measure(folder: &Path, sizes: &[usize], table: &mut Table) -> Outcome<()> {
    for agencies in sizes {
        let folder = folder.join(format!("papers-{agencies}"));
        let database = format!("sqlite://{}", folder.join("tidtam.db").display());
        let country = Country::make_on(database, &folder, *agencies, QUARTERS).await?;
        let snapshot = files::taken(&country, table).await?;
        let server = ServerProcess::start(&country).await?;
        let mut alone = Duration::ZERO;
        for number in 1..=ALONE {
            let language = Language::Th.as_ref();
            let paper = format!("/snapshots/{}/paper?organisation=agency-{number}&language={language}", snapshot.code);
            alone += server.first_byte(&paper).await?;
        }
        drop(server);
        progress(&format!("{agencies} agencies: the reports of all bodies"));
        let (services, snapshots) = (&country.services, country.services.snapshots());
        let actor = services.timetable().await?;
        snapshots.ask_for_papers(&actor, &snapshot.code).await?;
        let line = TIMETABLE.iter().find(|line| line.job.name == "set_papers").ok_or("no job")?;
        let Work::Outside { work, .. } = line.job.work else { return Err("set_papers works outside".into()) };
        let (watch, started) = (files::Watch::start(), Instant::now());
        let before = files::own_memory_kib()?;
        let told = work(services.clone(), services.now()).await?;
        let (took, most) = (started.elapsed(), watch.stop());
        progress(&told.details.to_string());
        let all = snapshots.all_papers(Some(&actor), &snapshot.code).await?.ok_or("they were asked for")?;
        let set = all.set - ALONE as u64;
        let beside = alone.mul_f64(crate::float(usize::try_from(set)?) / crate::float(ALONE));
        let row = table.row(*agencies, "reports of single bodies, all asked for", "each set for whoever asks for it");
        row.times(took, beside, usize::try_from(set)?, "reports/s");
        let told = format!("{set} of {} in {:.0} s", all.asked.papers, took.as_secs_f64());
        table.fact(*agencies, "reports of single bodies that one run of the timetable sets", told);
        let more_mib = most.saturating_sub(before) / 1024;
        table.fact(*agencies, "memory that setting them takes at most", format!("+{more_mib} MiB"));
    }
    Ok(())
}
