//! How mature the country is by each scheme with levels: how many bodies, of all kinds or of one, stand at each level, the middle of
//! their scores, and what that was in the round before and a year before. From kept scores alone.

use super::line::{PlannedRound, View};
use crate::{
    ServiceResult, Services,
    rollups::Completeness,
    scores::{SchemeTally, StampedTallies, Tally, Used, could_be_scored, differences, line},
    store::{self, Tx},
};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{ClassCode, OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationKind},
    plan::Plan,
    ranking::Coverage,
    round::Round,
    score::{ClassRule, EditionChange, Robustness, RobustnessPlan, Scheme},
    text::Bilingual,
    trust::GradeCounts,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The months of a year.
const YEAR: i64 = 12;

/// Where the country stands by one scheme.
#[derive(Debug, Clone)]
pub struct Maturity {
    /// The scheme, in the edition in force.
    pub scheme: Arc<Scheme>,
    /// How many have a score, out of how many that owe a report and could have one.
    pub coverage: Coverage,
    /// How many bodies stand at each level or class, from the lowest; those without score stand at none.
    pub levels: Vec<(ClassCode, i64)>,
    /// The median of the published scores; none while too few have one to speak for the country.
    pub median: Option<Amount>,
    /// The highest level that at least half of those with a score have reached, and how many have; none while too few have one.
    pub reached: Option<(ClassCode, i64)>,
    /// What stands behind the answers of those with a score.
    pub grades: GradeCounts,
    /// Of how many with a score it is not known what stands behind, since they are from before it was counted.
    pub ungraded: i64,
    /// What it was in the round before.
    pub before: Then,
    /// What it was a year before.
    pub year_before: Then,
    /// How far places move with other weights, where somebody asked for that of these scores.
    pub firmness: Option<PlacesMove>,
    /// The provinces for which somebody reports, by their codes; of bodies of one kind alone, where the country is looked at so.
    pub provinces: Vec<ProvinceLevel>,
}

/// Where a province stands by a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvinceLevel {
    /// The code of the province.
    pub province: String,
    /// Who reports for it.
    pub organisation: OrganisationCode,
    /// What that body is called.
    pub name: Bilingual,
    /// Its published score, with its class or level where it has one; none where there is no score yet.
    pub score: Option<(Amount, Option<ClassCode>)>,
}

/// What the country's figure was in an earlier round.
#[derive(Debug, Clone)]
pub enum Then {
    /// There is no such round, or none with scores by this scheme.
    Nothing,
    /// Its scores were made otherwise.
    MadeOtherwise {
        /// Of which period.
        period: Period,
        /// The edition that was in force.
        edition: i32,
        /// All that stands against comparing them.
        changes: Vec<EditionChange>,
    },
    /// Too few had a score then, or have one now.
    TooFew {
        /// Of which period.
        period: Period,
    },
    /// It can be compared.
    Comparable {
        /// Of which period.
        period: Period,
        /// The median then.
        median: Amount,
        /// By how much it rose; negative: it fell.
        change: Amount,
    },
}

/// How far places move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacesMove {
    /// Half of the bodies keep within so many places in 90 of 100 draws.
    pub half_within: i64,
    /// What was drawn.
    pub plan: RobustnessPlan,
}

impl PlacesMove {
    fn of(found: &Robustness) -> Option<Self> {
        let width = |interval: &domain::score::RankInterval| {
            interval.ninety_fifth_percentile.zip(interval.fifth_percentile).map(|(worst, best)| worst - best)
        };
        let mut widths: Vec<i64> = found.intervals.iter().filter_map(width).collect();
        widths.sort_unstable();
        let half_within = *widths.get(widths.len().checked_sub(1)? / 2)?;
        Some(Self { half_within, plan: found.plan })
    }
}

impl Maturity {
    /// How many of those who owe a report, and could have a score, stand at no level yet.
    pub fn without(&self) -> i64 {
        (self.coverage.expected - self.standing()).max(0)
    }

    /// How many bodies there are: those that stand at a level, and those that do not yet.
    pub fn whole(&self) -> i64 {
        self.standing() + self.without()
    }

    fn standing(&self) -> i64 {
        self.levels.iter().map(|(_, bodies)| bodies).sum()
    }
}

/// The codes of the levels or classes of a scheme, from the lowest; none where it has none.
fn levels_of(scheme: &Scheme) -> Vec<&ClassCode> {
    match scheme.head().classing.as_ref().map(|classing| &classing.rule) {
        Some(ClassRule::Thresholds { classes }) => classes.iter().map(|class| &class.code).collect(),
        Some(ClassRule::Staged { levels }) => levels.iter().map(|level| &level.code).collect(),
        None => Vec::new(),
    }
}

