//! Agencies in order, and when there are enough of them for an order to mean anything.

use crate::{amount::Amount, indicator::Polarity};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// From which share of the expected agencies on they are ranked, in percent. Tidtam's own rule, not an official one:
/// below one half, a first place says more about who answered than about who did well.
pub const RANKS_FROM: Amount = Amount::FIFTY;

/// From which share on, in percent, of the reports that are owed and of the indicators that are asked one word is said
/// over all of them. Tidtam's own rule, not an official one.
pub const VERDICT_FROM: Amount = Amount::FIFTY;

/// How many agencies gave a figure, out of how many that are asked for one.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Gave a figure that was accepted.
    pub contributors: i64,
    /// Are asked, also those for whom the indicator turned out not to apply.
    pub expected: i64,
}

impl Coverage {
    /// The share in percent; `None` where nobody is asked.
    pub fn share(self) -> Option<Amount> {
        Amount::whole(self.contributors).checked_mul(Amount::HUNDRED)?.checked_div(Amount::whole(self.expected))
    }

    /// Whether enough agencies gave a figure to be ranked.
    pub fn allows_ranks(self) -> bool {
        self.share().is_some_and(|share| share >= RANKS_FROM)
    }

    /// Whether enough is in for one word over all.
    pub fn allows_verdict(self) -> bool {
        self.share().is_some_and(|share| share >= VERDICT_FROM)
    }
}

/// Puts bodies into the order in which they are compared: those where enough agencies gave a figure, best first, and
/// after them all others as they stood, since one answer of eight says nothing of the eight. Best between two bounds is
/// no order, so there the first stay as they stood too.
pub fn best_first<Body>(
    bodies: &mut [Body],
    polarity: &Polarity,
    figure_of: impl Fn(&Body) -> (Option<Amount>, Coverage),
) {
    bodies.sort_by_key(|body| {
        let (figure, coverage) = figure_of(body);
        let compared = figure.filter(|_| coverage.allows_ranks());
        let (lowest_first, highest_first) = match polarity {
            Polarity::Lower => (compared, None),
            Polarity::Higher => (None, compared),
            Polarity::Within(_) => (None, None),
        };
        (compared.is_none(), lowest_first, std::cmp::Reverse(highest_first))
    });
}

/// A place in a competition ranking: those alike share the place, and the next one counts all before it (1, 2, 2, 4).
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// 1 is the best.
    pub number: i64,
    /// Whether somebody else has the same place.
    pub is_shared: bool,
}

/// The places of a part of an ordered list, best first.
///
/// `better_than_first` is how many in the whole list are strictly better than the first of the part, and `skipped` how
/// many stand before it: the two differ when those just before it are its equals. `figures` may hold one more than is
/// to be placed, so that a tie with the next page is seen; that one gets a place too.
pub fn places<Figure: PartialEq>(skipped: i64, better_than_first: i64, figures: &[Figure]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(figures.len());
    for (position, (index, figure)) in (skipped + 1..).zip(figures.iter().enumerate()) {
        let place = match index.checked_sub(1).and_then(|before| Some((figures.get(before)?, places.get_mut(before)?)))
        {
            None => Place { number: better_than_first + 1, is_shared: better_than_first < skipped },
            Some((figure_before, before)) if figure_before == figure => {
                before.is_shared = true;
                *before
            }
            Some(_) => Place { number: position, is_shared: false },
        };
        places.push(place);
    }
    places
}

