//! Many bodies side by side: scores, classes, places.

use super::{
    class::Classed, derivation::value_of, evaluation::ScoreError, input::Inputs, missing::Absence, number::amount,
    population::Population, scheme::Scheme,
};
use crate::{
    amount::Amount,
    ids::{NodeCode, OrganisationCode},
    ranking::{Place, places},
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A score without its derivation, as lists need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Before rounding.
    pub full: Amount,
    /// As published.
    pub published: Amount,
    /// The class or level.
    pub class: Option<Classed>,
}

/// One body among others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The body.
    pub body: OrganisationCode,
    /// Its score.
    pub score: Option<Score>,
    /// Its place among those that have a score. Equal judged scores share a place, and the next one counts them all.
    pub place: Option<Place>,
    /// Why it has no score.
    pub absence: Option<Absence>,
    /// The values of the nodes right below the root, in the order of [`Standings::pillars`].
    pub pillars: Vec<Option<Amount>>,
}

/// Many bodies, best first, those without a score last; equals by their code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standings {
    /// The nodes right below the root.
    pub pillars: Vec<NodeCode>,
    /// The bodies.
    pub bodies: Vec<Standing>,
    /// Those whose input does not fit, and why.
    pub faults: Vec<(OrganisationCode, ScoreError)>,
}

impl Standings {
    /// How one body stands.
    pub fn of(&self, body: &OrganisationCode) -> Option<&Standing> {
        self.bodies.iter().find(|standing| standing.body == *body)
    }
}

impl Scheme {
    /// Scores and places of many bodies, in one pass over each and one sorting. A score here equals that of its
    /// derivation: both come from the same pass.
    pub fn standings<'a>(
        &self,
        bodies: impl IntoIterator<Item = (OrganisationCode, &'a Inputs)>,
        population: &Population,
    ) -> Standings {
        let (root, mut standings, mut faults) = (self.root_index(), Vec::new(), Vec::new());
        for (code, inputs) in bodies {
            let body = match self.settle_all(inputs, population) {
                Ok(body) => body,
                Err(error) => {
                    faults.push((code, error));
                    continue;
                }
            };
            let (score, absence) = match self.score_of(&body) {
                Ok(score) => {
                    let full = amount(score);
                    let published = self.head().rounding.published(full);
                    (Some(Score { full, published, class: self.classed(&body, population) }), None)
                }
                Err(absence) => (None, Some(absence)),
            };
            let pillars = self.tree.children[root].iter().map(|child| value_of(body[*child].as_ref())).collect();
            standings.push(Standing { body: code, score, place: None, absence, pillars });
        }
        let judged = |standing: &Standing| standing.score.as_ref().map(|score| self.head().rounding.judged(score.full));
        // `None` is below every score, so those without one come last.
        standings.sort_by(|one, other| {
            Reverse(judged(one)).cmp(&Reverse(judged(other))).then_with(|| one.body.cmp(&other.body))
        });
        let scores: Vec<Amount> = standings.iter().filter_map(judged).collect();
        for (standing, place) in standings.iter_mut().zip(places(0, 0, &scores)) {
            standing.place = Some(place);
        }
        let pillars = self.tree.children[root].iter().map(|child| self.nodes()[*child].code.clone()).collect();
        Standings { pillars, bodies: standings, faults }
    }
}
