//! How an accepted value stands: derived from the value and its plan, and therefore on no line of a snapshot.

use super::{frame::accepted, line::ReportedValue};
use crate::{indicator::Indicator, reading::Reading, status::Status};
use chrono::NaiveDate;

impl ReportedValue {
    /// What counts of it, in its parts; `None` where the indicator does not apply, or the numbers do not fit its measure.
    pub fn reading(&self, indicator: &Indicator) -> Option<Reading> {
        accepted(self).reading(indicator)
    }

    /// Its status against what is expected of one body on a day, as dashboards show it: of its round that is the last day of
    /// the period.
    pub fn status(&self, indicator: &Indicator, day: NaiveDate) -> Status {
        Status::of_answer(self.applicability, self.reading(indicator), indicator, day)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        amount::Amount,
        entry::Applicability,
        snapshot::{
            Parts,
            fixtures::{Country, lines},
            table::{Cell, Rows, Table},
        },
        status::Status,
    };
    use std::collections::BTreeMap;

    /// What the rows of values say of each: what is expected and the status.
    fn told(country: &Country) -> BTreeMap<(String, String), [Cell; 2]> {
        let mut rows = Rows::new(Table::Values);
        let place =
            |name: &str| Table::Values.columns().iter().position(|column| column.name == name).expect("a column");
        let [body, indicator, expected, status] = ["organisation", "indicator", "expected", "status"].map(place);
        let found = lines(&country.snapshot()).into_iter().flat_map(|line| rows.of(&line));
        found
            .map(|row| {
                let key = (row[body].text(), row[indicator].text());
                (key, [row[expected].clone(), row[status].clone()])
            })
            .collect()
    }

    fn said(status: Status) -> Cell {
        Cell::Text(status.as_ref().to_owned())
    }

    #[test]
    fn rows_of_values_say_what_was_expected_and_how_each_value_stands() {
        let mut country = Country::new();
        let day = country.frame.head.round.period.last_day();
        let e2e = country.frame.plan.indicator(&"svc-e2e".parse().expect("a code")).expect("an indicator").clone();
        let expected = e2e.expected_of_one(day).expect("a target");
        let parts = |of_hundred: Amount| Parts { value: of_hundred, base: Some(Amount::HUNDRED) };
        let nearly = expected.checked_mul("0.95".parse().expect("a number")).expect("a number");
        country.value("a", "svc-e2e").reported = Some(parts(expected));
        country.value("b", "svc-e2e").reported = Some(parts(nearly));
        country.value("d", "svc-e2e").reported = Some(parts(Amount::ZERO));
        let unfit = country.value("e", "svc-e2e");
        (unfit.reported, unfit.applicability) = (None, Applicability::NotApplicable);
        // What was verified counts, not what was reported.
        let verified = country.value("f", "svc-e2e");
        (verified.reported, verified.verified) = (Some(parts(Amount::ZERO)), Some(parts(expected)));
        let told = told(&country);
        for (body, status) in [
            ("a", Status::OnCourse),
            ("b", Status::AtRisk),
            ("d", Status::OffCourse),
            ("e", Status::NotApplicable),
            ("f", Status::OnCourse),
        ] {
            let of = &told[&(body.to_owned(), "svc-e2e".to_owned())];
            assert_eq!(*of, [Cell::Number(expected), said(status)], "{body}");
        }
    }

    #[test]
    fn without_a_target_nothing_is_expected_and_nothing_is_said() {
        let mut country = Country::new();
        for indicator in &mut country.frame.plan.indicators {
            (indicator.baseline, indicator.targets) = (None, Vec::new());
        }
        country.frame.compared.clear();
        let (ranges, others): (Vec<_>, Vec<_>) = country
            .frame
            .plan
            .indicators
            .iter()
            .map(|indicator| (indicator.code.to_string(), &indicator.polarity))
            .partition(|(_, polarity)| matches!(polarity, crate::indicator::Polarity::Within(_)));
        assert!(others.len() > ranges.len(), "{ranges:?}");
        let told = told(&country);
        let of_others = told.iter().filter(|((_, indicator), _)| others.iter().any(|(code, _)| code == indicator));
        for (key, cells) in of_others {
            let applies = (key.0.as_str(), key.1.as_str()) != ("c", "svc-e2e");
            let status = if applies { Status::NoData } else { Status::NotApplicable };
            assert_eq!(*cells, [Cell::Blank, said(status)], "{key:?}");
        }
    }
}
