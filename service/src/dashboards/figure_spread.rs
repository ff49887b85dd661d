//! The figures of one indicator beside one another, of everybody or of the peers of one body, itself among them.
//!
//! All figures of an indicator in a round are read in one statement, and kept in memory for as long as the round's stamp is what it
//! was: whoever looks at another body, kind or grade reads none of them anew.

use super::{
    PAGE_ROWS,
    indicator::{IndicatorFilter, MadeOf, NodeFigure},
    line::View,
    rows_before,
    status::StrategyStatus,
};
use crate::{
    ServiceResult, Services,
    store::{self, Tx, rounds::RoundStamp},
    values::{Value, figures},
};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::{Indicator, Measure, Polarity},
    organisation::{Organisation, OrganisationKind, OrganisationTree},
    peers::{Breadth, PeerChoice},
    ranking::{Coverage, Place, part},
    spread::Spread,
    status::Status,
    trust::TrustGrade,
};
use quick_cache::sync::Cache;
use std::{collections::HashMap, slice, sync::Arc};

/// Of how many indicators and rounds figures are kept: about half a megabyte each where eight thousand report.
const KEPT: usize = 40;

/// How the figures of some bodies are spread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FigureSpread {
    /// How many of them gave a figure, out of how many that are asked. Without enough of them nobody is compared.
    pub coverage: Coverage,
    /// Their figures from the lowest; none without enough of them, and none of what is answered with yes or no.
    pub figures: Vec<Amount>,
    /// Where the quarters lie; nothing where there are no figures.
    pub spread: Option<Spread>,
}

impl FigureSpread {
    fn of(indicator: &Indicator, coverage: Coverage, mut figures: Vec<Amount>) -> Self {
        if !coverage.allows_ranks() || indicator.measure == Measure::YesNo {
            return Self { coverage, ..Self::default() };
        }
        figures.sort_unstable();
        Self { coverage, spread: Spread::of(figures.iter().copied()), figures }
    }
}

/// The figure of one body among its peers.
#[derive(Debug, Clone, PartialEq)]
pub struct FigurePeers {
    /// Who they are, and why these.
    pub choice: PeerChoice,
    /// How their figures are spread.
    pub among: FigureSpread,
    /// The body's place among them, where places mean something.
    pub place: Option<Place>,
}

/// The figure of one body.
pub(super) struct BodyFigure {
    pub(super) agency: OrganisationCode,
    pub(super) figure: Amount,
    trust: TrustGrade,
}

/// Figures of one indicator that are never taken together, beside the bodies that they are of.
#[derive(Default)]
pub(super) struct Apart<'a> {
    own: HashMap<&'a OrganisationCode, Amount>,
    /// How many at and below each body have one, of all that are looked at.
    counts: HashMap<&'a OrganisationCode, i64>,
}

impl<'a> Apart<'a> {
    fn of(tree: &'a OrganisationTree, kind: Option<OrganisationKind>, figures: &'a [BodyFigure]) -> Self {
        let mut apart = Self::default();
        for of in figures {
            apart.own.insert(&of.agency, of.figure);
            if kind.is_some() && tree.kind(&of.agency) != kind {
                continue;
            }
            for body in tree.at_and_above(&of.agency) {
                *apart.counts.entry(&body.code).or_default() += 1;
            }
        }
        apart
    }
}

/// The round, the stamp that it had when figures were read, and of which indicator they are.
type Key = (RoundCode, RoundStamp, IndicatorCode);

/// Figures in memory.
pub(crate) struct KeptFigures(Cache<Key, Arc<Vec<BodyFigure>>>);

impl Default for KeptFigures {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl View {
    /// The figures of everybody, at a place of the line: in one statement, and one more where the round changed since it was read.
    /// Of many who ask at once one reads, and the others wait for that.
    pub(super) async fn every_figure(
        &self,
        services: &Services,
        tx: &mut Tx,
        (place, known): (usize, &Indicator),
    ) -> ServiceResult<Arc<Vec<BodyFigure>>> {
        let round = &self.line[place].round.code;
        // Before the figures: what was read under an older stamp is read again, never the other way round.
        let stamp = store::rounds::stamps(tx, slice::from_ref(round)).await?.remove(round);
        // Instants and grades have stamps of the present, and fewer readers: of them nothing is kept.
        match stamp.filter(|_| services.is_of_present()) {
            Some(stamp) => {
                let key = (round.clone(), stamp, known.code.clone());
                services.kept_figures().0.get_or_insert_async(&key, read_figures(tx, round, known)).await
            }
            None => read_figures(tx, round, known).await,
        }
    }

