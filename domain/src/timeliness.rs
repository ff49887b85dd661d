//! Who hands in on time, and in which order bodies stand by it.

use crate::{
    amount::Amount,
    ranking::{Place, places},
};
use serde::{Deserialize, Serialize};

/// From so many reports that were owed on, bodies are put into an order. Tidtam's own rule: of three reports, one late
/// one says more about a flood than about a body.
pub const LEAST_OWED: i64 = 4;

/// Reports that were owed in rounds that are over, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timeliness {
    /// Were owed.
    pub owed: i64,
    /// Were submitted at all.
    pub handed_in: i64,
    /// Were first submitted by the due instant, extensions included.
    pub on_time: i64,
}

/// A body in the league.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<Body> {
    /// Its place; those alike share it, and none while too little was owed.
    pub place: Option<Place>,
    /// The body.
    pub body: Body,
    /// What became of its reports.
    pub timeliness: Timeliness,
}

impl Timeliness {
    /// Of all that were owed, how many percent came on time; `None` where none was owed: that is not measured.
    pub fn share(self) -> Option<Amount> {
        Amount::whole(self.on_time).checked_mul(Amount::HUNDRED)?.checked_div(Amount::whole(self.owed))
    }

    /// Whether enough was owed for a place.
    pub fn allows_place(self) -> bool {
        self.owed >= LEAST_OWED
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            owed: self.owed + other.owed,
            handed_in: self.handed_in + other.handed_in,
            on_time: self.on_time + other.on_time,
        }
    }
}

/// The league: those with enough reports, the most timely first, those alike at one place; after them all others as they
/// stood, without a place.
pub fn league<Body>(bodies: Vec<(Body, Timeliness)>) -> Vec<Standing<Body>> {
    let (mut ranked, few): (Vec<_>, Vec<_>) = bodies.into_iter().partition(|(_, of)| of.allows_place());
    ranked.sort_by_key(|(_, of)| std::cmp::Reverse(of.share()));
    let shares: Vec<_> = ranked.iter().map(|(_, of)| of.share()).collect();
    let placed = places(0, 0, &shares).into_iter().map(Some).chain(std::iter::repeat(None));
    let all = ranked.into_iter().chain(few);
    all.zip(placed).map(|((body, timeliness), place)| Standing { place, body, timeliness }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(on_time: i64, owed: i64) -> Timeliness {
        Timeliness { owed, handed_in: owed, on_time }
    }

    #[test]
    fn those_alike_share_a_place_and_too_few_reports_have_none() {
        let found = league(vec![("late", of(1, 4)), ("few", of(3, 3)), ("good", of(4, 4)), ("large", of(400, 400))]);
        let brief: Vec<_> =
            found.iter().map(|standing| (standing.body, standing.place.map(|place| place.number))).collect();
        assert_eq!(brief, [("good", Some(1)), ("large", Some(1)), ("late", Some(3)), ("few", None)]);
        assert!(found[0].place.is_some_and(|place| place.is_shared));
    }

    #[test]
    fn where_nothing_was_owed_nothing_is_measured() {
        assert_eq!(Timeliness::default().share(), None);
        assert_eq!(of(0, 4).share(), Some(Amount::ZERO), "owed and never on time is a zero that was measured");
    }

    proptest! {
        #[test]
        fn nobody_is_lost_and_the_better_never_stands_below(reports in proptest::collection::vec((0i64..9, 0i64..9), 0..40)) {
            let bodies: Vec<_> = reports.iter().map(|(one, other)| of(*one.min(other), *one.max(other))).enumerate().collect();
            let found = league(bodies.clone());
            prop_assert_eq!(found.len(), bodies.len());
            let ranked: Vec<_> = found.iter().filter_map(|standing| Some((standing.place?, standing.timeliness.share()))).collect();
            for (place, share) in &ranked {
                let better = ranked.iter().filter(|(_, other)| other > share).count();
                prop_assert_eq!(usize::try_from(place.number), Ok(better + 1));
                prop_assert_eq!(place.is_shared, ranked.iter().filter(|(_, other)| other == share).count() > 1);
            }
            prop_assert!(found.iter().all(|standing| standing.place.is_some() == standing.timeliness.allows_place()));
        }
    }
}