/// The highest level that at least half of some bodies have reached, and how many have.
fn reached(levels: &[(ClassCode, i64)], bodies: i64) -> Option<(ClassCode, i64)> {
    let mut above = 0;
    levels.iter().rev().find_map(|(level, at)| {
        above += at;
        (bodies > 0 && above * 2 >= bodies).then(|| (level.clone(), above))
    })
}

/// By each scheme with levels that is in force in the round shown, and all schemes that are: in two statements, one more where
/// there is an earlier round, and one more where scores changed since they were last looked at; see [`Owed`] for schemes that are not
/// for everybody.
pub(super) async fn load(
    services: &Services,
    tx: &mut Tx,
    view: &View,
    completeness: &HashMap<RoundCode, Completeness>,
) -> ServiceResult<(Vec<Arc<Scheme>>, Vec<Maturity>)> {
    let shown = view.shown();
    let in_force = services.used_in(tx, &shown.round).await?;
    let schemes: Vec<Arc<Scheme>> = in_force.iter().map(|used| used.scheme.clone()).collect();
    let before = view.shown_place().checked_sub(1).map(|place| &view.line[place]);
    let is_year_before = |planned: &&PlannedRound| shown.round.period.months_after(planned.round.period) == YEAR;
    let year_before = view.line.iter().find(is_year_before);
    if schemes.iter().all(|scheme| scheme.head().classing.is_none()) {
        return Ok((schemes, Vec::new()));
    }
    let rounds = [Some(shown), before, year_before].into_iter().flatten();
    let rounds: Vec<RoundCode> = rounds.map(|planned| planned.round.code.clone()).collect();
    let tallies = services.tallies(tx, &rounds).await?;
    let every = if rounds.len() > 1 { line(services, tx).await? } else { Vec::new() };
    let nobody = Tally::default();
    let owed = Owed::load(tx, view, &schemes, [Some(shown), before, year_before], completeness).await?;
    let mut found = Vec::new();
    for used in &in_force {
        let scheme = &used.scheme;
        let coverage = |planned: &PlannedRound, tally: &Tally| Coverage {
            contributors: tally.scored,
            expected: owed.of(planned, scheme),
        };
        let codes = levels_of(scheme);
        if codes.is_empty() {
            continue;
        }
        // Nobody of that kind can ever have a score by it.
        if view.kind.is_some_and(|kind| !scheme.is_asked_of(&shown.plan, kind)) {
            continue;
        }
        let tally = tally_of(&tallies, view.kind, shown, scheme).unwrap_or(&nobody);
        let of_scheme = tallies.get(&shown.round.code).and_then(|(_, tallies)| tallies.get(&scheme.head().code));
        let covered = coverage(shown, tally);
        let median = tally.median.filter(|_| covered.allows_verdict());
        let levels: Vec<(ClassCode, i64)> =
            codes.into_iter().map(|code| (code.clone(), tally.levels.get(code).copied().unwrap_or_default())).collect();
        let mut thens = Vec::with_capacity(2);
        for planned in [before, year_before] {
            let then = planned.and_then(|planned| Some((planned, tally_of(&tallies, view.kind, planned, scheme)?)));
            thens.push(match then {
                Some((planned, tally)) if tally.scored > 0 => {
                    let median_then = tally.median.filter(|_| coverage(planned, tally).allows_verdict());
                    compared(services, tx, &every, (shown, used, median), (planned, tally, median_then)).await?
                }
                Some(_) | None => Then::Nothing,
            });
        }
        let year_before = thens.pop().unwrap_or(Then::Nothing);
        // How far places move is known of all bodies together.
        let stamp = tallies.get(&shown.round.code).map(|(stamp, _)| *stamp).filter(|_| view.kind.is_none());
        let known =
            stamp.and_then(|stamp| services.kept_robustness().known(&scheme.head().code, &shown.round.code, stamp));
        found.push(Maturity {
            coverage: covered,
            reached: reached(&levels, tally.scored).filter(|_| covered.allows_verdict()),
            levels,
            median,
            grades: tally.grades.clone(),
            ungraded: tally.ungraded,
            before: thens.pop().unwrap_or(Then::Nothing),
            year_before,
            firmness: known.and_then(|known| PlacesMove::of(&known)),
            provinces: provinces(view, of_scheme),
            scheme: scheme.clone(),
        });
    }
    Ok((schemes, found))
}

