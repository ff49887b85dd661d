//! The pillars of a body, or of all at and below one, beside those of others and of a year before: from scores that are added
//! up for the country anyway.

use super::{
    SchemeScore, Scores, Used, differences, line,
    tallies::{Medians, Others, SchemeTally, Tallies},
};
use crate::{
    ServiceError, ServiceResult,
    store::{self, Tx},
};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{OrganisationCode, RoundCode},
    organisation::{Duty, Organisation, OrganisationKind, OrganisationTree},
    peers::PeerChoice,
    plan::Plan,
    ranking::Coverage,
    register::Register,
    round::Round,
    score::{EditionChange, Scheme},
    spread::Spread,
};
use std::{collections::BTreeSet, sync::Arc};
use strum::IntoEnumIterator as _;

/// From so many pillars on a profile says more than its score.
const FEWEST_PILLARS: usize = 3;
/// The months of a year.
const YEAR: i64 = 12;
/// Among how many rounds, of all kinds, that of a year before is looked for.
const ROUNDS_LOOKED_AT: i64 = 24;

/// Whose pillars these are, and with whom they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Those of one body, with its peers.
    WithPeers(PeerChoice),
    /// The medians of all at and below a body, with all of the country.
    WithCountry {
        /// How many below it have a score, out of how many that owe a report and could have one.
        below: Coverage,
    },
}

/// What there is of a year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileBefore {
    /// No like round, or nothing in it.
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
    /// The pillars then.
    Comparable {
        /// Of which period.
        period: Period,
        /// Their values.
        pillars: Vec<Option<Amount>>,
    },
}

/// The pillars by one scheme.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// Whose they are, and with whom they are compared.
    pub compared: Compared,
    /// The values, none where too few below have a score.
    pub own: Vec<Option<Amount>>,
    /// How many of those it is compared with have a score, out of how many that owe a report and could have one.
    pub coverage: Coverage,
    /// The medians of those, where enough of them have a score.
    pub others: Vec<Option<Amount>>,
    /// What it was a year before.
    pub before: ProfileBefore,
}

/// Some bodies, as far as they owe a report on a day.
struct Among<'a> {
    tree: &'a OrganisationTree,
    is_one: &'a (dyn Fn(&Organisation) -> bool + Sync),
}

/// The kinds of bodies that could have a score under a plan.
fn scored_kinds(scheme: &Scheme, plan: &Plan) -> BTreeSet<OrganisationKind> {
    OrganisationKind::iter().filter(|kind| scheme.is_asked_of(plan, *kind)).collect()
}

impl Among<'_> {
    /// The medians of their pillars, and how many of them have a score; of kinds of which nothing is asked nobody is missed.
    fn medians(
        &self,
        tally: &SchemeTally,
        pillars: usize,
        (asked, round): (&BTreeSet<OrganisationKind>, &Round),
    ) -> Medians {
        let holds = |body: &OrganisationCode| self.tree.get(body).is_some_and(self.is_one);
        let of: Vec<&Vec<Option<Amount>>> =
            tally.pillars.iter().filter(|(body, _)| holds(body)).map(|(_, pillars)| pillars).collect();
        let day = round.period.last_day();
        let owes = |body: &&Organisation| (self.is_one)(body) && asked.contains(&body.kind) && body.reports_on(day);
        let expected = self.tree.bodies().filter(owes).count();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let coverage = Coverage { contributors: count(of.len()), expected: count(expected) };
        let median = |place: usize| {
            let figures = of.iter().filter_map(|pillars| pillars.get(place).copied().flatten());
            Spread::of(figures).filter(|_| coverage.allows_ranks()).map(|spread| spread.median)
        };
        Medians { pillars: (0..pillars).map(median).collect(), coverage }
    }
}

/// The pillars of one body.
fn of_body(tally: &SchemeTally, body: &OrganisationCode) -> Option<Vec<Option<Amount>>> {
    let place = tally.pillars.binary_search_by(|(other, _)| other.cmp(body)).ok()?;
    tally.pillars.get(place).map(|(_, pillars)| pillars.clone())
}

