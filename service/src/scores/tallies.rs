//! The scores of a round added up for the country: read once, and kept in memory as long as the round's stamp is what it was.

use crate::{
    ServiceResult, Services,
    store::{self, Tx, rounds::RoundStamp, scores::BriefScore},
};
use domain::{
    amount::Amount,
    ids::{ClassCode, OrganisationCode, RoundCode, SchemeCode},
    organisation::{OrganisationKind, OrganisationTree},
    peers::PeerGroup,
    ranking::Coverage,
    spread::Spread,
    trust::GradeCounts,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock, Weak},
};

/// Of how many rounds scores are kept added up; of more, all are read anew.
const MOST_KEPT: usize = 24;

/// Scores of one scheme in a round, added up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// The edition by which they were made.
    pub(crate) edition: i32,
    /// With whom bodies were compared; nobody where there is none.
    pub(crate) population: Option<String>,
    /// How many bodies have a score.
    pub(crate) scored: i64,
    /// The median of the published scores.
    pub(crate) median: Option<Amount>,
    /// How many bodies stand at each level or class.
    pub(crate) levels: BTreeMap<ClassCode, i64>,
    /// What stands behind the answers of those that have a score.
    pub(crate) grades: GradeCounts,
    /// Of how many of them it is not known what stands behind.
    pub(crate) ungraded: i64,
}

/// The scores of one scheme in a round.
#[derive(Debug, Default)]
pub(crate) struct SchemeTally {
    /// Those of all bodies together.
    pub(crate) together: Tally,
    /// Those of the bodies of each kind.
    pub(crate) of_kinds: BTreeMap<OrganisationKind, Tally>,
    /// The pillars of every body that has a score, in the order of the bodies.
    pub(crate) pillars: Vec<(OrganisationCode, Vec<Option<Amount>>)>,
    /// The published scores of the bodies that may report for a province, each with its class or level.
    pub(crate) provinces: HashMap<OrganisationCode, (Amount, Option<ClassCode>)>,
    /// The medians of the pillars of those with whom somebody was compared.
    pub(crate) medians: KeptMedians,
}

impl SchemeTally {
    fn of(scores: Vec<BriefScore>) -> Self {
        let mut by_kind: BTreeMap<OrganisationKind, Vec<&BriefScore>> = BTreeMap::new();
        for score in &scores {
            by_kind.entry(score.kind).or_default().push(score);
        }
        let of_kinds = by_kind.into_iter().map(|(kind, scores)| (kind, Tally::of(scores))).collect();
        let together = Tally::of(scores.iter());
        let is_of_province = |kind| matches!(kind, OrganisationKind::Province | OrganisationKind::SpecialLocal);
        let of_provinces = scores.iter().filter(|score| is_of_province(score.kind));
        let of_provinces = of_provinces
            .filter_map(|score| Some((score.organisation.clone(), (score.published?, score.class.clone()))));
        let provinces = of_provinces.collect();
        let published = scores.into_iter().filter(|score| score.published.is_some());
        let pillars = published.map(|score| (score.organisation, score.pillars)).collect();
        Self { together, of_kinds, pillars, provinces, medians: KeptMedians::default() }
    }

    /// Those of the bodies of one kind, or of all.
    pub(crate) fn of_kind(&self, kind: Option<OrganisationKind>) -> Option<&Tally> {
        kind.map_or(Some(&self.together), |kind| self.of_kinds.get(&kind))
    }
}

/// With whom the pillars of a body are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Others {
    /// Its peers.
    Group(PeerGroup),
    /// All of the country.
    Everybody,
}

/// The medians of the pillars of some bodies, where enough of them have a score, and how many have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Medians {
    pub(crate) pillars: Vec<Option<Amount>>,
    pub(crate) coverage: Coverage,
}

/// Medians, each with the register by which its bodies were looked for: the same for everybody who is compared with them. A
/// register that nobody else holds any more is not held here either.
#[derive(Debug, Default)]
pub(crate) struct KeptMedians(RwLock<HashMap<Others, (Weak<OrganisationTree>, Medians)>>);

