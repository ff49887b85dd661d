//! The same on `PostgreSQL`: importing beside COPY, many people at once beside bare commits, and while a snapshot is taken.

use crate::{
    Outcome,
    country::Country,
    deliveries, exports, machine, meanwhile, progress,
    table::Table,
    typing::{COMMITS, PEOPLE, Saves, TURNS},
    typist::{Door, Typist},
};
use std::{path::Path, time::Duration};

/// Quarters that are imported.
const QUARTERS: usize = 1;

/// Measures countries of some sizes in schemas of their own.
pub(crate) async fn measure(folder: &Path, sizes: &[usize], table: &mut Table) -> Outcome<()> {
    for agencies in sizes {
        let Some(url) = service::testing::fresh_postgres().await else {
            progress("skipped: without scripts/with-postgres nothing is measured on PostgreSQL");
            return Ok(());
        };
        progress(&format!("{agencies} agencies on PostgreSQL"));
        let folder = folder.join(format!("postgres-{agencies}"));
        let country = Country::make_on(url.clone(), &folder, *agencies, QUARTERS).await?;
        let copied = machine::copy_into_postgres(&country.values_files, &url)?;
        table.row(*agencies, "import of one quarter's values on PostgreSQL", "COPY of the same file").times(
            country.import_time,
            copied,
            country.imported_rows,
            "rows/s",
        );
        exports::on_postgres(&country, table)?;
        let mut people = country.typists(PEOPLE).await?;
        typing(&country, &mut people, &url, table).await?;
        // In a small country a snapshot is there at once.
        if sizes.iter().all(|size| size <= agencies) {
            meanwhile::measure(&country, &mut people, "PostgreSQL", table).await?;
        }
    }
    Ok(())
}

/// Measures a file for a whole country in a schema of its own.
pub(crate) async fn delivery(folder: &Path, agencies: usize, table: &mut Table) -> Outcome<()> {
    let Some(url) = service::testing::fresh_postgres().await else {
        progress("skipped: without scripts/with-postgres nothing is measured on PostgreSQL");
        return Ok(());
    };
    deliveries::on_postgres(url, folder, agencies, table).await
}

async fn typing(country: &Country, people: &mut [Typist], url: &str, table: &mut Table) -> Outcome<()> {
    let (mut saves, mut bare) = (Saves::default(), Duration::ZERO);
    for _ in 0..TURNS {
        bare += machine::bare_commits_on_postgres(url, COMMITS)?;
        saves.by_all(people, Door::Services(&country.services)).await?;
    }
    for person in people.iter() {
        person.finds_all_saved(&country.services).await?;
    }
    let bare = (bare, COMMITS * TURNS);
    saves.tell(
        table,
        country.agencies,
        "saves of 32 people at once on PostgreSQL, without HTTP",
        "bare one-row commits",
        bare,
    );
    Ok(())
}