/// A part of a list, best first, with the place that each has in the whole list: those after `skipped`, at most `most` of them, and
/// whether there are more. Nothing but the part is put in order, so that a page of many costs no more than looking through them.
///
/// `order` tells everybody apart, the better figure first, and `figure_of` says who are alike.
pub fn part<Body>(
    mut bodies: Vec<Body>,
    (skipped, most): (usize, usize),
    order: impl Fn(&Body, &Body) -> Ordering,
    figure_of: impl Fn(&Body) -> Amount,
) -> (Vec<(Body, Place)>, bool) {
    if skipped >= bodies.len() {
        return (Vec::new(), false);
    }
    bodies.select_nth_unstable_by(skipped, &order);
    let mut part = bodies.split_off(skipped);
    let has_more = part.len() > most;
    if has_more {
        // One more, so that a tie with it is seen.
        part.select_nth_unstable_by(most, &order);
        part.truncate(most + 1);
    }
    part.sort_unstable_by(&order);
    let figures: Vec<Amount> = part.iter().map(&figure_of).collect();
    // All that stand before the part are better than its first, or its equals.
    let better = bodies.iter().map(&figure_of).filter(|figure| figures.first() != Some(figure)).count();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let places = places(count(skipped), count(better), &figures);
    (part.into_iter().zip(places).take(most).collect(), has_more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_of_the_agencies_are_enough_for_ranks() {
        let allows = |contributors, expected| Coverage { contributors, expected }.allows_ranks();
        assert!(allows(5, 10));
        assert!(!allows(4, 10));
        assert!(!allows(0, 0));
    }

    #[test]
    fn equals_share_a_place_and_the_next_one_counts_them() {
        let places = places(0, 0, &[90, 80, 80, 70]);
        assert_eq!(places.iter().map(|place| place.number).collect::<Vec<_>>(), [1, 2, 2, 4]);
        assert_eq!(places.iter().map(|place| place.is_shared).collect::<Vec<_>>(), [false, true, true, false]);
    }

    #[test]
    fn a_tie_across_pages_is_one_place() {
        // The whole list is 90, 80, 80, 80, 70; the page begins with the third.
        let places = places(2, 1, &[80, 80, 70]);
        assert_eq!(
            places.iter().map(|place| (place.number, place.is_shared)).collect::<Vec<_>>(),
            [(2, true), (2, true), (5, false)]
        );
    }

    #[test]
    fn one_answer_of_eight_is_not_put_on_top() {
        let mut bodies = [("few", 90, 1), ("low", 40, 8), ("high", 60, 4), ("fewer", 95, 1)];
        let of =
            |body: &(&str, i64, i64)| (Some(Amount::whole(body.1)), Coverage { contributors: body.2, expected: 8 });
        let names = |bodies: &[(&'static str, i64, i64)]| bodies.iter().map(|body| body.0).collect::<Vec<_>>();
        best_first(&mut bodies, &Polarity::Higher, of);
        assert_eq!(names(&bodies), ["high", "low", "few", "fewer"]);
        best_first(&mut bodies, &Polarity::Lower, of);
        assert_eq!(names(&bodies), ["low", "high", "few", "fewer"]);
        best_first(&mut bodies, &Polarity::Within([Amount::ONE, Amount::FIFTY]), of);
        assert_eq!(names(&bodies), ["low", "high", "few", "fewer"], "there is no order between two bounds");
    }

    #[test]
    fn a_part_beyond_the_end_is_empty() {
        let of = |bodies: Vec<i64>, skipped, most| {
            let (part, has_more) =
                part(bodies, (skipped, most), |one, other| other.cmp(one), |body| Amount::whole(*body));
            (part.into_iter().map(|(body, place)| (body, place.number)).collect::<Vec<_>>(), has_more)
        };
        assert_eq!(of(vec![], 0, 3), (vec![], false));
        assert_eq!(of(vec![1, 3, 2], 3, 3), (vec![], false));
        assert_eq!(of(vec![1, 3, 2], usize::MAX, 3), (vec![], false));
        assert_eq!(of(vec![1, 3, 2], 0, 3), (vec![(3, 1), (2, 2), (1, 3)], false));
        assert_eq!(of(vec![1, 3, 2], 1, 1), (vec![(2, 2)], true));
    }

    proptest! {
        #[test]
        fn parts_one_after_the_other_are_the_whole_list(
            figures in proptest::collection::vec(0i64..6, 1..40),
            size in 1usize..9,
        ) {
            let bodies: Vec<(i64, usize)> = figures.iter().copied().zip(0..).collect();
            let order = |one: &(i64, usize), other: &(i64, usize)| other.0.cmp(&one.0).then(one.1.cmp(&other.1));
            let figure_of = |body: &(i64, usize)| Amount::whole(body.0);
            let mut told: Vec<((i64, usize), Place)> = Vec::new();
            loop {
                let (page, has_more) = part(bodies.clone(), (told.len(), size), order, figure_of);
                prop_assert!(!page.is_empty() && page.len() <= size);
                told.extend(page);
                if !has_more {
                    break;
                }
            }
            let mut whole = bodies;
            whole.sort_by(order);
            prop_assert_eq!(told.iter().map(|(body, _)| *body).collect::<Vec<_>>(), whole);
            for (body, place) in &told {
                let better = figures.iter().filter(|other| **other > body.0).count();
                prop_assert_eq!(usize::try_from(place.number), Ok(better + 1));
                prop_assert_eq!(place.is_shared, figures.iter().filter(|other| **other == body.0).count() > 1);
            }
        }

        #[test]
        fn nobody_stands_below_a_body_that_has_too_few_figures(
            bodies in proptest::collection::vec((proptest::option::of(-50i64..50), 0i64..9), 0..30),
        ) {
            let of = |(figure, contributors): &(Option<i64>, i64)| {
                (figure.map(Amount::whole), Coverage { contributors: *contributors, expected: 8 })
            };
            let mut sorted = bodies.clone();
            best_first(&mut sorted, &Polarity::Higher, of);
            let is_compared = |body: &(Option<i64>, i64)| body.0.is_some() && body.1 >= 4;
            let (compared, others) = sorted.split_at(sorted.iter().filter(|body| is_compared(body)).count());
            prop_assert!(compared.iter().all(is_compared));
            prop_assert!(compared.is_sorted_by_key(|body| std::cmp::Reverse(body.0)));
            prop_assert!(others.iter().eq(bodies.iter().filter(|body| !is_compared(body))));
        }

        #[test]
        fn pages_agree_with_the_whole_list(mut figures in proptest::collection::vec(0i32..6, 1..40), size in 1usize..9) {
            figures.sort_by_key(|figure| std::cmp::Reverse(*figure));
            let whole = places(0, 0, &figures);
            for (place, figure) in whole.iter().zip(&figures) {
                let better = figures.iter().filter(|other| *other > figure).count();
                prop_assert_eq!(usize::try_from(place.number), Ok(better + 1));
                prop_assert_eq!(place.is_shared, figures.iter().filter(|other| *other == figure).count() > 1);
            }
            let mut paged = Vec::new();
            for start in (0..figures.len()).step_by(size) {
                let part = &figures[start..figures.len().min(start + size + 1)];
                let better = figures.iter().filter(|other| **other > part[0]).count();
                let count = |number: usize| i64::try_from(number).expect("small");
                paged.extend(places(count(start), count(better), part).into_iter().take(size));
            }
            prop_assert_eq!(paged, whole);
        }
    }
}
