//! The national page beside Datasette, which shows the kept sums behind it as one table, and beside Datasette summing the
//! values themselves when it is asked.

use crate::{
    Outcome,
    country::Country,
    load::{Measured, ServerProcess},
    progress,
    table::Table,
};

/// In how many turns what is compared is measured.
const TURNS: usize = 4;
/// How many requests of each page a turn measures.
const REQUESTS: usize = 40;
/// How many times a turn lets Datasette sum all values of a round.
const SUMS: usize = 8;
/// What was kept of every indicator in every round for the whole country: what the national page is made of.
const KEPT: &str = "SELECT indicator, round, part, whole, contributors FROM rollup WHERE organisation = 'th' \
                    ORDER BY indicator, round";

pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    let Ok(python) = std::env::var("TIDTAM_TEST_DATASETTE") else {
        progress("skipped: without TIDTAM_TEST_DATASETTE nothing is measured beside Datasette");
        return Ok(());
    };
    progress(&format!("{} agencies: the national page beside Datasette", country.agencies));
    let ours = ServerProcess::start(country).await?;
    let theirs = ServerProcess::start_datasette(&python, &country.folder.join("tidtam.db")).await?;
    let (kept, summed) = (question(KEPT), question(&summing(country)?));
    let (mut page, mut of_kept, mut of_summed) = (Measured::default(), Measured::default(), Measured::default());
    for _ in 0..TURNS {
        page.add(ours.measure("/national", REQUESTS).await?);
        of_kept.add(theirs.measure(&kept, REQUESTS).await?);
        of_summed.add(theirs.measure(&summed, SUMS).await?);
    }
    let beside = format!("Datasette showing the sums it is made of, {} kB", of_kept.body.len() / 1_000);
    table.row(country.agencies, "national page", &beside).requests(&page, &of_kept);
    table
        .row(country.agencies, "national page", "Datasette summing the values of one round")
        .requests(&page, &of_summed);
    Ok(())
}

/// The sums of one round out of its values.
fn summing(country: &Country) -> Outcome<String> {
    Ok(format!(
        "SELECT indicator, 100.0 * sum(verified_value) / sum(verified_base), count(*) FROM value \
         WHERE round = '{}' AND superseded_at IS NULL GROUP BY indicator ORDER BY indicator",
        country.last_closed()?
    ))
}

fn question(sql: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("sql", sql).finish();
    format!("/tidtam?{query}")
}
