//! Public holidays. Deadlines of rounds that are not open yet move with them; windows of open rounds stay.

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    organisations::{ImportDiff, ImportMode},
    store,
};
use chrono::NaiveDate;
use domain::{access::Action, holiday::Holiday, name::visible, plan::Provenance, text::Bilingual};
use std::collections::BTreeMap;

/// Before every holiday that a table holds. SQLite compares days as texts, so a year has four digits.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(first) => first,
    None => NaiveDate::MIN,
};
/// The longest name of a holiday in characters.
const NAME_LENGTH: usize = 200;

/// Public holidays.
pub struct HolidayTable<'a>(pub(crate) &'a Services);

impl Services {
    /// Public holidays.
    pub fn holidays(&self) -> HolidayTable<'_> {
        HolidayTable(self)
    }
}

impl HolidayTable<'_> {
    /// The holidays from a day on, in order.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor, from: NaiveDate) -> ServiceResult<Vec<Holiday>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        store::holidays::from(&mut tx, from).await
    }

    /// Sets a holiday, or what is known of it.
    ///
    /// # Errors
    /// It has no Thai name or no source; the actor may not.
    pub async fn set(&self, actor: &Actor, holiday: Holiday) -> ServiceResult<()> {
        let holiday = checked(&holiday)?;
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        store::holidays::set(&mut tx, std::slice::from_ref(&holiday)).await?;
        let object = format!("holiday/{}", holiday.day);
        audit::record(self.0, &mut tx, actor, "holidays.set", object, &serde_json::json!(holiday)).await?;
        tx.commit().await
    }

    /// Removes a holiday: offices work on that day after all.
    ///
    /// # Errors
    /// There is no holiday on that day; the actor may not.
    pub async fn remove(&self, actor: &Actor, day: NaiveDate) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        if !store::holidays::remove(&mut tx, day).await? {
            return Err(ServiceError::NotFound("holiday"));
        }
        let object = format!("holiday/{day}");
        audit::record(self.0, &mut tx, actor, "holidays.remove", object, &serde_json::json!({})).await?;
        tx.commit().await
    }

    /// Sets the holidays of a file; days that it leaves out stay.
    ///
    /// # Errors
    /// A holiday has no Thai name or no source; the actor may not.
    pub async fn import(&self, actor: &Actor, holidays: Vec<Holiday>, mode: ImportMode) -> ServiceResult<ImportDiff> {
        let holidays = holidays.iter().map(checked).collect::<ServiceResult<Vec<_>>>()?;
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        let there: BTreeMap<NaiveDate, Holiday> =
            store::holidays::from(&mut tx, FIRST).await?.into_iter().map(|holiday| (holiday.day, holiday)).collect();
        let mut diff = ImportDiff::default();
        let mut changed = Vec::new();
        for holiday in holidays {
            let line = format!("{} {}", holiday.day, holiday.name.th);
            match there.get(&holiday.day) {
                Some(known) if *known == holiday => {
                    diff.unchanged += 1;
                    continue;
                }
                Some(_) => diff.changed.push(line),
                None => diff.added.push(line),
            }
            changed.push(holiday);
        }
        if mode == ImportMode::DryRun || changed.is_empty() {
            return Ok(diff);
        }
        store::holidays::set(&mut tx, &changed).await?;
        let details = serde_json::json!({ "added": diff.added, "changed": diff.changed });
        audit::record(self.0, &mut tx, actor, "holidays.import", "holidays".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(diff)
    }
}

fn checked(holiday: &Holiday) -> ServiceResult<Holiday> {
    let name = |name: &str| -> String { name.trim().chars().filter(|c| !c.is_control()).collect() };
    let (th, en) = (name(&holiday.name.th), name(&holiday.name.en));
    if visible(&th).is_empty() || th.chars().count() > NAME_LENGTH || en.chars().count() > NAME_LENGTH {
        return Err(ServiceError::invalid("holiday_name", "name_th"));
    }
    let source = name(&holiday.provenance.source);
    if visible(&source).is_empty() {
        return Err(ServiceError::invalid("holiday_source", "source"));
    }
    let provenance = Provenance { source, status: holiday.provenance.status };
    Ok(Holiday { day: holiday.day, name: Bilingual::new(th, en), provenance })
}
