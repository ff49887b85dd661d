//! Somebody who types into a report: each time another value, fitting the version that is stored.

use crate::{Outcome, country::entry, load::ServerProcess};
use domain::{ids::IndicatorCode, submission::ReportKey};
use service::{Actor, Services, drafts::Edit};

/// How many agencies they work for: the last ones of a country, several for each.
pub(crate) const AGENCIES: usize = 8;

/// Somebody who types.
pub(crate) struct Typist {
    pub(crate) actor: Actor,
    pub(crate) cookie: String,
    pub(crate) report: ReportKey,
    /// What they look after; nobody else of their agency types there.
    pub(crate) indicators: Vec<IndicatorCode>,
    pub(crate) saved: usize,
}

/// Where what is typed comes in.
#[derive(Clone, Copy)]
pub(crate) enum Door<'a> {
    Services(&'a Services),
    Http(&'a ServerProcess),
}

impl Typist {
    /// Saves the next value.
    pub(crate) async fn save_next(&mut self, door: Door<'_>) -> Outcome<()> {
        let indicator = self.indicators[self.saved % self.indicators.len()].clone();
        let base_version = i64::try_from(self.saved / self.indicators.len())?;
        let edit = Edit { indicator, entry: entry(10 + self.saved % 80), base_version };
        self.saved += 1;
        match door {
            Door::Services(services) => {
                let saved = services.drafts().save(&self.actor, &self.report, vec![edit]).await?;
                if saved.changed.len() == 1 { Ok(()) } else { Err("a value was not saved".into()) }
            }
            Door::Http(server) => server.autosave(&self.cookie, &self.report, &edit).await,
        }
    }

    /// Fails where anything is missing of what was said to be saved.
    pub(crate) async fn finds_all_saved(&self, services: &Services) -> Outcome<()> {
        let report = services.reports().get(&self.actor, &self.report).await?;
        for (place, indicator) in self.indicators.iter().enumerate() {
            let count = self.saved / self.indicators.len() + usize::from(place < self.saved % self.indicators.len());
            let stored = report.entry(indicator).map(|entry| entry.version);
            if stored != Some(i64::try_from(count)?) {
                return Err(format!("{indicator} was saved {count} times and has version {stored:?}").into());
            }
        }
        Ok(())
    }
}