    /// How the figures are spread of all that are looked at, with at least a grade; `coverage` is theirs.
    pub(super) fn spread_of(
        &self,
        known: &Indicator,
        figures: &[BodyFigure],
        least: TrustGrade,
        coverage: Coverage,
    ) -> FigureSpread {
        let is_looked_at = |of: &&BodyFigure| {
            of.trust >= least && self.kind.is_none_or(|kind| self.tree.kind(&of.agency) == Some(kind))
        };
        FigureSpread::of(known, coverage, figures.iter().filter(is_looked_at).map(|of| of.figure).collect())
    }

    /// A page of all that are looked at, with at least a grade, best first and those alike by their codes, each with its place, and
    /// whether there are more. By the figures themselves: what is stored of them for the database is only near.
    pub(super) fn ranked<'a>(
        &self,
        known: &Indicator,
        figures: &'a [BodyFigure],
        filter: &IndicatorFilter,
    ) -> (Vec<(&'a BodyFigure, Place)>, bool) {
        let is_looked_at = |of: &&BodyFigure| {
            of.trust >= filter.least
                && self.tree.kind(&of.agency).is_some_and(|of_it| self.kind.is_none_or(|kind| kind == of_it))
        };
        let order = |one: &&BodyFigure, other: &&BodyFigure| {
            let by_figure = one.figure.cmp(&other.figure);
            let best_first = if known.polarity == Polarity::Lower { by_figure } else { by_figure.reverse() };
            best_first.then_with(|| one.agency.cmp(&other.agency))
        };
        let bodies: Vec<&BodyFigure> = figures.iter().filter(is_looked_at).collect();
        part(bodies, (rows_before(filter.page), PAGE_ROWS), order, |of| of.figure)
    }

    /// How many of the bodies at and below one have a figure, of all that are looked at.
    pub(super) fn counted_apart(&self, place: usize, figures: &[BodyFigure], node: &OrganisationCode) -> i64 {
        let tree = &self.line[place].tree;
        let is_below =
            |body: &OrganisationCode| node == tree.root() || tree.at_and_above(body).any(|above| above.code == *node);
        let is_counted = |of: &&BodyFigure| {
            tree.kind(&of.agency).is_some_and(|of_it| self.kind.is_none_or(|kind| kind == of_it))
                && is_below(&of.agency)
        };
        i64::try_from(figures.iter().filter(is_counted).count()).unwrap_or(i64::MAX)
    }

    /// The same of every body at once, for a list of them.
    pub(super) fn apart<'a>(&'a self, place: usize, figures: &'a [BodyFigure]) -> Apart<'a> {
        Apart::of(&self.line[place].tree, self.kind, figures)
    }

    /// Says of the indicators of a body that are never taken together how many at and below it have a figure: no sum knows it.
    /// One statement for each of them, and one more where the round changed since.
    pub(super) async fn count_apart(
        &self,
        services: &Services,
        tx: &mut Tx,
        node: &OrganisationCode,
        strategies: &mut [StrategyStatus],
    ) -> ServiceResult<()> {
        let statuses = strategies.iter_mut().flat_map(|strategy| &mut strategy.indicators);
        for status in statuses.filter(|status| status.indicator.measure.rollup_rule().is_none()) {
            let track = self.track(&status.indicator.code);
            let Some(place) = self.answered_at(&track, self.shown_place()) else { continue };
            let Some(known) = track[place] else { continue };
            let figures = self.every_figure(services, tx, (place, known)).await?;
            status.contributors = self.counted_apart(place, &figures, node);
        }
        Ok(())
    }

    /// Says the same of a body in a list, with its own figure where there is nobody below it.
    pub(super) fn tell_apart(&self, (place, known): (usize, &Indicator), apart: &Apart<'_>, node: &mut NodeFigure) {
        node.coverage.contributors = apart.counts.get(&node.organisation.code).copied().unwrap_or_default();
        let own = apart.own.get(&node.organisation.code).copied();
        if let Some(own) = own.filter(|_| node.made_of == MadeOf::Itself) {
            node.figure = Some(own);
            node.expected = known.expected_of_one(self.period(place).last_day());
            node.status = Status::of(node.figure, node.expected, &known.polarity);
        }
    }

    /// The figure of a body among those of its peers.
    pub(super) fn among_peers(
        &self,
        (place, known): (usize, &Indicator),
        figures: &[BodyFigure],
        body: &Organisation,
        breadth: Breadth,
    ) -> FigurePeers {
        let (groups, day) = (self.tree.peer_groups(), self.period(place).last_day());
        let choice = groups.choice(body).of_breadth(breadth);
        let is_among = |peer: &Organisation| groups.holds(choice.group, peer);
        let of_peers = figures.iter().filter(|of| self.tree.get(&of.agency).is_some_and(is_among));
        let of_peers: Vec<&BodyFigure> = of_peers.collect();
        let owes = |peer: &&Organisation| peer.reports_on(day) && is_among(peer);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let coverage =
            Coverage { contributors: count(of_peers.len()), expected: count(self.tree.bodies().filter(owes).count()) };
        let own = of_peers.iter().find(|of| of.agency == body.code).map(|of| of.figure);
        let of_peers: Vec<Amount> = of_peers.into_iter().map(|of| of.figure).collect();
        let place = own.filter(|_| coverage.allows_ranks()).and_then(|own| place_of(&known.polarity, own, &of_peers));
        FigurePeers { choice, place, among: FigureSpread::of(known, coverage, of_peers) }
    }
}

async fn read_figures(tx: &mut Tx, round: &RoundCode, known: &Indicator) -> ServiceResult<Arc<Vec<BodyFigure>>> {
    let values = store::values::about(tx, round, &[&known.code], None).await?;
    let of_value = |value: &Value| {
        let figure = figures(known, value).in_force?;
        Some(BodyFigure { agency: value.agency.clone(), figure, trust: value.trust })
    };
    Ok(Arc::new(values.iter().filter_map(of_value).collect()))
}

/// The place of a figure among figures that it is one of; none where the best lies between two bounds.
fn place_of(polarity: &Polarity, own: Amount, figures: &[Amount]) -> Option<Place> {
    let better = match polarity {
        Polarity::Higher => figures.iter().filter(|figure| **figure > own).count(),
        Polarity::Lower => figures.iter().filter(|figure| **figure < own).count(),
        Polarity::Within(_) => return None,
    };
    let alike = figures.iter().filter(|figure| **figure == own).count();
    Some(Place { number: i64::try_from(better).ok()? + 1, is_shared: alike > 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{organisation::Duty, text::Bilingual};

    fn body(code: &str, parent: Option<&str>, kind: OrganisationKind) -> Organisation {
        Organisation {
            code: code.parse().expect("a code"),
            parent: parent.map(|parent| parent.parse().expect("a code")),
            kind,
            name: Bilingual::new(code, code),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty: Duty::Reports,
            source: "test".to_owned(),
            size: None,
        }
    }

    #[test]
    fn every_body_counts_those_at_and_below_it_that_have_a_figure() {
        let bodies = vec![
            body("th", None, OrganisationKind::Root),
            body("moi", Some("th"), OrganisationKind::Ministry),
            body("one", Some("moi"), OrganisationKind::Department),
            body("one-a", Some("one"), OrganisationKind::PublicOrganisation),
            body("two", Some("th"), OrganisationKind::Department),
        ];
        let tree = OrganisationTree::new(bodies).expect("a tree");
        let figure = |(code, figure): (&str, i64)| BodyFigure {
            agency: code.parse().expect("a code"),
            figure: Amount::whole(figure),
            trust: TrustGrade::default(),
        };
        let figures = [("one", 3), ("one-a", 1), ("two", 2), ("gone", 9)].map(figure);
        let counts = |kind| {
            let apart = Apart::of(&tree, kind, &figures);
            let code = |code: &str| code.parse::<OrganisationCode>().expect("a code");
            assert_eq!(apart.own.get(&code("one-a")), Some(&Amount::ONE));
            ["th", "moi", "one", "one-a", "two"].map(|of| apart.counts.get(&code(of)).copied().unwrap_or_default())
        };
        assert_eq!(counts(None), [3, 2, 2, 1, 1]);
        assert_eq!(counts(Some(OrganisationKind::Department)), [2, 1, 1, 0, 1]);
    }

    #[test]
    fn those_alike_share_a_place_and_between_two_bounds_there_is_none() {
        let figures = [90, 80, 80, 70].map(Amount::whole);
        let place = |polarity: &Polarity, own| {
            place_of(polarity, Amount::whole(own), &figures).map(|place| (place.number, place.is_shared))
        };
        assert_eq!(place(&Polarity::Higher, 80), Some((2, true)));
        assert_eq!(place(&Polarity::Higher, 70), Some((4, false)));
        assert_eq!(place(&Polarity::Lower, 80), Some((2, true)));
        assert_eq!(place(&Polarity::Lower, 90), Some((4, false)));
        assert_eq!(place(&Polarity::Within([Amount::ONE, Amount::FIFTY]), 80), None);
    }
}
