//! The list of agencies with what somebody should look at, the worst first.
//!
//! Up to [`MOST_WEIGHED`] agencies are weighed when the list is opened. For more it is worked out aside who stands where
//! ([`super::kept_alerts`]), and the alerts of the page alone are looked for. Those that are judged already are not judged again.

use super::{
    Dashboards, PAGE_ROWS,
    alerts::{AgencyAlerts, IndicatorAlerts, tally},
    kept_alerts::Kept,
    line::{PassedOver, View},
    reach::Reach,
};
use crate::{
    Actor, ServiceError, ServiceResult, Services, aside::Told, organisations::path_of, rounds::RoundNow, store,
    store::Tx,
};
use chrono::{DateTime, Utc};
use domain::{
    alert::{AlertKind, AlertRule},
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationEvent, OrganisationTree},
    urgency::{AlertCounts, AlertPlace, AlertTally},
    window::Extension,
};
use std::{collections::HashMap, sync::Arc};

/// Up to how many agencies are weighed whenever somebody looks; that needs the figures of all that are not judged already.
pub const MOST_WEIGHED: usize = 120;

/// Which alerts are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertFilter {
    /// Only those of one kind.
    pub kind: Option<AlertKind>,
    /// Only the agencies that stand after this place; a place of another order is none.
    pub after: Option<AlertPlace>,
}

/// In which order the agencies stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertOrder {
    /// The worst first; of those alike the one with the newest figure.
    WorstFirst,
    /// The same, as they stood at an instant.
    AsOf {
        /// The instant.
        at: DateTime<Utc>,
        /// Whether they stand so still.
        is_current: bool,
    },
    /// By their codes, while it is worked out who is the worst.
    UnderWay,
    /// By their codes, since working it out broke off and it is not known of any instant.
    BrokeOff,
    /// By their codes, since they are too many: it is not worked out for the past or for the figures of a grade.
    Codes,
}

/// What to look at in the agencies at and below a body.
#[derive(Debug, Clone)]
pub struct Alerts {
    /// When it was looked at.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// The register as it stood in the round.
    pub tree: Arc<OrganisationTree>,
    /// The body.
    pub organisation: Organisation,
    /// From when on something is worth a look.
    pub rule: AlertRule,
    /// How many of the agencies that owe a report have which alerts; not known where they stand by their codes.
    pub counts: Option<AlertCounts>,
    /// A page of the agencies that owe a report, with what there is to look at. With a kind asked for only those that have
    /// such an alert.
    pub agencies: Vec<AgencyAlerts>,
    /// In which order they stand.
    pub order: AlertOrder,
    /// How many stand in the list.
    pub listed: usize,
    /// How many of them stand before this page.
    pub before: usize,
    /// How many of them this page is about, also those with nothing of the kind to look at any more.
    pub shown: usize,
    /// After which place the page before this one begins; nothing where it begins with the first.
    pub previous: Option<AlertPlace>,
    /// The last place of this page, where there are more after it.
    pub next: Option<AlertPlace>,
}

impl Dashboards<'_> {
    /// What to look at in the agencies at and below a body, the country where none is named; without a round named, in the
    /// latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such body or round; the actor may not.
    pub async fn alerts(
        &self,
        actor: &Actor,
        organisation: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
        filter: &AlertFilter,
    ) -> ServiceResult<Alerts> {
        let services = self.0;
        let mut look = Look::at(services, actor, organisation, round).await?;
        let mut kept = look.kept(services).await?;
        let mut told = Told::UnderWay;
        if let Some(mut run) = kept.as_ref().and_then(|kept| kept.follow(services, actor)) {
            // Whoever waits holds nothing meanwhile.
            drop(look);
            told = run.wait().await;
            look = Look::at(services, actor, organisation, round).await?;
            kept = look.kept(services).await?;
        }
        let unknown = match told {
            Told::BrokeOff => AlertOrder::BrokeOff,
            Told::UnderWay | Told::Known(()) => AlertOrder::UnderWay,
        };
        look.list(services, filter, kept, unknown).await
    }
}

/// Somebody who looks at the agencies below a body.
struct Look {
    tx: Tx,
    view: View,
    organisation: Organisation,
    /// Those that owe a report, in the order of their codes.
    owing: Vec<OrganisationCode>,
}

