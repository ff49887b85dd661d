//! What a body has to hand in by when: rounds with its extensions, and those that rules will open.

use crate::{ServiceError, ServiceResult, Services, organisations::path_of, round_rules::planned_in, store, store::Tx};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    calendar::Period,
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    round::Round,
    window::Window,
};

/// How many of the latest rounds are told.
const ROUNDS: i64 = 12;
/// How far ahead planned rounds are told, in days.
const AHEAD: Days = Days::new(400);

/// One round's deadline for a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The round; of one that is only planned, the code it will have.
    pub round: RoundCode,
    /// What is reported on.
    pub period: Period,
    /// Its window for this body, extensions included.
    pub window: Window,
    /// Whether an extension moves it.
    pub is_extended: bool,
    /// Whether it is only what a rule calls for, and so may still move.
    pub is_planned: bool,
}

/// The deadlines of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyDeadlines {
    /// Whose.
    pub organisation: Organisation,
    /// In the order in which they are due.
    pub deadlines: Vec<Deadline>,
    /// When this was asked.
    pub as_of: DateTime<Utc>,
}

impl Services {
    /// The window of a round for one body, given the tree of the round, with its extensions: they reach whoever stood there.
    pub(crate) async fn window_for(
        &self,
        tx: &mut Tx,
        round: &Round,
        (tree, body): (&OrganisationTree, &OrganisationCode),
    ) -> ServiceResult<Window> {
        let path = path_of(tree, body)?;
        let kind = tree.kind(body).ok_or(ServiceError::NotFound("organisation"))?;
        let extensions = store::rounds::extensions_on_path(tx, &round.code, &path).await?;
        Ok(round.window.for_body(&extensions, &path, kind))
    }
}

/// The deadlines of a body.
pub(crate) async fn deadlines_in(
    services: &Services,
    tx: &mut Tx,
    organisation: &OrganisationCode,
) -> ServiceResult<AgencyDeadlines> {
    let register = services.register_in(tx).await?;
    let organisation = register.now().get(organisation).cloned().ok_or(ServiceError::NotFound("organisation"))?;
    let as_of = services.now();
    let mut deadlines = Vec::new();
    for round in store::rounds::latest(tx, NaiveDate::MAX, ROUNDS).await? {
        let window = services.window_for(tx, &round, (register.of(&round), &organisation.code)).await?;
        deadlines.push(Deadline {
            round: round.code,
            period: round.period,
            window,
            is_extended: window != round.window,
            is_planned: false,
        });
    }
    let until = as_of.checked_add_days(AHEAD).unwrap_or(as_of);
    for planned in planned_in(services, tx, until).await? {
        deadlines.push(Deadline {
            round: store::stored("round", &planned.period.to_string())?,
            period: planned.period,
            window: planned.window,
            is_extended: false,
            is_planned: true,
        });
    }
    deadlines.sort_by_key(|deadline| (deadline.window.due_at(), deadline.round.clone()));
    Ok(AgencyDeadlines { organisation, deadlines, as_of })
}
