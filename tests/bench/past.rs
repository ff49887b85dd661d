//! The national page as of an earlier instant and on figures of a trust grade: what the first look costs, which makes the sums
//! anew, and what others cost. An instant is made once more when it is two minutes ago, so that one of a moment ago is measured by
//! itself, and the other one afterwards.

use crate::{
    Outcome, REQUESTS,
    country::{Country, code, usual},
    load::ServerProcess,
    machine, progress,
    table::Table,
};
use chrono::{DateTime, SecondsFormat, Utc};
use service::{Actor, organisations::ImportMode};
use std::{fmt::Write as _, io::Cursor, time::Duration};

/// After how long nothing more of an instant can come.
const SETTLED: Duration = Duration::from_secs(121);

/// An agency that never reported on the quarter before the open one.
const SILENT: usize = 9;

pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    progress(&format!("{} agencies: the national page as of an earlier instant", country.agencies));
    let at = country.services.now();
    hand_in_late(country).await?;
    // Half of the figures, as if DGA had held them against their evidence.
    let verified = "UPDATE value SET trust = 'evidence_verified' WHERE unicode(substr(indicator, -1)) % 2 = 0;";
    machine::shell(&country.folder.join("tidtam.db"), verified)?;
    let server = ServerProcess::start(country).await?;
    let now = server.measure("/national", REQUESTS / 4).await?;
    let ms = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1_000.0);
    let instant = |at: DateTime<Utc>| format!("/national?as_of={}", at.to_rfc3339_opts(SecondsFormat::Micros, true));
    let graded = "/national?trust=evidence_verified".to_owned();
    let moment = country.services.now();
    for (what, path, settles) in [
        ("as of a moment ago", instant(moment), None),
        ("on figures of a grade", graded, None),
        ("as of an instant before a late report", instant(at), Some(moment)),
    ] {
        if let Some(moment) = settles {
            let waited = (country.services.now() - moment).to_std()?;
            tokio::time::sleep(SETTLED.saturating_sub(waited)).await;
        }
        let first = server.once(&path).await?;
        let again = server.measure(&path, REQUESTS / 4).await?;
        if again.body == now.body {
            return Err(format!("the national page {what} looks like the present").into());
        }
        table.fact(country.agencies, &format!("national page {what}, the first look"), ms(first));
        let name = format!("national page {what}, once made");
        table.row(country.agencies, &name, "national page").requests(&again, &now);
    }
    Ok(())
}

/// One who was silent hands in what the last closed round asks, and it is accepted: that round was otherwise before.
async fn hand_in_late(country: &Country) -> Outcome<()> {
    let round = country.last_closed()?;
    let mut file = "round,agency,indicator,value,base\n".to_owned();
    for (number, indicator) in country.indicators.iter().enumerate() {
        writeln!(file, "{round},agency-{SILENT},{indicator},{},100", usual(SILENT, number))?;
    }
    let operator = Actor::operator(&code("th")?);
    let values = country.services.values();
    let taken = values.import(&operator, Cursor::new(file.into_bytes()), "late.csv", ImportMode::Apply).await?;
    taken.map(|_| ()).map_err(|refusals| format!("{refusals:?}").into())
}
