//! Where figures go: the series of the line handed to `domain::forecast`.

use super::{
    facts::NationalFact,
    own::Own,
    status::{PlannedIndicator, Standing},
};
use domain::{
    forecast::{Forecast, NoForecast, Seen, Series, Subject},
    ids::OrganisationCode,
    indicator::Indicator,
    ranking::Coverage,
};

/// A forecast, or why there is none.
pub type Outlook = Result<Forecast, NoForecast>;

impl Standing<'_> {
    /// Where the figure of a node goes. Rounds in which fewer than half of those asked gave a figure are left out: they
    /// speak of others than the rounds before.
    pub(super) fn outlook(&self, node: &OrganisationCode, indicator: &PlannedIndicator) -> Outlook {
        let view = self.view;
        let track = view.track(&indicator.code);
        let seen = |place: usize| {
            let known = track[place].filter(|known| known.frequency.is_asked_in(view.period(place)))?;
            let sum = self.sum(node, known, place)?;
            let expected = view.asked((place, &self.reporters(place)), node, known);
            let is_enough = Coverage { contributors: sum.contributors, expected }.allows_verdict();
            let figure = sum.figure(&known.measure).filter(|_| is_enough);
            Some(Seen { day: view.period(place).last_day(), figure, indicator: known })
        };
        let rounds: Vec<Seen<'_>> = view.foretold_from(indicator).filter_map(seen).collect();
        Forecast::of(indicator, Subject::Together, &Series::of(indicator, &rounds, &[]))
    }
}

/// Where figures of one body go that stand in one line.
pub(super) fn outlook_of(indicator: &Indicator, line: &Series) -> Outlook {
    Forecast::of(indicator, Subject::One, line)
}

/// Where a figure from outside goes.
pub(super) fn outlook_of_fact(fact: &NationalFact) -> Outlook {
    let indicator: &Indicator = &fact.indicator;
    let seen = |point: &super::FactPoint| Seen { day: point.day, figure: Some(point.figure), indicator };
    let points: Vec<Seen<'_>> = fact.series.iter().map(seen).collect();
    outlook_of(indicator, &Series::of(indicator, &points, &[]))
}

impl Own<'_> {
    /// Where the agency's own figure goes.
    pub(super) fn outlook(&self, indicator: &PlannedIndicator) -> Outlook {
        outlook_of(indicator, &self.line(indicator))
    }

    /// The agency's own figures that stand in one line.
    pub(super) fn line(&self, indicator: &PlannedIndicator) -> Series {
        let view = self.view;
        let track = self.tracks.of(&indicator.code);
        let seen = |place: usize| {
            let known =
                track[place].filter(|known| known.frequency.is_asked_in(view.period(place)) && self.is_asked(known))?;
            Some(Seen { day: view.period(place).last_day(), figure: self.figure(&known.code, place), indicator: known })
        };
        let rounds: Vec<Seen<'_>> = view.foretold_from(indicator).filter_map(seen).collect();
        Series::of(indicator, &rounds, &self.breaks)
    }
}
