//! The national page as of an earlier instant and on figures of a trust grade: what the first look costs, which makes the sums
//! anew, and what others cost.

use crate::{
    Outcome, REQUESTS,
    country::{Country, code},
    load::ServerProcess,
    machine, progress,
    table::Table,
};
use chrono::SecondsFormat;
use service::{Actor, organisations::ImportMode};
use std::{fmt::Write as _, io::Cursor, time::Duration};

/// An agency that never reported on the quarter before the open one.
const SILENT: usize = 9;

pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    progress(&format!("{} agencies: the national page as of an earlier instant", country.agencies));
    let at = country.services.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    hand_in_late(country).await?;
    // Half of the figures, as if DGA had held them against their evidence.
    let verified = "UPDATE value SET trust = 'evidence_verified' WHERE unicode(substr(indicator, -1)) % 2 = 0;";
    machine::shell(&country.folder.join("tidtam.db"), verified)?;
    let server = ServerProcess::start(country).await?;
    let before = format!("/national?as_of={at}");
    let now = server.measure("/national", REQUESTS / 4).await?;
    let ms = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1_000.0);
    let graded = "/national?trust=evidence_verified".to_owned();
    for (what, path) in [("as of an instant before a late report", before), ("on figures of a grade", graded)] {
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
    for indicator in &country.indicators {
        writeln!(file, "{round},agency-{SILENT},{indicator},50,100")?;
    }
    let operator = Actor::operator(&code("th")?);
    let values = country.services.values();
    let taken = values.import(&operator, Cursor::new(file.into_bytes()), "late.csv", ImportMode::Apply).await?;
    taken.map(|_| ()).map_err(|refusals| format!("{refusals:?}").into())
}