impl Look {
    async fn at(
        services: &Services,
        actor: &Actor,
        organisation: Option<&OrganisationCode>,
        round: Option<&RoundCode>,
    ) -> ServiceResult<Self> {
        let mut tx = services.db().read().await?;
        let view = View::load_far(services, &mut tx, actor, round, Reach::Forecasts(None)).await?;
        let code = organisation.unwrap_or(view.tree.root());
        path_of(&view.tree, code)?;
        let organisation = view.tree.get(code).ok_or(ServiceError::NotFound("organisation"))?.clone();
        let owing = view.owing_below(code);
        Ok(Self { tx, view, organisation, owing })
    }

    fn are_few(&self) -> bool {
        self.owing.len() <= MOST_WEIGHED
    }

    /// What is kept of the round, where it is needed and anything is.
    async fn kept(&mut self, services: &Services) -> ServiceResult<Option<Kept>> {
        if self.are_few() || !services.is_of_present() {
            return Ok(None);
        }
        Kept::read(services, &mut self.tx, &self.view).await.map(Some)
    }

    /// A page of the list; `unknown` is the order where it is not known who is the worst.
    async fn list(
        mut self,
        services: &Services,
        filter: &AlertFilter,
        kept: Option<Kept>,
        unknown: AlertOrder,
    ) -> ServiceResult<Alerts> {
        let mut weighed = Weighed::begin(services, &mut self.tx, &self.view).await?;
        if self.are_few() {
            weighed.weigh(&mut self.tx, &self.owing).await?;
        }
        let kept_tallies = kept.as_ref().and_then(|kept| kept.tallies.clone());
        let order = match (&kept, &kept_tallies) {
            (Some(kept), Some(tallies)) => AlertOrder::AsOf { at: tallies.at, is_current: kept.is_current },
            (Some(_), _) => unknown,
            (None, _) if self.are_few() => AlertOrder::WorstFirst,
            (None, _) => AlertOrder::Codes,
        };
        // Who came into the register since has no alerts yet.
        let tally = |code: &OrganisationCode| -> AlertTally {
            match &kept_tallies {
                Some(tallies) => tallies.by_agency.get(code).copied().unwrap_or_default(),
                None => weighed.tally(code),
            }
        };
        let (places, counts) = match order {
            AlertOrder::WorstFirst | AlertOrder::AsOf { .. } => {
                let tallies: Vec<(&OrganisationCode, AlertTally)> =
                    self.owing.iter().map(|code| (code, tally(code))).collect();
                (worst_first(&tallies, filter.kind), Some(tallies.iter().map(|(_, tally)| *tally).collect()))
            }
            AlertOrder::UnderWay | AlertOrder::BrokeOff | AlertOrder::Codes => {
                (self.owing.iter().cloned().map(AlertPlace::Code).collect(), None)
            }
        };
        let (before, page) = page_after(&places, filter.after.as_ref());
        let ends = before + page.len();
        let codes: Vec<OrganisationCode> = page.iter().map(|place| place.agency().clone()).collect();
        weighed.weigh(&mut self.tx, &codes).await?;
        let agencies = codes.iter().filter_map(|code| weighed.agency(code));
        let agencies = match filter.kind {
            Some(kind) => agencies.filter_map(|agency| agency.narrowed(kind)).collect(),
            None => agencies.collect(),
        };
        Ok(Alerts {
            as_of: self.view.at,
            round: self.view.round_now(),
            tree: self.view.tree.clone(),
            rule: AlertRule::SHIPPED,
            counts,
            agencies,
            order,
            listed: places.len(),
            before,
            shown: page.len(),
            previous: before.checked_sub(PAGE_ROWS + 1).map(|place| places[place].clone()),
            next: page.last().filter(|_| ends < places.len()).cloned(),
            rounds: self.view.rounds,
            passed_over: self.view.passed_over,
            organisation: self.organisation,
        })
    }
}

/// Agencies whose alerts are known, with what that needs.
struct Weighed<'v> {
    services: &'v Services,
    view: &'v View,
    events: Vec<OrganisationEvent>,
    extensions: Vec<Extension>,
    alerts: HashMap<OrganisationCode, Arc<Vec<IndicatorAlerts>>>,
}

