//! The best of many figures, held without the others.

use super::extractor::FIRST;
use crate::{amount::Amount, ids::OrganisationCode, indicator::Polarity};

/// Those who lead in one indicator: as many as are named, and one more, so that a tie with those who are not is seen.
pub(super) struct Leaders {
    polarity: Polarity,
    /// How many figures there were.
    pub(super) figures: i64,
    /// Best first, and those alike by their codes.
    pub(super) best: Vec<(Amount, OrganisationCode)>,
}

impl Leaders {
    pub(super) fn by(polarity: &Polarity) -> Self {
        Self { polarity: polarity.clone(), figures: 0, best: Vec::new() }
    }

    /// Takes in one more figure.
    pub(super) fn add(&mut self, figure: Amount, body: &OrganisationCode) {
        self.figures += 1;
        let stands_before = |(held, of): &(Amount, OrganisationCode)| match self.polarity {
            Polarity::Higher => (figure, of) < (*held, body),
            Polarity::Lower => (*held, of) < (figure, body),
            // Best between two bounds is no order: nobody leads.
            Polarity::Within(_) => true,
        };
        let place = self.best.partition_point(stands_before);
        if place <= FIRST && !matches!(self.polarity, Polarity::Within(_)) {
            self.best.insert(place, (figure, body.clone()));
            self.best.truncate(FIRST + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn led(polarity: &Polarity, figures: &[i64]) -> Leaders {
        let mut leaders = Leaders::by(polarity);
        for (number, figure) in figures.iter().enumerate() {
            leaders.add(Amount::whole(*figure), &format!("agency-{number:03}").parse().expect("a code"));
        }
        leaders
    }

    #[test]
    fn between_two_bounds_nobody_leads_and_all_are_counted() {
        let leaders = led(&Polarity::Within([Amount::ZERO, Amount::HUNDRED]), &[3, 1, 2]);
        assert_eq!((leaders.figures, leaders.best.len()), (3, 0));
    }

    proptest! {
        #[test]
        fn they_are_the_first_of_all_in_order(figures in proptest::collection::vec(0_i64..40, 0..200)) {
            for (polarity, sign) in [(Polarity::Higher, -1), (Polarity::Lower, 1)] {
                let mut all: Vec<(i64, usize)> = figures.iter().enumerate().map(|(at, it)| (it * sign, at)).collect();
                all.sort_unstable();
                all.truncate(FIRST + 1);
                let expected: Vec<_> = all.into_iter().map(|(key, at)| {
                    (Amount::whole(key * sign), format!("agency-{at:03}").parse::<OrganisationCode>().expect("a code"))
                }).collect();
                let leaders = led(&polarity, &figures);
                prop_assert_eq!(leaders.best, expected);
                prop_assert_eq!(leaders.figures, i64::try_from(figures.len()).expect("few"));
            }
        }
    }
}