impl Scores<'_> {
    /// The pillars of a body by each scheme in force with enough of them; of one with others below it those of all together. And
    /// the scores of its own report by each scheme in force, where it owes one; where it does not and others are below it, the schemes
    /// alone.
    pub(crate) async fn profiles(
        &self,
        tx: &mut Tx,
        register: &Register,
        node: &OrganisationCode,
        round: &Round,
        duty: Duty,
    ) -> ServiceResult<(Vec<SchemeScore>, Vec<Profile>)> {
        let used = self.0.used_in(tx, round).await?;
        let own = match duty {
            Duty::Reports => self.own_scores(tx, round, node, &used).await?,
            Duty::None if register.of(round).children(node).is_empty() => Vec::new(),
            Duty::None => used.iter().map(|used| (used.scheme.clone(), None)).collect(),
        };
        let profiles = self.profiles_by(tx, register, node, round, used).await?;
        Ok((own, profiles))
    }

    async fn profiles_by(
        &self,
        tx: &mut Tx,
        register: &Register,
        node: &OrganisationCode,
        round: &Round,
        used: Vec<Used>,
    ) -> ServiceResult<Vec<Profile>> {
        let pillars_of = |scheme: &Scheme| scheme.children(&scheme.root().code).count();
        let used: Vec<Used> = used.into_iter().filter(|used| pillars_of(&used.scheme) >= FEWEST_PILLARS).collect();
        if used.is_empty() {
            return Ok(Vec::new());
        }
        let is_year_before =
            |other: &Round| other.period.is_like(round.period) && round.period.months_after(other.period) == YEAR;
        let rounds = store::rounds::latest(tx, round.period.last_day(), ROUNDS_LOOKED_AT).await?;
        let before = rounds.into_iter().find(is_year_before);
        let codes: Vec<RoundCode> = std::iter::once(round).chain(&before).map(|round| round.code.clone()).collect();
        let tallies = self.0.tallies(tx, &codes).await?;
        let line = if before.is_some() { line(self.0, tx).await? } else { Vec::new() };
        let of = |round: &Round| -> Option<&Arc<Tallies>> { tallies.get(&round.code).map(|(_, tallies)| tallies) };
        let tree = register.of(round);
        let plan = self.0.plan_of(tx, round).await?;
        let plan_before = match &before {
            Some(before) => Some(self.0.plan_of(tx, before).await?),
            None => None,
        };
        let body = tree.get(node).ok_or(ServiceError::NotFound("organisation"))?;
        let groups = tree.peer_groups();
        let choice = groups.choice(body);
        let below: BTreeSet<OrganisationCode> = tree.at_and_below(node).into_iter().collect();
        let below_then: BTreeSet<OrganisationCode> = match &before {
            Some(before) => register.of(before).at_and_below(node).into_iter().collect(),
            None => BTreeSet::new(),
        };
        let is_alone = tree.children(node).is_empty();
        let is_peer = |other: &Organisation| groups.holds(choice.group, other);
        let is_anybody = |_: &Organisation| true;
        let is_below = |other: &Organisation| below.contains(&other.code);
        let was_below = |other: &Organisation| below_then.contains(&other.code);
        let others = if is_alone { Others::Group(choice.group) } else { Others::Everybody };
        let among_others = Among { tree, is_one: if is_alone { &is_peer } else { &is_anybody } };
        let own = Among { tree, is_one: &is_below };
        let own_then = Among { tree, is_one: &was_below };
        let mut found = Vec::new();
        for used in used {
            let scheme = used.scheme.clone();
            let code = &scheme.head().code;
            let Some(tally) = of(round).and_then(|tallies| tallies.get(code)) else { continue };
            let count = pillars_of(&scheme);
            let asked = scored_kinds(&scheme, &plan);
            let asked_before = plan_before.as_ref().map(|plan| scored_kinds(&scheme, plan)).unwrap_or_default();
            let (compared, pillars) = if is_alone {
                let Some(pillars) = of_body(tally, node) else { continue };
                (Compared::WithPeers(choice), pillars)
            } else {
                let Medians { pillars, coverage: below } = own.medians(tally, count, (&asked, round));
                if below.expected == 0 {
                    continue;
                }
                (Compared::WithCountry { below }, pillars)
            };
            let Medians { pillars: medians, coverage } =
                tally.medians.of(others, tree, || among_others.medians(tally, count, (&asked, round)));
            let then = before.as_ref().and_then(|before| Some((before, of(before)?.get(code)?)));
            let then = then.and_then(|(before, tally)| {
                let pillars = if is_alone {
                    of_body(tally, node)?
                } else {
                    own_then.medians(tally, count, (&asked_before, before)).pillars
                };
                Some((before, &tally.together, pillars))
            });
            let before = match then.filter(|(_, _, pillars)| pillars.iter().any(Option::is_some)) {
                None => ProfileBefore::Nothing,
                Some((then, together, pillars)) => {
                    let (period, edition) = (then.period, together.edition);
                    let used_then = self.0.used(tx, code, edition, together.population.as_deref()).await?;
                    let plan_then = self.0.plan_of(tx, then).await?;
                    let changes = differences(&line, (round, &plan, &used), (then, &plan_then, &used_then));
                    let changes = changes.of_pillars();
                    if changes.is_empty() {
                        ProfileBefore::Comparable { period, pillars }
                    } else {
                        ProfileBefore::MadeOtherwise { period, edition, changes }
                    }
                }
            };
            found.push(Profile { compared, own: pillars, coverage, others: medians, before, scheme });
        }
        Ok(found)
    }
}