impl<'v> Weighed<'v> {
    async fn begin(services: &'v Services, tx: &mut Tx, view: &'v View) -> ServiceResult<Self> {
        Ok(Self {
            services,
            view,
            events: store::organisations::events(tx).await?,
            extensions: store::rounds::extensions(tx, &view.shown().round.code).await?,
            alerts: HashMap::new(),
        })
    }

    /// Those that are not weighed yet.
    async fn weigh(&mut self, tx: &mut Tx, codes: &[OrganisationCode]) -> ServiceResult<()> {
        let bodies = codes.iter().filter(|code| !self.alerts.contains_key(*code));
        let bodies = bodies.filter_map(|code| self.view.tree.get(code));
        let bodies: Vec<_> =
            bodies.map(|body| (body, self.view.duty(self.view.window(&self.extensions, body)))).collect();
        if bodies.is_empty() {
            return Ok(());
        }
        let alerts = self.view.own_alerts(self.services, tx, &bodies, &self.events).await?;
        self.alerts.extend(bodies.iter().map(|(body, _)| body.code.clone()).zip(alerts));
        Ok(())
    }

    fn tally(&self, code: &OrganisationCode) -> AlertTally {
        self.alerts.get(code).map(|alerts| tally(alerts)).unwrap_or_default()
    }

    fn agency(&self, code: &OrganisationCode) -> Option<AgencyAlerts> {
        let organisation = self.view.tree.get(code)?.clone();
        let peers = self.view.tree.peer_groups().choice(&organisation);
        Some(AgencyAlerts { peers, indicators: self.alerts.get(code)?.to_vec(), organisation })
    }
}

/// The places of agencies with the worst first; with a kind asked for, of those that have such an alert.
fn worst_first(tallies: &[(&OrganisationCode, AlertTally)], kind: Option<AlertKind>) -> Vec<AlertPlace> {
    let listed = tallies.iter().filter(|(_, tally)| kind.is_none() || tally.alerts(kind) > 0);
    let mut places: Vec<AlertPlace> =
        listed.map(|(code, tally)| AlertPlace::Urgency(tally.urgency((*code).clone(), kind))).collect();
    places.sort_unstable();
    places
}

/// How many places stand before a page, and those on it.
fn page_after<'p>(places: &'p [AlertPlace], after: Option<&AlertPlace>) -> (usize, &'p [AlertPlace]) {
    let after = after.filter(|after| places.first().is_some_and(|first| first.is_like(after)));
    let before = after.map_or(0, |after| places.partition_point(|place| place <= after));
    let rest = &places[before..];
    (before, &rest[..rest.len().min(PAGE_ROWS)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_by_places_and_a_place_of_another_order_is_the_first_page() {
        let code = |number: usize| -> OrganisationCode { format!("a{number:03}").parse().expect("a code") };
        let codes: Vec<OrganisationCode> = (0..60).map(code).collect();
        let tallies: Vec<(&OrganisationCode, AlertTally)> =
            codes.iter().map(|code| (code, AlertTally::default())).collect();
        let places = worst_first(&tallies, None);
        let mut seen = Vec::new();
        for _ in 0..3 {
            let (before, page) = page_after(&places, seen.last());
            assert_eq!(before, seen.len());
            seen.extend(page.iter().cloned());
        }
        assert_eq!(seen, places);
        let first = (0, &places[..PAGE_ROWS]);
        assert_eq!(page_after(&places, Some(&AlertPlace::Code(code(30)))), first);
        assert_eq!(page_after(&places, places.last()), (60, &[][..]));
        assert_eq!(page_after(&[], places.last()), (0, &[][..]));
        // Whoever stood at the end of a page and is not in the list any more leaves no gap.
        let fewer: Vec<AlertPlace> = places.iter().filter(|place| *place.agency() != code(24)).cloned().collect();
        let (before, page) = page_after(&fewer, Some(&places[24]));
        assert_eq!((before, page[0].agency()), (24, &code(25)));
        assert_eq!(worst_first(&tallies, Some(AlertKind::NoData)), []);
    }
}
