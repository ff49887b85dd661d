//! One agency's own part of its dashboard: its report, and its accepted values, reported and verified side by side.

use super::{
    kept_standings::OwnStanding,
    line::View,
    status::{PlannedIndicator, Redefined},
};
use crate::{Actor, ServiceResult, Services, store, store::Tx};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    amount::Amount,
    calendar::Period,
    derived::Working,
    entry::Applicability,
    ids::{OrganisationCode, RoundCode},
    organisation::Organisation,
    plan::{ProvenanceStatus, Strategy},
    status::{Status, StatusCounts},
    submission::StateName,
    trust::TrustGrade,
    window::{Window, WindowState},
};
use std::sync::Arc;

/// An agency's own part of its dashboard.
#[derive(Debug, Clone)]
pub struct OwnReport {
    /// Where its report is on its way.
    pub state: StateName,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// The window for this agency, extensions included.
    pub window: Window,
    /// What that window is now.
    pub window_state: WindowState,
    /// Whether the one who looks may open the report itself, with its texts.
    pub is_readable: bool,
    /// How its indicators stand.
    pub standing: Arc<OwnStanding>,
    /// Where its reports of all rounds are on their way.
    pub of_rounds: Vec<(RoundCode, StateName)>,
}

impl OwnReport {
    /// Whether the next step of its report of a round is the agency's own; not where it owes none.
    pub fn is_to_submit(&self, round: &RoundCode) -> bool {
        let mut states = self.of_rounds.iter().filter(|(of, _)| of == round);
        states.any(|(_, state)| matches!(state, StateName::NotStarted | StateName::Draft | StateName::Returned))
    }

    /// Whether it is due and was never submitted, or was first submitted after it was due.
    pub fn is_late(&self, at: DateTime<Utc>) -> bool {
        !self.window.is_on_time(self.first_submitted_at.unwrap_or(at))
    }
}

/// One strategy with an agency's own indicators.
#[derive(Debug, Clone)]
pub struct AgencyStrategy {
    /// The strategy.
    pub strategy: Strategy,
    /// The indicators this agency is asked for, in the order of the plan.
    pub indicators: Vec<AgencyIndicator>,
    /// How many have which status.
    pub counts: StatusCounts,
}

/// How one indicator stands at one agency.
#[derive(Debug, Clone)]
pub struct AgencyIndicator {
    /// The indicator, as the plan of the round shown defines it.
    pub indicator: PlannedIndicator,
    /// The period the figure is of: the one shown, or an earlier one whose answer still holds.
    pub as_of: Option<Period>,
    /// The figure in force: the verified one where there is one.
    pub figure: Option<Amount>,
    /// What was expected of this agency, in the same unit.
    pub expected: Option<Amount>,
    /// One against the other.
    pub status: Status,
    /// How firm the weakest of the targets is that the expectation is drawn from.
    pub target_provenance: Option<ProvenanceStatus>,
    /// Whether it applies; `None` while nothing was accepted.
    pub applicability: Option<Applicability>,
    /// The figure that the agency reported.
    pub reported: Option<Amount>,
    /// The figure that DGA verified, where it differs.
    pub verified: Option<Amount>,
    /// Why it is right although it looked wrong, in the agency's words; empty where nothing was explained.
    pub explanation: String,
    /// What stands behind it; `None` while nothing was accepted.
    pub trust: Option<TrustGrade>,
    /// How it was worked out, of a derived indicator.
    pub working: Option<Working>,
    /// The figures in force of the last rounds, oldest first, with gaps.
    pub series: Vec<(Period, Option<Amount>)>,
    /// What was expected in those rounds.
    pub expected_series: Vec<(Period, Option<Amount>)>,
    /// In which of those rounds it was accepted that it does not apply.
    pub not_applicable: Vec<Period>,
    /// The latest of those rounds whose figure is left out since it was defined otherwise.
    pub redefined: Option<Redefined>,
}

impl View {
    /// An agency's own part in the round shown, given its way to the root now; `None` where no report is expected of it.
    pub(super) async fn own_report(
        &self,
        services: &Services,
        tx: &mut Tx,
        (agency, path): (&Organisation, &[OrganisationCode]),
        (actor, window): (&Actor, Window),
        standing: &Arc<OwnStanding>,
    ) -> ServiceResult<Option<OwnReport>> {
        let reports = store::submissions::of_agency(tx, &agency.code).await?;
        let of_shown = reports.iter().find(|report| report.key.round == self.shown().round.code);
        Ok(of_shown.map(|submission| OwnReport {
            state: submission.state.name(),
            first_submitted_at: submission.first_submitted_at,
            window,
            window_state: window.state(self.at),
            is_readable: actor.may(Action::ReadReport, &services.rights_along(path)),
            standing: standing.clone(),
            of_rounds: reports.iter().map(|report| (report.key.round.clone(), report.state.name())).collect(),
        }))
    }
}