impl KeptMedians {
    /// Those of some bodies in a register, made where they are not known.
    pub(crate) fn of(&self, others: Others, tree: &Arc<OrganisationTree>, reckon: impl FnOnce() -> Medians) -> Medians {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&others).cloned();
        if let Some((_, medians)) = known.filter(|(of, _)| std::ptr::eq(of.as_ptr(), Arc::as_ptr(tree))) {
            return medians;
        }
        let made = reckon();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(others, (Arc::downgrade(tree), made.clone()));
        made
    }
}

/// A round's scores by scheme.
pub(crate) type Tallies = BTreeMap<SchemeCode, SchemeTally>;

/// Rounds, each with the stamp it was read at.
pub(crate) type StampedTallies = HashMap<RoundCode, (RoundStamp, Arc<Tallies>)>;

/// What is kept of rounds.
#[derive(Default)]
pub(crate) struct KeptTallies(RwLock<StampedTallies>);

impl KeptTallies {
    /// Reads every round anew from here on: where its scores change and its stamp does not.
    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Tally {
    fn of<'a>(scores: impl IntoIterator<Item = &'a BriefScore>) -> Self {
        let mut tally = Self::default();
        let mut published = Vec::new();
        for score in scores {
            tally.edition = score.edition;
            tally.population.clone_from(&score.population);
            let Some(figure) = score.published else { continue };
            published.push(figure);
            tally.scored += 1;
            if let Some(class) = &score.class {
                *tally.levels.entry(class.clone()).or_default() += 1;
            }
            match &score.grades {
                Some(grades) => tally.grades.add(grades),
                None => tally.ungraded += 1,
            }
        }
        tally.median = Spread::of(published).map(|spread| spread.median);
        tally
    }
}

impl Services {
    /// The scores of some rounds added up, each with the round's stamp: in one statement, and one more where a round changed
    /// since it was read.
    pub(crate) async fn tallies(&self, tx: &mut Tx, rounds: &[RoundCode]) -> ServiceResult<StampedTallies> {
        // Before the scores: what was read under an older stamp is read again, never the other way round.
        let stamps = store::rounds::stamps(tx, rounds).await?;
        let kept = &self.inner.kept_tallies.0;
        let mut found: StampedTallies = {
            let kept = kept.read().unwrap_or_else(PoisonError::into_inner);
            let stands = |(round, stamp): (&RoundCode, &RoundStamp)| {
                let of_round = kept.get(round).filter(|(of, _)| of == stamp)?;
                Some((round.clone(), of_round.clone()))
            };
            stamps.iter().filter_map(stands).collect()
        };
        let missing: Vec<RoundCode> = stamps.keys().filter(|round| !found.contains_key(*round)).cloned().collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let mut scores: HashMap<RoundCode, BTreeMap<SchemeCode, Vec<BriefScore>>> = HashMap::new();
        for score in store::scores::brief(tx, &missing).await? {
            let of_round = scores.entry(score.round.clone()).or_default();
            of_round.entry(score.scheme.clone()).or_default().push(score);
        }
        let mut kept = kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + missing.len() > MOST_KEPT {
            kept.clear();
        }
        for round in missing {
            let Some(stamp) = stamps.get(&round).copied() else { continue };
            let of_round = scores.remove(&round).unwrap_or_default();
            let tallies = of_round.into_iter().map(|(scheme, scores)| (scheme, SchemeTally::of(scores))).collect();
            let read = (stamp, Arc::new(tallies));
            kept.insert(round.clone(), read.clone());
            found.insert(round, read);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::country_alone;

    #[test]
    fn medians_are_made_once_for_each_register() {
        let register = || Arc::new(country_alone());
        let (kept, tree) = (KeptMedians::default(), register());
        let made = |contributors| Medians { pillars: Vec::new(), coverage: Coverage { contributors, expected: 9 } };
        assert_eq!(kept.of(Others::Everybody, &tree, || made(1)), made(1));
        assert_eq!(kept.of(Others::Everybody, &tree, || made(2)), made(1));
        let group = Others::Group(PeerGroup::whole(OrganisationKind::Ministry));
        assert_eq!(kept.of(group, &tree, || made(3)), made(3));
        assert_eq!(kept.of(Others::Everybody, &register(), || made(4)), made(4));
    }
}
