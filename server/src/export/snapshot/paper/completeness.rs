//! How complete the reports below each body are, as a table of the printed report.

use super::content::Bar;
use app::text::format;
use domain::{name::dictionary_key, snapshot::Counts};
use serde::Serialize;

/// The row of a body with all below it.
#[derive(Serialize)]
pub(super) struct Row {
    name: String,
    expected: String,
    handed_in: String,
    on_time: String,
    accepted: String,
    bar: Bar,
    percent: String,
}

/// The rows of bodies by their names in the language of the paper, in the order of a dictionary, as a reader looks for them; none
/// of those that owe no reports.
pub(super) fn rows(bodies: impl Iterator<Item = (String, Counts)>) -> Vec<Row> {
    let row = |(name, counts): (String, Counts)| Row {
        name,
        expected: format::count(counts.expected),
        handed_in: format::count(counts.handed_in),
        on_time: format::count(counts.on_time),
        accepted: format::count(counts.accepted),
        bar: Bar::share(counts.accepted, counts.expected),
        percent: format::percent(counts.accepted, counts.expected),
    };
    let mut rows: Vec<Row> = bodies.filter(|(_, counts)| counts.expected > 0).map(row).collect();
    rows.sort_by_cached_key(|row| dictionary_key(&row.name));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_stand_in_the_order_of_a_dictionary_and_those_that_owe_nothing_do_not() {
        let owing = Counts { expected: 1, ..Counts::default() };
        let named = |names: [&str; 3]| {
            let bodies = names.map(|name| (name.to_owned(), owing)).into_iter();
            let all = bodies.chain([("nobody".to_owned(), Counts::default())]);
            rows(all).into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        let thai = named(["กระทรวงวัฒนธรรม", "กระทรวงเกษตรและสหกรณ์", "กระทรวงการคลัง"]);
        assert_eq!(thai, ["กระทรวงการคลัง", "กระทรวงเกษตรและสหกรณ์", "กระทรวงวัฒนธรรม"]);
        let english = named(["Ministry of Culture", "Ministry of Finance", "Ministry of Agriculture"]);
        assert_eq!(english, ["Ministry of Agriculture", "Ministry of Culture", "Ministry of Finance"]);
    }
}
