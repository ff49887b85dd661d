//! Whose score rose and fell most since the last round that was scored alike.

use super::{KeptScore, RoundScores, Scores, differences, line};
use crate::{Actor, ServiceResult, organisations::path_of, store, store::Tx};
use domain::{
    amount::Amount,
    ids::{OrganisationCode, RoundCode, SchemeCode},
    organisation::Organisation,
    round::Round,
    score::{EditionChange, Scheme, Score},
};
use std::{cmp::Reverse, collections::HashMap, sync::Arc};

/// How many rises and how many falls are shown.
const MOST_SHOWN: usize = 20;
/// Among how many rounds, of all kinds, the one before is looked for.
const ROUNDS_LOOKED_AT: i64 = 24;

/// A body whose score changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreMover {
    /// The body.
    pub organisation: Organisation,
    /// Its score before.
    pub before: Score,
    /// Its score now.
    pub now: Score,
    /// By how much the published score rose; negative: it fell.
    pub change: Amount,
}

/// What a round is compared with.
#[derive(Debug, Clone)]
pub enum Since {
    /// No round before over a like period has scores by this scheme.
    Nothing,
    /// The scores of the round before were made otherwise.
    MadeOtherwise {
        /// The round before.
        round: Round,
        /// The edition that was in force.
        edition: i32,
        /// All that stands against comparing them.
        changes: Vec<EditionChange>,
    },
    /// The scores of the round before were made alike.
    Compared {
        /// The round before.
        round: Round,
        /// The scheme as it made the scores of before, whose names their levels have.
        scheme: Arc<Scheme>,
        /// The largest rises, the largest first.
        rises: Vec<ScoreMover>,
        /// The largest falls, the largest first.
        falls: Vec<ScoreMover>,
        /// How many bodies have a score in both rounds.
        both: usize,
        /// How many of those rose, and how many fell.
        moved: (usize, usize),
        /// What stands against comparing their levels or classes, though their scores can be.
        levels: Vec<EditionChange>,
    },
}

/// Whose score rose and fell most.
#[derive(Debug, Clone)]
pub struct ScoreMovers {
    /// The scores.
    pub among: RoundScores,
    /// What they are compared with.
    pub since: Since,
}

impl Scores<'_> {
    /// Whose score rose and fell most since the latest round before over a like period, such as the quarter before.
    ///
    /// # Errors
    /// There is no such round, or the scheme is not in force in it; the actor may not.
    pub async fn movers(&self, actor: &Actor, scheme: &SchemeCode, round: &RoundCode) -> ServiceResult<ScoreMovers> {
        self.movers_below(actor, scheme, round, None).await
    }

    /// The same of one body and those below it alone.
    ///
    /// # Errors
    /// As [`Self::movers`]; there is no such body.
    pub async fn movers_below(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        round: &RoundCode,
        under: Option<&OrganisationCode>,
    ) -> ServiceResult<ScoreMovers> {
        let mut among = self.of_round(actor, scheme, round).await?;
        if let Some(under) = under {
            path_of(&among.tree, under)?;
            let below = among.tree.at_and_below(under);
            among.bodies.retain(|(kept, _)| below.binary_search(&kept.organisation).is_ok());
        }
        let mut tx = self.0.db().read().await?;
        let since = self.since(&mut tx, &among).await?;
        Ok(ScoreMovers { among, since })
    }

    async fn since(&self, tx: &mut Tx, among: &RoundScores) -> ServiceResult<Since> {
        let (period, scheme) = (among.round.period, &among.scheme);
        let rounds = store::rounds::latest(tx, period.last_day(), ROUNDS_LOOKED_AT).await?;
        let is_before = |round: &Round| round.period.is_like(period) && round.period.last_day() < period.last_day();
        for round in rounds.into_iter().filter(is_before) {
            let kept = store::scores::of_round(tx, &round.code, &scheme.head().code).await?;
            let Some(made) = kept.first() else { continue };
            let edition = made.edition;
            let then = self.0.used(tx, &scheme.head().code, edition, made.population.as_deref()).await?;
            let (plan, line) = (self.0.plan_of(tx, &round).await?, line(self.0, tx).await?);
            let found = differences(&line, (&among.round, &among.plan, &among.used()), (&round, &plan, &then));
            let changes = found.of_scores();
            return Ok(if changes.is_empty() {
                compared(among, (round, then.scheme), kept, found.of_levels())
            } else {
                Since::MadeOtherwise { round, edition, changes }
            });
        }
        Ok(Since::Nothing)
    }
}

fn compared(
    among: &RoundScores,
    (round, scheme): (Round, Arc<Scheme>),
    before: Vec<KeptScore>,
    levels: Vec<EditionChange>,
) -> Since {
    let before = before.into_iter().filter_map(|kept| Some((kept.organisation, kept.outcome.ok()?)));
    let before: HashMap<_, _> = before.collect();
    let moved = among.bodies.iter().filter_map(|(kept, _)| {
        let (now, before) = (kept.outcome.as_ref().ok()?, before.get(&kept.organisation)?);
        let organisation = among.tree.get(&kept.organisation)?.clone();
        let change = now.published.checked_sub(before.published)?;
        Some(ScoreMover { organisation, before: before.clone(), now: now.clone(), change })
    });
    let all: Vec<ScoreMover> = moved.collect();
    let both = all.len();
    let (mut rises, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|mover| mover.change > Amount::ZERO);
    let mut falls: Vec<_> = others.into_iter().filter(|mover| mover.change < Amount::ZERO).collect();
    let moved = (rises.len(), falls.len());
    rises.sort_by(|one, other| {
        Reverse(one.change)
            .cmp(&Reverse(other.change))
            .then_with(|| one.organisation.code.cmp(&other.organisation.code))
    });
    falls.sort_by(|one, other| {
        one.change.cmp(&other.change).then_with(|| one.organisation.code.cmp(&other.organisation.code))
    });
    rises.truncate(MOST_SHOWN);
    falls.truncate(MOST_SHOWN);
    Since::Compared { round, scheme, rises, falls, both, moved, levels }
}
