//! Who owes reports, counted by kind at and below every body that has others below it.

use crate::{
    ids::OrganisationCode,
    indicator::Indicator,
    organisation::{OrganisationKind, OrganisationTree},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// The bodies that owe a report about a period that ends on a day.
#[derive(Debug, Clone)]
pub struct Reporters {
    day: NaiveDate,
    below: HashMap<OrganisationCode, BTreeMap<OrganisationKind, i64>>,
}

impl Reporters {
    /// Counts them. Worth keeping: it looks at every body once.
    pub fn on(tree: &OrganisationTree, day: NaiveDate) -> Self {
        let mut below: HashMap<OrganisationCode, BTreeMap<OrganisationKind, i64>> = HashMap::new();
        for body in tree.bodies().filter(|body| body.reports_on(day)) {
            for node in tree.path(&body.code).into_iter().filter(|node| !tree.children(node).is_empty()) {
                *below.entry(node).or_default().entry(body.kind).or_default() += 1;
            }
        }
        Self { day, below }
    }

    fn count(
        &self,
        tree: &OrganisationTree,
        node: &OrganisationCode,
        counts: impl Fn(OrganisationKind) -> bool,
    ) -> i64 {
        if let Some(kinds) = self.below.get(node) {
            return kinds.iter().filter(|(kind, _)| counts(**kind)).map(|(_, count)| count).sum();
        }
        let owes = |body: &&crate::organisation::Organisation| body.reports_on(self.day) && counts(body.kind);
        i64::from(tree.children(node).is_empty() && tree.get(node).as_ref().is_some_and(owes))
    }

    /// How many owe a report at and below a node.
    pub fn owing(&self, tree: &OrganisationTree, node: &OrganisationCode) -> i64 {
        self.count(tree, node, |_| true)
    }

    /// How many of one kind owe a report at and below a node.
    pub fn of_kind(&self, tree: &OrganisationTree, node: &OrganisationCode, kind: OrganisationKind) -> i64 {
        self.count(tree, node, |of| of == kind)
    }

    /// The kinds of those who owe a report at and below a node that has others below it.
    pub fn kinds(&self, node: &OrganisationCode) -> impl Iterator<Item = OrganisationKind> {
        self.below.get(node).into_iter().flat_map(|kinds| kinds.keys().copied())
    }

    /// How many at and below a node are asked for an indicator.
    pub fn asked(&self, tree: &OrganisationTree, node: &OrganisationCode, indicator: &Indicator) -> i64 {
        self.count(tree, node, |kind| indicator.is_asked_of(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisation::{Duty, Organisation},
        text::Bilingual,
    };

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 6, 30).expect("a day")
    }

    fn body(code: &str, parent: &str, kind: OrganisationKind, duty: Duty) -> Organisation {
        Organisation {
            code: code.parse().expect("a code"),
            parent: parent.parse().ok(),
            kind,
            name: Bilingual::new(code, code),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty,
            source: "test".to_owned(),
            size: None,
        }
    }

    fn tree() -> OrganisationTree {
        use OrganisationKind as K;
        let mut ended = body("ended", "mdes", K::Department, Duty::Reports);
        ended.valid_to = Some(day(2024));
        OrganisationTree::new(vec![
            body("th", "", K::Root, Duty::None),
            body("mdes", "th", K::Ministry, Duty::None),
            body("onde", "mdes", K::Department, Duty::Reports),
            ended,
            body("silent", "mdes", K::Department, Duty::None),
            body("provinces", "th", K::Group, Duty::None),
            body("th-50", "provinces", K::Province, Duty::Reports),
            body("town", "th-50", K::LocalAdministration, Duty::Reports),
        ])
        .expect("a tree")
    }

    #[test]
    fn those_who_owe_a_report_are_counted_at_every_level() {
        let tree = tree();
        let owing = |node: &str, year| Reporters::on(&tree, day(year)).owing(&tree, &node.parse().expect("a code"));
        for (node, before, after) in [
            ("th", 4, 3),
            ("mdes", 2, 1),
            ("onde", 1, 1),
            ("ended", 1, 0),
            ("silent", 0, 0),
            ("provinces", 2, 2),
            ("th-50", 2, 2),
            ("town", 1, 1),
            ("nobody", 0, 0),
        ] {
            assert_eq!((owing(node, 2024), owing(node, 2025)), (before, after), "{node}");
        }
    }

    #[test]
    fn those_of_each_kind_are_together_all_who_owe_a_report() {
        use OrganisationKind as K;
        let tree = tree();
        let reporters = Reporters::on(&tree, day(2025));
        let of = |node: &str, kind| reporters.of_kind(&tree, &node.parse().expect("a code"), kind);
        assert_eq!([of("th", K::Department), of("th", K::Province), of("th", K::LocalAdministration)], [1, 1, 1]);
        assert_eq!([of("onde", K::Department), of("onde", K::Province), of("th-50", K::Department)], [1, 0, 0]);
        let kinds = |node: &str| reporters.kinds(&node.parse().expect("a code")).collect::<Vec<_>>();
        assert_eq!(kinds("th"), [K::Department, K::Province, K::LocalAdministration]);
        assert_eq!(kinds("mdes"), [K::Department]);
        for node in ["th", "mdes", "provinces", "th-50"] {
            let sum: i64 = kinds(node).into_iter().map(|kind| of(node, kind)).sum();
            assert_eq!(sum, reporters.owing(&tree, &node.parse().expect("a code")), "{node}");
        }
    }

    #[test]
    fn an_indicator_of_provinces_expects_provinces_alone() {
        let words = r#"{ "th": "คำ" }"#;
        let text = format!(
            r#"{{ "code": "i", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words},
                "measure": {{ "type": "count" }}, "polarity": "higher", "frequency": "quarterly", "scope": "agency",
                "reporters": ["province"], "weight": "1", "evidence": {{ "required": true, "description": {words} }},
                "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
        );
        let indicator: Indicator = serde_json::from_str(&text).expect("an indicator");
        let tree = tree();
        let reporters = Reporters::on(&tree, day(2025));
        let asked = |node: &str| reporters.asked(&tree, &node.parse().expect("a code"), &indicator);
        assert_eq!([asked("th"), asked("mdes"), asked("provinces"), asked("th-50"), asked("town")], [1, 0, 1, 1, 0]);
    }
}
