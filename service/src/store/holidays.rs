//! Public holidays.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::NaiveDate;
use domain::{holiday::Holiday, plan::Provenance, text::Bilingual};
use sqlx::{FromRow, QueryBuilder};

#[derive(FromRow)]
struct Row {
    day: NaiveDate,
    name_th: String,
    name_en: String,
    status: String,
    source: String,
}

impl TryFrom<Row> for Holiday {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            day: row.day,
            name: Bilingual::new(row.name_th, row.name_en),
            provenance: Provenance { status: stored("provenance", &row.status)?, source: row.source },
        })
    }
}

/// The holidays from a day on, in order.
pub(crate) async fn from(tx: &mut Tx, day: NaiveDate) -> ServiceResult<Vec<Holiday>> {
    const SQL: &str = "
        SELECT day, name_th, name_en, status, source
        FROM holiday
        WHERE day >= $1
        ORDER BY day";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(day).fetch_all(conn).await)?;
    rows.into_iter().map(Holiday::try_from).collect()
}

/// Every day on which offices are closed.
pub(crate) async fn days(tx: &mut Tx) -> ServiceResult<domain::holiday::Holidays> {
    const SQL: &str = "SELECT day FROM holiday";
    let rows: Vec<(NaiveDate,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// Sets what is known of some days.
pub(crate) async fn set(tx: &mut Tx, holidays: &[Holiday]) -> ServiceResult<()> {
    for rows in holidays.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => {
            let mut query = QueryBuilder::new("INSERT INTO holiday (day, name_th, name_en, status, source) ");
            query.push_values(rows, |mut row, holiday| {
                row.push_bind(holiday.day)
                    .push_bind(&holiday.name.th)
                    .push_bind(&holiday.name.en)
                    .push_bind(holiday.provenance.status.as_ref())
                    .push_bind(&holiday.provenance.source);
            });
            query.push(
                " ON CONFLICT (day) DO UPDATE SET name_th = excluded.name_th, name_en = excluded.name_en, \
                 status = excluded.status, source = excluded.source",
            );
            query.build().execute(conn).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Removes a holiday; false when there was none.
pub(crate) async fn remove(tx: &mut Tx, day: NaiveDate) -> ServiceResult<bool> {
    const SQL: &str = "DELETE FROM holiday WHERE day = $1";
    let removed = on!(tx, conn => sqlx::query(SQL).bind(day).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(removed == 1)
}
