//! A body without a score, and why it has none.

use super::{BodyScore, KeptScore, NoScore, RoundScores, Scores, reported};
use crate::{Actor, ServiceError, ServiceResult, organisations::path_of, store};
use domain::{
    access::Action,
    ids::{OrganisationCode, SchemeCode},
    organisation::Organisation,
    peers::Breadth,
    round::Round,
    score::{Absence, Scheme, SchemeHead},
    submission::ReportKey,
};
use std::{collections::BTreeMap, sync::Arc};

/// What stands at the address of a score.
#[derive(Debug, Clone)]
pub enum ScoreOrWhy {
    /// The score, or the score that a report has none of, with its derivation.
    Score(Box<BodyScore>),
    /// Nothing that could be scored.
    Without(Box<WithoutScore>),
}

/// A body that no score is kept of.
#[derive(Debug, Clone)]
pub struct WithoutScore {
    /// The scheme: in the edition in force, or the newest where none is.
    pub scheme: Arc<Scheme>,
    /// The round.
    pub round: Round,
    /// The body as it stood in the round.
    pub organisation: Organisation,
    /// Why there is no score.
    pub why: WhyNoScore,
    /// Whether there is a report that the reader may open.
    pub may_read_report: bool,
}

/// Why a body has no score by a scheme in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNoScore {
    /// The scheme does not count for the round.
    NotInForce,
    /// The body owed no report.
    NoReport,
    /// Nothing of its report is accepted.
    NothingAccepted,
    /// Nothing that is accepted has the grade that is asked for.
    NothingOfGrade,
}

/// A body that owes a report in a round and stands at no level.
#[derive(Debug, Clone)]
pub struct WithoutLevel {
    /// The body as it stood in the round.
    pub organisation: Organisation,
    /// What is kept of its report; why there is nothing to score, where nothing is.
    pub kept: Result<KeptScore, WhyNoScore>,
}

impl WithoutScore {
    /// The scheme's head.
    pub fn head(&self) -> &SchemeHead {
        self.scheme.head()
    }
}

impl Scores<'_> {
    /// The score of one body beside the peers that the reader asks for, or why there is none.
    ///
    /// # Errors
    /// There is no such scheme, round or body; else as [`Self::of_body_among`].
    pub async fn of_body_or_why(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        key: &ReportKey,
        breadth: Breadth,
    ) -> ServiceResult<ScoreOrWhy> {
        match self.of_body_among(actor, scheme, key, breadth).await {
            Ok(found) => Ok(ScoreOrWhy::Score(Box::new(found))),
            Err(ServiceError::NotFound("score" | "scheme")) => {
                Ok(ScoreOrWhy::Without(Box::new(self.without(actor, scheme, key).await?)))
            }
            Err(error) => Err(error),
        }
    }

    /// The bodies that owe a report, could have a score and stand at no level, in the order of their codes: those that
    /// [`Maturity::without`] counts, in one statement.
    ///
    /// # Errors
    /// The actor may not.
    ///
    /// [`Maturity::without`]: crate::dashboards::Maturity::without
    pub async fn without_level(&self, actor: &Actor, among: &RoundScores) -> ServiceResult<Vec<WithoutLevel>> {
        actor.require(Action::ReadFigures, std::slice::from_ref(among.tree.root()))?;
        let mut tx = self.0.db().read().await?;
        let owing = store::submissions::owing(&mut tx, &among.round.code, None).await?;
        let of_body: BTreeMap<&OrganisationCode, &KeptScore> =
            among.bodies.iter().map(|(kept, _)| (&kept.organisation, kept)).collect();
        let nothing = self.nothing_to_score();
        let without = owing.iter().filter_map(|agency| {
            let kept = of_body.get(agency).copied();
            let has_level = kept.and_then(|kept| kept.outcome.as_ref().ok()).is_some_and(|score| score.class.is_some());
            let could_be = |body: &&Organisation| among.scheme.is_asked_of(&among.plan, body.kind);
            let organisation = among.tree.get(agency).filter(|_| !has_level).filter(could_be)?.clone();
            Some(WithoutLevel { organisation, kept: kept.cloned().ok_or(nothing) })
        });
        Ok(without.collect())
    }

    /// Why nothing is kept of a body that owes a report, where the scheme is in force.
    fn nothing_to_score(&self) -> WhyNoScore {
        if self.0.is_of_grade() { WhyNoScore::NothingOfGrade } else { WhyNoScore::NothingAccepted }
    }

    /// Why a node has no value without which there is no score, of those among some bodies whose score is blocked by one. Scores keep
    /// which node that is; why it has none is derived, in a few statements for all of them and in none where nobody's is.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn why_blocked(
        &self,
        actor: &Actor,
        among: &RoundScores,
        bodies: &[OrganisationCode],
    ) -> ServiceResult<BTreeMap<OrganisationCode, Absence>> {
        actor.require(Action::ReadFigures, std::slice::from_ref(among.tree.root()))?;
        let is_blocked = |kept: &&KeptScore| matches!(kept.outcome, Err(NoScore::Absent(Absence::Blocked { .. })));
        let blocked = among.bodies.iter().map(|(kept, _)| kept).filter(is_blocked).map(|kept| &kept.organisation);
        let blocked: Vec<OrganisationCode> = blocked.filter(|body| bodies.contains(body)).cloned().collect();
        if blocked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut tx = self.0.db().read().await?;
        let mut found = BTreeMap::new();
        for report in reported(self.0, &mut tx, &among.round, Some(&blocked)).await? {
            // A value that was accepted since may have a score now, or another reason: then there is nothing to add.
            let Ok(derivation) = among.scheme.score(&report.inputs, &among.population) else { continue };
            let absence = derivation.absence.as_ref();
            let why = absence.and_then(|absence| derivation.root.why_blocked(absence)).cloned();
            found.extend(why.map(|why| (report.organisation, why)));
        }
        Ok(found)
    }

    async fn without(&self, actor: &Actor, scheme: &SchemeCode, key: &ReportKey) -> ServiceResult<WithoutScore> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let register = services.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let path = path_of(register.now(), &key.agency)?;
        let round = services.round_in(&mut tx, &key.round).await?;
        let tree = register.of(&round);
        let organisation = tree.get(&key.agency).or_else(|| register.now().get(&key.agency));
        let organisation = organisation.cloned().ok_or(ServiceError::NotFound("organisation"))?;
        let owing = store::submissions::owing(&mut tx, &round.code, Some(std::slice::from_ref(&key.agency))).await?;
        let owes = owing.contains(&key.agency);
        let used = services.used_in(&mut tx, &round).await?;
        let (scheme, why) = match used.into_iter().find(|used| used.scheme.head().code == *scheme) {
            None => {
                let newest = services.newest_scheme(&mut tx, scheme).await?;
                (newest.ok_or(ServiceError::NotFound("scheme"))?, WhyNoScore::NotInForce)
            }
            Some(used) if !owes => (used.scheme, WhyNoScore::NoReport),
            Some(used) => (used.scheme, self.nothing_to_score()),
        };
        let may_read_report = owes && actor.may(Action::ReadReport, &services.rights_along(&path));
        Ok(WithoutScore { scheme, round, organisation, why, may_read_report })
    }
}