/// How many owe a report in some rounds.
struct Owed<'a> {
    /// Of the kind that is shown alone, or of all.
    completeness: &'a HashMap<RoundCode, Completeness>,
    kind: Option<OrganisationKind>,
    /// By kind, where all are shown and something is asked of some kinds alone.
    by_kind: HashMap<RoundCode, BTreeMap<OrganisationKind, Completeness>>,
}

impl<'a> Owed<'a> {
    /// In a statement for each round, and in none where something is asked of everybody by every scheme.
    async fn load(
        tx: &mut Tx,
        view: &View,
        schemes: &[Arc<Scheme>],
        rounds: [Option<&PlannedRound>; 3],
        completeness: &'a HashMap<RoundCode, Completeness>,
    ) -> ServiceResult<Self> {
        let mut by_kind = HashMap::new();
        for planned in rounds.into_iter().flatten() {
            if view.kind.is_none() && schemes.iter().any(|scheme| !scheme.is_asked_of_all(&planned.plan)) {
                let code = &planned.round.code;
                by_kind.insert(code.clone(), store::kind_counts::of_node(tx, code, planned.tree.root()).await?);
            }
        }
        Ok(Self { completeness, kind: view.kind, by_kind })
    }

    /// How many of them could have a score.
    fn of(&self, planned: &PlannedRound, scheme: &Scheme) -> i64 {
        let code = &planned.round.code;
        match (self.kind, self.by_kind.get(code)) {
            (Some(kind), _) if !scheme.is_asked_of(&planned.plan, kind) => 0,
            (None, Some(owed)) => could_be_scored(owed, &planned.plan, scheme),
            (Some(_), _) | (None, None) => self.completeness.get(code).map_or(0, |counts| counts.expected),
        }
    }
}

/// Where the provinces stand, from memory alone.
fn provinces(view: &View, scores: Option<&SchemeTally>) -> Vec<ProvinceLevel> {
    let of_provinces = view.tree.of_provinces(view.shown().round.period.last_day());
    let shown = of_provinces.into_iter().filter(|(_, body)| view.kind.is_none_or(|kind| body.kind == kind));
    let level = |(province, body): (&str, &Organisation)| ProvinceLevel {
        province: province.to_owned(),
        organisation: body.code.clone(),
        name: body.name.clone(),
        score: scores.and_then(|scores| scores.provinces.get(&body.code)).cloned(),
    };
    shown.map(level).collect()
}

/// The scores of one scheme in a round, of bodies of one kind or of all, where there are any.
fn tally_of<'a>(
    tallies: &'a StampedTallies,
    kind: Option<OrganisationKind>,
    planned: &PlannedRound,
    scheme: &Scheme,
) -> Option<&'a Tally> {
    tallies.get(&planned.round.code)?.1.get(&scheme.head().code)?.of_kind(kind)
}

/// The median of a round beside that of an earlier one. What was asked is told of every round.
async fn compared(
    services: &Services,
    tx: &mut Tx,
    every: &[(Round, Arc<Plan>)],
    (shown, used, now): (&PlannedRound, &Used, Option<Amount>),
    (planned, tally, then): (&PlannedRound, &Tally, Option<Amount>),
) -> ServiceResult<Then> {
    let (period, edition) = (planned.round.period, tally.edition);
    // Both are kept in memory, since they never change.
    let used_then = services.used(tx, &used.scheme.head().code, edition, tally.population.as_deref()).await?;
    let found = differences(every, (&shown.round, &shown.plan, used), (&planned.round, &planned.plan, &used_then));
    let changes = found.of_scores();
    if !changes.is_empty() {
        return Ok(Then::MadeOtherwise { period, edition, changes });
    }
    let compared = now.zip(then).and_then(|(now, median)| Some((median, now.checked_sub(median)?)));
    Ok(compared.map_or(Then::TooFew { period }, |(median, change)| Then::Comparable { period, median, change }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_level_that_half_have_reached_is_told() {
        let levels = |counts: [i64; 3]| -> Vec<(ClassCode, i64)> {
            ["one", "two", "three"].map(|code| code.parse().expect("a code")).into_iter().zip(counts).collect()
        };
        let told = |counts: [i64; 3], bodies| reached(&levels(counts), bodies).map(|(code, at)| (code.to_string(), at));
        assert_eq!(told([1, 1, 2], 4), Some(("three".to_owned(), 2)));
        assert_eq!(told([1, 2, 1], 4), Some(("two".to_owned(), 3)));
        assert_eq!(told([5, 0, 0], 5), Some(("one".to_owned(), 5)));
        assert_eq!(told([1, 0, 0], 4), None, "most have a score and no level");
        assert_eq!(told([0, 0, 0], 0), None);
    }
}
